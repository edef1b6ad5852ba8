"""What is said of a record: the words that the page, the picture and the calendar share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import attrs

from yibao.course import STATUSES, Barred, Course, Entry, Ground, Next, Running, Trace
from yibao.facts import FACTS
from yibao.language import Pair, position
from yibao.measures import Measure
from yibao.outcome_page import LABELS as OF_OUTCOME
from yibao.plugins import Plugins
from yibao.procedure import STATES, pattern
from yibao.readings import GENERAL, Reading
from yibao.record import KINDS, AgreementKind, Event
from yibao.rules import MET, NOT_APPLICABLE, NOT_MET
from yibao.words import Unknown

COLUMNS = 100
"""How wide a page at the terminal is."""
AGREEMENTS: dict[AgreementKind, Pair] = {"main": ("主协议", "main"), "supplementary": ("补充协议", "supplementary")}
RESULTS = {
    "complete": ("齐全", "complete"),
    "incomplete": ("不齐全", "incomplete"),
    "passed": ("合格", "passed"),
    "failed": ("不合格", "failed"),
    "confirmed": ("属实", "confirmed"),
    "cleared": ("不属实", "cleared"),
    "found": ("有", "found"),
    "none": ("没有", "none"),
    "keep": ("维持", "keep"),
    "suspend": ("暂停", "suspend"),
    "terminate": ("解除", "terminate"),
}
CAUSES = {
    "institution": ("机构原因", "the institution's doing"),
    "agency": ("经办机构原因", "the agency's doing"),
    "insurance_law": ("违反医保法律法规", "breach of insurance law"),
    "agreement": ("违反协议", "breach of the agreement"),
    "other": ("其他原因", "another cause"),
}
PREPARED = {
    "system": ("系统改造", "systems"),
    "e_voucher": ("电子凭证", "e-voucher"),
    "mobile_payment": ("移动支付", "mobile payment"),
    "psam_card": ("PSAM卡", "PSAM card"),
    "private_network": ("专网备案", "private network"),
    "permit": ("许可证书", "permit"),
    "equipment": ("软硬件及网络", "equipment"),
}
CLOCKS = {
    "kept": ("√", "green", "met", ("按期", "in time")),
    "late": ("×", "red", "not_met", ("{}逾期", "late: {}")),
    "open": ("○", "cyan", "running", ("进行中", "running")),
    "overdue": ("×", "red", "not_met", ("{}逾期未办", "overdue: {}")),
    "held": ("△", "yellow", "held", ("受阻，无人逾期", "held, nobody is late")),
    "done": ("√", "green", "met", ("已办", "done")),
    "moot": ("–", "bright_black", "not_applicable", ("落空", "came to nothing")),
    "too_short": ("×", "red", "not_met", ("时间不足", "too short")),
    "undetermined": ("?", "yellow", "undetermined", ("不能确定", "undetermined")),
}
"""The mark of a clock's state, its colour at the terminal, its class on the page, and the words; `{}` is whose lateness it is."""
STATUS_COLOURS = {
    "active": "green",
    "paused": "yellow",
    "suspended": "yellow",
    "terminated": "red",
    "ended": "red",
    "expired": "red",
    "open": "magenta",
}
SIDES = {"agency": ("经办方", "agency"), "institution": ("机构", "institution")}
LABELS = {
    "title": ("协议与期限", "Agreements and their clocks"),
    "agreement": ("协议", "agreement"),
    "status": ("状态", "status"),
    "since": ("自", "since"),
    "until": ("至", "until"),
    "application": ("申请", "application"),
    "clause": ("条款", "clause"),
    "agreements": ("协议状态", "Where the agreements stand"),
    "events": ("经过", "What happened"),
    "date": ("日期", "date"),
    "what": ("事项", "what"),
    "answer": ("认定", "answer"),
    "grounds": ("依据", "grounds"),
    "source": ("来源", "source"),
    "legend_marks": (
        "√ 可以这样办　× 不可以，不产生效果　? 不能确定　∅ 文本不在手　– 办法没有规定",
        "√ allowed   × not allowed, moves nothing   ? cannot be said   ∅ text not at hand   – the measure knows no such step",
    ),
    "no_events": ("到这一天没有记录。", "Nothing is recorded up to this day."),
    "clocks": ("期限", "Clocks"),
    "owner": ("责任方", "owed by"),
    "span": ("起 → 止", "from → due"),
    "done": ("办结", "done"),
    "state": ("情况", "state"),
    "no_number": ("未写天数", "no number"),
    "agency_late": (
        "经办方逾期只记为经办方的事：不视为同意，申请不因此变动。",
        "An agency that is late is late, and that is all: no approval is deemed, no application moves.",
    ),
    "left_out": ("一次性告知漏列的缺陷", "Defects that a notice left out which must name all"),
    "next": ("接下来可以办理", "What can come next"),
    "by": ("办理方", "by"),
    "not_before": ("不得早于", "not before"),
    "not_begun": ("尚未告知结果，期间尚未起算", "not told the result yet, so that it has not begun"),
    "barred_by": ("受限于", "barred by"),
    "nothing_next": ("在手的文本没有写下一步。", "The text at hand names no next step."),
    "missing": OF_OUTCOME["missing"],
    "readings": OF_OUTCOME["readings"],
    "unchosen": OF_OUTCOME["unchosen"],
    "unknown": OF_OUTCOME["unknown"],
    "note": OF_OUTCOME["note"],
    "by_itself": ("{}（自动发生）", "{} (by itself)"),
    "still": ("仍为“{}”", "still {}"),
    "noted": ("只作记录，不影响办理", "noted, bars nothing"),
    "term": ("期限", "term"),
    "defects": ("缺陷", "defects"),
    "joint": ("同时申请定点", "applied for both at once"),
    "first_day": ("可以办理的第一天", "first day allowed"),
    "history": ("协议状态的经过", "How the status changed"),
    "picture": ("图示", "Picture"),
    "day_asked": ("查询日", "day asked for"),
    "legend_past": ("期限：起算日至届满日", "a clock from its start to its due day"),
    "legend_overrun": ("超过的时间", "time beyond the due day"),
    "legend_barred": ("须等待或受阻", "barred or held"),
    "legend_break": ("中间省略", "time left out"),
}
GAPS: dict[str, Pair] = {
    "result": ("结果", "result"),
    "defects": ("缺陷", "defects"),
    "until": ("期限的最后一天", "last day of the term"),
    "since": ("期限的第一天", "first day of the term"),
    "before_notice": ("是否签于通知施行之前", "whether it was signed before the notice took effect"),
    "joint": ("是否同时申请定点", "whether both are applied for at once"),
    "clauses": ("协议写明的事项", "what the agreement states"),
    "changed": ("变更的内容", "what is changed"),
    "persons": ("关联的人员", "persons who link both"),
    "cause": ("原因", "cause"),
    "fined": ("是否并处罚款", "whether a fine came with it"),
    "fines_paid": ("罚款是否缴清", "whether the fines are paid"),
    "founded_on": ("机构设立日期", "day on which the institution was set up"),
}


