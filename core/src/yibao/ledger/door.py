"""How is a ledger worked with in plain JSON, one operation at a time?

Each operation takes an object and gives one. Cases on the ledger are written in it, so whatever answers these operations can be tested.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import attrs

from yibao.claim import Claim
from yibao.codec import claim_from, structure
from yibao.errors import Fault, InvalidDocument, near
from yibao.fields import Area, Quantity, Reference
from yibao.ledger.book import Ledger
from yibao.ledger.entry import Posted, entry_document
from yibao.ledger.evidence import Evidence, add_evidence
from yibao.ledger.exchange import Answer, answer, state_of
from yibao.ledger.months import by_person, close_month, months, over_norm
from yibao.ledger.quotas import Quota, quota_use, set_quota
from yibao.ledger.reconciling import Statement, close_item, open_items, reconcile
from yibao.ledger.rerating import rerate
from yibao.ledger.reversing import Reason, reverse, standing
from yibao.ledger.settling import OfflineSettlement, presettle, record_offline, settle
from yibao.ledger.verifying import verify
from yibao.ledger.years import Year, open_year, year_of
from yibao.money import Fen
from yibao.report import outcome_document

Given = dict[str, Any]


@attrs.frozen
class Settle:
    """What `settle` and `presettle` are given beside the claim."""

    key: Reference | None = None
    message: Reference | None = None
    baseline: bool = False
    reported: tuple[str, ...] = ()


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
class Name:
    """Which entry is asked for: its key, or # and its number."""

    entry: str


def posted_document(ledger: Ledger, posted: Posted) -> dict[str, Any]:
    """What an operation that posts gives: the entry, whether it is a replay, how far the exchange has come."""
    entry = posted.entry
    return entry_document(entry) | {"replayed": posted.replayed} | ({"exchange": state_of(ledger, entry)} if entry.visit else {})


def _claim(given: Given) -> tuple[Claim, Settle, dict[str, str]]:
    rest = {name: value for name, value in given.items() if name not in ("claim", "readings")}
    if "claim" not in given:
        raise InvalidDocument("settle", [Fault("/claim", "missing", "is required and missing")])
    return claim_from(given["claim"]), structure(rest, Settle, "settle"), dict(given.get("readings") or {})


def _settle(ledger: Ledger, given: Given) -> Any:
    claim, asked, readings = _claim(given)
    if asked.key is None:
        raise InvalidDocument("settle", [Fault("/key", "missing", "is required: a key of your own, the same when you try again")])
    posted = settle(ledger, claim, asked.key, message=asked.message, readings=readings, baseline=asked.baseline, reported=asked.reported)
    return posted_document(ledger, posted)


def _presettle(ledger: Ledger, given: Given) -> Any:
    claim, asked, readings = _claim(given)
    return outcome_document(presettle(ledger, claim, readings=readings, baseline=asked.baseline, reported=asked.reported))


def _reverse(ledger: Ledger, given: Given) -> Any:
    asked = structure(given, Reverse, "reverse")
    posted = reverse(ledger, asked.of, asked.key, asked.reason, lines=asked.lines, message=asked.message, on=asked.on)
    return posted_document(ledger, posted)


def _opening(ledger: Ledger, given: Given) -> Any:
    asked = structure(given, Opening, "opening")
    opening = Year(asked.deductible_used, asked.fund_used, asked.account_balance)
    return posted_document(ledger, open_year(ledger, asked.key, area=asked.area, person=asked.person, year=asked.year, opening=opening))


def _year(ledger: Ledger, given: Given) -> Any:
    asked = structure(given, OfPerson, "year")
    return attrs.asdict(asked) | year_of(ledger, asked.area, asked.person, asked.year).document()


def _offline(ledger: Ledger, given: Given) -> Any:
    rest = {name: value for name, value in given.items() if name != "key"}
    key = structure({"entry": given.get("key")}, Name, "offline").entry
    return posted_document(ledger, record_offline(ledger, structure(rest, OfflineSettlement, "offline"), key))


def _quota_use(ledger: Ledger, given: Given) -> Any:
    asked = structure(given, OfInstitution, "quota_use")
    return quota_use(ledger, asked.area, asked.institution, asked.on)


def _close_month(ledger: Ledger, given: Given) -> Any:
    return posted_document(ledger, close_month(ledger, month_named(structure(given, OfMonth, "close_month").month)))


def month_named(text: str) -> str:
    """A month as YYYY-MM. Raises InvalidDocument."""
    try:
        if datetime.strptime(text, "%Y-%m").strftime("%Y-%m") == text:  # noqa: DTZ007 – a month has no time zone
            return text
    except ValueError:
        pass
    raise InvalidDocument("month", [Fault("/month", "value", f"expected a month such as 2021-04, got {text!r}")])


def _close_item(ledger: Ledger, given: Given) -> Any:
    asked = structure(given, OfItem, "close_item")
    return posted_document(ledger, close_item(ledger, asked.item, asked.reference))


def _entry(ledger: Ledger, given: Given) -> Any:
    entry = ledger.find(structure(given, Name, "entry").entry)
    document = entry_document(entry)
    if entry.visit and entry.kind in ("settlement", "offline"):
        document |= {"stands": standing(ledger, entry).document()}
    return document | ({"exchange": state_of(ledger, entry)} if entry.visit else {})


def _over_norm(ledger: Ledger, given: Given) -> Any:
    asked = structure(given, OverNorm, "over_norm")
    month = month_named(asked.month) if asked.month is not None else None
    return {"visits": over_norm(ledger, asked.norm, asked.times, month)}


OPERATIONS: dict[str, Callable[[Ledger, Given], Any]] = {
    "settle": _settle,
    "presettle": _presettle,
    "reverse": _reverse,
    "offline": _offline,
    "opening": _opening,
    "year": _year,
    "answer": lambda ledger, given: posted_document(ledger, answer(ledger, structure(given, Answer, "answer"))),
    "reconcile": lambda ledger, given: reconcile(ledger, structure(given, Statement, "statement")),
    "open_items": lambda ledger, given: {"items": open_items(ledger)},
    "close_item": _close_item,
    "evidence": lambda ledger, given: posted_document(ledger, add_evidence(ledger, structure(given, Evidence, "evidence"))),
    "quota": lambda ledger, given: posted_document(ledger, set_quota(ledger, structure(given, Quota, "quota"))),
    "quota_use": _quota_use,
    "close_month": _close_month,
    "months": lambda ledger, given: {"months": months(ledger)},
    "persons": lambda ledger, given: {"persons": by_person(ledger)},
    "over_norm": _over_norm,
    "entry": _entry,
    "rerate": lambda ledger, given: {"proposals": [one.document() for one in rerate(ledger, readings=given.get("readings"))]},
    "verify": lambda ledger, given: verify(ledger, given.get("head")).document(),
}
"""The operations by name."""


def perform(ledger: Ledger, do: str, given: Given) -> dict[str, Any]:
    """Do one operation. Raises InvalidDocument where it is none, and as the operation does."""
    if do not in OPERATIONS:
        raise InvalidDocument("operation", [Fault("/do", "value", f"expected one of {', '.join(OPERATIONS)}, got {do!r}{near(do, OPERATIONS)}")])
    document: dict[str, Any] = OPERATIONS[do](ledger, given)
    return document
