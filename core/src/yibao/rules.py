"""What is a rule, and how does a region declare one?

A rule is an ordinary function whose parameters are facts and readings by name. Its decorator says
which clause it rests on and, in Chinese, what the clause wants; the first line of its docstring
says the same in English. The decorator marks the function and hands it back unchanged. What
follows when a condition is not met is declared with it (`otherwise`), and the core draws the
conclusion: no plugin computes a verdict.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cached_property
from types import ModuleType
from typing import Any, Literal, TypeVar

import attrs

from yibao.claim import ActKind, Actor
from yibao.words import all_of


class Answer(StrEnum):
    """The five answers."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    UNDETERMINED = "undetermined"
    TEXT_MISSING = "text_missing"


# Names of their own: looking a member up in its class is slow where it happens a hundred times a claim.
MET, NOT_MET, NOT_APPLICABLE = Answer.MET, Answer.NOT_MET, Answer.NOT_APPLICABLE
UNDETERMINED, TEXT_MISSING = Answer.UNDETERMINED, Answer.TEXT_MISSING
SEVERITY = (NOT_MET, TEXT_MISSING, UNDETERMINED, MET)


def together(answers: Iterable[Answer]) -> Answer:
    """The answer of several conditions together: the first of `SEVERITY` among them, or not applicable."""
    given = list(answers)
    for answer in SEVERITY:
        if answer in given:
            return answer
    return NOT_APPLICABLE


class Effect(StrEnum):
    """What follows when a condition is not met."""

    NOT_GOVERNED = "not_governed"
    """The measure does not govern the visit; that is no breach."""
    NOT_PERMITTED = "not_permitted"
    """The visit should not have been provided this way."""
    NOT_SETTLED_ONLINE = "not_settled_online"
    """The fee cannot be settled online."""
    FUND_PAYS_NOTHING = "fund_pays_nothing"
    """A lawful fee that the fund does not pay."""
    NOT_IN_ORDER = "not_in_order"
    """What the clause demands before a fee is filed is not in order; that it is not paid is a reading."""
    REFUSED = "refused"
    """The fund refuses the fee for a verified breach."""
    NOT_CHARGEABLE = "not_chargeable"
    """The line may not be charged as a medical-service item."""
    ON_HOLD = "on_hold"
    """Nothing is denied: it waits until something else is put right or comes to its end (更正、暂缓)."""
    MAY_NOT_APPLY = "may_not_apply"
    """The application may not be filed this way."""
    MAY_NOT_SIGN = "may_not_sign"
    """The supplementary agreement may not be signed yet."""
    DUTY_NOT_MET = "duty_not_met"
    """A duty is not met; the clause names no consequence for the fee."""
    ADVICE = "advice"
    """The clause asks for it step by step (逐步): noted, and no breach."""


Kind = Literal["condition", "permission", "ceiling", "payment_standard", "account", "payment"]
Function = TypeVar("Function", bound=Callable[..., Any])


