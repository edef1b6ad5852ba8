"""Where does an institution's agreement stand on a day, who owes what by when, and what is barred?

A record's events are followed one by one through the procedure of the measure in force on their day.
An event that the procedure does not allow moves nothing and says why; an agency's lateness is noted as
the agency's and moves nothing either. Only events up to the day that is asked for count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import attrs

from yibao import plugins
from yibao.areas import Asked, select
from yibao.claim import Agreement, Application, Claim, Institution, Termination
from yibao.course import STATUSES, Barred, Course, Entry, Ground, Next, Running, State, Stretch, Trace
from yibao.errors import Fault, InvalidDocument, NoMeasureInForce
from yibao.factbook import FactBook
from yibao.judging import Finding, Judge
from yibao.measures import Measure
from yibao.plugins import Declared, Plugins, choices_of
from yibao.procedure import STATES, Cascade, Clock, Pattern, Procedure, Step, Wait, matches, pattern, patterns
from yibao.proceeding import effects, progress
from yibao.readings import Choices
from yibao.record import KINDS, AgreementKind, Event, Record
from yibao.rules import MET, NOT_APPLICABLE, NOT_MET, TEXT_MISSING, UNDETERMINED, Effect, Rule, together
from yibao.words import Unknown
from yibao.workdays import ONE_DAY, Workdays, end_of, workdays

BOTH: tuple[AgreementKind, ...] = ("main", "supplementary")
RUNNING = ("active", "paused", "suspended")


@attrs.frozen
class Turn:
    """What an event does to an agreement's status, whatever the measure: from which, to which ("" where it stays)."""

    of: tuple[str, ...]
    to: str


# `open`: where the status cannot be said, an event that settles it is taken.
LIFE = {
    "signed": Turn(("none", "terminated", "ended", "expired"), "active"),
    "paused": Turn(("active",), "paused"),
    "suspended": Turn(("active", "paused", "open"), "suspended"),
    "resumed": Turn(("paused", "suspended", "open"), "active"),
    "terminated": Turn((*RUNNING, "open"), "terminated"),
    "reinstated": Turn(("suspended", "terminated", "open"), "active"),
    "closed": Turn((*RUNNING, "open"), "ended"),
    "renewed": Turn((*RUNNING, "expired", "open"), "active"),
    "decided": Turn((*RUNNING, "open"), ""),
    "changed": Turn((*RUNNING, "open"), ""),
    "change_requested": Turn((*RUNNING, "open"), ""),
    "termination_requested": Turn((*RUNNING, "open"), ""),
    "renewal_requested": Turn((*RUNNING, "expired", "open"), ""),
    "not_renewed": Turn((*RUNNING, "expired", "open"), ""),
}
DECIDED = {"suspend": "suspended", "terminate": "terminated"}
APPLIES_FOR = {
    "change_requested": "change",
    "changed": "change",
    "renewal_requested": "renewal",
    "renewed": "renewal",
    "resumed": "resumption",
    "termination_requested": "termination",
}
"""What an event applies for, where it is not the agreement itself."""


def follow(
    record: Record,
    on: date,
    *,
    readings: Mapping[str, str] | None = None,
    reported: Collection[str] = (),
    installed: Plugins | None = None,
) -> Trace:
    """Say where a record's agreements stand on a day. Events after the day do not count.

    Measures of proceedings that were executed are events, too. `reported` switches on documents known only from
    reports, as in `decide`. Raises InvalidDocument where the record does not reach the day (`known_until`), UnknownReading,
    MeasureTie, PluginFailed.
    """
    if record.known_until is not None and on > record.known_until:
        message = f"the record reaches until {record.known_until}: ask for a day until then, or bring it up to {on}"
        raise InvalidDocument("record", [Fault("/known_until", "value", message)])
    chosen, found = tuple(sorted((readings or {}).items())), installed or plugins.installed()
    measures = effects(progress(record, on, readings=readings, reported=reported, installed=found)) if record.proceedings else ()
    return _Walk(record, on, chosen, found).walk(measures)


