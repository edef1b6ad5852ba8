"""What can be asked of the ledger from the command line: settling, reversing, reconciling, and what the books say?

A command that posts can be given again with the same key when its answer was lost: it posts nothing twice and says what was posted. Every
report ends with the head of the ledger, for somebody else to keep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import click

from yibao.cli import HELP, as_json, choices, claim_at, day, deciding, language, read_at, record_at, separate, show

if TYPE_CHECKING:
    from datetime import date

    from yibao.ledger.book import Ledger

book = click.option("--ledger", "path", required=True, type=click.Path(), metavar="FILE", help="The ledger; `yibao ledger new` makes one.")
file = click.argument("path", type=click.Path(), metavar="LEDGER")
key = click.option("--key", required=True, help="A key of your own for this request; give the same when you try again.")
area = click.option("--area", required=True, help="The coordination area, six digits.")
institution = click.option("--institution", required=True, help="Your own reference of the institution.")


@contextmanager
def opened(path: str, reading: bool = False) -> Iterator[Ledger]:
    """The ledger in a file, closed in the end; who reads sees it as it stands at one moment."""
    from yibao.ledger.book import open_ledger

    with closing(open_ledger(path, reading=reading)) as held, held.standing_still() if reading else nullcontext():
        yield held


def performed(path: str, do: str, given: dict[str, Any], reading: bool = False) -> dict[str, Any]:
    """What an operation answers, with the head of the ledger after it."""
    from yibao.ledger.door import perform

    with opened(path, reading) as ledger:
        return perform(ledger, do, {name: value for name, value in given.items() if value is not None}) | {"head": ledger.last.head}


def put_out(document: dict[str, Any], machine: bool, page: Callable[[], str]) -> None:
    """Print the document, or its page."""
    show(document) if machine else click.echo(page())


@click.command()
@click.argument("claim", type=click.Path())
@book
@click.option("--key", help="A key of your own for this settlement; give the same when you try again.")
@click.option("--message", help="The id of the message under which it goes to the other side; stored before you send it.")
@click.option("--preview", is_flag=True, help="Only say what it would come to (预结算); nothing is posted.")
@click.option("--policy", type=click.Path(), help="The area's tables, where the claim does not carry them.")
@click.option("--record", type=click.Path(), help="The institution's record: agreements, bars and proceedings as they stood on the day of service.")
@deciding
@language
@as_json
@click.pass_context
def settle(
    ctx: click.Context,
    claim: str,
    path: str,
    key: str | None,
    message: str | None,
    preview: bool,
    policy: str | None,
    record: str | None,
    readings: dict[str, str],
    baseline: bool,
    reported: tuple[str, ...],
    lang: str,
    as_json: bool,
) -> None:
    """Decide a claim and post what comes out, once.

    CLAIM is a file, or - for standard input. What the year has used up and what the account holds come from the ledger.
    """
    from yibao.ledger import settling

    if (key is None) != preview:
        raise click.UsageError("give either --key, to settle, or --preview")
    document = claim_at(claim, policy)
    if record is not None:
        from yibao.recorded import with_record

        document = with_record(document, record_at(record), readings=readings, reported=reported)
    more: dict[str, Any] = {"readings": readings, "baseline": baseline, "reported": reported}
    with opened(path) as ledger:
        if key is None:
            outcome = settling.presettle(ledger, document, **more)
        else:
            _posted(ledger, settling.settle(ledger, document, _reference("key", key), message=_reference("message", message), **more), lang, as_json)
            return
    from yibao.outcome_page import outcome_page
    from yibao.report import outcome_document

    put_out(outcome_document(outcome), as_json, lambda: outcome_page(outcome, lang, False, None))
    ctx.exit(0 if all(str(answer) in ("met", "not_applicable") for answer in outcome.verdict.values()) else 1)


def _reference(name: str, value: str | None) -> Any:
    """A reference given as an option. Raises InvalidDocument where it is none."""
    from yibao.codec import structure
    from yibao.fields import Reference

    if value is None:
        return None
    from yibao.errors import InvalidDocument

    try:
        return structure(value, Reference, f"--{name}")
    except InvalidDocument as error:
        raise click.BadParameter(error.faults[0].message, param_hint=f"--{name}") from None


def _posted(ledger: Ledger, posted: Any, lang: str, machine: bool) -> None:
    from yibao.ledger.door import posted_document

    _entry_shown(posted_document(ledger, posted), lang, machine)


def _entry_shown(document: dict[str, Any], lang: str, machine: bool) -> None:
    from yibao.ledger_page import entry_page

    put_out(document, machine, lambda: entry_page(document, lang))


def post(path: str, do: str, given: dict[str, Any], lang: str, machine: bool) -> None:
    """Perform an operation that posts, and show its entry."""
    _entry_shown(performed(path, do, given), lang, machine)


@click.command()
@click.argument("of")
@book
@key
@click.option("--reason", required=True, help="Why, one word such as refund; an unknown one lists them.")
@click.option("--line", "lines", multiple=True, help="Only this line; may be given more than once.")
@click.option("--message", help="The id of the message under which it goes to the other side.")
@click.option("--on", "on", callback=day, metavar="DATE", help="The day of the reversal; today where not given.")
@language
@as_json
def reverse(
    of: str, path: str, key: str, reason: str, lines: tuple[str, ...], message: str | None, on: date | None, lang: str, as_json: bool
) -> None:
    """Take back a settlement, or some of its lines.

    OF is the settlement's key, or # and its number as in '#12'.
    """
    given = {"of": of, "key": key, "reason": reason, "lines": list(lines), "message": message, "on": on and on.isoformat()}
    post(path, "reverse", given, lang, as_json)


@click.command()
@click.argument("statement", type=click.Path())
@book
@language
@as_json
@click.pass_context
def reconcile(ctx: click.Context, statement: str, path: str, lang: str, as_json: bool) -> None:
    """Compare the ledger with the other side's list: totals, then lines.

    STATEMENT is a document of schema yibao.statement/1, or - for standard input. Whatever does not match becomes an open item with the steps
    that close it. Of ours, what was posted in the days of the list counts. Exit code 1 if something of it is open, or the totals differ.
    """
    from yibao.codec import document_from
    from yibao.ledger import reconciling
    from yibao.ledger_page import reconciliation_page

    content, name = read_at(statement)
    listed = document_from(content, reconciling.Statement, "yibao.statement/1", name)
    with opened(path) as ledger:
        document = reconciling.reconcile(ledger, listed)
    put_out(document, as_json, lambda: reconciliation_page(document, lang))
    ctx.exit(1 if any(one["closed"] is None for one in document["items"]) or not document["totals"]["equal"] else 0)


@click.group(context_settings=HELP)
def ledger() -> None:
    """The books: what was settled, what is open, and whether anything was changed.

    `yibao settle`, `yibao reverse` and `yibao reconcile` write to a ledger; the commands here make one, ask it, and put down what
    comes from elsewhere.
    """


@ledger.command()
@file
def new(path: str) -> None:
    """Make a new, empty ledger."""
    from yibao.ledger.book import new_ledger

    with closing(new_ledger(path)) as made:
        click.echo(f"{path}  {made.last.head}")


@ledger.command("show")
@file
@click.argument("entry", required=False)
@click.option("--visit", help="The entries of this visit.")
@click.option("--person", help="The entries of this person reference.")
@click.option("--outcome", "whole", is_flag=True, help="Of a settlement: the outcome as it was stored, as JSON.")
@click.option("--last", type=click.IntRange(1, 1_000_000), default=20, show_default=True, help="How many of the last entries.")
@language
@as_json
def show_(path: str, entry: str | None, visit: str | None, person: str | None, whole: bool, last: int, lang: str, as_json: bool) -> None:
    """Show one entry, by its key or as '#12', or list the last ones."""
    from yibao.ledger.door import perform
    from yibao.ledger.entry import entry_document
    from yibao.ledger.rerating import stored_outcome
    from yibao.ledger_page import entries_page

    if entry is not None and (visit is not None or person is not None):
        raise click.UsageError("name either one ENTRY, or a --visit or --person")
    if whole and entry is None:
        raise click.UsageError("--outcome is of one entry: name it")
    with opened(path, reading=True) as held:
        if whole and entry is not None:
            show(stored_outcome(held, held.find(entry)))
            return
        if entry is not None:
            _entry_shown(perform(held, "entry", {"entry": entry}), lang, as_json)
            return
        asked = {name: value for name, value in (("visit", visit), ("person", person)) if value is not None}
        condition = " AND ".join(f"{name} = ?" for name in asked) or "TRUE"
        newest = f"number IN (SELECT number FROM entry WHERE {condition} ORDER BY number DESC LIMIT ?)"
        document = {"entries": [entry_document(one) for one in held.entries(newest, (*asked.values(), last))], "head": held.last.head}
    put_out(document, as_json, lambda: entries_page(document, lang))


@ledger.command()
@file
@click.option("--head", help="A head that was kept, <number>:<hash>; it has to be in the chain still.")
@language
@as_json
@click.pass_context
def verify(ctx: click.Context, path: str, head: str | None, lang: str, as_json: bool) -> None:
    """Look at every row: was anything changed, taken out, put in or exchanged? Exit code 1 if so, with the place."""
    import sys

    from yibao.ledger.verifying import verify as verified
    from yibao.ledger_page import verified_page

    with opened(path, reading=True) as held:
        ((length,),) = held.rows("SELECT COUNT(*) FROM entry")
        with click.progressbar(length=length, label="verify", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
            document = verified(held, head, lambda done: bar.update(done - bar.pos)).document()
    put_out(document, as_json, lambda: verified_page(document, lang))
    ctx.exit(1 if document["broken"] else 0)


@ledger.command()
@file
@language
@as_json
def balance(path: str, lang: str, as_json: bool) -> None:
    """Show what went from where to where: the balance of every account. Together they are 0."""
    from yibao.ledger_page import balances_page
    from yibao.money import yuan

    with opened(path, reading=True) as held:
        rows = held.rows("SELECT account, fen FROM balance ORDER BY account")
        document = {"balances": [{"account": name, "amount": yuan(fen)} for name, fen in rows], "sum": yuan(sum(fen for _, fen in rows))}
        document["head"] = held.last.head
    put_out(document, as_json, lambda: balances_page(document, lang))


@ledger.command()
@file
@area
@click.option("--person", required=True, help="Your own reference of the person.")
@click.option("--year", required=True, type=int)
@language
@as_json
def year(path: str, area: str, person: str, year: int, lang: str, as_json: bool) -> None:
    """Show what a person's year has used up, and what the account holds."""
    from yibao.ledger_page import year_page

    document = performed(path, "year", {"area": area, "person": person, "year": year}, reading=True)
    put_out(document, as_json, lambda: year_page(document, lang))


