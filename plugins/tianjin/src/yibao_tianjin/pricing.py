"""天津：可以收多少?(第七、八条，第十一条第3句)"""

from __future__ import annotations

from typing import Any

from yibao import all_of, among, any_of, ceiling, condition, none_of, permission
from yibao import common as shared
from yibao.rules import Effect


def public_basic_service(line_category: Any, institution_ownership: Any, item_need: Any) -> Any:
    """A service of a public institution that meets basic medical need."""
    return all_of(shared.is_service(line_category), institution_ownership == "public", item_need == "basic")


government_price = ceiling("第七条第1句a", "公立机构满足基本需求的项目不超过公布的价格标准", when=public_basic_service).bind(shared.published_price)


@permission("第七条第1句c", "公立机构改善品质、提升体验等非基本需求项目实行市场调节价")
def public_non_basic_market_price(line_category: Any, institution_ownership: Any, item_need: Any) -> Any:
    """A public institution's item beyond basic need has a market price."""
    return all_of(shared.is_service(line_category), institution_ownership == "public", item_need == "non_basic")


non_public_market_price = permission("第七条第2句", "非公立机构的项目实行市场调节价").bind(shared.is_non_public_service)

allowed_online = condition(
    "第八条（一）", "属卫健部门准许线上开展、路径清晰、规范明确的服务", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service
).bind(shared.item_is_allowed_online)
direct = condition("第八条（二）", "面向患者提供直接服务", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service).bind(shared.item_is_direct)
remote = condition("第八条（三）", "服务过程以互联网等媒介远程完成", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service).bind(
    shared.item_is_remote
)
same_function = condition("第八条（四）", "能实现线下相同项目的功能", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service).bind(
    shared.item_does_the_same
)
effective = condition("第八条（五）", "对诊断、治疗疾病具有实质性效果", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service).bind(
    shared.item_is_effective
)

EXCLUDED = ("medical_consulting", "health_management", "convenience", "training", "research_follow_up", "data_management", "remote_ward_round")
"""The seven examples of article 8, an open list."""


@condition("第八条第2句", "不属于不作为价格项目的服务", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service)
def is_no_excluded_service(
    institution_ownership: Any, item_kind: Any, item_between_institutions: Any, item_faces_patient: Any, item_core_medical: Any
) -> Any:
    """Neither between institutions away from a specific patient, nor a public institution's non-core service."""
    between = all_of(item_between_institutions, none_of(item_faces_patient))
    # 解读: the examples are decisive for public institutions; for others the first limb must be met.
    non_core = all_of(institution_ownership == "public", any_of(none_of(item_core_medical), among(item_kind, EXCLUDED)))
    return none_of(between, non_core)


not_reinvented = condition(
    "第八条第3句", "不是以变换表述、拆分内涵、增加非医疗步骤增设的项目", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service
).bind(shared.item_is_not_reinvented)


@permission("第十一条第3句", "药品配送费用实行市场调节价")
def delivery_market_price(line_category: Any) -> Any:
    """A delivery fee has a market price."""
    return line_category == "delivery"
