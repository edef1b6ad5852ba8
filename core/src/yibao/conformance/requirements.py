"""Which cases does a release of the specification score?

A set is frozen: it names every case with the digest of what is asked and expected. What came later runs and is not scored until the next
set takes it in; an id that was retired is never used again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import attrs

from yibao.codec import parse, structure
from yibao.conformance.cases import Case, spec
from yibao.errors import UnknownRegion, near
from yibao.fields import CaseName, Digest
from yibao.measures import digest


@attrs.frozen
class Retired:
    """An id that no case bears any more: the full name, the release that no longer has it, and why."""

    case: CaseName
    since: str
    why: str


@attrs.frozen
class Requirements:
    """The cases that a release scores: full name → digest."""

    release: str
    frozen: str
    cases: Mapping[CaseName, Digest]

    def unscored(self, case: Case) -> str:
        """Why a case runs and is not scored: `disputed` or `later`; nothing where it is scored. A plugin's own cases always are."""
        if case.basis == "disputed":
            return "disputed"
        return "later" if case.shipped and case.name not in self.cases else ""


def digest_of(case: Case) -> str:
    """SHA-256 of what a case asks and expects; its title, clause and basis may be put right."""
    asked: Any = case.document if case.asks == "ledger" else case.given
    return digest({"asks": case.asks, "measure": case.measure, "given": asked, "expect": case.expect})


def releases() -> list[str]:
    """The releases that have a set, the newest last."""
    names = (file.name.removesuffix(".json") for file in spec().joinpath("requirements").iterdir())
    return sorted(names, key=lambda name: [int(part) for part in re.findall(r"\d+", name)])


@cache
def requirements(release: str | None = None) -> Requirements:
    """The set of a release, or the newest. Raises UnknownRegion with the near match."""
    known = releases()
    name = known[-1] if release is None else release
    if name not in known:
        raise UnknownRegion(f"there is no requirement set {name!r}{near(name, known)}; sets: {', '.join(known)}")
    document = parse(spec().joinpath("requirements", f"{name}.json").read_bytes(), f"requirements/{name}.json")
    document.pop("schema")
    return structure(document, Requirements, f"requirements/{name}.json")


def retired() -> tuple[Retired, ...]:
    """The ids that no case may bear again."""
    return structure(parse(spec().joinpath("retired.json").read_bytes(), "retired.json"), tuple[Retired, ...], "retired.json")


def freeze(release: str, day: str, cases: Iterable[Case]) -> dict[str, Any]:
    """The document of a new set: every case as it is now, but for disputed ones."""
    names = {case.name: digest_of(case) for case in cases if case.shipped and case.basis != "disputed"}
    return {"schema": "yibao.requirements/1", "release": release, "frozen": day, "cases": dict(sorted(names.items()))}
