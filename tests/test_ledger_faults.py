"""Does the ledger survive what really happens: programs that are killed, disks that are full, files that somebody changed?

The faults are real ones. Programs of their own (`ledger_writer.py`) write, and are killed, starved and raced from here. With YIBAO_NIGHTLY
in the environment each fault comes many times more.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import random
import re
import runpy
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from yibao.errors import CannotWrite, ClockSetBack, LedgerBroken, NotALedger, YibaoError
from yibao.ledger import book
from yibao.ledger.book import new_ledger, open_ledger
from yibao.ledger.door import perform
from yibao.ledger.entry import COLUMNS
from yibao.ledger.tables import APPLICATION
from yibao.ledger.verifying import Verified, verify
from yibao.measures import digest
from yibao.plugins import installed

pytest.importorskip("resource")  # programs are forked, limited and killed by signal

NIGHTLY = bool(os.environ.get("YIBAO_NIGHTLY"))
WRITER = Path(__file__).with_name("ledger_writer.py")
asked = runpy.run_path(str(WRITER))["asked"]
ONLINE = "wenzhou" in {plugin.region for plugin in installed().loaded}
with_wenzhou = pytest.mark.skipif(not ONLINE, reason="wenzhou is not installed")
NOBODY = 65534 if os.geteuid() == 0 else None
"""Whom a program becomes to whom the rights of files apply: they do not to root."""
rng = random.Random(None if NIGHTLY else 17)  # by night other faults each time; what was done is in the message


def times(by_day: int, by_night: int) -> int:
    """How often something is tried."""
    return by_night if NIGHTLY else by_day


# Programs.


class Writers:
    """A program that forks a process for each job."""

    def __init__(self, folder: Path, *prefix: str) -> None:
        self.folder, self.count = folder, 0
        self.program = subprocess.Popen([*prefix, sys.executable, str(WRITER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **job: Any) -> int:
        """Give it a job, and get its answer."""
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(json.dumps(job) + "\n")
        self.program.stdin.flush()
        return int(self.program.stdout.readline())

    def start(self, do: str, path: Path, **job: Any) -> Running:
        """Start a process."""
        self.count += 1
        out = self.folder / f"out-{self.count}"
        return Running(self, self.ask(do=do, path=str(path), out=str(out), **job), out)

    def post(self, path: Path, keys: list[str], **job: Any) -> Running:
        """Start a process that posts what keys ask for."""
        return self.start("post", path, keys=keys, **job)

    def look(self, path: Path, **job: Any) -> dict[str, Any]:
        """What a process of its own finds in a ledger."""
        found: dict[str, Any] = {}
        for line in self.start("look", path, **job).end():
            found |= line
        return found

    def close(self) -> None:
        """End it."""
        self.program.communicate()


@attrs.frozen
class Running:
    """A process at work."""

    writers: Writers
    pid: int
    out: Path

    def kill(self) -> bool:
        """Kill it, at whatever it is; whether it was still there."""
        os.kill(self.pid, signal.SIGKILL)
        return self.status() == signal.SIGKILL

    def status(self) -> int:
        """How it ended, or that it was stopped."""
        return self.writers.ask(do="wait", pid=self.pid)

    def said(self) -> list[dict[str, Any]]:
        """What it has said until now."""
        return [json.loads(line) for line in self.out.read_text("utf-8").splitlines()] if self.out.exists() else []

    def end(self) -> list[dict[str, Any]]:
        """Wait for it; all it said."""
        self.status()
        return self.said()

    def posted(self) -> list[dict[str, Any]]:
        """Wait for it; what it posted, without an error."""
        said = self.end()
        assert [one for one in said if "error" in one] == []
        return said


@pytest.fixture(scope="module")
def writers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writers]:
    """The program that forks writers."""
    program = Writers(tmp_path_factory.mktemp("out"))
    yield program
    program.close()


@pytest.fixture(scope="module")
def sample(writers: Writers, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of a few dozen entries of many kinds; not to be written."""
    path = tmp_path_factory.mktemp("sample") / "sample.db"
    kinds = {"offline": 14, "take-back": 4, "quota": 3, "opening": 1}
    if ONLINE:
        kinds |= {"settle": 5, "reverse": 2, "answer": 4, "draw": 1}
    keys = [f"{kind}-{number + 1}" for kind, count in kinds.items() for number in range(count)]
    writers.post(path, keys, new=True).posted()
    return path


def whole(path: Path, head: str | None = None, *, reading: bool = False) -> Verified:
    """The ledger is as it was written."""
    with open_ledger(path, reading=reading) as ledger:
        found = verify(ledger, head)
    assert found.broken == ()
    return found


def number_of(head: str) -> int:
    """The number in a head."""
    return int(head.partition(":")[0])


# 1. Programs that are killed.


def survived(writers: Writers, path: Path, heard: list[dict[str, Any]], keys: list[str]) -> int:
    """After a kill everything acknowledged is there, and trying all keys again gives one entry each. How many were there unheard."""
    acknowledged = {one["key"]: one["head"] for one in heard}
    found = whole(path, max(acknowledged.values(), key=number_of, default=None), reading=rng.random() < 0.5)
    with open_ledger(path) as ledger:
        rows = ledger.rows("SELECT key, number || ':' || hash FROM entry")
    heads = {head for _, head in rows}
    assert heads >= set(acknowledged.values())
    opened = {key.removeprefix("~opening/") for key, _ in rows if key.startswith("~opening/")}
    assert opened == {key for key, _ in rows if key.startswith("settle-")}  # both of a transaction, or none

    again = {one["key"]: one for one in writers.post(path, keys, shuffled=not any(key.startswith(("reverse", "take-back")) for key in keys)).posted()}
    assert set(again) == set(keys)
    assert {key: again[key]["head"] for key in acknowledged} == acknowledged
    assert all(again[key]["replayed"] for key in acknowledged)
    assert len({one["head"] for one in again.values()}) == len(keys)
    with open_ledger(path) as ledger:
        ((entries,),) = ledger.rows("SELECT COUNT(*) FROM entry WHERE key NOT LIKE '~open%'")
    assert entries == len(keys)
    whole(path, found.head)
    return len([one for one in again.values() if one["replayed"]]) - len(acknowledged)


def tried(keys: list[str], heard: list[dict[str, Any]]) -> list[str]:
    """The keys as far as anybody may have come, and a few more."""
    last = max((keys.index(one["key"]) for one in heard), default=-1)
    return keys[: last + 5]


