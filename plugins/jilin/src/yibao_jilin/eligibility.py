"""吉林：能不能开展，能不能报?(序言，一，二，三，五)

四、六 and the encouragements of 三 hold no condition on a visit; the register says what becomes of each.
"""

from __future__ import annotations

from typing import Any

from yibao import all_of, among, any_of, by_reading, condition, includes
from yibao import common as shared
from yibao.rules import Effect

in_the_province = condition("序言b", "本省机构提供的“互联网+”医保服务", otherwise=Effect.NOT_GOVERNED).bind(shared.institution_is_here)

PART_ONE = ("revisit_item", "as_in_part_one")
"""Under this reading the item that part two pays for is the item that part one describes."""


@condition(
    "一第1句a",
    "经卫生健康行政部门批准的互联网医院或互联网诊疗机构",
    otherwise=Effect.FUND_PAYS_NOTHING,
    when=shared.is_visit_fee,
    under=PART_ONE,
)
def approved_by_the_health_authority(institution_internet_licence: Any, institution_approver: Any) -> Any:
    """The health authority approved it as an internet hospital or for internet diagnosis."""
    return all_of(among(institution_internet_licence, ("internet_hospital", "internet_diagnosis")), institution_approver == "health")


three_years_independent = condition(
    "一第1句b",
    "医师有3年以上独立临床工作经验",
    otherwise=Effect.FUND_PAYS_NOTHING,
    owner="physician",
    when=shared.is_visit_fee,
    under=PART_ONE,
).bind(shared.has_three_years_of_independent_work)

direct_to_the_patient = condition(
    "一第1句c", "医师直接向患者提供", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_visit_fee, under=PART_ONE
).bind(shared.item_is_direct)

revisit = condition("一第1句d", "常见病、慢性病复诊", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_visit_fee, under=PART_ONE).bind(
    shared.is_revisit_for_common_or_chronic_disease
)


@condition("二第1句a", "定点机构，经卫生健康部门批准，已签补充协议", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_visit_fee)
def designated_approved_and_signed(
    institution_designated: Any, institution_internet_licence: Any, institution_approver: Any, supplementary_agreement_active: Any
) -> Any:
    """Designated, approved by the health authority, and with a supplementary agreement in force on the day."""
    approved = approved_by_the_health_authority(institution_internet_licence, institution_approver)
    return all_of(institution_designated, approved, supplementary_agreement_active)


@condition("二第1句a", "签约机构为定点", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def signs_as_designated(institution_designated: Any) -> Any:
    """Whoever signs is designated."""
    return institution_designated


@condition("二第1句a", "签约机构经卫生健康部门批准", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def signs_as_approved(institution_internet_licence: Any, institution_approver: Any) -> Any:
    """Whoever signs is approved by the health authority."""
    return approved_by_the_health_authority(institution_internet_licence, institution_approver)


@condition("三第1款第4句", "凭定点医疗机构的在线处方购药", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_drug)
def bought_on_an_online_prescription(institution_designated: Any, prescription_issued: Any) -> Any:
    """The drug is bought with an online prescription of a designated institution."""
    return all_of(institution_designated, prescription_issued)


@condition("三第1款第4句", "在本机构或定点零售药店购药，别处依解读", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_drug)
def bought_here_or_at_a_designated_pharmacy(
    prescription_channel: Any, prescription_pharmacy_designated: Any, item_payable: Any, other_pharmacies: str
) -> Any:
    """The drug is bought at the institution or at a designated pharmacy; elsewhere a reading decides."""
    retail = all_of(among(prescription_channel, ("retail", "walk_in")), prescription_pharmacy_designated)
    elsewhere = by_reading(other_pharmacies, not_paid=False, other_rules=item_payable)
    return any_of(prescription_channel == "hospital", retail, elsewhere)


@condition("三第1款第5句a", "复诊服务先作电子实名认证", otherwise=Effect.DUTY_NOT_MET, when=shared.for_visit)
def identified_before_anything_else(identity_verified: Any, identity_verified_at: Any, visit_started_at: Any) -> Any:
    """The patient is identified electronically before the service begins."""
    return all_of(identity_verified, identity_verified_at <= visit_started_at)


@condition("三第1款第5句b", "未实名就医的，由参保人更正信息", otherwise=Effect.ON_HOLD, when=shared.for_visit)
def identity_is_real(identity_verified: Any) -> Any:
    """The patient is identified under the real name; if not, the patient must correct the data."""
    return identity_verified


@condition("三第2款第1句a", "补充协议写明七项内容", otherwise=Effect.MAY_NOT_SIGN, owner="agency", when=shared.for_agreement)
def agreement_states_seven_matters(application_agreement_clauses: Any) -> Any:
    """The agreement states scope, conditions, charges and settlement, payment, budget, supervision and review."""
    return includes(
        application_agreement_clauses,
        ("service_scope", "conditions", "charges_and_settlement", "payment_method", "budget", "conduct_supervision", "prescription_review"),
    )


review_and_supervision = condition("五第1句", "建立在线处方审核制度和行为监管机制", otherwise=Effect.DUTY_NOT_MET, when=shared.for_visit).bind(
    shared.review_and_supervision_exist
)


@condition("五第2句a", "建立并保存电子病历、在线处方、购药记录", otherwise=Effect.DUTY_NOT_MET, when=shared.for_visit)
def records_are_kept(institution_record_keeping: Any) -> Any:
    """Medical records, online prescriptions and purchases are kept."""
    return institution_record_keeping


links_and_flows = condition(
    "五第2句b", "诊疗、处方、交易、配送可追溯，信息流、资金流、物流可监控", otherwise=Effect.DUTY_NOT_MET, when=shared.for_visit
).bind(shared.links_and_flows_hold)


@condition("五第2句c", "患者可在线查询检查检验结果、诊疗方案、处方、医嘱", otherwise=Effect.DUTY_NOT_MET, when=shared.for_visit)
def patients_can_query(institution_patient_query: Any) -> Any:
    """Patients can query their results, treatment plans, prescriptions and orders online."""
    return institution_patient_query
