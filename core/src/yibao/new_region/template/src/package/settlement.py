"""Who pays which fen? Article 5."""

from __future__ import annotations

from yibao import Effect, condition, payment
from yibao import common as shared

no_delivery = condition("第五条a", "配送费由患者自付", otherwise=Effect.FUND_PAYS_NOTHING).bind(shared.is_no_delivery_fee)
compliant_fee = payment("第五条b", "其余费用由基金支付").bind(shared.fund_pays)
