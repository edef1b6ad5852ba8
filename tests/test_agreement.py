"""Does a record lead only where the declared procedure leads, whatever happens in it?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from yibao.agreement import LIFE, RUNNING, follow
from yibao.course import Trace, trace_document
from yibao.errors import BadDeclaration, InvalidDocument
from yibao.measures import Measure
from yibao.plugins import Plugins, installed
from yibao.policy import InForce, Policy
from yibao.procedure import AGENCY, Clock, Procedure, Step, check
from yibao.record import KINDS, Event, Record

PROCEDURES = [(declared.measure, procedure) for plugin in installed().loaded for declared in plugin.measures for procedure in declared.procedures]
AREAS = {measure.id: measure.area for measure, _ in PROCEDURES}
needs_a_procedure = pytest.mark.skipif(not PROCEDURES, reason="no region with a procedure is installed")


def event(number: int, kind: str, agreement: str, on: date, **said: Any) -> Event:
    """An event of a kind, with what its kind must say."""
    about = KINDS[kind]
    if about.results and about.must_say and "result" not in said:
        said["result"] = about.results[0]
    if about.causes and about.must_say and "cause" not in said:
        said["cause"] = about.causes[0]
    return Event(f"e{number}", kind, agreement, on, "test", **said)  # type: ignore[arg-type]


def record(measure: Measure, events: tuple[Event, ...]) -> Record:
    """A record in the measure's area; where its text does not say so, the operator says from when it is in force."""
    stated = () if measure.since or measure.issued else (InForce(measure.id, "test", date(2021, 1, 1)),)
    return Record("inst-1", measure.area, events, policy=Policy(in_force=stated))  # type: ignore[arg-type]


