"""What does one entry of the ledger say, and what does its hash cover?

Amounts are integer fen, signed: a reversal carries the negative of what it takes back. The hash is SHA-256 over the canonical JSON of
all other columns, the hash of the entry before among them, so no part of a row can change, and none can be taken out
or put in, without breaking the chain after it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from yibao.measures import canonical, digest
from yibao.money import yuan
from yibao.settlement import Parts

KINDS: dict[str, tuple[str, str]] = {
    "opened": ("建账", "ledger opened"),
    "opening": ("个人期初", "a person's opening amounts"),
    "settlement": ("结算", "settlement"),
    "offline": ("线下结算", "offline settlement"),
    "reversal": ("冲销", "reversal"),
    "adjustment": ("重算调整", "adjustment"),
    "answer": ("对方应答", "answer of the other side"),
    "evidence": ("佐证记录", "evidence"),
    "quota": ("总额指标", "quota"),
    "month_closed": ("关账", "month closed"),
    "item": ("未达账项", "open item"),
    "item_closed": ("账项销号", "item closed"),
}
"""The kinds of entries in both languages."""
MONEY = ("settlement", "offline", "reversal", "adjustment")
"""The kinds that move money."""


@attrs.frozen
class Amounts:
    """The amounts of an entry or of a line in fen: charged = fund + account + cash + hospital; `deductible` is what of it was used."""

    charged: int = 0
    fund: int = 0
    account: int = 0
    cash: int = 0
    hospital: int = 0
    deductible: int = 0

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(*[getattr(self, name) + getattr(other, name) for name in AMOUNTS])

    def __neg__(self) -> Amounts:
        return Amounts(*[-getattr(self, name) for name in AMOUNTS])

    @property
    def columns(self) -> dict[str, int]:
        """By the names of the columns."""
        return {name: getattr(self, name) for name in AMOUNTS}

    @classmethod
    def of(cls, parts: Parts) -> Amounts:
        """Those of a line or claim whose parts are all known."""
        return cls(parts.charged, parts.fund, parts.account, parts.cash, parts.hospital, parts.deductible)

    def document(self) -> dict[str, str]:
        """As decimal strings in yuan."""
        return {name: yuan(fen) for name, fen in self.columns.items()}


AMOUNTS = tuple(field.name for field in attrs.fields(Amounts))
NOTHING = Amounts()


@attrs.frozen
class Entry:
    """One entry, column by column."""

    number: int
    kind: str
    at: str
    """The moment of writing, Beijing time."""
    key: str
    """The caller's key; of entries that have their own, a name that begins with `~`."""
    request: str
    """Digest of what was asked for under the key."""
    names: int | None
    """The entry that it reverses, adjusts or answers."""
    area: str | None
    institution: str | None
    person: str | None
    year: int | None
    """The year to which the person's amounts belong: that of the day of service."""
    visit: str | None
    day: str | None
    """The day of service."""
    month: str | None
    """The month in whose accounts it stands, `YYYY-MM`."""
    mode: str | None
    measure: str | None
    insurance: str | None
    message: str | None
    """The id of the message that goes to the other side."""
    charged: int
    fund: int
    account: int
    cash: int
    hospital: int
    deductible: int
    claim: str | None
    policy: str | None
    outcome: str | None
    body: str
    previous: str
    hash: str

    @property
    def says(self) -> dict[str, Any]:
        """What only an entry of its kind says."""
        said: dict[str, Any] = json.loads(self.body)
        return said

    @property
    def amounts(self) -> Amounts:
        """Its amounts."""
        return Amounts(self.charged, self.fund, self.account, self.cash, self.hospital, self.deductible)

    @property
    def lines(self) -> dict[str, Amounts]:
        """Its amounts line by line."""
        return {line: Amounts(*amounts) for line, amounts in self.says.get("lines", {}).items()}

    @property
    def visit_columns(self) -> dict[str, Any]:
        """Whose visit it is about, as an entry that names it repeats it."""
        names = ("area", "institution", "person", "year", "visit", "day", "mode", "measure", "insurance")
        return {name: getattr(self, name) for name in names}

    @property
    def head(self) -> str:
        """What somebody else keeps to prove that nothing up to here was changed: `<number>:<hash>`."""
        return f"{self.number}:{self.hash}"


COLUMNS = tuple(field.name for field in attrs.fields(Entry))


def hash_of(row: Sequence[Any]) -> str:
    """The hash that a row has to have, from all its columns but the last."""
    return digest(row[:-1])


def body_of(said: Mapping[str, Any], lines: Mapping[str, Amounts] | None = None) -> str:
    """The text of a body, with the amounts of lines in fen."""
    of_lines = {} if lines is None else {"lines": {line: list(amounts.columns.values()) for line, amounts in lines.items()}}
    return canonical({**said, **of_lines}).decode()


@attrs.frozen
class Posted:
    """What became of a request: its entry, and whether it had been posted before."""

    entry: Entry
    replayed: bool


def entry_document(entry: Entry) -> dict[str, Any]:
    """The entry as a document (`yibao.entry/1`): amounts in yuan, what is not stated left out."""
    said = {name: getattr(entry, name) for name in COLUMNS if name not in ("body", *AMOUNTS)}
    document = {"schema": "yibao.entry/1", **{name: value for name, value in said.items() if value is not None}}
    if entry.kind in MONEY:
        document["amounts"] = entry.amounts.document()
        document["lines"] = {line: amounts.document() for line, amounts in entry.lines.items()}
    return document | {"says": {name: _in_yuan(name, value) for name, value in entry.says.items() if name != "lines"}, "head": entry.head}


OWN_MONEY = ("deductible_used", "fund_used", "account_balance", "amount", *AMOUNTS)
"""What entries of some kinds say of money, in fen, under names of their own."""


def _in_yuan(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {inner: _in_yuan(inner, part) for inner, part in value.items()}
    return yuan(value) if name in OWN_MONEY and type(value) is int else value
