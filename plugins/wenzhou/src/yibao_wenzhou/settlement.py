"""温州：谁付哪一分?(第十二、十四、十六、二十四条)"""

from __future__ import annotations

from typing import Any

from yibao import account, all_of, among, any_of, condition, payment, payment_standard
from yibao import common as shared
from yibao.rules import Effect


@condition("第十二条第一款a", "费用为诊察费或药品费", otherwise=Effect.FUND_PAYS_NOTHING, under=("unnamed_fee_kinds", "not_payable"))
def fee_kind_is_named(line_category: Any) -> Any:
    """The fee is a consultation or a drug fee."""
    return among(line_category, ("consultation", "drug"))


@condition("第十二条第一款a", "复诊并开具处方", otherwise=Effect.FUND_PAYS_NOTHING, under=("revisit_without_prescription", "not_payable"))
def prescription_was_issued(prescription_issued: Any) -> Any:
    """The revisit ended with a prescription."""
    return prescription_issued


@condition("第十二条第一款a", "药品费由本次处方发生", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_drug)
def drug_fee_follows_the_prescription(line_prescribed: Any) -> Any:
    """The drug fee arises from this visit's prescription."""
    return line_prescribed


insured_here = condition(
    "第十二条第一款a", "参保人在本统筹地区参保", otherwise=Effect.FUND_PAYS_NOTHING, under=("insured_elsewhere", "not_payable")
).bind(shared.patient_is_insured_here)


@account("第十二条第一款b", "个人负担的费用可由职工医保个人账户支付", excess=("account_for_other_fees", "allowed"))
def own_share_from_account(patient_insurance: Any, line_payable: Any, account_for_other_fees: str) -> Any:
    """The own share of payable fees may come from the employee's personal account."""
    return all_of(patient_insurance == "employee", any_of(line_payable, account_for_other_fees == "allowed"))


@payment_standard("第十二条第二款a", "复诊按公立医院普通门诊诊察类项目价格支付", when=shared.is_consultation)
def revisit_standard(item_standard_amount: Any) -> Any:
    """The fund counts a revisit at the public ordinary outpatient price, whoever sees the patient."""
    return item_standard_amount


@payment_standard("第十二条第二款b", "药品费用比照线下支付标准", when=shared.is_drug)
def drug_standard(item_standard_amount: Any) -> Any:
    """The fund counts a drug at its offline payment standard."""
    return item_standard_amount


no_delivery_fee = condition("第十四条第一款d", "配送费用不纳入医保支付范围", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_delivery).bind(
    shared.is_no_delivery_fee
)

drug_in_scope = condition("第十四条第二款", "药品由在线处方开具且符合医保支付范围", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_drug).bind(
    shared.drug_is_in_scope
)

interface_accepted = condition("第十六条b", "结算接口通过验收后在线结算", otherwise=Effect.NOT_SETTLED_ONLINE).bind(shared.interface_is_accepted)


def market_priced_service(line_category: Any, institution_ownership: Any, item_need: Any, patient_abroad: Any) -> Any:
    """A service that is no consultation and whose price article 9 leaves to the market."""
    own_price = any_of(institution_ownership == "non_public", item_need == "non_basic", patient_abroad)
    return all_of(shared.is_service(line_category), line_category != "consultation", own_price)


market_standard = payment_standard("第二十四条第二款a", "市场调节价项目的支付标准本办法未定，须由统筹区政策给出", when=market_priced_service).bind(
    shared.supplied_standard
)

compliant_fee = payment("第二十四条第二款a", "符合规定的费用予以支付").bind(shared.fund_pays)

no_verified_violation = condition("第二十四条第二款b", "没有经审查核实的违规申报", otherwise=Effect.REFUSED).bind(shared.no_violation_is_verified)
