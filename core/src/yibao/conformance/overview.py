"""How did each implementation do on the whole, and in which words is that told?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import attrs

from yibao.conformance.lines import RunReport, faults_of
from yibao.conformance.matrix import Cell, Section, cells, levels, names
from yibao.language import Pair, in_language, position

LEVEL_WORDS: dict[str, Pair] = {
    "outcome": ("结论", "outcome"),
    "reasons": ("理由", "reasons"),
    "amounts": ("金额", "amounts"),
    "trace": ("过程", "trace"),
}
STAGE_WORDS: dict[str, Pair] = {
    "eligibility": ("支付条件", "eligibility"),
    "pricing": ("价格", "pricing"),
    "settlement": ("结算", "settlement"),
    "violation": ("违规", "violation"),
    "agreement": ("协议", "agreement"),
    "governance": ("管理", "governance"),
    "ledger": ("账本", "ledger"),
}
STATUS_WORDS: dict[str, Pair] = {
    "passed": ("通过", "passed"),
    "failed": ("未通过", "failed"),
    "errored": ("出错", "errored"),
    "timeout": ("超时", "timed out"),
    "known": ("已知未通过", "known to fail"),
    "skipped": ("跳过", "skipped"),
    "unsupported": ("不支持", "unsupported"),
    "not_run": ("未运行", "not run"),
    "disputed": ("有争议（不计）", "disputed (not scored)"),
    "later": ("较新（不计）", "later (not scored)"),
}
LABELS: dict[str, Pair] = {
    "title": ("一致性测试", "Conformance"),
    "implementation": ("实现", "implementation"),
    "written_in": ("语言", "language"),
    "requirements": ("要求集", "requirement set"),
    "date": ("日期", "date"),
    "result": ("结果", "result"),
    "cases": ("案例", "cases"),
    "rest": ("其他", "other"),
    "article": ("条款", "article"),
    "no_article": ("账本（不属于某一条）", "ledger (of no single clause)"),
    "unknown_article": ("手中的条款登记里没有这一条。", "No register at hand has this clause."),
    "by_measure": ("各办法", "By measure"),
    "search": ("查找：案例、条款、标题、条文", "search: case, article, title, text"),
    "only_failing": ("只看未通过的", "only failures"),
    "region": ("地区", "region"),
    "stage": ("环节", "stage"),
    "level": ("层次", "level"),
    "every": ("全部", "all"),
    "shown": ("例", "cases shown"),
    "where": ("何处", "where"),
    "expected": ("预期", "expected"),
    "got": ("得到", "got"),
    "input": ("输入", "input"),
    "message": ("说明", "message"),
    "issue": ("登记", "issue"),
    "context": ("标准错误输出的末尾", "the end of standard error"),
    "left_out": ("为使网页不过大，这里没有写出；JSON 行里有。", "Left out, to keep the page small; the JSON lines have it."),
    "more_mismatches": ("另有 {} 处不符", "{} more mismatches"),
    "failing": ("未通过的案例", "Cases that fail"),
    "more": ("另有 {} 例；网页和 JSON 行里都有。", "{} more; the page and the JSON lines have them all."),
    "legend": (
        "√ 全部通过　× 有未通过（通过数/所问数）　? 有未运行　– 未问，或不计分。条款为转述，不是原文；以公布的文本为准。",
        "√ all passed   × some failed (passed/asked)   ? some were not run   – nothing asked, or not scored. "
        "Clauses are paraphrased; the published text has the last word.",
    ),
    "levels_note": (
        "每个层次：成立的案例/在此层次判定的案例；没有答复的案例不在任何层次判定。",
        "At each level: cases that held / cases graded at it; a case that was not answered is graded at none.",
    ),
}
STATES: dict[str, Pair] = {
    "fine": ("通过", "fine"),
    "known": ("只有已知的未通过", "only known failures"),
    "failing": ("未通过", "not fine"),
    "cut": ("不完整", "incomplete"),
}
TONES = {"fine": "met", "known": "undetermined", "failing": "not_met", "cut": "undetermined"}


@attrs.frozen
class Overview:
    """One run on the whole, in one language."""

    name: str
    written_in: str
    requirements: str
    day: str
    state: str
    """One of STATES."""
    words: str
    """The state in words."""
    faults: str
    """What made the run bad and is no case."""
    total: Cell
    levels: dict[str, Cell]
    rest: str
    """What else became of cases: those that are no plain pass and no plain failure."""

    @property
    def tone(self) -> str:
        """The colour of the state."""
        return TONES[self.state]


def overviews(runs: Sequence[RunReport], found: Sequence[Section], lang: str) -> list[Overview]:
    """Every run on the whole."""
    total = cells({name: results for section in found for name, results in section.cases.items()}, runs)
    return [_overview(name, run, cell, lang) for name, run, cell in zip(names(runs), runs, total, strict=True)]


def _overview(name: str, run: RunReport, total: Cell, lang: str) -> Overview:
    which, say, counts, state = position(lang), in_language(STATUS_WORDS, lang), statuses(run), state_of(run)
    rest = (f"{say[one]} {counts[one]}" for one in STATUS_WORDS if one not in ("passed", "failed") and counts[one])
    return Overview(
        name=name,
        written_in=run.header["implementation"]["language"],
        requirements=run.header["requirements"],
        day=run.header["started"][:10],
        state=state,
        words=STATES[state][which],
        faults=("；", "; ")[which].join(pair[which] for pair in faults_of(run)),
        total=total,
        levels=levels(run),
        rest=("，", ", ")[which].join(rest),
    )


def state_of(run: RunReport) -> str:
    """How a run went: one of STATES."""
    if not run.complete:
        return "cut"
    return "failing" if not run.fine else "known" if run.summary["known"] else "fine"


def statuses(run: RunReport) -> Counter[str]:
    """How often each thing became of the cases of a run, as its summary counts; also where it was cut off before it had one."""
    return Counter(one["unscored"] or ("known" if one["known"] else one["status"]) for one in run.results)


def cut(text: str, most: int = 2000) -> str:
    """Text that a program sent, cut where it is long."""
    return text if len(text) <= most else f"{text[:most]}…"
