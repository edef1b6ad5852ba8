"""The specification suffices for a second implementation, in another language; and the cases find a wrong one out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from yibao.conformance.cases import cases
from yibao.conformance.grading import LEVELS
from yibao.conformance.pipe import Limits, ask_program
from yibao.conformance.running import Asked, Run

FOLDER = Path(__file__).parents[1] / "examples" / "jilin_js"
NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(NODE is None, reason="Node is not installed")


def asking(program: str) -> Run:
    """The cases of Jilin, asked of a program of the example; no plugin of the region is needed for it."""
    return ask_program([str(NODE), str(FOLDER / program)], list(cases()), Asked(("jilin",)), Limits(reply=20.0, jobs=1))


def test_the_second_implementation_gives_what_the_cases_expect() -> None:
    """Eligibility, pricing and settlement of one region, disputed cases too."""
    run = asking("subject.mjs")
    told = {stage: cell for row in run.summary()["by_region"].values() for stage, cell in row.items()}

    assert [one.case.name for one in run.results if one.fails] == []
    assert run.fine
    assert set(told) == {"eligibility", "pricing", "settlement"}
    assert all(cell["passed"] > 40 for cell in told.values())


def test_a_wrong_one_is_found_out_at_every_level() -> None:
    """Five typical mistakes: each level has cases that fail, and it still passes most."""
    run = asking("wrong.mjs")
    failing = {level for one in run.results if not one.unscored for level, held in one.levels.items() if not held}

    assert failing == set(LEVELS)
    assert not run.fine
    assert {one.status for one in run.results} == {"passed", "failed", "unsupported"}
