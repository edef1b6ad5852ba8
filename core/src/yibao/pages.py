"""How do results look to a person at a terminal?

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

from yibao.claim import Claim
from yibao.codec import BEIJING
from yibao.conformance import cases
from yibao.errors import Fault, InvalidDocument, UnknownRegion, near
from yibao.facts import FACTS, Fact
from yibao.outcome import Outcome
from yibao.plugins import STAGES, Plugin, Plugins
from yibao.points import cells, points
from yibao.policy import Policy
from yibao.readings import GENERAL, Reading
from yibao.report import outcome_document
from yibao.rules import NOT_APPLICABLE, SEVERITY, Rule
from yibao.sensitivity import Dependence

Rows = Sequence[Mapping[str, Any]]

MARKS = {
    "met": ("√", "green"),
    "not_met": ("×", "red"),
    "undetermined": ("?", "yellow"),
    "text_missing": ("∅", "magenta"),
    "not_applicable": ("–", "bright_black"),
}
WORDS = {
    "met": ("符合", "met"),
    "not_met": ("不符合", "not met"),
    "undetermined": ("不能确定", "undetermined"),
    "text_missing": ("文本不在手", "text missing"),
    "not_applicable": ("不适用", "not applicable"),
}
VERDICTS = {
    "governed": ("适用本办法", "governed by the measure"),
    "permitted": ("可以线上开展", "permitted online"),
    "settled_online": ("可以联网结算", "settled online"),
    "payable": ("基金可以支付", "payable by the fund"),
    "charges": ("收费不超过规定", "no more charged than allowed"),
    "amounts": ("各方金额可以算出", "amounts known"),
    "duties": ("其他义务已履行", "other duties met"),
    "not_held": ("无须等待", "nothing to wait for"),
    "may_apply": ("可以申请", "may apply"),
    "may_sign": ("可以签约", "may sign"),
}
AMOUNTS = {
    "charged": ("收费", "charged"),
    "fund": ("基金", "fund"),
    "account": ("个人账户", "account"),
    "cash": ("个人现金", "cash"),
    "hospital": ("机构承担", "hospital"),
}
PARTS = {
    "fully_self_paid": ("全自费", "fully self-paid"),
    "over_limit": ("超支付标准", "over limit"),
    "first_self_pay": ("先行自付", "first self-pay"),
    "deductible": ("起付线", "deductible"),
}
LABELS = {
    "over": ("其中 {} 不得向任何人收取", "{} of it may be collected from nobody"),
    "conditions": ("条件", "Conditions"),
    "money": ("费用", "Amounts"),
    "total": ("合计", "total"),
    "missing": ("还缺什么", "What is missing"),
    "gaps": ("文本不在手的部分", "Text not at hand"),
    "suspected": ("疑点：以下要求可能未做到，须经核实", "Suspicions: these may not have been met; to be verified"),
    "routes": ("处理途径", "Routes"),
    "readings": ("采用的解读", "Readings used"),
    "waits": ("待核实后", "after verification"),
    "if_fraud": ("若以骗取基金为目的", "if done to defraud the fund"),
    "if_not_fraud": ("若不以骗取基金为目的", "if not done to defraud the fund"),
    "if_loss": ("若造成基金损失", "if the fund lost by it"),
    "if_in_force": ("若办法当日已施行", "if the measure is in force on the day"),
    "if_listed": ("是否属于所列行为由人判断", "whether it is among the acts listed, a person decides"),
    "must": ("应", "mandatory"),
    "may": ("可", "discretionary"),
    "truncated": ("原文残缺", "the text breaks off here"),
    "unrouted": ("在手的文本没有写处理途径", "the text at hand names no route"),
    "baseline": ("依据：国家指导意见，非本地规定", "Basis: national guidance, not a regional rule"),
    "beside": ("并用", "Beside it"),
    "reported": ("原文不在手，只据报道、转载得知，由调用方启用", "Known only from reports, the text not being at hand; switched on by the caller"),
    "unknown": ("不能确定", "unknown"),
    "unchosen": ("未选定", "not chosen"),
    "note": ("这是按文本解读的计算，不是经办机构的决定。", "A computation with a reading of the text, not an official decision."),
}


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


def with_policy(claim: Claim, policy: Policy) -> Claim:
    """The claim with the area's tables. Raises InvalidDocument where it carries tables of its own."""
    own = claim.policy
    if any(getattr(own, field.name) != field.default for field in attrs.fields(Policy) if field.init):
        raise InvalidDocument("claim", [Fault("/policy", "value", "the claim carries its own policy: leave it out, or leave out --policy")])
    return attrs.evolve(claim, policy=policy)


