"""Which visits are paid and who may sign, by what is reported of 医保发〔2020〕45号?"""

from __future__ import annotations

from typing import Any

from yibao import common as shared
from yibao.rules import Consequence, Effect, Sanction, account, ceiling, condition, payment, payment_standard
from yibao.words import all_of, among, any_of, includes


@condition("45号·补充协议", "通过所依托的实体机构申请补充协议", otherwise=Effect.MAY_NOT_APPLY, when=shared.for_agreement)
def applies_through_the_host(application_applicant: Any, application_through_host: Any) -> Any:
    """The physical host applies, or the institution applies through it."""
    return any_of(application_applicant == "entity", application_through_host)


@condition("45号·基本条件（一）", "能对接国家统一编码，有五类基础数据库", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def has_codes_and_databases(institution_national_codes: Any, institution_databases: Any) -> Any:
    """Maps to the national codes and has all five base databases."""
    return all_of(institution_national_codes, includes(institution_databases, ("drugs", "consumables", "services", "facilities", "diseases")))


@condition("45号·基本条件（二）", "能交换数据、移动支付，能给电子票据或邮寄纸质票据", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def exchanges_data_and_gives_receipts(institution_data_exchange: Any, institution_mobile_payment: Any, institution_receipts: Any) -> Any:
    """Exchanges data, takes mobile payment, and gives an electronic ticket or mails a paper one."""
    receipt = any_of(includes(institution_receipts, ("e_ticket",)), includes(institution_receipts, ("paper_mail",)))
    return all_of(institution_data_exchange, institution_mobile_payment, receipt)


@condition("45号·基本条件（三）", "依托医保电子凭证实名认证", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def verifies_by_voucher(institution_e_voucher: Any, institution_real_name_check: Any) -> Any:
    """Verifies the patient by the e-voucher."""
    return all_of(institution_e_voucher, institution_real_name_check)


@condition("45号·基本条件（四）", "完整保留记录，全程可追溯", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def keeps_records(institution_record_keeping: Any) -> Any:
    """Keeps records, prescriptions and purchases so that they can be traced."""
    return institution_record_keeping


@condition("45号·基本条件（五）", "能核验复诊", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def verifies_revisits(institution_revisit_check: Any) -> Any:
    """Able to verify that the patient is a returning one."""
    return institution_revisit_check


@condition("45号·基本条件（六）", "信息系统能区分线上线下业务", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def separates_online_from_offline(institution_business_kinds: Any) -> Any:
    """The information system separates online from offline business."""
    return includes(institution_business_kinds, ("normal", "internet"))


agreement = condition("45号·补充协议有效", "补充协议在就诊时有效", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.for_visit).bind(
    shared.supplementary_agreement_in_force
)


@condition("45号·统筹区内", "在参保人自己的统筹地区", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.for_visit)
def in_the_patients_own_area(patient_insured: Any, insured_in_the_claims_area: Any) -> Any:
    """An insured patient is served by an institution of the coordination area of the insurance."""
    return all_of(patient_insured, insured_in_the_claims_area)


@condition("45号·复诊并开方", "复诊并开具处方", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.for_visit)
def revisit_with_prescription(visit_revisit: Any, prescription_issued: Any) -> Any:
    """A revisit that ends with a prescription."""
    return all_of(visit_revisit, prescription_issued)


@condition("45号·支付范围", "诊察费和药品费", otherwise=Effect.FUND_PAYS_NOTHING)
def consultation_or_drug(line_category: Any) -> Any:
    """The fee is a consultation or a drug fee."""
    return among(line_category, ("consultation", "drug"))


paid = payment("45号·支付范围", "诊察费和药品费纳入支付").bind(shared.fund_pays)


@account("45号·个人账户", "个人负担部分可由职工医保个人账户支付")
def own_share_from_account(patient_insurance: Any, line_payable: Any) -> Any:
    """The own share of payable fees may come from the employee's personal account."""
    return all_of(patient_insurance == "employee", line_payable)


no_delivery_fee = condition("45号·配送费", "配送费不纳入支付", otherwise=Effect.FUND_PAYS_NOTHING).bind(shared.is_no_delivery_fee)


def compliant_revisit(line_category: Any, visit_revisit: Any, institution_designated: Any) -> Any:
    """The consultation fee of a revisit at a designated institution."""
    return all_of(shared.is_consultation(line_category), visit_revisit, institution_designated)


@ceiling("45号·诊察费价格", "复诊按公立医院普通门诊诊察类项目价格收费", when=compliant_revisit)
def ordinary_price(item_standard_amount: Any) -> Any:
    """A revisit is charged at the public ordinary outpatient price."""
    return item_standard_amount


@payment_standard("45号·诊察费支付标准", "复诊按公立医院普通门诊诊察类项目价格支付", when=compliant_revisit)
def ordinary_standard(item_standard_amount: Any) -> Any:
    """The fund counts a revisit at the public ordinary outpatient price."""
    return item_standard_amount


@payment_standard("45号·药品支付标准", "药品比照线下支付标准", when=shared.is_drug)
def offline_drug_standard(item_standard_amount: Any) -> Any:
    """The fund counts a drug at its offline standard."""
    return item_standard_amount


no_verified_violation = condition("45号·拒付", "没有经审核认定不符合规定", otherwise=Effect.REFUSED).bind(shared.no_violation_is_verified)

patient_is_suspended = Consequence(
    "45号·个人骗保",
    "暂停“互联网+”医保支付资格或直接结算资格",
    "the patient's Internet+ payment or direct settlement is suspended",
    "any",
    frozenset({"patient"}),
    "报道未写明",
    fraud=True,
    sanctions=(Sanction("suspend_patient", "暂停支付或直接结算资格", "payment or direct settlement suspended"),),
)
