"""What do the words of a rule mean on numpy columns?

A column is a numpy array; a masked entry is a value that nobody stated. Only `words` calls this
module, and only when a column has come in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from yibao.words import Unknown


def _known(answer: Any) -> tuple[Any, Any]:
    """The truth of a column (or of one plain answer) and where it is known."""
    if isinstance(answer, Unknown):
        return np.False_, np.False_
    return np.ma.getdata(answer).astype(bool) if hasattr(answer, "dtype") else np.bool_(answer), ~np.ma.getmaskarray(answer)


def _answer(true: Any, false: Any) -> Any:
    return np.ma.array(true, mask=~(true | false))


def all_of(answers: Sequence[Any]) -> Any:
    """Kleene's *and*, entry by entry."""
    pairs = [_known(answer) for answer in answers]
    false = np.logical_or.reduce(np.broadcast_arrays(*(~value & known for value, known in pairs)))
    true = np.logical_and.reduce(np.broadcast_arrays(*(value & known for value, known in pairs)))
    return _answer(true, false)


def any_of(answers: Sequence[Any]) -> Any:
    """Kleene's *or*, entry by entry."""
    pairs = [_known(answer) for answer in answers]
    true = np.logical_or.reduce(np.broadcast_arrays(*(value & known for value, known in pairs)))
    false = np.logical_and.reduce(np.broadcast_arrays(*(~value & known for value, known in pairs)))
    return _answer(true, false)


def opposite(answer: Any) -> Any:
    """Kleene's *not*, entry by entry."""
    value, known = _known(answer)
    return _answer(~value & known, value & known)


def among(value: Any, group: Any) -> Any:
    """Membership, entry by entry; the group is one collection or a column of sets."""
    if not hasattr(group, "dtype"):
        found = np.isin(np.ma.getdata(value), list(group))
        return np.ma.array(found, mask=np.ma.getmaskarray(value))
    values, groups = np.broadcast_arrays(np.ma.getdata(value), np.ma.getdata(group))
    unknown = np.ma.getmaskarray(value) | np.ma.getmaskarray(group)
    inside = [not hidden and one in many for one, many, hidden in zip(values.tolist(), groups, unknown, strict=True)]
    return np.ma.array(np.array(inside, dtype=bool), mask=unknown)


def includes(group: Any, wanted: Collection[str]) -> Any:
    """Whether each set of the column has all the wanted values."""
    unknown = np.ma.getmaskarray(group)
    has = [not hidden and many.issuperset(wanted) for many, hidden in zip(np.ma.getdata(group), unknown, strict=True)]
    return np.ma.array(np.array(has, dtype=bool), mask=unknown)


def smaller_of(left: Any, right: Any) -> Any:
    """The smaller amount, entry by entry."""
    return np.ma.minimum(left, right)


def months_after(start: Any, months: int, month_end: str) -> Any:
    """The corresponding day, entry by entry (`words.months_after`)."""
    days = np.ma.getdata(start).astype("datetime64[D]")
    day = (days - days.astype("datetime64[M]")).astype(int)
    month = days.astype("datetime64[M]") + months
    first, after = month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]")
    length = (after - first).astype(int)
    over = after - 1 if month_end == "last_day" else after
    return np.ma.array(np.where(day < length, first + day, over), mask=np.ma.getmaskarray(start))
