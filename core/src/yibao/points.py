"""On which policy points does a measure speak, where is it silent, and where is its text missing?

The points (政策要点) are the subjects on which measures are compared; every clause says to which it
speaks. Silence and a missing text are different answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Literal

import attrs

from yibao.measures import Measure

State = Literal["speaks", "silent", "missing"]


@attrs.frozen
class Point:
    """One policy point."""

    id: str
    stage: str
    zh: str
    en: str


@attrs.frozen
class Cell:
    """What a measure has on one point: the clauses that speak to it, or those whose text is missing."""

    state: State
    clauses: tuple[str, ...] = ()


SILENT = Cell("silent")


@cache
def points() -> dict[str, Point]:
    """Every policy point by id, in the order of the specification."""
    document = json.loads(files("yibao_spec").joinpath("points.json").read_text("utf-8"))
    return {one["id"]: Point(**one) for one in document["points"]}


@cache
def cells(measure: Measure) -> dict[str, Cell]:
    """What the measure has on every point. A clause that speaks counts before one whose text is missing."""
    speaking: dict[str, list[str]] = {}
    missing: dict[str, list[str]] = {}
    for clause in measure.clauses or ():
        for point in clause.points:
            (missing if clause.status == "text_missing" else speaking).setdefault(point, []).append(clause.id)
    return {point: _cell(speaking.get(point, []), missing.get(point, [])) for point in points()}


def _cell(speaking: list[str], missing: list[str]) -> Cell:
    if speaking:
        return Cell("speaks", tuple(speaking))
    return Cell("missing", tuple(missing)) if missing else SILENT


def on_points(measures: Iterable[Measure], wanted: tuple[str, ...]) -> Cell:
    """What some measures have on some points together."""
    found = [cells(measure)[point] for measure in measures for point in wanted]
    speaking = [clause for cell in found if cell.state == "speaks" for clause in cell.clauses]
    missing = [clause for cell in found if cell.state == "missing" for clause in cell.clauses]
    return _cell(list(dict.fromkeys(speaking)), list(dict.fromkeys(missing)))
