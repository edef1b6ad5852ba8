"""What do an area's own tables say, on which day, and on whose word?

Prices, lists, ratios and dates that no measure holds. They are input: every entry names its source and
the days for which it holds.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Literal, Protocol, TypeVar

import attrs

from yibao.errors import Fault
from yibao.fields import Area, Code, Insurance, Quantity, Ratio, fact
from yibao.money import Fen


@attrs.frozen
class Item:
    """项目: what the area's tables say of one price item, for a stretch of time."""

    code: Code
    source: str
    since: date
    until: date | None = None
    ceiling: Fen | None = fact("公布的价格标准", "published price standard for one unit", "fen")
    payment_standard: Fen | None = fact("支付标准", "payment standard for one unit", "fen")
    need: Literal["basic", "non_basic"] | None = fact(
        "需求类别", "meets basic medical need (基本需求), or better quality and personal wishes (非基本需求、个性化)"
    )
    approved: bool | None = fact("项目已获批准", "approved as a price item")
    kind: (
        Literal[
            "clinical",
            "medical_consulting",
            "health_consulting",
            "health_management",
            "convenience",
            "training",
            "research_follow_up",
            "data_management",
            "data_processing",
            "remote_ward_round",
            "remote_surgery_guidance",
            "medical_appraisal",
        ]
        | None
    ) = fact(
        "服务种类",
        "clinical (诊疗) or a kind that some measure excludes: medical_consulting (医学咨询), health_consulting (健康咨询), "
        "health_management (健康管理), convenience (便民服务), training (教育培训), research_follow_up (科研随访), "
        "data_management (数据管理), data_processing (数据处理), remote_ward_round (远程查房), "
        "remote_surgery_guidance (远程手术指导), medical_appraisal (医学鉴定)",
    )
    allowed_online: bool | None = fact("准许线上开展", "allowed online by the health authority, with clear pathway and norms")
    direct_to_patient: bool | None = fact("直接面向患者", "provided directly to the patient")
    remote: bool | None = fact("远程完成", "carried out remotely")
    same_function: bool | None = fact("能实现线下同项目功能", "achieves what the same item achieves offline")
    effective: bool | None = fact("对诊治有实质效果", "of substantial effect, as experts attest")
    between_institutions: bool | None = fact("发生于机构之间", "takes place between institutions")
    faces_patient: bool | None = fact("面向特定患者", "faces a specific patient")
    core_medical: bool | None = fact("属医疗核心业务", "belongs to the core of medical work")
    clinical_activity: bool | None = fact("属于诊疗活动", "is a clinical activity")
    by_medical_staff: bool | None = fact("由医务人员提供", "provided by medical staff")
    derived: Literal["no", "reworded", "split", "padded"] | None = fact(
        "由已有项目变造", "made from an existing item: reworded (变换表述), split (拆分内涵), padded (增加非医疗步骤), or no"
    )
    market_notice: bool | None = fact("自主定价已书面告知", "whether the department was told of the own price in writing")
    fund_class: Literal["A", "B", "none"] | None = fact(
        "医保支付范围类别", "class in the area's list of internet items that the fund pays for: A (甲), B (乙), or none when it is not listed"
    )
    payable: bool | None = fact("本地其他规定是否支付", "whether the area's other rules pay for it")


@attrs.frozen
class Price:
    """价格: what one unit may cost or is counted at, for a staff level or in another place, for a stretch of time."""

    item: Code
    kind: Literal["ceiling", "payment_standard"]
    price: Fen
    source: str
    since: date
    until: date | None = None
    rank: str | None = None
    area: Area | None = None


@attrs.frozen
class Permit:
    """准许: whether the area's own rules allow something, for a stretch of time."""

    allowed: bool
    source: str
    since: date
    until: date | None = None


@attrs.frozen
class InForce:
    """施行: from when to when a measure whose text does not say so is in force here, on whose word."""

    measure: str
    source: str
    since: date
    until: date | None = None


@attrs.frozen
class Outage:
    """停机: from when until before when settlement is interrupted."""

    source: str
    since: datetime
    until: datetime


