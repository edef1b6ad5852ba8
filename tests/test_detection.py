"""What the filed visits show is suspected and never more, on the clause that speaks of it, whatever their order."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, NamedTuple

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yibao import ceiling, claim_document, claim_from, condition, decide, hookimpl, outcome_digest, outcome_document, record_document, record_from
from yibao import common as shared
from yibao.baseline import MEASURES
from yibao.claim import Claim
from yibao.conformance.coverage import coverage
from yibao.conformance.running import Asked, conform
from yibao.detection import Suspicion, detect, proceeding_of, suspicions_document, unseen
from yibao.errors import BadDeclaration, InvalidDocument
from yibao.measures import Clause, Text, digest
from yibao.outcome import Outcome
from yibao.plugins import STAGES, Plugins, gather, installed
from yibao.proceeding import progress
from yibao.record import Proceeding, Record
from yibao.rules import Declaration, Detection, Effect
from yibao.series import Blind, Hit, listed, more_filed_than_flowed, prescribed_before_used_up

DECLARED = {declared.measure.id: declared for plugin in installed().loaded for declared in plugin.measures}

# A measure of an imaginary area, with a rule of each kind that a detection can look at.

NAMES = ("第一条", "第二条", "第三条", "第四条", "第五条")
MEASURE = attrs.evolve(
    MEASURES[0],
    id="x-1",
    region="x",
    area="990000",
    since=date(2020, 1, 1),
    completeness="full",
    clauses=tuple(Clause(id, "violation", "rule", "visit", Text("甲", "a")) for id in NAMES),
)
governs = condition("第一条", "本区机构", otherwise=Effect.NOT_GOVERNED).bind(shared.institution_is_here)
published = ceiling("第二条", "不超过公布的价格").bind(shared.published_price)
marked = condition("第三条", "标明线上", otherwise=Effect.DUTY_NOT_MET).bind(shared.line_is_marked_online)
scanned = condition("第四条", "逐步扫码", otherwise=Effect.ADVICE).bind(shared.trace_code_is_scanned)
over = Detection("第二条", "超价", "too dear", "over_ceiling", signs=("published_price",))
mixed = Detection("第三条", "混报", "mixed up", "online_offline_mixed", signs=("line_is_marked_online",))
flows = Detection("第四条", "三流不符", "flows differ", "fabricated_service", across=more_filed_than_flowed)
again = Detection("第五条", "重复开药", "prescribed again", "duplicate_prescription", "physician", across=prescribed_before_used_up)
RULES = (governs, published, marked, scanned)
ALL = (over, mixed, flows, again)


def plugins_with(*detections: Declaration, rules: Sequence[Declaration] = RULES, measure: Any = MEASURE) -> Plugins:
    """The imaginary measure with these detections."""

    def load() -> ModuleType:
        made: Any = ModuleType(__name__)  # its source is this file's
        made.yibao_measures = hookimpl(lambda: [measure])
        made.yibao_eligibility = hookimpl(lambda: rules)
        made.yibao_violation = hookimpl(lambda: detections)
        return made  # type: ignore[no-any-return]

    return gather([("x", "990000", "1", load)])


X = plugins_with(*ALL)


def line(id: str = "L1", **stated: Any) -> dict[str, Any]:
    """A charge for a drug that is in order."""
    return {"id": id, "category": "drug", "item": "A", "quantity": "1", "amount": "10.00", "mode": "online", "prescribed": True, **stated}


def visit(id: str = "V1", on: str = "2021-06-01", *lines: dict[str, Any], installed: Plugins = X, **sections: Any) -> Outcome:
    """The outcome of a visit in the imaginary area."""
    document = {"schema": "yibao.claim/1", "claim_id": id, "area": "990000", "service_date": on, "lines": list(lines or [line()])}
    return decide(claim_from({**document, "institution": {"area": "990000"}, **sections}), installed=installed)


def shown(*decided: Outcome) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Act, claims and lines of each suspicion."""
    return [(one.act, one.claims, one.lines) for one in detect(decided)]


def ceiling_of(price: str) -> dict[str, Any]:
    """Tables with a price for the drug A."""
    return {"items": [{"code": "A", "source": "虚构", "since": "2021-01-01", "ceiling": price}]}


# Signs.


def test_a_suspected_rule_shows_the_act_of_its_detection_on_its_lines() -> None:
    """The suspicion says act, actor, clause, day, lines, the figures and the digest of the outcome that was seen."""
    outcome = visit("V1", "2021-06-01", line("L1"), line("L2", amount="12.00"), line("L3", amount="8.00"), policy=ceiling_of("9.99"))

    assert detect([outcome]) == (
        Suspicion(
            "over_ceiling",
            "institution",
            "x-1",
            "第二条",
            date(2021, 6, 1),
            ("V1",),  # type: ignore[arg-type]
            ("L1", "L2"),  # type: ignore[arg-type]
            "超价：L1 收费10.00元，至多9.99元；L2 收费12.00元，至多9.99元",
            "too dear: L1 10.00 charged, at most 9.99; L2 12.00 charged, at most 9.99",
            (outcome_digest(outcome),),
        ),
    )


def test_a_condition_says_what_it_wants_and_the_facts_it_used() -> None:
    """In both languages, as the counter's page has them."""
    (one,) = detect([visit("V1", "2021-06-01", line(mode="untagged"), policy=ceiling_of("10.00"))])

    assert one.zh == "混报：L1 不符合“标明线上”（线上线下标识 untagged）"
    assert one.en == "mixed up: L1 not met: The filing marks the charge as an online one (line_mode untagged)"


def test_what_is_open_or_met_is_no_sign() -> None:
    """A price or a mark that nobody stated raises nothing, and neither does a rule that is only advice."""
    assert shown(visit("V1", "2021-06-01", line(mode=None, trace_code=False))) == []
    assert shown(visit("V1", "2021-06-01", line(), policy=ceiling_of("10.00"))) == []


def test_a_measure_that_does_not_govern_the_visit_suspects_nobody() -> None:
    """Neither by signs nor by what is filed beyond the flows."""
    bad = {"records": {"flows": {"paid": "0.00", "recorded": [], "handed_over": []}}}
    here = visit("V1", "2021-06-01", line(mode="untagged"), **bad)
    elsewhere = visit("V1", "2021-06-01", line(mode="untagged"), institution={"area": "880000"}, **bad)

    assert [act for act, _, _ in shown(here)] == ["online_offline_mixed", "fabricated_service"]
    assert shown(elsewhere) == []
    assert unseen([elsewhere]) == ()


