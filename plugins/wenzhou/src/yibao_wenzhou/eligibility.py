"""温州：能不能开展，能不能报?(第二、五、六、十一、十三、十四、十七、十九、二十、二十三、二十六条)

第三、四、七、十五、十六条a、十八、二十一、二十二、二十五条 hold no condition on a visit; the register
says what becomes of each.
"""

from __future__ import annotations

from typing import Any

from yibao import all_of, among, condition, includes, months_after
from yibao import common as shared
from yibao.rules import Effect

within_scope = condition("第二条", "本市获批开展互联网诊疗的定点机构，为参保患者服务", otherwise=Effect.NOT_GOVERNED).bind(shared.measure_governs)


@condition("第五条第一款", "由获批的实体医疗机构向统筹区经办机构申请", otherwise=Effect.MAY_NOT_APPLY, when=shared.for_agreement)
def entity_applies(application_applicant: Any, institution_in_area: Any, institution_internet_licence: Any) -> Any:
    """The physical institution, approved for internet work, applies to the agency of its area."""
    approved = among(institution_internet_licence, ("internet_hospital", "internet_diagnosis"))
    return all_of(application_applicant == "entity", institution_in_area, approved)


@condition("第五条第二款", "非定点的实体机构同时申请定点协议和补充协议", otherwise=Effect.MAY_NOT_APPLY, when=shared.undesignated_applies)
def applies_for_both(application_joint: Any) -> Any:
    """An institution that is not designated applies for both agreements at once."""
    return application_joint


entity_under_agreement = condition(
    "第六条（一）", "实体医疗机构已纳入本市医保协议管理", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement
).bind(shared.entity_is_under_agreement)

internet_licence = condition("第六条（二）", "已获互联网医院或互联网诊疗资质", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement).bind(
    shared.holds_internet_licence
)


