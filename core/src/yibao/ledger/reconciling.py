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

from yibao.errors import Fault, InvalidDocument, NotInOrder, UnknownEntry, near
from yibao.fields import Reference
from yibao.ledger.book import Ledger
from yibao.ledger.entry import Entry, Posted
from yibao.ledger.exchange import answer_to, differing, state_of
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
    return {"count": len(lines)} | {name: sum(sign * getattr(line, name) for sign, line in signs) for name in ("charged", "fund", "account")}


@attrs.frozen
class Step:
    """One step on the way to close an item: what to do, and whether the ledger can see that it was done."""

    do: str
    zh: str
    en: str
    seen: bool


STEPS = {
    "ask": Step("ask", "按报文号向对方查询", "ask the other side by the id of the message", False),
    "resend": Step("resend", "用同一报文号再次发送", "send it again, with the same message id", False),
    "put_down_answer": Step("put_down_answer", "登记对方应答", "put down the answer", True),
    "reverse_here": Step("reverse_here", "本方冲销", "reverse it here", True),
    "cancel_there": Step("cancel_there", "请对方撤销并取得其凭号", "have it cancelled there, and keep their reference", False),
    "restore_there": Step("restore_there", "请对方恢复并取得其凭号", "have it restored there, and keep their reference", False),
    "correct_there": Step("correct_there", "请对方更正并取得其凭号", "have it corrected there, and keep their reference", False),
    "settle_here": Step("settle_here", "用对方的报文号在本方补记结算", "settle the visit here, under their message id", True),
    "settle_again": Step("settle_again", "用新的键和报文号重新结算", "settle the visit again, with a new key and message id", True),
}
WAYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "only_here": (("ask", "resend", "put_down_answer"), ("ask", "reverse_here")),
    "only_here_accepted": (("ask", "reverse_here"), ("ask", "restore_there")),
    "only_here_reversal": (("ask", "resend", "put_down_answer"), ("ask", "cancel_there")),
    "only_there": (("ask", "settle_here"), ("ask", "cancel_there")),
    "only_there_reversal": (("ask", "reverse_here"), ("ask", "restore_there")),
    "amounts_differ": (("ask", "cancel_there", "reverse_here", "settle_again"), ("ask", "correct_there")),
    "listed_twice": (("ask", "cancel_there"),),
}
"""What can close each kind of item. First there, then here: what is cancelled there and not yet reversed here is found by the next list."""
ITEMS: dict[str, tuple[str, str]] = {
    "only_here": ("本方有、对方无", "only here"),
    "only_here_accepted": ("对方受理过、清单中没有", "accepted once, and not in their list"),
    "only_here_reversal": ("只有本方冲销", "reversed only here"),
    "only_there": ("对方有、本方无", "only there"),
    "only_there_reversal": ("只有对方撤销", "cancelled only there"),
    "amounts_differ": ("金额不符", "amounts differ"),
    "listed_twice": ("对方重复列示", "listed twice there"),
    "no_answer": ("已发送，无应答", "sent, no answer"),
    "refused": ("对方拒绝，本方未冲销", "refused there, not reversed here"),
}


def reconcile(ledger: Ledger, statement: Statement) -> dict[str, Any]:
    """Compare our books with the other side's list, and open an item for whatever does not match.

    What matches and was not answered is answered by the list. Doing it again with the same list opens nothing twice.
    """
    document = _statement_document(statement)
    source = digest(document)
    with ledger.writing():
        matched, found = _compared(ledger, statement)
        answered = [line for line, entry in matched if state_of(ledger, entry) == "no_answer"]
        for line in answered:
            _answer_by_list(ledger, line, source)
        items = [_opened(ledger, kind, message, said, entry, source) for kind, message, said, entry in found]
    ours = _ours(ledger, statement)
    totals = {"count": len(ours)} | {name: sum(getattr(one, name) for one in ours) for name in ("charged", "fund", "account")}
    theirs = totals_of(statement.lines)
    unsent = ledger.rows(
        "SELECT COUNT(*) FROM entry WHERE institution = ? AND mode = 'online' AND message IS NULL AND substr(at, 1, 10) BETWEEN ? AND ? "
        "AND kind IN ('settlement', 'reversal')",
        (statement.institution, statement.since.isoformat(), statement.until.isoformat()),
    )[0][0]
    return {
        "schema": "yibao.reconciliation/1",
        "institution": statement.institution,
        "since": statement.since.isoformat(),
        "until": statement.until.isoformat(),
        "statement": source,
        "totals": {"here": _in_yuan(totals), "there": _in_yuan(theirs), "equal": totals == theirs},
        "matched": len(matched),
        "answered_by_list": [line.message for line in answered],
        "without_message": unsent,
        "items": items,
        "head": ledger.last.head,
    }


def _in_yuan(totals: dict[str, int]) -> dict[str, Any]:
    return {name: value if name == "count" else yuan(value) for name, value in totals.items()}


def _statement_document(statement: Statement) -> Any:
    from yibao.codec import converter

    return converter().unstructure(statement)


