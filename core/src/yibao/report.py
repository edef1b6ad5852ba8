"""How does an outcome look as a document?

The JSON of schema `yibao.outcome/1`: the same outcome always gives the same bytes. Amounts that
cannot be known are null, never 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from yibao.claim import Act, Agreement, Claim, Standing
from yibao.codec import plain
from yibao.facts import FACTS
from yibao.fields import Digest
from yibao.judging import Finding
from yibao.measures import Measure, digest
from yibao.money import yuan
from yibao.outcome import Outcome
from yibao.policy import holds_on
from yibao.rules import Effect, Sanction
from yibao.settlement import Parts
from yibao.violation import Route
from yibao.words import Unknown


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """The outcome as a document."""
    measure = outcome.selection.declared.measure
    document = {
        "schema": "yibao.outcome/1",
        "claim_id": outcome.claim.claim_id,
        "measure": _measure(measure),
        "basis": outcome.selection.basis,
        "beside": [_measure(one.measure) | {"role": one.measure.role} for one in outcome.selection.beside],
        "not_taken": [attrs.asdict(loser) for loser in outcome.selection.losers],
        "verdict": {name: str(answer) for name, answer in outcome.verdict.items()},
        "amounts": amounts(outcome.settlement.parts),
        "lines": [
            {"line": one.line, "payable": str(one.payable), "allowed": decimal(price.allowed), **amounts(one.parts)}
            for one, price in zip(outcome.settlement.lines, outcome.pricing.prices, strict=True)
        ],
        "findings": [_finding(finding) for finding in outcome.findings],
        "gaps": [
            {"measure": gap.measure, "clause": gap.clause.id, "stage": gap.clause.stage, "answer": "text_missing", "why": _why(gap)}
            for gap in outcome.gaps
        ],
        "missing": [{"path": path, **named(path, outcome)} for path in outcome.missing],
        "violations": {
            "suspected": [
                {
                    "measure": one.source.measure,
                    "clause": one.rule.clause,
                    "owner": one.rule.owner,
                    "line": one.line,
                    "reason": one.rule.zh,
                    "reason_en": one.rule.en,
                }
                for one in outcome.violation.suspicions
            ],
            "routes": [route_document(route) for route in outcome.violation.routes],
            "unrouted": [{"act": act, "nature": nature} for act, nature in outcome.violation.unrouted],
        },
        "readings": outcome.readings,
        "receipt": outcome.receipt,
    }
    effects = list(effects_on(outcome.claim))
    return document | {"effects": effects} if effects else document


def outcome_digest(outcome: Outcome) -> Digest:
    """SHA-256 of the outcome's document: which outcome was seen."""
    return Digest(digest(outcome_document(outcome)))


def evidence_of(outcomes: Sequence[Digest]) -> Digest:
    """What a finding rests on: the digest of the outcome that was seen; of several, the digest of the list of their digests."""
    return outcomes[0] if len(outcomes) == 1 else Digest(digest(outcomes))


def effects_on(claim: Claim) -> Iterator[dict[str, Any]]:
    """What clauses and proceedings made of agreements and of the physician's right to settle, as it holds on the day of service."""
    stated: list[tuple[str, Agreement | Standing]] = [(f"{one.kind}_agreement", one) for one in claim.agreements or ()]
    stated += [("physician", one) for one in claim.physician.settlement or ()]
    for on, one in stated:
        if (one.clause or one.proceeding) and one.status != "active" and holds_on(one, claim.service_date):
            document = {"on": on, "status": one.status, "since": plain(one.since), "until": plain(one.until)}
            yield document | {"clause": one.clause, "proceeding": one.proceeding}


def _measure(measure: Measure) -> dict[str, Any]:
    return {"id": measure.id, "title": measure.title, "number": measure.number, "completeness": measure.completeness}


def amounts(parts: Parts) -> dict[str, str | None]:
    """The parts as decimal strings; null where unknown."""
    return {name: decimal(amount) for name, amount in zip(Parts._fields, parts, strict=True)}


def decimal(amount: Any) -> str | None:
    """An amount in fen as a decimal string in yuan, None where it is unknown."""
    return None if isinstance(amount, Unknown) else yuan(amount)


def _finding(finding: Finding) -> dict[str, Any]:
    rule = finding.rule
    document: dict[str, Any] = {
        "stage": finding.source.stage,
        "measure": finding.source.measure,
        "clause": rule.clause,
        "rule": rule.name,
        "kind": rule.kind,
        "answer": str(finding.answer),
        "reason": rule.zh,
        "reason_en": rule.en,
        "otherwise": None if rule.otherwise is None else str(rule.otherwise),
        "owner": rule.owner,
        "line": finding.line,
        "facts": {name: stated(name, value) for name, value in finding.facts.items()},
        "missing": sorted(finding.missing),
        "readings": sorted(finding.source.readings | ({rule.under[0]} if rule.under and finding.answer != "met" else set())),
    }
    if type(finding.result) is int:
        document["amount"] = yuan(finding.result)
    return document


def stated(name: str, value: Any) -> Any:
    """A fact's value as JSON, money as a decimal string."""
    return yuan(value) if FACTS[name].type == "money" else plain(value)


