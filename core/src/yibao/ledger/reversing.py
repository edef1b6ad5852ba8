"""How is a settlement taken back, as a whole or line by line?

By a new entry with the negative amounts, which names the old one. What a line came to is taken back as it was posted: nothing is
decided anew, and the other lines stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Literal

from yibao.codec import short
from yibao.errors import AlreadySettled, Fault, InvalidDocument, near
from yibao.ledger.book import Ledger, check_references
from yibao.ledger.entry import NOTHING, Entry, Posted
from yibao.ledger.months import month_for
from yibao.ledger.standing import is_reversed, net_lines, refuse_message, reversals_of, reversed_lines
from yibao.measures import digest

Reason = Literal["refund", "wrong_charge", "wrong_person", "duplicate", "cancelled_there", "no_answer", "refused_there", "amounts_differ", "breach"]
REASONS: dict[str, tuple[str, str]] = {
    "refund": ("患者退费", "the patient returns it"),
    "wrong_charge": ("收费有误", "charged wrongly"),
    "wrong_person": ("记错参保人", "put down for the wrong person"),
    "duplicate": ("重复结算", "settled twice"),
    "cancelled_there": ("对方已撤销", "the other side cancelled it"),
    "no_answer": ("对方没有收到", "the other side never had it"),
    "refused_there": ("对方拒绝", "the other side refused it"),
    "amounts_differ": ("两边金额不符", "the amounts differ from the other side's"),
    "breach": ("核实违规", "a breach was verified"),
}
"""Why: a word and no free text, so that nobody's name gets into the ledger."""


def reverse(
    ledger: Ledger,
    of: str,
    key: str,
    reason: Reason,
    *,
    lines: Collection[str] = (),
    message: str | None = None,
    on: date | None = None,
) -> Posted:
    """Take back a settlement: what is left of it, or the lines that are named.

    `of` is the settlement's key, or `#` and its number. `on` is the day of the reversal, today where it is not given: it stands in
    the accounts of that month, or of the first that is not closed. The same key with the same content changes nothing.
    Raises UnknownEntry, AlreadySettled (there is nothing left to take back), InvalidDocument (a line that is not there, an entry that is no
    settlement), KeyConflict, CannotWrite, ClockSetBack.
    """
    check_references(key=key, message=message)
    entry = ledger.find(of)
    wanted = sorted(set(lines))
    request = digest({"do": "reverse", "of": entry.number, "lines": wanted, "reason": reason, "message": message, "on": on})

    if reason not in REASONS:
        raise InvalidDocument("reversal", [Fault("/reason", "value", f"expected one of {', '.join(REASONS)}, got {short(reason)}")])

    def make() -> Entry:
        gone = reversed_lines(reversals_of(ledger, entry))
        _check(ledger, entry, wanted, gone, on)
        refuse_message(ledger, message)
        left = net_lines(ledger, entry)
        taken = {line: -amounts for line, amounts in left.items() if (line in wanted if wanted else line not in gone)}
        return ledger.append(
            "reversal",
            key,
            request,
            amounts=sum(taken.values(), NOTHING),
            lines=taken,
            said={"reason": reason, "whole": not wanted},
            names=entry.number,
            month=month_for(ledger, on or ledger.now().date()),
            message=message,
            **entry.visit_columns,
        )

    return ledger.post(key, request, make)


def _check(ledger: Ledger, entry: Entry, wanted: list[str], gone: set[str], on: date | None) -> None:
    if entry.kind not in ("settlement", "offline"):
        advice = "settle the visit again instead" if entry.kind == "reversal" else "only a settlement is"
        raise InvalidDocument("reversal", [Fault("/of", "value", f"entry {entry.number} is of kind {entry.kind} and cannot be reversed: {advice}")])
    today = ledger.now().date()
    if on is not None and not str(entry.day) <= on.isoformat() <= today.isoformat():
        message = f"{on} is no day between the day of service, {entry.day}, and today, {today}"
        raise InvalidDocument("reversal", [Fault("/on", "value", message)])
    if is_reversed(ledger, entry):
        raise AlreadySettled(f"entry {entry.number}, key {entry.key!r}, is reversed already: nothing of it is left")
    known = entry.lines
    faults = [Fault("/lines", "value", f"entry {entry.number} has no line {line!r}{near(line, known)}") for line in wanted if line not in known]
    if faults:
        raise InvalidDocument("reversal", faults)
    if wanted and gone & set(wanted):
        raise AlreadySettled(f"of entry {entry.number} these lines are reversed already: {', '.join(sorted(gone & set(wanted)))}")
