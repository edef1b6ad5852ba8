"""How does a claim become a settlement, once?

It is decided with what the ledger knows of the patient's year, and posted under the caller's key. The key and the id of the
message are in the ledger before anything can be sent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

import attrs

from yibao.claim import Claim
from yibao.codec import claim_document, claim_from, converter
from yibao.errors import CannotSettle, Fault, InvalidDocument, YibaoError
from yibao.flow import decide
from yibao.ledger.book import Ledger, Paper, check_references
from yibao.ledger.entry import Amounts, Entry, Posted
from yibao.ledger.evidence import with_evidence
from yibao.ledger.months import month_for
from yibao.ledger.standing import refuse_message, refuse_settled
from yibao.ledger.years import FIELDS, Year, append_opening, with_year, year_of
from yibao.measures import digest
from yibao.outcome import Outcome
from yibao.plugins import Plugins
from yibao.policy import Policy
from yibao.report import named, outcome_document
from yibao.rules import MET, NOT_APPLICABLE

HOLDS = ("governed", "settled_online", "not_held")
"""The questions of the verdict that must be met, or not arise, for a visit to be settled online."""


@attrs.frozen
class Asked:
    """With which readings and documents a claim is decided; stored with its entry, so that it can be decided again."""

    readings: dict[str, str]
    baseline: bool
    reported: tuple[str, ...]

    @classmethod
    def of(cls, readings: Mapping[str, str] | None, baseline: bool, reported: Collection[str]) -> Asked:
        """What a caller asks for, the same for any order."""
        return cls(dict(readings or {}), baseline, tuple(sorted(set(reported))))

    def document(self) -> dict[str, Any]:
        """As a document; what is not asked for is left out."""
        return {name: value for name, value in attrs.asdict(self).items() if value}


def presettle(
    ledger: Ledger,
    claim: Claim,
    *,
    readings: Mapping[str, str] | None = None,
    baseline: bool = False,
    reported: Collection[str] = (),
    installed: Plugins | None = None,
) -> Outcome:
    """What a settlement would come to now. Nothing is posted. Raises as `settle`, except for what concerns keys."""
    _check_references(claim)
    asked = Asked.of(readings, baseline, reported)
    return _decide(_complete(ledger, claim)[0], asked, installed)


def settle(
    ledger: Ledger,
    claim: Claim,
    key: str,
    *,
    message: str | None = None,
    readings: Mapping[str, str] | None = None,
    baseline: bool = False,
    reported: Collection[str] = (),
    installed: Plugins | None = None,
) -> Posted:
    """Decide a claim and post what comes out, under a key of the caller's own.

    The same key with the same content gives the first entry again, `replayed`. `message` is the id under which it goes to
    the other side: until an answer is put down (`exchange.answer`) it is sent without answer.

    Raises KeyConflict (the key or message id stands for something else), AlreadySettled (the visit has an entry under another
    key), CannotSettle (an amount is unknown, or the visit is not settled online), InvalidDocument, CannotWrite, ClockSetBack, and as `decide`.
    """
    _check_references(claim)
    check_references(key=key, message=message)
    asked = Asked.of(readings, baseline, reported)
    content = claim_document(claim)
    request = digest({"do": "settle", "claim": content, "message": message, **asked.document()})
    drafted = None if ledger.under(key) is not None else _draft_ahead(ledger, claim, asked, installed)

    def make() -> Entry:
        _refuse(ledger, claim, message)
        complete, opening = _complete(ledger, claim)
        draft = drafted
        if draft is None or draft.claim != complete or draft.opening != opening:
            draft = _draft(complete, opening, asked, installed)
        return _append(ledger, key, request, draft, message)

    return ledger.post(key, request, make)


def _check_references(claim: Claim) -> None:
    """Refuse a claim without the references by which the ledger knows its patient and institution. Raises InvalidDocument."""
    why = "is required to settle: a reference of your own, such as `yibao ledger reference` makes"
    paths = {"/patient/reference": claim.patient.reference, "/institution/reference": claim.institution.reference}
    faults = [Fault(path, "missing", why) for path, value in paths.items() if value is None]
    if faults:
        raise InvalidDocument("claim", faults)


@attrs.frozen
class Draft:
    """A settlement that is ready to be posted, as long as the ledger says the same of the patient's year."""

    claim: Claim
    """The claim as it was decided."""
    opening: Year
    """What it states that the ledger did not know."""
    outcome: Outcome
    asked: Asked
    papers: tuple[Paper, Paper, Paper]
    """The claim, the area's tables and the outcome."""


