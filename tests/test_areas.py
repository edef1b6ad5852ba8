"""One measure governs an area on a day, or the error names the candidates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from types import ModuleType
from typing import Any

import attrs
import pytest
from yibao import hookimpl
from yibao.areas import Asked, select
from yibao.baseline import MEASURES
from yibao.errors import MeasureTie, NoMeasureInForce, PluginFailed
from yibao.measures import Measure, prefix
from yibao.plugins import Plugins, gather
from yibao.policy import InForce

GUIDANCE = MEASURES[0]

PROVINCE = attrs.evolve(
    GUIDANCE, id="p-1", region="province", area="990000", since=date(2020, 1, 1), until=date(2021, 12, 31), until_known=True, clauses=()
)
CITY = attrs.evolve(PROVINCE, id="c-1", region="city", area="990100", since=date(2021, 1, 1), until=None)


def module(*measures: Measure) -> Callable[[], ModuleType]:
    """A loader of a plugin with these measures and no rules."""

    def load() -> ModuleType:
        made = ModuleType(measures[0].region)

        @hookimpl
        def yibao_measures() -> Sequence[Measure]:
            return measures

        made.yibao_measures = yibao_measures  # type: ignore[attr-defined]
        return made

    return load


def broken() -> ModuleType:
    """A loader that fails."""
    raise ImportError("no module named 'sdk'")


def installed(*sources: tuple[str, str, Any]) -> Plugins:
    """Plugins from (region, area, loader)."""
    return gather([(region, area, "1", loader) for region, area, loader in sources])


BOTH = installed(("province", "990000", module(PROVINCE)), ("city", "990100", module(CITY)))


def chosen(plugins: Plugins, area: str, day: date, repeal_day: str = "last_day_in_force", baseline: bool = False) -> str:
    """The id of the measure that is selected."""
    return select(plugins, area, day, Asked(baseline, repeal_day=repeal_day)).declared.measure.id


@pytest.mark.parametrize(
    ("area", "day", "measure"),
    [
        ("990200", date(2020, 1, 1), "p-1"),
        ("990200", date(2021, 12, 31), "p-1"),
        ("990100", date(2020, 12, 31), "p-1"),
        ("990100", date(2021, 1, 1), "c-1"),
        ("990101", date(2021, 1, 1), "c-1"),
        ("990100", date(2029, 1, 1), "c-1"),
    ],
)
def test_the_narrower_area_in_force_on_the_day_wins(area: str, day: date, measure: str) -> None:
    """A city's measure replaces its province's from the day on which it is in force."""
    assert measure == chosen(BOTH, area, day)


def test_the_measures_that_were_not_taken_are_named() -> None:
    """Each loser says why it lost, in both languages."""
    losers = select(BOTH, "990100", date(2022, 6, 1)).losers

    assert [(loser.measure, loser.en) for loser in losers] == [("p-1", "repealed on 2021-12-31")]


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2022, 1, 1)])
def test_a_gap_is_an_error_that_names_the_candidates(day: date) -> None:
    """Before and after a measure nothing answers."""
    with pytest.raises(NoMeasureInForce, match="p-1"):
        chosen(BOTH, "990200", day)


def test_the_repeal_day_is_in_force_or_not_as_the_reading_says() -> None:
    """Under the reading first_day_out the last printed day is already out."""
    assert chosen(BOTH, "990200", date(2021, 12, 31)) == "p-1"
    with pytest.raises(NoMeasureInForce):
        chosen(BOTH, "990200", date(2021, 12, 31), "first_day_out")


def test_an_area_nobody_serves_is_an_error_that_lists_the_areas() -> None:
    """The message says which areas are installed."""
    with pytest.raises(NoMeasureInForce, match=r"990000 \(province\)"):
        chosen(BOTH, "880000", date(2021, 1, 1))


def test_two_measures_of_one_rank_are_an_error() -> None:
    """Neither is preferred."""
    twin = attrs.evolve(CITY, id="c-2", region="twin")
    plugins = installed(("city", "990100", module(CITY)), ("twin", "990100", module(twin)))

    with pytest.raises(MeasureTie, match=r"c-1 \(city\), c-2 \(twin\)"):
        chosen(plugins, "990100", date(2021, 6, 1))


def test_a_broken_plugin_stops_no_other_and_is_replaced_by_none() -> None:
    """Its own area is an error, although the province would cover it; other areas are served."""
    plugins = installed(("province", "990000", module(PROVINCE)), ("city", "990100", broken))

    assert chosen(plugins, "990200", date(2021, 6, 1)) == "p-1"
    with pytest.raises(PluginFailed, match=r"'city'.*no module named 'sdk'"):
        chosen(plugins, "990100", date(2021, 6, 1))


def test_a_broken_wider_plugin_does_not_stop_a_narrower_one() -> None:
    """A city that loads answers for itself, even if its province's plugin does not load."""
    plugins = installed(("province", "990000", broken), ("city", "990100", module(CITY)))

    assert chosen(plugins, "990100", date(2021, 6, 1)) == "c-1"
    with pytest.raises(PluginFailed):
        chosen(plugins, "990200", date(2021, 6, 1))


