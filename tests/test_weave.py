"""A woven measure holds every clause with what rests on it, and stands alone."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from yibao.cli import main
from yibao.plugins import STAGES, Plugin, installed
from yibao.rules import Detection, Rule
from yibao.weave import weave

PLUGINS = installed().loaded


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda one: one.region)
def test_every_clause_stands_there_in_order_with_its_rules_or_the_reason_for_none(plugin: Plugin, lang: str) -> None:
    """Markdown and page have each clause in the order of the text, the names of its rules, or why there is none."""
    for template in ("weave.md", "weave.html"):
        page = weave(plugin, lang, template)
        for declared in plugin.measures:
            place = page.index(declared.measure.title)
            for clause in declared.measure.clauses or ():
                heading = f"## {clause.id} ·" if template == "weave.md" else f"<h3>{clause.id} "
                place = page.index(heading, place)
                end = page.find("\n## " if template == "weave.md" else "</article>", place + len(heading))
                section = unescape(page[place : end if end > 0 else None])
                assert getattr(clause.text, lang) in section
                assert clause.why is None or getattr(clause.why, lang) in section
                for rule in (one for stage in STAGES for one in declared.rules[stage] if one.clause == clause.id):
                    name = rule.name if isinstance(rule, Rule) else rule.act if isinstance(rule, Detection) else rule.nature
                    assert name in section


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda one: one.region)
def test_the_page_stands_alone(plugin: Plugin) -> None:
    """Nothing is fetched, and every link within the page leads somewhere."""
    page = weave(plugin, "zh", "weave.html")

    assert re.findall(r"""(?:src|href)=["'](?!#)|@import|url\(""", page) == []
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


def test_the_command_prints_markdown_or_writes_a_page(tmp_path: Path) -> None:
    """`yibao weave REGION` prints; with --html it writes one file."""
    run = CliRunner().invoke

    assert run(main, ["weave", "national"]).output.startswith("# ")
    assert run(main, ["weave", "national", "--html", str(tmp_path / "x.html"), "--lang", "en"]).exit_code == 0
    assert (tmp_path / "x.html").read_text("utf-8").startswith("<!doctype html>")


def test_without_jinja_the_error_says_what_to_install() -> None:
    """Who has not installed the extra is told so, with exit code 2."""
    code = "import sys; sys.modules['jinja2'] = None; sys.argv = ['yibao', 'weave', 'national']; from yibao.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)

    assert done.returncode == 2
    assert "pip install 'yibao[html]'" in done.stderr
