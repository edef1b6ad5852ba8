"""How do runs look side by side as Markdown: articles by implementations, made from the runs and never by hand?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tabulate import tabulate

from yibao.conformance.lines import Document, RunReport, fails
from yibao.conformance.matrix import Section, cells, names, sections
from yibao.conformance.overview import LABELS, LEVEL_WORDS, STATUS_WORDS, overviews
from yibao.language import in_language, position

MEANS = re.compile(r"[\\`*\[\]<>|&]")
"""What would mean something in Markdown, or begin HTML."""
LISTED = 100
"""How many failing cases are named."""


def markdown(runs: Sequence[RunReport], lang: str = "zh") -> str:
    """The runs as Markdown: each implementation with its levels, then by measure its articles, then the cases that fail."""
    say, found = in_language(LABELS, lang), sections(runs)
    heads = [_plain(name) for name in names(runs)]
    parts = [f"# {say['title']}", _overview(runs, found, lang), say["levels_note"]]
    for one in found:
        title = f"{one.measure.title} ({one.id})" if one.measure else one.id
        parts += [f"## {_plain(title)}", _table([say["article"], *heads], list(_rows(one, runs, say["no_article"])))]
    parts.append(say["legend"])
    if failures := list(_failures(found, heads, lang)):
        more = [say["more"].format(len(failures) - LISTED)] if len(failures) > LISTED else []
        parts += [f"## {say['failing']}", "\n".join(failures[:LISTED]), *more]
    return "\n\n".join(parts) + "\n"


def _rows(section: Section, runs: Sequence[RunReport], no_article: str) -> Iterator[list[str]]:
    for one in section.articles:
        yield [_plain(one.id or no_article), *map(str, cells(one.cases, runs))]


def _overview(runs: Sequence[RunReport], found: Sequence[Section], lang: str) -> str:
    say, levels = in_language(LABELS, lang), in_language(LEVEL_WORDS, lang)
    rows = [
        [
            *map(_plain, (one.name, one.written_in, one.requirements, one.day, one.words)),
            str(one.total),
            *(str(one.levels.get(level, "")) for level in levels),
            "; ".join(map(_plain, filter(None, (one.faults, one.rest)))),
        ]
        for one in overviews(runs, found, lang)
    ]
    words = [say[name] for name in ("implementation", "written_in", "requirements", "date", "result", "cases")]
    return _table([*words, *levels.values(), say["rest"]], rows)


def _failures(found: Sequence[Section], heads: Sequence[str], lang: str) -> Iterator[str]:
    """Each case that fails: its article, and in which implementation at which levels."""
    for section in found:
        for article in section.articles:
            for name, results in article.cases.items():
                told = [f"{heads[number]}: {_fails(one, lang)}" for number, one in results.items() if fails(one)]
                if told:
                    yield f"- `{name}` {_plain(article.id)}{': ' if article.id else ''}{'; '.join(told)}"


def _fails(one: Document, lang: str) -> str:
    words = {**LEVEL_WORDS, **STATUS_WORDS}
    put_up_with = one["unscored"] or ("known" if one["known"] else "")
    listed = ("、", ", ")[position(lang)].join(words[name][position(lang)] for name in fails(one))
    return f"{listed} ({STATUS_WORDS[put_up_with][position(lang)]})" if put_up_with else listed


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return tabulate(rows, headers=heads, tablefmt="pipe", disable_numparse=True)


def _plain(text: str) -> str:
    """Text that means nothing in Markdown, on one line."""
    return MEANS.sub(r"\\\g<0>", " ".join(text.split()))
