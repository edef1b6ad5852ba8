"""吉林：哪些可疑，违规了由谁怎样处理?(一，五，六（三）)

The price of part one is a guidance price: that it may not be exceeded is a reading, under which alone anybody is suspected.
Part five wants the three flows monitored, and no service fabricated. On uploads, on items made anew, on telling online from offline
charges and on drugs prescribed again the notice is silent.

The notice tells no natures apart: whoever defrauds the fund is dealt with by law, and referred for joint discipline.
"""

from __future__ import annotations

from yibao import Consequence, Detection, Sanction, series

over_ordinary_price = Detection(
    "一第1句e",
    "复诊收费超过普通门诊诊察项目价格",
    "a revisit is charged above the ordinary consultation",
    "over_ceiling",
    signs=("ordinary_consultation_price", "ordinary_consultation_price_if_it_binds"),
)
over_price_of_the_level = Detection(
    "一第1句f",
    "复诊收费超过医务人员级别的价格",
    "a revisit is charged above the price for the staff level",
    "over_ceiling",
    signs=("price_of_the_staff_level", "price_of_the_staff_level_if_it_binds"),
)
over_price_of_the_invited_side = Detection(
    "一第3句",
    "远程会诊收费超过受邀方所在地价格",
    "a teleconsultation is charged above the price at the invited side",
    "over_ceiling",
    signs=("price_at_the_invited_side", "price_at_the_invited_side_if_it_is_covered"),
)
fabricated_service = Detection(
    "五第2句b",
    "申报多于信息流、资金流、物流所示，可能虚构医疗服务",
    "more is filed than the three flows show: a service may be fabricated",
    "fabricated_service",
    across=series.more_filed_than_flowed,
)

ACTORS = frozenset({"institution", "physician", "pharmacist", "nurse", "pharmacy", "patient"})
"""The notice names the act and nobody in particular."""

fraud_is_punished = Consequence(
    "六（三）第2句",
    "欺诈骗保依法依规严肃处理，移交相关部门联合惩戒",
    "fraud is dealt with by law and referred to the departments concerned for joint discipline",
    "any",
    ACTORS,
    "医保部门",
    fraud=True,
    sanctions=(Sanction("joint_discipline", "移交联合惩戒", "referral for joint discipline"),),
    mandatory=True,
    further=True,
)
