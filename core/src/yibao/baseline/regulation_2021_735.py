"""What does 国务院令第735号《医疗保障基金使用监督管理条例》 attach to a breach, by what is reported of it?

It stands beside whatever measure governs. The fine for a breach goes by the fund's loss, the fine for fraud by the amount
obtained: two amounts, never one. Whether an act was done to defraud is a person's finding. Of its acts, a drug prescribed again
(article 38) can be seen in the visits that are filed; the reports give no number of days, so what earlier visits supplied decides.
"""

from __future__ import annotations

from yibao.rules import Consequence, Detection, Sanction
from yibao.series import prescribed_before_used_up

BODIES = frozenset({"institution", "pharmacy"})
"""定点医药机构."""
PERSON = frozenset({"patient"})
AGENCY = "医疗保障行政部门"
CORRECTION = Sanction("correction", "责令改正", "ordered to correct")
INTERVIEW = Sanction("interview", "可以约谈", "interview")
REFUND = Sanction("recover_fee", "造成损失的责令退回", "refund of the loss", only_if="loss")
SUSPENSION = "责令相关责任部门暂停使用基金的医药服务"


def _act(
    clause: str, zh: str, en: str, kinds: frozenset[str], actors: frozenset[str] = BODIES, fraud: bool | None = None, needs_loss: bool = False
) -> Consequence:
    """An act of the regulation's lists: it names what was done, and the article's last paragraph what follows."""
    return Consequence(clause, zh, en, "administrative", actors, AGENCY, kinds, fraud, needs_loss=needs_loss)


