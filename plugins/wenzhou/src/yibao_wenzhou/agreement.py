"""温州：补充协议怎样申请、审核、测试、签订，主协议变动时怎样?(第五、七、二十二条)

The main agreement is not this measure's matter: what happens to it is taken as recorded. What becomes of
the supplementary agreement when the main one is restored the measure does not say (`restored_main`).
"""

from __future__ import annotations

from typing import Any

from yibao import Cascade, Clock, Effect, Party, Procedure, Step, Wait, all_of, by_reading, condition
from yibao.procedure import AGENCY, INSTITUTION

LOCAL_AGENCY = Party("agency", "辖区经办机构", "the local agency")
INFORMATION_DEPARTMENT = Party("agency", "医保信息部门", "the insurance information department")


@condition("第七条e", "补充协议期限与主协议一致", otherwise=Effect.DUTY_NOT_MET, owner="agency")
def terms_are_the_same(
    main_agreement_start: Any, main_agreement_end: Any, supplementary_agreement_start: Any, supplementary_agreement_end: Any, same_term: str
) -> Any:
    """The supplementary agreement has the term of the main one."""
    same_end = supplementary_agreement_end == main_agreement_end
    return by_reading(same_term, same_end=same_end, same_start_and_end=all_of(same_end, supplementary_agreement_start == main_agreement_start))


supplementary = Procedure(
    "supplementary",
    steps=(
        Step("第五条第一款", "received", ("none", "review_failed", "test_failed", "signed"), "received", needs=("applies_for_both",)),
        Step("第七条a", "reviewed:passed", ("received",), "approved", LOCAL_AGENCY),
        Step("第七条a", "reviewed:failed", ("received",), "review_failed", LOCAL_AGENCY),
        Step("第七条b", "ready", ("approved",)),
        Step("第七条b", "test_requested", ("approved",), "test_requested"),
        Step("第七条c", "tested:passed", ("test_requested",), "test_passed", INFORMATION_DEPARTMENT),
        Step("第七条c", "tested:failed", ("test_requested",), "test_failed", INFORMATION_DEPARTMENT),
        Step("第七条d", "signed", ("test_passed",), "signed", LOCAL_AGENCY, needs=("entity_is_under_agreement", "terms_are_the_same")),
        Step("第七条f", "notified", ("approved", "review_failed", "test_failed", "test_passed"), "", LOCAL_AGENCY),
    ),
    clocks=(
        Clock("第七条a", "审核材料", "review of the materials", LOCAL_AGENCY, "received", ("reviewed",), 5),
        Clock(
            "第七条b",
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
        Clock("第七条c", "完成测试验收", "acceptance test finished", INFORMATION_DEPARTMENT, "test_requested", ("tested",), 10),
        Clock("第七条d", "签订补充协议", "supplementary agreement signed", LOCAL_AGENCY, "tested:passed", ("signed",), 5),
        Clock(
            "第七条f",
            "一次性告知需完善的内容",
            "all that is wanting told in one notice",
            LOCAL_AGENCY,
            "reviewed:failed|tested:failed",
            ("notified",),
            whole=True,
        ),
        Clock(
            "第二十二条第二款",
            "决定是否中止或解除主协议",
            "decision whether the main agreement is suspended or terminated, too",
            AGENCY,
            "paused|suspended|terminated",
            ("main.decided",),
        ),
    ),
    waits=(
        Wait(
            "第七条g",
            "结果告知送达后整改3个月",
            "three months to put things right after the result was served",
            "notified",
            "received",
            3,
            "months",
            failures="first",
            after=("review_failed", "test_failed"),
        ),
        Wait(
            "第七条h",
            "再次不合格，1年内不得再次申请",
            "no application within a year of the second failure",
            "notified",
            "received",
            1,
            "years",
            "bar",
            failures="again",
            after=("review_failed", "test_failed"),
            reading="unstated_start",
            starts={"told": "notified", "act": "reviewed:failed|tested:failed"},
        ),
    ),
    cascade=Cascade(
        "第二十二条第一款",
        "主协议中止或解除的，补充协议同时中止或解除",
        "suspended or terminated together with the main agreement",
        "main",
        {"paused": "paused", "suspended": "suspended", "terminated": "terminated"},
        "restored_main",
    ),
    conditions=(terms_are_the_same,),
)
PROCEDURES = (supplementary,)
