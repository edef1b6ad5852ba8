"""What comes in: one internet visit with its charges, as the institution files it.

The records below are the claim document, section by section. A field made by `fact` is at the same
time a fact that rules may ask for, under the name `<section>_<field>` (`visit_revisit`,
`line_amount`): Chinese name, English meaning and unit stand here and nowhere else. A field that is
`None` was not stated, which is never the same as "no" or "0".

There is no field for a name, an identity number, a telephone number or a token, and references
that look like one are refused when a document is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Literal

import attrs

from yibao.errors import Fault, InvalidDocument
from yibao.fields import Area, Clock, Code, Insurance, Quantity, Ratio, Reference, UnitPrice, fact
from yibao.money import Fen
from yibao.policy import Policy, overlapping


@attrs.frozen
class Standing:
    """资格: one stretch of a dated history, of a patient's benefits or of a practitioner's right to settle."""

    status: Literal["active", "frozen", "suspended", "cancelled"]
    since: date
    until: date | None = None
    clause: str | None = None
    """The clause from which it follows, where a measure brings it about."""
    proceeding: Reference | None = None
    """The proceeding from which it follows."""


@attrs.frozen
class Patient:
    """参保人: who was treated, and what the year has used up so far."""

    insured: bool | None = fact("是否参保", "whether the patient is insured")
    insurance: Insurance | None = fact(
        "险种：employee 职工、resident 居民或其他", "kind of insurance: employee (职工), resident (居民) or another word the area's policy uses"
    )
    area: Area | None = fact("参保统筹区", "coordination area of the insurance")
    abroad: bool | None = fact("服务对象在国外、境外", "whether the service is provided to a patient abroad")
    account_balance: Fen | None = fact("个人账户余额", "balance of the personal account before this claim", "fen")
    uses_account: bool | None = fact("使用个人账户", "whether the patient wants the personal account to be used")
    deductible_used: Fen | None = fact("本年度已计起付线", "deductible already used this year", "fen")
    fund_used: Fen | None = fact("本年度基金已付", "what the fund has already paid this year, against the cap", "fen")
    benefits: tuple[Standing, ...] | None = None
    reference: Reference | None = None
    """The caller's own keyed reference, the same at every visit of the patient; never a name or a number of a document."""


