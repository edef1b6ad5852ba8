"""What comes in: one internet visit with its charges, as the institution files it.

The records below are the claim document, section by section. A field made by `fact` is at the same
time a fact that rules may ask for, under the name `<section>_<field>` (`visit_revisit`,
`line_amount`): Chinese name, English meaning and unit stand here and nowhere else. A field that is
`None` was not stated, which is never the same as "no" or "0".

There is no field for a name, an identity number, a telephone number or a token, and references
that look like one are refused when a document is read.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, NewType, Protocol, TypeVar

import attrs

from yibao.errors import Fault, InvalidDocument
from yibao.money import Fen

Reference = NewType("Reference", str)
"""The caller's own reference: letters, digits and `._:-`; never an identity or telephone number."""
Area = NewType("Area", str)
"""A coordination area (统筹区) as six digits, such as 120000."""
Code = NewType("Code", str)
"""A code of an item, drug or disease, as the national platform writes it."""
Ratio = NewType("Ratio", Decimal)
"""A share between 0 and 1 with at most four places, such as 0.65."""
Quantity = NewType("Quantity", Decimal)
"""A count greater than 0 with at most four places."""
UnitPrice = NewType("UnitPrice", Decimal)
"""A price for one unit in yuan with two to six places, such as 4.52."""

Insurance = NewType("Insurance", str)
"""A kind of insurance: employee (职工), resident (居民) or another lower-case word."""
Clock = NewType("Clock", str)
"""A time of day in Beijing, HH:MM."""


def fact(zh: str, en: str, unit: str = "", **options: Any) -> Any:
    """A field that is also a fact: Chinese name, English meaning, unit. Not stated unless given."""
    return attrs.field(default=None, metadata={"zh": zh, "en": en, "unit": unit}, **options)


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


@attrs.frozen
class Agreement:
    """协议: one stretch of an agreement's dated history."""

    kind: Literal["main", "supplementary"]
    status: Literal["active", "suspended", "terminated", "expired"]
    since: date
    until: date | None = None


@attrs.frozen
class Application:
    """申请: an application for the supplementary agreement or for a price item, if that is the question."""

    kind: Literal["agreement", "price_item"] | None = fact("申请事项", "what is applied for: the supplementary agreement or a price item")
    applicant: Literal["entity", "internet_institution"] | None = fact(
        "申请人", "who applies: the physical institution (entity, 实体医疗机构) or the internet side itself"
    )
    joint: bool | None = fact("同时申请定点协议", "whether the main agreement is applied for at the same time")
    item_dossier: frozenset[Literal["price_proposal", "cost_calculation", "economic_evaluation", "offline_comparison"]] | None = fact(
        "立项申请材料", "documents of an application for a price item"
    )


@attrs.frozen
class Physician:
    """医师: who saw the patient."""

    licence: Literal["physician", "assistant_physician", "none"] | None = fact(
        "执业资质", "practising licence: physician (执业医师), assistant physician (执业助理医师) or none"
    )
    independent_since: date | None = fact("独立临床工作起始日", "first day of independent clinical work")
    registered_area: Area | None = fact("执业注册统筹区", "coordination area in which the physician is registered")


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
class Records:
    """记录: what was uploaded and can be traced."""

    uploaded: frozenset[Literal["medical_record", "prescription", "purchase", "authentication"]] | None = fact(
        "已上传的记录", "records uploaded: medical_record (电子病历), prescription (处方), purchase (购药), authentication (实名认证)"
    )
    linked: frozenset[Literal["treatment", "prescription", "transaction", "delivery"]] | None = fact(
        "可追溯的环节", "links that can be traced: treatment (诊疗), prescription (处方), transaction (交易), delivery (配送)"
    )
    flows_monitored: bool | None = fact("三流全程可监控", "whether the flows of information, money and goods can be monitored from end to end")


