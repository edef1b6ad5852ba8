"""关于推进开展“互联网+”医保服务的通知, 吉医保联〔2020〕5号, issued on 2020-03-20.

Both annexes are missing: prices by staff level (annex 1) and the list of items with their class (annex 2) are inputs, as the
area's policy, and without them the amounts are unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from yibao import hookimpl, read_measure, rules_of
from yibao.measures import Measure
from yibao.procedure import Procedure
from yibao.readings import Reading
from yibao.rules import Declaration

from yibao_jilin import agreement, eligibility, pricing, settlement, violation
from yibao_jilin.readings import READINGS

MEASURE = read_measure(files("yibao_spec") / "measures" / "jilin-2020.json")


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
