"""Where a measure is silent or its text is missing, nothing is put in its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from yibao.claim import Claim
from yibao.flow import decide
from yibao.plugins import Declared, installed
from yibao.points import cells, on_points, points
from yibao.rules import Answer
from yibao.sensitivity import facets

MATRIX: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "matrix.json").read_text("utf-8"))
"""What each text says on each point, read by hand: clauses, "—" where it is silent, "∅" where it is not at hand."""
MEASURE = {"tianjin": "tianjin-2020", "wenzhou": "wenzhou-2021", "hebei": "hebei", "jilin": "jilin-2020", "changzhou": "changzhou"}
DECLARED = {one.measure.id: one for plugin in installed().loaded for one in plugin.measures}
REGIONS = [region for region, measure in MEASURE.items() if measure in DECLARED]
VISITS = {
    "tianjin": "tianjin-drugs",
    "wenzhou": "wenzhou-revisit",
    "hebei": "hebei-visit",
    "jilin": "jilin-drugs",
    "changzhou": "changzhou-visit",
}
APPLICATIONS = {"hebei": "hebei-application", "jilin": "jilin-application", "changzhou": "changzhou-designation"}

ON_A_VISIT: dict[str, dict[str, Any]] = {
    "revisit_window": {"/history": [{"date": "2020-09-01", "in_person": True, "own_host": True, "same_disease": True}]},
    "physician_experience": {"/physician/independent_since": "2021-01-01"},
    "physician_area": {"/physician/registered_area": "880000"},
    "departments": {"/visit/department": "口腔科"},
    "payable_diseases": {"/policy/diseases": []},
    "personal_account": {"/patient/uses_account": True, "/patient/account_balance": "50.00"},
    "voucher_activation": {"/identity/activation": [], "/identity/activation_authorised": False},
    "trace_code": {"/lines/0/trace_code": False, "/lines/0/category": "drug"},
    "online_offline_claims": {"/lines/0/mode": "untagged"},
    "item_management": {"/policy/items/0/approved": False},
    "item_conditions": {"/policy/items/0/allowed_online": False, "/policy/items/0/remote": False, "/policy/items/0/same_function": False},
    "excluded_services": {"/policy/items/0/kind": "medical_consulting", "/policy/items/0/core_medical": False},
    "no_reinvention": {"/policy/items/0/derived": "split"},
    "public_price": {"/policy/items/0/ceiling": "0.01"},
    "kind_of_visit": {"/visit/revisit": False, "/visit/disease_class": "other", "/visit/completable_online": False},
    "identity_check": {"/identity/verified": False, "/identity/mobile_payment": False},
    "clinical_norms": {"/visit/norms_followed": False},
    "patient_query": {"/institution/patient_query": False},
    "stock": {"/institution/stock_recorded": False},
    "review_and_supervision": {"/institution/prescription_review": False, "/institution/conduct_supervision": False},
    "definition": {"/visit/offline_relation": "none"},
}
"""What would break the rule of a region that has one, point by point: a visit."""
DRUG = {"/lines/0/category": "drug"}
ON_AN_APPLICATION: dict[str, dict[str, Any]] = {
    "business_separation": {"/institution/business_kinds": []},
    "codes_and_databases": {"/institution/national_codes": False, "/institution/databases": []},
    "receipts": {"/institution/receipts": []},
    "e_voucher_connection": {"/institution/e_voucher": False},
    "revisit_check": {"/institution/revisit_check": False},
    "record_keeping": {"/institution/record_keeping": False},
    "data_exchange": {"/institution/data_exchange": False, "/institution/mobile_payment": False},
    "joint_application": {"/application/joint": False},
    "refusal_grounds": {"/application/terminations": [{"on": "2021-01-01", "of": "applicant", "fines_paid": False}]},
    "agency": {"/application/agency_area": "880000"},
}
"""The same for an application."""


@pytest.mark.parametrize("region", REGIONS)
def test_the_matrix_of_the_registers_is_the_one_read_from_the_texts(region: str) -> None:
    """On every point the register speaks, is silent or misses text exactly where the reader of the text found it so."""
    came = cells(DECLARED[MEASURE[region]].measure)

    assert list(MATRIX[region]) == list(points())
    for point, cell in MATRIX[region].items():
        if cell in ("—", "∅"):
            assert came[point].state == {"—": "silent", "∅": "missing"}[cell], point
        else:
            assert came[point].state == "speaks", point
            assert [clause for clause in came[point].clauses if not clause.startswith(tuple(cell))] == [], point
            assert [article for article in cell if not any(clause.startswith(article) for clause in came[point].clauses)] == [], point


@pytest.mark.parametrize("declared", DECLARED.values(), ids=lambda one: one.measure.id)
def test_every_rule_speaks_to_a_point(declared: Declared) -> None:
    """A clause with a rule belongs to a policy point, so that it can be held against other measures; a law's acts need none."""
    if declared.measure.role != "law":
        assert [clause.id for clause in declared.measure.clauses or () if clause.status == "rule" and not clause.points] == []


