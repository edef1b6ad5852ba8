"""Are working days those of the yearly notices, and is a year without its notice never guessed?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yibao.policy import WorkingDay
from yibao.words import Unknown
from yibao.workdays import end_of, workdays

DEFAULT = {"first_day": "not_counted", "month_end": "last_day", "rest_day": "no_roll"}


# Days typed in from the State Council's notices of each year.
@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2020-01-19", True),
        ("2020-01-31", False),  # the Spring Festival of 2020, prolonged to 2 February
        ("2020-02-02", False),
        ("2020-02-03", True),
        ("2020-05-09", True),
        ("2020-10-08", False),
        ("2020-10-10", True),
        ("2021-02-07", True),
        ("2021-02-20", True),
        ("2021-09-18", True),
        ("2021-09-21", False),
        ("2021-09-26", True),
        ("2021-10-09", True),
        ("2022-01-29", True),
        ("2022-01-31", False),
        ("2023-06-25", True),
        ("2024-02-29", True),
        ("2024-05-11", True),
        ("2025-01-26", True),
        ("2025-02-08", True),
        ("2026-02-14", True),
        ("2026-02-23", False),
        ("2026-10-10", True),
    ],
)
def test_make_up_days_work_and_holidays_rest(day: str, works: bool) -> None:
    """Make up days work and holidays rest."""
    assert workdays().is_working(date.fromisoformat(day)) is works


def test_the_next_year_is_announced_or_unknown_and_nothing_between() -> None:
    """The next year is announced or unknown and nothing between."""
    days = workdays()
    last = days.last_announced
    assert isinstance(days.is_working(last + timedelta(days=1)), Unknown)
    due = days.after(last, 1)
    assert isinstance(due, Unknown)
    assert due.missing == {f"calendar:{last.year + 1}"}


def test_the_library_has_the_notice_of_the_year_that_runs() -> None:
    """The library has the notice of the year that runs."""
    # The notice of a year is out by the end of the year before: an old library shows itself here.
    assert workdays().last_announced >= date(date.today().year, 12, 31)  # noqa: DTZ011


def test_an_area_may_shift_days_of_its_own() -> None:
    """An area may shift days of its own."""
    shifted = workdays((WorkingDay(date(2020, 2, 3), False, "通告"), WorkingDay(date(2020, 2, 8), True, "通告")))
    assert shifted.is_working(date(2020, 2, 3)) is False
    assert shifted.is_working(date(2020, 2, 8)) is True
    assert shifted.after(date(2020, 1, 23), 1) == date(2020, 2, 4)


KNOWN = st.dates(date(2020, 1, 1), date(2025, 12, 31))


@given(KNOWN, st.integers(1, 60))
def test_the_nth_working_day_has_n_working_days_up_to_it(start: date, number: int) -> None:
    """The nth working day has n working days up to it."""
    days = workdays()
    end = days.after(start, number)
    between = [start + timedelta(days=one) for one in range(1, (end - start).days + 1)]
    assert sum(bool(days.is_working(day)) for day in between) == number
    assert days.is_working(end)


@given(KNOWN, st.integers(1, 30))
def test_counting_the_first_day_never_ends_later(start: date, number: int) -> None:
    """Counting the first day never ends later."""
    assert workdays().after(start, number, counts_start=True) <= workdays().after(start, number)


@given(KNOWN, st.integers(1, 36))
def test_a_period_of_months_ends_on_the_corresponding_day_or_on_the_last_of_a_shorter_month(start: date, months: int) -> None:
    """A period of months ends on the corresponding day or on the last of a shorter month."""
    end = end_of(start, months, "months", workdays(), DEFAULT)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("start", "number", "unit", "end"),
    [
        ("2021-08-31", 3, "months", "2021-11-30"),
        ("2023-11-30", 3, "months", "2024-02-29"),
        ("2023-08-31", 6, "months", "2024-02-29"),
        ("2020-02-29", 1, "years", "2021-02-28"),
        ("2021-10-20", 1, "years", "2022-10-20"),
    ],
)
def test_months_and_years_are_clamped_to_the_month(start: str, number: int, unit: str, end: str) -> None:
    """Months and years are clamped to the month."""
    assert end_of(date.fromisoformat(start), number, unit, workdays(), DEFAULT) == date.fromisoformat(end)  # type: ignore[arg-type]


def test_a_period_that_ends_on_a_day_of_rest_moves_only_by_the_reading() -> None:
    """A period that ends on a day of rest moves only by the reading."""
    start = date(2021, 7, 3)  # three months later is a Sunday within the National Day holiday
    assert end_of(start, 3, "months", workdays(), DEFAULT) == date(2021, 10, 3)
    assert end_of(start, 3, "months", workdays(), DEFAULT | {"rest_day": "rolls"}) == date(2021, 10, 8)


def test_where_the_first_day_counts_a_month_ends_a_day_earlier() -> None:
    """Where the first day counts a month ends a day earlier."""
    counted = DEFAULT | {"first_day": "counted"}
    assert end_of(date(2021, 3, 15), 1, "months", workdays(), counted) == date(2021, 4, 14)
    assert end_of(date(2021, 3, 1), 5, "working_days", workdays(), counted) == date(2021, 3, 5)


def test_the_working_days_are_those_of_the_library() -> None:
    """Read from its tables, they are what it answers day by day."""
    from chinese_calendar import is_workday

    days = workdays()
    every = [date(2004, 1, 1) + timedelta(days=number) for number in range((days.last_announced - date(2004, 1, 1)).days + 1)]
    assert days.days == [day for day in every if is_workday(day)]
