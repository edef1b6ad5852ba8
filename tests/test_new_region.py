"""A new region is written whole or not at all, and passes its own tests at once."""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from packaging.requirements import Requirement
from yibao import hookspecs
from yibao.cli import main
from yibao.conformance.cases import spec
from yibao.conformance.coverage import coverage
from yibao.conformance.running import Asked, conform
from yibao.errors import BadDeclaration, CannotWrite
from yibao.new_region import new_region
from yibao.plugins import STAGES, Broken, Plugins, gather, installed

NOBODY = Plugins(())
FILES = ("eligibility.py", "pricing.py", "settlement.py", "violation.py", "agreement.py", "readings.py", "measure.json")


def run(*words: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, ["new-region", *words])


def module(name: str) -> Any:
    """The package of a region that was written."""
    return importlib.import_module(f"yibao_{name}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new region of a city, with two words in its name."""
    return new_region("ming_zhou", "990300", tmp_path_factory.mktemp("new"), NOBODY)


@pytest.fixture(scope="module")
def region(folder: Path) -> Iterator[Plugins]:
    """The plugin, from its folder."""
    sys.path.insert(0, str(folder / "src"))
    yield gather([("ming_zhou", "990300", "1", lambda: module("ming_zhou"))])
    sys.path.remove(str(folder / "src"))


def test_it_loads_and_its_cases_pass_at_every_level(region: Plugins) -> None:
    """No case fails, and each level of a case is there to be seen once."""
    done = conform(region, Asked(regions=("ming_zhou",)))

    assert region.broken == ()
    assert done.fine, [str(one.mismatches) for one in done.results if one.fails]
    assert {level for one in done.results for level in one.levels} == {"outcome", "reasons", "amounts", "trace"}


def test_it_leaves_no_clause_out(region: Plugins) -> None:
    """Every clause with a rule has cases on both sides."""
    ((_, one),) = coverage(region).items()

    assert one["unaccounted"] == one["executable_without_case"] == []


def test_it_uses_every_hook_and_every_stage(region: Plugins) -> None:
    """Whoever fills it in finds a place for everything."""
    (declared,) = region.plugin("ming_zhou").measures
    hooks = {name for name in vars(hookspecs) if name.startswith("yibao_")}

    assert all(hasattr(region.plugin("ming_zhou").module, hook) for hook in hooks)
    assert all(declared.rules[stage] for stage in STAGES)
    assert declared.readings
    assert declared.procedures


def test_every_clause_says_that_it_is_a_placeholder(region: Plugins) -> None:
    """Nothing pretends to be a measure."""
    (declared,) = region.plugin("ming_zhou").measures
    measure = declared.measure

    assert measure.id == "ming-zhou-placeholder"
    assert "占位" in measure.title
    assert "占位" in measure.note.zh
    assert all(one.text.zh.startswith("（占位）") and one.text.en.startswith("(Placeholder) ") for one in measure.clauses or ())


@pytest.mark.parametrize("area", ["110000", "110100", "310000", "990301"])
def test_its_cases_pass_in_any_area(area: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a province, a city or a county; the institution from elsewhere is never from there."""
    name = f"of_{area}"
    made = new_region(name, area, tmp_path, NOBODY)
    monkeypatch.syspath_prepend(made / "src")

    assert conform(gather([(name, area, "1", lambda: module(name))]), Asked(regions=(name,))).fine


def test_nothing_is_left_to_fill_in(folder: Path) -> None:
    """No placeholder of the template stays, and what it requires is this version of the core."""
    texts = {path: path.read_text("utf-8") for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    (core,) = project["dependencies"]

    assert not [path for path, text in texts.items() if re.search(r"\$(?!PWD| |\{\{)", text)]
    assert project["name"] == folder.name == "yibao-ming-zhou"
    assert project["entry-points"] == {"yibao": {"ming_zhou.990300": "yibao_ming_zhou"}}
    assert Requirement(core).specifier.contains(importlib.metadata.version("yibao"))
    assert folder.stat().st_mode & 0o777 == (folder / "src").stat().st_mode & 0o777


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_six_edits_name_every_file(folder: Path, name: str) -> None:
    """Each file that an author changes stands in one of the rows, and is there."""
    rows = re.findall(r"^\| [1-6] \|.*\| (.*) \|$", (folder / name).read_text("utf-8"), re.MULTILINE)
    named = re.findall(r"`([^`]+)`", " ".join(rows))
    package = folder / "src" / "yibao_ming_zhou"

    assert len(rows) == 6
    assert set(FILES) <= set(named)
    assert all(list(package.glob(one)) or (folder / one).exists() for one in named)


@pytest.mark.skipif(find_spec("flit_core") is None, reason="without flit_core nothing can be built offline")
def test_installed_it_passes_its_own_tests(folder: Path, tmp_path: Path) -> None:
    """Built into a wheel with all its data, found by its entry point, and run by pytest and by each command."""
    site = tmp_path / "site"
    options = ["--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check", "--target", str(site)]
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(site)}

    def done(*words: str) -> str:
        ran = subprocess.run([sys.executable, "-m", *words], cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=120)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    done("pip", "install", "-q", *options, ".")

    assert "10 passed" in done("pytest", "-p", "no:cacheprovider")
    assert "10 passed, 0 failed" in done("yibao", "conformance", "--region", "ming_zhou")
    assert "（占位）" in done("yibao", "law", "ming_zhou")


def test_the_command_says_what_comes_next(tmp_path: Path) -> None:
    """In both languages, with the folder as it was named."""
    for lang, name, words in (("zh", "newly", "六处改动"), ("en", "newly_too", "six edits")):
        result = run(name, "--area", "990400", "--into", str(tmp_path), "--lang", lang)

        assert result.exit_code == 0, result.output
        assert words in result.output
        assert f"cd {tmp_path / 'yibao-newly'}" in result.output
        assert f"yibao conformance --region {name}\n" in result.output
    assert sorted(one.name for one in tmp_path.iterdir()) == ["yibao-newly", "yibao-newly-too"]


@pytest.mark.parametrize(
    ("name", "area", "said"),
    [
        ("Mingzhou", "990300", "small letters"),
        ("ming-zhou", "990300", "small letters"),
        ("ming__zhou", "990300", "small letters"),
        ("mingzhou_", "990300", "small letters"),
        ("1zhou", "990300", "small letters"),
        ("明州", "990300", "small letters"),
        ("../elsewhere", "990300", "small letters"),
        ("a" * 41, "990300", "at most 40"),
        ("class", "990300", "no keyword"),
        ("national", "990300", "there is a plugin 'national' already"),
        ("spec", "990300", "a package yibao_spec is installed already"),
        ("wenzhou", "990300", "'wenzhou' already"),
        ("mingzhou", "9903", "six digits"),
        ("mingzhou", "000000", "six digits"),
        ("mingzhou", "９９０３００", "six digits"),
    ],
)
def test_bad_input_is_said_and_writes_nothing(name: str, area: str, said: str, tmp_path: Path) -> None:
    """Exit code 2, a sentence, and an empty folder."""
    result = run(name, "--area", area, "--into", str(tmp_path))

    assert result.exit_code == 2
    assert said in result.stderr
    assert not list(tmp_path.iterdir())


def test_an_area_belongs_to_one_region(tmp_path: Path) -> None:
    """Also to one whose plugin does not load; a city within a province is another area."""
    taken = Plugins(installed().loaded, (Broken("lost", "990000", ValueError("lost")),))
    with pytest.raises(BadDeclaration, match="that of the installed plugin 'lost'"):
        new_region("mingzhou", "990000", tmp_path, taken)
    with pytest.raises(BadDeclaration, match="there is a plugin 'lost' already"):
        new_region("lost", "990300", tmp_path, taken)

    assert not list(tmp_path.iterdir())
    assert new_region("mingzhou", "990300", tmp_path, taken).is_dir()


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    """A folder with something in it, a file and a link stay; an empty folder is taken."""
    full, file, link, empty = (tmp_path / f"yibao-{name}" for name in ("full", "file", "link", "empty"))
    full.mkdir()
    (full / "notes.txt").write_text("mine", "utf-8")
    file.write_text("mine", "utf-8")
    link.symlink_to(tmp_path / "nowhere")
    empty.mkdir()
    for name in ("full", "file", "link"):
        result = run(name, "--area", "990300", "--into", str(tmp_path))

        assert result.exit_code == 2
        assert "is there already, and is not an empty folder" in result.stderr
    assert run("empty", "--area", "990300", "--into", str(tmp_path)).exit_code == 0
    assert [one.name for one in full.iterdir()] == ["notes.txt"]
    assert file.read_text("utf-8") == "mine"
    assert len(list(tmp_path.iterdir())) == 4


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """One that is not there, and one that is a file."""
    (tmp_path / "file").write_text("", "utf-8")
    for into in ("nowhere", "file"):
        result = run("mingzhou", "--area", "990300", "--into", str(tmp_path / into))

        assert result.exit_code == 2
        assert "yibao-mingzhou cannot be written: " in result.stderr


def test_what_breaks_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full at the fifth file."""
    write, count = Path.write_bytes, iter(range(100))

    def full(self: Path, data: bytes) -> int:
        if next(count) == 5:
            raise OSError(28, "No space left on device")
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(CannotWrite, match="No space left"):
        new_region("mingzhou", "990300", tmp_path, NOBODY)

    assert not list(tmp_path.iterdir())


def test_its_register_keeps_to_the_schema(folder: Path) -> None:
    """As do its cases; an author's editor can be given the same schemas."""
    jsonschema = pytest.importorskip("jsonschema")
    package = folder / "src" / "yibao_ming_zhou"
    files = [("measure", package / "measure.json"), *(("cases", one) for one in package.glob("cases/*.case.json"))]
    files += [("claim", package / "claims" / "visit.json"), ("record", package / "records" / "designated.json")]
    for name, file in files:
        schema = json.loads(spec().joinpath("schemas", f"{name}.json").read_text("utf-8"))
        jsonschema.Draft202012Validator(schema).validate(json.loads(file.read_text("utf-8")))
