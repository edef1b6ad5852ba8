"""Would some case notice if a rule were wrong?

By hand: `tox -e mutation`, or `python tests/mutation.py wenzhou`. Every rule of a region and every
shared condition is changed in one place at a time (a comparison, a condition left out, a number,
a word, a default, what follows from a breach) in a copy of the packages, and the cases of the region
are run on the copy until one fails. A change that no case notices is printed and the exit status is 1,
unless `mutation_equivalent.json` says why it changes nothing.

mutmut would do this for plain functions. It leaves decorated functions and what stands at module level
alone, and that is where the rules are; hence the few lines of `ast` here. Not changed are reasons,
owners, agencies and clause names: a case does not speak of the first three, and loading checks the last.
"""

from __future__ import annotations

import ast
import json
import multiprocessing
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib import import_module, invalidate_caches
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, NamedTuple

import click

ROOT = Path(__file__).resolve().parents[1]
AREAS = {"tianjin": "120000", "wenzhou": "330300", "hebei": "130000", "jilin": "220000", "changzhou": "320400"}
PACKAGES = {"common": ROOT / "core/src/yibao"} | {region: ROOT / f"plugins/{region}/src/yibao_{region}" for region in AREAS}
EQUIVALENT = ROOT / "tests/mutation_equivalent.json"

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
}
WORDS = {"all_of": "any_of", "any_of": "all_of", "none_of": "any_of"}
PERIODS = ("months_after", "years_after")
DECLARATIONS = ("condition", "permission", "ceiling", "payment_standard", "account", "payment")
[_effect] = [one for one in ast.parse((PACKAGES["common"] / "rules.py").read_text("utf-8")).body if getattr(one, "name", "") == "Effect"]
DECLARED = {"Step": 2, "Clock": 3, "Wait": 3, "Cascade": 3, "Lapse": 3, "Sanction": 3, "Party": 3}
"""Declarations of data, and how many of their first arguments are texts, clauses and events."""
EFFECTS = [target.id for one in ast.walk(_effect) if isinstance(one, ast.Assign) for target in one.targets if isinstance(target, ast.Name)]
SHARED = [one.name for one in ast.parse((PACKAGES["common"] / "common.py").read_text("utf-8")).body if isinstance(one, ast.FunctionDef)]

Change = tuple[ast.AST, str]
"""A place in a file, and what to write there instead."""


class Mutant(NamedTuple):
    """One change to one file."""

    group: str
    file: str
    within: str
    """The function or name in whose declaration it is."""
    line: int
    before: str
    after: str
    source: str
    """The whole file, changed."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What stays the same while lines move."""
        return self.file, self.within, self.before, self.after


def mutants(group: str, file: Path) -> Iterator[Mutant]:
    """Every change to a file."""
    source = file.read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for statement in ast.parse(source).body:
        within = statement.name if isinstance(statement, ast.FunctionDef) else ast.unparse(statement).split(" ")[0]
        for node, after in changes(statement):
            place: Any = node
            start, end = starts[place.lineno - 1] + place.col_offset, starts[place.end_lineno - 1] + place.end_col_offset
            # The words at the end, a party at the beginning: a file need not have imported the one that is put in.
            changed = (source[:start] + after.encode() + source[end:]).decode() + "\nfrom yibao.words import all_of, any_of, none_of\n"
            if after in ("AGENCY", "INSTITUTION"):
                changed = changed.replace("\nfrom yibao import ", "\nfrom yibao.procedure import AGENCY, INSTITUTION\nfrom yibao import ", 1)
            yield Mutant(group, str(file.relative_to(ROOT)), within, place.lineno, ast.unparse(node), after, changed)


