"""How does a measure read with its rules beside it, in the order of its articles?

Every clause with our paraphrase, its status, the rules that rest on it with their source, the readings they
need and the cases that test them; a clause without a rule says why.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from textwrap import dedent
from typing import Any

from yibao.conformance.cases import cases
from yibao.html import render
from yibao.language import in_language, position
from yibao.pages import clauses
from yibao.plugins import Declared, Plugin
from yibao.points import points
from yibao.readings import GENERAL
from yibao.rules import Detection, Rule

LABELS = {
    "area": ("统筹区", "area"),
    "number": ("文号", "number"),
    "issuer": ("发文机关", "issuer"),
    "in_force": ("施行", "in force"),
    "unknown": ("不详", "unknown"),
    "open": ("未写终止日", "no end stated"),
    "text": ("文本", "text"),
    "cites": ("引用", "cites"),
    "clauses": ("条款", "Clauses"),
    "why": ("为何没有规则", "why there is no rule"),
    "otherwise": ("不符合时", "otherwise"),
    "readings": ("解读", "Readings"),
    "cases": ("案例", "Cases"),
    "points": ("要点", "Points"),
    "source": ("来源", "source"),
    "reliability": ("可靠度", "reliability"),
    "code": ("写法", "as code"),
    "default": ("默认", "default"),
    "note": ("条文为转述，不是原文；以公布的文本为准。", "Clauses are paraphrased; the published text has the last word."),
}
STATUSES = {
    "rule": ("有规则", "rule"),
    "parameter": ("参数", "parameter"),
    "procedure": ("程序", "procedure"),
    "not_executable": ("不能执行", "not executable"),
    "text_missing": ("文本不在手", "text missing"),
}
COMPLETENESS = {
    "full": ("完整", "full"),
    "partial": ("部分", "partial"),
    "damaged": ("残缺", "damaged"),
    "missing": ("不在手", "not at hand"),
    "reported": ("仅据报道", "known from reports"),
}


def woven(plugin: Plugin, lang: str) -> list[dict[str, Any]]:
    """The measures of a plugin, clause by clause, as plain data for the templates."""
    tests = list(cases([plugin]))
    titles = {case.name: case.title for case in tests}
    found = clauses(plugin, tests)
    return [_measure(declared, [one for one in found if one["measure"] == declared.measure.id], titles, lang) for declared in plugin.measures]


def _measure(declared: Declared, clauses: list[dict[str, Any]], titles: Mapping[str, Mapping[str, str]], lang: str) -> dict[str, Any]:
    measure, which = declared.measure, position(lang)
    bodies = {
        (rule.clause, rule.name): dedent(inspect.getsource(rule.body))
        for rules in declared.rules.values()
        for rule in rules
        if isinstance(rule, Rule)
    } | {
        (one.clause, one.act): dedent(inspect.getsource(one.across))
        for detections in declared.rules.values()
        for one in detections
        if isinstance(one, Detection) and one.across
    }
    readings = {one.name: one for one in (*GENERAL, *declared.readings)}
    until = str(measure.until) if measure.until else LABELS["open" if measure.until_known else "unknown"][which]
    issued = f"{measure.issued}{('（印发日）', ' (issued)')[which]}" if measure.issued else LABELS["unknown"][which]
    since = str(measure.since or issued)
    return {
        "id": measure.id,
        "title": measure.title,
        "facts": {
            "area": measure.area,
            "number": measure.number or LABELS["unknown"][which],
            "issuer": measure.issuer or LABELS["unknown"][which],
            "in_force": f"{since} – {until}",
            "text": COMPLETENESS[measure.completeness][which],
            "cites": "、".join(measure.cites),
        },
        "note": getattr(measure.note, lang),
        "clauses": [
            {
                "id": one["id"],
                "anchor": f"{measure.id}-{number}",
                "status": one["status"],
                "text": one["text"][lang],
                "why": one["why"][lang] if "why" in one else "",
                "points": [getattr(points()[name], lang) for name in one.get("points", ())],
                "reliability": one.get("reliability", ""),
                "source": one["source"][lang] if "source" in one else "",
                "rules": [
                    {
                        "name": rule["name"],
                        "kind": rule["kind"],
                        "otherwise": rule["otherwise"],
                        "says": rule[lang],
                        "body": bodies.get((one["id"], rule["name"]), ""),
                    }
                    for rule in one["rules"]
                ],
                "readings": [_reading(readings[name], which) for name in one["readings"] if name in readings],
                "cases": [{"name": name, "title": titles[name][lang]} for name in one["cases"]],
            }
            for number, one in enumerate(clauses)
        ],
    }


def _reading(one: Any, which: int) -> dict[str, Any]:
    return {
        "name": one.name,
        "question": (one.zh, one.en)[which],
        "ground": (one.ground_zh, one.ground_en)[which],
        "options": [{"name": option.name, "says": (option.zh, option.en)[which], "default": option.name == one.default} for option in one.options],
    }


def weave(plugin: Plugin, lang: str, template: str) -> str:
    """The measures of a plugin as a page: template `weave.md` or `weave.html`. Raises MissingExtra."""
    return render(
        template,
        lang=lang,
        region=plugin.region,
        measures=woven(plugin, lang),
        say=in_language(LABELS, lang),
        statuses=in_language(STATUSES, lang),
    )
