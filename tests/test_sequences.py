"""Can the cases on the ledger fail, and do operations and answers keep to their schemas?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from yibao.conformance import Case, cases, spec
from yibao.errors import BadDeclaration, YibaoError
from yibao.plugins import installed
from yibao.sequences import OwnLedger, differences, resolved

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

    def ask(self, do: str, given: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
        """Do one operation."""
        reply = super().ask(do, given, at)
        if reply.get("error") != "invalid_document":
            validator("operation").validate({"do": do, "given": given})
        schema = {"yibao.entry/1": "entry", "yibao.reconciliation/1": "reconciliation", "yibao.outcome/1": "outcome"}.get(reply.get("schema", ""))
        if schema is not None:
            validator(schema).validate(json.loads(json.dumps(reply)))
        return reply


@pytest.mark.parametrize("case", SEQUENCES[::3], ids=lambda case: case.name)
def test_operations_and_answers_keep_to_their_schemas(case: Case) -> None:
    """What is asked and answered in a sequence is valid."""
    assert list(differences(case.document, Checked)) == []


class Forgetful(OwnLedger):
    """One that knows no keys: a request that comes again is posted again."""

    def ask(self, do: str, given: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
        """Do one operation under a key that is never the same."""
        self.asked = getattr(self, "asked", 0) + 1
        return super().ask(do, {**given, "key": f"{given['key']}-{self.asked}"} if "key" in given else given, at)


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

    def ask(self, do: str, given: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
        """Do one operation."""
        return {**super().ask(do, given, at), "replayed": False}


class Rounding(OwnLedger):
    """One that is a fen off."""

    def ask(self, do: str, given: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
        """Do one operation."""
        reply = dict(super().ask(do, given, at))
        if "amounts" in reply:
            whole, fen = reply["amounts"]["fund"].split(".")
            reply["amounts"] = {**reply["amounts"], "fund": f"{whole}.{(int(fen) + 1) % 100:02d}"}
        return reply


def failing(subject: type[OwnLedger]) -> Iterator[Case]:
    """The sequences that find it out."""
    return (case for case in SEQUENCES if case.group != "ledger-proof" and list(differences(case.document, subject)))


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
    case = {"at": "2021-04-15T10:00:00", "steps": [{"do": "months", "fault": "reply_lots"}]}
    with pytest.raises(BadDeclaration, match="reply_lots"):
        resolved("here", case, {}, lambda name: {}, lambda *_: None)


def test_what_is_expected_is_compared() -> None:
    """A missing key, another value, a list of another length, an error that was not expected: each is told with its step."""
    at = "2021-04-15T10:00:00"

    def told(expect: Any, do: str = "open_items") -> list[str]:
        return list(differences({"at": at, "steps": [{"do": do, "given": {}, "expect": expect}]}))

    assert told({"items": []}) == []
    assert told({"items": [{}]}) == ["step 1 open_items.items: expected [{}], got []"]
    assert told({"itens": []}) == ["step 1 open_items.itens: expected [], got None"]
    assert "got error invalid_document" in told({}, "year")[0]
    assert told({"error": "unknown_entry"}, "year") == ["step 1 year.error: expected unknown_entry, got invalid_document"]


def test_an_error_of_the_ledger_itself_is_no_answer(tmp_path: Path) -> None:
    """A ledger that is broken is told as an error with its code."""
    subject = OwnLedger(tmp_path)
    subject.ledger.close()
    subject.path.write_bytes(b"no ledger any more")
    with pytest.raises(YibaoError):
        subject.restart()