def named(path: str, outcome: Outcome) -> dict[str, str]:
    """What is missing at a path, in both languages."""
    if path.startswith("reading:"):
        reading = outcome.choices.reading(path.removeprefix("reading:"))
        return {"zh": f"须选定解读:{reading.zh}", "en": f"choose a reading: {reading.en}"}
    if path.startswith("person:"):
        reading = outcome.choices.reading(path.removeprefix("person:"))
        return {"zh": f"由人判断：{reading.zh}", "en": f"a person decides: {reading.en}"}
    if path.startswith("hold:"):
        clause = path.removeprefix("hold:")
        rule = next(one.rule for one in outcome.findings if one.rule.clause == clause and one.rule.otherwise is Effect.ON_HOLD)
        return {"zh": f"须先办妥：{rule.zh}", "en": f"to be put right first: {rule.en}"}
    if path.startswith("/policy/in_force["):
        return {"zh": "办法自何日起施行：由使用者说明，并注明来源", "en": "from when the measure is in force: the operator states it, with a source"}
    if path.startswith("text:"):
        return {"zh": f"文本不在手：{path.removeprefix('text:')}", "en": f"the text is not at hand: {path.removeprefix('text:')}"}
    if path.startswith("/policy/") and path.endswith("]"):
        return {"zh": "政策表中没有这一项", "en": "the area's tables have no such entry"}
    last = path.rsplit("/", 1)[-1].split("[")[0]
    if last in OTHERS:
        return OTHERS[last]
    for fact in FACTS.values():
        if fact.path == path or (fact.path.rsplit("/", 1)[-1] == last and fact.path.split("/")[1] == path.split("/")[1]):
            return {"zh": fact.zh, "en": fact.en}
    return {"zh": path, "en": path}


OTHERS = {
    "cause": {"zh": "解除协议的原因", "en": "cause of the termination"},
    "fines_paid": {"zh": "罚款是否缴清", "en": "whether the fines are paid"},
    "persons": {"zh": "关联的人员", "en": "persons who link both"},
    "until": {"zh": "到期日", "en": "last day"},
    "history": {"zh": "既往就诊记录", "en": "record of earlier visits"},
    "agreements": {"zh": "协议及其状态", "en": "agreements and their status"},
    "items": {"zh": "项目表", "en": "table of items"},
    "diagnoses": {"zh": "诊断编码", "en": "diagnosis codes"},
    "diseases": {"zh": "支付病种目录", "en": "list of payable diseases"},
    "drugs": {"zh": "支付药品目录", "en": "list of payable drugs"},
    "benefits": {"zh": "待遇标准", "en": "benefit schedule"},
    "item": {"zh": "项目编码", "en": "item code"},
    "quantity": {"zh": "数量", "en": "quantity"},
    "ceiling": {"zh": "公布的价格标准", "en": "published price standard"},
    "payment_standard": {"zh": "支付标准", "en": "payment standard"},
    "self_pay_ratio": {"zh": "先行自付比例", "en": "first self-pay ratio"},
    "service_time": {"zh": "就诊时间", "en": "time of the visit"},
    "in_person": {"zh": "是否线下就诊", "en": "whether the earlier visit was in person"},
    "own_host": {"zh": "是否在本机构所依托的实体机构", "en": "whether the earlier visit was at the host"},
    "same_disease": {"zh": "是否同种疾病", "en": "whether the earlier visit was for the same disease"},
    "time": {"zh": "既往就诊时间", "en": "time of the earlier visit"},
    "reference": {"zh": "使用者自己的代号", "en": "the caller's own reference"},
    "flows": {"zh": "信息流、资金流、物流的内容", "en": "what the flows of information, money and goods say"},
    "recorded": {"zh": "信息流：记录的项目和数量", "en": "flow of information: items recorded, with quantities"},
    "paid": {"zh": "资金流：实际支付的金额", "en": "flow of money: amount paid"},
    "handed_over": {"zh": "物流：交付的药品材料和数量", "en": "flow of goods: drugs and materials handed over, with quantities"},
    "days_supplied": {"zh": "药品可用天数", "en": "for how many days the drug suffices"},
}


def _why(gap: Any) -> dict[str, str]:
    return {"zh": gap.clause.why.zh, "en": gap.clause.why.en}


def route_document(route: Route) -> dict[str, Any]:
    """A route as a document, with what its clause provides."""
    one = route.consequence
    return {
        "act": route.act.id,
        "measure": route.measure,
        "clause": one.clause,
        "nature": one.nature,
        "agency": one.agency,
        "state": route.state,
        "mandatory": one.mandatory,
        "truncated": one.truncated,
        "reason": one.zh,
        "reason_en": one.en,
        "sanctions": [sanction_document(sanction, route.act) for sanction in one.sanctions],
    }


def sanction_document(sanction: Sanction, act: Act) -> dict[str, Any]:
    """A sanction with its range; where it is a multiple of an amount that was stated, also in yuan."""
    basis = {"loss": act.loss, "fraud": act.fraud_amount, "": None}[sanction.basis]
    document = {name: value for name, value in attrs.asdict(sanction).items() if value not in (None, "", False)}
    if sanction.unit == "fen":
        document |= {"unit": "yuan", "at_least": yuan(sanction.at_least or 0), "at_most": yuan(sanction.at_most or 0)}
    if sanction.basis:
        document["from"] = None if basis is None else yuan(basis * (sanction.at_least or 0))
        document["to"] = None if basis is None else yuan(basis * (sanction.at_most or 0))
    return document
