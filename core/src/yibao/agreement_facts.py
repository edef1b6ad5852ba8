"""What does a record say on the day of an event, as the facts that conditions on an application ask for?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from yibao.agreement_state import State
from yibao.claim import Agreement, Application, Claim, Institution, Termination
from yibao.record import AgreementKind, Event, Record

APPLIES_FOR = {
    "change_requested": "change",
    "change_made": "change",
    "renewal_requested": "renewal",
    "renewed": "renewal",
    "resumed": "resumption",
    "termination_requested": "termination",
}
"""What an event applies for, where it is not the agreement itself."""


@attrs.define(eq=False)
class Known:
    """What later steps ask for and no agreement holds: investigations, cards, terminations of linked bodies."""

    investigations: int = 0
    cards: bool = False
    linked: list[Event] = attrs.Factory(list)

    def note(self, event: Event) -> None:
        """Take an event down."""
        match event.kind:
            case "investigation_opened":
                self.investigations += 1
            case "investigation_closed":
                self.investigations = max(0, self.investigations - 1)
            case "cards_accepted":
                self.cards = True
            case "linked_terminated":
                self.linked.append(event)


def claim_at(record: Record, states: Mapping[AgreementKind, State], known: Known, event: Event) -> Claim:
    """The claim that asks what an event applies for, on its day."""
    state = states[event.agreement]
    kind: Any = APPLIES_FOR.get(event.kind, "agreement" if event.agreement == "supplementary" else "designation")
    received = event if event.kind == "received" else state.received
    application = Application(
        kind=kind,
        joint=received.joint if received else None,
        received_on=received.on if received else event.on,
        agreement_clauses=event.clauses,
        complaint=_worst(state.complaints.values()),  # type: ignore[arg-type]
        investigation_open=known.investigations > 0,
        agreement_before_notice=state.before_notice,
        city_wide_cards=known.cards,
        changed=event.changed,
        evaluated=state.evaluated is True,
        terminations=tuple(_terminations(record, states["main"], known, event.on)),
    )
    return Claim(
        claim_id="record",  # type: ignore[arg-type]
        area=record.area,
        service_date=event.on,
        institution=Institution(area=record.area, founded_on=record.founded_on),
        application=application,
        agreements=tuple(_agreements(states, event)),
        policy=record.policy,
    )


def _agreements(states: Mapping[AgreementKind, State], event: Event) -> Iterator[Agreement]:
    """The agreements on the day; a signing counts with its term, so that the term itself can be judged."""
    for state in states.values():
        signs = event.kind == "signed" and event.agreement == state.agreement
        if state.stretches and not signs:
            last = state.stretches[-1]
            yield Agreement(state.agreement, last.status, last.since, missing=last.missing, term_until=state.until)  # type: ignore[arg-type]
        elif signs:
            yield Agreement(state.agreement, "active", event.since or event.on, term_until=event.until, term_since=event.since or event.on)


def _terminations(record: Record, main: State, known: Known, day: date) -> Iterator[Termination]:
    """Earlier terminations, of its own main agreement and of bodies linked by persons."""
    for one in main.terminated:
        is_paid = one.fined is False or any(later.kind == "fines_paid" and one.on <= later.on <= day for later in record.events)
        yield Termination(one.on, "applicant", one.cause, is_paid or (None if one.fined is None else False))  # type: ignore[arg-type]
    for one in known.linked:
        yield Termination(one.on, "linked", None, None, one.persons)


def in_record(path: str, event: Event) -> str:
    """What is missing to a condition, as a place in the record."""
    where = {"/application/joint": "joint", "/application/agreement_clauses": "clauses", "/application/changed": "changed"}
    if path in where:
        return f"/events[id={event.id}]/{where[path]}"
    if path.startswith("/agreements/"):
        return f"/events[kind=signed]/{path.rpartition('/')[2]}"
    return {"/application/agreement_before_notice": "/events[kind=signed]/before_notice", "/institution/founded_on": "/founded_on"}.get(path, path)


def _worst(complaints: Collection[str]) -> str:
    """What stands of all complaints together."""
    return next((word for word in ("confirmed", "unverified", "cleared") if word in complaints), "none")
