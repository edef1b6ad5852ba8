"""Which articles does each implementation get right, at which levels?

Runs side by side: by measure, in the order of its register, each article with what became of its cases in every run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain

import attrs

from yibao.conformance.cases import spec
from yibao.conformance.grading import LEVELS
from yibao.conformance.lines import Document, RunReport
from yibao.conformance.running import BROKE
from yibao.measures import Clause, Measure, Text, read_measure
from yibao.plugins import installed

ASKED = ("passed", "failed", *BROKE)
"""What becomes of a case that was asked."""


@attrs.frozen
class Cell:
    """What became of some cases in one run: of those that count, how many passed, failed (as known), and never had their turn."""

    passed: int = 0
    failed: int = 0
    known: int = 0
    not_run: int = 0

    @property
    def sign(self) -> str:
        """All passed, something failed, something had no turn, or nothing was asked."""
        return "×" if self.failed else "?" if self.not_run else "√" if self.passed else "–"

    @property
    def tone(self) -> str:
        """The same as one of the five answers, in whose colour it is shown; what fails as known to is no alarm."""
        if self.failed:
            return "not_met" if self.failed > self.known else "undetermined"
        return {"?": "undetermined", "√": "met", "–": "not_applicable"}[self.sign]

    def __str__(self) -> str:
        asked = self.passed + self.failed + self.not_run
        return f"{self.sign} {self.passed}/{asked}" if asked else self.sign


Cases = Mapping[str, Mapping[int, Document]]
"""Cases with their results: full name → number of the run → result."""


@attrs.frozen
class Article:
    """A clause of a measure with the results of its cases."""

    id: str
    text: Text | None
    """Our paraphrase; of a clause that no register at hand has, nothing."""
    cases: Cases


@attrs.frozen
class Section:
    """A measure with those of its articles that have cases, in the order of its register."""

    region: str
    id: str
    measure: Measure | None
    articles: tuple[Article, ...]

    @property
    def cases(self) -> Cases:
        """The cases of all articles."""
        return {name: results for article in self.articles for name, results in article.cases.items()}


def sections(runs: Sequence[RunReport]) -> list[Section]:
    """The measures of some runs, by region, and in each the results article by article."""
    found: dict[tuple[str, str], dict[str, dict[str, dict[int, Document]]]] = {}
    for number, run in enumerate(runs):
        for one in run.results:
            clauses = found.setdefault((one["region"], one["measure"]), {})
            clauses.setdefault(one["clause"], {}).setdefault(one["case"], {})[number] = one
    return [_section(region, measure, clauses) for (region, measure), clauses in sorted(found.items(), key=lambda one: one[0])]


def _section(region: str, id: str, clauses: Mapping[str, Mapping[str, Mapping[int, Document]]]) -> Section:
    measure = register(id)
    known: Mapping[str, Clause] = measure.by_id if measure else {}
    order = {clause: place for place, clause in enumerate(known)}
    articles = (
        Article(clause, known[clause].text if clause in known else None, clauses[clause])
        for clause in sorted(clauses, key=lambda one: order.get(one, len(order)))
    )
    return Section(region, id, measure, tuple(articles))


@cache
def register(id: str) -> Measure | None:
    """A measure with its register: one of the specification, or else of an installed plugin; nothing where neither has it."""
    for file in spec().joinpath("measures").iterdir():
        if file.name == f"{id}.json":  # found among those there: the id comes from a report, and may be a path
            return read_measure(file)
    return next((declared.measure for plugin in installed().loaded for declared in plugin.measures if declared.measure.id == id), None)


def cells(cases: Cases, runs: Sequence[RunReport]) -> list[Cell]:
    """What became of some cases in each run, of those that are scored."""
    return [_cell(cases, number, run) for number, run in enumerate(runs)]


def _cell(cases: Cases, number: int, run: RunReport) -> Cell:
    found = [results[number] for results in cases.values() if number in results]
    scored = [one for one in found if not one["unscored"]]
    statuses = Counter(one["status"] for one in scored)
    absent = 0 if run.complete else sum(number not in results and not _unscored(results) for results in cases.values())
    return Cell(
        passed=statuses["passed"],
        failed=sum(statuses[name] for name in ASKED) - statuses["passed"],
        known=sum(one["known"] for one in scored),
        not_run=statuses["not_run"] + absent,  # what another run was asked, and this one was cut off before
    )


def _unscored(results: Mapping[int, Document]) -> bool:
    return any(one["unscored"] for one in results.values())


def levels(run: RunReport) -> dict[str, Cell]:
    """At each level that was graded, how many scored cases held; a case that was not answered is graded at none."""
    counts: dict[str, Counter[str]] = {level: Counter() for level in LEVELS if level in run.header["levels"]}
    for one in run.results:
        for level, held in one["levels"].items():
            if not one["unscored"] and level in counts:
                counts[level].update(["passed" if held else "failed", *(["known"] if one["known"] and not held else [])])
    return {level: Cell(count["passed"], count["failed"], count["known"]) for level, count in counts.items()}


def names(runs: Sequence[RunReport]) -> list[str]:
    """What to call each run: its implementation with its version, and a number where two are the same."""
    found: list[str] = []
    for run in runs:
        numbered = (f"{run.name} ({number})" for number in range(2, len(runs) + 2))
        found.append(next(name for name in chain([run.name], numbered) if name not in found))
    return found
