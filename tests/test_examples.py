"""Do the examples run, and does each visit end as its name promises?

The expected answers and amounts below are worked out by hand from the measures' texts.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yibao

for plugin in ("yibao_wenzhou", "yibao_tianjin"):
    pytest.importorskip(plugin)

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
PLATFORM = json.loads((ROOT / "spec" / "yibao_spec" / "platform.json").read_text("utf-8"))

AMOUNTS = ("charged", "hospital", "fully_self_paid", "over_limit", "first_self_pay", "in_scope", "deductible", "fund", "account", "cash")

# Each visit: payable, permitted; the ten amounts; the conditions and ceilings that are not met, with their lines; what is missing.
EXPECTED: dict[str, tuple[str, str, str, set[tuple[str, str | None]], set[str]]] = {
    # First self-pay 5 % of 72.80 = 3.64. In scope 10 + 85.80 + 69.16 = 164.96, of which 100 - 60 = 40 are deductible.
    # Fund 60 % of 124.96 = 74.976. Own share without delivery 168.60 - 74.98 = 93.62: account 60, the rest and 8.00 delivery cash.
    "wenzhou_chronic_refill_delivered": (
        "met",
        "met",
        "176.60 0.00 8.00 0.00 3.64 164.96 40.00 74.98 60.00 41.62",
        {("第十二条第一款a", "L4"), ("第十四条第一款d", "L4")},
        set(),
    ),
    # A revisit is charged and paid at the ordinary price, 10: 20 over-charged. Fund 60 % of 10 + 42, own 40 % of it.
    "wenzhou_expert_fee": ("met", "met", "72.00 20.00 0.00 0.00 0.00 52.00 0.00 31.20 0.00 20.80", {("第十二条第二款a", "L1")}, set()),
    # 5 % of 4.52 = 0.226; 4.52 - 0.23 = 4.29, all within the deductible of 100; the employee's account holds 1378.15.
    "wenzhou_platform_2207_account_pays": ("met", "met", "4.52 0.00 0.00 0.00 0.23 4.29 4.29 0.00 4.52 0.00", set(), set()),
    # The deductible is passed: fund 50 % of 100; own 50, of which the account holds 30.
    "wenzhou_mobile_payment_50_30_20": ("met", "met", "100.00 0.00 0.00 0.00 0.00 100.00 0.00 50.00 30.00 20.00", set(), set()),
    # Without the earlier visits nobody can say whether article 23(3) is met, nor who pays; the prices are lawful all the same.
    "wenzhou_missing_history": ("undetermined", "met", "14.52 0.00 ? ? ? ? ? ? ? ?", set(), {"/history"}),
    # In person on 15 January: the third month ends on 15 April, the visit was on the 16th. All is the patient's, and no account in Tianjin.
    "tianjin_revisit_one_day_too_late": ("not_met", "met", "84.20 0.00 84.20 0.00 0.00 0.00 0.00 0.00 0.00 84.20", {("第十八条（三）", None)}, set()),
    # In person on 15 March: the third month ends on 15 June, the visit was on the 16th. In Tianjin all is the patient's.
    "five_areas_revisit": ("not_met", "met", "120.00 0.00 120.00 0.00 0.00 0.00 0.00 0.00 0.00 120.00", {("第十八条（三）", None)}, set()),
    # 25 charged, 20 published: 5 may be collected from nobody; fund 60 % of 20.
    "tianjin_charge_above_ceiling": ("met", "met", "25.00 5.00 0.00 0.00 0.00 20.00 0.00 12.00 0.00 8.00", {("第七条第1句a", "L1")}, set()),
    # Neither a revisit (article 9) nor within three months of a treatment in person (article 18(3)): both are said.
    "tianjin_first_visit_online": (
        "not_met",
        "not_met",
        "9.00 0.00 9.00 0.00 0.00 0.00 0.00 0.00 0.00 9.00",
        {("第九条第2句", None), ("第十八条（三）", None)},
        set(),
    ),
}


def run(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """What a script of the examples prints, and its exit code."""
    given = [sys.executable, *map(str, arguments)]
    return subprocess.run(given, cwd=cwd, env={**os.environ, "PYTHONUTF8": "1"}, capture_output=True, encoding="utf-8", check=False)


@cache
def printed(command: str) -> str:
    """What a command of the pages prints; both pages show the same ones."""
    return run(*command.split()).stdout


def load(path: str) -> Any:
    """The JSON of a file below the examples."""
    return json.loads((EXAMPLES / path).read_text("utf-8"))


def decided(document: Any) -> dict[str, Any]:
    """The outcome document of a claim document."""
    return yibao.outcome_document(yibao.decide(yibao.claim_from(document)))


def test_every_claim_is_expected() -> None:
    """Every example claim has its expectation here."""
    assert {path.stem for path in (EXAMPLES / "claims").glob("*.json")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_claim_ends_as_its_name_says(name: str) -> None:
    """Verdict, amounts, reasons and missing facts are those worked out by hand."""
    payable, permitted, amounts, not_met, missing = EXPECTED[name]
    document = decided(load(f"claims/{name}.json"))
    assert (document["verdict"]["payable"], document["verdict"]["permitted"]) == (payable, permitted)
    assert document["verdict"]["governed"] == document["verdict"]["settled_online"] == document["verdict"]["duties"] == "met"
    assert " ".join(document["amounts"][amount] or "?" for amount in AMOUNTS) == amounts
    reasons = [one for one in document["findings"] if one["kind"] in ("condition", "ceiling")]
    assert {(one["clause"], one["line"]) for one in reasons if one["answer"] == "not_met"} == not_met
    assert {one["path"] for one in document["missing"]} == missing
    assert document["claim_id"] == name


def test_the_day_before_is_in_time() -> None:
    """The visit that is one day too late is paid when it takes place one day earlier."""
    claim = load("claims/tianjin_revisit_one_day_too_late.json") | {"service_date": "2021-04-15"}
    document = decided(claim)
    assert (document["verdict"]["payable"], document["amounts"]["fund"]) == ("met", "50.52")  # 60 % of 84.20


def test_with_the_history_it_can_be_said() -> None:
    """The visit without a history is decided once the earlier visit is stated."""
    claim = load("claims/wenzhou_missing_history.json") | {"history": load("platform/facts_wenzhou.json")["history"]}
    document = decided(claim)
    # In scope 10 + 4.29, the deductible is passed: 60 % of 14.29 = 8.574, and the account pays the own 5.95.
    assert [document["amounts"][name] for name in ("fund", "account", "cash")] == ["8.57", "5.95", "0.00"]


def test_tables_say_that_they_are_made_up() -> None:
    """Every source in the examples says that it is no official standard."""
    for path in (*(EXAMPLES / "claims").glob("*.json"), EXAMPLES / "platform" / "facts_wenzhou.json"):
        policy = json.loads(path.read_text("utf-8"))["policy"]
        assert {entry["source"] for table in policy.values() for entry in table} == {"示例数据，非官方标准"}, path.name


def test_messages_carry_no_person() -> None:
    """The platform's messages hold no field of a person, a card, an operator or an institution."""
    personal = re.compile(r"psn_(name|no|cert)|certno|cert_no|card|brdy|\bage\b|naty|gend|opter|emp_name|fixmedins|mdtrt_id|setl_id|invono", re.ASCII)
    messages = [path for path in (EXAMPLES / "platform").glob("*.json") if path.name != "facts_wenzhou.json"]
    assert len(messages) == 5
    for path in messages:
        assert not personal.search(path.read_text("utf-8")), path.name


