"""How do measures, facts, readings and cases look at a terminal?

Tables pad Chinese by its width on the screen; the colours go when the output is no terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import attrs
import click
from tabulate import tabulate

from yibao.codec import BEIJING, printable
from yibao.conformance.cases import Case, cases
from yibao.conformance.running import STAGES as CASE_STAGES
from yibao.conformance.running import Result, Run
from yibao.errors import UnknownRegion, near
from yibao.facts import FACTS
from yibao.plugins import STAGES, Declared, Plugin, Plugins
from yibao.points import cells, points
from yibao.readings import GENERAL, Reading
from yibao.record import KINDS
from yibao.rules import Detection, Rule
from yibao.workdays import UNITS, Unit

Rows = Sequence[Mapping[str, Any]]


def table(rows: Rows, right: Iterable[str] = ()) -> str:
    """Rows as a table; the columns named in `right` are aligned to the right."""
    if not rows:
        return ""
    names = list(rows[0])
    return tabulate(
        [[row.get(name, "") for name in names] for row in rows],
        headers=names,
        tablefmt="simple",
        disable_numparse=True,
        colalign=["right" if name in set(right) else "left" for name in names],
    )


def today() -> date:
    """Today in Beijing."""
    return datetime.now(BEIJING).date()


def conformance_page(run: Run, installed: Plugins | None = None) -> str:
    """The grids of regions and stages, regions and levels, and every failure explained; a line with what became of all.

    `installed` are the plugins where this implementation was asked; of another program its name is shown.
    """
    summary = run.summary()
    grids = [_grid(summary["by_region"], CASE_STAGES), _grid(summary["by_level"], run.levels)]
    named = "{name} {version} ({language})".format(**run.implementation)
    parts = [*([printable(f"{named}, requirement set {run.requirements}")] if installed is None else []), *(grid for grid in grids if grid)]
    for one in run.results:
        if one.counts:
            parts.append("\n    ".join([click.style(f"× {one.case.name}", fg="red") + f"  {one.case.clause}  {one.case.title['zh']}", *_told(one)]))
    parts += [click.style(f"! known failures are stale: {one}", fg="red") for one in run.stale]
    parts += broken_lines(installed) if installed is not None else []
    if not grids[0] and installed is None:
        parts.append("no case was scored: the program answered none of those that were asked, or none of these is scored")
    elif not grids[0]:
        parts.append("no case ran: no installed measure has cases; `yibao plugins` lists what is installed, and a case names its measure by id")
    parts.append(_counts(summary))
    return "\n\n".join(parts)


def _told(result: Result) -> list[str]:
    """What did not come as expected, by level, or why nothing came."""
    lines = [f"{one.level}: {one}" for one in result.mismatches]
    lines += [f"{result.status}: {result.message}"] if result.message else []
    return [printable(line) for line in (*lines, *result.context.splitlines()[-5:])]


WORDS = {
    **{name: name for name in ("passed", "failed", "errored", "skipped", "unsupported")},
    "timeout": "timed out",
    "known": "known to fail",
    "not_run": "not run",
    "disputed": "disputed (not scored)",
    "later": "later (not scored)",
}
"""How what became of cases is said."""


def _counts(summary: Mapping[str, Any]) -> str:
    """What became of all cases, in one line; passed and failed always, the rest where there is any."""
    counts = [f"{summary[name]} {words}" for name, words in WORDS.items() if summary[name] or name in ("passed", "failed")]
    failing = [f"{summary['unscored_failing']} of these not as expected"] if summary["unscored_failing"] else []
    return ", ".join([*counts, *failing])


def _grid(counts: Mapping[str, Mapping[str, Mapping[str, int]]], names: Iterable[str]) -> str:
    """Regions by stage or level: how many passed of how many."""
    used = [name for name in names if any(name in row for row in counts.values())]
    rows = [[region, *(_count(row.get(name)) for name in used)] for region, row in counts.items()]
    if not used:
        return ""
    return tabulate(rows, headers=["region", *used], tablefmt="simple", disable_numparse=True, colalign=["left", *["right"] * len(used)])


def broken_lines(installed: Plugins) -> list[str]:
    """A line for each plugin that does not load."""
    return [click.style(f"! plugin {one.region} does not load: {_in_one_line(one.error)}", fg="red") for one in installed.broken]


def _count(counts: Mapping[str, int] | None) -> str:
    if counts is None:
        return ""
    passed, failed = counts["passed"], counts["failed"]
    return click.style(f"{passed}/{passed + failed} ×", fg="red") if failed else f"{passed}/{passed}"


def coverage_page(document: Mapping[str, Mapping[str, Any]], installed: Plugins) -> str:
    """The clauses of every measure by status, and the holes."""
    statuses = ["rule", "parameter", "procedure", "not_executable", "text_missing"]
    rows = [
        {
            "measure": id,
            "clauses": one["clauses"] if one["encoded"] else "–",
            **{name: one["by_status"].get(name, "") for name in statuses},
            "cases": one["cases"],
        }
        for id, one in document.items()
    ]
    parts = [table(rows, right=["clauses", *statuses, "cases"]), *broken_lines(installed)]
    for id, one in document.items():
        if not one["encoded"]:
            parts.append(f"{id}: no register yet, nothing is decided under it")
        for hole in ("unaccounted", "executable_without_case"):
            if one[hole]:
                parts.append(click.style(f"{id} {hole}: {', '.join(one[hole])}", fg="red"))
    return "\n".join(parts)


def regions_rows(installed: Plugins, on: date) -> Rows:
    """The measures of every region and their state on a day."""
    rows = []
    for plugin in installed.loaded:
        for declared in plugin.measures:
            one = declared.measure
            until = str(one.until) if one.until else "open" if one.until_known else "unknown"
            rows.append(
                {
                    "region": one.region,
                    "area": one.area,
                    "measure": one.id,
                    "since": str(one.since) if one.since else f"issued {one.issued}" if one.issued else "unknown",
                    "until": until,
                    f"on {on}": _state(one.since or one.issued, one.until, on, one.not_before),
                    "text": one.completeness,
                    "rules": sum(len(declared.rules[stage]) for stage in STAGES),
                    "title": one.title,
                }
            )
    return rows


def _state(since: date | None, until: date | None, on: date, not_before: date | None) -> str:
    if since is None:
        return "not yet" if not_before and on < not_before else "unknown"
    return "not yet" if on < since else "ended" if until and on > until else "in force"


def plugin_rows(installed: Plugins) -> Rows:
    """The plugins that loaded and those that did not."""
    rows = [
        {"plugin": one.region, "area": one.area, "version": one.version, "state": "loaded", "measures": ", ".join(d.measure.id for d in one.measures)}
        for one in installed.loaded
    ]
    return rows + [
        {"plugin": one.region, "area": one.area, "version": "", "state": "BROKEN", "measures": _in_one_line(one.error)} for one in installed.broken
    ]


def _in_one_line(error: Exception) -> str:
    return "; ".join(line.strip() for line in str(error).splitlines())


def law(plugin: Plugin, article: str | None) -> list[dict[str, Any]]:
    """The clauses of a plugin's measures with what rests on them. Raises UnknownRegion where no clause matches."""
    ids = [clause.id for declared in plugin.measures for clause in declared.measure.clauses or ()]
    wanted = _article(article, ids) if article else ""
    found = clauses(plugin, cases([plugin]), wanted)
    if article and not found:
        raise UnknownRegion(f"{plugin.region} has no clause that begins with {wanted!r}{near(wanted, ids)}")
    return found


