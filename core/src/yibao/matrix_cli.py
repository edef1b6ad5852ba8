"""What can be asked of the reports of several runs from the command line: how do implementations stand side by side?"""

from __future__ import annotations

import click

from yibao.cli import HELP, language, separate
from yibao.conformance.grading import LEVELS, Level


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
    from yibao.conformance import reports

    if badge is not None and len(runs) > 1:
        raise click.UsageError("a badge is of one RUN")
    if level is not None and badge is None:
        raise click.UsageError("--level is of a badge: name its file with --badge")
    separate(*runs, markdown, html, junit, badge)
    read = [reports.read_lines(path) for path in runs]
    files: list[tuple[str, str | bytes]] = []  # all are made before one is written
    if html is not None:
        files.append((html, reports.run_page(read, lang)))
    if junit is not None:
        files.append((junit, reports.junit(read)))
    if badge is not None:
        files.append((badge, reports.badge(read[0], level)))
    if markdown not in (None, "-"):
        files.append((markdown, reports.markdown(read, lang)))
    for path, content in files:
        reports.put(path, content)
    if markdown == "-" or not files:
        click.echo(reports.markdown(read, lang), nl=False)
    ctx.exit(0 if all(run.fine for run in read) else 1)
