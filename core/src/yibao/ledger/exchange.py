"""What did the other side answer to a message?"""

from __future__ import annotations

from typing import Literal

import attrs

from yibao.fields import Reference
from yibao.ledger.book import Ledger, checked
from yibao.ledger.entry import Entry, Posted
from yibao.ledger.items import open_item
from yibao.ledger.messages import COMPARED, differs, sent, without_sign
from yibao.measures import digest
from yibao.money import Fen


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
    """Put down an answer; the same once more changes nothing. One that says other amounts than ours opens an item.

    Raises UnknownEntry, and KeyConflict where another answer stands.
    """
    given = checked(given)
    entry = sent(ledger, given.message)
    said = {name: value for name, value in attrs.asdict(given).items() if value is not None and name != "message"}
    request = digest({"do": "answer", "of": entry.number, **said})
    key = f"~answer/{given.message}"
    held = ledger.under(key)
    if held is not None and "statement" in held.says and given.result == held.says["result"] and not differs(said, entry.amounts):
        return Posted(held, replayed=True)  # a list was faster than the answer, and says the same

    def make() -> Entry:
        made = ledger.append("answer", key, request, said=said, names=entry.number)
        if given.result == "accepted" and differs(said, entry.amounts):
            there = {name: said[name] for name in COMPARED if name in said}
            open_item(ledger, "amounts_differ", given.message, {"here": without_sign(entry.amounts), "there": there}, entry, request)
        return made

    return ledger.post(key, request, make)
