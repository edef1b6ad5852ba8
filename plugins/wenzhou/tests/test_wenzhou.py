"""What only Wenzhou has: its list of excluded services, the account, and the nurse."""

from __future__ import annotations

from yibao.plugins import installed
from yibao_wenzhou import pricing, violation


def test_the_ten_excluded_services_are_those_of_article_10() -> None:
    """Data processing is on Wenzhou's list; Tianjin's data management is not."""
    assert len(pricing.EXCLUDED) == 10
    assert "data_processing" in pricing.EXCLUDED
    assert "data_management" not in pricing.EXCLUDED


def test_a_nurse_is_named_in_publicity_only() -> None:
    """Article 27 names nurses, article 28 does not."""
    assert "nurse" in violation.publicity.actors
    assert all("nurse" not in one.actors for one in (violation.by_agreement, violation.by_penalty, violation.by_criminal_law))


def test_the_region_has_ten_readings_of_its_own() -> None:
    """Each stands where only Wenzhou's text leaves a choice."""
    (declared,) = installed().plugin("wenzhou").measures

    assert len(declared.readings) == 10