def clauses(plugin: Plugin, tests: Iterable[Case], wanted: str = "") -> list[dict[str, Any]]:
    """The clauses whose id begins with `wanted`, with their rules, readings and those of the cases that test them."""
    of_clause: dict[tuple[str, str], list[str]] = {}
    for case in tests:
        of_clause.setdefault((case.measure, case.clause), []).append(case.name)
    found = []
    for declared in plugin.measures:
        for clause in declared.measure.clauses or ():
            if clause.id.startswith(wanted):
                rules = [one for stage in STAGES for one in declared.rules[stage] if one.clause == clause.id]
                readings = {name for one in rules if isinstance(one, Rule) for name in _readings_of(one)}
                found.append(
                    {
                        "measure": declared.measure.id,
                        **{name: value for name, value in attrs.asdict(clause).items() if value},
                        "rules": [*map(_rule, rules), *_of_procedures(declared, clause.id)],
                        "readings": sorted(readings | _of_clocks(declared, clause.id)),
                        "cases": of_clause.get((declared.measure.id, clause.id), []),
                    }
                )
    return found


def _rule(rule: Any) -> dict[str, str]:
    if isinstance(rule, Rule):
        return {"name": rule.name, "kind": rule.kind, "otherwise": str(rule.otherwise or ""), "zh": rule.zh, "en": rule.en}
    if isinstance(rule, Detection):
        return {"name": rule.act, "kind": "detection", "otherwise": "", "zh": rule.zh, "en": rule.en}
    return {"name": rule.nature, "kind": "consequence", "otherwise": "", "zh": f"{rule.agency}:{rule.zh}", "en": rule.en}


