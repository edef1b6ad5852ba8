"""What does a record say of an institution's agreements on a day? The parts of the answer.

`agreement.py` works them out; `agreement_page.py` shows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

import attrs

from yibao.codec import plain
from yibao.procedure import Clock, Party, Step, Wait
from yibao.record import AgreementKind, Event, Record
from yibao.rules import MET, NOT_APPLICABLE, NOT_MET, TEXT_MISSING, UNDETERMINED, Answer, together

STATUSES = {
    "none": ("无", "none"),
    "active": ("有效", "active"),
    "paused": ("中止（机构申请）", "paused on request"),
    "suspended": ("暂停（处理）", "suspended"),
    "terminated": ("解除", "terminated"),
    "ended": ("终止", "ended"),
    "expired": ("期满", "expired"),
    "open": ("不能认定", "cannot be said"),
}
"""What the statuses of an agreement are called."""


@attrs.frozen
class Stretch:
    """One stretch of an agreement's status; `until` None while it lasts, or its end where that is fixed."""

    status: str
    since: date
    until: date | None = None
    clause: str | None = None
    proceeding: str | None = None
    missing: frozenset[str] = frozenset()


@attrs.frozen
class Ground:
    """Why an event was allowed or not: the clause, what it wants, the answer, and what is missing."""

    clause: str
    zh: str
    en: str
    answer: Answer
    missing: frozenset[str] = frozenset()
    bars: bool = True
    """Whether the event waits for it; a duty does not bar, it is noted."""


DOUBT = Ground("", "办法是否已施行未说明", "whether the measure is in force is not stated", UNDETERMINED)
"""The ground of whatever is judged under a measure of which that is not known."""


ALLOWED = (MET, NOT_APPLICABLE, TEXT_MISSING)
"""The answers with which a step is taken: a text that is not at hand, or says nothing of it, bars nobody."""


def barring_answer(grounds: Iterable[Ground]) -> Answer:
    """What the grounds that bar answer together; while it is not known what is in force, neither yes nor no."""
    grounds = list(grounds)
    answer = together(one.answer for one in grounds if one.bars)
    return UNDETERMINED if answer is NOT_MET and any(one.zh == DOUBT.zh for one in grounds) else answer


def wanted_by(grounds: Iterable[Ground]) -> frozenset[str]:
    """What the open ones among some grounds ask for."""
    return frozenset[str]().union(*(one.missing for one in grounds if one.answer is UNDETERMINED))


@attrs.frozen
class Entry:
    """What became of one event: an answer (`met`: the procedure allows it), the grounds, and the states after it.

    `event` is None for what follows by itself (联动、自动终止、期满).
    """

    agreement: AgreementKind
    on: date
    event: Event | None
    grounds: tuple[Ground, ...]
    application: str
    status: str
    measure: str | None

    @property
    def answer(self) -> Answer:
        """All grounds that bar, together."""
        return barring_answer(self.grounds)

    @property
    def missing(self) -> frozenset[str]:
        """What to ask for, where the answer is open."""
        return wanted_by(self.grounds) if self.answer is UNDETERMINED else frozenset()


ClockState = Literal["kept", "late", "open", "overdue", "held", "done", "moot", "too_short", "undetermined"]


@attrs.frozen
class Running:
    """One clock as it ran: from which event, until when, how it stopped, and its state on the day asked for.

    `due` is None where the text gives no number, Unknown where the day cannot be said. `state`: `kept` or
    `late`; `open` or `overdue` while it runs; `held` where the text forbids what is owed, so that nobody is late
    with it; `done` or `open` without a number; `moot` where it came to nothing; `too_short` where a time that must
    pass did not; `undetermined`.
    """

    clock: Clock
    agreement: AgreementKind
    measure: str
    since: Event
    due: Any
    stopped_on: date | None
    state: ClockState
    left_out: frozenset[str] | None = None
    """Of a notice that must name everything: the defects that it leaves out; None where that cannot be said."""
    missing: frozenset[str] = frozenset()


@attrs.frozen
class Barred:
    """An event that may not happen before a day.

    `first_day` is Unknown where the calendar is not out, and None while the wait has not begun, because the notice that
    begins it (`since`) was not given.
    """

    wait: Wait
    since: Event | None
    first_day: Any


@attrs.frozen
class Next:
    """A step that fits the state in which the application stands, and what bars it still: waits and conditions."""

    step: Step
    barred: tuple[Barred, ...]
    against: tuple[Ground, ...]

    @property
    def is_free(self) -> bool:
        """Whether nothing bars it."""
        return not self.barred and not self.against