@attrs.frozen
class Institution:
    """医疗机构: who provided the visit, and what its systems can do."""

    area: Area | None = fact("机构所属统筹区", "coordination area of the institution")
    internet_licence: Literal["internet_hospital", "internet_diagnosis", "none"] | None = fact(
        "互联网资质", "approved as internet hospital (互联网医院), for internet diagnosis (互联网诊疗), or neither"
    )
    ownership: Literal["public", "non_public"] | None = fact("所有制", "registered ownership: public (公立) or non-public (非公立)")
    profit: Literal["non_profit", "for_profit"] | None = fact("经营性质", "registered as non-profit (非营利性) or for-profit (营利性)")
    tier: str | None = fact("机构等级", "tier of the institution, as the area's benefit schedule names it")
    offline_departments: frozenset[str] | None = fact("线下诊疗科目", "departments registered offline")
    internet_departments: frozenset[str] | None = fact("互联网诊疗科目", "departments registered for internet diagnosis")
    e_voucher: bool | None = fact("已对接医保电子凭证", "connected to the national e-voucher system")
    mobile_payment: bool | None = fact("已对接移动支付", "connected to the national mobile-payment system")
    settlement_interface: bool | None = fact("能接入联网结算系统", "able to connect to the online settlement system")
    real_name_check: bool | None = fact("能实名核验参保人", "able to verify the patient's real identity")
    business_kinds: frozenset[Literal["normal", "other_area", "internet"]] | None = fact(
        "信息系统能区分的业务", "kinds of business its system separates: normal (正常), other_area (异地), internet (互联网+)"
    )
    revisit_check: bool | None = fact(
        "能核验复诊并掌握必要就诊信息", "able to verify that the patient is a returning one, and has the necessary information"
    )
    record_keeping: bool | None = fact(
        "能完整保留诊疗记录、全程可追溯", "keeps records, prescriptions and purchases completely, so that they can be traced"
    )
    prescription_review: bool | None = fact("已建处方审核制度", "has a review system for online prescriptions")
    conduct_supervision: bool | None = fact("已建行为监管机制", "has a mechanism to supervise conduct")
    interface_accepted_on: date | None = fact("接口验收通过日", "day on which the settlement interface passed acceptance")
    approver: Literal["health", "tcm", "other"] | None = fact(
        "互联网资质的批准部门", "authority that approved the internet licence: health (卫生健康), tcm (中医药) or other"
    )
    national_codes: bool | None = fact("能与国家统一医保编码对接", "able to map to the national unified insurance codes")
    databases: frozenset[Literal["drugs", "consumables", "services", "facilities", "diseases"]] | None = fact(
        "已有的基础信息数据库",
        "base databases it has: drugs (药品), consumables (医用耗材), services (诊疗项目), facilities (医疗服务设施), diseases (疾病病种)",
    )
    data_exchange: bool | None = fact("能与医保信息系统交换数据", "able to exchange data with the insurance information system")
    receipts: frozenset[Literal["e_ticket", "e_invoice", "paper_mail"]] | None = fact(
        "能提供的票据", "receipts it can give: e_ticket (电子票据), e_invoice (电子发票), paper_mail (及时邮寄纸质票据)"
    )
    patient_query: bool | None = fact(
        "患者可在线查询病历资料", "whether patients can query results, treatment plans, prescriptions and orders online"
    )
    general_treatment_fee: bool | None = fact("实行一般诊疗费", "whether the institution charges the general treatment fee (一般诊疗费)")
    practising_licence: Literal["civil", "army", "none"] | None = fact(
        "执业许可", "practising licence: civil (医疗机构执业许可证), army (军队批准为民服务) or none"
    )
    kind: (
        Literal[
            "community_health_centre",
            "central_health_centre",
            "township_health_centre",
            "outpatient_department",
            "clinic",
            "health_office",
            "health_care_office",
            "infirmary",
            "village_clinic",
            "other",
        ]
        | None
    ) = fact(
        "机构类型",
        "community_health_centre (社区卫生服务中心（站）), central_health_centre (中心卫生院), township_health_centre (乡镇街道卫生院), "
        "outpatient_department (门诊部), clinic (诊所), health_office (卫生所), health_care_office (卫生保健所), infirmary (医务室), "
        "village_clinic (村卫生室) or other",
    )
    founded_on: date | None = fact("机构成立日", "day on which the institution was set up")
    codes_kept: bool | None = fact(
        "已准确维护业务编码", "keeps the national codes of institution, physicians, nurses, pharmacies and pharmacists up to date"
    )
    stock_recorded: bool | None = fact("如实记录进销存", "whether purchase, sale and stock are truthfully recorded")
    reference: Reference | None = None
    """The caller's own reference of the institution; one that stands for its offline and its internet side alike."""


@attrs.frozen
class Agreement:
    """协议: one stretch of an agreement's dated history."""

    kind: Literal["main", "supplementary"]
    status: Literal["active", "paused", "suspended", "terminated", "ended", "expired", "open"]
    """paused (机构申请中止) is another thing than suspended (处理暂停), ended (自动或双方终止) than terminated (解除); open: it cannot be said."""
    since: date
    until: date | None = None
    clause: str | None = None
    """The clause from which this stretch follows, where a measure brings it about."""
    proceeding: Reference | None = None
    """The proceeding from which it follows."""
    missing: frozenset[str] = frozenset()
    """Of an open stretch: what would say its status."""
    term_since: date | None = None
    term_until: date | None = None
    """First and last day of the agreement's term, where it is not that of the stretch."""


