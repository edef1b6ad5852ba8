"""天津：违规了由谁怎样处理?(第二十三、二十四条)

A designated retail pharmacy has duties under article 11 but is not among the actors of article 24:
no route is written for it. A nurse is named nowhere.
"""

from __future__ import annotations

from yibao import Consequence

ACTORS = frozenset({"institution", "physician", "pharmacist", "patient"})
"""定点医疗机构及其医保服务医师（药师）, 参保人员."""

publicity = Consequence(
    "第二十三条",
    "向社会公开案件，向卫生健康、市场监管等部门通报，纳入信用平台，依法联合惩戒",
    "the case is published, reported to other departments and entered into credit platforms",
    "publicity",
    ACTORS,
    "市区两级医疗保障部门",
)
by_agreement = Consequence("第二十四条第1句a", "按照协议约定处理", "handled as the agreement provides", "agreement", ACTORS, "市医保中心")
by_penalty = Consequence("第二十四条第1句b", "依法给予行政处罚", "administrative penalty by law", "administrative", ACTORS, "医疗保障部门")
by_criminal_law = Consequence("第二十四条第1句c", "依法追究刑事责任", "criminal liability by law", "criminal", ACTORS, "条文未写明")