@ledger.command()
@file
@key
@area
@click.option("--person", required=True, help="Your own reference of the person.")
@click.option("--year", required=True, type=int)
@click.option("--deductible-used", metavar="YUAN", help="Deductible used this year, by the other book.")
@click.option("--fund-used", metavar="YUAN", help="What the fund has paid this year, by the other book.")
@click.option("--account-balance", metavar="YUAN", help="What the personal account holds, by the other book.")
@language
@as_json
def opening(path: str, lang: str, as_json: bool, **given: Any) -> None:
    """State what another book says of a person; it holds from here on, with what is posted after it."""
    post(path, "opening", given, lang, as_json)


@ledger.command()
@file
@click.argument("settlement", type=click.Path())
@key
@language
@as_json
def offline(path: str, settlement: str, key: str, lang: str, as_json: bool) -> None:
    """Put down a visit that was settled offline, so that years and quotas take it in.

    SETTLEMENT is a document of schema yibao.offline/1, or - for standard input.
    """
    from yibao.codec import document_from
    from yibao.ledger.offline import OfflineSettlement, record_offline

    content, name = read_at(settlement)
    stated = document_from(content, OfflineSettlement, "yibao.offline/1", name)
    with opened(path) as held:
        _posted(held, record_offline(held, stated, _reference("key", key)), lang, as_json)