BREACHES = frozenset(
    {
        "over_treatment",
        "over_prescription",
        "duplicate_prescription",
        "duplicate_charge",
        "over_ceiling",
        "swapped_item",
        "resale_help",
        "out_of_scope_billing",
    }
)
"""The acts of article 38."""
prescribed_again = Detection(
    "条例第三十八条（二）",
    "此前开的药未用完又开，可能重复开药",
    "a drug is prescribed again before it is used up: it may be prescribed twice",
    "duplicate_prescription",
    across=prescribed_before_used_up,
)
article_38_2 = _act(
    "条例第三十八条（二）",
    "诊疗不合规范、过度诊疗、超量或重复开药",
    "over-treatment, over-prescription or repeated prescription",
    frozenset({"over_treatment", "over_prescription", "duplicate_prescription"}),
)
article_38_3 = _act(
    "条例第三十八条（三）",
    "重复收费、超标准收费、分解项目收费",
    "charging twice, above the standard or by splitting",
    frozenset({"duplicate_charge", "over_ceiling"}),
)
article_38_4 = _act(
    "条例第三十八条（四）", "串换药品、耗材、项目或设施", "swapping drugs, materials, items or facilities", frozenset({"swapped_item"})
)
article_38_5 = _act(
    "条例第三十八条（五）", "为参保人转卖药品、返现等提供便利", "helping the insured to resell drugs or take cash back", frozenset({"resale_help"})
)
article_38_6 = _act(
    "条例第三十八条（六）", "把不属支付范围的费用纳入结算", "settling fees outside the fund's scope", frozenset({"out_of_scope_billing"})
)
breach = Consequence(
    "条例第三十八条后果",
    "责令改正，可以约谈；造成损失的退回并处罚款；拒不改正或后果严重的暂停相关责任部门",
    "correction; refund and fine where the fund lost; suspension of the department where it is not corrected or grave",
    "administrative",
    BODIES,
    AGENCY,
    BREACHES,
    fraud=False,
    or_without_loss=True,  # article 40(2) takes over what was done to defraud only where the fund lost by it
    sanctions=(
        CORRECTION,
        INTERVIEW,
        REFUND,
        Sanction("fine", "处造成损失金额的罚款", "fine by the loss", 1, 2, "times", "loss", "loss"),
        Sanction("suspend_department", SUSPENSION, "the department's fund services suspended", 6, 12, "months", "", "uncorrected_or_severe"),
    ),
)
OMISSIONS = frozenset({"no_internal_management", "records_not_kept", "missing_upload", "not_reported", "not_disclosed", "no_consent", "obstruction"})
"""The acts of article 39."""
article_39_1 = _act(
    "条例第三十九条（一）", "未建立内部管理制度或没有专人", "no internal management or staff for it", frozenset({"no_internal_management"})
)
article_39_2 = _act("条例第三十九条（二）", "未按规定保管资料", "records are not kept", frozenset({"records_not_kept"}))
article_39_3 = _act(
    "条例第三十九条（三）", "未通过信息系统传送数据", "data are not sent through the information system", frozenset({"missing_upload"})
)
article_39_4 = _act("条例第三十九条（四）", "未按规定报告", "information is not reported", frozenset({"not_reported"}))
article_39_5 = _act("条例第三十九条（五）", "未按规定公开", "information is not disclosed", frozenset({"not_disclosed"}))
article_39_6 = _act("条例第三十九条（六）", "未经同意提供范围外服务", "services outside the scope without consent", frozenset({"no_consent"}))
article_39_7 = _act("条例第三十九条（七）", "拒绝检查或提供虚假情况", "refusing inspection or giving false information", frozenset({"obstruction"}))
omission = Consequence(
    "条例第三十九条后果",
    "责令改正，可以约谈；拒不改正的处罚款",
    "correction; a fine where it is not corrected",
    "administrative",
    BODIES,
    AGENCY,
    OMISSIONS,
    sanctions=(
        CORRECTION,
        INTERVIEW,
        Sanction("fine", "处罚款", "fine", 1_000_000, 5_000_000, "fen", "", "uncorrected"),
    ),
)
FRAUDS = frozenset({"false_identity", "inducement", "forged_record", "fabricated_service"})
"""The acts of article 40."""
FRAUD_SANCTIONS = (
    Sanction("recover_fee", "责令退回", "refund"),
    Sanction("fine", "处骗取金额的罚款", "fine by the amount obtained by fraud", 2, 5, "times", "fraud"),
    Sanction("suspend_department", SUSPENSION, "the department's fund services suspended", 6, 12, "months"),
    Sanction("terminate_agreement", "直至解除服务协议", "up to termination of the agreement", agency="经办机构"),
    Sanction("revoke_licence", "有执业资格的依法吊销", "practising licence revoked", agency="主管部门"),
)
article_40_1 = _act(
    "条例第四十条（一）",
    "诱导、协助冒名或虚假就医购药",
    "inducing or helping impersonation or sham visits",
    frozenset({"false_identity", "inducement"}),
    BODIES,
    True,
)
article_40_2 = _act(
    "条例第四十条（二）",
    "伪造、变造、隐匿、涂改、销毁资料",
    "forging, altering, hiding or destroying records",
    frozenset({"forged_record"}),
    BODIES,
    True,
)
article_40_3 = _act("条例第四十条（三）", "虚构医药服务项目", "fabricating services", frozenset({"fabricated_service"}), BODIES, True)
breach_to_defraud = _act(
    "条例第四十条第二款", "为骗取基金而有第三十八条所列行为", "an act of article 38 done to defraud", BREACHES, BODIES, True, True
)
fraud = Consequence(
    "条例第四十条后果",
    "骗取基金的，责令退回并处罚款，暂停相关责任部门，直至解除协议；有执业资格的吊销",
    "fraud: refund and fine; suspension of the department up to termination; licence revoked",
    "administrative",
    BODIES,
    AGENCY,
    FRAUDS,
    fraud=True,
    sanctions=FRAUD_SANCTIONS,
)
fraud_by_breach = Consequence(
    "条例第四十条后果",
    "第三十八条行为以骗取为目的并造成损失的，按本条处理",
    "an act of article 38 done to defraud, by which the fund lost, is dealt with likewise",
    "administrative",
    BODIES,
    AGENCY,
    BREACHES,
    fraud=True,
    needs_loss=True,
    sanctions=FRAUD_SANCTIONS,
)
MISUSES = frozenset({"lent_voucher", "double_benefit", "resale_help"})
"""The acts of a person in article 41, paragraph 1."""
IMPERSONATION = frozenset({"false_identity"})
FORGERY = frozenset({"forged_record"})
PERSON_SANCTIONS = (
    CORRECTION,
    REFUND,
    Sanction("suspend_settlement", "暂停医疗费用联网结算", "online settlement suspended", 3, 12, "months"),
)
article_41_1 = _act("条例第四十一条（一）", "将凭证交由他人冒名使用", "lending the voucher to somebody else", frozenset({"lent_voucher"}), PERSON)
article_41_2 = _act("条例第四十一条（二）", "重复享受医保待遇", "taking a benefit twice", frozenset({"double_benefit"}), PERSON)
article_41_3 = _act("条例第四十一条（三）", "转卖药品、接受返现等非法获利", "reselling drugs or taking cash back", frozenset({"resale_help"}), PERSON)
misuse = Consequence(
    "条例第四十一条后果",
    "责令改正；造成损失的退回；暂停医疗费用联网结算",
    "correction; refund of a loss; online settlement suspended",
    "administrative",
    PERSON,
    AGENCY,
    MISUSES | IMPERSONATION,
    sanctions=PERSON_SANCTIONS,
)
misuse_by_forgery = Consequence(
    "条例第四十一条后果",
    "以伪造资料等骗取基金的，同前款处理",
    "the same for defrauding by forged records",
    "administrative",
    PERSON,
    AGENCY,
    FORGERY,
    fraud=True,
    sanctions=PERSON_SANCTIONS,
)
misuse_to_defraud = _act("条例第四十一条第二款a", "为骗取基金而有前款行为", "such an act done to defraud", MISUSES, PERSON, True, True)
impersonation = _act("条例第四十一条第二款b", "冒用他人凭证就医购药", "using somebody else's voucher", IMPERSONATION, PERSON)
forgery = _act("条例第四十一条第二款c", "以伪造资料等骗取基金", "defrauding by forged records", FORGERY, PERSON, True)
FINE = (Sanction("fine", "另处骗取金额的罚款", "a fine by the amount obtained by fraud beside it", 2, 5, "times", "fraud"),)
impersonation_fined = Consequence(
    "条例第四十一条第二款后果",
    "冒用他人凭证的，另处罚款",
    "a fine beside paragraph 1 for using somebody else's voucher",
    "administrative",
    PERSON,
    AGENCY,
    IMPERSONATION,
    sanctions=FINE,
)
misuse_fined = Consequence(
    "条例第四十一条第二款后果",
    "前款行为以骗取为目的并造成损失的，另处罚款",
    "a fine beside paragraph 1 for such an act done to defraud, by which the fund lost",
    "administrative",
    PERSON,
    AGENCY,
    MISUSES,
    fraud=True,
    needs_loss=True,
    sanctions=FINE,
)
forgery_fined = Consequence(
    "条例第四十一条第二款后果",
    "以伪造资料等骗取基金的，另处罚款",
    "a fine beside paragraph 1 for defrauding by forged records",
    "administrative",
    PERSON,
    AGENCY,
    FORGERY,
    fraud=True,
    sanctions=FINE,
)
