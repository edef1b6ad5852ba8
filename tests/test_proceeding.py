"""Does a proceeding have effects only once it may, and does a claim see them from the right day on?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from yibao import decide, outcome_document, with_record
from yibao.claim import Claim
from yibao.errors import InvalidDocument
from yibao.plugins import installed
from yibao.policy import InForce, Policy
from yibao.proceeding import MEASURES, ON_AGREEMENTS, effects, progress
from yibao.proceeding_report import proceedings_document
from yibao.record import MOVES, Event, Move, Proceeding, Record

REGIONS = {"120000": "tianjin", "330300": "wenzhou", "320400": "changzhou", "220000": "jilin", "130000": "hebei"}
AREAS = [area for area, region in REGIONS.items() if region in {plugin.region for plugin in installed().loaded}]
needs_a_region = pytest.mark.skipif(not AREAS, reason="no region is installed")
needs_wenzhou = pytest.mark.skipif("330300" not in AREAS, reason="Wenzhou is not installed")
STARTS = tuple(InForce(id, "test", date(2021, 1, 1)) for id, area in (("changzhou", "320400"), ("hebei", "130000")) if area in AREAS)
AGENCIES = ["经办机构", "市医保中心", "医疗保障部门", "医疗保障行政部门", "医保部门", "卫健委"]


class Proceedings(RuleBasedStateMachine):
    """Steps come as they like; effects follow from executed measures alone, and nothing is measured before it may."""

    def __init__(self) -> None:
        super().__init__()
        self.moves: tuple[Move, ...] = ()

    @initialize(
        area=st.sampled_from(AREAS or [""]),
        actor=st.sampled_from(["institution", "physician", "nurse", "pharmacist", "patient", "pharmacy"]),
        act=st.sampled_from(["fabricated_service", "swapped_item", "other"]),
        fraud=st.sampled_from([None, True, False]),
    )
    def begin(self, area: str, actor: Any, act: Any, fraud: bool | None) -> None:
        """An act of somebody in some area."""
        self.area, self.actor, self.act, self.fraud = area, actor, act, fraud
        self.today = date(2021, 4, 1)
        self.add("suspected")

    @rule(kind=st.sampled_from(sorted(MOVES)), data=st.data())
    def step(self, kind: str, data: st.DataObject) -> None:
        """Any step at all, by any agency."""
        said: dict[str, Any] = {}
        self.today += timedelta(days=data.draw(st.integers(0, 60)))
        if kind == "routed":
            said["nature"] = data.draw(st.sampled_from([None, "agreement", "administrative", "criminal"]))
        if kind == "verified":
            said["listed"] = data.draw(st.sampled_from([None, True, False]))
        if kind == "measured":
            said["sanction"] = data.draw(st.sampled_from([*MEASURES, "nonsense"]))
            said["agreement"] = data.draw(st.sampled_from([None, "main", "supplementary"]))
            said["until"] = data.draw(st.none() | st.integers(0, 2500).map(lambda days: self.today + timedelta(days=days)))
        if kind in ("executed", "withdrawn", "appealed", "appeal_decided"):
            said["of"] = data.draw(st.sampled_from([one.id for one in self.moves]))
        if kind == "appeal_decided":
            said["result"] = data.draw(st.sampled_from(["upheld", "revoked"]))
        self.add(kind, data.draw(st.sampled_from(AGENCIES)), **said)

    def add(self, kind: Any, by: str = "经办机构", **said: Any) -> None:
        """Put a step down."""
        self.moves = (*self.moves, Move(f"p.{len(self.moves)}", kind, self.today, by, "test", **said))  # type: ignore[arg-type]

    def record(self, moves: tuple[Move, ...] | None = None) -> Record:
        """The record with the proceeding."""
        one = Proceeding("p", self.act, self.actor, date(2021, 4, 1), moves or self.moves, "d-7", fraud=self.fraud)  # type: ignore[arg-type]
        signed = Event("m", "signed", "main", date(2020, 1, 1), "test")  # type: ignore[arg-type]
        return Record("i", self.area, (signed,), proceedings=(one,), policy=Policy(in_force=STARTS))  # type: ignore[arg-type]

    @invariant()
    def no_measure_stands_before_verification_unless_the_clause_speaks_of_suspicion(self) -> None:
        """Whatever stands was decided on a verified act, or under a clause on suspected ones."""
        if not self.moves:
            return
        [one] = progress(self.record(), self.today)
        verified = [taken.move.on for taken in one.taken if taken.move.kind == "verified" and taken.state == "verified" and taken.answer != "not_met"]
        for measure in one.measures:
            under = measure.consequence
            assert (under is not None and under.on_suspicion) or (verified and min(verified) <= measure.move.on)
            if under is not None:
                named = measure.sanction.agency if measure.sanction and measure.sanction.agency else under.agency
                assert named in (measure.move.by, "条文未写明")

    @invariant()
    def only_executed_measures_have_effects(self) -> None:
        """Each effect on an agreement stems from a measure that was executed, and not before that day."""
        if not self.moves:
            return
        found = progress(self.record(), self.today)
        executed = {measure.move.id: measure.executed for one in found for measure in one.measures if measure.move.sanction in ON_AGREEMENTS}
        for event in effects(found):
            assert executed[event.id] is not None
            assert event.on >= executed[event.id]

    @invariant()
    def a_refused_step_changes_nothing(self) -> None:
        """Without the steps that were refused the proceeding stands just as it does with them."""
        if not self.moves:
            return
        [one] = progress(self.record(), self.today)
        allowed = tuple(taken.move for taken in one.taken if str(taken.answer) not in ("not_met", "undetermined"))
        if allowed:
            [without] = progress(self.record(allowed), self.today)
            assert (without.state, without.measures) == (one.state, one.measures)

    @invariant()
    def a_day_depends_on_steps_up_to_it_alone(self) -> None:
        """Later steps do not count."""
        if not self.moves:
            return
        middle = self.moves[len(self.moves) // 2].on
        so_far = self.record(tuple(move for move in self.moves if move.on <= middle))
        whole = self.record()
        assert proceedings_document(whole, middle, progress(whole, middle)) == proceedings_document(so_far, middle, progress(so_far, middle))


Proceedings.TestCase.settings = settings(max_examples=80, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
TestProceedings = needs_a_region(Proceedings.TestCase)


def suspension(since: date) -> Record:
    """A hospital in Wenzhou whose main agreement is suspended by proceeding p1."""
    events = (
        Event("m1", "signed", "main", date(2020, 1, 1), "test", until=date(2024, 12, 31)),  # type: ignore[arg-type]
        Event("s1", "signed", "supplementary", date(2020, 12, 15), "test", until=date(2024, 12, 31)),  # type: ignore[arg-type]
    )
    moves = (
        Move("a", "suspected", date(2021, 3, 10), "经办机构", "test"),  # type: ignore[arg-type]
        Move("b", "verified", date(2021, 3, 11), "经办机构", "test"),  # type: ignore[arg-type]
        Move("c", "routed", date(2021, 3, 11), "经办机构", "test", nature="agreement"),  # type: ignore[arg-type]
        Move("d", "measured", date(2021, 3, 12), "经办机构", "test", sanction="suspend_agreement", agreement="main"),  # type: ignore[arg-type]
        Move("e", "executed", since, "经办机构", "test", of="d"),  # type: ignore[arg-type]
    )
    one = Proceeding("p1", "swapped_item", "institution", date(2021, 3, 9), moves)  # type: ignore[arg-type]
    return Record("inst-1", "330300", events, proceedings=(one,))  # type: ignore[arg-type]


@pytest.fixture
def visit(claim: Callable[..., Claim]) -> Claim:
    """A visit in Wenzhou on 2021-04-15 that does not state its agreements."""
    return attrs.evolve(claim("wenzhou-revisit"), agreements=None)


READINGS = {"physical_institution": "own_host"}


@needs_wenzhou
@pytest.mark.parametrize(("executed", "payable"), [("2021-04-16", "met"), ("2021-04-15", "not_met"), ("2021-04-14", "not_met")])
def test_a_visit_is_refused_from_the_day_of_the_suspension_on_and_names_the_proceeding(visit: Claim, executed: str, payable: str) -> None:
    """A visit is refused from the day on which the measure is executed, under the names of proceeding and clause; before it nothing changes."""
    outcome = outcome_document(decide(with_record(visit, suspension(date.fromisoformat(executed))), readings=READINGS))
    assert outcome["verdict"]["payable"] == payable
    named = {(one["on"], one["status"], one["clause"], one["proceeding"]) for one in outcome.get("effects", ())}
    both = {("main_agreement", "suspended", None, "p1"), ("supplementary_agreement", "suspended", "第二十二条第一款", "p1")}
    assert named == (both if payable == "not_met" else set())


@needs_wenzhou
def test_events_after_the_day_of_service_do_not_count(visit: Claim) -> None:
    """A record that goes on says the same of an earlier day."""
    record = suspension(date(2021, 5, 1))
    short = attrs.evolve(record, proceedings=())
    assert with_record(visit, record).agreements == with_record(visit, short).agreements


@needs_wenzhou
def test_a_claim_that_states_its_agreements_is_not_decided_with_a_record(claim: Callable[..., Claim]) -> None:
    """What the record says the claim may not say, too."""
    with pytest.raises(InvalidDocument, match="/agreements"):
        with_record(claim("wenzhou-revisit"), suspension(date(2021, 5, 1)))


@needs_wenzhou
def test_a_record_of_another_area_is_refused(visit: Claim) -> None:
    """The record has to be of the claim's institution's area."""
    with pytest.raises(InvalidDocument, match="/institution/area"):
        with_record(visit, attrs.evolve(suspension(date(2021, 5, 1)), area="120000"))


@needs_wenzhou
@pytest.mark.parametrize(("steps", "fund"), [(1, "126.00"), (2, "6.00")])
def test_payment_is_refused_only_once_the_act_is_verified(visit: Claim, steps: int, fund: str) -> None:
    """A line filed in breach is paid while the breach is only suspected, and refused once it is verified."""
    record = suspension(date(2021, 5, 1))
    one = record.proceedings[0]
    concerned = attrs.evolve(one, events=one.events[:steps], claims=frozenset({visit.claim_id}), lines=frozenset({"L2"}))
    verified = attrs.evolve(
        concerned, events=tuple(attrs.evolve(move, evidence="0" * 64) if move.kind == "verified" else move for move in concerned.events)
    )
    outcome = outcome_document(decide(with_record(visit, attrs.evolve(record, proceedings=(verified,))), readings=READINGS))
    assert outcome["amounts"]["fund"] == fund
