"""Is a step of a proceeding written whole or not at all, whoever else writes and whatever breaks?"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from yibao import load_record, record_document
from yibao.cli import main
from yibao.errors import InvalidDocument
from yibao.measures import canonical

pytest.importorskip("yibao_changzhou")

Y = [sys.executable, "-m", "yibao", "violation"]
COMMON = ["--by", "经办机构", "--reason", "核查"]


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record in Changzhou with a running agreement."""
    path = tmp_path / "record.json"
    document = {
        "schema": "yibao.record/1",
        "institution": "inst-1",
        "area": "320400",
        "events": [{"id": "m1", "kind": "signed", "agreement": "main", "on": "2020-06-01", "until": "2024-05-31", "source": "协议"}],
        "policy": {"in_force": [{"measure": "changzhou", "since": "2021-01-01", "source": "说明"}]},
    }
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return path


@pytest.fixture
def say(record: Path) -> Callable[..., Result]:
    """Run a `violation` command on the record."""

    def run(command: str, id: str, on: str, *more: str) -> Result:
        return CliRunner().invoke(main, ["violation", command, str(record), id, "--on", on, *COMMON, *more])

    return run


def opened(say: Callable[..., Result]) -> None:
    """A physician's fraud, verified and routed."""
    assert (
        say(
            "open",
            "p1",
            "2021-03-10",
            "--act",
            "fabricated_service",
            "--actor",
            "physician",
            "--occurred",
            "2021-03-01",
            "--practitioner",
            "d-7",
            "--fraud",
        ).exit_code
        == 0
    )
    assert say("verify", "p1", "2021-03-20").exit_code == 0
    assert say("route", "p1", "2021-03-21", "--nature", "agreement").exit_code == 0


def test_a_proceeding_goes_from_suspicion_to_an_executed_ban(say: Callable[..., Result], record: Path) -> None:
    """A proceeding goes from suspicion to an executed ban, each step in the file."""
    opened(say)
    ban = ["--sanction", "ban_practitioner", "--since", "2021-04-01", "--until", "2023-03-31"]
    assert say("decide", "p1", "2021-03-22", *ban).exit_code == 0
    shown = say("execute", "p1", "2021-03-25", "--of", "p1.4")
    assert shown.exit_code == 0
    assert "停止医保结算资格" in shown.output
    assert [event.kind for event in load_record(record).proceedings[0].events] == ["suspected", "verified", "routed", "measured", "executed"]


@pytest.mark.parametrize(
    ("command", "more", "said"),
    [
        ("decide", ["--sanction", "ban_practitioner", "--since", "2021-04-01", "--until", "2021-12-31"], "1–5"),
        ("decide", ["--sanction", "ban_practitoner", "--until", "2023-03-31"], "did you mean 'ban_practitioner'"),
        ("decide", ["--sanction", "ban_practitioner", "--since", "2021-04-01"], "/until"),
        ("execute", ["--of", "p1.9"], "p1.9"),
        ("verify", [], "已核实"),
    ],
)
def test_a_step_out_of_order_or_range_is_refused_and_nothing_written(
    say: Callable[..., Result], record: Path, command: str, more: list[str], said: str
) -> None:
    """A step out of order, range or authority ends with exit code 2, the reason, and the same file."""
    opened(say)
    before = record.read_bytes()
    refused = say(command, "p1", "2021-03-30", *more)
    assert refused.exit_code == 2
    assert said in refused.output
    assert record.read_bytes() == before


def test_another_agency_has_no_authority(record: Path, say: Callable[..., Result]) -> None:
    """A measure by an agency that the clause does not name is refused with the clause."""
    opened(say)
    given = ["violation", "decide", str(record), "p1", "--on", "2021-03-30", "--by", "卫健委", "--reason", "x"]
    refused = CliRunner().invoke(main, [*given, "--sanction", "ban_practitioner", "--until", "2023-03-30"])
    assert refused.exit_code == 2
    assert "第48段b" in refused.output
    assert "无权" in refused.output


