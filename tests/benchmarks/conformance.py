"""What does it cost to ask over a pipe?

`python tests/benchmarks/conformance.py` asks every case of the installed regions in this process and over the pipe, with one
copy of the program and with two, in turn, and prints the time of each and what the pipe adds to a case.
Exit code 1 where all cases over the pipe take a minute or more.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

from yibao.conformance.cases import cases
from yibao.conformance.pipe import Limits, ask_program
from yibao.conformance.running import Asked, Run, conform
from yibao.plugins import installed

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 3
LONGEST = 60.0


def timed(do: Callable[[], Run]) -> float:
    """The time of one run, which has to go well."""
    begin = perf_counter()
    run = do()
    assert run.fine, [one.case.name for one in run.results if one.counts]
    return perf_counter() - begin


def main() -> int:
    """Measure in turn, and print."""
    plugins = installed()
    every = list(cases(plugins.loaded))
    program = [sys.executable, "-m", "yibao", "answer"]

    def piped(jobs: int) -> Run:
        return ask_program(program, every, Asked(), Limits(reply=30.0, jobs=jobs), plugins.loaded)

    ways: dict[str, Callable[[], Run]] = {"in process": lambda: conform(plugins), "pipe": lambda: piped(1), "pipe, two copies": lambda: piped(2)}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, do in ways.items():
            taken[name].append(timed(do))
    own = median(taken["in process"])
    print(f"{len(every)} cases, {ROUNDS} rounds")
    for name, times in taken.items():
        took = median(times)
        print(f"{name:18} {took:6.1f} s   {took / own:5.2f} × in process   {(took - own) / len(every) * 1000:+6.2f} ms a case")
    return 1 if max(taken["pipe, two copies"]) >= LONGEST else 0


if __name__ == "__main__":
    sys.exit(main())
