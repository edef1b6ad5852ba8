"""How do runs look to tools that read JUnit's XML?

A suite for each region and stage, a test for each case. What nobody counts as a failure (not scored, known, not asked) is skipped and says why;
what makes a whole run bad, and is no case, is a test of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from yibao.conformance.lines import Document, RunReport, fails, faults_of
from yibao.conformance.matrix import names
from yibao.conformance.overview import cut
from yibao.conformance.running import BROKE
from yibao.errors import MissingExtra


def junit(runs: Sequence[RunReport]) -> bytes:
    """The runs as JUnit XML; with several runs, suites and classes begin with the name of the implementation. Raises MissingExtra."""
    library = _library()
    root = library.JUnitXml("yibao conformance")
    for name, run in zip(names(runs), runs, strict=True):
        before = f"{name}/" if len(runs) > 1 else ""
        for suite, tests in _suites(run).items():
            made = library.TestSuite(f"{before}{suite}")
            made.timestamp = run.header["started"]
            made.add_testcases([_test(one, before, library) for one in tests])
            _append(root, made, run)
        if faults := [said for _, said in faults_of(run)]:
            whole = library.TestCase("run", f"{before}run", 0.0)
            whole.result = [library.Failure("; ".join(faults), "run")]
            made = library.TestSuite(f"{before}run")
            made.add_testcases([whole])
            _append(root, made, run)
    root.update_statistics()
    out = BytesIO()
    root.write(out)
    return out.getvalue()


def _library() -> Any:
    try:
        import junitparser
    except ImportError:
        raise MissingExtra("JUnit files need junitparser, which is not installed: pip install 'yibao[conformance]'") from None
    return junitparser


def _append(root: Any, suite: Any, run: RunReport) -> None:
    suite.add_property("implementation", run.name)
    suite.add_property("requirements", run.header["requirements"])
    root.append(suite)


def _suites(run: RunReport) -> dict[str, list[Document]]:
    found: dict[str, list[Document]] = {}
    for one in run.results:
        found.setdefault(f"{one['region']}/{one['stage']}", []).append(one)
    return found


def _test(one: Document, before: str, library: Any) -> Any:
    region, group, id = one["case"].split("/")
    test = library.TestCase(id, f"{before}{region}.{group}", one["seconds"])
    why = _why_skipped(one)
    if why:
        test.result = [library.Skipped(why)]
    elif fails(one):
        kind = library.Error if one["status"] in BROKE else library.Failure
        told = kind(f"{one['clause']} {', '.join(fails(one))}: {_first(one)}", one["status"])
        told.text = "\n".join(_told(one))
        test.result = [told]
    if context := one.get("context"):
        test.system_err = cut(context)
    return test


def _why_skipped(one: Document) -> str:
    """Why a case that did not pass is no failure, or nothing."""
    if fails(one) and one["unscored"]:
        return f"{one['unscored']}, not scored; fails at {', '.join(fails(one))}"
    if fails(one) and one["known"]:
        return f"known to fail at {', '.join(fails(one))}"
    if one["status"] in ("skipped", "unsupported", "not_run"):
        return ": ".join(filter(None, (one["status"], cut(one.get("message", "")), one.get("issue", ""))))
    return ""


def _told(one: Document) -> Iterator[str]:
    """The case in words, why nothing came, and what did not come as expected."""
    yield f"{one['case']}  {one['measure']} {one['clause']}  {one['title']['zh']} ({one['title']['en']})"
    if one.get("message"):
        yield f"{one['status']}: {cut(one['message'])}"
    yield from (f"{it['level']}: {_mismatch(it)}" for it in one.get("mismatches", ()))


def _first(one: Document) -> str:
    many = one.get("mismatches", ())
    return _mismatch(many[0]) if many else cut(one.get("message", ""), 200)


def _mismatch(one: Document) -> str:
    return f"{one['where']}: expected {_value(one['expected'])}, got {_value(one['got'])}"


def _value(value: Any) -> str:
    return cut(json.dumps(value, ensure_ascii=False), 500)
