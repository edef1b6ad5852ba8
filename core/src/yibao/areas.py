"""Which one measure governs an area on a day, and what stands beside it?

By coordination area and date of service, from explicit inputs. The measure of the narrower area
goes before that of the wider one; two of the same rank on one day are an error, and so is a gap.
The candidates that lost are named, each with why. Where a measure's text does not say from when it
is in force, the operator may (`InForce`); until then that is a doubt, and nothing is answered with yes or no.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import attrs

from yibao.errors import Fault, InvalidDocument, MeasureTie, NoMeasureInForce, PluginFailed, UnknownRegion, near
from yibao.measures import Measure, prefix
from yibao.plugins import Declared, Plugin, Plugins
from yibao.policy import InForce


@attrs.frozen
class Loser:
    """A measure that was considered and not taken."""

    measure: str
    zh: str
    en: str


@attrs.frozen(eq=False)
class Selection:
    """The measure that governs, its plugin, what stands beside it, and the measures that were not taken."""

    plugin: Plugin
    declared: Declared
    losers: tuple[Loser, ...]
    beside: tuple[Declared, ...] = ()
    """National documents: more guidance beside the first, and laws that were switched on."""
    doubts: tuple[str, ...] = ()
    """What to state so that it is known whether all of these are in force on the day."""
    readings: tuple[str, ...] = ()
    """The readings that decided whether a measure of the area is in force on the day."""

    @property
    def basis(self) -> str:
        """`regional`, or `baseline` where only national guidance answers."""
        return "baseline" if self.declared.measure.prefix == "" else "regional"

    @property
    def layers(self) -> tuple[Declared, ...]:
        """The measure that governs and what stands beside it."""
        return (self.declared, *self.beside)


@attrs.frozen(cache_hash=True)
class Asked:
    """What the caller allows and states, beside area and day."""

    baseline: bool = False
    """National guidance may answer where no regional measure does."""
    reported: frozenset[str] = frozenset()
    """Documents known only from reports that are switched on, by measure id."""
    in_force: tuple[InForce, ...] = ()
    """Stated dates of measures whose text does not give them."""
    visit: bool = True
    """The question is a visit, and no application."""
    repeal_day: str | None = "last_day_in_force"
    start_day: str | None = "issue_day"


@lru_cache(maxsize=256)
def asked_of_record(in_force: tuple[InForce, ...], chosen: tuple[tuple[str, str], ...], reported: frozenset[str] = frozenset()) -> Asked:
    """What a record asks of the choice of a measure, on no visit and without guidance: the same object for the same statements."""
    days: dict[str, Any] = {name: option for name, option in chosen if name in ("repeal_day", "start_day")}
    return Asked(reported=reported, in_force=in_force, visit=False, **days)


@attrs.frozen
class _Candidate:
    plugin: Plugin
    declared: Declared
    doubt: str = ""

    @property
    def measure(self) -> Measure:
        return self.declared.measure


@lru_cache(maxsize=4096)
def select(plugins: Plugins, area: str, day: date, asked: Asked = Asked()) -> Selection:
    """The measure in force for an area on a day, with what stands beside it.

    Raises PluginFailed, NoMeasureInForce or MeasureTie.
    """
    losers: list[Loser] = []
    readings: set[str] = set()
    regional: list[_Candidate] = []
    guidance: list[_Candidate] = []
    laws: list[_Candidate] = []
    for plugin in plugins.loaded:
        for declared in plugin.measures:
            measure = declared.measure
            if not measure.covers(area) or (measure.completeness == "reported" and measure.id not in asked.reported):
                continue
            readings.update(_readings(measure, day, asked))
            why, doubt = _out_of_force(measure, day, asked)
            if why:
                losers.append(Loser(measure.id, *why))
            else:
                group = laws if measure.role == "law" else regional if measure.prefix else guidance
                group.append(_Candidate(plugin, declared, doubt))
    rank = max((len(one.measure.prefix) for one in regional), default=0)
    for broken in plugins.broken:
        # The area of a plugin that does not load stays empty: no wider measure steps in.
        if broken.area and area.startswith(prefix(broken.area)) and len(prefix(broken.area)) >= rank:
            raise PluginFailed(f"the plugin {broken.region!r} serves area {area} but does not load: {broken.error}; repair or uninstall it")
    best = [one for one in regional if len(one.measure.prefix) == rank]
    if len(best) > 1:
        names = ", ".join(f"{one.measure.id} ({one.plugin.region})" for one in best)
        raise MeasureTie(f"area {area} on {day}: {names} are in force with the same rank; uninstall one or correct its dates")
    if guidance and (not best or (asked.visit and best[0].measure.role == "designation")):
        losers += [
            Loser(one.measure.id, "只管定点和协议，不规定线上就诊的支付", "on designation only; no rule on paying online visits") for one in best
        ]
        best = sorted(guidance, key=lambda one: (one.measure.completeness == "reported", one.measure.id))
    if not best:
        considered = "".join(f"\n  {loser.measure}: {loser.zh} / {loser.en}" for loser in losers)
        raise NoMeasureInForce(f"no installed measure is in force for area {area} on {day}:{considered}\n  installed: {_areas(plugins)}")
    taken = [*best, *laws]
    losers += [
        Loser(one.measure.id, "让位于统筹区自己的办法", "gives way to the narrower area's measure")
        for one in (*guidance, *regional)
        if one not in taken and one.measure.id not in {loser.measure for loser in losers}
    ]
    doubts = tuple(sorted({one.doubt for one in taken if one.doubt}))
    return Selection(best[0].plugin, best[0].declared, tuple(losers), tuple(one.declared for one in taken[1:]), doubts, tuple(sorted(readings)))


def _out_of_force(measure: Measure, day: date, asked: Asked) -> tuple[tuple[str, str] | None, str]:
    """Why a measure is not in force on the day, if that is known; else what to state, if it is in doubt."""
    if measure.prefix == "" and measure.completeness != "reported" and not asked.baseline:
        return ("国家指导意见只在调用方允许时作为依据", "national guidance answers only where the caller allows it (--baseline, baseline=True)"), ""
    stated = _stated(measure, day, asked)
    since, until = (stated.since, stated.until) if stated else (measure.since, measure.until)
    if since is None and asked.start_day == "issue_day":
        since = measure.issued
    if since is None and measure.not_before is not None and day < measure.not_before:
        return (f"早于{measure.not_before}不可能已施行", f"cannot have been in force before {measure.not_before}"), ""
    if since is not None and day < since:
        return (f"自{since}起施行", f"in force from {since}"), ""
    if until is not None and (day > until or (day == until and asked.repeal_day == "first_day_out")):
        return (f"已于{until}废止", f"repealed on {until}"), ""
    return None, "" if since is not None else f"/policy/in_force[measure={measure.id}]"


def _stated(measure: Measure, day: date, asked: Asked) -> InForce | None:
    """The stated dates that hold on the day; else those that ended last before it, or begin first."""
    entries = sorted((one for one in asked.in_force if one.measure == measure.id), key=lambda one: one.since)
    before = [one for one in entries if one.since <= day]
    return before[-1] if before else entries[0] if entries else None


def _readings(measure: Measure, day: date, asked: Asked) -> Iterator[str]:
    """The readings on which it rests whether the measure is in force on the day."""
    if measure.until == day:
        yield "repeal_day"
    if measure.since is None and measure.issued is not None and _stated(measure, day, asked) is None:
        yield "start_day"


def check_reported(reported: Collection[str], installed: Plugins) -> None:
    """Refuse what is no document known from reports alone. Raises UnknownRegion."""
    for name in reported:
        if installed.declared(name).measure.completeness != "reported":
            raise UnknownRegion(f"{name!r} is no reported document: its text is at hand and needs no switching on")


def check_stated(document: str, in_force: Sequence[InForce], reported: Collection[str], installed: Plugins) -> None:
    """Refuse, as `check_reported` does, and stated dates that cannot be. Raises UnknownRegion, InvalidDocument."""
    check_reported(reported, installed)
    faults = list(faults_of(in_force, installed)) if in_force else []
    if faults:
        raise InvalidDocument(document, faults)


def faults_of(in_force: Iterable[InForce], plugins: Plugins) -> Iterator[Fault]:
    """What is wrong with stated dates: of no known measure, of one whose own text gives them, or earlier than can be."""
    known = {one.measure.id: one.measure for plugin in plugins.loaded for one in plugin.measures}
    for number, stated in enumerate(in_force):
        path = f"/policy/in_force/{number}"
        measure = known.get(stated.measure)
        if measure is None:
            if stated.measure not in registered():  # another region's, which need not be installed
                yield Fault(f"{path}/measure", "value", f"there is no measure {stated.measure!r}{near(stated.measure, [*known, *registered()])}")
        elif measure.since is not None:
            yield Fault(path, "value", f"{measure.id} is in force from {measure.since} by its own text: leave this out")
        elif measure.not_before is not None and stated.since < measure.not_before:
            yield Fault(f"{path}/since", "value", f"{measure.id} cannot have been in force before {measure.not_before}, by what it cites")


def is_covered(area: str, plugins: Plugins) -> bool:
    """Whether an installed measure of a region covers the area, on whatever day."""
    return any(one.measure.prefix and one.measure.covers(area) for plugin in plugins.loaded for one in plugin.measures)


def check_area(area: str, plugins: Plugins) -> None:
    """Refuse an area that no installed measure of a region covers, whatever the day. Raises UnknownRegion with those there are."""
    if not is_covered(area, plugins):
        raise UnknownRegion(f"no installed region covers area {area}; installed: {_areas(plugins)}")


@cache
def registered() -> frozenset[str]:
    """The ids of the measures whose registers come with the specification, installed or not."""
    return frozenset(file.name.removesuffix(".json") for file in files("yibao_spec").joinpath("measures").iterdir())


def _areas(plugins: Plugins) -> str:
    areas = sorted({f"{one.measure.area} ({plugin.region})" for plugin in plugins.loaded for one in plugin.measures if one.measure.prefix})
    return ", ".join(areas) or "no regional measure"
