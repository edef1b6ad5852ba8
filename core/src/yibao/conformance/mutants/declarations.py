"""In which ways can a rule, a reading, a consequence or a procedure be wrong?

Not changed are reasons, the owners of conditions, the clause, and what events and states are called: a case does not speak of the first
two, and loading checks the others. A detection is left alone: cases do not ask for suspicions across visits (`test_detection.py` does).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import attrs

from yibao import common
from yibao.claim import Claim, Line
from yibao.conformance.mutants.kinds import Kind
from yibao.facts import FACTS
from yibao.rules import Effect


class Change(NamedTuple):
    """A place in a file, and what to write there instead."""

    node: ast.AST
    code: str
    kind: Kind
    stage: str = ""
    """Where the change is judged at another stage than what stands around it."""


Changes = Iterator[Change]

COMPARISONS: dict[type[ast.cmpop], tuple[tuple[type[ast.cmpop], Kind], ...]] = {
    ast.LtE: ((ast.Lt, "boundary"), (ast.Gt, "negated")),
    ast.Lt: ((ast.LtE, "boundary"), (ast.GtE, "negated")),
    ast.GtE: ((ast.Gt, "boundary"), (ast.Lt, "negated")),
    ast.Gt: ((ast.GtE, "boundary"), (ast.LtE, "negated")),
    ast.Eq: ((ast.NotEq, "negated"),),
    ast.NotEq: ((ast.Eq, "negated"),),
    ast.Is: ((ast.IsNot, "negated"),),
    ast.IsNot: ((ast.Is, "negated"),),
    ast.In: ((ast.NotIn, "negated"),),
    ast.NotIn: ((ast.In, "negated"),),
}
WORDS = {"all_of": "any_of", "any_of": "all_of", "none_of": "any_of"}
LOGIC = (*WORDS, "only_if", "by_reading")
"""The words that carry along what was not stated by themselves: of these, each part is taken."""
YES_OR_NO = ("among", "includes")
PERIODS = ("months_after", "years_after")
INSTRUMENTS = {"ceiling": "payment_standard", "payment_standard": "ceiling"}
DECLARATIONS = ("condition", "permission", "ceiling", "payment_standard", "account", "payment")
DECLARED = {"Step": 2, "Clock": 3, "Wait": 3, "Cascade": 3, "Lapse": 3, "Sanction": 3, "Party": 3}
"""Declarations of data, and how many of their first arguments are texts, clauses and events."""
UNITS = {"working_days": "months", "months": "years", "years": "months"}
PARTIES = {"institution": "physician", "physician": "institution"}
SIDES = {"agency": "institution", "institution": "agency"}
AGENCIES = ("经办机构", "医疗保障行政部门")
"""Who runs the insurance and who supervises it: the first stands in for any other agency, the second for the first."""
SHARED = [name for name, value in vars(common).items() if getattr(value, "__module__", None) == common.__name__]
WORD = re.compile(r"[a-z0-9_]+")
"""What is a word of the vocabulary, and no text."""


@attrs.frozen
class Within:
    """The function in which a change is made."""

    parameters: tuple[str, ...] = ()
    prices: bool = False
    """Whether it gives an amount of money and no yes or no."""


NOWHERE = Within()


@cache
def never_unknown() -> frozenset[str]:
    """The facts that every claim states, and those that follow from them alone."""
    required = {field.name for field in attrs.fields(Claim) if field.default is attrs.NOTHING}
    of_line = {f"line_{field.name}" for field in attrs.fields(Line) if field.default is attrs.NOTHING}
    return frozenset(required | of_line | {"application_filed", "visit_filed", "drugs_bought", "offline_ratio_stated", "physician_barred"})


def changes(node: ast.AST, within: Within = NOWHERE) -> Changes:
    """Every change to a statement or expression and to what is in it."""
    inside: Iterable[ast.AST] = ()
    match node:
        case ast.FunctionDef(body=body, decorator_list=decorators):
            for decorator in decorators:
                if isinstance(decorator, ast.Call):
                    yield Change(decorator, "lambda function: function", "left_out")
                    yield from changes(decorator)
            within = _within(node)
            inside = body
        case ast.Return(value=value) | ast.Assign(value=value) if value:
            yield from _statement(node, value, within)
            inside = (value,)
        case ast.If(test=test, body=body, orelse=orelse):
            inside = (test, *body, *orelse)
        case ast.Call():
            yield from _call(node, within)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            yield from (Change(node, ast.unparse(ast.Compare(left, [other()], [right])), kind) for other, kind in COMPARISONS[type(op)])
            inside = (left, right)
        case ast.Tuple(elts=members) | ast.List(elts=members) | ast.Set(elts=members):
            if all(isinstance(one, ast.Constant | ast.Name) or _name(one) == "Sanction" for one in members):
                yield from (Change(node, _without(node, members, at), "left_out") for at in range(len(members)))
            yield from _swapped_actors(members)
            inside = members
        case ast.Attribute(value=ast.Name(id="shared"), attr=name) if name in SHARED:
            yield Change(node, f"shared.{SHARED[(SHARED.index(name) + 1) % len(SHARED)]}", "neighbour")
        case ast.Attribute(value=value):
            inside = (value,)
        case ast.Name(id=name) if name in within.parameters and len(within.parameters) > 1:
            yield Change(node, within.parameters[(within.parameters.index(name) + 1) % len(within.parameters)], "fact")
        case ast.Constant():
            yield from _constant(node)
        case ast.IfExp(test=test, body=first, orelse=second):
            inside = (test, first, second)
        case ast.BinOp(left=left, right=right):
            inside = (left, right)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield Change(node, ast.unparse(operand), "negated")
            inside = (operand,)
        case _:
            pass
    for part in inside:
        if not isinstance(part, ast.Expr):  # a docstring
            yield from changes(part, within)


def _within(function: ast.FunctionDef) -> Within:
    parameters = tuple(one.arg for one in function.args.args)
    marks = [one.func.id for one in function.decorator_list if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)]
    return Within(parameters, any(one in INSTRUMENTS for one in marks) or any(name.endswith("_amount") for name in parameters))


def _statement(statement: ast.Return | ast.Assign, value: ast.expr, within: Within) -> Changes:
    """What can be wrong with the whole of what is returned, or of what a name stands for."""
    match value:
        case ast.Name(id=name) if isinstance(statement, ast.Return) and within.parameters == (name,) and not within.prices:
            yield Change(value, f"_wrong.none_of({name})", "negated")
        case ast.Call(func=ast.Attribute(attr="bind") | ast.Name(id="Consequence" | "payment")):
            yield Change(value, "None", "left_out")
        case _:
            pass
    if isinstance(statement, ast.Return) or _is_yes_or_no(value):
        yield from _unstated(value, within)


def _is_yes_or_no(value: ast.expr) -> bool:
    match value:
        case ast.Compare() | ast.Call(func=ast.Attribute(value=ast.Name(id="shared"))):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in YES_OR_NO
        case _:
            return False


def _unstated(value: ast.expr, within: Within) -> Changes:
    """What was not stated counts as no, as yes, or as no money; each part by itself where several are taken together."""
    if isinstance(value, ast.Call) and _name(value) in LOGIC:
        return
    asked = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)} & set(within.parameters) & set(FACTS)
    if asked - never_unknown():
        for answer in ("0",) if within.prices and not _is_yes_or_no(value) else ("False", "True"):
            yield Change(value, f"_wrong.unstated_is({answer}, {ast.unparse(value)})", "null")


def _name(node: ast.expr) -> str:
    """What is called, where that has a plain name."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def _call(call: ast.Call, within: Within) -> Changes:
    """Changes to a word, to a declaration, and to what is given to them."""
    name, arguments, keywords = _name(call), call.args, call.keywords
    if name in DECLARATIONS:
        yield from _declaration(call, name)
    elif name == "Consequence":
        yield from _consequence(call)
    elif name == "Procedure":
        yield from _options(keywords)
    elif name in DECLARED:
        yield from _data(call, name)
    elif name == "reading":
        yield from _default(keywords)
    elif name == "by_reading":
        yield from _by_reading(keywords, within)
    elif name != "Detection":
        yield from _word(call, name, within)
        for part in (call.func, *arguments, *(one.value for one in keywords)):
            yield from changes(part, within)


