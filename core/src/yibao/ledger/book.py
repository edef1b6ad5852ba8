"""How is an entry appended, so that none is lost, doubled or half-written, whoever else writes and whatever breaks?

The write lock is taken before the first read, so what an entry rests on cannot change until it is written. The clock is
read under the lock, too: entries stand in the order of their moments.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import attrs
from sqlite_utils import Database

from yibao.codec import BEIJING, Made, converter, structure
from yibao.errors import CannotWrite, ClockSetBack, Fault, InvalidDocument, KeyConflict, LedgerBroken, NotALedger, UnknownEntry, YibaoError, near
from yibao.fields import Digest, Reference
from yibao.ledger.entry import COLUMNS, NOTHING, Amounts, Entry, Posted, body_of, hash_of
from yibao.ledger.tables import APPLICATION, BEGINNING, MIGRATIONS, applied_versions, known_versions
from yibao.measures import canonical, digest

WAIT = 30
"""How many seconds another writer is waited for."""
INSERT = f"INSERT INTO entry ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
SELECT = f"SELECT {', '.join(COLUMNS)} FROM entry"
DAMAGED = "is damaged and cannot be read: go back to a copy, such as `yibao ledger copy` makes"
FAULTS: dict[int, tuple[type[YibaoError], str]] = {
    sqlite3.SQLITE_NOTADB: (NotALedger, "is no ledger: it is not an SQLite database"),
    sqlite3.SQLITE_CORRUPT: (LedgerBroken, DAMAGED),
    sqlite3.SQLITE_FULL: (CannotWrite, "cannot be written: the disk is full; nothing was posted"),
    sqlite3.SQLITE_IOERR: (CannotWrite, "cannot be read or written: the disk reports an error; nothing was posted"),
    sqlite3.SQLITE_READONLY: (CannotWrite, "cannot be written: it is read-only"),
    sqlite3.SQLITE_CANTOPEN: (CannotWrite, "cannot be opened: look at the rights of the file and its folder"),
    sqlite3.SQLITE_BUSY: (CannotWrite, f"is being written by another program, for more than {WAIT} seconds: try again, with the same key"),
    sqlite3.SQLITE_LOCKED: (CannotWrite, "is being written by another program: try again, with the same key"),
}


@attrs.frozen
class Paper:
    """A document as the ledger keeps it: its digest, and its canonical JSON, compressed."""

    digest: Digest
    content: bytes
    packed: str
    """SHA-256 of the compressed bytes: not every change of them changes what they unpack to."""

    @classmethod
    def of(cls, document: Any) -> Paper:
        """That of a document."""
        text = canonical(document)
        content = zlib.compress(text, 1)
        return cls(Digest(hashlib.sha256(text).hexdigest()), content, hashlib.sha256(content).hexdigest())


def unpacked(content: Any) -> bytes | None:
    """The text of a document's bytes, None where they are damaged."""
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(content)
        return text if unpacker.eof and not unpacker.unused_data else None
    except (zlib.error, TypeError):
        return None


def beijing_now() -> datetime:
    """The moment, as Beijing time without offset."""
    return datetime.now(BEIJING).replace(tzinfo=None)


