"""How is a step of a proceeding, or a verdict, put into a record file, so that nothing is lost or half-written?

The file is locked while it is read, judged and replaced, so that two writers on one machine cannot overwrite each other; it is
replaced whole, so that a writer that dies leaves the old one. A step that is not in order is refused and nothing written.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import attrs
from filelock import FileLock, Timeout

from yibao import plugins
from yibao.agreement import follow
from yibao.areas import check_area
from yibao.codec import load_record, record_document, record_from
from yibao.course import ALLOWED, Ground
from yibao.errors import CannotWrite, NotInOrder, UnknownRegion, near
from yibao.files import replacing
from yibao.proceeding import ON_AGREEMENTS, Progress, progress
from yibao.record import Move, Proceeding, Record
from yibao.rules import NOT_MET, UNDETERMINED

WAIT = 10
"""How many seconds another writer is waited for."""


def open_proceeding(path: str, proceeding: Proceeding, reported: Collection[str] = ()) -> tuple[Record, Progress]:
    """Add a proceeding to a record file, with the suspicion it begins with. Gives and raises as `take_step`."""

    def add(record: Record) -> tuple[Record, Move]:
        return attrs.evolve(record, proceedings=(*record.proceedings, proceeding)), proceeding.events[0]

    return _changed(path, proceeding.id, add, reported)


def take_step(path: str, id: str, move: Callable[[str], Move], reported: Collection[str] = ()) -> tuple[Record, Progress]:
    """Add a step to a proceeding of a record file; `move` makes it from its id. Gives the record as written and how far the proceeding has come.

    Raises InvalidDocument, UnknownRegion (no such proceeding), NotInOrder (refused, with the clause) and CannotWrite.
    """

    def add(record: Record) -> tuple[Record, Move]:
        one = find_proceeding(record, id)
        made = move(f"{id}.{len(one.events) + 1}")
        changed = attrs.evolve(one, events=(*one.events, made))
        return attrs.evolve(record, proceedings=tuple(changed if other is one else other for other in record.proceedings)), made

    return _changed(path, id, add, reported)


def change_record(path: str, change: Callable[[Record], Record]) -> Record:
    """Replace a record file by what a function makes of the record. Raises InvalidDocument and CannotWrite."""
    try:
        with FileLock(_lock_of(path), timeout=WAIT):
            record = change(load_record(path))
            document = record_document(record)
            record_from(document, path)  # what is written can be read again
            with replacing(path) as file:
                file.write((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())
    except Timeout:
        raise CannotWrite(f"{path} is being written by another program: try again") from None
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}") from None
    return record


def _lock_of(path: str) -> Path:
    """The lock of a file, apart from it, so that nothing is left beside the record: the same for every way to write its path."""
    name = hashlib.sha256(str(Path(path).resolve()).encode()).hexdigest()
    return Path(tempfile.gettempdir()) / f"yibao-{name[:32]}.lock"


def find_proceeding(record: Record, id: str) -> Proceeding:
    """The proceeding of that id. Raises UnknownRegion with the near match."""
    known: dict[str, Proceeding] = {one.id: one for one in record.proceedings}
    if id not in known:
        raise UnknownRegion(f"there is no proceeding {id!r} in this record{near(id, known)}; it has {', '.join(known) or 'none'}")
    return known[id]


def _changed(path: str, id: str, change: Callable[[Record], tuple[Record, Move]], reported: Collection[str]) -> tuple[Record, Progress]:
    """Write what adds a step to a proceeding, if the step is in order."""
    found: list[Progress] = []

    def judged(record: Record) -> Record:
        changed, move = change(record)
        check_area(record.area, plugins.installed())
        one = next(one for one in progress(changed, move.on, reported=reported) if one.proceeding.id == id)
        refuse(one, move)
        if move.kind == "executed":
            _refuse_effect(changed, one, move, reported)
        found.append(one)
        return changed

    return change_record(path, judged), found[0]


def refuse(one: Progress, move: Move) -> None:
    """Refuse a step that is not in order. Raises NotInOrder with the grounds and their clauses."""
    taken = next(taken for taken in one.taken if taken.move is move)
    if taken.answer not in ALLOWED:
        raise _refused(move, [ground for ground in taken.grounds if ground.answer not in ALLOWED])


def _refuse_effect(record: Record, one: Progress, move: Move, reported: Collection[str]) -> None:
    """Refuse to execute a measure on an agreement that is not there to bear it. Raises NotInOrder."""
    measure = next(measure for measure in one.measures if measure.move.id == move.of)
    if measure.move.sanction not in ON_AGREEMENTS or measure.since is None:
        return
    trace = follow(attrs.evolve(record, known_until=None), measure.since, reported=reported)
    for entry in trace.entries:
        if entry.event is not None and entry.event.id == move.of and entry.answer is NOT_MET:
            raise _refused(move, entry.grounds)


def _refused(move: Move, grounds: Iterable[Ground]) -> NotInOrder:
    return NotInOrder(f"{move.kind} is refused, nothing was written:" + "".join(f"\n  {_ground(ground)}" for ground in grounds))


def _ground(ground: Ground) -> str:
    clause = f"{ground.clause}: " if ground.clause else ""
    wanted = f" (say {', '.join(sorted(ground.missing))})" if ground.answer is UNDETERMINED and ground.missing else ""
    return f"{clause}{ground.zh} / {ground.en}{wanted}"
