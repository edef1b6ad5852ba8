"""How much may be charged? Article 4."""

from __future__ import annotations

from yibao import ceiling
from yibao import common as shared

published = ceiling("第四条", "公立机构不超过公布的价格", when=shared.is_public_basic_service).bind(shared.published_price)
