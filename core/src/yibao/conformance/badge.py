"""How does one see at a glance how many cases an implementation passes?"""

from __future__ import annotations

from yibao.conformance.grading import Level
from yibao.conformance.lines import RunReport
from yibao.conformance.matrix import Cell, cells, levels
from yibao.conformance.overview import state_of
from yibao.conformance.running import BROKE
from yibao.errors import MissingExtra

COLOURS = {"fine": "#2a7d46", "known": "#a66a00", "failing": "#c0362c", "cut": "#7d8794"}
"""The colour of a badge by the state of its run."""


def badge(run: RunReport, level: Level | None = None) -> str:
    """A badge (SVG): how many scored cases passed of those asked, of the whole run or at one level. Raises MissingExtra."""
    try:
        from anybadge import Badge
    except ImportError:
        raise MissingExtra("badges need anybadge, which is not installed: pip install 'yibao[conformance]'") from None
    state, cell = _whole(run) if level is None else _at(level, run)
    label = " ".join(filter(None, ("yibao", run.header["requirements"], level)))
    made = Badge(label, str(cell).partition(" ")[2] or "–", default_color=COLOURS[state])
    made.mask_str = "conformance"  # the library counts its badges; the same run gives the same file
    return str(made)


def _whole(run: RunReport) -> tuple[str, Cell]:
    [cell] = cells({one["case"]: {0: one} for one in run.results}, [run])
    return state_of(run), cell


def _at(level: Level, run: RunReport) -> tuple[str, Cell]:
    """The state at one level: a program that left cases without an answer is not fine at any."""
    cell = levels(run).get(level, Cell())
    unanswered = any(one["status"] in (*BROKE, "not_run") and not one["unscored"] and not one["known"] for one in run.results)
    if not run.complete or not cell.passed + cell.failed:
        return "cut", cell
    return "failing" if unanswered or cell.tone == "not_met" else "known" if cell.failed else "fine", cell
