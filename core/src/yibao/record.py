"""What happened to one institution's agreements, and what became of its breaches? The record (档案).

A record is a list of dated events, each with its source, in the order in which they happened, and a
list of proceedings (案件), each with its own events. It holds what happened and no conclusion: states,
due days and effects are worked out from it (`agreement.py`, `proceeding.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Literal

import attrs

from yibao.claim import ActKind, Actor, AgreementClause, ChangedDatum, Person
from yibao.errors import Fault, InvalidDocument, near
from yibao.fields import Area, Clock, Digest, Reference
from yibao.money import Fen
from yibao.policy import Policy

AgreementKind = Literal["main", "supplementary"]
EventKind = Literal[
    "received",
    "materials_notified",
    "accepted",
    "reviewed",
    "evaluated",
    "notified",
    "ready",
    "test_requested",
    "test_started",
    "tested",
    "notice_posted",
    "notice_ended",
    "complained",
    "complaint_resolved",
    "negotiated",
    "signed",
    "not_signed",
    "published",
    "paused",
    "special_reason",
    "suspended",
    "resumed",
    "terminated",
    "reinstated",
    "fines_paid",
    "linked_terminated",
    "closed",
    "change_requested",
    "changed",
    "change_made",
    "termination_requested",
    "investigation_opened",
    "investigation_closed",
    "renewal_requested",
    "renewed",
    "not_renewed",
    "cards_accepted",
    "re_evaluated",
    "decided",
]
Result = Literal["complete", "incomplete", "passed", "failed", "confirmed", "cleared", "found", "none", "keep", "suspend", "terminate"]
Cause = Literal["institution", "agency", "insurance_law", "agreement", "other"]


@attrs.frozen
class About:
    """What an event is called, which results it can have, and whether it must say one."""

    zh: str
    en: str
    results: tuple[str, ...] = ()
    must_say: bool = True
    """Whether it must say one of them, and its cause where it has causes."""
    takes: tuple[str, ...] = ()
    """The other fields that belong to it."""
    causes: tuple[str, ...] = ()


PASSED = ("passed", "failed")
KINDS: dict[str, About] = {
    "received": About("收到申请材料", "application received", ("complete", "incomplete"), False, ("joint", "defects")),
    "materials_notified": About("告知材料不全", "told what the materials lack", takes=("defects",)),
    "accepted": About("受理", "application accepted"),
    "reviewed": About("材料审核", "materials reviewed", PASSED, takes=("defects",)),
    "evaluated": About("初次评估", "initial evaluation", PASSED, takes=("defects",)),
    "notified": About("告知结果", "told the result", takes=("defects",)),
    "ready": About("完成准备", "preparation done", takes=("what",)),
    "test_requested": About("申请测试", "test requested"),
    "test_started": About("开始测试", "test begun"),
    "tested": About("测试验收", "test finished", PASSED, takes=("defects",)),
    "notice_posted": About("开始公示", "public notice posted"),
    "notice_ended": About("公示结束", "public notice ended"),
    "complained": About("收到投诉", "complaint received"),
    "complaint_resolved": About("投诉核实", "complaint looked into", ("confirmed", "cleared"), takes=("of",)),
    "negotiated": About("协商谈判结束", "negotiation ended"),
    "signed": About("签订协议", "agreement signed", takes=("since", "until", "before_notice", "clauses")),
    "not_signed": About("未签订协议", "agreement not signed", takes=("cause",), causes=("institution", "agency", "other")),
    "published": About("公布名单", "list published"),
    "paused": About("中止（机构申请）", "paused on the institution's request"),
    "special_reason": About("认定特殊原因", "special reason looked into", ("found", "none"), takes=("of",)),
    "suspended": About("暂停（处理）", "suspended", takes=("until", "proceeding")),
    "resumed": About("恢复", "resumed"),
    "terminated": About("解除", "terminated", must_say=False, takes=("cause", "proceeding", "fined"), causes=("insurance_law", "agreement", "other")),
    "reinstated": About("撤销处理后恢复", "reinstated", takes=("proceeding",)),
    "fines_paid": About("罚款缴清", "fines paid in full"),
    "linked_terminated": About("关联机构被解除", "agreement of a linked body terminated", takes=("persons",)),
    "closed": About("撤销、关闭备案", "closure filed"),
    "change_requested": About("申请信息变更", "change of data applied for", takes=("changed",)),
    "changed": About("信息发生变化", "data changed", takes=("changed",)),
    "change_made": About("办妥信息变更", "change of data carried out", takes=("changed",)),
    "termination_requested": About("申请终止协议", "end of the agreement applied for"),
    "investigation_opened": About("开始调查处理", "investigation opened"),
    "investigation_closed": About("调查处理结束", "investigation closed"),
    "renewal_requested": About("申请续签", "renewal applied for"),
    "renewed": About("续签", "renewed", takes=("since", "until")),
    "not_renewed": About("不再续签", "not renewed"),
    "cards_accepted": About("实现全市互通刷卡", "cards accepted city-wide"),
    "re_evaluated": About("重新评估", "evaluated anew", PASSED),
    "decided": About("经办机构决定", "agency's decision", ("keep", "suspend", "terminate"), takes=("until",)),
}
"""The words of events; which of them an area's procedure knows, its region declares."""


