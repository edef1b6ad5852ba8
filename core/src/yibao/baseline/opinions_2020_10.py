"""What was paid in the epidemic, by what is reported of 国医保电〔2020〕10号?

From and until when it holds is not reported: the operator must state it.
"""

from __future__ import annotations

from typing import Any

from yibao import common as shared
from yibao.rules import Effect, condition, permission
from yibao.words import all_of, among

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


@permission("10号·配药", "凭在线处方可在线下灵活配药")
def any_place_to_fill_it(line_category: Any, prescription_issued: Any, prescription_channel: Any) -> Any:
    """An online prescription may be filled offline wherever it suits."""
    return all_of(shared.is_drug(line_category), prescription_issued, among(prescription_channel, ("hospital", "retail", "walk_in", "platform")))
