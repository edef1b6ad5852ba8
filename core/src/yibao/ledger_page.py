"""How do entries, open items, months and proofs look at the terminal?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import click
from tabulate import tabulate

from yibao.language import in_language, position
from yibao.ledger.entry import KINDS, MONEY
from yibao.ledger.messages import STATES
from yibao.ledger.reversing import REASONS
from yibao.outcome_page import AMOUNTS as OF_OUTCOME

Document = Mapping[str, Any]
AMOUNTS = {**OF_OUTCOME, "deductible": ("计入起付线", "deductible")}
LABELS = {
    "entry": ("条目", "entry"),
    "kind": ("类别", "kind"),
    "at": ("记账时间", "posted at"),
    "key": ("键", "key"),
    "names": ("所涉条目", "of entry"),
    "visit": ("就诊", "visit"),
    "institution": ("机构", "institution"),
    "person": ("参保人", "person"),
    "area": ("统筹区", "area"),
    "year": ("年度", "year"),
    "day": ("就诊日期", "day of service"),
    "month": ("账期", "month"),
    "mode": ("线上线下", "mode"),
    "measure": ("办法", "measure"),
    "message": ("报文号", "message"),
    "exchange": ("与对方", "other side"),
    "reason": ("原因", "reason"),
    "total": ("合计", "total"),
    "line": ("明细", "line"),
    "stands": ("尚存", "stands"),
    "replayed": ("此前已记账，未重复记账。", "Posted before; nothing was posted again."),
    "head": ("链头", "head"),
    "account_name": ("账户", "account"),
    "amount": ("金额", "amount"),
    "sum": ("各账户合计", "sum of all"),
    "settlements": ("结算", "settlements"),
    "reversals": ("冲销", "reversals"),
    "adjustments": ("调整", "adjustments"),
    "visits": ("就诊数", "visits"),
    "closed_until": ("已关账至", "closed until"),
    "nothing": ("没有条目。", "Nothing."),
    "no_items": ("没有未达账项。", "Nothing is open."),
    "item": ("账项", "item"),
    "since": ("起", "since"),
    "side": (" ", " "),
    "here": ("本方", "here"),
    "there": ("对方", "there"),
    "or": ("或者", "or"),
    "matched": ("相符", "matched"),
    "answered": ("依清单登记应答", "answered by the list"),
    "without": ("未附报文号的条目", "entries without a message"),
    "count": ("笔数", "count"),
    "equal": ("总额相符。", "Totals agree."),
    "unequal": ("总额不符。", "Totals differ."),
    "deductible_used": ("已计起付线", "deductible used"),
    "fund_used": ("基金已付", "fund used"),
    "account_balance": ("个人账户余额", "account balance"),
    "unknown": ("未知", "not known"),
    "quota": ("总额指标", "quota"),
    "online": ("线上", "online"),
    "offline": ("线下", "offline"),
    "used": ("已用", "used"),
    "left": ("剩余", "left"),
    "one": ("线上线下合用一个指标", "online and offline share one quota"),
    "not_said": ("条文未说线上线下是否合用指标，不相加", "no clause says whether both share one quota: they are not added"),
    "text_missing": ("文本不在手，不相加", "the text is not at hand: they are not added"),
    "whole": ("逐条核对，没有改动。", "Every row was looked at: nothing was changed."),
    "broken": ("账本被改动或损坏", "The ledger was changed or damaged"),
    "place": ("位置", "place"),
    "what": ("发现", "found"),
    "entries": ("条目", "entries"),
    "documents": ("文档", "documents"),
    "adjustment": ("应调整", "to be adjusted"),
    "clauses": ("所涉条款", "clauses"),
    "no_proposals": ("重算结果一致，无须调整。", "Everything comes to what it came to."),
    "posted": ("已记账。", "Posted."),
    "norm": ("标准", "norm"),
    "times": ("倍数", "times"),
    "none_over": ("没有超过的就诊。", "No visit is over it."),
}
RIGHT = {*AMOUNTS, "amount", "settlements", "reversals", "adjustments", "visits", "count", "here", "there", "charged", "norm"}


def grid(rows: Sequence[Document], names: Iterable[str], lang: str) -> str:
    """Some columns of some rows as a table, amounts to the right."""
    columns, say = list(names), in_language(LABELS | AMOUNTS, lang)
    cells = [["" if row.get(name) is None else row[name] for name in columns] for row in rows]
    aligned = ["right" if name in RIGHT else "left" for name in columns]
    return tabulate(cells, headers=[say[name] for name in columns], disable_numparse=True, colalign=aligned) if rows else say["nothing"]


def headed(head: str, lang: str) -> str:
    """The line with the head, under every report."""
    return click.style(f"{in_language(LABELS, lang)['head']} {head}", dim=True)


def entry_page(document: Document, lang: str) -> str:
    """One entry: what it is, its amounts line by line, how far the exchange with the other side has come."""
    say, here = in_language(LABELS, lang), position(lang)
    parts = [f"{say['entry']} {document['number']}  {KINDS[document['kind']][here]}  {document['at']}"]
    if document.get("replayed"):
        parts.append(click.style(say["replayed"], fg="yellow"))
    parts.append("\n".join(_facts(document, lang)))
    if document["kind"] in MONEY:
        rows = [{"line": line, **amounts} for line, amounts in document["lines"].items()]
        rows.append({"line": say["total"], **document["amounts"]})
        changed = document.get("stands", document["amounts"]) != document["amounts"]
        rows += [{"line": say["stands"], **document["stands"]}] if changed else []
        parts.append(grid(rows, ("line", *AMOUNTS), lang))
    return "\n\n".join([*parts, headed(document["head"], lang)])


def _facts(document: Document, lang: str) -> Iterator[str]:
    say, here = in_language(LABELS, lang), position(lang)
    names = ("key", "names", "visit", "institution", "person", "year", "day", "month", "measure", "message")
    shown = {name: document[name] for name in names if document.get(name) is not None and not str(document[name]).startswith("~")}
    if "exchange" in document:
        shown["exchange"] = STATES[document["exchange"]][here]
    said = dict(document["says"])
    if said.get("reason") in REASONS:
        shown["reason"] = REASONS[said.pop("reason")][here]
    for name, value in shown.items():
        yield f"  {say[name]}: {value}"
    if document["kind"] not in MONEY:
        yield from (f"  {say.get(name, name)}: {value}" for name, value in said.items())


def entries_page(document: Document, lang: str) -> str:
    """Entries, one in a row."""
    here = position(lang)
    rows = [
        {
            **one,
            **one.get("amounts", {}),
            "entry": one["number"],
            "kind": KINDS[one["kind"]][here],
            "key": "" if one["key"][:1] == "~" else one["key"],
        }
        for one in document["entries"]
    ]
    names = ("entry", "kind", "at", "key", "visit", "month", "charged", "fund", "account", "cash", "hospital")
    return f"{grid(rows, names, lang)}\n\n{headed(document['head'], lang)}"


def balances_page(document: Document, lang: str) -> str:
    """The balance of every account."""
    rows = [{"account_name": one["account"], "amount": one["amount"]} for one in document["balances"]]
    rows.append({"account_name": in_language(LABELS, lang)["sum"], "amount": document["sum"]})
    return f"{grid(rows, ('account_name', 'amount'), lang)}\n\n{headed(document['head'], lang)}"


def year_page(document: Document, lang: str) -> str:
    """A person's year."""
    say = in_language(LABELS, lang)
    lines = [f"{document['person']}  {document['area']}  {document['year']}"]
    lines += [f"  {say[name]}: {document[name] or say['unknown']}" for name in ("deductible_used", "fund_used", "account_balance")]
    return "\n".join([*lines, "", headed(document["head"], lang)])


