"""What does it cost that a settlement cannot be lost, doubled or changed, and what do a million entries cost?

`python tests/benchmarks/ledger.py [entries]` posts against raw inserts of the same bytes with the same durability (a commit and
an fsync for each), in turn in one run; then it fills a ledger and times replay, proof and queries on it, with the memory they take.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from yibao import Claim, claim_from
from yibao.conformance.cases import spec
from yibao.ledger import settling
from yibao.ledger.book import Ledger, new_ledger
from yibao.ledger.entry import COLUMNS, Amounts, Entry
from yibao.ledger.months import months
from yibao.ledger.offline import OfflineSettlement, record_offline
from yibao.ledger.settling import presettle, settle
from yibao.ledger.tables import INDEXES, statements
from yibao.ledger.verifying import verify
from yibao.ledger.years import Year, open_year, year_of
from yibao.money import Fen

ROUNDS, POSTS = 7, 100


def claims(first: int) -> Iterator[Claim]:
    """Wenzhou visits, each of another person."""
    base = json.loads(spec().joinpath("claims", "wenzhou-revisit.json").read_text("utf-8"))
    base["institution"]["reference"] = "inst-1"
    for number in range(first, first + POSTS):
        base["claim_id"], base["patient"]["reference"] = f"visit-{number}", f"person-{number}"
        yield claim_from(base)


def offline(number: int) -> OfflineSettlement:
    """An offline visit of 30.00."""
    day, amounts = date(2021, 4, 1) + timedelta(days=number % 30), [Fen(fen) for fen in (3000, 1500, 500, 1000, 0)]
    return OfflineSettlement(
        f"off-{number}", "330300", f"inst-{number % 50}", day, *amounts, person=f"person-{number % 20_000}", insurance="employee"
    )


def raw_table(path: Path, indexed: bool) -> sqlite3.Connection:
    """A table of the same columns with a unique key and nothing that guards it; with the indexes that the ledger's questions need, or without."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"CREATE TABLE entry (number INTEGER PRIMARY KEY, {', '.join(COLUMNS[1:])}, UNIQUE (key))")
    connection.execute("CREATE TABLE document (digest TEXT PRIMARY KEY, content, packed)")
    for statement in statements(INDEXES) if indexed else ():
        connection.execute(statement)
    return connection


def insert_raw(connection: sqlite3.Connection, rows: list[tuple[Any, ...]], documents: dict[int, list[tuple[Any, ...]]]) -> None:
    """A commit for each row, with the documents that go with it."""
    marks = ", ".join("?" * len(COLUMNS))
    for row in rows:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"INSERT INTO entry VALUES ({marks})", row)
        for document in documents.get(row[0], ()):
            connection.execute("INSERT OR IGNORE INTO document VALUES (?, ?, ?)", document)
        connection.execute("COMMIT")


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    begin = perf_counter()
    work()
    return perf_counter() - begin


NAMES = ("offline", "raw offline", "raw offline, indexed", "settlement", "raw settlement", "raw settlement, indexed", "deciding", "settle", "replay")


def posting(folder: Path) -> Iterator[tuple[str, float, str]]:
    """Posts per second, in turn with raw inserts of the very rows that came out; of settlements apart from deciding, and with it."""
    ledger = new_ledger(folder / "posts.db")
    bare, indexed = raw_table(folder / "raw.db", False), raw_table(folder / "indexed.db", True)
    taken: dict[str, list[float]] = {name: [] for name in NAMES}
    for turn in range(ROUNDS):
        timed = partial(_timed, taken)
        offlines, first = [offline(number) for number in range(turn * POSTS, (turn + 1) * POSTS)], ledger.last.number
        timed("offline", offlines, lambda one: record_offline(ledger, one, f"o-{one.visit}"))
        rows = _rows(ledger, first)
        timed("raw offline", rows, lambda row: insert_raw(bare, [row], {}))
        timed("raw offline, indexed", rows, lambda row: insert_raw(indexed, [row], {}))
        asked, visits = settling.Asked.of(None, False, ()), list(claims(2 * turn * POSTS))
        opened = [
            open_year(ledger, f"y-{one.claim_id}", area="330300", person=str(one.patient.reference), year=2021, opening=START) for one in visits
        ]
        drafts = [settling._draft(*settling._complete(ledger, one), asked, None) for one in visits]
        first = opened[-1].entry.number
        timed("settlement", drafts, lambda draft: _post(ledger, draft))
        rows, documents = _settlements(ledger, first)
        timed("raw settlement", rows, lambda row, documents=documents: insert_raw(bare, [row], documents))
        timed("raw settlement, indexed", rows, lambda row, documents=documents: insert_raw(indexed, [row], documents))
        visits = list(claims((2 * turn + 1) * POSTS))
        timed("deciding", visits, lambda one: presettle(ledger, one))
        timed("settle", visits, lambda one: settle(ledger, one, f"s-{one.claim_id}"))
        timed("replay", visits, lambda one: settle(ledger, one, f"s-{one.claim_id}"))
    for name, times in taken.items():
        yield name, POSTS / median(times), "a second"
    for name in ("offline", "settlement"):
        for other in (f"raw {name}", f"raw {name}, indexed"):
            yield f"{name}s, against {other}", median(raw / ours for raw, ours in zip(taken[other], taken[name], strict=True)), "×"


