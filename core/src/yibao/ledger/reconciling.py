"""Do our books and the other side's say the same, and what is to be done where they do not?

First the totals, then line by line, matched by the id of the message. Whatever does not match becomes an open item (未达账项) with the ways to
close it, each a row of steps in their order. An item is closed when the ledger shows that the steps of one way were taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

import attrs

from yibao.codec import converter
from yibao.errors import Fault, InvalidDocument
from yibao.fields import Reference
from yibao.ledger.book import Ledger, checked
from yibao.ledger.entry import Entry
from yibao.ledger.items import answer_by_list, open_item
from yibao.ledger.messages import COMPARED, answer_to, differs, state_of, without_sign
from yibao.ledger.standing import is_reversed, reversals_of
from yibao.measures import digest
from yibao.money import Fen, SignedFen, yuan


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
    charged: SignedFen
    fund: SignedFen
    account: SignedFen


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
    for number, line in enumerate(statement.lines):
        if line.kind == "reversal" and line.of is None:
            yield Fault(f"/lines/{number}/of", "missing", "is required of a reversal: the message of the settlement that it takes back")
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
    statement = checked(statement)
    source = digest(converter().unstructure(statement))
    days = {"since": statement.since.isoformat(), "until": statement.until.isoformat()}
    with ledger.writing():
        matched, found = _compared(ledger, statement)
        answered = [line for line, entry in matched if state_of(ledger, entry) == "no_answer"]
        for line in answered:
            answer_by_list(ledger, line.message, {"statement": source, **days, "reference": line.reference})
        items = [open_item(ledger, one.kind, one.message, one.said | days, one.entry, source) for one in found]
    here, there = _totals_here(ledger, statement), totals_of(statement.lines)
    return {
        "schema": "yibao.reconciliation/1",
        "institution": statement.institution,
        **days,
        "statement": source,
        "totals": {"here": _in_yuan(here), "there": _in_yuan(there), "equal": here == there},
        "matched": len(matched),
        "answered_by_list": [line.message for line in answered],
        "without_message": _without_message(ledger, statement),
        "items": items,
        "head": ledger.last.head,
    }


SENT = "message IS NOT NULL AND institution = ? AND at >= ? AND at < ?"
"""What we sent of the institution in the days of the list."""


def _of_list(statement: Statement) -> tuple[str, str, str]:
    return statement.institution, statement.since.isoformat(), f"{statement.until.isoformat()}U"  # after every moment of that day


def _totals_here(ledger: Ledger, statement: Statement) -> dict[str, int]:
    sums = ", ".join(f"COALESCE(SUM({name}), 0)" for name in COMPARED)
    ((count, *amounts),) = ledger.rows(f"SELECT COUNT(*), {sums} FROM entry WHERE {SENT}", _of_list(statement))
    return {"count": count, **dict(zip(COMPARED, amounts, strict=True))}


def _without_message(ledger: Ledger, statement: Statement) -> int:
    where = "institution = ? AND at >= ? AND at < ? AND mode = 'online' AND message IS NULL AND kind IN ('settlement', 'reversal')"
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
    listed = Listed(ledger, statement)
    for message, lines in listed.lines.items():
        line, entry = lines[0], listed.entry(lines[0])
        if len(lines) > 1:
            found.append(Found("listed_twice", message, _there(line) | {"times": len(lines)}))
        difference = _only_there(listed, line) if entry is None else _differing(listed, line, entry)
        if difference is not None:
            found.append(difference)
        elif entry is not None:
            matched.append((line, entry))
    for entry in ledger.entries(SENT, _of_list(statement)):
        if entry.message not in listed.lines and (missing := _only_here(listed, entry)) is not None:
            found.append(missing)
    return matched, found


class Listed:
    """The lines of a list by message, and what we have under them."""

    def __init__(self, ledger: Ledger, statement: Statement) -> None:
        self.ledger = ledger
        self.statement = statement
        self.lines: dict[str, list[StatementLine]] = {}
        self.reversals: dict[str, list[StatementLine]] = {}
        for line in statement.lines:
            self.lines.setdefault(line.message, []).append(line)
            if line.kind == "reversal" and line.of is not None and len(self.lines[line.message]) == 1:
                self.reversals.setdefault(line.of, []).append(line)

    def entry(self, line: StatementLine) -> Entry | None:
        """Our entry under the message of a line: a settlement for a settlement, a reversal for a reversal."""
        entries = self.ledger.entries("message = ? AND institution = ?", (line.message, self.statement.institution))
        return next((one for one in entries if (one.kind == "reversal") == (line.kind == "reversal")), None)

    def both_took_back(self, original: Entry) -> bool:
        """Whether a settlement was taken back on both sides: all of it, or by the same amount under messages of their own."""
        if is_reversed(self.ledger, original) and self.was_undone_there(str(original.message)):
            return True
        here = [one for one in reversals_of(self.ledger, original) if one.message not in self.lines]
        there = [line for line in self.reversals.get(str(original.message), ()) if self.entry(line) is None]
        return bool(here) and bool(there) and -sum(one.charged for one in here) == sum(line.charged for line in there)

    def was_undone_there(self, message: str) -> bool:
        """Whether a settlement stands in the list together with what takes all of it back."""
        settled = [line for line in self.lines.get(message, ()) if line.kind == "settlement"][:1]
        return bool(settled) and settled[0].charged == sum(line.charged for line in self.reversals.get(message, ()))


def _there(line: StatementLine) -> dict[str, Any]:
    return {"there": {name: getattr(line, name) for name in COMPARED}, "reference": line.reference}


def _only_there(listed: Listed, line: StatementLine) -> Found | None:
    """What is to be said of a line that we have nothing under."""
    if line.kind == "settlement":
        return None if listed.was_undone_there(line.message) else Found("only_there", line.message, _there(line))
    original = next(iter(listed.ledger.entries("message = ?", (line.of,))), None)
    if listed.both_took_back(original) if original is not None else listed.was_undone_there(str(line.of)):
        return None
    return Found("only_there_reversal", line.message, _there(line) | {"of": line.of}, original)


def _differing(listed: Listed, line: StatementLine, entry: Entry) -> Found | None:
    """What is to be said of a line and our entry under the same message."""
    if state_of(listed.ledger, entry) == "refused":
        return Found("refused_but_listed", line.message, _there(line), entry)
    if differs(_there(line)["there"], entry.amounts):
        if listed.both_took_back(listed.ledger.numbered(entry.names) if entry.kind == "reversal" else entry):
            return None  # whatever it was, nothing is left of it on either side
        kind = "reversals_differ" if entry.kind == "reversal" else "amounts_differ"
        return Found(kind, line.message, _there(line) | {"here": without_sign(entry.amounts)}, entry)
    unsent = [one for one in reversals_of(listed.ledger, entry) if one.message is None]
    if unsent and not listed.both_took_back(entry):
        return Found("only_here_reversal", line.message, {"here": without_sign(unsent[0].amounts)}, unsent[0])
    return None


def _only_here(listed: Listed, entry: Entry) -> Found | None:
    """What is to be said of an entry of ours that the list does not have."""
    ledger = listed.ledger
    said = {"here": without_sign(entry.amounts)}
    if entry.kind == "reversal":
        both = listed.both_took_back(ledger.numbered(entry.names))
        return None if both else Found("only_here_reversal", str(entry.message), said, entry)
    state = state_of(ledger, entry)
    if state == "refused":
        return None  # neither side has it; that it stands here is an open item of its own
    if is_reversed(ledger, entry) and all(one.message is None for one in reversals_of(ledger, entry)):
        return None  # it never arrived there, and here it was taken back
    if state == "accepted" and _is_of_other_days(answer_to(ledger, entry) or {}, listed.statement):
        return None  # a list of other days has it: it was sent shortly before midnight, or put down here later
    return Found("only_here_accepted" if state == "accepted" else "only_here", str(entry.message), said, entry)


def _is_of_other_days(answer: dict[str, Any], statement: Statement) -> bool:
    """Whether an answer comes from a list that has no day in common with this one."""
    return "since" in answer and (answer["until"] < statement.since.isoformat() or answer["since"] > statement.until.isoformat())
