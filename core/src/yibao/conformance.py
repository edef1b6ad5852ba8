"""Does an implementation give what the cases expect, and does every clause have its cases?

Cases are data in `yibao_spec`: a base claim, what is changed in it, and what must come out, written
from the text of the measure. Each names its clause; regions that are not installed are skipped.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import attrs

from yibao import sequences
from yibao.agreement import follow
from yibao.areas import is_covered
from yibao.codec import claim_from, parse, record_from
from yibao.course import trace_document
from yibao.errors import BadDeclaration, YibaoError
from yibao.flow import decide
from yibao.measures import EXECUTABLE, Clause
from yibao.plugins import STAGES, Declared, Plugin, Plugins
from yibao.proceeding import progress
from yibao.proceeding_report import proceedings_document
from yibao.report import outcome_document
from yibao.rules import Answer, together

NOTHING = object()


@attrs.frozen
class Case:
    """One conformance case: what is asked, and what must come out."""

    region: str
    measure: str
    group: str
    id: str
    clause: str
    basis: str
    title: Mapping[str, str]
    document: Any
    readings: Mapping[str, str]
    baseline: bool
    reported: tuple[str, ...]
    expect: Mapping[str, Any]
    asks: str = "claim"
    """What is asked: to decide a `claim`, where an `agreement` or a `proceeding` of a record stands, or what a `ledger` does step by step."""
    on: str = ""
    """Of a record: the day that is asked for."""

    @property
    def name(self) -> str:
        """The full name, `<region>/<group>/<id>`; never used again for another case."""
        return f"{self.region}/{self.group}/{self.id}"


@attrs.frozen
class Result:
    """What became of one case: each mismatch says what was expected and what came."""

    case: Case
    stage: str
    mismatches: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.mismatches


def spec() -> Traversable:
    """The root of the specification's data."""
    return files("yibao_spec")


def cases(plugins: Iterable[Plugin] = ()) -> Iterator[Case]:
    """Every case of the specification, region by region, and those that plugins bring in their own package.

    A plugin outside this project has its cases in `cases/` and their base claims in `claims/`, beside its rules.
    """
    for folder in sorted(spec().joinpath("cases").iterdir(), key=lambda one: one.name):
        if folder.is_dir():
            for file in sorted(folder.iterdir(), key=lambda one: one.name):
                yield from read_cases(folder.name, file)
    for plugin in plugins:
        if not hasattr(plugin.module, "__path__"):
            continue  # a single module has no folder for cases
        own = files(plugin.module)
        if own.joinpath("cases").is_dir():
            for file in sorted(own.joinpath("cases").iterdir(), key=lambda one: one.name):
                yield from read_cases(plugin.region, file, own)


def read_cases(region: str, file: Traversable, bases_in: Traversable | None = None) -> Iterator[Case]:
    """The cases of one file; their bases lie in `claims` and `records` of the folder, or of the specification.

    Raises BadDeclaration where a pointer leads nowhere or an id stands twice.
    """
    where = f"{region}/{file.name}"
    bases_in = bases_in or spec()
    group = _json(file, where)
    twice = [id for id, count in Counter(case["id"] for case in group["cases"]).items() if count > 1]
    if twice:
        raise BadDeclaration(f"{where}: case ids {twice} stand twice")
    asks = group.get("asks", "claim")
    if asks == "ledger":
        yield from _sequences(region, where, group, bases_in)
        return
    names = {group["base"], *(case["base"] for case in group["cases"] if "base" in case)}
    folder = "claims" if asks == "claim" else "records"
    bases = {name: _base(name, bases_in.joinpath(folder), folder) for name in names}
    for case in group["cases"]:
        document = deepcopy(bases[case.get("base", group["base"])])
        try:
            for path, value in (*((path, NOTHING) for path in case.get("remove", ())), *case.get("set", {}).items()):
                change(document, path, value)
        except (LookupError, ValueError, TypeError):
            raise BadDeclaration(f"{where}, case {case['id']}: the pointer {path} leads nowhere in its base claim") from None
        yield Case(
            region,
            group["measure"],
            group["group"],
            case["id"],
            case["clause"],
            case["basis"],
            case["title"],
            document,
            case.get("readings", {}),
            case.get("baseline", False),
            tuple(case.get("reported", ())),
            case["expect"],
            asks,
            case.get("on", ""),
        )


