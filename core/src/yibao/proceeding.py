"""How far has a proceeding (案件) come, was each step in order, and what follows from it from which day?

suspected → verified or dismissed → routed by legal nature → measure decided → executed, withdrawn or appealed. A step
that the measure does not allow moves nothing and says why, with the clause. The law is that of the day of the act.
The choice within a clause's range is a person's; only an executed measure has effects, and they are dated.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import attrs

from yibao import plugins
from yibao.areas import asked_of_record, check_stated, select
from yibao.claim import Act, Standing
from yibao.course import ALLOWED, DOUBT, Ground, barring_answer
from yibao.errors import NoMeasureInForce, near
from yibao.language import Pair
from yibao.money import yuan
from yibao.plan import Gap, Plan, plan
from yibao.plugins import Plugins
from yibao.record import MOVES, Event, Move, Proceeding, Record
from yibao.rules import MET, NOT_APPLICABLE, NOT_MET, TEXT_MISSING, UNDETERMINED, Answer, Consequence, Sanction
from yibao.violation import Route, attaches
from yibao.words import months_after
from yibao.workdays import ONE_DAY
from yibao.workdays import UNITS as PERIODS

ON_AGREEMENTS = {"suspend_agreement": "suspended", "terminate_agreement": "terminated"}
"""Measures against an agreement, and the event that each is."""
ON_PRACTITIONERS = ("ban_practitioner", "suspend_staff")
"""Measures against a practitioner's right to settle."""
MEASURES = {
    "interview": ("约谈", "interview"),
    "correction": ("责令改正、限期整改", "correction"),
    "withhold_settlement": ("暂停拨付结算费用", "payment withheld"),
    "suspend_settlement": ("暂停联网结算", "online settlement suspended"),
    "refuse_fee": ("拒付费用", "fee refused"),
    "recover_fee": ("追回费用", "paid fees recovered"),
    "contract_penalty": ("违约金", "contractual penalty"),
    "fine": ("罚款", "fine"),
    "reduce_scope": ("减少服务范围", "scope reduced"),
    "suspend_agreement": ("暂停协议", "agreement suspended"),
    "terminate_agreement": ("解除协议", "agreement terminated"),
    "ban_practitioner": ("停止医保结算资格", "right to settle suspended"),
    "suspend_staff": ("中止相关人员服务", "staff stopped from serving"),
    "suspend_patient": ("暂停参保人结算资格", "patient's settlement suspended"),
    "publish_name": ("公布名单", "name published"),
    "publish_case": ("公开案件", "case published"),
    "revoke_licence": ("吊销执业资格", "licence revoked"),
    "joint_discipline": ("联合惩戒", "joint discipline"),
    "referral": ("移交其他部门", "referral"),
}
"""The words of measures, for those that a text leaves to an agreement or a law which is not at hand."""
UNNAMED = ("条文未写明", "报道未写明")
"""What an agency is called where the text names none: any may act."""
NATURES = {
    "agreement": ("协议", "agreement"),
    "administrative": ("行政", "administrative"),
    "criminal": ("刑事", "criminal"),
    "publicity": ("公开", "publicity"),
}


@attrs.frozen
class Taken:
    """What became of one step of a proceeding: an answer (`met`: in order), the grounds, the state after it."""

    move: Move
    grounds: tuple[Ground, ...]
    state: str

    @property
    def answer(self) -> Answer:
        """All grounds together."""
        return barring_answer(self.grounds)

    @property
    def missing(self) -> frozenset[str]:
        """What to ask for."""
        return frozenset[str]().union(*(one.missing for one in self.grounds))


@attrs.frozen
class Measure:
    """处理措施: a measure that was decided, under which clause, and what became of it.

    `state`: `decided`, `executed`, `withdrawn`, or `revoked` on appeal; `ended` is the day from which it has no effect.
    """

    move: Move
    consequence: Consequence | None
    """The clause's consequence under which it stands; None where no measure was in force, or its text is missing."""
    sanction: Sanction | None
    state: str = "decided"
    executed: date | None = None
    ended: date | None = None
    appealed: bool = False

    @property
    def clause(self) -> str | None:
        """The clause under which it stands."""
        return self.consequence.clause if self.consequence else None

    @property
    def since(self) -> date | None:
        """The first day of its effect: when it was executed, or the later day that it names."""
        return None if self.executed is None else max(self.executed, self.move.since or self.executed)


