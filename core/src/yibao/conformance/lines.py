"""What does the report of a run hold, and how is it kept in a file that can be read even where the run was cut off?

JSON lines: a header, one line for each case, a summary. A file without its summary is of a run that was cut off, and says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO

import attrs

from yibao.codec import LARGEST, parse
from yibao.conformance.running import BROKE, Run
from yibao.conformance.validating import first_fault
from yibao.errors import Fault, InvalidDocument
from yibao.files import replacing
from yibao.language import Pair

Document = Mapping[str, Any]
DEEPEST = 60
"""How deep a value is shown; no case asks for anything that is nested so deeply."""
UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""What steers a terminal, turns the direction of text, or cannot stand in UTF-8 or XML."""
STATUSES = ("passed", "failed", "errored", "timeout", "known", "skipped", "unsupported", "not_run", "disputed", "later")
"""The counts of a summary that make up all results."""


@attrs.frozen
class RunReport:
    """The report of a run, made from the run or read from a file: documents as they can be shown."""

    header: Document
    results: tuple[Document, ...]
    summary: Document
    """Empty where the run was cut off."""
    complete: bool = True

    @property
    def fine(self) -> bool:
        """Whether the run came to its end and went well."""
        return self.complete and bool(self.summary["fine"])

    @property
    def name(self) -> str:
        """The implementation with its version."""
        return f"{self.header['implementation']['name']} {self.header['implementation']['version']}"


def fails(result: Document) -> tuple[str, ...]:
    """The levels at which a result fails, or that the program broke; empty where it does neither."""
    status: str = result["status"]
    return (status,) if status in BROKE else tuple(level for level, held in result["levels"].items() if not held)


def faults_of(run: RunReport) -> Iterator[Pair]:
    """What makes a run bad and is no case, in both languages: that it was cut off, that cases had no turn, that known failures are not so."""
    if not run.complete:
        yield f"在 {len(run.results)} 例之后中断", f"it was cut off after {len(run.results)} cases"
    if waiting := sum(one["status"] == "not_run" for one in run.results):
        yield f"{waiting} 例没有运行", f"{waiting} cases were not run"
    for one in run.summary.get("stale", ()):
        yield f"已知未通过的清单不符：{one}", f"the list of known failures is stale: {one}"


def report_of(run: Run) -> RunReport:
    """The report of a run, the same as it would be read from a file."""
    header, *results, summary = map(shown, run.lines())
    return RunReport(header, tuple(results), summary)


def write_lines(path: str, run: Run) -> None:
    """Write the report of a run, whole or not at all. Raises CannotWrite."""
    with replacing(path) as file:
        for one in run.lines():
            file.write(written(one) + b"\n")


def written(document: Document) -> bytes:
    """A document on one line. What a program sent and JSON or UTF-8 cannot hold is written as near to it as they can."""
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):
        text = json.dumps(shown(document), ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace")  # half a character becomes \udXXX, which is how JSON escapes it


def shown(value: Any, depth: int = 0) -> Any:
    """A value that a program may have sent, fit to be shown: no characters that cannot be, no endless number, no endless depth."""
    if isinstance(value, str):
        return UNSHOWN.sub("�", value)
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if isinstance(value, Mapping | list | tuple) and depth >= DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {shown(name): shown(one, depth + 1) for name, one in value.items()}
    return [shown(one, depth + 1) for one in value] if isinstance(value, list | tuple) else value


def read_lines(path: str) -> RunReport:
    """The report in a file; one that was cut off is read as far as it goes. Raises InvalidDocument with the line of the first fault, MissingExtra."""
    try:
        with Path(path).open("rb") as file:
            return _report(path, _documents(path, file))
    except OSError as error:
        raise InvalidDocument(path, [Fault("", "file", f"cannot be read: {error.strerror}")]) from None


def _documents(path: str, file: BinaryIO) -> Iterator[tuple[str, Any]]:
    """The JSON value of each line, with what to call the line. A last line that is cut in two is left out."""
    number = 0
    while line := file.readline(LARGEST + 2):
        number += 1
        place = f"{path}, line {number}"
        try:
            yield place, parse(line, place)
        except InvalidDocument:
            if line.endswith(b"\n") or len(line) > LARGEST or number == 1:
                raise


def _report(path: str, documents: Iterable[tuple[str, Any]]) -> RunReport:
    header: Document | None = None
    summary: Document | None = None
    results: dict[str, Document] = {}
    for place, document in documents:
        part = "header" if header is None else "summary" if isinstance(document, dict) and "fine" in document else "result"
        _check(document, part, place)
        if summary is not None:
            raise InvalidDocument(place, [Fault("", "value", "stands after the summary, which is the last line")])
        if part == "header":
            header = shown(document)
        elif part == "summary":
            summary = shown(document)
            _check_counts(document, len(results), place)
        elif document["case"] in results:
            raise InvalidDocument(place, [Fault("/case", "value", f"{document['case']} stands twice")])
        else:
            results[document["case"]] = shown(document)
    if header is None:
        raise InvalidDocument(path, [Fault("", "missing", "holds no report: the first line is its header, of schema yibao.run/1")])
    return RunReport(header, tuple(results.values()), summary or {}, summary is not None)


def _check(document: Any, part: str, place: str) -> None:
    """Hold a line to its schema. Raises InvalidDocument with its first fault."""
    fault = first_fault(document, "run", part)
    if fault is not None:
        raise InvalidDocument(place, [fault])


def _check_counts(summary: Document, came: int, place: str) -> None:
    counted = sum(summary[name] for name in STATUSES)
    if counted != came:
        said = f"counts {counted} results, and {came} stand above: lines were lost, or two reports were put together"
        raise InvalidDocument(place, [Fault("", "value", said)])
