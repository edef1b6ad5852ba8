"""吉林：可以收多少?(一)

Prices differ by staff level at designated institutions; the table (annex 1) is not at hand and comes with the area's policy.
"""

from __future__ import annotations

from typing import Any

from yibao import all_of, by_reading, ceiling, none_of, permission
from yibao import common as shared


def is_the_revisit_item(line_category: Any, visit_revisit: Any, visit_disease_class: Any, institution_approver: Any) -> Any:
    """The fee is for a revisit as part one describes it, at an institution approved by the health authority."""
    revisit = shared.is_revisit_for_common_or_chronic_disease(visit_revisit, visit_disease_class)
    return all_of(shared.is_visit_fee(line_category), revisit, institution_approver == "health")


def not_designated(line_category: Any, visit_revisit: Any, visit_disease_class: Any, institution_approver: Any, institution_designated: Any) -> Any:
    """The revisit item at an institution that is not designated."""
    item = is_the_revisit_item(line_category, visit_revisit, visit_disease_class, institution_approver)
    return all_of(item, none_of(institution_designated))


def designated_public(
    line_category: Any,
    visit_revisit: Any,
    visit_disease_class: Any,
    institution_approver: Any,
    institution_designated: Any,
    institution_ownership: Any,
) -> Any:
    """The revisit item at a designated public institution."""
    item = is_the_revisit_item(line_category, visit_revisit, visit_disease_class, institution_approver)
    return all_of(item, institution_designated, institution_ownership == "public")


def designated_non_public(
    line_category: Any,
    visit_revisit: Any,
    visit_disease_class: Any,
    institution_approver: Any,
    institution_designated: Any,
    institution_ownership: Any,
) -> Any:
    """The revisit item at a designated institution that is not public."""
    item = is_the_revisit_item(line_category, visit_revisit, visit_disease_class, institution_approver)
    return all_of(item, institution_designated, institution_ownership == "non_public")


@ceiling("一第1句e", "按普通门诊诊察（查）项目价格收取", when=not_designated, under=("guidance_price", "ceiling"))
def ordinary_consultation_price(item_ceiling_amount: Any) -> Any:
    """A revisit costs at most the ordinary outpatient consultation."""
    return item_ceiling_amount


@ceiling("一第1句f", "定点机构按医务人员级别差异性收费（附件1）", when=designated_public, under=("guidance_price", "ceiling"))
def price_of_the_staff_level(rank_ceiling_amount: Any) -> Any:
    """A revisit costs at most the price that annex 1 has for the staff level."""
    return rank_ceiling_amount


@ceiling("一第1句f", "定点非公立机构是否受级别价格约束", when=designated_non_public, under=("guidance_price_binds", "everyone"))
def price_of_the_staff_level_if_it_binds(rank_ceiling_amount: Any, line_amount: Any, guidance_price: str) -> Any:
    """Whether the price for the staff level also binds an institution that is not public."""
    return by_reading(guidance_price, ceiling=rank_ceiling_amount, free_upward=line_amount)


@permission("一第2句", "价格为指导价，下浮不限")
def may_charge_less(line_category: Any, visit_revisit: Any, visit_disease_class: Any, institution_approver: Any) -> Any:
    """The price is a guidance price: any lower charge is free."""
    return is_the_revisit_item(line_category, visit_revisit, visit_disease_class, institution_approver)


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


@ceiling("一第3句", "省外机构邀请本省会诊是否按受邀方属地价格", when=invited_from_out_of_the_province, under=("outside_invites", "covered"))
def price_at_the_invited_side_if_it_is_covered(invited_price_amount: Any) -> Any:
    """Whether that also holds where the outside institution invites."""
    return invited_price_amount
