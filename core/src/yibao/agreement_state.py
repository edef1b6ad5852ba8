"""What is known of an agreement while its record is followed?

Its application, its status and what bears on them. Only `agreement.py` changes it, event by event.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from yibao.agreement_law import Law, Ready
from yibao.course import Barred, Stretch
from yibao.procedure import Clock, Pattern
from yibao.record import AgreementKind, Event
from yibao.workdays import ONE_DAY

RUNNING = ("active", "paused", "suspended")
"""The statuses of an agreement that runs."""


@attrs.frozen
class Turn:
    """What an event does to an agreement's status, whatever the measure: from which, to which ("" where it stays)."""

    of: tuple[str, ...]
    to: str


# `open`: where the status cannot be said, an event that settles it is taken.
LIFE = {
    "received": Turn(("none", "terminated", "ended", "expired", "open"), ""),
    "signed": Turn(("none", "terminated", "ended", "expired"), "active"),
    "paused": Turn(("active",), "paused"),
    "suspended": Turn(("active", "paused", "open"), "suspended"),
    "resumed": Turn(("paused", "suspended", "open"), "active"),
    "terminated": Turn((*RUNNING, "open"), "terminated"),
    "reinstated": Turn(("suspended", "terminated", "open"), "active"),
    "closed": Turn((*RUNNING, "open"), "ended"),
    "renewed": Turn((*RUNNING, "expired", "open"), "active"),
    "decided": Turn((*RUNNING, "open"), ""),
    "changed": Turn((*RUNNING, "open"), ""),
    "change_made": Turn((*RUNNING, "open"), ""),
    "change_requested": Turn((*RUNNING, "open"), ""),
    "termination_requested": Turn((*RUNNING, "open"), ""),
    "renewal_requested": Turn((*RUNNING, "expired", "open"), ""),
    "not_renewed": Turn((*RUNNING, "expired", "open"), ""),
}
"""What each kind of event does to the status, whatever the measure."""
DECIDED = {"suspend": "suspended", "terminate": "terminated"}
"""What an agency's decision (`decided`) makes of the agreement."""


@attrs.define(eq=False)
class Ticking:
    """A clock while it runs."""

    clock: Clock
    ready: Ready
    law: Law
    since: Event
    due: Any
    outstanding: list[list[Pattern]]
    """Of the events that stop it, those that have not happened, each with its alternatives."""
    number: int
    """Its place among the clocks of the record."""
    stopped: Event | None = None
    moot: bool = False


@attrs.define(eq=False)
class State:
    """An agreement while its record is followed."""

    agreement: AgreementKind
    application: str = "none"
    status: str = "none"
    until: date | None = None
    suspended_until: date | None = None
    paused: Event | None = None
    lapses_on: date | None = None
    """The day on which a pause has lasted too long."""
    begins: Event | None = None
    """A signing or renewal whose term has yet to begin."""
    mirrored: bool = False
    """Whether the status follows from the other agreement."""
    before_notice: bool | None = None
    evaluated: bool | None = None
    received: Event | None = None
    failures: int = 0
    complaints: dict[str, str] = attrs.Factory(dict)
    terminated: list[Event] = attrs.Factory(list)
    missing: frozenset[str] = frozenset()
    """Why the application cannot be followed further."""
    stretches: list[Stretch] = attrs.Factory(list)
    barred: list[Barred] = attrs.Factory(list)
    live: list[Ticking] = attrs.Factory(list)
    over: list[Ticking] = attrs.Factory(list)
    """Clocks that run, and those that were stopped or came to nothing."""

    def may_change(self, day: date) -> bool:
        """Whether something can change by itself up to a day; a quick look, before it is asked what."""
        edges = (self.until, self.suspended_until, self.lapses_on, self.begins.since if self.begins else None)
        return any([edge is not None and edge <= day for edge in edges])

    @property
    def clocks(self) -> list[Ticking]:
        """Every clock, in the order in which they began."""
        return sorted([*self.over, *self.live], key=lambda one: one.number)

    def enter(self, status: str, day: date, clause: str | None = None, proceeding: str | None = None, missing: frozenset[str] = frozenset()) -> None:
        """Begin a stretch of a status on a day."""
        if self.stretches:
            last = self.stretches.pop()
            if last.since < day:
                self.stretches.append(Stretch(last.status, last.since, day - ONE_DAY, last.clause, last.proceeding, last.missing))
        self.stretches.append(Stretch(status, day, None, clause, proceeding, missing))
        self.status = status


def stands_in(states: tuple[str, ...], state: State) -> bool:
    """Whether the application stands in one of the states, where any are named."""
    return not states or state.application in states
