"""What follows from a breach? Article 6."""

from __future__ import annotations

from yibao import Consequence, Sanction

suspension = Consequence(
    "第六条",
    "冒名就医的，暂停服务协议",
    "the agreement is suspended where somebody was treated under another name",
    "agreement",
    frozenset({"institution"}),
    "经办机构",
    acts=frozenset({"false_identity"}),
    sanctions=(Sanction("suspend_agreement", "暂停服务协议", "agreement suspended", 1, 6, "months"),),
    mandatory=True,
)