@attrs.frozen
class WorkingDay:
    """调休: a day that an area's own notice makes a working day or a day of rest, beside the national calendar."""

    day: date
    working: bool
    source: str


@attrs.frozen
class Listed:
    """目录条目: one entry of a list of payable diseases or drugs, for a stretch of time."""

    code: Code
    source: str
    since: date
    until: date | None = None
    match: Literal["exact", "prefix"] = "exact"


@attrs.frozen
class Benefit:
    """待遇: what the fund pays of the in-scope amount, for one insurance and tier."""

    insurance: Insurance
    tier: str
    source: str
    since: date
    ratio: Ratio
    deductible: Fen
    cap: Fen | None
    until: date | None = None
    mode: Literal["online", "offline"] = "online"


@attrs.frozen
class Norm:
    """定额: an amount that the area's own tables set, and how many times it is too much, for a stretch of time."""

    name: str
    amount: Fen
    times: Quantity
    source: str
    since: date
    until: date | None = None


@attrs.frozen(eq=False)
class Policy:
    """统筹区政策: the area's dated tables. No measure holds them, so each entry names its source.

    One policy serves many claims: build it once and put it into each of them.
    """

    items: tuple[Item, ...] | None = None
    diseases: tuple[Listed, ...] | None = None
    drugs: tuple[Listed, ...] | None = None
    benefits: tuple[Benefit, ...] | None = None
    prices: tuple[Price, ...] | None = None
    joint_application: tuple[Permit, ...] | None = None
    in_force: tuple[InForce, ...] = ()
    outages: tuple[Outage, ...] | None = None
    working_days: tuple[WorkingDay, ...] = ()
    norms: tuple[Norm, ...] | None = None
    items_by_code: dict[str, list[Item]] = attrs.field(
        init=False, repr=False, default=attrs.Factory(lambda self: _by_code(self.items or ()), takes_self=True)
    )
    prices_by_item: dict[tuple[str, str, str | None, str | None], list[Price]] = attrs.field(
        init=False, repr=False, default=attrs.Factory(lambda self: _by_item(self.prices or ()), takes_self=True)
    )
    lists_by_code: dict[str, tuple[dict[str, list[Listed]], list[Listed]]] = attrs.field(
        init=False,
        repr=False,
        default=attrs.Factory(lambda self: {"diseases": _split(self.diseases), "drugs": _split(self.drugs)}, takes_self=True),
    )
    contradictions: tuple[Fault, ...] = attrs.field(
        init=False, repr=False, default=attrs.Factory(lambda self: tuple(_of_policy(self)), takes_self=True)
    )

    @property
    def is_empty(self) -> bool:
        """Whether it states nothing at all."""
        return all(getattr(self, field.name) == field.default for field in attrs.fields(Policy) if field.init)

    def item(self, code: str, day: date) -> Item | None:
        """The entry for a price item that holds on a day, if there is one."""
        for item in self.items_by_code.get(code, ()):
            if holds_on(item, day):
                return item
        return None

    def benefit(self, insurance: str, tier: str, mode: str, day: date) -> Benefit | None:
        """The schedule's entry for an insurance, a tier and a mode on a day, if there is one."""
        for one in self.benefits or ():
            if one.insurance == insurance and one.tier == tier and one.mode == mode and holds_on(one, day):
                return one
        return None

    def price(self, item: str, kind: str, day: date, rank: str | None, area: str | None) -> Price | None:
        """The entry of the price table for exactly this item, kind, staff level and place on a day, if there is one."""
        return next((one for one in self.prices_by_item.get((item, kind, rank, area), ()) if holds_on(one, day)), None)

    def norm(self, name: str, day: date) -> Norm | None:
        """The norm of that name that holds on a day, if there is one."""
        return next((one for one in self.norms or () if one.name == name and holds_on(one, day)), None)

    def listed(self, name: Literal["diseases", "drugs"], code: str, day: date) -> bool:
        """Whether a list has the code on a day: the very code, or the beginning of it as a prefix entry."""
        exact, prefixes = self.lists_by_code[name]
        for entry in exact.get(code, ()):
            if holds_on(entry, day):
                return True
        return any(code.startswith(entry.code) and holds_on(entry, day) for entry in prefixes) if prefixes else False