AgreementClause = Literal[
    "service_scope", "conditions", "charges_and_settlement", "payment_method", "budget", "conduct_supervision", "prescription_review"
]
ChangedDatum = Literal["name", "representative", "address", "other"]
Person = Literal["legal_representative", "principal", "controller"]
Actor = Literal["institution", "physician", "pharmacist", "nurse", "pharmacy", "patient"]


@attrs.frozen
class Termination:
    """解除: an earlier termination of an agreement for a breach, of the applicant's own or of one linked to it by persons."""

    on: date
    of: Literal["applicant", "linked"]
    cause: Literal["insurance_law", "agreement", "other"] | None = None
    fines_paid: bool | None = None
    persons: frozenset[Person] | None = None


@attrs.frozen
class Application:
    """申请: an application to the agency, if that is the question."""

    kind: Literal["agreement", "price_item", "designation", "change", "renewal", "resumption", "termination"] | None = fact(
        "申请事项",
        "what is applied for: agreement (补充协议), price_item (立项), designation (定点), change (信息变更), renewal (续签), "
        "resumption (恢复), termination (终止)",
    )
    applicant: Literal["entity", "internet_institution", "pharmacy"] | None = fact(
        "申请人", "who applies: the physical institution (entity, 实体医疗机构), the internet side itself, or a pharmacy (零售药店)"
    )
    through_host: bool | None = fact("通过所依托的实体机构申请", "whether the internet side applies through its physical host")
    agency_area: Area | None = fact("受理机构所属统筹区", "coordination area of the agency that receives it")
    received_on: date | None = fact("收到申请之日", "day on which the agency received the application", "Beijing date")
    joint: bool | None = fact("同时申请定点协议", "whether the main agreement is applied for at the same time")
    item_dossier: frozenset[Literal["price_proposal", "cost_calculation", "economic_evaluation", "offline_comparison"]] | None = fact(
        "立项申请材料", "documents of an application for a price item"
    )
    agreement_clauses: frozenset[AgreementClause] | None = fact(
        "补充协议已写明的事项",
        "matters that the supplementary agreement states: service_scope (服务范围), conditions (条件), charges_and_settlement (收费和结算标准), "
        "payment_method (支付方式), budget (总额指标管理), conduct_supervision (医疗行为监管), prescription_review (处方审核标准)",
    )
    national_conditions_met: bool | None = fact(
        "符合国家协议管理范围和基本条件", "whether scope and basic conditions of the national rules on Internet+ agreements were found met"
    )
    complaint: Literal["none", "unverified", "confirmed", "cleared"] | None = fact(
        "公示期投诉", "complaint in the public notice: none (无), unverified (未核实), confirmed (属实) or cleared (无问题)"
    )
    investigation_open: bool | None = fact("正被调查处理", "whether a breach of the institution is being investigated or dealt with")
    agreement_before_notice: bool | None = fact("通知实施前已签协议", "whether the agreement was signed before the notice took effect")
    city_wide_cards: bool | None = fact("已实现全市互通刷卡", "whether cards are accepted city-wide")
    changed: frozenset[ChangedDatum] | None = fact(
        "变更的事项", "what changes: name (名称), representative (法定代表人或负责人), address (地址) or other"
    )
    evaluated: bool | None = fact("已按评估标准评估合格", "whether the evaluation under the standard was passed")
    terminations: tuple[Termination, ...] | None = None


@attrs.frozen
class Pharmacy:
    """零售药店: the retail pharmacy that applies for designation."""

    business_licence: bool | None = fact("营业执照有效", "whether the business licence is valid")
    drug_licence: bool | None = fact("药品经营许可证有效", "whether the drug-trade licence is valid")
    scope_within_licences: bool | None = fact("经营范围不超过许可", "whether it sells nothing beyond its licences")
    sells_online: bool | None = fact("从事药品网络销售", "whether it is an internet pharmacy or sells drugs online")
    physical: bool | None = fact("有所依托的实体药店", "whether there is a physical pharmacy through which it applies")


