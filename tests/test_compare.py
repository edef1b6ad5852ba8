"""One claim in several areas: what moves with it, what cannot, and which articles make the difference."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from yibao.claim import Claim
from yibao.cli import main
from yibao.compare import compare, move
from yibao.compare_page import comparison_document, comparison_html, comparison_page
from yibao.errors import InvalidDocument, UnknownReading, UnknownRegion
from yibao.plugins import Plugins, installed

REGIONS = {plugin.region for plugin in installed().loaded}
pytestmark = pytest.mark.skipif(not {"tianjin", "wenzhou", "hebei", "jilin", "changzhou"} <= REGIONS, reason="a comparison needs several regions")

LATE = {"/history": [{"date": "2020-11-01", "in_person": True, "own_host": True, "same_disease": True}]}
"""The last visit in person was more than three months ago."""


@pytest.fixture(scope="module")
def late(claim: Callable[..., Claim], plugins: Plugins) -> dict[str, Any]:
    """A late revisit of Tianjin in every area."""
    return comparison_document(
        compare(claim("tianjin-revisit", LATE), ["120000", "330300", "130000", "220000", "320400"], installed=plugins), plugins
    )


def test_the_area_and_the_places_in_it_move(claim: Callable[..., Claim]) -> None:
    """Institution, patient and physician come along; who was insured elsewhere stays there, and that is said."""
    moved = move(claim("tianjin-revisit", {"/patient/area": "310000"}), "330300")

    assert (moved.claim.area, moved.claim.institution.area, moved.claim.physician.registered_area) == ("330300", "330300", "330300")
    assert moved.claim.patient.area == "310000"
    assert any("/patient/area" in text.en for text in moved.left)
    assert any("tables" in text.en or "prices" in text.en for text in moved.left)


def test_another_day_moves_every_day_of_the_visit(claim: Callable[..., Claim]) -> None:
    """Visit, settlement, times and history move by the same number of days; the physician's years do not."""
    before = claim("tianjin-revisit")
    after = move(before, "120000", date(2021, 4, 25)).claim

    assert (after.service_date - before.service_date).days == 10
    assert (after.history[0].date - before.history[0].date).days == 10
    assert (after.identity.paid_at - before.identity.paid_at).days == 10
    assert after.physician.independent_since == before.physician.independent_since


def test_a_claim_in_its_own_area_is_not_changed(claim: Callable[..., Claim]) -> None:
    """Moving nowhere changes nothing."""
    one = claim("tianjin-revisit")

    assert move(one, "120000").claim.institution == one.institution
    assert move(one, "120000").left == ()


def test_the_articles_on_both_sides_are_named(late: dict[str, Any]) -> None:
    """The three months of Tianjin stand against silence in Jilin and a missing text in Hebei."""
    against = {
        one["other_area"]: one["counterpart"]
        for difference in late["differences"]
        for one in difference["grounds"]
        if one["clause"] == "第十八条（三）"
    }

    assert late["base"] == "120000"
    assert against["220000"]["state"] == "silent"
    assert against["130000"] == {"state": "missing", "clauses": ("其后·服务与人员",)}


def test_every_difference_in_an_answer_has_its_articles(late: dict[str, Any]) -> None:
    """No answer of the verdict differs without a clause that makes it so, except what only sums others up."""
    for difference in late["differences"]:
        facets = {one["facet"] for one in difference["facets"]} - {"amounts", "not_held"}
        if facets - {"fund", "account", "cash", "hospital"}:
            assert difference["grounds"], difference


def test_what_stands_beside_guidance_counts_as_its_side(claim: Callable[..., Claim], plugins: Plugins) -> None:
    """Where a reported document speaks beside the guidance, that is no silence; both are named in the column."""
    options = {"baseline": True, "reported": ["national-2020-45"]}
    document = comparison_document(compare(claim("tianjin-revisit"), ["120000", "410000"], installed=plugins, **options), plugins)
    sides = {one["clause"]: one["counterpart"] for difference in document["differences"] for one in difference["grounds"] if one["area"] == "120000"}

    assert document["areas"][1]["beside"] == ["national-2020-45"]
    assert sides["第九条第2句"]["state"] == "speaks"


