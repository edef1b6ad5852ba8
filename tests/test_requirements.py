"""What a release scores stays what it was: frozen cases do not change, retired ids do not come back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from yibao.conformance.cases import Case, cases
from yibao.conformance.requirements import Requirements, digest_of, freeze, releases, requirements, retired
from yibao.errors import UnknownRegion

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def every() -> dict[str, Case]:
    """The specification's cases by name."""
    return {case.name: case for case in cases()}


@pytest.mark.parametrize("release", releases())
def test_a_frozen_case_is_as_it_was_disputed_or_retired(release: str, every: dict[str, Case]) -> None:
    """What is asked and expected in a case that a release scores is never changed, and no such case is lost."""
    gone = {one.case for one in retired()}
    frozen = requirements(release).cases
    changed = [name for name, digest in frozen.items() if name in every and every[name].basis != "disputed" and digest_of(every[name]) != digest]

    assert changed == []
    assert {name for name in frozen if name not in every} <= gone


def test_a_retired_id_is_borne_by_no_case(every: dict[str, Case]) -> None:
    """It would be another question under an old name."""
    names = [one.case for one in retired()]
    assert len(set(names)) == len(names)
    assert not set(names) & set(every)
    assert all(one.since in releases() for one in retired())


def test_the_newest_set_is_taken_and_ten_comes_after_nine() -> None:
    """Releases are ordered as numbers."""
    assert requirements().release == releases()[-1]


def test_a_set_that_is_not_there_is_told_with_those_that_are() -> None:
    """A mistyped release."""
    with pytest.raises(UnknownRegion, match=r"0\.1"):
        requirements("O.1")


def test_what_came_later_and_what_is_disputed_runs_and_is_not_scored(every: dict[str, Case]) -> None:
    """A plugin's own cases are always scored: sets speak of the specification's."""
    case = next(case for case in every.values() if case.basis == "text")
    empty = Requirements("0.2", "2027-01-01", {})
    assert empty.unscored(case) == "later"
    assert empty.unscored(attrs.evolve(case, shipped=False)) == ""
    assert requirements().unscored(attrs.evolve(case, basis="disputed")) == "disputed"


def test_a_digest_is_of_what_is_asked_and_expected_alone(every: dict[str, Case]) -> None:
    """A title can be put right; an expectation cannot."""
    case = next(case for case in every.values() if case.asks == "claim")
    assert digest_of(attrs.evolve(case, title={"zh": "另", "en": "other"})) == digest_of(case)
    assert digest_of(attrs.evolve(case, expect={"error": "other"})) != digest_of(case)
    assert digest_of(attrs.evolve(case, baseline=not case.baseline)) != digest_of(case)


def test_a_set_is_never_written_twice(every: dict[str, Case]) -> None:
    """Freezing the same release again ends with a message."""
    done = subprocess.run([sys.executable, "spec/freeze.py", releases()[-1]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "is frozen" in done.stderr) == (1, True)
    assert set(freeze("0.9", "2027-01-01", every.values())["cases"]) == {case.name for case in every.values() if case.basis != "disputed"}
