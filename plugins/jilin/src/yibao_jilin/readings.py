"""Where does only Jilin's text leave a choice?"""

from __future__ import annotations

from yibao import reading

READINGS = (
    reading(
        "revisit_item",
        "第二部分所付的复诊项目是否以第一部分的条件为前提",
        "whether the item that part two pays for must have all that part one says of it",
        default="as_in_part_one",
        ground=(
            "第二部分沿用第一部分标题所定的“互联网复诊医疗服务项目”",
            "part two uses the name of the item that part one, by its heading, describes",
        ),
        as_in_part_one=("须符合第一部分的描述", "it must"),
        own_words=("只看第二部分的用语", "only part two's own words count"),
    ),
    reading(
        "other_pharmacies",
        "在本机构和定点零售药店以外购药，药费是否支付",
        "whether drugs bought elsewhere than here or at a designated pharmacy are paid",
        default="not_paid",
        ground=(
            "只写可在本机构或定点零售药店购药；经办机构与定点机构结算",
            "only these two places are named, and agencies settle with designated bodies",
        ),
        not_paid=("不予支付", "not paid"),
        other_rules=("条文未写不付，依统筹区其他规定", "not excluded here; by the area's other rules"),
    ),
    reading(
        "guidance_price",
        "“指导价，下浮不限”是否限制上浮",
        "whether a guidance price that is free downward is a ceiling",
        default="ceiling",
        ground=("只放开下浮，故指导价为上限", "only the downward side is set free, so the guidance price is the upper limit"),
        ceiling=("是上限", "it is"),
        free_upward=("上浮也不限", "upward is free, too"),
    ),
    reading(
        "guidance_price_binds",
        "指导价是否约束非公立机构的收费",
        "whether the guidance price binds what a non-public institution charges",
        default="public_only",
        ground=(
            "第二部分第2句只为非公立机构定支付标准，可见其收费可以不同",
            "part two only sets a payment standard for them, which presumes a price of their own",
        ),
        public_only=("只约束公立机构", "public ones only"),
        everyone=("约束所有机构", "every one"),
    ),
    reading(
        "outside_invites",
        "省外机构邀请省内机构会诊是否属于“省外远程会诊”",
        "whether a teleconsultation is out of the province where the outside institution invites",
        default=None,
        ground=("条文只写“省外远程会诊”，未写哪一方在省外", "the text does not say which side is outside"),
        covered=("属于，受邀方在本省", "it is, and the invited side is here"),
        not_covered=("不属于", "it is not"),
    ),
    reading(
        "unnamed_fee_kinds",
        "复诊项目和药费以外的费用是否支付",
        "whether fees other than the revisit and drugs are paid",
        default=None,
        ground=("第二部分只把复诊项目纳入，未写其他费用", "part two takes in the revisit item and is silent on other fees"),
        not_payable=("不予支付", "not paid"),
        other_rules=("依统筹区其他规定", "by the area's other rules"),
    ),
    reading(
        "general_treatment_class",
        "“实行一般诊疗费的”指费用还是机构",
        "whether class B goes by the fee or by the institution that uses the general treatment fee",
        default="fee",
        ground=("与“诊察费”相对，宜指收费项目；附件2不在手", "it stands beside the consultation fee, so a fee; annex 2 is not at hand"),
        fee=("收取一般诊疗费的项目", "the fee"),
        institution=("实行一般诊疗费的机构", "the institution"),
    ),
    reading(
        "compliant_drug_fee",
        "在线处方药费怎样才算“符合规定”",
        "what makes a drug fee on an online prescription comply with the rules",
        default=None,
        ground=("所指规定没有列出", "the rules that are meant are not named"),
        in_catalogue=("在医保目录内", "in the insurance catalogue"),
        other_rules=("依统筹区其他规定", "by the area's other rules"),
    ),
    reading(
        "drugs_need_a_payable_revisit",
        "药费支付是否以该次复诊可以支付为前提",
        "whether a drug is paid only where the revisit itself is",
        default=None,
        ground=("服务费与药费并列，未写后者以前者为前提", "service and drug fees stand side by side; that one presupposes the other is not said"),
        needed=("是", "yes"),
        not_needed=("否", "no"),
    ),
    reading(
        "provincial_price",
        "省（部）属公立机构的价格是否按医务人员级别对应",
        "whether the price of province-level public institutions is compared level by level",
        default="same_level",
        ground=("第一部分的价格按级别而异，故比同一级别", "part one's prices differ by level, so the same level is compared"),
        same_level=("同一级别", "the same staff level"),
        one_price=("一个价格", "one price"),
    ),
)
