"""How is another program asked over its standard input and output, so that nothing it does can stop the run?

It speaks the protocol of the specification (section 19). Whatever it does wrong (silence, its end, lines that are no reply) is a fault of
its own in the very case that was asked; it is killed and started again, and the next case follows.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import attrs

from yibao.codec import parse
from yibao.conformance.cases import Case
from yibao.conformance.grading import Check
from yibao.conformance.grading import checks as checks_of
from yibao.conformance.running import Asked, Course, Listener, Result, Run, Status, graded, stages
from yibao.conformance.sequences import Operation, play
from yibao.conformance.validating import first_fault
from yibao.errors import CannotStart, InvalidDocument, SmokeFailed
from yibao.personal import masked
from yibao.plugins import Plugin

LONGEST = 4 * 1024 * 1024
"""The longest reply, in bytes."""
KEPT = 4096
"""How much of the end of standard error is kept, in bytes."""
FAREWELL = 2.0
"""How long a program has to end by itself, in seconds."""


@attrs.frozen
class Limits:
    """How long a run waits, in seconds, and how many cases in a row a program may break."""

    reply: float = 5.0
    start: float = 30.0
    whole: float = 600.0
    in_a_row: int = 20
    jobs: int = 2
    """How many copies of the program are asked side by side."""


@attrs.frozen
class Broke(Exception):
    """The program did not answer as the protocol wants it."""

    status: Status
    message: str


@attrs.frozen
class Said(Exception):
    """The program answered with something else than a result: `skipped`, `unsupported` or `errored`."""

    status: Status
    message: str
    issue: str = ""
    context: str = ""


class Program:
    """A program that runs, what it says of itself, and the end of what it writes on standard error."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.header: Mapping[str, Any] = {}
        self.measures: dict[str, str] = {}
        """Measure → why it is not supported, or nothing."""
        self.sent = 0
        self._end = b""
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        """Read standard error so that the program is never held up by it; only its end is kept."""
        assert self.process.stderr is not None
        while chunk := await self.process.stderr.read(65536):
            self._end = (self._end + chunk)[-2 * KEPT :]

    @property
    def context(self) -> str:
        """The end of standard error, as text without what looks personal."""
        return masked(self._end.decode("utf-8", "replace"))[-KEPT:].strip()  # cut after masking: half a number is not recognised

    async def ask(self, request: Mapping[str, Any], part: str, seconds: float) -> Any:
        """Send a request and read its reply, which is to fit that part of the schema. Raises Broke."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            async with asyncio.timeout(seconds):
                self.process.stdin.write(json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
                await self.process.stdin.drain()
                line = await self.process.stdout.readline()
        except TimeoutError:
            raise Broke("timeout", f"no reply within {seconds:.3g} s") from None
        except OSError:
            line = b""
        except ValueError:
            raise Broke("errored", f"a line of more than {LONGEST} bytes is no reply") from None
        if not line.endswith(b"\n"):
            raise Broke("errored", await self._how_it_ended())
        reply = _reply(line)
        if "id" in request and isinstance(reply, dict) and reply.get("id") != request["id"]:
            raise Broke("errored", f"the reply has the id {shown(reply.get('id'))}, asked was {request['id']}")
        if fault := fault_of(reply, part):
            raise Broke("errored", f"the reply does not fit the schema: {fault}")
        return reply

    async def _how_it_ended(self) -> str:
        with suppress(TimeoutError):
            code = await asyncio.wait_for(self.process.wait(), FAREWELL)
            await asyncio.wait([self._listening], timeout=FAREWELL)
            return f"the program ended with exit code {code}" if code >= 0 else f"the program was ended by signal {-code}"
        return "the program closed its standard output"

    async def start(self, seconds: float) -> None:
        """Greet the program and keep what it says of itself. Raises Broke."""
        self.header = await self.ask({"cmd": "start", "protocol": 1}, "start", seconds)

    async def choose(self, measure: str, seconds: float) -> None:
        """Say that cases of a measure follow. Raises Said where it is not supported, and Broke."""
        if measure not in self.measures:
            self.sent += 1
            reply = await self.ask({"cmd": "measure", "id": self.sent, "measure": measure}, "measure", seconds)
            self.measures[measure] = masked(reply.get("unsupported", {}).get("message", "")[:KEPT])
        if self.measures[measure]:
            raise Said("unsupported", self.measures[measure])

    async def run(self, case: Case, stage: str, given: Mapping[str, Any], seconds: float) -> Mapping[str, Any]:
        """What it answers to a case, or to a step of one. Raises Said where that is no result, and Broke."""
        self.sent += 1
        names = {"case": case.name, "measure": case.measure, "clause": case.clause, "stage": stage, "asks": case.asks}
        request = {"cmd": "run", "id": self.sent, **names, "deadline_ms": max(1, int(seconds * 1000)), "input": given}
        reply = await self.ask(request, "run", seconds)
        for status in ("skipped", "unsupported", "errored"):
            if status in reply:
                said = {key: masked(str(value)[:KEPT]) for key, value in reply[status].items()}
                raise Said(status, said["message"], said.get("issue", ""), said.get("context", ""))
        result: Mapping[str, Any] = reply["result"]
        if fault := fault_of(result, "error" if "error" in result else case.asks):
            raise Broke("errored", f"the result does not fit the schema: {fault}")
        return result

    async def stop(self) -> None:
        """Let it end by itself, or end it."""
        with suppress(Broke, OSError):
            assert self.process.stdin is not None
            self.process.stdin.write(b'{"cmd":"stop"}\n')
            self.process.stdin.close()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.process.wait(), FAREWELL)
        await self.kill()

    async def kill(self) -> None:
        """End it without warning, and whatever it started, as far as that stayed in its group."""
        with suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                self.process.kill()
            else:
                os.killpg(self.process.pid, signal.SIGKILL)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.process.wait(), FAREWELL)
        self._listening.cancel()
        transport = getattr(self.process, "_transport", None)  # a child that left the group can hold the pipes open for ever
        if transport is not None:
            transport.close()


def _reply(line: bytes) -> Any:
    try:
        reply = parse(line, "reply")
        if rb"\u" in line:
            json.dumps(reply, ensure_ascii=False).encode()  # half of a character, written as an escape, could be written nowhere
        return reply
    except UnicodeEncodeError:
        raise Broke("errored", "the reply holds half of a character (a lone surrogate)") from None
    except InvalidDocument as error:
        raise Broke(
            "errored", f"standard output has a line that is no reply ({error.faults[0].message}): {shown(line.decode('utf-8', 'replace'))}"
        ) from None


def shown(value: Any) -> str:
    """Something that a program wrote, short and on one line."""
    text = masked(str(value)[:KEPT]).strip()
    return repr(text[:120] + ("…" if len(text) > 120 else ""))


def fault_of(reply: Any, part: str) -> str:
    """The first place where a reply does not fit its part of the published schema; nothing where it fits."""
    fault = first_fault(reply, "reply", part)
    return "" if fault is None else f"{shown(fault.path)}: {shown(fault.message)}"


async def started(command: Sequence[str]) -> Program:
    """A program that was just started. Raises CannotStart."""
    pipe = asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe, limit=LONGEST, start_new_session=True)
    except (OSError, ValueError) as error:
        raise CannotStart(f"{shown(command[0])} cannot be started: {getattr(error, 'strerror', None) or error}") from None
    return Program(process)


class Worker:
    """Asks one copy of the program case after case, and starts it again where it broke."""

    def __init__(self, command: Sequence[str], limits: Limits, over: float) -> None:
        self.command, self.limits, self.over = command, limits, over
        self.header: Mapping[str, Any] | None = None
        """What the program said of itself at first; each copy, and one that is started again, has to say the same."""
        self.program: Program | None = None
        self.broken_in_a_row = 0

    def _left(self, wanted: float) -> float:
        """How long may be waited: as wanted, or until the time for the whole run is over. Raises Said."""
        left = self.over - time.monotonic()
        if left <= 0:
            raise Said("not_run", f"the time for the whole run, {self.limits.whole:g} s, was over")
        return min(wanted, left)

    async def running(self) -> Program:
        """The program, started where it does not run. Raises Broke."""
        if self.program is None:
            self.program = await started(self.command)
            await self.program.start(self._left(self.limits.start))
            if self.header not in (None, self.program.header):
                raise Broke("errored", "it says something else of itself than at first")
            self.header = self.program.header
        return self.program

    @property
    def gave_up(self) -> bool:
        """Whether so many cases in a row broke the program that no more are asked."""
        return self.broken_in_a_row >= self.limits.in_a_row

    async def result(self, case: Case, stage: str, asked: Asked) -> Result:
        """What becomes of one case."""
        began = time.perf_counter()
        try:
            found = await self.checks(case, stage)
            self.broken_in_a_row = 0
            return graded(case, stage, found, asked, time.perf_counter() - began)
        except Said as said:
            if said.status != "not_run":
                self.broken_in_a_row = 0
            return Result(case, stage, said.status, (), said.message, said.issue, said.context, time.perf_counter() - began)
        except (Broke, CannotStart) as error:
            self.broken_in_a_row += 1
            context = await self.end()
            broke = error if isinstance(error, Broke) else Broke("errored", str(error))
            status: Status = "not_run" if time.monotonic() >= self.over else broke.status
            return Result(case, stage, status, (), broke.message, "", context, time.perf_counter() - began)

    async def end(self) -> str:
        """Kill the program; the end of what it wrote on standard error."""
        if self.program is None:
            return ""
        program, self.program = self.program, None
        await program.kill()
        return program.context

    async def checks(self, case: Case, stage: str) -> Iterable[Check]:
        """What a case expects, and what came. Raises Said where there is no result, and Broke."""
        program = await self.running()
        if (lacks := unsupported(program.header, case, stage)) is not None:
            raise Said("unsupported", f"it does not support {lacks}")
        await program.choose(case.measure, self._left(self.limits.reply))
        if case.asks == "ledger":
            return await self._played(case, stage)
        return checks_of(case.asks, case.expect, await program.run(case, stage, case.given, self._left(self.limits.reply)))

    async def _played(self, case: Case, stage: str) -> Iterable[Check]:
        """A sequence, step by step on a ledger in a new folder; where its process is to die, it is killed."""
        with _folder() as folder:
            game = play(case.document)
            try:
                step = next(game)
                while True:
                    if isinstance(step, Operation):
                        given = {"folder": folder, "do": step.do, "given": step.given, "at": step.at}
                        program = await self.running()
                        step = game.send(await program.run(case, stage, given, self._left(self.limits.reply)))
                    else:
                        await self.end()
                        program = await self.running()
                        await program.choose(case.measure, self._left(self.limits.reply))
                        step = game.send({})
            except StopIteration as end:
                found: Iterable[Check] = end.value
                return found


@contextmanager
def _folder() -> Iterator[str]:
    """A new folder for a ledger. What a program left in it may be such that it cannot be removed; that ends no run."""
    folder = tempfile.mkdtemp(prefix="yibao-")
    try:
        yield folder
    finally:
        with suppress(OSError, RecursionError):
            shutil.rmtree(folder, ignore_errors=True)


def unsupported(header: Mapping[str, Any], case: Case, stage: str) -> str | None:
    """What of a case the program does not claim to support."""
    supports = header.get("supports", {})
    for word, key, value in (("measure", "measures", case.measure), ("stage", "stages", stage), ("asks", "asks", case.asks)):
        if key in supports and value not in supports[key]:
            return f"{word} {value}"
    return None


def ask_program(
    command: Sequence[str],
    every: Sequence[Case],
    asked: Asked,
    limits: Limits,
    plugins: Iterable[Plugin] = (),
    listener: Listener | None = None,
) -> Run:
    """Run cases against a program, smoke test first.

    Raises CannotStart where there is no such program, SmokeFailed where it does not speak the protocol at all.
    """
    try:
        return asyncio.run(_asked(command, Course.of(asked, every, listener or Listener()), limits, stages(plugins)))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None  # by a request to end


async def _asked(command: Sequence[str], course: Course, limits: Limits, stage: Callable[[Case], str]) -> Run:
    over = time.monotonic() + limits.whole
    workers = [Worker(command, limits, over) for _ in range(limits.jobs)]
    results: dict[str, Result] = {}
    waiting = deque(_by_group(course.chosen))

    async def work(worker: Worker) -> None:
        while waiting:
            bundle = deque(waiting.popleft())
            while bundle and not worker.gave_up:
                case = bundle.popleft()
                results[case.name] = course.came(await worker.result(case, stage(case), course.asked))
            if bundle:
                waiting.append(list(bundle))  # for another copy, if one still goes on
                return

    _end_with_this_program()
    tasks: list[asyncio.Task[None]] = []
    try:
        header = await smoke(workers[0], course.chosen, stage)
        for worker in workers:
            worker.header = header
        run = course.begins(header["implementation"], header.get("supports", {}))
        tasks = [asyncio.create_task(work(worker)) for worker in workers]
        await asyncio.gather(*tasks)
    except BaseException:  # also an interrupt: no program is asked to end in peace
        for task in tasks:
            task.cancel()
        await asyncio.gather(*(worker.end() for worker in workers), return_exceptions=True)
        raise
    finally:
        await asyncio.gather(*(worker.program.stop() for worker in workers if worker.program is not None), return_exceptions=True)
    message = f"{limits.in_a_row} cases in a row broke the program"
    for case in course.chosen:
        if case.name not in results:
            results[case.name] = course.came(Result(case, stage(case), "not_run", message=message))
    return course.finished(run, [results[case.name] for case in course.chosen])


def _end_with_this_program() -> None:
    """Have a request to end (SIGTERM, SIGHUP) end the run in order, so that no program is left behind: each runs in a session of its own."""
    main = asyncio.current_task()
    if main is not None and sys.platform != "win32" and threading.current_thread() is threading.main_thread():
        for one in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(one, main.cancel)


def _by_group(cases: Iterable[Case]) -> Iterable[list[Case]]:
    """The cases in bundles: a measure is chosen once for each."""
    bundles: dict[tuple[str, str, str], list[Case]] = {}
    for case in cases:
        bundles.setdefault((case.region, case.group, case.measure), []).append(case)
    return bundles.values()


async def smoke(worker: Worker, cases: Sequence[Case], stage: Callable[[Case], str]) -> Mapping[str, Any]:
    """What the program says of itself, once it answered one of up to three cases of each kind; nothing but the form is looked at.

    Raises SmokeFailed.
    """
    try:
        header = (await worker.running()).header
    except (Broke, Said) as broke:
        raise SmokeFailed(await _in_smoke(worker, broke.message, "it was started")) from None
    for asks in dict.fromkeys(case.asks for case in cases):
        some = [case for case in cases if case.asks == asks and unsupported(header, case, stage(case)) is None][:3]
        for case in some:
            try:
                await worker.checks(case, stage(case))
                break
            except Said as said:
                if said.status != "not_run":
                    break
                raise SmokeFailed(await _in_smoke(worker, said.message, f"it was asked {case.name}")) from None
            except Broke as broke:
                told = await _in_smoke(worker, broke.message, f"it was asked {case.name}")
                if case is some[-1]:
                    raise SmokeFailed(told) from None
    return header


async def _in_smoke(worker: Worker, what: str, when: str) -> str:
    """What to say where a program does not get through the smoke test."""
    context = await worker.end()
    return f"the program does not speak the protocol: {when}, and {what}" + (f"\nstandard error ended with:\n{context}" if context else "")
