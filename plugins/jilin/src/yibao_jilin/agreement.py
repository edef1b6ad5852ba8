"""吉林：补充协议签订时须写明什么?(三第2款第1句a)

The notice knows no stages, no deadlines, no wait after a failure, no cascade and no term.
"""

from __future__ import annotations

from yibao import Procedure, Step
from yibao.procedure import AGENCY

supplementary = Procedure(
    "supplementary",
    steps=(Step("三第2款第1句a", "signed", to="signed", by=AGENCY, needs=("signs_as_designated", "agreement_states_seven_matters")),),
)
PROCEDURES = (supplementary,)