# What the measures call things.


@attrs.frozen(eq=False)
class Names:
    """What the measures of a trace call themselves, their places, states and readings."""

    measures: tuple[Measure, ...]
    agreements: frozenset[AgreementKind]
    """The agreements of which one of the measures knows a procedure."""
    states: Mapping[tuple[AgreementKind, str], Pair]
    readings: Mapping[str, Reading]
    events: Mapping[str, Event]
    """The events by their ids."""

    def state(self, agreement: AgreementKind, name: str) -> Pair:
        """What a state of an application is called."""
        return self.states.get((agreement, name)) or STATES.get(name) or STATUSES[name]


def names_of(trace: Trace, installed: Plugins) -> Names:
    """The names that the measures of a trace give; where two differ, the later measure's."""
    judged = [*(one.measure for one in trace.entries), *(one.measure for one in trace.clocks), *_of_the_day(trace, installed)]
    declared = [installed.declared(id) for id in dict.fromkeys(judged) if id is not None]
    procedures = [procedure for one in declared for procedure in one.procedures]
    return Names(
        tuple(one.measure for one in declared),
        frozenset(one.agreement for one in procedures),
        {(one.agreement, state): words for one in procedures for state, words in one.states.items()},
        {reading.name: reading for readings in (GENERAL, *(one.readings for one in declared)) for reading in readings},
        {one.event.id: one.event for one in trace.entries if one.event is not None},
    )


