"""Which one measure governs an area on a day?

By coordination area and date of service, from explicit inputs. The measure of the narrower area
goes before that of the wider one; two of the same rank on one day are an error, and so is a gap.
The candidates that lost are named, each with why.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import attrs

from yibao.errors import MeasureTie, NoMeasureInForce, PluginFailed
from yibao.measures import Measure, prefix
from yibao.plugins import Declared, Plugin, Plugins


@attrs.frozen
class Loser:
    """A measure that was considered and not taken."""

    measure: str
    zh: str
    en: str


@attrs.frozen(eq=False)
class Selection:
    """The measure that governs, its plugin, and the measures that do not."""

    plugin: Plugin
    declared: Declared
    losers: tuple[Loser, ...]

    @property
    def basis(self) -> str:
        """`regional`, or `baseline` where only national guidance answers."""
        return "baseline" if self.declared.measure.prefix == "" else "regional"


@lru_cache(maxsize=4096)
def select(plugins: Plugins, area: str, day: date, repeal_day: str | None, baseline: bool) -> Selection:
    """The measure in force for an area on a day.

    `baseline` lets the national guidance answer where no regional measure is in force. Raises
    PluginFailed, NoMeasureInForce or MeasureTie.
    """
    losers: list[Loser] = []
    found: list[tuple[Plugin, Declared]] = []
    for plugin in plugins.loaded:
        for declared in plugin.measures:
            measure = declared.measure
            if measure.covers(area):
                why = _out_of_force(measure, day, repeal_day, baseline)
                if why:
                    losers.append(Loser(measure.id, *why))
                else:
                    found.append((plugin, declared))
    rank = max((len(declared.measure.prefix) for _, declared in found), default=0)
    for broken in plugins.broken:
        # The area of a plugin that does not load stays empty: no wider measure steps in.
        if broken.area and area.startswith(prefix(broken.area)) and len(prefix(broken.area)) >= rank:
            raise PluginFailed(f"the plugin {broken.region!r} serves area {area} but does not load: {broken.error}; repair or uninstall it")
    if not found:
        considered = "".join(f"\n  {loser.measure}: {loser.zh} / {loser.en}" for loser in losers)
        raise NoMeasureInForce(f"no installed measure is in force for area {area} on {day}:{considered}\n  installed: {_areas(plugins)}")
    best = [(plugin, declared) for plugin, declared in found if len(declared.measure.prefix) == rank]
    if len(best) > 1:
        names = ", ".join(f"{declared.measure.id} ({plugin.region})" for plugin, declared in best)
        raise MeasureTie(f"area {area} on {day}: {names} are in force with the same rank; uninstall one or correct its dates")
    losers += [
        Loser(one.measure.id, "让位于统筹区自己的办法", "gives way to the narrower area's measure") for _, one in found if one is not best[0][1]
    ]
    return Selection(*best[0], tuple(losers))


def _out_of_force(measure: Measure, day: date, repeal_day: str | None, baseline: bool) -> tuple[str, str] | None:
    if measure.prefix == "" and not baseline:
        return "国家指导意见只在调用方允许时作为依据", "national guidance answers only where the caller allows it (--baseline, baseline=True)"
    if measure.since is not None and day < measure.since:
        return f"自{measure.since}起施行", f"in force from {measure.since}"
    if measure.until is not None and (day > measure.until or (day == measure.until and repeal_day == "first_day_out")):
        return f"已于{measure.until}废止", f"repealed on {measure.until}"
    return None


def _areas(plugins: Plugins) -> str:
    areas = sorted({f"{one.measure.area} ({plugin.region})" for plugin in plugins.loaded for one in plugin.measures if one.measure.prefix})
    return ", ".join(areas) or "no regional measure"
