"""示例：违约了怎样处理?(第十四、十五、二十六、五十二条)"""

from __future__ import annotations

from yibao import Consequence, Sanction

INSTITUTION = frozenset({"institution"})

impersonation = Consequence(
    "第十四条",
    "默许冒名就医：扣除相关费用，暂停服务协议",
    "impersonation silently allowed: fees deducted and the agreement suspended",
    "agreement",
    INSTITUTION,
    "经办机构",
    acts=frozenset({"false_identity"}),
    sanctions=(
        Sanction("refuse_fee", "扣除相关费用", "related fees deducted"),
        Sanction("suspend_agreement", "暂停服务协议", "agreement suspended", 3, 6, "months"),
    ),
    mandatory=True,
)
records = Consequence(
    "第十五条",
    "未按规定记录和保管的处理，原文残缺",
    "what follows where records are not made is lost",
    "agreement",
    INSTITUTION,
    "经办机构",
    acts=frozenset({"records_not_kept"}),
    truncated=True,
    further=True,
)
discount = Consequence(
    "第二十六条",
    "单方让利或优惠的，可暂停服务协议",
    "a one-sided discount: the agreement may be suspended",
    "agreement",
    INSTITUTION,
    "经办机构",
    acts=frozenset({"unilateral_discount"}),
    sanctions=(Sanction("suspend_agreement", "暂停服务协议", "agreement suspended", 3, 3, "months"),),
    mandatory=False,
)
swapping = Consequence(
    "第五十二条",
    "串换药品或项目的，拒付费用并终止协议",
    "swapping drugs or services: fees refused and the agreement ended",
    "agreement",
    INSTITUTION,
    "经办机构",
    acts=frozenset({"swapped_item"}),
    sanctions=(
        Sanction("refuse_fee", "拒付费用", "fees refused"),
        Sanction("terminate_agreement", "终止协议", "agreement ended"),
    ),
    mandatory=True,
)
