"""天津：谁付哪一分?(第七条第2句，第十一条第2、3句，第十二条第2句，第二十条)

The measure is silent on the personal account, so nothing is taken from it here.
"""

from __future__ import annotations

from typing import Any

from yibao import all_of, condition, payment, payment_standard
from yibao import common as shared
from yibao.rules import Effect


def public_non_basic_service(line_category: Any, institution_ownership: Any, item_need: Any) -> Any:
    """A service of a public institution beyond basic need."""
    return all_of(shared.is_service(line_category), institution_ownership == "public", item_need == "non_basic")


def non_public_service(line_category: Any, institution_ownership: Any) -> Any:
    """A service of a non-public institution."""
    return all_of(shared.is_service(line_category), institution_ownership == "non_public")


public_standard = payment_standard("第七条第1句c", "市场调节价项目的支付标准本办法未定，须由统筹区政策给出", when=public_non_basic_service).bind(
    shared.supplied_standard
)

non_public_standard = payment_standard("第七条第2句", "市场调节价项目的支付标准本办法未定，须由统筹区政策给出", when=non_public_service).bind(
    shared.supplied_standard
)


drug_in_scope = condition("第十一条第2句", "药品由在线处方开具且符合医保支付范围", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_drug).bind(
    shared.drug_is_in_scope
)

no_delivery_fee = condition("第十一条第3句", "药品配送费用不纳入医保基金支付范围", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_delivery).bind(
    shared.is_no_delivery_fee
)

interface_accepted = condition("第十二条第2句", "结算接口通过验收后在线结算", otherwise=Effect.NOT_SETTLED_ONLINE).bind(shared.interface_is_accepted)

compliant_fee = payment("第二十条a", "符合规定的费用予以支付").bind(shared.fund_pays)

no_verified_violation = condition("第二十条b", "没有经审查核实的违规申报", otherwise=Effect.REFUSED).bind(shared.no_violation_is_verified)
