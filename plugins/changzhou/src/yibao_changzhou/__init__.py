"""关于加强常州市医疗保障定点医药机构管理的通知: designation and agreements, from a damaged copy without date.

It is no measure on paying online visits. Clauses are numbered by the non-empty lines of the copy at hand (第14段), since most
headings are lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from yibao import hookimpl, read_measure, rules_of
from yibao.measures import Measure
from yibao.procedure import Procedure
from yibao.readings import Reading
from yibao.rules import Declaration

from yibao_changzhou import agreement, eligibility, settlement, violation
from yibao_changzhou.readings import READINGS

MEASURE = read_measure(files("yibao_spec") / "measures" / "changzhou.json")


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
def yibao_settlement() -> Sequence[Declaration]:
    return rules_of(settlement)


@hookimpl
def yibao_violation() -> Sequence[Declaration]:
    return rules_of(violation)


@hookimpl
def yibao_agreement() -> Sequence[Procedure]:
    return agreement.PROCEDURES
