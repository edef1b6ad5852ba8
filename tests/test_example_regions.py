"""The imaginary regions of `examples/` load, leave no hole, and use every hook a second time."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from yibao import hookspecs
from yibao.conformance.coverage import coverage
from yibao.conformance.running import Asked, conform
from yibao.plugins import STAGES, Plugins, gather
from yibao.rules import Consequence, Effect, Rule

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(scope="module")
def examples() -> Iterator[Plugins]:
    """Both imaginary regions, from their folders, and nothing else."""
    folders = [str(EXAMPLES / "region" / "src"), str(EXAMPLES / "penalty_profile" / "src")]
    sys.path[:0] = folders
    yield gather(
        [
            ("shili", "990000", "1", lambda: importlib.import_module("yibao_shili")),
            ("penalty_profile", "990100", "1", lambda: importlib.import_module("yibao_penalty_profile")),
        ]
    )
    for folder in folders:
        sys.path.remove(folder)


def test_they_load_and_their_own_cases_pass(examples: Plugins) -> None:
    """Register, cases and base claims come from the plugin's own package."""
    report = conform(examples, Asked(("shili", "penalty_profile"))).document()

    assert examples.broken == ()
    assert report["failures"] == []
    assert set(report["by_region"]) == {"shili", "penalty_profile"}


def test_they_leave_no_clause_out(examples: Plugins) -> None:
    """Every clause with a rule has cases on both sides."""
    for one in coverage(examples).values():
        assert one["unaccounted"] == one["executable_without_case"] == []


def test_the_template_uses_every_hook_and_every_kind_of_rule(examples: Plugins) -> None:
    """Whoever copies it sees each of them once."""
    (declared,) = examples.plugin("shili").measures
    rules = [rule for stage in STAGES for rule in declared.rules[stage]]
    hooks = {name for name in vars(hookspecs) if name.startswith("yibao_")}

    assert all(hasattr(examples.plugin("shili").module, hook) for hook in hooks)
    assert {rule.kind for rule in rules if isinstance(rule, Rule)} == {"condition", "permission", "ceiling", "payment_standard", "account", "payment"}
    assert any(isinstance(rule, Consequence) and rule.sanctions for rule in rules)
    assert {Effect.NOT_GOVERNED, Effect.NOT_PERMITTED, Effect.ON_HOLD, Effect.FUND_PAYS_NOTHING} <= {
        rule.otherwise for rule in rules if isinstance(rule, Rule)
    }
    assert declared.readings


def test_a_profile_of_sanctions_reaches_no_real_area(examples: Plugins) -> None:
    """Its area code belongs to nobody."""
    for declared in examples.plugin("penalty_profile").measures:
        assert not any(declared.measure.covers(area) for area in ("120000", "330300", "130000", "220000", "320400"))