class Histories(RuleBasedStateMachine):
    """Events come as they like; the application moves only along declared steps, and everything can be replayed."""

    def __init__(self) -> None:
        super().__init__()
        self.events: tuple[Event, ...] = ()

    @initialize(chosen=st.sampled_from(PROCEDURES or [None]), designated=st.booleans())
    def begin(self, chosen: Any, designated: bool) -> None:
        """A procedure, and an institution that is designated or not."""
        self.measure, self.procedure = chosen
        self.today = max(self.measure.since or self.measure.issued or date(2021, 1, 1), date(2021, 1, 4))
        if designated and self.procedure.agreement == "supplementary":
            self.add(event(0, "signed", "main", date(2020, 1, 1), until=date(2030, 12, 31)))

    @rule(days=st.integers(0, 400), data=st.data())
    def anything(self, days: int, data: st.DataObject) -> None:
        """Any event at all."""
        kind = data.draw(st.sampled_from(sorted(KINDS)))
        self.happen(days, kind, data)

    @precondition(lambda self: bool(self.events))
    @rule(days=st.integers(0, 40), data=st.data())
    def something_possible(self, days: int, data: st.DataObject) -> None:
        """An event that the procedure allows next."""
        possible = self.trace().courses[self.procedure.agreement].possible
        if possible:
            name = data.draw(st.sampled_from([one.step.event for one in possible]))
            kind, _, word = name.partition(":")
            self.happen(days, kind, data, word)

    def happen(self, days: int, kind: str, data: st.DataObject, word: str = "") -> None:
        """Something happens, some days later."""
        self.today = min(self.today + timedelta(days=days), date(2026, 12, 31))
        about, said = KINDS[kind], {}
        if about.results:
            said["result"] = word if word in about.results else data.draw(st.sampled_from(about.results))
        if about.causes:
            said["cause"] = word if word in about.causes else data.draw(st.sampled_from(about.causes))
        agreement = data.draw(st.sampled_from([self.procedure.agreement, self.procedure.agreement, "main", "supplementary"]))
        self.add(event(len(self.events), kind, agreement, self.today, **said))

    def add(self, one: Event) -> None:
        """Put an event down."""
        self.events = (*self.events, one)

    def trace(self, on: date | None = None) -> Trace:
        """What the record says."""
        return follow(record(self.measure, self.events), on or self.today)

    @invariant()
    def application_moves_along_declared_steps_only(self) -> None:
        """Application moves along declared steps only."""
        if not self.events:
            return
        allowed = {(state, step.event.partition(":")[0], step.to) for step in self.procedure.steps if step.to for state in step.after or (None,)}
        before = "none"
        for entry in self.trace().entries:
            if entry.agreement != self.procedure.agreement:
                continue
            if entry.application != before and entry.application != "open":
                assert entry.event is not None
                assert entry.answer == "met"
                moves = {(before, entry.event.kind, entry.application), (None, entry.event.kind, entry.application)}
                assert moves & allowed
            before = entry.application

    @invariant()
    def a_refused_event_moves_nothing(self) -> None:
        """A refused event moves nothing."""
        if not self.events:
            return
        seen = {"main": ("none", "none"), "supplementary": ("none", "none")}
        for entry in self.trace().entries:
            if entry.event is not None and entry.answer == "not_met":
                assert (entry.application, entry.status) == seen[entry.agreement]
            seen[entry.agreement] = (entry.application, entry.status)

    @invariant()
    def stretches_follow_each_other_without_gap(self) -> None:
        """Stretches follow each other without gap."""
        if not self.events:
            return
        for course in self.trace().courses.values():
            for earlier, later in zip(course.stretches, course.stretches[1:], strict=False):
                assert earlier.until is not None
                assert later.since == earlier.until + timedelta(days=1)
                assert earlier.since <= earlier.until

    @invariant()
    def a_day_depends_on_events_up_to_it_alone(self) -> None:
        """A day depends on events up to it alone."""
        if not self.events:
            return
        middle = self.events[len(self.events) // 2].on
        so_far = record(self.measure, tuple(one for one in self.events if one.on <= middle))
        assert trace_document(self.trace(middle)) == trace_document(follow(so_far, middle)) | {"institution": "inst-1"}

    @invariant()
    def replaying_gives_the_same(self) -> None:
        """Replaying gives the same."""
        if self.events:
            assert trace_document(self.trace()) == trace_document(self.trace())


Histories.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
TestHistories = needs_a_procedure(Histories.TestCase)


@needs_a_procedure
@pytest.mark.parametrize(("measure", "procedure"), PROCEDURES, ids=[f"{one.id}-{other.agreement}" for one, other in PROCEDURES])
def test_every_state_that_a_procedure_names_can_be_reached(measure: Measure, procedure: Procedure) -> None:
    """Every state that a procedure names can be reached."""
    reached = {"none"}
    while True:
        more = {step.to for step in procedure.steps if step.to and (not step.after or reached & set(step.after))} - reached
        if not more:
            break
        reached |= more
    assert {state for step in procedure.steps for state in step.after} <= reached


def test_only_a_running_agreement_is_suspended_paused_ended_or_terminated() -> None:
    """Only a running agreement is suspended paused ended or terminated."""
    for kind in ("paused", "suspended", "terminated", "closed"):
        assert set(LIFE[kind].of) <= {*RUNNING, "open"}
        assert "none" not in LIFE[kind].of


MEASURE = Measure(
    "m-1",
    "r",
    None,
    "t",
    None,
    None,
    "990000",
    date(2020, 1, 1),
    None,
    True,
    "full",
    None,
    (),
    (),  # type: ignore[arg-type]
)


@pytest.mark.parametrize(
    ("procedure", "said"),
    [
        (Procedure("main", (Step("第一条", "recieved"),)), "did you mean 'received'"),
        (Procedure("main", (Step("第一条", "tested:past"),)), "did you mean 'passed'"),
        (Procedure("main", (Step("第一条", "received", ("recieved",), "received"),)), "no step leads to the state 'recieved'"),
        (Procedure("main", (Step("第一条", "received", needs=("is_designatd",)),)), "did you mean 'is_designated'"),
        (
            Procedure("main", (Step("第一条", "received"),), (Clock("第一条", "", "", AGENCY, "received", ("signed",), 5, reading="first_dya"),)),
            "first_day",
        ),
        (Procedure("main", (Step("第二条", "received"),)), "there is no clause '第二条'"),
        (Procedure("main", (Step("第一条", "received", to="nowhere"),)), "has no name"),
    ],
)
def test_a_procedure_that_does_not_hold_is_refused_with_the_near_match(procedure: Procedure, said: str) -> None:
    """A procedure that does not hold is refused with the near match."""
    measure = attrs.evolve(MEASURE, clauses=(_clause("第一条"),))
    with pytest.raises(BadDeclaration, match=said):
        check(procedure, measure, {"first_day"}, {"is_designated"})


def _clause(id: str) -> Any:
    from yibao.measures import Clause, Text

    return Clause(id, "agreement", "procedure", "institution", Text("", ""))


def test_a_record_that_does_not_reach_the_day_is_not_asked_about_it() -> None:
    """A record that does not reach the day is not asked about it."""
    known = Record("inst-1", "330300", (), date(2021, 6, 1))  # type: ignore[arg-type]
    with pytest.raises(InvalidDocument, match="the record reaches until 2021-06-01"):
        follow(known, date(2021, 6, 2))


def test_without_a_measure_events_are_taken_down_as_they_stand(plugins: Plugins) -> None:
    """Without a measure events are taken down as they stand."""
    events = (event(0, "signed", "main", date(2021, 1, 4)), event(1, "suspended", "main", date(2021, 2, 1)))
    trace = follow(Record("inst-1", "980000", events), date(2021, 3, 1), installed=plugins)  # type: ignore[arg-type]
    assert [str(entry.answer) for entry in trace.entries] == ["not_applicable", "not_applicable"]
    assert trace.courses["main"].status == "suspended"
