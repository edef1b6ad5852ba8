"""Do the commands on suspicions, on the review queue and on a claim's record do what they say?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from yibao.cli import main

for plugin in ("yibao_wenzhou", "yibao_tianjin"):
    pytest.importorskip(plugin)

EXAMPLES = Path(__file__).parents[1] / "examples"
MISSING = str(EXAMPLES / "claims" / "wenzhou_missing_history.json")


def ask(*words: str) -> Result:
    """Run `yibao violation …`."""
    return CliRunner().invoke(main, ["violation", *words])


def document(*words: str) -> Any:
    """What it prints as JSON."""
    done = ask(*words, "--json")
    assert done.exit_code in (0, 1), done.output
    return json.loads(done.output)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """The record of a hospital in Wenzhou."""
    path = tmp_path / "record.json"
    path.write_text(json.dumps({"schema": "yibao.record/1", "institution": "inst-1", "area": "330300"}), "utf-8")
    return path


def test_detect_names_act_article_and_line() -> None:
    """A charge above the ceiling is a suspicion with its article and line, in both languages."""
    found = document("detect", str(EXAMPLES / "claims" / "tianjin_charge_above_ceiling.json"))["suspicions"]
    assert [(one["act"], one["clause"], one["lines"]) for one in found] == [("over_ceiling", "第七条第1句a", ["L1"])]
    assert "核实" in ask("detect", str(EXAMPLES / "claims" / "tianjin_charge_above_ceiling.json")).output


def test_a_verdict_takes_an_item_from_the_queue_until_the_outcome_changes(record: Path, tmp_path: Path) -> None:
    """What is undetermined waits for a person; the verdict answers it, and is void once the claim is another."""
    [item] = document("queue", MISSING, "--record", str(record))["items"]
    assert item["clause"] == "第二十三条（三）"
    judged = ["--clause", item["clause"], "--answer", "met", "--on", "2021-12-01", "--by", "审核岗", "--reason", "调阅线下病历"]
    assert ask("judge", str(record), MISSING, *judged).exit_code == 0
    after = document("queue", MISSING, "--record", str(record))
    assert after["items"] == []
    assert after["judged"][0]["verdict"]["reason"] == "调阅线下病历"

    claim = json.loads(Path(MISSING).read_text("utf-8"))
    claim["lines"][0]["amount"] = claim["lines"][0]["unit_price"] = "9.00"
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(claim), "utf-8")
    again = document("queue", str(changed), "--record", str(record))
    assert [one["clause"] for one in again["items"]] == [item["clause"]]
    assert again["items"][0]["void"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"--on": "2199-01-01"}, "/on"),
        ({"--on": "2021-11-01"}, "/on"),
        ({"--clause": "第二十三条"}, "did you mean '第二十三条（三）'"),
        ({"--reason": "  "}, "reason"),
        ({"--answer": "maybe"}, "met"),
        ({"--clause": "第二条"}, "does not leave"),
    ],
)
def test_a_verdict_that_answers_nothing_is_refused_and_not_written(record: Path, changes: dict[str, str], said: str) -> None:
    """A clause that is not open, a blank reason or another word ends with exit code 2 and the same file."""
    given = {"--clause": "第二十三条（三）", "--answer": "met", "--on": "2021-12-01", "--by": "审核岗", "--reason": "核对"} | changes
    before = record.read_bytes()
    refused = ask("judge", str(record), MISSING, *(word for pair in given.items() for word in pair))
    assert refused.exit_code == 2
    assert said in refused.output
    assert record.read_bytes() == before


def test_list_and_show_say_what_stood_on_a_day() -> None:
    """On a day before a step it does not count, and on one before the suspicion there is no proceeding."""
    pytest.importorskip("yibao_changzhou")
    barred = str(EXAMPLES / "records" / "changzhou_physician_barred.json")
    [now] = document("list", barred, "--on", "2021-12-01")["proceedings"]
    [then] = document("list", barred, "--on", "2021-10-12")["proceedings"]
    assert (now["state"], now["measures"][0]["state"], then["state"], then["measures"]) == ("verified", "executed", "verified", [])
    assert document("list", barred, "--on", "2021-09-05")["proceedings"] == []
    assert ask("show", barred, "case-1", "--on", "2021-09-05").exit_code == 2


def test_decide_takes_the_agreements_from_the_record(tmp_path: Path) -> None:
    """A claim decided with a record is paid before the suspension and refused from its day on, by the name of the proceeding."""
    story = EXAMPLES / "story"
    record = json.loads((story / "record.json").read_text("utf-8"))
    moves = [("suspected", {}), ("verified", {}), ("routed", {"nature": "agreement"})]
    moves += [("measured", {"sanction": "suspend_agreement", "agreement": "main"}), ("executed", {"of": "c.4"})]
    events = [
        {"id": f"c.{number}", "kind": kind, "on": "2021-10-01", "by": "经办机构", "reason": "核查", **said}
        for number, (kind, said) in enumerate(moves, start=1)
    ]
    record["proceedings"] = [{"id": "case-9", "act": "swapped_item", "actor": "institution", "occurred_on": "2021-09-28", "events": events}]
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record), "utf-8")
    claim = json.loads((story / "visit.json").read_text("utf-8"))
    claim["service_date"] = claim["settlement_date"] = "2021-10-20"
    visit = tmp_path / "visit.json"
    visit.write_text(json.dumps(claim), "utf-8")

    done = CliRunner().invoke(main, ["decide", str(visit), "--record", str(path), "--json"])
    outcome = json.loads(done.output)
    assert outcome["verdict"]["payable"] == "not_met"
    assert {one["proceeding"] for one in outcome["effects"]} == {"case-9"}
    page = CliRunner().invoke(main, ["decide", str(visit), "--record", str(path)])
    assert "case-9" in page.output


@pytest.mark.parametrize("measure", ["no-such", "wenzhou-2021"])
def test_a_document_that_is_not_reported_is_refused_in_a_record_as_in_a_claim(record: Path, measure: str) -> None:
    """A name mistyped, or a measure whose text is at hand, is switched on nowhere: exit 2, and nothing is written."""
    before = record.read_bytes()
    step = ["--on", "2021-06-02", "--by", "经办机构", "--reason", "x", "--act", "over_ceiling", "--actor", "institution", "--occurred", "2021-05-01"]
    result = ask("open", str(record), "P9", *step, "--reported", measure)

    assert result.exit_code == 2
    assert measure in result.output
    assert record.read_bytes() == before
