"""天津：哪些可疑，违规了由谁怎样处理?(第七、八、十八、二十二至二十四条)

Every suspicion is only that: articles 20 and 24 wait until it is verified. Article 22 wants the three flows monitored so that no
service is fabricated; on drugs prescribed again the measure is silent.

A designated retail pharmacy has duties under article 11 but is not among the actors of article 24:
no route is written for it. A nurse is named nowhere.
"""

from __future__ import annotations

from yibao import Consequence, Detection, Sanction, series

over_ceiling = Detection(
    "第七条第1句a",
    "收费超过公布的价格标准",
    "charged above the published price standard",
    "over_ceiling",
    signs=("published_price",),
)
reinvented_item = Detection(
    "第八条第3句",
    "以变换表述、拆分内涵、增加非医疗步骤增设项目",
    "an existing item was reworded, split or padded",
    "reinvented_item",
    signs=("item_is_not_reinvented",),
)
online_offline_mixed = Detection(
    "第十八条第1句",
    "申报未区分线上线下费用",
    "online and offline charges are not told apart",
    "online_offline_mixed",
    signs=("line_is_marked_online",),
)
missing_upload = Detection(
    "第二十二条b", "应上传的记录未上传", "records that are due were not uploaded", "missing_upload", signs=("records_are_uploaded",)
)
fabricated_service = Detection(
    "第二十二条e",
    "申报多于信息流、资金流、物流所示，可能虚构医疗服务",
    "more is filed than the three flows show: a service may be fabricated",
    "fabricated_service",
    across=series.more_filed_than_flowed,
)

ACTORS = frozenset({"institution", "physician", "pharmacist", "patient"})
"""定点医疗机构及其医保服务医师（药师）, 参保人员."""

publicity = Consequence(
    "第二十三条",
    "向社会公开案件，向卫生健康、市场监管等部门通报，纳入信用平台，依法联合惩戒",
    "the case is published, reported to other departments and entered into credit platforms",
    "publicity",
    ACTORS,
    "市区两级医疗保障部门",
    sanctions=(
        Sanction("publish_case", "向社会公开案件", "case published"),
        Sanction("joint_discipline", "依法联合惩戒", "joint discipline by law"),
    ),
)
by_agreement = Consequence(
    "第二十四条第1句a", "按照协议约定处理", "handled as the agreement provides", "agreement", ACTORS, "市医保中心", further=True
)
by_penalty = Consequence(
    "第二十四条第1句b", "依法给予行政处罚", "administrative penalty by law", "administrative", ACTORS, "医疗保障部门", further=True
)
by_criminal_law = Consequence("第二十四条第1句c", "依法追究刑事责任", "criminal liability by law", "criminal", ACTORS, "条文未写明", further=True)
