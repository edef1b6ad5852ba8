"""常州：谁付哪一分?(第15、31段)

The notice leaves payment to the city's other rules: whether an item is paid, and a drug's standard, are inputs.
"""

from __future__ import annotations

from typing import Any

from yibao import common as shared
from yibao import condition, payment_standard
from yibao.rules import Effect


@condition("第15段b", "费用由经办机构与定点机构结算", otherwise=Effect.NOT_IN_ORDER, when=shared.is_of_a_third_party)
def institution_is_paid(third_party_payee: Any) -> Any:
    """The agency settles with the designated institution, whoever did the work."""
    return third_party_payee == "institution"


paid_by_the_citys_rules = condition("第31段d", "依本市医疗费用支付管理要求支付", otherwise=Effect.FUND_PAYS_NOTHING).bind(
    shared.is_paid_by_other_rules
)


@payment_standard("第31段d", "药品支付标准依本市支付管理要求", when=shared.is_drug)
def drug_standard_of_the_city(item_standard_amount: Any) -> Any:
    """The fund counts a drug at the standard of the city's payment rules."""
    return item_standard_amount


@payment_standard("第31段e", "社会力量办医的服务项目以同类公立机构指导价为支付标准", when=shared.is_non_public_service)
def public_guidance_price(item_standard_amount: Any) -> Any:
    """The fund counts a non-public institution's service at the guidance price of public ones of its kind."""
    return item_standard_amount