@attrs.frozen
class ThirdParty:
    """第三方: the laboratory or centre that did part of the work for the institution."""

    kind: Literal["clinical_laboratory", "medical_laboratory", "pathology_centre", "imaging_centre", "other"] | None = fact(
        "第三方机构类型",
        "clinical_laboratory (临床检验中心), medical_laboratory (医学检验实验室), pathology_centre (病理诊断中心), imaging_centre (医学影像诊断中心) "
        "or other",
    )
    contracted: bool | None = fact("已与定点机构签协议", "whether it has a contract with the designated institution")
    filed_on: date | None = fact("向经办机构备案日", "day on which the contract was filed with the agency", "Beijing date")
    filed: bool | None = fact("已向经办机构备案", "whether the contract was filed with the agency")
    payee: Literal["institution", "third_party"] | None = fact(
        "结算对象", "whom the agency is asked to pay: the institution (定点医疗机构) or the third_party (第三方)"
    )


@attrs.frozen
class Physician:
    """医师: who saw the patient."""

    licence: Literal["physician", "assistant_physician", "none"] | None = fact(
        "执业资质", "practising licence: physician (执业医师), assistant physician (执业助理医师) or none"
    )
    independent_since: date | None = fact("独立临床工作起始日", "first day of independent clinical work")
    registered_area: Area | None = fact("执业注册统筹区", "coordination area in which the physician is registered")
    rank: str | None = fact("职级", "staff level, as the area's price table names it")
    reference: Reference | None = None
    registrations: tuple[Standing, ...] | None = None
    settlement: tuple[Standing, ...] | None = None


@attrs.frozen
class Visit:
    """就诊: what kind of visit it was."""

    department: str | None = fact("诊疗科目", "department of the visit")
    revisit: bool | None = fact("是否复诊", "whether it is a revisit")
    disease_class: Literal["common", "chronic", "other"] | None = fact("疾病类别", "common (常见病), chronic (慢性病) or other disease")
    completable_online: bool | None = fact("能否在线独立完成", "whether the visit can be completed online on its own")
    diagnoses: tuple[Code, ...] | None = None
    norms_followed: bool | None = fact("符合诊疗规范", "whether a reviewer found the clinical norms followed")
    offline_relation: Literal["same", "extension", "none"] | None = fact(
        "与线下服务的关系", "same as an offline service, an extension of one, or without an offline counterpart"
    )
    offline_at: Literal["own", "host", "elsewhere"] | None = fact(
        "线下服务由谁开展", "where the offline service exists: own (本机构), host (所依托的实体机构) or only elsewhere (其他机构)"
    )
    started_at: datetime | None = fact("服务开始时间", "when the service began", "Beijing time")
    business: Literal["normal", "other_area", "internet"] | None = fact(
        "业务类别", "class of business: normal (正常), other_area (异地) or internet (互联网+)"
    )
    inviting_area: Area | None = fact("会诊邀请方所在地", "area of the side that invites to a teleconsultation")
    invited_area: Area | None = fact("会诊受邀方所在地", "area of the side that is invited to a teleconsultation")


@attrs.frozen
class IdentityCheck:
    """身份核验: one check of the patient's identity at one step of the visit."""

    step: Literal["registration", "billing", "dispensing"]
    result: Literal["passed", "failed", "other_person"]
    at: datetime | None = None


@attrs.frozen
class Identity:
    """身份: how the patient was identified, and how the bill was paid."""

    verified: bool | None = fact("凭证实名认证", "whether the e-voucher real-name check (实名) succeeded")
    verified_at: datetime | None = fact("认证时间", "when the check succeeded", "Beijing time")
    mobile_payment: bool | None = fact("移动支付结算", "whether the bill was settled by mobile payment")
    paid_at: datetime | None = fact("支付时间", "when the bill was settled", "Beijing time")
    activation: frozenset[Literal["real_name", "real_person"]] | None = fact(
        "激活凭证时通过的认证", "checks passed when the e-voucher was activated: real_name (实名), real_person (实人)"
    )
    activation_authorised: bool | None = fact("激活渠道经授权", "whether it was activated through an authorised channel")
    checks: tuple[IdentityCheck, ...] | None = None


