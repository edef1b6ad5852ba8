"""What holds for every region that is installed: its cases pass, its clauses are accounted for, its order is the law's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from yibao.areas import select
from yibao.claim import Claim
from yibao.conformance.cases import Case, cases
from yibao.conformance.coverage import coverage
from yibao.conformance.own import can_answer
from yibao.conformance.running import run
from yibao.errors import NoMeasureInForce
from yibao.facts import FACTS
from yibao.flow import decide
from yibao.plugins import STAGES, Declared, Plugins, installed
from yibao.readings import GENERAL
from yibao.rules import Rule
from yibao.words import Unknown

DECLARED = [declared for plugin in installed().loaded for declared in plugin.measures]
REGIONS = {plugin.region for plugin in installed().loaded}
CASES = [case for case in cases(installed().loaded) if can_answer(case, installed())]
by_measure = pytest.mark.parametrize("declared", DECLARED, ids=lambda one: one.measure.id)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_comes_out_as_the_text_says(case: Case, plugins: Plugins) -> None:
    """What was expected from reading the text is what is decided."""
    assert run(case, plugins).mismatches == ()


@by_measure
def test_every_clause_is_accounted_for(declared: Declared, plugins: Plugins) -> None:
    """Every clause has a rule or a status that says why not; every executable one has cases on both sides."""
    covered = coverage(plugins)[declared.measure.id]

    assert covered["unaccounted"] == []
    assert covered["executable_without_case"] == []


@by_measure
def test_rules_stand_in_the_order_of_the_articles(declared: Declared) -> None:
    """Within a stage, a region's file reads like its measure."""
    order = list(declared.measure.by_id)

    for stage in STAGES:
        places = [order.index(rule.clause) for rule in declared.rules[stage]]
        assert places == sorted(places), stage


@by_measure
def test_a_rule_says_what_it_wants_in_both_languages(declared: Declared) -> None:
    """Every rule has its reason in Chinese and in English."""
    for stage in STAGES:
        for rule in declared.rules[stage]:
            assert any("\u4e00" <= letter <= "\u9fff" for letter in rule.zh), rule
            assert rule.en.isascii() or "“" in rule.en, rule
            assert len(rule.en) > 10


@by_measure
def test_the_first_and_last_days_select_the_measure_and_the_days_outside_do_not(declared: Declared, plugins: Plugins) -> None:
    """A measure governs its area from its first day to its last, and no day more."""
    measure = declared.measure
    if measure.since is None or measure.prefix == "":
        pytest.skip("the measure's dates are not known, or it is national guidance")

    def selected(day: Any) -> str | None:
        try:
            return select(plugins, measure.area, day).declared.measure.id
        except NoMeasureInForce:
            return None

    assert selected(measure.since) == measure.id
    assert selected(measure.since - timedelta(days=1)) != measure.id
    if measure.until is not None:
        assert selected(measure.until) == measure.id
        assert selected(measure.until + timedelta(days=1)) != measure.id


@by_measure
def test_every_reading_of_a_region_is_used_by_one_of_its_rules(declared: Declared) -> None:
    """A reading that no rule asks for would be a choice without effect."""
    asked = {
        name
        for stage in STAGES
        for rule in declared.rules[stage]
        if isinstance(rule, Rule)
        for name in (*rule.parameters, *rule.when_parameters, *(rule.under or ())[:1])
    }

    asked = asked.union(*(one.readings for one in declared.procedures))

    assert {one.name for one in declared.readings} <= asked


@pytest.mark.skipif(not {"tianjin", "wenzhou", "hebei", "jilin", "changzhou"} <= REGIONS, reason="a reading may be asked by one region alone")
def test_general_readings_are_used() -> None:
    """Every general reading is asked for by a fact, a rule or a stage."""
    of_stages = {"law_date", "repeal_day", "start_day", "rounding", "over_standard", "breach_outside_audit_conditions", "refused_fee_bearer"}
    of_facts = {name for fact in FACTS.values() for name in fact.readings}
    of_rules = {
        name
        for declared in DECLARED
        for stage in STAGES
        for rule in declared.rules[stage]
        if isinstance(rule, Rule)
        for name in (*rule.parameters, *(rule.under or ())[:1])
    }
    of_records = {"first_day", "rest_day", "after_period", "suspension_end"}.union(
        *(one.readings for declared in DECLARED for one in declared.procedures)
    )
    assert {one.name for one in GENERAL} <= of_stages | of_facts | of_rules | of_records


def test_a_claim_may_leave_everything_out(claim: Callable[..., Claim]) -> None:
    """A claim with nothing but its reference, area, day and a line is decided: everything is undetermined, nothing is paid."""
    for declared in DECLARED:
        measure = declared.measure
        if measure.prefix == "":
            continue
        from yibao.codec import claim_from

        bare = claim_from(
            {
                "schema": "yibao.claim/1",
                "claim_id": "bare",
                "area": measure.area,
                "service_date": str(measure.since or measure.issued or "2021-06-01"),
                "lines": [{"id": "L1", "category": "consultation", "amount": "10.00"}],
            }
        )
        outcome = decide(bare)
        assert str(outcome.settlement.payable) in ("undetermined", "text_missing")
        assert isinstance(outcome.settlement.parts.fund, Unknown)
