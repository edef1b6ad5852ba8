"""温州：可以收多少?(第八至十条，第十二条第二款a)

Items are managed by profit nature (第八条), prices by ownership (第九条): two axes, never one.
"""

from __future__ import annotations

from typing import Any

from yibao import all_of, among, any_of, ceiling, condition, includes, none_of, permission
from yibao import common as shared
from yibao.rules import Effect


@condition("第八条第一款a", "非营利性机构的项目已获批准", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_non_profit_service)
def item_is_approved(item_approved: Any) -> Any:
    """A non-profit institution charges only approved items."""
    return item_approved


@permission("第八条第一款b", "营利性机构可自行设立项目")
def for_profit_sets_its_items(line_category: Any, institution_profit: Any) -> Any:
    """A for-profit institution may set its own items."""
    return all_of(shared.is_service(line_category), institution_profit == "for_profit")


def for_price_item(application_filed: Any, application_kind: Any, institution_profit: Any) -> Any:
    """A non-profit institution applies for a price item."""
    return all_of(application_filed, application_kind == "price_item", institution_profit == "non_profit")


@condition("第八条第二款b", "立项申请附齐价格建议、成本测算、经济性评估、线下比较", otherwise=Effect.MAY_NOT_APPLY, when=for_price_item)
def item_dossier_is_complete(application_item_dossier: Any) -> Any:
    """The application for a price item comes with all four documents."""
    return includes(application_item_dossier, ("price_proposal", "cost_calculation", "economic_evaluation", "offline_comparison"))


government_price = ceiling("第九条第一款a", "公立机构满足基本需求的项目不超过公布的价格标准", when=shared.is_public_basic_service).bind(
    shared.published_price
)


public_market_price = permission("第九条第一款b", "公立机构个性化、高层次及向国外境外提供的服务实行市场调节").bind(shared.is_public_market_priced)


@condition("第九条第一款c", "自主定价已书面告知当地医保部门", otherwise=Effect.DUTY_NOT_MET, when=shared.is_public_market_priced)
def own_price_is_notified(item_market_notice: Any) -> Any:
    """The local department was told of the own price in writing."""
    return item_market_notice


non_public_market_price = permission("第九条第二款", "非公立机构价格实行市场调节").bind(shared.is_non_public_service)

allowed_online = condition(
    "第十条（一）", "属卫健部门准许线上开展、路径清晰、规范明确的服务", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service
).bind(shared.item_is_allowed_online)
direct = condition("第十条（二）", "面向患者提供直接服务", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service).bind(shared.item_is_direct)
remote = condition("第十条（三）", "服务过程以互联网等媒介远程完成", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service).bind(
    shared.item_is_remote
)
same_function = condition("第十条（四）", "能实现线下相同项目的功能", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service).bind(
    shared.item_does_the_same
)
effective = condition("第十条（五）", "对诊断、治疗疾病具有实质性效果", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service).bind(
    shared.item_is_effective
)

EXCLUDED = (
    "remote_surgery_guidance",
    "remote_ward_round",
    "medical_consulting",
    "training",
    "research_follow_up",
    "data_processing",
    "medical_appraisal",
    "health_consulting",
    "health_management",
    "convenience",
)
"""The ten examples of article 10, an open list."""


@condition("第十条第二款a", "不属于不作为价格项目的服务", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service)
def is_no_excluded_service(
    item_kind: Any, item_between_institutions: Any, item_direct_to_patient: Any, item_clinical_activity: Any, item_by_medical_staff: Any
) -> Any:
    """Not only between institutions away from patients, and a clinical activity of medical staff."""
    between = all_of(item_between_institutions, none_of(item_direct_to_patient))
    return none_of(between, none_of(item_clinical_activity), none_of(item_by_medical_staff), among(item_kind, EXCLUDED))


not_reinvented = condition(
    "第十条第二款b", "不是以变换表述、拆分内涵、增加非医疗步骤增设的项目", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service
).bind(shared.item_is_not_reinvented)


def guided_consultation(line_category: Any, institution_ownership: Any, item_need: Any, patient_abroad: Any) -> Any:
    """A consultation whose price article 9 does not leave to the market."""
    return all_of(line_category == "consultation", shared.is_public_basic_service(line_category, institution_ownership, item_need, patient_abroad))


def market_consultation(line_category: Any, institution_ownership: Any, item_need: Any, patient_abroad: Any) -> Any:
    """A consultation whose price article 9 leaves to the market."""
    own_price = any_of(institution_ownership == "non_public", item_need == "non_basic", patient_abroad)
    return all_of(line_category == "consultation", own_price)


@ceiling("第十二条第二款a", "复诊按公立医院普通门诊诊察类项目价格收费", when=guided_consultation)
def public_revisit_price(item_standard_amount: Any) -> Any:
    """A revisit is charged at the public ordinary outpatient price."""
    return item_standard_amount


@ceiling("第十二条第二款a", "实行市场调节的复诊是否按公立价格收费，依解读", when=market_consultation, under=("market_revisit_price", "article_12"))
def market_revisit_ceiling(item_standard_amount: Any) -> Any:
    """Whether a revisit whose price is left to the market is charged at the public price rests on a reading."""
    return item_standard_amount
