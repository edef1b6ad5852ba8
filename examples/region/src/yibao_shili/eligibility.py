"""示例：能不能开展，能不能报?(第二至六条)"""

from __future__ import annotations

from typing import Any

from yibao import Effect, all_of, condition, includes
from yibao import common as shared

in_the_province = condition("第二条a", "本省机构提供的服务", otherwise=Effect.NOT_GOVERNED).bind(shared.institution_is_here)


@condition("第二条b", "互联网+业务", otherwise=Effect.NOT_GOVERNED)
def internet_business(visit_business: Any) -> Any:
    """Internet business, neither normal nor other-area."""
    return visit_business == "internet"


@condition("第三条", "患者待遇正常，未被冻结", otherwise=Effect.FUND_PAYS_NOTHING, owner="patient")
def benefits_are_active(patient_benefits_active: Any) -> Any:
    """The patient's benefits are active on the day, not frozen."""
    return patient_benefits_active


@condition("第四条a", "医师注册在本机构", otherwise=Effect.NOT_PERMITTED, owner="physician")
def physician_belongs_here(physician_registered_here: Any) -> Any:
    """The physician is registered at this institution on the day."""
    return physician_registered_here


@condition("第四条b", "医师的结算资格未被暂停或取消", otherwise=Effect.NOT_SETTLED_ONLINE, owner="physician")
def physician_can_settle(physician_may_settle: Any) -> Any:
    """The physician's right to settle is neither suspended nor cancelled on the day."""
    return physician_may_settle


@condition("第五条a", "挂号、收费两个环节都核验身份", otherwise=Effect.DUTY_NOT_MET, under=("unchecked_step", "refused"))
def identity_is_checked_twice(identity_checked_steps: Any) -> Any:
    """The patient's identity is checked at registration and at billing."""
    return includes(identity_checked_steps, ("registration", "billing"))


@condition("第五条b", "核验不符的，先更正再结算", otherwise=Effect.ON_HOLD, owner="patient")
def identity_checks_agree(identity_checks_passed: Any) -> Any:
    """Every identity check is passed; if one is not, settlement waits for the correction."""
    return identity_checks_passed


def collected_by_an_agent(line_category: Any, prescription_collected_by: Any) -> Any:
    """A drug that an agent collected."""
    return all_of(shared.is_drug(line_category), prescription_collected_by == "agent")


@condition("第六条", "代取药品的，核验双方证件并登记，一人一次", otherwise=Effect.NOT_IN_ORDER, when=collected_by_an_agent)
def agent_is_in_order(prescription_agent_documents: Any, prescription_agent_logged: Any, prescription_agent_for_one: Any) -> Any:
    """An agent shows both documents, is logged, and collects for one patient once."""
    return all_of(includes(prescription_agent_documents, ("patient", "agent")), prescription_agent_logged, prescription_agent_for_one)
