"""What is an Internet+ service, by the text of 医保发〔2019〕47号 that is at hand?"""

from __future__ import annotations

from yibao import common as shared
from yibao.rules import Effect, condition

offline_service_goes_online = condition(
    "一（三）第1句", "线下已有的医疗服务在线上开展或延伸", otherwise=Effect.NOT_GOVERNED, when=shared.for_visit
).bind(shared.offline_service_goes_online)
