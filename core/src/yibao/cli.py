"""What can be asked from the command line?

Plain click: results go to standard output, everything else to standard error. Exit 0 is fine, 1 is
a finding or a failed case, 2 is bad input. Each command imports what it needs when it runs.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from datetime import date

    from yibao.claim import Claim
    from yibao.errors import YibaoError
    from yibao.record import Record

Command = TypeVar("Command", bound=Callable[..., Any])
HELP = {"help_option_names": ["-h", "--help"]}
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
language = click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the page.")


ELSEWHERE = {
    "answer": "yibao.conformance_cli",
    "conformance": "yibao.conformance_cli",
    "ledger": "yibao.ledger_cli",
    "new-region": "yibao.new_region_cli",
    "matrix": "yibao.conformance_cli",
    "reconcile": "yibao.ledger_cli",
    "reverse": "yibao.ledger_cli",
    "settle": "yibao.ledger_cli",
    "violation": "yibao.violation_cli",
}
"""Commands in modules of their own, which are loaded when they are asked for."""


class Commands(click.Group):
    """A group that turns every error of yibao into a message, or with --json into JSON, and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, and those that lie elsewhere."""
        return sorted([*super().list_commands(ctx), *ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name in ELSEWHERE:
            from importlib import import_module

            command: click.Command = getattr(import_module(ELSEWHERE[cmd_name]), cmd_name.replace("-", "_"))
            return command
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        own = ctx.args[: ctx.args.index("--")] if "--" in ctx.args else ctx.args  # what follows is of another program
        machine = "--json" in own
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")  # what the terminal's encoding does not have
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            from yibao.personal import masked

            said = masked(error.format_message())  # without a number that was put in the wrong place
            if not machine:
                raise click.UsageError(said, ctx=error.ctx) from None
            show({"error": "usage", "message": said, "faults": []})
            ctx.exit(2)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            from yibao.errors import YibaoError

            if not isinstance(error, YibaoError):
                raise
            fail(error, machine)
            ctx.exit(2)


def read_at(path: str) -> tuple[Any, str]:
    """The JSON value in a file, or on standard input where the path is `-`, and what to call it in a message."""
    from pathlib import Path

    from yibao.codec import read

    name = "standard input" if path == "-" else path
    return read(0 if path == "-" else Path(path), name), name  # by descriptor: where it is closed, there is no sys.stdin


def claim_at(path: str, policy: str | None) -> Claim:
    """The claim in a file, or on standard input where the path is `-`; with the area's tables, where they are given apart."""
    from yibao.claim import with_policy
    from yibao.codec import claim_from, load_policy

    claim = claim_from(*read_at(path))
    return claim if policy is None else with_policy(claim, load_policy(policy))


def record_at(path: str) -> Record:
    """The record in a file, or on standard input where the path is `-`. Raises InvalidDocument, also where an event has yet to happen."""
    from yibao import pages
    from yibao.codec import record_from
    from yibao.errors import Fault, InvalidDocument

    document, name = read_at(path)
    record, today = record_from(document, name), pages.today()
    days = [(f"/events/{number}/on", event.on) for number, event in enumerate(record.events)]
    for at, proceeding in enumerate(record.proceedings):
        days += [(f"/proceedings/{at}/events/{number}/on", move.on) for number, move in enumerate(proceeding.events)]
    faults = [Fault(path, "value", f"{day} is after today, {today}: a record holds what has happened") for path, day in days if day > today]
    if faults:
        raise InvalidDocument(name, faults)
    return record


def fail(error: YibaoError, machine: bool) -> None:
    """Say what was wrong."""
    from yibao.errors import InvalidDocument
    from yibao.personal import masked

    if machine:
        faults = [{"path": one.path, "code": one.code, "message": one.message} for one in getattr(error, "faults", ())]
        show({"error": error.code, "message": masked(error.name if isinstance(error, InvalidDocument) else str(error)), "faults": faults})
    else:
        click.echo(masked(f"yibao: {error}"), err=True)


