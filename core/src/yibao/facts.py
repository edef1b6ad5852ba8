"""What may a rule ask?

A fact has a name, a Chinese name, a type, a unit, and a level: it holds for the visit or for each
charge line. Most facts are fields of the claim (`claim.py`); the others are derived from several of
them by the functions below, which may depend on readings. `FACTS` is the whole vocabulary.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from decimal import Decimal
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import attrs

from yibao.claim import NO_APPLICATION, Claim, EarlierVisit, Line, Standing, Termination
from yibao.measures import prefix
from yibao.money import times
from yibao.policy import Item, holds_on
from yibao.words import Either, Unknown, all_of, any_of, merge, unstated


@attrs.frozen
class Fact:
    """One word of the vocabulary of rules."""

    name: str
    zh: str
    en: str
    type: str
    unit: str
    level: Literal["visit", "line"]
    path: str
    field: str = ""
    """Of a stated fact: its field, seen from the claim, line or item."""
    get: Callable[..., Any] | None = attrs.field(default=None, repr=False, eq=False)
    """Of a derived fact: the function that derives it."""
    wants: tuple[str, ...] = ()
    """What `get` takes: first `claim`, `line`, `number`; then `measure` and readings; or other facts."""

    @property
    def stated(self) -> str:
        """Where a stated fact is read: `visit`, `line` or `item`; "" for a derived one."""
        return "" if self.get else "item" if self.path.startswith("/policy") else self.level

    @property
    def is_closed(self) -> bool:
        """Whether it has few values: yes or no, one of some words, a set of them, a word that a place uses."""
        return self.type in ("boolean", "text") or self.type.startswith(("one of", "set of"))

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts from which it is derived, where it is derived from facts."""
        return tuple(name for name in self.wants if name in FACTS)

    @property
    def readings(self) -> tuple[str, ...]:
        """The readings on which a derived fact depends."""
        return tuple(name for name in self.wants if name not in {"claim", "line", "number", "measure"} and name not in FACTS)


FACTS: dict[str, Fact] = {}


def _type_name(annotation: Any) -> str:
    parts = [part for part in get_args(annotation) if part is not NoneType] if NoneType in get_args(annotation) else [annotation]
    if get_origin(parts[0]) is Literal:
        return "one of " + ", ".join(get_args(parts[0]))
    if get_origin(parts[0]) is frozenset:
        return "set of " + _type_name(get_args(parts[0])[0]).removeprefix("one of ")
    names = {"Fen": "money", "str": "text", "Area": "text", "Code": "text", "Insurance": "text", "bool": "boolean"}
    return str(names.get(parts[0].__name__, parts[0].__name__))


LISTS = ("agreements", "history", "lines", "acts", "policy")
"""The sections of a claim that are no facts by themselves."""


def _stated_facts() -> Iterator[Fact]:
    sections = attrs.fields(attrs.resolve_types(Claim))
    for section in sections:
        if "zh" in section.metadata:
            yield _stated(section, section.name, "visit", f"/{section.name}", section.name)
        elif section.type and attrs.has(section.type) and section.name not in LISTS:
            for field in _marked(section.type):
                path = f"{section.name}.{field.name}"
                yield _stated(field, path.replace(".", "_"), "visit", "/" + path.replace(".", "/"), path)
    for field in _marked(Line):
        yield _stated(field, f"line_{field.name}", "line", f"/lines/*/{field.name}", field.name)
    for field in _marked(Item):
        yield _stated(field, f"item_{field.name}", "line", f"/policy/items/*/{field.name}", field.name)


def _marked(record: Any) -> list[attrs.Attribute[Any]]:
    return [field for field in attrs.fields(attrs.resolve_types(record)) if "zh" in field.metadata]


def _stated(field: attrs.Attribute[Any], name: str, level: Literal["visit", "line"], path: str, where: str) -> Fact:
    about = field.metadata
    return Fact(name, about["zh"], about["en"], _type_name(field.type), about["unit"], level, path, where)


for _one in _stated_facts():
    FACTS[_one.name] = _one


