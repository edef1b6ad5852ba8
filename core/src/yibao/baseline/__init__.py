"""What does national guidance say where no region has spoken, and which national laws stand beside every measure?

A plugin like any other, except that it ships with the core. The text of 医保发〔2019〕47号 is at hand as far as its
definition; it answers only where the caller allows it. The other documents are known from reports alone and
are switched on one by one, by name. Each document has a module of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from types import ModuleType

from yibao.baseline import definition_2019_47, implementing_2026_7, opinions_2019_47, opinions_2020_10, opinions_2020_45, regulation_2021_735
from yibao.hookspecs import hookimpl
from yibao.measures import Measure, read_measure
from yibao.readings import Reading
from yibao.rules import Declaration, rules_of

DOCUMENTS: dict[str, ModuleType] = {
    "national-2019": definition_2019_47,
    "national-2019-47": opinions_2019_47,
    "national-2020-10": opinions_2020_10,
    "national-2020-45": opinions_2020_45,
    "national-2021-735": regulation_2021_735,
    "national-2026-7": implementing_2026_7,
}
MEASURES = [read_measure(files("yibao_spec") / "measures" / f"{id}.json") for id in DOCUMENTS]


@hookimpl
def yibao_measures() -> Sequence[Measure]:
    return MEASURES


@hookimpl
def yibao_readings(measure: Measure) -> Sequence[Reading]:
    return tuple(getattr(DOCUMENTS[measure.id], "READINGS", ()))


@hookimpl
def yibao_eligibility(measure: Measure) -> Sequence[Declaration]:
    return _of(measure, "eligibility", "agreement")


@hookimpl
def yibao_pricing(measure: Measure) -> Sequence[Declaration]:
    return _of(measure, "pricing")


@hookimpl
def yibao_settlement(measure: Measure) -> Sequence[Declaration]:
    return _of(measure, "settlement")


@hookimpl
def yibao_violation(measure: Measure) -> Sequence[Declaration]:
    return _of(measure, "violation")


def _of(measure: Measure, *stages: str) -> list[Declaration]:
    """The declarations of a document whose clauses belong to these stages."""
    return [one for one in rules_of(DOCUMENTS[measure.id]) if measure.clause(one.clause).stage in stages]
