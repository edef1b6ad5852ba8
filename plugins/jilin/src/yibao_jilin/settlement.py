"""吉林：谁付哪一分?(二，三第2款)

Part two pays for revisit items, part three settles drugs online; the list of items (annex 2) is not at hand.
"""

from __future__ import annotations

from typing import Any

from yibao import all_of, among, any_of, by_reading, condition, every, none_of, payment, payment_standard
from yibao import common as shared
from yibao.rules import Effect

from yibao_jilin.eligibility import designated_approved_and_signed


def other_fee(line_category: Any) -> Any:
    """A fee that is neither for the visit nor for drugs."""
    return none_of(among(line_category, ("consultation", "general_treatment", "drug")))


@condition("二第1句b", "其他费用由基金支付（条文未写，依解读）", otherwise=Effect.FUND_PAYS_NOTHING, when=other_fee)
def other_fees(unnamed_fee_kinds: str, item_payable: Any) -> Any:
    """Fees other than the revisit's and drugs' are paid, by a reading."""
    return by_reading(unnamed_fee_kinds, not_payable=False, other_rules=item_payable)


revisit_for_the_insured = condition("二第1句b", "常见病、慢性病互联网复诊", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_visit_fee).bind(
    shared.is_revisit_for_common_or_chronic_disease
)


insured = condition("二第1句b", "为参保人员提供", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.for_visit).bind(shared.is_insured)

insured_here = condition(
    "二第1句b", "在本省参保", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.for_visit, under=("insured_elsewhere", "not_payable")
).bind(shared.patient_is_insured_here)


@condition("二第1句b", "项目在支付范围表内（附件2）", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_visit_fee)
def item_is_in_annex_2(item_fund_class: Any) -> Any:
    """The item stands in annex 2, the list of items that the fund pays for."""
    return among(item_fund_class, ("A", "B"))


payable_item = payment("二第1句b", "纳入基本医保基金支付范围", when=shared.is_visit_fee).bind(shared.fund_pays)


def is_class_a(line_category: Any, institution_general_treatment_fee: Any, general_treatment_class: str) -> Any:
    """A consultation fee, where class B does not go by the institution."""
    by_institution = all_of(general_treatment_class == "institution", institution_general_treatment_fee)
    return all_of(shared.is_consultation(line_category), none_of(by_institution))


def is_class_b(line_category: Any, institution_general_treatment_fee: Any, general_treatment_class: str) -> Any:
    """A general treatment fee, or the fee of a visit where class B goes by the institution."""
    by_institution = all_of(general_treatment_class == "institution", institution_general_treatment_fee, shared.is_visit_fee(line_category))
    return any_of(line_category == "general_treatment", by_institution)


@condition("二第1句c", "复诊项目按甲类管理", otherwise=Effect.DUTY_NOT_MET, when=every(is_class_a, shared.is_revisit_for_common_or_chronic_disease))
def filed_as_class_a(line_catalogue: Any) -> Any:
    """A revisit is filed as class A."""
    return line_catalogue == "A"


@condition(
    "二第1句d", "实行一般诊疗费的按乙类", otherwise=Effect.DUTY_NOT_MET, when=every(is_class_b, shared.is_revisit_for_common_or_chronic_disease)
)
def filed_as_class_b(line_catalogue: Any) -> Any:
    """Where the general treatment fee is used, the revisit is filed as class B."""
    return line_catalogue == "B"


def non_public_visit_fee(line_category: Any, institution_ownership: Any) -> Any:
    """The fee for a visit at an institution that is not public."""
    return all_of(shared.is_visit_fee(line_category), institution_ownership == "non_public")


@payment_standard("二第2句", "定点非公立机构以省（部）属定点公立机构价格为支付标准", when=non_public_visit_fee)
def provincial_public_price(rank_standard_amount: Any, item_standard_amount: Any, provincial_price: str) -> Any:
    """The fund counts a revisit at a non-public institution at the price of province- or ministry-level public ones."""
    return by_reading(provincial_price, same_level=rank_standard_amount, one_price=item_standard_amount)


@condition("三第2款第2句", "在线处方药费符合规定", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_drug)
def drug_fee_complies(line_prescribed: Any, line_catalogue: Any, item_payable: Any, compliant_drug_fee: str) -> Any:
    """The drug stands on the online prescription, and its fee complies with the rules."""
    complies = by_reading(compliant_drug_fee, in_catalogue=among(line_catalogue, ("A", "B")), other_rules=item_payable)
    return all_of(line_prescribed, complies)


@condition("三第2款第2句", "药费所出的复诊可以支付（依解读）", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_drug)
def visit_of_the_drug_is_payable(
    institution_designated: Any,
    institution_internet_licence: Any,
    institution_approver: Any,
    supplementary_agreement_active: Any,
    visit_revisit: Any,
    visit_disease_class: Any,
    drugs_need_a_payable_revisit: str,
) -> Any:
    """The revisit from which the drug comes is payable, where a reading asks for it."""
    signed = designated_approved_and_signed(
        institution_designated, institution_internet_licence, institution_approver, supplementary_agreement_active
    )
    payable = all_of(signed, shared.is_revisit_for_common_or_chronic_disease(visit_revisit, visit_disease_class))
    return by_reading(drugs_need_a_payable_revisit, needed=payable, not_needed=True)


drug_payment = payment("三第2款第2句", "在线处方药费在线结算", when=shared.is_drug).bind(shared.fund_pays)