@attrs.frozen
class Event:
    """事件: one thing that happened to an agreement or to an application for it, and where that is known from."""

    id: Reference
    kind: EventKind
    agreement: AgreementKind
    on: date
    source: str
    at: Clock | None = None
    result: Result | None = None
    cause: Cause | None = None
    defects: frozenset[Reference] | None = None
    """What an assessment found wanting, or what a notice named."""
    what: frozenset[Literal["system", "e_voucher", "mobile_payment", "psam_card", "private_network", "permit", "equipment"]] | None = None
    """Of a preparation: system (系统改造), e_voucher (对接电子凭证), mobile_payment (对接移动支付), psam_card (PSAM卡), private_network
    (专网备案), permit (许可证书), equipment (软硬件及网络)."""
    since: date | None = None
    """First day of the agreement's term, where it is not the day of signing."""
    until: date | None = None
    """Last day: of the term, or of the suspension."""
    joint: bool | None = None
    """Of an application: whether both agreements are applied for at once."""
    before_notice: bool | None = None
    """Of a signing: whether it was before the measure took effect (Changzhou 第57段)."""
    fined: bool | None = None
    """Of a termination: whether a money penalty of the insurance department came with it."""
    clauses: frozenset[AgreementClause] | None = None
    changed: frozenset[ChangedDatum] | None = None
    persons: frozenset[Person] | None = None
    of: Reference | None = None
    """The complaint that was looked into, or the pause whose reason was."""
    proceeding: Reference | None = None
    """The proceeding from which it follows."""


MoveKind = Literal["suspected", "verified", "dismissed", "routed", "measured", "executed", "withdrawn", "appealed", "appeal_decided"]
MOVES: dict[str, About] = {
    "suspected": About("疑点", "suspected"),
    "verified": About("核实", "verified", takes=("listed",)),
    "dismissed": About("不成立", "dismissed"),
    "routed": About("移交处理", "routed", takes=("nature",)),
    "measured": About("作出处理", "measure decided", takes=("nature", "sanction", "agreement", "since", "until", "amount", "condition_met")),
    "executed": About("执行", "executed", takes=("of",)),
    "withdrawn": About("撤销", "withdrawn", takes=("of",)),
    "appealed": About("申诉", "appealed", takes=("of",)),
    "appeal_decided": About("申诉决定", "appeal decided", ("upheld", "revoked"), takes=("of",)),
}
"""The words of a proceeding."""


@attrs.frozen
class Move:
    """处理环节: one step of a proceeding: who took it, when, on what evidence and for which reason."""

    id: Reference
    kind: MoveKind
    on: date
    by: str
    """The agency, department or institution that took it; no person's name."""
    reason: str
    evidence: Digest | None = None
    """Digest of the outcome that was seen."""
    result: Literal["upheld", "revoked"] | None = None
    nature: Literal["agreement", "administrative", "criminal", "publicity"] | None = None
    sanction: str | None = None
    agreement: AgreementKind | None = None
    """Of a measure against an agreement: which one."""
    since: date | None = None
    until: date | None = None
    amount: Fen | None = None
    condition_met: bool | None = None
    """Of a measure that the clause ties to a further condition (拒不改正…): whether a person found it met."""
    listed: bool | None = None
    """Of a verification: whether a person found the act among those that the clause lists or means by 等."""
    of: Reference | None = None
    """The measure that was executed, withdrawn or appealed."""


@attrs.frozen
class Proceeding:
    """案件: one act that was suspected, and what became of it."""

    id: Reference
    act: ActKind
    actor: Actor
    occurred_on: date
    events: tuple[Move, ...]
    practitioner: Reference | None = None
    """The caller's own reference of the physician, pharmacist or nurse."""
    claims: frozenset[Reference] = frozenset()
    lines: frozenset[Reference] | None = None
    """The lines filed in breach, where it concerns one claim."""
    fraud: bool | None = None
    loss: Fen | None = None
    fraud_amount: Fen | None = None


@attrs.frozen
class Verdict:
    """人工判断: how a person answered what the rules left open, on the outcome that was seen."""

    claim: Reference
    clause: str
    answer: Literal["met", "not_met"]
    outcome: Digest
    by: str
    on: date
    reason: str
    line: Reference | None = None


