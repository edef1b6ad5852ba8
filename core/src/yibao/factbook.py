"""How are the facts of a claim looked up quickly?

A fact book is made once for a measure and a set of readings; it reads exactly the facts that the
rules of that plan ask for, stated ones in one sweep and derived ones after them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import compress, count, product, repeat
from operator import attrgetter, is_
from typing import Any

from yibao.claim import Claim, Line
from yibao.facts import FACTS, Fact
from yibao.judging import Facts
from yibao.policy import Item
from yibao.readings import Choices
from yibao.words import Either, agreed, each, unstated

Reader = Callable[[Facts, Claim, Line | None, int], Any]


class FactBook:
    """The facts that some rules need, made ready for one measure and one set of readings."""

    LIMIT = 65536
    """How many items' facts are kept."""

    def __init__(self, facts: Iterable[Fact], choices: Choices, measure: Any) -> None:
        needed: dict[str, Fact] = {}
        for fact in facts:
            _collect(fact, needed)
        self.stated = _Sweep([fact for fact in needed.values() if fact.stated and fact.level == "visit"])
        self.of_line = _Sweep([fact for fact in needed.values() if fact.stated == "line"])
        self.of_item = _Sweep([fact for fact in needed.values() if fact.stated == "item"])
        self.items: dict[int, tuple[Item, Facts]] = {}
        self.missing: dict[str, Facts] = {}
        derived = [fact for fact in needed.values() if not fact.stated and fact.path != "(outcome)"]
        self.derived = [(fact.name, _reader(fact, choices, measure)) for fact in derived if fact.level == "visit"]
        self.derived_of_line = [(fact.name, _reader(fact, choices, measure)) for fact in derived if fact.level == "line"]

        # Room for the facts of a line is made with the visit's, so that a copy for each line need not grow.
        of_lines = [*self.of_line.names, *self.of_item.names, *(name for name, _ in self.derived_of_line), "item", "line_payable"]
        self.empty: Facts = dict.fromkeys(of_lines) | {name: choices.option(name) for name in choices.readings}

    def visit(self, claim: Claim) -> Facts:
        """The facts of the visit, and the readings, by name."""
        facts = self.empty.copy()
        self.stated.read(facts, claim, "")
        for name, read in self.derived:
            facts[name] = read(facts, claim, None, 0)
        return facts

    def line(self, claim: Claim, number: int, visit: Facts) -> Facts:
        """The facts of one line, beside those of the visit."""
        facts, line = visit.copy(), claim.lines[number]
        self.of_line.read(facts, line, f"/lines/{number}/")
        item = None if line.item is None else claim.policy.item(line.item, claim.service_date)
        if item is None:
            facts.update(self._without(f"/lines/{number}/item" if line.item is None else f"/policy/items[code={line.item}]"))
        else:
            facts.update(self._of(item))
        for name, read in self.derived_of_line:
            facts[name] = read(facts, claim, line, number)
        return facts

    def _without(self, path: str) -> Facts:
        """The facts of an item that is not there."""
        known = self.missing.get(path)
        if known is None:
            if len(self.missing) >= self.LIMIT:
                self.missing.clear()
            known = self.missing[path] = dict.fromkeys(self.of_item.names, unstated(path)) | {"item": next(SERIAL)}
        return known

    def _of(self, item: Item) -> Facts:
        """The facts of an item, which many lines of many claims share."""
        known = self.items.get(id(item))
        if known is None:
            if len(self.items) >= self.LIMIT:
                self.items.clear()
            # `item` is a number that no other item ever gets: it stands for all these facts (`judging`).
            facts: Facts = {"item": next(SERIAL)}
            self.of_item.read(facts, item, f"/policy/items[code={item.code}]/")
            # The item stands beside its facts so that it lives as long as its id is used.
            known = self.items[id(item)] = item, facts
        return known[1]


SERIAL = count()


class _Sweep:
    """Stated facts that are read in one go from one record."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.names = [fact.name for fact in facts]
        self.fields = {fact.name: fact.field for fact in facts}
        self.whole = {fact.name: fact.path for fact in facts}
        # Two names at least, so that attrgetter gives a tuple.
        self.get = attrgetter(*self.fields.values(), "__class__", "__class__") if facts else lambda record: ()

    def read(self, facts: Facts, record: Any, path: str) -> None:
        values = self.get(record)
        facts.update(zip(self.names, values, strict=False))
        if None in values:
            for name in compress(self.names, map(is_, values, repeat(None))):
                facts[name] = unstated(path + self.fields[name] if path else self.whole[name])


def _collect(fact: Fact, needed: dict[str, Fact]) -> None:
    for name in fact.facts:
        _collect(FACTS[name], needed)
    needed.setdefault(fact.name, fact)


def _reader(fact: Fact, choices: Choices, measure: Any) -> Reader:
    """How to derive a fact; under readings that nobody chose, every option is tried."""
    assert fact.get is not None
    get, wants, names = fact.get, fact.wants, fact.readings
    open_names = [name for name in names if choices.option(name) is None]
    if fact.facts:  # derived from other facts, and from readings that stand beside them
        return _of_facts(get, wants)
    given = {"measure": measure, **{name: choices.option(name) for name in names}}
    combinations = [given | dict(zip(open_names, options, strict=True)) for options in product(*map(choices.options, open_names))]
    lead = "".join(name[0] for name in wants if name in ("claim", "line", "number"))
    rests = [tuple(one[name] for name in wants if name in one) for one in combinations]
    read = _LEADS[lead](get, rests[0])
    if len(rests) == 1:
        return read
    reads = [_LEADS[lead](get, rest) for rest in rests]
    unchosen = [f"reading:{name}" for name in open_names]
    return lambda facts, claim, line, number: agreed([one(facts, claim, line, number) for one in reads], *unchosen)


def _of_facts(get: Callable[..., Any], wants: Sequence[str]) -> Reader:
    """Derive a fact from others; from each possible value of the first, where that can be several."""
    first, rest = wants[0], wants[1:]

    def read(facts: Facts, claim: Claim, line: Line | None, number: int) -> Any:
        value = facts[first]
        others = [facts[name] for name in rest]
        return each(value, lambda one: get(one, *others)) if type(value) is Either else get(value, *others)

    return read


# How a derived fact is called: what its function takes first, then the measure and readings it wants.
_LEADS: dict[str, Callable[[Callable[..., Any], tuple[Any, ...]], Reader]] = {
    "c": lambda get, rest: lambda facts, claim, line, number: get(claim, *rest),
    "cl": lambda get, rest: lambda facts, claim, line, number: get(claim, line, *rest),
    "cln": lambda get, rest: lambda facts, claim, line, number: get(claim, line, number, *rest),
}
