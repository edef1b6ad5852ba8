"""How do the proceedings of a record look at the terminal?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click
from tabulate import tabulate

from yibao.language import in_language, position
from yibao.outcome_page import MARKS
from yibao.proceeding import MEASURE_STATES, NATURES, STATES, UNITS
from yibao.record import MOVES

ACTORS = {
    "institution": ("医疗机构", "institution"),
    "physician": ("医师", "physician"),
    "pharmacist": ("药师", "pharmacist"),
    "nurse": ("护士", "nurse"),
    "pharmacy": ("零售药店", "pharmacy"),
    "patient": ("参保人", "patient"),
}
MANDATORY = {True: ("应", "must"), False: ("可", "may"), None: ("", "")}
LABELS = {
    "none": ("没有案件。", "No proceedings."),
    "id": ("案件", "proceeding"),
    "act": ("行为", "act"),
    "actor": ("主体", "actor"),
    "occurred": ("发生日", "occurred"),
    "state": ("状态", "state"),
    "measures": ("处理", "Measures"),
    "steps": ("经过", "Steps"),
    "routes": ("条文所附后果", "What the clauses attach"),
    "owed": ("条文规定应作、尚未作出的处理", "Measures that a clause makes mandatory and nobody decided yet"),
    "unrouted": ("条文没有对这类主体规定的处理性质", "Natures for which the text names no consequence for this actor"),
    "gaps": ("文本不在手", "Text not at hand"),
    "missing": ("须补充", "To be stated"),
    "evidence": ("所见结果", "outcome seen"),
}


def list_page(document: Mapping[str, Any], lang: str) -> str:
    """The proceedings of a record, one in a row."""
    say, here = in_language(LABELS, lang), position(lang)
    rows = [
        [
            one["id"],
            one["act"],
            ACTORS[one["actor"]][here],
            one["occurred_on"],
            STATES[one["state"]][here],
            "；".join(f"{measure[lang]} {MEASURE_STATES[measure['state']][here]}" for measure in one["measures"]),
        ]
        for one in document["proceedings"]
    ]
    headers = [say[name] for name in ("id", "act", "actor", "occurred", "state", "measures")]
    return tabulate(rows, headers=headers, disable_numparse=True) if rows else say["none"]


def show_page(one: Mapping[str, Any], lang: str) -> str:
    """One proceeding: each step with its grounds, the routes, the measures with their days, what is still owed."""
    return "\n".join(_lines(one, lang))


def _lines(one: Mapping[str, Any], lang: str) -> Iterator[str]:
    say, here = in_language(LABELS, lang), position(lang)
    yield click.style(f"{one['id']} · {one['act']} · {ACTORS[one['actor']][here]} · {STATES[one['state']][here]}", bold=True)
    yield f"{one['occurred_on']} · {one['measure'] or '–'}{' · ' + ', '.join(one['claims']) if one['claims'] else ''}"
    yield f"\n{say['steps']}"
    for event in one["events"]:
        yield from _step(event, lang)
    if one["routes"]:
        yield f"\n{say['routes']}"
        for route in one["routes"]:
            mandatory, reason = MANDATORY[route["mandatory"]][here], route["reason" if lang == "zh" else "reason_en"]
            names = "、".join(filter(None, (_sanction(sanction, lang) for sanction in route["sanctions"])))
            nature = NATURES[route["nature"]][here] if route["nature"] in NATURES else ""
            yield f"   {route['clause']}  {nature} {route['agency']}  {mandatory} {names or reason}"
    if one["measures"]:
        yield f"\n{say['measures']}"
    for measure in one["measures"]:
        days = " – ".join(filter(None, (measure["since"] or measure["from"], measure["ended"] or measure["until"])))
        state, amount = MEASURE_STATES[measure["state"]][here], measure["amount"] or ""
        yield f"   {measure['id']}  {measure[lang]}  {state}  {days}  {amount}  {measure['clause'] or ''}".rstrip()
    for name in ("owed", "unrouted", "gaps", "missing"):
        if one[name]:
            yield f"\n{say[name]}"
            yield from (
                f"   {_sanction(entry, lang) + '  ' + entry['clause'] if isinstance(entry, dict) else NATURES.get(entry, (entry, entry))[here]}"
                for entry in one[name]
            )


def _step(event: Mapping[str, Any], lang: str) -> Iterator[str]:
    here = position(lang)
    sign, colour = MARKS[event["answer"]]
    kind = MOVES[event["kind"]]
    said = " ".join(filter(None, (NATURES[event["nature"]][here] if event["nature"] else "", event["sanction"], event["of"], event["result"])))
    what = f"{kind.zh if lang == 'zh' else kind.en}{f'（{said}）' if said else ''}"
    yield f"{click.style(sign, fg=colour)}  {event['on']}  {event['id']}  {what}  {event['by']}：{event['reason']}"
    for ground in event["grounds"]:
        if ground["answer"] not in ("met", "not_applicable"):
            mark, shade = MARKS[ground["answer"]]
            yield f"      {click.style(mark, fg=shade)} {ground['clause']} {ground[lang]} {'、'.join(ground['missing'])}".rstrip()


def _sanction(sanction: Mapping[str, Any], lang: str) -> str:
    """A sanction with its range."""
    low, high = sanction.get("at_least"), sanction.get("at_most")
    if low is None:
        return str(sanction[lang])
    unit = UNITS["fen" if sanction["unit"] == "yuan" else sanction["unit"]][position(lang)]
    numbers = f"{low}" if low == high else f"{low}–{high or ''}"
    yuan = f"（{sanction['from']}–{sanction['to']}）" if sanction.get("from") else ""
    return f"{sanction[lang]} {numbers} {unit}{yuan}"