def changes(node: ast.AST, parameters: tuple[str, ...] = ()) -> Iterator[Change]:
    """Every change to a statement or expression and to what is in it."""
    inside: list[ast.AST] = []
    match node:
        case ast.FunctionDef(body=body, decorator_list=decorators):
            for decorator in decorators:
                if isinstance(decorator, ast.Call):
                    yield decorator, "lambda function: function"
                    yield from changes(decorator)
            parameters = tuple(one.arg for one in node.args.args)
            inside = [*body]
        case ast.Return(value=ast.Name(id=name) as value) if len(parameters) == 1:
            yield value, f"none_of({name})"
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr="bind") | ast.Name(id="Consequence" | "payment")) as value):
            yield value, "None"
            inside = [value]
        case ast.Return(value=value) | ast.Assign(value=value) if value:
            inside = [value]
        case ast.Call(func=ast.Name(id=name)) if name in DECLARATIONS:
            yield from _declaration(node)
        case ast.Call(func=ast.Name(id="Consequence"), args=[_, _, _, nature, actors, _], keywords=keywords):
            inside = [nature, actors]
            yield from _options(keywords)
        case ast.Call(func=ast.Name(id="Procedure"), keywords=keywords):
            yield from _options(keywords)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=keywords) if name in DECLARED:
            yield from (change for argument in arguments[DECLARED[name] :] for change in _declared(argument))
            yield from _options(keywords)
        case ast.Call(func=ast.Name(id="Detection")):
            pass  # no case speaks of it: `test_detection.py` has a visit for each
        case ast.Call(func=ast.Name(id="reading"), keywords=keywords):
            options = [one.arg for one in keywords if one.arg not in ("default", "ground")]
            for default in (one.value for one in keywords if one.arg == "default"):
                yield from ((default, repr(option)) for option in (None, *options) if repr(option) != ast.unparse(default))
        case ast.Call(func=ast.Name(id="by_reading"), keywords=[one, other]):
            yield one.value, ast.unparse(other.value)
            yield other.value, ast.unparse(one.value)
            inside = [one.value, other.value]
        case ast.Call(func=function, args=arguments):
            name = ast.unparse(function)
            if name in WORDS:
                yield function, WORDS[name]
                yield from ((node, _call(name, arguments[:at] + arguments[at + 1 :])) for at in range(len(arguments)))
            elif name in PERIODS:
                yield node, _call(name, arguments[:-1])
            elif name == "only_if":
                yield from ((node, ast.unparse(arguments[1])), (function, "all_of"))
            inside = [function, *arguments]
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            yield from ((node, ast.unparse(ast.Compare(left, [other()], [right]))) for other in COMPARISONS[type(op)])
            inside = [left, right]
        case ast.Tuple(elts=members) | ast.List(elts=members) | ast.Set(elts=members):
            if all(isinstance(one, ast.Constant | ast.Name) for one in members):
                yield from ((node, ast.unparse(type(node)(members[:at] + members[at + 1 :]))) for at in range(len(members)))
            inside = [*members]
        case ast.Attribute(value=ast.Name(id="shared"), attr=name):
            yield node, f"shared.{SHARED[(SHARED.index(name) + 1) % len(SHARED)]}"
        case ast.Attribute(value=value):
            inside = [value]
        case ast.Name(id=name) if name in parameters and len(parameters) > 1:
            yield node, parameters[(parameters.index(name) + 1) % len(parameters)]
        case ast.Constant(value=bool() as value):
            yield node, repr(not value)
        case ast.Constant(value=int() as value):
            yield from ((node, repr(value - 1)), (node, repr(value + 1)))
        case ast.Constant(value=str() as value):
            yield node, repr(value + "_")
        case ast.IfExp(test=test) | ast.BinOp(right=test):
            inside = [test]
        case _:
            pass
    for part in inside:
        if not isinstance(part, ast.Expr):  # a docstring
            yield from changes(part, parameters)


def _declaration(call: ast.Call) -> Iterator[Change]:
    for keyword in call.keywords:
        if keyword.arg in ("when", "under", "excess"):
            yield keyword, f"{keyword.arg}=None"
        if keyword.arg == "when":
            yield from changes(keyword.value)
        if keyword.arg == "otherwise":
            now = ast.unparse(keyword.value).removeprefix("Effect.")
            yield from ((keyword.value, f"Effect.{effect}") for effect in EFFECTS if effect != now)


def _options(keywords: list[ast.keyword]) -> Iterator[Change]:
    """Changes to what a declaration of data says by name: a flag left out, an entry of a list, a number."""
    for keyword in keywords:
        if keyword.arg in ("cascade", "lapse"):
            yield keyword, f"{keyword.arg}=None"
        if keyword.arg not in ("states", "conditions", "starts", "reading", "acts"):
            yield from _declared(keyword.value)


def _declared(node: ast.expr) -> Iterator[Change]:
    """Changes to one value of such a declaration; texts, clauses and events are left alone: loading checks them."""
    match node:
        case ast.Tuple(elts=members):
            if len(members) > 1 or all(isinstance(one, ast.Call) for one in members):
                yield from ((node, ast.unparse(ast.Tuple(members[:at] + members[at + 1 :]))) for at in range(len(members)))
            yield from (change for one in members if isinstance(one, ast.Call) for change in changes(one))
        case ast.Constant(value=bool() as value):
            yield node, repr(not value)
        case ast.Constant(value=int() as value):
            yield from ((node, repr(value - 1)), (node, repr(value + 1)))
        case ast.Constant(value="working_days" | "months" | "years" as unit):
            yield node, repr({"working_days": "months", "months": "years", "years": "months"}[str(unit)])
        case ast.Name(id=name) if name.isupper() and name not in ("BODIES", "PRACTITIONERS", "ACTORS"):
            yield node, "AGENCY" if name == "INSTITUTION" else "INSTITUTION"
        case ast.Call():
            yield from changes(node)
        case _:
            pass