def test_guidance_answers_only_where_it_is_allowed_and_never_before_a_region() -> None:
    """The baseline is off by default, labelled when it answers, and gives way to any regional measure."""
    plugins = installed(("national", "000000", module(GUIDANCE)), ("province", "990000", module(PROVINCE)))

    with pytest.raises(NoMeasureInForce):
        chosen(plugins, "880000", date(2021, 1, 1))
    assert select(plugins, "880000", date(2021, 1, 1), Asked(baseline=True)).basis == "baseline"
    assert chosen(plugins, "990200", date(2021, 1, 1), baseline=True) == "p-1"


@pytest.mark.parametrize(
    ("area", "digits"), [("000000", ""), ("120000", "12"), ("330300", "3303"), ("500000", "50"), ("331000", "3310"), ("222601", "222601")]
)
def test_an_area_covers_the_codes_with_its_leading_digits(area: str, digits: str) -> None:
    """A province has two significant digits, a city four, a county six."""
    assert digits == prefix(area)


UNDATED = attrs.evolve(PROVINCE, since=None, until=None, until_known=False, not_before=date(2020, 1, 1))


def stated(*days: tuple[date, date | None]) -> Asked:
    """What is asked where somebody states these dates of the province's measure."""
    return Asked(in_force=tuple(InForce("p-1", "somebody", since, until) for since, until in days))


def test_a_measure_without_dates_is_in_doubt_until_somebody_states_them() -> None:
    """The doubt names what to state; a stated day settles it either way."""
    plugins = installed(("province", "990000", module(UNDATED)))
    first = stated((date(2021, 3, 1), None))

    assert select(plugins, "990200", date(2021, 6, 1)).doubts == ("/policy/in_force[measure=p-1]",)
    assert select(plugins, "990200", date(2021, 6, 1), first).doubts == ()
    with pytest.raises(NoMeasureInForce, match="in force from 2021-03-01"):
        select(plugins, "990200", date(2021, 2, 28), first)
    with pytest.raises(NoMeasureInForce, match="cannot have been in force before 2020-01-01"):
        select(plugins, "990200", date(2019, 12, 31))


@pytest.mark.parametrize("order", [1, -1])
def test_stretches_that_are_stated_hold_each_in_its_time_in_any_order(order: int) -> None:
    """Before, within, between and after two stretches."""
    plugins = installed(("province", "990000", module(UNDATED)))
    asked = stated(*[(date(2020, 6, 1), date(2020, 12, 31)), (date(2021, 3, 1), date(2021, 12, 31))][::order])

    for day, governs in [
        (date(2020, 5, 31), False),
        (date(2020, 6, 1), True),
        (date(2021, 2, 1), False),
        (date(2021, 3, 1), True),
        (date(2022, 1, 1), False),
    ]:
        if governs:
            assert select(plugins, "990200", day, asked).doubts == ()
        else:
            with pytest.raises(NoMeasureInForce):
                select(plugins, "990200", day, asked)


def test_the_readings_that_select_are_named_even_where_another_measure_wins() -> None:
    """On the last printed day, and where only a day of issue is known, the outcome rests on them."""
    issued = attrs.evolve(PROVINCE, since=None, issued=date(2020, 1, 1))
    plugins = installed(("province", "990000", module(issued)), ("national", "000000", module(GUIDANCE)))

    assert select(plugins, "990200", date(2019, 12, 1), Asked(baseline=True)).readings == ("start_day",)
    assert select(plugins, "990200", date(2021, 12, 31), Asked(baseline=True, repeal_day="first_day_out")).readings == ("repeal_day", "start_day")


def test_a_measure_on_designation_gives_way_to_allowed_guidance_on_a_visit_only() -> None:
    """An application stays with it."""
    plugins = installed(("national", "000000", module(GUIDANCE)), ("city", "990100", module(attrs.evolve(CITY, role="designation"))))

    assert chosen(plugins, "990100", date(2021, 6, 1)) == "c-1"
    assert chosen(plugins, "990100", date(2021, 6, 1), baseline=True) == "national-2019"
    assert select(plugins, "990100", date(2021, 6, 1), Asked(baseline=True, visit=False)).declared.measure.id == "c-1"


def test_a_law_stands_beside_and_only_by_name() -> None:
    """It is off unless named, governs nothing alone, and is named among the losers before its first day."""
    law = attrs.evolve(GUIDANCE, id="law", completeness="reported", role="law", since=date(2021, 5, 1), clauses=())
    plugins = installed(("national", "000000", module(law)), ("province", "990000", module(PROVINCE)))
    named = Asked(reported=frozenset({"law"}))

    assert select(plugins, "990200", date(2021, 6, 1)).beside == ()
    assert [one.measure.id for one in select(plugins, "990200", date(2021, 6, 1), named).beside] == ["law"]
    assert [one.measure for one in select(plugins, "990200", date(2021, 4, 30), named).losers] == ["law"]
    with pytest.raises(NoMeasureInForce):
        select(plugins, "880000", date(2021, 6, 1), named)
