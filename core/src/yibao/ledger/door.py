"""How is a ledger worked with in plain JSON, one operation at a time?

Each operation takes an object and gives one. Cases on the ledger are written in it, so whatever answers these operations can be tested.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import attrs

from yibao.claim import Claim
from yibao.codec import claim_from, short, structure
from yibao.errors import Fault, InvalidDocument, near
from yibao.fields import Area, Head, Quantity, Reference
from yibao.ledger.book import Ledger
from yibao.ledger.entry import MONEY, Entry, Posted, entry_document
from yibao.ledger.evidence import Evidence, add_evidence
from yibao.ledger.exchange import Answer, answer
from yibao.ledger.items import close_item, open_items
from yibao.ledger.messages import state_of
from yibao.ledger.months import by_person, close_month, months, over_norm
from yibao.ledger.offline import OfflineSettlement, record_offline
from yibao.ledger.quotas import Quota, quota_use, set_quota
from yibao.ledger.reconciling import Statement, reconcile
from yibao.ledger.rerating import rerate
from yibao.ledger.reversing import Reason, reverse
from yibao.ledger.settling import presettle, settle
from yibao.ledger.standing import standing
from yibao.ledger.verifying import verify
from yibao.ledger.years import Year, open_year, year_of
from yibao.money import Fen
from yibao.report import outcome_document


@attrs.frozen
class Presettle:
    """What `presettle` is given beside the claim."""

    readings: dict[str, str] | None = None
    baseline: bool = False
    reported: frozenset[str] = frozenset()


@attrs.frozen
class Settle(Presettle):
    """What `settle` is given beside the claim."""

    key: Reference = attrs.field(kw_only=True)
    message: Reference | None = None


@attrs.frozen
class Reverse:
    """What `reverse` is given."""

    of: str
    key: Reference
    reason: Reason
    lines: tuple[Reference, ...] = ()
    message: Reference | None = None
    on: date | None = None


@attrs.frozen
class Opening:
    """What `opening` is given: what another book says of a person's year."""

    key: Reference
    area: Area
    person: Reference
    year: int
    deductible_used: Fen | None = None
    fund_used: Fen | None = None
    account_balance: Fen | None = None


@attrs.frozen
class Offline(OfflineSettlement):
    """What `offline` is given: the settlement and a key."""

    key: Reference = attrs.field(kw_only=True)


@attrs.frozen
class OfPerson:
    """Whose year is asked for."""

    area: Area
    person: Reference
    year: int


@attrs.frozen
class OfInstitution:
    """Whose quota is asked for, and as of which day."""

    area: Area
    institution: Reference
    on: date


@attrs.frozen
class OfMonth:
    """Which month is closed."""

    month: str


@attrs.frozen
class OfItem:
    """Which item is closed, with the other side's reference where the last step is theirs."""

    item: Reference
    reference: Reference | None = None


@attrs.frozen
class OverNorm:
    """Which norm in yuan, how many times, and in which month."""

    norm: Fen
    times: Quantity
    month: str | None = None


@attrs.frozen
class OfEntry:
    """Which entry is asked for: its key, or # and its number."""

    entry: str


@attrs.frozen
class Rerate:
    """With which readings everything is decided again, beside those that each was decided with."""

    readings: dict[str, str] | None = None


@attrs.frozen
class Verify:
    """The head that was kept, if one was."""

    head: Head | None = None


@attrs.frozen
class Nothing:
    """Nothing is given."""


def posted_document(ledger: Ledger, posted: Posted) -> dict[str, Any]:
    """What an operation that posts gives: the entry as it stands, and whether it is a replay."""
    return entry_now(ledger, posted.entry) | {"replayed": posted.replayed}


def entry_now(ledger: Ledger, entry: Entry) -> dict[str, Any]:
    """An entry as it stands: what is left of a settlement, how far the exchange has come, and the head of the ledger."""
    document = entry_document(entry) | {"head": ledger.last.head}
    if entry.kind in ("settlement", "offline"):
        document["stands"] = standing(ledger, entry).document()
    return document | ({"exchange": state_of(ledger, entry)} if entry.kind in MONEY else {})


