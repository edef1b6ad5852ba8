"""温州市“互联网+”医疗服务医保支付管理办法（试行）, 温医保办〔2021〕6号, in force from 2021-03-08.

Its register says clause by clause what is a rule and what is not, and why. The chronic-disease and
drug lists (温医保发〔2019〕6号) and the price items (浙医保发〔2020〕31号) that it refers to are not at hand:
they are inputs, as the area's policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from yibao import hookimpl, read_measure, rules_of
from yibao.measures import Measure
from yibao.procedure import Procedure
from yibao.readings import Reading
from yibao.rules import Declaration

from yibao_wenzhou import agreement, eligibility, pricing, settlement, violation
from yibao_wenzhou.readings import READINGS

MEASURE = read_measure(files("yibao_spec") / "measures" / "wenzhou-2021.json")


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