@attrs.frozen
class Line:
    """费用明细: one charge."""

    id: Reference
    category: Literal["consultation", "general_treatment", "registration", "drug", "test", "treatment", "material", "delivery", "other"] = (
        attrs.field(
            metadata={
                "zh": "费用类别",
                "en": "consultation (诊察费), general_treatment (一般诊疗费), registration (挂号费), drug (药品费), test (检查化验费), "
                "treatment (治疗费), material (材料费), delivery (配送费) or other",
                "unit": "",
            }
        )
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


ActKind = Literal[
    "over_ceiling",
    "reinvented_item",
    "fabricated_service",
    "duplicate_prescription",
    "missing_upload",
    "online_offline_mixed",
    "false_identity",
    "data_leak",
    "other",
]
"""What was done: over_ceiling (超出价格标准收费), reinvented_item (变造项目), fabricated_service (虚构服务) and so on."""


@attrs.frozen
class Act:
    """行为: an act that somebody reported; suspected until the agency has verified it.

    `lines` are the charges that were filed in breach of the rules: once the act is verified, the
    fund refuses them. Where they are not stated, the charges of the claim are open.
    """

    id: Reference
    kind: ActKind
    actor: Literal["institution", "physician", "pharmacist", "nurse", "pharmacy", "patient"]
    status: Literal["suspected", "verified"]
    natures: frozenset[Literal["agreement", "administrative", "criminal"]] = frozenset()
    lines: frozenset[Reference] | None = None


@attrs.frozen
class Item:
    """项目: what the area's tables say of one price item, for a stretch of time."""

    code: Code
    source: str
    since: date
    until: date | None = None
    ceiling: Fen | None = fact("公布的价格标准", "published price standard for one unit", "fen")
    payment_standard: Fen | None = fact("支付标准", "payment standard for one unit", "fen")
    need: Literal["basic", "non_basic"] | None = fact(
        "需求类别", "meets basic medical need (基本需求), or better quality and personal wishes (非基本需求、个性化)"
    )
    approved: bool | None = fact("项目已获批准", "approved as a price item")
    kind: (
        Literal[
            "clinical",
            "medical_consulting",
            "health_consulting",
            "health_management",
            "convenience",
            "training",
            "research_follow_up",
            "data_management",
            "data_processing",
            "remote_ward_round",
            "remote_surgery_guidance",
            "medical_appraisal",
        ]
        | None
    ) = fact(
        "服务种类",
        "clinical (诊疗) or a kind that some measure excludes: medical_consulting (医学咨询), health_consulting (健康咨询), "
        "health_management (健康管理), convenience (便民服务), training (教育培训), research_follow_up (科研随访), "
        "data_management (数据管理), data_processing (数据处理), remote_ward_round (远程查房), "
        "remote_surgery_guidance (远程手术指导), medical_appraisal (医学鉴定)",
    )
    allowed_online: bool | None = fact("准许线上开展", "allowed online by the health authority, with clear pathway and norms")
    direct_to_patient: bool | None = fact("直接面向患者", "provided directly to the patient")
    remote: bool | None = fact("远程完成", "carried out remotely")
    same_function: bool | None = fact("能实现线下同项目功能", "achieves what the same item achieves offline")
    effective: bool | None = fact("对诊治有实质效果", "of substantial effect, as experts attest")
    between_institutions: bool | None = fact("发生于机构之间", "takes place between institutions")
    faces_patient: bool | None = fact("面向特定患者", "faces a specific patient")
    core_medical: bool | None = fact("属医疗核心业务", "belongs to the core of medical work")
    clinical_activity: bool | None = fact("属于诊疗活动", "is a clinical activity")
    by_medical_staff: bool | None = fact("由医务人员提供", "provided by medical staff")
    derived: Literal["no", "reworded", "split", "padded"] | None = fact(
        "由已有项目变造", "made from an existing item: reworded (变换表述), split (拆分内涵), padded (增加非医疗步骤), or no"
    )
    market_notice: bool | None = fact("自主定价已书面告知", "whether the department was told of the own price in writing")


@attrs.frozen
class Listed:
    """目录条目: one entry of a list of payable diseases or drugs, for a stretch of time."""

    code: Code
    source: str
    since: date
    until: date | None = None
    match: Literal["exact", "prefix"] = "exact"


@attrs.frozen
class Benefit:
    """待遇: what the fund pays of the in-scope amount, for one insurance and tier."""

    insurance: Insurance
    tier: str
    source: str
    since: date
    ratio: Ratio
    deductible: Fen
    cap: Fen | None
    until: date | None = None


@attrs.frozen(eq=False)
class Policy:
    """统筹区政策: the area's dated tables. No measure holds them, so each entry names its source.

    One policy serves many claims: build it once and put it into each of them.
    """

    items: tuple[Item, ...] | None = None
    diseases: tuple[Listed, ...] | None = None
    drugs: tuple[Listed, ...] | None = None
    benefits: tuple[Benefit, ...] | None = None
    items_by_code: dict[str, list[Item]] = attrs.field(
        init=False, repr=False, default=attrs.Factory(lambda self: _by_code(self.items or ()), takes_self=True)
    )
    lists_by_code: dict[str, tuple[dict[str, list[Listed]], list[Listed]]] = attrs.field(
        init=False,
        repr=False,
        default=attrs.Factory(lambda self: {"diseases": _split(self.diseases), "drugs": _split(self.drugs)}, takes_self=True),
    )
    contradictions: tuple[Fault, ...] = attrs.field(
        init=False, repr=False, default=attrs.Factory(lambda self: tuple(_of_policy(self)), takes_self=True)
    )

    def item(self, code: str, day: date) -> Item | None:
        """The entry for a price item that holds on a day, if there is one."""
        for item in self.items_by_code.get(code, ()):
            if holds_on(item, day):
                return item
        return None

    def listed(self, name: Literal["diseases", "drugs"], code: str, day: date) -> bool:
        """Whether a list has the code on a day: the very code, or the beginning of it as a prefix entry."""
        exact, prefixes = self.lists_by_code[name]
        for entry in exact.get(code, ()):
            if holds_on(entry, day):
                return True
        return any(code.startswith(entry.code) and holds_on(entry, day) for entry in prefixes) if prefixes else False


def _by_code(items: Iterable[Coded]) -> dict[str, list[Coded]]:
    index: dict[str, list[Coded]] = {}
    for item in items:
        index.setdefault(item.code, []).append(item)
    return index


def _split(entries: tuple[Listed, ...] | None) -> tuple[dict[str, list[Listed]], list[Listed]]:
    """The entries by code, and those that stand for all codes that begin so."""
    return _by_code(entries or ()), [entry for entry in entries or () if entry.match == "prefix"]


Coded = TypeVar("Coded", Item, Listed)


class Dated(Protocol):
    """Whatever holds from one day to another, both included; no `until` means no end."""

    @property
    def since(self) -> date:
        """The first day."""

    @property
    def until(self) -> date | None:
        """The last day, or None."""


def holds_on(entry: Dated, day: date) -> bool:
    """Whether an entry holds on a day."""
    return entry.since <= day and (entry.until is None or day <= entry.until)


def _overlapping(path: str, entries: Sequence[Dated], keys: Sequence[Hashable]) -> Iterator[Fault]:
    for number, entry in enumerate(entries):
        if entry.until is not None and entry.until < entry.since:
            yield Fault(f"{path}/{number}/until", "value", f"{entry.until} is before since, {entry.since}")
    if len(set(keys)) == len(keys):
        return
    longest: dict[Hashable, int] = {}  # of each kind, among the entries that began: the one that ends last
    for number in sorted(range(len(keys)), key=lambda number: entries[number].since):
        other = longest.setdefault(keys[number], number)
        if other != number and holds_on(entries[other], entries[number].since):
            left, right = sorted((other, number))
            yield Fault(f"{path}/{right}", "value", f"overlaps entry {left}: two entries of the same kind on one day")
        if (entries[number].until or date.max) > (entries[other].until or date.max):
            longest[keys[number]] = number


def _of_policy(policy: Policy) -> Iterator[Fault]:
    yield from _overlapping("/policy/items", policy.items or (), [entry.code for entry in policy.items or ()])
    yield from _overlapping("/policy/benefits", policy.benefits or (), [(entry.insurance, entry.tier) for entry in policy.benefits or ()])


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
    yield from _overlapping("/agreements", claim.agreements or (), [entry.kind for entry in claim.agreements or ()])
    yield from claim.policy.contradictions


def _twice(path: str, ids: Sequence[str]) -> Iterator[Fault]:
    if len(set(ids)) < len(ids):
        seen: set[str] = set()
        for number, one in enumerate(ids):
            if one in seen:
                yield Fault(f"{path}/{number}/id", "value", f"{one!r} stands twice")
            seen.add(one)
