"""What can be seen in a series of visits that no single rule sees? What several measures share is declared from here.

Each function takes the outcomes of visits in the order of their days of service, and gives what it found
(`Hit`) and what it could not see because something was not stated (`Blind`). What was not stated never makes a hit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

import attrs

from yibao.claim import Claim, Flows, Line, Shown
from yibao.common import SERVICES
from yibao.fields import Reference
from yibao.money import yuan
from yibao.outcome import Outcome


@attrs.frozen
class Hit:
    """What was found: the visit in which the act lies, why, the lines concerned, and the visits it was held against."""

    claim: Reference
    zh: str
    en: str
    lines: tuple[Reference, ...] = ()
    """The lines concerned; none where it is not known which."""
    beside: tuple[Reference, ...] = ()


@attrs.frozen
class Blind:
    """What could not be seen: in which visit, and what is missing there (JSON Pointers into its claim)."""

    claim: Reference
    missing: frozenset[str]


Series = Sequence[Outcome]
"""Outcomes in the order of their days of service; each claim stands there once."""
Seen = Iterator[Hit | Blind]

FEW = 5


def listed(zh: Sequence[str], en: Sequence[str]) -> tuple[str, str]:
    """The first few of some reasons in both languages, and how many more there are."""
    more = len(zh) - FEW
    both = "；".join(zh[:FEW]), "; ".join(en[:FEW])
    return (f"{both[0]}；另有{more}项", f"{both[1]}; {more} more") if more > 0 else both


GOODS = ("drug", "material")
"""Charge categories whose items are handed over."""


# Three flows.


def more_filed_than_flowed(visits: Series) -> Seen:
    """More is filed than the flow of information, money or goods shows: services recorded, money paid, goods handed over."""
    for one in visits:
        if one.claim.lines:
            yield from _flows_of(one.claim)


def _flows_of(claim: Claim) -> Seen:
    flows = claim.records.flows
    if flows is None:
        yield Blind(claim.claim_id, frozenset({"/records/flows"}))
        return
    compared = list(_compared(claim, flows))
    excesses = [one for one in compared if isinstance(one, _Excess)]
    if excesses:
        # Where less was paid than filed it is not known which lines are without ground.
        concerned = frozenset().union(*(one.lines for one in excesses)) if all(one.lines for one in excesses) else frozenset()
        lines = tuple(line.id for line in claim.lines if line.id in concerned)
        yield Hit(claim.claim_id, *listed([one.zh for one in excesses], [one.en for one in excesses]), lines)
    missing = frozenset(one for one in compared if isinstance(one, str))
    if missing:
        yield Blind(claim.claim_id, missing)


@attrs.frozen
class _Excess:
    """What is filed beyond what a flow shows; without lines where it is not known which."""

    zh: str
    en: str
    lines: tuple[Reference, ...] = ()


FLOWS = {"recorded": ((*SERVICES, *GOODS), "信息流", "recorded"), "handed_over": (GOODS, "物流", "handed over")}
"""Of a flow of items: which categories of charges it shows, and what it is called."""


def _compared(claim: Claim, flows: Flows) -> Iterator[_Excess | str]:
    """What is filed beyond what each flow shows, and the paths of what is missing to compare them."""
    charged = _charged(claim)
    if flows.paid is None:
        yield "/records/flows/paid"
    elif charged > flows.paid:
        yield _Excess(f"申报{yuan(charged)}元，资金流{yuan(flows.paid)}元", f"{yuan(charged)} filed, {yuan(flows.paid)} paid")
    for name, (categories, zh, en) in FLOWS.items():
        shown: tuple[Shown, ...] | None = getattr(flows, name)
        filed = [(number, line) for number, line in enumerate(claim.lines) if line.category in categories]
        if shown is not None:
            yield from _items_compared(filed, shown, zh, en)
        elif filed:
            yield f"/records/flows/{name}"


def _items_compared(filed: Sequence[tuple[int, Line]], shown: Sequence[Shown], zh: str, en: str) -> Iterator[_Excess | str]:
    """The same for the items of one flow, code by code; a quantity that is not stated is still more than nothing."""
    yield from (f"/lines/{number}/item" for number, line in filed if line.item is None)
    for code in dict.fromkeys(line.item for _, line in filed if line.item is not None):
        of_item = [(number, line) for number, line in filed if line.item == code]
        unstated = [f"/lines/{number}/quantity" for number, line in of_item if line.quantity is None]
        stated = sum((line.quantity for _, line in of_item if line.quantity is not None), Decimal(0))
        flowed = sum((one.quantity for one in shown if one.item == code), Decimal(0))
        if stated > flowed or (unstated and stated == flowed):
            much = ("数量未写明", "a quantity not stated") if unstated else (_number(stated), _number(stated))
            lines = tuple(line.id for _, line in of_item)
            yield _Excess(f"{code}申报{much[0]}，{zh}{_number(flowed)}", f"{code}: {much[1]} filed, {_number(flowed)} {en}", lines)
        else:
            yield from unstated


def _number(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"


def _charged(claim: Claim) -> int:
    return sum(line.amount for line in claim.lines)


# The same drug again.


@attrs.frozen
class _Supply:
    """A charge for a drug that stands, or may stand, on the visit's prescription."""

    claim: Claim
    number: int
    line: Line

    @property
    def key(self) -> tuple[str | None, str | None]:
        """Which patient and which drug."""
        return self.claim.patient.reference, self.line.item

    @property
    def unstated(self) -> set[str]:
        """What is missing to say whose drug it is, which one, and that it was prescribed."""
        stated = {
            "/patient/reference": self.claim.patient.reference,
            f"/lines/{self.number}/item": self.line.item,
            f"/lines/{self.number}/prescribed": self.line.prescribed,
        }
        return {path for path, value in stated.items() if value is None}

    @property
    def days(self) -> Decimal:
        """For how many days it is known to suffice; a supply of which no days are stated lasts no day."""
        return self.line.days_supplied or Decimal(0)

    def left_on(self, day: date) -> Decimal:
        """How many of its days are left on a day: n days are the day of service and the n - 1 days after it."""
        return self.days - (day - self.claim.service_date).days


