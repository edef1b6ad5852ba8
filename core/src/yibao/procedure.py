"""How does a region declare who must do what by when, from the application to the end of an agreement?

A procedure (流程) is data that reads like its articles: steps from state to state, clocks with their
owners, waits after a failure, and what follows from one agreement for the other. `agreement.py` judges
a record by it; no region computes a state or a day.

An event is named by its kind, or by kind and word: `tested:failed`, `ready:system`; `main.decided` is one
of the other agreement; `paused|suspended` is one or the other.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, Literal, Protocol, get_args

import attrs

from yibao.errors import BadDeclaration, near
from yibao.facts import FACTS
from yibao.measures import Measure
from yibao.record import KINDS, AgreementKind, Cause, Event, Result
from yibao.rules import Rule
from yibao.workdays import Unit


@attrs.frozen
class Party:
    """Who acts or owes: on which side, and by the name that the text uses."""

    side: Literal["agency", "institution"]
    zh: str
    en: str


INSTITUTION = Party("institution", "医疗机构", "the institution")
AGENCY = Party("agency", "经办机构", "the agency")


@attrs.frozen
class Step:
    """步骤: an event that a clause knows, the states of the application in which it can happen, and the state after it.

    `after` empty: in every state. `to` empty: the state stays. `needs` names conditions of the measure, on applying,
    signing or waiting, that must hold on that day; they are asked on what the record knows.
    """

    clause: str
    event: str
    after: tuple[str, ...] = ()
    to: str = ""
    by: Party = INSTITUTION
    needs: tuple[str, ...] = ()


class Term(Protocol):
    """What a due day may depend on beside its start: the agreement as it stands."""

    @property
    def until(self) -> date | None:
        """Last day of the agreement's term."""

    @property
    def suspended_until(self) -> date | None:
        """Last day of a punitive suspension that holds."""

    @property
    def before_notice(self) -> bool | None:
        """Whether it was signed before the measure took effect."""


DueDay = Callable[..., Any]
"""A due day that is no number of days from an event.

A function of the `Term`, and of readings by name: the last day in time; None where nothing is owed; Unknown
where it cannot be said.
"""


@attrs.frozen
class Clock:
    """期限: what a party owes once an event has happened, and until when.

    It runs from `since` to all of `until`; one that starts again before it was stopped runs anew. `within` counts
    in `unit`; None where the text gives no number (及时、一次性). `kind` `at_least` is a time that must pass first
    (公示期). `only`: the word of the starting event for which it is owed. `moot`: events that end it undone. `whole`: the
    stopping event must name every defect of the starting one (一次性告知). `reading`: a reading whose options name
    other starts, `starts`. `due` gives a due day of its own.
    """

    clause: str
    zh: str
    en: str
    owner: Party
    since: str
    until: tuple[str, ...]
    within: int | None = None
    unit: Unit = "working_days"
    kind: Literal["deadline", "at_least"] = "deadline"
    only: str = ""
    after: tuple[str, ...] = ()
    """The states in which the starting event starts it; every state where empty."""
    moot: tuple[str, ...] = ()
    whole: bool = False
    reading: str = ""
    starts: dict[str, str] = attrs.Factory(dict)
    due: DueDay | None = None

    @property
    def readings(self) -> tuple[str, ...]:
        """The readings on which it depends, beside those of counting days."""
        of_due = tuple(inspect.signature(self.due).parameters)[1:] if self.due else ()
        return (*of_due, *([self.reading] if self.reading else []))


@attrs.frozen
class Wait:
    """等待: an event that may not happen again before a time has passed since another.

    `kind` `bar` (不得) bars through the last day of the period; of a `wait` (…后) the first day allowed is
    the reading `after_period`. `failures`: only after the first failure, or from the second on.
    """

    clause: str
    zh: str
    en: str
    since: str
    bars: str
    within: int
    unit: Unit
    kind: Literal["wait", "bar"] = "wait"
    failures: Literal["any", "first", "again"] = "any"
    after: tuple[str, ...] = ()
    """The states in which the starting event starts it; every state where empty."""
    reading: str = ""
    starts: dict[str, str] = attrs.Factory(dict)


@attrs.frozen
class Cascade:
    """联动: what happens to an agreement when something happens to another, at the same instant and by itself.

    `mirrors` gives the status of this agreement for each status of the other, `source`. `restored` is the
    reading on what follows when the other one is restored.
    """

    clause: str
    zh: str
    en: str
    source: AgreementKind
    mirrors: dict[str, str]
    restored: str


@attrs.frozen
class Lapse:
    """自动终止: a pause that ends the agreement once it has lasted too long without a special reason."""

    clause: str
    zh: str
    en: str
    within: int
    unit: Unit


def _marked(functions: Iterable[Callable[..., Any]]) -> tuple[Rule, ...]:
    return tuple(rule for function in functions for rule in function.__dict__["__yibao__"])


