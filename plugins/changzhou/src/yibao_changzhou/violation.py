"""常州：哪些可疑，违约违规了由谁怎样处理?(第31、38、48、49、55段)

The notice has no price ceiling and speaks neither of flows nor of fabricated services: only missing uploads can be suspected.
The lists of grounds are mostly lost; what is left of them is marked as broken off.
"""

from __future__ import annotations

from yibao import Consequence, Detection, Sanction

missing_upload = Detection(
    "第31段b",
    "应上传的医药服务、结算清单、收费明细未上传",
    "service, settlement list or fee details that are due were not uploaded",
    "missing_upload",
    signs=("details_are_uploaded",),
)

BODIES = frozenset({"institution", "pharmacy"})
PRACTITIONERS = frozenset({"physician", "nurse", "pharmacist"})

nine_measures = Consequence(
    "第38段a",
    "可根据违约情节轻重采取下列措施",
    "measures by the gravity of the breach",
    "agreement",
    BODIES,
    "经办机构",
    sanctions=(
        Sanction("interview", "约谈", "interview"),
        Sanction("correction", "限期整改", "correction within a time"),
        Sanction("withhold_settlement", "暂停拨付结算费用", "payment withheld"),
        Sanction("refuse_fee", "拒付费用", "fee refused"),
        Sanction("recover_fee", "追回已支付的医保费用", "paid fees recovered"),
        Sanction("contract_penalty", "要求支付违约金", "contractual penalty"),
        Sanction("reduce_scope", "减少服务范围", "scope of services reduced"),
        Sanction("suspend_agreement", "暂停服务协议", "agreement suspended"),
        Sanction("terminate_agreement", "解除服务协议", "agreement terminated"),
    ),
    mandatory=False,
)
to_the_administration = Consequence(
    "第38段b",
    "涉嫌违反法律法规规章的，提请医保行政部门处理",
    "suspected breaches of law are submitted to the administration",
    "administrative",
    BODIES,
    "经办机构",
    on_suspicion=True,
)
to_justice = Consequence(
    "第38段b",
    "涉嫌违法的，移送司法部门",
    "suspected crimes are referred to the judicial authorities",
    "criminal",
    BODIES,
    "经办机构",
    on_suspicion=True,
)
termination = Consequence(
    "第48段a",
    "发生所列行为之一的，应解除服务协议并公布名单",
    "on any listed act the agreement must be terminated and the name published",
    "agreement",
    BODIES,
    "经办机构",
    sanctions=(
        Sanction("terminate_agreement", "解除服务协议", "agreement terminated"),
        Sanction("publish_name", "公布名单", "name published"),
    ),
    mandatory=True,
    truncated=True,
    open_list=True,
)
ban = Consequence(
    "第48段b",
    "查实骗取医保基金等违规的医师、护士、药师，视情节停止医保结算资格",
    "for a verified fraud or the like, physicians, nurses and pharmacists lose the right to settle, by gravity",
    "any",
    PRACTITIONERS,
    "经办机构",
    fraud=True,
    sanctions=(Sanction("ban_practitioner", "停止医保结算资格", "right to settle suspended", 1, 5, "years"),),
    mandatory=True,
    open_list=True,
)
report_to_health = Consequence(
    "第48段b",
    "将违规行为通报卫生健康等行政部门",
    "the breach is reported to the health and other authorities",
    "publicity",
    PRACTITIONERS,
    "医疗保障行政部门",
    fraud=True,
    mandatory=True,
    open_list=True,
)
known_ground = Consequence(
    "第49段",
    "解除情形（1）：医保办发〔2018〕21号所列违约或〔2018〕22号所列欺诈骗保",
    "ground (1): the acts that notices no. 21 and no. 22 of 2018 list",
    "agreement",
    BODIES,
    "经办机构",
    truncated=True,
    open_list=True,
)
by_the_administration = Consequence(
    "第55段",
    "及时纠正查处，视情节采取下列措施，依法给予行政处罚",
    "corrected and punished; measures by gravity, and administrative penalties by law",
    "administrative",
    BODIES,
    "医疗保障行政部门",
    sanctions=(
        Sanction("recover_fee", "追回已拨付的医保费用", "paid fees recovered"),
        Sanction("suspend_staff", "中止相关医务人员为参保人提供服务", "staff stopped from serving the insured"),
        Sanction("suspend_agreement", "暂停定点协议", "agreement suspended"),
        Sanction("terminate_agreement", "解除定点协议", "agreement terminated"),
        Sanction("fine", "依据法律法规给予行政处罚", "administrative penalty by law", elsewhere=True),
        Sanction("referral", "移交其他部门", "referral to other departments"),
    ),
)
to_justice_by_the_administration = Consequence(
    "第55段",
    "涉嫌违法犯罪的移交司法部门",
    "suspected crimes are referred to the judicial authorities",
    "criminal",
    BODIES,
    "医疗保障行政部门",
    on_suspicion=True,
)