@pytest.mark.parametrize(
    ("command", "more"),
    [
        ("open", ["--act", "fabricated", "--actor", "physician", "--occurred", "2021-03-01"]),
        ("open", ["--act", "other", "--actor", "doctor", "--occurred", "2021-03-01"]),
        ("open", ["--act", "other", "--actor", "physician", "--occurred", "2021-04-01"]),
        ("open", ["--act", "other", "--actor", "physician", "--occurred", "2021-03-01", "--loss", "12"]),
        ("open", ["--act", "other", "--actor", "physician", "--occurred", "2021-03-01", "--practitioner", "320400199001011234"]),
        ("verify", ["--claim", "/nowhere.json"]),
        ("decide", ["--sanction", "fine", "--amount", "1.5"]),
    ],
)
def test_bad_input_is_told_and_nothing_written(say: Callable[..., Result], record: Path, command: str, more: list[str]) -> None:
    """Bad input of any kind ends with exit code 2, a place and no change."""
    opened(say)
    before = record.read_bytes()
    id = "p2" if command == "open" else "p1"
    refused = say(command, id, "2021-03-30", *more)
    assert refused.exit_code == 2, refused.output
    assert "Traceback" not in refused.output
    assert record.read_bytes() == before


def test_a_step_still_to_come_is_refused(say: Callable[..., Result]) -> None:
    """A step dated after today is refused: a record holds what has happened."""
    refused = say("open", "p1", "2199-01-01", "--act", "other", "--actor", "physician", "--occurred", "2021-03-01")
    assert refused.exit_code == 2
    assert "still to come" in refused.output


def test_an_unknown_proceeding_is_named_with_those_there_are(say: Callable[..., Result]) -> None:
    """A proceeding that is not there is named, with those that are."""
    opened(say)
    refused = say("verify", "p2", "2021-03-30")
    assert refused.exit_code == 2
    assert "it has p1" in refused.output


def test_two_writers_lose_nothing(record: Path) -> None:
    """Two programs that write at once both have their proceedings in the file."""
    opens = "open {record} {id} --on 2021-03-10 --by 经办机构 --reason 核查 --act other --actor physician --occurred 2021-03-01"
    running = [subprocess.Popen([*Y, *opens.format(record=record, id=f"p{number}").split()], stdout=subprocess.DEVNULL) for number in range(8)]
    assert [one.wait(60) for one in running] == [0] * 8
    assert sorted(one.id for one in load_record(record).proceedings) == [f"p{number}" for number in range(8)]


