"""What was sent to the other side, and what did it answer?

An entry with the id of a message is *sent without answer* until its answer is put down. No answer is no failure: the other side
may have it. Only its answer, or its list (`reconciling`), says which.
"""

from __future__ import annotations

from typing import Any, Literal

import attrs

from yibao.errors import UnknownEntry, near
from yibao.fields import Reference
from yibao.ledger.book import Ledger
from yibao.ledger.entry import Amounts, Entry, Posted
from yibao.measures import digest
from yibao.money import Fen

State = Literal["not_sent", "no_answer", "accepted", "refused"]
STATES: dict[str, tuple[str, str]] = {
    "not_sent": ("未发送", "not sent"),
    "no_answer": ("已发送，无应答", "sent, no answer"),
    "accepted": ("对方已受理", "accepted"),
    "refused": ("对方拒绝", "refused"),
}


@attrs.frozen
class Answer:
    """应答: what the other side said to a message: its result, its own reference, and the amounts it settled, where it says them."""

    message: Reference
    result: Literal["accepted", "refused"]
    reference: Reference | None = None
    charged: Fen | None = None
    fund: Fen | None = None
    account: Fen | None = None


def answer(ledger: Ledger, given: Answer) -> Posted:
    """Put down an answer; the same once more changes nothing. Raises UnknownEntry, and KeyConflict where another answer stands."""
    entry = sent(ledger, given.message)
    said = {name: value for name, value in attrs.asdict(given).items() if value is not None and name != "message"}
    request = digest({"do": "answer", "of": entry.number, **said})
    key = f"~answer/{given.message}"
    return ledger.post(key, request, lambda: ledger.append("answer", key, request, said=said, names=entry.number))


def sent(ledger: Ledger, message: str) -> Entry:
    """The entry that went out under the id of a message. Raises UnknownEntry."""
    found = ledger.entries("message = ?", (message,))
    if not found:
        known = [one for (one,) in ledger.rows("SELECT message FROM entry WHERE message IS NOT NULL ORDER BY number DESC LIMIT 5000")]
        raise UnknownEntry(f"the ledger has no message {message!r}{near(message, known)}")
    return found[0]


def answer_to(ledger: Ledger, entry: Entry) -> dict[str, Any] | None:
    """What the other side answered to an entry, if it did."""
    return next((one.says for one in ledger.entries("names = ? AND kind = 'answer'", (entry.number,))), None)


def state_of(ledger: Ledger, entry: Entry) -> State:
    """How far the exchange over an entry has come."""
    if entry.message is None:
        return "not_sent"
    answered = answer_to(ledger, entry)
    return "no_answer" if answered is None else "accepted" if answered["result"] == "accepted" else "refused"


def differing(said: dict[str, Any], amounts: Amounts) -> dict[str, tuple[int, int]]:
    """Of the amounts that the other side says: those that are not ours, ours first."""
    ours = {"charged": abs(amounts.charged), "fund": abs(amounts.fund), "account": abs(amounts.account)}
    return {name: (ours[name], said[name]) for name in ours if said.get(name) is not None and said[name] != ours[name]}