@attrs.frozen
class Record:
    """档案: the events of one institution's agreements, its proceedings, and the verdicts on its claims.

    Raises InvalidDocument where events stand out of order, twice or after `known_until`, or say what
    does not belong to them.
    """

    institution: Reference
    area: Area
    events: tuple[Event, ...] = ()
    known_until: date | None = None
    """The day up to which the record is complete; where it is absent, the day that is asked for."""
    founded_on: date | None = None
    proceedings: tuple[Proceeding, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    policy: Policy = Policy()

    def __attrs_post_init__(self) -> None:
        faults = list(contradictions(self))
        if faults:
            raise InvalidDocument("record", faults)


def contradictions(record: Record) -> Iterator[Fault]:
    """What cannot be a record of what happened."""
    yield from _chronological("/events", record.events, record.known_until)
    yield from _fitting("/events", record.events, KINDS)
    ids = [event.id for event in record.events]
    for number, proceeding in enumerate(record.proceedings):
        path = f"/proceedings/{number}"
        yield from _chronological(f"{path}/events", proceeding.events, record.known_until)
        yield from _fitting(f"{path}/events", proceeding.events, MOVES)
        ids += [proceeding.id, *(event.id for event in proceeding.events)]
        if not proceeding.events:
            yield Fault(f"{path}/events", "missing", "a proceeding begins with the suspicion: one event or more is needed")
        elif proceeding.events[0].on < proceeding.occurred_on:
            yield Fault(f"{path}/occurred_on", "value", f"{proceeding.occurred_on} is after the first event, of {proceeding.events[0].on}")
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            yield Fault("/", "value", f"the id {one!r} stands twice: each event and proceeding has its own")
        seen.add(one)
    kinds = {"complaint_resolved": "complained", "special_reason": "paused"}
    for number, event in enumerate(record.events):
        if event.of is not None and event.of not in {one.id for one in record.events[:number] if one.kind == kinds.get(event.kind)}:
            yield Fault(f"/events/{number}/of", "value", f"there is no {kinds.get(event.kind)} event {event.of!r} before it")
    known = {proceeding.id for proceeding in record.proceedings}
    for number, event in enumerate(record.events):
        if event.proceeding is not None and event.proceeding not in known:
            yield Fault(
                f"/events/{number}/proceeding", "value", f"there is no proceeding {event.proceeding!r} in this record{near(event.proceeding, known)}"
            )
    yield from record.policy.contradictions


def _chronological(path: str, events: Sequence[Event | Move], known_until: date | None) -> Iterator[Fault]:
    for number, (earlier, later) in enumerate(pairwise(events), start=1):
        if (later.on, _at(later) or _at(earlier)) < (earlier.on, _at(earlier)):
            stands = f"{later.on} is before the entry above it, of {earlier.on}"
            yield Fault(f"{path}/{number}/on", "value", f"{stands}: events stand in the order in which they happened")
    for number, event in enumerate(events):
        if known_until is not None and event.on > known_until:
            yield Fault(f"{path}/{number}/on", "value", f"{event.on} lies after known_until, {known_until}: a record holds what has happened")


def _at(event: Event | Move) -> str:
    """The time of day, where one is given."""
    return getattr(event, "at", None) or ""


FREE = ("id", "kind", "on", "source", "at", "by", "reason", "evidence")
"""What every event may say."""


def _fitting(path: str, events: Sequence[Event | Move], kinds: dict[str, About]) -> Iterator[Fault]:
    """Faults of what an event says: a result that its kind does not have, none where it must say one, a field of another kind."""
    for number, event in enumerate(events):
        about = kinds[event.kind]
        if event.result is None and about.results and about.must_say:
            yield Fault(f"{path}/{number}/result", "missing", f"is required for {event.kind}: one of {', '.join(about.results)}")
        if event.result is not None and event.result not in about.results:
            expected = f"expected one of {', '.join(about.results)}" if about.results else "it has no result"
            yield Fault(f"{path}/{number}/result", "value", f"{event.kind}: {expected}, got {event.result!r}")
        for name in OWN_FIELDS[type(event)]:
            value = getattr(event, name)
            if value is not None and name not in about.takes:
                yield Fault(f"{path}/{number}/{name}", "value", f"does not belong to {event.kind}")
        cause = getattr(event, "cause", None)
        if cause is not None and about.causes and cause not in about.causes:
            yield Fault(f"{path}/{number}/cause", "value", f"expected one of {', '.join(about.causes)}, got {cause!r}")
        if cause is None and about.causes and about.must_say:
            yield Fault(f"{path}/{number}/cause", "missing", f"is required for {event.kind}: one of {', '.join(about.causes)}")
        first = getattr(event, "since", None) or event.on
        until = getattr(event, "until", None)
        if until is not None and until < first:
            yield Fault(f"{path}/{number}/until", "value", f"{until} is before its first day, {first}")


OWN_FIELDS: dict[type, tuple[str, ...]] = {
    Event: tuple(field.name for field in attrs.fields(Event) if field.name not in (*FREE, "result", "agreement")),
    Move: tuple(field.name for field in attrs.fields(Move) if field.name not in (*FREE, "result")),
}
"""The fields that belong to some kinds only."""
