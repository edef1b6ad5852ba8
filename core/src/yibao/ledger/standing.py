"""What of a settlement still stands, and does a visit or a message have an entry already?"""

from __future__ import annotations

from collections.abc import Iterable

from yibao.errors import AlreadySettled, KeyConflict
from yibao.ledger.book import Ledger
from yibao.ledger.entry import MONEY, NOTHING, Amounts, Entry


def refuse_settled(ledger: Ledger, area: str, institution: str, visit: str) -> None:
    """Refuse a visit that is settled and not reversed. Raises AlreadySettled."""
    for entry in ledger.entries("visit = ? AND institution = ? AND area = ? AND kind IN ('settlement', 'offline')", (visit, institution, area)):
        if not is_reversed(ledger, entry):
            raise AlreadySettled(f"the visit {visit} is settled: entry {entry.number}, key {entry.key!r}, of {entry.at}; reverse that first")


def refuse_message(ledger: Ledger, message: str | None) -> None:
    """Refuse the id of a message that another entry has. Raises KeyConflict."""
    for entry in ledger.entries("message = ?", (message,)) if message else ():
        raise KeyConflict(f"the message {message!r} is that of entry {entry.number}, key {entry.key!r}: each message has an id of its own")


def is_reversed(ledger: Ledger, entry: Entry) -> bool:
    """Whether nothing is left of a settlement: reversed at once, or the last of its lines."""
    reversals = reversals_of(ledger, entry)
    return any(one.says["whole"] for one in reversals) or (bool(reversals) and reversed_lines(reversals) >= set(entry.lines))


def reversals_of(ledger: Ledger, entry: Entry) -> list[Entry]:
    """What took back a settlement, or a part of it."""
    return ledger.entries("names = ? AND kind = 'reversal'", (entry.number,))


def reversed_lines(reversals: Iterable[Entry]) -> set[str]:
    """The lines that some reversals took back."""
    return {line for one in reversals for line in one.lines}


def net_lines(ledger: Ledger, entry: Entry) -> dict[str, Amounts]:
    """What of a settlement still stands, line by line: itself, its adjustments and reversals together."""
    lines: dict[str, Amounts] = {}
    for one in [entry, *ledger.entries("names = ?", (entry.number,))]:
        for line, amounts in one.lines.items() if one.kind in MONEY else ():
            lines[line] = lines.get(line, NOTHING) + amounts
    return lines


def standing(ledger: Ledger, entry: Entry) -> Amounts:
    """What of a settlement still stands."""
    return sum(net_lines(ledger, entry).values(), NOTHING)