def _sequences(region: str, where: str, group: Mapping[str, Any], bases_in: Traversable) -> Iterator[Case]:
    """The cases of a file that asks a ledger: their documents are the steps."""
    base = cache(lambda name: _base(name, bases_in.joinpath("claims"), "claims"))
    for case in group["cases"]:
        document = sequences.resolved(f"{where}, case {case['id']}", case, group, base, change)
        yield Case(
            region=region,
            measure=group["measure"],
            group=group["group"],
            id=case["id"],
            clause=case.get("clause", ""),
            basis=case["basis"],
            title=case["title"],
            document=document,
            readings={},
            baseline=False,
            reported=(),
            expect={},
            asks="ledger",
        )


def _base(name: str, bases: Traversable, folder: str) -> Any:
    return _json(bases.joinpath(f"{name}.json"), f"{folder}/{name}.json")


def _json(file: Traversable, name: str) -> Any:
    try:
        return parse(file.read_bytes(), name)
    except OSError:
        raise BadDeclaration(f"{name} is named by a case and not there") from None


def change(document: Any, path: str, value: Any = NOTHING) -> None:
    """Set the value at a JSON Pointer, or take it out; a last step `-` appends to a list."""
    *steps, last = [step.replace("~1", "/").replace("~0", "~") for step in path.removeprefix("/").split("/")]
    for step in steps:
        document = document[int(step)] if isinstance(document, list) else document.setdefault(step, {})
    if isinstance(document, list):
        if value is NOTHING:
            del document[int(last)]
        elif last == "-":
            document.append(value)
        else:
            document[int(last)] = value
    elif value is NOTHING:
        del document[last]
    else:
        document[last] = value


def run(case: Case, installed: Plugins) -> Result:
    """Run one case against this implementation."""
    if case.asks == "ledger":
        return Result(case, "ledger", tuple(sequences.differences(case.document)))
    stage = installed.declared(case.measure).measure.clause(case.clause).stage
    answer, differences = ASKED[case.asks]
    try:
        got = answer(case, installed)
    except YibaoError as error:
        got = {"error": error.code, "message": str(error)}
    if "error" in case.expect or "error" in got:
        return Result(case, stage, tuple(_errors(case.expect, got)))
    return Result(case, stage, tuple(differences(case.expect, got)))


def _decided(case: Case, installed: Plugins) -> dict[str, Any]:
    outcome = decide(claim_from(case.document), readings=case.readings, baseline=case.baseline, reported=case.reported, installed=installed)
    return outcome_document(outcome)


def _followed(case: Case, installed: Plugins) -> dict[str, Any]:
    return trace_document(follow(record_from(case.document), date.fromisoformat(case.on), readings=case.readings, installed=installed))


def _proceeded(case: Case, installed: Plugins) -> dict[str, Any]:
    record, on = record_from(case.document), date.fromisoformat(case.on)
    return proceedings_document(record, on, progress(record, on, readings=case.readings, reported=case.reported, installed=installed))