@attrs.frozen
class Progress:
    """How far a proceeding has come on a day."""

    proceeding: Proceeding
    measure: str | None
    state: str
    taken: tuple[Taken, ...]
    routes: tuple[Route, ...]
    """What the clauses attach to the act as it is known on the day."""
    measures: tuple[Measure, ...]
    owed: tuple[tuple[Consequence, Sanction], ...]
    """Measures that a clause makes mandatory (应) and that nobody decided yet."""
    unrouted: tuple[str, ...]
    """Legal natures for which the text names no consequence for this actor."""
    gaps: tuple[Gap, ...]
    """Where the text on violations is not at hand."""


def progress(
    record: Record,
    on: date,
    *,
    readings: Mapping[str, str] | None = None,
    reported: Collection[str] = (),
    installed: Plugins | None = None,
) -> tuple[Progress, ...]:
    """How far each proceeding of a record had come on a day; steps after the day do not count.

    `reported` switches on documents known only from reports, as in `decide`. Raises InvalidDocument where the record
    states a date that cannot be, UnknownReading, UnknownRegion (no reported document), MeasureTie, PluginFailed.
    """
    chosen = tuple(sorted((readings or {}).items()))
    found = installed or plugins.installed()
    if chosen:
        plugins.check_readings(dict(chosen), found)
    check_stated("record", record.policy.in_force, reported, found)
    return tuple(
        _Way(one, on, _law(record.area, one.occurred_on, record.policy.in_force, frozenset(reported), chosen, found)).follow()
        for one in record.proceedings
        if one.events[0].on <= on
    )


@attrs.frozen(eq=False)
class _Law:
    measure: str | None
    plan: Plan | None
    doubts: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def _law(area: str, day: date, in_force: Any, reported: frozenset[str], chosen: tuple[tuple[str, str], ...], installed: Plugins) -> _Law:
    """The consequences of the measure in force on the day of the act."""
    try:
        selection = select(installed, area, day, asked_of_record(in_force, chosen, reported))
    except NoMeasureInForce:
        return _Law(None, None)
    made = plan(selection.layers, plugins.concerning(selection.layers, chosen))
    return _Law(selection.declared.measure.id, made, selection.doubts)


