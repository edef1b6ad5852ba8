"""Where does the imaginary text leave a choice?"""

from __future__ import annotations

from yibao import reading

READINGS = (
    reading(
        "unchecked_step",
        "少核验一个环节，费用是否不付",
        "whether a fee is unpayable because one check was left out",
        default="only_noted",
        ground=("第五条没有写后果", "article 5 names no consequence"),
        only_noted=("只记为未履行义务", "only noted as a duty not met"),
        refused=("不予支付", "not paid"),
    ),
    reading(
        "restored_main",
        "主协议恢复后补充协议是否恢复",
        "whether the supplementary agreement comes back with the main one",
        default=None,
        ground=("第十一条没有写恢复", "article 11 does not speak of restoring"),
        revives=("随之恢复", "yes"),
        stays=("不恢复", "no"),
    ),
)
