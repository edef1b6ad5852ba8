"""How is a visit put down that was settled elsewhere, and that no measure here decides?"""

from __future__ import annotations

from datetime import date

import attrs

from yibao.codec import converter
from yibao.errors import Fault, InvalidDocument
from yibao.fields import Area, Insurance, Reference
from yibao.ledger.book import Ledger, check_references, checked
from yibao.ledger.entry import Amounts, Entry, Posted
from yibao.ledger.months import month_for
from yibao.ledger.standing import refuse_settled
from yibao.measures import digest
from yibao.money import Fen


@attrs.frozen
class OfflineSettlement:
    """线下结算: a visit that was settled elsewhere and that no measure here decides, so that years and quotas take it in."""

    visit: Reference
    area: Area
    institution: Reference
    service_date: date
    charged: Fen
    fund: Fen
    account: Fen
    cash: Fen
    hospital: Fen
    person: Reference | None = None
    insurance: Insurance | None = None
    deductible: Fen = Fen(0)
    settlement_date: date | None = None

    def __attrs_post_init__(self) -> None:
        parts = self.fund + self.account + self.cash + self.hospital
        if parts != self.charged:
            message = f"is {self.charged} fen, and fund + account + cash + hospital come to {parts}"
            raise InvalidDocument("offline settlement", [Fault("/charged", "value", message)])
        if self.account and self.person is None:
            raise InvalidDocument("offline settlement", [Fault("/person", "missing", "is required where a personal account pays")])


def record_offline(ledger: Ledger, offline: OfflineSettlement, key: str) -> Posted:
    """Post a settlement that was made offline. Raises InvalidDocument, KeyConflict, AlreadySettled, CannotWrite and ClockSetBack."""
    check_references(key=key)
    offline = checked(offline)
    request = digest({"do": "offline", **converter().unstructure(offline)})
    amounts = Amounts(offline.charged, offline.fund, offline.account, offline.cash, offline.hospital, offline.deductible)

    def make() -> Entry:
        refuse_settled(ledger, offline.area, offline.institution, offline.visit)
        return ledger.append(
            "offline",
            key,
            request,
            amounts=amounts,
            lines={"whole": amounts},
            area=offline.area,
            institution=offline.institution,
            person=offline.person,
            year=offline.service_date.year,
            visit=offline.visit,
            day=offline.service_date.isoformat(),
            month=month_for(ledger, offline.settlement_date or offline.service_date),
            mode="offline",
            insurance=offline.insurance,
        )

    return ledger.post(key, request, make)
