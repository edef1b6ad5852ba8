"""常州：谁付哪一分?(第15、31段)

The notice leaves payment to the city's other rules: whether an item is paid, and a drug's standard, are inputs.
"""

from __future__ import annotations

from typing import Any

from yibao import common as shared
from yibao import condition, none_of, payment_standard
from yibao.rules import Effect


@condition("第15段b", "费用由经办机构与定点机构结算", otherwise=Effect.ON_HOLD, when=shared.is_of_a_third_party)
def institution_is_paid(third_party_payee: Any) -> Any:
    """The agency settles with the designated institution, whoever did the work."""
    return third_party_payee == "institution"


insured = condition("第31段c", "为参保人结算", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.for_visit).bind(shared.is_insured)

paid_by_the_citys_rules = condition("第31段d", "依本市医疗费用支付管理要求支付", otherwise=Effect.FUND_PAYS_NOTHING).bind(
    shared.is_paid_by_other_rules
)


def is_no_service(line_category: Any) -> Any:
    """A fee that is no service item: a drug, a material or another."""
    return none_of(shared.is_service(line_category))


@payment_standard("第31段d", "药品、材料等的支付标准依本市支付管理要求", when=is_no_service)
def standard_of_the_city(item_standard_amount: Any) -> Any:
    """The fund counts drugs and whatever else is no service item at the standard of the city's payment rules."""
    return item_standard_amount


@payment_standard("第31段e", "社会力量办医的服务项目以同类公立机构指导价为支付标准", when=shared.is_non_public_service)
def public_guidance_price(item_standard_amount: Any) -> Any:
    """The fund counts a non-public institution's service at the guidance price of public ones of its kind."""
    return item_standard_amount
