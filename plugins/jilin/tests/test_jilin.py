"""What only Jilin has: prices by staff level, a class by kind of fee, and correction before refusal."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

from yibao import claim_from, decide
from yibao.areas import Asked, select
from yibao.conformance.cases import cases, change
from yibao.plugins import installed
from yibao.rules import Answer
from yibao.words import Unknown

DOCUMENTS = {case.name: case.document for case in cases() if case.region == "jilin"}


def test_without_annex_1_the_charge_is_open_and_never_capped_by_another_price() -> None:
    """No table for the staff level: what may be charged is unknown, not 0 and not the ordinary price."""
    document = deepcopy(DOCUMENTS["jilin/part-2/class-a"])
    change(document, "/policy/prices", [])
    outcome = decide(claim_from(document))

    assert isinstance(outcome.pricing.prices[0].allowed, Unknown)
    assert any(path.startswith("/policy/prices[") for path in outcome.missing)


def test_a_patient_who_is_not_identified_is_held_up_and_not_refused() -> None:
    """The notice wants the data corrected; it denies nothing."""
    document = deepcopy(DOCUMENTS["jilin/part-2/class-a"])
    change(document, "/identity/verified", False)
    outcome = decide(claim_from(document))

    assert outcome.verdict["not_held"] is Answer.NOT_MET
    assert outcome.verdict["payable"] is Answer.UNDETERMINED
    assert "hold:三第1款第5句b" in outcome.missing


def test_it_is_in_force_from_its_day_of_issue_by_a_reading() -> None:
    """The notice states no day; the reading start_day takes the day of issue, or leaves it to the operator."""
    assert select(installed(), "220100", date(2020, 3, 20)).doubts == ()
    assert select(installed(), "220100", date(2020, 3, 20), Asked(start_day="must_be_stated")).doubts == ("/policy/in_force[measure=jilin-2020]",)


def test_cities_of_county_rank_are_areas_of_their_own_under_the_notice() -> None:
    """梅河口 and 公主岭 are addressed beside the prefectures, and fall under it by their own codes."""
    for area in ("220581", "220184"):
        assert select(installed(), area, date(2021, 6, 1)).declared.measure.id == "jilin-2020"
