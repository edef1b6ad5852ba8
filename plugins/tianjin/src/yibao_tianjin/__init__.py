"""天津市“互联网+”医疗服务医保支付管理办法（试行）, and its successor whose text is not at hand.

The trial measure is in force from 2020-11-01 to 2022-10-31; its register says clause by clause what
is a rule and what is not, and why. From 2022-11-01 on 津医保规字〔2022〕2号 governs; none of the trial
measure's rules is carried over to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from yibao import hookimpl, read_measure, rules_of
from yibao.measures import Measure
from yibao.procedure import Procedure
from yibao.readings import Reading
from yibao.rules import Declaration

from yibao_tianjin import agreement, eligibility, pricing, settlement, violation
from yibao_tianjin.readings import READINGS

TRIAL = read_measure(files("yibao_spec") / "measures" / "tianjin-2020.json")
SUCCESSOR = read_measure(files("yibao_spec") / "measures" / "tianjin-2022.json")


@hookimpl
def yibao_measures() -> Sequence[Measure]:
    return [TRIAL, SUCCESSOR]


@hookimpl
def yibao_readings(measure: Measure) -> Sequence[Reading]:
    return READINGS if measure is TRIAL else []


@hookimpl
def yibao_eligibility(measure: Measure) -> Sequence[Declaration]:
    return rules_of(eligibility) if measure is TRIAL else []


@hookimpl
def yibao_pricing(measure: Measure) -> Sequence[Declaration]:
    return rules_of(pricing) if measure is TRIAL else []


@hookimpl
def yibao_settlement(measure: Measure) -> Sequence[Declaration]:
    return rules_of(settlement) if measure is TRIAL else []


@hookimpl
def yibao_violation(measure: Measure) -> Sequence[Declaration]:
    return rules_of(violation) if measure is TRIAL else []


@hookimpl
def yibao_agreement(measure: Measure) -> Sequence[Procedure]:
    return agreement.PROCEDURES if measure is TRIAL else []
