"""示例：基本信息变更后多久去办手续?(第十二条)"""

from __future__ import annotations

from yibao import Clock, Procedure, Step
from yibao.procedure import INSTITUTION

main = Procedure(
    "main",
    steps=(Step("第十二条", "changed"), Step("第十二条", "change_requested")),
    clocks=(Clock("第十二条", "办理变更手续", "formalities of the change", INSTITUTION, "changed", ("change_requested",), 30),),
)
PROCEDURES = (main,)
