"""What is an Internet+ service, and is it paid fairly, by the text of 医保发〔2019〕47号 that is at hand?"""

from __future__ import annotations

from typing import Any

from yibao import common as shared
from yibao.rules import Effect, condition


def both_ratios_are_stated(offline_ratio_stated: Any) -> Any:
    """The tables state the ratio for offline visits beside the one for online visits."""
    return offline_ratio_stated


@condition("一（二）四", "线上线下支付政策公平：比例不同的应有说明", otherwise=Effect.ADVICE, owner="agency", when=both_ratios_are_stated)
def online_is_paid_like_offline(ratios_equal: Any) -> Any:
    """The fund pays the same ratio online and offline; a difference is no breach, and asks for an explanation."""
    return ratios_equal


offline_service_goes_online = condition(
    "一（三）第1句", "线下已有的医疗服务在线上开展或延伸", otherwise=Effect.NOT_GOVERNED, when=shared.for_visit
).bind(shared.offline_service_goes_online)
