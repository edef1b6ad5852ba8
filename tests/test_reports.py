"""A run's report says the same in every form, is read also where it was cut off, and trusts nothing that a program wrote."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import attrs
import pytest
from click.testing import CliRunner
from click.testing import Result as Done
from jsonschema import Draft202012Validator
from yibao import conformance_cli
from yibao.cli import main
from yibao.conformance.badge import badge
from yibao.conformance.cases import Case, cases, spec
from yibao.conformance.grading import LEVELS, Check
from yibao.conformance.junit import junit
from yibao.conformance.lines import RunReport, fails, read_lines, report_of, shown, write_lines, written
from yibao.conformance.markdown import markdown
from yibao.conformance.matrix import cells, levels, names, register, sections
from yibao.conformance.overview import LEVEL_WORDS, STAGE_WORDS, STATUS_WORDS, statuses
from yibao.conformance.reports import write_reports
from yibao.conformance.run_page import run_page
from yibao.conformance.running import STAGES, Asked, Result, Run, conform
from yibao.errors import CannotWrite, InvalidDocument, YibaoError
from yibao.plugins import Plugins

SCRIPT = "</pre></details><script>alert(1)</script>"
"""What a program could send to run in the reader's browser."""
CUT = b'{"case": "tianjin/cond'


def made(case: Case, **changes: Any) -> Result:
    """A result by hand: passed at two levels, unless it is changed."""
    checks = (Check("outcome", "verdict.payable", "met", "met", True), Check("amounts", "amounts.fund", "12.00", "12.00", True))
    stage = "ledger" if case.asks == "ledger" else register(case.measure).clause(case.clause).stage  # type: ignore[union-attr]
    return attrs.evolve(Result(case, stage, "passed", checks, seconds=0.25), **changes)


def wrong(got: Any) -> dict[str, Any]:
    """How a result is changed so that it fails at two levels."""
    held = Check("outcome", "verdict.payable", "met", "met", True)
    return {
        "status": "failed",
        "checks": (held, Check("reasons", "第二条", "met", got, False), Check("amounts", "amounts.fund", "12.00", got, False)),
    }


CASES = [case for case in cases() if case.basis != "disputed" and case.asks == "claim" and case.measure == "tianjin-2020"][:12]
DISPUTED = next(case for case in cases() if case.basis == "disputed")
LEDGER = next(case for case in cases() if case.asks == "ledger" and not case.clause)


@pytest.fixture(scope="module")
def run() -> Run:
    """A run in which everything happens that can."""
    several = [
        *(made(case) for case in CASES[:4]),
        made(CASES[4], **wrong(SCRIPT)),
        made(CASES[5], status="errored", checks=(), message=f"fell over {SCRIPT}", context=f"Traceback {SCRIPT}\n\x1b[31mKeyError"),
        made(CASES[6], status="timeout", checks=(), message="no reply in 1000 ms"),
        made(CASES[7], known=True, **wrong({"<b>": ["\x00", "\ud800", float("inf")]})),
        made(CASES[8], status="skipped", checks=(), message="not yet", issue="javascript:alert(1)"),
        made(CASES[9], status="unsupported", checks=(), message="never"),
        made(CASES[10], status="not_run", checks=()),
        made(DISPUTED, unscored="disputed", **wrong(None)),
        made(LEDGER, status="failed", checks=(Check("trace", "step 1 settle.entry", 1, 2, False),)),
    ]
    return Run(
        implementation={"name": f"jie|suan {SCRIPT}", "version": "1.0", "language": "Go"},
        supports={"asks": ["claim", "ledger"]},
        requirements="0.1",
        levels=("outcome", "reasons", "amounts", "trace"),
        started="2026-03-01T10:00:00+08:00",
        seconds=3.5,
        results=tuple(several),
        stale=(f"tianjin/x/{SCRIPT}: there is no such case",),
    )


@pytest.fixture(scope="module")
def good(run: Run) -> Run:
    """A run of another implementation, of which the same cases pass."""
    results = tuple(made(one.case, unscored=one.unscored) for one in run.results)
    return attrs.evolve(run, implementation={"name": "other", "version": "2", "language": "Rust"}, results=results, stale=())


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """Write the lines of a run to a file, changed as bytes, and give its path."""

    def make(run: Run, change: Callable[[bytes], bytes] = bytes, name: str = "run.jsonl") -> str:
        path = tmp_path / name
        write_lines(str(path), run)
        path.write_bytes(change(path.read_bytes()))
        return str(path)

    return make


