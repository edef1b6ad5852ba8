"""温州：哪些可疑，违规了由谁怎样处理?(第九、十、十二、二十三、二十六至二十八条)

Every suspicion is only that: articles 24 and 28 wait until it is verified. Article 26 wants the three flows monitored so that no
service is fabricated; on drugs prescribed again the measure is silent.

Nurses are named where cases are published (第二十七条) and not where they are sanctioned (第二十八条).
"""

from __future__ import annotations

from yibao import Consequence, Detection, Sanction, series

over_published_price = Detection(
    "第九条第一款a",
    "收费超过公布的价格标准",
    "charged above the published price standard",
    "over_ceiling",
    signs=("published_price",),
)
reinvented_item = Detection(
    "第十条第二款b",
    "以变换表述、拆分内涵、增加非医疗步骤增设项目",
    "an existing item was reworded, split or padded",
    "reinvented_item",
    signs=("item_is_not_reinvented",),
)
over_revisit_price = Detection(
    "第十二条第二款a",
    "复诊收费超过公立医院普通门诊诊察类项目价格",
    "a revisit is charged above the public ordinary outpatient price",
    "over_ceiling",
    signs=("public_revisit_price", "market_revisit_ceiling"),
)
online_offline_mixed = Detection(
    "第二十三条a", "申报未区分线上线下费用", "online and offline charges are not told apart", "online_offline_mixed", signs=("line_is_marked_online",)
)
missing_upload = Detection(
    "第二十六条b", "应上传的记录未上传", "records that are due were not uploaded", "missing_upload", signs=("records_are_uploaded",)
)
fabricated_service = Detection(
    "第二十六条d",
    "申报多于信息流、资金流、物流所示，可能虚构医疗服务",
    "more is filed than the three flows show: a service may be fabricated",
    "fabricated_service",
    across=series.more_filed_than_flowed,
)

ACTORS = frozenset({"institution", "physician", "pharmacist", "patient"})
"""定点医疗机构及其医保服务医师（药师）, 参保人员."""

publicity = Consequence(
    "第二十七条",
    "向社会公开案件，纳入信用监管，向卫生健康、市场监管等部门通报，依法联合惩戒",
    "the case is published, entered into credit supervision and reported to other departments",
    "publicity",
    ACTORS | {"nurse"},
    "医疗保障行政部门",
    sanctions=(
        Sanction("publish_case", "向社会公开案件", "case published"),
        Sanction("joint_discipline", "依法联合惩戒", "joint discipline by law"),
    ),
)
by_agreement = Consequence("第二十八条a", "按照协议约定处理", "handled as the agreement provides", "agreement", ACTORS, "经办机构", further=True)
by_penalty = Consequence("第二十八条b", "依法给予行政处罚", "administrative penalty by law", "administrative", ACTORS, "医疗保障部门", further=True)
by_criminal_law = Consequence("第二十八条c", "依法追究刑事责任", "criminal liability by law", "criminal", ACTORS, "条文未写明", further=True)
