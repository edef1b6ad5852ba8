"""温州：违规了由谁怎样处理?(第二十七、二十八条)

Nurses are named where cases are published (第二十七条) and not where they are sanctioned (第二十八条).
"""

from __future__ import annotations

from yibao import Consequence

ACTORS = frozenset({"institution", "physician", "pharmacist", "patient"})
"""定点医疗机构及其医保服务医师（药师）, 参保人员."""

publicity = Consequence(
    "第二十七条",
    "向社会公开案件，纳入信用监管，向卫生健康、市场监管等部门通报，依法联合惩戒",
    "the case is published, entered into credit supervision and reported to other departments",
    "publicity",
    ACTORS | {"nurse"},
    "医疗保障行政部门",
)
by_agreement = Consequence("第二十八条a", "按照协议约定处理", "handled as the agreement provides", "agreement", ACTORS, "经办机构")
by_penalty = Consequence("第二十八条b", "依法给予行政处罚", "administrative penalty by law", "administrative", ACTORS, "医疗保障部门")
by_criminal_law = Consequence("第二十八条c", "依法追究刑事责任", "criminal liability by law", "criminal", ACTORS, "条文未写明")