def test_a_sign_is_a_rule_of_the_measure_that_declares_it() -> None:
    """What a rule of the same name suspects under a law that stands beside is no sign of this measure's detection."""
    law = attrs.evolve(MEASURE, id="x-law", role="law")
    consultations = condition("第三条", "标明线上", otherwise=Effect.DUTY_NOT_MET, when=shared.is_consultation).bind(shared.line_is_marked_online)

    def load() -> ModuleType:
        made: Any = ModuleType(__name__)  # its source is this file's
        made.yibao_measures = hookimpl(lambda: [MEASURE, law])
        made.yibao_eligibility = hookimpl(lambda measure: [marked] if measure is law else [consultations])
        made.yibao_violation = hookimpl(lambda measure: [] if measure is law else [mixed])
        return made  # type: ignore[no-any-return]

    both = gather([("x", "990000", "1", load)])
    drug = visit("V1", "2021-06-01", line(mode="untagged"), installed=both)
    consultation = visit("V1", "2021-06-01", line(mode="untagged", category="consultation"), installed=both)

    assert {one.source.measure for one in drug.violation.suspicions} == {"x-law"}
    assert shown(drug) == []
    assert [one.measure for one in detect([consultation])] == ["x-1"]


def test_a_measure_that_may_not_be_in_force_is_said_to_be_in_doubt() -> None:
    """What would settle it is named with the suspicion; once it is stated nothing is in doubt."""
    undated = plugins_with(*ALL, measure=attrs.evolve(MEASURE, since=None))
    in_force = {"in_force": [{"measure": "x-1", "source": "虚构", "since": "2021-01-01"}]}

    (doubtful,) = detect([visit("V1", "2021-06-01", line(mode="untagged"), installed=undated)])
    (certain,) = detect([visit("V1", "2021-06-01", line(mode="untagged"), installed=undated, policy=in_force)])

    assert doubtful.doubts == ("/policy/in_force[measure=x-1]",)
    assert certain.doubts == ()


def test_many_lines_are_listed_and_few_reasons_are_told() -> None:
    """The first five reasons stand there and how many more there are; all the lines are named."""
    outcome = visit("V1", "2021-06-01", *(line(f"L{n}", mode="untagged") for n in range(7)))

    (one,) = detect([outcome])

    assert len(one.lines) == 7
    assert one.zh.count("不符合") == 5
    assert one.zh.endswith("；另有2项")
    assert one.en.endswith("; 2 more")
    assert listed(["甲"] * 5, ["a"] * 5) == ("甲；甲；甲；甲；甲", "a; a; a; a; a")
    assert listed(["甲"] * 6, ["a"] * 6) == ("甲；甲；甲；甲；甲；另有1项", "a; a; a; a; a; 1 more")


# The three flows.

GOODS = [{"item": "A", "quantity": "1"}]


