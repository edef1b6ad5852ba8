"""What only Tianjin has: a measure that ended, and a successor whose text is not at hand."""

from __future__ import annotations

import yibao_tianjin
from yibao import claim_from, decide
from yibao.conformance.cases import cases
from yibao.plugins import installed
from yibao_tianjin import pricing


def test_the_seven_excluded_services_are_those_of_article_8() -> None:
    """Data management is on Tianjin's list; remote surgery guidance is not."""
    assert len(pricing.EXCLUDED) == 7
    assert "data_management" in pricing.EXCLUDED
    assert "remote_surgery_guidance" not in pricing.EXCLUDED


def test_no_rule_of_the_trial_measure_is_carried_over_to_its_successor() -> None:
    """From 2022-11-01 everything is text missing, and no amount is known but the charge."""
    document = next(case.document for case in cases() if case.name.startswith("tianjin/successor/"))
    outcome = decide(claim_from(document | {"service_date": "2022-11-01"}))

    assert outcome.selection.declared.measure is yibao_tianjin.SUCCESSOR
    assert outcome.findings == ()
    assert [gap.clause.id for gap in outcome.gaps] == ["全文"]
    assert set(map(str, outcome.verdict.values())) == {"text_missing", "undetermined"}


def test_tianjin_knows_nobody_but_the_core() -> None:
    """The plugin loads by itself."""
    assert installed().plugin("tianjin").area == "120000"
