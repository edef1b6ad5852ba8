"""What can be asked of violations from the command line: opening, verifying, deciding, listing and showing proceedings?

Each command that writes puts one step into a record file, and nothing where the measure does not allow the step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from yibao.cli import HELP, as_json, choices, claim_at, day, language, record_at, show

if TYPE_CHECKING:
    from datetime import date

    from yibao.outcome import Outcome
    from yibao.proceeding import Progress
    from yibao.record import Move, Record

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group(context_settings=HELP)
def violation() -> None:
    """Open, verify, decide, list and show proceedings on violations, in the record of an institution.

    A step that the measure does not allow is refused with its article, and nothing is written.
    """


def step(command: Command) -> Command:
    """The options of every step: where, whose, when, by whom and why."""
    for option in reversed(
        [
            click.argument("record", type=click.Path()),
            click.argument("proceeding"),
            click.option("--on", "on", callback=day, metavar="DATE", required=True, help="The day of the step."),
            click.option("--by", required=True, help="The agency or department that took it, by the name that the measure uses; no person's name."),
            click.option("--reason", required=True, help="Why."),
            click.option("--reported", multiple=True, metavar="MEASURE", help="Switch on a document that is known only from reports."),
            as_json,
            language,
        ]
    ):
        command = option(command)
    return command


def take(
    record: str, proceeding: str, kind: str, on: date, by: str, reason: str, reported: tuple[str, ...], machine: bool, lang: str, **more: Any
) -> None:
    """Put one step into the record, and show where the proceeding stands."""
    from yibao.docket import take_step

    said = {name: value for name, value in more.items() if value is not None}
    written = take_step(record, proceeding, lambda id: _move({"id": id, "kind": kind, "on": str(on), "by": by, "reason": reason, **said}), reported)
    _shown(*written, on, machine, lang)


def _move(document: dict[str, Any]) -> Move:
    """A step from what the command line gave: read like a document, so that every fault is told."""
    from yibao import pages
    from yibao.codec import structure
    from yibao.errors import Fault, InvalidDocument
    from yibao.record import Move

    move = structure(document, Move, "step")
    if move.on > pages.today():
        raise InvalidDocument("step", [Fault("/on", "value", f"{move.on} is still to come: a record holds what has happened")])
    return move


def _shown(record: Record, progress: Progress, on: date, machine: bool, lang: str) -> None:
    from yibao.proceeding_page import show_page
    from yibao.proceeding_report import proceedings_document

    document = proceedings_document(record, on, [progress])
    show(document) if machine else click.echo(show_page(document["proceedings"][0], lang))


def _evidence(claims: tuple[str, ...], record: str, reported: tuple[str, ...], on: date, lines: set[str]) -> tuple[str | None, list[str]]:
    """The digest of what is seen when the claims are decided with the record, and their ids.

    Refuses a visit after the day of the step, and lines that no claim has.
    """
    from yibao.errors import Fault, InvalidDocument
    from yibao.report import evidence_of, outcome_digest

    seen = _decided(claims, _held(record), {}, reported)
    faults = [
        Fault("/service_date", "value", f"{one.claim.claim_id} is of {one.claim.service_date}, after the step, of {on}")
        for one in seen
        if one.claim.service_date > on
    ]
    unknown = sorted(lines - {line.id for one in seen for line in one.claim.lines})
    faults += [Fault("/lines", "value", f"no claim that is given has a line {line!r}") for line in unknown]
    if faults:
        raise InvalidDocument("evidence", faults)
    return evidence_of([outcome_digest(one) for one in seen]) if seen else None, [one.claim.claim_id for one in seen]


def _held(record: str | None) -> Record | None:
    """The record in a file, where one is named."""
    from yibao.codec import load_record

    return None if record is None else load_record(record)


def _decided(claims: tuple[str, ...], held: Record | None, readings: dict[str, str], reported: tuple[str, ...]) -> list[Outcome]:
    """The claims, decided with the record where one is given and they do not state their agreements themselves."""
    from yibao.flow import decide
    from yibao.recorded import check_area_of, with_record

    documents = [claim_at(path, None) for path in claims]
    if held is not None:
        for one in documents:
            check_area_of(one, held)
        documents = [with_record(one, held, readings=readings, reported=reported) if one.agreements is None else one for one in documents]
    return [decide(one, readings=readings, reported=reported) for one in documents]


@violation.command("open")
@step
@click.option("--act", required=True, help="What was done, a word of the schema such as over_ceiling.")
@click.option("--actor", required=True, help="institution, physician, pharmacist, nurse, pharmacy or patient.")
@click.option("--occurred", callback=day, metavar="DATE", required=True, help="The day of the act; its law is that day's.")
@click.option("--claim", "claims", multiple=True, type=click.Path(), help="A claim that it concerns; its outcome is the evidence.")
@click.option("--line", "lines", multiple=True, help="A line of the claim that was filed in breach.")
@click.option("--practitioner", help="Your own reference of the physician, pharmacist or nurse.")
@click.option("--fraud/--no-fraud", default=None, help="Whether it was done to defraud the fund, as a person found.")
@click.option("--loss", help="The fund's loss in yuan, such as 120.00.")
@click.option("--fraud-amount", help="What was obtained by fraud, in yuan.")
def open_(
    record: str,
    proceeding: str,
    on: date,
    by: str,
    reason: str,
    reported: tuple[str, ...],
    as_json: bool,
    lang: str,
    act: str,
    actor: str,
    occurred: date,
    claims: tuple[str, ...],
    lines: tuple[str, ...],
    practitioner: str | None,
    fraud: bool | None,
    loss: str | None,
    fraud_amount: str | None,
) -> None:
    """Open a proceeding with the suspicion it begins with."""
    from yibao.codec import structure
    from yibao.docket import open_proceeding
    from yibao.record import Proceeding

    evidence, ids = _evidence(claims, record, reported, on, set(lines))
    first = {"id": f"{proceeding}.1", "kind": "suspected", "on": str(on), "by": by, "reason": reason, "evidence": evidence}
    _move(first)
    document = {
        "id": proceeding,
        "act": act,
        "actor": actor,
        "occurred_on": str(occurred),
        "events": [first],
        "practitioner": practitioner,
        "claims": ids,
        "lines": list(lines) or None,
        "fraud": fraud,
        "loss": loss,
        "fraud_amount": fraud_amount,
    }
    _shown(*open_proceeding(record, structure(document, Proceeding, "proceeding"), reported), on, as_json, lang)


@violation.command()
@step
@click.option("--claim", "claims", multiple=True, type=click.Path(), help="The claims that were looked at; their outcome is the evidence.")
@click.option("--listed/--not-listed", default=None, help="Whether the act is among those that the clause lists, or means by 等.")
def verify(claims: tuple[str, ...], listed: bool | None, record: str, on: date, reported: tuple[str, ...], as_json: bool, **common: Any) -> None:
    """Verify the act: only now do consequences follow, and payment is refused where the measure says so."""
    evidence, _ = _evidence(claims, record, reported, on, set())
    take(record, kind="verified", on=on, reported=reported, machine=as_json, evidence=evidence, listed=listed, **common)


@violation.command()
@step
def dismiss(as_json: bool, **common: Any) -> None:
    """Close the proceeding: the suspicion was not borne out."""
    take(kind="dismissed", machine=as_json, **common)


@violation.command()
@step
@click.option(
    "--nature", required=True, type=click.Choice(["agreement", "administrative", "criminal"]), help="Legal nature; natures do not exclude each other."
)
def route(as_json: bool, **common: Any) -> None:
    """Route the act by its legal nature to whom the measure names."""
    take(kind="routed", machine=as_json, **common)


@violation.command()
@step
@click.option("--sanction", required=True, help="The measure, a word that the clause provides such as suspend_agreement.")
@click.option(
    "--nature", type=click.Choice(["agreement", "administrative", "criminal", "publicity"]), help="Under which route, where there are several."
)
@click.option("--agreement", type=click.Choice(["main", "supplementary"]), help="Of a measure against an agreement: which one.")
@click.option("--since", callback=day, metavar="DATE", help="First day of its effect; the day of execution where not given.")
@click.option("--until", callback=day, metavar="DATE", help="Last day of its effect.")
@click.option("--amount", help="Amount in yuan, such as 1200.00.")
@click.option("--condition-met/--condition-not-met", default=None, help="Whether the further condition of the clause holds (拒不改正…).")
def decide(as_json: bool, since: date | None, until: date | None, **common: Any) -> None:
    """Decide a measure within the range and authority of its clause; the choice is yours and is recorded."""
    take(kind="measured", machine=as_json, since=since and str(since), until=until and str(until), **common)


def of_measure(kind: str, help: str) -> None:
    """A command on a measure that was decided."""

    @violation.command(kind, help=help)
    @step
    @click.option("--of", required=True, metavar="ID", help="The measure, by the id that `show` gives.")
    def command(as_json: bool, **common: Any) -> None:
        take(kind=KINDS[kind], machine=as_json, **common)


KINDS = {"execute": "executed", "withdraw": "withdrawn", "appeal": "appealed"}
of_measure("execute", "Execute a measure: its effect begins, on this day or on the later one that it names.")
of_measure("withdraw", "Withdraw a measure: its effect ends.")
of_measure("appeal", "Note an appeal against a measure; by itself it stops nothing.")


@violation.command("decide-appeal")
@step
@click.option("--of", required=True, metavar="ID", help="The measure that was appealed.")
@click.option("--result", required=True, type=click.Choice(["upheld", "revoked"]), help="Whether the measure stands.")
def decide_appeal(as_json: bool, **common: Any) -> None:
    """Decide an appeal: the measure is upheld or revoked."""
    take(kind="appeal_decided", machine=as_json, **common)


def visits(command: Command) -> Command:
    """The options of what looks at claims."""
    for option in reversed(
        [
            click.argument("claims", nargs=-1, required=True, type=click.Path()),
            click.option("--record", type=click.Path(), help="The institution's record, with which the claims are decided."),
            click.option("--reading", "readings", multiple=True, callback=choices, metavar="NAME=OPTION", help="Choose a reading."),
            click.option("--reported", multiple=True, metavar="MEASURE", help="Switch on a document that is known only from reports."),
            language,
            as_json,
        ]
    ):
        command = option(command)
    return command


@violation.command()
@visits
def detect(claims: tuple[str, ...], record: str | None, readings: dict[str, str], reported: tuple[str, ...], lang: str, as_json: bool) -> None:
    """Find what can show an act, in each visit and across them. Suspicions only: an agency verifies.

    CLAIMS are those of one institution. Exit code 1 if there are suspicions.
    """
    from yibao.detection import suspicions_document
    from yibao.review_page import suspicions_page

    document = suspicions_document(_decided(claims, _held(record), readings, reported))
    show(document) if as_json else click.echo(suspicions_page(document, lang))
    click.get_current_context().exit(1 if document["suspicions"] else 0)


@violation.command()
@visits
def queue(claims: tuple[str, ...], record: str | None, readings: dict[str, str], reported: tuple[str, ...], lang: str, as_json: bool) -> None:
    """List what a person has to decide on some claims: what is undetermined or suspected, with everything needed.

    Verdicts of the record count as long as the outcome under them is the same. Exit code 1 if something is to be decided.
    """
    from yibao.review import queue_document
    from yibao.review_page import queue_page

    held = _held(record)
    outcomes = _decided(claims, held, readings, reported)
    asked = {one.claim.claim_id for one in outcomes}
    verdicts = [one for one in held.verdicts if one.claim in asked] if held else []
    document = queue_document(outcomes, verdicts)
    show(document) if as_json else click.echo(queue_page(document, lang))
    click.get_current_context().exit(1 if document["items"] else 0)


@violation.command()
@click.argument("record", type=click.Path())
@click.argument("claim", type=click.Path())
@click.option("--clause", required=True, help="The clause that `queue` names.")
@click.option("--line", help="The line, where the item is of one.")
@click.option("--answer", required=True, type=click.Choice(["met", "not_met"]), help="Whether the clause is met.")
@click.option("--on", "on", callback=day, metavar="DATE", required=True, help="The day of the verdict.")
@click.option("--by", required=True, help="Who decides: a role, no person's name.")
@click.option("--reason", required=True, help="Why; a verdict without a reason is none.")
@click.option("--reading", "readings", multiple=True, callback=choices, metavar="NAME=OPTION", help="Choose a reading.")
@click.option("--reported", multiple=True, metavar="MEASURE", help="Switch on a document that is known only from reports.")
def judge(
    record: str,
    claim: str,
    clause: str,
    line: str | None,
    answer: str,
    on: date,
    by: str,
    reason: str,
    readings: dict[str, str],
    reported: tuple[str, ...],
) -> None:
    """Put a person's verdict on an item of the queue into the record; it is void once the outcome under it changes."""
    import attrs

    from yibao import pages
    from yibao.docket import change_record
    from yibao.errors import Fault, InvalidDocument, NotInOrder, near
    from yibao.review import queue as queue_of
    from yibao.review import verdict_for

    items = {f"{one.clause}@{one.line}" if one.line else one.clause: one for one in queue_of(_decided((claim,), _held(record), readings, reported))}
    wanted = f"{clause}@{line}" if line else clause
    if wanted not in items:
        left = f"it leaves {', '.join(items) or 'nothing'}; nothing was written"
        raise NotInOrder(f"the outcome does not leave {wanted} open{near(wanted, items)}; {left}")
    if not items[wanted].on <= on <= pages.today():
        message = f"{on} is no day between the visit, of {items[wanted].on}, and today, {pages.today()}"
        raise InvalidDocument("verdict", [Fault("/on", "value", message)])
    verdict = verdict_for(items[wanted], answer, by, on, reason)  # type: ignore[arg-type]
    change_record(record, lambda held: attrs.evolve(held, verdicts=(*held.verdicts, verdict)))
    click.echo(f"{verdict.claim} {clause} {answer}  {verdict.outcome[:12]}…")


