"""How do runs look as one page that needs nothing else: articles by implementations, and every failure with what was asked, expected and got?

Only failures carry what was asked, and no more of it than keeps the page at a size that opens at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from yibao.conformance.lines import Document, RunReport, fails
from yibao.conformance.matrix import Article, Section, cells, names, sections
from yibao.conformance.overview import LABELS, LEVEL_WORDS, STAGE_WORDS, STATUS_WORDS, cut, overviews
from yibao.conformance.running import BROKE
from yibao.html import in_text, render
from yibao.language import in_language

INPUTS = 600_000
"""How many characters of what was asked a page holds."""
DETAILS = 400_000
"""How many characters of what did not come as expected it holds."""
MISMATCHES = 12
"""How many mismatches of one result are shown."""
OPENED = 40
"""Up to how many failing cases stand open from the beginning."""
SIGNS = {"passed": ("√", "met"), "failed": ("×", "not_met"), **dict.fromkeys(BROKE, ("!", "not_met")), "not_run": ("?", "undetermined")}
NOT_ASKED = ("–", "not_applicable")


class Room:
    """How much of something still goes on a page."""

    def __init__(self, characters: int) -> None:
        self.left = characters

    def takes(self, characters: int) -> bool:
        """Whether there is room for so much; if so it is taken."""
        fits = characters <= self.left
        self.left -= characters if fits else 0
        return fits


@attrs.frozen
class Sheet:
    """What every part of a page is made with."""

    runs: Sequence[RunReport]
    heads: Sequence[str]
    lang: str
    inputs: Room
    details: Room

    def section(self, section: Section) -> dict[str, Any]:
        """A measure with its articles."""
        measure = section.measure
        return {
            "region": section.region,
            "place": getattr(measure.place, self.lang) if measure else section.region,
            "id": section.id,
            "title": measure.title if measure else section.id,
            "cells": cells(section.cases, self.runs),
            "articles": [self.article(one) for one in section.articles],
        }

    def article(self, article: Article) -> dict[str, Any]:
        """An article with its cases, those that fail apart."""
        shown = [self.case(name, results) for name, results in article.cases.items()]
        return {
            "id": article.id,
            "text": article.text,
            "cells": cells(article.cases, self.runs),
            "failing": [one for one in shown if one["failures"]],
            "others": [one for one in shown if not one["failures"]],
        }

    def case(self, name: str, results: Mapping[int, Document]) -> dict[str, Any]:
        """A case; it is filtered by the levels at which it is graded, and by those at which any implementation fails."""
        one, of_run = next(iter(results.values())), {self.heads[number]: result for number, result in results.items()}
        bad = {head: result for head, result in of_run.items() if fails(result)}
        return {
            "name": name,
            "title": one["title"][self.lang],
            "stage": one["stage"],
            "unscored": one["unscored"],
            "levels": list(dict.fromkeys(level for result in results.values() for level in result["levels"])),
            "fails": list(dict.fromkeys(level for result in bad.values() for level in fails(result))),
            "put_up_with": all(result["unscored"] or result["known"] for result in bad.values()),
            "signs": [SIGNS.get(of_run[head]["status"], NOT_ASKED) if head in of_run else NOT_ASKED for head in self.heads],
            "notes": [(head, result["status"], cut(result["message"], 300)) for head, result in of_run.items() if _says_why(result)],
            "failures": [_failure(head, result, self.details) for head, result in bad.items()],
            "asked": _asked(next(iter(bad.values())), self.inputs) if bad else [],
        }


def run_page(runs: Sequence[RunReport], lang: str = "zh") -> str:
    """Runs side by side as one HTML page. Raises MissingExtra."""
    found, heads = sections(runs), names(runs)
    sheet = Sheet(runs, heads, lang, Room(INPUTS), Room(DETAILS))
    regions: dict[str, list[dict[str, Any]]] = {}
    for section in found:
        regions.setdefault(section.region, []).append(sheet.section(section))
    every = [results for section in found for results in section.cases.values()]
    stages = {result["stage"] for results in every for result in results.values()}
    failing = sum(any(map(fails, results.values())) for results in every)
    return render(
        "run.html",
        lang=lang,
        say=in_language(LABELS, lang),
        overviews=overviews(runs, found, lang),
        heads=heads,
        level_words=in_language(LEVEL_WORDS, lang),
        stage_words={stage: words for stage, words in in_language(STAGE_WORDS, lang).items() if stage in stages},
        status_words=in_language(STATUS_WORDS, lang),
        regions=regions,
        failing=failing,
        opened=failing <= OPENED,
    )


def _says_why(result: Document) -> bool:
    return not fails(result) and bool(result.get("message")) and result["status"] != "unsupported"


def _failure(head: str, result: Document, room: Room) -> dict[str, Any]:
    """One failure, or where there is no more room no more than at which levels it is."""
    rows = [
        {"level": one["level"], "where": cut(one["where"], 200), "expected": _value(one["expected"]), "got": _value(one["got"])}
        for one in result.get("mismatches", ())[:MISMATCHES]
    ]
    told = {"message": cut(result.get("message", ""), 600), "issue": cut(result.get("issue", ""), 300), "context": result.get("context", "")[-2000:]}
    size = sum(250 + len(row["where"]) + len(row["expected"]) + len(row["got"]) for row in rows) + sum(map(len, told.values()))
    kept = room.takes(size)
    return {
        "head": head,
        "fails": fails(result),
        "put_up_with": result["unscored"] or ("known" if result["known"] else ""),
        "kept": kept,
        **({"rows": rows, "more": len(result.get("mismatches", ())) - len(rows), **told} if kept else {}),
    }


def _asked(result: Document, room: Room) -> list[Any]:
    """What was asked, and of a program that did not answer the whole of what was expected; nothing where there is no more room."""
    expected = [result["expect"]] if result["status"] in BROKE and result.get("expect") else []
    texts = [json.dumps(one, ensure_ascii=False, indent=1) for one in (result.get("input"), *expected)]
    return [in_text(text) for text in texts] if room.takes(sum(map(len, texts))) else []


def _value(value: Any) -> str:
    return cut(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), 400)
