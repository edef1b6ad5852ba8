"""How does an author begin a region in a repository of its own?

`template/` is that repository, a whole small region of placeholders in which `$name`, `$area` and the like stand for what the author says.
It is written into a folder beside its place, and takes its place when it is complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from keyword import iskeyword
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from yibao.codec import converter
from yibao.conformance.cases import spec
from yibao.errors import BadDeclaration, CannotWrite
from yibao.fields import Area
from yibao.measures import prefix
from yibao.plugins import Plugins

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", re.ASCII)
LONGEST = 40


def new_region(name: str, area: str, into: Path, installed: Plugins) -> Path:
    """Write the repository `yibao-<name>` into a folder, whole or not at all. Raises BadDeclaration and CannotWrite."""
    check_name(name, installed)
    check_area(area, installed)
    hyphened = name.replace("_", "-")
    words = {
        "name": name,
        "area": area,
        "elsewhere": "310000" if area.startswith("11") else "110000",
        "package": f"yibao_{name}",
        "distribution": f"yibao-{hyphened}",
        "measure": f"{hyphened}-placeholder",
    }
    place = into / words["distribution"]
    try:
        if place.is_symlink() or (place.exists() and not (place.is_dir() and not any(place.iterdir()))):
            raise CannotWrite(f"{place} is there already, and is not an empty folder")
        with TemporaryDirectory(dir=into, prefix=f".{place.name}.") as draft:
            made = Path(draft, place.name)
            for path, text in written(words):
                file = made / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text.encode())
            made.rename(place)  # onto nothing or an empty folder
    except OSError as error:
        raise CannotWrite(f"{place} cannot be written: {error.strerror}") from None
    return place


def written(words: dict[str, str]) -> Iterator[tuple[Path, str]]:
    """Each file of the repository, and what stands in it."""
    for path, file in _files(files("yibao.new_region") / "template", Path()):
        yield Path(*(words.get(step, step) for step in path.parts)), Template(file.read_text("utf-8")).substitute(words)


def _files(folder: Traversable, path: Path) -> Iterator[tuple[Path, Traversable]]:
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if one.is_file():
            yield path / one.name, one
        elif one.name != "__pycache__":  # an installer compiles what it finds
            yield from _files(one, path / one.name)


def check_name(name: str, installed: Plugins) -> None:
    """Whether a new region can bear a name. Raises BadDeclaration."""
    if not NAME.fullmatch(name) or len(name) > LONGEST or iskeyword(name):
        what = f"a word of small letters, digits and single underscores, at most {LONGEST} long and no keyword of Python, such as 'mingzhou'"
        raise BadDeclaration(f"the name of a region is {what}; got {name[:60]!r}")
    if name in {region for region, _ in _places(installed)}:
        raise BadDeclaration(f"there is a plugin {name!r} already: take another name")
    if spec().joinpath("cases", name).is_dir():
        raise BadDeclaration(f"the specification has a region {name!r} already: take another name")
    if find_spec(f"yibao_{name}") is not None:
        raise BadDeclaration(f"a package yibao_{name} is installed already: take another name")


def check_area(area: str, installed: Plugins) -> None:
    """Whether a new region can be of an area: two regions of the very same area would both claim every visit. Raises BadDeclaration."""
    try:
        converter().structure(area, Area)
    except (TypeError, ValueError) as error:
        raise BadDeclaration(f"area: {error}") from None
    for region, other in _places(installed):
        if prefix(other) == prefix(area):
            raise BadDeclaration(f"area {area} is that of the installed plugin {region!r}: no two regions can have the same")


def _places(installed: Plugins) -> Iterator[tuple[str, str]]:
    """Which region has which area: every plugin, also one that does not load, and each of its measures."""
    yield from ((one.region, one.area) for one in installed.broken)
    for plugin in installed.loaded:
        yield plugin.region, plugin.area
        yield from ((plugin.region, declared.measure.area) for declared in plugin.measures)
