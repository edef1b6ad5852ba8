"""What does an institution's record add to a claim?

The agreements as they stood on the day of service, the bar on a practitioner on that day, and the acts on
record that concern this very claim. A claim that is decided with a record states none of these itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

import attrs

from yibao.agreement import follow
from yibao.claim import Agreement, Claim
from yibao.course import Trace
from yibao.errors import Fault, InvalidDocument
from yibao.plugins import Plugins
from yibao.proceeding import acts_of, progress, standing_of
from yibao.record import Record


def with_record(
    claim: Claim,
    record: Record,
    *,
    known_on: date | None = None,
    readings: Mapping[str, str] | None = None,
    reported: Collection[str] = (),
    installed: Plugins | None = None,
) -> Claim:
    """The claim with what a record says of its day of service, each entry with the clause and proceeding it follows from.

    Agreements and bars depend on events up to the day of service alone. Acts that concern the claim are taken
    as they are known on `known_on`; without it, as far as the record goes. Raises InvalidDocument where the claim states
    them itself, where it is of another area, or where the record does not reach the day; and as `follow` does.
    """
    faults = list(_conflicts(claim, record))
    if faults:
        raise InvalidDocument("claim", faults)
    day = claim.service_date
    trace = follow(record, day, readings=readings, reported=reported, installed=installed)
    claim = attrs.evolve(claim, agreements=tuple(_agreements(trace)))
    if not record.proceedings:
        return claim
    acts = acts_of(
        claim.claim_id, progress(record, known_on or record.known_until or date.max, readings=readings, reported=reported, installed=installed)
    )
    known = {line.id for line in claim.lines}
    acts = tuple(attrs.evolve(act, lines=act.lines & known) if act.lines else act for act in acts)
    barred = (
        standing_of(claim.physician.reference, progress(record, day, readings=readings, reported=reported, installed=installed))
        if claim.physician.reference
        else ()
    )
    physician = attrs.evolve(claim.physician, settlement=barred) if barred else claim.physician
    return attrs.evolve(claim, acts=acts, physician=physician)


def check_area_of(claim: Claim, record: Record) -> None:
    """Refuse a claim of another area than the record's. Raises InvalidDocument."""
    faults = list(_of_area(claim, record))
    if faults:
        raise InvalidDocument("claim", faults)


def _of_area(claim: Claim, record: Record) -> Iterator[Fault]:
    if claim.institution.area is not None and claim.institution.area != record.area:
        yield Fault("/institution/area", "value", f"is {claim.institution.area}, and the record is of an institution in {record.area}")


def _conflicts(claim: Claim, record: Record) -> Iterator[Fault]:
    """What the claim says itself although the record is to say it."""
    leave = "the record says this: leave it out of the claim, or decide without the record"
    if claim.agreements is not None:
        yield Fault("/agreements", "value", leave)
    if claim.acts and record.proceedings:
        yield Fault("/acts", "value", leave)
    if claim.physician.settlement is not None and record.proceedings:
        yield Fault("/physician/settlement", "value", leave)
    yield from _of_area(claim, record)


def _agreements(trace: Trace) -> Iterator[Agreement]:
    """The stretches of both agreements up to the day."""
    for kind, course in trace.courses.items():
        for one in course.stretches:
            yield Agreement(kind, one.status, one.since, one.until, one.clause, one.proceeding, one.missing, None, course.until)  # type: ignore[arg-type]
