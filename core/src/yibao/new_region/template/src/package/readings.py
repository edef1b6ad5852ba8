"""Where does the text leave a choice?"""

from __future__ import annotations

from yibao import reading

READINGS = (
    reading(
        "identity_not_checked",
        "未核验身份，费用是否不付",
        "whether a fee is unpayable because the identity was not checked",
        default="only_noted",
        ground=("第三条没有写后果", "article 3 names no consequence"),
        only_noted=("只记为未履行义务", "only noted as a duty not met"),
        refused=("不予支付", "not paid"),
    ),
)
