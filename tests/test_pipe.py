"""A program at the end of a pipe can do whatever it likes: the run ends, every case has a result, and what was wrong is said."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from jsonschema import Draft202012Validator
from yibao.conformance.answering import Answering
from yibao.conformance.cases import Case, cases, spec
from yibao.conformance.lines import read_lines
from yibao.conformance.own import can_answer
from yibao.conformance.pipe import LONGEST, Limits, ask_program
from yibao.conformance.running import Asked, KnownFailure, Run, conform, known_failures, write_known_failures
from yibao.errors import CannotStart, SmokeFailed
from yibao.plugins import Plugins

SUBJECT = str(Path(__file__).parent / "subject.py")
EVERY = list(cases())
GROUP = "national/switching/"
SOME = [case for case in EVERY if case.name.startswith(GROUP)]
AT = SOME[3].name
"""The case at which a program misbehaves: not one of the smoke test."""
LIMITS = Limits(reply=0.5, start=10.0, whole=60.0, jobs=1)


def asking(mode: str, at: str = AT, limits: Limits = LIMITS, asked: Asked | None = None) -> Run:
    """A run of one group against the program that misbehaves."""
    return ask_program([sys.executable, "-S", "-I", SUBJECT, mode, at], EVERY, asked or Asked(patterns=(f"{GROUP}*",)), limits)


def result_of(run: Run, name: str = AT) -> Any:
    """What became of a case."""
    (found,) = [one for one in run.results if one.case.name == name]
    return found


WRONG = {
    "silent": ("timeout", "no reply within 0.5 s"),
    "crashes": ("errored", "ended with exit code 3"),
    "killed": ("errored", "ended by signal 9"),
    "closes": ("errored", "closed its standard output"),
    "half_a_line": ("timeout", "no reply within"),
    "drips": ("timeout", "no reply within"),
    "other_id": ("errored", "the reply has the id '1000000'"),
    "no_id": ("errored", "the reply has the id 'None'"),
    "garbage": ("errored", "Debug: here I am"),
    "binary": ("errored", "that is no reply"),
    "much": ("errored", f"more than {LONGEST} bytes"),
    "deep": ("errored", "nested too deeply"),
    "many_digits": ("errored", "too many digits"),
    "surrogate": ("errored", "half of a character"),
    "twice_a_key": ("errored", "stands twice"),
    "other_shape": ("errored", "does not fit the schema"),
    "no_object": ("errored", "does not fit the schema"),
    "two_answers": ("errored", "does not fit the schema"),
    "many_faults": ("errored", "does not fit the schema"),
    "digits": ("errored", "1111"),
    "errored": ("errored", "it failed"),
}


@pytest.mark.parametrize("mode", WRONG)
def test_what_a_program_does_wrong_is_its_fault_in_that_case_alone(mode: str) -> None:
    """The case is named with what was wrong; all others have the result they would have had."""
    began = time.monotonic()
    run = asking(mode)
    status, message = WRONG[mode]

    assert (result_of(run).status, message in result_of(run).message) == (status, True), result_of(run)
    assert {one.status for one in run.results if one.case.name != AT} == {"skipped"}
    assert not run.fine
    assert time.monotonic() - began < 15


def test_a_line_too_many_is_found_at_the_next_reply() -> None:
    """Two replies to one request: the second is no reply to the next."""
    run = asking("twice")
    statuses = [one.status for one in run.results]
    assert statuses.count("errored") == 1
    assert statuses[4] == "errored"


def test_what_it_writes_on_standard_error_never_stops_it_and_its_end_is_kept() -> None:
    """100 MB on standard error, and the end of it where it crashes."""
    assert {one.status for one in asking("much_on_error").results} == {"skipped"}
    assert result_of(asking("crashes")).context == "a stack of calls"


def test_what_looks_personal_or_steers_a_terminal_is_not_shown() -> None:
    """What a program says of an error is masked."""
    assert "330381199001011234" not in result_of(asking("errored")).context


def test_a_child_that_outlives_it_holds_nothing_up() -> None:
    """A process that left the group and holds the pipes open."""
    began = time.monotonic()
    assert result_of(asking("leaves_a_child")).status in ("errored", "timeout")
    assert time.monotonic() - began < 12


@pytest.mark.parametrize("mode", ["dead", "mute", "deaf", "other_protocol"])
def test_a_program_that_does_not_speak_the_protocol_is_not_judged(mode: str) -> None:
    """The smoke test says how far it came."""
    with pytest.raises(SmokeFailed, match="does not speak the protocol"):
        asking(mode, limits=attrs.evolve(LIMITS, start=1.0))


def test_what_it_says_as_it_dies_is_told() -> None:
    """A program without its configuration."""
    with pytest.raises(SmokeFailed, match="cannot find my configuration"):
        asking("dead")


def test_a_program_that_is_not_there_is_no_traceback() -> None:
    """Nothing of that name."""
    with pytest.raises(CannotStart, match="no-such-program"):
        ask_program(["no-such-program"], EVERY, Asked(), LIMITS)


def test_one_that_always_breaks_is_given_up() -> None:
    """It gets through no smoke test; one that breaks later is given up after some cases in a row."""
    with pytest.raises(SmokeFailed):
        asking("crashes", at="/")
    statuses = [one.status for one in asking("crashes", at="law-", limits=attrs.evolve(LIMITS, in_a_row=2)).results]
    assert statuses[:4] == ["skipped", "errored", "errored", "not_run"]
    assert set(statuses[4:]) == {"not_run"}


def test_the_time_for_all_of_them_is_bounded() -> None:
    """What was not asked in time is not run, and what was asked before is kept."""
    began = time.monotonic()
    run = asking("silent", limits=attrs.evolve(LIMITS, reply=30.0, whole=2.0))
    statuses = [one.status for one in run.results]
    assert time.monotonic() - began < 8
    assert statuses[:3] == ["skipped"] * 3
    assert set(statuses[3:]) == {"not_run"}
    assert not run.fine


def test_a_program_that_does_not_end_is_ended() -> None:
    """One that does not listen to `stop`."""
    began = time.monotonic()
    assert {one.status for one in asking("stays").results} == {"skipped"}
    assert time.monotonic() - began < 10


def test_what_a_program_left_out_counts_as_not_said() -> None:
    """An empty result fails at the levels at which the case expects something, and no error fails more."""
    one = result_of(asking("empty"))
    assert (one.status, one.context) == ("failed", "")
    assert not any(one.levels.values())
    refused = result_of(asking("refuses"))
    assert not any(refused.levels.values())


def test_a_case_that_expects_nothing_at_a_level_is_not_passed_at_it() -> None:
    """Who refuses everything holds at no level."""
    run = asking("refuses", at="/", asked=Asked(patterns=(f"{GROUP}*",), levels=("amounts",)))
    assert {one.status for one in run.results} <= {"failed", "skipped"}
    assert not run.fine


def test_a_list_of_known_failures_serves_one_level_too_and_keeps_what_was_not_asked(tmp_path: Path) -> None:
    """Written for all levels, it is read at one; written anew for a part of the cases, it keeps the rest."""
    path, other = str(tmp_path / "known.json"), KnownFailure("national/parity/not-asked", ("amounts",), "why it is")  # type: ignore[arg-type]
    first = asking("empty")
    write_known_failures(path, first, [other])
    known = known_failures(path)
    assert set(known) == {other, KnownFailure(AT, result_of(first).fails)}  # type: ignore[arg-type]
    for level in result_of(first).levels:
        again = asking("empty", asked=Asked(patterns=(f"{GROUP}*",), levels=(level,), known=known[:1]))
        assert again.stale == ()


@pytest.mark.skipif(shutil.which("pgrep") is None, reason="pgrep is not installed")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_run_that_is_ended_leaves_no_program_behind(number: signal.Signals, tmp_path: Path) -> None:
    """Programs run in sessions of their own: whoever ends the run ends them."""
    line = [sys.executable, "-m", "yibao", "conformance", "--case", f"{GROUP}*", "--deadline", "60", "--jsonl", str(tmp_path / "run.jsonl")]
    mark = f"mark-{number}-{os.getpid()}"
    running = subprocess.Popen(
        [*line, "--", sys.executable, "-S", "-I", SUBJECT, "silent", AT, mark], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )

    def left() -> int:
        found = subprocess.run(["pgrep", "-f", mark], capture_output=True, text=True, check=False).stdout.split()
        return len([one for one in found if int(one) != running.pid])

    def wait_for(what: Callable[[], bool]) -> None:
        until = time.monotonic() + 20
        while not what() and time.monotonic() < until:
            time.sleep(0.05)
        assert what()

    wait_for(lambda: (tmp_path / "run.jsonl").exists() and (tmp_path / "run.jsonl").read_bytes().count(b"\n") > 3)
    assert left() > 0
    running.send_signal(number)
    said = running.communicate(timeout=20)[1]
    assert running.returncode not in (0, None)
    assert b"Traceback" not in said
    wait_for(lambda: left() == 0)
    report = read_lines(str(tmp_path / "run.jsonl"))
    assert not report.complete
    assert len(report.results) >= 3


def test_known_failures_are_put_up_with_until_they_are_so_no_more() -> None:
    """A list that says how a case fails; one that says it otherwise, or names no case, is stale."""
    entry = KnownFailure(AT, result_of(asking("empty")).fails)  # type: ignore[arg-type]
    asked = Asked(patterns=(f"{GROUP}*",), known=(entry,))
    assert asking("empty", asked=asked).stale == ()
    assert result_of(asking("empty", asked=asked)).known
    assert asking("crashes", asked=asked).stale == (f"{AT}: known to fail at {', '.join(entry.fails)}, now fails at errored",)
    assert "now skipped" in asking("none", asked=asked).stale[0]
    nobody = attrs.evolve(asked, known=(KnownFailure("national/switching/nobody", ("outcome",)),))
    assert "there is no such case" in asking("none", asked=nobody).stale[0]


# This implementation at the other end of the pipe.


@pytest.fixture(scope="module")
def answerable(plugins: Plugins) -> list[Case]:
    """Some of what this installation can answer: of each kind, with every fault of a sequence."""
    mine = [case for case in EVERY if can_answer(case, plugins)]
    kinds = [[case for case in mine if case.asks == asks] for asks in ("claim", "agreement", "proceeding", "ledger")]
    return [case for kind in kinds for case in kind[:: max(1, len(kind) // 12)]]


def test_over_the_pipe_comes_what_comes_in_process(plugins: Plugins, answerable: list[Case]) -> None:
    """The reference implementation, asked as any other is."""
    asked = Asked(patterns=tuple(case.name for case in answerable))
    own = conform(plugins, asked)
    piped = ask_program([sys.executable, "-m", "yibao", "answer"], EVERY, asked, Limits(reply=30.0, jobs=1), plugins.loaded)

    told = [[(one.case.name, one.status, one.checks) for one in run.results] for run in (own, piped)]
    assert told[0] == told[1]
    assert {one.status for one in piped.results} == {"passed"}


def test_what_is_sent_keeps_to_its_schema_and_holds_no_expectation(plugins: Plugins, answerable: list[Case]) -> None:
    """Requests and replies are valid; nothing of what is expected is in them."""
    schemas = {name: json.loads(spec().joinpath("schemas", f"{name}.json").read_text("utf-8")) for name in ("request", "reply")}
    request, reply = (Draft202012Validator(schemas[name]) for name in ("request", "reply"))
    answering = Answering(plugins)
    reply.validate(answering.reply({"cmd": "start", "protocol": 1}))
    for case in answerable:
        names = {"case": case.name, "measure": case.measure, "clause": case.clause, "asks": case.asks}
        if case.asks != "ledger":
            sent = {"cmd": "run", "id": 1, **names, "stage": "eligibility", "deadline_ms": 1, "input": case.given}
            request.validate(sent)
            reply.validate(json.loads(json.dumps(answering.reply(sent))))
            assert "expect" not in case.given


def test_a_ledger_that_dies_has_kept_what_it_acknowledged(plugins: Plugins) -> None:
    """Sequences with the fault `dies_after` kill the process for real."""
    deadly = [case for case in EVERY if case.asks == "ledger" and any(step.get("fault") == "dies_after" for step in case.document["steps"])]
    mine = [case.name for case in deadly if can_answer(case, plugins)][:3]
    if not mine:
        pytest.skip("no region with such a sequence is installed")
    run = ask_program([sys.executable, "-m", "yibao", "answer"], EVERY, Asked(patterns=tuple(mine)), Limits(reply=30.0, jobs=1), plugins.loaded)
    assert {one.status for one in run.results} == {"passed"}


# The command.


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command line on the program that misbehaves."""

    def run(*options: str, mode: str = "empty") -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "yibao", "conformance", "--case", f"{GROUP}*", "--jobs", "1", *options]
        program = ["--", sys.executable, "-S", "-I", SUBJECT, mode, AT]
        return subprocess.run([*line, *program], capture_output=True, text=True, cwd=tmp_path, env={**os.environ, "PYTHONUTF8": "1"}, check=False)

    return run