class _Way:
    """One pass over the steps of a proceeding, up to a day."""

    def __init__(self, proceeding: Proceeding, on: date, law: _Law) -> None:
        self.proceeding, self.on, self.law = proceeding, on, law
        self.state = "none"
        self.listed: bool | None = None
        self.natures: set[str] = set()
        self.asked: set[str] = set()
        """The natures by which it was to be routed, allowed or not."""
        self.measures: dict[str, Measure] = {}

    def follow(self) -> Progress:
        taken = [self.take(move) for move in self.proceeding.events if move.on <= self.on]
        routes = tuple(self.routes(self.natures))
        # A mandatory measure is done under whichever clause it was decided.
        names = {one.sanction.name for one in self.measures.values() if one.sanction and one.ended is None}
        owed = tuple(
            (route.consequence, sanction)
            for route in routes
            if self.state == "verified" and route.consequence.mandatory and self.standing(route) is MET
            for sanction in route.consequence.sanctions
            if sanction.name not in names and not sanction.only_if
        )
        routed: set[str] = {route.consequence.nature for route in routes}
        routed |= {nature for nature in self.asked if any(True for _ in self.of_natures({nature}))}
        unrouted = tuple(nature for nature in sorted(self.asked) if not routed & {nature, "any"})
        gaps = self.law.plan.gaps["violation"] if self.law.plan else ()
        return Progress(self.proceeding, self.law.measure, self.state, tuple(taken), routes, tuple(self.measures.values()), owed, unrouted, gaps)

    def take(self, move: Move) -> Taken:
        grounds = tuple(getattr(self, f"on_{move.kind}")(move))
        if self.law.doubts and move.kind in ("routed", "measured"):
            doubt = attrs.evolve(DOUBT, missing=frozenset(self.law.doubts))
            grounds = (*grounds, doubt)
        if barring_answer(grounds) in ALLOWED:
            self.move(move)
        return Taken(move, grounds, self.state)

    # Which steps are in order.

    def after(self, move: Move, *states: str) -> Iterator[Ground]:
        """The step is in order after these states only."""
        here, wanted = STATES[self.state], [STATES[one] for one in states]
        about = MOVES[move.kind]
        zh = f"案件{here[0]}，{about.zh}须在{'、'.join(one[0] for one in wanted)}之后"
        en = f"the proceeding is {here[1]}; {about.en} follows when it is {', '.join(one[1] for one in wanted)}"
        yield Ground("", about.zh, about.en, MET) if self.state in states else Ground("", zh, en, NOT_MET)

    def on_suspected(self, move: Move) -> Iterator[Ground]:
        yield from self.after(move, "none")

    def on_verified(self, move: Move) -> Iterator[Ground]:
        yield from self.after(move, "suspected")
        yield self.evidence(move)

    def on_dismissed(self, move: Move) -> Iterator[Ground]:
        yield from self.after(move, "suspected")

    def evidence(self, move: Move) -> Ground:
        """Where claims are concerned, a finding rests on an outcome that was seen."""
        zh, en = "写明所见的结果摘要", "names the digest of the outcome that was seen"
        if move.evidence is None and self.proceeding.claims:
            return Ground("", zh, en, UNDETERMINED, frozenset({f"/proceedings[id={self.proceeding.id}]/events[id={move.id}]/evidence"}))
        return Ground("", zh, en, MET if move.evidence else NOT_APPLICABLE)

    def on_routed(self, move: Move) -> Iterator[Ground]:
        routes = list(self.of_natures({str(move.nature)})) if move.nature else []
        self.asked |= {str(move.nature)} if move.nature and self.law.plan else set()
        if self.law.plan is None:
            yield NO_LAW
            return
        if move.nature is None:
            yield Ground("", "写明违规的性质", "names the legal nature", UNDETERMINED, frozenset({self.path(move, "nature")}))
        elif self.state == "suspected" and any(route.consequence.on_suspicion for route in routes):
            routes = [route for route in routes if route.consequence.on_suspicion]
        else:
            yield from self.after(move, "verified")
        if move.nature and not routes:
            yield self.no_route(str(move.nature))
        for route in routes[:1] if routes else ():
            yield Ground(route.consequence.clause, route.consequence.zh, route.consequence.en, self.standing(route), self.wanting(route))

    def no_route(self, nature: str) -> Ground:
        """The text names no consequence of that nature for the actor; or the text is not at hand."""
        gaps = self.silent_gaps()
        if gaps:
            return Ground(gaps[0].clause.id, "有关条文的文本不在手", "the text on it is not at hand", TEXT_MISSING)
        zh = f"办法没有对这类主体（{self.proceeding.actor}）规定{NATURES[nature][0]}处理"
        return Ground("", zh, f"the measure names no {NATURES[nature][1]} consequence for a {self.proceeding.actor}", NOT_MET)

    def silent_gaps(self) -> tuple[Gap, ...]:
        """Where the text on violations is missing, of a measure of which no consequence is at hand."""
        return self.law.plan.gaps["violation"] if self.law.plan and not self.law.plan.consequences else ()

    def on_measured(self, move: Move) -> Iterator[Ground]:
        if self.law.plan is None:
            yield from self.after(move, "verified") if self.state != "verified" else ()
            yield NO_LAW if move.sanction in MEASURES else self.no_such_measure((), move)
            return
        yield from self.fitting(move)
        routes = self.measured_under(move)
        if move.sanction is None:
            yield Ground("", "写明处理措施", "names the measure", UNDETERMINED, frozenset({self.path(move, "sanction")}))
            return
        if not routes:
            yield from self.after(move, "verified") if self.state != "verified" else ()
            yield self.no_route(str(move.nature or "agreement")) if self.silent_gaps() and self.natures else self.not_routed(move)
            return
        if not (self.state == "suspected" and all(route.consequence.on_suspicion for route in routes)):
            yield from self.after(move, "verified")
        fitting = [route for route in routes if _sanction(route.consequence, move.sanction)]
        if fitting:
            yield from self.within(move, self.by_authority(fitting, move))
        elif move.sanction not in MEASURES:
            yield self.no_such_measure(routes, move)
        elif open_ended := [route for route in routes if route.consequence.further]:
            yield self.authority(open_ended[0].consequence, move)
            yield Ground(
                open_ended[0].consequence.clause,
                "措施由协议或法律规定，其文本不在手",
                "the measures stand in a text that is not at hand",
                TEXT_MISSING,
            )
        else:
            yield self.no_such_measure(routes, move)

    def fitting(self, move: Move) -> Iterator[Ground]:
        """What a measure says that does not belong to it, or cannot be."""
        if move.agreement is not None and move.sanction not in ON_AGREEMENTS:
            yield Ground("", "该措施不涉及协议", "this measure concerns no agreement", NOT_MET)
        if move.amount is not None and move.sanction in (*ON_AGREEMENTS, *ON_PRACTITIONERS):
            yield Ground("", "该措施没有金额", "this measure has no amount", NOT_MET)
        if move.since is not None and move.since < self.proceeding.occurred_on:
            day = self.proceeding.occurred_on
            yield Ground("", f"不能早于行为发生之日{day}", f"cannot begin before the act, of {day}", NOT_MET)

    def not_routed(self, move: Move) -> Ground:
        return Ground("", "须先按性质移交处理", "the act has to be routed by its legal nature first", NOT_MET)

    def measured_under(self, move: Move) -> list[Route]:
        """The routes under which a measure can stand: of the natures that the act was routed by, or of every nature."""
        natures = {str(move.nature)} & (self.natures | {"publicity"}) if move.nature else self.natures
        return list(self.of_natures(natures))

    def by_authority(self, routes: Sequence[Route], move: Move) -> Route:
        """Of the clauses that provide the measure, the one whose agency acted; else the first."""
        return next((route for route in routes if _agency(route.consequence, move) in (move.by, *UNNAMED)), routes[0])

    def authority(self, consequence: Consequence, move: Move) -> Ground:
        """Whether the agency that acted is the one that the clause names."""
        agency = _agency(consequence, move)
        may = agency in (move.by, *UNNAMED)
        zh, en = f"由{agency}处理", f"{agency} acts"
        return Ground(
            consequence.clause, zh if may else f"{zh}，{move.by}无权", en if may else f"{en}; {move.by} has no authority", MET if may else NOT_MET
        )

    def within(self, move: Move, route: Route) -> Iterator[Ground]:
        """Whether the measure keeps to its clause: authority, standing, range, further condition, whom it is against."""
        consequence = route.consequence
        sanction = _sanction(consequence, str(move.sanction))
        assert sanction is not None
        yield self.authority(consequence, move)
        yield Ground(consequence.clause, consequence.zh, consequence.en, self.standing(route), self.wanting(route))
        if sanction.elsewhere:
            yield Ground(consequence.clause, "其幅度由法律规定，文本不在手", "its range stands in a text that is not at hand", TEXT_MISSING)
        if sanction.at_least is not None:
            yield self.range(consequence, sanction, move)
        if sanction.only_if == "loss":
            yield self.by_loss(consequence, sanction)
        elif sanction.only_if:
            answer = UNDETERMINED if move.condition_met is None else MET if move.condition_met else NOT_MET
            missing = frozenset({self.path(move, "condition_met")}) if move.condition_met is None else frozenset[str]()
            yield Ground(
                consequence.clause, f"{sanction.zh}须具备条件：{sanction.only_if}", f"{sanction.en} only if {sanction.only_if}", answer, missing
            )
        if sanction.name in ON_AGREEMENTS and move.agreement is None:
            yield Ground(consequence.clause, "写明是哪一份协议", "names the agreement", UNDETERMINED, frozenset({self.path(move, "agreement")}))
        if sanction.name in ON_PRACTITIONERS and self.proceeding.practitioner is None:
            path = f"/proceedings[id={self.proceeding.id}]/practitioner"
            yield Ground(consequence.clause, "写明是哪一位人员", "names the practitioner", UNDETERMINED, frozenset({path}))

    def by_loss(self, consequence: Consequence, sanction: Sanction) -> Ground:
        """Whether the fund lost by the act, where the clause ties the measure to that (造成损失的)."""
        loss = self.proceeding.loss
        missing = frozenset({f"/proceedings[id={self.proceeding.id}]/loss"}) if loss is None else frozenset[str]()
        answer = UNDETERMINED if loss is None else MET if loss > 0 else NOT_MET
        return Ground(consequence.clause, f"{sanction.zh}：造成损失", f"{sanction.en}: the fund lost", answer, missing)

    def range(self, consequence: Consequence, sanction: Sanction, move: Move) -> Ground:
        """Whether the time or amount that a person chose lies within the clause's range."""
        assert sanction.at_least is not None
        at_most = sanction.at_most
        zh, en = f"{sanction.zh}：{_range(sanction, 0)}", f"{sanction.en}: {_range(sanction, 1)}"
        if sanction.unit in ("months", "years"):
            if move.until is None:
                return Ground(consequence.clause, zh, en, UNDETERMINED, frozenset({self.path(move, "until")}))
            months = 12 if sanction.unit == "years" else 1
            start = move.since or move.on
            # The text does not say whether the first day counts: the end may be the corresponding day or the day before it.
            long_enough = move.until >= months_after(start, sanction.at_least * months) - ONE_DAY
            short_enough = at_most is None or move.until <= months_after(start, at_most * months)
            return Ground(consequence.clause, zh, en, MET if long_enough and short_enough else NOT_MET)
        basis = {"loss": self.proceeding.loss, "fraud": self.proceeding.fraud_amount, "": 1}[sanction.basis]
        missing = frozenset[str](
            [self.path(move, "amount")] * (move.amount is None)
            + [f"/proceedings[id={self.proceeding.id}]/{BASES.get(sanction.basis)}"] * (basis is None)
        )
        if move.amount is None or basis is None:
            return Ground(consequence.clause, zh, en, UNDETERMINED, missing)
        fits = basis * sanction.at_least <= move.amount and (at_most is None or move.amount <= basis * at_most)
        return Ground(consequence.clause, zh, en, MET if fits else NOT_MET)

    def no_such_measure(self, routes: Sequence[Route], move: Move) -> Ground:
        names = list(dict.fromkeys(sanction.name for route in routes for sanction in route.consequence.sanctions)) or list(MEASURES)
        listed = "、".join(dict.fromkeys(sanction.zh for route in routes for sanction in route.consequence.sanctions))
        zh = f"条文没有规定“{move.sanction}”这一措施" + (f"；规定的是：{listed}" if listed else "")
        clause = self.by_authority([route for route in routes if route.consequence.sanctions] or routes, move).consequence.clause if routes else ""
        return Ground(
            clause,
            zh,
            f"no measure {move.sanction!r} here{near(str(move.sanction), names)}; it has {', '.join(names)}",
            NOT_MET,
        )

    def on_executed(self, move: Move) -> Iterator[Ground]:
        yield from self.of_measure(move, "decided")
        measure = self.measures.get(str(move.of))
        if measure is not None and measure.move.until is not None and measure.state == "decided":
            yield from self.in_time(measure, move.on)

    def in_time(self, measure: Measure, executed: date) -> Iterator[Ground]:
        """Whether what is left of the measure's time, once it is executed, is still within its range."""
        since = max(executed, measure.move.since or executed)
        if measure.move.until is not None and measure.move.until < since:
            yield Ground(measure.clause or "", f"所定期间已于{measure.move.until}届满", f"its time was over on {measure.move.until}", NOT_MET)
        elif measure.sanction is not None and measure.consequence is not None and measure.sanction.unit in ("months", "years"):
            yield self.range(measure.consequence, measure.sanction, attrs.evolve(measure.move, since=since))

    def on_withdrawn(self, move: Move) -> Iterator[Ground]:
        yield from self.of_measure(move, "decided", "executed")

    def on_appealed(self, move: Move) -> Iterator[Ground]:
        yield from self.of_measure(move, "decided", "executed")

    def on_appeal_decided(self, move: Move) -> Iterator[Ground]:
        measure = self.measures.get(str(move.of))
        if measure is not None and not measure.appealed:
            yield Ground("", "没有待决的申诉", "there is no appeal to decide", NOT_MET)
        else:
            yield from self.of_measure(move, "decided", "executed")

    def of_measure(self, move: Move, *states: str) -> Iterator[Ground]:
        """The step concerns a measure of this proceeding that is in one of the states."""
        about, measure = MOVES[move.kind], self.measures.get(str(move.of))
        if move.of is None:
            yield Ground("", "写明所涉的处理", "names the measure that it concerns", UNDETERMINED, frozenset({self.path(move, "of")}))
        elif measure is None:
            yield Ground("", f"本案没有处理“{move.of}”", f"there is no measure {move.of!r} in this proceeding{near(move.of, self.measures)}", NOT_MET)
        elif measure.state not in states:
            zh = f"该处理{MEASURE_STATES[measure.state][0]}，不能{about.zh}"
            yield Ground("", zh, f"the measure is {MEASURE_STATES[measure.state][1]}; it cannot be {about.en}", NOT_MET)
        else:
            yield Ground("", about.zh, about.en, MET)

    # What a step changes.

    def move(self, move: Move) -> None:
        match move.kind:
            case "suspected" | "dismissed":
                self.state = move.kind
            case "verified":
                self.state, self.listed = "verified", move.listed
            case "routed":
                self.natures.add(str(move.nature))
            case "measured":
                routes = self.measured_under(move)
                fitting = [route for route in routes if _sanction(route.consequence, str(move.sanction))] or routes
                consequence = self.by_authority(fitting, move).consequence if fitting else None
                self.measures[move.id] = Measure(move, consequence, _sanction(consequence, str(move.sanction)) if consequence else None)
            case "executed":
                self.change(move, state="executed", executed=move.on)
            case "withdrawn":
                self.change(move, state="withdrawn", ended=move.on)
            case "appealed":
                self.change(move, appealed=True)
            case "appeal_decided":
                self.change(move, appealed=False, **({"state": "revoked", "ended": move.on} if move.result == "revoked" else {}))

    def change(self, move: Move, **changes: Any) -> None:
        self.measures[str(move.of)] = attrs.evolve(self.measures[str(move.of)], **changes)

    # Which clauses attach to the act.

    def routes(self, natures: Collection[str]) -> Iterator[Route]:
        """The consequences that the clauses attach to the act under some legal natures."""
        act = self.act(natures)
        for measure, consequence in self.law.plan.consequences if self.law.plan else ():
            if attaches(consequence, act):
                yield Route(act, consequence, measure, bool(self.law.doubts))

    def of_natures(self, natures: Collection[str]) -> Iterator[Route]:
        """The consequences of some legal natures, and those that tell natures not apart; publicity only where it is asked for."""
        return (route for route in self.routes(natures) if route.consequence.nature in {*natures, "any"})

    def act(self, natures: Collection[str]) -> Act:
        one = self.proceeding
        status = "verified" if self.state == "verified" else "suspected"
        known: Any = frozenset(natures)
        return Act(one.id, one.act, one.actor, status, known, one.lines, one.fraud, one.loss, one.fraud_amount)  # type: ignore[arg-type]

    def standing(self, route: Route) -> Answer:
        """Whether a clause applies to the act as far as it is known."""
        state = route.state
        if state == "if_listed" and self.listed is not None:
            return MET if self.listed else NOT_MET
        return {"applies": MET, "after_verification": NOT_MET}.get(state, UNDETERMINED)

    def wanting(self, route: Route) -> frozenset[str]:
        """What is missing to say whether a clause applies."""
        if self.standing(route) is not UNDETERMINED:
            return frozenset()
        path = f"/proceedings[id={self.proceeding.id}]"
        paths = {
            "if_listed": f"{path}/events[kind=verified]/listed",
            "if_fraud": f"{path}/fraud",
            "if_not_fraud": f"{path}/fraud",
            "if_loss": f"{path}/loss",
        }
        return frozenset({paths[route.state]} if route.state in paths else self.law.doubts)

    def path(self, move: Move, field: str) -> str:
        return f"/proceedings[id={self.proceeding.id}]/events[id={move.id}]/{field}"


