"""常州：定点怎样申请、评估、公示、签约，协议怎样变更、续签、中止、终止?(第21至28、42至44、57、58段)

It is the main agreement that the notice deals with. Periods of days are working days, and each has a start of its own.
Own-request 中止 and punitive 暂停 are two things; grounds of suspension are lost.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yibao import Clock, Effect, Lapse, Procedure, Step, Wait, all_of, condition, years_after
from yibao.procedure import AGENCY, INSTITUTION, Term
from yibao.words import unstated

from yibao_changzhou.eligibility import CARDS_DUE


@condition("第28段", "协议期限一般为2年", otherwise=Effect.ADVICE, owner="agency")
def term_is_two_years(main_agreement_start: Any, main_agreement_end: Any) -> Any:
    """The agreement has the usual term of two years, ending on the second anniversary or on the day before."""
    two_years = years_after(main_agreement_start, 2)
    return all_of(main_agreement_end <= two_years, main_agreement_end >= two_years - timedelta(days=1))


def before_expiry(term: Term, last_day_for_renewal: str) -> Any:
    """第43段: the last day to apply for renewal: before the term ends, or before a suspension ends that outlasts it."""
    if term.until is None:
        return unstated("/events[kind=signed]/until")
    end = max(term.until, term.suspended_until or term.until)
    return end if last_day_for_renewal == "last_day" else end - timedelta(days=1)


def cards_due(term: Term, cards_day: str) -> date | Any:
    """第57段: institutions that signed before the notice owe city-wide cards by 2021-12-31; others do not."""
    if term.before_notice is None:
        return unstated("/events[kind=signed]/before_notice")
    if not term.before_notice:
        return None
    return CARDS_DUE if cards_day == "included" else CARDS_DUE - timedelta(days=1)


main = Procedure(
    "main",
    steps=(
        Step(
            "第21段a",
            "received",
            ("none", "incomplete", "evaluation_failed", "retest_failed"),
            "received",
            needs=("own_termination_is_past", "not_set_up_anew_by_the_same_persons"),
        ),
        Step("第26段c", "received", ("waived", "signed"), "received", needs=("own_termination_is_past", "not_set_up_anew_by_the_same_persons")),
        Step("第21段b", "materials_notified", ("received",), "incomplete", AGENCY),
        Step("第21段b", "accepted", ("received",), "accepted", AGENCY),
        Step("第23段a", "evaluated:passed", ("accepted",), "evaluated", AGENCY),
        Step("第23段a", "evaluated:failed", ("accepted",), "evaluation_failed", AGENCY),
        Step("第23段b", "notified", ("evaluation_failed",), "", AGENCY),
        Step("第24段a", "ready:system", ("evaluated",), "prepared"),
        Step("第24段a", "ready", ("evaluated", "prepared")),
        Step("第24段a", "test_requested", ("prepared",), "test_requested"),
        Step("第24段b", "test_started", ("test_requested", "retest_requested"), "", AGENCY),
        Step("第24段c", "tested:passed", ("test_requested", "retest_requested"), "test_passed", AGENCY),
        Step("第24段c", "tested:failed", ("test_requested",), "test_failed", AGENCY),
        Step("第24段c", "test_requested", ("test_failed",), "retest_requested"),
        Step("第24段d", "tested:failed", ("retest_requested",), "retest_failed", AGENCY),
        Step("第24段d", "notified", ("test_failed", "retest_failed"), "", AGENCY),
        Step("第25段b", "notice_posted", ("test_passed",), "in_notice", AGENCY),
        Step("第25段b", "notice_ended", ("in_notice",), "notice_over", AGENCY),
        Step("第26段a", "complained", ("in_notice",)),
        Step("第26段a", "complaint_resolved", ("in_notice", "notice_over"), "", AGENCY),
        Step("第26段b", "negotiated", ("notice_over",), "", AGENCY),
        Step("第26段b", "signed", ("notice_over",), "signed", AGENCY, needs=("evaluation_is_passed", "no_complaint_stands", "term_is_two_years")),
        Step("第26段d", "not_signed:institution", ("notice_over",), "waived"),
        Step("第26段d", "not_signed", ("notice_over",)),
        Step("第27段a", "published", ("signed",), "", AGENCY),
        Step("第42段a", "change_requested"),
        Step("第42段a", "change_made", by=AGENCY, needs=("change_is_not_under_investigation", "evaluated_anew")),
        Step("第42段b", "termination_requested", needs=("termination_is_not_under_investigation",)),
        Step("第43段", "renewal_requested"),
        Step("第57段", "renewed", by=AGENCY, needs=("cards_are_accepted_city_wide",)),
        Step("第57段", "cards_accepted"),
        Step("第44段a", "paused"),
        Step("第44段b", "special_reason", by=AGENCY),
        Step("第44段c", "closed"),
        Step("第58段", "resumed", needs=("evaluated_anew",)),
        Step("第58段", "re_evaluated", by=AGENCY),
    ),
    clocks=(
        Clock(
            "第21段b",
            "一次性告知材料不全",
            "all that the materials lack told in one notice",
            AGENCY,
            "received",
            ("materials_notified",),
            5,
            only="incomplete",
            moot=("accepted",),
            whole=True,
        ),
        Clock("第23段a", "初次评估", "initial evaluation", AGENCY, "accepted", ("evaluated",), 20),
        Clock("第23段b", "告知不通过的理由", "reasons of the failure told", AGENCY, "evaluated:failed", ("notified",)),
        Clock("第24段b", "进行联网测试", "network test begun", AGENCY, "test_requested", ("test_started|tested",), 20),
        Clock("第24段d", "告知不合格的理由", "reasons of the failure told", AGENCY, "tested:failed", ("notified",), after=("retest_failed",)),
        Clock("第25段b", "公示5个工作日", "public notice of five working days", AGENCY, "notice_posted", ("notice_ended",), 5, kind="at_least"),
        Clock(
            "第26段b",
            "签订服务协议",
            "agreement signed",
            AGENCY,
            "notice_ended",
            ("signed",),
            10,
            moot=("not_signed:institution",),
            reading="signing_start",
            starts={"notice_end": "notice_ended", "negotiation_end": "negotiated", "clearance": "notice_ended|complaint_resolved:cleared"},
        ),
        Clock("第27段a", "公布新增定点名单", "new institution published", AGENCY, "signed", ("published",), 10),
        Clock(
            "第43段",
            "期满前申请续签",
            "renewal applied for before the term is over",
            INSTITUTION,
            "signed|renewed",
            ("renewal_requested",),
            moot=("terminated", "closed", "renewed", "not_renewed"),
            due=before_expiry,
        ),
        Clock(
            "第44段b",
            "恢复正常服务",
            "service resumed",
            INSTITUTION,
            "paused",
            ("resumed",),
            6,
            "months",
            moot=("special_reason:found", "terminated", "closed"),
        ),
        Clock("第57段", "实现全市互通刷卡", "cards accepted city-wide", INSTITUTION, "signed", ("cards_accepted",), due=cards_due),
    ),
    waits=(
        Wait(
            "第23段b",
            "初次评估不通过，结果告知1个月后可重新申请",
            "a month after the failure of the evaluation was told",
            "notified",
            "received",
            1,
            "months",
            after=("evaluation_failed",),
        ),
        Wait(
            "第24段c",
            "测试不通过，10个工作日后可再次申请",
            "ten working days after a failed test",
            "tested:failed",
            "test_requested",
            10,
            "working_days",
            after=("test_failed",),
            reading="retest_start",
            starts={"test": "tested:failed", "told": "notified"},
        ),
        Wait(
            "第24段d",
            "再次测试不通过，结果告知1个月后可重新申请定点",
            "a month after the second failure was told",
            "notified",
            "received",
            1,
            "months",
            after=("retest_failed",),
        ),
        Wait(
            "第26段d",
            "规定时间届满后才视同放弃",
            "a waiver only once the time for signing is over",
            "notice_ended",
            "not_signed",
            10,
            "working_days",
            "bar",
            reading="signing_start",
            starts={"notice_end": "notice_ended", "negotiation_end": "negotiated", "clearance": "notice_ended|complaint_resolved:cleared"},
        ),
    ),
    lapse=Lapse(
        "第44段b",
        "中止超过6个月无特殊原因未恢复，视为自动终止",
        "a pause of more than six months without a special reason ends the agreement",
        6,
        "months",
    ),
    states={
        "incomplete": ("材料不全，已告知", "told what the materials lack"),
        "accepted": ("已受理", "accepted"),
        "evaluated": ("初次评估通过", "initial evaluation passed"),
        "prepared": ("系统改造完成", "systems adapted"),
        "evaluation_failed": ("初次评估不通过", "initial evaluation failed"),
        "retest_requested": ("已再次申请测试", "second test requested"),
        "retest_failed": ("再次测试不合格", "second test failed"),
        "in_notice": ("公示中", "in public notice"),
        "notice_over": ("公示结束", "public notice over"),
        "waived": ("视同放弃", "deemed waived"),
    },
    conditions=(term_is_two_years,),
)
PROCEDURES = (main,)
