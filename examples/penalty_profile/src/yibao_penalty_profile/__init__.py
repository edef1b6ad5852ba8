"""A list of sanctions whose place and date are unknown, as a profile to load like a region.

It is applied to no real area: the document names none. Where it breaks off the outcome is left open.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from yibao import hookimpl, read_measure, rules_of
from yibao.measures import Measure
from yibao.procedure import Procedure
from yibao.rules import Declaration

from yibao_penalty_profile import agreement, eligibility, violation

MEASURE = read_measure(files("yibao_penalty_profile") / "measure.json")


@hookimpl
def yibao_measures() -> Sequence[Measure]:
    return [MEASURE]


@hookimpl
def yibao_eligibility() -> Sequence[Declaration]:
    return rules_of(eligibility)


@hookimpl
def yibao_violation() -> Sequence[Declaration]:
    return rules_of(violation)


@hookimpl
def yibao_agreement() -> Sequence[Procedure]:
    return agreement.PROCEDURES
