"""Does the ledger keep to its rules where several things come together: races, adjustments, openings, documents?"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from yibao.claim import Claim
from yibao.errors import AlreadySettled, InvalidDocument, LedgerBroken
from yibao.ledger import settling
from yibao.ledger.book import Ledger, copy_ledger, new_ledger, open_ledger
from yibao.ledger.evidence import Evidence, add_evidence, evidence_of, traceable
from yibao.ledger.quotas import Quota, quota_use, set_quota
from yibao.ledger.references import keyed_reference
from yibao.ledger.rerating import adjust, rerate
from yibao.ledger.reversing import reverse
from yibao.ledger.settling import settle
from yibao.ledger.verifying import verify
from yibao.ledger.years import Year, open_year, year_of
from yibao.money import Fen

pytest.importorskip("yibao_wenzhou")

AREA, HOSPITAL = "330300", "inst-1"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger on 20 April 2021."""
    with new_ledger(tmp_path / "ledger.db", now=lambda: datetime.fromisoformat("2021-04-20T10:00")) as made:
        yield made


@pytest.fixture
def visit(claim: Callable[..., Claim]) -> Callable[..., Claim]:
    """A visit of 10.10, of which the fund pays 65 %: 6.565, rounded; later visits leave to the ledger what it knows."""

    def make(name: str, known: bool = False, person: str = "p-1", **changes: Any) -> Claim:
        made = claim("wenzhou-revisit", {"/claim_id": name, "/patient/reference": person, "/institution/reference": HOSPITAL, **changes})
        [benefit, *_] = made.policy.benefits or ()
        items = tuple(attrs.evolve(one, ceiling=Fen(5000), payment_standard=Fen(5000)) for one in made.policy.items or ())
        benefits = (attrs.evolve(benefit, ratio=type(benefit.ratio)("0.65"), deductible=Fen(0), cap=Fen(1000)),)
        line = attrs.evolve(made.lines[0], amount=Fen(1010), unit_price=None, quantity=type(benefit.ratio)("1"))
        made = attrs.evolve(made, lines=(line,), policy=attrs.evolve(made.policy, items=items, benefits=benefits))
        return attrs.evolve(made, patient=attrs.evolve(made.patient, deductible_used=None, fund_used=None, account_balance=None)) if known else made

    return make


def funds(ledger: Ledger) -> list[int]:
    """What the fund pays by each settlement, in fen."""
    return [entry.fund for entry in ledger.entries("kind = 'settlement'")]