@attrs.frozen
class Prescription:
    """处方: the online prescription and the way the drugs went."""

    issued: bool | None = fact("已开具处方", "whether a prescription was issued")
    physician_signed: bool | None = fact("医师电子签名", "electronically signed by the physician")
    reviewed_at: datetime | None = fact("医院药师审核时间", "when the institution's pharmacist passed it", "Beijing time")
    pharmacy_reviewed_at: datetime | None = fact("药店药师审核时间", "when the retail pharmacy's pharmacist passed it", "Beijing time")
    uploaded_at: datetime | None = fact("上传结算系统时间", "when it was uploaded to the settlement system", "Beijing time")
    platform_uploaded_at: datetime | None = fact("上传配送平台时间", "when it reached the chronic-drug delivery platform", "Beijing time")
    channel: Literal["hospital", "retail", "walk_in", "platform"] | None = fact(
        "购药渠道",
        "where the drugs were bought: hospital (本院), retail (处方流转至零售药店), walk_in (持处方到药店), platform (慢病配送平台)",
    )
    reviewed: bool | None = fact("医院药师审核通过", "passed by the institution's pharmacist")
    pharmacy_reviewed: bool | None = fact("药店药师审核通过", "passed by the retail pharmacy's own pharmacist")
    uploaded: bool | None = fact("已上传结算系统", "uploaded to the settlement system")
    platform_uploaded: bool | None = fact("已上传配送平台", "uploaded to the chronic-drug delivery platform")
    delivered: bool | None = fact("药品配送到家", "whether the drugs were delivered")
    pharmacy_designated: bool | None = fact("药店为定点", "whether the pharmacy is a designated one")
    carrier_qualified: bool | None = fact("物流商有资质", "whether the logistics company is qualified")
    collected_by: Literal["patient", "agent"] | None = fact("取药人", "who collected the drugs: the patient (本人) or an agent (代办人)")
    agent_documents: frozenset[Literal["patient", "agent"]] | None = fact("代取时核验的证件", "whose documents were checked when an agent collected")
    agent_logged: bool | None = fact("代取已登记", "whether the collection by an agent was logged")
    agent_for_one: bool | None = fact("代办人只代一人一次", "whether the agent collected for one patient, once")


@attrs.frozen
class EarlierVisit:
    """既往就诊: one earlier visit of the same patient."""

    date: date
    time: Clock | None = None
    in_person: bool | None = None
    own_host: bool | None = None
    diagnoses: tuple[Code, ...] | None = None
    same_disease: bool | None = None


@attrs.frozen
class Shown:
    """流中一项: an item that a flow shows, and how much of it."""

    item: Code
    quantity: Quantity


@attrs.frozen
class Flows:
    """三流: what the flows of information, money and goods say of the visit, each as its own system has it."""

    recorded: tuple[Shown, ...] | None = None
    """信息流: services in the medical record, drugs and materials prescribed."""
    paid: Fen | None = None
    """资金流: what everybody together paid for the visit, the fund included, in fen."""
    handed_over: tuple[Shown, ...] | None = None
    """物流: drugs and materials that were handed over or delivered."""


@attrs.frozen
class Records:
    """记录: what was uploaded and can be traced."""

    uploaded: (
        frozenset[Literal["medical_record", "prescription", "purchase", "authentication", "service", "settlement_list", "fee_details"]] | None
    ) = fact(
        "已上传的记录",
        "records uploaded: medical_record (电子病历), prescription (处方), purchase (购药), authentication (实名认证), service (医药服务), "
        "settlement_list (医保结算清单), fee_details (收费明细)",
    )
    linked: frozenset[Literal["treatment", "prescription", "transaction", "delivery"]] | None = fact(
        "可追溯的环节", "links that can be traced: treatment (诊疗), prescription (处方), transaction (交易), delivery (配送)"
    )
    flows_monitored: bool | None = fact("三流全程可监控", "whether the flows of information, money and goods can be monitored from end to end")
    flows: Flows | None = None