def _of_the_day(trace: Trace, installed: Plugins) -> Iterator[str]:
    """The measure whose steps can come next: the one in force on the day asked for."""
    steps = {id(one.step) for course in trace.courses.values() for one in course.steps}
    for declared in (declared for plugin in installed.loaded for declared in plugin.measures):
        if any(id(step) in steps for procedure in declared.procedures for step in procedure.steps):
            yield declared.measure.id


# A trace in words.


@attrs.frozen
class Reason:
    """Why an event was allowed or not, in one language."""

    answer: str
    clause: str
    text: str
    missing: tuple[str, ...]


@attrs.frozen
class Happening:
    """One event in one language, and what became of it."""

    on: date
    agreement: str
    answer: str
    what: str
    details: tuple[str, ...]
    clause: str
    grounds: tuple[Reason, ...]
    missing: tuple[str, ...]
    source: str
    by_itself: bool

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The grounds that say more than that the step is allowed."""
        return tuple(one for one in self.grounds if self.by_itself or one.answer not in (MET, NOT_APPLICABLE))


@attrs.frozen
class Due:
    """One clock in one language."""

    state: str
    words: str
    agreement: str
    clause: str
    what: str
    owner: str
    since: date
    due: str
    done: str
    left_out: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def sign(self) -> str:
        """The mark of its state."""
        return CLOCKS[self.state][0]

    @property
    def tone(self) -> str:
        """The class of its state on the page."""
        return CLOCKS[self.state][2]


@attrs.frozen
class Stand:
    """Where one agreement stands, in one language."""

    agreement: str
    status: str
    words: str
    since: str
    until: str
    clause: str
    application: str


@attrs.frozen
class Bar:
    """What bars a step: a wait with the day from which it is over, or a condition that is not met."""

    clause: str
    text: str
    until: str


@attrs.frozen
class Coming:
    """A step that fits, and what bars it still, in one language."""

    agreement: str
    clause: str
    what: str
    by: str
    bars: tuple[Bar, ...]


@attrs.frozen(eq=False)
class Sheet:
    """A trace in one language: what the terminal and the page show."""

    trace: Trace
    lang: str
    place: str
    measures: tuple[str, ...]
    stands: tuple[Stand, ...]
    history: tuple[Stand, ...]
    happenings: tuple[Happening, ...]
    clocks: tuple[Due, ...]
    coming: tuple[Coming, ...]
    missing: tuple[tuple[str, str], ...]
    readings: tuple[tuple[str, str, str], ...]

    @property
    def agency_is_late(self) -> bool:
        """Whether an agency is late with something."""
        return any(one.state in ("late", "overdue") and one.clock.owner.side == "agency" for one in self.trace.clocks)


def sheet(trace: Trace, installed: Plugins, lang: str) -> Sheet:
    """A trace put into the words of one language."""
    names, which = names_of(trace, installed), position(lang)
    places = [(one.place.zh, one.place.en)[which] for one in names.measures[-1:]]
    return Sheet(
        trace,
        lang,
        " ".join([*places, trace.record.area]),
        tuple(f"{one.title}{' · ' + one.number if one.number else ''}" for one in names.measures),
        tuple(_stand(course, names, which) for course in trace.courses.values()),
        tuple(_stretch(course, number, which) for course in trace.courses.values() for number in range(len(course.stretches))),
        tuple(_happening(entry, names, which) for entry in trace.entries),
        tuple(_due(running, names, which) for running in trace.clocks),
        tuple(one for course in trace.courses.values() for one in _coming(course, names, which)),
        tuple((path, asked(path, names, which)) for path in sorted(trace.missing)),
        tuple(_reading(name, option, names, which) for name, option in trace.readings.items() if option or f"reading:{name}" in trace.missing),
    )


def _stand(course: Course, names: Names, which: int) -> Stand:
    application = names.state(course.agreement, course.application)[which] if course.agreement in names.agreements else "–"
    if not course.stretches:
        return Stand(AGREEMENTS[course.agreement][which], "none", STATUSES["none"][which], "", "", "", application)
    return attrs.evolve(_stretch(course, len(course.stretches) - 1, which), application=application)


def _stretch(course: Course, number: int, which: int) -> Stand:
    """One stretch of an agreement's status."""
    one = course.stretches[number]
    until = one.until.isoformat() if one.until else ""
    return Stand(AGREEMENTS[course.agreement][which], one.status, STATUSES[one.status][which], one.since.isoformat(), until, one.clause or "", "")


