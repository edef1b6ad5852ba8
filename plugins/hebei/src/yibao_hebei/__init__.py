"""河北省“互联网+”医疗服务医保管理办法（试行）: only its articles 1 to 6(4) are at hand, and no date.

What comes after is registered as missing, by the subjects that article 3 announces. Until the operator states from when
the measure is in force, no question is answered with yes or no.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from yibao import hookimpl, read_measure, rules_of
from yibao.measures import Measure
from yibao.procedure import Procedure
from yibao.readings import Reading
from yibao.rules import Declaration

from yibao_hebei import agreement, eligibility
from yibao_hebei.readings import READINGS

MEASURE = read_measure(files("yibao_spec") / "measures" / "hebei.json")


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
def yibao_agreement() -> Sequence[Procedure]:
    return agreement.PROCEDURES
