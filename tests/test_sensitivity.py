"""On which readings an outcome depends is found by trying them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from yibao.claim import Claim
from yibao.cli import main
from yibao.codec import claim_from
from yibao.conformance.cases import Case, cases
from yibao.errors import YibaoError
from yibao.flow import decide
from yibao.plugins import Plugins, installed
from yibao.sensitivity import facets, sensitivity

MEASURES = {declared.measure.id for plugin in installed().loaded for declared in plugin.measures}
SOME = [case for case in cases() if case.asks == "claim" and case.measure in MEASURES and "error" not in case.expect][::40]


@pytest.mark.parametrize("case", SOME, ids=lambda case: case.name)
def test_a_reading_that_was_not_used_changes_nothing(case: Case, plugins: Plugins) -> None:
    """Every option of every reading that the outcome does not name gives the same answers and amounts."""
    options = {"baseline": case.baseline, "reported": case.reported, "installed": plugins}
    claim = claim_from(case.document)
    outcome = decide(claim, readings=case.readings, **options)
    unused = [one for one in outcome.choices.readings.values() if one.name not in outcome.readings]

    for reading in unused:
        for option in reading.options:
            other = decide(claim, readings={**case.readings, reading.name: option.name}, **options)
            assert facets(other) == facets(outcome), f"{reading.name}={option.name}"


@pytest.mark.parametrize("case", SOME, ids=lambda case: case.name)
def test_what_is_said_of_a_reading_is_what_deciding_with_it_gives(case: Case, plugins: Plugins) -> None:
    """Each dependence that is reported comes out when the option is chosen."""
    options = {"baseline": case.baseline, "reported": case.reported, "installed": plugins}
    claim = claim_from(case.document)
    outcome = decide(claim, readings=case.readings, **options)

    for one in sensitivity(claim, outcome, **options):
        chosen = {**case.readings, one.reading: one.option}
        if "error" in one.changes:
            with pytest.raises(YibaoError):
                decide(claim, readings=chosen, **options)
        else:
            after = facets(decide(claim, readings=chosen, **options))
            assert {name: value for name, (_, value) in one.changes.items()} == {
                name: value for name, value in after.items() if value != facets(outcome)[name]
            }


@pytest.mark.skipif("tianjin-2020" not in MEASURES, reason="needs Tianjin")
def test_the_command_says_what_depends_on_what(tmp_path: Path, document: Callable[..., Any], claim: Callable[..., Claim]) -> None:
    """`yibao decide --sensitivity` names the reading, the option and the change; --json has it as data."""
    path = tmp_path / "claim.json"
    path.write_text(json.dumps(document("tianjin-revisit", {"/physician/licence": "assistant_physician"})), "utf-8")
    page = CliRunner().invoke(main, ["decide", str(path), "--sensitivity", "--lang", "en"]).output
    found = json.loads(CliRunner().invoke(main, ["decide", str(path), "--sensitivity", "--json"]).output)["sensitivity"]

    assert "assistant_physician: does_not_qualify → qualifies" in page
    assert {"permitted", "payable", "fund"} <= next(set(one["changes"]) for one in found if one["reading"] == "assistant_physician")