@pytest.mark.parametrize(
    ("kinds", "within", "kills"),
    [
        pytest.param(("offline", "take-back"), 0.08, (18, 360), id="offline"),
        pytest.param(("settle", "reverse", "answer", "offline"), 0.25, (12, 240), id="online", marks=with_wenzhou),
    ],
)
def test_a_killed_writer_loses_and_doubles_nothing(
    writers: Writers, tmp_path: Path, kinds: tuple[str, ...], within: float, kills: tuple[int, int]
) -> None:
    """Killed at any moment, a writer leaves all it acknowledged, nothing twice, and nothing half."""
    left, round, unheard = times(*kills), 0, 0
    while left:
        if round % 6 == 0:  # a ledger goes through several kills
            path, first, heard = tmp_path / f"{round}.db", 0, []
            new_ledger(path).close()
        keys = [f"{kind}-{number}" for number in range(100) for kind in kinds]
        round += 1
        running = writers.post(path, keys[first:])
        time.sleep(rng.uniform(0, within))
        left -= running.kill()
        heard = [one for one in heard if one["key"] in keys[:first]] + running.said()
        assert [one for one in heard if "error" in one] == []
        fitting = tried(keys, heard)
        unheard += survived(writers, path, heard, fitting)
        first = len(fitting) - 4
    print(f"{unheard} were posted and never heard of")


def test_of_two_writers_one_is_killed_and_the_other_goes_on(writers: Writers, tmp_path: Path) -> None:
    """A writer that is killed while another writes does not disturb it: it goes on, and is killed in its turn."""
    left, round = times(16, 320), 0
    while left > 0:
        round += 1
        path = tmp_path / f"{round}.db"
        new_ledger(path).close()
        keys = [f"offline-{number}" for number in range(400)]
        both = [writers.post(path, keys, shuffled=shuffled) for shuffled in (False, True)]
        rng.shuffle(both)
        for running in both:
            time.sleep(rng.uniform(0, 0.06))
            left -= running.kill()
        heard = [one for running in both for one in running.said()]
        assert [one for one in heard if "error" in one] == []
        heads: dict[str, set[str]] = {}
        for one in heard:
            heads.setdefault(one["key"], set()).add(one["head"])
        assert [key for key, of in heads.items() if len(of) > 1] == []
        with open_ledger(path) as ledger:
            there = [key for (key,) in ledger.rows("SELECT key FROM entry WHERE kind = 'offline'")]
        survived(writers, path, heard, list({*there, *heads, *keys[:5]}))


def test_a_program_killed_while_it_makes_a_ledger_leaves_a_whole_one_or_none(writers: Writers, tmp_path: Path) -> None:
    """Killed while it makes a ledger or posts its first entry, a program leaves a whole ledger or a file that is none."""
    left, round, states = times(8, 160), 0, Counter[str]()
    keys = [f"offline-{number}" for number in range(50)]
    while left:
        round += 1
        path = tmp_path / str(round) / "new.db"
        path.parent.mkdir()
        running = writers.post(path, keys, new=True)
        time.sleep(rng.uniform(0, 0.1))
        left -= running.kill()
        states[begun_again(writers, path, running, keys)] += 1
    print(dict(states))


def begun_again(writers: Writers, path: Path, killed: Running, keys: list[str]) -> str:
    """After a kill the ledger is whole; or there was none, nothing had been acknowledged, and it can be made. Which."""
    heard = killed.said()
    assert [one for one in heard if "error" in one] == []
    if path.exists() and path.stat().st_size:
        survived(writers, path, heard, tried(keys, heard))
        return "whole"
    assert heard == []
    with pytest.raises(NotALedger):
        open_ledger(path)
    path.unlink(missing_ok=True)
    survived(writers, path, writers.post(path, keys[:1], new=True).posted(), keys[:2])
    return "none"


def test_a_program_killed_before_any_of_its_statements_leaves_whole_transactions(writers: Writers, tmp_path: Path) -> None:
    """Killed before any of its SQL statements, from making a ledger to a settlement with its opening, a program leaves no half."""
    keys = ["settle-1", "reverse-1", "offline-1"] if ONLINE else ["offline-1", "take-back-1"]
    states, at, step = Counter[str](), rng.randrange(1, 8), times(7, 1)
    while True:
        path = tmp_path / str(at) / "new.db"
        path.parent.mkdir()
        running = writers.post(path, keys, new=True, signal_at=(signal.SIGKILL, at))
        if running.status() != signal.SIGKILL:
            break
        states[begun_again(writers, path, running, keys)] += 1
        at += step
    assert [one.get("key") for one in running.said()] == keys
    assert states["whole"] > 2  # it died in the middle of posting, too
    print(dict(states))


def test_a_write_ahead_log_that_is_cut_gives_a_whole_shorter_ledger(writers: Writers, tmp_path: Path) -> None:
    """Where the power fails and only a part of the log is on the disk, there are fewer entries, and all of a transaction or none."""
    path, kind = tmp_path / "cut.db", "settle" if ONLINE else "offline"
    keys = [f"{kind}-{number}" for number in range(6)]
    new_ledger(path).close()
    with open_ledger(path, reading=True) as held:  # while somebody reads, the log is not put away
        held.rows("SELECT 1 FROM entry")
        heads = [one["head"] for one in writers.post(path, keys).posted()]
        database, log = path.read_bytes(), Path(f"{path}-wal").read_bytes()
    sizes = set()
    for _ in range(times(40, 1000)):
        part = tmp_path / "part.db"
        part.write_bytes(database)
        Path(f"{part}-wal").write_bytes(log[: rng.randrange(len(log))])
        found = whole(part)
        sizes.add(found.entries)
        assert found.entries == 1 or found.head in heads
        with open_ledger(part) as ledger:
            assert (found.entries == number_of(heads[-1])) == (verify(ledger, heads[-1]).broken == ())
    assert len(sizes) > 3


class Interrupted(BaseException):
    """What an interrupt raises."""


@pytest.fixture
def interrupted() -> Iterator[Callable[[float, Callable[[], Any]], bool]]:
    """Does something and interrupts it after so many seconds, as Ctrl-C does; whether it came to that."""

    def interrupt(number: int, frame: object) -> None:
        raise Interrupted

    def within(seconds: float, do: Callable[[], Any]) -> bool:
        try:
            try:
                signal.setitimer(signal.ITIMER_REAL, seconds)
                do()
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        except Interrupted:
            return True
        return False

    before = signal.signal(signal.SIGALRM, interrupt)
    gc.disable()  # an exception raised while garbage is collected reaches nobody: it would be no interrupt
    yield within
    gc.enable()
    signal.signal(signal.SIGALRM, before)


def test_an_interrupted_post_is_there_or_not(tmp_path: Path, interrupted: Callable[[float, Callable[[], Any]], bool]) -> None:
    """Interrupted at any moment, a post is there or not, and the same open ledger goes on posting, as do others."""
    count, hits = times(300, 20_000), 0
    with new_ledger(tmp_path / "one.db") as ledger, open_ledger(tmp_path / "one.db") as other:
        other.db.execute("PRAGMA busy_timeout = 100")
        for number in range(count):
            what = asked(f"offline-{number}")
            hits += interrupted(rng.uniform(1e-5, 1.5e-3), lambda what=what: perform(ledger, *what))
            assert not ledger.db.conn.in_transaction, f"post {number} was interrupted and left the file locked"
            perform(other if number % 2 else ledger, *what)
        found = verify(ledger)
        assert (found.entries, found.broken) == (count + 1, ())
        assert hits > 10