def _ours(ledger: Ledger, statement: Statement) -> list[Entry]:
    """What we sent of the institution in the days of the list."""
    return ledger.entries(
        "institution = ? AND message IS NOT NULL AND substr(at, 1, 10) BETWEEN ? AND ?",
        (statement.institution, statement.since.isoformat(), statement.until.isoformat()),
    )


Found = tuple[str, str, dict[str, Any], Entry | None]
"""The kind of an item, its message, what it says, and our entry if there is one."""


def _compared(ledger: Ledger, statement: Statement) -> tuple[list[tuple[StatementLine, Entry]], list[Found]]:
    """The lines that match an entry, and what does not match."""
    matched: list[tuple[StatementLine, Entry]] = []
    found: list[Found] = []
    times = Counter(line.message for line in statement.lines)
    seen: set[str] = set()
    for line in statement.lines:
        amounts = {name: getattr(line, name) for name in ("charged", "fund", "account")}
        theirs: dict[str, Any] = {"there": amounts, "kind": line.kind, "reference": line.reference}
        if line.message in seen:
            continue
        seen.add(line.message)
        if times[line.message] > 1:
            found.append(("listed_twice", line.message, theirs | {"times": times[line.message]}, None))
        entry = next(iter(ledger.entries("message = ? AND institution = ?", (line.message, statement.institution))), None)
        if entry is None or (entry.kind == "reversal") != (line.kind == "reversal"):
            original = next(iter(ledger.entries("message = ?", (line.of,))), None) if line.of else None
            if line.kind == "reversal" and original is not None and is_reversed(ledger, original) and entry is None:
                continue  # taken back on both sides, each under a message of its own
            kind = "only_there" if line.kind == "settlement" else "only_there_reversal"
            found.append((kind, line.message, theirs | {"of": line.of}, original))
        elif differing(amounts, entry.amounts):
            here = {name: abs(getattr(entry, name)) for name in ("charged", "fund", "account")}
            found.append(("amounts_differ", line.message, theirs | {"here": here}, entry))
        else:
            matched.append((line, entry))
    taken_back_there = {line.of for line in statement.lines if line.kind == "reversal" and line.of}
    for entry in _ours(ledger, statement):
        if entry.message not in seen:
            if entry.kind == "reversal" and _taken_back(ledger, entry, taken_back_there):
                continue
            found.append((_only_here(ledger, entry), str(entry.message), {"kind": entry.kind}, entry))
    return matched, [one for one in found if not _settled_meanwhile(ledger, one)]


def _taken_back(ledger: Ledger, reversal: Entry, there: set[Reference]) -> bool:
    (original,) = ledger.entries("number = ?", (reversal.names,))
    return original.message in there


def _only_here(ledger: Ledger, entry: Entry) -> str:
    if entry.kind == "reversal":
        return "only_here_reversal"
    return "only_here_accepted" if state_of(ledger, entry) == "accepted" else "only_here"


def _settled_meanwhile(ledger: Ledger, found: Found) -> bool:
    """Whether there is nothing to do about it: sent and never had there, and taken back here without being sent."""
    kind, _, _, entry = found
    return kind in ("only_here", "only_here_accepted") and entry is not None and is_reversed(ledger, entry) and not _reversal_was_sent(ledger, entry)


def _reversal_was_sent(ledger: Ledger, entry: Entry) -> bool:
    return bool(ledger.rows("SELECT 1 FROM entry WHERE names = ? AND kind = 'reversal' AND message IS NOT NULL", (entry.number,)))


def _answer_by_list(ledger: Ledger, line: StatementLine, source: str) -> None:
    """Put down that the other side has it, inside `writing`."""
    said = {"result": "accepted", "statement": source} | ({"reference": line.reference} if line.reference else {})
    entry = ledger.entries("message = ?", (line.message,))[0]
    key = f"~answer/{line.message}"
    if ledger.under(key) is None:
        ledger.append("answer", key, digest({"do": "answer", "of": entry.number, **said}), said=said, names=entry.number)


def _opened(ledger: Ledger, kind: str, message: str, said: dict[str, Any], entry: Entry | None, source: str) -> dict[str, Any]:
    """The open item: the one of that kind and message that is open already, or of this very list, or a new one. Inside `writing`."""
    name = f"item-{digest([kind, message, source])[:12]}"
    for one in ledger.of_kind("item", "json_extract(body, '$.item') = ? AND json_extract(body, '$.message') = ?", (kind, message)):
        if one.key == f"~{name}" or not _closing(ledger, one.key.removeprefix("~")):
            return item_document(ledger, one)
    body = {"item": kind, "message": message, "statement": source, **said}
    made = ledger.append("item", f"~{name}", digest(body), said=body, names=entry.number if entry else None)
    return item_document(ledger, made)


def _closing(ledger: Ledger, name: str) -> Entry | None:
    return ledger.under(f"~closed/{name}")


