"""What do the implementing rules of 2026 (国家医疗保障局令第7号) add, by what is reported of them?"""

from __future__ import annotations

from yibao import common as shared
from yibao.baseline.regulation_2021_735 import AGENCY, BODIES, FRAUD_SANCTIONS, PERSON
from yibao.rules import Consequence, Effect, Sanction, condition

BODIES_AND_STAFF = BODIES | {"physician", "nurse", "pharmacist"}

inducement = Consequence(
    "细则·诱导",
    "以说服、虚假宣传、减免费用、给予财物等引人冒名或虚假就医的，可认定为诱导",
    "persuading, advertising falsely, waiving fees or giving goods to bring about sham visits may be found to be inducement",
    "administrative",
    BODIES_AND_STAFF,
    AGENCY,
    frozenset({"inducement"}),
    mandatory=False,
)
institution_fraud = Consequence(
    "细则·机构骗保后果",
    "依条例处骗取金额的罚款，暂停相关责任部门",
    "by the regulation: fine by the amount obtained, suspension of the department",
    "administrative",
    BODIES,
    AGENCY,
    frozenset({"inducement"}),
    fraud=True,
    sanctions=FRAUD_SANCTIONS[1:3],
)
double_claim = Consequence(
    "细则·重复享受a",
    "同一笔费用申报两次以上并享受待遇，属重复享受",
    "filing one fee twice or more and taking the benefit is a double benefit",
    "administrative",
    PERSON,
    AGENCY,
    frozenset({"double_benefit"}),
)
trace_code_is_scanned = condition("细则·追溯码", "按规定使用药品追溯码", otherwise=Effect.DUTY_NOT_MET, when=shared.is_drug).bind(
    shared.trace_code_is_scanned
)
no_trace_code = Consequence(
    "细则·追溯码",
    "未按规定使用药品追溯码，拒不改正的处罚款",
    "a fine where trace codes are not used and this is not corrected",
    "administrative",
    BODIES,
    AGENCY,
    frozenset({"no_trace_code"}),
    sanctions=(Sanction("fine", "处罚款", "fine", 1_000_000, 5_000_000, "fen", "", "uncorrected"),),
)
