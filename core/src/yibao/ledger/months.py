"""In which month's accounts does an entry stand, and what do the months come to?"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from yibao.codec import short
from yibao.errors import Fault, InvalidDocument
from yibao.ledger.book import Ledger
from yibao.ledger.entry import AMOUNTS, Posted
from yibao.measures import digest
from yibao.money import Fen, yuan

MONTH = re.compile(r"(19|20|21)\d\d-(0[1-9]|1[0-2])", re.ASCII)
SUMS = tuple(name for name in AMOUNTS if name != "deductible")


def closed_until(ledger: Ledger) -> str | None:
    """The last month that is closed, as YYYY-MM."""
    ((month,),) = ledger.rows("SELECT MAX(json_extract(body, '$.month')) FROM entry WHERE month IS NULL AND kind = 'month_closed'")
    return None if month is None else str(month)


def month_for(ledger: Ledger, day: date) -> str:
    """The month in which something of a day is put down: its own, or where that is closed the first that is not."""
    own, closed = f"{day:%Y-%m}", closed_until(ledger)
    if closed is None or own > closed:
        return own
    return month_after(closed)


def month_after(month: str) -> str:
    """The month after a month, both as YYYY-MM."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12}-{number % 12 + 1:02d}"


def _check_month(month: str) -> None:
    if not MONTH.fullmatch(month):
        raise InvalidDocument("month", [Fault("/month", "value", f"expected a month such as 2021-04, got {short(month)}")])


def close_month(ledger: Ledger, month: str) -> Posted:
    """Close a month and all before it: what comes later goes to the next. Closing it again changes nothing. Raises InvalidDocument."""
    _check_month(month)
    today = ledger.now().date()
    if month > f"{today:%Y-%m}":
        raise InvalidDocument("month", [Fault("", "value", f"{month} is still to come; today is {today}")])
    key, request = f"~month/{month}", digest({"do": "close_month", "month": month})
    return ledger.post(key, request, lambda: ledger.append("month_closed", key, request, said={"month": month}))


def months(ledger: Ledger, institution: str | None = None) -> list[dict[str, Any]]:
    """What each month comes to, by institution, online and offline apart: entries, amounts in yuan, reversals and adjustments taken in."""
    where, given = ("AND institution = ?", (institution,)) if institution else ("", ())
    sums = ", ".join(f"SUM({name})" for name in SUMS)
    rows = ledger.rows(
        f"""SELECT month, institution, mode, SUM(kind IN ('settlement', 'offline')), SUM(kind = 'reversal'), SUM(kind = 'adjustment'), {sums}
        FROM entry WHERE month IS NOT NULL {where} GROUP BY month, institution, mode""",
        given,
    )
    names = ("month", "institution", "mode", "settlements", "reversals", "adjustments")
    return [dict(zip(names, row[:6], strict=True)) | dict(zip(SUMS, map(yuan, row[6:]), strict=True)) for row in rows]


def by_person(ledger: Ledger, person: str | None = None) -> list[dict[str, Any]]:
    """What each person's years come to: visits and amounts in yuan, without the opening amounts."""
    where, given = ("AND person = ?", (person,)) if person else ("", ())
    rows = ledger.rows(
        f"""SELECT person, area, year, COUNT(DISTINCT institution || '/' || visit), {", ".join(f"SUM({name})" for name in AMOUNTS)}
        FROM entry WHERE person IS NOT NULL AND visit IS NOT NULL {where} GROUP BY person, area, year""",
        given,
    )
    head = ("person", "area", "year", "visits")
    return [dict(zip(head, row[:4], strict=True)) | dict(zip(AMOUNTS, map(yuan, row[4:]), strict=True)) for row in rows]


def over_norm(ledger: Ledger, norm: Fen, times: Decimal, month: str | None = None) -> list[dict[str, Any]]:
    """The visits whose fees, less what was reversed, exceed a norm (fen) as many times as is said; exactly so many times is not over it.

    Raises InvalidDocument.
    """
    if month is not None:
        _check_month(month)
    limit = norm * times
    where, given = ("AND month = ?", (month,)) if month else ("", ())
    rows = ledger.rows(
        f"""SELECT institution, visit, MIN(day), MIN(number), SUM(charged) FROM entry WHERE visit IS NOT NULL {where}
        GROUP BY area, institution, visit HAVING SUM(charged) > ? ORDER BY SUM(charged) DESC""",
        (*given, min(int(limit), 2**62)),
    )
    names = ("institution", "visit", "day", "entry")
    return [dict(zip(names, row[:4], strict=True)) | {"charged": yuan(row[4]), "norm": yuan(norm), "times": f"{times.normalize():f}"} for row in rows]
