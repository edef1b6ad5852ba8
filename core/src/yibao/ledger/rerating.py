"""What would settlements come to under the measures and readings as they are now, and what is to be posted for that?

A measure that is amended, or read otherwise, changes what was paid. Each stored claim is decided again, a person's claims in their order and
with the amounts of the year as they would have been. What differs is proposed, never posted by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from yibao.claim import Claim
from yibao.codec import claim_from
from yibao.errors import AlreadySettled, CannotSettle, Fault, InvalidDocument, UnknownEntry, UnknownReading, YibaoError
from yibao.flow import decide
from yibao.ledger.book import Ledger, Paper, check_references
from yibao.ledger.entry import NOTHING, Amounts, Entry, Posted
from yibao.ledger.months import month_for
from yibao.ledger.standing import is_reversed, net_lines, reversals_of, reversed_lines, standing
from yibao.ledger.years import COLUMN, FIELDS, latest_openings
from yibao.measures import digest
from yibao.money import Fen
from yibao.outcome import Outcome
from yibao.plugins import Plugins
from yibao.report import outcome_document
from yibao.settlement import unknown


@attrs.frozen
class Proposal:
    """What one settlement would come to now, and what would have to be posted for it."""

    entry: Entry
    stands: Amounts
    outcome: Outcome | None
    """None where the claim cannot be decided any more."""
    why: str
    """Why nothing can be proposed; empty where something can."""
    adjustment: dict[str, Amounts]
    """Line by line, what would have to be added."""
    clauses: tuple[str, ...]
    """The clauses whose answers are not what they were."""

    def document(self) -> dict[str, Any]:
        """As a document."""
        total = sum(self.adjustment.values(), NOTHING)
        return {
            "entry": self.entry.number,
            "key": self.entry.key,
            "visit": self.entry.visit,
            "measure": self.entry.measure,
            "now": None if self.outcome is None else self.outcome.selection.declared.measure.id,
            "stands": self.stands.document(),
            "adjustment": None if self.why else total.document(),
            "clauses": list(self.clauses),
            "why": self.why,
        }


def rerate(
    ledger: Ledger, *, since: date = date.min, until: date = date.max, readings: Mapping[str, str] | None = None, installed: Plugins | None = None
) -> Iterator[Proposal]:
    """Propose an adjustment for each settlement of these days of service that would come out otherwise now.

    `readings` are chosen beside those that each was decided with. Lines that were reversed are left alone. Raises UnknownReading.
    """
    moves: dict[tuple[Any, ...], list[_Move]] = {}
    concerned = "SELECT area, person FROM entry WHERE kind = 'settlement' AND day BETWEEN ? AND ?"
    days = since.isoformat(), until.isoformat()
    for (number,) in ledger.rows(f"SELECT number FROM entry WHERE kind = 'settlement' AND (area, person) IN ({concerned}) ORDER BY number", days):
        entry = ledger.numbered(number)
        if is_reversed(ledger, entry):
            continue
        bases = _bases(ledger, entry)
        shifts = {name: sum(move.at(entry.number, name) for move in moves.get(base, ())) for name, base in bases.items()}
        proposal, moved = _rated(ledger, entry, shifts, readings or {}, installed)
        adjustments = [(one.number, one.amounts) for one in ledger.entries("names = ? AND kind = 'adjustment'", (entry.number,))]
        for base in bases.values():
            moves.setdefault(base, []).append(_Move(moved, adjustments))
        if proposal is not None and days[0] <= str(entry.day) <= days[1]:
            yield proposal


@attrs.frozen
class _Move:
    """By how much a settlement comes to something else than when it was posted, and what was adjusted for that already, by which entries."""

    moved: Amounts
    adjustments: list[tuple[int, Amounts]]

    def at(self, number: int, name: str) -> int:
        """By how much, in fen, that moves an amount of the person's at a later entry: what had been adjusted by then was known there."""
        left = self.moved + -sum((amounts for adjusted, amounts in self.adjustments if adjusted < number), NOTHING)
        part: int = getattr(left, COLUMN[name])
        return -part if name == "account_balance" else part


def _bases(ledger: Ledger, entry: Entry) -> dict[str, tuple[Any, ...]]:
    """Of each of the person's amounts: from which opening it runs at an entry. What was before that opening does not move it."""
    openings = latest_openings(ledger, str(entry.area), str(entry.person), int(entry.year or 0), before=entry.number)
    years = {name: None if name == "account_balance" else entry.year for name in FIELDS}
    return {name: (name, entry.area, entry.person, years[name], stated and stated[0]) for name, stated in openings.items()}


