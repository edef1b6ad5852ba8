"""Which measure judges a record on a day, and what do its procedures say of each kind of event?

A procedure is taken apart once for a measure and a set of readings, so that an event is looked up and not searched for.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import attrs

from yibao.areas import Asked, select
from yibao.errors import NoMeasureInForce
from yibao.factbook import FactBook
from yibao.judging import Judge
from yibao.measures import Measure
from yibao.plugins import Declared, Plugins, choices_of, concerning
from yibao.procedure import Clock, Pattern, Procedure, Step, Wait, patterns
from yibao.readings import Choices
from yibao.record import AgreementKind
from yibao.rules import Rule


class Ready:
    """A procedure made ready: what each kind of event does, by agreement and kind."""

    def __init__(self, procedure: Procedure, declared: Declared, choices: Choices) -> None:
        own = procedure.agreement
        self.procedure = procedure
        self.steps: dict[str, list[tuple[Pattern, Step]]] = {}
        self.clocks: dict[tuple[str, str], list[tuple[Pattern, Clock]]] = {}
        self.waits: dict[tuple[str, str], list[tuple[Pattern, Wait]]] = {}
        self.judges = {step: _judges(step, procedure, declared, choices) for step in procedure.steps if step.needs}
        needs = [fact for judges in self.judges.values() for judge in judges for fact in judge.needs]
        self.facts = FactBook(needs, choices, declared.measure)
        for step in procedure.steps:
            for wanted in patterns(step.event, own):
                self.steps.setdefault(wanted.kind, []).append((wanted, step))
        for clock in procedure.clocks:
            _index(self.clocks, start_of(clock, choices), own, clock)
        for wait in procedure.waits:
            _index(self.waits, start_of(wait, choices), own, wait)
        self.stops = {id(clock): [patterns(names, own) for names in clock.until] for clock in procedure.clocks}
        self.ends = {
            id(clock): frozenset(one.kind for names in (*clock.until, *clock.moot) for one in patterns(names, own)) for clock in procedure.clocks
        }
        """Of each clock, the kinds of events that can stop it or end it undone."""
        self.barrable = frozenset(wait.bars for wait in procedure.waits)
        """The kinds of events that some wait bars."""
        self.moot = {id(clock): [one for names in clock.moot for one in patterns(names, own)] for clock in procedure.clocks}


def _index(index: dict[tuple[str, str], list[tuple[Pattern, Any]]], name: str, own: str, what: Any) -> None:
    for wanted in patterns(name, own):
        index.setdefault((wanted.agreement, wanted.kind), []).append((wanted, what))


def start_of(one: Clock | Wait, choices: Choices) -> str:
    """The event from which it runs, by its reading where it has one."""
    return one.starts[str(choices.option(one.reading))] if one.reading else one.since


def _judges(step: Step, procedure: Procedure, declared: Declared, choices: Choices) -> list[Judge]:
    return [
        Judge(rule, choices, position, "agreement", declared.measure.id)
        for position, rule in enumerate((*declared.rules["eligibility"], *procedure.conditions))
        if isinstance(rule, Rule) and rule.name in step.needs
    ]


@attrs.frozen(eq=False)
class Law:
    """The measure in force on a day with its procedures, if there is one; what is in doubt about it."""

    measure: Measure | None
    ready: dict[AgreementKind, Ready]
    choices: Choices
    option: dict[str, str | None]
    doubts: tuple[str, ...] = ()

    @property
    def id(self) -> str | None:
        """The measure's id."""
        return self.measure.id if self.measure else None


@lru_cache(maxsize=4096)
def law_on(area: str, day: date, asked: Asked, chosen: tuple[tuple[str, str], ...], installed: Plugins) -> Law:
    """The measure in force in an area on a day, made ready under the chosen readings; without one, an empty law. As `select` raises."""
    try:
        selection = select(installed, area, day, asked)
    except NoMeasureInForce:
        return _made(None, chosen)
    made = _made(selection.declared, chosen)
    return attrs.evolve(made, doubts=selection.doubts) if selection.doubts else made


@lru_cache(maxsize=256)
def _made(declared: Declared | None, chosen: tuple[tuple[str, str], ...]) -> Law:
    layers = (declared,) if declared else ()
    choices = choices_of(layers, concerning(layers, chosen))
    ready = {one.agreement: Ready(one, declared, choices) for one in declared.procedures} if declared else {}
    return Law(declared.measure if declared else None, ready, choices, {name: choices.option(name) for name in choices.readings})


def rest_of(law: Law, ready: Ready | None) -> str:
    """The clause under which a text is missing that may know more steps; "" where the text is silent."""
    if ready is not None:
        return ready.procedure.rest
    missing = [one.id for one in (law.measure.clauses or () if law.measure else ()) if one.status == "text_missing"]
    return missing[0] if missing and law.measure is not None and law.measure.completeness == "missing" else ""