@attrs.frozen(eq=False)
class Procedure:
    """流程: what a measure says of the way to one kind of agreement, and of its life.

    `rest` names the clause under which a text is missing that may know further steps: an event that no
    step knows is then `text_missing`, else `not_applicable`.
    """

    agreement: AgreementKind
    steps: tuple[Step, ...]
    clocks: tuple[Clock, ...] = ()
    waits: tuple[Wait, ...] = ()
    cascade: Cascade | None = None
    lapse: Lapse | None = None
    rest: str = ""
    conditions: tuple[Rule, ...] = attrs.field(default=(), converter=_marked)
    """Functions marked as conditions that only a record can answer; `needs` names them beside those of eligibility."""
    states: dict[str, tuple[str, str]] = attrs.Factory(dict)
    """What its states are called, in Chinese and English, beyond `STATES`."""

    @property
    def readings(self) -> frozenset[str]:
        """The readings on which it depends, beside those of counting days."""
        named = [name for clock in self.clocks for name in clock.readings]
        named += [wait.reading for wait in self.waits if wait.reading]
        named += [name for rule in self.conditions for name in rule.parameters if name not in FACTS]
        return frozenset(named + ([self.cascade.restored] if self.cascade else []))

    @property
    def clauses(self) -> frozenset[str]:
        """The clauses that it cites."""
        parts: list[Any] = [*self.steps, *self.clocks, *self.waits, *self.conditions, *filter(None, (self.cascade, self.lapse))]
        return frozenset(part.clause for part in parts)


STATES = {
    "none": ("未申请", "no application"),
    "received": ("已收到申请", "application received"),
    "approved": ("审核合格", "materials approved"),
    "review_failed": ("材料不合格", "materials not approved"),
    "test_requested": ("已申请测试", "test requested"),
    "test_passed": ("测试合格", "test passed"),
    "test_failed": ("测试不合格", "test failed"),
    "signed": ("已签约", "signed"),
}
"""What the states of an application are called that more than one region has."""

WORDS = frozenset((*get_args(Result), *get_args(Cause), *(get_args(get_args(attrs.fields(attrs.resolve_types(Event)).what.type)[0])[0].__args__)))


@attrs.frozen
class Pattern:
    """An event as a declaration names it, taken apart."""

    agreement: str
    kind: str
    word: str


def patterns(names: str, own: str) -> list[Pattern]:
    """The events that a name means, one or the other."""
    return [pattern(name, own) for name in names.split("|")]


def pattern(name: str, own: str) -> Pattern:
    """The parts of one event's name; its agreement is `own` where the name gives none."""
    head, _, word = name.partition(":")
    agreement, dot, kind = head.rpartition(".")
    return Pattern(agreement if dot else own, kind, word)


def matches(wanted: Pattern, event: Event) -> bool:
    """Whether an event of the pattern's kind and agreement has its word, too."""
    word = wanted.word
    return not word or word == event.result or word == event.cause or (event.what is not None and word in event.what)


def check(procedure: Procedure, measure: Measure, readings: Iterable[str], conditions: Iterable[str]) -> None:
    """Whether a procedure holds: its clauses, events, states, readings and needs. Raises BadDeclaration."""
    problems = list(_problems(procedure, measure, set(readings), set(conditions)))
    if problems:
        raise BadDeclaration(f"{measure.id}, procedure for the {procedure.agreement} agreement: {'; '.join(problems)}")


def _problems(procedure: Procedure, measure: Measure, readings: set[str], conditions: set[str]) -> Iterator[str]:
    for id in sorted({*procedure.clauses, *([procedure.rest] if procedure.rest else [])}):
        if id not in measure.by_id:
            yield f"there is no clause {id!r}{near(id, measure.by_id)}"
        elif measure.by_id[id].status == "not_executable":
            yield f"clause {id} is not_executable"
    for name in _events(procedure):
        for parts in patterns(name, procedure.agreement):
            if parts.kind not in KINDS:
                yield f"there is no event {parts.kind!r}{near(parts.kind, KINDS)}"
            elif parts.word and parts.word not in WORDS:
                yield f"{name!r}: no event has the word {parts.word!r}{near(parts.word, WORDS)}"
    reached = {"none", *(step.to for step in procedure.steps if step.to)}
    for step in procedure.steps:
        yield from (f"{step.clause}: no step leads to the state {state!r}{near(state, reached)}" for state in step.after if state not in reached)
        yield from (f"{step.clause}: the measure has no condition {one!r}{near(one, conditions)}" for one in step.needs if one not in conditions)
    named = procedure.readings
    yield from (f"there is no reading {name!r}{near(name, readings)}" for name in sorted(named - readings))
    yield from (f"the state {state!r} has no name in `states`" for state in sorted(reached - set(STATES) - set(procedure.states)))


def _events(procedure: Procedure) -> Iterator[str]:
    for step in procedure.steps:
        yield step.event
    for clock in procedure.clocks:
        yield from (clock.since, *clock.until, *clock.moot, *clock.starts.values())
    for wait in procedure.waits:
        yield from (wait.since, wait.bars, *wait.starts.values())
