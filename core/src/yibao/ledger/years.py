"""What has a person's year used up, and what does the account still hold?

Both follow from entries: the opening amounts that another book stated, and everything posted since. Where nothing was
stated the amounts are not known, which is never 0. The year is that of the day of service; the account goes on from year to year.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import attrs

from yibao.claim import Claim
from yibao.errors import Fault, InvalidDocument
from yibao.ledger.book import Ledger, check_references
from yibao.ledger.entry import Entry, Posted
from yibao.measures import digest
from yibao.money import Fen, yuan

COLUMN = {"deductible_used": "deductible", "fund_used": "fund", "account_balance": "account"}
"""What is kept of a person, as the fields of a claim's patient, each with the part of an entry that moves it."""
FIELDS = tuple(COLUMN)
FIRST, LAST = 1900, 2199
"""The years that there are."""


@attrs.frozen
class Year:
    """What a person's year has used up and what the account holds, in fen; None where nothing was stated."""

    deductible_used: Fen | None = None
    fund_used: Fen | None = None
    account_balance: Fen | None = None

    @property
    def stated(self) -> dict[str, Fen]:
        """What is stated of it."""
        return {name: fen for name in FIELDS if (fen := getattr(self, name)) is not None}

    def document(self) -> dict[str, str | None]:
        """As decimal strings in yuan."""
        return {name: None if (amount := getattr(self, name)) is None else yuan(amount) for name in FIELDS}


def year_of(ledger: Ledger, area: str, person: str, year: int) -> Year:
    """The amounts of a person in an area as they stand now."""
    found: dict[str, Fen | None] = {}
    for name, stated in latest_openings(ledger, area, person, year).items():
        if stated is None:
            found[name] = None
            continue
        number, amount = stated
        of_year = name != "account_balance"
        since = "area = ? AND person = ? AND number > ?" + (" AND year = ?" if of_year else "")
        given = (area, person, number, *((year,) if of_year else ()))
        ((posted,),) = ledger.rows(f"SELECT COALESCE(SUM({COLUMN[name]}), 0) FROM entry WHERE {since}", given)
        found[name] = Fen(amount + posted if of_year else amount - posted)
    return Year(**found)


def latest_openings(ledger: Ledger, area: str, person: str, year: int, before: int | None = None) -> dict[str, tuple[int, int] | None]:
    """Of each amount: the number of the latest opening that states it, before an entry if one is given, and what it states in fen."""
    rows = ledger.rows(
        "SELECT number, year, body, key FROM entry WHERE area = ? AND person = ? AND kind = 'opening' AND number < ? ORDER BY number DESC",
        (area, person, before if before is not None else 2**62),
    )
    openings = [(number, of, json.loads(body)) for number, of, body, key in rows if not _was_anothers(ledger, number, key)]
    return {
        name: next(((number, said[name]) for number, of, said in openings if name in said and (of == year or name == "account_balance")), None)
        for name in FIELDS
    }


def _was_anothers(ledger: Ledger, number: int, key: str) -> bool:
    """Whether an opening came with a settlement, the entry after it, that was put down for the wrong person."""
    if not key.startswith("~opening/"):
        return False
    wrong = "names = ? AND kind = 'reversal' AND json_extract(body, '$.reason') = 'wrong_person'"
    return bool(ledger.rows(f"SELECT 1 FROM entry WHERE {wrong}", (number + 1,)))


def open_year(ledger: Ledger, key: str, *, area: str, person: str, year: int, opening: Year) -> Posted:
    """State what another book says of a person: it holds from here on, together with what is posted after it.

    Raises KeyConflict and InvalidDocument.
    """
    check_references(key=key, person=person)
    if not FIRST <= year <= LAST:
        raise InvalidDocument("opening", [Fault("/year", "value", f"expected a year from {FIRST} to {LAST}, got {year}")])
    if not opening.stated:
        raise InvalidDocument("opening", [Fault("", "missing", f"states nothing: give one or more of {', '.join(FIELDS)}")])
    request = digest({"do": "opening", "area": area, "person": person, "year": year, **opening.stated})
    return ledger.post(key, request, lambda: append_opening(ledger, key, request, area, person, year, opening))


def append_opening(ledger: Ledger, key: str, request: str, area: str, person: str, year: int, opening: Year) -> Entry:
    """Append what is stated, inside `writing`."""
    return ledger.append("opening", key, request, area=area, person=person, year=year, said=opening.stated)


def with_year(claim: Claim, known: Year) -> tuple[Claim, Year]:
    """The claim with what the ledger knows of its patient, and what the claim itself states that the ledger does not know.

    Raises InvalidDocument where both say something and it is not the same.
    """
    faults = list(_disagreeing(claim, known))
    if faults:
        raise InvalidDocument("claim", faults)
    stated = {name: getattr(claim.patient, name) for name in FIELDS if name not in known.stated}
    ours: dict[str, Any] = {name: max(0, fen) for name, fen in known.stated.items()}
    return attrs.evolve(claim, patient=attrs.evolve(claim.patient, **ours)), Year(**stated)


def _disagreeing(claim: Claim, known: Year) -> Iterator[Fault]:
    for name, ours in known.stated.items():
        stated = getattr(claim.patient, name)
        if stated is not None and stated != max(0, ours):
            advice = "leave it out of the claim, or state it first with `yibao ledger opening`"
            yield Fault(f"/patient/{name}", "value", f"states {yuan(stated)}, and by the ledger it is {yuan(ours)}: {advice}")
