"""In which ways can the core's own computation of money, days and what is unknown be wrong?

Left alone are texts of messages, types, docstrings and what is remembered (caches): a case speaks of none of them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any

from yibao.conformance.mutants.declarations import COMPARISONS, Change, Changes
from yibao.conformance.mutants.kinds import Kind

ROUNDINGS = {"ROUND_HALF_UP": "ROUND_DOWN", "ROUND_HALF_EVEN": "ROUND_HALF_UP"}
OTHER_WAY = {"min": "max", "max": "min"}
OTHER_WORD = {"any": "all", "all": "any"}
QUERIES: tuple[tuple[str, str, Kind], ...] = (
    (r" > \?", " >= ?", "boundary"),
    (r" < \?", " <= ?", "boundary"),
    (r" DESC\b", "", "sign"),
    (r"\bMAX\(", "MIN(", "sign"),
    (r"\bMIN\(", "MAX(", "sign"),
    (r" = 'reversal'", " <> 'reversal'", "negated"),
)
"""Changes to a question to the database."""
NO_CODE = (ast.JoinedStr, ast.Raise, ast.Assert, ast.arg)
"""Parts in which nothing is computed: messages above all."""


def computations(node: ast.AST) -> Changes:
    """Every change to a statement or expression of the core and to what is in it."""
    match node:
        case ast.Raise(exc=ast.Call()):
            yield Change(node, "pass", "left_out")
        case ast.Compare():
            yield from _comparison(node)
        case ast.BoolOp(op=op, values=values):
            other = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield Change(node, f"({ast.unparse(ast.BoolOp(other, values))})", "words")
            yield from (Change(node, f"({ast.unparse(_one_less(op, values, at))})", "left_out") for at in range(len(values)))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield Change(node, f"({ast.unparse(operand)})", "negated")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield Change(node, f"({ast.unparse(operand)})", "sign")
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right) if not _is_text(left) and not _is_text(right):
            yield Change(node, ast.unparse(ast.BinOp(left, _opposite(op), right)), "sign")
        case ast.AugAssign(target=target, op=ast.Add() | ast.Sub() as op, value=value):
            yield Change(node, ast.unparse(ast.AugAssign(target, _opposite(op), value)), "sign")
        case ast.If(test=test) | ast.IfExp(test=test):
            yield from _plain_test(test)
        case ast.comprehension(ifs=tests):
            yield from (change for test in tests for change in _plain_test(test))
        case ast.Call(func=ast.Name(id="isinstance"), args=[_, ast.Name(id="Unknown")]):
            yield Change(node, "False", "null")
        case ast.Call(func=ast.Name(id=name) as function) if name in OTHER_WAY:
            yield Change(function, OTHER_WAY[name], "sign")
        case ast.Call(func=ast.Name(id=name) as function) if name in OTHER_WORD:
            yield Change(function, OTHER_WORD[name], "words")
        case ast.Name(id=name, ctx=ast.Load()) if name in ROUNDINGS:
            yield Change(node, ROUNDINGS[name], "rounding")
        case ast.Constant():
            yield from _constant(node)
        case _:
            pass
    for part in _parts(node):
        yield from computations(part)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """What of a node is code that computes."""
    if isinstance(node, NO_CODE):
        return
    left_alone: set[int] = set()
    match node:
        case ast.FunctionDef(decorator_list=decorators, args=arguments, returns=returns):
            left_alone = {id(one) for one in (*decorators, arguments, returns)}
        case ast.ClassDef(decorator_list=decorators, bases=bases):
            left_alone = {id(one) for one in (*decorators, *bases)}
        case ast.AnnAssign(target=target, annotation=annotation):
            left_alone = {id(target), id(annotation)}
        case ast.Call(func=ast.Name(id="cast" | "NewType" | "Fault" | "InvalidDocument" | "Unknown")) | ast.Expr(value=ast.Constant()):
            return
        case _:
            pass
    yield from (part for part in ast.iter_child_nodes(node) if id(part) not in left_alone)


def _comparison(node: ast.Compare) -> Changes:
    if len(node.ops) == 1 and isinstance(node.comparators[0], ast.Constant) and node.comparators[0].value is None:
        yield Change(node, repr(isinstance(node.ops[0], ast.IsNot | ast.NotEq)), "null")
    for at, op in enumerate(node.ops):
        for other, kind in COMPARISONS[type(op)]:
            ops = [*node.ops[:at], other(), *node.ops[at + 1 :]]
            yield Change(node, ast.unparse(ast.Compare(node.left, ops, node.comparators)), kind)


def _plain_test(test: ast.expr) -> Changes:
    """The opposite of a test that no other change turns round."""
    if isinstance(test, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        yield Change(test, f"(not {ast.unparse(test)})", "negated")


def _constant(node: ast.Constant) -> Changes:
    match node.value:
        case bool() as value:
            yield Change(node, repr(not value), "negated")
        case int() as value:
            yield from (Change(node, repr(value + step), "boundary") for step in (-1, 1))
        case str() as value if " = ? " in value or value.startswith("SELECT") or " = 'reversal'" in value:
            for pattern, instead, kind in QUERIES:
                for found in re.finditer(pattern, value):
                    yield Change(node, repr(value[: found.start()] + instead + value[found.end() :]), kind)
        case _:
            pass


def _one_less(op: ast.boolop, values: list[ast.expr], at: int) -> ast.expr:
    rest = values[:at] + values[at + 1 :]
    return rest[0] if len(rest) == 1 else ast.BoolOp(op, rest)


def _opposite(op: ast.operator) -> ast.operator:
    return ast.Sub() if isinstance(op, ast.Add) else ast.Add()


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr | ast.List | ast.Tuple) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


Operator = Callable[[Any], Changes]
