"""The commands print what they promise and end with the promised exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from yibao import plugins
from yibao.cli import main
from yibao.conformance.cases import spec
from yibao.plugins import Broken, Plugins, installed

REGIONS = {plugin.region for plugin in installed().loaded}
tianjin = pytest.mark.skipif("tianjin" not in REGIONS, reason="the plugin tianjin is not installed")


def piped(data: bytes | None, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Decide what comes on the standard input of a process, or with None what comes on a closed one."""
    command = [sys.executable, "-X", "utf8", "-m", "yibao", "decide", "-", *words]
    if data is None:
        command = [sys.executable, "-c", CLOSED, *command]
    return subprocess.run(command, input=data, capture_output=True)


CLOSED = "import os, sys; os.close(0); os.execv(sys.argv[1], sys.argv[1:])"


def run(*words: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def file(tmp_path: Path, document: Callable[..., Any]) -> Callable[..., str]:
    """A claim file made of a base claim and changes."""

    def make(name: str = "tianjin-revisit", changes: dict[str, Any] | None = None) -> str:
        path = tmp_path / "claim.json"
        path.write_text(json.dumps(document(name, changes), ensure_ascii=False), "utf-8")
        return str(path)

    return make


@tianjin
def test_a_claim_in_order_is_decided_with_exit_0(file: Callable[..., str]) -> None:
    """The page shows verdict, conditions with their articles, amounts and readings."""
    result = run("decide", file())

    assert result.exit_code == 0
    for words in ("基金可以支付： 符合", "第十八条（三）", "12.00", "采用的解读", "不是经办机构的决定"):
        assert words in result.output


@tianjin
def test_a_finding_ends_with_exit_1_and_says_what_is_missing(file: Callable[..., str]) -> None:
    """Without the history the fund's share is unknown, and the page asks for it."""
    from yibao.conformance.cases import NOTHING

    result = run("decide", file(changes={"/history": NOTHING}), "--lang", "en")

    assert result.exit_code == 1
    for words in ("What is missing", "/history  record of earlier visits", "unknown", "payable by the fund: undetermined"):
        assert words in result.output


@tianjin
def test_a_claim_comes_from_standard_input_too(file: Callable[..., str]) -> None:
    """`-` reads the same claim to the same outcome; what cannot be read ends with exit 2 and names it."""
    path = Path(file())

    whole = piped(path.read_bytes(), "--json")

    assert (whole.returncode, whole.stdout.decode()) == (0, run("decide", str(path), "--json").output)
    cut = piped(path.read_bytes()[:-2])
    assert (cut.returncode, cut.stdout) == (2, b"")
    assert cut.stderr.startswith(b"yibao: standard input: 1 fault(s)")


def test_a_closed_standard_input_is_a_fault_of_the_document() -> None:
    """Where nobody gave the command an input, it says so and ends with exit 2."""
    closed = piped(None)

    assert (closed.returncode, closed.stdout) == (2, b"")
    assert closed.stderr.startswith(b"yibao: standard input: 1 fault(s)")
    assert b"Traceback" not in closed.stderr


@tianjin
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_character_of_a_page_is_there_in_a_chinese_code_page(file: Callable[..., str], lang: str) -> None:
    """A page can be printed where the terminal or a redirected file is in GBK."""
    output = run("decide", file(changes={"/visit/revisit": False}), "--all", "--lang", lang).output

    assert output.encode("gbk").decode("gbk") == output


@tianjin
def test_the_json_of_a_claim_is_one_document(file: Callable[..., str]) -> None:
    """With --json nothing but the outcome is printed."""
    result = run("decide", file(), "--json", "--reading", "physical_institution=own_host")
    outcome = json.loads(result.output)

    assert outcome["schema"] == "yibao.outcome/1"
    assert outcome["amounts"]["fund"] == "12.00"
    assert outcome["receipt"]["chosen"] == {"physical_institution": "own_host"}
    assert len(outcome["receipt"]["input_digest"]) == 64


@tianjin
def test_a_policy_can_stand_in_a_file_of_its_own(file: Callable[..., str], document: Callable[..., Any], tmp_path: Path) -> None:
    """The area's tables beside a claim decide as those inside it."""
    from yibao.conformance.cases import NOTHING

    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps({"schema": "yibao.policy/1", **document()["policy"]}, ensure_ascii=False), "utf-8")
    apart = run("decide", file(changes={"/policy": NOTHING}), "--policy", str(policy), "--json")

    assert json.loads(apart.output)["amounts"] == json.loads(run("decide", file(), "--json").output)["amounts"]


def test_guidance_is_labelled() -> None:
    """Where only the national baseline answers, the page says so and the rest of the text is missing."""
    result = run("decide", str(spec().joinpath("claims", "national-visit.json")), "--baseline")

    assert result.exit_code == 1
    assert "国家指导意见，非本地规定" in result.output
    assert "文本不在手" in result.output


def test_conformance_prints_the_grid_and_its_json() -> None:
    """The command runs the cases of what is installed and counts by region and stage."""
    result = run("conformance", "--region", "national")
    document = json.loads(run("conformance", "--region", "national", "--json").output)

    assert result.exit_code == 0
    assert f"{document['passed']} passed, 0 failed" in result.output
    assert set(document) >= {"passed", "failed", "unsupported", "by_region", "by_level", "failures"}
    assert set(document["by_region"]) == {"national"}
    assert document["passed"] == sum(stage["passed"] for region in document["by_region"].values() for stage in region.values())