def _word(call: ast.Call, name: str, within: Within) -> Changes:
    """A word of rules for another, or without one of the things it takes together."""
    arguments = call.args
    if name in WORDS:
        yield Change(call.func, f"_wrong.{WORDS[name]}", "words")
        yield from (Change(call, _written(name, arguments[:at] + arguments[at + 1 :]), "left_out") for at in range(len(arguments)))
    elif name in PERIODS:
        yield Change(call, _written(name, arguments[:-1]), "reading")
        yield Change(call.func, next(one for one in PERIODS if one != name), "clock")
    elif name == "only_if" and len(arguments) > 1:
        yield Change(call, ast.unparse(arguments[1]), "left_out")
        yield Change(call.func, "_wrong.all_of", "words")
    if name in LOGIC:
        for argument in arguments:
            yield from _unstated(argument, attrs.evolve(within, prices=False))


def _default(keywords: list[ast.keyword]) -> Changes:
    """Every other default of a reading, and none."""
    options = [one.arg for one in keywords if one.arg not in ("default", "ground")]
    for default in (one.value for one in keywords if one.arg == "default"):
        now = ast.unparse(default)
        yield from (Change(default, repr(option), "reading") for option in (None, *options) if repr(option) != now)


def _by_reading(options: list[ast.keyword], within: Within) -> Changes:
    """What holds under one option holds under another."""
    for at, one in enumerate(options):
        other = options[(at + 1) % len(options)]
        if other is not one:
            yield Change(one.value, ast.unparse(other.value), "reading")
        yield from _unstated(one.value, within)
        yield from changes(one.value, within)


def _constant(node: ast.Constant) -> Changes:
    match node.value:
        case bool() as value:
            yield Change(node, repr(not value), "negated")
        case int() as value:
            yield from (Change(node, repr(value + step), "boundary") for step in (-1, 1))
        case str() as value if WORD.fullmatch(value):
            yield Change(node, repr(value + "_"), "fact")
        case _:
            pass