reading = click.option("--on", "on", callback=day, metavar="DATE", help="The day to look at; how far the record goes where not given.")


@violation.command("list")
@click.argument("record", type=click.Path())
@reading
@language
@as_json
def list_(record: str, on: date | None, lang: str, as_json: bool) -> None:
    """List the proceedings of a record as they stood on a day."""
    from yibao.proceeding_page import list_page

    document = _document(record_at(record), on)
    show(document) if as_json else click.echo(list_page(document, lang))


@violation.command("show")
@click.argument("record", type=click.Path())
@click.argument("proceeding")
@reading
@language
@as_json
def show_(record: str, proceeding: str, on: date | None, lang: str, as_json: bool) -> None:
    """Show one proceeding: its steps with their grounds, the routes, the measures and their days, what is owed."""
    from yibao.docket import find_proceeding
    from yibao.errors import UnknownRegion
    from yibao.proceeding_page import show_page

    held = record_at(record)
    find_proceeding(held, proceeding)
    document = _document(held, on)
    found = [one for one in document["proceedings"] if one["id"] == proceeding]
    if not found:
        raise UnknownRegion(f"the proceeding {proceeding!r} had not begun on {document['on']}")
    show(document | {"proceedings": found}) if as_json else click.echo(show_page(found[0], lang))


def _document(record: Record, on: date | None) -> dict[str, Any]:
    from yibao import pages
    from yibao.proceeding import progress
    from yibao.proceeding_report import proceedings_document

    when = on or record.known_until or pages.today()
    return proceedings_document(record, when, progress(record, when))
