"""What may be charged, by what is reported of 医保发〔2019〕47号?"""

from __future__ import annotations

from typing import Any

from yibao import common as shared
from yibao.rules import Effect, ceiling, condition, permission
from yibao.words import all_of, among, none_of


@condition("47号·非营利项目", "非营利性机构的项目已经立项", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_non_profit_service)
def item_is_approved(item_approved: Any) -> Any:
    """A non-profit institution charges only approved items."""
    return item_approved


@permission("47号·营利项目", "营利性机构可自设项目")
def for_profit_sets_its_items(line_category: Any, institution_profit: Any) -> Any:
    """A for-profit institution may set its own items."""
    return all_of(shared.is_service(line_category), institution_profit == "for_profit")


allowed_online = condition(
    "47号·立项条件（一）", "卫生行业主管部门准许线上开展，路径清晰", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service
).bind(shared.item_is_allowed_online)
direct = condition("47号·立项条件（二）", "直接面向患者", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service).bind(shared.item_is_direct)
remote = condition("47号·立项条件（三）", "以互联网等媒介远程完成", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service).bind(
    shared.item_is_remote
)
same_function = condition("47号·立项条件（四）", "能实现线下相同项目的功能", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service).bind(
    shared.item_does_the_same
)
effective = condition("47号·立项条件（五）", "对诊断、治疗有实质效果", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service).bind(
    shared.item_is_effective
)


@condition("47号·不立项a", "不是机构之间的服务", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service)
def is_not_between_institutions(item_between_institutions: Any) -> Any:
    """The service does not take place between institutions."""
    return none_of(item_between_institutions)


NOT_CORE = ("medical_consulting", "health_management", "training", "research_follow_up", "data_processing", "remote_ward_round")
"""The examples that are reported, an open list."""


@condition("47号·不立项b", "属于医疗核心业务", otherwise=Effect.NOT_CHARGEABLE, when=shared.is_service)
def is_core_medical_work(item_core_medical: Any, item_kind: Any) -> Any:
    """The service belongs to the core of medical work and is none of the examples that do not."""
    return all_of(item_core_medical, none_of(among(item_kind, NOT_CORE)))


government_price = ceiling("47号·公立政府价", "公立机构的价格由政府调节", when=shared.is_public_basic_service).bind(shared.published_price)
public_market_price = permission("47号·公立市场价", "公立机构满足个性化需求、向境外提供的服务市场调节").bind(shared.is_public_market_priced)
non_public_market_price = permission("47号·非公立市场价", "非公立机构价格市场调节").bind(shared.is_non_public_service)


def public_revisit(
    line_category: Any,
    institution_ownership: Any,
    item_need: Any,
    patient_abroad: Any,
    visit_revisit: Any,
    visit_disease_class: Any,
) -> Any:
    """The consultation of a revisit for a common or chronic disease whose price the government regulates."""
    return all_of(
        shared.is_consultation(line_category),
        shared.is_public_basic_service(line_category, institution_ownership, item_need, patient_abroad),
        shared.is_revisit_for_common_or_chronic_disease(visit_revisit, visit_disease_class),
    )


@ceiling("47号·复诊价格", "复诊按普通门诊诊察类项目价格，不分职级", when=public_revisit)
def one_price_for_all_staff_levels(item_ceiling_amount: Any) -> Any:
    """A revisit costs the ordinary outpatient consultation, whoever sees the patient."""
    return item_ceiling_amount
