"""How does it look at the terminal where an agreement stands?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click
from tabulate import tabulate

from yibao.agreement_words import CLOCKS, COLUMNS, LABELS, STATUS_COLOURS, Coming, Happening, Sheet, sheet
from yibao.course import Trace
from yibao.language import in_language
from yibao.outcome_page import MARKS
from yibao.plugins import Plugins


def agreement_page(trace: Trace, installed: Plugins, lang: str) -> str:
    """Where the agreements of a record stand, as a page at the terminal."""
    shown, say = sheet(trace, installed, lang), in_language(LABELS, lang)
    head = [click.style(f"{trace.record.institution} · {shown.place} · {trace.on}", bold=True), *shown.measures]
    parts = ["\n".join(head), _stands(shown, say), _happenings(shown, say), _clocks(shown, say), _left_out(shown, say)]
    parts += [_next(shown, say), _missing(shown, say), _readings(shown, say)]
    return "\n\n".join([part for part in parts if part] + [click.style(say["note"], dim=True)])


def _stands(shown: Sheet, say: Mapping[str, str]) -> str:
    heads = [say[name] for name in ("agreement", "status", "since", "until", "application", "clause")]
    rows = [
        [one.agreement, click.style(one.words, fg=STATUS_COLOURS.get(one.status)), one.since, one.until, one.application, one.clause]
        for one in shown.stands
    ]
    return say["agreements"] + "\n" + fitted(rows, {4}, heads)


def _happenings(shown: Sheet, say: Mapping[str, str]) -> str:
    if not shown.happenings:
        return say["events"] + "\n " + say["no_events"]
    told: set[str] = set()
    rows = [
        [_mark(MARKS[one.answer]), one.on.isoformat(), one.agreement, one.clause, "\n".join([one.what, *_reasons(one, told)])]
        for one in shown.happenings
    ]
    return say["events"] + "\n" + fitted(rows, {4}) + "\n\n" + click.style(wrapped(say["legend_marks"], COLUMNS), dim=True)


def _mark(mark: Sequence[Any]) -> str:
    return click.style(mark[0], fg=mark[1])


def _reasons(one: Happening, told: set[str]) -> Iterator[str]:
    """Under an event that is refused, open or came by itself: why, and what is missing, where that was not told before."""
    for reason in one.reasons:
        yield " ".join(filter(None, (_mark(MARKS[reason.answer]), reason.clause, reason.text)))
    yield from (f"{click.style('?', fg='yellow')} {words}" for words in one.missing if words not in told)
    told.update(one.missing)


def _clocks(shown: Sheet, say: Mapping[str, str]) -> str:
    if not shown.clocks:
        return ""
    heads = ["", *(say[name] for name in ("clause", "what", "owner", "span", "done", "state"))]
    rows = [
        [
            _mark(CLOCKS[one.state]),
            one.clause,
            "\n".join([one.what, *(f"? {path}" for path in one.missing)]),
            one.owner,
            f"{one.since}\n→ {one.due}",
            one.done,
            click.style(one.words, fg=CLOCKS[one.state][1]),
        ]
        for one in shown.clocks
    ]
    note = ["", click.style(say["agency_late"], dim=True)] if shown.agency_is_late else []
    return say["clocks"] + "\n" + "\n".join([fitted(rows, {2, 3, 6}, heads), *note])


def _left_out(shown: Sheet, say: Mapping[str, str]) -> str:
    rows = [[one.clause, one.since.isoformat(), ", ".join(one.left_out)] for one in shown.clocks if one.left_out]
    return click.style(say["left_out"], fg="red") + "\n" + fitted([[" " + row[0], *row[1:]] for row in rows], {2}) if rows else ""


def _next(shown: Sheet, say: Mapping[str, str]) -> str:
    rows = [
        [click.style("×", fg="red") if one.bars else "→", one.agreement, one.clause, one.by, "\n".join([one.what, *_bars(one)])]
        for one in shown.coming
    ]
    return say["next"] + "\n" + (fitted(rows, {3, 4}) if rows else " " + say["nothing_next"])


def _bars(one: Coming) -> Iterator[str]:
    """Under a step that is barred: by what, and until when."""
    for bar in one.bars:
        yield " ".join(filter(None, (click.style("×", fg="red"), bar.clause, bar.text, bar.until and click.style(bar.until, fg="red"))))


def _missing(shown: Sheet, say: Mapping[str, str]) -> str:
    return say["missing"] + "\n" + fitted([[" " + path, words] for path, words in shown.missing], {1}) if shown.missing else ""


def _readings(shown: Sheet, say: Mapping[str, str]) -> str:
    rows = [[" " + name, option, words] for name, option, words in shown.readings]
    return say["readings"] + "\n" + fitted(rows, {2}) if rows else ""


def fitted(rows: Sequence[Sequence[str]], elastic: set[int], heads: Sequence[str] = ()) -> str:
    """Rows as a table no wider than the page: the `elastic` columns share what the others leave."""
    needs = [max(columns(line) for cell in column for line in cell.splitlines() or [""]) for column in zip(*rows, strict=True)]
    if heads:
        needs = [max(need, columns(head) + 2) for need, head in zip(needs, heads, strict=True)]  # a heading has two columns of its own
    left = COLUMNS - sum(need for number, need in enumerate(needs) if number not in elastic) - 2 * (len(needs) - 1)
    shares: dict[int, int] = {}
    for waiting, number in zip(range(len(elastic), 0, -1), sorted(elastic, key=lambda one: needs[one]), strict=True):
        shares[number] = max(min(needs[number], left // waiting), 8)  # the narrow ones first: what they do not need is the others'
        left -= shares[number]
    cells = [[wrapped(cell, shares[number]) if number in shares else cell for number, cell in enumerate(row)] for row in rows]
    return tabulate(cells, headers=list(heads), tablefmt="simple" if heads else "plain", disable_numparse=True)


PIECES = re.compile(r"\x1b\[[\d;]*m|[\u2e80-\uffef][，。；：、）”》？！]*|[^\s\u2e80-\uffef]+|\s")
"""What a line may not be broken within: a word, or a Chinese character with the marks that close after it."""


def wrapped(text: str, width: int) -> str:
    """The text in lines of so many columns; Chinese may break after every character."""
    lines = []
    for line in text.split("\n"):
        done = ""
        for piece in PIECES.findall(line):
            if columns(done + piece) > width and piece.strip() and done:
                lines.append(done.rstrip())
                done = ""
            done += piece
        lines.append(done)
    return "\n".join(lines)


def columns(text: str) -> int:
    """How many columns a text takes at a terminal."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in click.unstyle(text))
