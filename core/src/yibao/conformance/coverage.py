"""Has every clause its rules and its cases?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from yibao.conformance.cases import Case, cases
from yibao.measures import EXECUTABLE, Clause
from yibao.plugins import STAGES, Declared, Plugins


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