class _Ready:
    """A procedure made ready: what each kind of event does, by agreement and kind."""

    def __init__(self, procedure: Procedure, declared: Declared, choices: Choices) -> None:
        own = procedure.agreement
        self.procedure = procedure
        self.steps: dict[str, list[tuple[Pattern, Step]]] = {}
        self.clocks: dict[tuple[str, str], list[tuple[Pattern, Clock]]] = {}
        self.waits: dict[tuple[str, str], list[tuple[Pattern, Wait]]] = {}
        self.judges = {step: _judges(step, procedure, declared, choices) for step in procedure.steps if step.needs}
        needs = [fact for judges in self.judges.values() for judge in judges for fact in judge.needs]
        self.facts = FactBook(needs, choices, declared.measure)
        for step in procedure.steps:
            for wanted in patterns(step.event, own):
                self.steps.setdefault(wanted.kind, []).append((wanted, step))
        for clock in procedure.clocks:
            _index(self.clocks, _start(clock, choices), own, clock)
        for wait in procedure.waits:
            _index(self.waits, _start(wait, choices), own, wait)
        self.stops = {id(clock): [patterns(names, own) for names in clock.until] for clock in procedure.clocks}
        self.moot = {id(clock): [one for names in clock.moot for one in patterns(names, own)] for clock in procedure.clocks}


def _index(index: dict[tuple[str, str], list[tuple[Pattern, Any]]], name: str, own: str, what: Any) -> None:
    for wanted in patterns(name, own):
        index.setdefault((wanted.agreement, wanted.kind), []).append((wanted, what))


def _start(one: Clock | Wait, choices: Choices) -> str:
    """The event from which it runs, by its reading where it has one."""
    return one.starts[str(choices.option(one.reading))] if one.reading else one.since


def _judges(step: Step, procedure: Procedure, declared: Declared, choices: Choices) -> list[Judge]:
    return [
        Judge(rule, choices, position, "agreement", declared.measure.id)
        for position, rule in enumerate((*declared.rules["eligibility"], *procedure.conditions))
        if isinstance(rule, Rule) and rule.name in step.needs
    ]


@attrs.frozen(eq=False)
class _Law:
    """The measure in force on a day with its procedures, if there is one; what is in doubt about it."""

    measure: Measure | None
    ready: dict[AgreementKind, _Ready]
    choices: Choices
    option: dict[str, str | None]
    doubts: tuple[str, ...] = ()

    @property
    def id(self) -> str | None:
        """The measure's id."""
        return self.measure.id if self.measure else None


@lru_cache(maxsize=4096)
def _law(area: str, day: date, asked: Asked, chosen: tuple[tuple[str, str], ...], installed: Plugins) -> _Law:
    try:
        selection = select(installed, area, day, asked)
    except NoMeasureInForce:
        return _made(None, chosen)
    made = _made(selection.declared, chosen)
    return attrs.evolve(made, doubts=selection.doubts) if selection.doubts else made


@lru_cache(maxsize=256)
def _made(declared: Declared | None, chosen: tuple[tuple[str, str], ...]) -> _Law:
    choices = choices_of((declared,) if declared else (), _of(declared, chosen))
    ready = {one.agreement: _Ready(one, declared, choices) for one in declared.procedures} if declared else {}
    return _Law(declared.measure if declared else None, ready, choices, {name: choices.option(name) for name in choices.readings})


