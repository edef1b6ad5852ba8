"""What became of the cases of a run, which results count, and did it go well?"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import attrs

from yibao.codec import BEIJING, read, structure
from yibao.conformance.cases import Case, cases, spec
from yibao.conformance.grading import LEVELS, Check, Level
from yibao.conformance.own import can_answer, check
from yibao.conformance.requirements import Requirements, requirements
from yibao.errors import UnknownRegion, near
from yibao.fields import CaseName
from yibao.files import replacing
from yibao.measures import Measure, read_measure
from yibao.personal import masked
from yibao.plugins import Plugin, Plugins

Status = Literal["passed", "failed", "skipped", "unsupported", "errored", "timeout", "not_run"]
LONGEST = 2000
"""How much of a value that came is told, in characters."""
BROKE: tuple[Status, ...] = ("errored", "timeout")
"""The program did not answer."""
STAGES = ("eligibility", "pricing", "settlement", "violation", "agreement", "governance", "ledger")
"""The stages of cases, in the order in which they are shown."""
Fails = Literal["outcome", "reasons", "amounts", "trace", "errored", "timeout"]


@attrs.frozen
class Result:
    """What became of one case."""

    case: Case
    stage: str
    status: Status
    checks: tuple[Check, ...] = ()
    message: str = ""
    """Why it was skipped, is not supported, or did not answer."""
    issue: str = ""
    """Where an implementation says that it is going to."""
    context: str = ""
    """The end of what the program wrote on standard error."""
    seconds: float = 0.0
    unscored: str = ""
    """`disputed` or `later`: it ran and is not scored."""
    known: bool = False
    """Whether it fails as it is known to."""

    @property
    def mismatches(self) -> tuple[Check, ...]:
        """What did not come as expected."""
        return tuple(one for one in self.checks if not one.held)

    @property
    def levels(self) -> dict[Level, bool]:
        """Each level at which the case expects something, and whether all of it came."""
        return {
            level: all(one.held for one in self.checks if one.level == level) for level in LEVELS if any(one.level == level for one in self.checks)
        }

    @property
    def fails(self) -> tuple[str, ...]:
        """The levels at which it fails, or that it broke; empty where it does neither."""
        return (self.status,) if self.status in BROKE else tuple(level for level, held in self.levels.items() if not held)

    @property
    def counts(self) -> bool:
        """Whether it is a failure that nobody put up with: a scored one that is not known."""
        return bool(self.fails) and not self.unscored and not self.known

    def document(self) -> dict[str, Any]:
        """The result as a line of a report: with what was asked and expected where it did not come out."""
        one = self.case
        told: dict[str, Any] = {
            "case": one.name,
            "region": one.region,
            "measure": one.measure,
            "clause": one.clause,
            "stage": self.stage,
            "asks": one.asks,
            "basis": one.basis,
            "title": dict(one.title),
            "status": self.status,
            "levels": self.levels,
            "unscored": self.unscored,
            "known": self.known,
            "seconds": round(self.seconds, 4),
        }
        told |= {key: value for key in ("message", "issue", "context") if (value := getattr(self, key))}
        if self.fails:
            told["mismatches"] = [{"level": it.level, "where": it.where, "expected": it.expected, "got": it.got} for it in self.mismatches]
            told |= {"input": one.document, "expect": None} if one.asks == "ledger" else {"input": one.given, "expect": dict(one.expect)}
        return told


@attrs.frozen
class KnownFailure:
    """A failure that an implementation puts up with for now: the case, how it fails, and why."""

    case: CaseName
    fails: tuple[Fails, ...]
    why: str | None = None


@attrs.frozen
class Run:
    """All results of one implementation, against one requirement set."""

    implementation: Mapping[str, Any]
    supports: Mapping[str, Any]
    requirements: str
    levels: tuple[Level, ...]
    started: str
    seconds: float
    results: tuple[Result, ...]
    stale: tuple[str, ...] = ()
    """What a list of known failures says that is not so."""

    @property
    def fine(self) -> bool:
        """Whether something was scored, and nothing failed that was not known to, and all was asked."""
        scored = [one for one in self.results if one.status in ("passed", "failed", *BROKE) and not one.unscored]
        return bool(scored) and not self.stale and not any(one.counts or one.status == "not_run" for one in self.results)

    def header(self) -> dict[str, Any]:
        """The first line of a report."""
        names = ("implementation", "supports", "requirements", "levels", "started")
        return {"schema": "yibao.run/1", **{name: getattr(self, name) for name in names}}

    def summary(self) -> dict[str, Any]:
        """The last line of a report: the counts of scored results by what became of them, by stage and by level."""
        scored = [one for one in self.results if not one.unscored]
        statuses = Counter("known" if one.known else one.status for one in scored)
        unscored = Counter(one.unscored for one in self.results if one.unscored)
        return {
            "fine": self.fine,
            **{name: statuses[name] for name in ("passed", "failed", "errored", "timeout", "known", "skipped", "unsupported", "not_run")},
            **{name: unscored[name] for name in ("disputed", "later")},
            "unscored_failing": sum(bool(one.fails) for one in self.results if one.unscored),
            "stale": list(self.stale),
            "seconds": round(self.seconds, 2),
            "by_region": _counted(scored, lambda one: (one.stage,) if one.status in ("passed", "failed", *BROKE) else ()),
            "by_level": _counted(scored, lambda one: tuple(one.levels), lambda one, level: one.levels[level]),
        }

    def document(self) -> dict[str, Any]:
        """The run with its failures, as one document."""
        return {**self.header(), **self.summary(), "failures": [one.document() for one in self.results if one.fails and not one.unscored]}

    def lines(self) -> Iterator[dict[str, Any]]:
        """The report line by line: header, results, summary."""
        yield self.header()
        yield from (one.document() for one in self.results)
        yield self.summary()


Counts = dict[str, dict[str, dict[str, int]]]


def _counted(
    results: Iterable[Result],
    keys: Callable[[Result], Iterable[str]],
    held: Callable[[Result, Any], bool] = lambda one, _: one.status == "passed",
) -> Counts:
    """Region → key → how many passed and failed."""
    found: Counts = {}
    for one in results:
        for key in keys(one):
            cell = found.setdefault(one.case.region, {}).setdefault(key, {"passed": 0, "failed": 0})
            cell["passed" if held(one, key) else "failed"] += 1
    return found


@attrs.frozen
class Asked:
    """What a run asks for: which cases, graded at which levels, scored by which set, and which failures are known."""

    regions: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    levels: tuple[Level, ...] = LEVELS
    release: str | None = None
    known: tuple[KnownFailure, ...] = ()

    def among(self, found: Sequence[Case]) -> list[Case]:
        """The cases asked for, in their order. Raises UnknownRegion where nothing bears a name."""
        for region in self.regions:
            if region not in (names := {case.region for case in found}):
                raise UnknownRegion(f"there are no cases of a region {region!r}{near(region, names)}; regions: {', '.join(sorted(names))}")
        chosen = [case for case in found if not self.regions or case.region in self.regions]
        for pattern in self.patterns:
            if not any(fnmatchcase(case.name, pattern) for case in chosen):
                raise UnknownRegion(f"no case is named {pattern!r}{near(pattern, [case.name for case in chosen])}")
        return [case for case in chosen if not self.patterns or any(fnmatchcase(case.name, one) for one in self.patterns)]


def graded(case: Case, stage: str, found: Iterable[Check], asked: Asked, seconds: float = 0.0) -> Result:
    """The result of a case that was answered, at the levels asked for."""
    kept = tuple(one if one.held else attrs.evolve(one, got=_told(one.got)) for one in found if one.level in asked.levels)
    if not kept:
        return Result(case, stage, "skipped", message="it expects nothing at the levels asked for", seconds=seconds)
    return Result(case, stage, "passed" if all(one.held for one in kept) else "failed", kept, seconds=seconds)


def _told(got: Any) -> Any:
    """What came, for a report: without what looks personal, and cut where it is long."""
    text = got if isinstance(got, str) else json.dumps(got, ensure_ascii=False, default=str)
    short = masked(text[:LONGEST])
    return got if short == text else short + ("…" if len(text) > LONGEST else "")


class Listener:
    """Is told how a run goes; this one does nothing with it."""

    def begins(self, run: Run, cases: int) -> None:
        """A run begins: it has no results yet, and so many cases are to be asked."""

    def came(self, result: Result) -> None:
        """A result is known."""


@attrs.frozen
class Course:
    """A run on its way: results are marked with whether they count as they come, and told to a listener."""

    asked: Asked
    every: Sequence[Case]
    chosen: Sequence[Case]
    wanted: Requirements
    known: Mapping[str, KnownFailure]
    began: float
    listener: Listener

    @classmethod
    def of(cls, asked: Asked, every: Sequence[Case], listener: Listener) -> Course:
        """A run that begins now. Raises UnknownRegion where nothing bears a name."""
        graded: set[str] = {*asked.levels, *BROKE}
        entries = (attrs.evolve(one, fails=tuple(fails for fails in one.fails if fails in graded)) for one in asked.known)
        known: dict[str, KnownFailure] = {one.case: one for one in entries if one.fails}
        return cls(asked, every, asked.among(every), requirements(asked.release), known, time.time(), listener)

    def begins(self, implementation: Mapping[str, Any], supports: Mapping[str, Any]) -> Run:
        """The run without results."""
        started = datetime.fromtimestamp(self.began, BEIJING).isoformat(timespec="seconds")
        run = Run(implementation, supports, self.wanted.release, self.asked.levels, started, 0.0, ())
        self.listener.begins(run, len(self.chosen))
        return run

    def came(self, result: Result) -> Result:
        """A result, marked."""
        entry = self.known.get(result.case.name)
        known = entry is not None and bool(result.fails) and set(entry.fails) == set(result.fails)
        marked = attrs.evolve(result, unscored=self.wanted.unscored(result.case), known=known)
        self.listener.came(marked)
        return marked

    def finished(self, run: Run, results: Iterable[Result]) -> Run:
        """The run with all its results."""
        marked = tuple(results)
        stale = tuple(_stale(marked, self.known, {case.name for case in self.every}))
        return attrs.evolve(run, results=marked, seconds=time.time() - self.began, stale=stale)


def _stale(results: Iterable[Result], known: Mapping[str, KnownFailure], all_cases: set[str]) -> Iterator[str]:
    """What a list of known failures says that is not so any more."""
    for number, name in enumerate(name for name in known if name not in all_cases):
        yield f"{name}: there is no such case{near(name, all_cases) if number < 5 else ''}"  # each near match costs time
    for one in results:
        entry = known.get(one.case.name)
        if entry is not None and not one.known and one.status != "not_run":
            now = f"fails at {', '.join(one.fails)}" if one.fails else one.status
            yield f"{one.case.name}: known to fail at {', '.join(entry.fails)}, now {now}"


def known_failures(path: str) -> tuple[KnownFailure, ...]:
    """A list of known failures from a file. Raises InvalidDocument."""
    return structure(read(Path(path), path), tuple[KnownFailure, ...], path)


def write_known_failures(path: str, run: Run, before: Iterable[KnownFailure] = ()) -> None:
    """Write the failures of a run as the known ones. Raises CannotWrite.

    Of the list before, why a failure is known is kept, and the whole entry of a case that was not asked, or at no such level.
    """
    why = {one.case: {"why": one.why} for one in before if one.why is not None}
    answered = {one.case.name for one in run.results if one.status != "not_run"}
    kept = {one.case: tuple(fails for fails in one.fails if one.case not in answered or fails not in (*run.levels, *BROKE)) for one in before}
    failing = {CaseName(one.case.name): one.fails for one in run.results if one.fails and not one.unscored}
    both = {name: [*failing.get(name, ()), *kept.get(name, ())] for name in [*failing, *(name for name in kept if name not in failing)]}
    entries = [{"case": name, "fails": fails, **why.get(name, {})} for name, fails in both.items() if fails]
    with replacing(path) as file:
        file.write((json.dumps(entries, ensure_ascii=False, indent=1) + "\n").encode())


def stages(plugins: Iterable[Plugin] = ()) -> Callable[[Case], str]:
    """The stage of a case: that of its clause, whether or not its measure is installed."""
    brought = {declared.measure.id: declared.measure for plugin in plugins for declared in plugin.measures}

    @cache
    def register(measure: str) -> Measure:
        return brought[measure] if measure in brought else read_measure(spec().joinpath("measures", f"{measure}.json"))

    return lambda case: "ledger" if case.asks == "ledger" else register(case.measure).clause(case.clause).stage


def run(case: Case, installed: Plugins) -> Result:
    """Run one case against this implementation, in this process."""
    return graded(case, "", check(case, installed), Asked())


def conform(installed: Plugins, asked: Asked | None = None, listener: Listener | None = None) -> Run:
    """Run cases against this implementation, in this process."""
    course = Course.of(asked or Asked(), list(cases(installed.loaded)), listener or Listener())
    stage, measures = stages(installed.loaded), [declared.measure.id for plugin in installed.loaded for declared in plugin.measures]
    run = course.begins(OWN, {"measures": measures})
    return course.finished(run, [course.came(_result(case, stage(case), installed, course.asked)) for case in course.chosen])


def _result(case: Case, stage: str, installed: Plugins, asked: Asked) -> Result:
    if not can_answer(case, installed):
        return Result(case, stage, "unsupported", message=f"no plugin with {case.measure} is installed")
    began = time.perf_counter()
    found = check(case, installed)
    return graded(case, stage, found, asked, time.perf_counter() - began)


OWN = {"name": "yibao", "version": version("yibao"), "language": "Python"}
"""How this implementation calls itself."""
