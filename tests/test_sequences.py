"""Can the cases on the ledger fail, and do operations and answers keep to their schemas?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest
from jsonschema import Draft202012Validator
from yibao.conformance.cases import Case, cases, spec
from yibao.conformance.own import OwnLedger, check
from yibao.conformance.sequences import Operation, play, resolved
from yibao.errors import BadDeclaration, YibaoError
from yibao.plugins import installed

MEASURES = {declared.measure.id for plugin in installed().loaded for declared in plugin.measures}
SEQUENCES = [case for case in cases(installed().loaded) if case.asks == "ledger" and case.measure in MEASURES]

of_wenzhou = pytest.mark.skipif("wenzhou-2021" not in MEASURES, reason="most sequences are of Wenzhou")
pytestmark = pytest.mark.skipif(not SEQUENCES, reason="no region with cases on the ledger is installed")


@cache
def validator(name: str) -> Any:
    """The validator of a schema of the specification."""
    return Draft202012Validator(json.loads(spec().joinpath("schemas", f"{name}.json").read_text("utf-8")))


class Checked(OwnLedger):
    """This implementation, each operation and answer held against its schema."""

    def ask(self, operation: Operation) -> Mapping[str, Any]:
        """Do one operation."""
        reply = super().ask(operation)
        if reply.get("error") != "invalid_document":
            validator("operation").validate({"do": operation.do, "given": operation.given})
        schema = {"yibao.entry/1": "entry", "yibao.reconciliation/1": "reconciliation", "yibao.outcome/1": "outcome"}.get(reply.get("schema", ""))
        if schema is not None:
            validator(schema).validate(json.loads(json.dumps(reply)))
        return reply


def differences(case: Case, subject: type[OwnLedger]) -> list[str]:
    """Where a sequence does not go as expected."""
    return [str(one) for one in check(case, installed(), subject) if not one.held]


@pytest.mark.parametrize("case", SEQUENCES[::3], ids=lambda case: case.name)
def test_operations_and_answers_keep_to_their_schemas(case: Case) -> None:
    """What is asked and answered in a sequence is valid."""
    assert differences(case, Checked) == []


class Forgetful(OwnLedger):
    """One that knows no keys: a request that comes again is posted again."""

    def ask(self, operation: Operation) -> Mapping[str, Any]:
        """Do one operation under a key that is never the same."""
        self.asked = getattr(self, "asked", 0) + 1
        given = operation.given
        return super().ask(attrs.evolve(operation, given={**given, "key": f"{given['key']}-{self.asked}"}) if "key" in given else operation)


class Careless(OwnLedger):
    """One that answers before it writes: what was answered is lost when it dies."""

    def restart(self) -> None:
        """Start again with an empty ledger."""
        from yibao.ledger.book import new_ledger

        self.ledger.close()
        self.path.unlink()
        self.ledger = new_ledger(self.path, now=lambda: self.at)


class Silent(OwnLedger):
    """One that never says that it posted before."""

    def ask(self, operation: Operation) -> Mapping[str, Any]:
        """Do one operation."""
        return {**super().ask(operation), "replayed": False}


class Rounding(OwnLedger):
    """One that is a fen off."""

    def ask(self, operation: Operation) -> Mapping[str, Any]:
        """Do one operation."""
        reply = dict(super().ask(operation))
        if "amounts" in reply:
            whole, fen = reply["amounts"]["fund"].split(".")
            reply["amounts"] = {**reply["amounts"], "fund": f"{whole}.{(int(fen) + 1) % 100:02d}"}
        return reply


def failing(subject: type[OwnLedger]) -> Iterator[Case]:
    """The sequences that find it out."""
    return (case for case in SEQUENCES if case.group != "ledger-proof" and differences(case, subject))


@of_wenzhou
@pytest.mark.parametrize(
    ("subject", "fault"),
    [(Forgetful, "comes_twice"), (Forgetful, "reply_lost"), (Careless, "dies_after"), (Silent, "comes_twice"), (Rounding, None)],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_a_wrong_ledger_is_found_out(subject: type[OwnLedger], fault: str | None) -> None:
    """Each kind of mistake fails a sequence with the fault that shows it."""
    assert any(fault in {step.get("fault") for step in case.document["steps"]} for case in failing(subject))


@of_wenzhou
@pytest.mark.parametrize("fault", ["request_lost", "reply_lost", "comes_twice", "dies_after"])
def test_every_fault_has_its_sequences(fault: str) -> None:
    """The faults of the specification all occur."""
    assert [case for case in SEQUENCES if any(step.get("fault") == fault for step in case.document["steps"])]


def test_a_step_with_an_unknown_fault_is_refused() -> None:
    """A mistyped fault would otherwise strike nothing, and the case would pass."""
    with pytest.raises(BadDeclaration, match="reply_lots"):
        resolved("here", [{"do": "months", "fault": "reply_lots"}], "2021-04-15T10:00:00", lambda name: {}, "", {}, lambda *_: {})


def test_what_is_expected_is_compared() -> None:
    """A missing key, another value, a list of another length, an error that was not expected: each is told with its step and level."""
    at = "2021-04-15T10:00:00"

    def told(expect: Any, reply: Mapping[str, Any]) -> list[str]:
        game = play({"at": at, "steps": [{"do": "open_items", "given": {}, "expect": expect}]})
        next(game)
        with pytest.raises(StopIteration) as end:
            game.send(reply)
        return [f"{one.level}: {one}" for one in end.value.value if not one.held]

    assert told({"items": []}, {"items": []}) == []
    assert told({"items": [{"fund": "1.00"}]}, {"items": []}) == [
        "trace: step 1 open_items.items: expected [{'fund': '1.00'}], got []",
        "trace: step 1 open_items.items.0: expected {'fund': '1.00'}, got None",
        "amounts: step 1 open_items.items.0.fund: expected 1.00, got None",
    ]
    assert told({"itens": []}, {"items": []}) == ["trace: step 1 open_items.itens: expected [], got None"]
    assert told({"fund": "1.00"}, {"fund": "1.01"}) == ["amounts: step 1 open_items.fund: expected 1.00, got 1.01"]
    assert told({"fund": "1.00"}, {"error": "invalid_document", "message": "why"}) == [
        "outcome: step 1 open_items.error: expected None, got invalid_document: why",
        "amounts: step 1 open_items.error: expected None, got invalid_document: why",
    ]
    assert told({"count": 1}, {"count": True}) == ["trace: step 1 open_items.count: expected 1, got True"]
    assert told({"error": "unknown_entry"}, {"error": "no", "message": ""}) == ["outcome: step 1 open_items.error: expected unknown_entry, got no"]


@pytest.mark.parametrize("reply", [{"items": None}, {"items": [1]}, {"items": "x"}, {"items": [{"id": "i"}]}, {}])
def test_a_part_of_a_reply_that_is_not_there_is_asked_for_all_the_same(reply: Mapping[str, Any]) -> None:
    """Whatever shape a reply has, the step that needs a part of it is asked, and fails where it is compared."""
    steps = [{"do": "open_items", "given": {}}, {"do": "close_item", "given": {"item": {"from": [1, "/items/0/id"]}}}]
    game = play({"at": "2021-04-15T10:00:00", "steps": steps})
    next(game)
    second = game.send(reply)
    assert isinstance(second, Operation)
    assert second.given["item"] == ("i" if reply.get("items") == [{"id": "i"}] else "nothing-at-1")


def test_an_error_of_the_ledger_itself_is_no_answer(tmp_path: Path) -> None:
    """A ledger that is broken is told as an error with its code."""
    subject = OwnLedger(tmp_path)
    subject.ledger.close()
    subject.path.write_bytes(b"no ledger any more")
    with pytest.raises(YibaoError):
        subject.restart()
