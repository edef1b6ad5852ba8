"""How are files of cases run by pytest?

pytest loads this module in every project of an environment that has yibao, so it imports nothing before it meets a file `*.case.json`.
A case whose measure is not installed is skipped; a disputed one that does not come out is an expected failure, because it is not scored.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from yibao.conformance.cases import Case
    from yibao.conformance.running import Result

ENDING = ".case.json"


class DidNotComeOut(Exception):
    """A case that did not come out, in words."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Files of cases, wherever they lie."""
    return CaseFile.from_parent(parent, path=file_path) if file_path.name.endswith(ENDING) else None


class CaseFile(pytest.File):
    """A file of cases (schema `yibao.cases/1`)."""

    def collect(self) -> Iterator[pytest.Collector]:
        """The group of the file. What is wrong with the file is said in yibao's own words."""
        from yibao.conformance.cases import read_cases
        from yibao.errors import YibaoError

        try:
            found = list(read_cases(self.path.parent.name, self.path, bases_of(self.path)))
        except YibaoError as error:
            raise self.CollectError(str(error)) from None
        if found:
            yield CaseGroup.from_parent(self, name=found[0].group, found=found)


class CaseGroup(pytest.Collector):
    """The cases of a file, under the name of their group."""

    def __init__(self, *, found: list[Case], **node: Any) -> None:
        super().__init__(**node)
        self.found = found

    def collect(self) -> Iterator[pytest.Item]:
        """The cases in their order."""
        from yibao.conformance.own import can_answer
        from yibao.plugins import installed

        plugins = installed()
        for case in self.found:
            item = CaseItem.from_parent(self, name=case.id, case=case)
            if case.basis == "disputed":
                item.add_marker(pytest.mark.xfail(raises=DidNotComeOut, strict=False, reason="disputed, so not scored"))
            if not can_answer(case, plugins) and not plugins.broken:  # what broke could be what is wanted: it must not pass for not installed
                item.add_marker(pytest.mark.skip(reason=f"no plugin with {case.measure} is installed"))
            yield item


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, case: Case, **node: Any) -> None:
        super().__init__(**node)
        self.case = case

    def runtest(self) -> None:
        """Ask this implementation, and compare what comes."""
        from yibao.conformance.own import can_answer
        from yibao.conformance.running import run
        from yibao.plugins import installed

        plugins = installed()
        if not can_answer(self.case, plugins):
            raise DidNotComeOut("\n".join(f"plugin {one.region!r} is installed but does not load: {one.error}" for one in plugins.broken))
        result = run(self.case, plugins)
        if result.fails:
            raise DidNotComeOut(told(result))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """A case that did not come out is told without the way through the program; anything else is a fault of the program."""
        return str(excinfo.value) if isinstance(excinfo.value, DidNotComeOut) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case stands, and the heading of its failure."""
        return self.path, 0, f"{self.case.group}::{self.case.id}"


def bases_of(file: Path) -> Path | None:
    """The folder above the file's, where it has base claims or records of its own; else those of the specification are taken."""
    above = file.resolve().parent.parent
    return above if any(above.joinpath(name).is_dir() for name in ("claims", "records")) else None


def told(result: Result) -> str:
    """What a case is about, and level by level what was expected and what came."""
    from yibao.personal import masked

    case = result.case
    lines = [f"{case.clause} · {case.measure} · {case.basis}", case.title["zh"], case.title["en"]]
    for level, held in result.levels.items():
        lines += [] if held else ["", level]
        for one in result.mismatches:
            if one.level == level:
                lines += [f"  {one.where}", f"    expected {shown(one.expected)}", f"    got      {shown(one.got)}"]
    return masked("\n".join(lines))


def shown(value: Any) -> str:
    """A value as the file of cases writes it."""
    import json

    return json.dumps(value, ensure_ascii=False, default=str)
