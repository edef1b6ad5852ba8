"""What is made ready once for a measure and a set of readings, so that deciding a claim is short?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import attrs

from yibao.errors import MeasureNotEncoded
from yibao.factbook import FactBook
from yibao.judging import BY_READING, Bench, Judge
from yibao.measures import Clause
from yibao.plugins import STAGES, Declared, choices_of
from yibao.readings import Choices
from yibao.rules import Consequence, Effect, Rule


@attrs.frozen(eq=False)
class Gap:
    """A part of the text that is not at hand: nothing is put in its place."""

    clause: Clause
    measure: str


@attrs.frozen(eq=False)
class Plan:
    """The rules of a measure by stage, ready to judge, with the facts they need."""

    choices: Choices
    pays_at_all: bool
    """Whether some condition bears on payment; without one nothing is said about payment."""
    conditions: Bench
    """What is judged before it is said whether the fund pays: the rules of every stage but those of `payment`."""
    payment: Bench
    """What is judged after that: use of the account, payment itself."""
    consequences: tuple[tuple[str, Consequence], ...]
    """What follows from a breach, each with the measure that says so."""
    gaps: dict[str, tuple[Gap, ...]]
    """Where the text is missing, by stage, and by the question that it leaves open."""
    facts: FactBook


def plan(layers: tuple[Declared, ...], chosen: Mapping[str, str]) -> Plan:
    """The plan for the measure that governs, and for what stands beside it, under the chosen readings.

    Raises MeasureNotEncoded, UnknownReading.
    """
    return _plan(layers, tuple(sorted(chosen.items())) if chosen else ())


@lru_cache(maxsize=256)
def _plan(layers: tuple[Declared, ...], chosen: tuple[tuple[str, str], ...]) -> Plan:
    measure = layers[0].measure
    for one in layers:
        if one.measure.clauses is None:
            raise MeasureNotEncoded(
                f"{one.measure.title} ({one.measure.id}) is the measure for area {one.measure.area}, but its plugin holds no rules yet: "
                "nothing can be decided under it"
            )
    choices = choices_of(layers, dict(chosen))
    staged = [(stage, one.measure.id, rule) for stage in STAGES for one in layers for rule in one.rules[stage]]
    rules = [(stage, id, rule) for stage, id, rule in staged if isinstance(rule, Rule)]
    judges = [Judge(rule, choices, position, stage, id) for position, (stage, id, rule) in enumerate(rules)]
    conditions = Bench([one for one in judges if one.rule.kind not in AFTER])
    payment = Bench([one for one in judges if one.rule.kind in AFTER])
    consequences = tuple((id, rule) for _, id, rule in staged if isinstance(rule, Consequence))
    needs = [fact for judge in judges for fact in judge.needs]
    pays_at_all = any(judge.rule.kind == "payment" or judge.rule.otherwise in PAYING for judge in judges)
    return Plan(choices, pays_at_all, conditions, payment, consequences, _gaps(layers), FactBook(needs, choices, measure))


def _gaps(layers: tuple[Declared, ...]) -> dict[str, tuple[Gap, ...]]:
    """The missing texts by stage, and by the question on an application that they leave open.

    Where national guidance breaks off, what is reported of it fills the stages on which it has rules:
    the caller switched it on by name.
    """
    gaps: dict[str, list[Gap]] = {name: [] for name in (*STAGES, "may_apply", "may_sign")}
    reported = {stage for one in layers[1:] if one.measure.prefix == "" and one.measure.role == "payment" for stage in STAGES if one.rules[stage]}
    for one in layers:
        for clause in one.measure.clauses or ():
            if clause.status == "text_missing":
                gap = Gap(clause, one.measure.id)
                stages = STAGES if one.measure.completeness == "missing" else (clause.stage,)
                filled = reported if one.measure.prefix == "" else frozenset()
                for name in (*stages, *clause.leaves_open):
                    if name in gaps and name not in filled:
                        gaps[name].append(gap)
    return {name: tuple(many) for name, many in gaps.items()}


PAYING = (Effect.FUND_PAYS_NOTHING, Effect.REFUSED, *BY_READING)
"""What only a measure on payment says; that an item may not be charged, or a visit not be governed, is no payment."""
AFTER = ("account", "payment")
