"""The plugin names its measure and holds no rules yet, and says so."""

from __future__ import annotations

import pytest
from yibao import claim_from, decide
from yibao.errors import MeasureNotEncoded
from yibao.plugins import installed


def test_asking_for_the_area_says_that_there_are_no_rules_yet() -> None:
    """The measure is named, and no other one answers in its place."""
    claim = claim_from({"schema": "yibao.claim/1", "claim_id": "x", "area": "320400", "service_date": "2022-06-01"})

    with pytest.raises(MeasureNotEncoded, match="changzhou"):
        decide(claim, baseline=True)


def test_nothing_is_claimed_about_unknown_dates() -> None:
    """The day from which the measure is in force is not known."""
    (declared,) = installed().plugin("changzhou").measures

    assert declared.measure.since is None
    assert declared.measure.clauses is None
