"""One claim, from the counter to the outcome. Read this page first.

Every step takes what is already there and returns a new record; nothing is changed in place. This
is the only caller of the stages.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, lru_cache

from yibao import areas, eligibility, plugins, pricing, settlement, violation
from yibao.claim import NO_APPLICATION, Claim
from yibao.errors import Fault, InvalidDocument
from yibao.outcome import Outcome
from yibao.plan import plan
from yibao.readings import GENERAL, Choices


def decide(
    claim: Claim,
    *,
    readings: Mapping[str, str] | None = None,
    baseline: bool = False,
    reported: Collection[str] = (),
    installed: plugins.Plugins | None = None,
) -> Outcome:
    """Say whether the fund may pay, what may be charged, who pays which fen, and what was breached.

    `readings` chooses options by name where a text leaves a choice. `baseline` lets national
    guidance answer, labelled, where no regional measure is in force. `reported` switches on, by
    measure id, documents that are known only from reports and are off otherwise: guidance answers
    where no regional measure does, a law stands beside any measure. `installed` replaces the plugins
    found on this machine. Missing facts raise nothing: they are named in the outcome.

    Raises InvalidDocument, UnknownReading, UnknownRegion, NoMeasureInForce, MeasureTie,
    PluginFailed, MeasureNotEncoded.
    """
    if not isinstance(claim, Claim):
        raise TypeError(f"decide takes a Claim, got {type(claim).__name__}; claim_from makes one of a document, load_claim of a file")
    chosen = dict(readings or {})
    selection = select(claim, chosen, baseline, reported, installed or plugins.installed())  # which measure?
    ready = plan(selection.layers, chosen)  # its rules
    facts = ready.facts.visit(claim)  # what may they ask?
    lines = [(line.id, ready.facts.line(claim, number, facts)) for number, line in enumerate(claim.lines)]

    judged = ready.conditions.judge(facts, lines)  # every condition, asked once

    eligible = eligibility.conclude(ready, judged, selection.doubts)
    priced = pricing.price(claim.lines, judged, ready.gaps["pricing"], selection.doubts)
    settled = settlement.settle(ready, claim, judged, eligible, priced, facts, lines)
    followed = violation.follow(ready, claim, judged, bool(selection.doubts))

    return Outcome(claim, selection, ready, judged, eligible, priced, settled, followed)


def select(claim: Claim, chosen: Mapping[str, str], baseline: bool, reported: Collection[str], installed: plugins.Plugins) -> areas.Selection:
    """The measure in force for the claim's area and day (readings `law_date`, `repeal_day`, `start_day`)."""
    law_date, repeal_day, start_day = _which_day(*map(chosen.get, ("law_date", "repeal_day", "start_day")))
    day = claim.service_date
    if law_date == "settlement_date":
        if claim.settlement_date is None:
            raise InvalidDocument("claim", [Fault("/settlement_date", "missing", "is needed, since the reading law_date selects the law by it")])
        day = claim.settlement_date
    in_force = claim.policy.in_force
    areas.check_stated("claim", in_force, reported, installed)
    visit = claim.application is NO_APPLICATION or claim.application == NO_APPLICATION
    return areas.select(installed, claim.area, day, _asked(baseline, frozenset(reported), in_force, visit, repeal_day, start_day))


_asked = lru_cache(maxsize=256)(areas.Asked)  # one record, and one hash, for the claims that are asked alike


@cache
def _which_day(law_date: str | None, repeal_day: str | None, start_day: str | None) -> tuple[str | None, ...]:
    stated = {"law_date": law_date, "repeal_day": repeal_day, "start_day": start_day}
    general = Choices(GENERAL, {name: option for name, option in stated.items() if option is not None})
    return tuple(general.option(name) for name in stated)
