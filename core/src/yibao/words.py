"""Which words may a rule be written in?

A rule body is one expression of comparisons, arithmetic and these words. The same body takes the
plain values of one visit or numpy columns of many; `and`, `or`, `not`, `if`, `&`, `|` and `~` do
not work on both and are not used. A value that nobody stated is `Unknown` (in columns: masked),
and the words carry it along by Kleene's logic: a `False` decides `all_of` and a `True` decides
`any_of` whatever else is missing, so stating one more fact never overturns an answer.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NoReturn


class Unknown:
    """A value that nobody stated; `missing` names the facts (JSON Pointers) and readings to ask for."""

    __slots__ = ("missing",)
    # Equality gives no yes or no, so a hash is by identity; `unstated` makes one object for a path.
    __hash__ = object.__hash__

    def __init__(self, *missing: str) -> None:
        self.missing = frozenset(missing)

    def _with(self, other: object) -> Unknown:
        return merge(self, other) if isinstance(other, Unknown) else self

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _with  # type: ignore[assignment]
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _with

    def __bool__(self) -> NoReturn:
        raise TypeError("a rule asked for the truth of a value nobody stated: use all_of, any_of, none_of, only_if")

    def __repr__(self) -> str:
        return f"Unknown({', '.join(map(repr, sorted(self.missing)))})"


class Either(Unknown):
    """An unknown value that can only be one of a few: a rule that answers the same to all has its answer."""

    __slots__ = ("values",)

    def __init__(self, values: Iterable[Any], *missing: str) -> None:
        super().__init__(*missing)
        self.values = tuple(values)


def each(value: Any, function: Callable[[Any], Any]) -> Any:
    """A function of a value; of each of its possible values where there are several (`Either`)."""
    return agreed([function(one) for one in value.values], *value.missing) if type(value) is Either else function(value)


def agreed(results: Sequence[Any], *missing: str) -> Any:
    """What all results are; where they differ, one of them, and what is missing to say which."""
    several = [one for one in results if type(one) is Either]
    if several:
        missing = (*missing, *merge(*several).missing)
        results = [value for one in results for value in (one.values if type(one) is Either else (one,))]
    unknown = [one for one in results if isinstance(one, Unknown)]
    if len(unknown) == len(results):
        return merge(*unknown)
    if unknown:
        return merge(*unknown, Unknown(*missing))
    return results[0] if all(one == results[0] for one in results) else Either(results, *missing)


@lru_cache(maxsize=65536)
def unstated(path: str) -> Unknown:
    """The value at a path that nobody stated: always the same object for the same path."""
    return Unknown(path)


def merge(*values: Unknown) -> Unknown:
    """One unknown that misses all that these miss: always the same object for the same paths, so that answers to it are remembered."""
    return values[0] if len(values) == 1 else _missing(frozenset().union(*(v.missing for v in values)))


@lru_cache(maxsize=65536)
def _missing(paths: frozenset[str]) -> Unknown:
    return Unknown(*paths)


def all_of(*answers: Any) -> Any:
    """Whether every answer is true."""
    unknown = []
    for answer in answers:
        if answer is True:
            continue
        if answer is False:
            return False
        if not isinstance(answer, Unknown):
            return _columns().all_of(answers)
        unknown.append(answer)
    return merge(*unknown) if unknown else True


def any_of(*answers: Any) -> Any:
    """Whether at least one answer is true."""
    unknown = []
    for answer in answers:
        if answer is True:
            return True
        if answer is False:
            continue
        if not isinstance(answer, Unknown):
            return _columns().any_of(answers)
        unknown.append(answer)
    return merge(*unknown) if unknown else False


def none_of(*answers: Any) -> Any:
    """Whether no answer is true; with one answer, its opposite."""
    some = any_of(*answers)
    if type(some) is bool:
        return not some
    return some if isinstance(some, Unknown) else _columns().opposite(some)


def only_if(condition: Any, answer: Any) -> Any:
    """Whether the answer holds wherever the condition does; true where the condition does not."""
    return any_of(none_of(condition), answer)


def among(value: Any, group: Any) -> Any:
    """Whether a value is one of a group. The group may be a fact itself (a set for each visit)."""
    if type(value) is str and type(group) in (tuple, frozenset):
        return value in group
    if isinstance(value, Unknown):
        return merge(value, group) if isinstance(group, Unknown) else value
    if isinstance(group, Unknown):
        return group
    if hasattr(value, "dtype") or hasattr(group, "dtype"):
        return _columns().among(value, group)
    return value in group


def includes(group: Any, wanted: Collection[str]) -> Any:
    """Whether a group (a set, for each visit) has all the wanted values."""
    if type(group) is frozenset:
        return group.issuperset(wanted)
    return group if isinstance(group, Unknown) else _columns().includes(group, wanted)


def smaller_of(left: Any, right: Any) -> Any:
    """The smaller of two amounts."""
    if type(left) is int and type(right) is int:
        return left if left <= right else right
    if isinstance(left, Unknown):
        return merge(left, right) if isinstance(right, Unknown) else left
    if isinstance(right, Unknown):
        return right
    return _columns().smaller_of(left, right)


def months_after(start: Any, months: int, month_end: str = "last_day") -> Any:
    """The corresponding day that many months later.

    Where that month has no such day (31 January + 1 month), `month_end="last_day"` takes its last
    day and `"next_month"` the first day of the month after (reading `month_end`).
    """
    if type(start) is not date:
        return start if isinstance(start, Unknown) else _columns().months_after(start, months, month_end)
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = 28 if start.day <= 28 else monthrange(year, month0 + 1)[1]
    if start.day <= last:
        return date(year, month0 + 1, start.day)
    return date(year, month0 + 1, last) if month_end == "last_day" else date(year + month0 // 11, (month0 + 1) % 12 + 1, 1)


def years_after(start: Any, years: int, month_end: str = "last_day") -> Any:
    """The corresponding day that many years later; 29 February as in `months_after`."""
    return months_after(start, 12 * years, month_end)


def by_reading(chosen: str, **options: Any) -> Any:
    """The value that belongs to the chosen option of a reading."""
    return options[chosen]


def _columns() -> Any:
    # numpy comes in only when a column has: the core neither needs nor imports it.
    from yibao import columns

    return columns
