"""Do our books and the other side's say the same, and what is to be done where they do not?

First the totals, then line by line, matched by the id of the message. Whatever does not match becomes an open item (未达账项) with the ways to
close it, each a row of steps in their order. An item is closed when the ledger shows that the steps of one way were taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

import attrs

from yibao.codec import converter
from yibao.errors import Fault, InvalidDocument
from yibao.fields import Reference
from yibao.ledger.book import Ledger
from yibao.ledger.entry import Entry
from yibao.ledger.items import open_item
from yibao.ledger.messages import COMPARED, differs, state_of, without_sign
from yibao.ledger.settling import is_reversed
from yibao.measures import digest
from yibao.money import Fen, yuan


@attrs.frozen
class StatementLine:
    """One settlement or reversal as the other side has it. Amounts are written without sign, also those of a reversal."""

    kind: Literal["settlement", "reversal"]
    message: Reference
    charged: Fen
    fund: Fen
    account: Fen
    reference: Reference | None = None
    of: Reference | None = None
    """Of a reversal: the message of the settlement that it takes back."""


@attrs.frozen
class Totals:
    """What a list comes to: reversals are taken off, and count."""

    count: int
    charged: Fen
    fund: Fen
    account: Fen


@attrs.frozen
class Statement:
    """对账单: the other side's list of what it has of an institution, for the days on which it was sent."""

    institution: Reference
    since: date
    until: date
    lines: tuple[StatementLine, ...]
    totals: Totals | None = None

    def __attrs_post_init__(self) -> None:
        faults = list(_contradictions(self))
        if faults:
            raise InvalidDocument("statement", faults)


def _contradictions(statement: Statement) -> Iterator[Fault]:
    if statement.until < statement.since:
        yield Fault("/until", "value", f"{statement.until} is before since, {statement.since}")
    totals, came = statement.totals, totals_of(statement.lines)
    for name in attrs.fields_dict(Totals) if totals is not None else ():
        if getattr(totals, name) != came[name]:
            says = getattr(totals, name) if name == "count" else yuan(getattr(totals, name))
            comes = came[name] if name == "count" else yuan(came[name])
            yield Fault(f"/totals/{name}", "value", f"says {says}, and the lines come to {comes}: is a part of the list missing?")


def totals_of(lines: tuple[StatementLine, ...]) -> dict[str, int]:
    """What lines come to, in fen."""
    signs = [(1 if line.kind == "settlement" else -1, line) for line in lines]
    return {"count": len(lines)} | {name: sum(sign * getattr(line, name) for sign, line in signs) for name in COMPARED}


def reconcile(ledger: Ledger, statement: Statement) -> dict[str, Any]:
    """Compare our books with the other side's list, and open an item for whatever does not match.

    What matches and was not answered is answered by the list. Doing it again with the same list opens nothing twice.
    """
    source = digest(converter().unstructure(statement))
    with ledger.writing():
        matched, found = _compared(ledger, statement)
        answered = [line for line, entry in matched if state_of(ledger, entry) == "no_answer"]
        for line in answered:
            _answer_by_list(ledger, line, source)
        items = [open_item(ledger, one.kind, one.message, one.said, one.entry, source) for one in found]
    here, there = _totals_here(ledger, statement), totals_of(statement.lines)
    return {
        "schema": "yibao.reconciliation/1",
        "institution": statement.institution,
        "since": statement.since.isoformat(),
        "until": statement.until.isoformat(),
        "statement": source,
        "totals": {"here": _in_yuan(here), "there": _in_yuan(there), "equal": here == there},
        "matched": len(matched),
        "answered_by_list": [line.message for line in answered],
        "without_message": _without_message(ledger, statement),
        "items": items,
        "head": ledger.last.head,
    }


SENT = "institution = ? AND message IS NOT NULL AND substr(at, 1, 10) BETWEEN ? AND ?"
"""What we sent of the institution in the days of the list."""


def _of_list(statement: Statement) -> tuple[str, str, str]:
    return statement.institution, statement.since.isoformat(), statement.until.isoformat()


def _totals_here(ledger: Ledger, statement: Statement) -> dict[str, int]:
    sums = ", ".join(f"COALESCE(SUM({name}), 0)" for name in COMPARED)
    ((count, *amounts),) = ledger.rows(f"SELECT COUNT(*), {sums} FROM entry WHERE {SENT}", _of_list(statement))
    return {"count": count, **dict(zip(COMPARED, amounts, strict=True))}


def _without_message(ledger: Ledger, statement: Statement) -> int:
    where = "institution = ? AND mode = 'online' AND message IS NULL AND substr(at, 1, 10) BETWEEN ? AND ? AND kind IN ('settlement', 'reversal')"
    ((count,),) = ledger.rows(f"SELECT COUNT(*) FROM entry WHERE {where}", _of_list(statement))
    return int(count)