@attrs.frozen
class Line:
    """费用明细: one charge."""

    id: Reference
    category: Literal[
        "consultation", "teleconsultation", "general_treatment", "registration", "drug", "test", "treatment", "material", "delivery", "other"
    ] = attrs.field(
        metadata={
            "zh": "费用类别",
            "en": "consultation (诊察费), teleconsultation (远程会诊费), general_treatment (一般诊疗费), registration (挂号费), drug (药品费), "
            "test (检查化验费), treatment (治疗费), material (材料费), delivery (配送费) or other",
            "unit": "",
        }
    )
    amount: Fen = attrs.field(metadata={"zh": "金额", "en": "amount charged", "unit": "fen"})
    item: Code | None = None
    unit_price: UnitPrice | None = None
    quantity: Quantity | None = fact("数量", "quantity")
    mode: Literal["online", "offline", "untagged"] | None = fact(
        "线上线下标识", "whether the filing marks the line as online or offline; untagged when it carries no mark"
    )
    catalogue: Literal["A", "B", "C"] | None = fact("目录类别", "class in the catalogue: A (甲), B (乙), C (丙, outside the catalogue)")
    self_pay_ratio: Ratio | None = None
    prescribed: bool | None = fact("由本次处方开具", "whether it stands on this visit's prescription")
    use_rules_met: bool | None = fact("符合用药管理规定", "whether the drug keeps to the rules of use: indications, quantities, limits")
    trace_code: bool | None = fact("已扫追溯码", "whether the drug's trace code was scanned")
    third_party: bool | None = fact("由第三方提供", "whether a third party did the work for the institution")
    days_supplied: Quantity | None = None
    """Of a drug: for how many days it suffices, the day of service being the first."""


ActKind = Literal[
    "over_ceiling",
    "reinvented_item",
    "fabricated_service",
    "duplicate_prescription",
    "missing_upload",
    "online_offline_mixed",
    "false_identity",
    "data_leak",
    "split_stay",
    "over_treatment",
    "over_prescription",
    "duplicate_charge",
    "swapped_item",
    "resale_help",
    "out_of_scope_billing",
    "forged_record",
    "obstruction",
    "no_internal_management",
    "records_not_kept",
    "not_reported",
    "not_disclosed",
    "no_consent",
    "inducement",
    "no_trace_code",
    "unilateral_discount",
    "lent_voucher",
    "double_benefit",
    "other",
]
"""What was done.

over_ceiling (超出价格标准收费), reinvented_item (变造项目), fabricated_service (虚构服务), duplicate_prescription
(重复开方), missing_upload (未上传), online_offline_mixed (线上线下混报), false_identity (冒名), data_leak (泄露数据),
split_stay (分解或挂床住院), over_treatment (过度诊疗), over_prescription (超量开药), duplicate_charge (重复或分解收费),
swapped_item (串换), resale_help (转卖、返现或为之提供便利), out_of_scope_billing (把不属支付范围的费用纳入结算),
forged_record (伪造、毁弃资料), obstruction (拒绝检查或提供虚假情况), no_internal_management (未建内部管理),
records_not_kept (未保管资料), not_reported (未报告), not_disclosed (未公开), no_consent (未经同意提供范围外服务),
inducement (诱导冒名或虚假就医), no_trace_code (未用追溯码), unilateral_discount (单方让利), lent_voucher (出借凭证),
double_benefit (重复享受待遇), other.
"""