@condition("第六条（三）", "以电子凭证、移动支付等实名认证，能接入联网结算系统", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def verifies_identity_and_connects(
    institution_e_voucher: Any, institution_mobile_payment: Any, institution_real_name_check: Any, institution_settlement_interface: Any
) -> Any:
    """Verifies the patient's identity by e-voucher and mobile payment, and can join online settlement."""
    return all_of(institution_e_voucher, institution_mobile_payment, institution_real_name_check, institution_settlement_interface)


@condition("第六条（四）", "能核验患者为复诊患者", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def verifies_revisits(institution_revisit_check: Any) -> Any:
    """Able to verify that the patient is a returning one."""
    return institution_revisit_check


@condition("第六条（五）", "能完整保留电子病历、处方、购药记录，全程可追溯", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement)
def keeps_records(institution_record_keeping: Any) -> Any:
    """Keeps medical records, prescriptions and purchases completely."""
    return institution_record_keeping


separates_businesses = condition(
    "第六条（六）", "信息系统能区分正常、异地、互联网+三类业务", otherwise=Effect.MAY_NOT_SIGN, when=shared.for_agreement
).bind(shared.separates_three_businesses)

within_departments = condition("第十一条a", "诊疗科目在线下科目和互联网科目之内", otherwise=Effect.NOT_PERMITTED).bind(
    shared.department_is_registered
)

revisit_only = condition("第十一条b", "能在线独立完成的常见病、慢性病复诊", otherwise=Effect.NOT_PERMITTED).bind(shared.is_online_revisit)

payable_disease = condition("第十三条第一款", "诊断在慢性病医保支付病种范围内", otherwise=Effect.FUND_PAYS_NOTHING).bind(shared.disease_is_payable)


@condition(
    "第十三条第二款a",
    "药品在慢性病药品目录内",
    otherwise=Effect.FUND_PAYS_NOTHING,
    when=shared.is_drug,
    under=("drugs_outside_the_list", "not_payable"),
)
def drug_is_on_the_list(drug_listed: Any) -> Any:
    """The drug is on the chronic-disease drug list."""
    return drug_listed


def through_the_platform(line_category: Any, prescription_channel: Any) -> Any:
    """A drug delivered through the chronic-drug delivery platform."""
    return all_of(line_category == "drug", prescription_channel == "platform")


prescription_chain = condition(
    "第十四条第一款a", "处方经医师电子签名、药师审核后上传结算系统", otherwise=Effect.NOT_IN_ORDER, when=shared.is_drug
).bind(shared.signed_reviewed_and_uploaded)


@condition(
    "第十四条第一款b",
    "药品经慢性病药品配送平台取得",
    otherwise=Effect.FUND_PAYS_NOTHING,
    when=shared.is_drug,
    under=("unnamed_drug_channel", "not_payable"),
)
def drug_comes_through_the_platform(prescription_channel: Any) -> Any:
    """The drug is obtained through the chronic-drug delivery platform."""
    return prescription_channel == "platform"


@condition("第十四条第一款b", "审核后的处方上传慢性病药品配送平台", otherwise=Effect.DUTY_NOT_MET, when=through_the_platform)
def reviewed_then_sent_to_platform(prescription_platform_uploaded: Any, prescription_reviewed_at: Any, prescription_platform_uploaded_at: Any) -> Any:
    """The prescription went to the delivery platform after its review."""
    return all_of(prescription_platform_uploaded, prescription_reviewed_at <= prescription_platform_uploaded_at)


def delivered_from_the_platform(line_category: Any, prescription_channel: Any, prescription_delivered: Any) -> Any:
    """A drug that was delivered to the patient from the platform."""
    return all_of(through_the_platform(line_category, prescription_channel), prescription_delivered)


@condition("第十四条第一款c", "由有资质的第三方医药物流商配送", otherwise=Effect.DUTY_NOT_MET, when=delivered_from_the_platform)
def carrier_is_qualified(prescription_carrier_qualified: Any) -> Any:
    """A qualified third-party logistics company delivers."""
    return prescription_carrier_qualified


verified_then_paid = condition("第十七条第一款", "经医保电子凭证实名认证后以移动支付结算", otherwise=Effect.NOT_SETTLED_ONLINE, owner="patient").bind(
    shared.identified_then_paid
)


@condition("第十七条第二款", "电子凭证经授权渠道实名认证后激活", otherwise=Effect.NOT_SETTLED_ONLINE, owner="patient")
def voucher_activated_by_real_name(identity_activation: Any, identity_activation_authorised: Any) -> Any:
    """The e-voucher was activated by a real-name check through an authorised channel."""
    return all_of(includes(identity_activation, ("real_name",)), identity_activation_authorised)


main_agreement = condition("第十九条a", "定点服务协议在就诊日有效", otherwise=Effect.NOT_SETTLED_ONLINE).bind(shared.main_agreement_in_force)

supplementary_agreement = condition(
    "第十九条a", "补充协议在就诊日有效", otherwise=Effect.NOT_SETTLED_ONLINE, under=("supplementary_agreement", "needed")
).bind(shared.supplementary_agreement_in_force)


@condition(
    "第二十条a",
    "医师在本统筹区注册执业",
    otherwise=Effect.NOT_PERMITTED,
    owner="physician",
    under=("physician_registered_elsewhere", "barred"),
)
def physician_is_registered_here(physician_in_area: Any) -> Any:
    """The physician is registered in this coordination area."""
    return physician_in_area


physicians_licence = condition("第二十条b", "医师具有执业医师资质", otherwise=Effect.NOT_PERMITTED, owner="physician").bind(
    shared.holds_physicians_licence
)


three_years_independent = condition("第二十条c", "医师有3年以上独立临床工作经验", otherwise=Effect.NOT_PERMITTED, owner="physician").bind(
    shared.has_three_years_of_independent_work
)


marked_online = condition("第二十三条a", "申报费用区分线上线下", otherwise=Effect.DUTY_NOT_MET, under=("untagged_line", "refused")).bind(
    shared.line_is_marked_online
)


payment_rules = condition(
    "第二十三条（一）", "病种和项目（药品）在医保支付范围内", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_no_delivery_fee
).bind(shared.is_within_payment_rules)

use_rules = condition("第二十三条（一）", "符合用药管理规定", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_drug).bind(shared.use_rules_are_kept)

item_or_drug = condition(
    "第二十三条（一）",
    "费用为医疗服务项目或药品",
    otherwise=Effect.FUND_PAYS_NOTHING,
    when=shared.is_no_delivery_fee,
    under=("other_fees", "not_payable"),
).bind(shared.is_item_or_drug)


@condition(
    "第二十三条（一）",
    "药品在支付药品范围内",
    otherwise=Effect.FUND_PAYS_NOTHING,
    when=shared.is_drug,
    under=("drugs_outside_the_list", "not_payable"),
)
def drug_is_within_payment_rules(drug_listed: Any) -> Any:
    """The drug is one that the insurance pays for this way."""
    return drug_listed


clinical_norms = condition("第二十三条（二）", "符合相关疾病诊疗技术规范和操作流程", otherwise=Effect.FUND_PAYS_NOTHING).bind(
    shared.norms_are_followed
)


@condition("第二十三条（三）", "实体机构诊疗后三个月内的同种疾病复诊", otherwise=Effect.FUND_PAYS_NOTHING)
def revisit_within_three_months(earlier_visit_found: Any, earlier_visit_date: Any, service_date: Any, month_end: str) -> Any:
    """A revisit for the same disease within three months of treatment at a physical institution."""
    return all_of(earlier_visit_found, service_date <= months_after(earlier_visit_date, 3, month_end))


review_and_supervision = condition("第二十六条a", "建立在线处方审核制度和行为监管机制", otherwise=Effect.DUTY_NOT_MET).bind(
    shared.review_and_supervision_exist
)

records_uploaded = condition("第二十六条b", "电子病历、处方、购药、实名认证记录上传结算系统", otherwise=Effect.DUTY_NOT_MET).bind(
    shared.records_are_uploaded
)

trace_code = condition("第二十六条c", "逐步实行药品追溯码扫码销售", otherwise=Effect.ADVICE, when=shared.is_drug).bind(shared.trace_code_is_scanned)


links_and_flows = condition("第二十六条d", "诊疗、处方、交易、配送可追溯，信息流、资金流、物流可监控", otherwise=Effect.DUTY_NOT_MET).bind(
    shared.links_and_flows_hold
)