class Ledger:
    """An open ledger; close it, or use it in a `with` statement.

    A connection belongs to one thread: threads and processes open the file each for themselves.
    """

    def __init__(self, path: Path, db: Database, now: Callable[[], datetime]) -> None:
        self.path = path
        self.db = db
        self.now = now

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.db.conn.close()

    # What is there.

    def rows(self, sql: str, given: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        try:
            found: list[tuple[Any, ...]] = self.db.conn.execute(sql, given).fetchall()
        except sqlite3.Error as error:
            raise explained(self.path, error) from None
        except UnicodeEncodeError:
            raise InvalidDocument("query", [Fault("", "value", "is asked for by text that is not UTF-8")]) from None
        return found

    def entries(self, where: str = "TRUE", given: tuple[Any, ...] = ()) -> list[Entry]:
        """The entries that an SQL condition picks, in their order."""
        return [Entry(*row) for row in self.rows(f"{SELECT} WHERE {where} ORDER BY number", given)]

    def of_kind(self, kind: str, where: str = "TRUE", given: tuple[Any, ...] = ()) -> list[Entry]:
        """The entries of a kind that moves no money, and that an SQL condition picks."""
        return self.entries(f"month IS NULL AND kind = ? AND {where}", (kind, *given))

    def numbered(self, number: int | None) -> Entry:
        """The entry of a number that another entry names."""
        (entry,) = self.entries("number = ?", (number,))
        return entry

    def under(self, key: str) -> Entry | None:
        """The entry that was posted under a key, if there is one."""
        return next(iter(self.entries("key = ?", (key,))), None)

    def find(self, name: str) -> Entry:
        """The entry by the caller's key, or by `#` and its number. Raises UnknownEntry."""
        number = name.removeprefix("#")
        by_number = name.startswith("#") and number.isdecimal() and len(number) < 19
        found = self.entries("number = ?", (int(number),)) if by_number else self.entries("key = ?", (name,))
        if not found:
            close = near(name, [key for (key,) in self.rows("SELECT key FROM entry WHERE key NOT LIKE '~%' ORDER BY number DESC LIMIT 5000")])
            raise UnknownEntry(f"the ledger has no entry {name!r}{close}; an entry is named by its key, or as #12")
        return found[0]

    @property
    def last(self) -> Entry:
        """The last entry; its `head` is the head of the ledger."""
        return Entry(*self.rows(f"{SELECT} ORDER BY number DESC LIMIT 1")[0])

    def document(self, digest: str) -> bytes:
        """A document that entries rest on, as its canonical JSON, by its SHA-256. Raises LedgerBroken where it is not that."""
        rows = self.rows("SELECT content FROM document WHERE digest = ?", (digest,))
        if not rows:
            raise LedgerBroken(f"{self.path} has no document {digest}: `yibao ledger verify` says what else is not as it was")
        text = unpacked(rows[0][0])
        if text is None or hashlib.sha256(text).hexdigest() != digest:
            raise LedgerBroken(f"{self.path}: the document {digest} was changed; `yibao ledger verify` says what else was")
        return text

    # What is added.

    def post(self, key: str, request: str, make: Callable[[], Entry]) -> Posted:
        """The entry under a key: the one that is there, or else the one that `make` appends while nobody else writes.

        `request` is the digest of what is asked for. Raises KeyConflict where something else was asked for under the key;
        what `make` raises leaves nothing behind.
        """
        held = self._held(key, request)
        if held is None:
            try:
                with self.writing():
                    return Posted(make(), replayed=False)
            except (YibaoError, sqlite3.Error):
                held = self._held(key, request)  # was it posted by another between the look and the lock?
                if held is None:
                    raise
            finally:
                self._let_go()  # an interrupt can come at any step, also between taking the lock and the block that it guards
        return Posted(held, replayed=True)

    def post_next(self, name: str, request: str, make: Callable[[str], Entry]) -> Posted:
        """The last entry of a name, where it says what is asked for; else a new one, which counts instead of it from now on."""
        with self.writing():
            number, last = 1, None
            while (entry := self.under(f"~{name}/{number}")) is not None:
                number, last = number + 1, entry
            if last is not None and last.request == request:
                return Posted(last, replayed=True)
            return Posted(make(f"~{name}/{number}"), replayed=False)

    def _held(self, key: str, request: str) -> Entry | None:
        held = self.under(key)
        if held is not None and held.request != request:
            raise KeyConflict(
                f"under the key {key!r} entry {held.number} ({held.kind}, {held.at}) was posted with other content: "
                "a retry comes with the same claim, tables, message and readings; a new request takes a new key"
            )
        return held

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the write lock; all that is appended inside is written together, or nothing of it. Raises CannotWrite."""
        with told(self.path):
            try:
                self.db.conn.execute("BEGIN IMMEDIATE")
                yield
                self.db.conn.execute("COMMIT")
            except BaseException:
                self._let_go()
                raise

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """See the ledger as it stands now, whatever others write meanwhile."""
        if self.db.conn.in_transaction:
            yield
            return
        with told(self.path):
            try:
                self.db.conn.execute("BEGIN")
                yield
            finally:
                self._let_go()

    def _let_go(self) -> None:
        """Give the lock back, and what was not written with it; on a full disk SQLite has done so already."""
        if self.db.conn.in_transaction:
            with suppress(sqlite3.Error):
                self.db.conn.execute("ROLLBACK")

    def append(
        self,
        kind: str,
        key: str,
        request: str,
        *,
        amounts: Amounts = NOTHING,
        said: dict[str, Any] | None = None,
        lines: dict[str, Amounts] | None = None,
        **columns: Any,
    ) -> Entry:
        """Append an entry, inside `writing`. Raises ClockSetBack."""
        number, hash_before, at_before = (self.rows("SELECT number, hash, at FROM entry ORDER BY number DESC LIMIT 1") or [(0, BEGINNING, "")])[0]
        at = self.now().isoformat(timespec="seconds")
        if at < at_before:
            raise ClockSetBack(f"this machine's clock says {at}, and entry {number} is of {at_before}: set the clock right; nothing was posted")
        columns |= {"number": number + 1, "kind": kind, "at": at, "key": key, "request": request}
        columns |= {"body": body_of(said or {}, lines), "previous": hash_before, **amounts.columns}
        row: list[Any] = [columns.get(name) for name in COLUMNS]
        row[-1] = hash_of(row)
        self.db.conn.execute(INSERT, row)
        return Entry(*row)

    def keep(self, paper: Paper) -> str:
        """Keep a document that an entry rests on, once, inside `writing`; gives its digest back."""
        if not self.rows("SELECT 1 FROM document WHERE digest = ?", (paper.digest,)):
            self.db.conn.execute("INSERT INTO document (digest, content, packed) VALUES (?, ?, ?)", (paper.digest, paper.content, paper.packed))
        return paper.digest


def new_ledger(path: Path | str, *, now: Callable[[], datetime] = beijing_now) -> Ledger:
    """A new, empty ledger in a file that must not be there yet. Raises CannotWrite."""
    if not Path(path).name:
        raise CannotWrite(f"{str(path)!r} is not the name of a file")
    if os.path.lexists(path):
        raise CannotWrite(f"{path} is there already: a new ledger needs a name of its own")
    path = Path(path).resolve()
    for left in _beside(path):
        if left.exists():
            raise CannotWrite(f"{left} is left of an earlier ledger of this name, and SQLite would read it: move it away first")
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        if not os.access(path.parent, os.W_OK):
            raise CannotWrite(f"{path} cannot be written: there is no folder {path.parent} in which this program may write")
        with told(path):
            _made(draft, now)
        os.link(draft, path)  # unlike a renaming, it takes nobody's place
    except FileExistsError:
        raise CannotWrite(f"{path} is there already: a new ledger needs a name of its own") from None
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}") from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return open_ledger(path, now=now)


def _made(draft: Path, now: Callable[[], datetime]) -> None:
    """Write an empty ledger and its first entry to a file."""
    draft.unlink(missing_ok=True)
    ledger = Ledger(draft, Database(sqlite3.connect(draft, isolation_level=None), execute_plugins=False, strict=True), now)
    try:
        ledger.db.execute(f"PRAGMA application_id = {APPLICATION}")
        MIGRATIONS.apply(ledger.db)
        with ledger.writing():
            ledger.append("opened", "~opened", digest("opened"))
        ledger.db.execute("PRAGMA journal_mode = WAL")
    finally:
        ledger.close()


def copy_ledger(ledger: Ledger, path: Path | str) -> None:
    """Copy a ledger as it stands to a file that must not be there yet, while others go on writing. Raises CannotWrite."""
    if os.path.lexists(path):
        raise CannotWrite(f"{path} is there already: a copy needs a name of its own")
    target = None
    with told(Path(path)):
        try:
            target = sqlite3.connect(path)
            ledger.db.conn.backup(target)
        except BaseException:
            if target is not None:
                target.close()
            Path(path).unlink(missing_ok=True)
            raise
        target.close()


def open_ledger(path: Path | str, *, reading: bool = False, now: Callable[[], datetime] = beijing_now) -> Ledger:
    """The ledger in a file; with `reading`, the file is not written. Raises NotALedger and CannotWrite."""
    path = Path(path).resolve()
    _check_file(path)
    with told(path):
        connection = _connected(path, reading)
        try:
            db = Database(connection, execute_plugins=False, recursive_triggers=False)
            _check_version(path, db, reading)
        except BaseException:
            connection.close()
            raise
    return Ledger(path, db, now)


def _beside(path: Path) -> tuple[Path, Path]:
    """The log of what was written last, and what those who use the file share."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _check_file(path: Path) -> None:
    """Look at the file's header without touching it. Raises NotALedger."""
    try:
        with path.open("rb") as file:
            header, size = file.read(100), os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        raise NotALedger(f"there is no ledger {path}: `yibao ledger new {path}` makes one") from None
    except OSError as error:
        raise NotALedger(f"{path} cannot be read: {error.strerror}") from None
    if not header.startswith(b"SQLite format 3\0") or header[68:72] != APPLICATION.to_bytes(4, "big"):
        what = "it is empty" if not header else "it is another database" if header.startswith(b"SQLite") else "it is not an SQLite database"
        raise NotALedger(f"{path} is no ledger: {what}; `yibao ledger new` makes one in a file of its own")
    pages, page = int.from_bytes(header[28:32], "big"), int.from_bytes(header[16:18], "big")
    if size < pages * page and not _beside(path)[0].exists():  # with a log, the rest may be there
        raise LedgerBroken(f"{path} is cut off: it has {size} bytes of {pages * page}; go back to a copy")


def _connected(path: Path, reading: bool) -> sqlite3.Connection:
    address = f"file:{quote(os.fsencode(path))}"
    connection = sqlite3.connect(f"{address}?mode=rw", uri=True, timeout=WAIT, isolation_level=None)
    if not reading:
        try:
            connection.execute("PRAGMA synchronous = FULL")  # what is answered is on the disk
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        if not isinstance(error, sqlite3.OperationalError):
            raise
        if _beside(path)[0].exists():
            raise
        # On a medium that cannot be written there is no room for the file that readers share, and nobody who writes.
        connection = sqlite3.connect(f"{address}?immutable=1", uri=True, isolation_level=None)
    return connection


def _check_version(path: Path, db: Database, reading: bool) -> None:
    db.execute("SELECT number FROM entry LIMIT 0")  # whose tables are gone is no ledger any more
    try:
        unknown = sorted(applied_versions(db) - known_versions())
    except KeyError:  # a column of the table that lists the versions has another name
        raise LedgerBroken(f"{path} {DAMAGED}") from None
    if unknown:
        raise NotALedger(f"{path} was written by a newer version of yibao ({', '.join(unknown)}): update yibao; nothing was changed")
    if MIGRATIONS.pending(db):
        if reading:
            raise NotALedger(f"{path} is of an older version of yibao: the next command that writes to it brings it up to date")
        db.execute("BEGIN IMMEDIATE")
        try:
            MIGRATIONS.apply(db)
        except BaseException:
            db.rollback()
            raise
        db.commit()


def checked(record: Made) -> Made:
    """A record made in a program, held to what a document may hold. Raises InvalidDocument with every fault."""
    name = type(record).__name__
    try:
        document = converter().unstructure(record)
    except (AttributeError, TypeError, ValueError):
        raise InvalidDocument(name, [Fault("", "type", "holds a value of another type than its field has")]) from None
    return structure(document, type(record), name)


def check_references(**given: str | None) -> None:
    """Refuse keys, messages and other names that are no references; documents are checked when they are read. Raises InvalidDocument."""
    faults: list[Fault] = []
    for name, value in given.items():
        if value is None and name != "key":
            continue
        try:
            structure(value, Reference, name)
        except InvalidDocument as error:
            faults += [attrs.evolve(fault, path=f"/{name}") for fault in error.faults]
    if faults:
        raise InvalidDocument("ledger", faults)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Say in words what SQLite reports."""
    try:
        yield
    except sqlite3.Error as error:
        raise explained(path, error) from None
    except UnicodeDecodeError:
        raise LedgerBroken(f"{path} {DAMAGED}") from None


def explained(path: Path, error: sqlite3.Error) -> Exception:
    """The error to raise for one of SQLite's; what only a program can do wrong, such as another thread's connection, stays as it is."""
    if isinstance(error, sqlite3.ProgrammingError):
        return error
    kind, what = FAULTS.get((getattr(error, "sqlite_errorcode", None) or 0) & 0xFF, (CannotWrite, f"cannot be read or written now: {error}"))
    return kind(f"{path} {what}")