def prescribed_before_used_up(visits: Series) -> Seen:
    """A drug is prescribed to a patient again before what an earlier visit prescribed is used up.

    Of two visits on one day, the later is the one with the later time; without times, the one whose claim has the later id.
    """
    earlier: dict[tuple[str | None, str | None], list[_Supply]] = {}
    missing: dict[Reference, set[str]] = {}
    supplies = [[_Supply(one.claim, *line) for line in enumerate(one.claim.lines) if _may_be_prescribed(line[1])] for one in visits]
    several = sum(map(bool, supplies)) > 1
    for drugs in supplies:
        again = []
        for drug in drugs:
            if drug.unstated and several:
                missing.setdefault(drug.claim.claim_id, set()).update(drug.unstated)
            before = [] if drug.unstated else earlier.get(drug.key, [])
            left = [one for one in before if one.left_on(drug.claim.service_date) > 0]
            again += [(drug, left)] if left else []
            for one in before:
                if one.line.days_supplied is None:
                    missing.setdefault(one.claim.claim_id, set()).add(f"/lines/{one.number}/days_supplied")
        for drug in drugs:  # after all of them: what one visit prescribes together is not prescribed again
            if not drug.unstated:
                earlier.setdefault(drug.key, []).append(drug)
        if again:
            yield _repeated(again)
    yield from (Blind(claim, frozenset(paths)) for claim, paths in missing.items())


def _may_be_prescribed(line: Line) -> bool:
    return line.category == "drug" and line.prescribed is not False


def _repeated(again: Sequence[tuple[_Supply, Sequence[_Supply]]]) -> Hit:
    """The hit of one visit: each drug with the supply of it that was stated for the longest."""
    zh, en = [], []
    for drug, left in again:
        day, item = drug.claim.service_date, drug.line.item
        longest = max(left, key=lambda one: (one.left_on(day), one.claim.claim_id))
        since, days = longest.claim.service_date, _number(longest.days)
        zh.append(f"{item}在{since}已开{days}天的量，{day}又开")
        en.append(f"{item}: {days} days' supply of {since}, prescribed again on {day}")
    beside = dict.fromkeys(one.claim.claim_id for _, left in again for one in left)
    return Hit(again[0][0].claim.claim_id, *listed(zh, en), tuple(drug.line.id for drug, _ in again), tuple(beside))


# A norm of the area's own tables.


def above_norm(name: str) -> Callable[[Series], Seen]:
    """The fees of a visit exceed the area's norm of that name as many times as its table says: amount times `times`, not included."""

    def fees_above_norm(visits: Series) -> Seen:
        for claim in (one.claim for one in visits if one.claim.lines):
            norm = claim.policy.norm(name, claim.service_date)
            if norm is None:
                yield Blind(claim.claim_id, frozenset({f"/policy/norms[name={name}]"}))
            elif _charged(claim) > norm.amount * norm.times:
                charged, amount, times = yuan(_charged(claim)), yuan(norm.amount), _number(norm.times)
                zh = f"收费{charged}元，超过标准{amount}元的{times}倍（{norm.source}）"
                yield Hit(claim.claim_id, zh, f"{charged} charged, more than {times} times the norm of {amount} ({norm.source})")

    return fees_above_norm
