"""How are all variants tried, in several processes, and an end made of it in good order?

Each process tries one variant after another. One that takes too long, or ends its process, differs from the reference: its process is
replaced. Whatever happens, no process is left behind.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any

from yibao.conformance.mutants.trying import Source, Subject, Task, Verdict
from yibao.errors import YibaoError

LIMIT = 600.0
"""How many seconds a variant may take before it counts as one that does not come to an end."""
TRIES = 2
"""How often a variant may end its process before that counts as its own doing."""
ENDED = "its process ended"
TOO_LONG = "it did not come to an end"


class CannotTry(YibaoError):
    """The cases cannot tell anything: one fails without any change, or nothing can be loaded."""

    code = "cannot_try"


def verdicts(tasks: Sequence[Task], sources: Sequence[Source], each: Callable[[], Any] = lambda: None, limit: float = LIMIT) -> list[Verdict]:
    """What became of each task; `each` is called whenever one is done. Raises CannotTry."""
    groups = tuple(dict.fromkeys(task.group for task in tasks))
    found: dict[int, Verdict] = {}
    waiting, ended = deque(range(len(tasks))), dict.fromkeys(range(len(tasks)), 0)
    with _workers(min(os.cpu_count() or 1, len(tasks)), sources, groups) as workers:
        while len(found) < len(tasks):
            for worker in workers:
                if worker.is_ready and waiting:
                    worker.give(waiting.popleft(), tasks, limit)
            _pause(workers)
            for worker in workers:
                number, verdict = worker.heard()
                if number is None:
                    continue
                if verdict is None:
                    ended[number] += 1
                    if ended[number] < TRIES:
                        waiting.appendleft(number)
                        continue
                    verdict = Verdict("killed", ENDED)
                found[number] = verdict
                each()
    return [found[number] for number in range(len(tasks))]


class _Worker:
    """A process that tries variants, as it is seen from here."""

    def __init__(self, sources: Sequence[Source], groups: Sequence[str]) -> None:
        self.made_of = sources, groups
        self._start(groups)

    def _start(self, groups: Sequence[str]) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, tuple(self.made_of[0]), tuple(groups)), daemon=True)
        with _deaf():
            self.process.start()
        theirs.close()
        self.is_ready = False
        self.number: int | None = None
        self.until = float("inf")

    def give(self, number: int, tasks: Sequence[Task], limit: float) -> None:
        """Have a task tried."""
        self.number, self.is_ready, self.until = number, False, time.monotonic() + limit
        self.pipe.send(tuple(tasks[number]))

    def heard(self) -> tuple[int | None, Verdict | None]:
        """The number of a task that is over, if one is, and what became of it; none where its process ended. Raises CannotTry."""
        number = self.number
        try:
            said = self.pipe.recv() if self.pipe.poll() else None
        except (EOFError, OSError):
            if number is None:
                raise CannotTry("a process that tries variants ended before it could begin") from None
            self._anew()
            return number, None
        if said is None:
            if number is None or time.monotonic() < self.until:
                return None, None
            self._anew()
            return number, Verdict("killed", TOO_LONG)
        if number is None and said != ("ready", ""):
            raise CannotTry(said[1])
        self.number, self.is_ready, self.until = None, True, float("inf")
        return number, Verdict(*said)

    def _anew(self) -> None:
        self.end()
        self._start(())

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


@contextmanager
def _workers(number: int, sources: Sequence[Source], groups: Sequence[str]) -> Iterator[list[_Worker]]:
    """So many processes; the first also looks whether the cases come out without any change. None is left at the end."""
    workers: list[_Worker] = []
    try:
        for at in range(number):
            workers.append(_Worker(sources, groups if at == 0 else ()))
        yield workers
    finally:
        for worker in workers:
            worker.end()


def _pause(workers: Iterable[_Worker]) -> None:
    """Wait until somebody says something, or has taken too long."""
    until = min(worker.until for worker in workers)
    wait([worker.pipe for worker in workers], None if until == float("inf") else max(0.0, until - time.monotonic()))


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes begun in here leave it to this one to hear that the user wants an end."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not in the main thread, which alone hears it
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(pipe: Connection, sources: Sequence[tuple[str, str, str, str]], groups: Sequence[str]) -> None:
    """What a process does: say that it is ready, or why not; then try one variant after another."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    subject = Subject(Source(*one) for one in sources)
    failing = subject.unchanged(groups)
    said: tuple[str, ...] = ("ready", "") if failing is None else ("failed", f"{failing} fails without any change: look at `yibao conformance` first")
    with suppress(EOFError, OSError):  # nobody is there any more
        while True:
            pipe.send(said)
            said = tuple(subject.tried(Task(*pipe.recv())))