def _by_code(items: Iterable[Coded]) -> dict[str, list[Coded]]:
    index: dict[str, list[Coded]] = {}
    for item in items:
        index.setdefault(item.code, []).append(item)
    return index


def _by_item(prices: Iterable[Price]) -> dict[tuple[str, str, str | None, str | None], list[Price]]:
    index: dict[tuple[str, str, str | None, str | None], list[Price]] = {}
    for price in prices:
        index.setdefault((price.item, price.kind, price.rank, price.area), []).append(price)
    return index


def _split(entries: tuple[Listed, ...] | None) -> tuple[dict[str, list[Listed]], list[Listed]]:
    """The entries by code, and those that stand for all codes that begin so."""
    return _by_code(entries or ()), [entry for entry in entries or () if entry.match == "prefix"]


Coded = TypeVar("Coded", Item, Listed)


class Dated(Protocol):
    """Whatever holds from one day to another, both included; no `until` means no end."""

    @property
    def since(self) -> date:
        """The first day."""

    @property
    def until(self) -> date | None:
        """The last day, or None."""


def holds_on(entry: Dated, day: date) -> bool:
    """Whether an entry holds on a day."""
    return entry.since <= day and (entry.until is None or day <= entry.until)


def overlapping(path: str, entries: Sequence[Dated], keys: Sequence[Hashable]) -> Iterator[Fault]:
    """Faults of dated entries: an end before its start, two entries of one kind (their key) on one day."""
    yield from backwards(path, entries)
    if len(set(keys)) == len(keys):
        return
    longest: dict[Hashable, int] = {}  # of each kind, among the entries that began: the one that ends last
    for number in sorted(range(len(keys)), key=lambda number: entries[number].since):
        other = longest.setdefault(keys[number], number)
        if other != number and holds_on(entries[other], entries[number].since):
            left, right = sorted((other, number))
            yield Fault(f"{path}/{right}", "value", f"overlaps entry {left}: two entries of the same kind on one day")
        if (entries[number].until or date.max) > (entries[other].until or date.max):
            longest[keys[number]] = number


def backwards(path: str, entries: Sequence[Dated]) -> Iterator[Fault]:
    """Faults of dated entries: an end before its start."""
    for number, entry in enumerate(entries):
        if entry.until is not None and entry.until < entry.since:
            yield Fault(f"{path}/{number}/until", "value", f"{entry.until} is before since, {entry.since}")


def _of_policy(policy: Policy) -> Iterator[Fault]:
    yield from overlapping("/policy/items", policy.items or (), [entry.code for entry in policy.items or ()])
    yield from overlapping("/policy/benefits", policy.benefits or (), [(entry.insurance, entry.tier, entry.mode) for entry in policy.benefits or ()])
    yield from overlapping("/policy/prices", policy.prices or (), [(one.item, one.kind, one.rank, one.area) for one in policy.prices or ()])
    yield from overlapping("/policy/joint_application", policy.joint_application or (), ["" for _ in policy.joint_application or ()])
    yield from overlapping("/policy/norms", policy.norms or (), [entry.name for entry in policy.norms or ()])
    yield from overlapping("/policy/in_force", policy.in_force, [entry.measure for entry in policy.in_force])
    for name in ("diseases", "drugs"):  # these may overlap: a code is in the list or it is not
        yield from backwards(f"/policy/{name}", getattr(policy, name) or ())
    seen: set[date] = set()
    for number, shift in enumerate(policy.working_days):
        if shift.day in seen:
            yield Fault(f"/policy/working_days/{number}/day", "value", f"{shift.day} stands twice")
        seen.add(shift.day)
    for number, outage in enumerate(policy.outages or ()):
        if outage.until <= outage.since:
            yield Fault(f"/policy/outages/{number}/until", "value", f"{outage.until} is not after since, {outage.since}")
