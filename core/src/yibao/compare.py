"""What becomes of one claim in another area, and which articles make the difference?

The claim is moved: its area, and the places that lay in it. The area's own tables cannot be moved; they
are taken along as they are, and that is said. Then each difference is traced to the clauses that make it, and
these, by their policy points, to what the other measure has there: a clause of its own, silence, or a
missing text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any

import attrs

from yibao.areas import check_reported
from yibao.claim import Claim
from yibao.codec import claim_document, claim_from
from yibao.errors import Fault, InvalidDocument, YibaoError
from yibao.flow import decide, select
from yibao.judging import Finding
from yibao.measures import Measure, Text, prefix
from yibao.outcome import QUESTIONS, Outcome
from yibao.plugins import Plugins, check_readings
from yibao.points import Cell, on_points
from yibao.readings import GENERAL
from yibao.rules import Answer
from yibao.sensitivity import changed, facets

PLACES = (
    "/institution/area",
    "/patient/area",
    "/physician/registered_area",
    "/application/agency_area",
    "/visit/inviting_area",
    "/visit/invited_area",
)
"""Where a claim names the coordination area it comes from."""
TABLES = Text(
    "价格、支付标准、目录和待遇取自原申报，不是该地的数据",
    "prices, payment standards, lists and benefits are those of the claim, not of the area",
)

DATED = Text(
    "协议、执业经历和政策表的日期不随就诊日移动",
    "the dates of agreements, of the physician's years and of the tables do not move with the day of the visit",
)


@attrs.frozen
class Moved:
    """A claim in another area: what was moved with it, and what could not be."""

    claim: Claim
    with_it: tuple[str, ...]
    left: tuple[Text, ...]


@attrs.frozen(eq=False)
class Column:
    """One area: the moved claim and its outcome, or the error that stands in its place."""

    area: str
    moved: Moved
    outcome: Outcome | None
    error: YibaoError | None = None


@attrs.frozen
class Ground:
    """A clause that makes a difference, and what the other measure has on the same points.

    Two rules of one clause with one answer are one ground.
    """

    area: str
    clause: str
    answer: str
    reason: Text
    other_area: str
    counterpart: Cell


@attrs.frozen(eq=False)
class Difference:
    """One answer or amount that is not the same in two areas, and the clauses that make it so."""

    area: str
    facet: str
    here: Any
    there: Any
    grounds: tuple[Ground, ...]


@attrs.frozen(eq=False)
class Comparison:
    """One claim in several areas; the first column that was decided is what the others are compared with."""

    columns: tuple[Column, ...]
    differences: tuple[Difference, ...]


def compare(
    claim: Claim,
    areas: Sequence[str],
    *,
    on: date | None = None,
    readings: Mapping[str, str] | None = None,
    baseline: bool = False,
    reported: Collection[str] = (),
    installed: Plugins,
) -> Comparison:
    """Decide one claim in each area and say why the outcomes differ.

    `on` moves the visit to another day, and with it every day and time of the visit by the same number
    of days. A chosen reading holds in the measures that know it. Raises UnknownReading where none does.
    """
    check_readings(readings or {}, installed)
    check_reported(reported, installed)
    columns = []
    for area in areas:
        moved = move(claim, area, on)
        try:
            chosen = _for_measure(readings or {}, moved.claim, baseline, reported, installed)
            outcome = decide(moved.claim, readings=chosen, baseline=baseline, reported=reported, installed=installed)
            columns.append(Column(area, moved, outcome))
        except YibaoError as error:
            columns.append(Column(area, moved, None, error))
    decided = [column for column in columns if column.outcome is not None]
    differences = [one for column in decided[1:] for one in _differences(decided[0], column)]
    return Comparison(tuple(columns), tuple(differences))


def areas_of(installed: Plugins) -> list[str]:
    """The areas of all installed regions."""
    return [plugin.area for plugin in installed.loaded if prefix(plugin.area)]


def move(claim: Claim, area: str, on: date | None = None) -> Moved:
    """The claim in another area, and on another day."""
    document = deepcopy(claim_document(claim))
    with_it, left = [], []
    for path in PLACES:
        section, name = path.strip("/").split("/")
        place = document.get(section, {}).get(name)
        if place is not None and place.startswith(prefix(claim.area)):
            document[section][name] = area
            with_it.append(path)
        elif place is not None and area != claim.area:
            left.append(Text(f"{path} 原在区域之外（{place}），不动", f"{path} lay outside the area ({place}) and stays"))
    document["area"] = area
    if area != claim.area and not claim.policy.is_empty:
        left.append(TABLES)
    if on is not None and on != claim.service_date:
        if not 1900 <= on.year < 2200:
            raise InvalidDocument("claim", [Fault("/service_date", "value", f"cannot be moved to {on}: expected a day from 1900 to 2199")])
        _shift(document, on - claim.service_date)
        with_it.append("/service_date")
        left.append(DATED)
    return Moved(claim_from(document), tuple(with_it), tuple(left))


def _shift(document: dict[str, Any], by: timedelta) -> None:
    """Move the days and times of the visit; what has a history of its own (agreements, tables, licences) stays."""
    for name in ("service_date", "settlement_date"):
        if name in document:
            document[name] = (date.fromisoformat(document[name]) + by).isoformat()
    for section in ("identity", "prescription", "visit"):
        for name, value in document.get(section, {}).items():
            if name.endswith("_at") and isinstance(value, str) and "T" in value:
                document[section][name] = (datetime.fromisoformat(value) + by).isoformat()
    for check in document.get("identity", {}).get("checks", ()):
        if "at" in check:
            check["at"] = (datetime.fromisoformat(check["at"]) + by).isoformat()
    for holder, name in [(document.get("application", {}), "received_on"), *((visit, "date") for visit in document.get("history", ()))]:
        if name in holder:
            holder[name] = (date.fromisoformat(holder[name]) + by).isoformat()


def _for_measure(readings: Mapping[str, str], claim: Claim, baseline: bool, reported: Collection[str], installed: Plugins) -> dict[str, str]:
    """The chosen readings that the measure of this area knows."""
    general = {name: option for name, option in readings.items() if name in {one.name for one in GENERAL}}
    layers = select(claim, general, baseline, reported, installed).layers
    own = {one.name for declared in layers for one in declared.readings}
    return general | {name: option for name, option in readings.items() if name in own}


def _differences(base: Column, other: Column) -> Iterator[Difference]:
    assert base.outcome is not None
    assert other.outcome is not None
    told: set[Ground] = set()
    for facet, (here, there) in changed(facets(base.outcome), facets(other.outcome)):
        if facet != "measure":
            grounds = dict.fromkeys([*_grounds(base, other, facet), *_grounds(other, base, facet)])
            # What decides whether the fund pays also decides the amounts: it is told once.
            yield Difference(other.area, facet, here, there, tuple(one for one in grounds if facet in QUESTIONS or one not in told))
            told |= grounds.keys() if facet == "payable" else set()


UNKNOWN_START = Text("文本没有施行日，由使用者说明", "the text gives no day of entry into force; the operator states it")
AMOUNTS = (*QUESTIONS["payable"][0], "ceiling", "payment_standard", "account")
"""What follows from the findings that make the amounts."""
AMOUNT_STAGES = ("eligibility", "pricing", "settlement")


def _grounds(one: Column, other: Column, facet: str) -> Iterator[Ground]:
    """The clauses that make the answer in one column, each with what the other measure has on its points."""
    assert one.outcome is not None
    assert other.outcome is not None
    others = tuple(layer.measure for layer in other.outcome.selection.layers)
    effects, stages = QUESTIONS.get(facet, (AMOUNTS, AMOUNT_STAGES))
    answer = one.outcome.verdict.get(facet)
    if facet == "governed" and one.outcome.selection.doubts:
        since = others[0].since or others[0].issued
        known = Cell("speaks", (f"{since}",)) if since else Cell("missing")
        yield Ground(one.area, "施行日", str(answer), UNKNOWN_START, other.area, known)
    findings = [finding for finding in one.outcome.findings if finding.source.follows in effects]
    for finding in findings:
        measure = _measure(one.outcome, finding.source.measure)
        counterpart = on_points(others, measure.clause(finding.rule.clause).points)
        telling = finding.answer is answer if facet in QUESTIONS else _tells(finding, one.outcome)
        # What is met makes a difference only where the other measure has nothing of the kind.
        alone = counterpart.state != "speaks" or other.outcome.verdict.get(facet, Answer.NOT_APPLICABLE) is Answer.NOT_APPLICABLE
        if telling and (finding.answer is not Answer.MET or facet not in QUESTIONS or alone):
            yield Ground(one.area, finding.rule.clause, str(finding.answer), Text(finding.rule.zh, finding.rule.en), other.area, counterpart)
    if answer is Answer.TEXT_MISSING or facet not in QUESTIONS:
        for gap in one.outcome.gaps:
            if gap.clause.stage in stages or facet in gap.clause.leaves_open:
                assert gap.clause.why is not None
                yield Ground(one.area, gap.clause.id, "text_missing", gap.clause.why, other.area, on_points(others, gap.clause.points))


def _tells(finding: Finding, outcome: Outcome) -> bool:
    """Whether a finding touches the amounts: a condition or ceiling that is not met, a standard that cuts, an account that pays."""
    kind = finding.rule.kind
    if kind == "account":
        return finding.answer is Answer.MET and type(outcome.settlement.parts.account) is int and outcome.settlement.parts.account > 0
    if kind == "payment_standard" and type(finding.result) is int:
        over = [line.parts.over_limit for line in outcome.settlement.lines if line.line == finding.line]
        return any(type(amount) is int and amount > 0 for amount in over)
    return finding.answer in (Answer.NOT_MET, Answer.UNDETERMINED)


def _measure(outcome: Outcome, id: str) -> Measure:
    return next(declared.measure for declared in outcome.selection.layers if declared.measure.id == id)