def without_rule(probes: dict[str, dict[str, Any]], bases: dict[str, str]) -> list[Any]:
    """Every region and point on which its text is silent or missing, with the change that other regions would object to."""
    return [
        pytest.param(region, point, id=f"{region}-{point}")
        for region in REGIONS
        for point in probes
        if region in bases and MATRIX[region][point] in ("—", "∅")
    ]


@pytest.mark.parametrize(("region", "point"), without_rule(ON_A_VISIT, VISITS))
def test_a_visit_is_not_held_to_another_regions_rule(region: str, point: str, claim: Callable[..., Claim]) -> None:
    """What another region would object to changes nothing where the text is silent or missing."""
    good = decide(claim(VISITS[region], DRUG if point == "trace_code" else {}))
    other = decide(claim(VISITS[region], ON_A_VISIT[point]))

    assert facets(other) == facets(good)
    assert other.answer_on(point) is (Answer.TEXT_MISSING if MATRIX[region][point] == "∅" else Answer.NOT_APPLICABLE)


@pytest.mark.parametrize(("region", "point"), without_rule(ON_AN_APPLICATION, APPLICATIONS))
def test_an_application_is_not_held_to_another_regions_rule(region: str, point: str, claim: Callable[..., Claim]) -> None:
    """The same for applications."""
    good = decide(claim(APPLICATIONS[region]))
    other = decide(claim(APPLICATIONS[region], ON_AN_APPLICATION[point]))

    assert facets(other) == facets(good)
    assert other.answer_on(point) is (Answer.TEXT_MISSING if MATRIX[region][point] == "∅" else Answer.NOT_APPLICABLE)


@pytest.mark.skipif(len(REGIONS) < len(MEASURE), reason="which region has a rule on a point is only known with all of them")
@pytest.mark.parametrize("point", [*ON_A_VISIT, *ON_AN_APPLICATION])
def test_the_change_does_break_the_rule_of_a_region_that_has_one(point: str, claim: Callable[..., Claim]) -> None:
    """The probes are no blanks: some region with a rule on the point objects to the change."""
    bases, changes = (
        (VISITS, ON_A_VISIT[point]) if point in ON_A_VISIT else ({**APPLICATIONS, "wenzhou": "wenzhou-revisit"}, ON_AN_APPLICATION[point])
    )
    if point in ON_AN_APPLICATION:
        changes = {"/application/kind": "agreement", **changes}
    speaking = [region for region in bases if MATRIX[region][point] not in ("—", "∅")]

    before = {region: decide(claim(bases[region])) for region in speaking}
    after = {region: decide(claim(bases[region], changes)) for region in speaking}
    # A step that is only advised touches no verdict; its own answer changes.
    assert any(facets(after[one]) != facets(before[one]) or after[one].answer_on(point) != before[one].answer_on(point) for one in speaking)


@pytest.mark.parametrize("region", REGIONS)
def test_every_point_without_a_rule_answers_so(region: str, claim: Callable[..., Claim]) -> None:
    """Asked for every point on which its text is silent or missing, a region says just that, and no finding is about it."""
    outcome = decide(claim(VISITS[region]))
    found = {point for one in outcome.findings for point in outcome.selection.declared.measure.clause(one.rule.clause).points}

    for point, cell in MATRIX[region].items():
        if cell in ("—", "∅"):
            assert point not in found
            assert outcome.answer_on(point) is (Answer.NOT_APPLICABLE if cell == "—" else Answer.TEXT_MISSING), point


def test_several_points_together_name_each_clause_once() -> None:
    """What speaks counts before what is missing."""
    if "tianjin-2020" in DECLARED:
        measure = DECLARED["tianjin-2020"].measure
        together = on_points([measure], ("delivery_fee", "delivery_fee", "personal_account"))

        assert together == cells(measure)["delivery_fee"]
        assert on_points([measure], ()).state == "silent"
