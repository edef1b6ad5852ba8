"""Which acts do the filed visits show, one by one and side by side? Suspicions (疑点), and nothing more.

The detections of the measures in force for each visit are asked: those with signs look at what the visit's own
rules suspect, the others at the series of visits. Nothing here is verified; that is an agency's step in a proceeding
(`proceeding.py`), which `proceeding_of` begins.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from yibao.claim import ActKind, Actor
from yibao.errors import BadDeclaration, Fault, InvalidDocument, near
from yibao.facts import FACTS
from yibao.fields import Digest, Reference
from yibao.judging import Finding
from yibao.language import in_words
from yibao.money import yuan
from yibao.outcome import Outcome
from yibao.plugins import STAGES
from yibao.record import Move, Proceeding
from yibao.report import evidence_of, named, outcome_digest, stated
from yibao.rules import NOT_MET, Detection, Effect
from yibao.series import Blind, Hit, Series, listed


@attrs.frozen
class Suspicion:
    """疑点: what the filed visits show of an act that a clause speaks of."""

    act: ActKind
    actor: Actor
    measure: str
    clause: str
    on: date
    """The day of service of the visit in which the act lies."""
    claims: tuple[Reference, ...]
    """The claim in which the act lies, then those it was held against."""
    lines: tuple[Reference, ...]
    """The lines of the first claim that are concerned; none where it is not known which."""
    zh: str
    en: str
    outcomes: tuple[Digest, ...]
    """The digests of the outcomes that were seen, in the order of the claims."""
    doubts: tuple[str, ...] = ()
    """What to state so that it is known whether the measure is in force."""

    @property
    def evidence(self) -> Digest:
        """What the suspicion rests on."""
        return evidence_of(self.outcomes)


@attrs.frozen
class Unseen:
    """What a detection could not see, because something was not stated."""

    act: ActKind
    measure: str
    clause: str
    claim: Reference
    missing: tuple[str, ...]


def detect(decided: Iterable[Outcome]) -> tuple[Suspicion, ...]:
    """The acts that some visits show, in the order of their days of service.

    The order in which the visits are given does not matter, and a visit's own signs are the same alone or among others.
    Whose visits are put side by side is for the caller to say: a claim names no institution. Raises InvalidDocument where a
    claim stands twice, BadDeclaration where a detection fails.
    """
    return _suspicions(_looked(decided))


def unseen(decided: Iterable[Outcome]) -> tuple[Unseen, ...]:
    """What the detections could not see, and what is missing. Raises as `detect` does."""
    return _unseen(_looked(decided))


def _suspicions(looked: Iterable[Suspicion | Unseen]) -> tuple[Suspicion, ...]:
    return tuple(sorted((one for one in looked if isinstance(one, Suspicion)), key=lambda one: (one.on, one.claims[0])))


def _unseen(looked: Iterable[Suspicion | Unseen]) -> tuple[Unseen, ...]:
    return tuple(sorted((one for one in looked if isinstance(one, Unseen)), key=lambda one: one.claim))


def in_order_of_service(decided: Iterable[Outcome]) -> list[Outcome]:
    """Outcomes by day and time of service, then by claim. Raises InvalidDocument where a claim stands twice."""
    given = list(decided)
    seen: set[Reference] = set()
    faults = []
    for number, one in enumerate(given):
        if one.claim.claim_id in seen:
            faults.append(Fault(f"/{number}/claim_id", "value", f"{one.claim.claim_id!r} stands twice: each visit has a reference of its own"))
        seen.add(one.claim.claim_id)
    if faults:
        raise InvalidDocument("visits", faults)
    return sorted(given, key=lambda one: (one.claim.service_date, one.claim.service_time or "", one.claim.claim_id))


def _looked(decided: Iterable[Outcome]) -> Iterator[Suspicion | Unseen]:
    """What every detection saw, and what it could not see, detection by detection."""
    visits: dict[tuple[str, int], list[Visit]] = {}
    detections: dict[tuple[str, int], Detection] = {}
    for one in map(Visit, in_order_of_service(decided)):
        for measure, number, detection in _detections(one.outcome):
            visits.setdefault((measure, number), []).append(one)
            detections[measure, number] = detection
    for measure, number in sorted(detections):
        detection = detections[measure, number]
        look = _by_signs if detection.across is None else _by_series
        yield from look(detection, measure, visits[measure, number])


class Visit:
    """An outcome and its digest, which is worked out where it is asked for."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome

    @cached_property
    def digest(self) -> Digest:
        """Which outcome was seen."""
        return outcome_digest(self.outcome)


def _detections(outcome: Outcome) -> Iterator[tuple[str, int, Detection]]:
    """The detections of the measures that govern the visit or stand beside, each with its measure and its place there."""
    silent = silent_measures(outcome)
    for declared in outcome.selection.layers:
        found = [one for stage in STAGES for one in declared.rules[stage] if isinstance(one, Detection)]
        if declared.measure.id not in silent:
            yield from ((declared.measure.id, number, one) for number, one in enumerate(found))


def silent_measures(outcome: Outcome) -> frozenset[str]:
    """The measures that do not govern the visit: they bind nobody here, and suspect nobody."""
    return frozenset(one.source.measure for one in outcome.findings if one.rule.otherwise is Effect.NOT_GOVERNED and one.answer is NOT_MET)