def _in_yuan(totals: dict[str, int]) -> dict[str, Any]:
    return {name: value if name == "count" else yuan(value) for name, value in totals.items()}


@attrs.frozen
class Found:
    """What does not match: the kind of its item, its message, what the item says, and the entry it is about, if there is one."""

    kind: str
    message: str
    said: dict[str, Any]
    entry: Entry | None = None


def _compared(ledger: Ledger, statement: Statement) -> tuple[list[tuple[StatementLine, Entry]], list[Found]]:
    """The lines that match an entry, and what does not match."""
    matched: list[tuple[StatementLine, Entry]] = []
    found: list[Found] = []
    times = Counter(line.message for line in statement.lines)
    taken_back = {line.of for line in statement.lines if line.kind == "reversal" and line.of is not None}
    for message in times:
        line = next(line for line in statement.lines if line.message == message)
        if times[message] > 1:
            found.append(Found("listed_twice", message, _there(line) | {"times": times[message]}))
        entry = _entry_for(ledger, statement, line)
        difference = _only_there(ledger, line) if entry is None else _differing(ledger, line, entry, taken_back)
        if difference is not None:
            found.append(difference)
        elif entry is not None:
            matched.append((line, entry))
    for entry in ledger.entries(SENT, _of_list(statement)):
        if entry.message not in times and (missing := _only_here(ledger, entry, taken_back)) is not None:
            found.append(missing)
    return matched, found


def _there(line: StatementLine) -> dict[str, Any]:
    return {"there": {name: getattr(line, name) for name in COMPARED}, "reference": line.reference}


def _entry_for(ledger: Ledger, statement: Statement, line: StatementLine) -> Entry | None:
    """Our entry under the message of a line: a settlement for a settlement, a reversal for a reversal."""
    entries = ledger.entries("message = ? AND institution = ?", (line.message, statement.institution))
    return next((one for one in entries if (one.kind == "reversal") == (line.kind == "reversal")), None)


def _only_there(ledger: Ledger, line: StatementLine) -> Found | None:
    """What is to be said of a line that we have nothing under."""
    if line.kind == "settlement":
        return Found("only_there", line.message, _there(line))
    original = next(iter(ledger.entries("message = ?", (line.of,))), None)
    if original is not None and is_reversed(ledger, original):
        return None  # taken back on both sides, each under a message of its own
    return Found("only_there_reversal", line.message, _there(line) | {"of": line.of}, original)


def _differing(ledger: Ledger, line: StatementLine, entry: Entry, taken_back: set[Reference]) -> Found | None:
    """What is to be said of a line and our entry under the same message."""
    if state_of(ledger, entry) == "refused":
        return Found("refused_but_listed", line.message, _there(line), entry)
    if differs(_there(line)["there"], entry.amounts):
        return Found("amounts_differ", line.message, _there(line) | {"here": without_sign(entry.amounts)}, entry)
    unsent = ledger.entries("names = ? AND kind = 'reversal' AND message IS NULL", (entry.number,))
    if unsent and line.message not in taken_back:
        return Found("only_here_reversal", line.message, {"here": without_sign(unsent[0].amounts)}, unsent[0])
    return None


def _only_here(ledger: Ledger, entry: Entry, taken_back: set[Reference]) -> Found | None:
    """What is to be said of an entry of ours that the list does not have."""
    said = {"here": without_sign(entry.amounts)}
    if entry.kind == "reversal":
        (original,) = ledger.entries("number = ?", (entry.names,))
        return None if original.message in taken_back else Found("only_here_reversal", str(entry.message), said, entry)
    state = state_of(ledger, entry)
    if state == "refused":
        return None  # neither side has it; that it stands here is an open item of its own
    if is_reversed(ledger, entry) and not ledger.entries("names = ? AND kind = 'reversal' AND message IS NOT NULL", (entry.number,)):
        return None  # it never arrived there, and here it was taken back
    return Found("only_here_accepted" if state == "accepted" else "only_here", str(entry.message), said, entry)


def _answer_by_list(ledger: Ledger, line: StatementLine, source: str) -> None:
    """Put down that the other side has it, inside `writing`."""
    said = {"result": "accepted", "statement": source} | ({"reference": line.reference} if line.reference else {})
    entry = ledger.entries("message = ?", (line.message,))[0]
    key = f"~answer/{line.message}"
    if ledger.under(key) is None:
        ledger.append("answer", key, digest({"do": "answer", "of": entry.number, **said}), said=said, names=entry.number)
