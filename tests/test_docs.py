"""Is what the documents show still true? Commands, code, hooks, words and outputs are tried."""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import pytest
from click import Context
from yibao import hookspecs
from yibao.cli import main
from yibao.facts import FACTS
from yibao.plugins import installed
from yibao.readings import GENERAL
from yibao.rules import Answer, Effect

ROOT = Path(__file__).parents[1]
REGIONS = {"tianjin", "wenzhou", "hebei", "jilin", "changzhou"}
NAMES = (
    "README.md",
    "README.zh.md",
    "CONTRIBUTING.md",
    "core/README.md",
    "spec/README.md",
    "examples/region/README.md",
    "examples/penalty_profile/README.md",
    *sorted(f"plugins/{region}/README.md" for region in REGIONS),
)
ABOUT_EXAMPLES = ("CONTRIBUTING.md", "examples/region/README.md", "examples/penalty_profile/README.md")
DOCUMENTS = [name for name in NAMES if (ROOT / name).exists()]

pytestmark = pytest.mark.skipif(
    not {plugin.region for plugin in installed().loaded} >= REGIONS, reason="the documents show every region, and some are not installed"
)


class Block(NamedTuple):
    """A fenced block of a document: its language, its text, the file it is said to be, and the output shown right after it."""

    document: str
    line: int
    language: str
    text: str
    path: str
    output: str | None


FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(document: str) -> Iterator[Block]:
    """Every fenced block of a document."""
    text = (ROOT / document).read_text("utf-8")
    found = list(FENCE.finditer(text))
    for number, match in enumerate(found):
        named = re.search(r"^`([\w./-]+)`\s*\Z", text[: match.start()], re.MULTILINE)
        after = found[number + 1] if number + 1 < len(found) else None
        follows = after is not None and after[1] == "text" and not text[match.end() : after.start()].strip()
        output = after[2] if after is not None and follows else None
        yield Block(document, text.count("\n", 0, match.start()) + 1, match[1], match[2], named[1] if named else "", output)


def is_complete(block: Block) -> bool:
    """Whether a Python block is a program: it begins with its imports and is not shown as a file."""
    first = [node for node in ast.parse(block.text).body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))][:1]
    return not block.path and bool(first) and isinstance(first[0], ast.Import | ast.ImportFrom)


class Command(NamedTuple):
    """A command of a console block and the output shown below it."""

    document: str
    line: int
    text: str
    shown: str


def commands(document: str) -> Iterator[Command]:
    """Every `$ yibao …` of a document's console blocks."""
    for block in blocks(document):
        if block.language == "console":
            for match in re.finditer(r"^\$ (yibao\b[^\n]*)\n((?:(?!\$ )[^\n]*\n)*)", block.text, re.MULTILINE):
                yield Command(document, block.line + 1 + block.text.count("\n", 0, match.start()), match[1], match[2])


def labelled(many: list[Block] | list[Command]) -> list[object]:
    """Parameters that are named by document and line."""
    return [pytest.param(one, id=f"{one.document}:{one.line}") for one in many]


PROGRAMS = [block for document in DOCUMENTS for block in blocks(document) if block.language == "python" and is_complete(block)]
COMMANDS = [command for document in DOCUMENTS for command in commands(document)]
PRELUDE = "import sys; sys.argv[0] = 'yibao'; from yibao.cli import main; main()"
EXAMPLE = (
    "from yibao import plugins; mine = [e for e in plugins._entry_points() if e.name.startswith(('shili.', 'penalty_profile.', 'mingzhou.'))]; "
    "plugins._entry_points = lambda: mine; "
)


