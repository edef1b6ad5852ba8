"""Which variants are there of everything that is installed?"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, NamedTuple

import attrs

from yibao.codec import parse, structure
from yibao.conformance.mutants.computations import computations
from yibao.conformance.mutants.declarations import Changes, changes
from yibao.conformance.mutants.kinds import Kind
from yibao.conformance.mutants.neighbours import Placed, neighbours, placed
from yibao.errors import UnknownRegion, near
from yibao.plugins import STAGES, Plugin, Plugins
from yibao.rules import Consequence, Rule

COMMON, CORE = "common", "core"
"""The groups that are no region's: what regions share, and the core's own computation."""
LEDGER = ("years", "reversing", "quotas", "months", "settling", "standing")
UNKNOWN_ONLY: frozenset[Kind] = frozenset({"null", "boundary"})
COMPUTING: dict[str, tuple[str, frozenset[Kind] | None]] = {
    "yibao.settlement": ("settlement", None),
    "yibao.pricing": ("pricing", None),
    "yibao.money": ("money", None),
    "yibao.workdays": ("days", None),
    "yibao.agreement_clocks": ("days", None),
    "yibao.judging": ("unknown", UNKNOWN_ONLY),
    **{f"yibao.ledger.{name}": ("ledger", None) for name in LEDGER},
}
"""The core's modules that make money, days and what is unknown: under which name they are counted, and which kinds of change they get."""
SHARED = {"yibao.common": None, "yibao.readings": ("GENERAL",)}
"""What regions share: modules, and which of their statements where not all."""
RULE_ELSEWHERE = re.compile(r"(\w+)(?:\.\w+)+ \S+")
"""How a rule of another region is written that stands in a rule's place: its module and name, and its clause."""
IMPORT = "from yibao.conformance.mutants import wrong as _wrong\n"


class Mutant(NamedTuple):
    """One module, changed in one place."""

    group: str
    """The region whose rules it changes, or `common`, or `core`."""
    stage: str
    kind: Kind
    module: str
    file: str
    line: int
    within: str
    """The function or name in whose declaration the change is."""
    before: str
    after: str
    at: int
    """Which one it is, where the same change can be made at several places within."""
    source: str
    """The whole module, changed."""

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """What stays the same while lines move."""
        return self.file, self.within, self.before, self.after, self.at

    def document(self) -> dict[str, Any]:
        """As a document, without the module's source."""
        names = ("group", "stage", "kind", "file", "line", "within", "before", "after", "at")
        return {name: getattr(self, name) for name in names}


@attrs.frozen
class Equivalent:
    """A change that makes no difference, and why."""

    file: str
    within: str
    before: str
    after: str
    reason: str
    at: int = 1

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """The key of the mutant that it means."""
        return self.file, self.within, self.before, self.after, self.at


def groups_of(asked: Sequence[str], installed: Plugins) -> list[str]:
    """The groups that are asked for, or all. Raises UnknownRegion."""
    known = [*(plugin.region for plugin in installed.loaded), COMMON, CORE]
    for name in asked:
        if name not in known:
            if name in {one.region for one in installed.broken}:
                installed.plugin(name)
            raise UnknownRegion(f"no plugin {name!r} is installed{near(name, known)}; there are: {', '.join(known)}")
    return list(dict.fromkeys(asked)) or known


def mutants_of(group: str, installed: Plugins) -> list[Mutant]:
    """Every variant of a group, in the order of its modules and lines."""
    if group == CORE:
        made = [one for module, (stage, kinds) in COMPUTING.items() for one in _computing(module, stage, kinds)]
    elif group == COMMON:
        made = [one for module, only in SHARED.items() for one in _of_module(COMMON, module, changes, lambda _: "shared", only)]
    else:
        made = list(_of_region(installed.plugin(group), installed))
    return _numbered(made)


def equivalents_of(group: str, installed: Plugins) -> tuple[Equivalent, ...]:
    """The changes of a group that are known to make no difference: a region's stand in its own package. Raises InvalidDocument.

    What is said of another region's rule says nothing where that region is not installed.
    """
    package = "yibao.conformance.mutants" if group in (COMMON, CORE) else installed.plugin(group).module.__name__
    spec = find_spec(package)
    if spec is None or spec.submodule_search_locations is None:
        return ()
    file = files(package).joinpath(f"equivalent_{group}.json" if group in (COMMON, CORE) else "equivalent_mutants.json")
    if not file.is_file():
        return ()
    name = f"{package.replace('.', '/')}/{file.name}"
    packages = {plugin.module.__name__.partition(".")[0] for plugin in installed.loaded}
    listed = structure(parse(file.read_bytes(), name), tuple[Equivalent, ...], name)
    return tuple(one for one in listed if not (of := RULE_ELSEWHERE.fullmatch(one.after)) or of[1] in packages)


def sampled(mutants: Sequence[Mutant], number: int | None) -> list[Mutant]:
    """So many of them, spread by chance and always the same ones; all where no number is given."""
    if number is None or len(mutants) <= number:
        return list(mutants)
    kept = {one.key for one in sorted(mutants, key=lambda one: hashlib.sha256(json.dumps(one.key).encode()).digest())[:number]}
    return [one for one in mutants if one.key in kept]


def _computing(module: str, stage: str, kinds: frozenset[Kind] | None) -> Iterator[Mutant]:
    made = _of_module(CORE, module, computations, lambda _: stage)
    return (one for one in made if kinds is None or one.kind in kinds)