def test_who_is_interrupted_while_waiting_holds_no_lock(tmp_path: Path, interrupted: Callable[[float, Callable[[], Any]], bool]) -> None:
    """Interrupted while it waits for another writer, a program does not keep the lock that it is given then."""
    path = tmp_path / "wait.db"
    with (
        new_ledger(path) as ledger,
        open_ledger(path) as other,
        closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as holder,
    ):
        other.db.execute("PRAGMA busy_timeout = 100")
        holder.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.2, lambda: holder.execute("COMMIT"))
        release.start()
        assert interrupted(0.05, lambda: perform(ledger, *asked("offline-1")))
        release.join()
        assert not ledger.db.conn.in_transaction
        perform(other, *asked("offline-2"))
        perform(ledger, *asked("offline-1"))
    assert whole(path).entries == 3


# 2. Programs that write at once.


def test_four_programs_post_the_same_keys_at_once(
    writers: Writers, tmp_path: Path, capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> None:
    """Four programs post the keys of one pool in random order: no error, one entry a key, a whole chain; the waits are shown."""
    path, pool = tmp_path / "four.db", times(500, 25_000)
    new_ledger(path).close()
    keys = [f"offline-{number}" for number in range(pool)]
    running = [writers.post(path, keys, shuffled=True, at=time.time() + 0.2) for _ in range(4)]
    told = [one.posted() for one in running]
    assert [len(said) for said in told] == [pool] * 4
    heads = {(one["key"], one["head"]) for said in told for one in said}
    assert len(heads) == len({key for key, _ in heads}) == pool
    assert len([one for said in told for one in said if not one["replayed"]]) == pool
    assert whole(path).entries == pool + 1
    for what, waits in {
        "all": [one["wait"] for said in told for one in said],
        "posted": [one["wait"] for said in told for one in said if not one["replayed"]],
    }.items():
        waits.sort()
        shown = {"p50": waits[len(waits) // 2], "p99": waits[len(waits) * 99 // 100], "max": waits[-1]}
        text = ", ".join(f"{name} {wait * 1000:.1f} ms" for name, wait in shown.items())
        record_property(f"waits of {what}", text)
        with capsys.disabled():
            print(f"\n{len(waits)} posts of four programs at once ({what}): {text}", end="")


def test_programs_that_open_and_close_the_file_for_each_post_disturb_nobody(writers: Writers, tmp_path: Path) -> None:
    """Three programs that open the file anew for each post, as a command does, and one that reads it: no error, whatever they come between."""
    path, count = tmp_path / "anew.db", times(60, 5000)
    new_ledger(path).close()
    running = [writers.post(path, [f"offline-{which}{number:06}" for number in range(count)], anew=True) for which in (1, 2, 3)]
    while any(len(one.said()) < count and not failed(one) for one in running):
        whole(path, reading=True)
    for one in running:
        assert len(one.posted()) == count
    assert whole(path).entries == 3 * count + 1


def failed(running: Running) -> bool:
    """Whether a process has said an error."""
    return any("error" in one for one in running.said())


@with_wenzhou
def test_two_programs_never_draw_more_than_the_account_holds(writers: Writers, tmp_path: Path) -> None:
    """Two visits of one person are settled at once, and the account suffices for one: what is drawn is never more than it holds."""
    shares = Counter[tuple[str, ...]]()
    for round in range(times(20, 200)):
        path = tmp_path / f"{round}.db"
        with new_ledger(path) as ledger:
            perform(ledger, *asked("opening-1"))  # 100.00, and each visit would take 84.00
        both = [writers.post(path, [f"draw-{number}"], at=time.time() + 0.03) for number in (1, 2)]
        drawn = sorted(one["amounts"]["account"] for running in both for one in running.posted())
        shares[tuple(drawn)] += 1
        with open_ledger(path) as ledger:
            assert verify(ledger).broken == ()
            assert ledger.rows("SELECT SUM(account) FROM entry") == [(10_000,)]
            assert perform(ledger, "year", {"area": "330300", "person": "person-shared", "year": 2021})["account_balance"] == "0.00"
    assert set(shares) == {("16.00", "84.00")}


def test_a_reader_sees_whole_entries_while_another_program_writes(writers: Writers, tmp_path: Path) -> None:
    """Who verifies while another program writes finds a whole ledger each time, and never a part of a transaction."""
    path, seen = tmp_path / "read.db", []
    new_ledger(path).close()
    kinds = ("settle", "answer", "offline") if ONLINE else ("offline", "take-back")
    count = times(80, 1500)
    running = writers.post(path, [f"{kind}-{number}" for number in range(count) for kind in kinds])
    false_alarms = []
    while not seen or len(running.said()) < count * len(kinds):
        with open_ledger(path, reading=True) as ledger:
            found = verify(ledger, seen[-1].head if seen else None)
            ((openings, settlements),) = ledger.rows("SELECT SUM(kind = 'opening'), SUM(kind = 'settlement') FROM entry")
        assert openings == settlements
        assert not seen or found.entries >= seen[-1].entries
        seen.append(found)
        false_alarms += [one for one in found.broken if len(false_alarms) < 5]
        assert [one for one in running.said() if "error" in one] == []
    running.posted()
    assert len({one.entries for one in seen}) > 5
    assert false_alarms == []


def test_a_writer_waits_for_another_only_so_long(writers: Writers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another program holds the lock for too long that is said, and posting works once it is gone; who reads is not held up."""
    monkeypatch.setattr(book, "WAIT", 0.2)
    path = tmp_path / "held.db"
    new_ledger(path).close()
    with open_ledger(path) as ledger, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CannotWrite, match="being written by another program"):
            perform(ledger, *asked("offline-1"))
        assert whole(path, reading=True).entries == 1
        other.execute("COMMIT")
        assert not perform(ledger, *asked("offline-1"))["replayed"]
    assert whole(path).entries == 2

    for statement in range(1, 100):  # a program that stands still in the middle of its transaction
        running = writers.post(path, ["offline-2"], signal_at=(signal.SIGSTOP, statement))
        stopped = os.WIFSTOPPED(running.status())
        assert stopped, "no statement of the program was inside its transaction"
        told = ""
        with open_ledger(path) as ledger:
            try:
                perform(ledger, *asked(f"offline-{statement + 10}"))
            except CannotWrite as error:
                told = str(error)
        assert running.kill()
        if told:
            assert "being written by another program" in told
            break
    with open_ledger(path) as ledger:
        assert not perform(ledger, *asked("offline-2"))["replayed"]
        assert verify(ledger).broken == ()


# 3. Files that somebody changed.


def content(path: Path) -> Any:
    """What a ledger file holds; None where SQLite cannot read it."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        db.text_factory = bytes
        try:
            return [db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in ("entry", "document")]
        except sqlite3.Error:
            return None


def loosened(path: Path) -> dict[str, str]:
    """Take every guard, type and constraint from a file, as one with a plain SQLite can; the statements that were taken away."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        statements = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'table') AND name NOT LIKE '\\_%' ESCAPE '\\'"))
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute("PRAGMA writable_schema = ON")
        for word in (" STRICT", " NOT NULL", " TEXT"):
            db.execute("UPDATE sqlite_master SET sql = replace(sql, ?, '') WHERE type = 'table' AND name IN ('entry', 'document')", (word,))
    return statements


def tightened(db: sqlite3.Connection, statements: dict[str, str]) -> None:
    """Put back what `loosened` took away."""
    for name, sql in statements.items():
        if name.startswith(("entry_", "document_")):
            db.execute(sql)
    db.execute("PRAGMA writable_schema = ON")
    for name in ("entry", "document"):
        db.execute("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (statements[name], name))


def another(value: Any) -> tuple[str, Any]:
    """A value that is nearly the same, and how it stands in an UPDATE."""
    if value is None or rng.random() < 0.1:
        return "?", rng.choice([one for one in (None, 7, 1.5, float("inf"), "x", b"x", "") if one != value])
    if isinstance(value, int):
        return "?", rng.choice([value ^ 1 << rng.randrange(40), value + 1, -value - 1])
    raw = bytearray(value.encode() if isinstance(value, str) else value) or bytearray(b"x")
    place = rng.randrange(len(raw))
    change = rng.random()
    if change < 0.8:
        raw[place] ^= rng.randrange(1, 256)
    elif change < 0.9:
        del raw[place]
    else:
        raw.insert(place, rng.randrange(256))
    return ("CAST(? AS TEXT)", bytes(raw)) if isinstance(value, str) else ("?", bytes(raw))


Done = tuple[str, list[set[str]]]
"""What was done, and for each row it was done to the places by which `verify` may name it."""


def change_a_value(db: sqlite3.Connection) -> Done:
    """Change one column of one row."""
    table = rng.choice(["entry", "entry", "document"] if ONLINE else ["entry"])
    column = rng.choice(COLUMNS if table == "entry" else ["digest", "content"])
    row, name, value = rng.choice(db.execute(f"SELECT rowid, {'number' if table == 'entry' else 'digest'}, {column} FROM {table}").fetchall())
    marker, new = another(value)
    if column == "number" and not isinstance(new, int):
        new = value + 1000
    db.execute(f"UPDATE {table} SET {column} = {marker} WHERE rowid = ?", (new, row))
    return f"{table} {name}: {column} {value!r} -> {new!r}", [{f"{table} {name}"} | ({f"entry {new}"} if column == "number" else set())]


def remove_a_row(db: sqlite3.Connection) -> Done:
    """Remove one row, now and then the last."""
    if ONLINE and rng.random() < 0.3:
        ((digest,),) = db.execute("SELECT digest FROM document ORDER BY RANDOM() LIMIT 1")
        db.execute("DELETE FROM document WHERE digest = ?", (digest,))
        return f"document {digest} removed", [{f"document {digest}"}]
    ((last,),) = db.execute("SELECT MAX(number) FROM entry")
    number = last if rng.random() < 0.3 else rng.randint(1, last)
    db.execute("DELETE FROM entry WHERE number = ?", (number,))
    return f"entry {number} of {last} removed", [{f"entry {number}"}]


def swap_two_rows(db: sqlite3.Connection) -> Done:
    """Exchange what two rows hold, all of it or one column."""
    if ONLINE and rng.random() < 0.3:
        one, other = db.execute("SELECT digest, content FROM document ORDER BY RANDOM() LIMIT 2")
        db.executemany("UPDATE document SET content = ? WHERE digest = ?", [(other[1], one[0]), (one[1], other[0])])
        return f"documents {one[0]} and {other[0]} swapped", [{f"document {one[0]}"}, {f"document {other[0]}"}]
    one, other = db.execute("SELECT * FROM entry ORDER BY RANDOM() LIMIT 2").fetchall()
    columns = range(1, len(COLUMNS))
    chosen = {rng.choice([column for column in columns if one[column] != other[column]])} if rng.random() < 0.5 else set(columns)
    db.execute("DELETE FROM entry WHERE number IN (?, ?)", (one[0], other[0]))
    for mine, theirs in ((one, other), (other, one)):
        insert(db, [theirs[column] if column in chosen else mine[column] for column in range(len(COLUMNS))])
    return f"entries {one[0]} and {other[0]} swapped in {sorted(chosen)}", [{f"entry {one[0]}"}, {f"entry {other[0]}"}]


def insert_a_row(db: sqlite3.Connection) -> Done:
    """Put in a copy of a row, or a row that is whole in itself and belongs elsewhere."""
    if ONLINE and rng.random() < 0.3:
        ((raw,),) = db.execute("SELECT content FROM document ORDER BY RANDOM() LIMIT 1")
        text = zlib.decompress(raw) + b" "
        name = hashlib.sha256(text).hexdigest()
        content = rng.choice([raw, zlib.compress(text, 1)])
        db.execute("INSERT INTO document VALUES (?, ?, ?)", (name, content, hashlib.sha256(content).hexdigest()))
        return f"document {name} put in", [{f"document {name}"}]
    rows = db.execute("SELECT * FROM entry ORDER BY number").fetchall()
    number = rng.choice([len(rows) + 1, len(rows) + 9, 0, -3])
    copy = [number, *rng.choice(rows[:-1])[1:]]
    copy[COLUMNS.index("key")] = f"copy-{rng.random()}"
    copy[-1] = digest(copy[:-1]) if rng.random() < 0.5 else hashlib.sha256(rng.randbytes(8)).hexdigest()
    insert(db, copy)
    return f"entry {number} put in, {copy}", [{f"entry {number}", f"entry {number + 1}"}]  # itself, or the gap after it


def insert(db: sqlite3.Connection, row: Any) -> None:
    """Put in a row as it is."""
    db.execute(f"INSERT INTO entry VALUES ({', '.join('?' * len(COLUMNS))})", row)


def test_a_row_that_was_changed_removed_swapped_or_put_in_is_named(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is done to a row behind the guards, when they are in place again `verify` names that row."""
    head, clean = whole(sample).head, content(sample)
    loose, path = tmp_path / "loose.db", tmp_path / "changed.db"
    shutil.copy(sample, loose)
    statements = loosened(loose)
    left, unnamed, done = times(300, 10_000), [], Counter[str]()
    while left:
        shutil.copy(loose, path)
        ways = (change_a_value, change_a_value, change_a_value, remove_a_row, swap_two_rows, insert_a_row)
        way = rng.choice(ways)
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA synchronous = OFF")
            db.execute("PRAGMA ignore_check_constraints = ON")
            try:
                what, rows = way(db)
            except sqlite3.IntegrityError:  # the key, hash or number is another row's
                continue
            tightened(db, statements)
            db.commit()
        if content(path) == clean:
            continue
        left -= 1
        done[way.__name__] += 1
        try:
            with open_ledger(path, reading=rng.random() < 0.5) as ledger:
                places = {one.place.partition(" of ")[0] for one in verify(ledger, head).broken}
        except Exception as error:
            unnamed.append(f"{what}: {type(error).__name__}: {error}")
            continue
        if not all(row & places for row in rows):
            unnamed.append(f"{what}: only {sorted(places)[:5]}")
    with capsys.disabled():
        print(f"\nrows changed: {dict(done)}", end="")
    assert len(unnamed) == 0, f"{len(unnamed)} unnamed:\n" + "\n".join(unnamed[:12])


@pytest.mark.parametrize("value", [None, 7, 1.5, float("inf"), "x", b"x"])
@pytest.mark.parametrize("table", ["entry", pytest.param("document", marks=with_wenzhou)])
def test_a_value_of_another_kind_is_named(sample: Path, tmp_path: Path, table: str, value: Any) -> None:
    """A value of a kind that its column never holds, as a damaged page gives it, is named like any other."""
    loose, path, unnamed = tmp_path / "loose.db", tmp_path / "changed.db", []
    shutil.copy(sample, loose)
    statements = loosened(loose)
    clean = content(sample)
    for column in ("at", "key", "names", "fund", "claim", "body", "previous", "hash") if table == "entry" else ("digest", "content"):
        shutil.copy(loose, path)
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA ignore_check_constraints = ON")
            name, old = db.execute(
                f"SELECT {'number' if table == 'entry' else 'digest'}, {column} FROM {table} ORDER BY rowid LIMIT 1 OFFSET 2"
            ).fetchone()
            db.execute(f"UPDATE {table} SET {column} = ? WHERE {column} IS ? AND rowid = 3", (value, old))
            tightened(db, statements)
            db.commit()
        if content(path) == clean:
            continue
        try:
            with open_ledger(path) as ledger:
                places = {one.place.partition(" of ")[0] for one in verify(ledger).broken}
        except Exception as error:
            places = {f"{type(error).__name__}: {error}"}
        if f"{table} {name}" not in places:
            unnamed.append(f"{column}: {places}")
    assert unnamed == []


def test_a_row_put_back_with_its_guards_is_no_fault(sample: Path, tmp_path: Path) -> None:
    """Taking the guards away and putting them back alone changes nothing: what is named in the trials is the row."""
    path = tmp_path / "same.db"
    shutil.copy(sample, path)
    statements = loosened(path)
    with open_ledger(path, reading=True) as ledger:
        assert {one.place for one in verify(ledger).broken} == {
            f"{'table' if name in ('entry', 'document') else 'trigger'} {name}" for name in statements
        }
    with closing(sqlite3.connect(path)) as db:
        tightened(db, statements)
        db.commit()
    whole(path)


@pytest.mark.parametrize("part", ["file", "schema", "log"])
def test_a_byte_changed_in_the_file_is_found_or_changed_nothing(
    writers: Writers, sample: Path, tmp_path: Path, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A byte changed anywhere in the file or its log is found, unless all that the ledger says is still the same."""
    path, source = tmp_path / "byte.db", tmp_path / "source.db"
    shutil.copy(sample, source)
    with open_ledger(source, reading=True) as held:
        held.rows("SELECT 1 FROM entry")
        if part == "log":
            writers.post(source, [f"offline-{number}" for number in range(100, 110)] + (["settle-100"] if ONLINE else [])).posted()
        files = {"": source.read_bytes(), "-wal": Path(f"{source}-wal").read_bytes() if part == "log" else b""}
    head, clean, name = whole(source).head, content(source), "-wal" if part == "log" else ""
    results, missed = Counter[str](), []
    places: Any = range(len(files[name]))
    if part == "schema":  # in a large file it would hardly ever be hit
        places = [place for found in re.finditer(rb"CREATE [ -~\n]+", files[name]) for place in range(found.start() - 60, found.end())]
    for _ in range(times(60 if part == "log" else 120, 10_000)):
        place = rng.choice(places)
        old, new = files[name][place], files[name][place] ^ rng.choice([1, 2, 4, 8, 16, 32, 64, 128, 255])
        changed = files | {name: files[name][:place] + bytes([new]) + files[name][place + 1 :]}
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
            if changed.get(suffix):
                Path(f"{path}{suffix}").write_bytes(changed[suffix])
        what = f"byte {place} {old} -> {new}"
        try:
            with open_ledger(path, reading=rng.random() < 0.5) as ledger:
                broken = verify(ledger, head).broken
        except YibaoError as error:
            results[type(error).__name__] += 1
        except Exception as error:
            missed.append(f"{what}: {type(error).__name__}: {error}")
        else:
            results["broken" if broken else "the same"] += 1
            if not broken and content(path) != clean:
                missed.append(f"{what}: not found")
    with capsys.disabled():
        print(f"\nbytes changed in the {part}: {dict(results)}", end="")
    assert len(missed) == 0, f"{len(missed)} missed:\n" + "\n".join(missed[:12])


ENTRY_COLUMNS = ", ".join(COLUMNS)


def copied(**instead: str) -> str:
    """An INSERT of the last entry's values, some of them replaced."""
    return f"INTO entry SELECT {', '.join(instead.get(column, column) for column in COLUMNS)} FROM entry ORDER BY number DESC LIMIT 1"


NEXT = {"number": "number + 1", "key": "'new'", "previous": "hash", "hash": "'0'"}
REFUSED = [
    "UPDATE entry SET charged = charged",
    "UPDATE entry SET fund = fund + 1, cash = cash - 1 WHERE number = 2",
    "UPDATE OR REPLACE entry SET key = (SELECT key FROM entry WHERE number = 2) WHERE number = 3",
    "UPDATE OR IGNORE entry SET number = 99 WHERE number = 1",
    "DELETE FROM entry",
    "DELETE FROM entry WHERE number = (SELECT MAX(number) FROM entry)",
    f"INSERT OR REPLACE {copied()}",
    f"REPLACE {copied()}",
    f"INSERT OR REPLACE {copied(**NEXT | {'number': 'number'})}",
    f"INSERT OR REPLACE {copied(**NEXT | {'key': 'key'})}",
    f"INSERT OR REPLACE {copied(**NEXT | {'number': '2'})}",
    f"INSERT OR IGNORE {copied(**NEXT | {'number': 'NULL'})}",
    f"INSERT {copied(**NEXT | {'number': 'number + 2'})}",
    f"INSERT {copied(**NEXT | {'number': '0'})}",
    f"INSERT {copied(**NEXT | {'previous': 'previous'})}",
    f"INSERT INTO entry ({ENTRY_COLUMNS}) SELECT {ENTRY_COLUMNS} FROM entry WHERE number = 2 ON CONFLICT (number) DO UPDATE SET fund = 0",
    f"INSERT INTO entry ({ENTRY_COLUMNS}) SELECT {ENTRY_COLUMNS} FROM entry WHERE number = 2 ON CONFLICT DO NOTHING",
]
REFUSED_OF_DOCUMENTS = [
    "UPDATE document SET content = x'00'",
    "UPDATE OR REPLACE document SET digest = (SELECT MIN(digest) FROM document)",
    "DELETE FROM document",
    "INSERT OR REPLACE INTO document SELECT digest, x'00', packed FROM document LIMIT 1",
    "INSERT INTO document SELECT digest, x'00', packed FROM document LIMIT 1",
    "INSERT INTO document SELECT digest, x'00', packed FROM document LIMIT 1 ON CONFLICT (digest) DO UPDATE SET content = x'00'",
]


@pytest.mark.parametrize("sql", [*REFUSED, *[pytest.param(sql, marks=with_wenzhou) for sql in REFUSED_OF_DOCUMENTS]])
@pytest.mark.parametrize("recursive", [False, True])
def test_no_program_changes_a_row(sample: Path, tmp_path: Path, sql: str, recursive: bool) -> None:
    """Whatever program opens the file, to change, remove or replace a row or to put one in out of order is refused."""
    path = tmp_path / "guarded.db"
    shutil.copy(sample, path)
    before = content(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA recursive_triggers = {recursive}")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(sql)
        db.commit()
    assert content(path) == before
    whole(path)


def test_a_row_with_the_hash_of_another_never_takes_its_place(sample: Path, tmp_path: Path) -> None:
    """An INSERT OR REPLACE with a hash that is there already is refused, or put in beside it and named."""
    path = tmp_path / "hash.db"
    shutil.copy(sample, path)
    before = content(path)
    with closing(sqlite3.connect(path)) as db, suppress(sqlite3.IntegrityError):
        db.execute(f"INSERT OR REPLACE {copied(**NEXT | {'hash': 'hash'})}")
        db.commit()
    after = content(path)
    assert after[0][: len(before[0])] == before[0]
    with open_ledger(path) as ledger:
        assert [one.place for one in verify(ledger).broken] == [f"entry {row[0]}" for row in after[0][len(before[0]) :]]


GUARDS = [
    "entry_is_never_changed",
    "entry_is_never_removed",
    "entry_continues_the_chain",
    "document_is_never_changed",
    "document_is_never_removed",
    "document_is_never_replaced",
]


@pytest.mark.parametrize(
    ("place", "sql"),
    [
        *[(f"trigger {guard}", f"DROP TRIGGER {guard}") for guard in GUARDS],
        (f"trigger {GUARDS[1]}", f"DROP TRIGGER {GUARDS[1]}; CREATE TRIGGER {GUARDS[1]} BEFORE DELETE ON entry BEGIN SELECT 1; END"),
        ("index entry_of_visit", "DROP INDEX entry_of_visit"),
        ("view posting", "DROP VIEW posting"),
        ("view balance", "DROP VIEW balance; CREATE VIEW balance AS SELECT 'cash' AS account, 0 AS fen"),
        ("table more", "CREATE TABLE more (x)"),
        ("trigger extra", "CREATE TRIGGER extra BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END"),
        ("trigger sqlitely", "CREATE TRIGGER sqlitely BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END"),
    ],
)
def test_a_guard_that_is_gone_changed_or_new_is_named(sample: Path, tmp_path: Path, place: str, sql: str) -> None:
    """A trigger, index, view or table that is not as yibao makes it is named, whatever it is called."""
    path = tmp_path / "guards.db"
    shutil.copy(sample, path)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(sql)
    with open_ledger(path) as ledger:
        assert place in {one.place for one in verify(ledger).broken}


@pytest.mark.parametrize("reading", [True, False])
@pytest.mark.parametrize(
    "change",
    [
        "sql = replace(sql, 'applied_at', 'applied at') WHERE name = '_sqlite_migrations'",
        "sql = replace(sql, '\"name\"', '\"nome\"') WHERE name = '_sqlite_migrations'",
        "sql = CAST(x'43ff' || substr(sql, 2) AS TEXT) WHERE name = 'entry_of_month'",
        "sql = CAST(sql || x'ff' AS TEXT) WHERE name = 'entry'",
        "name = CAST(name AS BLOB) WHERE name = 'entry_of_visit'",
        "name = CAST(name AS BLOB) WHERE name = 'balance'",
        "name = NULL WHERE name = 'posting'",
        "type = CAST(type AS BLOB) WHERE name = 'balance'",
        "type = NULL WHERE name = 'entry_is_never_changed'",
    ],
    ids=range(9),
)
def test_a_schema_that_is_damaged_is_told(sample: Path, tmp_path: Path, change: str, reading: bool) -> None:
    """What a damaged page can make of the statements and names in the file is told as damage, whatever SQLite makes of it."""
    path = tmp_path / "schema.db"
    shutil.copy(sample, path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA writable_schema = ON")
        assert db.execute(f"UPDATE sqlite_master SET {change}").rowcount == 1
        db.commit()
    assert damaged(path, reading)


# 4. Disks and files.


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Writers, Path]]:
    """A program that sees a small disk of its own at a folder, which goes away with it."""
    prefix = ("unshare", "-m") if NOBODY else ("unshare", "-rm")
    if shutil.which("unshare") is None or subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    disk = tmp_path / "disk"
    disk.mkdir()
    program = Writers(tmp_path, *prefix)
    if program.ask(do="run", command=["mount", "-t", "tmpfs", "-o", "size=64m", "none", str(disk)]):
        program.close()
        pytest.skip("no disk can be mounted here")
    yield program, disk
    program.close()


def test_a_full_disk_is_told_and_nothing_is_half_written(small_disk: tuple[Writers, Path]) -> None:
    """When the disk is full that is said, all that was acknowledged is there and no more, and with room again the same key is answered."""
    program, disk = small_disk
    for round, size in enumerate([700, 1500] if not NIGHTLY else [300, 700, 1500, 3000, 4500, 5500, *[rng.randrange(500, 9000) for _ in range(14)]]):
        path = disk / str(round) / "full.db"
        assert program.ask(do="run", command=["mkdir", str(path.parent)]) == 0
        resize(program, disk, f"{size}k")
        kinds = ("settle", "offline") if ONLINE and round % 2 else ("offline",)
        keys = [f"{kind}-{number}" for number in range(20_000 // len(kinds)) for kind in kinds]
        *heard, last = program.post(path, keys, new=True).end()
        told_full(last)
        for reading in (True, False):
            found = program.look(path, reading=reading, head=heard[-1]["head"])
            if "error" in found:  # not even room to read with
                assert found["error"] == "CannotWrite"
            else:
                assert found["broken"] == []
                assert found["head"] == heard[-1]["head"]
                assert [key for key in found["keys"] if not key.startswith("~")] == [one["key"] for one in heard]
        (once_more,) = program.post(path, [last["key"]]).end()
        if "error" in once_more:  # else the log, put away when the file was closed, has made room
            told_full(once_more)
        (replayed,) = program.post(path, [heard[0]["key"]]).end()
        assert replayed.get("head") == heard[0]["head"] or replayed["error"] == "CannotWrite"
        program.ask(do="run", command=["dd", "if=/dev/zero", f"of={disk / 'filler'}", "bs=1k"])
        in_no_room = program.look(disk / "another.db", new=True)
        assert in_no_room["error"] == "CannotWrite"
        assert [name for name in in_no_room["files"] if "another" in name] == []

        resize(program, disk, "64m")
        program.ask(do="run", command=["rm", str(disk / "filler")])
        again = program.post(path, keys[: len(heard) + 10]).posted()
        assert [one["head"] for one in again[: len(heard)]] == [one["head"] for one in heard]
        assert [one["replayed"] for one in again] == [True] * len(heard) + ["error" not in once_more] + [False] * 9
        found = program.look(path)
        assert found["broken"] == []
        assert len([key for key in found["keys"] if not key.startswith("~")]) == len(again)
        assert program.ask(do="run", command=["rm", "-r", str(path.parent)]) == 0


def resize(program: Writers, disk: Path, size: str) -> None:
    """Make the disk larger or smaller."""
    assert program.ask(do="run", command=["mount", "-o", f"remount,size={size}", str(disk)]) == 0


def told_full(said: dict[str, Any]) -> None:
    """It is said that it cannot be written."""
    assert said["error"] == "CannotWrite", said
    assert "cannot be" in said["message"]


def test_a_file_that_may_grow_no_more_is_told_and_nothing_is_half_written(writers: Writers, tmp_path: Path) -> None:
    """At a limit on the size of files posting ends with CannotWrite; without the limit the same keys are answered."""
    for round in range(times(6, 60)):
        path = tmp_path / f"{round}.db"
        new_ledger(path).close()
        kinds = ("settle", "offline") if ONLINE and round % 3 == 0 else ("offline",)
        keys = [f"{kind}-{number}" for number in range(2000) for kind in kinds]
        *heard, last = writers.post(path, keys, file_size=rng.randrange(100_000, 1_200_000)).end()
        assert last["error"] == "CannotWrite", last
        assert "nothing was posted" in last["message"]
        found = whole(path, heard[-1]["head"] if heard else None)
        assert found.entries == 1 or found.head == heard[-1]["head"]
        survived(writers, path, heard, tried(keys, heard))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody may come to."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made)
        path.chmod(0o755)
        yield path
        for one in (path, *path.iterdir()):
            one.chmod(0o755)


@pytest.mark.parametrize("of_folder", [0o555, 0o777])
def test_a_read_only_file_is_read_and_not_written(writers: Writers, sample: Path, folder: Path, of_folder: int) -> None:
    """A file that may not be written is read, also where the folder may not be written; posting is refused and changes nothing."""
    path = folder / "readable.db"
    shutil.copy(sample, path)
    before = path.read_bytes()
    path.chmod(0o444)
    folder.chmod(of_folder)
    (refused,) = writers.post(path, ["offline-1000"], user=NOBODY).end()
    assert refused["error"] == "CannotWrite", refused
    found = writers.look(path, reading=True, user=NOBODY)
    assert found["broken"] == []
    assert found["head"] == whole(sample).head
    assert path.read_bytes() == before


def test_a_folder_or_file_without_rights_is_told(writers: Writers, sample: Path, folder: Path) -> None:
    """No new ledger in a folder that may not be written, and none read that may not be read."""
    closed = folder / "closed.db"
    shutil.copy(sample, closed)
    closed.chmod(0)
    folder.chmod(0o555)
    made = writers.look(folder / "new.db", new=True, user=NOBODY)
    assert (made["error"], made["files"]) == ("CannotWrite", ["closed.db"])
    for reading in (True, False):
        assert writers.look(closed, reading=reading, user=NOBODY)["error"] in ("NotALedger", "CannotWrite")


@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize("shared", [False, True])
def test_who_may_only_read_never_gets_less_than_was_acknowledged(writers: Writers, folder: Path, linked: bool, shared: bool) -> None:
    """Where a killed writer left its log, a reader without the right to write gets all of it or is refused, through a link as well."""
    path = folder / "log.db"
    new_ledger(path).close()
    running = writers.post(path, [f"offline-{number}" for number in range(5000)])
    while len(heard := running.said()) < 20:
        time.sleep(0.01)
    assert running.kill()
    heard = running.said()
    if not shared:  # as where only the file and its log were brought to another medium
        Path(f"{path}-shm").unlink()
    for one in folder.iterdir():
        one.chmod(0o444)
    folder.chmod(0o555)
    with tempfile.TemporaryDirectory() as elsewhere:
        Path(elsewhere).chmod(0o755)
        link = Path(elsewhere) / "link.db"
        link.symlink_to(path)
        found = writers.look(link if linked else path, reading=True, user=NOBODY, head=heard[-1]["head"])
    assert found.get("error") == "CannotWrite" or (found["broken"] == [] and found["entries"] > len(heard)), found
    folder.chmod(0o755)
    for one in folder.iterdir():
        one.chmod(0o644)
    survived(writers, path, heard, tried([f"offline-{number}" for number in range(5000)], heard))


def another_database(path: Path, sample: Path) -> None:
    """An SQLite database of somebody else."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript("CREATE TABLE entry (number INTEGER PRIMARY KEY); INSERT INTO entry VALUES (1)")


def another_with_log(path: Path, sample: Path) -> None:
    """An SQLite database of somebody else, in WAL mode."""
    another_database(path, sample)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")


def a_later_ledger(path: Path, sample: Path) -> None:
    """A ledger that a later version of yibao has upgraded."""
    shutil.copy(sample, path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('yibao.ledger', 'what_comes_later', '2099-01-01')")
        db.commit()


def our_mark_only(path: Path, sample: Path) -> None:
    """A database that bears the ledger's mark and has none of its tables."""
    another_database(path, sample)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION}")


def without_its_tables(path: Path, sample: Path) -> None:
    """A ledger whose table of entries was dropped."""
    shutil.copy(sample, path)
    with closing(sqlite3.connect(path)) as db:
        db.executescript("DROP VIEW balance; DROP VIEW posting; DROP TABLE entry")


def cut_to(size: Callable[[int], int]) -> Callable[[Path, Path], None]:
    """A ledger that was cut off."""

    def cut(path: Path, sample: Path) -> None:
        raw = sample.read_bytes()
        path.write_bytes(raw[: size(len(raw))])

    return cut


NO_LEDGERS: dict[str, Callable[[Path, Path], Any]] = {
    "text": lambda path, sample: path.write_text("账本\n" * 100, "utf-8"),
    "empty": lambda path, sample: path.write_bytes(b""),
    "zeros": lambda path, sample: path.write_bytes(bytes(8192)),
    "header only": cut_to(lambda size: 100),
    "part of the header": cut_to(lambda size: 60),
    "first page": cut_to(lambda size: 4096),
    "half": cut_to(lambda size: size // 2),
    "half a page short": cut_to(lambda size: size - 2048),
    "last page short": cut_to(lambda size: size - 4096),
    "header and noise": lambda path, sample: path.write_bytes(sample.read_bytes()[:100] + random.Random(1).randbytes(40_000)),
    "another database": another_database,
    "another database with a log": another_with_log,
    "a later ledger": a_later_ledger,
    "our mark only": our_mark_only,
    "without its tables": without_its_tables,
    "a folder": lambda path, sample: path.mkdir(),
    "missing": lambda path, sample: None,
}


def damaged(path: Path, reading: bool) -> bool:
    """Whether a file that is cut off is refused, or found to be broken."""
    try:
        with open_ledger(path, reading=reading) as ledger:
            return verify(ledger).broken != ()
    except (LedgerBroken, NotALedger):
        return True


@pytest.mark.parametrize("kind", NO_LEDGERS)
@pytest.mark.parametrize("reading", [True, False])
def test_what_is_no_whole_ledger_is_told_and_left_alone(sample: Path, tmp_path: Path, kind: str, reading: bool) -> None:
    """A file that is no ledger, of a later version, cut off or not there is told as such, and not a byte of it or beside it changes."""
    path = tmp_path / "given.db"
    NO_LEDGERS[kind](path, sample)
    before, beside = path.read_bytes() if path.is_file() else None, sorted(tmp_path.iterdir())
    if kind in ("half", "half a page short", "last page short"):
        assert damaged(path, reading)
    else:
        with pytest.raises((NotALedger, LedgerBroken, CannotWrite), match=path.name), open_ledger(path, reading=reading) as ledger:
            verify(ledger)
    if kind == "a later ledger":
        with pytest.raises(NotALedger, match="newer version of yibao"):
            open_ledger(path, reading=reading)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert sorted(tmp_path.iterdir()) == beside

    if kind != "missing":
        with pytest.raises(CannotWrite, match="there already"):
            new_ledger(path)
        assert (path.read_bytes() if path.is_file() else None) == before
        assert sorted(tmp_path.iterdir()) == beside


def test_a_new_ledger_leaves_the_old_one_alone(sample: Path, tmp_path: Path) -> None:
    """Where a ledger is already, or a link that leads nowhere, no new one is made."""
    path, link = tmp_path / "old.db", tmp_path / "link.db"
    shutil.copy(sample, path)
    link.symlink_to(tmp_path / "nowhere.db")
    before = path.read_bytes()
    for one in (path, link):
        with pytest.raises(CannotWrite, match="there already"):
            new_ledger(one)
    with pytest.raises(CannotWrite, match="cannot be written"):
        new_ledger(tmp_path / "no" / "folder.db")
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link.db", "old.db"]


def test_a_new_ledger_takes_nothing_from_a_log_that_was_left_behind(writers: Writers, tmp_path: Path) -> None:
    """Where a killed writer's log lies beside a name whose ledger somebody removed, a new ledger there is refused or empty."""
    path = tmp_path / "again.db"
    running = writers.post(path, [f"offline-{number}" for number in range(5000)], new=True)
    while len(running.said()) < 3:
        time.sleep(0.01)
    assert running.kill()
    path.unlink()
    try:
        new_ledger(path).close()
    except CannotWrite:
        assert not path.exists()
        return
    with open_ledger(path) as ledger:
        assert [entry.kind for entry in ledger.entries()] == ["opened"]
        assert perform(ledger, *asked("offline-1"))["number"] == 2
    assert whole(path).entries == 2


def test_a_log_that_was_removed_shows_by_the_head_that_was_kept(writers: Writers, tmp_path: Path) -> None:
    """Whoever copies the file and leaves its log behind has a ledger cut off at the end, which the kept head shows."""
    path = tmp_path / "left.db"
    new_ledger(path).close()
    with open_ledger(path, reading=True) as held:
        held.rows("SELECT 1 FROM entry")
        head = writers.post(path, ["offline-1", "offline-2"]).posted()[-1]["head"]
        shutil.copy(path, tmp_path / "copy.db")
    with open_ledger(tmp_path / "copy.db") as ledger:
        assert [one.place for one in verify(ledger, head).broken] == ["entry 2"]
    assert whole(path, head).entries == 3


# 5. The clock.


def test_a_clock_set_back_is_told_and_nothing_posted(tmp_path: Path) -> None:
    """While the clock is before the last entry nothing is posted, what was posted is still answered; when it is right again posting works."""
    clock = [datetime(2021, 4, 15, 12, 0, 0)]  # noqa: DTZ001 – Beijing time without offset
    path = tmp_path / "clock.db"
    with new_ledger(path, now=lambda: clock[0]) as ledger:
        posted = perform(ledger, *asked("offline-1"))
        before = ledger.last
        clock[0] = clock[0].replace(hour=11, minute=59, second=59)
        with pytest.raises(ClockSetBack, match="2021-04-15T11:59:59") as told:
            perform(ledger, *asked("offline-2"))
        assert "nothing was posted" in str(told.value)
        assert ledger.last == before
        assert perform(ledger, *asked("offline-1")) == posted | {"replayed": True}
        clock[0] = clock[0].replace(hour=12, minute=0, second=0)
        assert perform(ledger, *asked("offline-2"))["number"] == 3
        assert verify(ledger).broken == ()


@with_wenzhou
def test_a_clock_set_back_inside_a_transaction_leaves_none_of_it(tmp_path: Path) -> None:
    """A clock that jumps back between an opening and its settlement leaves neither."""
    moments = [datetime(2021, 4, 15, 12, 0, second) for second in (0, 5, 3)]  # noqa: DTZ001 – Beijing time without offset
    path = tmp_path / "clock.db"
    left = iter(moments)
    with new_ledger(path, now=lambda: next(left, moments[1])) as ledger:
        with pytest.raises(ClockSetBack):
            perform(ledger, *asked("settle-1"))
        assert [entry.kind for entry in ledger.entries()] == ["opened"]
        assert ledger.rows("SELECT COUNT(*) FROM document") == [(0,)]
        assert perform(ledger, *asked("settle-1"))["number"] == 3
        assert verify(ledger).broken == ()
