"""Step 2: how much of each line may be charged?

A line that may not be charged at all is wholly over-charged. Otherwise the lowest ceiling that
applies caps it; where only a market price applies, or no price rule, nothing caps it. A ceiling is
not a payment standard: that one comes in with settlement and caps what the fund counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import attrs

from yibao.claim import Line
from yibao.judging import Found, Judged
from yibao.plan import Gap
from yibao.rules import NOT_APPLICABLE, NOT_MET, Effect
from yibao.words import Unknown, each, merge, smaller_of


class Price(NamedTuple):
    """What may be charged for one line, in fen; `Unknown` where something is missing."""

    line: str
    charged: int
    allowed: Any

    @property
    def over_charge(self) -> Any:
        """The part that may not be collected from anybody: the institution bears it."""
        return self.charged - self.allowed


@attrs.frozen(eq=False)
class Pricing:
    """The price of every line, and where the text is missing."""

    prices: tuple[Price, ...]
    gaps: tuple[Gap, ...]


def price(lines: Sequence[Line], judged: Judged, gaps: tuple[Gap, ...], doubts: tuple[str, ...]) -> Pricing:
    """The price of every line, from the ceilings and the conditions on price items.

    Unknown where the text on prices is missing, or where it is in doubt whether it is in force.
    """
    if gaps or doubts:
        missing = Unknown(*(f"text:{gap.clause.id}" for gap in gaps), *doubts)
        return Pricing(tuple(Price(line.id, line.amount, missing) for line in lines), gaps)
    return Pricing(tuple([Price(line.id, line.amount, allowed(line, found)) for line, found in zip(lines, judged.of_lines, strict=True)]), gaps)


def allowed(line: Line, found: Found) -> Any:
    """The most that may be charged for a line, in fen, or what is missing to say it."""
    most: Any = line.amount
    for finding in found.asked:
        if finding[0].follows == "ceiling" and finding[1] is not NOT_APPLICABLE:
            most = each(finding.result, partial(smaller_of, most))
    for finding in found.doubts:
        if finding.rule.otherwise is Effect.NOT_CHARGEABLE:
            if finding.answer is NOT_MET:
                return 0
            most = merge(finding.result, most) if isinstance(most, Unknown) else finding.result
    return most
