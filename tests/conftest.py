"""A good claim to change, and the plugins that are installed."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from yibao.claim import Claim
from yibao.codec import claim_from
from yibao.conformance.cases import NOTHING, change, spec
from yibao.plugins import Plugins, installed


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    """The plugins of this environment."""
    return installed()


@pytest.fixture(scope="session")
def document() -> Callable[..., Any]:
    """A base claim's document by name, with values changed by JSON Pointer; NOTHING takes one out."""

    def make(name: str = "tianjin-revisit", changes: dict[str, Any] | None = None) -> Any:
        made = deepcopy(json.loads(spec().joinpath("claims", f"{name}.json").read_text("utf-8")))
        for path, value in (changes or {}).items():
            change(made, path, value)
        return made

    return make


@pytest.fixture(scope="session")
def claim(document: Callable[..., Any]) -> Callable[..., Claim]:
    """A base claim by name, with values changed by JSON Pointer."""
    return lambda name="tianjin-revisit", changes=None: claim_from(document(name, changes))


__all__ = ["NOTHING"]
