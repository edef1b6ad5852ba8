"""What is made ready once for a measure and a set of readings, so that deciding a claim is short?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import attrs

from yibao.eligibility import Gap
from yibao.errors import MeasureNotEncoded
from yibao.factbook import FactBook
from yibao.judging import Bench, Judge
from yibao.plugins import STAGES, Declared, Stage
from yibao.readings import Choices
from yibao.rules import Consequence, Rule


@attrs.frozen(eq=False)
class Plan:
    """The rules of a measure by stage, ready to judge, with the facts they need."""

    choices: Choices
    benches: dict[Stage, Bench]
    conditions: Bench
    """Of the settlement stage: what is judged before it is said whether the fund pays."""
    payment: Bench
    """Of the settlement stage: what is judged after that, payment standards and the account among it."""
    consequences: tuple[Consequence, ...]
    gaps: dict[Stage, tuple[Gap, ...]]
    facts: FactBook


def plan(declared: Declared, chosen: Mapping[str, str]) -> Plan:
    """The plan for a measure under the chosen readings. Raises MeasureNotEncoded, UnknownReading."""
    return _plan(declared, tuple(sorted(chosen.items())) if chosen else ())


@lru_cache(maxsize=256)
def _plan(declared: Declared, chosen: tuple[tuple[str, str], ...]) -> Plan:
    measure = declared.measure
    if measure.clauses is None:
        raise MeasureNotEncoded(
            f"{measure.title} ({measure.id}) is the measure for area {measure.area}, but its plugin holds no rules yet: "
            "nothing can be decided under it"
        )
    choices = declared.choices(dict(chosen))
    rules = [rule for stage in STAGES for rule in declared.rules[stage]]
    judges: dict[Stage, tuple[Judge, ...]] = {
        stage: tuple(Judge(rule, choices, rules.index(rule)) for rule in declared.rules[stage] if isinstance(rule, Rule)) for stage in STAGES
    }
    conditions = Bench([one for one in judges["settlement"] if one.rule.kind == "condition"])
    payment = Bench([one for one in judges["settlement"] if one.rule.kind != "condition"])
    consequences = tuple(rule for rule in rules if isinstance(rule, Consequence))
    gaps = {stage: tuple(Gap(clause) for clause in measure.clauses if clause.status == "text_missing" and clause.stage == stage) for stage in STAGES}
    needs = [fact for ones in judges.values() for judge in ones for fact in judge.needs]
    benches = {stage: Bench(ones) for stage, ones in judges.items()}
    return Plan(choices, benches, conditions, payment, consequences, gaps, FactBook(needs, choices, measure))
