"""How does an outcome look to a person at the counter?

What is not met comes first, then what is open; the colours go when the output is no terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click
from tabulate import tabulate

from yibao.course import STATUSES
from yibao.facts import FACTS
from yibao.language import in_language, in_words, position
from yibao.outcome import Outcome
from yibao.report import outcome_document
from yibao.rules import NOT_APPLICABLE, SEVERITY
from yibao.sensitivity import Dependence

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
EFFECTS = {
    "main_agreement": ("主协议", "main agreement"),
    "supplementary_agreement": ("补充协议", "supplementary agreement"),
    "physician": ("医师结算资格", "physician's right to settle"),
}
PARTS = {
    "fully_self_paid": ("全自费", "fully self-paid"),
    "over_limit": ("超支付标准", "over limit"),
    "first_self_pay": ("先行自付", "first self-pay"),
    "deductible": ("起付线", "deductible"),
}
LABELS = {
    "effects": ("档案上的协议和资格（条文、案件）", "Agreements and rights by the record (clause, proceeding)"),
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


def outcome_page(outcome: Outcome, lang: str, everything: bool, sensitive: Sequence[Dependence] | None = None) -> str:
    """An outcome as a page for the counter; with what it depends on where `sensitive` says it."""
    document, which = outcome_document(outcome), position(lang)
    say = in_language(LABELS, lang)
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
    parts = [
        "\n".join(head),
        "\n".join(verdict),
        _effects(document, say, which),
        _conditions(outcome, document, say, which, everything),
        _money(document, say, which),
    ]
    parts += [_missing(document, say, lang), _gaps(document, say, lang), _violations(document, say, which), _readings(outcome, say, which)]
    parts += [] if sensitive is None else [sensitivity_page(sensitive, lang)]
    return "\n\n".join([part for part in parts if part] + [click.style(say["note"], dim=True)])


def _effects(document: Mapping[str, Any], say: Mapping[str, str], which: int) -> str:
    """What clauses and proceedings made of the agreements and of the physician's right, by name of the proceeding."""
    lines = []
    for one in document.get("effects", ()):
        what, ground = EFFECTS[one["on"]][which], " ".join(filter(None, (one["clause"], one["proceeding"])))
        lines.append(f" {what} {STATUSES[one['status']][which]} {one['since']} – {one['until'] or ''}  {ground}".rstrip())
    return "\n".join([say["effects"], *lines]) if lines else ""


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
    facts = [f"{(FACTS[name].zh, name)[which]} {in_words(value, FACTS[name].en, which)}" for name, value in one["facts"].items()]
    if one["kind"] == "ceiling":
        charged = next(line["charged"] for line in document["lines"] if line["line"] == one["line"])
        facts = [f"{('收费', 'charged')[which]} {charged}", f"{('至多', 'at most')[which]} {one['amount']}"]
    return f"  [{'；'.join(facts)}]" if facts else ""


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


def sensitivity_page(found: Sequence[Dependence], lang: str) -> str:
    """On which readings the outcome depends: what each other option would change."""
    which = position(lang)
    say = {
        "head": ("结果取决于哪些解读", "On which readings the outcome depends"),
        "none": ("改选以下解读结果不变", "These make no difference"),
        "open": ("未选定", "not chosen"),
    }
    others = {"measure": ("适用办法", "measure"), "error": ("不能判断：", "cannot be decided:")}
    names = in_language(VERDICTS | AMOUNTS | others, lang)
    lines = [say["head"][which]]
    for one in found:
        if one.changes:
            changes = "；".join(
                f"{names[name]} {after}" if name == "error" else f"{names[name]} {shown(before, which)} → {shown(after, which)}"
                for name, (before, after) in one.changes.items()
            )
            lines.append(f" {one.reading}: {one.held or say['open'][which]} → {one.option}  {changes}")
    moved = {one.reading for one in found if one.changes}
    same = dict.fromkeys(one.reading for one in found if one.reading not in moved)
    return "\n".join([*lines, *([say["none"][which] + ("：" if not which else ": ") + ", ".join(same)] if same else [])])


def shown(value: Any, which: int) -> str:
    """An answer in words, an amount as it is."""
    return LABELS["unknown"][which] if value is None else WORDS[str(value)][which] if str(value) in WORDS else str(value)