STATES = {
    "none": ("未立案", "not opened"),
    "suspected": ("有疑点", "suspected"),
    "verified": ("已核实", "verified"),
    "dismissed": ("不成立", "dismissed"),
}
NO_LAW = Ground("", "行为日没有现行办法", "no measure was in force on the day of the act", NOT_APPLICABLE)
MEASURE_STATES = {
    "decided": ("已作出", "decided"),
    "executed": ("已执行", "executed"),
    "withdrawn": ("已撤销", "withdrawn"),
    "revoked": ("经申诉撤销", "revoked on appeal"),
}
BASES = {"loss": "loss", "fraud": "fraud_amount"}
UNITS: dict[str, Pair] = {**PERIODS, "times": ("倍", "times"), "fen": ("元", "yuan")}


def _agency(consequence: Consequence, move: Move) -> str:
    """Who takes the measure under a clause."""
    sanction = _sanction(consequence, str(move.sanction))
    return (sanction.agency if sanction else "") or consequence.agency


def _sanction(consequence: Consequence, name: str) -> Sanction | None:
    return next((one for one in consequence.sanctions if one.name == name), None)


def _range(sanction: Sanction, lang: int) -> str:
    """The range of a sanction in words."""
    ends = [None if end is None else yuan(end) if sanction.unit == "fen" else str(end) for end in (sanction.at_least, sanction.at_most)]
    unit = UNITS[sanction.unit][lang]
    numbers = str(ends[0]) if ends[0] == ends[1] else f"{ends[0]}–{ends[1] or ''}"
    return f"{numbers}{unit}" if lang == 0 else f"{numbers} {unit}"


