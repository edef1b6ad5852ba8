"""Did what came agree with what a case expects, and at which level?

Four levels, each graded by itself: what comes out (`outcome`), which clauses stand against it (`reasons`), how much money (`amounts`), and
what else was looked at on the way (`trace`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, get_args

import attrs

from yibao.measures import canonical
from yibao.rules import MET, NOT_APPLICABLE, Answer, together

Level = Literal["outcome", "reasons", "amounts", "trace"]
LEVELS: tuple[Level, ...] = get_args(Level)
MONEY = re.compile(r"-?\d+\.\d\d")
ON_THE_WAY = (str(MET), str(NOT_APPLICABLE))
"""Answers that stand against nothing."""


@attrs.frozen
class Check:
    """One thing that a case expects, and what came: where in the answer, at which level, and whether it held."""

    level: Level
    where: str
    expected: Any
    got: Any
    held: bool

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, got {self.got}"


Checks = Iterator[Check]


def checks(asks: str, expect: Mapping[str, Any], got: Mapping[str, Any]) -> Checks:
    """Everything that a case expects of an answer. An error that was not expected fails every level at which it expects something."""
    said = f"{got['error']}: {got.get('message', '')}" if "error" in got else None
    if "error" in expect:
        yield Check("outcome", "error", expect["error"], said or "an answer", got.get("error") == expect["error"])
    elif said is not None:
        levels = {one.level for one in COMPARED[asks](expect, {})}
        yield from (Check(level, "error", None, said, False) for level in LEVELS if level in levels)
    else:
        yield from COMPARED[asks](expect, got)


def level_of_reply(where: str, expected: Any) -> Level:
    """The level of one value of a ledger's reply."""
    if where.endswith(".error"):
        return "outcome"
    return "amounts" if isinstance(expected, str) and MONEY.fullmatch(expected) else "trace"


def _of_claim(expect: Mapping[str, Any], got: Mapping[str, Any]) -> Checks:
    """What a case expects of an outcome."""
    for clause, answer in expect.get("answers", {}).items():
        yield _same("trace" if answer in ON_THE_WAY else "reasons", clause, answer, answer_of(clause, got))
    yield from _named("outcome", "verdict", expect.get("verdict", {}), got.get("verdict", {}))
    yield from _named("amounts", "amounts", expect.get("amounts", {}), got.get("amounts", {}))
    lines = _by("line", got.get("lines", ()))
    for line, values in expect.get("lines", {}).items():
        yield from _named("amounts", line, values, lines.get(line, {}))
    if "measure" in expect:
        yield _same("outcome", "measure", expect["measure"], got.get("measure", {}).get("id"))
    yield from _among("reasons", "missing", expect.get("missing"), {one["path"] for one in got.get("missing", ())})
    violations = got.get("violations", {})
    yield from _among("reasons", "suspected", expect.get("suspected"), {one["clause"] for one in violations.get("suspected", ())})
    for key in ("routes", "unrouted"):
        if key in expect:
            yield _same_set("reasons", key, expect[key], violations.get(key, ()))


def _of_agreement(expect: Mapping[str, Any], got: Mapping[str, Any]) -> Checks:
    """What a case expects of where an institution's agreements stand on a day."""
    events = _by("id", got.get("events", ()))
    agreements = got.get("agreements", {})
    for key in ("application", "status"):
        yield from _named("outcome", key, expect.get(key, {}), {kind: one[key] for kind, one in agreements.items()})
    yield from _events("", expect, events)
    clocks = {f"{one['clause']}@{one['since']}": one | {"owner": one["owner"]["side"]} for one in got.get("clocks", ())}
    for name, values in expect.get("clocks", {}).items():
        yield from _thing("trace", name, values, clocks.get(name))
    barred = {f"{kind}.{one['event']}": one["first_day"] for kind, course in agreements.items() for one in course["barred"]}
    for name, day in expect.get("barred", {}).items():
        yield Check("trace", f"barred.{name}", day, barred.get(name, "not barred"), name in barred and barred[name] == day)
    possible = {kind: _possible(course) for kind, course in agreements.items()}
    for kind, wanted in expect.get("possible", {}).items():
        yield from _among("trace", f"possible.{kind}", wanted, possible.get(kind, set()))
    for kind, unwanted in expect.get("not_possible", {}).items():
        came = possible.get(kind, set())
        yield from (Check("trace", f"not_possible.{kind}", event, sorted(came), event not in came) for event in unwanted)
    yield from _among("reasons", "missing", expect.get("missing"), set(got.get("missing", ())))


def _possible(course: Mapping[str, Any]) -> set[str]:
    """Every way in which a case can name the steps that can come next: with or without outcome and party."""
    parties = [(event, one["by"]["zh"]) for one in course["possible"] for event in (one["event"], one["event"].partition(":")[0])]
    return {name for event, party in parties for name in (event, f"{event}@{party}")}


