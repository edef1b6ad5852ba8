"""What was paid in the epidemic, by what is reported of 国医保电〔2020〕10号?

From and until when it holds is not reported: the operator must state it.
"""

from __future__ import annotations

from typing import Any

from yibao import common as shared
from yibao.readings import reading
from yibao.rules import Effect, condition, permission
from yibao.words import all_of, among, by_reading, none_of

READINGS = (
    reading(
        "fees_not_reported",
        "复诊以外的费用是否支付",
        "whether fees other than the revisit's are paid",
        default=None,
        ground=("报道只说复诊纳入支付", "only the revisit is reported to be paid"),
        not_payable=("不予支付", "not paid"),
        other_rules=("依统筹区其他规定", "by the area's other rules"),
    ),
)

agreement = condition("10号·补充协议", "已签订补充协议", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.for_visit).bind(
    shared.supplementary_agreement_in_force
)


@condition("10号·实名", "线上实名就医", otherwise=Effect.DUTY_NOT_MET, when=shared.for_visit)
def identity_is_verified(identity_verified: Any) -> Any:
    """The patient is identified under the real name."""
    return identity_verified


@condition("10号·处方审核", "在线处方经过审核", otherwise=Effect.DUTY_NOT_MET, when=shared.is_drug)
def prescription_is_reviewed(prescription_reviewed: Any) -> Any:
    """The online prescription was reviewed."""
    return prescription_reviewed


revisit = condition("10号·支付范围", "常见病、慢性病互联网复诊", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.for_visit).bind(
    shared.is_revisit_for_common_or_chronic_disease
)
insured = condition("10号·支付范围", "参保人员", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.for_visit).bind(shared.is_insured)


def other_fee(line_category: Any) -> Any:
    """A fee that is not for the visit itself."""
    return none_of(shared.is_visit_fee(line_category))


@condition("10号·支付范围", "复诊以外的费用由基金支付（报道未提，依解读）", otherwise=Effect.FUND_PAYS_NOTHING, when=other_fee)
def other_fees(fees_not_reported: str, item_payable: Any) -> Any:
    """Fees other than the revisit's are paid, by a reading; nothing is reported on them."""
    return by_reading(fees_not_reported, not_payable=False, other_rules=item_payable)


@permission("10号·配药", "凭在线处方可在线下灵活配药")
def any_place_to_fill_it(line_category: Any, prescription_issued: Any, prescription_channel: Any) -> Any:
    """An online prescription may be filled offline wherever it suits."""
    return all_of(shared.is_drug(line_category), prescription_issued, among(prescription_channel, ("hospital", "retail", "walk_in", "platform")))
