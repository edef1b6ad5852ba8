"""吉林：违规了由谁怎样处理?(六（三）)

The notice tells no natures apart: whoever defrauds the fund is dealt with by law, and referred for joint discipline.
"""

from __future__ import annotations

from yibao import Consequence, Sanction

ACTORS = frozenset({"institution", "physician", "pharmacist", "nurse", "pharmacy", "patient"})
"""The notice names the act and nobody in particular."""

fraud_is_punished = Consequence(
    "六（三）第2句",
    "欺诈骗保依法依规严肃处理，移交相关部门联合惩戒",
    "fraud is dealt with by law and referred to the departments concerned for joint discipline",
    "any",
    ACTORS,
    "医保部门",
    fraud=True,
    sanctions=(Sanction("joint_discipline", "移交联合惩戒", "referral for joint discipline"),),
    mandatory=True,
)