def _happening(entry: Entry, names: Names, which: int) -> Happening:
    clause = next((one.clause for one in entry.grounds if one.clause), "")
    shared: dict[str, Any] = {
        "on": entry.on,
        "agreement": AGREEMENTS[entry.agreement][which],
        "answer": str(entry.answer),
        "clause": clause,
        "grounds": tuple(_reason(one, names, which) for one in entry.grounds),
        "missing": tuple(asked(path, names, which) for path in sorted(entry.missing)),
    }
    if entry.event is None:
        what = LABELS["still" if entry.answer == NOT_MET else "by_itself"][which].format(STATUSES[entry.status][which])
        return Happening(what=what, details=(), source="", by_itself=True, **shared)
    return Happening(what=said(entry.event, which), details=tuple(_details(entry.event, which)), source=entry.event.source, by_itself=False, **shared)


def said(event: Event, which: int) -> str:
    """An event in words: what it is, its result, and what it was about."""
    about = KINDS[event.kind]
    words = [RESULTS[event.result][which]] if event.result else []
    words += [CAUSES[event.cause][which]] if event.cause else []
    words += [PREPARED[one][which] for one in PREPARED if one in (event.what or ())]
    return (about.zh, about.en)[which] + ("：", ": ")[which] + ("、", ", ")[which].join(words) if words else (about.zh, about.en)[which]


def _details(event: Event, which: int) -> Iterator[str]:
    """What else an event says."""
    if event.since or event.until:
        yield f"{LABELS['term'][which]} {event.since or event.on} – {event.until or ''}".rstrip(" –")
    if event.defects:
        yield f"{LABELS['defects'][which]} {', '.join(sorted(event.defects))}"
    if event.joint:
        yield LABELS["joint"][which]


def _reason(one: Ground, names: Names, which: int) -> Reason:
    noted = "" if one.bars or one.answer in (MET, NOT_APPLICABLE) else f"{('（{}）', ' ({})')[which].format(LABELS['noted'][which])}"
    return Reason(str(one.answer), one.clause, (one.zh, one.en)[which] + noted, tuple(asked(path, names, which) for path in sorted(one.missing)))


def _due(running: Running, names: Names, which: int) -> Due:
    clock = running.clock
    none, unknown = LABELS["no_number"][which], LABELS["unknown"][which]
    return Due(
        running.state,
        state_words(running, which),
        AGREEMENTS[running.agreement][which],
        clock.clause,
        (clock.zh, clock.en)[which],
        (clock.owner.zh, clock.owner.en)[which],
        running.since.on,
        none if running.due is None else unknown if isinstance(running.due, Unknown) else running.due.isoformat(),
        running.stopped_on.isoformat() if running.stopped_on else "",
        tuple(sorted(running.left_out or ())),
        tuple(asked(path, names, which) for path in sorted(running.missing)),
    )


def state_words(running: Running, which: int) -> str:
    """The state of a clock in words; lateness is said to be the owner's."""
    if running.state == "kept" and running.clock.kind == "at_least":
        return ("已满", "long enough")[which]
    return CLOCKS[running.state][3][which].format(SIDES[running.clock.owner.side][which])