@attrs.frozen(eq=False)
class Course:
    """Where one agreement stands on the day: its application, its status, its term."""

    agreement: AgreementKind
    application: str
    stretches: tuple[Stretch, ...]
    steps: tuple[Next, ...]
    """The steps that fit, free or barred."""
    barred: tuple[Barred, ...]
    until: date | None

    @property
    def possible(self) -> tuple[Next, ...]:
        """The steps that can come next."""
        return tuple(one for one in self.steps if one.is_free)

    @property
    def status(self) -> str:
        """The status on the day."""
        return self.stretches[-1].status if self.stretches else "none"


@attrs.frozen(eq=False)
class Trace:
    """What a record says on a day."""

    record: Record
    on: date
    entries: tuple[Entry, ...]
    clocks: tuple[Running, ...]
    courses: dict[AgreementKind, Course]
    readings: dict[str, str | None]

    @property
    def missing(self) -> frozenset[str]:
        """What to ask for, so that nothing stays undetermined."""
        found = [*(one.missing for one in self.entries), *(one.missing for one in self.clocks)]
        return frozenset[str]().union(*found, *(stretch.missing for course in self.courses.values() for stretch in course.stretches))

    @property
    def in_order(self) -> bool:
        """Whether every event was allowed and no clock is late, too short or open past its day."""
        return all(one.answer in (MET, NOT_APPLICABLE) for one in self.entries) and all(
            one.state in ("kept", "open", "done", "moot", "held") and one.left_out in (None, frozenset()) for one in self.clocks
        )


def trace_document(trace: Trace) -> dict[str, Any]:
    """What a record says on a day, as a document (schema `yibao.agreement/1`)."""
    return {
        "schema": "yibao.agreement/1",
        "institution": trace.record.institution,
        "area": trace.record.area,
        "on": trace.on.isoformat(),
        "agreements": {kind: _course(course) for kind, course in trace.courses.items()},
        "events": [_entry(entry) for entry in trace.entries],
        "clocks": [_clock(running) for running in trace.clocks],
        "missing": sorted(trace.missing),
        "readings": trace.readings,
    }


def _course(course: Course) -> dict[str, Any]:
    return {
        "application": course.application,
        "status": course.status,
        "until": plain(course.until),
        "stretches": [{name: plain(value) for name, value in attrs.asdict(one).items()} for one in course.stretches],
        "possible": [_step(one) for one in course.possible],
        "not_yet": [
            _step(one)
            | {
                "first_day": _first_day(one.barred),
                "against": [{"clause": ground.clause, "zh": ground.zh, "en": ground.en} for ground in one.against],
            }
            for one in course.steps
            if not one.is_free
        ],
        "barred": [
            {
                "event": one.wait.bars,
                "first_day": _day(one.first_day),
                "clause": one.wait.clause,
                "since": one.since.id if one.since else None,
                "zh": one.wait.zh,
                "en": one.wait.en,
            }
            for one in course.barred
        ],
    }


def _step(one: Next) -> dict[str, Any]:
    return {"event": one.step.event, "clause": one.step.clause, "by": _party(one.step.by)}


def _first_day(barred: tuple[Barred, ...]) -> str | None:
    """The day from which all that bars is over; None where nothing bars, or it cannot be said."""
    days = [one.first_day for one in barred]
    return _day(max(days)) if days and all(isinstance(day, date) for day in days) else None


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.event.id if entry.event else None,
        "kind": entry.event.kind if entry.event else None,
        "agreement": entry.agreement,
        "on": entry.on.isoformat(),
        "answer": str(entry.answer),
        "measure": entry.measure,
        "grounds": [{name: str(value) if name == "answer" else plain(value) for name, value in attrs.asdict(one).items()} for one in entry.grounds],
        "application": entry.application,
        "status": entry.status,
        "missing": sorted(entry.missing),
    }


def _clock(running: Running) -> dict[str, Any]:
    clock = running.clock
    return {
        "measure": running.measure,
        "clause": clock.clause,
        "zh": clock.zh,
        "en": clock.en,
        "agreement": running.agreement,
        "since": running.since.id,
        "from": running.since.on.isoformat(),
        "owner": _party(clock.owner),
        "due": _day(running.due),
        "done": plain(running.stopped_on),
        "state": running.state,
        "left_out": None if running.left_out is None else sorted(running.left_out),
        "missing": sorted(running.missing),
    }


def _party(party: Party) -> dict[str, str]:
    return {"side": party.side, "zh": party.zh, "en": party.en}


def _day(day: Any) -> str | None:
    return day.isoformat() if isinstance(day, date) else None