@ledger.command()
@file
@click.argument("message")
@click.option("--result", required=True, help="accepted or refused.")
@click.option("--reference", help="The other side's own reference.")
@click.option("--charged", metavar="YUAN", help="The amounts that it settled, where it says them.")
@click.option("--fund", metavar="YUAN")
@click.option("--account", metavar="YUAN")
@language
@as_json
def answer(path: str, message: str, lang: str, as_json: bool, **given: Any) -> None:
    """Put down what the other side answered to a message."""
    post(path, "answer", {"message": message, **given}, lang, as_json)


@ledger.command()
@file
@area
@institution
@click.option("--visit", required=True, help="The visit, by its claim_id.")
@click.option("--kind", required=True, help="treatment, prescription, transaction or delivery.")
@click.option("--reference", required=True, help="Your own reference of the record.")
@click.option("--uploaded-at", metavar="MOMENT", help="When it was uploaded, such as 2021-04-15T09:30:00.")
@click.option("--names", multiple=True, help="Another record that it names; may be given more than once.")
@language
@as_json
def evidence(path: str, names: tuple[str, ...], lang: str, as_json: bool, **given: Any) -> None:
    """Put down a record of a visit, when it was uploaded, and which others it names."""
    post(path, "evidence", {**given, "names": list(names)}, lang, as_json)