def ask(*words: str) -> Done:
    """Run the command line."""
    return CliRunner().invoke(main, ["matrix", *words])


def test_lines_are_read_as_they_were_written(run: Run, write: Callable[..., str]) -> None:
    """A report from a file is the report of the run, each line of it valid, also where a program sent what JSON cannot hold."""
    path = write(run)
    check = Draft202012Validator(json.loads(spec().joinpath("schemas", "run.json").read_bytes()))
    lines = [json.loads(line) for line in Path(path).read_bytes().splitlines()]

    for line in lines:
        check.validate(line)
    assert len(lines) == len(run.results) + 2
    assert read_lines(path) == report_of(run)
    assert read_lines(path).complete
    assert not read_lines(path).fine
    assert {fails(one) for one in report_of(run).results} == {one.fails for one in run.results}


def test_a_real_run_keeps_to_its_schema(plugins: Plugins, write: Callable[..., str]) -> None:
    """What this implementation answers to cases of every kind, is read without a fault and is fine."""
    patterns = tuple({(case.region, case.asks): case.name for case in cases(plugins.loaded)}.values())
    real = conform(plugins, Asked(patterns=patterns))
    report = read_lines(write(real))

    assert report == report_of(real)
    assert report.fine == real.fine
    assert statuses(report).total() == len(patterns)


def test_a_run_that_was_cut_off_says_so(run: Run, write: Callable[..., str]) -> None:
    """Without the summary, and with a last line that is cut anywhere, also within a character, what is there can be read."""
    whole = b"".join(written(one) + b"\n" for one in run.lines())
    ends = [at for at, byte in enumerate(whole) if byte == 10]
    for end in (*range(ends[3] - 900, ends[3] + 2, 7), ends[-2] + 1, len(whole) - 9):
        report = read_lines(write(run, lambda _, end=end: whole[:end]))
        assert not report.complete
        assert not report.fine
        assert report.results == report_of(run).results[: len(report.results)]
    assert len(report.results) == len(run.results)


def after_the_header(text: bytes, line: bytes) -> bytes:
    """The lines of a report with another one put in."""
    return text.replace(b"\n", b"\n" + line + b"\n", 1)


FAULTY: dict[str, tuple[Callable[[bytes], bytes], str, str]] = {
    "empty": (lambda _: b"", "run.jsonl: 1 fault", "holds no report"),
    "no-whole-header": (lambda _: b'{"schema": "yib', "line 1:", "not JSON"),
    "no-header": (lambda text: text.split(b"\n", 1)[1], "line 1:", "schema"),
    "other-schema": (lambda text: text.replace(b"yibao.run/1", b"yibao.run/2"), "line 1:", '"yibao.run/1" was expected'),
    "no-such-status": (lambda text: text.replace(b'"passed"', b'"fine"', 1), "line 2:", "/status"),
    "missing": (lambda text: text.replace(b', "seconds": 0.25', b"", 1), "line 2:", '"seconds" is a required'),
    "cut-in-the-middle": (lambda text: after_the_header(text, CUT), "line 2:", "not JSON"),
    "a-list": (lambda text: after_the_header(text, b"[]"), "line 2:", "got a list"),
    "empty-line": (lambda text: after_the_header(text, b""), "line 2:", "not JSON"),
    "no-utf-8": (lambda text: after_the_header(text, b"\xff\xfe"), "line 2:", "not UTF-8"),
    "two-reports": (lambda text: text + text, "line 16:", "is a required property"),
    "after-the-summary": (lambda text: text + text.splitlines(True)[1], "line 16:", "stands after the summary"),
    "twice": (lambda text: after_the_header(text, text.splitlines()[1]), "line 3:", "stands twice"),
    "lost": (lambda text: text.replace(text.splitlines(True)[3], b""), "line 14:", "counts 13 results, and 12"),
    **{f"deep-{n}": (lambda text, n=n: after_the_header(text, b"[" * n + b"]" * n), "line 2:", "") for n in (*range(900, 1000, 9), 9999)},
}
"""How a report is spoilt, and what is said of it."""