def _rated(
    ledger: Ledger, entry: Entry, shifts: Mapping[str, int], readings: Mapping[str, str], installed: Plugins | None
) -> tuple[Proposal | None, Amounts]:
    """What is to be proposed for one settlement, if anything, and by how much it comes to something else than when it was posted.

    `shifts` are by how much, in fen, the person's amounts would have been others before it.
    """
    held, said = net_lines(ledger, entry), entry.says
    stands = sum(held.values(), NOTHING)
    try:
        outcome = decide(
            _moved(stored_claim(ledger, entry), shifts),
            readings={**said.get("readings", {}), **readings},
            baseline=said.get("baseline", False),
            reported=said.get("reported", ()),
            installed=installed,
        )
    except UnknownReading:
        raise
    except YibaoError as error:
        return Proposal(entry, stands, None, str(error), {}, ()), NOTHING
    clauses = tuple(_changed(stored_outcome(ledger, entry), outcome_document(outcome)))
    if any(unknown(line.parts) for line in outcome.settlement.lines):
        return Proposal(entry, stands, outcome, f"amounts are not known now, for want of {', '.join(outcome.missing)}", {}, clauses), NOTHING
    gone = reversed_lines(reversals_of(ledger, entry))
    now = {line.line: Amounts.of(line.parts) for line in outcome.settlement.lines if line.line not in gone}
    adjustment = {line: amounts + -held[line] for line, amounts in now.items() if amounts != held[line]}
    moved = sum((amounts + -entry.lines[line] for line, amounts in now.items()), NOTHING)
    return (Proposal(entry, stands, outcome, "", adjustment, clauses) if adjustment else None), moved


def stored_claim(ledger: Ledger, entry: Entry) -> Claim:
    """The claim as it was decided, with the area's tables."""
    policy = json.loads(ledger.document(str(entry.policy)))
    policy.pop("schema")
    return claim_from({**json.loads(ledger.document(str(entry.claim))), "policy": policy})


def stored_outcome(ledger: Ledger, entry: Entry) -> dict[str, Any]:
    """The outcome as it was when the entry was posted; its digest is what a finding rests on. Raises UnknownEntry."""
    if entry.outcome is None:
        raise UnknownEntry(f"entry {entry.number} is of kind {entry.kind} and has no outcome")
    document: dict[str, Any] = json.loads(ledger.document(entry.outcome))
    return document


def _moved(claim: Claim, shifts: Mapping[str, int]) -> Claim:
    """The claim with the person's amounts as they would have been."""
    stated = {name: getattr(claim.patient, name) for name in FIELDS}
    moved: dict[str, Any] = {name: Fen(max(0, fen + shifts[name])) for name, fen in stated.items() if fen is not None}
    return attrs.evolve(claim, patient=attrs.evolve(claim.patient, **moved))


def _changed(before: Any, after: Any) -> Iterable[str]:
    """The clauses of which a finding is another, each once."""
    old, new = ({(one["clause"], one["line"]): one["answer"] for one in document["findings"]} for document in (before, after))
    return dict.fromkeys(place[0] for place in {**old, **new} if old.get(place) != new.get(place))


def adjust(ledger: Ledger, proposal: Proposal, key: str) -> Posted:
    """Post what was proposed for a settlement, as an entry that names it.

    Raises CannotSettle where nothing can be proposed, AlreadySettled where the settlement has changed since the proposal.
    """
    check_references(key=key)
    entry = proposal.entry
    if proposal.why or proposal.outcome is None:
        raise CannotSettle(f"nothing can be posted for entry {entry.number}: {proposal.why}")
    if not proposal.adjustment:
        raise InvalidDocument("adjustment", [Fault("", "value", f"entry {entry.number} comes to what it came to: there is nothing to adjust")])
    paper = Paper.of(outcome_document(proposal.outcome))
    request = digest({"do": "adjust", "of": entry.number, "outcome": paper.digest})

    def make() -> Entry:
        if standing(ledger, entry) != proposal.stands:
            raise AlreadySettled(f"entry {entry.number} was reversed or adjusted meanwhile: propose anew")
        return ledger.append(
            "adjustment",
            key,
            request,
            amounts=sum(proposal.adjustment.values(), NOTHING),
            lines=proposal.adjustment,
            said={"clauses": list(proposal.clauses)},
            names=entry.number,
            month=month_for(ledger, ledger.now().date()),
            outcome=ledger.keep(paper),
            **entry.visit_columns,
        )

    return ledger.post(key, request, make)
