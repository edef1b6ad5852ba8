"""When is something due, has it been done in time, and what must be waited for?

Counted with the working days of the area and the readings of the measure under which a clock began.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from yibao.agreement_law import Law, start_of
from yibao.agreement_state import State, Ticking, stands_in
from yibao.course import Barred, ClockState
from yibao.procedure import Clock, Pattern, Wait, matches
from yibao.record import Event
from yibao.words import Unknown
from yibao.workdays import ONE_DAY, Workdays, end_of

NOTHING_DUE = object()
"""The due day of a clock that does not concern this agreement."""


def due_day(clock: Clock, state: State, law: Law) -> Any:
    """What a clock's own function says of the agreement as it stands."""
    assert clock.due is not None
    return clock.due(state, **{name: law.option[name] for name in clock.readings if name != clock.reading})


class Counting:
    """How days are counted for one record; `used` gathers the readings that were needed."""

    def __init__(self, days: Workdays, used: set[str]) -> None:
        self.days = days
        self.used = used

    def due(self, law: Law, state: State, clock: Clock, event: Event) -> Any:
        """The last day in time; None where the text gives no number."""
        self.used.update(clock.readings)
        if clock.due is not None:
            day = due_day(clock, state, law)
            return NOTHING_DUE if day is None else day
        if clock.within is None:
            return None
        self.used |= {"first_day"} if clock.unit == "working_days" else {"first_day", "month_end", "rest_day"}
        return end_of(event.on, clock.within, clock.unit, self.days, law.option)

    def first_day(self, law: Law, wait: Wait, start: date) -> Any:
        """The first day allowed after a wait that began on a day; Unknown where the calendar is not announced."""
        self.used |= {"first_day", "after_period", "month_end"}
        end = end_of(start, wait.within, wait.unit, self.days, law.option | {"rest_day": "no_roll"})
        stays = wait.kind == "wait" and law.option["after_period"] == "same_day"
        return end if stays or isinstance(end, Unknown) else end + ONE_DAY

    def lapses_on(self, law: Law, state: State) -> date | None:
        """The day after which a pause ends the agreement; None where no clause says so, or a special reason was found."""
        ready = law.ready.get(state.agreement)
        if ready is None or ready.procedure.lapse is None or state.paused is None:
            return None
        end: date = end_of(state.paused.on, ready.procedure.lapse.within, ready.procedure.lapse.unit, self.days, law.option)
        return end + ONE_DAY

    def state_of(self, one: Ticking, on: date) -> tuple[ClockState, frozenset[str]]:
        """The state of a clock on a day, and what is missing to say it."""
        due, stopped = one.due, one.stopped.on if one.stopped else None
        if one.moot:
            return "moot", frozenset()
        earlier = frozenset(_path(wanted[0]) for wanted in one.outstanding) if stopped else frozenset[str]()
        if due is None:
            return ("done" if stopped else "open"), frozenset()
        if isinstance(due, Unknown):
            state = _with_unknown_end(one.clock, self.days.last_announced, stopped, on) if _is_calendar(due) else "undetermined"
            return state, frozenset() if stopped and state != "undetermined" else due.missing
        if one.clock.kind == "at_least":
            return ("open" if stopped is None else "too_short" if stopped < due else "kept"), frozenset()
        if stopped is None:
            if on > due and one.clock.only and one.since.result is None:
                return "undetermined", frozenset({f"/events[id={one.since.id}]/result"})
            return ("open" if on <= due else "overdue"), frozenset()
        if stopped > due:
            return "late", frozenset()
        return ("undetermined" if earlier else "kept"), earlier


def tick(ticking: Ticking, event: Event) -> bool:
    """Whether the event stops a clock or ends it undone; else it may be one of the things that it waits for."""
    if event.kind not in ticking.ready.ends[id(ticking.clock)]:
        return False
    if any(_is(wanted, event) for wanted in ticking.ready.moot[id(ticking.clock)]):
        ticking.moot = True
        return True
    ticking.outstanding = [wanted for wanted in ticking.outstanding if not _any(wanted, event)]
    if _any(ticking.ready.stops[id(ticking.clock)][-1], event):
        ticking.stopped = event
    return ticking.stopped is not None


def _path(wanted: Pattern) -> str:
    """What to state, where an event that should have happened is not in the record."""
    return f"/events[kind={wanted.kind},word={wanted.word}]" if wanted.word else f"/events[kind={wanted.kind}]"


def _any(wanted: list[Pattern], event: Event) -> bool:
    return any(_is(one, event) for one in wanted)


def _is(wanted: Pattern, event: Event) -> bool:
    return wanted.kind == event.kind and wanted.agreement == event.agreement and matches(wanted, event)


def _is_calendar(due: Unknown) -> bool:
    return all(path.startswith("calendar:") for path in due.missing)


def _with_unknown_end(clock: Clock, announced: date, stopped: date | None, on: date) -> ClockState:
    """The state of a clock that ends after the last day of which it is known whether it is a working day."""
    if stopped is not None and stopped <= announced:
        return "too_short" if clock.kind == "at_least" else "kept"
    return "open" if stopped is None and on <= announced else "undetermined"


def left_out(one: Ticking) -> tuple[frozenset[str] | None, frozenset[str]]:
    """Which defects a notice leaves out that must name all of them."""
    assert one.stopped is not None
    found, told = one.since.defects, one.stopped.defects
    missing = {f"/events[id={event.id}]/defects" for event, defects in ((one.since, found), (one.stopped, told)) if defects is None}
    return (None if found is None or told is None else found - told), frozenset(missing)


def waits_for(wait: Wait, state: State) -> bool:
    """Whether a wait concerns an application as it stands: its state, and how often it failed."""
    counts = wait.failures == "any" or (state.failures == 1) is (wait.failures == "first")
    return counts and stands_in(wait.after, state)


def barring(law: Law, state: State) -> list[Barred]:
    """What bars an event, or has barred it: waits that began, and those that begin only with a notice not given yet."""
    ready = law.ready.get(state.agreement)
    begun = {id(one.wait) for one in state.barred}
    waits = ready.procedure.waits if ready else ()
    pending = [one for one in waits if one.after and waits_for(one, state) and id(one) not in begun and start_of(one, law.choices) == "notified"]
    return [*state.barred, *(Barred(one, None, None) for one in pending)]