@pytest.mark.parametrize(("change", "line", "told"), FAULTY.values(), ids=FAULTY)
def test_a_file_that_is_no_report_is_refused_with_its_line(
    run: Run, write: Callable[..., str], change: Callable[[bytes], bytes], line: str, told: str
) -> None:
    """Exit code 2, the line, what is wrong, and no traceback."""
    path = write(run, change)
    with pytest.raises(InvalidDocument) as caught:
        read_lines(path)
    done = ask(path)

    assert line in str(caught.value)
    assert told in str(caught.value)
    assert done.exit_code == 2
    assert line in done.output


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Also a folder is no report."""
    for path in (tmp_path, tmp_path / "none"):
        assert ask(str(path)).exit_code == 2


def test_articles_stand_in_the_order_of_the_register_with_what_became_of_their_cases(run: Run, good: Run) -> None:
    """Known failures and what was not run are told apart; what is not scored, skipped or not supported counts nowhere."""
    two = [report_of(run), report_of(good)]
    found = {one.id: one for one in sections(two)}
    order = list(register("tianjin-2020").by_id)  # type: ignore[union-attr]
    tianjin = found["tianjin-2020"]

    assert [order.index(one.id) for one in tianjin.articles] == sorted(order.index(one.id) for one in tianjin.articles)
    assert all(one.text for one in tianjin.articles)
    assert [str(one) for one in cells(tianjin.cases, two)] == ["× 4/9", "√ 11/11"]
    assert cells(tianjin.cases, two)[0].known == 1
    assert [str(one) for one in cells(found[DISPUTED.measure].cases, two)] == ["–", "–"] or DISPUTED.measure == "tianjin-2020"
    assert {name: str(one) for name, one in levels(two[0]).items()} == {"outcome": "√ 6/6", "reasons": "× 0/2", "amounts": "× 4/6", "trace": "× 0/1"}
    only = [cells({name: results}, two)[0] for name, results in tianjin.cases.items()]
    assert [(str(one), one.tone) for one in only if one.sign == "?"] == [("? 0/1", "undetermined")]
    assert [one.tone for one in only if one.known] == ["undetermined"]


def test_what_a_run_was_cut_off_before_is_open_in_the_matrix(run: Run, good: Run) -> None:
    """An article that another run was asked, and this one no more, is neither passed nor left out."""
    cut = attrs.evolve(report_of(good), results=report_of(good).results[:2], summary={}, complete=False)
    two = [cut, report_of(good)]
    [tianjin] = [one for one in sections(two) if one.id == "tianjin-2020"]

    assert [str(one) for one in cells(tianjin.cases, two)] == ["? 2/11", "√ 11/11"]
    assert "不完整" in markdown(two)
    assert 'class="error"' not in run_page(two)
    assert junit([cut]).count(b"<failure") == 1
    assert b"cut off after 2 cases" in junit([cut])


def test_a_measure_that_nobody_has_stands_with_its_clauses(good: Run) -> None:
    """A report of somebody's own measure, or one whose measure is a path, has no paraphrase and is shown."""
    for measure in ("mine-2026", "../facts", "x|y<b>"):
        report = report_of(good)
        report = attrs.evolve(report, results=tuple({**one, "measure": measure, "clause": "第<i>条"} for one in report.results))
        [*_, section] = sections([report])

        assert section.measure is None
        assert "第&lt;i&gt;条" in run_page([report])
        assert r"第\<i\>条" in markdown([report])
        assert junit([report])


def test_runs_of_one_name_are_told_apart(good: Run) -> None:
    """The same implementation twice has two names, also where one is called as the second would be."""
    one = report_of(good)
    same = attrs.evolve(one, header={**one.header, "implementation": {"name": "other", "version": "2 (2)", "language": ""}})

    assert names([one, one, same, one]) == ["other 2", "other 2 (2)", "other 2 (2) (2)", "other 2 (3)"]
    assert run_page([one, one, same]).count("other 2 (2) (2)")