@ledger.command()
@file
@area
@institution
@click.option("--on", "on", callback=day, metavar="DATE", help="As of this day; today where not given.")
@language
@as_json
def quota(path: str, area: str, institution: str, on: date | None, lang: str, as_json: bool) -> None:
    """Show how much of an institution's quota for the year is used, online and offline."""
    from yibao import pages
    from yibao.ledger_page import quota_page

    given = {"area": area, "institution": institution, "on": (on or pages.today()).isoformat()}
    document = performed(path, "quota_use", given, reading=True)
    put_out(document, as_json, lambda: quota_page(document, lang))


@ledger.command("set-quota")
@file
@area
@institution
@click.option("--year", required=True, type=int)
@click.option("--amount", required=True, metavar="YUAN")
@click.option("--set-on", required=True, callback=day, metavar="DATE", help="The day on which the agency set it.")
@click.option("--source", required=True, help="Where that stands.")
@language
@as_json
def set_quota(path: str, set_on: date, lang: str, as_json: bool, **given: Any) -> None:
    """Put down the quota that the agency set for an institution's year."""
    post(path, "quota", {**given, "set_on": set_on.isoformat()}, lang, as_json)


@ledger.command("open-items")
@file
@language
@as_json
@click.pass_context
def open_items(ctx: click.Context, path: str, lang: str, as_json: bool) -> None:
    """List what is open with the other side, and the steps that close it. Exit code 1 if there is anything."""
    from yibao.ledger_page import items_page

    document = performed(path, "open_items", {}, reading=True)
    put_out(document, as_json, lambda: items_page(document["items"], document["head"], lang))
    ctx.exit(1 if document["items"] else 0)


@ledger.command("close-item")
@file
@click.argument("item")
@click.option("--reference", help="The other side's reference, where the last step is theirs.")
@language
@as_json
def close_item(path: str, item: str, reference: str | None, lang: str, as_json: bool) -> None:
    """Close an open item, once its steps were taken; once more changes nothing."""
    post(path, "close_item", {"item": item, "reference": reference}, lang, as_json)


@ledger.command()
@file
@click.option("--institution", help="Only this institution.")
@language
@as_json
def months(path: str, institution: str | None, lang: str, as_json: bool) -> None:
    """Show what each month comes to, by institution, online and offline."""
    from yibao.ledger.months import closed_until
    from yibao.ledger.months import months as of_months
    from yibao.ledger_page import months_page

    with opened(path, reading=True) as held:
        document = {"months": of_months(held, institution), "closed_until": closed_until(held), "head": held.last.head}
    put_out(document, as_json, lambda: months_page(document, lang))


@ledger.command("close-month")
@file
@click.argument("month")
@language
@as_json
def close_month(path: str, month: str, lang: str, as_json: bool) -> None:
    """Close a month, such as 2021-04, and all before it: what comes later goes to the next."""
    post(path, "close_month", {"month": month}, lang, as_json)


@ledger.command()
@file
@click.option("--person", help="Only this person reference.")
@language
@as_json
def persons(path: str, person: str | None, lang: str, as_json: bool) -> None:
    """Show what each person's years come to."""
    from yibao.ledger.months import by_person
    from yibao.ledger_page import persons_page

    with opened(path, reading=True) as held:
        document = {"persons": by_person(held, person), "head": held.last.head}
    put_out(document, as_json, lambda: persons_page(document, lang))


@ledger.command("over-norm")
@file
@click.option("--norm", required=True, metavar="YUAN", help="The norm, which is yours to state: no measure has one.")
@click.option("--times", required=True, help="How many times it is too much, such as 3.")
@click.option("--month", help="Only this month, such as 2021-04.")
@language
@as_json
def over_norm(path: str, norm: str, times: str, month: str | None, lang: str, as_json: bool) -> None:
    """List the visits whose fees are more than so many times a norm."""
    from yibao.ledger_page import over_norm_page

    document = performed(path, "over_norm", {"norm": norm, "times": times, "month": month}, reading=True)
    put_out(document, as_json, lambda: over_norm_page(document, lang))


