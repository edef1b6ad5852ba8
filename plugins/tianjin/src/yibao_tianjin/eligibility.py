"""天津：能不能开展，能不能报?(第二、四、五、九至十一、十三、十五、十六、十八、二十二条)

第三、六、十二条第1句、十七、十九、二十一、二十五条 hold no condition on a visit; the register says
what becomes of each.
"""

from __future__ import annotations

from typing import Any

from yibao import all_of, among, by_reading, condition, includes, months_after, none_of
from yibao import common as shared
from yibao.rules import Effect

within_scope = condition("第二条", "本市获批开展互联网诊疗的定点机构，为参保患者服务", otherwise=Effect.NOT_GOVERNED).bind(shared.measure_governs)


insured_here = condition("第二条", "参保患者在本统筹区参保", otherwise=Effect.FUND_PAYS_NOTHING, under=("insured_elsewhere", "not_payable")).bind(
    shared.patient_is_insured_here
)


@condition("第四条", "由获批的实体医疗机构提出申请", otherwise=Effect.MAY_NOT_APPLY, when=shared.for_agreement)
def entity_applies(application_applicant: Any, institution_in_area: Any, institution_internet_licence: Any) -> Any:
    """The physical institution of the city applies, and it is approved."""
    approved = among(institution_internet_licence, ("internet_hospital", "internet_diagnosis"))
    return all_of(application_applicant == "entity", institution_in_area, approved)


@condition("第四条", "申请的实体医疗机构已定点", otherwise=Effect.MAY_NOT_APPLY, when=shared.for_agreement)
def entity_is_designated(institution_designated: Any) -> Any:
    """The institution that applies is already designated."""
    return institution_designated


entity_under_agreement = condition(
    "第五条（一）", "实体医疗机构已纳入本市医保协议管理", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement
).bind(shared.entity_is_under_agreement)

internet_licence = condition("第五条（二）", "已获互联网医院或互联网诊疗资质", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement).bind(
    shared.holds_internet_licence
)


