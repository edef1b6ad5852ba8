"""Step 2: how much of each line may be charged?

A line that may not be charged at all is wholly over-charged. Otherwise the lowest ceiling that
applies caps it; where only a market price applies, or no price rule, nothing caps it. A ceiling is
not a payment standard: that one comes in with settlement and caps what the fund counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from yibao.claim import Line
from yibao.eligibility import Gap
from yibao.judging import Facts, Finding, Judged
from yibao.plan import Plan
from yibao.rules import MET, NOT_APPLICABLE, UNDETERMINED
from yibao.words import Unknown, merge, smaller_of


@attrs.frozen(eq=False)
class Price:
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
    """The price of every line, with the findings that made it."""

    judged: Judged
    gaps: tuple[Gap, ...]
    prices: tuple[Price, ...]

    @property
    def findings(self) -> list[Finding]:
        """The findings in the order of the articles."""
        return self.judged.findings


def price(plan: Plan, lines: Sequence[Line], facts: Facts, of_lines: Sequence[tuple[str, Facts]]) -> Pricing:
    """The price of every line."""
    judged = plan.benches["pricing"].judge(facts, of_lines)
    gaps = plan.gaps["pricing"]
    if gaps:
        missing = Unknown(*(f"text:{gap.clause.id}" for gap in gaps))
        return Pricing(judged, gaps, tuple(Price(line.id, line.amount, missing) for line in lines))
    return Pricing(judged, gaps, tuple(Price(line.id, line.amount, allowed(line, mine)) for line, mine in zip(lines, judged.of_lines, strict=True)))


def allowed(line: Line, findings: Sequence[Finding]) -> Any:
    """The most that may be charged for a line, in fen, or what is missing to say it."""
    most: Any = line.amount
    unknown = []
    for finding in findings:
        if not finding.source.prices or finding.answer is NOT_APPLICABLE:
            continue
        if finding.answer is UNDETERMINED:
            unknown.append(finding.result)
        elif finding.rule.kind == "ceiling":
            most = smaller_of(most, finding.result)
        elif finding.answer is not MET:
            return 0
    return merge(*unknown) if unknown else most
