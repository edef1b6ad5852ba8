"""Where does an institution's agreement stand on a day, who owes what by when, and what is barred?

A record's events are followed one by one through the procedure of the measure in force on their day.
An event that the procedure does not allow moves nothing and says why; an agency's lateness is noted as
the agency's and moves nothing either. Only events up to the day that is asked for count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date

import attrs

from yibao import plugins
from yibao.agreement_clocks import NOTHING_DUE, Counting, barring, due_day, left_out, tick, waits_for
from yibao.agreement_facts import Known, claim_at, in_record
from yibao.agreement_law import Law, Ready, law_on, rest_of
from yibao.agreement_state import DECIDED, LIFE, RUNNING, State, Ticking, stands_in
from yibao.areas import asked_of_record, check_stated
from yibao.course import ALLOWED, DOUBT, STATUSES, Barred, Course, Entry, Ground, Next, Running, Trace, barring_answer, wanted_by
from yibao.errors import Fault, InvalidDocument
from yibao.judging import Finding
from yibao.plugins import Plugins
from yibao.procedure import STATES, Cascade, Step, matches, pattern
from yibao.proceeding import effects, progress
from yibao.record import KINDS, AgreementKind, Event, Record
from yibao.rules import MET, NOT_APPLICABLE, NOT_MET, TEXT_MISSING, UNDETERMINED, Effect
from yibao.words import Unknown
from yibao.workdays import ONE_DAY, workdays

BOTH: tuple[AgreementKind, ...] = ("main", "supplementary")


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
    reports, as in `decide`. Raises InvalidDocument where the record does not reach the day (`known_until`) or states
    a date that cannot be, UnknownReading, UnknownRegion (no reported document), MeasureTie, PluginFailed.
    """
    if type(on) is not date:
        raise TypeError(f"follow takes a day as a date, got {type(on).__name__}; date.fromisoformat makes one of a text")
    if record.known_until is not None and on > record.known_until:
        message = f"the record reaches until {record.known_until}: ask for a day until then, or bring it up to {on}"
        raise InvalidDocument("record", [Fault("/known_until", "value", message)])
    chosen, found = tuple(sorted((readings or {}).items())), installed or plugins.installed()
    if chosen:
        plugins.check_readings(dict(chosen), found)
    check_stated("record", record.policy.in_force, reported, found)
    measures = effects(progress(record, on, readings=readings, reported=reported, installed=found)) if record.proceedings else ()
    return _Walk(record, on, chosen, found).walk(measures)


