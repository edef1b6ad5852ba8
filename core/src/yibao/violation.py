"""Step 4: what follows from a breach, and by whose hand?

What the rules find is a suspicion and never more: only an agency verifies. A reported act is routed
by its legal natures, which do not exclude each other; while it is only suspected, the routes wait.
"""

from __future__ import annotations

import attrs

from yibao.claim import Act, Claim
from yibao.judging import Finding, Judged, raises_suspicion
from yibao.plan import Gap, Plan
from yibao.rules import NOT_MET, Consequence, Effect


@attrs.frozen(eq=False)
class Route:
    """One consequence that a clause attaches to an act.

    `state`: it `applies`, or it hangs on something: whether the measure is in force (`if_in_force`), whether the
    act is verified (`after_verification`), whether it is among the acts of the clause, which a person
    decides (`if_listed`), whether it was done to defraud the fund or not (`if_fraud`, `if_not_fraud`), or
    whether the fund lost by it or not (`if_loss`, `if_no_loss`).
    """

    act: Act
    consequence: Consequence
    measure: str
    in_doubt: bool

    @property
    def state(self) -> str:
        """Whether it applies, or on what it hangs first."""
        act, one = self.act, self.consequence
        if self.in_doubt:
            return "if_in_force"
        if act.status == "suspected" and not one.on_suspicion:
            return "after_verification"
        if one.open_list:
            return "applies" if one.fraud and act.fraud else "if_listed"
        if one.fraud is not None and act.fraud is None:
            return "if_fraud" if one.fraud else "if_not_fraud"
        if act.loss is None and one.fraud is False and act.fraud:
            return "if_no_loss"
        return "if_loss" if one.needs_loss and act.loss is None else "applies"


@attrs.frozen(eq=False)
class Violation:
    """Suspicions that the rules raise, and the routes of the acts that were reported."""

    suspicions: tuple[Finding, ...]
    routes: tuple[Route, ...]
    unrouted: tuple[tuple[str, str], ...]
    """Act and nature for which the text at hand names no route for that actor and act."""
    gaps: tuple[Gap, ...]
    """Where the text on violations is not at hand."""


def follow(plan: Plan, claim: Claim, judged: Judged, start_unknown: bool) -> Violation:
    """The suspicions among all findings, and the routes of every reported act; all of them in doubt while it is not known what is in force."""
    doubts = [one for found in (judged.of_visit, *judged.of_lines) for one in found.doubts if one.answer is NOT_MET]
    # A measure that does not govern binds nobody here; a law beside it may.
    silent = {one.source.measure for one in doubts if one.rule.otherwise is Effect.NOT_GOVERNED}
    suspicions = tuple([one for one in doubts if raises_suspicion(one.rule) and one.source.measure not in silent])
    if not claim.acts:
        return Violation(suspicions, (), (), plan.gaps["violation"])
    binding = [(measure, one) for measure, one in plan.consequences if measure not in silent]
    routes = tuple(Route(act, one, measure, start_unknown) for act in claim.acts for measure, one in binding if attaches(one, act))
    if silent and not binding:
        return Violation(suspicions, (), (), plan.gaps["violation"])
    routed = {(route.act.id, route.consequence.nature) for route in routes}
    unrouted = tuple(
        (act.id, nature) for act in claim.acts for nature in sorted(act.natures) if routed.isdisjoint({(act.id, nature), (act.id, "any")})
    )
    return Violation(suspicions, routes, unrouted, plan.gaps["violation"])


def attaches(consequence: Consequence, act: Act) -> bool:
    """Whether a consequence attaches to an act: its actor, kind, legal nature, fraud and loss."""
    if act.actor not in consequence.actors or (consequence.acts is not None and act.kind not in consequence.acts):
        return False
    if consequence.fraud is not None and act.fraud is not None and act.fraud is not consequence.fraud and not consequence.open_list:
        return consequence.or_without_loss and not act.loss and _of_nature(consequence, act)
    if consequence.needs_loss and act.loss == 0:
        return False
    return _of_nature(consequence, act)


def _of_nature(consequence: Consequence, act: Act) -> bool:
    return consequence.nature in ("publicity", "any") or consequence.nature in act.natures
