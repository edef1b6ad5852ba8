"""What can be asked from the command line about conformance: of this implementation, or of any other program?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

import click

from yibao.cli import HELP, as_json, language, separate, show

if TYPE_CHECKING:
    from yibao.conformance.grading import Level
    from yibao.conformance.running import Asked, Listener, Run
    from yibao.plugins import Plugins

LEVELS: tuple[Level, ...] = ("outcome", "reasons", "amounts", "trace")
FORMS = ("markdown", "html", "junit", "badge")
"""Options that name the file of a report, by its form (`reports.py`)."""
OF_PROGRAM = ("deadline", "within", "jobs")
"""Options that only make sense where another program is asked."""


def finite(ctx: click.Context, parameter: click.Parameter, value: float) -> float:
    """A number of seconds."""
    if value != value:
        raise click.BadParameter("is no number", ctx=ctx, param=parameter)
    return value


@click.command(context_settings=HELP)
@click.option("--region", "regions", multiple=True, help="Only this region; may be given more than once.")
@click.option("--case", "patterns", multiple=True, metavar="PATTERN", help="Only cases with this name, such as 'tianjin/article-02/*'.")
@click.option("--level", "levels", multiple=True, type=click.Choice(LEVELS), help="Grade only at this level; all four where not given.")
@click.option("--requirements", "release", metavar="RELEASE", help="The set of cases that are scored; the newest where not given.")
@click.option("--known-failures", "known", metavar="FILE", help="Failures that are put up with; one that is not so any more fails the run.")
@click.option("--write-known-failures", "written", metavar="FILE", help="Write what failed as the known failures.")
@click.option("--deadline", type=click.FloatRange(0.01, 3600), callback=finite, default=5, show_default=True, help="Seconds for one reply.")
@click.option("--within", type=click.FloatRange(0.01, 86400), callback=finite, default=600, show_default=True, help="Seconds for all cases.")
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="How many copies of a program are asked side by side.")
@click.option("--jsonl", "lines", type=click.Path(dir_okay=False), help="Write JSON lines as they come; `yibao matrix` reads them.")
@click.option("--junit", type=click.Path(dir_okay=False), help="Write JUnit XML.")
@click.option("--markdown", type=click.Path(dir_okay=False), help="Write the matrix of articles as Markdown.")
@click.option("--html", type=click.Path(dir_okay=False), help="Write a page of its own, with every failure explained.")
@click.option("--badge", type=click.Path(dir_okay=False), help="Write a badge (SVG).")
@language
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
    separate(*(options[name] for name in (*FORMS, "lines", "written")))
    known = known_failures(options["known"]) if options["known"] else ()
    levels = tuple(level for level in LEVELS if level in (options["levels"] or LEVELS))
    asked = Asked(options["regions"], options["patterns"], levels, options["release"], known)
    installed = plugins.installed()
    with _told(options["lines"]) as listener:
        run = _other(command, asked, installed, options, listener) if command else _own(asked, installed, listener)
    show(run.document()) if as_json else click.echo(pages.conformance_page(run, None if command else installed))
    _write(run, options)
    if options["written"]:
        write_known_failures(options["written"], run, known)
    ctx.exit(0 if run.fine and (command or not installed.broken) else 1)


def _mutants(ctx: click.Context, command: Sequence[str], as_json: bool, options: Any) -> NoReturn:
    """Wrong variants of this implementation, instead of a run."""
    from yibao.conformance.mutants.page import mutants_command
    from yibao.plugins import installed

    if command:
        raise click.UsageError("--mutants changes this implementation: no program is asked", ctx=ctx)
    ctx.exit(mutants_command(options["regions"], installed(), options["sample"], as_json))


def _own(asked: Asked, installed: Plugins, listener: Listener) -> Run:
    """The cases against this implementation, in this process."""
    from yibao.conformance.running import conform

    for region in asked.regions:
        installed.plugin(region)
    return conform(installed, asked, listener)


def _other(command: Sequence[str], asked: Asked, installed: Plugins, options: Any, listener: Listener) -> Run:
    """The cases against another program."""
    from yibao.conformance.cases import cases
    from yibao.conformance.pipe import Limits, ask_program

    limits = Limits(reply=options["deadline"], whole=options["within"], jobs=options["jobs"])
    return ask_program(command, list(cases(installed.loaded)), asked, limits, installed.loaded, listener)


@contextmanager
def _told(path: str | None) -> Iterator[Listener]:
    """A listener that shows how far a run is, where standard error is a terminal, and keeps each result in a file as it comes."""
    from yibao.conformance.running import Listener, Result
    from yibao.errors import CannotWrite

    with ExitStack() as open_ones:

        class Told(Listener):
            def begins(self, run: Run, cases: int) -> None:
                bar = click.progressbar(length=cases, label="cases", file=sys.stderr, hidden=sys.stderr is None or not sys.stderr.isatty())
                self.bar = open_ones.enter_context(bar)
                self.file = open_ones.enter_context(_line_by_line(path)) if path else None
                self._write(run.header)

            def came(self, result: Result) -> None:
                self._write(result.document)
                self.bar.update(1)

            def _write(self, document: Callable[[], dict[str, Any]]) -> None:
                if self.file is not None:  # only then is the document made
                    from yibao.conformance.lines import written

                    try:
                        self.file.write(written(document()) + b"\n")
                        self.file.flush()
                    except OSError as error:
                        raise CannotWrite(f"{path} cannot be written: {error.strerror}") from None

        yield Told()


def _line_by_line(path: str) -> BinaryIO:
    """A file for the lines of a run that goes on; whoever ends the run early finds what is known. Raises CannotWrite."""
    from yibao.errors import CannotWrite

    try:
        return open(path, "wb")
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}") from None


def _write(run: Run, options: Any) -> None:
    """The reports of a run that came to its end."""
    if options["lines"]:
        from yibao.conformance.lines import write_lines

        write_lines(options["lines"], run)  # in the order of the cases
    if any(options[form] is not None for form in FORMS):
        from yibao.conformance.lines import report_of
        from yibao.conformance.reports import write_reports

        write_reports([report_of(run)], {form: options[form] for form in FORMS}, options["lang"])


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


@click.command(context_settings=HELP)
@click.argument("runs", nargs=-1, required=True, metavar="RUN…", type=click.Path())
@click.option("--markdown", type=click.Path(dir_okay=False, allow_dash=True), help="Write the matrix as Markdown to this file, or - to print it.")
@click.option("--html", type=click.Path(dir_okay=False), help="Write a page of its own to this file, with every failure explained.")
@click.option("--junit", type=click.Path(dir_okay=False), help="Write JUnit XML to this file.")
@click.option("--badge", type=click.Path(dir_okay=False), help="Write a badge (SVG) to this file; of one RUN only.")
@click.option("--level", type=click.Choice(LEVELS), help="Of the badge: at this level only.")
@language
@click.pass_context
def matrix(
    ctx: click.Context,
    runs: tuple[str, ...],
    markdown: str | None,
    html: str | None,
    junit: str | None,
    badge: str | None,
    level: Level | None,
    lang: str,
) -> None:
    """Put the reports of conformance runs side by side: articles by implementations.

    Each RUN is a file of JSON lines. Without a file to write, the matrix is printed as Markdown. Exit code 1 if a run failed or is incomplete.
    """
    from yibao.conformance import lines, reports
    from yibao.conformance.markdown import markdown as as_markdown

    if badge is not None and len(runs) > 1:
        raise click.UsageError("a badge is of one RUN")
    if level is not None and badge is None:
        raise click.UsageError("--level is of a badge: name its file with --badge")
    separate(*runs, markdown, html, junit, badge)
    read = [lines.read_lines(path) for path in runs]
    printed = markdown == "-" or not any((markdown, html, junit, badge))
    paths = {"markdown": None if markdown == "-" else markdown, "html": html, "junit": junit, "badge": badge}
    reports.write_reports(read, paths, lang, level)
    if printed:
        click.echo(as_markdown(read, lang), nl=False)
    ctx.exit(0 if all(run.fine for run in read) else 1)
