"""示例：可以收多少?(第七条)"""

from __future__ import annotations

from typing import Any

from yibao import ceiling, permission
from yibao import common as shared

published = ceiling("第七条a", "公立机构不超过公布的价格", when=shared.is_public_basic_service).bind(shared.published_price)


@permission("第七条b", "非公立机构自行定价")
def non_public_price(line_category: Any, institution_ownership: Any) -> Any:
    """An institution that is not public sets its own price."""
    return shared.is_non_public_service(line_category, institution_ownership)
