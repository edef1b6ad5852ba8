"""Where does only Wenzhou's text leave a choice?"""

from __future__ import annotations

from yibao import reading

READINGS = (
    reading(
        "market_revisit_price",
        "实行市场调节的复诊收费依第九条还是第十二条第二款",
        "whether article 9 or article 12 rules what may be charged for a revisit whose price is left to the market",
        default=None,
        ground=(
            "第九条把非公立机构及个性化、境外服务的价格交给市场，第十二条第二款按公立价格“收费和支付”，两条未协调",
            "article 9 leaves some prices to the market, article 12(2) has revisits charged and paid at the public price",
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
        "other_fees",
        "医疗服务项目和药品以外的费用（材料等）是否支付",
        "whether fees that are neither service items nor drugs (materials and others) are paid",
        default=None,
        ground=("第二十三条（一）只列药品和医疗服务项目", "article 23(1) names drugs and service items only"),
        not_payable=("不予支付", "not paid"),
        payable=("按线下规定支付", "paid as offline"),
    ),
    reading(
        "unnamed_drug_channel",
        "药品不经慢性病药品配送平台取得时是否支付",
        "whether drugs obtained otherwise than through the delivery platform are paid",
        default=None,
        ground=(
            "第十四条只写配送平台，第十五条的零售药店尚在探索，本院取药未写",
            "article 14 describes the platform only; retail is explored (art. 15), the own pharmacy not mentioned",
        ),
        not_payable=("不予支付", "not paid"),
        payable=("不因此不付", "not refused for that"),
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
    reading(
        "same_term",
        "补充协议期限与主协议“保持一致”指什么",
        "what it takes for the two agreements to have the same term",
        default="same_end",
        ground=(
            "补充协议不能早于签订之日开始，能一致的是到期日",
            "a supplementary agreement cannot begin before it is signed; what can agree is its end",
        ),
        same_end=("到期日一致", "the same last day"),
        same_start_and_end=("起止日均一致", "the same first and last day"),
    ),
    reading(
        "restored_main",
        "主协议恢复后，随之中止的补充协议是否恢复",
        "whether the supplementary agreement comes back with the main one",
        default=None,
        ground=("第二十二条只写中止和解除，没有写恢复", "article 22 speaks of suspending and terminating, not of restoring"),
        revives=("随之恢复", "yes, at the same time"),
        stays=("不随之恢复", "no"),
    ),
)
