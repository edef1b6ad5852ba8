"""What do the cases on the ledger ask, step by step, and with which faults on the way?

A sequence is a list of operations on one new ledger, in plain JSON (`ledger/door.py`). A step can be struck by a fault: the request is
lost, the reply is lost, the request comes twice, or the ledger's process dies and is started again. Whoever answers the operations can be
tested with them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from yibao.errors import BadDeclaration, YibaoError

if TYPE_CHECKING:
    from yibao.ledger.book import Ledger

FAULTS = ("request_lost", "reply_lost", "comes_twice", "dies_after")
"""What can strike a step."""
LOST = ("request_lost", "reply_lost", "dies_after")
"""The faults after which no answer reaches the caller."""


class Subject(Protocol):
    """Something that keeps a ledger."""

    def ask(self, do: str, given: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
        """Do one operation at a moment; an error is an object with `error`."""

    def restart(self) -> None:
        """Die without any farewell, and start again with what was kept."""


class OwnLedger:
    """This implementation, on a ledger of its own in a folder."""

    def __init__(self, folder: Path) -> None:
        from yibao.ledger.book import new_ledger

        self.path = folder / "ledger.db"
        self.at = datetime.fromisoformat("2000-01-01")
        self.ledger = new_ledger(self.path, now=lambda: self.at)
        self.dead: list[Ledger] = []

    def ask(self, do: str, given: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
        """Do one operation."""
        from yibao.ledger.door import perform

        self.at = at
        try:
            return perform(self.ledger, do, dict(given))
        except YibaoError as error:
            return {"error": error.code, "message": str(error)}

    def restart(self) -> None:
        """Open the file anew, beside the connection that is left as it stands."""
        from yibao.ledger.book import open_ledger

        self.dead.append(self.ledger)  # not closed: what it would do on closing is not done
        self.ledger = open_ledger(self.path, now=lambda: self.at)


def resolved(
    where: str, case: Mapping[str, Any], common: Mapping[str, Any], base: Callable[[str], Any], change: Callable[..., None]
) -> dict[str, Any]:
    """The steps of a case with their whole claims. Raises BadDeclaration where a step has no place or an unknown fault."""
    steps = []
    for number, step in enumerate(case["steps"], start=1):
        if step.get("fault") not in (None, *FAULTS):
            raise BadDeclaration(f"{where}, step {number}: {step['fault']!r} is no fault; one of {', '.join(FAULTS)}")
        if "expect" in step and step.get("fault") in LOST:
            raise BadDeclaration(f"{where}, step {number}: no answer arrives, so none can be expected")
        given = dict(step.get("given", {}))
        if "claim" in step:
            claim = deepcopy(base(step["claim"].get("base", common["base"])))
            try:
                for path, value in {**common.get("set", {}), **step["claim"].get("set", {})}.items():
                    change(claim, path, value)
                for path in step["claim"].get("remove", ()):
                    change(claim, path)
            except (LookupError, ValueError, TypeError):
                raise BadDeclaration(f"{where}, step {number}: a pointer leads nowhere in its base claim") from None
            given["claim"] = claim
        steps.append({**step, "given": given})
    return {"at": case.get("at", common.get("at")), "steps": steps}


def differences(document: Mapping[str, Any], make: Callable[[Path], Subject] = OwnLedger) -> Iterator[str]:
    """Play a sequence on a new ledger, and say where it does not go as expected."""
    with tempfile.TemporaryDirectory(prefix="yibao-") as folder:
        subject = make(Path(folder))
        replies: list[Mapping[str, Any]] = []
        at = document["at"]
        for number, step in enumerate(document["steps"], start=1):
            at = step.get("at", at)
            reply = _struck(subject, step, _filled(step["given"], replies), datetime.fromisoformat(at))
            replies.append(reply or {})
            if reply is not None:
                yield from _unlike(f"step {number} {step['do']}", step.get("expect", {}), reply)


def _struck(subject: Subject, step: Mapping[str, Any], given: Mapping[str, Any], at: datetime) -> Mapping[str, Any] | None:
    """The reply to a step as it reaches the caller; None where none does."""
    fault = step.get("fault")
    if fault == "request_lost":
        return None
    reply = subject.ask(step["do"], given, at)
    if fault == "comes_twice":
        return subject.ask(step["do"], given, at)
    if fault == "dies_after":
        subject.restart()
    return None if fault in LOST else reply


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
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (LookupError, ValueError):
            return f"nothing-at-{number}"  # the mismatch is told where the operation is asked with it
    return value


def _unlike(where: str, expected: Any, got: Any) -> Iterator[str]:
    """Where a reply is not as expected: an object has what is named, a list the same number of things in the same order."""
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        if "error" in got and "error" not in expected:
            yield f"{where}: got error {got['error']}: {got.get('message', '')}"
            return
        for name, value in expected.items():
            yield from _unlike(f"{where}.{name}", value, got.get(name))
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for number, (left, right) in enumerate(zip(expected, got, strict=True)):
            yield from _unlike(f"{where}[{number}]", left, right)
    elif expected != got:
        yield f"{where}: expected {expected}, got {got}"
