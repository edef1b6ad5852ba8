"""What does a rule answer for one visit, and on what does the answer rest?

A `Bench` of rules takes the facts of a visit and of its lines and gives a finding for each: one of
the five answers, with the facts that were used and what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, product
from operator import itemgetter
from typing import Any, NamedTuple

import attrs

from yibao.errors import BadDeclaration, near
from yibao.facts import FACTS, Fact
from yibao.readings import Choices
from yibao.rules import MET, NOT_APPLICABLE, NOT_MET, UNDETERMINED, Answer, Effect, Rule, together
from yibao.words import Either, Unknown, agreed

PRICES = ("ceiling", "payment_standard")
BY_READING = (Effect.NOT_PERMITTED, Effect.NOT_SETTLED_ONLINE, Effect.NOT_IN_ORDER)
"""Breaches of clauses that do not themselves say that the fee is not paid (reading breach_outside_audit_conditions)."""
BEARING = (Effect.NOT_CHARGEABLE, Effect.FUND_PAYS_NOTHING, *BY_READING, Effect.REFUSED, Effect.NOT_GOVERNED, Effect.ON_HOLD)
"""What bears on payment, whatever the reading of a duty."""
SUSPECT = (Effect.NOT_CHARGEABLE, Effect.DUTY_NOT_MET, *BY_READING)
"""Breaches that raise a suspicion; a ceiling that is exceeded does, too."""


def raises_suspicion(rule: Rule) -> bool:
    """Whether a suspicion arises where the rule is not met."""
    return rule.kind == "ceiling" or rule.otherwise in SUSPECT


Facts = dict[str, Any]
"""Facts and readings by name."""


@attrs.frozen(eq=False)
class Source:
    """Which rule a finding comes from, and which facts and readings were asked for it."""

    rule: Rule
    asked: tuple[str, ...]
    readings: frozenset[str]
    position: int
    stage: str
    measure: str
    follows: str = attrs.field(init=False)
    """What follows from the answer: the name of the effect, or of the kind for a rule without one."""
    bears: bool = attrs.field(init=False)
    """Whether the answer bears on payment."""

    @follows.default
    def _follows(self) -> str:
        return self.rule.otherwise.value if self.rule.otherwise else self.rule.kind

    @bears.default
    def _bears(self) -> bool:
        return self.rule.otherwise in BEARING or (self.rule.otherwise is Effect.DUTY_NOT_MET and self.rule.under is not None)


class Finding(NamedTuple):
    """What one rule answered, for the visit or for one line, and from which facts.

    A tuple, because a claim has a hundred of them and an attrs record takes five times as long to make.
    """

    source: Source
    answer: Answer
    known: Facts
    """Facts of the visit or line, among them those that this rule used: see `facts`."""
    line: str | None
    result: Any
    """What the rule gave: true, false, an amount in fen, or what is `Unknown`."""

    @property
    def rule(self) -> Rule:
        """The rule that answered."""
        return self.source.rule

    @property
    def missing(self) -> frozenset[str]:
        """What to ask for, where the answer is undetermined."""
        return self.result.missing if isinstance(self.result, Unknown) else frozenset()

    @property
    def facts(self) -> dict[str, Any]:
        """The stated facts that the answer used, by name."""
        used = {name: self.known[name] for name in self.source.asked if name in FACTS}
        return {name: value for name, value in used.items() if not isinstance(value, Unknown)}


Ask = Callable[[Facts, str | None], Finding]
_new = tuple.__new__


class Judge:
    """A rule made ready for one measure and one set of readings: facts in, finding out."""

    __slots__ = ("find", "gate", "is_closed", "level", "needs", "rule", "source")

    find: Ask
    """Judge the rule on the facts of a visit or of one of its lines."""
    gate: Source
    """The source of a finding that `when` already decides."""

    def __init__(self, rule: Rule, choices: Choices, position: int = 0, stage: str = "", measure: str = "") -> None:
        self.rule = rule
        names = (*rule.parameters, *rule.when_parameters)
        for name in names:
            if name not in FACTS and name not in choices.readings:
                known = [*FACTS, *choices.readings]
                raise BadDeclaration(
                    f"rule {rule.name!r} ({rule.clause}) asks for {name!r}, which is neither a fact nor a reading{near(name, known)}"
                )
        self.needs = [FACTS[name] for name in (*names, *(("line_amount",) if rule.kind in PRICES else ())) if name in FACTS]
        by_line = rule.kind not in ("condition", "permission") or any(fact.level == "line" for fact in self.needs)
        self.level = "line" if by_line else "visit"
        # What settlement computes with is asked every time; it is looked for among what was asked.
        self.is_closed = rule.kind not in (*PRICES, "account") and all(fact.is_closed for fact in self.needs)
        readings = frozenset(name for name in names if name in choices.readings).union(*(needed_readings(fact) for fact in self.needs))
        self.source = Source(rule, rule.parameters, readings, position, stage, measure)
        self.gate = Source(rule, rule.when_parameters, readings, position, stage, measure)
        # Readings that nobody chose: every option is tried, and the answer stands if all agree.
        open_names = tuple(name for name in rule.parameters if name in choices.readings and choices.option(name) is None)
        ask = _asker(self.source, _tried(rule, open_names, choices) if open_names else rule.body, choices)
        self.find = ask if rule.when is None else _gated(rule.when, self.gate, ask, None if _is_imposed(rule, choices) else self.source)

    def find_gated(self, facts: Facts) -> Finding | None:
        """The finding that the rule does not apply, if its `when` says so."""
        if self.rule.when is None:
            return None
        try:
            applies = self.rule.when(*_getter(self.gate.asked)(facts))
        except Exception as error:
            raise _failed(self.rule, error) from error
        return Finding(self.gate, NOT_APPLICABLE, facts, None, False) if applies is False else None


class Remembered:
    """What rules answer to some values, wherever these occur; said of a line when it is asked for."""

    __slots__ = ("by_line", "finds", "settled", "summary")

    LINES = 64
    """For how many line references the findings are kept."""

    def __init__(self, settled: list[Finding], finds: list[Ask]) -> None:
        self.settled = settled
        self.finds = finds
        """What is still to be asked."""
        self.summary = by_effect(settled)
        self.by_line: dict[str | None, tuple[list[Finding], list[Finding]]] = {None: (settled, _doubts(settled))}

    def of(self, line: str | None) -> tuple[list[Finding], list[Finding]]:
        """The findings and the doubts among them, for the visit (None) or a line."""
        known = self.by_line.get(line)
        if known is None:
            if len(self.by_line) >= self.LINES:
                self.by_line = {None: self.by_line[None]}
            findings = [one._replace(line=line) for one in self.settled]
            known = self.by_line[line] = findings, _doubts(findings)
        return known


def _doubts(findings: Iterable[Finding]) -> list[Finding]:
    return [one for one in findings if one.answer not in SETTLED]


SETTLED = (MET, NOT_APPLICABLE)


def by_effect(findings: Iterable[Finding]) -> dict[str, Answer]:
    """The answers of some findings together, by what follows from them (for a price rule: by its kind)."""
    answers: dict[str, list[Answer]] = {}
    for finding in findings:
        answers.setdefault(finding[0].follows, []).append(finding[1])
    return {effect: together(many) for effect, many in answers.items()}


class Found(NamedTuple):
    """What some rules found for the visit or for one line."""

    remembered: Remembered
    asked: list[Finding]
    doubts: list[Finding]
    """Those that are neither met nor not applicable."""
    line: str | None

    @property
    def findings(self) -> list[Finding]:
        """Every finding."""
        return self.remembered.of(self.line)[0] + self.asked


class Judged(NamedTuple):
    """The findings of some rules: on the visit, and on each line."""

    of_visit: Found
    of_lines: list[Found]

    def answers(self) -> dict[str, Answer]:
        """The answers together, by what follows from them."""
        answers: dict[str, Answer] = {}
        for found in (self.of_visit, *self.of_lines):
            for follows, answer in chain(found.remembered.summary.items(), [(one[0].follows, one[1]) for one in found.asked]):
                so_far = answers.get(follows, NOT_APPLICABLE)
                answers[follows] = so_far if so_far is answer else together((so_far, answer))
        return answers

    def all(self) -> list[Finding]:
        """All findings, the visit's first and then line by line."""
        return [finding for found in (self.of_visit, *self.of_lines) for finding in found.findings]


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in the order of the rules."""
    return sorted(findings, key=_position)


def _position(finding: Finding) -> int:
    return finding[0].position


class Bench:
    """Some rules that are judged together, each on the visit or on every line."""

    def __init__(self, judges: Sequence[Judge]) -> None:
        self.of_visit = _Panel([one for one in judges if one.level == "visit"])
        self.of_line = _Panel([one for one in judges if one.level == "line"])

    def judge(self, facts: Facts, lines: Sequence[tuple[str, Facts]]) -> Judged:
        """The findings of the rules; every rule is asked, whatever the others say."""
        of_line = self.of_line.judge
        return Judged(self.of_visit.judge(facts, None), [of_line(facts_of_line, line) for line, facts_of_line in lines])


class _Panel:
    """Rules of one level.

    A rule whose facts are all closed (yes or no, or one of a few words) always answers the same to
    the same values, and so does a closed `when`; their answers are remembered by these values. What
    depends on a date, an amount or a list is asked every time.
    """

    LIMIT = 4096
    """How many combinations of values are remembered."""

    def __init__(self, judges: Sequence[Judge]) -> None:
        self.judges = judges
        closed = [name for judge in judges for name in (*(judge.source.asked if judge.is_closed else ()), *judge.gate.asked)]
        self.asked = tuple(name for name in dict.fromkeys(closed) if name not in FACTS or FACTS[name].is_closed)
        stated = [name for name in self.asked if name not in FACTS or FACTS[name].stated != "item"]
        # One number stands for all facts of an item (`factbook`).
        self.key = _getter((*stated, *(["item"] if len(stated) < len(self.asked) else [])))
        self.remembered: dict[tuple[Any, ...], Remembered] = {}

    def judge(self, facts: Facts, line: str | None) -> Found:
        """What the rules answer for the facts of a visit or line."""
        key = self.key(facts)
        remembered = self.remembered.get(key)
        if remembered is None:
            if len(self.remembered) >= self.LIMIT:
                self.remembered.clear()
            remembered = self.remembered[key] = self._remember({name: facts[name] for name in self.asked})
        asked = []
        doubts = remembered.of(line)[1]
        for find in remembered.finds:
            finding = find(facts, line)
            asked.append(finding)
            if finding[1] is not MET and finding[1] is not NOT_APPLICABLE:
                doubts = [*doubts, finding]
        return _new(Found, (remembered, asked, doubts, line))

    def _remember(self, facts: Facts) -> Remembered:
        settled, finds = [], []
        for judge in self.judges:
            if judge.is_closed:
                settled.append(judge.find(facts, None))
            elif all(name in facts for name in judge.gate.asked) and (gated := judge.find_gated(facts)):
                settled.append(gated)
            else:
                finds.append(judge.find)
        return Remembered(settled, finds)


def _failed(rule: Rule, error: Exception) -> BadDeclaration:
    return BadDeclaration(f"rule {rule.name!r} ({rule.clause}) failed: {error}")


def _if_false(rule: Rule, choices: Choices) -> tuple[Answer, Any]:
    """What the rule answers where its body is false.

    A condition that is only imposed by a reading (`under`) is open while nobody chose, and does not
    apply under another option. A duty stays unmet whatever the reading says of its consequence.
    """
    if rule.kind == "permission":
        return NOT_APPLICABLE, False
    if rule.under is None or rule.otherwise is Effect.DUTY_NOT_MET:
        return NOT_MET, False
    option = choices.option(rule.under[0])
    if option is None:
        return UNDETERMINED, Unknown(f"reading:{rule.under[0]}")
    return (NOT_MET if option == rule.under[1] else NOT_APPLICABLE), False


def _whichever(body: Callable[..., Any], values: Sequence[Any], unknown: Unknown) -> Any:
    """What the body gives for all possible values of its arguments, where some are only one of a few."""
    several = [number for number, value in enumerate(values) if type(value) is Either]
    if not several:
        return unknown
    results = []
    for options in product(*(values[number].values for number in several)):
        given = list(values)
        for number, option in zip(several, options, strict=True):
            given[number] = option
        results.append(body(*given))
    return agreed(results, *unknown.missing)


def _asker(source: Source, body: Callable[..., Any], choices: Choices) -> Ask:
    """Ask the rule itself."""
    get = _getter(source.asked)
    rule = source.rule
    body_is_price, is_ceiling = rule.kind in PRICES, rule.kind == "ceiling"
    if_false, what_is_false = _if_false(rule, choices)
    imposed = _is_imposed(rule, choices)
    if body_is_price and rule.under is not None:
        return _price_under_reading(source, rule.under, get, choices)

    def ask(facts: Facts, line: str | None) -> Finding:
        try:
            result = body(*get(facts))
            if result is True:
                return _new(Finding, (source, MET, facts, line, True))
            if isinstance(result, Unknown):
                result = _whichever(body, get(facts), result)
        except Exception as error:
            raise _failed(rule, error) from error
        if result is True:
            return _new(Finding, (source, MET, facts, line, True))
        if result is False:
            return _new(Finding, (source, if_false, facts, line, what_is_false))
        if isinstance(result, Unknown):
            if not imposed:
                return _new(Finding, (source, NOT_APPLICABLE, facts, line, False))
            return _new(Finding, (source, UNDETERMINED, facts, line, result))
        if type(result) is int and body_is_price:
            over = is_ceiling and facts["line_amount"] > result
            return _new(Finding, (source, NOT_MET if over else MET, facts, line, result))
        raise BadDeclaration(f"rule {rule.name!r} ({rule.clause}) gave {result!r}; a {rule.kind} may not")

    return ask


def _price_under_reading(source: Source, under: tuple[str, str], get: Callable[[Facts], tuple[Any, ...]], choices: Choices) -> Ask:
    """Ask a ceiling that only a reading imposes: none under another option; either way where nobody chose."""
    rule, (name, imposing) = source.rule, under
    option = choices.option(name)
    if option is not None and option != imposing:
        return lambda facts, line: _new(Finding, (source, NOT_APPLICABLE, facts, line, False))
    imposed = _asker(attrs.evolve(source, rule=attrs.evolve(rule, under=None)), rule.body, choices)

    def ask(facts: Facts, line: str | None) -> Finding:
        finding = imposed(facts, line)._replace(source=source)
        if option == imposing or finding.answer is MET:
            return finding  # who charges no more than the ceiling is over it under no option
        result = agreed([finding.result, facts["line_amount"]], f"reading:{name}")
        return finding._replace(answer=UNDETERMINED, result=result) if isinstance(result, Unknown) else finding

    return ask


def _is_imposed(rule: Rule, choices: Choices) -> bool:
    """Whether the text or a reading may impose the rule: under another option it asks for nothing, not even whether it would apply."""
    if rule.under is None or rule.otherwise is Effect.DUTY_NOT_MET:
        return True
    name, option = rule.under
    return choices.option(name) in (None, option)


def _gated(when: Callable[..., Any], gate: Source, ask: Ask, lifted: Source | None) -> Ask:
    """Ask first whether the rule applies. Where that is not known, a rule that a reading has `lifted` does not."""
    get = _getter(gate.asked)

    def find(facts: Facts, line: str | None) -> Finding:
        try:
            applies = when(*get(facts))
        except Exception as error:
            raise _failed(gate.rule, error) from error
        if applies is True:
            return ask(facts, line)
        if applies is False:
            return _new(Finding, (gate, NOT_APPLICABLE, facts, line, False))
        if lifted is not None:
            return _new(Finding, (lifted, NOT_APPLICABLE, facts, line, False))
        return _new(Finding, (gate, UNDETERMINED, facts, line, applies))

    return find


def _tried(rule: Rule, open_names: Sequence[str], choices: Choices) -> Callable[..., Any]:
    """The body under every option of the readings that nobody chose; unknown where they disagree."""
    parameters = rule.parameters
    combinations = [dict(zip(open_names, options, strict=True)) for options in product(*map(choices.options, open_names))]
    unchosen = [f"reading:{name}" for name in open_names]

    def body(*values: Any) -> Any:
        given = dict(zip(parameters, values, strict=True))
        return agreed([rule.body(**(given | options)) for options in combinations], *unchosen)

    return body


def _getter(names: Sequence[str]) -> Callable[[Mapping[Any, Any]], tuple[Any, ...]]:
    if len(names) == 1:
        name = names[0]
        return lambda facts: (facts[name],)
    return itemgetter(*names) if names else lambda facts: ()


def needed_readings(fact: Fact) -> frozenset[str]:
    """The readings on which a fact depends, also by way of other facts."""
    return frozenset(fact.readings).union(*(needed_readings(FACTS[name]) for name in fact.facts))
