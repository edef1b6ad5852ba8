"""What is open with the other side, and which steps close it?

An item (未达账项) has one way or more to close it, each a row of steps in their order. Steps that the ledger can see have to be there; for
one that only the other side can take, its reference vouches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from yibao.errors import NotInOrder, UnknownEntry, near
from yibao.ledger.book import Ledger
from yibao.ledger.entry import Entry, Posted
from yibao.ledger.messages import answer_to, differs
from yibao.ledger.standing import is_reversed
from yibao.measures import digest
from yibao.money import yuan


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
    "reversals_differ": (("ask", "correct_there"),),
    "listed_twice": (("ask", "cancel_there"),),
    "refused_but_listed": (("ask", "cancel_there", "reverse_here"), ("ask", "correct_there")),
}
"""What can close each kind of item. First there, then here: what is cancelled there and not yet reversed here is found by the next list."""
ITEMS: dict[str, tuple[str, str]] = {
    "only_here": ("本方有、对方无", "only here"),
    "only_here_accepted": ("对方受理过、清单中没有", "accepted once, and not in their list"),
    "only_here_reversal": ("只有本方冲销", "reversed only here"),
    "only_there": ("对方有、本方无", "only there"),
    "only_there_reversal": ("只有对方撤销", "cancelled only there"),
    "amounts_differ": ("金额不符", "amounts differ"),
    "reversals_differ": ("冲销金额不符", "amounts of the reversal differ"),
    "listed_twice": ("对方重复列示", "listed twice there"),
    "refused_but_listed": ("对方曾拒绝、清单中却有", "refused there, and yet in their list"),
    "no_answer": ("已发送，无应答", "sent, no answer"),
    "refused": ("对方拒绝，本方未冲销", "refused there, not reversed here"),
}


def open_item(ledger: Ledger, kind: str, message: str, said: dict[str, Any], entry: Entry | None, source: str) -> dict[str, Any]:
    """The open item: the one of that kind and message that is open already, or of this very list, or a new one. Inside `writing`."""
    stem, number = f"item-{digest([kind, message])[:12]}", 1
    while (held := ledger.under(f"~{stem}-{number}")) is not None:
        if held.says["statement"] == source or not _closing(ledger, f"{stem}-{number}"):
            return item_document(ledger, held)
        number += 1
    body = {"item": kind, "message": message, "statement": source, **said}
    made = ledger.append("item", f"~{stem}-{number}", digest(body), said=body, names=entry.number if entry else None)
    return item_document(ledger, made)


def _closing(ledger: Ledger, name: str) -> Entry | None:
    return ledger.under(f"~closed/{name}")


def item_document(ledger: Ledger, entry: Entry) -> dict[str, Any]:
    """An item as a document: what it is, the ways to close it with what is done already, and whether it is closed."""
    said = entry.says
    name = entry.key.removeprefix("~")
    document = _head(name, said["item"], said["message"], entry.at, entry.names)
    for side in ("here", "there"):
        if side in said:
            document[side] = {part: yuan(fen) for part, fen in said[side].items()}
    document |= {part: said[part] for part in ("reference", "times") if said.get(part) is not None}
    document["ways"] = [[_step(do, STEPS[do].seen and _is_done(ledger, entry, do)) for do in way] for way in WAYS[said["item"]]]
    closed = _closing(ledger, name)
    return document | {"closed": None if closed is None else {"at": closed.at, **closed.says}}


def _head(name: str, kind: str, message: str, since: str, entry: int | None) -> dict[str, Any]:
    """What every item begins with."""
    zh, en = ITEMS[kind]
    return {"id": name, "kind": kind, "zh": zh, "en": en, "message": message, "since": since, "entry": entry}


def _step(do: str, done: bool) -> dict[str, Any]:
    """A step as a document; whether it was done is null where the ledger cannot see that."""
    step = STEPS[do]
    return {"do": do, "zh": step.zh, "en": step.en, "done": done if step.seen else None}


def _is_done(ledger: Ledger, item: Entry, do: str) -> bool:
    """Whether the ledger shows that a step was taken."""
    if do == "settle_here":
        here = ledger.entries("message = ? AND kind = 'settlement'", (item.says["message"],))
        return any(not differs(item.says["there"], one.amounts) for one in here)
    if item.names is None:
        return False
    entry = ledger.numbered(item.names)
    if do == "put_down_answer":
        return answer_to(ledger, entry) is not None
    if do == "reverse_here":
        return is_reversed(ledger, entry)
    later = "number > ? AND visit = ? AND institution = ? AND area = ? AND kind = 'settlement'"
    return bool(ledger.entries(later, (item.number, entry.visit, entry.institution, entry.area)))


def open_items(ledger: Ledger) -> list[dict[str, Any]]:
    """What is open, the oldest first: items of reconciliations, and what was sent and not answered, or refused and not reversed."""
    items = [item_document(ledger, one) for one in ledger.of_kind("item")]
    return [one for one in items if one["closed"] is None] + list(_unanswered(ledger))


def _unanswered(ledger: Ledger) -> Iterator[dict[str, Any]]:
    """What was sent and not answered, or refused and not reversed, as far as no item is about it."""
    of_items = {entry.says["message"] for entry in ledger.of_kind("item")}
    accepted = "(SELECT names FROM entry WHERE month IS NULL AND kind = 'answer' AND json_extract(body, '$.result') = 'accepted')"
    for entry in ledger.entries(f"message IS NOT NULL AND number NOT IN {accepted}"):
        if answer_to(ledger, entry) is None:
            if entry.message not in of_items:
                yield _by_itself(entry, "no_answer", ("ask", "put_down_answer"))
        elif entry.kind != "reversal" and not is_reversed(ledger, entry) and not _is_about(ledger, str(entry.message)):
            yield _by_itself(entry, "refused", ("reverse_here",))


def _is_about(ledger: Ledger, message: str) -> bool:
    """Whether an item is about a message that was refused: one that is open, or that found it in their list all the same."""
    items = ledger.of_kind("item", "json_extract(body, '$.message') = ?", (message,))
    return any(one.says["item"] == "refused_but_listed" or not _closing(ledger, one.key.removeprefix("~")) for one in items)


def _by_itself(entry: Entry, kind: str, way: tuple[str, ...]) -> dict[str, Any]:
    """An item that closes by itself, when its last step is taken."""
    head = _head(f"{kind}-{entry.message}", kind, str(entry.message), entry.at, entry.number)
    return head | {"ways": [[_step(do, False) for do in way]], "closed": None}


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
        if "settle_here" in way:
            answer_by_list(ledger, item.says["message"], item.says)
        said = {"way": list(way)} | ({"reference": reference} if reference else {})
        return ledger.append("item_closed", key, request, said=said, names=item.number)

    request = digest({"do": "close_item", "item": name})
    return ledger.post(key, request, make)


def _is_gone(ledger: Ledger, item: Entry, way: tuple[str, ...], reference: str | None) -> bool:
    """Whether every step of a way that can be seen was taken, and one that only the other side can take is vouched for."""
    return all(_is_done(ledger, item, do) for do in way if STEPS[do].seen) and (not _is_theirs(way) or reference is not None)


def _is_theirs(way: tuple[str, ...]) -> bool:
    """Whether a step of a way is the other side's to take."""
    return any(do.endswith("_there") for do in way)


def answer_by_list(ledger: Ledger, message: str, listed: Mapping[str, Any]) -> None:
    """Put down that the other side has a message, since a list of some days says so, inside `writing`."""
    entry, key = ledger.entries("message = ?", (message,))[0], f"~answer/{message}"
    if ledger.under(key) is None:
        said = {"result": "accepted"} | {name: listed[name] for name in ("statement", "since", "until", "reference") if listed.get(name)}
        ledger.append("answer", key, digest({"do": "answer", "of": entry.number, **said}), said=said, names=entry.number)


def _left(ledger: Ledger, item: Entry, name: str) -> str:
    lines = []
    for way in WAYS[item.says["item"]]:
        todo = [do for do in way if not (STEPS[do].seen and _is_done(ledger, item, do))]
        words = " → ".join(f"{STEPS[do].zh} / {STEPS[do].en}" for do in todo)
        lines.append(f"\n  {words}" + (" (then close it with --reference)" if _is_theirs(way) else ""))
    return f"{name} cannot be closed yet, nothing was written; what is left, one way or the other:" + "".join(lines)
