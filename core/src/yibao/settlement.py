"""Step 3: who pays which fen?

Each line is taken apart in the order of the national platform: what the institution may not
collect, what is wholly the patient's, what exceeds the payment standard, the first self-paid share,
and the in-scope rest. The fund pays a ratio of the in-scope amount above the deductible, within the
cap; lines are served in their order, so the parts of the lines add up to the parts of the claim.
An amount that cannot be known is `Unknown`, never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import attrs

from yibao.claim import Claim
from yibao.eligibility import Eligibility
from yibao.judging import Facts, Finding, Judged
from yibao.money import times
from yibao.plan import Plan
from yibao.policy import Benefit
from yibao.pricing import Price, Pricing
from yibao.readings import Choices
from yibao.rules import MET, NOT_APPLICABLE, NOT_MET, TEXT_MISSING, UNDETERMINED, Answer
from yibao.words import Unknown, each, merge, smaller_of


class Parts(NamedTuple):
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


class LineParts(NamedTuple):
    """The parts of one line, and whether the fund pays for it."""

    line: str
    payable: Answer
    parts: Parts


@attrs.frozen(eq=False)
class Settlement:
    """Who pays which fen, line by line and together."""

    judged: Judged
    payable: Answer
    lines: tuple[LineParts, ...]
    parts: Parts


def settle(
    plan: Plan, claim: Claim, found: Judged, eligible: Eligibility, priced: Pricing, facts: Facts, of_lines: Sequence[tuple[str, Facts]]
) -> Settlement:
    """Split every line, and the claim. Missing facts raise nothing: they make amounts `Unknown`.

    The facts of each line gain one, `line_payable`, which only rules of this step may ask for.
    `found` is what was found before it was said whether the fund pays, payment standards among it.
    """
    for (_, of_line), answer in zip(of_lines, eligible.lines, strict=True):
        of_line["line_payable"] = True if answer is MET else False if answer is NOT_MET else NOT_SAID
    judged = plan.payment.judge(facts, of_lines)
    purse = Purse(claim, plan.choices)
    lines = []
    for number, (price, pays) in enumerate(zip(priced.prices, eligible.lines, strict=True)):
        standards, accounts = found.of_lines[number].asked, judged.of_lines[number].asked
        parts = purse.split(number, price, pays, eligible.refused[number], standards, accounts)
        lines.append(LineParts(price.line, pays, parts))
    return Settlement(judged, _claim_payable(eligible), tuple(lines), _together(lines))


NOT_SAID = Unknown()


def _together(lines: Sequence[LineParts]) -> Parts:
    if not lines:
        return Parts(*[0] * 10)
    return Parts(*map(sum, zip(*[line.parts for line in lines], strict=True)))


def _claim_payable(eligible: Eligibility) -> Answer:
    """Whether the fund pays: not met if it pays no line, open while one line is, met if one is paid; not applicable where nothing is charged."""
    lines = eligible.lines
    if not lines and eligible.payable in (MET, UNDETERMINED):
        return NOT_APPLICABLE
    if lines and all(answer is NOT_MET for answer in lines):
        return NOT_MET
    if eligible.payable is not MET:
        return eligible.payable
    return UNDETERMINED if UNDETERMINED in lines else MET if MET in lines else NOT_MET


def counted(allowed: Any, findings: Sequence[Finding]) -> Any:
    """What the fund counts of what may be charged: at most the lowest payment standard that applies."""
    base = allowed
    for finding in findings:
        if finding[0].follows == "payment_standard" and finding[1] is not NOT_APPLICABLE:
            standard = finding.result
            base = min(base, standard) if type(base) is int and type(standard) is int else each(base, partial(smaller_of, standard))
    return base


class Purse:
    """What the fund and the personal account still hold for this patient, as the lines draw on them."""

    def __init__(self, claim: Claim, choices: Choices) -> None:
        self.claim = claim
        self.choices = choices
        self.rounding = choices.option("rounding") or "half_up"
        self.over_standard = choices.option("over_standard")
        self.refused_fee_bearer = choices.option("refused_fee_bearer")
        self.in_scope: Any = 0
        self.deducted: Any = 0
        self.paid: Any = 0
        self.drawn: Any = 0
        self.benefit: Benefit | Unknown | None = None

    def split(self, number: int, price: Price, pays: Answer, refused: bool, standards: Sequence[Finding], accounts: Sequence[Finding]) -> Parts:
        """The parts of one line."""
        allowed = price.allowed
        fully_self_paid: Any = 0
        over_limit: Any = 0
        first_self_pay: Any = 0
        in_scope: Any = 0
        if pays is MET:
            base = counted(allowed, standards)
            over_limit = allowed - base
            first_self_pay = self._first_self_pay(base, number)
            in_scope = base - first_self_pay
        elif pays is NOT_MET:
            fully_self_paid = allowed
        else:
            fully_self_paid = over_limit = first_self_pay = in_scope = NOT_SAID
        deductible, fund = self.fund(in_scope)
        own = allowed - fund
        if self.over_standard != "patient" and type(over_limit) is int and over_limit:
            own = Unknown("person:over_standard")
        if pays is NOT_MET and refused and self.refused_fee_bearer != "patient":
            own = fully_self_paid = Unknown("person:refused_fee_bearer")
        account = own if pays is TEXT_MISSING else self.account(own, over_limit, accounts)
        return Parts(
            price.charged, price.over_charge, fully_self_paid, over_limit, first_self_pay, in_scope, deductible, fund, account, own - account
        )

    def _first_self_pay(self, base: Any, number: int) -> Any:
        ratio = self.claim.lines[number].self_pay_ratio
        if isinstance(base, Unknown):
            return base
        return Unknown(f"/lines/{number}/self_pay_ratio") if ratio is None else times(base, ratio, self.rounding)

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
        if isinstance(in_scope, Unknown):
            return in_scope, in_scope
        if self.benefit is None:
            self.benefit = self._benefit()
        benefit, patient = self.benefit, self.claim.patient
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
        benefit = claim.policy.benefit(insurance, tier, "online", claim.service_date)
        return Unknown(f"/policy/benefits[insurance={insurance},tier={tier}]") if benefit is None else benefit

    def account(self, own: Any, over_limit: Any, findings: Sequence[Finding]) -> Any:
        """What the personal account pays of the patient's own share of one line.

        The excess over a payment standard comes from it only where a rule says so of the excess.
        """
        patient = self.claim.patient
        if patient.uses_account is False or (type(own) is int and own == 0):
            return 0
        asked_for = [one for one in findings if one[0].follows == "account" and one[1] not in (NOT_MET, NOT_APPLICABLE)]
        if not asked_for:
            return 0
        if not any(one.source.rule.excess and self.choices.option(one.source.rule.excess[0]) == one.source.rule.excess[1] for one in asked_for):
            own = own - over_limit
        balance, wanted = patient.account_balance, patient.uses_account
        unknown = [] if wanted is not None else [Unknown("/patient/uses_account")]
        unknown += [] if balance is not None else [Unknown("/patient/account_balance")]
        unknown += [one.result for one in asked_for if one.answer is UNDETERMINED]
        unknown += [value for value in (own, self.drawn) if isinstance(value, Unknown)]
        if unknown or balance is None:
            self.drawn = merge(*unknown)
            return self.drawn
        paid = min(own, max(0, balance - self.drawn))  # an account that is overdrawn pays nothing
        self.drawn += paid
        return paid


def unknown(parts: Parts) -> bool:
    """Whether a part is unknown."""
    return any(isinstance(part, Unknown) for part in parts)


def missing_of(parts: Parts) -> frozenset[str]:
    """What is missing to know all parts."""
    return frozenset().union(*(part.missing for part in parts if isinstance(part, Unknown)))
