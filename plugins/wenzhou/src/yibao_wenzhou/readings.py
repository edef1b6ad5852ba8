"""Where does only Wenzhou's text leave a choice?"""

from __future__ import annotations

from yibao import reading

READINGS = (
    reading(
        "non_public_revisit_price",
        "非公立机构的复诊收费依第九条第二款还是第十二条第二款",
        "whether article 9 or article 12 rules what a non-public institution may charge for a revisit",
        default=None,
        ground=(
            "第九条第二款实行市场调节，第十二条第二款按公立价格“收费和支付”，两款未协调",
            "article 9(2) leaves the price to the market, article 12(2) has it charged and paid at the public price; they are not reconciled",
        ),
        article_12=("按公立普通门诊诊察价格收费", "the public ordinary price is also the ceiling"),
        article_9=("市场调节，公立价格只是支付标准", "market price; the public price is only the payment standard"),
    ),
    reading(
        "account_for_other_fees",
        "职工个人账户能否用于基金不付的费用（配送费、目录外）",
        "whether the personal account may pay fees that the fund does not pay (delivery, off-list)",
        default="not_allowed",
        ground=(
            "“其中个人负担的费用”指前句可付费用的个人部分；配送费不纳入“医保支付范围”",
            "“of these, the own share” means the fees of the sentence before; delivery is outside insurance payment altogether",
        ),
        not_allowed=("不能", "no"),
        allowed=("能", "yes"),
    ),
    reading(
        "unnamed_fee_kinds",
        "诊察费、药品费以外的费用是否支付",
        "whether fees other than consultation and drugs are paid",
        default="not_payable",
        ground=(
            "第十二条第一款只列诊察费和药品费（条文未写“仅”）",
            "article 12(1) names consultation and drug fees (without the word “only”)",
        ),
        not_payable=("不予支付", "not paid"),
        payable=("按第二十三条（一）的医疗服务项目支付", "paid as items under article 23(1)"),
    ),
    reading(
        "revisit_without_prescription",
        "复诊未开处方时诊察费是否支付",
        "whether the consultation fee is paid when the revisit ends without a prescription",
        default=None,
        ground=(
            "第十二条第一款写“复诊并开具处方”，第二款定复诊价格时未重复",
            "article 12(1) says revisit and prescription; article 12(2) prices the revisit without repeating it",
        ),
        not_payable=("不予支付", "not paid"),
        payable=("可以支付", "paid"),
    ),
    reading(
        "insured_elsewhere",
        "在其他统筹区参保的患者是否依本办法支付",
        "whether patients insured in another area are paid under this measure",
        default=None,
        ground=(
            "第六条（六）要求区分异地业务，第十二条只写“参保人”",
            "article 6(6) separates other-area business; article 12 only says insured person",
        ),
        not_payable=("不依本办法支付", "not paid under it"),
        payable=("依本办法支付", "paid under it"),
    ),
    reading(
        "drugs_outside_the_list",
        "慢性病药品目录以外的药品是否支付",
        "whether drugs outside the chronic-disease drug list are paid",
        default="not_payable",
        ground=("第十三条把病种和药品一并限于所引文件", "article 13 ties diseases and drugs to the same document"),
        not_payable=("不予支付", "not paid"),
        by_catalogue=("按医保药品目录支付", "paid by the general catalogue"),
    ),
    reading(
        "physician_registered_elsewhere",
        "在其他统筹区注册的医师能否依本办法开展",
        "whether a physician registered in another area may act under this measure",
        default=None,
        ground=(
            "第二十条以本统筹区注册医师为主语，未写“须”",
            "article 20 speaks of physicians registered in the area without saying that they must be",
        ),
        barred=("不能", "no"),
        not_barred=("条文未禁止", "not barred by the text"),
    ),
)
