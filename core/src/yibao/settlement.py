"""Step 3: who pays which fen?

Each line is taken apart in the order of the national platform: what the institution may not
collect, what is wholly the patient's, what exceeds the payment standard, the first self-paid share,
and the in-scope rest. The fund pays a ratio of the in-scope amount above the deductible, within the
cap; lines are served in their order, so the parts of the lines add up to the parts of the claim.
An amount that cannot be known is `Unknown`, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

import attrs

from yibao.claim import Benefit, Claim, holds_on
from yibao.eligibility import Gap, payable
from yibao.judging import Facts, Finding, Judged, in_order
from yibao.money import times
from yibao.plan import Plan
from yibao.pricing import Price
from yibao.readings import Choices
from yibao.rules import MET, NOT_APPLICABLE, NOT_MET, TEXT_MISSING, UNDETERMINED, Answer, together
from yibao.words import Unknown, merge, smaller_of


@attrs.frozen(eq=False)
class Parts:
    """The parts of a line or claim, in fen; `Unknown` where something is missing.

    charged = hospital + fully_self_paid + over_limit + first_self_pay + in_scope, and
    charged = fund + account + cash + hospital.
    """

    charged: Any
    hospital: Any
    fully_self_paid: Any
    over_limit: Any
    first_self_pay: Any
    in_scope: Any
    deductible: Any
    fund: Any
    account: Any
    cash: Any

    def __iter__(self) -> Iterator[Any]:
        return iter(_parts(self))


_parts = attrgetter(*(field.name for field in attrs.fields(Parts)))


@attrs.frozen(eq=False)
class LineParts:
    """The parts of one line, and whether the fund pays for it."""

    line: str
    payable: Answer
    parts: Parts


@attrs.frozen(eq=False)
class Settlement:
    """Who pays which fen, line by line and together, with the findings that made it."""

    judged: tuple[Judged, ...]
    gaps: tuple[Gap, ...]
    payable: Answer
    lines: tuple[LineParts, ...]
    parts: Parts

    @property
    def findings(self) -> list[Finding]:
        """The findings in the order of the articles."""
        return in_order(finding for one in self.judged for finding in one.findings)


def settle(
    plan: Plan,
    claim: Claim,
    before: Sequence[Judged],
    gaps: Sequence[Gap],
    prices: Sequence[Price],
    facts: Facts,
    of_lines: Sequence[tuple[str, Facts]],
) -> Settlement:
    """Split every line, and the claim.

    `before` is what the earlier stages found, `gaps` the missing text on which payment depends.
    Missing facts raise nothing: they make amounts `Unknown`.
    """
    conditions = plan.conditions.judge(facts, of_lines)
    judged = (*before, conditions)
    of_visit = payable(chain.from_iterable(one.of_visit for one in judged), plan.choices)
    if gaps:
        of_visit = together([of_visit, TEXT_MISSING])
    pays = [_line_payable(of_visit, chain.from_iterable(one.of_lines[number] for one in judged), plan.choices) for number in range(len(prices))]
    for (_, of_line), answer in zip(of_lines, pays, strict=True):
        of_line["line_payable"] = True if answer is MET else False if answer is NOT_MET else NOT_SAID
    payment = plan.payment.judge(facts, of_lines)
    purse = Purse(claim, plan.choices)
    lines = tuple(
        LineParts(price.line, pays[number], _split(purse, claim, number, price, pays[number], payment.of_lines[number], plan.choices))
        for number, price in enumerate(prices)
    )
    return Settlement((conditions, payment), plan.gaps["settlement"], _claim_payable(of_visit, pays), lines, _together(lines))


NOT_SAID = Unknown()


def _together(lines: Sequence[LineParts]) -> Parts:
    if not lines:
        return Parts(*[0] * 10)
    return Parts(*map(sum, zip(*[_parts(line.parts) for line in lines], strict=True)))


def _line_payable(of_visit: Answer, findings: Iterable[Finding], choices: Choices) -> Answer:
    if of_visit is NOT_MET:
        return NOT_MET
    of_line = payable(findings, choices)
    if of_line is NOT_MET and of_visit is not NOT_APPLICABLE:
        return NOT_MET
    return of_visit if of_visit is not MET else UNDETERMINED if of_line is UNDETERMINED else MET


def _claim_payable(of_visit: Answer, lines: Sequence[Answer]) -> Answer:
    if of_visit is not MET or not lines:
        return of_visit
    return UNDETERMINED if UNDETERMINED in lines else MET if MET in lines else NOT_MET


def _split(purse: Purse, claim: Claim, number: int, price: Price, pays: Answer, findings: Sequence[Finding], choices: Choices) -> Parts:
    allowed, hospital = price.allowed, price.over_charge
    nothing: Any = 0
    if pays is NOT_MET:
        fully_self_paid, over_limit, first_self_pay, in_scope = allowed, nothing, nothing, nothing
    elif pays is not MET:
        fully_self_paid = over_limit = first_self_pay = in_scope = Unknown()
    else:
        fully_self_paid, base = nothing, _base(allowed, findings)
        over_limit = allowed - base
        first_self_pay = _first_self_pay(base, claim, number, choices)
        in_scope = base - first_self_pay
    deductible, fund = purse.fund(in_scope)
    own = allowed - fund
    if type(over_limit) is int and over_limit and choices.option("over_standard") != "patient":
        own = Unknown("reading:over_standard")
    account = purse.account(own, findings)
    return Parts(price.charged, hospital, fully_self_paid, over_limit, first_self_pay, in_scope, deductible, fund, account, own - account)


def _base(allowed: Any, findings: Sequence[Finding]) -> Any:
    """What the fund counts of the line: at most the lowest payment standard that applies."""
    base = allowed
    for finding in findings:
        if finding.rule.kind == "payment_standard" and finding.answer is not NOT_APPLICABLE:
            base = smaller_of(base, finding.result)
    return base


def _first_self_pay(base: Any, claim: Claim, number: int, choices: Choices) -> Any:
    ratio = claim.lines[number].self_pay_ratio
    if type(base) is Unknown:
        return base
    return Unknown(f"/lines/{number}/self_pay_ratio") if ratio is None else times(base, ratio, choices.option("rounding") or "half_up")


class Purse:
    """What the fund and the personal account still hold for this patient, as the lines draw on them."""

    def __init__(self, claim: Claim, choices: Choices) -> None:
        self.claim = claim
        self.rounding = choices.option("rounding") or "half_up"
        self.in_scope: Any = 0
        self.deducted: Any = 0
        self.paid: Any = 0
        self.drawn: Any = 0

    def fund(self, in_scope: Any) -> tuple[Any, Any]:
        """The deductible and the fund's share that one more line takes, given its in-scope amount."""
        if type(in_scope) is int and in_scope == 0:
            return 0, 0
        before = self.deducted, self.paid
        self.in_scope = self.in_scope + in_scope
        self.deducted, self.paid = self._of(self.in_scope)
        return self.deducted - before[0], self.paid - before[1]

    def _of(self, in_scope: Any) -> tuple[Any, Any]:
        """The deductible and the fund's share of all lines so far."""
        if type(in_scope) is Unknown:
            return in_scope, in_scope
        benefit, patient = self._benefit(), self.claim.patient
        if isinstance(benefit, Unknown):
            return benefit, benefit
        if benefit.deductible and patient.deductible_used is None:
            return (Unknown("/patient/deductible_used"),) * 2
        deducted = min(in_scope, max(0, benefit.deductible - (patient.deductible_used or 0)))
        paid = times(in_scope - deducted, benefit.ratio, self.rounding)
        if benefit.cap is None:
            return deducted, paid
        if patient.fund_used is None:
            return deducted, Unknown("/patient/fund_used")
        return deducted, min(paid, max(0, benefit.cap - patient.fund_used))

    def _benefit(self) -> Benefit | Unknown:
        """The schedule's entry for this insurance and tier on the day of service."""
        claim = self.claim
        benefits, insurance, tier = claim.policy.benefits, claim.patient.insurance, claim.institution.tier
        if benefits is None or insurance is None or tier is None:
            asked = {"/policy/benefits": benefits, "/patient/insurance": insurance, "/institution/tier": tier}
            return Unknown(*(path for path, value in asked.items() if value is None))
        for benefit in benefits:
            if benefit.insurance == insurance and benefit.tier == tier and holds_on(benefit, claim.service_date):
                return benefit
        return Unknown(f"/policy/benefits[insurance={insurance},tier={tier}]")

    def account(self, own: Any, findings: Sequence[Finding]) -> Any:
        """What the personal account pays of the patient's own share of one line."""
        asked_for = [one for one in findings if one.rule.kind == "account" and one.answer in (MET, UNDETERMINED)]
        if not asked_for:
            return 0
        patient = self.claim.patient
        if patient.uses_account is False or (type(own) is int and own == 0):
            return 0
        asked = {"/patient/uses_account": patient.uses_account, "/patient/account_balance": patient.account_balance}
        unknown = [Unknown(path) for path, value in asked.items() if value is None]
        unknown += [one.result for one in asked_for if one.answer is UNDETERMINED]
        unknown += [value for value in (own, self.drawn) if type(value) is Unknown]
        if unknown:
            self.drawn = merge(*unknown)
            return self.drawn
        paid = min(own, (patient.account_balance or 0) - self.drawn)
        self.drawn += paid
        return paid


def missing_of(parts: Parts) -> frozenset[str]:
    """What is missing to know all parts."""
    unknown = [value for value in parts if type(value) is Unknown]
    return merge(*unknown).missing if unknown else frozenset()
