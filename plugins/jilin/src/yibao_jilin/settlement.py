"""吉林：谁付哪一分?(二，三第2款)

Part two pays for revisit items, part three settles drugs online; the list of items (annex 2) is not at hand.
"""

from __future__ import annotations

from typing import Any

from yibao import all_of, among, any_of, condition, none_of, payment, payment_standard
from yibao import common as shared
from yibao.rules import Effect


@condition("二第1句b", "费用为复诊项目或在线处方药费", otherwise=Effect.FUND_PAYS_NOTHING, under=("unnamed_fee_kinds", "not_payable"))
def fee_kind_is_named(line_category: Any) -> Any:
    """The fee is for the revisit itself or for drugs."""
    return among(line_category, ("consultation", "general_treatment", "drug"))


def other_fee(line_category: Any) -> Any:
    """A fee that is neither for the visit nor for drugs."""
    return none_of(among(line_category, ("consultation", "general_treatment", "drug")))


other_fees = condition(
    "二第1句b", "其他费用依统筹区其他规定", otherwise=Effect.FUND_PAYS_NOTHING, when=other_fee, under=("unnamed_fee_kinds", "other_rules")
).bind(shared.is_paid_by_other_rules)

revisit_for_the_insured = condition("二第1句b", "常见病、慢性病互联网复诊", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_visit_fee).bind(
    shared.is_revisit_for_common_or_chronic_disease
)


@condition("二第1句b", "为参保人员提供", otherwise=Effect.FUND_PAYS_NOTHING)
def patient_is_insured(patient_insured: Any) -> Any:
    """The patient is insured."""
    return patient_insured


insured_here = condition("二第1句b", "在本省参保", otherwise=Effect.FUND_PAYS_NOTHING, under=("insured_elsewhere", "not_payable")).bind(
    shared.patient_is_insured_here
)


@condition("二第1句b", "项目在支付范围表内（附件2）", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_visit_fee)
def item_is_in_annex_2(item_fund_class: Any) -> Any:
    """The item stands in annex 2, the list of items that the fund pays for."""
    return among(item_fund_class, ("A", "B"))


payable_item = payment("二第1句b", "纳入基本医保基金支付范围").bind(shared.fund_pays)


def is_class_a(line_category: Any, institution_general_treatment_fee: Any, general_treatment_class: str) -> Any:
    """A consultation fee, where class B does not go by the institution."""
    by_institution = all_of(general_treatment_class == "institution", institution_general_treatment_fee)
    return all_of(shared.is_consultation(line_category), none_of(by_institution))


def is_class_b(line_category: Any, institution_general_treatment_fee: Any, general_treatment_class: str) -> Any:
    """A general treatment fee, or the fee of a visit where class B goes by the institution."""
    by_institution = all_of(general_treatment_class == "institution", institution_general_treatment_fee, shared.is_visit_fee(line_category))
    return any_of(line_category == "general_treatment", by_institution)


@condition("二第1句c", "复诊项目按甲类管理", otherwise=Effect.DUTY_NOT_MET, when=is_class_a)
def filed_as_class_a(line_catalogue: Any) -> Any:
    """A revisit is filed as class A."""
    return line_catalogue == "A"


@condition("二第1句d", "实行一般诊疗费的按乙类", otherwise=Effect.DUTY_NOT_MET, when=is_class_b)
def filed_as_class_b(line_catalogue: Any) -> Any:
    """Where the general treatment fee is used, the revisit is filed as class B."""
    return line_catalogue == "B"


def non_public_visit_fee(line_category: Any, institution_ownership: Any) -> Any:
    """The fee for a visit at an institution that is not public."""
    return all_of(shared.is_visit_fee(line_category), institution_ownership == "non_public")


@payment_standard("二第2句", "定点非公立机构以省（部）属定点公立机构价格为支付标准", when=non_public_visit_fee)
def provincial_public_price(rank_standard_amount: Any) -> Any:
    """The fund counts a revisit at a non-public institution at the price of province- or ministry-level public ones."""
    return rank_standard_amount


drug_in_scope = condition(
    "三第2款第2句",
    "在线处方药费符合规定",
    otherwise=Effect.FUND_PAYS_NOTHING,
    when=shared.is_drug,
    under=("compliant_drug_fee", "in_catalogue"),
).bind(shared.drug_is_in_scope)

drug_by_other_rules = condition(
    "三第2款第2句",
    "药费依统筹区其他规定",
    otherwise=Effect.FUND_PAYS_NOTHING,
    when=shared.is_drug,
    under=("compliant_drug_fee", "other_rules"),
).bind(shared.is_paid_by_other_rules)