def test_junit_has_each_case_once_with_what_became_of_it(run: Run, good: Run) -> None:
    """Failures and errors are those that count; the rest is skipped and says why; what is wrong with the run is a test of its own."""
    root = ElementTree.fromstring(junit([report_of(run)]))
    tests = {one.get("name"): one for one in root.iter("testcase")}
    kinds = {name: [child.tag for child in one if child.tag != "system-err"] for name, one in tests.items()}
    ids = [one.case.name.split("/")[2] for one in run.results]

    assert list(map(kinds.get, ids)) == [
        *([[]] * 4), ["failure"], ["error"], ["error"], ["skipped"], ["skipped"], ["skipped"], ["skipped"], ["skipped"], ["failure"],
    ]  # fmt: skip
    assert len(tests) == len(ids) + 1
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "14", "failures": "3", "errors": "2", "skipped": "5",
    }  # fmt: skip
    failed, errored, known = (tests[ids[number]] for number in (4, 5, 7))
    assert failed.find("failure").text.count("expected") == 2  # type: ignore[union-attr]
    assert CASES[4].clause in failed.find("failure").get("message")  # type: ignore[union-attr,operator]
    assert "KeyError" in errored.find("system-err").text  # type: ignore[union-attr,operator]
    assert known.find("skipped").get("message") == "known to fail at reasons, amounts"  # type: ignore[union-attr]
    assert failed.get("time") == "0.25"
    assert {one.get("name") for one in root.iter("testsuite")} >= {f"tianjin/{run.results[0].stage}", f"{LEDGER.region}/ledger", "run"}
    assert "stale" in tests["run"].find("failure").get("message")  # type: ignore[union-attr,operator]
    both = ElementTree.fromstring(junit([report_of(run), report_of(good)]))
    assert {one.get("name", "").split("/")[0] for one in both} >= {"other 2"}
    assert both.get("tests") == "27"


def test_junit_is_read_by_its_library(run: Run) -> None:
    """And gives the same counts."""
    from junitparser import JUnitXml

    read = JUnitXml.fromstring(junit([report_of(run)]))

    assert (read.tests, read.failures, read.errors, read.skipped) == (14, 3, 2, 5)


def test_markdown_is_made_of_tables_that_nothing_breaks(run: Run, good: Run) -> None:
    """Every row of a table has its cells, whatever an implementation is called; HTML in a name is text."""
    for lang in ("zh", "en"):
        page = markdown([report_of(run), report_of(good)], lang)
        for table in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
            assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1
        assert not re.search(r"(?<!\\)<", page)
        assert {"zh": "有争议（不计）", "en": "disputed (not scored)"}[lang] in page
        assert page.count("\n- `") == 6
    assert page == markdown([report_of(run), report_of(good)], "en")


class Page(HTMLParser):
    """What a browser makes of a page: its elements, what it would fetch, the text of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Mapping[str, str | None]]] = []
        self.open: list[str] = []
        self.scripts: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note that an element ends; it is the last that was opened, but for those that may stay open."""
        while self.open and self.open[-1] != tag and self.open[-1] in ("html",):
            self.open.pop()
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note some text."""
        (self.scripts if self.open and self.open[-1] == "script" else self.text).append(data)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_stands_alone_and_runs_nothing_that_a_program_sent(run: Run, good: Run, lang: str) -> None:
    """One script, the page's own; no link but within the page; what was sent is there as text."""
    text = run_page([report_of(run), report_of(good)], lang)
    page = Page(text)

    assert page.open == []
    assert len(page.scripts) == 1
    assert "alert" not in page.scripts[0]
    assert not any(name.startswith("on") for _, has in page.tags for name in has)
    assert {has["href"] for tag, has in page.tags if "href" in has} <= {f"#{has['id']}" for _, has in page.tags if "id" in has}
    assert re.findall(r"""(?:src|href)=["'](?!#)|@import|url\(""", text) == []
    assert "".join(page.text).count(SCRIPT) >= 5
    assert {tag for tag, _ in page.tags} & {"img", "link", "iframe", "b"} == {"b"}
    assert "\x1b" not in text


