"""Which days are working days (工作日), and when does a period of days, months or years end?

Working days are those of the State Council's yearly notice with its make-up days (调休), as the library
`chinesecalendar` keeps them, with the shifts of an area's own notices over them. A year whose notice is
not out yet gives no date: what depends on it is `Unknown`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any, Literal

from yibao.language import Pair
from yibao.policy import WorkingDay
from yibao.words import Unknown, months_after

Unit = Literal["working_days", "months", "years"]
UNITS: dict[str, Pair] = {"working_days": ("个工作日", "working days"), "months": ("个月", "months"), "years": ("年", "years")}
"""What the units of a period are called."""
ONE_DAY = timedelta(days=1)
FIRST_YEAR = 2004


class Workdays:
    """The working days of an area: the national ones, and what the area's own notices change."""

    def __init__(self, shifts: tuple[WorkingDay, ...] = ()) -> None:
        self.shifts = shifts

    @cached_property
    def days(self) -> list[date]:
        """Every working day of the years whose notices are out, in order."""
        # From the library's tables: asking it day by day takes a sixth of a second, and most commands count no days.
        from chinese_calendar.constants import holidays, workdays

        changed = {one.day: one.working for one in self.shifts}
        first = date(FIRST_YEAR, 1, 1).toordinal()
        every = map(date.fromordinal, range(first, self.last_announced.toordinal() + 1))
        national = [day for day in every if changed.get(day, (day.weekday() < 5 and day not in holidays) or day in workdays)]
        return sorted({*national, *(day for day, working in changed.items() if working)})

    @property
    def last_announced(self) -> date:
        """The last day of which it is known whether it is a working day."""
        return date(_announced()[-1], 12, 31)

    def is_working(self, day: date) -> bool | Unknown:
        """Whether a day is a working day; unknown in a year whose notice is not out."""
        if not date(FIRST_YEAR, 1, 1) <= day <= self.last_announced:
            return _unknown(day.year)
        return self.days[bisect_left(self.days, day)] == day if day <= self.days[-1] else False

    def after(self, start: date, number: int, counts_start: bool = False) -> date | Unknown:
        """The working day that many working days after a day; with `counts_start` a start that is one is the first of them."""
        if start < date(FIRST_YEAR, 1, 1):
            return _unknown(start.year)
        position = (bisect_left(self.days, start) if counts_start else bisect_right(self.days, start)) + number - 1
        # A day before the last announced one, but reached over it, cannot be: the list ends with the last known day.
        return self.days[position] if position < len(self.days) else _unknown(self.last_announced.year + 1)

    def next(self, day: date) -> date | Unknown:
        """The day itself where it is a working day, else the next one that is."""
        return self.after(day, 1, counts_start=True)


@lru_cache(maxsize=1)
def _announced() -> tuple[int, ...]:
    """The years whose notices the library has."""
    from chinese_calendar.constants import holidays

    return tuple(range(FIRST_YEAR, max(day.year for day in holidays) + 1))


def _unknown(year: int) -> Unknown:
    return Unknown(f"calendar:{year}")


@lru_cache(maxsize=64)
def workdays(shifts: tuple[WorkingDay, ...] = ()) -> Workdays:
    """The working days of an area; the same object for the same shifts."""
    return Workdays(shifts)


def end_of(start: date, number: int, unit: Unit, days: Workdays, option: Mapping[str, str | None]) -> Any:
    """The last day of a period from a day on: a date, or `Unknown` where the calendar is not announced.

    `option` gives the readings `first_day`, `month_end` and `rest_day`.
    """
    counted = option["first_day"] == "counted"
    if unit == "working_days":
        return days.after(start, number, counted)
    end: date = months_after(start, number * (12 if unit == "years" else 1), option["month_end"] or "last_day")
    if counted and end.day == start.day:
        end -= ONE_DAY
    return days.next(end) if option["rest_day"] == "rolls" else end
