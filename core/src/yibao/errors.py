"""What can go wrong, in the order in which a claim can meet it?

Every error says what happened, where, what was got and what to do. The command line prints it and
exits with 2; a program catches `YibaoError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import attrs


def near(word: str, known: Iterable[str]) -> str:
    """The sentence "did you mean …?" for a misspelt word, or nothing."""
    match = get_close_matches(word, list(known), n=1, cutoff=0.6) if len(word) <= 100 else []
    return f"; did you mean {match[0]!r}?" if match else ""


class YibaoError(Exception):
    """The base of every error that yibao raises on purpose."""

    code = "error"


@attrs.frozen
class Fault:
    """One thing wrong with a document: where (a JSON Pointer), which kind, and what to do."""

    path: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.path or '/'}: {self.message}"


def _place(fault: Fault) -> tuple[list[tuple[int, str]], str]:
    """Sort by path, its numbers as numbers."""
    steps = fault.path.split("/")
    return [(int(step), "") if step.isdecimal() and len(step) < 9 else (-1, step) for step in steps], fault.code


class InvalidDocument(YibaoError):
    """A document cannot be read; `faults` holds every fault of it at once."""

    code = "invalid_document"
    SHOWN = 200
    """How many faults the message lists; `faults` has them all."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.name = name
        self.faults = tuple(sorted(faults, key=_place))
        lines = "".join(f"\n  {fault}" for fault in self.faults[: self.SHOWN])
        if len(self.faults) > self.SHOWN:
            lines += f"\n  … and {len(self.faults) - self.SHOWN} more"
        super().__init__(f"{name}: {len(self.faults)} fault(s){lines}")


class UnknownReading(YibaoError):
    """A reading, or an option of one, that nobody declared."""

    code = "unknown_reading"


class UnknownRegion(YibaoError):
    """A region, measure, clause or plugin that is not installed."""

    code = "unknown_region"


class PluginFailed(YibaoError):
    """The plugin that serves this area does not load, so nobody may answer in its place."""

    code = "plugin_failed"


class NoMeasureInForce(YibaoError):
    """No installed measure covers this area on this day; the candidates are named."""

    code = "no_measure_in_force"


class MeasureTie(YibaoError):
    """Two measures claim the same area on the same day with the same rank."""

    code = "measure_tie"


class MeasureNotEncoded(YibaoError):
    """The measure in force is known, but its plugin holds no rules yet."""

    code = "measure_not_encoded"


class CannotStart(YibaoError):
    """A program that is to be tested cannot be started at all."""

    code = "cannot_start"


class SmokeFailed(YibaoError):
    """A program that is to be tested does not speak the protocol, so nothing was judged."""

    code = "smoke_failed"


class CannotWrite(YibaoError):
    """A file that was asked for cannot be written."""

    code = "cannot_write"


class NotInOrder(YibaoError):
    """A step that is not allowed yet, or of which that cannot be said; nothing is written."""

    code = "not_in_order"


class NotALedger(YibaoError):
    """A file that is no ledger, or the ledger of a newer version."""

    code = "not_a_ledger"


class LedgerBroken(YibaoError):
    """A ledger that was changed or damaged, so that nothing may be added to it."""

    code = "ledger_broken"


class ClockSetBack(YibaoError):
    """This machine's clock is behind the last entry of the ledger."""

    code = "clock_set_back"


class KeyConflict(YibaoError):
    """A key, or the id of a message, under which something else was posted."""

    code = "key_conflict"


class AlreadySettled(YibaoError):
    """A visit that is settled, or an amount that is reversed, under another key; its entry is named."""

    code = "already_settled"


class CannotSettle(YibaoError):
    """An outcome that cannot be posted: an amount is not known, or the visit is not settled online."""

    code = "cannot_settle"


class UnknownEntry(YibaoError):
    """An entry, message or open item that the ledger does not have."""

    code = "unknown_entry"


class MissingExtra(YibaoError):
    """A library that only some users need is not installed."""

    code = "missing_extra"


class BadDeclaration(YibaoError):
    """A plugin's declaration does not hold: an unknown fact, a clause that is not there, …"""

    code = "bad_declaration"
