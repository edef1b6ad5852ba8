"""Which plugins are installed, and do they hold?

A plugin is an entry point of the group `yibao` named `<region>.<area code>`: the area stands in the
name so that a plugin which does not load still tells whose place must stay empty. A broken plugin
is reported by name and stops no other.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import Any, Literal, get_args

import attrs
import pluggy

from yibao import hookspecs, procedure, readings
from yibao.claim import ActKind, Actor
from yibao.errors import BadDeclaration, UnknownRegion, near
from yibao.facts import FACTS
from yibao.judging import Judge, raises_suspicion
from yibao.measures import Measure, prefix
from yibao.points import points
from yibao.procedure import Procedure
from yibao.readings import Choices, Reading
from yibao.rules import Consequence, Declaration, Detection, Effect, Rule

Stage = Literal["eligibility", "pricing", "settlement", "violation"]
STAGES: tuple[Stage, ...] = get_args(Stage)


@attrs.frozen(eq=False)
class Declared:
    """What a plugin declares for one measure: rules by stage, and its readings."""

    measure: Measure
    rules: dict[Stage, tuple[Declaration, ...]]
    readings: tuple[Reading, ...]
    procedures: tuple[Procedure, ...] = ()

    def choices(self, chosen: Any = None) -> Choices:
        """The readings of this measure with the caller's choice."""
        return choices_of((self,), chosen)


def choices_of(layers: Iterable[Declared], chosen: Any = None) -> Choices:
    """The general readings and those of some measures, with the caller's choice."""
    return Choices((*readings.GENERAL, *(reading for one in layers for reading in one.readings)), chosen)