def test_the_command_says_which_case_failed_at_which_level_and_exits_with_1(command: Any) -> None:
    """The failure is named with its clause, what was expected and what came."""
    told = command()
    assert told.returncode == 1
    assert AT in told.stdout
    assert "expected" in told.stdout
    assert "1 failed" in told.stdout


def test_known_failures_are_written_and_read(command: Any, tmp_path: Path) -> None:
    """What failed once is put up with the next time, and stale as soon as it does not fail."""
    assert command("--write-known-failures", "known.json").returncode == 1
    assert [one.case for one in known_failures(str(tmp_path / "known.json"))] == [AT]
    again = command("--known-failures", "known.json")
    assert "1 known to fail" in again.stdout
    assert again.returncode == 0
    stale = command("--known-failures", "known.json", mode="none")
    assert (stale.returncode, "stale" in stale.stdout) == (1, True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--known-failures", "nowhere.json"], "cannot be read"),
        (["--requirements", "0.7"], "no requirement set"),
        (["--region", "atlantis"], "no cases of a region"),
        (["--deadline", "0"], "--deadline"),
    ],
)
def test_bad_options_are_told_and_exit_with_2(command: Any, options: list[str], said: str) -> None:
    """Nothing is run."""
    told = command(*options)
    assert (told.returncode, told.stdout) == (2, "")
    assert said in told.stderr