def _settle(ledger: Ledger, claim: Claim, given: Settle) -> Any:
    more: dict[str, Any] = {"readings": given.readings, "baseline": given.baseline, "reported": given.reported}
    return posted_document(ledger, settle(ledger, claim, given.key, message=given.message, **more))


def _presettle(ledger: Ledger, claim: Claim, given: Presettle) -> Any:
    return outcome_document(presettle(ledger, claim, readings=given.readings, baseline=given.baseline, reported=given.reported))


def _reverse(ledger: Ledger, given: Reverse) -> Any:
    posted = reverse(ledger, given.of, given.key, given.reason, lines=given.lines, message=given.message, on=given.on)
    return posted_document(ledger, posted)


def _opening(ledger: Ledger, given: Opening) -> Any:
    opening = Year(given.deductible_used, given.fund_used, given.account_balance)
    return posted_document(ledger, open_year(ledger, given.key, area=given.area, person=given.person, year=given.year, opening=opening))


def _year(ledger: Ledger, given: OfPerson) -> Any:
    return attrs.asdict(given) | year_of(ledger, given.area, given.person, given.year).document()


def _offline(ledger: Ledger, given: Offline) -> Any:
    said = {field.name: getattr(given, field.name) for field in attrs.fields(OfflineSettlement)}
    return posted_document(ledger, record_offline(ledger, OfflineSettlement(**said), given.key))


def _posting(do: Callable[[Ledger, Any], Posted]) -> Callable[[Ledger, Any], Any]:
    return lambda ledger, given: posted_document(ledger, do(ledger, given))


@attrs.frozen
class Operation:
    """What an operation is given, and what does it."""

    given: type[Any]
    do: Callable[..., Any]
    takes_claim: bool = False


OPERATIONS: dict[str, Operation] = {
    "settle": Operation(Settle, _settle, takes_claim=True),
    "presettle": Operation(Presettle, _presettle, takes_claim=True),
    "reverse": Operation(Reverse, _reverse),
    "offline": Operation(Offline, _offline),
    "opening": Operation(Opening, _opening),
    "year": Operation(OfPerson, _year),
    "answer": Operation(Answer, _posting(answer)),
    "reconcile": Operation(Statement, reconcile),
    "open_items": Operation(Nothing, lambda ledger, given: {"items": open_items(ledger)}),
    "close_item": Operation(OfItem, _posting(lambda ledger, given: close_item(ledger, given.item, given.reference))),
    "evidence": Operation(Evidence, _posting(add_evidence)),
    "quota": Operation(Quota, _posting(set_quota)),
    "quota_use": Operation(OfInstitution, lambda ledger, given: quota_use(ledger, given.area, given.institution, given.on)),
    "close_month": Operation(OfMonth, _posting(lambda ledger, given: close_month(ledger, given.month))),
    "months": Operation(Nothing, lambda ledger, given: {"months": months(ledger)}),
    "persons": Operation(Nothing, lambda ledger, given: {"persons": by_person(ledger)}),
    "over_norm": Operation(OverNorm, lambda ledger, given: {"visits": over_norm(ledger, given.norm, given.times, given.month)}),
    "entry": Operation(OfEntry, lambda ledger, given: entry_now(ledger, ledger.find(given.entry))),
    "rerate": Operation(Rerate, lambda ledger, given: {"proposals": [one.document() for one in rerate(ledger, readings=given.readings)]}),
    "verify": Operation(Verify, lambda ledger, given: verify(ledger, given.head).document()),
}
"""The operations by name."""


def perform(ledger: Ledger, do: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Do one operation. Raises InvalidDocument where it is none or is given what it does not take, and as the operation does."""
    if do not in OPERATIONS:
        raise InvalidDocument("operation", [Fault("/do", "value", f"expected one of {', '.join(OPERATIONS)}, got {short(do)}{near(do, OPERATIONS)}")])
    operation = OPERATIONS[do]
    if not operation.takes_claim:
        document: dict[str, Any] = operation.do(ledger, structure(given, operation.given, do))
        return document
    if "claim" not in given:
        raise InvalidDocument(do, [Fault("/claim", "missing", "is required and missing")])
    asked = structure({name: value for name, value in given.items() if name != "claim"}, operation.given, do)
    document = operation.do(ledger, claim_from(given["claim"]), asked)
    return document
