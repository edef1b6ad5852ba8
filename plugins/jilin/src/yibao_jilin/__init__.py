"""吉林省: the measure is known and named here, but its rules are not written yet.

Asking for this area is an error that says so; no other measure answers in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from yibao import hookimpl, read_measure
from yibao.measures import Measure

MEASURE = read_measure(files("yibao_spec") / "measures" / "jilin-2020.json")


@hookimpl
def yibao_measures() -> Sequence[Measure]:
    return [MEASURE]