def test_decide_a_claim_runs_from_any_folder(tmp_path: Path) -> None:
    """The ten-line script runs elsewhere, without and with a claim."""
    alone = run(EXAMPLES / "decide_a_claim.py", cwd=tmp_path)
    assert (alone.returncode, alone.stderr) == (0, "")
    assert "charged 25.00 | fund 12.00 | account 0.00 | cash 8.00 | hospital 5.00" in alone.stdout
    other = run(EXAMPLES / "decide_a_claim.py", EXAMPLES / "claims" / "wenzhou_missing_history.json", cwd=tmp_path)
    assert (other.returncode, other.stderr) == (0, "")
    assert "payable: undetermined" in other.stdout
    assert "missing: /history" in other.stdout


def test_platform_agrees_to_the_fen(tmp_path: Path) -> None:
    """The platform's answers become the example claim, and its amounts are the platform's."""
    done = run(EXAMPLES / "platform_to_claim.py", "--claim", tmp_path / "claim.json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "agree to the fen"
    assert json.loads((tmp_path / "claim.json").read_text("utf-8")) == load("claims/wenzhou_platform_2207_account_pays.json")


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"patient": {"deductible_used": "100.00"}}, "fund_pay_sumamt       0.00  fund                2.57  ≠"),  # 60 % of 4.29 = 2.574
        ({"patient": {"uses_account": False}}, "psn_cash_pay          0.00  cash                4.52  ≠"),
        ({"history": []}, "fulamt_ownpay_amt     0.00  fully_self_paid     4.52  ≠"),
    ],
)
def test_platform_that_does_not_agree_is_exit_1(change: dict[str, Any], differs: str, tmp_path: Path) -> None:
    """Other facts give other amounts: they come from the rules and not from the message."""
    facts = load("platform/facts_wenzhou.json")
    for section, value in change.items():
        facts[section] = facts[section] | value if isinstance(value, dict) else value
    (tmp_path / "facts.json").write_text(json.dumps(facts), "utf-8")
    done = run(EXAMPLES / "platform_to_claim.py", "--facts", tmp_path / "facts.json")
    assert done.returncode == 1, done.stderr
    assert differs in done.stdout
    assert done.stdout.splitlines()[-1] == "do not agree"