def show(document: Any) -> None:
    """Print a document as JSON."""
    import json

    click.echo(json.dumps(document, ensure_ascii=False, indent=1, default=str))


def day(ctx: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """A date option."""
    if value is None:
        return None
    from datetime import date

    try:
        parsed = date.fromisoformat(value)
        if parsed.isoformat() == value:
            return parsed
    except ValueError:
        pass
    raise click.BadParameter(f"expected a date such as 2021-04-15, got {value!r}")


def areas(ctx: click.Context, parameter: click.Parameter, value: str | None) -> list[str] | None:
    """Areas by code or by the name of a region."""
    if value is None:
        return None
    from yibao import plugins

    found = []
    for name in filter(None, map(str.strip, value.split(","))):
        area = name if len(name) == 6 and name.isdecimal() and name.isascii() else plugins.installed().plugin(name).area
        if area.startswith("0"):
            raise click.BadParameter(f"{name} is no coordination area; national guidance answers in one with --baseline")
        found.append(area)
    if not found:
        raise click.BadParameter("name an area or a region")
    return list(dict.fromkeys(found))


def write(path: str, text: str) -> None:
    """Write a page to a file, whole or not at all."""
    from yibao.files import replacing

    with replacing(path) as file:
        file.write(text.encode())


def separate(*paths: str | None) -> None:
    """Refuse to write over what is read, or twice to the same file."""
    from pathlib import Path

    from yibao.errors import CannotWrite

    named = [Path(path).resolve() for path in paths if path not in (None, "-")]
    for path in named:
        if named.count(path) > 1:
            raise CannotWrite(f"{path} is named twice: a file that is read, or written, cannot be written as another")


def choices(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """The readings chosen with `--reading NAME=OPTION`."""
    chosen: dict[str, str] = {}
    for value in values:
        name, equals, option = value.partition("=")
        if not equals or not option:
            raise click.BadParameter(f"expected NAME=OPTION, got {value!r}; `yibao readings` lists them")
        if chosen.setdefault(name, option) != option:
            raise click.BadParameter(f"{name} is chosen twice: {chosen[name]} and {option}")
    return chosen


def deciding(command: Command) -> Command:
    """The options of what decides a claim."""
    for option in reversed(
        [
            click.option("--reading", "readings", multiple=True, callback=choices, metavar="NAME=OPTION", help="Choose a reading."),
            click.option("--baseline", is_flag=True, help="Let national guidance answer, labelled, where no regional measure does."),
            click.option(
                "--reported", multiple=True, metavar="MEASURE", help="Switch on a document that is known only from reports; see `yibao regions`."
            ),
        ]
    ):
        command = option(command)
    return command


@click.group(cls=Commands, context_settings=HELP)
@click.version_option(package_name="yibao")
def main() -> None:
    """China's regional "互联网+" medical-insurance payment measures as code.

    A visit with its charges goes in; out come whether the fund may pay, what may be charged, who
    pays which fen, and the article each answer rests on. It computes with a reading of the text;
    it is no official decision.
    """


@main.command()
@click.argument("claim", type=click.Path())
@click.option("--policy", type=click.Path(), help="The area's tables, where the claim does not carry them.")
@click.option("--record", type=click.Path(), help="The institution's record: agreements, bars and proceedings as they stood on the day of service.")
@deciding
@click.option("--sensitivity", "sensitive", is_flag=True, help="Say on which readings the outcome depends, and how it would change.")
@click.option("--all", "everything", is_flag=True, help="Show the conditions that do not apply, too.")
@language
@as_json
@click.pass_context
def decide(
    ctx: click.Context,
    claim: str,
    policy: str | None,
    record: str | None,
    readings: dict[str, str],
    baseline: bool,
    reported: tuple[str, ...],
    sensitive: bool,
    everything: bool,
    lang: str,
    as_json: bool,
) -> None:
    """Decide one claim: verdict, conditions with their articles, amounts, what is missing.

    CLAIM is a file, or - for standard input.
    """
    import attrs

    import yibao
    from yibao import outcome_page

    document = claim_at(claim, policy)
    if record is not None:
        document = yibao.with_record(document, record_at(record), readings=readings, reported=reported)
    outcome = yibao.decide(document, readings=readings, baseline=baseline, reported=reported)
    found = None
    if sensitive:
        from yibao.sensitivity import sensitivity

        found = sensitivity(document, outcome, baseline=baseline, reported=reported)
    if as_json:
        show(yibao.outcome_document(outcome) | ({} if found is None else {"sensitivity": [attrs.asdict(one) for one in found]}))
    else:
        click.echo(outcome_page.outcome_page(outcome, lang, everything, found))
    ctx.exit(0 if all(str(answer) in ("met", "not_applicable") for answer in outcome.verdict.values()) else 1)


@main.command()
@as_json
@click.pass_context
def coverage(ctx: click.Context, as_json: bool) -> None:
    """Count the clauses of every measure by status; fail on a hole."""
    from yibao import pages, plugins
    from yibao.conformance.coverage import coverage

    installed = plugins.installed()
    document = coverage(installed)
    show(document) if as_json else click.echo(pages.coverage_page(document, installed))
    ctx.exit(1 if installed.broken or any(one["unaccounted"] or one["executable_without_case"] for one in document.values()) else 0)


@main.command()
@click.option("--on", "on", callback=day, metavar="DATE", help="The day to look at; today where not given.")
@as_json
def regions(on: date | None, as_json: bool) -> None:
    """List the measures of every region, and which is in force on a day."""
    from yibao import pages, plugins

    rows = pages.regions_rows(plugins.installed(), on or pages.today())
    show(rows) if as_json else click.echo(pages.table(rows))


@main.command("plugins")
@as_json
@click.pass_context
def plugins_command(ctx: click.Context, as_json: bool) -> None:
    """List the installed plugins, and those that do not load; exit 1 if one does not."""
    from yibao import pages, plugins

    installed = plugins.installed()
    rows = pages.plugin_rows(installed)
    show(rows) if as_json else click.echo(pages.table(rows))
    ctx.exit(1 if installed.broken else 0)


@main.command()
@click.argument("claim", type=click.Path())
@click.option("--areas", callback=areas, metavar="AREA,AREA…", help="Areas or regions, as in 120000,jilin; all installed ones where not given.")
@click.option("--on", "on", callback=day, metavar="DATE", help="Move the visit to this day.")
@click.option("--policy", type=click.Path(), help="The tables, where the claim does not carry them.")
@deciding
@click.option("--html", "html", type=click.Path(dir_okay=False), help="Write a page of its own to this file, too.")
@language
@as_json
@click.pass_context
def compare(
    ctx: click.Context,
    claim: str,
    areas: list[str] | None,
    on: date | None,
    policy: str | None,
    readings: dict[str, str],
    baseline: bool,
    reported: tuple[str, ...],
    html: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Decide one claim in several areas, and say which articles make the difference.

    CLAIM is a file, or - for standard input. Exit code 1 if the outcomes differ or an area cannot be decided.
    """
    from yibao import compare_page, plugins
    from yibao.compare import areas_of
    from yibao.compare import compare as compared

    separate(claim, html)
    document = claim_at(claim, policy)
    installed = plugins.installed()
    places = areas or list(dict.fromkeys([document.area, *areas_of(installed)]))
    comparison = compared(document, places, on=on, readings=readings, baseline=baseline, reported=reported, installed=installed)
    answer = compare_page.comparison_document(comparison, installed)
    if html is not None:
        write(html, compare_page.comparison_html(answer, lang))
    show(answer) if as_json else click.echo(compare_page.comparison_page(answer, lang))
    ctx.exit(1 if answer["differences"] or any("error" in one for one in answer["areas"]) else 0)


@main.command()
@click.argument("record", metavar="FILE", type=click.Path())
@click.option("--on", "on", callback=day, metavar="DATE", help="The day to look at; the last that the record knows, or today, where not given.")
@click.option("--reading", "readings", multiple=True, callback=choices, metavar="NAME=OPTION", help="Choose a reading.")
@click.option("--html", "html", type=click.Path(dir_okay=False), help="Write a page with a picture to this file, too.")
@click.option("--ics", "ics", type=click.Path(dir_okay=False), help="Write the days that are still to come or overdue to this file, for a calendar.")
@language
@as_json
@click.pass_context
def agreement(
    ctx: click.Context,
    record: str,
    on: date | None,
    readings: dict[str, str],
    html: str | None,
    ics: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Say where an institution's agreements stand: events, clocks and who owes them, what can come next.

    FILE is a record, or - for standard input. Exit code 1 if something was not allowed, is late or cannot be said.
    """
    from yibao import pages, plugins
    from yibao.agreement import follow
    from yibao.agreement_calendar import agreement_calendar
    from yibao.agreement_page import agreement_page
    from yibao.agreement_picture import agreement_html
    from yibao.areas import check_area
    from yibao.course import trace_document

    separate(record, html, ics)
    known, installed = record_at(record), plugins.installed()
    check_area(known.area, installed)
    trace = follow(known, on or known.known_until or pages.today(), readings=readings, installed=installed)
    files = [
        (path, make(trace, installed, lang))  # both are made before one is written
        for path, make in ((html, agreement_html), (ics, agreement_calendar))
        if path is not None
    ]
    for path, text in files:
        write(path, text)
    show(trace_document(trace)) if as_json else click.echo(agreement_page(trace, installed, lang))
    ctx.exit(0 if trace.in_order else 1)


@main.command()
@click.argument("region")
@click.option("--html", "html", type=click.Path(dir_okay=False), help="Write one HTML page to this file, in place of Markdown.")
@language
@as_json
def weave(region: str, html: str | None, lang: str, as_json: bool) -> None:
    """Print a region's measures as Markdown, clause by clause with rules, readings and cases."""
    from yibao import plugins
    from yibao.weave import weave as woven
    from yibao.weave import woven as woven_data

    plugin = plugins.installed().plugin(region)
    if html is not None:
        write(html, woven(plugin, lang, "weave.html"))
    if as_json:
        show(woven_data(plugin, lang))
    elif html is None:
        click.echo(woven(plugin, lang, "weave.md"))


@main.command()
@click.argument("region", required=False)
@click.argument("article", required=False)
@click.option("--matrix", is_flag=True, help="Instead: the policy points of every region, side by side.")
@language
@as_json
def law(region: str | None, article: str | None, matrix: bool, lang: str, as_json: bool) -> None:
    """Show a measure clause by clause: paraphrase, status, rules, readings, cases.

    ARTICLE is a clause or its beginning, as in `18`, `第十八条` or `第十八条（三）`.
    """
    from yibao import pages, plugins

    if matrix:
        if region is not None:
            raise click.UsageError("--matrix shows every region: leave REGION out")
        cells = pages.matrix(plugins.installed())
        show(cells) if as_json else click.echo(pages.matrix_page(cells, lang))
        return
    if region is None:
        raise click.UsageError("name a REGION, or use --matrix")
    document = pages.law(plugins.installed().plugin(region), article)
    show(document) if as_json else click.echo(pages.law_page(document, lang, bool(article)))


@main.command()
@click.argument("word", required=False)
@language
@as_json
def facts(word: str | None, lang: str, as_json: bool) -> None:
    """List the facts that rules may ask for, or those that contain WORD."""
    from yibao import pages

    rows = pages.fact_rows(word)
    show(rows) if as_json else click.echo(pages.facts_page(rows, lang))


@main.command()
@click.argument("word", required=False)
@language
@as_json
def readings(word: str | None, lang: str, as_json: bool) -> None:
    """List where a text leaves a choice, with the options and the default, or those that contain WORD."""
    from yibao import pages, plugins

    rows = pages.reading_rows(plugins.installed(), word)
    show(rows) if as_json else click.echo(pages.readings_page(rows, lang))