def test_conformance_fails_when_no_case_ran(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a region there is nothing to be proud of."""
    monkeypatch.setattr(plugins, "installed", lambda: Plugins(()))
    result = run("conformance")

    assert result.exit_code == 1
    assert "no case ran" in result.output


@tianjin
def test_conformance_explains_a_failure_and_names_a_broken_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    """A case that does not come out says what was expected and what came."""
    import attrs

    straight = installed()
    plugin = straight.plugin("tianjin")
    trial = plugin.measures[0]
    less = attrs.evolve(trial, rules={**trial.rules, "pricing": trial.rules["pricing"][1:]})
    changed = attrs.evolve(plugin, measures=(less, *plugin.measures[1:]))
    others = tuple(one for one in straight.loaded if one.region != "tianjin")
    monkeypatch.setattr(plugins, "installed", lambda: Plugins((*others, changed), (Broken("xx", "990000", ImportError("gone")),)))
    result = run("conformance", "--region", "tianjin")

    assert result.exit_code == 1
    assert "expected" in result.output
    assert "第七条第1句a" in result.output
    assert "plugin xx does not load: gone" in result.output


def test_coverage_counts_the_clauses_and_fails_on_a_hole(monkeypatch: pytest.MonkeyPatch) -> None:
    """All measures are accounted for; taking a rule out is a hole."""
    document = json.loads(run("coverage", "--json").output)

    assert run("coverage").exit_code == 0
    for one in document.values():
        assert set(one) >= {"clauses", "by_status", "unaccounted", "executable_without_case"}
        assert one["clauses"] == sum(one["by_status"].values())

    import attrs

    plugin = installed().plugin("national")
    bare = attrs.evolve(plugin, measures=tuple(attrs.evolve(one, rules=dict.fromkeys(one.rules, ())) for one in plugin.measures))
    monkeypatch.setattr(plugins, "installed", lambda: Plugins((bare,)))
    hole = run("coverage")
    assert hole.exit_code == 1
    assert "national-2019 unaccounted: 一（二）四, 一（三）第1句" in hole.output


@tianjin
def test_regions_are_listed_for_a_day() -> None:
    """The trial measure is in force on its last day, its successor from the next."""
    on_the_day = {row["measure"]: row["on 2022-10-31"] for row in json.loads(run("regions", "--on", "2022-10-31", "--json").output)}
    after = {row["measure"]: row["on 2022-11-01"] for row in json.loads(run("regions", "--on", "2022-11-01", "--json").output)}

    assert (on_the_day["tianjin-2020"], on_the_day["tianjin-2022"]) == ("in force", "not yet")
    assert (after["tianjin-2020"], after["tianjin-2022"]) == ("ended", "in force")
    assert run("regions").exit_code == 0


def test_plugins_are_listed_and_a_broken_one_ends_with_exit_1(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin that does not load is shown with its fault beside those that do."""
    assert run("plugins").exit_code == 0
    monkeypatch.setattr(plugins, "installed", lambda: Plugins(installed().loaded, (Broken("xx", "990000", ImportError("gone")),)))
    result = run("plugins")

    assert result.exit_code == 1
    assert "BROKEN" in result.output
    assert "national" in result.output


@tianjin
@pytest.mark.parametrize("article", ["18(3)", "第十八条（三）", "第十八条(三)"])
def test_the_law_of_a_clause(article: str) -> None:
    """Paraphrase, status, rules, readings and cases of one clause, however it is written."""
    result = run("law", "tianjin", article)

    assert result.exit_code == 0
    for words in ("第十八条（三）", "revisit_within_three_months", "physical_institution", "tianjin/article-18-revisit/"):
        assert words in result.output


@tianjin
def test_the_law_of_a_region_is_a_table_of_its_clauses() -> None:
    """Without an article every clause stands in one table; why one is not executable is in its detail."""
    assert "第二十六条" in run("law", "tianjin").output
    assert "why" in json.loads(run("law", "tianjin", "1", "--json").output)[0]
    assert json.loads(run("law", "tianjin", "--lang", "en", "--json").output)[0]["text"]["en"]


def test_facts_and_readings_are_listed_and_searched() -> None:
    """Both lists can be narrowed by a word in any language."""
    assert "visit_revisit" in run("facts").output
    assert {row["fact"] for row in json.loads(run("facts", "复诊", "--json").output)} >= {"visit_revisit"}
    assert "physical_institution" in run("readings").output
    assert json.loads(run("readings", "rounding", "--json").output)[0]["default"] == "half_up"
    assert "half up" in run("readings", "rounding", "--lang", "en").output


def test_help_imports_nothing_that_takes_time() -> None:
    """The help is printed without the libraries that the commands need."""
    code = "import sys\nsys.argv = ['yibao', '--help']\nfrom yibao.cli import main\ntry:\n main()\nexcept SystemExit:\n pass\n"
    code += "sys.exit(any(name in sys.modules for name in ('attrs', 'attr', 'cattrs', 'pluggy', 'tabulate', 'yibao.claim')))"

    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0


def test_the_public_names_are_there() -> None:
    """Every name that the package promises can be had from it, and a misspelt one cannot."""
    import yibao

    for name in yibao.__all__:
        assert getattr(yibao, name) is not None
    assert set(dir(yibao)) == set(yibao.__all__)
    with pytest.raises(AttributeError, match="decid"):
        yibao.decid  # noqa: B018
