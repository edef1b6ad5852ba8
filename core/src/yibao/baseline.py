"""What does national guidance say where no region has spoken?

医保发〔2019〕47号, as far as its text is at hand: the definition. It is a plugin like any other,
except that it answers only where the caller allows it, and is labelled as guidance.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from yibao import among, condition, hookimpl
from yibao.measures import Measure, read_measure
from yibao.rules import Declaration, Effect

MEASURE = read_measure(files("yibao_spec") / "measures" / "national-2019.json")


@condition("一（三）第1句", "线下已有的医疗服务在线上开展或延伸", otherwise=Effect.NOT_GOVERNED)
def offline_service_goes_online(visit_offline_relation: Any) -> Any:
    """The visit carries an existing offline service online, or extends one."""
    return among(visit_offline_relation, ("same", "extension"))


@hookimpl
def yibao_measures() -> Sequence[Measure]:
    return [MEASURE]


@hookimpl
def yibao_eligibility() -> Sequence[Declaration]:
    return offline_service_goes_online.__yibao__  # type: ignore[attr-defined,no-any-return]