@attrs.frozen
class Act:
    """行为: an act that somebody reported; suspected until the agency has verified it.

    `lines` are the charges that were filed in breach of the rules: once the act is verified, the
    fund refuses them. Where they are not stated, the charges of the claim are open.
    """

    id: Reference
    kind: ActKind
    actor: Actor
    status: Literal["suspected", "verified"]
    natures: frozenset[Literal["agreement", "administrative", "criminal"]] = frozenset()
    lines: frozenset[Reference] | None = None
    fraud: bool | None = None
    """Whether it was done to defraud the fund (以骗取医保基金为目的), as a person found."""
    loss: Fen | None = None
    """The fund's loss by it, in fen."""
    fraud_amount: Fen | None = None
    """What was obtained by fraud, in fen."""


NO_APPLICATION = Application()
"""What a claim holds that asks about no application."""


@attrs.frozen
class Claim:
    """一次就诊及其费用: one visit with its charges.

    Raises InvalidDocument where parts of it contradict each other (`contradictions`).
    """

    claim_id: Reference
    area: Area
    service_date: date = attrs.field(metadata={"zh": "就诊日期", "en": "day on which the service was provided", "unit": "Beijing date"})
    service_time: Clock | None = None
    settlement_date: date | None = fact("结算日期", "day on which online settlement is asked for", "Beijing date")
    patient: Patient = Patient()
    institution: Institution = Institution()
    agreements: tuple[Agreement, ...] | None = None
    application: Application = NO_APPLICATION
    pharmacy: Pharmacy = Pharmacy()
    third_party: ThirdParty = ThirdParty()
    physician: Physician = Physician()
    visit: Visit = Visit()
    identity: Identity = Identity()
    prescription: Prescription = Prescription()
    history: tuple[EarlierVisit, ...] | None = None
    records: Records = Records()
    lines: tuple[Line, ...] = ()
    acts: tuple[Act, ...] = ()
    policy: Policy = Policy()

    def __attrs_post_init__(self) -> None:
        faults = list(contradictions(self))
        if faults:
            raise InvalidDocument("claim", faults)


def contradictions(claim: Claim) -> Iterator[Fault]:
    """What cannot be true together within one claim: double ids, overlapping entries, sums that are off."""
    yield from _twice("/lines", [line.id for line in claim.lines])
    yield from _twice("/acts", [act.id for act in claim.acts])
    lines = {line.id for line in claim.lines}
    for number, act in enumerate(claim.acts):
        for unknown in sorted((act.lines or frozenset()) - lines):
            yield Fault(f"/acts/{number}/lines", "value", f"names line {unknown!r}, which the claim does not have")
    for number, line in enumerate(claim.lines):
        if line.mode == "offline":
            yield Fault(f"/lines/{number}/mode", "value", "an offline charge does not belong to an internet visit: file it in a claim of its own")
        if line.unit_price is not None and line.quantity is not None:
            product = line.unit_price * 100 * line.quantity
            if abs(product - line.amount) >= 1:
                yield Fault(f"/lines/{number}/amount", "value", f"is not unit_price {line.unit_price} × quantity {line.quantity}, rounded to the fen")
    yield from overlapping("/agreements", claim.agreements or (), [entry.kind for entry in claim.agreements or ()])
    for path, standing in [
        ("/patient/benefits", claim.patient.benefits),
        ("/physician/registrations", claim.physician.registrations),
        ("/physician/settlement", claim.physician.settlement),
    ]:
        yield from overlapping(path, standing or (), [path] * len(standing or ()))
    yield from claim.policy.contradictions


def _twice(path: str, ids: Sequence[str]) -> Iterator[Fault]:
    if len(set(ids)) < len(ids):
        seen: set[str] = set()
        for number, one in enumerate(ids):
            if one in seen:
                yield Fault(f"{path}/{number}/id", "value", f"{one!r} stands twice")
            seen.add(one)


def with_policy(claim: Claim, policy: Policy) -> Claim:
    """The claim with the area's tables. Raises InvalidDocument where it carries tables of its own."""
    if not claim.policy.is_empty:
        raise InvalidDocument("claim", [Fault("/policy", "value", "the claim carries its own policy: leave it out, or leave out --policy")])
    return attrs.evolve(claim, policy=policy)
