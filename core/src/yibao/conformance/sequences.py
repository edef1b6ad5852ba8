"""What do the cases on the ledger ask, step by step, and with which faults on the way?

A sequence is a list of operations on one new ledger, in plain JSON (`ledger/door.py`). A step can be struck by a fault: the request is
lost, the reply is lost, the request comes twice, or the ledger's process dies and is started again. A sequence says what is to be asked and
is told what came; who is asked, in this process or over a pipe, is not its business.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from typing import Any

import attrs

from yibao.conformance.grading import LEVELS, Check, level_of_reply, same
from yibao.errors import BadDeclaration

FAULTS = ("request_lost", "reply_lost", "comes_twice", "dies_after")
"""What can strike a step."""
LOST = ("request_lost", "reply_lost", "dies_after")
"""The faults after which no answer reaches the caller."""


@attrs.frozen
class Operation:
    """One operation to be asked, at a moment of Beijing time."""

    do: str
    given: Mapping[str, Any]
    at: str


class Restart:
    """The ledger's process is to die without any farewell, and start again with what was kept."""


Play = Generator[Operation | Restart, Mapping[str, Any], tuple[Check, ...]]
"""A sequence as it is played: it yields what is to be done, is sent the reply, and returns what it checked."""


def resolved(
    where: str,
    steps: Iterable[Mapping[str, Any]],
    at: str | None,
    base: Callable[[str], Any],
    usual: str,
    common: Mapping[str, Any],
    changed: Callable[[str, Any, Iterable[str], Mapping[str, Any]], Any],
) -> dict[str, Any]:
    """The steps of a case with their whole claims: `usual` is the base claim of most, `common` is set in every claim.

    Raises BadDeclaration where a step has no place or an unknown fault.
    """
    made = []
    for number, step in enumerate(steps, start=1):
        place = f"{where}, step {number}"
        if step.get("fault") not in (None, *FAULTS):
            raise BadDeclaration(f"{place}: {step['fault']!r} is no fault; one of {', '.join(FAULTS)}")
        if "expect" in step and step.get("fault") in LOST:
            raise BadDeclaration(f"{place}: no answer arrives, so none can be expected")
        given = dict(step.get("given", {}))
        if "claim" in step:
            claim = step["claim"]
            given["claim"] = changed(place, base(claim.get("base", usual)), (), {**common, **claim.get("set", {})})
            given["claim"] = changed(place, given["claim"], claim.get("remove", ()), {})
        made.append({**step, "given": given})
    return {"at": at, "steps": made}


def play(document: Mapping[str, Any]) -> Play:
    """Play a sequence on a new ledger: what is to be asked step by step, and at the end what was checked."""
    checks: list[Check] = []
    replies: list[Mapping[str, Any]] = []
    at = document["at"]
    for number, step in enumerate(document["steps"], start=1):
        at, fault = step.get("at", at), step.get("fault")
        reply: Mapping[str, Any] = {}
        if fault != "request_lost":
            operation = Operation(step["do"], _filled(step["given"], replies), at)
            reply = yield operation
            if fault == "comes_twice":
                reply = yield operation
            if fault == "dies_after":
                yield Restart()
        arrived = fault not in LOST
        replies.append(reply if arrived else {})
        if arrived:
            checks += _checked(f"step {number} {step['do']}", step.get("expect", {}), reply)
    return tuple(checks)


def _filled(given: Any, replies: list[Mapping[str, Any]]) -> Any:
    """What is given, with `{"from": [step, pointer]}` replaced by that part of an earlier reply."""
    if isinstance(given, list):
        return [_filled(one, replies) for one in given]
    if not isinstance(given, dict):
        return given
    if set(given) != {"from"}:
        return {name: _filled(value, replies) for name, value in given.items()}
    number, path = given["from"]
    value: Any = replies[number - 1]
    for step in path.removeprefix("/").split("/"):
        try:
            value = value[int(step) if step.isdecimal() else len(value)] if isinstance(value, list) else value[step]
        except (LookupError, TypeError):
            return f"nothing-at-{number}"  # the mismatch is told where the operation is asked with it
    return value


def _checked(where: str, expected: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[Check]:
    """What a step expects of its reply. An error that was not expected fails every level at which the step expects something."""
    said = f"{got['error']}: {got.get('message', '')}" if "error" in got and "error" not in expected else None
    parts = list(_parts(where, expected, got if said is None else {}))
    if "error" not in expected:
        levels = {"outcome", *(one.level for one in parts if said is not None)}
        yield from (Check(level, f"{where}.error", None, said, said is None) for level in LEVELS if level in levels)
    if said is None:
        yield from parts


def _parts(where: str, expected: Any, got: Any) -> Iterator[Check]:
    """Of an object what is named, of a list the same number of things in the same order."""
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        for name, value in expected.items():
            yield from _parts(f"{where}.{name}", value, got.get(name))
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for number, (left, right) in enumerate(zip(expected, got, strict=True)):
            yield from _parts(f"{where}[{number}]", left, right)
    elif expected and isinstance(expected, Mapping | list):  # another kind of thing, or another length: every value of it is amiss
        inside = expected.items() if isinstance(expected, Mapping) else enumerate(expected)
        yield Check("trace", where, expected, got, False)
        yield from (attrs.evolve(one, held=False) for name, value in inside for one in _parts(f"{where}.{name}", value, None))
    else:
        yield Check(level_of_reply(where, expected), where, expected, got, same(expected, got))