def _call(name: str, arguments: list[ast.expr]) -> str:
    return ast.unparse(ast.Call(ast.Name(name), arguments, []))


COPY: dict[str, Path] = {}
CASES: dict[str, list[Any]] = {}


def prepare(folder: str) -> None:
    """Make this process run on a copy of its own."""
    mine = Path(mkdtemp(dir=folder))
    for group, package in PACKAGES.items():
        COPY[group] = mine / package.name
        shutil.copytree(package, COPY[group], ignore=shutil.ignore_patterns("__pycache__"))
    sys.dont_write_bytecode = True  # two changes within a second and of one length would share theirs
    sys.path.insert(0, str(mine))

    from yibao.conformance.cases import cases

    for case in cases():
        CASES.setdefault(case.region, []).append(case)


def killed_by(mutant: Mutant | None) -> str | None:
    """The case that notices a change, if any does; without a change, a case that fails anyhow."""
    regions = [mutant.group] if mutant and mutant.group in AREAS else [*AREAS]
    if mutant is None:
        return next(filter(None, map(_failing, regions)), None)
    file = COPY[mutant.group] / Path(mutant.file).name
    original = file.read_text("utf-8")
    file.write_text(mutant.source, "utf-8")
    try:
        return next(filter(None, map(_failing, regions)), None)
    finally:
        file.write_text(original, "utf-8")


def _failing(region: str) -> str | None:
    from yibao.conformance.running import run
    from yibao.plugins import gather

    for name in [*sys.modules]:
        if name == "yibao.common" or name.partition(".")[0] == f"yibao_{region}":
            del sys.modules[name]
    invalidate_caches()
    import_module("yibao.common")
    baseline = ("national", "000000", "", partial(import_module, "yibao.baseline"))  # to which some cases send a visit
    installed = gather([baseline, (region, AREAS[region], "", partial(import_module, f"yibao_{region}"))])
    if installed.broken:
        return f"does not load: {installed.broken[0].error}"
    for at, case in enumerate(CASES[region]):
        try:
            failed = not run(case, installed).passed
        except Exception:  # whatever a change breaks is noticed
            failed = True
        if failed:
            CASES[region].insert(0, CASES[region].pop(at))  # the next change is near this one
            return str(case.name)
    return None


@click.command()
@click.argument("groups", nargs=-1, type=click.Choice([*PACKAGES]))
@click.option("--all", "show_all", is_flag=True, help="Print the changes that were noticed, too.")
def main(groups: tuple[str, ...], show_all: bool) -> None:
    """Change every rule in every way and see whether a case notices."""
    files = {group: [PACKAGES["common"] / "common.py"] if group == "common" else sorted(PACKAGES[group].glob("*.py")) for group in PACKAGES}
    made = [mutant for group in groups or PACKAGES for file in files[group] for mutant in mutants(group, file)]
    reasons = {(one["file"], one["within"], one["before"], one["after"]): one["reason"] for one in json.loads(EQUIVALENT.read_text("utf-8"))}
    score: Counter[tuple[str, str]] = Counter()
    fine = True
    with TemporaryDirectory() as folder, ProcessPoolExecutor(None, multiprocessing.get_context("spawn"), prepare, (folder,)) as pool:
        if failing := pool.submit(killed_by, None).result():
            raise click.ClickException(f"fails without any change: {failing}")
        with click.progressbar(pool.map(killed_by, made, chunksize=4), len(made), "changes", file=sys.stderr) as results:
            came = list(results)
    for mutant, killer in zip(made, came, strict=True):
        listed = mutant.key in reasons
        became = ("equivalent" if listed else "survived") if killer is None else "listed but killed" if listed else "killed"
        score[mutant.group, became] += 1
        wrong = became in ("survived", "listed but killed")
        fine = fine and not wrong
        if wrong or show_all:
            click.echo(f"{became} {mutant.file}:{mutant.line} {mutant.within}{f' ({killer})' if killer else ''}")
            click.echo(f"  - {mutant.before}\n  + {mutant.after}")
    searched = {str(file.relative_to(ROOT)) for group in groups or PACKAGES for file in files[group]}
    for file, within, before, after in sorted(key for key in reasons.keys() - {mutant.key for mutant in made} if key[0] in searched):
        fine = False
        click.echo(f"listed but not there {file} {within}\n  - {before}\n  + {after}")
    for group in groups or PACKAGES:
        counts = {became: count for (of, became), count in score.items() if of == group}
        click.echo(f"{group}: {sum(counts.values())} changes: " + ", ".join(f"{count} {became}" for became, count in sorted(counts.items())))
    sys.exit(not fine)


if __name__ == "__main__":
    main()