def _of_clocks(declared: Declared, clause: str) -> set[str]:
    """The readings on which the clocks and waits of a clause depend."""
    clocks = [one for procedure in declared.procedures for one in procedure.clocks if one.clause == clause]
    waits = [one for procedure in declared.procedures for one in procedure.waits if one.clause == clause]
    return {name for clock in clocks for name in clock.readings} | {wait.reading for wait in waits if wait.reading}


def _of_procedures(declared: Declared, clause: str) -> Iterator[dict[str, str]]:
    """What procedures declare under a clause: steps, clocks with their owners, waits, what follows by itself, conditions."""
    for one in declared.procedures:
        for step in one.steps:
            if step.clause == clause:
                about = KINDS[step.event.partition(":")[0]]
                yield {"name": step.event, "kind": "step", "otherwise": "", "zh": f"{step.by.zh}：{about.zh}", "en": f"{step.by.en}: {about.en}"}
        for clock in one.clocks:
            if clock.clause == clause:
                zh, en = f"{clock.owner.zh}：{clock.zh}", f"{clock.owner.en}: {clock.en}"
                yield {"name": clock.since, "kind": "clock", "otherwise": "", **_within(zh, en, clock.within, clock.unit)}
        for wait in one.waits:
            if wait.clause == clause:
                yield {"name": wait.bars, "kind": wait.kind, "otherwise": "", **_within(wait.zh, wait.en, wait.within, wait.unit)}
        for part, kind in ((one.cascade, "cascade"), (one.lapse, "lapse")):
            if part is not None and part.clause == clause:
                yield {"name": one.agreement, "kind": kind, "otherwise": "", "zh": part.zh, "en": part.en}
        yield from (_rule(rule) for rule in one.conditions if rule.clause == clause)


def _within(zh: str, en: str, within: int | None, unit: Unit) -> dict[str, str]:
    """A text with its number, where the clause gives one."""
    if within is None:
        return {"zh": zh, "en": en}
    return {"zh": f"{zh}（{within}{UNITS[unit][0]}）", "en": f"{en} ({within} {UNITS[unit][1]})"}


def _readings_of(rule: Rule) -> set[str]:
    from yibao.judging import needed_readings

    names = {*rule.parameters, *rule.when_parameters}
    derived = set().union(*(needed_readings(FACTS[name]) for name in names if name in FACTS))
    return derived | {name for name in names if name not in FACTS} | ({rule.under[0]} if rule.under else set())


DIGITS = "零一二三四五六七八九"


def _article(text: str, ids: Sequence[str]) -> str:
    """An article as the registers write it: `18` and `18(3)` are 第十八条 and 第十八条（三）, or 第18段 in a text without headings."""
    match = re.fullmatch(r"(\d{1,2})(?:[(（](\d{1,2})[)）])?", text.strip())
    if not match:
        return text.strip().replace("(", "（").replace(")", "）")
    if any(id.startswith(f"第{match[1]}段") for id in ids):
        return f"第{match[1]}段"
    return f"第{_chinese(int(match[1]))}条" + (f"（{_chinese(int(match[2]))}）" if match[2] else "")


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if not tens else ("十" if tens == 1 else DIGITS[tens % 10] + "十")) + (DIGITS[ones] if ones or not tens else "")


def law_page(document: Sequence[Mapping[str, Any]], lang: str, detailed: bool) -> str:
    """A measure clause by clause: a table, or in detail."""
    if not document:
        return "no register yet: nothing is decided under this measure"
    if not detailed:
        return table(
            [
                {"clause": one["id"], "status": one["status"], "rules": len(one["rules"]), "cases": len(one["cases"]), "text": one["text"][lang]}
                for one in document
            ],
            right=["rules", "cases"],
        )
    return "\n\n".join(_clause(one, lang) for one in document)