def concerning(layers: Iterable[Declared], chosen: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The choices that concern some measures: another measure of a record's years may have readings of its own."""
    known = choices_of(layers).readings
    return {name: option for name, option in chosen if name in known}


@attrs.frozen(eq=False)
class Plugin:
    """A plugin that loaded."""

    region: str
    area: str
    version: str
    module: ModuleType
    measures: tuple[Declared, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the source files of the plugin's rules: which code decided."""
        names = {self.module.__name__}
        for declared in self.measures:
            names |= {rule.body.__module__ for rules in declared.rules.values() for rule in rules if isinstance(rule, Rule)}
        sources = "".join(inspect.getsource(sys.modules[name]) for name in sorted(names))
        return hashlib.sha256(sources.encode()).hexdigest()


@attrs.frozen(eq=False)
class Broken:
    """A plugin that did not load, and why."""

    region: str
    area: str
    error: Exception


@attrs.frozen(eq=False)
class Plugins:
    """What is installed: the plugins that loaded and those that did not."""

    loaded: tuple[Plugin, ...]
    broken: tuple[Broken, ...] = ()

    def plugin(self, region: str) -> Plugin:
        """The plugin of a region. Raises UnknownRegion with the near match."""
        for plugin in self.loaded:
            if plugin.region == region:
                return plugin
        for one in self.broken:
            if one.region == region:
                raise UnknownRegion(f"plugin {region!r} is installed but does not load: {one.error}")
        regions = [plugin.region for plugin in self.loaded]
        raise UnknownRegion(f"no plugin {region!r} is installed{near(region, regions)}; installed: {', '.join(regions) or 'none'}")

    def declared(self, measure: str) -> Declared:
        """What is declared for a measure. Raises UnknownRegion."""
        known = {one.measure.id: one for plugin in self.loaded for one in plugin.measures}
        if measure not in known:
            raise UnknownRegion(f"no installed plugin has a measure {measure!r}{near(measure, known)}")
        return known[measure]


def load(region: str, area: str, version: str, module: ModuleType) -> Plugin:
    """Ask a plugin for its declarations and check them. Raises BadDeclaration."""
    manager = pluggy.PluginManager("yibao")
    manager.add_hookspecs(hookspecs)
    manager.register(module, name=region)
    manager.check_pending()
    measures = manager.hook.yibao_measures()
    if not measures:
        raise BadDeclaration(f"plugin {region!r} has no hook yibao_measures, or it gives no measure")
    for measure in measures:
        if not area or not measure.area.startswith(prefix(area)):
            raise BadDeclaration(f"plugin {region!r} is installed for area {area or 'nowhere'!r}, but {measure.id} is of area {measure.area}")
    return Plugin(region, area, version, module, tuple(_declared(manager, region, measure) for measure in measures))


def _declared(manager: pluggy.PluginManager, region: str, measure: Measure) -> Declared:
    if measure.region != region:
        raise BadDeclaration(f"plugin {region!r} brings measure {measure.id!r}, which belongs to region {measure.region!r}")
    ask = manager.hook
    answers = [ask.yibao_eligibility, ask.yibao_pricing, ask.yibao_settlement, ask.yibao_violation]
    rules = {stage: tuple(answer(measure=measure) or ()) for stage, answer in zip(STAGES, answers, strict=True)}
    for one in measure.clauses or ():
        for point in one.points:
            if point not in points():
                raise BadDeclaration(f"{measure.id}: clause {one.id} speaks to {point!r}, which is no policy point{near(point, points())}")
    procedures = tuple(ask.yibao_agreement(measure=measure) or ())
    declared = Declared(measure, rules, tuple(ask.yibao_readings(measure=measure) or ()), procedures)
    choices = declared.choices()
    for one in procedures:
        conditions = [*(rule for rule in rules["eligibility"] if isinstance(rule, Rule)), *one.conditions]
        procedure.check(one, measure, choices.readings, {rule.name for rule in conditions})
        for rule in one.conditions:
            Judge(rule, choices)
    seen: set[str] = set()
    for rule in (rule for stage in STAGES for rule in rules[stage]):
        clause = measure.by_id.get(rule.clause)
        if clause is None:
            raise BadDeclaration(f"{measure.id} has no clause {rule.clause!r}{near(rule.clause, measure.by_id)}")
        if clause.status != "rule":
            raise BadDeclaration(f"{measure.id}: a rule cites {clause.id}, whose status is {clause.status}")
        if isinstance(rule, Rule):
            if (rule.kind == "condition") != (rule.otherwise is not None):
                raise BadDeclaration(f"{measure.id}: rule {rule.name!r} must say what follows otherwise exactly when it is a condition")
            if not rule.en:
                raise BadDeclaration(f"{measure.id}: rule {rule.name!r} has no docstring; its first line is the reason in English")
            if rule.under is not None:
                name, option = rule.under
                Choices(choices.readings.values(), {name: option})
                if rule.otherwise is Effect.DUTY_NOT_MET and choices.option(name) is None:
                    raise BadDeclaration(f"{measure.id}: rule {rule.name!r}: the reading {name!r} on a duty needs a default")
            not_known = [name for name in rule.when_parameters if name not in FACTS and (name not in choices.readings or not choices.option(name))]
            if not_known:
                raise BadDeclaration(
                    f"{measure.id}: the `when` of rule {rule.name!r} may ask for facts and readings with a default, not for {', '.join(not_known)}"
                )
            key = f"{rule.clause} {rule.name}"
            if key in seen:
                raise BadDeclaration(f"{measure.id}: rule {rule.name!r} is declared twice for {rule.clause}")
            seen.add(key)
            Judge(rule, choices)
        elif isinstance(rule, Detection):
            key = f"{rule.clause} {rule.act} {rule.actor}"
            if key in seen:
                raise BadDeclaration(f"{measure.id}: the detection of {rule.act} by the {rule.actor} is declared twice for {rule.clause}")
            seen.add(key)
            _check_detection(rule, declared)
        elif not isinstance(rule, Consequence):
            raise BadDeclaration(f"{measure.id}: {rule!r} is neither a rule nor a consequence nor a detection")
    return declared


def _check_detection(detection: Detection, declared: Declared) -> None:
    """Refuse a detection of an unknown act or actor, and one that can see nothing. Raises BadDeclaration."""
    where = f"{declared.measure.id}: the detection of {detection.clause}"
    for what, word, known in (("act", detection.act, get_args(ActKind)), ("actor", detection.actor, get_args(Actor))):
        if word not in known:
            raise BadDeclaration(f"{where}: {word!r} is no {what}{near(word, known)}")
    if bool(detection.signs) == (detection.across is not None):
        raise BadDeclaration(f"{where} has signs, or a function that looks across visits: one of the two")
    rules = {rule.name: rule for stage in STAGES for rule in declared.rules[stage] if isinstance(rule, Rule)}
    for name in detection.signs:
        if name not in rules:
            raise BadDeclaration(f"{where}: {declared.measure.id} has no rule {name!r}{near(name, rules)}")
        if not raises_suspicion(rules[name]):
            raise BadDeclaration(f"{where}: nobody is ever suspected by rule {name!r}: it is no ceiling, and what follows is {rules[name].otherwise}")


def gather(sources: Iterable[tuple[str, str, str, Callable[[], ModuleType]]]) -> Plugins:
    """Load plugins from (region, area, version, loader); one that fails is kept as broken."""
    loaded: list[Plugin] = []
    broken: list[Broken] = []
    for region, area, version, loader in sorted(sources, key=lambda source: source[:3]):
        try:
            loaded.append(load(region, area, version, loader()))
        except Exception as error:  # whatever a plugin does wrong is its own fault, reported by name
            broken.append(Broken(region, area, error))
    return Plugins(tuple(loaded), tuple(broken))


@cache
def installed() -> Plugins:
    """The national baseline and every plugin that is installed."""
    return gather([("national", "000000", _version("yibao"), _baseline), *map(_source, _entry_points())])


def _entry_points() -> Sequence[EntryPoint]:
    return list(entry_points(group="yibao"))


def _source(entry: EntryPoint) -> tuple[str, str, str, Callable[[], ModuleType]]:
    region, _, area = entry.name.partition(".")
    return region, area, entry.dist.version if entry.dist else "", entry.load


def _baseline() -> ModuleType:
    from yibao import baseline

    return baseline


def _version(distribution: str) -> str:
    from importlib.metadata import version

    return version(distribution)


def check_readings(chosen: Mapping[str, str], installed: Plugins) -> None:
    """Refuse a reading that no measure knows, and an option that none of them has. Raises UnknownReading with the near match."""
    known: dict[str, set[str]] = {}
    for one in (*readings.GENERAL, *(one for plugin in installed.loaded for declared in plugin.measures for one in declared.readings)):
        known.setdefault(one.name, set()).update(option.name for option in one.options)
    for name, option in chosen.items():
        if name not in known:
            raise readings.no_such_reading(name, known)
        readings.check_option(name, option, sorted(known[name]))