START = Year(Fen(0), Fen(0), Fen(5000))


def _person(claim: Claim) -> str:
    return str(claim.patient.reference)


def _timed(taken: dict[str, list[float]], name: str, many: list[Any], work: Callable[[Any], object]) -> None:
    taken[name].append(seconds(lambda: [work(one) for one in many]))


def _post(ledger: Ledger, draft: settling.Draft) -> None:
    """Post what was decided, as `settle` does under the lock."""
    key = f"p-{draft.claim.claim_id}"

    def make() -> Entry:
        settling._refuse(ledger, draft.claim, None)
        settling._complete(ledger, draft.claim)
        return settling._append(ledger, key, "0" * 64, draft, None)

    ledger.post(key, "0" * 64, make)


def _rows(ledger: Ledger, after: int) -> list[tuple[Any, ...]]:
    return ledger.rows(f"SELECT {', '.join(COLUMNS)} FROM entry WHERE number > ?", (after,))


def _settlements(ledger: Ledger, after: int) -> tuple[list[tuple[Any, ...]], dict[int, list[tuple[Any, ...]]]]:
    rows = [row for row in _rows(ledger, after) if row[1] == "settlement"]
    named = {row[0]: [row[COLUMNS.index(name)] for name in ("claim", "policy", "outcome")] for row in rows}
    find = "SELECT digest, content, packed FROM document WHERE digest IN (?, ?, ?)"
    return rows, {number: ledger.rows(find, tuple(digests)) for number, digests in named.items()}


def large(folder: Path, size: int) -> Iterator[tuple[str, float, str]]:
    """A ledger of many entries: how long it takes to fill in large transactions, to prove, and to ask."""
    ledger = new_ledger(folder / "large.db")

    def fill() -> None:
        for start in range(0, size, 10_000):
            with ledger.writing():
                for number in range(start, min(start + 10_000, size)):
                    one = offline(number)
                    amounts, month = Amounts(3000, 1500, 500, 1000, 0), f"2021-{number * 12 // size + 1:02d}"
                    columns = {"area": one.area, "institution": one.institution, "person": one.person, "year": 2021, "visit": one.visit}
                    more = {"day": one.service_date.isoformat(), "month": month, "mode": "offline", "insurance": one.insurance}
                    ledger.append("offline", f"k-{number}", "0" * 64, amounts=amounts, lines={"whole": amounts}, **columns, **more)

    yield f"filling {size:,} entries", seconds(fill), "s"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield "months, first time", seconds(lambda: months(ledger)), "s"
    yield "months", min(seconds(lambda: months(ledger)) for _ in range(3)), "s"
    yield "months of one institution", min(seconds(lambda: months(ledger, "inst-7")) for _ in range(3)), "s"
    yield "a person's year", min(seconds(lambda: year_of(ledger, "330300", "person-7", 2021)) for _ in range(3)), "s"
    yield "an entry by its key", min(seconds(lambda: ledger.find("k-4711" if size > 4711 else "k-1")) for _ in range(3)), "s"
    yield "proof of all", seconds(lambda: verify(ledger)), "s"
    yield "more memory for all that", (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, "MiB"
    yield "file", (folder / "large.db").stat().st_size / size, "bytes an entry"


def main() -> None:
    """Print all of it."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with suppress(KeyboardInterrupt), tempfile.TemporaryDirectory(dir=".") as folder:
        for name, figure, unit in chain(posting(Path(folder)), large(Path(folder), size)):
            print(f"{name:<55}{figure:>14,.3f} {unit}", flush=True)


if __name__ == "__main__":
    main()