def item_document(ledger: Ledger, entry: Entry) -> dict[str, Any]:
    """An item as a document: what it is, the ways to close it with what is done already, and whether it is closed."""
    said = entry.says
    name = entry.key.removeprefix("~")
    zh, en = ITEMS[said["item"]]
    document = {"id": name, "kind": said["item"], "zh": zh, "en": en, "message": said["message"], "since": entry.at, "entry": entry.names}
    for side in ("here", "there"):
        if side in said:
            document[side] = {part: yuan(fen) for part, fen in said[side].items()}
    document |= {part: said[part] for part in ("reference", "times") if said.get(part) is not None}
    document["ways"] = [[_step_document(ledger, entry, step) for step in way] for way in WAYS[said["item"]]]
    closed = _closing(ledger, name)
    return document | {"closed": None if closed is None else {"at": closed.at, **closed.says}}


def _step_document(ledger: Ledger, item: Entry, do: str) -> dict[str, Any]:
    step = STEPS[do]
    return {"do": do, "zh": step.zh, "en": step.en, "done": _is_done(ledger, item, do) if step.seen else None}


def _is_done(ledger: Ledger, item: Entry, do: str) -> bool:
    """Whether the ledger shows that a step was taken."""
    if do == "settle_here":
        return bool(ledger.rows("SELECT 1 FROM entry WHERE message = ? AND kind = 'settlement'", (item.says["message"],)))
    if item.names is None:
        return False
    (entry,) = ledger.entries("number = ?", (item.names,))
    if do == "put_down_answer":
        return state_of(ledger, entry) == "accepted"
    if do == "reverse_here":
        return is_reversed(ledger, entry)
    later = "number > ? AND visit = ? AND institution = ? AND area = ? AND kind = 'settlement'"
    return bool(ledger.entries(later, (item.number, entry.visit, entry.institution, entry.area)))


def open_items(ledger: Ledger) -> list[dict[str, Any]]:
    """What is open, the oldest first: items of reconciliations, and what was sent and not answered, or refused and not reversed."""
    items = [item_document(ledger, one) for one in ledger.of_kind("item")]
    return [one for one in items if one["closed"] is None] + list(_unanswered(ledger))


def _unanswered(ledger: Ledger) -> Iterator[dict[str, Any]]:
    of_items = {one["message"] for one in (entry.says for entry in ledger.of_kind("item"))}
    accepted = "(SELECT names FROM entry WHERE month IS NULL AND kind = 'answer' AND json_extract(body, '$.result') = 'accepted')"
    for entry in ledger.entries(f"message IS NOT NULL AND number NOT IN {accepted}"):
        answered = answer_to(ledger, entry)
        if entry.message in of_items or (answered and (entry.kind == "reversal" or is_reversed(ledger, entry))):
            continue
        kind = "refused" if answered else "no_answer"
        ways = (("reverse_here",),) if answered else (("ask", "put_down_answer"),)
        steps = [[{"do": do, "zh": STEPS[do].zh, "en": STEPS[do].en, "done": False if STEPS[do].seen else None} for do in way] for way in ways]
        zh, en = ITEMS[kind]
        head = {"id": f"{kind}-{entry.message}", "kind": kind, "zh": zh, "en": en, "message": entry.message, "since": entry.at}
        yield head | {"entry": entry.number, "ways": steps, "closed": None}


def close_item(ledger: Ledger, name: str, reference: str | None = None) -> Posted:
    """Close an item of a reconciliation once one of its ways is gone; once more changes nothing.

    `reference` is the other side's, where the last step is theirs. Raises UnknownEntry and NotInOrder, which names what is left to do.
    """
    key = f"~closed/{name}"
    held = ledger.under(key)
    if held is not None:
        return Posted(held, replayed=True)
    item = ledger.under(f"~{name}")
    if item is None or item.kind != "item":
        known = [one["id"] for one in open_items(ledger)]
        advice = "; it closes by itself, when its step is taken" if name in known else near(name, known)
        raise UnknownEntry(f"there is no item {name!r} to close{advice}")

    def make() -> Entry:
        way = next((way for way in WAYS[item.says["item"]] if _is_gone(ledger, item, way, reference)), None)
        if way is None:
            raise NotInOrder(_left(ledger, item, name))
        said = {"way": list(way)} | ({"reference": reference} if reference else {})
        return ledger.append("item_closed", key, request, said=said, names=item.number)

    request = digest({"do": "close_item", "item": name})
    return ledger.post(key, request, make)


def _is_gone(ledger: Ledger, item: Entry, way: tuple[str, ...], reference: str | None) -> bool:
    """Whether every step of a way that can be seen was taken, and a last one that cannot be seen is vouched for."""
    return all(_is_done(ledger, item, do) for do in way if STEPS[do].seen) and (STEPS[way[-1]].seen or reference is not None)


def _left(ledger: Ledger, item: Entry, name: str) -> str:
    lines = []
    for way in WAYS[item.says["item"]]:
        todo = [do for do in way if not (STEPS[do].seen and _is_done(ledger, item, do))]
        words = " → ".join(f"{STEPS[do].zh} / {STEPS[do].en}" for do in todo)
        lines.append(f"\n  {words}" + ("" if STEPS[way[-1]].seen else " (then close it with --reference)"))
    return f"{name} cannot be closed yet, nothing was written; what is left, one way or the other:" + "".join(lines)
