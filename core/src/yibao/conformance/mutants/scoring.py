"""What became of all variants, and is that good enough?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, get_args

import attrs

from yibao.conformance.mutants.asking import verdicts
from yibao.conformance.mutants.making import COMPUTING, CORE, Equivalent, Mutant, equivalents_of, groups_of, mutants_of, sampled
from yibao.conformance.mutants.trying import Source, Task, Verdict
from yibao.plugins import Plugins

Became = Literal["killed", "equivalent", "survived", "refused"]
BECAME: tuple[Became, ...] = get_args(Became)
REQUIRED = 0.95
"""The share that has to be noticed."""


@attrs.frozen
class Judged:
    """A variant and what became of it: a case killed it, it is listed as equivalent, it survived, or it was refused before a case was run."""

    mutant: Mutant
    became: Became
    by: str
    """The case that noticed, or why it was refused; of an equivalent one the reason."""


@attrs.frozen
class Score:
    """All variants that were tried, and what the lists of equivalents say that is not so."""

    judged: tuple[Judged, ...]
    stale: tuple[tuple[Equivalent, str], ...]
    made: int
    """How many there are; not all are tried where a sample was asked for."""
    sample: int | None = None

    @property
    def survivors(self) -> tuple[Judged, ...]:
        """Those that no case noticed and no list explains."""
        return tuple(one for one in self.judged if one.became == "survived")

    @property
    def share(self) -> float | None:
        """Killed, of all that could be; what was refused needed no case. None where there was none."""
        counts = Counter(one.became for one in self.judged)
        every = counts["killed"] + counts["equivalent"] + counts["survived"]
        return counts["killed"] / every if every else None

    @property
    def fine(self) -> bool:
        """Whether nothing survived that no list explains, every list is true, and enough was killed."""
        return not self.survivors and not self.stale and self.share is not None and self.share >= REQUIRED

    def counts(self, *keys: Callable[[Mutant], str]) -> dict[tuple[str, ...], Counter[str]]:
        """What became of them, by something of each."""
        found: dict[tuple[str, ...], Counter[str]] = {}
        for one in self.judged:
            found.setdefault(tuple(key(one.mutant) for key in keys), Counter())[one.became] += 1
        return found

    def document(self) -> dict[str, Any]:
        """The score as one document."""
        return {
            "fine": self.fine,
            "share": self.share,
            "required": REQUIRED,
            "made": self.made,
            "tried": len(self.judged),
            "sample": self.sample,
            "by_group": [{"group": group, "stage": stage, **_all(many)} for (group, stage), many in self.counts(_group, _stage).items()],
            "by_kind": [{"kind": kind, **_all(many)} for (kind,), many in sorted(self.counts(_kind).items())],
            "survivors": [one.mutant.document() for one in self.survivors],
            "equivalent": [one.mutant.document() | {"reason": one.by} for one in self.judged if one.became == "equivalent"],
            "stale": [attrs.asdict(one) | {"why": why} for one, why in self.stale],
        }


def _all(many: Counter[str]) -> dict[str, int]:
    return {name: many[name] for name in BECAME}


def _group(one: Mutant) -> str:
    return one.group


def _stage(one: Mutant) -> str:
    return one.stage


def _kind(one: Mutant) -> str:
    return one.kind


def score(
    asked: Sequence[str], installed: Plugins, sample: int | None = None, each: Callable[[int], Callable[[], Any]] = lambda _: lambda: None
) -> Score:
    """Try the variants of some groups, or of all; `each` is told how many there are and gives what is called for each that is done.

    Raises UnknownRegion, InvalidDocument (a list of equivalents) and CannotTry.
    """
    groups = groups_of(asked, installed)
    every = {group: mutants_of(group, installed) for group in groups}
    known = {group: equivalents_of(group, installed) for group in groups}
    chosen = [one for many in every.values() for one in sampled(many, sample)]
    came = verdicts([_task(one) for one in chosen], sources(installed), each(len(chosen)))
    reasons = {one.key: one.reason for many in known.values() for one in many}
    judged = tuple(_judged(one, verdict, reasons) for one, verdict in zip(chosen, came, strict=True))
    there = {one.key for many in every.values() for one in many}
    stale = tuple((one, why) for many in known.values() for one in many if (why := _stale(one, judged, there)))
    return Score(judged, stale, sum(map(len, every.values())), sample)


def sources(installed: Plugins) -> list[Source]:
    """The plugins that loaded, as they can be loaded again."""
    return [Source(one.region, one.area, one.version, one.module.__name__) for one in installed.loaded]


def _task(mutant: Mutant) -> Task:
    """Only cases on the ledger ask the ledger's modules."""
    of_ledger = mutant.group == CORE and COMPUTING[mutant.module][0] == "ledger"
    return Task(mutant.group, mutant.module, mutant.source, "ledger" if of_ledger else "")


def _judged(mutant: Mutant, verdict: Verdict, reasons: dict[Any, str]) -> Judged:
    if verdict.became != "unnoticed":
        return Judged(mutant, verdict.became, verdict.by)
    return Judged(mutant, "equivalent", reasons[mutant.key]) if mutant.key in reasons else Judged(mutant, "survived", "")


def _stale(one: Equivalent, judged: Iterable[Judged], there: set[Any]) -> str:
    """What an entry says that is not so, if it does."""
    if one.key not in there:
        return "there is no such change"
    return next((f"{it.became}: {it.by}" for it in judged if it.mutant.key == one.key and it.became in ("killed", "refused")), "")