def _suspicion(detection: Detection, measure: str, hit: Hit, visits: Mapping[Reference, Visit]) -> Suspicion:
    claims = (hit.claim, *hit.beside)
    seen = [visits[claim] for claim in claims]
    doubt = f"/policy/in_force[measure={measure}]"
    return Suspicion(
        detection.act,
        detection.actor,
        measure,
        detection.clause,
        seen[0].outcome.claim.service_date,
        claims,
        hit.lines,
        f"{detection.zh}：{hit.zh}",
        f"{detection.en}: {hit.en}",
        tuple(one.digest for one in seen),
        (doubt,) if any(doubt in one.outcome.selection.doubts for one in seen) else (),
    )


# Signs: what the visit's own rules suspect.


def _by_signs(detection: Detection, measure: str, visits: Sequence[Visit]) -> Iterator[Suspicion]:
    for one in visits:
        signs = [sign for sign in one.outcome.violation.suspicions if sign.source.measure == measure and sign.rule.name in detection.signs]
        if signs:
            claim = one.outcome.claim
            concerned = {sign.line for sign in signs}
            lines = tuple(line.id for line in claim.lines if line.id in concerned)
            zh, en = (list(dict.fromkeys(_because(sign, which) for sign in signs)) for which in (0, 1))
            yield _suspicion(detection, measure, Hit(claim.claim_id, *listed(zh, en), lines), {claim.claim_id: one})


def _because(sign: Finding, which: int) -> str:
    """Why a rule suspects: what was charged and what may be, or what the clause wants and the facts that it used."""
    line = "" if sign.line is None else f"{sign.line} "
    if sign.rule.kind == "ceiling":
        charged, allowed = yuan(sign.known["line_amount"]), yuan(sign.result)
        return line + (f"收费{charged}元，至多{allowed}元", f"{charged} charged, at most {allowed}")[which]
    words = {name: in_words(stated(name, value), FACTS[name].en, which) or ("无", "none")[which] for name, value in sign.facts.items()}
    facts = [f"{(FACTS[name].zh, name)[which]} {value}" for name, value in words.items()]
    return line + (f"不符合“{sign.rule.zh}”（{'，'.join(facts)}）", f"not met: {sign.rule.en.removesuffix('.')} ({', '.join(facts)})")[which]


# Series: what only the visits together show, or data that no rule asks for.


def _by_series(detection: Detection, measure: str, visits: Sequence[Visit]) -> Iterator[Suspicion | Unseen]:
    by_claim = {one.outcome.claim.claim_id: one for one in visits}
    for one in _asked(detection, measure, [visit.outcome for visit in visits], by_claim):
        if isinstance(one, Hit):
            yield _suspicion(detection, measure, one, by_claim)
        else:
            yield Unseen(detection.act, measure, detection.clause, one.claim, tuple(sorted(one.missing)))


def _asked(detection: Detection, measure: str, series: Series, claims: Collection[Reference]) -> list[Hit | Blind]:
    """What the detection's function gives. Raises BadDeclaration where it fails, or names a claim that it was not given."""
    assert detection.across is not None
    where = f"{measure}: the detection of {detection.act} ({detection.clause})"
    try:
        found: list[Hit | Blind] = list(detection.across(series))
        named_there = {claim for one in found for claim in ((one.claim, *one.beside) if isinstance(one, Hit) else (one.claim,))}
    except Exception as error:
        raise BadDeclaration(f"{where} failed: {error}") from error
    for claim in sorted(named_there.difference(claims)):
        raise BadDeclaration(f"{where} names claim {claim!r}, which is not among the visits that it was given{near(claim, claims)}")
    return found


# What becomes of a suspicion.


LONGEST = 2000
"""How long the reason of a step may be, in characters, so that the record can be read again."""


def proceeding_of(suspicion: Suspicion, id: str, on: date, by: str) -> Proceeding:
    """A proceeding that begins with the suspicion: `id` is its reference in the record, `on` the day and `by` the body that took it up.

    It concerns the claim in which the act lies, and not those it was held against.
    """
    reason = suspicion.zh if len(suspicion.zh) <= LONGEST else suspicion.zh[: LONGEST - 1] + "…"
    begun = Move(Reference(f"{id}.suspected"), "suspected", on, by, reason, suspicion.evidence)
    lines = frozenset(suspicion.lines) or None
    return Proceeding(Reference(id), suspicion.act, suspicion.actor, suspicion.on, (begun,), claims=frozenset(suspicion.claims[:1]), lines=lines)


def suspicions_document(decided: Iterable[Outcome]) -> dict[str, Any]:
    """What some visits show and what could not be seen, as a document (schema `yibao.suspicions/1`)."""
    given = in_order_of_service(decided)
    by_claim = {one.claim.claim_id: one for one in given}
    looked = list(_looked(given))
    return {
        "schema": "yibao.suspicions/1",
        "suspicions": [
            {
                "act": one.act,
                "actor": one.actor,
                "measure": one.measure,
                "clause": one.clause,
                "on": one.on.isoformat(),
                "claims": list(one.claims),
                "lines": list(one.lines),
                "reason": one.zh,
                "reason_en": one.en,
                "outcomes": list(one.outcomes),
                "evidence": one.evidence,
                "missing": [{"path": path, **named(path, by_claim[one.claims[0]])} for path in one.doubts],
            }
            for one in _suspicions(looked)
        ],
        "unseen": [
            {
                "act": one.act,
                "measure": one.measure,
                "clause": one.clause,
                "claim": one.claim,
                "missing": [{"path": path, **named(path, by_claim[one.claim])} for path in one.missing],
            }
            for one in _unseen(looked)
        ],
    }