def test_the_page_holds_every_case_and_of_failures_what_was_asked(run: Run, good: Run) -> None:
    """Cases can be found by their levels; the article's paraphrase stands by in both languages; a case that passed carries no input."""
    page = Page(run_page([report_of(run), report_of(good)]))
    told = "".join(page.text)
    shown = [has for tag, has in page.tags if "data-stage" in has]

    assert len(shown) == len(run.results)
    assert all(one.case.name in told for one in run.results)
    assert sum("data-fails" in has for has in shown) == 6
    assert sum(tag == "pre" for tag, _ in page.tags) == 6 + 1 + 2  # inputs, the end of standard error, whole expectations of what did not answer
    for one in run.results:
        if one.fails and one.case.clause:
            paraphrase = register(one.case.measure).clause(one.case.clause).text  # type: ignore[union-attr]
            assert paraphrase.zh in told
            assert paraphrase.en in told
    assert "Traceback" in told
    assert "12.00" in told


def test_a_page_stays_small_when_everything_fails(run: Run) -> None:
    """What does not fit is left out and says so; every case is still named."""
    big = {"claim": {"note": "x" * 3000}}
    base = report_of(run)
    failed = base.results[4]
    many = tuple({**failed, "case": f"tianjin/many/case-{number}", "input": big} for number in range(2500))
    three = [attrs.evolve(base, results=many, summary={}, complete=False)] * 3
    text = run_page(three)

    assert len(text.encode()) < 3_000_000
    assert text.count("data-fails") == 2500
    assert "JSON 行里有" in text


def test_a_badge_counts_and_has_the_colour_of_its_state(run: Run, good: Run) -> None:
    """Green, amber with known failures only, red, grey where it was cut off; at one level; the same twice."""
    fine = attrs.evolve(good, results=tuple(one for one in good.results if not one.unscored))
    known = attrs.evolve(fine, results=(*fine.results[1:], attrs.evolve(fine.results[0], known=True, **wrong("x"))))
    cut = attrs.evolve(report_of(good), complete=False, summary={})
    for report, colour, text in (
        (report_of(fine), "#2a7d46", "12/12"),
        (report_of(known), "#a66a00", "11/12"),
        (report_of(run), "#c0362c", "4/10"),
        (cut, "#7d8794", "12/12"),
    ):
        drawn = badge(report)
        ElementTree.fromstring(drawn)
        assert colour in drawn
        assert f">{text}<" in drawn
        assert ">yibao 0.1<" in drawn
        assert drawn == badge(report)
    assert "#2a7d46" in badge(report_of(fine), "outcome")
    assert "#c0362c" in badge(report_of(run), "outcome")  # every answer holds there, and some never came
    assert ">–<" in badge(report_of(fine), "trace")
    odd = attrs.evolve(cut, header={**cut.header, "requirements": SCRIPT})
    assert SCRIPT not in badge(odd)


def test_the_command_puts_runs_side_by_side(run: Run, good: Run, write: Callable[..., str], tmp_path: Path) -> None:
    """It prints Markdown, or writes what it is asked to; exit 1 where a run is not fine."""
    bad, fine = write(run), write(attrs.evolve(good, results=good.results[:11]), name="good.jsonl")
    files = {name: str(tmp_path / f"out.{name}") for name in ("markdown", "html", "junit")}
    options = [word for name, path in files.items() for word in (f"--{name}", path)]

    printed = ask(bad, fine)
    assert printed.exit_code == 1
    assert printed.output == markdown([read_lines(bad), read_lines(fine)])
    assert ask(fine, "--lang", "en").output.startswith("# Conformance")
    assert ask(fine).exit_code == 0
    quiet = ask(bad, fine, *options)
    assert (quiet.exit_code, quiet.output) == (1, "")
    assert Path(files["markdown"]).read_text("utf-8") == printed.output
    assert Path(files["html"]).read_text("utf-8") == run_page([read_lines(bad), read_lines(fine)])
    assert Path(files["junit"]).read_bytes() == junit([read_lines(bad), read_lines(fine)])
    both = ask(fine, "--badge", str(tmp_path / "x.svg"), "--markdown", "-", "--level", "outcome")
    assert both.output.startswith("# ")
    assert ">11/11<" in (tmp_path / "x.svg").read_text("utf-8")


