"""A query of a settlement system's menu, as a profile to load like a region: fees above so many times a norm.

It is applied to no real area. Norm and number of times come with the area's tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from yibao import hookimpl, read_measure, rules_of
from yibao.measures import Measure
from yibao.rules import Declaration

from yibao_audit_profile import violation

MEASURE = read_measure(files("yibao_audit_profile") / "measure.json")


@hookimpl
def yibao_measures() -> Sequence[Measure]:
    return [MEASURE]


@hookimpl
def yibao_violation() -> Sequence[Declaration]:
    return rules_of(violation)
