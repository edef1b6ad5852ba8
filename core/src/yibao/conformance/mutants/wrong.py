"""In what are wrong rules written?

A changed module imports this one: a word, a party or a decorator that stands in a variant need not be known to the module that is changed.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import FunctionType
from typing import Any

import attrs

from yibao.procedure import AGENCY, INSTITUTION
from yibao.rules import Effect, Rule, ceiling, payment_standard
from yibao.words import Unknown, all_of, any_of, none_of

__all__ = ["AGENCY", "INSTITUTION", "Effect", "all_of", "any_of", "ceiling", "neighbour", "none_of", "payment_standard", "unstated_is"]


def unstated_is(answer: Any, value: Any) -> Any:
    """The value, or an answer where it was not stated: what no rule may do."""
    return answer if isinstance(value, Unknown) else value


def neighbour(ours: Any, module: str, name: str, clause: str) -> Any:
    """A rule, or a function marked as one, with what another module's rule asks and has follow: on its own clause and by its own name."""
    theirs = next(rule for rule in rules_in(getattr(import_module(module), name)) if rule.clause == clause)
    if isinstance(ours, Rule):
        return _instead_of(ours, theirs)
    ours.__dict__["__yibao__"] = [_instead_of(rule, theirs) for rule in rules_in(ours)]
    return ours


def rules_in(value: Any) -> tuple[Rule, ...]:
    """The rules that a name of a module stands for: one that is bound, or those with which a function is marked."""
    return (value,) if isinstance(value, Rule) else tuple(getattr(value, "__yibao__", ()))


def _instead_of(ours: Rule, theirs: Rule) -> Rule:
    return attrs.evolve(theirs, clause=ours.clause, zh=ours.zh, owner=ours.owner, body=_named(theirs.body, ours.name))


def _named(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The same function under another name: steps and detections know rules by it."""
    assert isinstance(function, FunctionType)
    copy = FunctionType(function.__code__, function.__globals__, name, function.__defaults__, function.__closure__)
    copy.__doc__, copy.__kwdefaults__ = function.__doc__, function.__kwdefaults__
    return copy
