"""How fast is it, side by side with what somebody would use instead?

`python tests/benchmarks/run.py` prints ratios measured in turn in one run: a claim decided with all its
findings against a hand-written function and against a rule engine, neither of which can say why; the
command's help against an empty Python; and how the cost of records grows. Exit code 1 where a promised ratio is not kept.
"""

from __future__ import annotations

import gc
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from itertools import cycle
from statistics import median
from time import perf_counter
from typing import Any

import records
from by_hand import decide_by_hand
from by_zen import prepared
from yibao import Claim, claim_from, decide
from yibao.conformance.cases import spec

ROUNDS = 21
CLAIMS = 200


def claims() -> list[Claim]:
    """Wenzhou visits of three lines, each with its own day, amounts and time of review."""
    base = json.loads(spec().joinpath("claims", "wenzhou-delivery.json").read_text("utf-8"))
    made = []
    for number in range(CLAIMS):
        day = date(2021, 4, 1) + timedelta(days=number % 50)
        base["claim_id"] = f"visit-{number}"
        base["service_date"] = base["settlement_date"] = str(day)
        base["history"][0]["date"] = str(day - timedelta(days=10 + number % 60))
        base["lines"][1]["amount"] = f"{100 + number}.{number % 100:02d}"
        base["patient"]["account_balance"] = f"{number}.00"
        base["identity"] |= {"verified_at": f"{day}T09:{number % 28:02d}:00", "paid_at": f"{day}T09:50:00"}
        made.append(claim_from(base))
    return made


def seconds(function: Callable[[Any], Any], inputs: list[Any]) -> float:
    """The time that a function takes for one input, over all of them once."""
    begin = perf_counter()
    for one in inputs:
        function(one)
    return (perf_counter() - begin) / len(inputs)


# The function by hand has the operator's readings built in; yibao gets the same.
READINGS = {"physical_institution": "own_host", "diagnosis_that_counts": "principal"}


def decided(claim: Claim) -> Any:
    """Decide a claim: every condition judged, nothing left out."""
    return decide(claim, readings=READINGS)


def with_findings(claim: Claim) -> Any:
    """Decide, and look at every finding."""
    outcome = decided(claim)
    return outcome.verdict, outcome.findings, outcome.settlement.parts


def paired(one: Callable[[], float], other: Callable[[], float]) -> tuple[float, float, float]:
    """Median times of two measurements made in turn, and the median of their ratios."""
    pairs = [(one(), other()) for _ in range(ROUNDS)]
    return median(first for first, _ in pairs), median(second for _, second in pairs), median(first / second for first, second in pairs)


def started(*words: str) -> float:
    """The time that a command takes from start to end."""
    begin = perf_counter()
    subprocess.run(words, check=True, capture_output=True)
    return perf_counter() - begin


def main() -> int:
    """Measure, print, and say whether the promises are kept."""
    visits = claims()
    engine = [prepared(visit) for visit in visits]
    for visit, evaluate in zip(visits, cycle(engine), strict=False):
        with_findings(visit), decide_by_hand(visit), evaluate()
    gc.collect()
    gc.freeze()
    yibao = shutil.which("yibao") or "yibao"
    rows = [
        ("decide a claim / by hand", *paired(lambda: seconds(decided, visits), lambda: seconds(decide_by_hand, visits)), 10.0),
        ("… and read every finding / by hand", *paired(lambda: seconds(with_findings, visits), lambda: seconds(decide_by_hand, visits)), None),
        ("… and read every finding / zen-engine", *paired(lambda: seconds(with_findings, visits), lambda: seconds(lambda one: one(), engine)), 1.0),
        ("yibao --help / python -c pass", *paired(lambda: started(yibao, "--help"), lambda: started(sys.executable, "-c", "pass")), 5.0),
    ]
    rows += records.rows()
    kept = True
    for name, first, second, ratio, promised in rows:
        kept = kept and (promised is None or ratio <= promised)
        limit = "" if promised is None else f"   (at most {promised:g})"
        print(f"{name:40}{first * 1e6:10.1f} µs{second * 1e6:10.1f} µs   {ratio:5.2f}{limit}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