def _errors(expect: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[str]:
    if expect.get("error") != got.get("error"):
        yield f"expected error {expect.get('error')}, got {got.get('error')}: {got.get('message', 'an answer')}"


def compare(expect: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[str]:
    """Where an outcome document is not what a case expects."""
    for clause, answer in expect.get("answers", {}).items():
        came = answer_of(clause, got)
        if came != answer:
            yield f"{clause}: expected {answer}, got {came}"
    for key in ("verdict", "amounts"):
        yield from _differences(key, expect.get(key, {}), got[key])
    lines = {line["line"]: line for line in got["lines"]}
    for line, values in expect.get("lines", {}).items():
        yield from _differences(line, values, lines.get(line, {}))
    if "measure" in expect and expect["measure"] != got["measure"]["id"]:
        yield f"measure: expected {expect['measure']}, got {got['measure']['id']}"
    named = {one["path"] for one in got["missing"]}
    for path in expect.get("missing", ()):
        if path not in named:
            yield f"missing: expected {path} to be named, got {sorted(named)}"
    suspected = {one["clause"] for one in got["violations"]["suspected"]}
    for clause in expect.get("suspected", ()):
        if clause not in suspected:
            yield f"suspected: expected {clause}, got {sorted(suspected)}"
    for key in ("routes", "unrouted"):
        if key in expect:
            yield from _same_set(key, expect[key], got["violations"][key])


def compare_agreement(expect: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[str]:
    """Where what a record says on a day is not what a case expects."""
    events = {one["id"]: one for one in got["events"]}
    yield from _differences("events", expect.get("events", {}), {id: one["answer"] for id, one in events.items()})
    for name, answer in expect.get("grounds", {}).items():
        event, _, clause = name.partition("@")
        answers = [ground["answer"] for ground in events.get(event, {}).get("grounds", ()) if ground["clause"] == clause]
        came = str(together(map(Answer, answers))) if answers else None
        if came != answer:
            yield f"{name}: expected {answer}, got {came}"
    clocks = {f"{one['clause']}@{one['since']}": one | {"owner": one["owner"]["side"]} for one in got["clocks"]}
    for name, values in expect.get("clocks", {}).items():
        if values is None and name in clocks:
            yield f"{name}: expected no such clock, got {clocks[name]['state']}"
        elif values is not None:
            yield from _differences(name, values, clocks.get(name, {}))
    agreements = got["agreements"]
    for key in ("application", "status"):
        yield from _differences(key, expect.get(key, {}), {kind: one[key] for kind, one in agreements.items()})
    barred = {f"{kind}.{one['event']}": one["first_day"] for kind, course in agreements.items() for one in course["barred"]}
    for name, day in expect.get("barred", {}).items():
        if name not in barred or barred[name] != day:
            yield f"barred.{name}: expected until {day}, got {barred.get(name, 'not barred')}"
    for kind, course in agreements.items():
        parties = [(event, one["by"]["zh"]) for one in course["possible"] for event in (one["event"], one["event"].partition(":")[0])]
        possible = {name for event, party in parties for name in (event, f"{event}@{party}")}
        for event in expect.get("possible", {}).get(kind, ()):
            if event not in possible:
                yield f"possible.{kind}: expected {event}, got {sorted(possible)}"
        for event in expect.get("not_possible", {}).get(kind, ()):
            if event in possible:
                yield f"possible.{kind}: did not expect {event}"
    for path in expect.get("missing", ()):
        if path not in got["missing"]:
            yield f"missing: expected {path} to be named, got {got['missing']}"


def compare_proceedings(expect: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[str]:
    """Where the proceedings of a record are not as a case expects: each key is a proceeding."""
    proceedings = {one["id"]: one for one in got["proceedings"]}
    for id, wanted in expect.items():
        one = proceedings.get(id)
        if one is None or wanted is None:
            if (one is None) != (wanted is None):
                yield f"{id}: expected {'no such proceeding' if wanted is None else 'a proceeding'} on {got['on']}"
            continue
        yield from _differences(id, {key: wanted[key] for key in ("state", "measure") if key in wanted}, one)
        events = {event["id"]: event for event in one["events"]}
        yield from _differences(f"{id}.events", wanted.get("events", {}), {event: values["answer"] for event, values in events.items()})
        for name, answer in wanted.get("grounds", {}).items():
            event, _, clause = name.partition("@")
            answers = [ground["answer"] for ground in events.get(event, {}).get("grounds", ()) if ground["clause"] == clause]
            came = str(together(map(Answer, answers))) if answers else None
            if came != answer:
                yield f"{id}.{name}: expected {answer}, got {came}"
        measures = {measure["id"]: measure for measure in one["measures"]}
        for name, values in wanted.get("measures", {}).items():
            if values is None and name in measures:
                yield f"{id}.{name}: expected no such measure, got {measures[name]['state']}"
            yield from _differences(f"{id}.{name}", values or {}, measures.get(name, {}))
        for key in ("routes", "owed"):
            if key in wanted:
                yield from _same_set(f"{id}.{key}", wanted[key], one[key])
        yield from _differences(id, {key: wanted[key] for key in ("unrouted",) if key in wanted}, one)
        yield from (f"{id}: expected {path} to be named, got {one['missing']}" for path in wanted.get("missing", ()) if path not in one["missing"])


ASKED = {
    "claim": (_decided, compare),
    "agreement": (_followed, compare_agreement),
    "proceeding": (_proceeded, compare_proceedings),
}


def answer_of(clause: str, got: Mapping[str, Any]) -> str | None:
    """The answer of a clause, of all its findings together or (`clause@line`) of those on the visit and on that line."""
    id, _, line = clause.partition("@")
    answers = [one["answer"] for one in got["findings"] if one["clause"] == id and (not line or one["line"] in (line, None))]
    answers += [gap["answer"] for gap in got["gaps"] if gap["clause"] == id]
    return together(map(Answer, answers)) if answers else None


def _differences(where: str, expected: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[str]:
    for key, value in expected.items():
        if got.get(key) != value:
            yield f"{where}.{key}: expected {value}, got {got.get(key)}"


def _same_set(key: str, expected: Iterable[Mapping[str, Any]], got: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    names = sorted({name for one in expected for name in one})
    wanted, came = _shown(expected, names), _shown(got, names)
    if wanted != came:
        yield f"{key}: expected {wanted}, got {came}"


def _shown(many: Iterable[Mapping[str, Any]], names: Iterable[str]) -> list[str]:
    names = list(names)
    return sorted(json.dumps({name: one.get(name) for name in names or sorted(one)}, ensure_ascii=False) for one in many)


@attrs.frozen
class Report:
    """What became of all cases."""

    results: tuple[Result, ...]
    skipped: tuple[Case, ...]

    def document(self) -> dict[str, Any]:
        """The report as a document."""
        by_region: dict[str, dict[str, dict[str, int]]] = {}
        for result in self.results:
            stage = by_region.setdefault(result.case.region, {}).setdefault(result.stage, {"passed": 0, "failed": 0})
            stage["passed" if result.passed else "failed"] += 1
        failures = [result for result in self.results if not result.passed]
        return {
            "passed": len(self.results) - len(failures),
            "failed": len(failures),
            "skipped": len(self.skipped),
            "by_region": by_region,
            "failures": [
                {"case": one.case.name, "clause": one.case.clause, "title": one.case.title, "mismatches": one.mismatches} for one in failures
            ],
        }


def conform(installed: Plugins, regions: Iterable[str] = ()) -> Report:
    """Run every case of the installed regions, or of those named."""
    wanted = set(regions)
    results, skipped = [], []
    for case in cases(installed.loaded):
        if (wanted and case.region not in wanted) or not can_run(case, installed):
            skipped.append(case)
        else:
            results.append(run(case, installed))
    return Report(tuple(results), tuple(skipped))


def can_run(case: Case, installed: Plugins) -> bool:
    """Whether the measure is installed and, for a record, a region of its area: national cases take a record of one region or another."""
    known = any(declared.measure.id == case.measure for plugin in installed.loaded for declared in plugin.measures)
    return known and (case.asks in ("claim", "ledger") or is_covered(case.document["area"], installed))


def coverage(installed: Plugins) -> dict[str, dict[str, Any]]:
    """Of every measure: its clauses by status, those unaccounted for, and executable ones without cases.

    A clause is unaccounted for when its status is `rule` and no rule cites it. An executable clause
    needs cases with two different answers; one that gives no answer (a consequence, a date) two cases. So does a
    clause on procedure, which a declared procedure must cite.
    """
    of_clause: dict[tuple[str, str], list[Case]] = {}
    for case in cases(installed.loaded):
        for clause in {case.clause, *(clause for clause, _ in _said(case))}:
            of_clause.setdefault((case.measure, clause), []).append(case)
    return {declared.measure.id: _covered(declared, of_clause) for plugin in installed.loaded for declared in plugin.measures}


def _covered(declared: Declared, of_clause: Mapping[tuple[str, str], list[Case]]) -> dict[str, Any]:
    measure = declared.measure
    cited = {rule.clause for stage in STAGES for rule in declared.rules[stage]}.union(*(one.clauses for one in declared.procedures))
    clauses = measure.clauses or ()
    return {
        "region": measure.region,
        "encoded": measure.clauses is not None,
        "clauses": len(clauses),
        "by_status": dict(sorted(Counter(clause.status for clause in clauses).items())),
        "unaccounted": [clause.id for clause in clauses if clause.status in ("rule", "procedure") and clause.id not in cited],
        "executable_without_case": [
            clause.id for clause in clauses if clause.status in EXECUTABLE and not _both_sides(clause, of_clause.get((measure.id, clause.id), []))
        ],
        "cases": len({case.name for (id, _), many in of_clause.items() if id == measure.id for case in many}),
    }


def _both_sides(clause: Clause, cases: list[Case]) -> bool:
    answers = {answer for case in cases for id, answer in _said(case) if id == clause.id}
    return len(answers) > 1 if answers and clause.status != "procedure" else len(cases) > 1


def _said(case: Case) -> Iterator[tuple[str, str]]:
    """What a case expects of which clause: its answers, and on a record its grounds and the states of its clocks."""
    for name, answer in case.expect.get("answers", {}).items():
        yield name.partition("@")[0], str(answer)
    if case.asks == "agreement":
        for name, answer in case.expect.get("grounds", {}).items():
            yield name.partition("@")[2], str(answer)
        for name, values in case.expect.get("clocks", {}).items():
            yield name.partition("@")[0], str(values.get("state")) if values else "none"
