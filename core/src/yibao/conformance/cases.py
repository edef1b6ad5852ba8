"""What is asked in a case, of what text, and what must come out?

Cases are data in `yibao_spec`: a base claim, what is changed in it, and what must come out, written
from the text of the measure. Each names its clause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

import attrs

from yibao.codec import parse, structure
from yibao.conformance import sequences
from yibao.conformance.expected import check_expected
from yibao.errors import BadDeclaration
from yibao.fields import Name
from yibao.measures import Text
from yibao.plugins import Plugin

NOTHING = object()


@attrs.frozen
class Written:
    """One case as its file has it; which of the fields it needs depends on what its file asks."""

    id: Name
    basis: Literal["text", "interpretation", "disputed"]
    title: Text
    clause: str = ""
    base: Name | None = None
    remove: tuple[str, ...] = ()
    set: Mapping[str, Any] = attrs.field(factory=dict)
    readings: dict[str, str] = attrs.field(factory=dict)
    baseline: bool = False
    reported: tuple[str, ...] = ()
    on: date | None = None
    at: str | None = None
    steps: tuple[Mapping[str, Any], ...] = ()
    expect: Mapping[str, Any] = attrs.field(factory=dict)


@attrs.frozen
class Group:
    """A file of cases: a measure, what is asked, and the base on which its cases build."""

    schema: Literal["yibao.cases/1"]
    measure: str
    group: Name
    base: Name
    cases: tuple[Written, ...]
    asks: Literal["claim", "agreement", "proceeding", "ledger"] = "claim"
    set: Mapping[str, Any] = attrs.field(factory=dict)
    at: str | None = None


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
    shipped: bool = False
    """Whether it is one of the specification's own, and no plugin's: requirement sets speak of these."""

    @property
    def name(self) -> str:
        """The full name, `<region>/<group>/<id>`; never used again for another case."""
        return f"{self.region}/{self.group}/{self.id}"

    @property
    def given(self) -> dict[str, Any]:
        """What is sent to whoever is asked; never what is expected. Of a ledger the steps are sent one by one."""
        chosen = {"readings": dict(self.readings)}
        if self.asks == "claim":
            return {"claim": self.document, **chosen, "baseline": self.baseline, "reported": list(self.reported)}
        record = {"record": self.document, "on": self.on, **chosen}
        return record if self.asks == "agreement" else {**record, "reported": list(self.reported)}


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
                yield from (attrs.evolve(case, shipped=True) for case in read_cases(folder.name, file))
    for plugin in plugins:
        if not hasattr(plugin.module, "__path__"):
            continue  # a single module has no folder for cases
        own = files(plugin.module)
        if own.joinpath("cases").is_dir():
            for file in sorted(own.joinpath("cases").iterdir(), key=lambda one: one.name):
                yield from read_cases(plugin.region, file, own)


def read_cases(region: str, file: Traversable, bases_in: Traversable | None = None) -> Iterator[Case]:
    """The cases of one file; their bases lie in `claims` and `records` of the folder, or of the specification.

    Raises InvalidDocument with every fault of the file, and BadDeclaration where a pointer leads nowhere or an id stands twice.
    """
    where = f"{region}/{file.name}"
    group = structure(_json(file, where), Group, where)
    if group.group != file.name.removesuffix(".json").removesuffix(".case"):
        raise BadDeclaration(f"{where}: its group is {group.group!r}; a group is called as its file")
    twice = [id for id, count in Counter(case.id for case in group.cases).items() if count > 1]
    if twice:
        raise BadDeclaration(f"{where}: case ids {twice} stand twice")
    check_expected(where, group.asks, [case.steps if group.asks == "ledger" else case.expect for case in group.cases])
    folder = (bases_in or spec()).joinpath("records" if group.asks in ("agreement", "proceeding") else "claims")
    base = cache(lambda name: _json(folder.joinpath(f"{name}.json"), f"{folder.name}/{name}.json"))
    for case in group.cases:
        place = f"{where}, case {case.id}"
        if group.asks == "ledger":
            document = sequences.resolved(place, case.steps, case.at or group.at, base, group.base, group.set, changed)
        elif not case.expect or not case.clause:
            raise BadDeclaration(f"{place}: a case has a clause, and expects something")
        elif group.asks != "claim" and case.on is None:
            raise BadDeclaration(f"{place}: a case on a record says for which day it asks: `on`")
        else:
            document = changed(place, base(case.base or group.base), case.remove, case.set)
        yield Case(
            region=region,
            measure=group.measure,
            group=group.group,
            id=case.id,
            clause=case.clause,
            basis=case.basis,
            title={"zh": case.title.zh, "en": case.title.en},
            document=document,
            readings=case.readings,
            baseline=case.baseline,
            reported=case.reported,
            expect=case.expect,
            asks=group.asks,
            on=str(case.on or ""),
        )


def _json(file: Traversable, name: str) -> Any:
    try:
        return parse(file.read_bytes(), name)
    except OSError:
        raise BadDeclaration(f"{name} is named by a case and not there") from None


def changed(where: str, base: Any, remove: Iterable[str], put: Mapping[str, Any]) -> Any:
    """A base document with some things taken out, then others set. Raises BadDeclaration with the pointer that leads nowhere."""
    document = deepcopy(base)
    for path, value in (*((path, NOTHING) for path in remove), *put.items()):
        try:
            change(document, path, value)
        except (LookupError, ValueError, TypeError):
            raise BadDeclaration(f"{where}: the pointer {path} leads nowhere in its base") from None
    return document


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
