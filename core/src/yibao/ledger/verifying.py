"""Was anything in the ledger changed, taken out, put in or exchanged since it was written, and where?

Every hash is computed again, every document is held against its digest, the guards and indexes against what this version makes.
Entries cut off at the end show only to someone who kept an earlier head.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import attrs

from yibao.codec import structure
from yibao.fields import Head
from yibao.ledger.book import SELECT, Ledger, unpacked
from yibao.ledger.entry import COLUMNS, hash_of
from yibao.ledger.tables import BEGINNING, fresh, layout

AT = COLUMNS.index("at")
PAPERS = slice(COLUMNS.index("claim"), COLUMNS.index("outcome") + 1)
MOST = 100
"""How many faults are listed."""


@attrs.frozen
class Broken:
    """One place at which the ledger is not as it was written."""

    place: str
    zh: str
    en: str


@attrs.frozen
class Verified:
    """What was found: how many entries and documents were looked at, the head, and what is broken."""

    entries: int
    documents: int
    head: str
    broken: tuple[Broken, ...]

    def document(self) -> dict[str, Any]:
        """As a document."""
        return {
            "entries": self.entries,
            "documents": self.documents,
            "head": self.head,
            "broken": [attrs.asdict(one) for one in self.broken],
        }


def verify(ledger: Ledger, head: str | None = None, progress: Callable[[int], None] = lambda done: None) -> Verified:
    """Look at every row. `head` is one that was kept, `<number>:<hash>`: it has to be in the chain still.

    `progress` is told how many entries were looked at. Raises InvalidDocument where `head` is none.
    """
    number, kept = _head(head)
    connection = ledger.db.conn
    factory, connection.text_factory = connection.text_factory, lambda raw: raw.decode(errors="backslashreplace")
    try:
        with ledger.standing_still():
            proof = _Proof(ledger)
            proof.look_at_entries(number, kept, progress)
            proof.look_at_documents()
            proof.found(*_of_layout(ledger), *_of_indexes(ledger))
            progress(proof.entries)
            return Verified(proof.entries, proof.documents, f"{proof.last[0]}:{proof.last[-1]}", tuple(proof.broken))
    finally:
        connection.text_factory = factory


def _head(head: str | None) -> tuple[int, str]:
    if head is None:
        return 0, ""
    number, _, kept = structure(head, Head, "head").partition(":")
    return int(number), kept


class _Proof:
    """What was looked at so far, and what was found."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.entries = self.documents = 0
        self.last: tuple[Any, ...] = (0, *[""] * (len(COLUMNS) - 2), BEGINNING)
        self.named: dict[str, int] = {}
        """The documents on which entries rest, each with the first that does; those that were looked at are taken out."""
        self.broken: list[Broken] = []

    def found(self, *broken: Broken) -> None:
        """Note what is broken, as far as there is room."""
        self.broken += broken[: MOST - len(self.broken)]

    def look_at_entries(self, number: int, kept: str, progress: Callable[[int], None]) -> None:
        """Every entry, against its hash and the one before; and that of the number against the hash that was kept."""
        for row in _read(self.ledger, f"{SELECT} NOT INDEXED ORDER BY number"):
            if isinstance(row, Broken):
                self.found(attrs.evolve(row, place=f"entry {self.last[0] + 1}"))
                break
            self.entries += 1
            self.found(*_of_entry(row, self.last))
            if row[0] == number and row[-1] != kept:
                self.found(Broken(f"entry {number}", "与留存的链头不符", "its hash is not the head that was kept"))
            for digest in row[PAPERS]:
                if digest is not None:
                    self.named.setdefault(str(digest), row[0])
            self.last = row if row[0] > self.last[0] else self.last
            if self.entries % 1000 == 0:
                progress(self.entries)
        if self.last[0] < number:
            self.found(Broken(f"entry {self.last[0] + 1}", "此处之后的条目被截去", f"entries were cut off: a head was kept of entry {number}"))

    def look_at_documents(self) -> None:
        """Every document, against its digest; and that each on which an entry rests is there."""
        for row in _read(self.ledger, "SELECT digest, content, packed FROM document NOT INDEXED"):
            if isinstance(row, Broken):
                self.found(row)
                break
            digest, content, packed = row
            self.documents += 1
            number = self.named.pop(digest, None)
            if number is None:
                self.found(Broken(f"document {str(digest)[:64]}", "没有条目引用此文档", "no entry rests on it"))
            elif not _is_whole(digest, content, packed):
                self.found(Broken(f"document {digest} of entry {number}", "文档与其散列不符", "its content is not what its digest was made of"))
        self.found(*(Broken(f"document {digest[:64]} of entry {number}", "文档不在", "it is not there") for digest, number in self.named.items()))


def _of_entry(row: tuple[Any, ...], before: tuple[Any, ...]) -> Iterator[Broken]:
    """What is wrong with an entry, or between it and the one before."""
    place, expected = f"entry {row[0]}", before[0] + 1
    if row[0] < expected:
        yield Broken(place, "不应有此条目", "there can be no such entry")
    if row[0] > expected:
        yield Broken(f"entry {expected}", f"{expected}号条目不在", f"entry {expected} is not there: {row[0]} follows")
    if row[-1] != hash_of(row):
        yield Broken(place, "内容与其散列不符", "its content is not what its hash was made of")
    if row[-2] != before[-1]:
        yield Broken(place, "与前一条目不相接", "it does not continue the entry before it")
    if str(row[AT]) < str(before[AT]):
        yield Broken(place, "时间早于前一条目", "its moment is before that of the entry before it")


def _read(ledger: Ledger, sql: str) -> Iterator[Any]:
    """The rows of a query, and at the end what kept it from reading on, if anything did."""
    try:
        yield from ledger.db.conn.execute(sql)
    except sqlite3.DatabaseError as error:
        yield Broken("file", f"此处之后无法读取：{error}", f"it cannot be read from here on: {error}")


def _is_whole(digest: str, content: Any, packed: str) -> bool:
    text = unpacked(content)
    return text is not None and hashlib.sha256(text).hexdigest() == digest and hashlib.sha256(content).hexdigest() == packed


def _of_layout(ledger: Ledger) -> Iterator[Broken]:
    """Tables, guards and views that are not as this version makes them."""
    wanted, there = layout(fresh()), layout(ledger.db)
    for type_, name in sorted({**wanted, **there}, key=str):
        if wanted.get((type_, name)) != there.get((type_, name)):
            state = ("不在", "is not there") if (type_, name) not in there else ("不是本程序所建", "is not as yibao makes it")
            yield Broken(f"{type_} {name}", *state)


def _of_indexes(ledger: Ledger) -> Iterator[Broken]:
    """What SQLite itself finds: pages that are damaged, indexes that do not say what the table says."""
    try:
        rows = [str(row[0]) for row in ledger.db.conn.execute(f"PRAGMA integrity_check({MOST})")]
    except sqlite3.DatabaseError as error:
        rows = [str(error)]
    for row in rows:
        if row != "ok":
            yield Broken("file", f"SQLite 检查：{row}", f"SQLite reports: {row}")
