"""示例：哪些费用不予结算?(第十八、四十五、四十九条)"""

from __future__ import annotations

from typing import Any

from yibao import Effect, all_of, condition, includes
from yibao import common as shared


def collected_by_an_agent(line_category: Any, prescription_collected_by: Any) -> Any:
    """A drug that an agent collected."""
    return all_of(shared.is_drug(line_category), prescription_collected_by == "agent")


@condition("第十八条", "代办取药单人单次，核验双方证件并登记", otherwise=Effect.DUTY_NOT_MET, when=collected_by_an_agent)
def agent_is_in_order(prescription_agent_documents: Any, prescription_agent_logged: Any, prescription_agent_for_one: Any) -> Any:
    """An agent collects for one patient once; both documents are checked and the collection is logged."""
    return all_of(includes(prescription_agent_documents, ("patient", "agent")), prescription_agent_logged, prescription_agent_for_one)


@condition("第四十五条", "医师执业地点注册在本机构", otherwise=Effect.FUND_PAYS_NOTHING, owner="physician")
def physician_belongs_here(physician_registered_here: Any) -> Any:
    """The physician is registered at this institution on the day."""
    return physician_registered_here


@condition("第四十九条", "医师未被暂停或取消资格", otherwise=Effect.FUND_PAYS_NOTHING, owner="physician")
def physician_can_settle(physician_may_settle: Any) -> Any:
    """The physician is neither suspended nor cancelled on the day."""
    return physician_may_settle