def _of_region(plugin: Plugin, installed: Plugins) -> Iterator[Mutant]:
    stages = _Stages(plugin)
    everywhere = placed(installed.loaded)
    for module in _modules(plugin.module.__name__):
        for one in (one for one in everywhere if one.module == module):
            for theirs in neighbours(one, everywhere):
                yield from _neighbour(plugin.region, stages.of(module, one.name), one, theirs)
        yield from _of_module(plugin.region, module, changes, partial(stages.of, module))


def _neighbour(group: str, stage: str, ours: Placed, theirs: Placed) -> Iterator[Mutant]:
    """A rule with what another region's rule asks and has follow, at the end of its module."""
    text = _Text.of(ours.module)
    code = f"{ours.name} = _wrong.neighbour({ours.name}, {theirs.module!r}, {theirs.name!r}, {theirs.clause.id!r})"
    before, after = f"{ours.name} {ours.clause.id}", f"{theirs.module}.{theirs.name} {theirs.clause.id}"
    changed = text.changed(len(text.source), len(text.source), f"\n{code}\n")
    for line in (one.lineno for one in text.statements if _name(one) == ours.name):
        yield Mutant(group, stage, "neighbour", ours.module, _file(ours.module), line, ours.name, before, after, 1, changed)


def _of_module(
    group: str, module: str, change: Callable[[ast.AST], Changes], stage: Callable[[str], str], only: Sequence[str] | None = None
) -> Iterator[Mutant]:
    """Every change to a module."""
    text = _Text.of(module)
    for statement in text.statements:
        within = _name(statement)
        if only is None or within in only:
            for one in change(statement):
                place: Any = one.node
                start, end = text.at(place.lineno, place.col_offset), text.at(place.end_lineno, place.end_col_offset)
                before, after = ast.unparse(one.node), one.code.replace("_wrong.", "")
                changed = text.changed(start, end, one.code)
                yield Mutant(group, one.stage or stage(within), one.kind, module, _file(module), place.lineno, within, before, after, 1, changed)


@attrs.frozen
class _Text:
    """The source of a module as it is installed, in bytes, for that is how places in it are counted."""

    source: bytes
    statements: list[ast.stmt]
    starts: list[int]
    """Where each line begins."""

    @classmethod
    def of(cls, module: str) -> _Text:
        """That of a module. Raises UnknownRegion where it is not at hand."""
        spec = find_spec(module)
        if spec is None or spec.origin is None or not Path(spec.origin).is_file():  # not by its loader: pytest puts one of its own in place
            raise UnknownRegion(f"the source of {module} is not at hand: it cannot be changed")
        text = Path(spec.origin).read_bytes()
        return cls(text, ast.parse(text).body, [0, *accumulate(map(len, text.splitlines(keepends=True)))])

    def at(self, line: int, column: int) -> int:
        """The place of a line and column."""
        return self.starts[line - 1] + column

    def changed(self, start: int, end: int, code: str) -> str:
        """The source with something else between two places; with the words that it may need, before the first statement that computes."""
        first = self.first if "_wrong." in code else 0
        parts = [self.source[:first], IMPORT.encode() if first else b"", self.source[first:start], code.encode(), self.source[end:]]
        return b"".join(parts).decode()

    @property
    def first(self) -> int:
        """Where the first statement begins that is neither the docstring nor about the language itself."""
        for statement in self.statements:
            is_docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            if not is_docstring and not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
                return self.at(min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", ()))]), 0)
        return len(self.source)


def _name(statement: ast.stmt) -> str:
    """The name that a statement declares."""
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name), *_]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case _:
            return ast.unparse(statement).split(" ")[0]


def _numbered(made: Iterable[Mutant]) -> list[Mutant]:
    """Without those that come to the same source, and the like ones within one declaration counted."""
    seen: set[tuple[str, str]] = set()
    times: Counter[tuple[str, str, str, str, int]] = Counter()
    found = []
    for one in made:
        if (one.module, one.source) in seen:
            continue
        seen.add((one.module, one.source))
        times[one.key] += 1
        found.append(one._replace(at=times[one.key]))
    return found


class _Stages:
    """At which stage the declarations of a region are judged."""

    def __init__(self, plugin: Plugin) -> None:
        self.hooks = plugin.module.__name__
        self.by_name: dict[tuple[str, str], str] = {}
        rules = {id(one): stage for declared in plugin.measures for stage in STAGES for one in declared.rules[stage]}
        for one in placed([plugin]):
            self.by_name[one.module, one.name] = rules[id(one.rule)]
        for module in _modules(plugin.module.__name__):
            for name, value in vars(import_module(module)).items():
                if isinstance(value, Consequence | Rule) and id(value) in rules:
                    self.by_name[module, name] = rules[id(value)]

    def of(self, module: str, name: str) -> str:
        """The stage of what bears a name: its hook's; of what is no rule that of its file, or of most rules in it."""
        if module == self.hooks and (module, name) not in self.by_name:
            return "hooks"
        last = module.rpartition(".")[2]
        here = Counter(stage for (where, _), stage in self.by_name.items() if where == module)
        known = last in (*STAGES, "agreement", "readings")
        return self.by_name.get((module, name)) or (last if known or not here else here.most_common(1)[0][0])


def _modules(name: str) -> list[str]:
    """A plugin's module, and those of its package."""
    spec = find_spec(name)
    inside = spec.submodule_search_locations if spec else None
    return [name, *(one.name for one in walk_packages(inside, f"{name}."))] if inside is not None else [name]


def _file(module: str) -> str:
    """What a module is called in a list: its path in its package."""
    spec = find_spec(module)
    is_package = spec is not None and spec.submodule_search_locations is not None
    return module.replace(".", "/") + ("/__init__.py" if is_package else ".py")