def outcome_page(outcome: Outcome, lang: str, everything: bool, sensitive: Sequence[Dependence] | None = None) -> str:
    """An outcome as a page for the counter; with what it depends on where `sensitive` says it."""
    document, which = outcome_document(outcome), 0 if lang == "zh" else 1
    say = {name: words[which] for name, words in LABELS.items()}
    measure = document["measure"]
    head = [click.style(f"{measure['title']}{' · ' + measure['number'] if measure['number'] else ''}", bold=True)]
    head.append(f"{outcome.claim.area} · {outcome.claim.service_date} · {document['claim_id']}")
    if document["basis"] == "baseline":
        head.append(click.style(say["baseline"], fg="yellow"))
    for one in document["beside"]:
        head.append(click.style(f"{say['beside']} {one['title']} · {one['number'] or ''}", fg="yellow"))
    if "reported" in {document["measure"]["completeness"], *(one["completeness"] for one in document["beside"])}:
        head.append(click.style(say["reported"], fg="yellow"))
    verdict = [
        f" {_mark(answer)} {VERDICTS[name][which]}{':' if which else '：'} {WORDS[answer][which]}" for name, answer in document["verdict"].items()
    ]
    parts = ["\n".join(head), "\n".join(verdict), _conditions(outcome, document, say, which, everything), _money(document, say, which)]
    parts += [_missing(document, say, lang), _gaps(document, say, lang), _violations(document, say, which), _readings(outcome, say, which)]
    parts += [] if sensitive is None else [sensitivity_page(sensitive, lang)]
    return "\n\n".join([part for part in parts if part] + [click.style(say["note"], dim=True)])


def _mark(answer: str) -> str:
    sign, colour = MARKS[answer]
    return click.style(sign, fg=colour)


def _conditions(outcome: Outcome, document: Mapping[str, Any], say: Mapping[str, str], which: int, everything: bool) -> str:
    """What is not met first, then what is open, then the rest, each in the order of the articles.

    A condition on several lines stands once; what only follows from others is left to the table below.
    """
    found: dict[tuple[str, ...], list[str]] = {}
    for one in document["findings"]:
        if everything or (one["answer"] != "not_applicable" and one["kind"] not in ("payment", "account")):
            because = _because(one, document, which) if one["answer"] == "not_met" else ""
            reason = one["reason_en"] if which else one["reason"]
            found.setdefault((one["answer"], one["clause"], reason + because), []).append(one["line"] or "")
    articles = [id for one in outcome.selection.layers for id in one.measure.by_id]
    rows = [
        [_mark(answer), clause, " ".join(dict.fromkeys(lines)), shown]
        for (answer, clause, shown), lines in sorted(found.items(), key=lambda item: (ORDER.index(item[0][0]), articles.index(item[0][1])))
    ]
    return say["conditions"] + "\n" + tabulate(rows, tablefmt="plain", disable_numparse=True)


ORDER = (*SEVERITY, NOT_APPLICABLE)


def _because(one: Mapping[str, Any], document: Mapping[str, Any], which: int) -> str:
    """The facts from which a condition is not met, in words."""
    facts = [f"{(FACTS[name].zh, name)[which]} {_value(FACTS[name], value, which)}" for name, value in one["facts"].items()]
    if one["kind"] == "ceiling":
        charged = next(line["charged"] for line in document["lines"] if line["line"] == one["line"])
        facts = [f"{('收费', 'charged')[which]} {charged}", f"{('至多', 'at most')[which]} {one['amount']}"]
    return f"  [{'；'.join(facts)}]" if facts else ""


def _value(fact: Fact, value: Any, which: int) -> str:
    if isinstance(value, bool):
        return (("否", "是"), ("no", "yes"))[which][value]
    if isinstance(value, list):
        return "/".join(_value(fact, one, which) for one in value)
    # The Chinese word for one of a few values stands behind it in the fact's English meaning.
    chinese = re.search(rf"\b{re.escape(str(value))} \(([\u4e00-\u9fff+]+)", fact.en)
    return chinese[1] if chinese and not which else str(value)