def test_a_retry_that_overtakes_its_own_first_try_is_a_replay(ledger: Ledger, visit: Callable[..., Claim], monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process posts the very key between the look and the lock: the answer is its entry, no refusal."""
    other, real = open_ledger(ledger.path, now=ledger.now), settling._complete
    first: list[Any] = []

    def overtaken(held: Ledger, claim: Claim) -> Any:
        if held is ledger and not first:
            first.append(settle(other, visit("v-1"), "k-1").entry)
        return real(held, claim)

    monkeypatch.setattr(settling, "_complete", overtaken)
    posted = settle(ledger, visit("v-1"), "k-1")
    assert (posted.replayed, posted.entry) == (True, first[0])


def test_adjustments_that_were_posted_are_not_proposed_again(ledger: Ledger, visit: Callable[..., Claim]) -> None:
    """Whatever is settled after them already rests on them, and a part of the days tells the same as all of them."""
    settle(ledger, visit("v-1"), "k-1")
    settle(ledger, visit("v-2", known=True), "k-2")
    assert funds(ledger) == [657, 343]
    even = {"rounding": "half_even"}
    for proposal in list(rerate(ledger, readings=even)):
        adjust(ledger, proposal, f"a-{proposal.entry.number}")
    settle(ledger, visit("v-3", known=True), "k-3", readings=even)
    assert list(rerate(ledger, readings=even)) == []
    assert list(rerate(ledger, readings=even, since=date(2021, 4, 15))) == []
    assert year_of(ledger, AREA, "p-1", 2021).fund_used == 1000


def test_days_only_choose_what_is_proposed(ledger: Ledger, visit: Callable[..., Claim]) -> None:
    """A visit before the days asked for still moves what comes after it."""
    settle(ledger, visit("v-1"), "k-1")
    settle(ledger, attrs.evolve(visit("v-2", known=True), service_date=date(2021, 4, 16), settlement_date=date(2021, 4, 16)), "k-2")
    everything = {one.entry.number: one.adjustment for one in rerate(ledger, readings={"rounding": "half_even"})}
    some = {one.entry.number: one.adjustment for one in rerate(ledger, readings={"rounding": "half_even"}, since=date(2021, 4, 16))}
    assert some == {number: adjustment for number, adjustment in everything.items() if number in some}
    assert len(some) == 1


def test_what_a_settlement_for_the_wrong_person_stated_goes_with_it(ledger: Ledger, visit: Callable[..., Claim]) -> None:
    """Its opening lapses; that of a settlement that is returned stays."""
    settle(ledger, visit("v-1", person="p-1"), "k-1")
    settle(ledger, visit("v-2", person="p-2"), "k-2")
    reverse(ledger, "k-1", "r-1", "wrong_person")
    reverse(ledger, "k-2", "r-2", "refund")
    assert year_of(ledger, AREA, "p-1", 2021).fund_used is None
    assert year_of(ledger, AREA, "p-2", 2021).fund_used == 0


def test_two_at_once_settle_a_visit_once(ledger: Ledger, visit: Callable[..., Claim]) -> None:
    """Under two keys the second is refused, and nothing of it stays."""
    settle(ledger, visit("v-1"), "k-1")
    before = ledger.last.head
    with pytest.raises(AlreadySettled, match="entry 3, key 'k-1'"):
        settle(ledger, visit("v-1", known=True), "k-2")
    assert ledger.last.head == before


def test_the_quota_put_down_last_holds(ledger: Ledger) -> None:
    """Also where it is what an earlier one said; the same once more is a replay."""
    for number, yuan in enumerate((600, 610, 600)):
        assert not set_quota(ledger, Quota(HOSPITAL, AREA, 2021, Fen(yuan * 100), date(2021, 1, 10), f"示例指标{number % 2}")).replayed
    assert set_quota(ledger, Quota(HOSPITAL, AREA, 2021, Fen(60000), date(2021, 1, 10), "示例指标0")).replayed
    assert quota_use(ledger, AREA, HOSPITAL, date(2021, 4, 30))["quota"] == "600.00"


def test_a_record_leads_to_the_treatment_by_what_it_names(ledger: Ledger) -> None:
    """Not by a name that happens to be the same; put down again, what it names is as said last, its upload as said first."""
    at = datetime.fromisoformat("2021-04-15T10:00")
    add_evidence(ledger, Evidence("v-1", AREA, HOSPITAL, "treatment", "r", at))
    add_evidence(ledger, Evidence("v-1", AREA, HOSPITAL, "prescription", "r", at))
    assert traceable(evidence_of(ledger, AREA, HOSPITAL, "v-1")) == {"treatment"}
    add_evidence(ledger, Evidence("v-1", AREA, HOSPITAL, "prescription", "r", at.replace(hour=12), ("r",)))
    records = evidence_of(ledger, AREA, HOSPITAL, "v-1")
    assert traceable(records) == {"treatment", "prescription"}
    assert {one["uploaded_at"] for one in records} == {"2021-04-15T10:00:00"}


@pytest.mark.parametrize("day", [date(2021, 4, 14), date(2021, 4, 21)])
def test_a_reversal_is_of_a_day_that_can_be(ledger: Ledger, visit: Callable[..., Claim], day: date) -> None:
    """Not before the visit, and not to come."""
    settle(ledger, visit("v-1"), "k-1")
    with pytest.raises(InvalidDocument, match="/on"):
        reverse(ledger, "k-1", "r-1", "refund", on=day)


def test_a_program_is_held_to_what_a_document_may_hold(ledger: Ledger, visit: Callable[..., Claim]) -> None:
    """Names, numbers and nonsense are refused wherever they are put."""
    settle(ledger, visit("v-1"), "k-1")
    before = ledger.last.head
    for wrong in (
        lambda: reverse(ledger, "k-1", "r-1", "张三 13812345678"),  # type: ignore[arg-type]
        lambda: set_quota(ledger, Quota("张三", "33", 2021, Fen(1), date(2021, 1, 1), "330302199001011234")),  # type: ignore[arg-type]
        lambda: set_quota(ledger, Quota(HOSPITAL, AREA, 2021, 500.5, date(2021, 1, 1), "示例")),  # type: ignore[arg-type]
        lambda: add_evidence(ledger, Evidence("v-1", AREA, HOSPITAL, "treatment", "张三")),  # type: ignore[arg-type]
        lambda: settle(ledger, visit("v-2", known=True), "张三"),
        lambda: open_year(ledger, "o-1", area=AREA, person="13812345678", year=2021, opening=Year(fund_used=Fen(1))),
    ):
        with pytest.raises(InvalidDocument):
            wrong()
    assert ledger.last.head == before


def test_a_document_that_was_changed_is_not_given_out(ledger: Ledger, visit: Callable[..., Claim]) -> None:
    """Neither shown nor decided again; a changed byte that unpacks to the same text is found, too."""
    entry = settle(ledger, visit("v-1"), "k-1").entry
    other = sqlite3.connect(ledger.path)
    other.execute("DROP TRIGGER document_is_never_changed")
    other.execute("UPDATE document SET content = x'00' WHERE digest = ?", (entry.outcome,))
    other.commit()
    with pytest.raises(LedgerBroken, match="was changed"):
        ledger.document(str(entry.outcome))
    assert any(str(entry.outcome) in one.place for one in verify(ledger).broken)
    other.close()


def test_a_row_is_not_replaced_by_its_hidden_number(ledger: Ledger, visit: Callable[..., Claim]) -> None:
    """SQLite numbers the rows of every table; that number is guarded like the others."""
    settle(ledger, visit("v-1"), "k-1")
    other = sqlite3.connect(ledger.path)
    name = hashlib.sha256(b"x").hexdigest()
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute("INSERT OR REPLACE INTO document (rowid, digest, content, packed) VALUES (1, ?, x'00', ?)", (name, name))
    other.close()


def test_a_copy_has_what_was_written_last(ledger: Ledger, visit: Callable[..., Claim], tmp_path: Path) -> None:
    """Unlike a copy of the file alone, while the ledger is open; and it takes nobody's name."""
    settle(ledger, visit("v-1"), "k-1")
    copy_ledger(ledger, tmp_path / "copy.db")
    with open_ledger(tmp_path / "copy.db", reading=True) as copied:
        assert copied.last.head == ledger.last.head
        assert verify(copied).broken == ()


def test_one_number_has_one_reference() -> None:
    """In whatever case, width and spacing it is written."""
    ways = ["11010119900101123x", "11010119900101123X", " 110101 19900101 123X ", "\ufeff11010119900101123X", "１１０１０１１９９００１０１１２３Ｘ"]
    assert len({keyed_reference(b"0123456789abcdef", one) for one in ways}) == 1
    assert keyed_reference(b"0123456789abcdef", ways[0]) != keyed_reference(b"another secret 01", ways[0])