@condition("第五条（三）", "依托电子凭证和移动支付，能接入联网结算系统", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def connects_to_settlement(institution_e_voucher: Any, institution_mobile_payment: Any, institution_settlement_interface: Any) -> Any:
    """Connected to e-voucher and mobile payment, and able to join online settlement."""
    return all_of(institution_e_voucher, institution_mobile_payment, institution_settlement_interface)


separates_businesses = condition(
    "第五条（四）", "信息系统能区分正常、异地、互联网+三类业务", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement
).bind(shared.separates_three_businesses)

within_departments = condition("第九条第1句", "诊疗科目在线下科目和互联网科目之内", otherwise=Effect.NOT_PERMITTED).bind(
    shared.department_is_registered
)

revisit_only = condition("第九条第2句", "能在线独立完成的常见病、慢性病复诊", otherwise=Effect.NOT_PERMITTED).bind(shared.is_online_revisit)

payable_disease = condition("第十条第1句", "诊断在医保支付病种范围内", otherwise=Effect.FUND_PAYS_NOTHING).bind(shared.disease_is_payable)


def at_own_pharmacy(line_category: Any, prescription_channel: Any) -> Any:
    """A drug bought at the institution's own pharmacy."""
    return all_of(line_category == "drug", prescription_channel == "hospital")


def at_retail_pharmacy(line_category: Any, prescription_channel: Any) -> Any:
    """A drug bought at a retail pharmacy to which the prescription was sent."""
    return all_of(line_category == "drug", prescription_channel == "retail")


def by_walking_in(line_category: Any, prescription_channel: Any) -> Any:
    """A drug for which the patient took the prescription to a pharmacy."""
    return all_of(line_category == "drug", prescription_channel == "walk_in")


CHANNELS = ("hospital", "retail", "walk_in")


def through_another_channel(line_category: Any, prescription_channel: Any) -> Any:
    """A drug bought in a way that article 11 does not name."""
    return all_of(line_category == "drug", none_of(among(prescription_channel, CHANNELS)))


own_pharmacy_chain = condition(
    "第十一条第1句a", "本院购药：医师电子签名，药师审核后上传结算系统", otherwise=Effect.NOT_IN_ORDER, when=at_own_pharmacy
).bind(shared.signed_reviewed_and_uploaded)


retail_pharmacy_hospital_part = condition(
    "第十一条第1句b", "零售药店购药：医师电子签名，医院药师审核后上传", otherwise=Effect.NOT_IN_ORDER, when=at_retail_pharmacy
).bind(shared.signed_reviewed_and_uploaded)


@condition("第十一条第1句b", "零售药店购药：定点药店药师再审核后上传", otherwise=Effect.NOT_IN_ORDER, owner="pharmacy", when=at_retail_pharmacy)
def retail_pharmacy_part(
    prescription_pharmacy_designated: Any,
    prescription_pharmacy_reviewed: Any,
    prescription_reviewed_at: Any,
    prescription_pharmacy_reviewed_at: Any,
    prescription_uploaded_at: Any,
) -> Any:
    """The designated pharmacy's own pharmacist passed it after the hospital's, and it was then uploaded."""
    return all_of(
        prescription_pharmacy_designated,
        prescription_pharmacy_reviewed,
        prescription_reviewed_at <= prescription_pharmacy_reviewed_at,
        prescription_pharmacy_reviewed_at <= prescription_uploaded_at,
    )


@condition("第十一条第1句c", "持处方直接购药的药店为定点零售药店", otherwise=Effect.NOT_IN_ORDER, owner="pharmacy", when=by_walking_in)
def walk_in_at_designated_pharmacy(
    prescription_pharmacy_designated: Any,
    prescription_physician_signed: Any,
    prescription_reviewed: Any,
    prescription_pharmacy_reviewed: Any,
    prescription_uploaded: Any,
    walk_in_review: str,
) -> Any:
    """The patient took the online prescription to a designated pharmacy."""
    chain = all_of(prescription_physician_signed, prescription_reviewed, prescription_pharmacy_reviewed, prescription_uploaded)
    return all_of(prescription_pharmacy_designated, by_reading(walk_in_review, required=chain, waived=True))


@condition(
    "第十一条第1句c",
    "购药渠道为条文所列三种之一",
    otherwise=Effect.FUND_PAYS_NOTHING,
    when=through_another_channel,
    under=("unnamed_drug_channel", "not_payable"),
)
def drug_channel_is_named(prescription_channel: Any) -> Any:
    """The drugs were bought through one of the three channels that the article names."""
    return among(prescription_channel, CHANNELS)


verified_then_paid = condition("第十三条第1句", "经医保电子凭证实名认证后以移动支付结算", otherwise=Effect.NOT_SETTLED_ONLINE, owner="patient").bind(
    shared.identified_then_paid
)


@condition("第十三条第2句", "电子凭证经授权渠道实人认证后激活", otherwise=Effect.NOT_SETTLED_ONLINE, owner="patient")
def voucher_activated_by_real_person(identity_activation: Any, identity_activation_authorised: Any) -> Any:
    """The e-voucher was activated by a real-person check through an authorised channel."""
    return all_of(includes(identity_activation, ("real_person",)), identity_activation_authorised)


main_agreement = condition("第十五条第1句", "定点服务协议在就诊日有效", otherwise=Effect.NOT_SETTLED_ONLINE).bind(shared.main_agreement_in_force)

supplementary_agreement = condition(
    "第十五条第1句", "补充协议在就诊日有效", otherwise=Effect.NOT_SETTLED_ONLINE, under=("supplementary_agreement", "needed")
).bind(shared.supplementary_agreement_in_force)

physicians_licence = condition("第十六条a", "医师具有执业医师资质", otherwise=Effect.NOT_PERMITTED, owner="physician").bind(
    shared.holds_physicians_licence
)


three_years_independent = condition("第十六条b", "医师有3年以上独立临床工作经验", otherwise=Effect.NOT_PERMITTED, owner="physician").bind(
    shared.has_three_years_of_independent_work
)


marked_online = condition("第十八条第1句", "申报费用区分线上线下", otherwise=Effect.DUTY_NOT_MET, under=("untagged_line", "refused")).bind(
    shared.line_is_marked_online
)


payment_rules = condition(
    "第十八条（一）", "病种和项目（药品）在医保支付范围内", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_no_delivery_fee
).bind(shared.is_within_payment_rules)

use_rules = condition("第十八条（一）", "符合用药管理规定", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_drug).bind(shared.use_rules_are_kept)

item_or_drug = condition(
    "第十八条（一）",
    "费用为医疗服务项目或药品",
    otherwise=Effect.FUND_PAYS_NOTHING,
    when=shared.is_no_delivery_fee,
    under=("other_fees", "not_payable"),
).bind(shared.is_item_or_drug)

clinical_norms = condition("第十八条（二）", "符合相关疾病诊疗技术规范和操作流程", otherwise=Effect.FUND_PAYS_NOTHING).bind(shared.norms_are_followed)


@condition("第十八条（三）", "实体机构诊疗后三个月内的同种疾病复诊", otherwise=Effect.FUND_PAYS_NOTHING)
def revisit_within_three_months(earlier_visit_found: Any, earlier_visit_date: Any, service_date: Any, month_end: str) -> Any:
    """A revisit for the same disease within three months of treatment at a physical institution."""
    return all_of(earlier_visit_found, service_date <= months_after(earlier_visit_date, 3, month_end))


review_and_supervision = condition("第二十二条a", "建立在线处方审核制度和行为监管机制", otherwise=Effect.DUTY_NOT_MET).bind(
    shared.review_and_supervision_exist
)

records_uploaded = condition("第二十二条b", "电子病历、处方、购药、实名认证记录上传结算系统", otherwise=Effect.DUTY_NOT_MET).bind(
    shared.records_are_uploaded
)

trace_code = condition("第二十二条c", "逐步实行药品追溯码扫码销售", otherwise=Effect.ADVICE, when=shared.is_drug).bind(shared.trace_code_is_scanned)

links_traceable = condition("第二十二条d", "诊疗、处方、交易、配送全程可追溯", otherwise=Effect.DUTY_NOT_MET).bind(shared.links_are_traceable)

three_flows = condition("第二十二条e", "信息流、资金流、物流全程可监控", otherwise=Effect.DUTY_NOT_MET).bind(shared.flows_are_monitored)
