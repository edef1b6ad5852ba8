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
    pays_at_all: bool
    """Whether some condition bears on payment; without one nothing is said about payment."""
    conditions: Bench
    """What is judged before it is said whether the fund pays: the rules of every stage but those of `payment`."""
    payment: Bench
    """What is judged after that: use of the account, payment itself."""
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
    staged = [(stage, rule) for stage in STAGES for rule in declared.rules[stage] if isinstance(rule, Rule)]
    judges = [Judge(rule, choices, position, stage) for position, (stage, rule) in enumerate(staged)]
    conditions = Bench([one for one in judges if one.rule.kind not in AFTER])
    payment = Bench([one for one in judges if one.rule.kind in AFTER])
    consequences = tuple(rule for stage in STAGES for rule in declared.rules[stage] if isinstance(rule, Consequence))
    gaps = {
        stage: tuple(
            Gap(clause)
            for clause in measure.clauses
            if clause.status == "text_missing" and (clause.stage == stage or measure.completeness == "missing")
        )
        for stage in STAGES
    }
    needs = [fact for judge in judges for fact in judge.needs]
    pays_at_all = any(judge.source.bears for judge in judges)
    return Plan(choices, pays_at_all, conditions, payment, consequences, gaps, FactBook(needs, choices, measure))


AFTER = ("account", "payment")
