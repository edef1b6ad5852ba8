"""How is a run handed on: as lines, to tools, as a matrix, as a page, as a badge?

All forms are made from reports of runs (`lines.py`) and written whole or not at all. What a program under test wrote is somebody else's text:
it is escaped everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from yibao.conformance.badge import badge
from yibao.conformance.grading import Level
from yibao.conformance.junit import junit
from yibao.conformance.lines import RunReport, read_lines, report_of, write_lines
from yibao.conformance.markdown import markdown
from yibao.conformance.run_page import run_page
from yibao.files import replacing

__all__ = [
    "RunReport",
    "badge",
    "junit",
    "markdown",
    "put",
    "read_lines",
    "report_of",
    "run_page",
    "write_badge",
    "write_html",
    "write_junit",
    "write_lines",
    "write_markdown",
]


def put(path: str, content: str | bytes) -> None:
    """Write a report to a file, whole or not at all. Raises CannotWrite."""
    with replacing(path) as file:
        file.write(content if isinstance(content, bytes) else content.encode())


def write_junit(path: str, runs: Sequence[RunReport]) -> None:
    """Write runs as JUnit XML. Raises CannotWrite, MissingExtra."""
    put(path, junit(runs))


def write_markdown(path: str, runs: Sequence[RunReport], lang: str = "zh") -> None:
    """Write runs side by side as Markdown. Raises CannotWrite."""
    put(path, markdown(runs, lang))


def write_html(path: str, runs: Sequence[RunReport], lang: str = "zh") -> None:
    """Write runs side by side as one HTML page. Raises CannotWrite, MissingExtra."""
    put(path, run_page(runs, lang))


def write_badge(path: str, run: RunReport, level: Level | None = None) -> None:
    """Write the badge of a run. Raises CannotWrite, MissingExtra."""
    put(path, badge(run, level))
