"""How much of an institution's quota (总额指标) for a year is used, and does online count into it?

The figures are set by the agency and are input. Whether online and offline fees share one quota is said by the measure, and only
there: where its text does not say so, both are shown and not added.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from yibao import areas, plugins
from yibao.errors import Fault, InvalidDocument, NoMeasureInForce
from yibao.fields import Area, Reference
from yibao.ledger.book import Ledger, checked
from yibao.ledger.entry import Posted
from yibao.measures import Clause, Measure, digest
from yibao.money import Fen, yuan
from yibao.plugins import Plugins
from yibao.points import on_points

SHARED = "online_and_offline"
"""The parameter `quota` of a clause by which the online and the offline side of an institution share one quota."""


@attrs.frozen
class Quota:
    """总额指标: what the agency set for an institution's year, when, and where that stands."""

    institution: Reference
    area: Area
    year: int
    amount: Fen
    set_on: date
    source: str


def set_quota(ledger: Ledger, quota: Quota) -> Posted:
    """Put down a quota; of several for one year, the one set last holds, of those of one day the one put down last. Raises InvalidDocument."""
    quota = checked(quota)
    if abs(quota.year - quota.set_on.year) > 1:
        message = f"is {quota.year}, and it was set on {quota.set_on}: a quota is set for its own year, or shortly before or after"
        raise InvalidDocument("quota", [Fault("/year", "value", message)])
    said = {"amount": quota.amount, "set_on": quota.set_on.isoformat(), "source": quota.source}
    of: dict[str, Any] = {"area": quota.area, "institution": quota.institution, "year": quota.year}
    request = digest({"do": "quota", **of, **said})
    name = f"quota/{digest(list(of.values()))[:24]}"
    return ledger.post_next(name, request, lambda key: ledger.append("quota", key, request, said=said, **of))


def quota_use(ledger: Ledger, area: str, institution: str, on: date, installed: Plugins | None = None) -> dict[str, Any]:
    """What the fund paid an institution in a year's accounts, up to the month of a day, against its quota as set by that day.

    `sharing` says whether online and offline count into one quota under the measure in force on that day: `one`, by the clauses in
    `clauses`; `not_said`; or `text_missing`. Only where it is `one` they are added: `used` and `left` are null otherwise. Amounts in yuan.
    """
    rows = ledger.rows(
        """SELECT COALESCE(measure, ''), mode, SUM(fund) FROM entry
        WHERE area = ? AND institution = ? AND month BETWEEN ? AND ? GROUP BY measure, mode""",
        (area, institution, f"{on.year}-01", f"{on:%Y-%m}"),
    )
    online = {measure: fund for measure, mode, fund in rows if mode == "online"}
    offline = sum(fund for _, mode, fund in rows if mode == "offline")
    quota = _quota(ledger, area, institution, on)
    sharing, clauses = _sharing(area, on, installed or plugins.installed())
    used = sum(online.values()) + offline if sharing == "one" else None
    return {
        "area": area,
        "institution": institution,
        "year": on.year,
        "until": f"{on:%Y-%m}",
        "quota": None if quota is None else yuan(quota),
        "online": {measure: yuan(fund) for measure, fund in sorted(online.items())},
        "offline": yuan(offline),
        "sharing": sharing,
        "clauses": [{"measure": measure.id, "clause": clause.id, "zh": clause.text.zh, "en": clause.text.en} for measure, clause in clauses],
        "used": None if used is None else yuan(used),
        "left": None if used is None or quota is None else yuan(quota - used),
    }


def _quota(ledger: Ledger, area: str, institution: str, on: date) -> int | None:
    """The quota that was set last, up to a day."""
    found = ledger.of_kind("quota", "area = ? AND institution = ? AND year = ?", (area, institution, on.year))
    set_by_then = [said for said in (one.says for one in found) if said["set_on"] <= on.isoformat()]
    return sorted(set_by_then, key=lambda said: str(said["set_on"]))[-1]["amount"] if set_by_then else None


def _sharing(area: str, on: date, installed: Plugins) -> tuple[str, list[tuple[Measure, Clause]]]:
    """Whether the measure in force says that both sides share one quota, and the clauses that say so."""
    try:
        layers = [one.measure for one in areas.select(installed, area, on).layers]
    except NoMeasureInForce:
        return "not_said", []
    clauses = [(measure, clause) for measure in layers for clause in measure.clauses or () if clause.parameters.get("quota") == SHARED]
    if clauses:
        return "one", clauses
    return ("text_missing" if on_points(layers, ("budget",)).state == "missing" else "not_said"), []
