"""示例：谁付哪一分?(第八、九条)"""

from __future__ import annotations

from typing import Any

from yibao import Effect, account, all_of, condition, none_of, payment, payment_standard
from yibao import common as shared

no_delivery = condition("第八条a", "配送费由患者自付", otherwise=Effect.FUND_PAYS_NOTHING).bind(shared.is_no_delivery_fee)

non_public_standard = payment_standard("第八条b", "非公立机构按支付标准计入", when=shared.is_non_public_service).bind(shared.supplied_standard)


@account("第八条c", "自付部分可用职工个人账户")
def employees_account(patient_insurance: Any, line_payable: Any) -> Any:
    """An employee's own share may come from the personal account."""
    return all_of(patient_insurance == "employee", line_payable)


compliant_fee = payment("第八条d", "其余费用由基金支付").bind(shared.fund_pays)


@condition("第九条", "结算系统停机期间不联网结算", otherwise=Effect.NOT_SETTLED_ONLINE)
def settlement_is_running(settlement_interrupted: Any) -> Any:
    """Settlement was not interrupted when the bill was paid."""
    return none_of(settlement_interrupted)
