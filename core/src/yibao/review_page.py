"""How do suspicions, and what a person has to decide, look at the terminal?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from yibao.language import in_language, in_words, position
from yibao.outcome_page import MARKS
from yibao.proceeding_page import ACTORS

STATES = {"undetermined": ("不能确定", "undetermined"), "suspected": ("有疑点", "suspected")}
LABELS = {
    "none_seen": ("没有看出疑点。", "Nothing suspicious was seen."),
    "unseen": ("因缺少事实而看不出的", "What could not be seen, for want of facts"),
    "none_open": ("没有待人判断的事项。", "Nothing is left for a person to decide."),
    "missing": ("缺", "missing"),
    "choose": ("须选定解读", "choose a reading"),
    "void": ("此前的判断已失效，所见结果已变", "an earlier verdict is void: the outcome has changed"),
    "judged": ("已判断", "Decided"),
    "suspicions": ("疑点，须经核实", "Suspicions, to be verified"),
}


def suspicions_page(document: Mapping[str, Any], lang: str) -> str:
    """The suspicions of some visits, each with its article, lines and reason; and what could not be seen."""
    say, here = in_language(LABELS, lang), position(lang)
    lines = [click.style(say["suspicions"], bold=True)] if document["suspicions"] else [say["none_seen"]]
    for one in document["suspicions"]:
        where = " ".join([one["claims"][0], *one["lines"]])
        lines.append(f"{click.style('?', fg='yellow')}  {one['on']}  {one['act']}  {ACTORS[one['actor']][here]}  {one['clause']}  {where}")
        lines.append(f"      {one['reason' if lang == 'zh' else 'reason_en']}")
    if document["unseen"]:
        lines += ["", say["unseen"]]
        for one in document["unseen"]:
            lines.append(f"   {one['act']}  {one['clause']}  {one['claim']}：{'；'.join(fact[lang] for fact in one['missing'])}")
    return "\n".join(lines)


def queue_page(document: Mapping[str, Any], lang: str) -> str:
    """What a person has to decide, each item with what is known and what is missing; then what was decided."""
    return "\n".join(_queue(document, lang))


def _queue(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    say = in_language(LABELS, lang)
    if not document["items"]:
        yield say["none_open"]
    for item in document["items"]:
        head = " ".join(filter(None, (item["claim"], item["line"])))
        yield click.style(f"{item['on']}  {head}  {item['clause']}", bold=True)
        yield f"   {item['text'][lang]}"
        for question in item["questions"]:
            yield from _question(question, say, lang)
        yield from (click.style(f"   {say['void']}：{one['on']} {one['by']} {one['reason']}", fg="yellow") for one in item["void"])
    if document["judged"]:
        yield ""
        yield say["judged"]
    for item in document["judged"]:
        verdict, what = item["verdict"], " ".join(filter(None, (item["claim"], item["line"], item["clause"])))
        sign, colour = MARKS[verdict["answer"]]
        yield f"{click.style(sign, fg=colour)}  {verdict['on']}  {what}  {verdict['by']}：{verdict['reason']}"


def _question(question: Mapping[str, Any], say: Mapping[str, str], lang: str) -> Iterator[str]:
    sign, colour = MARKS["undetermined" if question["state"] == "undetermined" else "not_met"]
    state = STATES[question["state"]][position(lang)]
    yield f"   {click.style(sign, fg=colour)} {question['reason' if lang == 'zh' else 'reason_en']}（{state}）"
    facts = [f"{fact[lang if lang == 'zh' else 'fact']} {in_words(fact['value'], '', position(lang))}" for fact in question["facts"]]
    if facts:
        yield f"     {'；'.join(facts)}"
    for fact in question["missing"]:
        yield f"     {say['missing']} {fact['path']} {fact[lang]}"
    for reading in question["readings"]:
        yield f"     {say['choose']} {reading['reading']}：{' / '.join(option['name'] for option in reading['options'])}"
