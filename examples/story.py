"""One hospital's whole story, step by step with its articles: `python story.py`.

Application, defects, a second application, test, signing, visits, a verified violation, the main agreement suspended, the
supplementary one with it, and a visit refused on the right day. Everything is worked out from one record.
"""

from datetime import date
from pathlib import Path

import attrs
import yibao
from yibao.agreement import follow
from yibao.measures import digest
from yibao.proceeding import progress
from yibao.record import KINDS, MOVES, Move, Proceeding

HERE = Path(__file__).parent / "story"
READINGS = {"physical_institution": "own_host"}  # article 23(3): which physical institution; the operator chooses
record = yibao.load_record(HERE / "record.json")
visit = yibao.load_claim(HERE / "visit.json")


def on(day: str, claim_id: str) -> yibao.Claim:
    """The same visit on another day."""
    moved = date.fromisoformat(day)
    moments = {name: getattr(visit.identity, name).replace(moved.year, moved.month, moved.day) for name in ("verified_at", "paid_at")}
    written = {
        name: getattr(visit.prescription, name).replace(moved.year, moved.month, moved.day)
        for name in ("reviewed_at", "uploaded_at", "platform_uploaded_at")
    }
    identity, prescription = attrs.evolve(visit.identity, **moments), attrs.evolve(visit.prescription, **written)
    return attrs.evolve(visit, claim_id=claim_id, service_date=moved, settlement_date=moved, identity=identity, prescription=prescription)


def decided(day: str, claim_id: str) -> dict:
    """The outcome of a visit, decided with the record, in one line and whole."""
    outcome = yibao.outcome_document(yibao.decide(yibao.with_record(on(day, claim_id), record), readings=READINGS))
    grounds = [one["clause"] for one in outcome["findings"] if one["answer"] == "not_met" and one["kind"] == "condition"]
    effects = [
        f"{one['on']} {one['status']} since {one['since']} ({' '.join(filter(None, (one['clause'], one['proceeding'])))})"
        for one in outcome.get("effects", ())
    ]
    print(
        f"{day}  {claim_id}: payable {outcome['verdict']['payable']}, fund {outcome['amounts']['fund']}", *dict.fromkeys(grounds), *effects, sep="  "
    )
    return outcome


def told(day: str) -> None:
    """What the record says on a day: the last event with its grounds, and what is barred."""
    trace = follow(record, date.fromisoformat(day))
    for entry in trace.entries:
        if str(entry.on) == day:
            what = (
                KINDS[entry.event.kind].zh + {"passed": "：合格", "failed": "：不合格"}.get(entry.event.result or "", "")
                if entry.event
                else "（自动）"
            )
            grounds = "；".join(
                f"{one.clause} {one.zh}" if one.zh != KINDS.get(entry.event and entry.event.kind, one).zh else one.clause for one in entry.grounds
            )
            print(f"{day}  {entry.agreement}: {what}  {entry.answer}  {grounds}".rstrip())
    for barred in trace.courses["supplementary"].barred:
        print(f"            {barred.wait.clause} {barred.wait.zh}: from {barred.first_day}")


def step(kind: str, day: str, by: str, reason: str, **more) -> None:
    """Add one step to the proceeding, and say what became of it."""
    global record
    one = record.proceedings[0]
    move = Move(id=f"{one.id}.{len(one.events) + 1}", kind=kind, on=date.fromisoformat(day), by=by, reason=reason, **more)
    record = attrs.evolve(record, proceedings=(attrs.evolve(one, events=(*one.events, move)),))
    taken = progress(record, move.on)[0].taken[-1]
    print(f"{day}  {one.id}: {MOVES[kind].zh}  {taken.answer}  {'；'.join(ground.clause for ground in taken.grounds if ground.clause)}".rstrip())


print("申请和签约 / application and signing")
for day in sorted({str(event.on) for event in record.events}):
    told(day)
for clock in follow(record, date(2021, 9, 30)).clocks:
    print(f"            {clock.clock.clause} {clock.clock.zh}（{clock.clock.owner.zh}）: due {clock.due}, done {clock.stopped_on}, {clock.state}")

print("\n就诊 / visits")
decided("2021-09-24", "visit-1")
decided("2021-10-20", "visit-2")
seen = decided("2021-11-02", "visit-3")

print("\n违规 / violation")
first = Move("case-1.1", "suspected", date(2021, 11, 10), "经办机构", "配送记录与处方不符", evidence=digest(seen))
concerns = {"claims": frozenset({"visit-3"}), "lines": frozenset({"L2"})}
fabricated = Proceeding("case-1", "fabricated_service", "institution", date(2021, 11, 2), (first,), fraud=True, **concerns)
record = attrs.evolve(record, proceedings=(fabricated,))
decided("2021-11-02", "visit-3")  # suspected only: still paid
step("verified", "2021-11-25", "经办机构", "现场核实", evidence=digest(seen))
decided("2021-11-02", "visit-3")
step("routed", "2021-11-26", "经办机构", "违反服务协议", nature="agreement")
step(
    "measured",
    "2021-11-29",
    "经办机构",
    "按协议约定",
    sanction="suspend_agreement",
    agreement="main",
    since=date(2021, 12, 6),
    until=date(2022, 3, 5),
)
step("executed", "2021-12-01", "经办机构", "送达", of="case-1.4")

print("\n停 / suspended")
decided("2021-12-05", "visit-4")
told("2021-12-06")
decided("2021-12-06", "visit-5")