def _clause(one: Mapping[str, Any], lang: str) -> str:
    lines = [click.style(f"{one['id']}", bold=True) + f"  {one['measure']} · {one['stage']} · {one['status']}", f"  {one['text'][lang]}"]
    if one.get("why"):
        lines.append(f"  {one['why'][lang]}")
    if one.get("reliability"):
        lines.append(f"  reported {one['reliability']}: {one['source'][lang]}")
    lines += [
        f"  rule     {rule['name']} ({rule['kind']}{', otherwise ' + rule['otherwise'] if rule['otherwise'] else ''}): {rule[lang]}"
        for rule in one["rules"]
    ]
    lines += [f"  reading  {name}" for name in one["readings"]]
    lines += [f"  case     {name}" for name in one["cases"]]
    return "\n".join(lines)


def matrix(installed: Plugins) -> dict[str, Any]:
    """The policy points of every measure that is at hand: where it speaks, is silent, or its text is missing."""
    measures = [one.measure for plugin in installed.loaded for one in plugin.measures if one.measure.completeness != "reported"]
    return {
        "measures": [{"id": one.id, "region": one.region, "title": one.title} for one in measures],
        "points": [
            {
                "point": point.id,
                "stage": point.stage,
                "zh": point.zh,
                "en": point.en,
                "cells": {one.id: attrs.asdict(cells(one)[point.id]) for one in measures},
            }
            for point in points().values()
        ],
    }


def matrix_page(document: Mapping[str, Any], lang: str) -> str:
    """The matrix as a table: √ with the clauses, – silent, ∅ text missing."""
    rows = [{"": one[lang], **{id: _cell(cell) for id, cell in one["cells"].items()}} for one in document["points"]]
    legend = {"zh": "– 没有规定　∅ 文本不在手　+n 另有 n 条", "en": "– silent   ∅ text not at hand   +n more clauses"}[lang]
    return table(rows) + "\n\n" + legend


def _cell(cell: Mapping[str, Any]) -> str:
    if cell["state"] != "speaks":
        return {"silent": "–", "missing": "∅"}[cell["state"]]
    first, *rest = cell["clauses"]
    return f"{first} +{len(rest)}" if rest else str(first)


def fact_rows(word: str | None) -> Rows:
    """The facts, or those that contain a word in name, Chinese or English."""
    rows = [
        {
            "fact": one.name,
            "level": one.level,
            "type": one.type,
            "unit": one.unit,
            "path": one.path,
            "zh": one.zh,
            "en": one.en,
            "readings": list(one.readings),
        }
        for one in FACTS.values()
    ]
    return [row for row in rows if not word or any(word in row[name] for name in ("fact", "path", "zh", "en"))]


def facts_page(rows: Rows, lang: str) -> str:
    """The facts one by one: what they mean, their type and where they stand in a claim."""
    shown = [
        f"{click.style(row['fact'], bold=True)}  {row['path']}\n    {row[lang]} ({row['type']}{', ' + row['unit'] if row['unit'] else ''})"
        for row in rows
    ]
    return "\n".join(shown) or "no fact contains that word"


def reading_rows(installed: Plugins, word: str | None = None) -> list[dict[str, Any]]:
    """The readings, general ones first, with the measures that declare them."""
    every: list[tuple[str, Reading]] = [("general", one) for one in GENERAL]
    every += [(declared.measure.id, one) for plugin in installed.loaded for declared in plugin.measures for one in declared.readings]
    rows = [{"scope": scope, **attrs.asdict(one)} for scope, one in every]
    return [row for row in rows if not word or word in row["name"] or word in row["zh"] or word in row["en"]]


def readings_page(rows: Sequence[Mapping[str, Any]], lang: str) -> str:
    """Each reading with its question, options, default and ground."""
    if not rows:
        return "no reading contains that word"
    parts = []
    for row in rows:
        lines = [click.style(row["name"], bold=True) + f"  ({row['scope']})  {row[lang]}"]
        for option in row["options"]:
            lines.append(f"  {'*' if option['name'] == row['default'] else ' '} {option['name']}  {option[lang]}")
        lines.append(f"    {row['ground_' + lang]}")
        parts.append("\n".join(lines))
    return (
        "\n\n".join(parts) + "\n\n* " + {"zh": "默认；没有默认的须由使用者选定", "en": "default; where there is none, the operator must choose"}[lang]
    )
