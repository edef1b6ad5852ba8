"""May the visit be provided, and does the fund pay? Articles 2 and 3; article 1 holds no rule."""

from __future__ import annotations

from typing import Any

from yibao import Effect, condition, includes
from yibao import common as shared

# What several regions share word for word is bound to the clause; anything else is a function of its own.
institution_is_here = condition("第二条", "本地机构提供的服务", otherwise=Effect.NOT_GOVERNED).bind(shared.institution_is_here)


@condition("第三条", "挂号时核验患者身份", otherwise=Effect.DUTY_NOT_MET, owner="institution", under=("identity_not_checked", "refused"))
def identity_is_checked(identity_checked_steps: Any) -> Any:
    """The patient's identity is checked at registration."""
    return includes(identity_checked_steps, ("registration",))
