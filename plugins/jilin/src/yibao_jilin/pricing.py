"""吉林：可以收多少?(一)

Prices differ by staff level at designated institutions; the table (annex 1) is not at hand and comes with the area's policy.
"""

from __future__ import annotations

from typing import Any

from yibao import all_of, by_reading, ceiling, every, none_of, permission
from yibao import common as shared

from yibao_jilin.eligibility import approved_by_the_health_authority


def is_the_revisit_item(
    line_category: Any,
    visit_revisit: Any,
    visit_disease_class: Any,
    institution_internet_licence: Any,
    institution_approver: Any,
    item_direct_to_patient: Any,
) -> Any:
    """The consultation of a revisit as part one describes it: by an approved institution, directly to the patient."""
    revisit = shared.is_revisit_for_common_or_chronic_disease(visit_revisit, visit_disease_class)
    approved = approved_by_the_health_authority(institution_internet_licence, institution_approver)
    return all_of(shared.is_consultation(line_category), revisit, approved, item_direct_to_patient)


def designated(institution_designated: Any) -> Any:
    """The institution is designated."""
    return institution_designated


def not_designated(institution_designated: Any) -> Any:
    """The institution is not designated."""
    return none_of(institution_designated)


def public(institution_ownership: Any) -> Any:
    """The institution is public."""
    return institution_ownership == "public"


def non_public(institution_ownership: Any) -> Any:
    """The institution is not public."""
    return institution_ownership == "non_public"


priced = every(is_the_revisit_item, shared.has_three_years_of_independent_work)
"""The revisit that part one prices, its physician's years included."""


@ceiling("一第1句e", "按普通门诊诊察（查）项目价格收取", when=every(priced, not_designated, public), under=("guidance_price", "ceiling"))
def ordinary_consultation_price(item_ceiling_amount: Any) -> Any:
    """A revisit costs at most the ordinary outpatient consultation."""
    return item_ceiling_amount


@ceiling(
    "一第1句e", "非公立机构也受普通门诊价格约束（依解读）", when=every(priced, not_designated, non_public), under=("guidance_price_binds", "everyone")
)
def ordinary_consultation_price_if_it_binds(item_ceiling_amount: Any, line_amount: Any, guidance_price: str) -> Any:
    """The price of the ordinary consultation also binds an institution that is not public, by a reading."""
    return by_reading(guidance_price, ceiling=item_ceiling_amount, free_upward=line_amount)


@ceiling("一第1句f", "定点机构按医务人员级别差异性收费（附件1）", when=every(priced, designated, public), under=("guidance_price", "ceiling"))
def price_of_the_staff_level(rank_ceiling_amount: Any) -> Any:
    """A revisit costs at most the price that annex 1 has for the staff level."""
    return rank_ceiling_amount


@ceiling("一第1句f", "非公立机构也受级别价格约束（依解读）", when=every(priced, designated, non_public), under=("guidance_price_binds", "everyone"))
def price_of_the_staff_level_if_it_binds(rank_ceiling_amount: Any, line_amount: Any, guidance_price: str) -> Any:
    """The price for the staff level also binds an institution that is not public, by a reading."""
    return by_reading(guidance_price, ceiling=rank_ceiling_amount, free_upward=line_amount)


@permission("一第2句", "价格为指导价，下浮不限")
def may_charge_less(
    line_category: Any,
    visit_revisit: Any,
    visit_disease_class: Any,
    institution_internet_licence: Any,
    institution_approver: Any,
    item_direct_to_patient: Any,
    service_date: Any,
    physician_independent_since: Any,
    month_end: str,
    number_included: str,
) -> Any:
    """The price that part one sets is a guidance price: any lower charge is free."""
    return all_of(
        is_the_revisit_item(
            line_category, visit_revisit, visit_disease_class, institution_internet_licence, institution_approver, item_direct_to_patient
        ),
        shared.has_three_years_of_independent_work(service_date, physician_independent_since, month_end, number_included),
    )


def invites_out_of_the_province(line_category: Any, invited_in_area: Any) -> Any:
    """A teleconsultation whose invited side lies outside the province."""
    return all_of(line_category == "teleconsultation", none_of(invited_in_area))


def invited_from_out_of_the_province(line_category: Any, invited_in_area: Any, inviting_in_area: Any) -> Any:
    """A teleconsultation in which a side outside the province invites one inside."""
    return all_of(line_category == "teleconsultation", invited_in_area, none_of(inviting_in_area))


@ceiling("一第3句", "省外远程会诊按受邀方属地项目价格执行", when=invites_out_of_the_province)
def price_at_the_invited_side(invited_price_amount: Any) -> Any:
    """A teleconsultation across the province's border costs what it costs at the invited side."""
    return invited_price_amount


@ceiling("一第3句", "省外机构邀请本省会诊也按受邀方属地价格（依解读）", when=invited_from_out_of_the_province, under=("outside_invites", "covered"))
def price_at_the_invited_side_if_it_is_covered(invited_price_amount: Any) -> Any:
    """That also holds where the outside institution invites, by a reading."""
    return invited_price_amount