@pytest.mark.parametrize(
    ("lines", "stated", "reason", "lines_concerned", "missing"),
    [
        pytest.param([line()], {"recorded": GOODS, "paid": "10.00", "handed_over": GOODS}, None, (), (), id="all-agree"),
        pytest.param([line()], {"recorded": [], "paid": "10.00", "handed_over": GOODS}, "A申报1，信息流0", ("L1",), (), id="not-recorded"),
        pytest.param([line()], {"recorded": GOODS, "paid": "10.00", "handed_over": []}, "A申报1，物流0", ("L1",), (), id="not-handed-over"),
        pytest.param([line()], {"recorded": GOODS, "paid": "9.99", "handed_over": GOODS}, "申报10.00元，资金流9.99元", (), (), id="one-fen-unpaid"),
        pytest.param(
            [line()],
            {"recorded": GOODS, "paid": "9.00", "handed_over": []},
            "申报10.00元，资金流9.00元；A申报1，物流0",
            (),
            (),
            id="which-lines-is-open-where-money-is-short",
        ),
        pytest.param([line()], {"recorded": GOODS, "paid": "10.01", "handed_over": GOODS}, None, (), (), id="more-paid-than-filed"),
        pytest.param(
            [line()],
            {"recorded": [{"item": "A", "quantity": "2"}], "paid": "10.00", "handed_over": GOODS},
            None,
            (),
            (),
            id="less-bought-than-recorded",
        ),
        pytest.param(
            [line(quantity="1.5")],
            {"recorded": GOODS, "paid": "10.00", "handed_over": GOODS * 2},
            "A申报1.5，信息流1",
            ("L1",),
            (),
            id="half-a-unit-more",
        ),
        pytest.param(
            [line("L1"), line("L2"), line("L3", item="B")],
            {"recorded": [*GOODS, {"item": "B", "quantity": "1"}], "paid": "30.00", "handed_over": [*GOODS, *GOODS, {"item": "B", "quantity": "1"}]},
            "A申报2，信息流1",
            ("L1", "L2"),
            (),
            id="two-lines-of-one-item-together",
        ),
        pytest.param([line(category="test")], {"recorded": GOODS, "paid": "10.00", "handed_over": []}, None, (), (), id="a-test-is-not-handed-over"),
        pytest.param([line(category="test")], {"recorded": [], "paid": "10.00"}, "A申报1，信息流0", ("L1",), (), id="a-test-is-recorded"),
        pytest.param(
            [line(category="material")], {"recorded": GOODS, "paid": "10.00", "handed_over": []}, "A申报1，物流0", ("L1",), (), id="a-material"
        ),
        pytest.param(
            [line(category="delivery", item=None)],
            {"recorded": [], "paid": "10.00", "handed_over": []},
            None,
            (),
            (),
            id="a-delivery-fee-is-only-paid",
        ),
        pytest.param([line()], None, None, (), ("/records/flows",), id="nothing-stated"),
        pytest.param([line()], {}, None, (), ("/records/flows/handed_over", "/records/flows/paid", "/records/flows/recorded"), id="no-flow-stated"),
        pytest.param(
            [line()], {"recorded": []}, "A申报1，信息流0", ("L1",), ("/records/flows/handed_over", "/records/flows/paid"), id="one-flow-is-enough"
        ),
        pytest.param([line(item=None)], {"recorded": [], "paid": "10.00", "handed_over": []}, None, (), ("/lines/0/item",), id="no-code"),
        pytest.param(
            [line(quantity=None)], {"recorded": GOODS, "paid": "10.00", "handed_over": GOODS}, None, (), ("/lines/0/quantity",), id="no-quantity"
        ),
        pytest.param(
            [line(quantity=None)],
            {"recorded": [], "paid": "10.00", "handed_over": GOODS},
            "A申报数量未写明，信息流0",
            ("L1",),
            ("/lines/0/quantity",),
            id="any-quantity-is-more-than-none",
        ),
        pytest.param(
            [line("L1", quantity=None), line("L2")],
            {"recorded": GOODS, "paid": "20.00", "handed_over": [{"item": "A", "quantity": "5"}]},
            "A申报数量未写明，信息流1",
            ("L1", "L2"),
            ("/lines/0/quantity",),
            id="one-more-than-all-that-is-recorded",
        ),
    ],
)
def test_filing_more_than_a_flow_shows_may_be_fabricated(
    lines: list[Any], stated: Any, reason: str | None, lines_concerned: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    """By item and quantity, and by what was paid; what was not stated makes no suspicion and is named."""
    outcome = visit("V1", "2021-06-01", *lines, **({} if stated is None else {"records": {"flows": stated}}))

    found = [(one.zh, one.lines) for one in detect([outcome]) if one.act == "fabricated_service"]
    blind = [one.missing for one in unseen([outcome]) if one.act == "fabricated_service"]

    assert found == ([] if reason is None else [(f"三流不符：{reason}", lines_concerned)])
    assert blind == ([missing] if missing else [])


def test_a_visit_without_charges_has_no_flows_to_compare() -> None:
    """A document that only asks about an application is neither suspected nor said to lack anything."""
    document = {"schema": "yibao.claim/1", "claim_id": "V1", "area": "990000", "service_date": "2021-06-01", "application": {"kind": "agreement"}}
    outcome = decide(claim_from({**document, "institution": {"area": "990000"}}), installed=X)

    assert detect([outcome]) == unseen([outcome]) == ()


def test_figures_of_the_flows_are_told_in_english_too() -> None:
    """The same figures."""
    nothing = {"flows": {"recorded": [], "paid": "0.00", "handed_over": []}}
    (stated,) = detect([visit("V1", "2021-06-01", line(quantity="2"), records=nothing)])
    (unstated,) = detect([visit("V1", "2021-06-01", line(quantity=None), records=nothing)])

    assert stated.en == "flows differ: 10.00 filed, 0.00 paid; A: 2 filed, 0 recorded; A: 2 filed, 0 handed over"
    assert unstated.en.endswith("; A: a quantity not stated filed, 0 recorded; A: a quantity not stated filed, 0 handed over")


# The same drug again.


def supply(id: str, on: str, *lines: dict[str, Any], patient: str | None = "P1", time: str | None = None) -> Outcome:
    """A visit of a patient with the flows in order, so that only its drugs matter."""
    return visit(id, on, *lines, patient={"reference": patient}, service_time=time)


def repeated(*decided: Outcome) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Claims and lines of each repeated prescription."""
    return [(one.claims, one.lines) for one in detect(decided) if one.act == "duplicate_prescription"]


def lacking(*decided: Outcome) -> dict[str, tuple[str, ...]]:
    """What could not be seen of repeated prescriptions, by claim."""
    return {one.claim: one.missing for one in unseen(decided) if one.act == "duplicate_prescription"}


DAYS_30 = line(days_supplied="30")


@pytest.mark.parametrize(
    ("on", "is_repeated"),
    [("2021-06-02", True), ("2021-06-30", True), ("2021-07-01", False), ("2021-08-01", False)],
    ids=["next-day", "last-day-of-the-supply", "the-day-after-it", "long-after"],
)
def test_a_drug_is_prescribed_again_until_what_was_supplied_is_used_up(on: str, is_repeated: bool) -> None:
    """Thirty days from 1 June last until 30 June; from 1 July on nothing is repeated."""
    assert repeated(supply("V1", "2021-06-01", DAYS_30), supply("V2", on, line())) == ([(("V2", "V1"), ("L1",))] if is_repeated else [])


def test_a_repeated_prescription_lies_in_the_later_visit_and_names_the_earlier() -> None:
    """With the figures, the actor that the measure names, and the digests of both outcomes."""
    first, second = supply("V1", "2021-06-01", DAYS_30), supply("V2", "2021-06-20", line("L7"))

    (one,) = [found for found in detect([second, first]) if found.act == "duplicate_prescription"]

    assert (one.actor, one.clause, one.on, one.claims, one.lines) == ("physician", "第五条", date(2021, 6, 20), ("V2", "V1"), ("L7",))
    assert one.zh == "重复开药：A在2021-06-01已开30天的量，2021-06-20又开"
    assert one.en == "prescribed again: A: 30 days' supply of 2021-06-01, prescribed again on 2021-06-20"
    assert one.outcomes == (outcome_digest(second), outcome_digest(first))


@pytest.mark.parametrize(
    ("second", "patient"),
    [
        pytest.param(line(item="B"), "P1", id="another-drug"),
        pytest.param(line(), "P2", id="another-patient"),
        pytest.param(line(prescribed=False), "P1", id="bought-without-prescription"),
        pytest.param(line(category="material"), "P1", id="no-drug"),
    ],
)
def test_only_the_same_drug_for_the_same_patient_is_repeated(second: dict[str, Any], patient: str) -> None:
    """Prescribed both times."""
    assert repeated(supply("V1", "2021-06-01", DAYS_30), supply("V2", "2021-06-02", second, patient=patient)) == []
    assert repeated(supply("V1", "2021-06-01", line(days_supplied="30", prescribed=False)), supply("V2", "2021-06-02", line())) == []


def test_a_supply_of_which_no_days_are_stated_lasts_no_day() -> None:
    """Not even the day on which it is prescribed."""
    assert repeated(supply("V1", "2021-06-01", line()), supply("V2", "2021-06-01", line())) == []


def test_what_one_visit_prescribes_together_is_not_prescribed_again() -> None:
    """Two lines of one drug in one visit are no repetition."""
    assert repeated(supply("V1", "2021-06-01", DAYS_30, line("L2", days_supplied="30"))) == []


def test_several_supplies_and_drugs_make_one_suspicion_of_the_visit() -> None:
    """Each drug is told with the supply that lasts longest; every earlier visit that still lasts is named once."""
    first = supply("V1", "2021-06-01", line("L1", days_supplied="60"), line("L2", item="B", days_supplied="40"))
    second = supply("V2", "2021-06-10", line("L1", days_supplied="30"))
    third = supply("V3", "2021-06-20", line("L1"), line("L2", item="C"), line("L3", item="B"))

    found = {one.claims: one for one in detect([third, second, first]) if one.act == "duplicate_prescription"}

    assert set(found) == {("V2", "V1"), ("V3", "V1", "V2")}
    assert found["V3", "V1", "V2"].lines == ("L1", "L3")
    assert found["V3", "V1", "V2"].zh == "重复开药：A在2021-06-01已开60天的量，2021-06-20又开；B在2021-06-01已开40天的量，2021-06-20又开"


def test_of_two_visits_on_one_day_the_time_says_which_is_the_later() -> None:
    """Without times the claim with the later id counts as the later."""
    morning, evening = supply("V2", "2021-06-01", DAYS_30, time="08:00"), supply("V1", "2021-06-01", DAYS_30, time="20:00")

    assert repeated(evening, morning) == [(("V1", "V2"), ("L1",))]
    assert repeated(supply("V2", "2021-06-01", DAYS_30), supply("V1", "2021-06-01", DAYS_30)) == [(("V2", "V1"), ("L1",))]


@pytest.mark.parametrize(
    ("first", "second", "patient", "missing"),
    [
        pytest.param(line(), line(), "P1", {"V1": ("/lines/0/days_supplied",)}, id="days-of-the-earlier-supply"),
        pytest.param(DAYS_30, line(item=None), "P1", {"V2": ("/lines/0/item",)}, id="code"),
        pytest.param(DAYS_30, line(prescribed=None), "P1", {"V2": ("/lines/0/prescribed",)}, id="whether-it-was-prescribed"),
        pytest.param(line(days_supplied="30", prescribed=None), line(), "P1", {"V1": ("/lines/0/prescribed",)}, id="whether-the-earlier-one-was"),
        pytest.param(DAYS_30, line(), None, {"V2": ("/patient/reference",)}, id="whose-it-is"),
        pytest.param(line(item="B"), line(), "P1", {}, id="nothing-where-the-drugs-differ"),
        pytest.param(line(category="test"), line(item=None), "P1", {}, id="nothing-where-no-other-visit-has-a-drug"),
    ],
)
def test_what_is_not_stated_repeats_nothing_and_is_named(
    first: dict[str, Any], second: dict[str, Any], patient: str | None, missing: dict[str, tuple[str, ...]]
) -> None:
    """Each path stands with the claim that lacks it."""
    series = supply("V1", "2021-06-01", first), supply("V2", "2021-06-02", second, patient=patient)

    assert repeated(*series) == []
    assert lacking(*series) == missing


def test_a_visit_alone_lacks_nothing_of_other_visits() -> None:
    """What only a second visit could need is not asked for."""
    assert lacking(supply("V1", "2021-06-01", line(item=None, prescribed=None), patient=None)) == {}


# A norm of the area's own tables.


@pytest.fixture(scope="module")
def profile() -> Iterator[Plugins]:
    """The example profile of an audit query, from its folder, and nothing else."""
    folder = str(Path(__file__).parents[1] / "examples" / "audit_profile" / "src")
    sys.path.insert(0, folder)
    yield gather([("audit_profile", "990200", "1", lambda: importlib.import_module("yibao_audit_profile"))])
    sys.path.remove(folder)


def test_the_example_profile_loads_and_leaves_no_clause_out(profile: Plugins) -> None:
    """Its own cases pass."""
    report = conform(profile, Asked(("audit_profile",))).document()
    holes = coverage(profile)["audit-profile"]

    assert profile.broken == ()
    assert (report["passed"], report["failures"]) == (2, [])
    assert holes["unaccounted"] == holes["executable_without_case"] == []


@pytest.mark.parametrize(
    ("amount", "norm", "reason"),
    [
        pytest.param("600.00", {}, None, id="three-times-the-norm"),
        pytest.param("600.01", {}, "费用超过标准若干倍：收费600.01元，超过标准200.00元的3倍（虚构）", id="a-fen-more"),
        pytest.param("600.01", {"times": "4"}, None, id="the-number-is-the-tables"),
        pytest.param("500.01", {"times": "2.5"}, "费用超过标准若干倍：收费500.01元，超过标准200.00元的2.5倍（虚构）", id="also-a-broken-one"),
        pytest.param("600.01", {"amount": "200.01"}, None, id="the-norm-is-the-tables"),
    ],
)
def test_fees_above_so_many_times_the_norm_are_suspected(profile: Plugins, amount: str, norm: dict[str, str], reason: str | None) -> None:
    """The norm and how many times come from the tables, and so does the source."""
    entry = {"name": "visit_fees", "amount": "200.00", "times": "3", "source": "虚构", "since": "2021-01-01"} | norm
    outcome = visit("V1", "2021-06-01", line(amount="1.00"), line("L2", amount=less(amount)), installed=profile, **in_profile(entry))

    found = detect([outcome])

    assert [one.zh for one in found] == ([] if reason is None else [reason])
    assert [(one.act, one.actor, one.clause, one.lines) for one in found] == [("other", "institution", "菜单·超标查询", ())] * (reason is not None)


def less(amount: str) -> str:
    """An amount less one yuan."""
    return f"{int(amount[:-3]) - 1}{amount[-3:]}"


def in_profile(*norms: dict[str, str]) -> dict[str, Any]:
    """A claim's sections in the area of the profile, with these norms."""
    return {"area": "990200", "institution": {}, "policy": {"norms": list(norms)}}


def test_a_norm_holds_on_its_days_and_is_asked_for_on_others(profile: Plugins) -> None:
    """Without an entry nothing is suspected, and the entry is named."""
    entry = {"name": "visit_fees", "amount": "1.00", "times": "3", "source": "虚构", "since": "2021-06-02", "until": "2021-06-03"}
    other = {**entry, "name": "stay_fees", "since": "2021-01-01"}

    def on(day: str) -> tuple[list[str], list[tuple[str, ...]]]:
        decided = [visit("V1", day, installed=profile, **in_profile(entry, other))]
        return [one.en for one in detect(decided)], [one.missing for one in unseen(decided)]

    assert on("2021-06-01") == ([], [("/policy/norms[name=visit_fees]",)])
    assert on("2021-06-02") == (["fees above so many times the norm: 10.00 charged, more than 3 times the norm of 1.00 (虚构)"], [])
    assert on("2021-06-03") == on("2021-06-02")
    assert on("2021-06-04") == on("2021-06-01")


def test_a_document_without_charges_needs_no_norm(profile: Plugins) -> None:
    """There are no fees to hold against it."""
    document = {"schema": "yibao.claim/1", "claim_id": "V1", "area": "990200", "service_date": "2021-06-01"}

    assert unseen([decide(claim_from(document), installed=profile)]) == ()


def test_two_norms_of_one_name_on_one_day_are_refused() -> None:
    """As with every other table."""
    entry = {"name": "visit_fees", "amount": "1.00", "times": "3", "source": "虚构", "since": "2021-06-02"}

    with pytest.raises(InvalidDocument, match="/policy/norms/1: overlaps entry 0"):
        visit("V1", "2021-06-01", **in_profile(entry, entry))
    visit("V1", "2021-06-01", policy={"norms": [entry, {**entry, "name": "stay_fees"}]})


# Series.


def test_a_claim_that_stands_twice_is_refused() -> None:
    """A series has each visit once."""
    with pytest.raises(InvalidDocument, match=r"visits: 1 fault\(s\)\n  /2/claim_id: 'V1' stands twice") as caught:
        detect([visit("V1"), visit("V2"), visit("V1", "2021-07-01")])
    assert [one.code for one in caught.value.faults] == ["value"]


@pytest.mark.parametrize(
    ("gives", "message"),
    [
        (lambda visits: [Hit("V9", "理由", "reason")], r"x-1: the detection of fabricated_service \(第四条\) names claim 'V9', which is not among"),
        (lambda visits: [Hit("V1", "理由", "reason", beside=("V11",))], "names claim 'V11'.*did you mean 'V1'"),
        (lambda visits: [Blind("V9", frozenset({"/x"}))], "names claim 'V9'"),
        (lambda visits: [visits[7]], r"the detection of fabricated_service \(第四条\) failed: list index out of range"),
        (lambda visits: ["nonsense"], "failed: 'str' object has no attribute 'claim'"),
    ],
)
def test_a_detection_that_fails_names_itself(gives: Callable[[Any], Any], message: str) -> None:
    """A mistake in a function across visits is reported with the act and the clause."""
    bad = plugins_with(attrs.evolve(flows, across=gives))

    with pytest.raises(BadDeclaration, match=message):
        detect([visit(installed=bad)])


def test_visits_are_looked_at_in_the_order_of_their_days() -> None:
    """By day, then by time, then by reference, whatever the order in which they are given."""
    asked: list[list[str]] = []

    def looks(visits: Sequence[Outcome]) -> list[Hit]:
        asked.append([one.claim.claim_id for one in visits])
        return []

    there = plugins_with(attrs.evolve(flows, across=looks))
    detect(
        [
            visit("V1", "2021-06-02", installed=there),
            visit("V4", "2021-06-01", installed=there, service_time="10:00"),
            visit("V3", "2021-06-01", installed=there, service_time="09:00"),
            visit("V5", "2021-06-01", installed=there),
            visit("V2", "2021-06-01", installed=there),
        ]
    )

    assert asked == [["V2", "V5", "V3", "V4", "V1"]]


def test_suspicions_stand_by_day_then_by_the_claim_in_which_the_act_lies() -> None:
    """Whatever they were held against."""
    first = supply("V9", "2021-06-01", DAYS_30)
    second, third = supply("V1", "2021-06-02", line()), supply("V2", "2021-06-02", line(mode="untagged"))

    assert [(act, claims) for act, claims, _ in shown(third, second, first)] == [
        ("duplicate_prescription", ("V1", "V9")),
        ("online_offline_mixed", ("V2",)),
        ("duplicate_prescription", ("V2", "V9")),
    ]


@st.composite
def series(draw: st.DrawFn) -> list[Outcome]:
    """A few visits of a few patients with a few drugs, some of it not stated."""
    drugs = st.builds(
        line,
        id=st.just("L1"),
        item=st.sampled_from(["A", "B", None]),
        quantity=st.sampled_from(["1", "2", None]),
        amount=st.sampled_from(["5.00", "10.00"]),
        mode=st.sampled_from(["online", "untagged", None]),
        prescribed=st.sampled_from([True, False, None]),
        days_supplied=st.sampled_from([None, "7", "30"]),
    )
    flows_of = st.none() | st.fixed_dictionaries({"paid": st.sampled_from(["5.00", "10.00"]), "recorded": st.sampled_from([[], GOODS])})
    return [
        visit(
            f"V{number}",
            f"2021-06-{draw(st.integers(1, 20)):02d}",
            draw(drugs),
            patient={"reference": draw(st.sampled_from(["P1", "P2", None]))},
            service_time=draw(st.sampled_from([None, "08:00", "20:00"])),
            records={"flows": draw(flows_of)},
            policy=ceiling_of(draw(st.sampled_from(["5.00", "10.00"]))),
        )
        for number in range(draw(st.integers(1, 5)))
    ]


@settings(max_examples=80, deadline=None)
@given(series(), st.randoms())
def test_the_order_in_which_visits_are_given_does_not_matter(decided: list[Outcome], random: Any) -> None:
    """What is shown, and what could not be seen, is the same in any order."""
    mixed_up = list(decided)
    random.shuffle(mixed_up)

    assert detect(mixed_up) == detect(decided)
    assert unseen(mixed_up) == unseen(decided)


@settings(max_examples=80, deadline=None)
@given(series())
def test_a_visit_shows_the_same_alone_and_among_others(decided: list[Outcome]) -> None:
    """Only what needs several visits is added by them, and it never takes anything away."""
    alone = [one for outcome in decided for one in detect([outcome])]
    together = detect(decided)

    assert sorted(alone, key=str) == sorted((one for one in together if one.act != "duplicate_prescription"), key=str)


@settings(max_examples=80, deadline=None)
@given(series())
def test_stating_less_never_makes_a_suspicion(decided: list[Outcome]) -> None:
    """Without patients, codes, days, flows and tables nothing is suspected but what is still stated."""
    before = {(one.act, one.claims[0]) for one in detect(decided)}
    bare = []
    for outcome in decided:
        document = claim_document(outcome.claim)
        for section in ("patient", "records", "policy"):
            document.pop(section, None)
        bare.append(decide(claim_from(document), installed=X))

    assert {(one.act, one.claims[0]) for one in detect(bare)} <= before


# What the measures declare.


class Row(NamedTuple):
    """A visit that one sign of a declared detection must show, or its function, with the reason that is told."""

    measure: str
    clause: str
    act: str
    sign: str | None
    base: str
    changes: dict[str, Any]
    lines: tuple[str, ...]
    zh: str
    en: str
    readings: Mapping[str, str] = MappingProxyType({})


MADE_UP = {"item": "110200001", "kind": "ceiling", "source": "示例，虚构", "since": "2020-01-01"}
SPLIT = "L1 不符合“不是以变换表述、拆分内涵、增加非医疗步骤增设的项目”（由已有项目变造 拆分内涵）"
SPLIT_EN = "L1 not met: The item is not an existing one reworded, split or padded (item_derived split)"
MIXED_EN = "not met: The filing marks the charge as an online one (line_mode untagged)"
UPLOADS = "不符合“电子病历、处方、购药、实名认证记录上传结算系统”（已上传的记录 {}，已开具处方 {}，本次购药 {}）"
UPLOADS_EN = (
    "not met: Medical record and authentication are uploaded, and so are prescription and purchase if there are any "
    "(records_uploaded {}, prescription_issued {}, drugs_bought {})"
)
FABRICATED = "申报多于信息流、资金流、物流所示，可能虚构医疗服务"
FABRICATED_EN = "more is filed than the three flows show: a service may be fabricated"
UNPAID: dict[str, Any] = {"/records/flows": {"paid": "0.01"}}
EVERYONE = {"guidance_price": "ceiling", "guidance_price_binds": "everyone"}
CALL = {"/lines/0/category": "teleconsultation", "/lines/0/amount": "80.00"}
OUT = {**CALL, "/visit/inviting_area": "220100", "/visit/invited_area": "110100", "/policy/prices": [{**MADE_UP, "price": "60.00", "area": "110100"}]}
IN = {**CALL, "/visit/inviting_area": "110100", "/visit/invited_area": "220100", "/policy/prices": [{**MADE_UP, "price": "60.00", "area": "220100"}]}
ROWS = (
    Row(
        "tianjin-2020",
        "第七条第1句a",
        "over_ceiling",
        "published_price",
        "tianjin-revisit",
        {"/lines/0/amount": "20.01"},
        ("L1",),
        "收费超过公布的价格标准：L1 收费20.01元，至多20.00元",
        "charged above the published price standard: L1 20.01 charged, at most 20.00",
    ),
    Row(
        "tianjin-2020",
        "第八条第3句",
        "reinvented_item",
        "item_is_not_reinvented",
        "tianjin-revisit",
        {"/policy/items/0/derived": "split"},
        ("L1",),
        f"以变换表述、拆分内涵、增加非医疗步骤增设项目：{SPLIT}",
        f"an existing item was reworded, split or padded: {SPLIT_EN}",
    ),
    Row(
        "tianjin-2020",
        "第十八条第1句",
        "online_offline_mixed",
        "line_is_marked_online",
        "tianjin-revisit",
        {"/lines/0/mode": "untagged"},
        ("L1",),
        "申报未区分线上线下费用：L1 不符合“申报费用区分线上线下”（线上线下标识 untagged）",
        f"online and offline charges are not told apart: L1 {MIXED_EN}",
    ),
    Row(
        "tianjin-2020",
        "第二十二条b",
        "missing_upload",
        "records_are_uploaded",
        "tianjin-revisit",
        {"/records/uploaded": ["medical_record"]},
        (),
        f"应上传的记录未上传：{UPLOADS.format('电子病历', '是', '否')}",
        f"records that are due were not uploaded: {UPLOADS_EN.format('medical_record', 'yes', 'no')}",
    ),
    Row(
        "tianjin-2020",
        "第二十二条e",
        "fabricated_service",
        None,
        "tianjin-revisit",
        UNPAID,
        (),
        f"{FABRICATED}：申报20.00元，资金流0.01元",
        f"{FABRICATED_EN}: 20.00 filed, 0.01 paid",
    ),
    Row(
        "wenzhou-2021",
        "第九条第一款a",
        "over_ceiling",
        "published_price",
        "wenzhou-revisit",
        {"/lines/0/category": "test", "/lines/0/amount": "10.01"},
        ("L1",),
        "收费超过公布的价格标准：L1 收费10.01元，至多10.00元",
        "charged above the published price standard: L1 10.01 charged, at most 10.00",
    ),
    Row(
        "wenzhou-2021",
        "第十条第二款b",
        "reinvented_item",
        "item_is_not_reinvented",
        "wenzhou-revisit",
        {"/policy/items/0/derived": "split"},
        ("L1",),
        f"以变换表述、拆分内涵、增加非医疗步骤增设项目：{SPLIT}",
        f"an existing item was reworded, split or padded: {SPLIT_EN}",
    ),
    Row(
        "wenzhou-2021",
        "第十二条第二款a",
        "over_ceiling",
        "public_revisit_price",
        "wenzhou-revisit",
        {"/lines/0/amount": "10.01", "/policy/items/0/ceiling": "30.00"},
        ("L1",),
        "复诊收费超过公立医院普通门诊诊察类项目价格：L1 收费10.01元，至多10.00元",
        "a revisit is charged above the public ordinary outpatient price: L1 10.01 charged, at most 10.00",
    ),
    Row(
        "wenzhou-2021",
        "第十二条第二款a",
        "over_ceiling",
        "market_revisit_ceiling",
        "wenzhou-revisit",
        {"/lines/0/amount": "10.01", "/policy/items/0/need": "non_basic"},
        ("L1",),
        "复诊收费超过公立医院普通门诊诊察类项目价格：L1 收费10.01元，至多10.00元",
        "a revisit is charged above the public ordinary outpatient price: L1 10.01 charged, at most 10.00",
        {"market_revisit_price": "article_12"},
    ),
    Row(
        "wenzhou-2021",
        "第二十三条a",
        "online_offline_mixed",
        "line_is_marked_online",
        "wenzhou-revisit",
        {"/lines/1/mode": "untagged"},
        ("L2",),
        "申报未区分线上线下费用：L2 不符合“申报费用区分线上线下”（线上线下标识 untagged）",
        f"online and offline charges are not told apart: L2 {MIXED_EN}",
    ),
    Row(
        "wenzhou-2021",
        "第二十六条b",
        "missing_upload",
        "records_are_uploaded",
        "wenzhou-revisit",
        {"/records/uploaded": []},
        (),
        f"应上传的记录未上传：{UPLOADS.format('无', '是', '是')}",
        f"records that are due were not uploaded: {UPLOADS_EN.format('none', 'yes', 'yes')}",
    ),
    Row(
        "wenzhou-2021",
        "第二十六条d",
        "fabricated_service",
        None,
        "wenzhou-revisit",
        UNPAID,
        (),
        f"{FABRICATED}：申报210.00元，资金流0.01元",
        f"{FABRICATED_EN}: 210.00 filed, 0.01 paid",
    ),
    Row(
        "jilin-2020",
        "一第1句e",
        "over_ceiling",
        "ordinary_consultation_price",
        "jilin-revisit",
        {"/lines/0/amount": "15.01", "/agreements": [], "/policy/items/0/ceiling": "15.00"},
        ("L1",),
        "复诊收费超过普通门诊诊察项目价格：L1 收费15.01元，至多15.00元",
        "a revisit is charged above the ordinary consultation: L1 15.01 charged, at most 15.00",
        {"guidance_price": "ceiling"},
    ),
    Row(
        "jilin-2020",
        "一第1句e",
        "over_ceiling",
        "ordinary_consultation_price_if_it_binds",
        "jilin-non-public",
        {"/agreements": [], "/policy/items/0/ceiling": "15.00"},
        ("L1",),
        "复诊收费超过普通门诊诊察项目价格：L1 收费50.00元，至多15.00元",
        "a revisit is charged above the ordinary consultation: L1 50.00 charged, at most 15.00",
        EVERYONE,
    ),
    Row(
        "jilin-2020",
        "一第1句f",
        "over_ceiling",
        "price_of_the_staff_level",
        "jilin-revisit",
        {"/lines/0/amount": "15.01"},
        ("L1",),
        "复诊收费超过医务人员级别的价格：L1 收费15.01元，至多15.00元",
        "a revisit is charged above the price for the staff level: L1 15.01 charged, at most 15.00",
        {"guidance_price": "ceiling"},
    ),
    Row(
        "jilin-2020",
        "一第1句f",
        "over_ceiling",
        "price_of_the_staff_level_if_it_binds",
        "jilin-non-public",
        {"/policy/prices/0/kind": "ceiling"},
        ("L1",),
        "复诊收费超过医务人员级别的价格：L1 收费50.00元，至多15.00元",
        "a revisit is charged above the price for the staff level: L1 50.00 charged, at most 15.00",
        EVERYONE,
    ),
    Row(
        "jilin-2020",
        "一第3句",
        "over_ceiling",
        "price_at_the_invited_side",
        "jilin-revisit",
        OUT,
        ("L1",),
        "远程会诊收费超过受邀方所在地价格：L1 收费80.00元，至多60.00元",
        "a teleconsultation is charged above the price at the invited side: L1 80.00 charged, at most 60.00",
    ),
    Row(
        "jilin-2020",
        "一第3句",
        "over_ceiling",
        "price_at_the_invited_side_if_it_is_covered",
        "jilin-revisit",
        IN,
        ("L1",),
        "远程会诊收费超过受邀方所在地价格：L1 收费80.00元，至多60.00元",
        "a teleconsultation is charged above the price at the invited side: L1 80.00 charged, at most 60.00",
        {"outside_invites": "covered"},
    ),
    Row(
        "jilin-2020",
        "五第2句b",
        "fabricated_service",
        None,
        "jilin-revisit",
        UNPAID,
        (),
        f"{FABRICATED}：申报15.00元，资金流0.01元",
        f"{FABRICATED_EN}: 15.00 filed, 0.01 paid",
    ),
    Row(
        "changzhou",
        "第31段b",
        "missing_upload",
        "details_are_uploaded",
        "changzhou-visit",
        {"/records/uploaded": ["service"]},
        (),
        "应上传的医药服务、结算清单、收费明细未上传：不符合“上传医药服务、医保结算清单、收费明细”（已上传的记录 医药服务）",
        "service, settlement list or fee details that are due were not uploaded: "
        "not met: Service, settlement list and fee details are uploaded (records_uploaded service)",
    ),
)
HERE = [row for row in ROWS if row.measure in DECLARED]
NATIONAL = ("national-2021-735", "条例第三十八条（二）", "duplicate_prescription", None)


@pytest.mark.parametrize("row", HERE, ids=lambda row: f"{row.measure}-{row.clause}-{row.sign or row.act}")
def test_a_declared_detection_shows_its_act(row: Row, claim: Callable[..., Claim]) -> None:
    """The base claim shows nothing; with the change its clause suspects the institution, once, with the figures."""
    good = decide(claim(row.base), readings=row.readings)
    bad = decide(claim(row.base, row.changes), readings=row.readings)

    found = [one for one in detect([bad]) if one.clause == row.clause]

    assert detect([good]) == ()
    assert found == [
        Suspicion(
            row.act,  # type: ignore[arg-type]
            "institution",
            row.measure,
            row.clause,
            bad.claim.service_date,
            (bad.claim.claim_id,),
            row.lines,  # type: ignore[arg-type]
            row.zh,
            row.en,
            (outcome_digest(bad),),
        )
    ]
    assert row.sign is None or row.sign in {one.rule.name for one in bad.violation.suspicions}


def test_every_installed_plugin_loads() -> None:
    """A detection that does not hold would take its measure out, and its visits above with it."""
    assert installed().broken == ()


@pytest.mark.parametrize("measure", DECLARED)
def test_every_declared_detection_and_each_of_its_signs_is_shown_above(measure: str) -> None:
    """What a measure declares is what the rows hold: nothing more, and none of it untried."""
    detections = [one for stage in STAGES for one in DECLARED[measure].rules[stage] if isinstance(one, Detection)]
    declared = {(measure, one.clause, one.act, sign) for one in detections for sign in one.signs or (None,)}

    assert declared == {row[:4] for row in (*ROWS, NATIONAL) if row[0] == measure}


def test_the_regulation_suspects_a_drug_prescribed_again_where_it_is_switched_on(claim: Callable[..., Claim]) -> None:
    """Beside whatever governs, from the day of its entry into force; switched off, nobody is suspected."""

    def filed(id: str, on: str, **options: Any) -> Outcome:
        changes = {"/claim_id": id, "/service_date": on, "/patient/reference": "P1", "/lines": [line("L1", days_supplied="30")]}
        return decide(claim("national-revisit", changes), baseline=True, **options)

    on = {"reported": ["national-2021-735"]}
    (one,) = detect([filed("V2", "2021-06-10", **on), filed("V1", "2021-06-01", **on)])

    assert (one.measure, one.clause, one.act, one.actor) == (*NATIONAL[:3], "institution")
    assert one.zh == "此前开的药未用完又开，可能重复开药：A在2021-06-01已开30天的量，2021-06-10又开"
    assert one.en.startswith("a drug is prescribed again before it is used up: it may be prescribed twice: A: 30 days' supply")
    assert detect([filed("V2", "2021-06-10"), filed("V1", "2021-06-01")]) == ()
    assert detect([filed("V2", "2021-05-10", **on), filed("V1", "2021-04-30", **on)]) == ()


# Declarations.


@pytest.mark.parametrize(
    ("detection", "message"),
    [
        (attrs.evolve(over, act="over_celing"), "x-1: the detection of 第二条: 'over_celing' is no act; did you mean 'over_ceiling'"),
        (attrs.evolve(over, actor="institutio"), "'institutio' is no actor; did you mean 'institution'"),
        (attrs.evolve(over, signs=("published_prize",)), "x-1 has no rule 'published_prize'; did you mean 'published_price'"),
        (attrs.evolve(over, clause="第九条"), "x-1 has no clause '第九条'; did you mean"),
        (attrs.evolve(over, signs=()), "one of the two"),
        (attrs.evolve(over, across=more_filed_than_flowed), "one of the two"),
        (attrs.evolve(over, signs=("trace_code_is_scanned",)), "nobody is ever suspected by rule 'trace_code_is_scanned'.*what follows is advice"),
        (attrs.evolve(over, signs=("published_price", "institution_is_here")), "rule 'institution_is_here'.*what follows is not_governed"),
    ],
)
def test_a_detection_that_cannot_hold_is_refused_when_the_plugin_loads(detection: Detection, message: str) -> None:
    """The fault names the clause, and the near match."""
    broken = plugins_with(detection).broken

    with pytest.raises(BadDeclaration, match=message):
        raise broken[0].error


def test_a_detection_that_is_declared_twice_is_refused() -> None:
    """Another act or actor under the same clause is another detection."""
    twice = plugins_with(over, attrs.evolve(over, zh="又一")).broken
    other = attrs.evolve(over, actor="physician"), attrs.evolve(over, act="duplicate_charge")

    with pytest.raises(BadDeclaration, match="the detection of over_ceiling by the institution is declared twice for 第二条"):
        raise twice[0].error
    assert plugins_with(over, *other).broken == ()


def test_detections_change_no_outcome() -> None:
    """With them and without them a visit is decided the same, to the byte."""
    bare, full = (
        decide(visit("V1", "2021-06-01", line(mode="untagged")).claim, installed=installed) for installed in (plugins_with(), plugins_with(*ALL))
    )

    assert outcome_document(bare) == outcome_document(full)
    assert len(detect([full])) == 1
    assert detect([bare]) == ()


# What goes in.


def test_references_flows_and_days_change_nothing_but_the_digest_of_the_claim() -> None:
    """What only detections ask for bears on no answer and on no amount, and is written as it was read."""
    plain = visit("V1", "2021-06-01", line())
    stated = visit(
        "V1", "2021-06-01", line(days_supplied="7.5"), patient={"reference": "P1"}, records={"flows": {"paid": "10.00", "recorded": GOODS}}
    )
    one, other = outcome_document(plain), outcome_document(stated)
    one["receipt"].pop("input_digest")
    other["receipt"].pop("input_digest")

    assert one == other
    assert claim_from(claim_document(stated.claim)) == stated.claim
    assert claim_document(stated.claim)["records"] == {"flows": {"recorded": GOODS, "paid": "10.00"}}


@pytest.mark.parametrize("reference", ["张三", "110101199003071234", "13800138000"])
def test_a_name_or_a_number_of_a_document_is_no_reference(reference: str) -> None:
    """A patient's reference is the caller's own."""
    with pytest.raises(InvalidDocument, match="/patient/reference"):
        supply("V1", "2021-06-01", patient=reference)


def test_a_patients_reference_stands_in_no_suspicion() -> None:
    """It puts visits side by side, and goes out nowhere."""
    decided = [supply(f"V{day}", f"2021-06-0{day}", DAYS_30, patient="KEYED-17") for day in (1, 2)]

    document = json.dumps([suspicions_document(decided), *map(outcome_document, decided)], ensure_ascii=False)

    assert "duplicate_prescription" in document
    assert "KEYED-17" not in document


# What becomes of a suspicion.


def opened(suspicion: Suspicion) -> tuple[Record, Proceeding]:
    """A record with the proceeding that the suspicion begins."""
    proceeding = proceeding_of(suspicion, "P-1", date(2021, 7, 1), "示例经办机构")
    return Record("I-1", "990000", proceedings=(proceeding,)), proceeding  # type: ignore[arg-type]


def test_a_suspicion_begins_a_proceeding_and_verifies_nothing() -> None:
    """The first event is the suspicion with its reason and evidence; the record reads back the same."""
    outcome = visit("V1", "2021-06-01", line(mode="untagged"), line("L2"))
    (suspicion,) = detect([outcome])
    record, proceeding = opened(suspicion)
    (begun,) = proceeding.events

    assert (proceeding.act, proceeding.actor, proceeding.occurred_on) == ("online_offline_mixed", "institution", date(2021, 6, 1))
    assert (proceeding.claims, proceeding.lines) == ({"V1"}, {"L1"})
    assert (begun.kind, begun.on, begun.by, begun.reason, begun.evidence) == (
        "suspected",
        date(2021, 7, 1),
        "示例经办机构",
        suspicion.zh,
        outcome_digest(outcome),
    )
    assert record_from(json.loads(json.dumps(record_document(record)))) == record
    assert [one.state for one in progress(record, date(2021, 7, 1), installed=X)] == ["suspected"]


def test_a_proceeding_concerns_the_visit_in_which_the_act_lies() -> None:
    """The earlier prescription is evidence and no breach; the digests of both outcomes make one."""
    first, second = supply("V1", "2021-06-01", DAYS_30), supply("V2", "2021-06-02", line())
    (suspicion,) = [one for one in detect([first, second]) if one.act == "duplicate_prescription"]
    _, proceeding = opened(suspicion)

    assert proceeding.claims == {"V2"}
    assert proceeding.lines == {"L1"}
    assert proceeding.events[0].evidence == suspicion.evidence == digest([outcome_digest(second), outcome_digest(first)])


def test_where_the_lines_are_not_known_the_proceeding_leaves_them_open() -> None:
    """Not known is not none."""
    (suspicion,) = detect([visit(records={"flows": {"paid": "0.00", "recorded": GOODS, "handed_over": GOODS}})])

    assert opened(suspicion)[1].lines is None


def test_a_long_reason_is_cut_so_that_the_record_can_be_read() -> None:
    """At the length that a record allows."""
    (suspicion,) = detect([visit("V1", "2021-06-01", line(mode="untagged"))])
    record, proceeding = opened(attrs.evolve(suspicion, zh="长" * 2001))
    exactly = opened(attrs.evolve(suspicion, zh="长" * 2000))[1]

    assert proceeding.events[0].reason == "长" * 1999 + "…"
    assert exactly.events[0].reason == "长" * 2000
    assert record_from(record_document(record)) == record


def test_the_document_has_the_suspicions_and_what_could_not_be_seen() -> None:
    """What is missing stands with its name in both languages."""
    undated = plugins_with(mixed, flows, measure=attrs.evolve(MEASURE, since=None))
    outcome = visit("V1", "2021-06-01", line(mode="untagged"), installed=undated)

    assert suspicions_document([outcome]) == {
        "schema": "yibao.suspicions/1",
        "suspicions": [
            {
                "act": "online_offline_mixed",
                "actor": "institution",
                "measure": "x-1",
                "clause": "第三条",
                "on": "2021-06-01",
                "claims": ["V1"],
                "lines": ["L1"],
                "reason": "混报：L1 不符合“标明线上”（线上线下标识 untagged）",
                "reason_en": "mixed up: L1 not met: The filing marks the charge as an online one (line_mode untagged)",
                "outcomes": [outcome_digest(outcome)],
                "evidence": outcome_digest(outcome),
                "missing": [
                    {
                        "path": "/policy/in_force[measure=x-1]",
                        "zh": "办法自何日起施行：由使用者说明，并注明来源",
                        "en": "from when the measure is in force: the operator states it, with a source",
                    }
                ],
            }
        ],
        "unseen": [
            {
                "act": "fabricated_service",
                "measure": "x-1",
                "clause": "第四条",
                "claim": "V1",
                "missing": [
                    {"path": "/records/flows", "zh": "信息流、资金流、物流的内容", "en": "what the flows of information, money and goods say"}
                ],
            }
        ],
    }


def test_every_path_that_can_be_missing_has_a_name_in_both_languages() -> None:
    """None is told by its path alone."""
    decided = [
        visit("V1", "2021-06-01", line(quantity=None), patient={"reference": "P1"}, records={"flows": {"recorded": GOODS}}),
        visit("V2", "2021-06-02", line(), patient={"reference": "P1"}, records={"flows": {}}),
        visit("V3", "2021-06-03", line(item=None, prescribed=None)),
    ]
    missing = [one for unseen_one in suspicions_document(decided)["unseen"] for one in unseen_one["missing"]]

    assert {one["path"].rsplit("/", 1)[-1] for one in missing} == {
        "quantity", "handed_over", "paid", "recorded", "flows", "item", "prescribed", "reference", "days_supplied"
    }  # fmt: skip
    assert all("/" not in one["zh"] + one["en"] for one in missing)