@attrs.frozen(eq=False)
class Rule:
    """One declared rule: the clause it rests on, its function, and what follows from it."""

    kind: Kind
    clause: str
    zh: str
    body: Callable[..., Any]
    when: Callable[..., Any] | None = None
    otherwise: Effect | None = None
    owner: str = ""
    excess: tuple[str, str] | None = None
    """Of an account rule: a reading and its option under which the excess over a payment standard may come from it, too."""
    under: tuple[str, str] | None = None
    """A reading and its option that impose the condition or ceiling; under another option it does not apply.

    A duty stays a duty under every option: there the reading says whether a breach also bars payment.
    """

    @property
    def name(self) -> str:
        """The function's name."""
        return self.body.__name__

    @property
    def en(self) -> str:
        """What the clause wants, in English: the first line of the docstring."""
        return (self.body.__doc__ or "").strip().split("\n")[0]

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The facts and readings that the body takes."""
        return tuple(inspect.signature(self.body).parameters)

    @cached_property
    def when_parameters(self) -> tuple[str, ...]:
        """The facts and readings that decide whether the rule applies."""
        return tuple(inspect.signature(self.when).parameters) if self.when else ()


@attrs.frozen
class Mark:
    """What a decorator below declares: `@condition(…)` on a function, or `.bind(…)` for a shared one."""

    declared: dict[str, Any]

    def __call__(self, function: Function) -> Function:
        """Mark a function as a rule and hand it back unchanged."""
        function.__dict__.setdefault("__yibao__", []).append(Rule(body=function, **self.declared))
        return function

    def bind(self, body: Callable[..., Any]) -> Rule:
        """A rule made of a function that several regions share (`common.py`)."""
        return Rule(body=body, **self.declared)


def condition(
    clause: str,
    zh: str,
    *,
    otherwise: Effect,
    owner: str = "institution",
    when: Callable[..., Any] | None = None,
    under: tuple[str, str] | None = None,
) -> Mark:
    """A condition of a clause: the body says whether it is met.

    `otherwise`: what follows when it is not met. `owner`: who owes it. `when`: a function of facts,
    and of readings that have a default, that says whether the condition applies at all. `under`: a reading and its option that impose the
    condition (`Rule.under`).
    """
    return Mark({"kind": "condition", "clause": clause, "zh": zh, "when": when, "otherwise": otherwise, "owner": owner, "under": under})


def ceiling(clause: str, zh: str, *, when: Callable[..., Any] | None = None, under: tuple[str, str] | None = None) -> Mark:
    """A price ceiling (政府指导价): the body gives the most that may be charged for the line, in fen.

    `under`: a reading and its option that impose the ceiling (`Rule.under`).
    """
    return Mark({"kind": "ceiling", "clause": clause, "zh": zh, "when": when, "owner": "institution", "under": under})


def permission(clause: str, zh: str) -> Mark:
    """What a clause leaves free, such as a market price (市场调节价): where the body is true, it sets no limit."""
    return Mark({"kind": "permission", "clause": clause, "zh": zh, "owner": "institution"})


def payment_standard(clause: str, zh: str, *, when: Callable[..., Any] | None = None) -> Mark:
    """A payment standard (支付标准): the body gives the most of the line that the fund counts, in fen."""
    return Mark({"kind": "payment_standard", "clause": clause, "zh": zh, "when": when, "owner": "institution"})


def account(clause: str, zh: str, *, excess: tuple[str, str] | None = None) -> Mark:
    """Use of the personal account: the body says whether the own share of the line may come from it.

    The own share is that of what the fund counts. `excess`: a reading and its option under which the
    excess over a payment standard may come from the account, too.
    """
    return Mark({"kind": "account", "clause": clause, "zh": zh, "owner": "patient", "excess": excess})


def payment(clause: str, zh: str, *, when: Callable[..., Any] | None = None) -> Mark:
    """Payment itself (予以支付): the body says of each line whether the fund pays, all conditions considered."""
    return Mark({"kind": "payment", "clause": clause, "zh": zh, "when": when, "owner": "agency"})


def every(*conditions: Callable[..., Any]) -> Callable[..., Any]:
    """A `when` of several: it holds where all of them do, and asks for what they ask."""
    wants = {condition: tuple(inspect.signature(condition).parameters) for condition in conditions}
    names = tuple(dict.fromkeys(name for parameters in wants.values() for name in parameters))

    def applies(*values: Any, **named: Any) -> Any:
        given = {**dict(zip(names, values, strict=False)), **named}
        return all_of(*(condition(*(given[name] for name in parameters)) for condition, parameters in wants.items()))

    applies.__name__ = "_and_".join(condition.__name__ for condition in conditions)
    applies.__dict__["__signature__"] = inspect.Signature([inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in names])
    return applies


@attrs.frozen
class Sanction:
    """One measure that a clause provides for a breach (处理措施), with its range.

    `at_least` and `at_most` are in `unit`: `months`, `years`, `fen`, or `times` the amount named by
    `basis` (the fund's `loss` or the `fraud` amount). A measure without a range has neither. Which
    value within the range is taken is for a person to decide. `only_if` is a further condition of
    the text, as a word: `loss` (造成损失), `uncorrected` (拒不改正), `uncorrected_or_severe`.
    """

    name: str
    zh: str
    en: str
    at_least: int | None = None
    at_most: int | None = None
    unit: Literal["", "months", "years", "fen", "times"] = ""
    basis: Literal["", "loss", "fraud"] = ""
    only_if: Literal["", "loss", "uncorrected", "uncorrected_or_severe"] = ""
    agency: str = ""
    """Who takes it, where that is another than the consequence's agency."""
    elsewhere: bool = False
    """Its range stands in a law or agreement to which the clause refers and which is not at hand (依法)."""


@attrs.frozen
class Consequence:
    """What a clause attaches to a breach of one legal nature, for which actors, by which agency.

    `nature` is `agreement`, `administrative`, `criminal`, `publicity` for what follows a verified
    case of any nature, or `any` where the clause does not tell natures apart. It attaches to the
    kinds of act in `acts`, or to all; where `fraud` is True only to acts done to defraud the fund,
    where it is False only to others. `mandatory` says whether the clause must (应) or may (可) be
    applied, None where it says neither; `truncated` that the text breaks off within it.
    """

    clause: str
    zh: str
    en: str
    nature: Literal["agreement", "administrative", "criminal", "publicity", "any"]
    actors: frozenset[str]
    agency: str
    acts: frozenset[str] | None = None
    fraud: bool | None = None
    sanctions: tuple[Sanction, ...] = ()
    mandatory: bool | None = None
    truncated: bool = False
    needs_loss: bool = False
    """It attaches only to an act by which the fund lost."""
    open_list: bool = False
    """The clause names the acts by example (等) or by a list that is not at hand: beyond fraud, where it names that, a person decides."""
    or_without_loss: bool = False
    """Where `fraud` is False: it attaches also to acts done to defraud by which the fund did not lose."""
    further: bool = False
    """Beyond the measures that it names the clause hands over to an agreement or a law that is not at hand (按照协议、依法处理)."""
    on_suspicion: bool = False
    """The clause itself attaches it to a suspected act (涉嫌), so that it does not wait for verification."""


@attrs.frozen(eq=False)
class Detection:
    """疑点规则: an act that a clause speaks of, and what can be seen of it in the visits that are filed.

    It has `signs` or it looks `across`, one of the two. It raises a suspicion and never more.
    """

    clause: str
    zh: str
    en: str
    act: ActKind
    actor: Actor = "institution"
    signs: tuple[str, ...] = ()
    """The measure's own rules whose suspicion shows the act, by name."""
    across: Callable[[Any], Iterable[Any]] | None = None
    """A function of a series of outcomes, in the order of their days of service, that gives each `Hit` and `Blind` (`series.py`)."""


Declaration = Rule | Consequence | Detection


def rules_of(module: ModuleType) -> list[Declaration]:
    """The rules, consequences and detections of a module, in the order in which they stand there."""
    found: list[Declaration] = []
    for value in vars(module).values():
        if isinstance(value, Rule | Consequence | Detection):
            found.append(value)
        elif getattr(value, "__module__", None) == module.__name__:
            # Decorators run from the inside out; the upper one is the earlier clause.
            found.extend(reversed(getattr(value, "__yibao__", ())))
    return found
