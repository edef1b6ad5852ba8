"""What only Hebei has: a text that breaks off after six articles, and no date."""

from __future__ import annotations

from typing import Any

from yibao import claim_from, decide
from yibao.claim import Claim
from yibao.conformance.cases import cases
from yibao.plugins import installed
from yibao.points import cells
from yibao.rules import Answer

(DECLARED,) = installed().plugin("hebei").measures
DOCUMENTS = {case.name: case.document for case in cases() if case.region == "hebei"}


def good(**changes: Any) -> Claim:
    """An application that meets all that is at hand."""
    return claim_from(DOCUMENTS["hebei/article-04/through-the-host"] | changes)


def test_everything_but_refusals_stays_open_until_a_start_is_stated() -> None:
    """Without a stated first day no question is met or not met, and what to state is named."""
    outcome = decide(good(policy={}))

    assert not {Answer.MET, Answer.NOT_MET} & set(outcome.verdict.values())
    assert "/policy/in_force[measure=hebei]" in outcome.missing


def test_that_all_known_conditions_are_met_is_never_a_yes_to_signing() -> None:
    """The list of article 6 may go on after (4)."""
    outcome = decide(good())

    assert outcome.verdict["may_apply"] is Answer.MET
    assert outcome.verdict["may_sign"] is Answer.TEXT_MISSING


def test_nothing_is_silent_that_the_text_may_still_say() -> None:
    """Every subject after article 6 is missing, and none of them is answered from another region."""
    visit = decide(claim_from(DOCUMENTS["hebei/missing-text/visit"]))
    missing = [point for point, cell in cells(DECLARED.measure).items() if cell.state == "missing"]

    assert {"revisit_window", "physician_experience", "public_price", "delivery_fee", "personal_account"} <= set(missing)
    assert {visit.answer_on(point) for point in missing} == {Answer.TEXT_MISSING}


def test_the_province_is_not_the_coordination_area() -> None:
    """Any city of the province selects the measure; the agency must be the institution's own city's."""
    document = DOCUMENTS["hebei/article-04/through-the-host"]
    elsewhere = claim_from(document | {"application": document["application"] | {"agency_area": "130200"}})

    assert decide(elsewhere).selection.declared is DECLARED
    assert decide(elsewhere).verdict["may_apply"] is Answer.NOT_MET
