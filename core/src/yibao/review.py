"""What has a person to decide, what did a person decide, and which of these decisions no longer stand?

Where a condition or a ceiling is open, or is suspected not to be met, a person may say which (`Verdict`, in the record).
A verdict rests on the outcome that was seen: once the outcome is another, the verdict is void and the item is back in the queue.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, get_args

import attrs

from yibao.detection import Visit, in_order_of_service, silent_measures
from yibao.errors import Fault, InvalidDocument, near
from yibao.facts import FACTS
from yibao.fields import Area, Digest, Reference
from yibao.judging import Finding
from yibao.measures import Text
from yibao.money import yuan
from yibao.outcome import Outcome
from yibao.readings import Reading
from yibao.record import Verdict
from yibao.report import named, stated
from yibao.rules import UNDETERMINED

Decision = Literal["met", "not_met"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
"""What a verdict can say."""
ASKED = ("condition", "ceiling")
"""The kinds of rule to which a person can answer with yes or no. What another kind gives follows from facts: these are named as missing."""


@attrs.frozen
class Question:
    """One rule of the clause that is open or suspected: what the clause wants, what was used, and what is missing."""

    rule: str
    state: Literal["undetermined", "suspected"]
    zh: str
    en: str
    owner: str
    otherwise: str
    """What follows if it is not met: the effect, or `ceiling`."""
    facts: Mapping[str, Any]
    """The facts that were used, by name, as JSON."""
    amount: str | None
    """Of a ceiling: the most that may be charged, in yuan, where it is known."""
    missing: Mapping[str, Text]
    """What is missing, by path, in both languages."""
    readings: tuple[Reading, ...]
    """The readings that nobody chose and that bear on the answer."""


@attrs.frozen
class Item:
    """待判断事项: one clause, for a visit or one line of it, that a person has to decide, with all that was seen."""

    claim: Reference
    area: Area
    on: date
    """The day of service."""
    measure: str
    clause: str
    text: Text
    """What the clause says, in our words."""
    line: Reference | None
    questions: tuple[Question, ...]
    outcome: Digest
    void: tuple[Verdict, ...] = ()
    """What was decided on another outcome, and does not count any more."""

    @property
    def options(self) -> tuple[Decision, ...]:
        """What can be decided: the clause is met here, or it is not."""
        return DECISIONS


@attrs.frozen
class Review:
    """The items of some claims and what became of the verdicts on them."""

    queue: tuple[Item, ...]
    """What is to be decided, in the order of the days of service."""
    judged: tuple[tuple[Item, Verdict], ...]
    """What was decided, each with the latest verdict on this very outcome."""
    void: tuple[Verdict, ...]
    """The verdicts that rest on another outcome than the present one, whether or not the clause is still open."""


def review(decided: Iterable[Outcome], verdicts: Sequence[Verdict] = ()) -> Review:
    """What a person has to decide on some claims, what was decided and what is void.

    Raises InvalidDocument, with every fault at once: where a claim stands twice, and where a verdict is without reason, is on a
    claim, line or clause that is not there, or answers what the very outcome that it names does not leave open.
    """
    seen = {one.claim.claim_id: Visit(one) for one in in_order_of_service(decided)}
    items = [item for one in seen.values() for item in _items(one)]
    still = {_key(one) for one in items}
    faults = [fault for number, one in enumerate(verdicts) for fault in _faults(f"/verdicts/{number}", one, seen, still)]
    if faults:
        raise InvalidDocument("verdicts", faults)
    void: dict[Key, list[Verdict]] = {}
    answers: dict[Key, Verdict] = {}
    for one in sorted(verdicts, key=lambda one: one.on):  # the latest counts; of one day, the one that stands later
        if one.outcome == seen[one.claim].digest:
            answers[_key(one)] = one
        else:
            void.setdefault(_key(one), []).append(one)
    return Review(
        tuple(attrs.evolve(one, void=tuple(void.get(_key(one), ()))) for one in items if _key(one) not in answers),
        tuple((one, answers[_key(one)]) for one in items if _key(one) in answers),
        tuple(one for one in verdicts if one.outcome != seen[one.claim].digest),
    )


def queue(decided: Iterable[Outcome], verdicts: Sequence[Verdict] = ()) -> tuple[Item, ...]:
    """What a person has to decide on some claims. Raises as `review` does."""
    return review(decided, verdicts).queue


def judged(decided: Iterable[Outcome], verdicts: Sequence[Verdict]) -> tuple[tuple[Item, Verdict], ...]:
    """What was decided by a person on the outcomes as they are now. Raises as `review` does."""
    return review(decided, verdicts).judged


def verdict_for(item: Item, answer: Decision, by: str, on: date, reason: str) -> Verdict:
    """A person's verdict on an item, as it was seen. `by` is a role or the caller's own reference of who decides.

    Raises InvalidDocument where the answer is no option, or where `by` or the reason is blank.
    """
    faults = []
    if answer not in item.options:
        faults.append(Fault("/answer", "value", f"expected one of {', '.join(item.options)}, got {answer!r}{near(answer, item.options)}"))
    faults += [
        Fault(f"/{name}", "missing", "is required: a decision says who took it and why")
        for name, text in (("by", by), ("reason", reason))
        if not text.strip()
    ]
    if faults:
        raise InvalidDocument("verdict", faults)
    return Verdict(item.claim, item.clause, answer, item.outcome, by, on, reason, item.line)


Key = tuple[Reference, str, Reference | None]
"""What an item and its verdicts share: claim, clause, line."""


def _key(one: Item | Verdict) -> Key:
    return one.claim, one.clause, one.line


# What is open.


def _items(seen: Visit) -> Iterator[Item]:
    """The clauses of an outcome that a person has to decide, each with its open or suspected rules, stage after stage."""
    outcome, claim = seen.outcome, seen.outcome.claim
    suspected = {_place(one) for one in outcome.violation.suspicions}
    silent = silent_measures(outcome)
    found: dict[tuple[str, str, str | None], list[Question]] = {}
    for one in outcome.findings:
        if one.rule.kind in ASKED and one.source.measure not in silent and (one.answer is UNDETERMINED or _place(one) in suspected):
            found.setdefault((one.source.measure, one.rule.clause, one.line), []).append(_question(one, outcome))
    measures = {one.measure.id: one.measure for one in outcome.selection.layers}
    for (measure, clause, line), questions in found.items():
        text, of_line = measures[measure].clause(clause).text, None if line is None else Reference(line)
        yield Item(claim.claim_id, claim.area, claim.service_date, measure, clause, text, of_line, tuple(questions), seen.digest)


def _place(finding: Finding) -> tuple[int, str | None]:
    """Which rule answered, and for which line."""
    return finding.source.position, finding.line


def _question(finding: Finding, outcome: Outcome) -> Question:
    rule, source = finding.rule, finding.source
    asked = source.readings | ({rule.under[0]} if rule.under else set())
    facts = finding.facts | ({"line_amount": finding.known["line_amount"]} if rule.kind == "ceiling" else {})
    unchosen = [name for name in sorted(asked) if outcome.choices.option(name) is None]
    return Question(
        rule.name,
        "undetermined" if finding.answer is UNDETERMINED else "suspected",
        rule.zh,
        rule.en,
        rule.owner,
        source.follows,
        {name: stated(name, value) for name, value in facts.items()},
        yuan(finding.result) if type(finding.result) is int else None,
        {path: Text(**named(path, outcome)) for path in sorted(finding.missing)},
        tuple(outcome.choices.reading(name) for name in unchosen),
    )


# Which verdicts can stand.


def _faults(path: str, verdict: Verdict, seen: Mapping[Reference, Visit], still: Collection[Key]) -> Iterator[Fault]:
    """What is wrong with a verdict; one that rests on another outcome is void and not wrong, as long as its clause and line are there."""
    if not verdict.reason.strip():
        yield Fault(f"{path}/reason", "missing", "is required: a decision says why")
    if verdict.claim not in seen:
        yield Fault(f"{path}/claim", "value", f"there is no claim {verdict.claim!r} here{near(verdict.claim, seen)}")
        return
    outcome = seen[verdict.claim].outcome
    measures = [one.measure for one in outcome.selection.layers]
    clauses = [clause for one in measures for clause in one.by_id]
    lines = [line.id for line in outcome.claim.lines]
    if verdict.clause not in clauses:
        named_here = ", ".join(one.id for one in measures)
        yield Fault(f"{path}/clause", "value", f"there is no clause {verdict.clause!r} in {named_here}{near(verdict.clause, clauses)}")
    elif verdict.line is not None and verdict.line not in lines:
        yield Fault(f"{path}/line", "value", f"names line {verdict.line!r}, which the claim does not have{near(verdict.line, lines)}")
    elif verdict.outcome == seen[verdict.claim].digest and _key(verdict) not in still:
        open_here = [_shown(clause, line) for claim, clause, line in still if claim == verdict.claim]
        wanted = _shown(verdict.clause, verdict.line)
        yield Fault(f"{path}/clause", "value", f"the outcome does not leave {wanted!r} open{near(wanted, sorted(open_here))}")


def _shown(clause: str, line: str | None) -> str:
    return clause if line is None else f"{clause}@{line}"


# As a document.


def queue_document(decided: Iterable[Outcome], verdicts: Sequence[Verdict] = ()) -> dict[str, Any]:
    """What a person has to decide, was decided and is void, as a document (schema `yibao.queue/1`). Raises as `review` does."""
    found = review(decided, verdicts)
    return {
        "schema": "yibao.queue/1",
        "items": [{**_item(one), "void": [_verdict(verdict) for verdict in one.void]} for one in found.queue],
        "judged": [{**_item(item), "verdict": _verdict(verdict)} for item, verdict in found.judged],
        "void": [_verdict(one) for one in found.void],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "claim": item.claim,
        "area": item.area,
        "on": item.on.isoformat(),
        "measure": item.measure,
        "clause": item.clause,
        "text": attrs.asdict(item.text),
        "line": item.line,
        "questions": [_question_document(one) for one in item.questions],
        "options": list(item.options),
        "outcome": item.outcome,
    }


def _question_document(one: Question) -> dict[str, Any]:
    document: dict[str, Any] = {
        "rule": one.rule,
        "state": one.state,
        "reason": one.zh,
        "reason_en": one.en,
        "owner": one.owner,
        "otherwise": one.otherwise,
        "facts": [{"fact": name, "zh": FACTS[name].zh, "en": FACTS[name].en, "value": value} for name, value in one.facts.items()],
        "missing": [{"path": path, **attrs.asdict(text)} for path, text in one.missing.items()],
        "readings": [
            {"reading": each.name, "zh": each.zh, "en": each.en, "options": [attrs.asdict(option) for option in each.options]}
            for each in one.readings
        ],
    }
    return document if one.amount is None else document | {"amount": one.amount}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return attrs.asdict(verdict) | {"on": verdict.on.isoformat()}
