"""天津：补充协议怎样申请、审核、测试、签订?(第四至六条)

The measure gives no deemed approval to an applicant who is kept waiting, no lapse to an institution that
is late, no wait after a failure, and no word on what the main agreement's suspension does to this one.
"""

from __future__ import annotations

from yibao import Clock, Party, Procedure, Step
from yibao.procedure import INSTITUTION

CENTRE = Party("agency", "市医保中心及其分支机构", "the municipal insurance centre and its branches")

supplementary = Procedure(
    "supplementary",
    steps=(
        Step("第四条", "received", ("none", "review_failed", "test_failed", "signed"), "received", needs=("entity_is_designated",)),
        Step("第六条第1句", "reviewed:passed", ("received",), "approved", CENTRE),
        Step("第六条第1句", "reviewed:failed", ("received",), "review_failed", CENTRE),
        Step("第六条第2句", "ready", ("approved",)),
        Step("第六条第2句", "test_requested", ("approved",), "test_requested"),
        Step("第六条第3句a", "tested:passed", ("test_requested",), "test_passed", CENTRE),
        Step("第六条第3句a", "tested:failed", ("test_requested",), "test_failed", CENTRE),
        Step("第六条第3句b", "signed", ("test_passed",), "signed", CENTRE, needs=("entity_is_under_agreement",)),
        Step("第六条第4句", "notified", ("approved", "review_failed", "test_failed", "test_passed"), "", CENTRE),
    ),
    clocks=(
        Clock("第六条第1句", "审核材料", "review of the materials", CENTRE, "received", ("reviewed",), 5),
        Clock(
            "第六条第2句",
            "完成系统改造、电子凭证和移动支付对接，并申请测试",
            "systems ready, e-voucher and mobile payment connected, test requested",
            INSTITUTION,
            "notified",
            ("ready:system", "ready:e_voucher", "ready:mobile_payment", "test_requested"),
            3,
            "months",
            after=("approved",),
            reading="unstated_start",
            starts={"told": "notified", "act": "reviewed:passed"},
        ),
        Clock("第六条第3句a", "完成测试验收", "acceptance test finished", CENTRE, "test_requested", ("tested",), 5),
        Clock("第六条第3句b", "签订补充协议", "supplementary agreement signed", CENTRE, "tested:passed", ("signed",), 5),
        Clock(
            "第六条第4句",
            "一次性告知需完善的内容",
            "all that is wanting told in one notice",
            CENTRE,
            "reviewed:failed|tested:failed",
            ("notified",),
            whole=True,
        ),
    ),
)
PROCEDURES = (supplementary,)