def _of_proceedings(expect: Mapping[str, Any], got: Mapping[str, Any]) -> Checks:
    """What a case expects of the proceedings of a record: each key is a proceeding."""
    proceedings = _by("id", got.get("proceedings", ()))
    for id, wanted in expect.items():
        one = proceedings.get(id)
        there = "a proceeding" if one is not None else "no such proceeding"
        yield _same("outcome", id, "no such proceeding" if wanted is None else "a proceeding", there)
        if wanted is not None:
            yield from _of_proceeding(id, wanted, one or {})


def _of_proceeding(id: str, wanted: Mapping[str, Any], one: Mapping[str, Any]) -> Checks:
    yield from _named("outcome", id, {key: wanted[key] for key in ("state", "measure") if key in wanted}, one)
    yield from _events(f"{id}.", wanted, _by("id", one.get("events", ())))
    measures = _by("id", one.get("measures", ()))
    for name, values in wanted.get("measures", {}).items():
        yield from _thing("trace", f"{id}.{name}", values, measures.get(name))
    for key, level in ROUTED.items():
        if key in wanted:
            yield _same_set(level, f"{id}.{key}", wanted[key], one.get(key, ()))
    yield from _named("reasons", id, {key: wanted[key] for key in ("unrouted",) if key in wanted}, one)
    yield from _among("reasons", f"{id}.missing", wanted.get("missing"), set(one.get("missing", ())))


ROUTED: dict[str, Level] = {"routes": "reasons", "owed": "trace"}
COMPARED: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Checks]] = {
    "claim": _of_claim,
    "agreement": _of_agreement,
    "proceeding": _of_proceedings,
}
"""How an answer is compared, by what was asked; a ledger's are compared step by step (`sequences.py`)."""


def _by(key: str, things: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Things by name; one that stands twice says nothing, for it is not known which of them counts."""
    found: dict[str, Mapping[str, Any]] = {}
    for one in things:
        found[one[key]] = one if one[key] not in found else {key: one[key]}
    return found


def _events(place: str, expect: Mapping[str, Any], events: Mapping[str, Mapping[str, Any]]) -> Checks:
    """The answers on events, and those of single clauses on them."""
    answers = {id: one.get("answer") for id, one in events.items()}
    yield from _named("reasons", f"{place}events", expect.get("events", {}), answers)
    for name, answer in expect.get("grounds", {}).items():
        event, _, clause = name.partition("@")
        found = [ground["answer"] for ground in events.get(event, {}).get("grounds", ()) if ground["clause"] == clause]
        yield _same("reasons", f"{place}{name}", answer, str(together(map(Answer, found))) if found else None)


def answer_of(clause: str, got: Mapping[str, Any]) -> str | None:
    """The answer of a clause, of all its findings together or (`clause@line`) of those on the visit and on that line."""
    id, _, line = clause.partition("@")
    findings = got.get("findings", ())
    answers = [one["answer"] for one in findings if one["clause"] == id and (not line or one["line"] in (line, None))]
    answers += [gap["answer"] for gap in got.get("gaps", ()) if gap["clause"] == id]
    return str(together(map(Answer, answers))) if answers else None


def _thing(level: Level, where: str, wanted: Mapping[str, Any] | None, came: Mapping[str, Any] | None) -> Checks:
    """Something that has a name: that it is not there, or what it says."""
    if wanted is None:
        yield Check(level, where, None, came and came.get("state"), came is None)
    else:
        yield from _named(level, where, wanted, came or {})


def _named(level: Level, where: str, expected: Mapping[str, Any], got: Mapping[str, Any]) -> Checks:
    return (_same(level, f"{where}.{key}", value, got.get(key)) for key, value in expected.items())


def same(expected: Any, got: Any) -> bool:
    """Whether two JSON values are the same: 1 is neither true nor 1.0."""
    return canonical(expected) == canonical(got)


def _same(level: Level, where: str, expected: Any, got: Any) -> Check:
    return Check(level, where, expected, got, same(expected, got))


def _among(level: Level, where: str, expected: Sequence[str] | None, got: set[str]) -> Checks:
    """That each is among those named; of an empty list, that none is."""
    if expected is not None and not expected:
        yield Check(level, where, [], sorted(got), not got)
    yield from (Check(level, where, one, sorted(got), one in got) for one in expected or ())


def _same_set(level: Level, where: str, expected: Iterable[Mapping[str, Any]], got: Iterable[Mapping[str, Any]]) -> Check:
    """The same things in any order, by the keys that are written."""
    names = sorted({name for one in expected for name in one})
    wanted, came = _shown(expected, names), _shown(got, names)
    return Check(level, where, wanted, came, wanted == came)


def _shown(many: Iterable[Mapping[str, Any]], names: list[str]) -> list[str]:
    return sorted(json.dumps({name: one.get(name) for name in names or sorted(one)}, ensure_ascii=False) for one in many)
