"""How does this implementation answer at the other end of a pipe?

It speaks the protocol of the specification (section 19): one JSON object a line on standard input, one a line on standard output.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from yibao.codec import parse
from yibao.conformance.own import ASKED, OwnLedger, answer
from yibao.conformance.running import OWN
from yibao.conformance.sequences import Operation
from yibao.errors import InvalidDocument
from yibao.plugins import Plugins

PROTOCOL = 1


class Answering:
    """One conversation: the measures at hand, and the ledger that is asked."""

    def __init__(self, installed: Plugins) -> None:
        self.installed = installed
        self.measures = [declared.measure.id for plugin in installed.loaded for declared in plugin.measures]
        self.ledgers: dict[str, OwnLedger] = {}

    def reply(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The reply to one request."""
        match request:
            case {"cmd": "start", "protocol": 1}:
                return {"protocol": PROTOCOL, "implementation": OWN, "supports": {"measures": self.measures}}
            case {"cmd": "measure", "id": id, "measure": measure}:
                return {"id": id, "ok": True} if measure in self.measures else {"id": id, "unsupported": {"message": "no plugin has this measure"}}
            case {"cmd": "run", "id": id, "asks": "ledger", "input": {"folder": folder, "do": do, "given": given, "at": at}}:
                return {"id": id, "result": self._ledger(folder).ask(Operation(do, given, at))}
            case {"cmd": "run", "id": id, "asks": str(asks), "input": given} if asks in ASKED:
                return {"id": id, "result": answer(asks, given, self.installed)}
        return {"id": request.get("id"), "errored": {"message": "this is no request of the protocol (version 1)"}}

    def _ledger(self, folder: str) -> OwnLedger:
        """The ledger in a folder; of a folder that is no longer asked, it is closed."""
        if folder not in self.ledgers:
            for name in [*self.ledgers]:
                self.ledgers.pop(name).ledger.close()
            self.ledgers[folder] = OwnLedger(Path(folder))
        return self.ledgers[folder]


def converse(requests: Iterable[bytes], replies: BinaryIO, installed: Plugins) -> None:
    """Answer line by line until `stop` or the end."""
    answering = Answering(installed)
    for line in requests:
        try:
            request = parse(line, "request")
        except InvalidDocument as error:
            reply: dict[str, Any] = {"id": None, "errored": {"message": str(error)}}
        else:
            if not isinstance(request, dict):
                request = {}
            if request.get("cmd") == "stop":
                return
            reply = answering.reply(request)
        replies.write(json.dumps(reply, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        replies.flush()
