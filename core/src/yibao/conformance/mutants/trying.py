"""Does a case notice that one module is changed?

This runs in a process of its own. A changed module is loaded from memory in place of the installed one, together with everything that
may hold on to the old one: of a region its own modules, of what regions share and of the core everything.
"""

from __future__ import annotations

import gc
import linecache
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any, Literal, NamedTuple

Became = Literal["killed", "refused", "unnoticed"]


class Source(NamedTuple):
    """An installed plugin, as it can be loaded again."""

    region: str
    area: str
    version: str
    module: str


class Task(NamedTuple):
    """A module to be changed: in which group, and with which cases it is tried where not with all of the group."""

    group: str
    module: str
    source: str
    asks: str = ""


class Verdict(NamedTuple):
    """What became of a variant, and by which case or why."""

    became: Became
    by: str = ""


class _Changed(SourceFileLoader):
    """Loads a module from other source than stands in its file."""

    source = ""

    def get_code(self, fullname: str) -> CodeType:
        """The changed module's code; nothing of it is kept on disk."""
        return compile(self.source, self.path, "exec", dont_inherit=True)


class _Instead(MetaPathFinder):
    """Finds one module changed, and leaves all others to be found where they are installed."""

    module = ""
    source = ""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The module's own place, with other source."""
        if fullname != self.module:
            return None
        others = (one.find_spec(fullname, path, target) for one in sys.meta_path if one is not self)
        spec = next(filter(None, others), None)
        if spec is not None and spec.origin is not None:
            loader = _Changed(fullname, spec.origin)
            loader.source = self.source
            spec.loader = loader
        return spec


AFRESH = 50
"""After so many variants everything is loaded afresh: much is remembered of what was decided with each."""


class Subject:
    """Everything that is installed, tried with one module changed at a time."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = tuple(sources)
        self.instead = _Instead()
        sys.meta_path.insert(0, self.instead)
        self.changed = ""
        """The group of which something may be loaded as it was changed last."""
        self.found: Any = None
        self.number = 0
        self.by_group: dict[tuple[str, str], list[Any]] = {}
        self._load_all()
        self.cases = self._answerable()
        """All cases that can be asked of what is installed, as it is; what takes longest last."""

    def unchanged(self, groups: Iterable[str]) -> str | None:
        """A case of some groups that fails anyhow, if one does: then nothing can be told. What is no region's is asked with all cases."""
        regions = {one.region for one in self.sources}
        others = [group for group in groups if group not in regions]
        return next(filter(None, (self._noticing(group, "") for group in others[:1] or groups)), None)

    def tried(self, task: Task) -> Verdict:
        """What becomes of a changed module: it does not load, a case notices it, or none does."""
        whole = not any(one.region == task.group for one in self.sources)
        self.number += 1
        if not whole and (self.changed not in ("", task.group) or self.number % AFRESH == 0):
            self._load_all()
        self.instead.module, self.instead.source, self.changed = task.module, task.source, task.group
        try:
            why = self._load_all() if whole else self._load(task.group)
            if why is not None:
                return Verdict("refused", why)
            case = self._noticing(task.group, task.asks)
            return Verdict("unnoticed") if case is None else Verdict("killed", case)
        finally:
            self.instead.module = ""

    def _load_all(self) -> str | None:
        """Load everything afresh; why that cannot be done, if it cannot."""
        _forget(["yibao", *(one.module.partition(".")[0] for one in self.sources)])
        linecache.clearcache()
        gc.collect()
        try:
            plugins = import_module("yibao.plugins")
            found = plugins.gather(map(_loader, self.sources))
            import_module("yibao.conformance.own")
        except Exception as error:
            return _said(error)
        if found.broken:
            return _said(found.broken[0].error)
        self._use(found)
        return None

    def _load(self, region: str) -> str | None:
        """Load one region afresh, beside the others as they are; why that cannot be done, if it cannot."""
        plugins = import_module("yibao.plugins")
        (source,) = (one for one in self.sources if one.region == region)
        _forget([source.module])
        new = plugins.gather([_loader(source)])
        if new.broken:
            return _said(new.broken[0].error)
        loaded = [*new.loaded, *(one for one in self.found.loaded if one.region != region)]
        self._use(plugins.Plugins(tuple(sorted(loaded, key=lambda one: (one.region, one.area, one.version)))))
        return None

    def _use(self, found: Any) -> None:
        """Let it be what is installed, also for whoever asks for that by himself, as a ledger does."""
        self.found = found
        import_module("yibao.plugins").__dict__["installed"] = lambda: found

    def _noticing(self, group: str, asks: str) -> str | None:
        """The first case of a group that does not come out, if there is one."""
        own = import_module("yibao.conformance.own")
        cases = self._cases(group, asks)
        for at, case in enumerate(cases):
            try:
                noticed = not all(one.held for one in own.check(case, self.found))
            except (Exception, SystemExit):  # whatever a change breaks is noticed
                noticed = True
            if noticed:
                cases.insert(0, cases.pop(at))  # the next change is near this one
                return str(case.name)
        return None

    def _answerable(self) -> list[Any]:
        from yibao.conformance.cases import cases
        from yibao.conformance.own import can_answer

        every = (one for one in cases(self.found.loaded) if can_answer(one, self.found))
        return sorted(every, key=lambda one: one.asks == "ledger")

    def _cases(self, group: str, asks: str) -> list[Any]:
        """The cases of a group, in the order in which they noticed something last."""
        if (group, asks) not in self.by_group:
            region = {one.region for one in self.sources} & {group}
            chosen = [one for one in self.cases if (not region or one.region == group) and (not asks or one.asks == asks)]
            self.by_group[group, asks] = chosen
        return self.by_group[group, asks]


def _loader(source: Source) -> tuple[str, str, str, Any]:
    return source.region, source.area, source.version, partial(import_module, source.module)


def _forget(names: Iterable[str]) -> None:
    """Have modules, and what is inside them, loaded afresh when they are next imported."""
    inside = tuple(f"{name}." for name in names)
    for module in [one for one in sys.modules if f"{one}.".startswith(inside)]:
        del sys.modules[module]


def _said(error: Exception) -> str:
    return f"does not load: {type(error).__name__}: {error}"
