"""Who must do what by when about an agreement? Article 7."""

from __future__ import annotations

from yibao import Clock, Procedure, Step
from yibao.procedure import AGENCY

supplementary = Procedure(
    "supplementary",
    steps=(
        Step("第七条", "received", ("none", "review_failed"), "received"),
        Step("第七条", "reviewed:passed", ("received",), "approved", AGENCY),
        Step("第七条", "reviewed:failed", ("received",), "review_failed", AGENCY),
        Step("第七条", "signed", ("approved",), "signed", AGENCY),
    ),
    clocks=(Clock("第七条", "审核材料", "review of the materials", AGENCY, "received", ("reviewed",), 5),),
)
PROCEDURES = (supplementary,)