def _coming(course: Course, names: Names, which: int) -> Iterator[Coming]:
    """The steps that fit, each once with its results; then what is barred and would not fit anyway."""

    def alike(one: Next) -> tuple[str, str, str]:
        return pattern(one.step.event, course.agreement).kind, one.step.clause, one.step.by.zh

    own = AGREEMENTS[course.agreement][which]
    for (kind, clause, _), group in groupby(course.steps, key=alike):
        many = list(group)
        words = [word for one in many if (word := pattern(one.step.event, course.agreement).word)]
        by, waits, conditions = many[0].step.by, many[0].barred, many[0].against
        bars = [_bar(one, names, which) for one in waits] + [Bar(one.clause, (one.zh, one.en)[which], "") for one in conditions]
        yield Coming(own, clause, named(kind, words, which), (by.zh, by.en)[which], tuple(bars))
    kinds = {alike(one)[0] for one in course.steps}
    for barred in course.barred:
        if barred.wait.bars not in kinds:
            yield Coming(own, "", named(barred.wait.bars, [], which), "", (_bar(barred, names, which),))


def named(kind: str, words: Sequence[str], which: int) -> str:
    """An event by its kind and the words of its result or cause."""
    about, known = KINDS[kind], RESULTS | CAUSES | PREPARED
    shown = ("、", ", ")[which].join(known[word][which] for word in words)
    return (about.zh, about.en)[which] + (("（{}）", " ({})")[which].format(shown) if shown else "")


def _bar(barred: Barred, names: Names, which: int) -> Bar:
    first = barred.first_day
    if isinstance(first, date):
        until = f"{LABELS['not_before'][which]} {first}"
    elif first is None:
        until = LABELS["not_begun"][which]
    else:
        until = ("、", ", ")[which].join(asked(path, names, which) for path in sorted(first.missing))
    return Bar(barred.wait.clause, (barred.wait.zh, barred.wait.en)[which], until)


def asked(path: str, names: Names, which: int) -> str:
    """What is missing, in words."""
    reading = names.readings.get(path.removeprefix("reading:"))
    if reading is not None:
        return (f"须选定解读：{reading.zh}", f"choose a reading: {reading.en}")[which]
    if path.startswith("calendar:"):
        year = path.removeprefix("calendar:")
        return (f"{year}年的放假通知（工作日）尚未发布", f"the notice of working days of {year} is not out yet")[which]
    if path.startswith("/policy/in_force["):
        return ("办法自何日起施行：由使用者说明，并注明来源", "from when the measure is in force: the operator states it, with a source")[which]
    if path.startswith("/policy/"):
        return ("政策表中没有这一项", "the area's tables have no such entry")[which]
    if path.startswith("/events["):
        step, _, field = path.removeprefix("/events[").partition("]")
        return _event_asked(dict(part.partition("=")[::2] for part in step.split(",")), field.removeprefix("/"), names, which)
    fact = next((one for one in FACTS.values() if one.path == path), None)
    if fact is not None:
        return (fact.zh, fact.en)[which]
    return GAPS.get(path.rpartition("/")[2], (path, path))[which]


def _event_asked(about: Mapping[str, str], field: str, names: Names, which: int) -> str:
    """An event that would have to be in the record, or what one of them would have to say."""
    if "kind" in about:
        event = named(about["kind"], [about["word"]] if "word" in about else [], which)
    elif about.get("id") in names.events:
        known = names.events[about["id"]]
        event = f"{known.on} {named(known.kind, [], which)}"
    else:
        return ("协议的经过", "what happened to the agreement")[which]
    if field:
        what = GAPS.get(field, (field, field))[which]
        return (f"“{event}”：{what}", f"{what} of “{event}”")[which]
    return (f"有无“{event}”的记录", f"whether there was “{event}”")[which]


def _reading(name: str, option: str | None, names: Names, which: int) -> tuple[str, str, str]:
    reading = names.readings.get(name)
    if reading is None:
        return name, option or "–", ""
    words = next(((one.zh, one.en)[which] for one in reading.options if one.name == option), LABELS["unchosen"][which])
    return name, option or "–", (reading.zh, reading.en)[which] + ("：", ": ")[which] + words
