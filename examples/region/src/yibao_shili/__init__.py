"""示例省线上医疗医保支付办法: an imaginary measure, the smallest that uses every hook.

To begin a region of your own, `yibao new-region` writes a smaller one. The register, the cases and their base claims stand beside the rules, so that
a region needs no file of anybody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from yibao import hookimpl, read_measure, rules_of
from yibao.measures import Measure
from yibao.procedure import Procedure
from yibao.readings import Reading
from yibao.rules import Declaration

from yibao_shili import agreement, eligibility, pricing, settlement, violation
from yibao_shili.readings import READINGS

MEASURE = read_measure(files("yibao_shili") / "measure.json")


@hookimpl
def yibao_measures() -> Sequence[Measure]:
    return [MEASURE]


@hookimpl
def yibao_readings() -> Sequence[Reading]:
    return READINGS


@hookimpl
def yibao_eligibility() -> Sequence[Declaration]:
    return rules_of(eligibility)


@hookimpl
def yibao_pricing() -> Sequence[Declaration]:
    return rules_of(pricing)


@hookimpl
def yibao_settlement() -> Sequence[Declaration]:
    return rules_of(settlement)


@hookimpl
def yibao_violation() -> Sequence[Declaration]:
    return rules_of(violation)


@hookimpl
def yibao_agreement() -> Sequence[Procedure]:
    return agreement.PROCEDURES
