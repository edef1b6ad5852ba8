"""吉林：谁付哪一分?(二，三第2款)

Part two pays for revisit items, part three settles drugs online; the list of items (annex 2) is not at hand.
"""

from __future__ import annotations

from typing import Any

from yibao import all_of, among, any_of, condition, only_if, payment, payment_standard
from yibao import common as shared
from yibao.rules import Effect


@condition("二第1句b", "费用为复诊项目或在线处方药费", otherwise=Effect.FUND_PAYS_NOTHING, under=("unnamed_fee_kinds", "not_payable"))
def fee_kind_is_named(line_category: Any) -> Any:
    """The fee is for the revisit itself or for drugs."""
    return among(line_category, ("consultation", "general_treatment", "drug"))


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


@condition("二第1句c", "复诊项目按甲类管理", otherwise=Effect.DUTY_NOT_MET, when=shared.is_consultation)
def consultation_is_class_a(line_catalogue: Any, institution_general_treatment_fee: Any, general_treatment_class: str) -> Any:
    """A revisit's consultation fee is filed as class A."""
    exempt = all_of(general_treatment_class == "institution", institution_general_treatment_fee)
    return any_of(line_catalogue == "A", exempt)


@condition("二第1句d", "实行一般诊疗费的按乙类", otherwise=Effect.DUTY_NOT_MET, when=shared.is_visit_fee)
def general_treatment_is_class_b(
    line_category: Any, line_catalogue: Any, institution_general_treatment_fee: Any, general_treatment_class: str
) -> Any:
    """Where the general treatment fee is charged, the revisit is filed as class B."""
    by_institution = all_of(general_treatment_class == "institution", institution_general_treatment_fee)
    return only_if(any_of(line_category == "general_treatment", by_institution), line_catalogue == "B")


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