def quota_page(document: Document, lang: str) -> str:
    """An institution's quota and what is used of it."""
    say = in_language(LABELS, lang)
    lines = [f"{document['institution']}  {document['area']}  {document['year']} – {document['until']}"]
    lines += [f"  {say['quota']}: {document['quota'] or say['unknown']}"]
    lines += [f"  {say['online']} {measure}: {amount}" for measure, amount in document["online"].items()]
    lines += [f"  {say['offline']}: {document['offline']}", f"  {say[document['sharing']]}"]
    lines += [f"    {one['clause']} {one[lang]}" for one in document["clauses"]]
    lines += [f"  {say[name]}: {document[name]}" for name in ("used", "left") if document[name] is not None]
    return "\n".join([*lines, "", headed(document["head"], lang)])


def items_page(items: Sequence[Document], head: str, lang: str) -> str:
    """Open items, each with the ways to close it."""
    say = in_language(LABELS, lang)
    parts = [_item(one, lang) for one in items] or [say["no_items"]]
    return "\n\n".join([*parts, headed(head, lang)])


DONE = {True: "√", False: "·", None: "○"}


def _item(item: Document, lang: str) -> str:
    say = in_language(LABELS, lang)
    of = f"  {say['entry']} {item['entry']}" if item["entry"] else ""
    lines = [click.style(f"{item[lang]}  {item['message']}", bold=True) + of, f"  {item['id']}  {say['since']} {item['since']}"]
    for side in ("here", "there"):
        if side in item:
            amounts = "  ".join(f"{in_language(AMOUNTS, lang)[name]} {amount}" for name, amount in item[side].items())
            lines.append(f"  {say[side]}: {amounts}")
    for number, way in enumerate(item["ways"]):
        steps = " → ".join(f"{DONE[step['done']]} {step[lang]}" for step in way)
        lines.append(f"  {say['or'] + ' ' if number else ''}{steps}")
    return "\n".join(lines)


