"""Which entry went out under the id of a message, and how far has the exchange over it come?

An entry with the id of a message is *sent without answer* until its answer is put down. No answer is no failure: the other side
may have it. Only its answer, or its list, says which.
"""

from __future__ import annotations

from typing import Any, Literal

from yibao.errors import UnknownEntry, near
from yibao.ledger.book import Ledger
from yibao.ledger.entry import Amounts, Entry

State = Literal["not_sent", "no_answer", "accepted", "refused"]
STATES: dict[str, tuple[str, str]] = {
    "not_sent": ("未发送", "not sent"),
    "no_answer": ("已发送，无应答", "sent, no answer"),
    "accepted": ("对方已受理", "accepted"),
    "refused": ("对方拒绝", "refused"),
}
COMPARED = ("charged", "fund", "account")
"""The amounts that the other side's answers and lists say."""


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


def without_sign(amounts: Amounts) -> dict[str, int]:
    """The amounts that are compared, in fen and without sign, as the other side writes those of a reversal."""
    return {name: abs(getattr(amounts, name)) for name in COMPARED}


def differs(said: dict[str, Any], amounts: Amounts) -> bool:
    """Whether an amount that the other side says is not ours."""
    return any(said.get(name) is not None and said[name] != ours for name, ours in without_sign(amounts).items())
