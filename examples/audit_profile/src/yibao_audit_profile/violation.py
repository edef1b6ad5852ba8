"""示例：哪些费用可疑?(住院费用超标三倍查询)"""

from __future__ import annotations

from yibao import Detection, series

fees_above_the_norm = Detection(
    "菜单·超标查询", "费用超过标准若干倍", "fees above so many times the norm", "other", across=series.above_norm("visit_fees")
)
