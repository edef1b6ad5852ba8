"""Which records prove a visit, when were they uploaded, and does one lead to the next?

Four kinds: treatment (诊疗), prescription (处方), transaction (交易), delivery (配送). A link can be traced where its record
was uploaded and leads, by the records it names, to the visit's treatment record. That is what the facts of
rules on traceability say.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

import attrs

from yibao.claim import Claim
from yibao.fields import Area, Reference
from yibao.ledger.book import Ledger, checked
from yibao.ledger.entry import Posted
from yibao.measures import digest

RecordKind = Literal["treatment", "prescription", "transaction", "delivery"]
RECORD_KINDS = {"treatment": "诊疗", "prescription": "处方", "transaction": "交易", "delivery": "配送"}


@attrs.frozen
class Evidence:
    """佐证记录: that one record of a visit exists elsewhere, when it was uploaded, and which others it names."""

    visit: Reference
    area: Area
    institution: Reference
    kind: RecordKind
    reference: Reference
    uploaded_at: datetime | None = None
    names: tuple[Reference, ...] = ()


def add_evidence(ledger: Ledger, evidence: Evidence) -> Posted:
    """Put down a record of a visit; the same once more changes nothing. Raises InvalidDocument."""
    evidence = checked(evidence)
    said = {
        "kind": evidence.kind,
        "reference": evidence.reference,
        "uploaded_at": evidence.uploaded_at.isoformat() if evidence.uploaded_at else None,
        "names": sorted(evidence.names),
    }
    of: dict[str, Any] = {"area": evidence.area, "institution": evidence.institution, "visit": evidence.visit}
    request = digest({"do": "evidence", **of, **said})
    name = f"evidence/{digest([*of.values(), evidence.kind, evidence.reference])[:24]}"
    return ledger.post_next(name, request, lambda key: ledger.append("evidence", key, request, said=said, **of))


def evidence_of(ledger: Ledger, area: str, institution: str, visit: str) -> list[dict[str, Any]]:
    """The records of a visit as they were last put down, each with the moment of its first upload."""
    entries = ledger.entries("visit = ? AND institution = ? AND area = ? AND kind = 'evidence'", (visit, institution, area))
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for said in (entry.says for entry in entries):
        before = latest.get((said["kind"], said["reference"]), {}).get("uploaded_at")
        moments = [moment for moment in (before, said["uploaded_at"]) if moment is not None]
        latest[said["kind"], said["reference"]] = {**said, "uploaded_at": min(moments, default=None)}
    return list(latest.values())


def traceable(records: Collection[dict[str, Any]]) -> frozenset[RecordKind]:
    """The kinds of records that were uploaded and that lead to an uploaded treatment record."""
    uploaded = [one for one in records if one["uploaded_at"]]
    reached = {one["reference"] for one in uploaded if one["kind"] == "treatment"}
    grown = True
    while grown:
        more = {one["reference"] for one in uploaded if reached & set(one["names"])} - reached
        reached |= more
        grown = bool(more)
    return frozenset(one["kind"] for one in uploaded if one["kind"] == "treatment" or reached & set(one["names"]))


def with_evidence(ledger: Ledger, claim: Claim) -> Claim:
    """The claim with what the ledger knows of its records, where it does not state that itself."""
    if claim.institution.reference is None:
        return claim
    records = evidence_of(ledger, claim.area, claim.institution.reference, claim.claim_id)
    if not records:
        return claim
    if claim.records.linked is None:
        claim = attrs.evolve(claim, records=attrs.evolve(claim.records, linked=traceable(records)))
    moments = sorted(one["uploaded_at"] for one in records if one["kind"] == "prescription" and one["uploaded_at"])
    if moments and claim.prescription.uploaded_at is None and claim.prescription.uploaded is None:
        uploaded = attrs.evolve(claim.prescription, uploaded=True, uploaded_at=datetime.fromisoformat(moments[0]))
        claim = attrs.evolve(claim, prescription=uploaded)
    return claim
