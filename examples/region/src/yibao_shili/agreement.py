"""示例：补充协议怎样申请和签订?(第十一条)"""

from __future__ import annotations

from yibao import Cascade, Clock, Procedure, Step, Wait
from yibao.procedure import AGENCY

supplementary = Procedure(
    "supplementary",
    steps=(
        Step("第十一条a", "received", ("none", "review_failed"), "received"),
        Step("第十一条a", "reviewed:passed", ("received",), "approved", AGENCY),
        Step("第十一条a", "reviewed:failed", ("received",), "review_failed", AGENCY),
        Step("第十一条a", "signed", ("approved",), "signed", AGENCY),
        Step("第十一条b", "notified", ("approved", "review_failed"), "", AGENCY),
    ),
    clocks=(
        Clock("第十一条a", "审核材料", "review of the materials", AGENCY, "received", ("reviewed",), 5),
        Clock("第十一条b", "一次告知全部缺项", "all that is wanting told at once", AGENCY, "reviewed:failed", ("notified",), whole=True),
    ),
    waits=(Wait("第十一条b", "告知后满1个月再申请", "a month after being told", "notified", "received", 1, "months", after=("review_failed",)),),
    cascade=Cascade(
        "第十一条c", "主协议暂停的同时暂停", "suspended together with the main agreement", "main", {"suspended": "suspended"}, "restored_main"
    ),
)
PROCEDURES = (supplementary,)
