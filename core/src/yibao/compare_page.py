"""How does a comparison look: as a document, at the terminal, as a page?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import click
from tabulate import tabulate

from yibao.compare import Column, Comparison, Difference, Ground
from yibao.html import render
from yibao.language import in_language, position
from yibao.outcome_page import AMOUNTS, MARKS, VERDICTS, WORDS, shown
from yibao.outcome_page import LABELS as OF_OUTCOME
from yibao.plugins import Plugins
from yibao.report import amounts, decimal

SHOWN = 4
"""How many clauses of the other measure are named."""
STATES = {"silent": ("此处没有规定", "says nothing on this point"), "missing": ("文本不在手", "text not at hand")}
LABELS = {
    "title": ("同一笔申报在各地", "One claim in several areas"),
    "measure": ("办法", "measure"),
    "allowed": ("可收", "may be charged"),
    "unknown": OF_OUTCOME["unknown"],
    "differences": ("差别及其条款", "Differences and the articles that make them"),
    "same": ("各地结果相同。", "The outcome is the same everywhere."),
    "above": ("（条款见上）", "(the articles above)"),
    "moved": ("没有随迁的", "What was not moved"),
    "baseline": ("国家指导意见", "national guidance"),
    "note": OF_OUTCOME["note"],
}


def comparison_document(comparison: Comparison, installed: Plugins) -> dict[str, Any]:
    """The comparison as a document (schema `yibao.comparison/1`)."""
    base = next((column.area for column in comparison.columns if column.outcome is not None), None)
    return {
        "schema": "yibao.comparison/1",
        "claim_id": comparison.columns[0].moved.claim.claim_id,
        "service_date": comparison.columns[0].moved.claim.service_date.isoformat(),
        "base": base,
        "areas": [_column(column, installed) for column in comparison.columns],
        "differences": list(_grouped(comparison.differences)),
    }


def _column(column: Column, installed: Plugins) -> dict[str, Any]:
    outcome = column.outcome
    document: dict[str, Any] = {
        "area": column.area,
        "place": _place(column.area, installed),
        "not_moved": [attrs.asdict(text) for text in column.moved.left],
    }
    if outcome is None:
        assert column.error is not None
        return document | {"error": column.error.code, "message": str(column.error)}
    measure, parts = outcome.selection.declared.measure, amounts(outcome.settlement.parts)
    return document | {
        "measure": {"id": measure.id, "title": measure.title, "number": measure.number},
        "basis": outcome.selection.basis,
        "beside": [declared.measure.id for declared in outcome.selection.beside],
        "verdict": {name: str(answer) for name, answer in outcome.verdict.items()},
        "allowed": {price.line: decimal(price.allowed) for price in outcome.pricing.prices},
        "amounts": {name: parts[name] for name in AMOUNTS},
    }


def _place(area: str, installed: Plugins) -> dict[str, str]:
    """The place that a region of this area names; of another area its code."""
    places = [plugin.measures[0].measure.place for plugin in installed.loaded if plugin.area == area]
    return attrs.asdict(places[0]) if places else {"zh": area, "en": area}


def names_of(document: Mapping[str, Any], lang: str) -> dict[str, str]:
    """What to call each area: its place, and its code where two columns have one place."""
    places = [one["place"][lang] for one in document["areas"]]
    return {
        one["area"]: place if places.count(place) == 1 or place == one["area"] else f"{place} {one['area']}"
        for one, place in zip(document["areas"], places, strict=True)
    }


def _grouped(differences: Sequence[Difference]) -> Iterator[dict[str, Any]]:
    """Differences of one area that rest on the same clauses stand together."""
    groups: dict[tuple[str, tuple[Ground, ...]], list[Difference]] = {}
    for one in differences:
        groups.setdefault((one.area, one.grounds), []).append(one)
    for (area, grounds), many in groups.items():
        yield {
            "area": area,
            "facets": [{"facet": one.facet, "here": _plain(one.here), "there": _plain(one.there)} for one in many],
            "grounds": [attrs.asdict(ground) for ground in grounds],
        }


def _plain(value: Any) -> Any:
    return None if value is None else str(value)


def comparison_page(document: Mapping[str, Any], lang: str) -> str:
    """The comparison at the terminal: a table, then each difference with its articles."""
    say = in_language(LABELS, lang)
    parts = [click.style(f"{say['title']} · {document['claim_id']} · {document['service_date']}", bold=True), _table(document, say, lang)]
    parts += [f"{one['area']}  {one['error']}: {one['message']}" for one in document["areas"] if "error" in one]
    if document["differences"]:
        parts.append(say["differences"] + "\n" + "\n".join(_difference(one, document, say, lang) for one in document["differences"]))
    elif len(document["areas"]) > 1 and not any("error" in one for one in document["areas"]):
        parts.append(say["same"])
    left = dict.fromkeys(f" {text[lang]}" for one in document["areas"] for text in one["not_moved"])
    if left:
        parts.append("\n".join([say["moved"], *left]))
    return "\n\n".join([*parts, click.style(say["note"], dim=True)])


def _table(document: Mapping[str, Any], say: Mapping[str, str], lang: str) -> str:
    which = position(lang)
    decided = [one for one in document["areas"] if "error" not in one]
    rows: list[list[str]] = []
    for name in dict.fromkeys(name for one in decided for name in one["verdict"]):
        rows.append([VERDICTS[name][which], *(_answer(one["verdict"].get(name), which) for one in decided)])
    for line in dict.fromkeys(line for one in decided for line in one["allowed"]):
        rows.append([f"{line} {say['allowed']}", *(one["allowed"][line] or say["unknown"] for one in decided)])
    for name, words in AMOUNTS.items():
        rows.append([words[which], *(one["amounts"][name] or say["unknown"] for one in decided)])
    heads = ["", *(_head(one, say, lang) for one in decided)]
    return tabulate(rows, headers=heads, tablefmt="simple", disable_numparse=True, colalign=["left", *["right"] * len(decided)]) if decided else ""


def _head(one: Mapping[str, Any], say: Mapping[str, str], lang: str) -> str:
    """Place, area and measure of a column; the label of guidance, and what stands beside it."""
    basis = [say["baseline"]] if one["basis"] == "baseline" else []
    return "\n".join([f"{one['place'][lang]} {one['area']}", one["measure"]["id"], *basis, *(f"+ {id}" for id in one["beside"])])


def _answer(answer: str | None, which: int) -> str:
    if answer is None:
        return ""
    sign, colour = MARKS[answer]
    return click.style(f"{sign} {WORDS[answer][which]}", fg=colour)


def _difference(one: Mapping[str, Any], document: Mapping[str, Any], say: Mapping[str, str], lang: str) -> str:
    which = position(lang)
    names = names_of(document, lang)
    facets = "；".join(f"{_facet(facet['facet'], which)} {shown(facet['here'], which)} → {shown(facet['there'], which)}" for facet in one["facets"])
    head = click.style(f" {names[document['base']]} → {names[one['area']]}  {facets}", bold=True)
    lines = list(_ground_lines(one, names, which)) or [say["above"]]
    return "\n".join([head, *(f"   {line}" for line in lines)])


def _ground_lines(one: Mapping[str, Any], names: Mapping[str, str], which: int) -> Iterator[str]:
    for ground in one["grounds"]:
        here = f"{names[ground['area']]} {ground['clause']} {WORDS[ground['answer']][which]}: {ground['reason'][('zh', 'en')[which]]}"
        yield f"{here}  ｜ {names[ground['other_area']]} {counterpart(ground['counterpart'], which)}"


def counterpart(cell: Mapping[str, Any], which: int) -> str:
    """What the other measure has on the same points, in words."""
    if cell["state"] == "speaks":
        shown = "、".join(cell["clauses"][:SHOWN])
        more = len(cell["clauses"]) - SHOWN
        return shown + ("" if more <= 0 else (f" 等{len(cell['clauses'])}条", f" and {more} more")[which])
    missing = f" ({'、'.join(cell['clauses'])})" if cell["clauses"] else ""
    return STATES[cell["state"]][which] + missing


def _facet(name: str, which: int) -> str:
    return {**VERDICTS, **AMOUNTS}[name][which]


def _by_area(document: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The differences of each area, in the order of the areas."""
    groups: dict[str, list[Any]] = {}
    for one in document["differences"]:
        groups.setdefault(one["area"], []).append(one)
    return groups


def comparison_html(document: Mapping[str, Any], lang: str) -> str:
    """The comparison as one HTML page. Raises MissingExtra."""
    which = position(lang)
    return render(
        "compare.html",
        lang=lang,
        document=document,
        decided=[one for one in document["areas"] if "error" not in one],
        say=in_language(LABELS, lang),
        verdicts=in_language(VERDICTS, lang),
        amounts=in_language(AMOUNTS, lang),
        words=in_language(WORDS, lang),
        signs={name: sign for name, (sign, _) in MARKS.items()},
        names=names_of(document, lang),
        by_area=_by_area(document),
        counterpart=lambda cell: counterpart(cell, which),
        value=lambda value: shown(value, which),
        facet=lambda name: _facet(name, which),
    )