def _swapped_actors(members: list[ast.expr]) -> Changes:
    """An institution for a physician, or the other way, among those whom something concerns."""
    named = {one.value for one in members if isinstance(one, ast.Constant)}
    for one in members:
        match one:
            case ast.Constant(value=str() as name) if name in PARTIES and PARTIES[name] not in named:
                yield Change(one, repr(PARTIES[name]), "party")
            case _:
                pass


def _declaration(call: ast.Call, name: str) -> Changes:
    """Changes to what a rule says of itself: its kind, when it applies, by which reading, and what follows."""
    if name in INSTRUMENTS:
        kept = [one for one in call.keywords if name == "payment_standard" or one.arg == "when"]
        yield Change(call, "_wrong." + ast.unparse(ast.Call(ast.Name(INSTRUMENTS[name]), call.args, kept)), "instrument")
    for keyword in call.keywords:
        if keyword.arg == "when":
            yield Change(keyword, "when=None", "left_out")
            yield from changes(keyword.value)
        elif keyword.arg in ("under", "excess"):
            yield Change(keyword, f"{keyword.arg}=None", "reading")
        elif keyword.arg == "otherwise":
            now = ast.unparse(keyword.value).removeprefix("Effect.")
            yield from (Change(keyword.value, f"_wrong.Effect.{one}", "effect") for one in Effect.__members__ if one != now)


def _consequence(call: ast.Call) -> Changes:
    """Changes to what follows from a breach, for whom, by which agency."""
    for part in (*call.args[3:5], *call.args[6:]):
        yield from changes(part)
    for part in call.args[5:6]:
        yield from _agency(part)
    yield from _options(call.keywords)


def _agency(node: ast.expr) -> Changes:
    """Another agency, where the text names one by itself."""
    if isinstance(node, ast.Constant) and node.value:
        yield Change(node, repr(next(one for one in AGENCIES if one != node.value)), "party", "proceedings")


def _data(call: ast.Call, name: str) -> Changes:
    """Changes to a step, a clock, a sanction and the like."""
    stage = "proceedings" if name == "Sanction" else ""
    parts = [*call.args[DECLARED[name] :], *(one.value for one in call.keywords if one.arg in ("by", "owner"))]
    found = [*(change for part in parts for change in (*_party(part), *_value(part))), *_options(call.keywords)]
    yield from (one._replace(kind=_of_period(one, name), stage=stage) for one in found)
    match call.args:
        case [ast.Constant(value=str() as side) as node, *_] if name == "Party":
            yield Change(node, repr(SIDES[side]), "party")
        case _:
            pass


def _party(node: ast.expr) -> Changes:
    """The institution for the agency that acts or owes, or the other way."""
    if isinstance(node, ast.Name) and node.id.isupper():
        yield Change(node, "_wrong.AGENCY" if node.id == "INSTITUTION" else "_wrong.INSTITUTION", "party")


def _of_period(change: Change, name: str) -> Kind:
    """A number of a clock or a wait belongs to a period; that of a sanction is the end of a range."""
    return "clock" if change.kind == "boundary" and name != "Sanction" else change.kind


def _options(keywords: list[ast.keyword]) -> Changes:
    """Changes to what a declaration of data says by name: a flag, an entry of a list, a number."""
    for keyword in keywords:
        if keyword.arg in ("cascade", "lapse"):
            yield Change(keyword, f"{keyword.arg}=None", "left_out")
        if keyword.arg == "agency":
            yield from _agency(keyword.value)
        elif keyword.arg not in ("states", "conditions", "starts", "reading", "acts", "by", "owner"):
            yield from _value(keyword.value)


def _value(node: ast.expr) -> Changes:
    """Changes to one value of such a declaration."""
    match node:
        case ast.Tuple(elts=members):
            if len(members) > 1 or all(isinstance(one, ast.Call) for one in members):
                yield from (Change(node, _without(node, members, at), "left_out") for at in range(len(members)))
            yield from (change for one in members if isinstance(one, ast.Call) for change in changes(one))
        case ast.Dict(keys=keys, values=values):
            yield from (
                Change(node, ast.unparse(ast.Dict(keys[:at] + keys[at + 1 :], values[:at] + values[at + 1 :])), "left_out") for at in range(len(keys))
            )
        case ast.Constant(value=bool() as flag):
            yield Change(node, repr(not flag), "effect")
        case ast.Constant(value=int()):
            yield from _constant(node)
        case ast.Constant(value="working_days" | "months" | "years" as unit):
            yield Change(node, repr(UNITS[str(unit)]), "clock")
        case ast.Call():
            yield from changes(node)
        case _:
            pass


def _without(node: Any, members: list[ast.expr], at: int) -> str:
    return ast.unparse(type(node)(members[:at] + members[at + 1 :]))


def _written(name: str, arguments: list[ast.expr]) -> str:
    return ast.unparse(ast.Call(ast.Name(name), arguments, []))
