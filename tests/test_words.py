"""The words of a rule keep to three-valued logic and to the calendar."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from yibao.words import Unknown, all_of, among, any_of, includes, merge, months_after, none_of, only_if, smaller_of, unstated, years_after

MISSING = Unknown("/x")


def kleene(value: object) -> bool | None:
    """True, False or None for unknown."""
    return None if type(value) is Unknown else bool(value)


@pytest.mark.parametrize("answers", list(product((True, False, MISSING), repeat=3)))
def test_all_of_is_false_by_one_false_and_unknown_only_without_one(answers: tuple[object, ...]) -> None:
    """A known false decides, whatever else is missing."""
    expected = False if False in [a for a in answers if a is not MISSING] else None if MISSING in [a for a in answers if a is MISSING] else True

    assert expected == kleene(all_of(*answers))


@pytest.mark.parametrize("answers", list(product((True, False, MISSING), repeat=3)))
def test_any_of_and_none_of_are_opposites(answers: tuple[object, ...]) -> None:
    """none_of is the opposite of any_of, and unknown where that is."""
    some, none = kleene(any_of(*answers)), kleene(none_of(*answers))

    assert (None if some is None else not some) == none


def test_only_if_holds_where_the_condition_does_not() -> None:
    """An implication is true for a false condition, even if the rest is missing."""
    assert only_if(False, MISSING) is True
    assert kleene(only_if(True, MISSING)) is None
    assert only_if(True, False) is False


def test_an_unknown_value_has_no_truth() -> None:
    """A rule that uses `if` or `and` on a missing value fails loudly."""
    with pytest.raises(TypeError, match="nobody stated"):
        bool(MISSING)


def test_comparing_with_an_unknown_value_stays_unknown_and_keeps_all_names() -> None:
    """What is missing on both sides is named."""
    assert frozenset({"/x", "/y"}) == (Unknown("/y") >= MISSING).missing  # type: ignore[union-attr]
    assert frozenset({"/x"}) == (date(2021, 1, 1) <= MISSING).missing  # type: ignore[operator,union-attr]
    assert frozenset({"/x", "/y"}) == merge(MISSING, Unknown("/y")).missing
    assert unstated("/p") is unstated("/p")


def test_groups_take_missing_members_and_missing_groups() -> None:
    """Membership in or of something missing is unknown."""
    assert among("a", ("a", "b")) is True
    assert among("c", frozenset("ab")) is False
    assert kleene(among(MISSING, ("a",))) is None
    assert kleene(among("a", MISSING)) is None
    assert includes(frozenset("abc"), ("a", "b")) is True
    assert includes(frozenset("a"), ("a", "b")) is False
    assert kleene(includes(MISSING, ("a",))) is None


def test_the_smaller_of_two_amounts() -> None:
    """The smaller wins; a missing one makes it unknown."""
    assert smaller_of(3, 5) == 3
    assert smaller_of(5, 3) == 3
    assert smaller_of(4, 4) == 4
    assert kleene(smaller_of(4, MISSING)) is None
    assert kleene(smaller_of(MISSING, 4)) is None


@pytest.mark.parametrize(
    ("start", "months", "last_day", "next_month"),
    [
        (date(2021, 1, 15), 3, date(2021, 4, 15), date(2021, 4, 15)),
        (date(2021, 1, 31), 3, date(2021, 4, 30), date(2021, 5, 1)),
        (date(2021, 8, 31), 3, date(2021, 11, 30), date(2021, 12, 1)),
        (date(2020, 11, 30), 3, date(2021, 2, 28), date(2021, 3, 1)),
        (date(2019, 11, 30), 3, date(2020, 2, 29), date(2020, 3, 1)),
        (date(2021, 9, 30), 3, date(2021, 12, 30), date(2021, 12, 30)),
        (date(2021, 10, 31), 2, date(2021, 12, 31), date(2021, 12, 31)),
        (date(2021, 12, 31), 2, date(2022, 2, 28), date(2022, 3, 1)),
    ],
)
def test_months_end_on_the_corresponding_day(start: date, months: int, last_day: date, next_month: date) -> None:
    """Without a corresponding day the period ends on the month's last day, or by the other reading a day later."""
    assert last_day == months_after(start, months)
    assert next_month == months_after(start, months, "next_month")


def test_years_from_a_leap_day() -> None:
    """Three years from 29 February end on 28 February, or by the other reading on 1 March."""
    assert date(2023, 2, 28) == years_after(date(2020, 2, 29), 3)
    assert date(2023, 3, 1) == years_after(date(2020, 2, 29), 3, "next_month")
    assert date(2024, 2, 29) == years_after(date(2020, 2, 29), 4)
    assert kleene(years_after(MISSING, 3)) is None