def _complete(ledger: Ledger, claim: Claim) -> tuple[Claim, Year]:
    """The claim with what the ledger knows, and what it states that the ledger does not know."""
    known = year_of(ledger, claim.area, str(claim.patient.reference), claim.service_date.year)
    return with_year(with_evidence(ledger, claim), known)


def _decide(claim: Claim, asked: Asked, installed: Plugins | None) -> Outcome:
    return decide(claim, readings=asked.readings, baseline=asked.baseline, reported=asked.reported, installed=installed)


def _draft(claim: Claim, opening: Year, asked: Asked, installed: Plugins | None) -> Draft:
    """Decide, and make ready what is to be posted. Raises CannotSettle."""
    outcome = _decide(claim, asked, installed)
    _refuse_unsettled(outcome)
    content = claim_document(claim)
    content.pop("policy", None)
    claim_from(content)  # what is kept can be read again, and holds nothing that a document may not hold
    return Draft(claim, opening, outcome, asked, (Paper.of(content), _tables(claim.policy), Paper.of(outcome_document(outcome))))


def _draft_ahead(ledger: Ledger, claim: Claim, asked: Asked, installed: Plugins | None) -> Draft | None:
    """What is likely to be posted, decided before the lock, for that takes longest; None where something stands in the way.

    That is told under the lock: another may be posting this very key.
    """
    try:
        return _draft(*_complete(ledger, claim), asked, installed)
    except YibaoError:
        return None


@lru_cache(maxsize=64)
def _tables(policy: Policy) -> Paper:
    """The area's tables, which many claims share."""
    return Paper.of({"schema": "yibao.policy/1", **converter().unstructure(policy)})


def _refuse(ledger: Ledger, claim: Claim, message: str | None) -> None:
    refuse_settled(ledger, claim.area, str(claim.institution.reference), claim.claim_id)
    refuse_message(ledger, message)


def _refuse_unsettled(outcome: Outcome) -> None:
    """Refuse what cannot be posted, with everything that stands in the way. Raises CannotSettle."""
    reasons = []
    for question in HOLDS:
        answer = outcome.verdict.get(question, MET)
        if answer not in (MET, NOT_APPLICABLE):
            reasons.append(f"{question}: {answer}{_clauses(outcome, question)}")
    if outcome.verdict["amounts"] is not MET and not reasons:
        missing = [f"{path} ({text['zh']} / {text['en']})" for path in outcome.missing for text in [named(path, outcome)]]
        reasons.append(f"amounts are not known, for want of {', '.join(missing) or 'a decision by a person'}")
        if any(path.startswith("/patient/") and path.rsplit("/", 1)[-1] in FIELDS for path in outcome.missing):
            reasons.append("what another book says of the patient's year and account is stated with `yibao ledger opening`, or in the claim")
    if reasons:
        raise CannotSettle(f"{outcome.claim.claim_id} cannot be settled, nothing was posted:" + "".join(f"\n  {one}" for one in reasons))


EFFECTS = {"governed": "not_governed", "settled_online": "not_settled_online", "not_held": "on_hold"}


def _clauses(outcome: Outcome, question: str) -> str:
    found = [one.rule for one in outcome.findings if one.rule.otherwise == EFFECTS[question] and one.answer not in (MET, NOT_APPLICABLE)]
    return "".join(f"\n    {rule.clause} {rule.zh} / {rule.en}" for rule in found)


def _append(ledger: Ledger, key: str, request: str, draft: Draft, message: str | None) -> Entry:
    """Append the settlement, and before it what the claim stated of a year that the ledger did not know."""
    claim, outcome = draft.claim, draft.outcome
    person, year = str(claim.patient.reference), claim.service_date.year
    if draft.opening != Year():
        append_opening(ledger, f"~opening/{key}", request, claim.area, person, year, draft.opening)
    kept = dict(zip(("claim", "policy", "outcome"), map(ledger.keep, draft.papers), strict=True))
    return ledger.append(
        "settlement",
        key,
        request,
        amounts=Amounts.of(outcome.settlement.parts),
        lines={line.line: Amounts.of(line.parts) for line in outcome.settlement.lines},
        said=draft.asked.document(),
        area=claim.area,
        institution=claim.institution.reference,
        person=person,
        year=year,
        visit=claim.claim_id,
        day=claim.service_date.isoformat(),
        month=month_for(ledger, claim.settlement_date or claim.service_date),
        mode="online",
        measure=outcome.selection.declared.measure.id,
        insurance=claim.patient.insurance,
        message=message,
        **kept,
    )
