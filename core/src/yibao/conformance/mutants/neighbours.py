"""Which rule of another region could stand where a rule stands, because it speaks to the same policy point?"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from yibao.conformance.mutants.wrong import rules_in
from yibao.measures import Clause
from yibao.plugins import STAGES, Plugin
from yibao.rules import Rule

RULES = Rule.__module__
"""Where a rule's own class is: what is bound does not say where it was bound."""


class Placed(NamedTuple):
    """A rule of a region, where its module has it, and on which clause it rests."""

    region: str
    module: str
    name: str
    rule: Rule
    clause: Clause

    @property
    def words(self) -> tuple[Any, ...]:
        """What it asks and when, word for word; two rules that are the same in this are no different rules."""
        return (self.rule.parameters, _words(self.rule.body), self.rule.when and _words(self.rule.when), self.rule.under)


@cache
def _words(function: Any) -> str:
    """What a function asks, without its name and docstring; of one that only hands on to another, what that one asks."""
    try:
        (definition,) = ast.parse(inspect.cleandoc("\n" + inspect.getsource(function))).body
    except (OSError, SyntaxError, TypeError, ValueError):
        return repr(function)
    body = [one for one in getattr(definition, "body", [definition]) if not isinstance(one, ast.Expr)]
    match body:
        case [ast.Return(value=ast.Call(func=called, args=arguments))]:
            given, other = [one.id for one in arguments if isinstance(one, ast.Name)], _called(called, function.__globals__)
            if inspect.isfunction(other) and given == [*inspect.signature(function).parameters] == [*inspect.signature(other).parameters]:
                return _words(other)
        case _:
            pass
    return "\n".join(map(ast.unparse, body)).replace("shared.", "")


def _called(node: ast.expr, known: Mapping[str, Any]) -> Any:
    """What a plain name, or one of a module, stands for."""
    match node:
        case ast.Name(id=name):
            return known.get(name)
        case ast.Attribute(value=ast.Name(id=module), attr=name):
            return getattr(known.get(module), name, None)
        case _:
            return None


def placed(plugins: Iterable[Plugin]) -> list[Placed]:
    """The rules of every region that stand in a module by name, in the order of their declarations."""
    found: dict[int, Placed] = {}
    for plugin in plugins:
        places = {id(rule): (module, name) for module, name, value in _named(plugin) for rule in rules_in(value)}
        for declared in plugin.measures:
            for rule in (rule for stage in STAGES for rule in declared.rules[stage] if isinstance(rule, Rule)):
                if id(rule) in places:
                    found[id(rule)] = Placed(plugin.region, *places[id(rule)], rule, declared.measure.clause(rule.clause))
    return list(found.values())


def _named(plugin: Plugin) -> Iterator[tuple[str, str, Any]]:
    """What a plugin's modules call by a name, each in the module in which it was made."""
    for module, loaded in [*sys.modules.items()]:
        if f"{module}.".startswith(f"{plugin.module.__name__}."):
            yield from ((module, name, value) for name, value in vars(loaded).items() if getattr(value, "__module__", module) in (module, RULES))


def neighbours(ours: Placed, everywhere: Iterable[Placed]) -> Iterator[Placed]:
    """Of each other region the one rule that is nearest: it has the same name, or speaks to the most of the same policy points."""
    nearest: dict[str, tuple[tuple[bool, int], Placed]] = {}
    for theirs in everywhere:
        shared = len(set(ours.clause.points) & set(theirs.clause.points))
        near = (theirs.rule.name == ours.rule.name, shared)
        if theirs.region == ours.region or theirs.rule.kind != ours.rule.kind or not any(near):
            continue
        if theirs.region not in nearest or near > nearest[theirs.region][0]:
            nearest[theirs.region] = near, theirs
    yield from (theirs for _, theirs in nearest.values() if theirs.words != ours.words)