def test_failed_transaction_is_no_claim(tmp_path: Path) -> None:
    """An answer whose transaction failed is refused with a sentence."""
    (tmp_path / "detail.json").write_text('{"infcode": -1, "output": null}', "utf-8")
    done = run(EXAMPLES / "platform_to_claim.py", "--detail", tmp_path / "detail.json")
    assert done.returncode == 1
    assert done.stderr == "an answer of the platform says that its transaction failed (infcode is not 0)\n"


@pytest.mark.parametrize(
    ("number", "least", "most", "shown"),
    [(4.52, 2, 2, "4.52"), (0, 2, 2, "0.00"), (0.1, 2, 2, "0.10"), (1.0, 0, 4, "1"), (100.0, 0, 4, "100"), (0.05, 0, 4, "0.05"), (4.5, 2, 6, "4.50")],
)
def test_floats_are_taken_as_shown(number: float, least: int, most: int, shown: str) -> None:
    """A float of a message becomes exactly the figures that the message shows."""
    assert runpy.run_path(str(EXAMPLES / "platform_to_claim.py"))["text"](number, least, most) == shown


def test_too_many_places_are_refused() -> None:
    """An amount that is no whole number of fen is not rounded in silence."""
    with pytest.raises(SystemExit, match="more than 2 places"):
        runpy.run_path(str(EXAMPLES / "platform_to_claim.py"))["text"](4.525, 2, 2)


def test_platform_names_every_amount() -> None:
    """The correspondence covers every amount of an outcome and the allowed amount of a line, in both languages."""
    amounts = decided(load("claims/tianjin_charge_above_ceiling.json"))["amounts"]
    assert set(amounts) == set(AMOUNTS)
    assert {row["amount"] for row in PLATFORM["amounts"]} == {"allowed", *amounts}
    for row in (*PLATFORM["amounts"], *PLATFORM["fields"], *PLATFORM["sums"]):
        assert row["relation"]["zh"].endswith("。")
        assert row["relation"]["en"].endswith(".")


@pytest.mark.parametrize(
    ("file", "at", "node"),
    [
        ("2204_answer_hebei.json", ("output", "result", 0), "result"),
        ("2207_answer_hebei.json", ("output", "setlinfo"), "setlinfo"),
        ("6202_answer_contract.json", (), "6202"),
    ],
)
def test_sums_hold_in_the_messages(file: str, at: tuple[Any, ...], node: str) -> None:
    """The sums of the correspondence hold in every message kept here."""
    message = load(f"platform/{file}")
    for step in at:
        message = message[step]
    sums = [one for one in PLATFORM["sums"] if one["node"] == node]
    assert sums
    for one in sums:
        assert Decimal(str(message[one["total"]])) == sum(Decimal(str(message[part])) for part in one["parts"])


def test_claims_take_their_amounts_from_the_messages() -> None:
    """The visits that say so carry the amounts of the platform's messages."""
    asked = load("platform/2207_request_chongqing.json")["input"]["data"]
    assert load("claims/tianjin_first_visit_online.json")["lines"][0]["amount"] == f"{asked['medfee_sumamt']}.00"
    order = load("platform/6202_answer_contract.json")
    amounts = decided(load("claims/wenzhou_mobile_payment_50_30_20.json"))["amounts"]
    mobile = {row["mobile_payment"]["field"]: row["amount"] for row in PLATFORM["amounts"] if "mobile_payment" in row}
    assert {field: amounts[name] for field, name in mobile.items()} == {field: order[field] for field in mobile}
    before = load("platform/1101_answer_hebei.json")["output"]["insuinfo"][0]["balc"]
    settled = load("platform/2207_answer_hebei.json")["output"]["setlinfo"]
    assert Decimal(str(before)) - Decimal(str(settled["acct_pay"])) == Decimal(str(settled["balc"]))


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_pages_show_real_output(page: str) -> None:
    """What the pages show under a command is what the command prints; if not, paste it anew."""
    shown = re.findall(r"```console\n\$ python (.+?)\n(.*?)```", (EXAMPLES / page).read_text("utf-8"), re.DOTALL)
    assert len(shown) == len(EXPECTED) + 3
    for command, output in shown:
        assert printed(command) == output, command