def _money(document: Mapping[str, Any], say: Mapping[str, str], which: int) -> str:
    """The amounts of the lines and of the claim; the parts of the own share only where there are some."""
    if not document["lines"]:
        return ""
    every = [*document["lines"], document["amounts"]]
    names = [*AMOUNTS, *(name for name in PARTS if any(row[name] not in (None, "0.00") for row in every))]
    heads = ["", *({**AMOUNTS, **PARTS}[name][which] for name in names)]
    rows = [[row.get("line", say["total"]), *(row[name] or say["unknown"] for name in names)] for row in every]
    shown = tabulate(rows, headers=heads, tablefmt="simple", disable_numparse=True, colalign=["left", *["right"] * len(names)])
    over = document["amounts"]["hospital"]
    warning = "" if over in (None, "0.00") else "\n" + click.style(say["over"].format(over), fg="red")
    return say["money"] + "\n" + shown + warning


def _missing(document: Mapping[str, Any], say: Mapping[str, str], lang: str) -> str:
    rows = [f" {one['path']}  {one[lang]}" for one in document["missing"]]
    return "\n".join([say["missing"], *rows]) if rows else ""


def _gaps(document: Mapping[str, Any], say: Mapping[str, str], lang: str) -> str:
    rows = [f" {one['clause']}  {one['why'][lang]}" for one in document["gaps"]]
    return "\n".join([say["gaps"], *rows]) if rows else ""


def _violations(document: Mapping[str, Any], say: Mapping[str, str], which: int) -> str:
    found = document["violations"]
    reason = "reason_en" if which else "reason"
    suspected = [f" {one['clause']}  {one['line'] or ''} {one[reason]}" for one in found["suspected"]]
    routes = [line for one in found["routes"] for line in _route(one, say, which)]
    routes += [f" {one['act']} · {one['nature']}:{say['unrouted']}" for one in found["unrouted"]]
    parts = ["\n".join([say[name], *rows]) for name, rows in (("suspected", suspected), ("routes", routes)) if rows]
    return "\n\n".join(parts)


def _route(one: Mapping[str, Any], say: Mapping[str, str], which: int) -> Iterator[str]:
    """One route, and below it each sanction with its range."""
    state = {"applies": "", "after_verification": ", " + say["waits"]}.get(one["state"], ", " + say.get(one["state"], ""))
    must = {True: ", " + say["must"], False: ", " + say["may"], None: ""}[one["mandatory"]]
    broken = ", " + say["truncated"] if one["truncated"] else ""
    yield f" {one['act']} → {one['agency']}:{one[('reason', 'reason_en')[which]]}({one['clause']}{state}{must}{broken})"
    for sanction in one["sanctions"]:
        yield f"     · {sanction[('zh', 'en')[which]]}{_range(sanction, which)}"


def _range(sanction: Mapping[str, Any], which: int) -> str:
    if "unit" not in sanction:
        return ""
    words = {"months": ("个月", "months"), "years": ("年", "years"), "yuan": ("元", "yuan"), "times": ("倍", "times")}
    of = {"loss": ("损失额", "the loss"), "fraud": ("骗取额", "the amount obtained by fraud")}.get(sanction.get("basis", ""), ("", ""))
    low, high, unit = sanction["at_least"], sanction["at_most"], words[sanction["unit"]][which]
    amount = f" = {sanction['from']}–{sanction['to']}" if sanction.get("from") else ""
    joined = f"{of[0]}{low}–{high}{unit}" if not which else " ".join(part for part in (f"{low}–{high}", unit, of[1]) if part)
    return f"（{joined}{amount}）" if not which else f" ({joined}{amount})"


def _readings(outcome: Outcome, say: Mapping[str, str], which: int) -> str:
    rows = []
    for name, option in outcome.readings.items():
        if option is None and f"reading:{name}" not in outcome.missing:
            continue  # every option gives the same
        reading = outcome.choices.reading(name)
        words = next(((one.zh, one.en)[which] for one in reading.options if one.name == option), say["unchosen"])
        rows.append([" " + name, option or "–", (reading.zh, reading.en)[which] + ("：", ": ")[which] + words])
    return say["readings"] + "\n" + tabulate(rows, tablefmt="plain", disable_numparse=True)


