"""In which ways can a rule, or the computation behind it, be wrong?"""

from __future__ import annotations

from typing import Literal, get_args

from yibao.language import Pair

Kind = Literal[
    "boundary",
    "party",
    "instrument",
    "null",
    "neighbour",
    "left_out",
    "words",
    "effect",
    "reading",
    "clock",
    "negated",
    "fact",
    "rounding",
    "sign",
]
ALL: tuple[Kind, ...] = get_args(Kind)
KINDS: dict[Kind, Pair] = {
    "boundary": ("差一日或差一个界限", "off by one: a day, a number, a boundary"),
    "party": ("当事方调换", "one party for another"),
    "instrument": ("限价与支付标准混同", "a ceiling for a payment standard, or the other way"),
    "null": ("未陈述的当作否或是", "what was not stated counts as no or as yes"),
    "neighbour": ("套用另一地区或另一共用的规则", "another region's rule, or another shared one"),
    "left_out": ("漏掉条件、规则或其中一项", "a condition, a rule or an entry left out"),
    "words": ("“全部”与“任一”调换", "all for any, or the other way"),
    "effect": ("后果不同", "another consequence"),
    "reading": ("解读不同", "another option of a reading"),
    "clock": ("期限的数或单位不同", "another number or unit of a period"),
    "negated": ("是与否颠倒", "yes for no, or the other way"),
    "fact": ("事实或用词不同", "another fact or word"),
    "rounding": ("舍入不同", "another rounding"),
    "sign": ("加减或大小颠倒", "plus for minus, least for most, or the other way"),
}
"""What each is called, in Chinese and in English."""