def test_a_killed_writer_leaves_the_old_file_or_the_new_one(record: Path) -> None:
    """A writer killed at any moment leaves a whole record, and the next one can write."""
    before = canonical(record_document(load_record(record)))
    opens = f"open {record} p1 --on 2021-03-10 --by 经办机构 --reason 核查 --act other --actor physician --occurred 2021-03-01"
    for wait in (0.05, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4):
        writer = subprocess.Popen([*Y, *opens.split()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(wait)
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        held = load_record(record)
        if held.proceedings:
            assert [one.id for one in held.proceedings] == ["p1"]
            break
        assert canonical(record_document(held)) == before
    again = subprocess.run([*Y, *opens.replace(" p1 ", " p2 ").split()], check=False, stdout=subprocess.DEVNULL)
    assert again.returncode == 0


def test_a_cut_file_is_refused_and_left_alone(record: Path, say: Callable[..., Result]) -> None:
    """A record cut in the middle is told as such, and not written over."""
    whole = record.read_bytes()
    record.write_bytes(whole[: len(whole) // 2])
    refused = say("verify", "p1", "2021-03-30")
    assert refused.exit_code == 2
    assert "JSON" in refused.output
    assert record.read_bytes() == whole[: len(whole) // 2]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(record: Path, say: Callable[..., Result]) -> None:
    """A folder that cannot be written ends in a clear error, with nothing half-written."""
    record.parent.chmod(0o500)
    try:
        refused = say("open", "p1", "2021-03-10", "--act", "other", "--actor", "physician", "--occurred", "2021-03-01")
    finally:
        record.parent.chmod(0o700)
    assert refused.exit_code == 2
    assert "cannot be written" in refused.output


def test_a_record_is_written_as_it_was_read(record: Path, say: Callable[..., Result]) -> None:
    """Whatever else the record holds is still there after a step."""
    opened(say)
    held = load_record(record)
    assert held.policy.in_force[0].measure == "changzhou"
    assert held.events[0].until is not None


def test_a_proceeding_without_events_is_no_proceeding(record: Path) -> None:
    """A proceeding begins with its suspicion."""
    document = json.loads(record.read_text("utf-8"))
    document["proceedings"] = [{"id": "p1", "act": "other", "actor": "physician", "occurred_on": "2021-03-01", "events": []}]
    record.write_text(json.dumps(document), "utf-8")
    with pytest.raises(InvalidDocument, match="begins with the suspicion"):
        load_record(record)


def test_a_bar_cannot_be_shortened_by_executing_it_late(say: Callable[..., Result], record: Path) -> None:
    """What is left of a measure's time when it is executed must still be within the clause's range; one that is over is not executed."""
    opened(say)
    assert say("decide", "p1", "2021-03-22", "--sanction", "ban_practitioner", "--since", "2021-04-01", "--until", "2022-03-31").exit_code == 0
    before = record.read_bytes()
    for day in ("2021-04-05", "2022-04-05"):
        assert say("execute", "p1", day, "--of", "p1.4").exit_code == 2
    assert record.read_bytes() == before
    assert say("execute", "p1", "2021-04-01", "--of", "p1.4").exit_code == 0


def test_a_measure_says_only_what_belongs_to_it(say: Callable[..., Result]) -> None:
    """An agreement, an amount or a beginning that cannot be is refused."""
    opened(say)
    ban = ["--sanction", "ban_practitioner", "--until", "2023-03-31"]
    for more in (["--amount", "5.00"], ["--agreement", "main"], ["--since", "2021-02-01"]):
        assert say("decide", "p1", "2021-03-22", *ban, *more).exit_code == 2


def test_an_agreement_that_is_not_there_cannot_be_suspended(say: Callable[..., Result]) -> None:
    """A measure on an agreement that does not run is not executed."""
    assert say("open", "p1", "2021-03-10", "--act", "swapped_item", "--actor", "institution", "--occurred", "2021-03-01").exit_code == 0
    assert say("verify", "p1", "2021-03-11", "--listed").exit_code == 0
    assert say("route", "p1", "2021-03-11", "--nature", "agreement").exit_code == 0
    assert say("decide", "p1", "2021-03-12", "--sanction", "suspend_agreement", "--agreement", "supplementary").exit_code == 0
    assert say("decide", "p1", "2021-03-12", "--sanction", "suspend_agreement", "--agreement", "main").exit_code == 0
    assert say("execute", "p1", "2021-03-15", "--of", "p1.4").exit_code == 2
    assert say("execute", "p1", "2021-03-15", "--of", "p1.5").exit_code == 0


def test_a_record_is_written_through_a_link(record: Path, tmp_path: Path) -> None:
    """A link to a record stays a link, and the record behind it has the step."""
    link = tmp_path / "link.json"
    link.symlink_to(record)
    words = [
        "violation",
        "open",
        str(link),
        "p1",
        "--on",
        "2021-03-10",
        *COMMON,
        "--act",
        "other",
        "--actor",
        "physician",
        "--occurred",
        "2021-03-01",
    ]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert link.is_symlink()
    assert [one.id for one in load_record(record).proceedings] == ["p1"]


def test_numbers_of_persons_are_refused_in_free_text(record: Path) -> None:
    """A source, an agency or a reason with what looks like an identity or telephone number is refused."""
    document = json.loads(record.read_text("utf-8"))
    document["events"][0]["source"] = "经办 320400199001011234"
    record.write_text(json.dumps(document), "utf-8")
    with pytest.raises(InvalidDocument, match="/events/0/source"):
        load_record(record)


def test_a_file_that_is_read_is_not_written_over(record: Path) -> None:
    """A page or calendar never replaces the record, nor one the other."""
    before = record.read_bytes()
    for more in (["--html", str(record)], ["--ics", str(record)], ["--html", "x.out", "--ics", "./x.out"]):
        refused = CliRunner().invoke(main, ["agreement", str(record), "--on", "2021-06-01", *more])
        assert refused.exit_code == 2
    assert record.read_bytes() == before
