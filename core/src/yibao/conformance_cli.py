"""What can be asked from the command line about conformance: of this implementation, or of any other program?"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import click

from yibao.cli import HELP, as_json, show

if TYPE_CHECKING:
    from yibao.conformance.grading import Level
    from yibao.conformance.running import Asked, Run
    from yibao.plugins import Plugins

LEVELS: tuple[Level, ...] = ("outcome", "reasons", "amounts", "trace")
OF_PROGRAM = ("deadline", "within", "jobs")
"""Options that only make sense where another program is asked."""


@click.command(context_settings=HELP)
@click.option("--region", "regions", multiple=True, help="Only this region; may be given more than once.")
@click.option("--case", "patterns", multiple=True, metavar="PATTERN", help="Only cases with this name, such as 'tianjin/article-02/*'.")
@click.option("--level", "levels", multiple=True, type=click.Choice(LEVELS), help="Grade only at this level; all four where not given.")
@click.option("--requirements", "release", metavar="RELEASE", help="The set of cases that are scored; the newest where not given.")
@click.option("--known-failures", "known", metavar="FILE", help="Failures that are put up with; one that is not so any more fails the run.")
@click.option("--write-known-failures", "written", metavar="FILE", help="Write what failed as the known failures.")
@click.option("--deadline", type=click.FloatRange(0.01, 3600), default=5, show_default=True, help="Seconds a program has for one reply.")
@click.option("--within", type=click.FloatRange(0.01, 86400), default=600, show_default=True, help="Seconds a program has for all cases.")
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="How many copies of a program are asked side by side.")
@click.option("--mutants", is_flag=True, help="Instead: try wrong variants of the rules and the core, and say which ones no case notices.")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="With --mutants: at most so many of each group, always the same ones.")
@as_json
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def conformance(ctx: click.Context, /, command: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Run the conformance cases against this implementation, or after -- against any program.

    With --mutants a REGION can also be `common` (what regions share) or `core` (money, days, the ledger).

    \b
    yibao conformance --region tianjin
    yibao conformance --region jilin -- node subject.mjs
    """
    from yibao import pages, plugins
    from yibao.conformance.running import Asked, known_failures, write_known_failures

    if not command and (given := [name for name in OF_PROGRAM if ctx.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT]):
        raise click.UsageError(f"--{given[0]} is for another program: name it after --", ctx=ctx)
    if options["mutants"]:
        _mutants(ctx, command, as_json, options)
    if options["sample"]:
        raise click.UsageError("--sample goes with --mutants", ctx=ctx)
    known = known_failures(options["known"]) if options["known"] else ()
    levels = tuple(level for level in LEVELS if level in (options["levels"] or LEVELS))
    asked = Asked(options["regions"], options["patterns"], levels, options["release"], known)
    installed = plugins.installed()
    run = _other(command, asked, installed, options) if command else _own(asked, installed)
    if options["written"]:
        write_known_failures(options["written"], run, known)
    show(run.document()) if as_json else click.echo(pages.conformance_page(run, None if command else installed))
    ctx.exit(0 if run.fine and (command or not installed.broken) else 1)


def _mutants(ctx: click.Context, command: Sequence[str], as_json: bool, options: Any) -> NoReturn:
    """Wrong variants of this implementation, instead of a run."""
    from yibao.conformance.mutants.page import mutants_command
    from yibao.plugins import installed

    if command:
        raise click.UsageError("--mutants changes this implementation: no program is asked", ctx=ctx)
    ctx.exit(mutants_command(options["regions"], installed(), options["sample"], as_json))


def _own(asked: Asked, installed: Plugins) -> Run:
    """The cases against this implementation, in this process."""
    from yibao.conformance.running import conform

    for region in asked.regions:
        installed.plugin(region)
    return conform(installed, asked, _with_bar)


@contextmanager
def _bar(length: int) -> Iterator[Any]:
    """A progress bar on standard error, where that is a terminal."""
    with click.progressbar(length=length, label="cases", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield bar


def _with_bar(cases: Sequence[Any]) -> Iterator[Any]:
    with _bar(len(cases)) as bar:
        for case in cases:
            yield case
            bar.update(1)


def _other(command: Sequence[str], asked: Asked, installed: Plugins, options: Any) -> Run:
    """The cases against another program."""
    from yibao.conformance.cases import cases
    from yibao.conformance.pipe import Limits, ask_program

    every = list(cases(installed.loaded))
    limits = Limits(reply=options["deadline"], whole=options["within"], jobs=options["jobs"])
    with _bar(len(asked.among(every))) as bar:
        return ask_program(command, every, asked, limits, installed.loaded, lambda result: bar.update(1))


@click.command(context_settings=HELP)
def answer() -> None:
    """Answer conformance cases on standard input and output, as any program does that is tested.

    \b
    yibao conformance -- yibao answer
    """
    import os

    from yibao.conformance.answering import converse
    from yibao.plugins import installed

    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else prints, prints beside the conversation
    converse(sys.stdin.buffer, replies, installed())
