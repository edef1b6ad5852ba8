"""What does a program do that writes a ledger, so that a test can kill, starve and race it?

It reads one job a line, does each in a process of its own that it forks, and prints that process's id. What a job comes to stands in its
`out`, one JSON document a line, each written when the answer had come back. A key says what is posted under it, so whoever
tries again asks for the same.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from yibao.conformance.cases import spec
from yibao.errors import YibaoError
from yibao.ledger.book import Ledger, beijing_now, new_ledger, open_ledger
from yibao.ledger.door import perform
from yibao.ledger.verifying import verify
from yibao.plugins import installed

Job = dict[str, Any]
CLAIM = spec().joinpath("claims", "wenzhou-revisit.json").read_text("utf-8")


def asked(key: str) -> tuple[str, dict[str, Any]]:
    """The operation that belongs to a key such as `offline-12`, and what it is given."""
    kind, _, number = key.rpartition("-")
    given: dict[str, Any] = {"key": key}
    if kind == "offline":
        parts = {"charged": "210.00", "fund": "126.00", "account": "0.00", "cash": "84.00", "hospital": "0.00"}
        of = {"visit": f"offline-visit-{number}", "area": "330300", "institution": "inst-a", "person": f"person-{number}"}
        return "offline", given | of | parts | {"service_date": "2021-04-15"}
    if kind == "settle":  # the claim states amounts of the year, so an opening is posted together with the settlement
        return "settle", given | {"message": f"message-{number}", "claim": _claim(f"visit-{number}", f"person-{number}")}
    if kind == "draw":
        of_patient = {"uses_account": True, "account_balance": None, "deductible_used": None, "fund_used": None}
        return "settle", given | {"claim": _claim(f"drawing-{number}", "person-shared", **of_patient)}
    if kind == "reverse":
        return "reverse", given | {"of": f"settle-{number}", "reason": "refund"}
    if kind == "take-back":
        return "reverse", given | {"of": f"offline-{number}", "reason": "wrong_charge"}
    if kind == "opening":
        amounts = {"account_balance": "100.00", "deductible_used": "0.00", "fund_used": "0.00"}
        return "opening", given | {"area": "330300", "person": "person-shared", "year": 2021} | amounts
    if kind == "answer":
        return "answer", {"message": f"message-{number}", "result": "accepted", "reference": f"theirs-{number}"}
    if kind == "quota":
        return "quota", {"institution": "inst-a", "area": "330300", "year": 2021, "amount": f"{number}.00", "set_on": "2021-01-01", "source": "文件"}
    raise ValueError(key)


def _claim(visit: str, person: str, **of_patient: Any) -> Any:
    claim = json.loads(CLAIM)
    claim["claim_id"] = visit
    claim["institution"]["reference"] = "inst-a"
    patient = claim["patient"] | {"reference": person} | of_patient
    claim["patient"] = {name: value for name, value in patient.items() if value is not None}
    return claim


def main() -> None:
    """Do the jobs as they come in."""
    if "wenzhou" in {plugin.region for plugin in installed().loaded}:  # what is read once is read before the first fork
        with tempfile.TemporaryDirectory() as folder, new_ledger(Path(folder, "warm.db")) as ledger:
            perform(ledger, *asked("settle-1"))
    for line in sys.stdin:
        job = json.loads(line)
        if job["do"] == "wait":
            print(os.waitpid(job["pid"], os.WUNTRACED)[1], flush=True)
        elif job["do"] == "run":  # in the name space of this program
            print(subprocess.run(job["command"], check=False, stderr=subprocess.DEVNULL).returncode, flush=True)
        else:
            pid = os.fork()
            if pid == 0:
                _done(job)
            print(pid, flush=True)


def _done(job: Job) -> None:
    """Do a job in this process, and end it."""
    out = os.open(job["out"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def say(**said: Any) -> None:
        os.write(out, json.dumps(said).encode() + b"\n")

    try:
        _limit(job)
        (_post if job["do"] == "post" else _look)(job, say)
    except YibaoError as error:
        say(error=type(error).__name__, message=str(error))
    except BaseException as error:  # a test looks for these words and shows them
        say(error=f"unexpected {type(error).__name__}", message=str(error))
        os._exit(1)
    os._exit(0)


def _limit(job: Job) -> None:
    """Take from this process what the job says it has not."""
    if "file_size" in job:
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["file_size"],) * 2)
    if job.get("user"):
        os.setgroups([])
        os.setgid(job["user"])
        os.setuid(job["user"])
    if "signal_at" in job:
        _signal_at(*job["signal_at"])


def _signal_at(number: int, statement: int) -> None:
    """Send this process a signal when it comes to its n-th SQL statement, those inside triggers counted."""
    connect, left = sqlite3.connect, [statement]

    def before(_sql: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), number)

    def connected(*given: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(*given, **named)
        connection.set_trace_callback(before)
        return connection

    sqlite3.connect = connected  # type: ignore[assignment]


def _opened(job: Job) -> Ledger:
    now = (lambda: datetime.fromisoformat(job["now"])) if "now" in job else beijing_now
    return new_ledger(job["path"], now=now) if job.get("new") else open_ledger(job["path"], reading=job.get("reading", False), now=now)


def _post(job: Job, say: Any) -> None:
    """Post what the keys ask for, in their order or in any, opening the ledger once or anew for each; the first error ends it."""
    keys = list(job["keys"])
    if job.get("shuffled"):
        random.shuffle(keys)
    ledger = _opened(job)
    time.sleep(max(0.0, job.get("at", 0) - time.time()))
    for key in keys:
        begun = time.perf_counter()
        try:
            if job.get("anew"):
                ledger.close()
                ledger = _opened(job)
            entry = perform(ledger, *asked(key))
        except YibaoError as error:
            say(key=key, error=type(error).__name__, message=str(error))
            break
        wait, of_entry = time.perf_counter() - begun, f"{entry['number']}:{entry['hash']}"
        say(key=key, head=of_entry, replayed=entry["replayed"], wait=wait, amounts=entry.get("amounts"))
    ledger.close()


def _look(job: Job, say: Any) -> None:
    """Verify the ledger, and say what is found and which files lie beside it."""
    try:
        with _opened(job) as ledger:
            found = verify(ledger, job.get("head"))
            keys = [key for (key,) in ledger.rows("SELECT key FROM entry ORDER BY number")]
        say(entries=found.entries, head=found.head, broken=[one.place for one in found.broken], keys=keys)
    finally:
        say(files=sorted(os.listdir(Path(job["path"]).parent)))


if __name__ == "__main__":
    main()