def conformance_page(document: Mapping[str, Any], installed: Plugins) -> str:
    """The grid of regions and stages, and every failure explained."""
    stages = [*STAGES, "agreement", "governance"]
    used = [stage for stage in stages if any(stage in row for row in document["by_region"].values())]
    rows = []
    for region, counts in document["by_region"].items():
        cells = [_count(counts.get(stage)) for stage in used]
        rows.append([region, *cells])
    parts = (
        [tabulate(rows, headers=["region", *used], tablefmt="simple", disable_numparse=True, colalign=["left", *["right"] * len(used)])]
        if rows
        else []
    )
    for failure in document["failures"]:
        mismatches = "".join(f"\n    {one}" for one in failure["mismatches"])
        parts.append(click.style(f"× {failure['case']}", fg="red") + f"  {failure['clause']}  {failure['title']['zh']}{mismatches}")
    parts += broken_lines(installed)
    if not document["passed"] + document["failed"]:
        parts.append("no case ran: no installed measure has cases; `yibao plugins` lists what is installed, and a case names its measure by id")
    parts.append(f"{document['passed']} passed, {document['failed']} failed, {document['skipped']} skipped")
    return "\n\n".join(parts)


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
    of_clause: dict[tuple[str, str], list[str]] = {}
    for case in cases([plugin]):
        of_clause.setdefault((case.measure, case.clause), []).append(case.name)
    found = []
    for declared in plugin.measures:
        for clause in declared.measure.clauses or ():
            if clause.id.startswith(wanted):
                rules = [one for stage in STAGES for one in declared.rules[stage] if one.clause == clause.id]
                found.append(
                    {
                        "measure": declared.measure.id,
                        **{name: value for name, value in attrs.asdict(clause).items() if value},
                        "rules": [_rule(one) for one in rules],
                        "readings": sorted({name for one in rules if isinstance(one, Rule) for name in _readings_of(one)}),
                        "cases": of_clause.get((declared.measure.id, clause.id), []),
                    }
                )
    if article and not found:
        raise UnknownRegion(f"{plugin.region} has no clause that begins with {wanted!r}{near(wanted, ids)}")
    return found


def _rule(rule: Any) -> dict[str, str]:
    if isinstance(rule, Rule):
        return {"name": rule.name, "kind": rule.kind, "otherwise": str(rule.otherwise or ""), "zh": rule.zh, "en": rule.en}
    return {"name": rule.nature, "kind": "consequence", "otherwise": "", "zh": f"{rule.agency}:{rule.zh}", "en": rule.en}


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


def sensitivity_page(found: Sequence[Dependence], lang: str) -> str:
    """On which readings the outcome depends: what each other option would change."""
    which = 0 if lang == "zh" else 1
    say = {
        "head": ("结果取决于哪些解读", "On which readings the outcome depends"),
        "none": ("改选以下解读结果不变", "These make no difference"),
        "open": ("未选定", "not chosen"),
    }
    names = {
        name: words[which]
        for name, words in (
            *VERDICTS.items(),
            *AMOUNTS.items(),
            ("measure", ("适用办法", "measure")),
            ("error", ("不能判断：", "cannot be decided:")),
        )
    }
    lines = [say["head"][which]]
    for one in found:
        if one.changes:
            changes = "；".join(
                f"{names[name]} {after}" if name == "error" else f"{names[name]} {_shown(before, which)} → {_shown(after, which)}"
                for name, (before, after) in one.changes.items()
            )
            lines.append(f" {one.reading}: {one.held or say['open'][which]} → {one.option}  {changes}")
    moved = {one.reading for one in found if one.changes}
    same = dict.fromkeys(one.reading for one in found if one.reading not in moved)
    return "\n".join([*lines, *([say["none"][which] + ("：" if not which else ": ") + ", ".join(same)] if same else [])])


def _shown(value: Any, which: int) -> str:
    return LABELS["unknown"][which] if value is None else WORDS[str(value)][which] if str(value) in WORDS else str(value)


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