def ask(*arguments: str, cwd: Path = ROOT, paths: tuple[Path, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments, warnings being errors."""
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(map(str, paths))}
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments], cwd=cwd, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False
    )


def agrees(shown: str, came: str) -> bool:
    """Whether an output is the one shown, in which `…` stands for anything."""
    pattern = ".*?".join(map(re.escape, _lines(shown).split("…")))
    return re.fullmatch(pattern, _lines(came), re.DOTALL) is not None


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """The imaginary regions of `examples/`, copied and installed by their own entry points."""
    sources = []
    for folder in (ROOT / "examples" / "region", ROOT / "examples" / "penalty_profile"):
        copy = tmp_path_factory.mktemp(folder.name)
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        sources.append(entered(copy))
    return tuple(sources)


def entered(folder: Path) -> Path:
    """Where the package of a region is found by its entry points, once they are written there as an installer would."""
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    info = folder / "src" / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", "utf-8")
    entries = "".join(f"{name} = {value}\n" for name, value in project["entry-points"]["yibao"].items())
    (info / "entry_points.txt").write_text(f"[yibao]\n{entries}", "utf-8")
    return folder / "src"


def filled_in(document: str, folder: Path) -> Path:
    """A region that a document's commands wrote, with the files that the document shows: a new one whole, else at the end of what is there."""
    for block in blocks(document):
        file = folder / block.path
        if not block.path.startswith("src/"):
            continue
        if file.name == "measure.json":
            measure = json.loads(file.read_text("utf-8"))
            measure["clauses"].append(json.loads(block.text))
            file.write_text(json.dumps(measure), "utf-8")
        else:
            file.write_text((file.read_text("utf-8") + "\n\n" if file.exists() else "") + block.text, "utf-8")
    return entered(folder)


@pytest.mark.parametrize("block", labelled(PROGRAMS))
def test_a_complete_program_runs(block: Block) -> None:
    """A program that a document shows runs from the project's root and prints what is shown below it."""
    done = ask("-c", block.text)

    assert done.returncode == 0, done.stderr
    assert block.output is None or agrees(block.output, done.stdout), done.stdout


@pytest.mark.parametrize("document", DOCUMENTS)
def test_data_blocks_are_well_formed(document: str) -> None:
    """Every Python, JSON and TOML block of a document can be read."""
    readers = {"python": ast.parse, "json": json.loads, "toml": tomllib.loads}
    for block in blocks(document):
        if block.language in readers:
            readers[block.language](block.text)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A folder for each document that looks like the project's root, so that what its commands write stays there for the next."""
    made: dict[str, Path] = {}

    def folder(document: str) -> Path:
        if document not in made:
            made[document] = tmp_path_factory.mktemp("place")
            for one in ROOT.iterdir():
                made[document].joinpath(one.name).symlink_to(one)
        return made[document]

    return folder


@pytest.mark.parametrize("command", labelled(COMMANDS))
def test_a_command_does_what_is_shown(command: Command, example: tuple[Path, ...], place: Callable[[str], Path]) -> None:
    """A `yibao` command that a document shows is no bad input, and gives the output shown below it."""
    here = command.document in ABOUT_EXAMPLES  # their commands are about the imaginary regions, alone
    words, cwd = shlex.split(command.text.partition("|")[0])[1:], place(command.document)
    if "node" in words and shutil.which("node") is None:
        pytest.skip("Node is not installed")
    paths = (*example, *cwd.glob("yibao-*/src")) if here else ()
    done = ask("-c", (EXAMPLE if here else "") + PRELUDE, *words, cwd=cwd, paths=paths)
    if words[0] == "new-region":
        filled_in(command.document, cwd / f"yibao-{words[1]}")  # the commands after it see the rule that the document shows

    assert done.returncode in (0, 1), done.stderr or done.stdout
    assert not command.shown.strip() or "|" in command.text or agrees(command.shown, done.stdout), done.stdout


def test_the_rule_of_ones_own_passes(place: Callable[[str], Path]) -> None:
    """The clause, the cases and the rule that CONTRIBUTING.md shows fit together in the region that it writes."""
    folder = place("a rule of one's own")
    paths = (folder / "yibao-mingzhou" / "src",)
    written = ask("-c", EXAMPLE + PRELUDE, "new-region", "mingzhou", "--area", "990200", cwd=folder)
    filled_in("CONTRIBUTING.md", folder / "yibao-mingzhou")

    assert written.returncode == 0, written.stderr
    assert "12 passed, 0 failed" in ask("-c", EXAMPLE + PRELUDE, "conformance", "--region", "mingzhou", paths=paths).stdout
    assert ask("-c", EXAMPLE + PRELUDE, "coverage", paths=paths).returncode == 0


def test_the_example_region_has_no_hole(example: tuple[Path, ...]) -> None:
    """The imaginary regions pass their cases and account for every clause, found by their entry points."""
    for words in (("conformance", "--region", "shili"), ("coverage",)):
        done = ask("-c", EXAMPLE + PRELUDE, *words, paths=example)

        assert done.returncode == 0, done.stdout + done.stderr


def test_documented_hooks_are_the_hooks() -> None:
    """The signatures of the hooks in CONTRIBUTING.md are those of hookspecs.py: names, parameters and what they return, in its order."""

    def hooks(source: str) -> list[tuple[str, str, str]]:
        functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name.startswith("yibao_")]
        return [(one.name, ast.unparse(one.args), ast.unparse(one.returns or ast.Constant(None))) for one in functions]

    shown = [one for block in blocks("CONTRIBUTING.md") if block.language == "python" for one in hooks(block.text)]

    assert shown == hooks(inspect.getsource(hookspecs))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_hook_that_is_named_exists(document: str) -> None:
    """A document names no hook that is not there."""
    packages = {"spec", "shili", "penalty", "mingzhou", *REGIONS}
    named = set(re.findall(r"\byibao_([a-z]+)\b", (ROOT / document).read_text("utf-8")))

    assert {name for name in named - packages if "<" not in name} <= {name.removeprefix("yibao_") for name in vars(hookspecs)}


def test_every_command_is_documented() -> None:
    """Each subcommand stands in CONTRIBUTING.md or in a README."""
    text = "\n".join((ROOT / name).read_text("utf-8") for name in DOCUMENTS if not name.startswith("plugins/"))

    assert [name for name in main.list_commands(Context(main)) if f"yibao {name}" not in text] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_is_named_exists(document: str) -> None:
    """A command in backticks is a command of `yibao`."""
    named = re.findall(r"`(?:\$ )?yibao ([a-z-]+)\b[^`]*`", (ROOT / document).read_text("utf-8"))

    assert set(named) <= set(main.list_commands(Context(main)))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    """A relative link leads to a file of the project, and one within the page to a heading."""
    text = FENCE.sub("", (ROOT / document).read_text("utf-8"))
    headings = {re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-") for line in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, heading = target.partition("#")

        assert (ROOT / document).parent.joinpath(path).exists() if path else heading in headings, target


def test_the_specification_names_every_answer_effect_and_error() -> None:
    """spec/README.md leaves out no answer, effect, error code, part of the money, verdict or key of the outcome."""
    from yibao import errors
    from yibao.settlement import Parts

    text = (ROOT / "spec" / "README.md").read_text("utf-8")
    codes = [kind.code for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, errors.YibaoError)]
    keys = json.loads(files("yibao_spec").joinpath("schemas", "outcome.json").read_text("utf-8"))["properties"]
    words = {*map(str, Answer), *map(str, Effect), *Parts._fields, *codes, *keys, *keys["verdict"]["properties"]} - {"error"}

    assert set() == {word for word in words if not re.search(rf"\b{word}\b", text)}


def test_glossary_words_are_used() -> None:
    """Every word of the glossary stands in the source; no word and no Chinese term stands twice."""
    glossary = json.loads(files("yibao_spec").joinpath("glossary.json").read_text("utf-8"))
    terms = glossary["terms"]
    source = "\n".join(path.read_text("utf-8") for folder in ("core", "plugins") for path in (ROOT / folder).rglob("src/**/*.py"))

    assert glossary["schema"] == "yibao.glossary/1"
    assert [term["word"] for term in terms if not re.search(rf"\b{re.escape(term['word'])}\b", source)] == []
    assert len(terms) == len({term["word"] for term in terms}) == len({term["zh"] for term in terms})
    assert all(term["zh"] and term["en"] and term["meaning"]["zh"] and term["meaning"]["en"] for term in terms)


def test_facts_and_readings_in_documents_exist() -> None:
    """A reading or fact that CONTRIBUTING.md or spec/README.md names by `reading` or `fact` is declared."""
    readings = {one.name for one in GENERAL} | {
        one.name for plugin in installed().loaded for declared in plugin.measures for one in declared.readings
    }
    for name in ("CONTRIBUTING.md", "spec/README.md"):
        text = (ROOT / name).read_text("utf-8")

        assert set(re.findall(r"\breadings? `(\w+)`", text)) <= readings
        assert set(re.findall(r"\bfacts? `(\w+)`", text)) <= set(FACTS)