class _Walk:
    """One pass over a record's events, up to a day."""

    def __init__(self, record: Record, on: date, chosen: tuple[tuple[str, str], ...], installed: Plugins) -> None:
        self.record, self.on, self.chosen, self.installed = record, on, chosen, installed
        self.asked = asked_of_record(record.policy.in_force, chosen)
        first = record.events[0].on if record.events else on
        self.last_law = first, law_on(record.area, first, self.asked, chosen, installed)
        self.used: set[str] = set()
        self.counting = Counting(workdays(record.policy.working_days), self.used)
        self.states = {agreement: State(agreement) for agreement in BOTH}
        self.entries: list[Entry] = []
        self.begun = 0
        self.known = Known()
        self.special = [one for one in record.events if one.kind == "special_reason" and one.on <= on]

    def law(self, day: date) -> Law:
        """The measure in force on a day, with its procedures."""
        if day != self.last_law[0]:
            self.last_law = day, law_on(self.record.area, day, self.asked, self.chosen, self.installed)
        return self.last_law[1]

    def walk(self, measures: Sequence[Event]) -> Trace:
        """Go through the events, then say how everything stands."""
        self.play(measures)
        law = self.law(self.on)
        courses = {state.agreement: self.course(state, law) for state in self.states.values()}
        clocks = tuple(running for state in self.states.values() for one in state.clocks if (running := self.running(one, state.agreement)))
        options = law.option
        return Trace(self.record, self.on, tuple(self.entries), clocks, courses, {name: options.get(name) for name in sorted(self.used)})

    def play(self, measures: Sequence[Event]) -> None:
        """Go through the events up to the day."""
        self.measures = measures
        events = [one for one in self.record.events if one.on <= self.on]
        if measures:
            events = sorted([*events, *(one for one in measures if one.on <= self.on)], key=lambda one: one.on)  # stable: recorded ones first
        for event in events:
            self.happen(event)
        self.elapse(self.on)

    # What one event does.

    def happen(self, event: Event) -> None:
        self.elapse(event.on)
        law, state = self.law(event.on), self.states[event.agreement]
        ready = law.ready.get(event.agreement)
        step = self.step(ready, state, event)
        grounds = tuple(self.grounds(law, ready, state, event, step))
        if law.doubts and (step is not None or event.kind in LIFE):
            grounds = (*grounds, attrs.evolve(DOUBT, missing=frozenset(law.doubts)))
        answer = barring_answer(grounds)
        if answer in ALLOWED:
            self.note(event)
            if step is not None and step.to:
                state.application = step.to
            self.turn(law, state, event)
            self.count(law, event)
            self.refresh(state)
        elif answer is UNDETERMINED:
            missing = wanted_by(grounds)
            if step is not None and step.to:
                state.application, state.missing = "open", missing
            if event.kind in LIFE and LIFE[event.kind].to and state.status in LIFE[event.kind].of:
                state.enter("open", event.on, None, event.proceeding, missing)
        self.entries.append(Entry(event.agreement, event.on, event, grounds, state.application, state.status, law.id))
        self.follow_from_other(law, state, event.on, event.kind)

    def step(self, ready: Ready | None, state: State, event: Event) -> Step | None:
        """The step of the procedure that the event is, in the state in which the application is."""
        for wanted, step in ready.steps.get(event.kind, ()) if ready else ():
            if (not step.after or state.application in step.after) and matches(wanted, event):
                return step
        return None

    def grounds(self, law: Law, ready: Ready | None, state: State, event: Event, step: Step | None) -> Iterator[Ground]:
        """Why the event is allowed or not."""
        turn, known = LIFE.get(event.kind), ready is not None and event.kind in ready.steps
        if turn is not None and state.status == "open" and "open" not in turn.of:
            missing = state.stretches[-1].missing
            yield Ground("", "协议状态不能认定", "the agreement's status cannot be said", UNDETERMINED, missing)
        elif turn is not None and state.status not in turn.of:
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
        elif rest := rest_of(law, ready):
            yield Ground(rest, "有关条文的文本不在手", "the text on it is not at hand", TEXT_MISSING)
        elif turn is None:
            yield Ground("", "现行办法没有规定这一步", "the measure in force knows no such step", NOT_APPLICABLE)
        if ready is not None and event.kind in ready.barrable:
            for one in barring(law, state):
                if one.wait.bars == event.kind:
                    yield self.waited(one, event.on)

    def out_of_order(self, ready: Ready, state: State, event: Event) -> Ground:
        steps = [step for _, step in ready.steps[event.kind]]
        states = list(dict.fromkeys(name for step in steps for name in step.after))
        names = [self.named(ready, name) for name in states]
        here = self.named(ready, state.application)
        zh = f"申请处于“{here[0]}”，{KINDS[event.kind].zh}须在“{'”或“'.join(name[0] for name in names)}”之后"
        en = f"the application stands at “{here[1]}”; {KINDS[event.kind].en} can follow “{'” or “'.join(name[1] for name in names)}”"
        return Ground(steps[0].clause, zh, en, NOT_MET)

    def named(self, ready: Ready, state: str) -> tuple[str, str]:
        return ready.procedure.states.get(state) or STATES[state]

    def waited(self, barred: Barred, day: date) -> Ground:
        wait, first = barred.wait, barred.first_day
        if first is None:
            return Ground(wait.clause, wait.zh, wait.en, NOT_MET)
        answer = MET if not isinstance(first, Unknown) and day >= first else NOT_MET
        missing: frozenset[str] = frozenset()
        if isinstance(first, Unknown) and day > self.counting.days.last_announced:
            answer, missing = UNDETERMINED, first.missing
        return Ground(wait.clause, wait.zh, wait.en, answer, missing)

    def needed(self, law: Law, state: State, event: Event, step: Step) -> Iterator[Ground]:
        """The conditions that the step needs, on the facts as the record has them on the day."""
        judges = law.ready[event.agreement].judges.get(step)
        if not judges:
            return
        facts = law.ready[event.agreement].facts.visit(claim_at(self.record, self.states, self.known, event))
        for judge in judges:
            found: Finding = judge.find(facts, None)
            if found.answer is not NOT_APPLICABLE:
                self.used |= found.source.readings
                bars = found.rule.otherwise not in (Effect.DUTY_NOT_MET, Effect.ADVICE)
                missing = frozenset(in_record(path, event) for path in found.missing)
                yield Ground(found.rule.clause, found.rule.zh, found.rule.en, found.answer, missing, bars)

    # What an allowed event changes.

    def note(self, event: Event) -> None:
        """What later steps ask for."""
        self.known.note(event)
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
            case "change_requested" | "change_made" | "paused" | "suspended":
                state.evaluated = None
            case "complained":
                state.complaints[event.id] = "unverified"
            case "complaint_resolved":
                for id in [event.of] if event.of else list(state.complaints):
                    state.complaints[id] = str(event.result)
            case "terminated":
                state.terminated.append(event)
            case "signed":
                state.failures, state.before_notice = 0, event.before_notice
                if event.before_notice is None and not self.law(event.on).doubts and not self.law(self.on).doubts:
                    state.before_notice = self.law(event.on).measure is None

    def turn(self, law: Law, state: State, event: Event) -> None:
        """The status after the event."""
        kind = event.kind
        to = DECIDED.get(str(event.result)) if kind == "decided" else LIFE[kind].to if kind in LIFE else None
        if not to:
            return
        if kind in ("signed", "renewed"):
            if event.since is not None and event.since > event.on:
                state.begins = event
                if kind == "signed":
                    state.until = event.until
                return
            state.until = event.until
        state.suspended_until = event.until if to == "suspended" else None
        state.paused = event if kind == "paused" else None
        state.lapses_on = self.counting.lapses_on(law, state) if kind == "paused" and self.special_reason(event) != "found" else None
        state.mirrored = False
        if to != state.status or kind != "renewed":
            state.enter(to, event.on, None, event.proceeding)

    def follow_from_other(self, law: Law, source: State, day: date, kind: str = "") -> None:
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

    def restored(self, law: Law, state: State, day: date, cascade: Cascade) -> None:
        """The other agreement is restored: whether this one is, too, is a reading."""
        self.used.add(cascade.restored)
        option = law.option[cascade.restored]
        if option == "stays":
            return
        reading = law.choices.reading(cascade.restored)
        missing = frozenset() if option else frozenset({f"reading:{cascade.restored}"})
        state.enter("active" if option else "open", day, cascade.clause, None, missing)
        self.by_itself(law, state, day, Ground(cascade.clause, reading.zh, reading.en, MET if option else UNDETERMINED, missing))

    def by_itself(self, law: Law, state: State, day: date, ground: Ground) -> None:
        self.entries.append(Entry(state.agreement, day, None, (ground,), state.application, state.status, law.id))

    def elapse(self, day: date) -> None:
        """What happens by the passing of time, up to and with a day."""
        while any(state.may_change(day) for state in self.states.values()):
            due = [(when, state, change) for state in self.states.values() for when, change in self.changes(state) if when <= day]
            if not due:
                return
            when, state, change = min(due, key=lambda one: one[0])
            law = self.law(when)
            change(law, state, when)
            self.follow_from_other(law, state, when)

    def changes(self, state: State) -> Iterator[tuple[date, Change]]:
        """The days on which something changes by itself, and what."""
        if state.begins is not None and state.begins.since is not None:
            yield state.begins.since, self.begin
        if state.status in RUNNING and state.until is not None:
            yield state.until + ONE_DAY, self.expire
        if state.status == "suspended" and state.suspended_until is not None and not state.mirrored:
            yield state.suspended_until + ONE_DAY, self.suspension_over
        if state.lapses_on is not None:
            yield state.lapses_on, self.end_of_pause

    def begin(self, law: Law, state: State, day: date) -> None:
        assert state.begins is not None
        state.until, state.begins = state.begins.until, None
        if state.status != "active":
            state.enter("active", day)
        self.by_itself(law, state, day, Ground("", "协议期开始", "the agreement's term begins", MET))

    def expire(self, law: Law, state: State, day: date) -> None:
        state.enter("expired", day)
        state.until = state.suspended_until = state.paused = state.lapses_on = None
        self.by_itself(law, state, day, Ground("", "协议期满", "the agreement's term is over", MET))

    def suspension_over(self, law: Law, state: State, day: date) -> None:
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

    def end_of_pause(self, law: Law, state: State, day: date) -> None:
        """A pause that lasted too long ends the agreement, unless there is a special reason."""
        lapse, pause = law.ready[state.agreement].procedure.lapse, state.paused
        assert lapse is not None
        assert pause is not None
        self.used |= {"first_day", "month_end", "rest_day"}
        state.paused = state.lapses_on = None
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

    def count(self, law: Law, event: Event) -> None:
        """Stop and start clocks, start waits."""
        for state in self.states.values():
            if state.barred and state.agreement == event.agreement:
                state.barred = [one for one in state.barred if one.wait.bars != event.kind]  # what it barred came to pass
            if any([tick(one, event) for one in state.live]):
                state.over += [one for one in state.live if one.stopped or one.moot]
                state.live = [one for one in state.live if not one.stopped and not one.moot]
        # What an agreement owes by a day of its own, it owes also where it was signed before the measure.
        earlier = law.measure is None
        law = self.law(self.on) if earlier else law
        for agreement, ready in law.ready.items():
            state = self.states[agreement]
            for wanted, clock in ready.clocks.get((event.agreement, event.kind), ()):
                if earlier and clock.due is None:
                    continue
                if matches(wanted, event) and (not clock.only or event.result in (None, clock.only)) and stands_in(clock.after, state):
                    due = self.counting.due(law, state, clock, event)
                    if due is not NOTHING_DUE:
                        self.begun += 1
                        state.live = [one for one in state.live if one.clock is not clock]
                        state.live.append(Ticking(clock, ready, law, event, due, ready.stops[id(clock)], self.begun))
            for wanted, wait in () if earlier else ready.waits.get((event.agreement, event.kind), ()):
                if matches(wanted, event) and waits_for(wait, state):
                    state.barred.append(Barred(wait, event, self.counting.first_day(law, wait, event.on)))

    def refresh(self, state: State) -> None:
        """Due days that hang on the agreement's term move with it."""
        for one in state.live:
            if one.clock.due is not None and state.until is not None:
                one.due = due_day(one.clock, state, one.law)

    def running(self, one: Ticking, agreement: AgreementKind) -> Running:
        """A clock as it stands on the day that is asked for."""
        state, missing = self.counting.state_of(one, self.on)
        if state == "overdue" and self.is_forbidden(one, agreement) and self.on_its_day(one).is_forbidden(one, agreement):
            state = "held"
        if one.law.doubts:
            state, missing = "undetermined", missing | frozenset(one.law.doubts)
        unsaid: frozenset[str] | None = None
        if one.clock.whole and one.stopped is not None:
            unsaid, more = left_out(one)
            missing |= more
        measure = one.law.measure
        assert measure is not None
        stopped = one.stopped.on if one.stopped else None
        return Running(one.clock, agreement, measure.id, one.since, one.due, stopped, state, unsaid, missing)

    def on_its_day(self, one: Ticking) -> _Walk:
        """The same events as they stood when a clock was due: an obstacle that came later excuses nobody."""
        then = _Walk(self.record, one.due, self.chosen, self.installed)
        then.play(self.measures)
        return then

    def is_forbidden(self, one: Ticking, agreement: AgreementKind) -> bool:
        """Whether the measure forbids, on the day that is asked for, the very step that the clock waits for."""
        awaited = one.ready.stops[id(one.clock)][-1][0]
        steps = [step for wanted, step in one.ready.steps.get(awaited.kind, ()) if step.needs and awaited.agreement == agreement]
        event = Event("next", awaited.kind, agreement, self.on, "-")  # type: ignore[arg-type]
        state = self.states[agreement]
        return any(ground.answer is NOT_MET and ground.bars for step in steps for ground in self.needed(one.law, state, event, step))

    # What can come next.

    def course(self, state: State, law: Law) -> Course:
        """Where an agreement stands on the day that is asked for."""
        barred = tuple(one for one in barring(law, state) if not isinstance(one.first_day, date) or one.first_day > self.on)
        ready = law.ready.get(state.agreement)
        steps = [self.next(law, state, step, barred) for step in (ready.procedure.steps if ready else ()) if self.can_come(state, step)]
        stretches = [*state.stretches]
        if stretches and stretches[-1].status == "active":
            stretches[-1] = attrs.evolve(stretches[-1], until=state.until)
        elif stretches and stretches[-1].status == "suspended" and not state.mirrored:
            stretches[-1] = attrs.evolve(stretches[-1], until=state.suspended_until)
        return Course(state.agreement, state.application, tuple(stretches), tuple(steps), barred, state.until)

    def can_come(self, state: State, step: Step) -> bool:
        """Whether a step fits the states in which application and agreement stand."""
        turn = LIFE.get(pattern(step.event, state.agreement).kind)
        if not step.after and turn is None:
            return state.status in RUNNING or step.to != ""
        return stands_in(step.after, state) and (turn is None or state.status in turn.of)

    def next(self, law: Law, state: State, step: Step, barred: tuple[Barred, ...]) -> Next:
        """A step that fits, with what bars it still: waits, and conditions that are not met."""
        parts = pattern(step.event, state.agreement)
        event = Event("next", parts.kind, parts.agreement, self.on, "-")  # type: ignore[arg-type]
        against = tuple(one for one in self.needed(law, state, event, step) if one.bars and one.answer is NOT_MET)
        return Next(step, tuple(one for one in barred if one.wait.bars == parts.kind), against)


Change = Callable[[Law, State, date], None]