def test_the_command_refuses_what_it_cannot_do(run: Run, good: Run, write: Callable[..., str], tmp_path: Path) -> None:
    """Two outputs in one file, an output over an input, a badge of two, a place that is not there: exit 2, and nothing is written."""
    one, two, out = write(run), write(good, name="good.jsonl"), str(tmp_path / "out")
    before = Path(one).read_bytes()

    for words in (
        (one, "--html", out, "--junit", out),
        (one, "--html", one),
        (one, two, "--badge", out),
        (one, "--level", "outcome"),
        (one, "--html", str(tmp_path / "none" / "x")),
        (one, "--html", "-"),
        (one, "--junit", ""),
        (),
    ):
        done = ask(*words)
        assert done.exit_code == 2, words
        assert "Traceback" not in done.output
    assert not Path(out).exists()
    assert Path(one).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.jsonl", "run.jsonl"]


def test_all_forms_are_written_or_none(run: Run, tmp_path: Path) -> None:
    """Each form to its file, as it is made; a file that cannot be written is CannotWrite."""
    report = report_of(run)
    made = {
        "junit": junit([report]),
        "markdown": markdown([report], "en").encode(),
        "html": run_page([report], "en").encode(),
        "badge": badge(report).encode(),
    }
    paths: dict[str, str | None] = {form: str(tmp_path / form) for form in made}
    write_reports([report], paths, "en")
    assert {form: (tmp_path / form).read_bytes() for form in made} == made
    with pytest.raises(CannotWrite):
        write_reports([report], {"html": str(tmp_path)})


@pytest.mark.parametrize(("module", "option"), [("jsonschema_rs", None), ("jinja2", "--html"), ("junitparser", "--junit"), ("anybadge", "--badge")])
def test_without_a_library_the_error_says_what_to_install(
    good: Run, write: Callable[..., str], tmp_path: Path, module: str, option: str | None
) -> None:
    """Who has not installed the extra is told so, with exit code 2, and no file is written."""
    words = ["matrix", write(good), *([option, str(tmp_path / "x")] if option else [])]
    code = f"import sys; sys.modules[{module!r}] = None; sys.argv = ['yibao', *{words!r}]; from yibao.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)

    assert done.returncode == 2
    assert f"pip install 'yibao[{'html' if module == 'jinja2' else 'conformance'}]'" in done.stderr
    assert not (tmp_path / "x").exists()


def test_words_name_everything_that_a_report_can_hold(run: Run) -> None:
    """No level, stage or status is without its words in both languages."""
    summary = run.summary()

    assert tuple(LEVEL_WORDS) == LEVELS == conformance_cli.LEVELS
    assert tuple(STAGE_WORDS) == STAGES
    assert set(STATUS_WORDS) <= set(summary)
    assert statuses(report_of(run)) == {name: summary[name] for name in STATUS_WORDS if summary[name]}
    for words in (LEVEL_WORDS, STAGE_WORDS, STATUS_WORDS):
        assert all(zh and en for zh, en in words.values())


def nested(depth: int) -> Any:
    """Lists in lists."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


VALUES = (float("nan"), float("-inf"), "\ud800", "\x00\x1b[2J", "\u202e", nested(900), {"\ud800": nested(70)}, "字" * 100_000, 10**400)
"""What a program can send and is hard to show."""


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_any_value_can_be_written_read_and_shown(run: Run, write: Callable[..., str], value: Any) -> None:
    """No form breaks on what came."""
    results = (made(CASES[0], **wrong(value)), made(CASES[1], status="errored", checks=(), message=str(value)[:5000], context=str(value)[-5000:]))
    report = read_lines(write(attrs.evolve(run, results=results, stale=())))

    assert json.loads(written(report.results[0]))
    assert shown(report.results[0]) == report.results[0]
    for make in (junit, markdown, run_page):
        content = make([report])
        assert len(content if isinstance(content, bytes) else content.encode()) < 100_000
    ElementTree.fromstring(junit([report]))


def test_a_report_is_a_document_like_any_other(good: Run) -> None:
    """An error of a report is one of yibao's, and the report itself says what it is."""
    assert issubclass(InvalidDocument, YibaoError)
    assert report_of(good).header["schema"] == "yibao.run/1"
    assert isinstance(report_of(good), RunReport)
