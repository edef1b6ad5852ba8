"""What does this implementation answer to what a case asks?"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yibao.agreement import follow
from yibao.areas import is_covered
from yibao.codec import claim_from, record_from
from yibao.conformance.cases import Case
from yibao.conformance.grading import Check, checks
from yibao.conformance.sequences import Operation, play
from yibao.course import trace_document
from yibao.errors import YibaoError
from yibao.flow import decide
from yibao.personal import masked
from yibao.plugins import Plugins
from yibao.proceeding import progress
from yibao.proceeding_report import proceedings_document
from yibao.report import outcome_document

if TYPE_CHECKING:
    from yibao.ledger.book import Ledger

Document = Mapping[str, Any]


def answer(asks: str, given: Document, installed: Plugins) -> Document:
    """The document that answers a claim or a record; a refusal is an object with `error`."""
    try:
        return ASKED[asks](given, installed)
    except YibaoError as error:
        return _refused(error)


def _refused(error: YibaoError) -> Document:
    return {"error": error.code, "message": masked(str(error))}


def _claim(given: Document, installed: Plugins) -> Document:
    outcome = decide(
        claim_from(given["claim"]), readings=given["readings"], baseline=given["baseline"], reported=given["reported"], installed=installed
    )
    return outcome_document(outcome)


def _agreement(given: Document, installed: Plugins) -> Document:
    record = record_from(given["record"])
    return trace_document(follow(record, date.fromisoformat(given["on"]), readings=given["readings"], installed=installed))


def _proceeding(given: Document, installed: Plugins) -> Document:
    record, on = record_from(given["record"]), date.fromisoformat(given["on"])
    found = progress(record, on, readings=given["readings"], reported=given["reported"], installed=installed)
    return proceedings_document(record, on, found)


ASKED: dict[str, Callable[[Document, Plugins], Document]] = {"claim": _claim, "agreement": _agreement, "proceeding": _proceeding}
"""What is asked of a claim or a record; operations of a ledger go to `OwnLedger`."""


class OwnLedger:
    """This implementation's ledger, in a folder that is empty at first."""

    def __init__(self, folder: Path) -> None:
        from yibao.ledger.book import new_ledger, open_ledger

        self.path = folder / "ledger.db"
        self.at = datetime.fromisoformat("2000-01-01")
        self.ledger = (open_ledger if self.path.exists() else new_ledger)(self.path, now=lambda: self.at)
        self.dead: list[Ledger] = []

    def ask(self, operation: Operation) -> Document:
        """Do one operation at a moment."""
        from yibao.ledger.door import perform

        self.at = datetime.fromisoformat(operation.at)
        try:
            return perform(self.ledger, operation.do, dict(operation.given))
        except YibaoError as error:
            return _refused(error)

    def restart(self) -> None:
        """Open the file anew, beside the connection that is left as it stands."""
        from yibao.ledger.book import open_ledger

        self.dead.append(self.ledger)  # not closed: what it would do on closing is not done
        self.ledger = open_ledger(self.path, now=lambda: self.at)


def check(case: Case, installed: Plugins, ledger: Callable[[Path], OwnLedger] = OwnLedger) -> tuple[Check, ...]:
    """Ask this implementation, in this process, and check what it answers."""
    if case.asks != "ledger":
        return tuple(checks(case.asks, case.expect, answer(case.asks, case.given, installed)))
    with tempfile.TemporaryDirectory(prefix="yibao-") as folder:
        subject, game = ledger(Path(folder)), play(case.document)
        try:
            step = next(game)
            while True:
                if isinstance(step, Operation):
                    step = game.send(subject.ask(step))
                else:
                    subject.restart()
                    step = game.send({})
        except StopIteration as end:
            found: tuple[Check, ...] = end.value
            return found


def can_answer(case: Case, installed: Plugins) -> bool:
    """Whether the measure is installed and, for a record, a region of its area: national cases take a record of one region or another."""
    known = any(declared.measure.id == case.measure for plugin in installed.loaded for declared in plugin.measures)
    return known and (case.asks in ("claim", "ledger") or "area" not in case.document or is_covered(case.document["area"], installed))
