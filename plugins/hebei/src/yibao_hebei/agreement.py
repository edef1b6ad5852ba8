"""河北：补充协议怎样申请?(第四、五条；其后的文本不在手)

Only the application is in the articles at hand. Review, test, signing, suspension: their text is missing, and
what a record says of them is taken down without a word on whether it was in order.
"""

from __future__ import annotations

from yibao import Procedure, Step

supplementary = Procedure(
    "supplementary",
    steps=(Step("第四条c", "received", to="received", needs=("area_permits_joint_application", "applies_for_both_at_once")),),
    rest="其后·协议履行",
)
PROCEDURES = (supplementary,)