@pytest.mark.parametrize("on", [date.min, date.max])
def test_a_day_outside_the_calendar_is_refused(on: date, claim: Callable[..., Claim]) -> None:
    """A visit cannot be moved where no claim can be."""
    with pytest.raises(InvalidDocument, match="cannot be moved to"):
        move(claim("tianjin-revisit"), "120000", on)


def test_a_document_that_is_not_reported_is_refused_at_once(claim: Callable[..., Claim], plugins: Plugins) -> None:
    """A misspelt name is no error of an area."""
    with pytest.raises(UnknownRegion, match="did you mean 'national-2021-735'"):
        compare(claim("tianjin-revisit"), ["120000"], reported=["national-2021-73"], installed=plugins)


def test_one_area_twice_makes_no_difference(claim: Callable[..., Claim], plugins: Plugins) -> None:
    """The same claim in the same area has the same outcome."""
    assert compare(claim("tianjin-revisit"), ["120000", "120000"], installed=plugins).differences == ()


def test_an_area_that_cannot_be_decided_stands_as_its_error(claim: Callable[..., Claim], plugins: Plugins) -> None:
    """A day before one region's measure is an error in that column alone."""
    document = comparison_document(compare(claim("tianjin-revisit"), ["120000", "330300"], on=date(2021, 1, 15), installed=plugins), plugins)

    assert [one.get("error") for one in document["areas"]] == [None, "no_measure_in_force"]
    assert "no_measure_in_force" in comparison_page(document, "en")


def test_a_reading_holds_where_a_measure_knows_it(claim: Callable[..., Claim], plugins: Plugins) -> None:
    """A reading of one region does not stop the others; one that nobody knows is refused."""
    document = comparison_document(
        compare(claim("tianjin-revisit"), ["120000", "220000"], readings={"guidance_price": "free_upward"}, installed=plugins), plugins
    )

    assert all("error" not in one for one in document["areas"])
    with pytest.raises(UnknownReading, match="did you mean 'guidance_price'"):
        compare(claim("tianjin-revisit"), ["120000"], readings={"guidance_prise": "x"}, installed=plugins)


def test_guidance_answers_for_changzhou_only_where_it_is_allowed(claim: Callable[..., Claim], plugins: Plugins) -> None:
    """An online visit there goes to national guidance, labelled."""
    one = claim("tianjin-revisit")
    bases = [compare(one, ["320400"], baseline=allowed, installed=plugins).columns[0].outcome for allowed in (False, True)]

    assert [outcome.selection.basis for outcome in bases if outcome] == ["regional", "baseline"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_stands_alone(late: dict[str, Any], lang: str) -> None:
    """One file: nothing is fetched, every area and every article of the differences is on it."""
    page = comparison_html(late, lang)

    assert re.findall(r"""(?:src|href)=["'](?!#)|@import|url\(""", page) == []
    assert all(one["place"][lang] in page for one in late["areas"])
    assert all(ground["clause"] in page for one in late["differences"] for ground in one["grounds"])
    assert page.startswith("<!doctype html>")


def test_what_a_claim_says_cannot_become_markup(claim: Callable[..., Claim], plugins: Plugins) -> None:
    """Text of the claim is escaped on the page."""
    document = comparison_document(compare(claim("tianjin-revisit"), ["120000", "880000"], installed=plugins), plugins)
    document["areas"][1]["message"] = "<b>x</b>"
    page = comparison_html(document, "zh")

    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x</b>" not in page


def test_the_command_writes_a_page_and_says_that_outcomes_differ(tmp_path: Path, document: Callable[..., Any]) -> None:
    """`yibao compare` prints the table, writes the page, and exits with 1 where outcomes differ, 0 where they do not."""
    (tmp_path / "claim.json").write_text(json.dumps(document("tianjin-revisit", LATE)), "utf-8")
    run = CliRunner().invoke
    differs = run(main, ["compare", str(tmp_path / "claim.json"), "--areas", "tianjin,220000", "--html", str(tmp_path / "page.html")])
    same = run(main, ["compare", str(tmp_path / "claim.json"), "--areas", "tianjin"])

    assert differs.exit_code == 1, differs.output
    assert "第十八条（三）" in differs.output
    assert "第十八条（三）" in (tmp_path / "page.html").read_text("utf-8")
    assert same.exit_code == 0
    assert json.loads(run(main, ["compare", str(tmp_path / "claim.json"), "--areas", "jilin", "--json"]).output)["schema"] == "yibao.comparison/1"