@ledger.command()
@file
@click.option("--since", callback=day, metavar="DATE", help="From this day of service on.")
@click.option("--until", callback=day, metavar="DATE", help="Up to this day of service.")
@click.option("--reading", "readings", multiple=True, callback=choices, metavar="NAME=OPTION", help="Choose a reading, beside those chosen then.")
@click.option("--post", "prefix", metavar="PREFIX", help="Post what is proposed, each under the key PREFIX-<entry>.")
@language
@as_json
@click.pass_context
def rerate(
    ctx: click.Context, path: str, since: date | None, until: date | None, readings: dict[str, str], prefix: str | None, lang: str, as_json: bool
) -> None:
    """Decide what was settled again, as measures and readings are now, and propose what is to be adjusted.

    Nothing is posted without --post. Exit code 1 if something is proposed.
    """
    from datetime import date

    from yibao.ledger import rerating
    from yibao.ledger_page import proposals_page

    if since is not None and until is not None and until < since:
        raise click.UsageError(f"--until {until} is before --since {since}")
    with opened(path, reading=prefix is None) as held:
        proposals = list(rerating.rerate(held, since=since or date.min, until=until or date.max, readings=readings))
        keyed = [(one, _reference("post", f"{prefix}-{one.entry.number}")) for one in proposals if prefix is not None and not one.why]
        for one, key in keyed:
            rerating.adjust(held, one, key)
        document = {"proposals": [one.document() for one in proposals], "posted": prefix is not None, "head": held.last.head}
    put_out(document, as_json, lambda: proposals_page(document, lang))
    ctx.exit(1 if document["proposals"] else 0)


@ledger.command()
@file
@click.argument("target", type=click.Path(dir_okay=False))
def export(path: str, target: str) -> None:
    """Write all entries that move money to a table: TARGET ends with .csv or .parquet. Amounts are in yuan."""
    from yibao.files import replacing
    from yibao.ledger.exporting import export_csv, export_parquet

    separate(path, target)
    if not target.endswith((".csv", ".parquet")):
        raise click.BadParameter(f"expected a name that ends with .csv or .parquet, got {target!r}", param_hint="TARGET")
    with opened(path, reading=True) as held:
        with replacing(target) as out:
            count = export_parquet(held, out) if target.endswith(".parquet") else export_csv(held, out)
        head = held.last.head
    click.echo(f"{target}  {count}  {head}")


@ledger.command()
@file
@click.argument("target", type=click.Path(dir_okay=False))
def copy(path: str, target: str) -> None:
    """Copy the ledger as it stands to TARGET, while others go on writing; a plain copy of the file lacks what was written last."""
    from yibao.ledger.book import copy_ledger

    separate(path, target)
    with opened(path, reading=True) as held:
        copy_ledger(held, target)
        head = held.last.head
    click.echo(f"{target}  {head}")


@ledger.command()
@click.option("--secret", required=True, type=click.Path(), help="A file with your secret, 16 bytes or more; keep it apart from the ledger.")
def reference(secret: str) -> None:
    """Make references of identity numbers: one on each line of standard input, a reference on each line of the output.

    The same number under the same secret gives the same reference; without the secret nobody can go back.
    """
    from pathlib import Path

    from yibao.errors import Fault, InvalidDocument
    from yibao.ledger.references import check_secret, keyed_reference

    try:
        held = Path(secret).read_bytes().strip()
        check_secret(held)
    except OSError as error:
        raise InvalidDocument(secret, [Fault("", "file", f"cannot be read: {error.strerror}")]) from None
    except ValueError as error:
        raise InvalidDocument(secret, [Fault("", "value", str(error))]) from None
    try:
        with open(0, encoding="utf-8", closefd=False) as lines:
            values = lines.read().splitlines()
    except (OSError, UnicodeDecodeError):
        raise InvalidDocument("standard input", [Fault("", "file", "cannot be read as lines of UTF-8")]) from None
    made, faults = [], []
    for number, value in enumerate(values):
        try:
            made.append(keyed_reference(held, value))
        except ValueError as error:
            faults.append(Fault(f"/{number}", "value", str(error)))
    if faults:
        raise InvalidDocument("standard input", faults)
    for one in made:
        click.echo(one)


__all__ = ["ledger", "reconcile", "reverse", "settle"]