# What follows, from which day.


def effects(progresses: Sequence[Progress]) -> list[Event]:
    """The events that executed measures are to the agreements: suspended, terminated, reinstated."""
    found: list[Event] = []
    for one in progresses:
        for measure in one.measures:
            name = measure.move.sanction or ""
            if name in ON_AGREEMENTS and measure.since is not None and measure.move.agreement is not None and measure.ended != measure.since:
                id, kind = one.proceeding.id, ON_AGREEMENTS[name]
                until = measure.move.until if kind == "suspended" else None
                source = f"{measure.clause or ''}（{id}）"
                begun: Any = Event(measure.move.id, kind, measure.move.agreement, measure.since, source, until=until, proceeding=id)  # type: ignore[arg-type]
                found.append(begun)
                if measure.ended is not None and measure.ended > measure.since:
                    found.append(attrs.evolve(begun, kind="reinstated", on=measure.ended, until=None))
    return found


def standing_of(practitioner: str, progresses: Sequence[Progress]) -> tuple[Standing, ...]:
    """The stretches in which a practitioner's right to settle was suspended by executed measures."""
    found = []
    for one in progresses:
        for measure in one.measures:
            if measure.move.sanction in ON_PRACTITIONERS and one.proceeding.practitioner == practitioner and measure.since is not None:
                until = measure.move.until if measure.ended is None else min(measure.ended - ONE_DAY, measure.move.until or measure.ended)
                if until is None or until >= measure.since:
                    found.append(Standing("suspended", measure.since, until, measure.clause, one.proceeding.id))
    return tuple(sorted(found, key=lambda one: one.since))


def acts_of(claim_id: str, progresses: Sequence[Progress]) -> tuple[Act, ...]:
    """The acts on record that concern a claim, as far as they have come; what was dismissed concerns nothing."""
    return tuple(_act(one) for one in progresses if claim_id in one.proceeding.claims and one.state in ("suspected", "verified"))


def _act(progress: Progress) -> Act:
    one = progress.proceeding
    natures: Any = frozenset(
        str(taken.move.nature) for taken in progress.taken if taken.move.kind == "routed" and taken.answer in (MET, TEXT_MISSING)
    )
    return Act(one.id, one.act, one.actor, progress.state, natures, one.lines, one.fraud, one.loss, one.fraud_amount)  # type: ignore[arg-type]