def derived(zh: str, en: str, type: str, path: str, unit: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a fact that a function derives from the claim; its parameters say what it needs."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        wants = tuple(inspect.signature(function).parameters)
        of_line = "line" in wants or any(FACTS[name].level == "line" for name in wants if name in FACTS)
        level: Literal["visit", "line"] = "line" if of_line else "visit"
        FACTS[function.__name__] = Fact(function.__name__, zh, en, type, unit, level, path, "", function, wants)
        return function

    return declare


@derived("机构属本统筹区", "the institution belongs to the measure's coordination area", "boolean", "/institution/area")
def institution_in_area(claim: Claim, measure: Any) -> Any:
    return _in_area(claim.institution.area, measure, "/institution/area")


@derived("医师在本统筹区注册", "the physician is registered in the measure's coordination area", "boolean", "/physician/registered_area")
def physician_in_area(claim: Claim, measure: Any) -> Any:
    return _in_area(claim.physician.registered_area, measure, "/physician/registered_area")


@derived("参保地与机构同属所问统筹区", "patient and institution belong to the coordination area that the claim asks for", "boolean", "/patient/area")
def insured_in_the_claims_area(claim: Claim) -> Any:
    stated = {"/patient/area": claim.patient.area, "/institution/area": claim.institution.area}
    return all_of(*(unstated(path) if area is None else area.startswith(prefix(claim.area)) for path, area in stated.items()))


@derived("在本统筹区参保", "the patient is insured in the measure's coordination area", "boolean", "/patient/area")
def patient_in_area(claim: Claim, measure: Any) -> Any:
    return _in_area(claim.patient.area, measure, "/patient/area")


def _in_area(area: str | None, measure: Any, path: str) -> Any:
    return unstated(path) if area is None else measure.covers(area)


def _agreement(claim: Claim, kind: str, *statuses: str) -> Any:
    if claim.agreements is None:
        return unstated("/agreements")
    on_the_day = [one for one in claim.agreements if one.kind == kind and holds_on(one, claim.service_date)]
    still_open = [one for one in on_the_day if one.status == "open"]
    return Unknown(*still_open[0].missing or ("/agreements",)) if still_open else any([one.status in statuses for one in on_the_day])


@derived("就诊日为定点机构", "the institution is designated on the day: a main agreement runs, even if it is suspended", "boolean", "/agreements")
def institution_designated(claim: Claim) -> Any:
    return _agreement(claim, "main", "active", "paused", "suspended")


@derived("主协议在就诊日有效", "the main agreement is active on the day of service", "boolean", "/agreements")
def main_agreement_active(claim: Claim) -> Any:
    return _agreement(claim, "main", "active")


@derived("补充协议在就诊日有效", "the supplementary agreement is active on the day of service", "boolean", "/agreements")
def supplementary_agreement_active(claim: Claim) -> Any:
    return _agreement(claim, "supplementary", "active")


@derived("参保待遇正常", "the patient's benefits are active on the day of service, not frozen", "boolean", "/patient/benefits")
def patient_benefits_active(claim: Claim) -> Any:
    return _standing(claim.patient.benefits, claim, "/patient/benefits", "active")


@derived("医师注册在本机构", "the physician is registered at this institution on the day of service", "boolean", "/physician/registrations")
def physician_registered_here(claim: Claim) -> Any:
    return _standing(claim.physician.registrations, claim, "/physician/registrations", "active")


@derived("医师可以结算", "the physician's right to settle is active on the day of service", "boolean", "/physician/settlement")
def physician_may_settle(claim: Claim) -> Any:
    return _standing(claim.physician.settlement, claim, "/physician/settlement", "active")


@derived("医师被停止结算资格", "the physician's right to settle is suspended or cancelled on the day, as stated", "boolean", "/physician/settlement")
def physician_barred(claim: Claim) -> Any:
    """No history means that no bar was stated, as no list of acts means that none was reported."""
    history = claim.physician.settlement or ()
    return any([one.status in ("suspended", "cancelled") and holds_on(one, claim.service_date) for one in history])


def _standing(history: tuple[Standing, ...] | None, claim: Claim, path: str, status: str) -> Any:
    return unstated(path) if history is None else any([one.status == status and holds_on(one, claim.service_date) for one in history])


@derived("各环节身份核验均通过", "every identity check that was made at a step of the visit was passed", "boolean", "/identity/checks")
def identity_checks_passed(claim: Claim) -> Any:
    checks = claim.identity.checks
    return unstated("/identity/checks") if checks is None else all([one.result == "passed" for one in checks])


@derived(
    "已核验身份的环节",
    "steps at which the patient's identity was checked: registration (挂号), billing (收费), dispensing (取药)",
    "set of registration, billing, dispensing",
    "/identity/checks",
)
def identity_checked_steps(claim: Claim) -> Any:
    checks = claim.identity.checks
    return unstated("/identity/checks") if checks is None else frozenset(one.step for one in checks)


@derived(
    "支付时结算系统停机",
    "settlement was interrupted when the bill was paid: from the start of an outage until before its end",
    "boolean",
    "/policy/outages",
)
def settlement_interrupted(claim: Claim) -> Any:
    paid_at, outages = claim.identity.paid_at, claim.policy.outages
    if outages is None or (outages and paid_at is None):
        return unstated("/policy/outages" if outages is None else "/identity/paid_at")
    return any([outage.since <= paid_at < outage.until for outage in outages if paid_at is not None])


@derived(
    "统筹区准许一并申请",
    "the area's own rules let an institution that is not designated apply for both agreements at once",
    "boolean",
    "/policy/joint_application",
)
def joint_application_allowed(claim: Claim) -> Any:
    for permit in claim.policy.joint_application or ():
        if holds_on(permit, claim.service_date):
            return permit.allowed
    return unstated("/policy/joint_application")


@derived("受理机构属机构所在统筹区", "the application went to the agency of the institution's own area", "boolean", "/application/agency_area")
def agency_is_its_own(claim: Claim) -> Any:
    """The agency of the institution's coordination area, or of the city to which its district belongs."""
    agency, own = claim.application.agency_area, claim.institution.area
    if agency is None or own is None:
        return merge(*(unstated(path) for path, area in (("/application/agency_area", agency), ("/institution/area", own)) if area is None))
    is_province = len(prefix(agency)) <= 2  # a province has agencies of its own, and is no coordination area of its cities
    return agency == own or (not is_province and own.startswith(prefix(agency)))


@derived(
    "申请人曾因违反医保法律法规被解除协议",
    "an agreement of the applicant itself was terminated before for a breach of insurance law",
    "boolean",
    "/application/terminations",
)
def own_termination_found(claim: Claim) -> Any:
    terminations = claim.application.terminations
    if terminations is None:
        return unstated("/application/terminations")
    own = _own(claim)
    causes = [unstated(f"/application/terminations/{number}/cause") if one.cause is None else one.cause == "insurance_law" for number, one in own]
    return any_of(*causes)


@derived("最近一次因违法被解除之日", "the latest day of such a termination of its own", "date", "/application/terminations")
def own_termination_date(claim: Claim) -> Any:
    """Where an entry does not say its cause, its day may be the latest."""
    days = [one.on for _, one in _own(claim) if one.cause == "insurance_law"]
    latest = max(days, default=None)
    later = [(number, one.on) for number, one in _own(claim) if one.cause is None and (latest is None or one.on > latest)]
    if later:
        return Either(
            [*([latest] if latest else []), *(day for _, day in later)], *(f"/application/terminations/{number}/cause" for number, _ in later)
        )
    return latest or unstated("/application/terminations")


@derived("医保部门的罚款已缴清", "the fines of all such terminations are paid in full", "boolean", "/application/terminations")
def own_fines_paid(claim: Claim) -> Any:
    if claim.application.terminations is None:
        return unstated("/application/terminations")
    paid = []
    for number, one in _own(claim):
        path = f"/application/terminations/{number}"
        fines = unstated(f"{path}/fines_paid") if one.fines_paid is None else one.fines_paid
        paid.append(any_of(unstated(f"{path}/cause"), fines) if one.cause is None else any_of(one.cause != "insurance_law", fines))
    return all_of(*paid)


def _own(claim: Claim) -> list[tuple[int, Termination]]:
    """The terminations of the applicant's own agreements, each with its place."""
    return [(number, one) for number, one in enumerate(claim.application.terminations or ()) if one.of == "applicant"]


@derived(
    "同一人员的机构此前被解除协议",
    "before the institution was set up, an agreement was terminated for a serious breach of one of the persons behind it",
    "boolean",
    "/application/terminations",
)
def linked_termination_found(claim: Claim) -> Any:
    return _linked(claim, 1, is_found=True)


@derived("该解除日（最近一次）", "the latest day of such a termination", "date", "/application/terminations")
def linked_termination_date(claim: Claim) -> Any:
    return _linked(claim, 1)


@derived(
    "三类人员相同的机构此前被解除协议",
    "before the institution was set up, an agreement was terminated for a serious breach of all three persons behind it",
    "boolean",
    "/application/terminations",
)
def linked_by_all_termination_found(claim: Claim) -> Any:
    return _linked(claim, 3, is_found=True)


@derived("该解除日（三类人员，最近一次）", "the latest day of such a termination, of all three persons", "date", "/application/terminations")
def linked_by_all_termination_date(claim: Claim) -> Any:
    return _linked(claim, 3)


def _linked(claim: Claim, persons: int, is_found: bool = False) -> Any:
    """The latest termination, on or before the founding, of a body linked by so many of the three persons; or whether there is one."""
    terminations, founded = claim.application.terminations, claim.institution.founded_on
    if terminations is None:
        return unstated("/application/terminations")
    linked = [(number, one) for number, one in enumerate(terminations) if one.of == "linked"]
    if linked and founded is None:
        return unstated("/institution/founded_on")
    before = [(number, one) for number, one in linked if founded is not None and one.on <= founded]
    missing = [unstated(f"/application/terminations/{number}/persons") for number, one in before if one.persons is None]
    days = [one.on for _, one in before if one.persons is not None and len(one.persons) >= persons]
    if missing and not (is_found and days):
        return merge(*missing)
    return bool(days) if is_found else max(days) if days else unstated("/application/terminations")


@derived("会诊受邀方在本办法区域内", "the side invited to the teleconsultation lies in the measure's area", "boolean", "/visit/invited_area")
def invited_in_area(claim: Claim, measure: Any) -> Any:
    return _in_area(claim.visit.invited_area, measure, "/visit/invited_area")


@derived("会诊邀请方在本办法区域内", "the side that invites to the teleconsultation lies in the measure's area", "boolean", "/visit/inviting_area")
def inviting_in_area(claim: Claim, measure: Any) -> Any:
    return _in_area(claim.visit.inviting_area, measure, "/visit/inviting_area")


@derived("本次购药", "the claim charges a drug", "boolean", "/lines/*/category")
def drugs_bought(claim: Claim) -> Any:
    return any([line.category == "drug" for line in claim.lines])


@derived("提出了申请", "the document asks about an application", "boolean", "/application")
def application_filed(claim: Claim) -> Any:
    return claim.application is not NO_APPLICATION and claim.application != NO_APPLICATION


@derived("写明了线下的支付比例", "the tables state what the fund pays of the same offline", "boolean", "/policy/benefits")
def offline_ratio_stated(claim: Claim) -> Any:
    return any([one.mode == "offline" for one in claim.policy.benefits or ()])


@derived("线上线下支付比例相同", "the fund pays the same ratio online and offline", "boolean", "/policy/benefits")
def ratios_equal(claim: Claim) -> Any:
    insurance, tier = claim.patient.insurance, claim.institution.tier
    if insurance is None or tier is None:
        return merge(*(unstated(path) for path, value in (("/patient/insurance", insurance), ("/institution/tier", tier)) if value is None))
    both = [claim.policy.benefit(insurance, tier, mode, claim.service_date) for mode in ("online", "offline")]
    if None in both:
        return unstated(f"/policy/benefits[insurance={insurance},tier={tier}]")
    online, offline = both
    return online is not None and offline is not None and online.ratio == offline.ratio


@derived("就诊费用的申报", "the document files a visit: it has charges, or asks about no application", "boolean", "/lines")
def visit_filed(claim: Claim) -> Any:
    return bool(claim.lines) or claim.application is NO_APPLICATION or claim.application == NO_APPLICATION


@derived("主协议到期日", "last day of the institution's latest main agreement", "date", "/agreements")
def main_agreement_end(claim: Claim) -> Any:
    return _term(claim, "main", "until")


@derived("主协议起始日", "first day of the institution's latest main agreement", "date", "/agreements")
def main_agreement_start(claim: Claim) -> Any:
    return _term(claim, "main", "since")


@derived("补充协议到期日", "last day of the institution's latest supplementary agreement", "date", "/agreements")
def supplementary_agreement_end(claim: Claim) -> Any:
    return _term(claim, "supplementary", "until")


@derived("补充协议起始日", "first day of the institution's latest supplementary agreement", "date", "/agreements")
def supplementary_agreement_start(claim: Claim) -> Any:
    return _term(claim, "supplementary", "since")


def _term(claim: Claim, kind: str, edge: str) -> Any:
    """An edge of the term of the latest agreement of a kind; where the term is not stated, of its latest stretch."""
    of_kind = [(number, one) for number, one in enumerate(claim.agreements or ()) if one.kind == kind]
    if not of_kind:
        return unstated("/agreements")
    number, latest = max(of_kind, key=lambda entry: entry[1].since)
    stated = getattr(latest, f"term_{edge}") or getattr(latest, edge)
    return unstated(f"/agreements/{number}/{edge}") if stated is None else stated


@derived(
    "诊断在支付病种目录内", "the diagnosis is on the area's list of payable diseases on the day", "boolean", "/visit/diagnoses, /policy/diseases"
)
def disease_listed(claim: Claim, diagnosis_that_counts: str) -> Any:
    codes, diseases = claim.visit.diagnoses, claim.policy.diseases
    if not codes:
        return unstated("/visit/diagnoses")
    if diseases is None:
        return unstated("/policy/diseases")
    counted = codes[:1] if diagnosis_that_counts == "principal" else codes
    return any([claim.policy.listed("diseases", code, claim.service_date) for code in counted])


@derived("药品在支付药品目录内", "the drug is on the area's list of payable drugs on the day", "boolean", "/lines/*/item, /policy/drugs")
def drug_listed(claim: Claim, line: Line, number: int) -> Any:
    if line.item is None:
        return unstated(f"/lines/{number}/item")
    return unstated("/policy/drugs") if claim.policy.drugs is None else claim.policy.listed("drugs", line.item, claim.service_date)


@derived("起算复诊期限的就诊", "the earlier visit that starts the revisit window: its day, or none", "date or none", "/history")
def earlier_visit(claim: Claim, anchor_visit: str, same_disease: str, physical_institution: str) -> Any:
    """The day of the visit that starts the window; None where there is no such visit.

    Unknown where something not stated could change which visit that is.
    """
    if claim.history is None:
        return unstated("/history")
    days, unknown = [], []
    for number, visit in enumerate(claim.history):
        counts: list[Any] = [
            visit.date < claim.service_date if visit.date != claim.service_date else _earlier_that_day(claim, visit, number),
            visit.same_disease if same_disease == "stated" else _same(claim, visit, number, same_disease),
            visit.in_person or anchor_visit == "latest_of_any" or visit.in_person,
            visit.own_host or physical_institution != "own_host" or visit.own_host,
        ]
        doubts = [(name, one) for name, one in zip(COUNTED, counts, strict=True) if one is not True]
        if not doubts:
            days.append(visit.date)
        elif not any(one is False for _, one in doubts):
            missing = [unstated(f"/history/{number}/{name}") if one is None else one for name, one in doubts]
            unknown.append((visit.date, merge(*missing)))
    latest = anchor_visit != "first_in_person"
    anchor = (max(days) if latest else min(days)) if days else None
    later = [(day, missing) for day, missing in unknown if anchor is None or (day > anchor if latest else day < anchor)]
    if later:
        return Either([anchor, *(day for day, _ in later)], *merge(*(missing for _, missing in later)).missing)
    return anchor


@derived("此前有同种疾病就诊", "an earlier visit for the same disease starts the revisit window", "boolean", "/history")
def earlier_visit_found(earlier_visit: Any) -> Any:
    return earlier_visit if isinstance(earlier_visit, Unknown) else earlier_visit is not None


@derived("起算复诊期限的就诊日", "day of the earlier visit that starts the revisit window", "date", "/history", "Beijing date")
def earlier_visit_date(earlier_visit: Any) -> Any:
    return unstated("/history") if earlier_visit is None else earlier_visit


COUNTED = ("date", "same_disease", "in_person", "own_host")
"""What must hold of an earlier visit so that it counts."""


def _earlier_that_day(claim: Claim, visit: EarlierVisit, number: int) -> bool | Unknown:
    if visit.time is None or claim.service_time is None:
        return unstated("/service_time" if claim.service_time is None else f"/history/{number}/time")
    return visit.time < claim.service_time


def _same(claim: Claim, visit: EarlierVisit, number: int, same_disease: str) -> bool | Unknown:
    now, then = claim.visit.diagnoses, visit.diagnoses
    if not now or not then:
        return unstated("/visit/diagnoses" if not now else f"/history/{number}/diagnoses")
    length = {"category": 3, "subcategory": 4, "full_code": None}[same_disease]
    return not {code.replace(".", "")[:length] for code in now}.isdisjoint(code.replace(".", "")[:length] for code in then)


@derived("公布的价格标准×数量", "the published price standard times the quantity", "money", "/policy/items/*/ceiling", "fen")
def item_ceiling_amount(item_ceiling: Any, line_quantity: Any, rounding: str) -> Any:
    return _product(item_ceiling, line_quantity, rounding)


@derived("支付标准×数量", "the payment standard times the quantity", "money", "/policy/items/*/payment_standard", "fen")
def item_standard_amount(item_payment_standard: Any, line_quantity: Any, rounding: str) -> Any:
    return _product(item_payment_standard, line_quantity, rounding)


@derived("该职级的价格×数量", "the price for the staff level times the quantity", "money", "/policy/prices", "fen")
def rank_ceiling_amount(claim: Claim, line: Line, number: int, rounding: str) -> Any:
    return _of_rank(claim, line, number, "ceiling", rounding)


@derived("该职级的支付标准×数量", "the payment standard for the staff level times the quantity", "money", "/policy/prices", "fen")
def rank_standard_amount(claim: Claim, line: Line, number: int, rounding: str) -> Any:
    return _of_rank(claim, line, number, "payment_standard", rounding)


def _of_rank(claim: Claim, line: Line, number: int, kind: str, rounding: str) -> Any:
    rank = claim.physician.rank
    return unstated("/physician/rank") if rank is None else _priced(claim, line, number, kind, rounding, rank=rank)


@derived("会诊受邀方所在地的价格×数量", "the price at the invited side's place times the quantity", "money", "/policy/prices", "fen")
def invited_price_amount(claim: Claim, line: Line, number: int, rounding: str) -> Any:
    area = claim.visit.invited_area
    return unstated("/visit/invited_area") if area is None else _priced(claim, line, number, "ceiling", rounding, area=area)


def _priced(claim: Claim, line: Line, number: int, kind: str, rounding: str, *, rank: str | None = None, area: str | None = None) -> Any:
    """The entry of the price table for exactly this staff level or place, times the quantity."""
    if line.item is None:
        return unstated(f"/lines/{number}/item")
    price = claim.policy.price(line.item, kind, claim.service_date, rank, area)
    if price is not None:
        return unstated(f"/lines/{number}/quantity") if line.quantity is None else times(price.price, line.quantity, rounding)
    which = f"rank={rank}" if rank is not None else f"area={area}"
    return unstated(f"/policy/prices[item={line.item},kind={kind},{which}]")


def _product(price: Any, quantity: Any, rounding: str) -> Any:
    if type(price) is int and type(quantity) is Decimal and quantity == 1:
        return price
    if isinstance(price, Unknown):
        return merge(price, quantity) if isinstance(quantity, Unknown) else price
    return quantity if isinstance(quantity, Unknown) else times(price, quantity, rounding)


@derived("经核实的超价收费", "a verified act says that this line was charged above the ceiling", "boolean", "/acts")
def line_over_ceiling_verified(claim: Claim, line: Line) -> Any:
    return bool(claim.acts) and _verified(claim, line, lambda kind: kind == "over_ceiling")


@derived("经核实的其他违规", "a verified act of another kind concerns this line", "boolean", "/acts")
def line_violation_verified(claim: Claim, line: Line) -> Any:
    return bool(claim.acts) and _verified(claim, line, lambda kind: kind != "over_ceiling")


def _verified(claim: Claim, line: Line, concerned: Callable[[str], bool]) -> Any:
    """Whether a verified act of such a kind concerns a line; unknown where an act does not say which lines."""
    acts = [(number, act) for number, act in enumerate(claim.acts) if act.status == "verified" and concerned(act.kind)]
    return any_of(*(unstated(f"/acts/{number}/lines") if act.lines is None else line.id in act.lines for number, act in acts))


@derived("基金支付该行费用", "the fund pays for the line, as the conditions before came out", "boolean", "(outcome)")
def line_payable(claim: Claim, line: Line) -> Any:
    raise LookupError("the settlement stage states this fact itself")