def reconciliation_page(document: Document, lang: str) -> str:
    """What came out of a reconciliation: totals, what matches, what is open."""
    say = in_language(LABELS, lang)
    totals = document["totals"]
    table = grid([{"side": say[side], **totals[side]} for side in ("here", "there")], ("side", "count", "charged", "fund", "account"), lang)
    counts = [f"{say['matched']}: {document['matched']}", f"{say['answered']}: {len(document['answered_by_list'])}"]
    counts += [f"{say['without']}: {document['without_message']}"] if document["without_message"] else []
    opened = [one for one in document["items"] if one["closed"] is None]
    title = f"{document['institution']}  {document['since']} – {document['until']}"
    verdict = click.style(say["equal"], fg="green") if totals["equal"] else click.style(say["unequal"], fg="red")
    return "\n\n".join([title, table, verdict, "  ".join(counts), items_page(opened, document["head"], lang)])


def months_page(document: Document, lang: str) -> str:
    """The months, by institution and mode."""
    say, here = in_language(LABELS, lang), position(lang)
    rows = [{**one, "mode": LABELS[one["mode"]][here]} for one in document["months"]]
    names = ("month", "institution", "mode", "settlements", "reversals", "adjustments", "charged", "fund", "account", "cash", "hospital")
    closed = [f"{say['closed_until']}: {document['closed_until']}"] if document["closed_until"] else []
    return "\n\n".join([grid(rows, names, lang), *closed, headed(document["head"], lang)])


def persons_page(document: Document, lang: str) -> str:
    """The years of persons."""
    return f"{grid(document['persons'], ('person', 'area', 'year', 'visits', *AMOUNTS), lang)}\n\n{headed(document['head'], lang)}"


def over_norm_page(document: Document, lang: str) -> str:
    """The visits over a norm."""
    rows = document["visits"]
    table = grid(rows, ("institution", "visit", "day", "entry", "charged", "norm", "times"), lang) if rows else in_language(LABELS, lang)["none_over"]
    return f"{table}\n\n{headed(document['head'], lang)}"


def proposals_page(document: Document, lang: str) -> str:
    """What would be adjusted, settlement by settlement."""
    say = in_language(LABELS, lang)
    parts = []
    for one in document["proposals"]:
        lines = [f"{say['entry']} {one['entry']}  {one['visit']}  {one['measure']} → {one['now'] or '?'}"]
        rows = [{"line": say["stands"], **one["stands"]}]
        rows += [{"line": say["adjustment"], **one["adjustment"]}] if one["adjustment"] else []
        lines.append(grid(rows, ("line", *AMOUNTS), lang))
        lines += [f"{say['clauses']}: {'；'.join(one['clauses'])}"] if one["clauses"] else []
        lines += [click.style(one["why"], fg="yellow")] if one["why"] else []
        parts.append("\n".join(lines))
    parts = parts or [say["no_proposals"]]
    parts += [say["posted"]] if document["posted"] and document["proposals"] else []
    return "\n\n".join([*parts, headed(document["head"], lang)])


def verified_page(document: Document, lang: str) -> str:
    """What was looked at, and what is broken."""
    say = in_language(LABELS, lang)
    counts = f"{say['entries']} {document['entries']}  {say['documents']} {document['documents']}"
    if not document["broken"]:
        return "\n".join([click.style(f"√ {say['whole']}", fg="green"), counts, headed(document["head"], lang)])
    rows = [{"place": one["place"], "what": one[lang]} for one in document["broken"]]
    return "\n\n".join([click.style(f"× {say['broken']}", fg="red"), grid(rows, ("place", "what"), lang), counts, headed(document["head"], lang)])
