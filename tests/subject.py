"""A program that speaks the protocol of conformance, and misbehaves in the way it is told at a certain case.

`python subject.py MODE [CASE]`: it answers `skipped` to every case but those whose name contains CASE; there it does what MODE says.
It knows nothing of yibao, and so starts at once.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

MODE, AT = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "/"
out = sys.stdout.buffer


def say(reply: Any) -> None:
    """Write one line."""
    out.write(json.dumps(reply).encode() + b"\n")
    out.flush()


def misbehave(id: Any) -> None:
    """What this program does wrong."""
    match MODE:
        case "silent":
            time.sleep(3600)
        case "crashes":
            print("a stack of calls", file=sys.stderr, flush=True)
            os._exit(3)
        case "killed":
            os.kill(os.getpid(), 9)
        case "closes":
            os.close(1)
            time.sleep(3600)
        case "half_a_line":
            os.write(1, b'{"id": ')
            time.sleep(3600)
        case "drips":
            while True:
                os.write(1, b" ")
                time.sleep(0.02)
        case "other_id":
            say({"id": 10**6, "skipped": {"message": "no"}})
        case "no_id":
            say({"skipped": {"message": "no"}})
        case "twice":
            say({"id": id, "skipped": {"message": "no"}})
            say({"id": id, "skipped": {"message": "no"}})
        case "garbage":
            out.write(b"Debug: here I am\n")
            say({"id": id, "skipped": {"message": "no"}})
        case "binary":
            out.write(bytes(range(256)) * 16 + b"\n")
            out.flush()
        case "much":
            for _ in range(100):
                os.write(1, b"x" * 1_000_000)
            time.sleep(3600)
        case "much_on_error":
            for _ in range(100):
                os.write(2, b"x" * 1_000_000)
            say({"id": id, "skipped": {"message": "no"}})
        case "deep":
            out.write(b"[" * 100_000 + b"]" * 100_000 + b"\n")
            out.flush()
        case "many_digits":
            out.write(b'{"id": ' + b"9" * 100_000 + b"}\n")
            out.flush()
        case "surrogate":
            out.write(b'{"id": %d, "skipped": {"message": "\\ud800"}}\n' % id)
            out.flush()
        case "twice_a_key":
            out.write(b'{"id": %d, "id": %d, "skipped": {"message": "no"}}\n' % (id, id))
            out.flush()
        case "other_shape":
            say({"id": id, "result": {"verdict": ["met"], "lines": {}}})
        case "no_object":
            say({"id": id, "result": "met"})
        case "two_answers":
            say({"id": id, "result": {}, "skipped": {"message": "no"}})
        case "leaves_a_child":
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(20)"], start_new_session=True)
            os._exit(0)
        case "many_faults":
            out.write(b'{"id": %d, "result": {"findings": [%s{}]}}\n' % (id, b"{}," * 1_000_000))
            out.flush()
        case "digits":
            say({"id": id, "errored": {"message": "1" * 1_000_000}})
        case "errored":
            say({"id": id, "errored": {"message": "it failed", "context": "\x1b[31mred 330381199001011234\x00"}})
        case "unsupported":
            say({"id": id, "unsupported": {"message": "not yet"}})
        case "empty":
            say({"id": id, "result": {}})
        case "refuses":
            say({"id": id, "result": {"error": "invalid_document", "message": "no"}})
        case _:
            say({"id": id, "skipped": {"message": "later", "issue": "https://example.org/1"}})


def main() -> None:
    """Answer line by line."""
    if MODE == "mute":
        time.sleep(3600)
    if MODE == "dead":
        sys.exit("cannot find my configuration")
    if MODE == "deaf":
        os.close(0)
        time.sleep(3600)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        match request["cmd"]:
            case "start":
                told = {"name": "a program that misbehaves", "version": "1", "language": "Python"}
                say({"protocol": 2 if MODE == "other_protocol" else 1, "implementation": told})
            case "measure":
                say({"id": request["id"], "ok": True})
            case "run" if AT in request["case"]:
                misbehave(request["id"])
            case "run":
                say({"id": request["id"], "skipped": {"message": "later", "issue": "https://example.org/1"}})
            case "stop" if MODE != "stays":
                return


main()