def _of(declared: Declared | None, chosen: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The choices that concern a measure: another measure of the record's years may have readings of its own."""
    known = choices_of((declared,) if declared else ()).readings
    return {name: option for name, option in chosen if name in known}


@attrs.define(eq=False)
class _Ticking:
    """A clock while it runs."""

    clock: Clock
    ready: _Ready
    law: _Law
    since: Event
    due: Any
    outstanding: list[list[Pattern]]
    """Of the events that stop it, those that have not happened, each with its alternatives."""
    stopped: Event | None = None
    moot: bool = False


@attrs.define(eq=False)
class _State:
    """An agreement while its record is followed."""

    agreement: AgreementKind
    application: str = "none"
    status: str = "none"
    until: date | None = None
    suspended_until: date | None = None
    paused: Event | None = None
    begins: Event | None = None
    """A signing or renewal whose term has yet to begin."""
    mirrored: bool = False
    """Whether the status follows from the other agreement."""
    before_notice: bool | None = None
    evaluated: bool | None = None
    received: Event | None = None
    failures: int = 0
    complaints: dict[str, str] = attrs.Factory(dict)
    terminated: list[Event] = attrs.Factory(list)
    missing: frozenset[str] = frozenset()
    """Why the application cannot be followed further."""
    stretches: list[Stretch] = attrs.Factory(list)
    barred: list[Barred] = attrs.Factory(list)
    ticking: list[_Ticking] = attrs.Factory(list)

    def enter(self, status: str, day: date, clause: str | None = None, proceeding: str | None = None, missing: frozenset[str] = frozenset()) -> None:
        """Begin a stretch of a status on a day."""
        if self.stretches:
            last = self.stretches.pop()
            if last.since < day:
                self.stretches.append(attrs.evolve(last, until=day - ONE_DAY))
        self.stretches.append(Stretch(status, day, None, clause, proceeding, missing))
        self.status = status


class _Walk:
    """One pass over a record's events, up to a day."""

    def __init__(self, record: Record, on: date, chosen: tuple[tuple[str, str], ...], installed: Plugins) -> None:
        self.record, self.on, self.chosen, self.installed = record, on, chosen, installed
        stated = dict(chosen)
        self.asked = _asked(record.policy.in_force, stated.get("repeal_day", "last_day_in_force"), stated.get("start_day", "issue_day"))
        self.days: Workdays = workdays(record.policy.working_days)
        self.states = {agreement: _State(agreement) for agreement in BOTH}
        self.entries: list[Entry] = []
        self.used: set[str] = set()
        self.investigated = 0
        self.cards = False
        self.linked: list[Event] = []
        self.special = [one for one in record.events if one.kind == "special_reason" and one.on <= on]

    def law(self, day: date) -> _Law:
        return _law(self.record.area, day, self.asked, self.chosen, self.installed)

    def walk(self, measures: Sequence[Event]) -> Trace:
        events = [one for one in self.record.events if one.on <= self.on]
        if measures:
            events = sorted([*events, *(one for one in measures if one.on <= self.on)], key=lambda one: one.on)  # stable: recorded ones first
        for event in events:
            self.happen(event)
        self.elapse(self.on)
        law = self.law(self.on)
        courses = {state.agreement: self.course(state, law) for state in self.states.values()}
        clocks = tuple(running for state in self.states.values() for one in state.ticking if (running := self.running(one, state.agreement)))
        options = law.option
        return Trace(self.record, self.on, tuple(self.entries), clocks, courses, {name: options.get(name) for name in sorted(self.used)})

    # What one event does.

    def happen(self, event: Event) -> None:
        self.elapse(event.on)
        law, state = self.law(event.on), self.states[event.agreement]
        ready = law.ready.get(event.agreement)
        step = self.step(ready, state, event)
        grounds = tuple(self.grounds(law, ready, state, event, step))
        if law.doubts and (step is not None or event.kind in LIFE):
            grounds = (
                *grounds,
                Ground("", "办法是否已施行未说明", "whether the measure is in force is not stated", UNDETERMINED, frozenset(law.doubts)),
            )
        barring = together(one.answer for one in grounds if one.bars)
        if barring in (MET, NOT_APPLICABLE, TEXT_MISSING):
            self.note(event)
            if step is not None and step.to:
                state.application = step.to
            self.turn(law, state, event)
            self.count(law, event)
            self.refresh(state)
        elif barring is UNDETERMINED:
            missing = frozenset[str]().union(*(one.missing for one in grounds if one.answer is UNDETERMINED))
            if step is not None and step.to:
                state.application, state.missing = "open", missing
            if event.kind in LIFE and LIFE[event.kind].to and state.status in LIFE[event.kind].of:
                state.enter("open", event.on, None, event.proceeding, missing)
        self.entries.append(Entry(event.agreement, event.on, event, grounds, state.application, state.status, law.id))
        self.follow_from_other(law, state, event.on, event.kind)

    def step(self, ready: _Ready | None, state: _State, event: Event) -> Step | None:
        """The step of the procedure that the event is, in the state in which the application is."""
        for wanted, step in ready.steps.get(event.kind, ()) if ready else ():
            if (not step.after or state.application in step.after) and matches(wanted, event):
                return step
        return None

    def grounds(self, law: _Law, ready: _Ready | None, state: _State, event: Event, step: Step | None) -> Iterator[Ground]:
        """Why the event is allowed or not."""
        turn, known = LIFE.get(event.kind), ready is not None and event.kind in ready.steps
        if turn is not None and state.status not in turn.of:
            of, here, about = [STATUSES[name] for name in turn.of], STATUSES[state.status], KINDS[event.kind]
            zh = f"协议状态为“{here[0]}”，{about.zh}须在“{'”或“'.join(name[0] for name in of)}”时"
            en = f"the agreement is “{here[1]}”; {about.en} is for one that is “{'” or “'.join(name[1] for name in of)}”"
            yield Ground("", zh, en, NOT_MET)
        if known and step is None:
            assert ready is not None
            if state.application == "open":
                yield Ground(
                    ready.steps[event.kind][0][1].clause, "此前的事项尚不能认定", "what came before cannot be said yet", UNDETERMINED, state.missing
                )
            else:
                yield self.out_of_order(ready, state, event)
        elif step is not None:
            yield Ground(step.clause, KINDS[event.kind].zh, KINDS[event.kind].en, MET)
            yield from self.needed(law, state, event, step)
        elif rest := _rest(law, ready):
            yield Ground(rest, "有关条文的文本不在手", "the text on it is not at hand", TEXT_MISSING)
        elif turn is None:
            yield Ground("", "现行办法没有规定这一步", "the measure in force knows no such step", NOT_APPLICABLE)
        for one in self.barring(law, state, event.on):
            if one.wait.bars == event.kind:
                yield self.waited(one, event.on)

    def out_of_order(self, ready: _Ready, state: _State, event: Event) -> Ground:
        steps = [step for _, step in ready.steps[event.kind]]
        states = list(dict.fromkeys(name for step in steps for name in step.after))
        names = [self.named(ready, name) for name in states]
        here = self.named(ready, state.application)
        zh = f"申请处于“{here[0]}”，{KINDS[event.kind].zh}须在“{'”或“'.join(name[0] for name in names)}”之后"
        en = f"the application stands at “{here[1]}”; {KINDS[event.kind].en} can follow “{'” or “'.join(name[1] for name in names)}”"
        return Ground(steps[0].clause, zh, en, NOT_MET)

    def named(self, ready: _Ready, state: str) -> tuple[str, str]:
        return ready.procedure.states.get(state) or STATES[state]

    def barring(self, law: _Law, state: _State, day: date) -> list[Barred]:
        """What bars an event on a day or has barred it: waits that began, and those that begin only with a notice not given yet."""
        ready = law.ready.get(state.agreement)
        begun = {id(one.wait) for one in state.barred}
        waits = ready.procedure.waits if ready else ()
        pending = [one for one in waits if one.after and self.waits(one, state) and id(one) not in begun and _start(one, law.choices) == "notified"]
        return [*state.barred, *(Barred(one, None, None) for one in pending)]

    def waited(self, barred: Barred, day: date) -> Ground:
        wait, first = barred.wait, barred.first_day
        if first is None:
            return Ground(wait.clause, wait.zh, wait.en, NOT_MET)
        answer = MET if not isinstance(first, Unknown) and day >= first else NOT_MET
        missing: frozenset[str] = frozenset()
        if isinstance(first, Unknown) and day > self.days.last_announced:
            answer, missing = UNDETERMINED, first.missing
        return Ground(wait.clause, wait.zh, wait.en, answer, missing)

    def needed(self, law: _Law, state: _State, event: Event, step: Step) -> Iterator[Ground]:
        """The conditions that the step needs, on the facts as the record has them on the day."""
        judges = law.ready[event.agreement].judges.get(step)
        if not judges:
            return
        facts = law.ready[event.agreement].facts.visit(self.claim(state, event))
        for judge in judges:
            found: Finding = judge.find(facts, None)
            if found.answer is not NOT_APPLICABLE:
                self.used |= found.source.readings
                bars = found.rule.otherwise not in (Effect.DUTY_NOT_MET, Effect.ADVICE)
                missing = frozenset(_in_record(path, event) for path in found.missing)
                yield Ground(found.rule.clause, found.rule.zh, found.rule.en, found.answer, missing, bars)

    def claim(self, state: _State, event: Event) -> Claim:
        """What the record says on the day of an event, as the facts that conditions on an application ask for."""
        kind: Any = APPLIES_FOR.get(event.kind, "agreement" if event.agreement == "supplementary" else "designation")
        received = event if event.kind == "received" else state.received
        application = Application(
            kind=kind,
            joint=received.joint if received else None,
            received_on=received.on if received else event.on,
            agreement_clauses=event.clauses,
            complaint=_worst(state.complaints.values()),  # type: ignore[arg-type]
            investigation_open=self.investigated > 0,
            agreement_before_notice=state.before_notice,
            city_wide_cards=self.cards,
            changed=event.changed,
            evaluated=state.evaluated is True,
            terminations=tuple(self.terminations()),
        )
        return Claim(
            claim_id="record",  # type: ignore[arg-type]
            area=self.record.area,
            service_date=event.on,
            institution=Institution(area=self.record.area, founded_on=self.record.founded_on),
            application=application,
            agreements=tuple(self.agreements(event)),
            policy=self.record.policy,
        )

    def agreements(self, event: Event) -> Iterator[Agreement]:
        """The agreements on the day; a signing counts with its term, so that the term itself can be judged."""
        for state in self.states.values():
            signs = event.kind == "signed" and event.agreement == state.agreement
            if state.stretches and not signs:
                last = state.stretches[-1]
                yield Agreement(state.agreement, last.status, last.since, missing=last.missing, term_until=state.until)  # type: ignore[arg-type]
            elif signs:
                yield Agreement(state.agreement, "active", event.since or event.on, term_until=event.until, term_since=event.since or event.on)

    def terminations(self) -> Iterator[Termination]:
        """Earlier terminations, of its own main agreement and of bodies linked by persons."""
        for one in self.states["main"].terminated:
            is_paid = one.fined is False or any(later.kind == "fines_paid" and one.on <= later.on <= self.today for later in self.record.events)
            yield Termination(one.on, "applicant", one.cause, is_paid or (None if one.fined is None else False))  # type: ignore[arg-type]
        for one in self.linked:
            yield Termination(one.on, "linked", None, None, one.persons)

    # What an allowed event changes.

    def note(self, event: Event) -> None:
        """What later steps ask for."""
        state = self.states[event.agreement]
        match event.kind:
            case "received":
                state.received, state.evaluated, state.missing = event, None, frozenset()
                state.complaints.clear()
            case "reviewed" | "evaluated" if event.result == "failed":
                state.failures += 1
            case "tested":
                state.evaluated = event.result == "passed"
                state.failures += event.result == "failed"
            case "re_evaluated":
                state.evaluated = event.result == "passed"
            case "changed" | "change_requested" | "paused" | "suspended":
                state.evaluated = None
            case "complained":
                state.complaints[event.id] = "unverified"
            case "complaint_resolved":
                for id in [event.of] if event.of else list(state.complaints):
                    state.complaints[id] = str(event.result)
            case "investigation_opened":
                self.investigated += 1
            case "investigation_closed":
                self.investigated = max(0, self.investigated - 1)
            case "cards_accepted":
                self.cards = True
            case "linked_terminated":
                self.linked.append(event)
            case "terminated":
                state.terminated.append(event)
            case "signed":
                state.failures, state.before_notice = 0, event.before_notice
                if event.before_notice is None and not self.law(event.on).doubts and not self.law(self.on).doubts:
                    state.before_notice = self.law(event.on).measure is None

    def turn(self, law: _Law, state: _State, event: Event) -> None:
        """The status after the event."""
        kind = event.kind
        to = DECIDED.get(str(event.result)) if kind == "decided" else LIFE[kind].to if kind in LIFE else None
        if not to:
            return
        if kind in ("signed", "renewed"):
            if event.since is not None and event.since > event.on:
                state.begins = event
                if kind == "renewed":
                    return
                state.until = event.until
                return
            state.until = event.until
        state.suspended_until = event.until if to == "suspended" else None
        state.paused = event if kind == "paused" else None
        state.mirrored = False
        if to != state.status or kind != "renewed":
            state.enter(to, event.on, None, event.proceeding)

    def follow_from_other(self, law: _Law, source: _State, day: date, kind: str = "") -> None:
        """What the other agreement does by itself when this one changes on the day (联动)."""
        for agreement, ready in law.ready.items():
            cascade, state = ready.procedure.cascade, self.states[agreement]
            if cascade is None or cascade.source != source.agreement or not source.stretches or source.stretches[-1].since != day:
                continue
            mirrored = cascade.mirrors.get(source.status)
            if mirrored is not None and state.status in (*RUNNING, "open") and state.status != mirrored:
                state.enter(mirrored, day, cascade.clause, source.stretches[-1].proceeding)
                state.mirrored = True
                self.by_itself(law, state, day, Ground(cascade.clause, cascade.zh, cascade.en, MET))
            elif (
                source.status == "active"
                and state.mirrored
                and state.status in ("paused", "suspended", *(["terminated"] if kind == "reinstated" else []))
            ):
                self.restored(law, state, day, cascade)

    def restored(self, law: _Law, state: _State, day: date, cascade: Cascade) -> None:
        """The other agreement is restored: whether this one is, too, is a reading."""
        self.used.add(cascade.restored)
        option = law.option[cascade.restored]
        if option == "stays":
            return
        reading = law.choices.reading(cascade.restored)
        missing = frozenset() if option else frozenset({f"reading:{cascade.restored}"})
        state.enter("active" if option else "open", day, cascade.clause, None, missing)
        self.by_itself(law, state, day, Ground(cascade.clause, reading.zh, reading.en, MET if option else UNDETERMINED, missing))

    def by_itself(self, law: _Law, state: _State, day: date, ground: Ground) -> None:
        self.entries.append(Entry(state.agreement, day, None, (ground,), state.application, state.status, law.id))

    def elapse(self, day: date) -> None:
        """What happens by the passing of time, up to and with a day."""
        self.today = day
        while True:
            due = [(when, state, change) for state in self.states.values() for when, change in self.changes(state) if when <= day]
            if not due:
                return
            when, state, change = min(due, key=lambda one: one[0])
            law = self.law(when)
            change(law, state, when)
            self.follow_from_other(law, state, when)

    def changes(self, state: _State) -> Iterator[tuple[date, Change]]:
        """The days on which something changes by itself, and what."""
        if state.begins is not None and state.begins.since is not None:
            yield state.begins.since, self.begin
        if state.status in RUNNING and state.until is not None:
            yield state.until + ONE_DAY, self.expire
        if state.status == "suspended" and state.suspended_until is not None and not state.mirrored:
            yield state.suspended_until + ONE_DAY, self.suspension_over
        if state.status == "paused" and state.paused is not None and not state.mirrored:
            law = self.law(state.paused.on)
            ready = law.ready.get(state.agreement)
            if ready is not None and ready.procedure.lapse is not None:
                lapse = ready.procedure.lapse
                end = end_of(state.paused.on, lapse.within, lapse.unit, self.days, law.option)
                if self.special_reason(state.paused) != "found":
                    yield end + ONE_DAY, self.end_of_pause

    def begin(self, law: _Law, state: _State, day: date) -> None:
        assert state.begins is not None
        state.until, state.begins = state.begins.until, None
        if state.status != "active":
            state.enter("active", day)
        self.by_itself(law, state, day, Ground("", "协议期开始", "the agreement's term begins", MET))

    def expire(self, law: _Law, state: _State, day: date) -> None:
        state.enter("expired", day)
        state.until = state.suspended_until = state.paused = None
        self.by_itself(law, state, day, Ground("", "协议期满", "the agreement's term is over", MET))

    def suspension_over(self, law: _Law, state: _State, day: date) -> None:
        self.used.add("suspension_end")
        state.suspended_until = None
        if law.option["suspension_end"] != "by_itself":
            return
        resumed = Event("next", "resumed", state.agreement, day, "-")  # type: ignore[arg-type]
        step = self.step(law.ready.get(state.agreement), state, resumed)
        barring = [one for one in self.needed(law, state, resumed, step) if one.bars and one.answer is not MET] if step else []
        for ground in barring[:1]:
            if ground.answer is UNDETERMINED:
                state.enter("open", day, ground.clause, None, ground.missing)
            self.by_itself(law, state, day, ground)
        if not barring:
            state.enter("active", day)
            self.by_itself(law, state, day, Ground("", "暂停期满", "the suspension is over", MET))

    def end_of_pause(self, law: _Law, state: _State, day: date) -> None:
        """A pause that lasted too long ends the agreement, unless there is a special reason."""
        lapse, pause = law.ready[state.agreement].procedure.lapse, state.paused
        assert lapse is not None
        assert pause is not None
        self.used |= {"first_day", "month_end", "rest_day"}
        state.paused = None
        if self.special_reason(pause) == "none":
            state.enter("ended", day, lapse.clause)
            answer, missing = MET, frozenset[str]()
        else:
            answer, missing = UNDETERMINED, frozenset({f"/events[kind=special_reason,of={pause.id}]"})
            state.enter("open", day, lapse.clause, None, missing)
        self.by_itself(law, state, day, Ground(lapse.clause, lapse.zh, lapse.en, answer, missing))

    def special_reason(self, pause: Event) -> str | None:
        """Whether a special reason for a pause was found, as known on the day that is asked for."""
        found = [one.result for one in self.special if one.agreement == pause.agreement and one.on >= pause.on and one.of in (None, pause.id)]
        return found[-1] if found else None

    # Clocks and waits.

    def count(self, law: _Law, event: Event) -> None:
        """Stop and start clocks, start waits."""
        for state in self.states.values():
            state.barred = [one for one in state.barred if state.agreement != event.agreement or one.wait.bars != event.kind]  # it came to pass
            for ticking in state.ticking:
                if ticking.stopped is None and not ticking.moot:
                    _tick(ticking, event)
        # What an agreement owes by a day of its own, it owes also where it was signed before the measure.
        earlier = law.measure is None
        law = self.law(self.on) if earlier else law
        for agreement, ready in law.ready.items():
            state = self.states[agreement]
            for wanted, clock in ready.clocks.get((event.agreement, event.kind), ()):
                if earlier and clock.due is None:
                    continue
                if matches(wanted, event) and (not clock.only or event.result in (None, clock.only)) and _in(clock.after, state):
                    due = self.due(law, state, clock, event)
                    if due is not NOTHING_DUE:
                        state.ticking = [one for one in state.ticking if one.clock is not clock or one.stopped or one.moot]
                        state.ticking.append(_Ticking(clock, ready, law, event, due, list(ready.stops[id(clock)])))
            for wanted, wait in () if earlier else ready.waits.get((event.agreement, event.kind), ()):
                if matches(wanted, event) and self.waits(wait, state):
                    state.barred.append(Barred(wait, event, self.first_day(law, wait, event.on)))

    def refresh(self, state: _State) -> None:
        """Due days that hang on the agreement's term move with it."""
        for one in state.ticking:
            if one.clock.due is not None and one.stopped is None and not one.moot and state.until is not None:
                one.due = one.clock.due(state, one.law.option)

    def waits(self, wait: Wait, state: _State) -> bool:
        counts = wait.failures == "any" or (state.failures == 1) is (wait.failures == "first")
        return counts and _in(wait.after, state)

    def due(self, law: _Law, state: _State, clock: Clock, event: Event) -> Any:
        """The last day in time; None where the text gives no number."""
        if clock.reading:
            self.used.add(clock.reading)
        if clock.due is not None:
            day = clock.due(state, law.option)
            return NOTHING_DUE if day is None else day
        if clock.within is None:
            return None
        self.used |= {"first_day"} if clock.unit == "working_days" else {"first_day", "month_end", "rest_day"}
        return end_of(event.on, clock.within, clock.unit, self.days, law.option)

    def first_day(self, law: _Law, wait: Wait, start: date) -> Any:
        self.used |= {"first_day", "after_period", "month_end"}
        end = end_of(start, wait.within, wait.unit, self.days, law.option | {"rest_day": "no_roll"})
        stays = wait.kind == "wait" and law.option["after_period"] == "same_day"
        return end if stays or isinstance(end, Unknown) else end + ONE_DAY

    def running(self, one: _Ticking, agreement: AgreementKind) -> Running:
        """A clock as it stands on the day that is asked for."""
        due = one.due
        stopped = one.stopped.on if one.stopped else None
        state, missing = self.state_of(one, due, stopped)
        if state == "overdue" and self.is_forbidden(one, agreement):
            state = "held"
        if one.law.doubts:
            state, missing = "undetermined", missing | frozenset(one.law.doubts)
        left_out: frozenset[str] | None = None
        if one.clock.whole and one.stopped is not None:
            left_out, more = _left_out(one)
            missing |= more
        measure = one.law.measure
        assert measure is not None
        return Running(one.clock, agreement, measure.id, one.since, due, stopped, state, left_out, missing)

    def is_forbidden(self, one: _Ticking, agreement: AgreementKind) -> bool:
        """Whether the measure forbids, on the day that is asked for, the very step that the clock waits for."""
        awaited = one.ready.stops[id(one.clock)][-1][0]
        steps = [step for wanted, step in one.ready.steps.get(awaited.kind, ()) if step.needs and awaited.agreement == agreement]
        event = Event("next", awaited.kind, agreement, self.on, "-")  # type: ignore[arg-type]
        state = self.states[agreement]
        return any(ground.answer is NOT_MET and ground.bars for step in steps for ground in self.needed(one.law, state, event, step))

    def state_of(self, one: _Ticking, due: Any, stopped: date | None) -> tuple[State, frozenset[str]]:
        if one.moot:
            return "moot", frozenset()
        earlier = frozenset(_path(wanted[0]) for wanted in one.outstanding) if stopped else frozenset[str]()
        if due is None:
            return ("done" if stopped else "open"), frozenset()
        if isinstance(due, Unknown):
            state = _with_unknown_end(one.clock, self.days.last_announced, stopped, self.on) if _is_calendar(due) else "undetermined"
            return state, frozenset() if stopped and state != "undetermined" else due.missing
        if one.clock.kind == "at_least":
            return ("open" if stopped is None else "too_short" if stopped < due else "kept"), frozenset()
        if stopped is None:
            if self.on > due and one.clock.only and one.since.result is None:
                return "undetermined", frozenset({f"/events[id={one.since.id}]/result"})
            return ("open" if self.on <= due else "overdue"), frozenset()
        if stopped > due:
            return "late", frozenset()
        return ("undetermined" if earlier else "kept"), earlier

    # What can come next.

    def course(self, state: _State, law: _Law) -> Course:
        """Where an agreement stands on the day that is asked for."""
        barred = tuple(one for one in self.barring(law, state, self.on) if not isinstance(one.first_day, date) or one.first_day > self.on)
        ready = law.ready.get(state.agreement)
        steps = [self.next(law, state, step, barred) for step in (ready.procedure.steps if ready else ()) if self.can_come(state, step)]
        stretches = [*state.stretches]
        if stretches and stretches[-1].status == "active":
            stretches[-1] = attrs.evolve(stretches[-1], until=state.until)
        elif stretches and stretches[-1].status == "suspended" and not state.mirrored:
            stretches[-1] = attrs.evolve(stretches[-1], until=state.suspended_until)
        return Course(state.agreement, state.application, tuple(stretches), tuple(steps), barred, state.until)

    def can_come(self, state: _State, step: Step) -> bool:
        """Whether a step fits the states in which application and agreement stand."""
        turn = LIFE.get(pattern(step.event, state.agreement).kind)
        if not step.after and turn is None:
            return state.status in RUNNING or step.to != ""
        return _in(step.after, state) and (turn is None or state.status in turn.of)

    def next(self, law: _Law, state: _State, step: Step, barred: tuple[Barred, ...]) -> Next:
        """A step that fits, with what bars it still: waits, and conditions that are not met."""
        parts = pattern(step.event, state.agreement)
        event = Event("next", parts.kind, parts.agreement, self.on, "-")  # type: ignore[arg-type]
        against = tuple(one for one in self.needed(law, state, event, step) if one.bars and one.answer is NOT_MET)
        return Next(step, tuple(one for one in barred if one.wait.bars == parts.kind), against)


def _in(states: tuple[str, ...], state: _State) -> bool:
    """Whether the application stands in one of the states, where any are named."""
    return not states or state.application in states


Change = Callable[[_Law, _State, date], None]
NOTHING_DUE = object()


def _tick(ticking: _Ticking, event: Event) -> None:
    """Whether the event stops a clock, ends it undone, or is one of the things that it waits for."""
    if any(_is(want, event) for want in ticking.ready.moot[id(ticking.clock)]):
        ticking.moot = True
        return
    ticking.outstanding = [wanted for wanted in ticking.outstanding if not _any(wanted, event)]
    if _any(ticking.ready.stops[id(ticking.clock)][-1], event):
        ticking.stopped = event


def _in_record(path: str, event: Event) -> str:
    """What is missing to a condition, as a place in the record."""
    where = {"/application/joint": "joint", "/application/agreement_clauses": "clauses", "/application/changed": "changed"}
    if path in where:
        return f"/events[id={event.id}]/{where[path]}"
    if path.startswith("/agreements/"):
        return f"/events[kind=signed]/{path.rpartition('/')[2]}"
    return {"/application/agreement_before_notice": "/events[kind=signed]/before_notice", "/institution/founded_on": "/founded_on"}.get(path, path)


def _path(wanted: Pattern) -> str:
    """What to state, where an event that should have happened is not in the record."""
    return f"/events[kind={wanted.kind},word={wanted.word}]" if wanted.word else f"/events[kind={wanted.kind}]"


def _any(wanted: list[Pattern], event: Event) -> bool:
    return any(_is(one, event) for one in wanted)


def _rest(law: _Law, ready: _Ready | None) -> str:
    """The clause under which a text is missing that may know more steps; "" where the text is silent."""
    if ready is not None:
        return ready.procedure.rest
    missing = [one.id for one in (law.measure.clauses or () if law.measure else ()) if one.status == "text_missing"]
    return missing[0] if missing and law.measure is not None and law.measure.completeness == "missing" else ""


def _is(wanted: Pattern, event: Event) -> bool:
    return wanted.kind == event.kind and wanted.agreement == event.agreement and matches(wanted, event)


def _is_calendar(due: Unknown) -> bool:
    return all(path.startswith("calendar:") for path in due.missing)


def _with_unknown_end(clock: Clock, announced: date, stopped: date | None, on: date) -> State:
    """The state of a clock that ends after the last day of which it is known whether it is a working day."""
    if stopped is not None and stopped <= announced:
        return "too_short" if clock.kind == "at_least" else "kept"
    return "open" if stopped is None and on <= announced else "undetermined"


def _left_out(one: _Ticking) -> tuple[frozenset[str] | None, frozenset[str]]:
    """Which defects a notice leaves out that must name all of them."""
    assert one.stopped is not None
    found, told = one.since.defects, one.stopped.defects
    missing = {f"/events[id={event.id}]/defects" for event, defects in ((one.since, found), (one.stopped, told)) if defects is None}
    return (None if found is None or told is None else found - told), frozenset(missing)


def _worst(complaints: Collection[str]) -> str:
    """What stands of all complaints together."""
    return next((word for word in ("confirmed", "unverified", "cleared") if word in complaints), "none")


@lru_cache(maxsize=256)
def _asked(in_force: Any, repeal_day: str, start_day: str) -> Asked:
    return Asked(False, frozenset(), in_force, False, repeal_day, start_day)
