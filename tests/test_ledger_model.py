"""Does the ledger agree with a plain model of section 17 of the specification, whatever is asked of it in whatever order?

The model below is written from the specification alone: dicts, lists and whole fen. It decides claims by its own few lines from section 7.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from yibao.conformance.cases import spec
from yibao.errors import YibaoError
from yibao.ledger.book import Ledger, new_ledger, open_ledger
from yibao.ledger.door import perform
from yibao.ledger.months import month_after

pytest.importorskip("yibao_wenzhou")

NIGHTLY = 10 if os.environ.get("YIBAO_NIGHTLY") == "1" else 1
QUIET = {"deadline": None, "derandomize": True, "database": None, "suppress_health_check": list(HealthCheck)}

AREA, INSURANCE, MEASURE = "330300", "employee", "wenzhou-2021"
PERSONS = ("person-a", "person-b", "person-c")
INSTITUTIONS = ("inst-1", "inst-2")
DAYS = ("2021-04-15", "2021-12-20", "2022-01-05", "2022-02-10")
YEARS = (2021, 2022)
BEGIN = datetime.fromisoformat("2022-02-15T09:00:00")
FIELDS = ("deductible_used", "fund_used", "account_balance")
PARTS = ("charged", "fund", "account", "cash", "hospital", "deductible")
LISTED = ("charged", "fund", "account")

Parts = dict[str, int]
Given = dict[str, Any]


def text(fen: int) -> str:
    """An amount as documents write it."""
    return f"{'-' * (fen < 0)}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def fen_of(amount: str) -> int:
    """The fen of an amount in a document."""
    return round(float(amount) * 100)


def total(many: Iterable[Parts]) -> Parts:
    """The amounts of several lines or entries together."""
    many = list(many)
    return {part: sum(one[part] for one in many) for part in PARTS}


def in_text(parts: Parts) -> dict[str, str]:
    """Amounts as documents write them."""
    return {part: text(fen) for part, fen in parts.items()}


def share(fen: int, ten_thousandths: int) -> int:
    """A share of an amount, half a fen up."""
    return (2 * fen * ten_thousandths + 10_000) // 20_000


# The money of section 7, for claims whose every line is either paid by the fund or a delivery fee, which is not.

Scheme = tuple[int, int, int | None]
"""Deductible in fen, ratio in ten-thousandths, cap in fen."""
LINE = {"consultation": 1000, "drug": 20000}
"""The kinds of lines that the fund pays, and the standard at which it counts one; that of a consultation is the ceiling, too."""


def decided(lines: Sequence[tuple[str, int, int]], scheme: Scheme, year: dict[str, int | None], uses_account: bool) -> dict[str, Parts] | None:
    """What each line comes to; None where an amount cannot be known. A line is its kind, its amount and its first self-paid share."""
    deductible, ratio, cap = scheme
    used, paid_before, balance = (None if (fen := year[name]) is None else max(0, fen) for name in FIELDS)
    scope = deducted = paid = 0
    made: dict[str, Parts] = {}
    for number, (kind, amount, self_pay) in enumerate(lines):
        if kind not in LINE:
            made[f"L{number}"] = {"charged": amount, "fund": 0, "account": 0, "cash": amount, "hospital": 0, "deductible": 0}
            continue
        allowed = min(amount, LINE[kind]) if kind == "consultation" else amount
        base = min(allowed, LINE[kind])
        scope += base - share(base, self_pay)
        if (deductible and used is None) or (cap is not None and paid_before is None):
            return None
        now_deducted = min(scope, max(0, deductible - (used or 0)))
        now_paid = share(scope - now_deducted, ratio)
        if cap is not None:
            now_paid = min(now_paid, max(0, cap - (paid_before or 0)))
        fund, of_deductible = now_paid - paid, now_deducted - deducted
        paid, deducted = now_paid, now_deducted
        account = 0
        if uses_account and allowed > fund:
            if balance is None:
                return None
            account = min(base - fund, balance)
            balance -= account
        made[f"L{number}"] = {
            "charged": amount,
            "fund": fund,
            "account": account,
            "cash": allowed - fund - account,
            "hospital": amount - allowed,
            "deductible": of_deductible,
        }
    return made


# What is given.

BASE = json.loads(spec().joinpath("claims", "wenzhou-revisit.json").read_text("utf-8"))


def claim_of(
    visit: str,
    person: str,
    institution: str,
    day: str,
    settled_on: str | None,
    lines: Sequence[tuple[str, int, int]],
    scheme: Scheme,
    uses_account: bool,
    stated: dict[str, int] | None = None,
) -> Given:
    """A claim of Wenzhou that the fund pays, on any day."""
    claim = json.loads(json.dumps(BASE).replace(BASE["service_date"], day))
    consultation, drug = claim["lines"]
    delivery = {"category": "delivery", "mode": "online"}
    kinds = {"consultation": consultation, "drug": drug, "delivery": delivery}
    claim["claim_id"] = visit
    claim["settlement_date"] = settled_on
    claim["history"][0]["date"] = (date.fromisoformat(day) - timedelta(days=45)).isoformat()
    claim["institution"]["reference"] = institution
    patient = {name: value for name, value in claim["patient"].items() if name not in FIELDS}
    claim["patient"] = patient | {"reference": person, "uses_account": uses_account} | {name: text(fen) for name, fen in (stated or {}).items()}
    claim["lines"] = [
        deepcopy(kinds[kind]) | {"id": f"L{number}", "amount": text(amount)} | ({"self_pay_ratio": f"{self_pay / 10_000:g}"} if kind in LINE else {})
        for number, (kind, amount, self_pay) in enumerate(lines)
    ]
    deductible, ratio, cap = scheme
    claim["policy"]["benefits"][0] |= {"deductible": text(deductible), "ratio": f"{ratio / 10_000:g}", "cap": None if cap is None else text(cap)}
    return claim


ANY_LINES = st.lists(
    st.tuples(
        st.sampled_from(("consultation", "drug", "drug", "delivery")), st.sampled_from((1, 333, 1000, 1250, 3333, 21005)), st.sampled_from((0, 1000))
    ),
    min_size=1,
    max_size=3,
)
SCHEMES = st.tuples(st.sampled_from((0, 1500, 3000)), st.sampled_from((5500, 3333, 10_000)), st.sampled_from((None, 4000, 10_000)))
SOME = st.integers(0, 10**6)
Visit = tuple[str, str, str, list[tuple[str, int, int]], bool, bool]
VISITS: st.SearchStrategy[Visit] = st.tuples(
    st.sampled_from(PERSONS[:2]),
    st.sampled_from(INSTITUTIONS),
    st.sampled_from(DAYS[2:]),
    ANY_LINES,
    st.booleans(),
    st.sampled_from((True, True, False)),
)
"""Person, institution, day, lines, whether the account is used, and whether the message arrives; mostly of years that are known."""
Fate = tuple[tuple[str, int | None] | None, str | None, str | None, str | None]
FATES: st.SearchStrategy[Fate] = st.tuples(
    st.sampled_from((None, None, ("accepted", None), ("accepted", 1), ("refused", None), ("refused", 0))),
    st.sampled_from((None, None, "unsent", "sent", "lost", "part unsent", "part sent", "part lost")),
    st.sampled_from((None, None, "whole", "part")),
    st.sampled_from((None, None, "lose", "alter", "twice", "late")),
)
"""What becomes of a settlement: its answer, how it is taken back here, how there, and what happens to its line there."""


def one_of(many: Sequence[Any], number: int) -> Any:
    """One of several, by a number that may be too large."""
    return many[number % len(many)]


# The model.

WAYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "only_here": (("ask", "resend", "put_down_answer"), ("ask", "reverse_here")),
    "only_here_accepted": (("ask", "reverse_here"), ("ask", "restore_there")),
    "only_here_reversal": (("ask", "resend", "put_down_answer"), ("ask", "cancel_there")),
    "only_there": (("ask", "settle_here"), ("ask", "cancel_there")),
    "only_there_reversal": (("ask", "reverse_here"), ("ask", "restore_there")),
    "amounts_differ": (("ask", "cancel_there", "reverse_here", "settle_again"), ("ask", "correct_there")),
    "reversals_differ": (("ask", "correct_there"),),
    "listed_twice": (("ask", "cancel_there"),),
    "refused_but_listed": (("ask", "cancel_there", "reverse_here"), ("ask", "correct_there")),
}
SEEN = ("reverse_here", "put_down_answer", "settle_here", "settle_again")


class Model:
    """What section 17 says a ledger knows, as plain dicts, and the other side as a list of its own."""

    def __init__(self) -> None:
        self.now = BEGIN
        self.count = 1
        """How many entries there are; the first says that the ledger was opened."""
        self.keys: dict[str, int] = {}
        self.known: dict[str, int | None] = {}
        """What is known of a person: `person/year/field`, of the account `person/account_balance`."""
        self.came_with: dict[str, int | None] = {}
        """The settlement with which the latest opening of an amount came."""
        self.posted: dict[int, Given] = {}
        """Settlements, offline settlements and reversals by number."""
        self.balances: Counter[str] = Counter()
        self.closed = ""
        self.answers: dict[str, str] = {}
        self.lists: dict[str, tuple[str, str]] = {}
        """The days of the list that answered a message."""
        self.items: list[Given] = []
        self.quotas: list[Given] = []
        self.there: list[Given] = []
        """The other side's list."""

    # Years.

    @staticmethod
    def place(person: str, year: int, field: str) -> str:
        """Where an amount of a person is kept."""
        return f"{person}/{field}" if field == "account_balance" else f"{person}/{year}/{field}"

    def year(self, person: str, year: int) -> dict[str, int | None]:
        """A person's year as it stands."""
        return {field: self.known.get(self.place(person, year, field)) for field in FIELDS}

    def open(self, person: str, year: int, stated: dict[str, int], came_with: int | None = None) -> None:
        """Take what another book says, perhaps in the claim of a settlement."""
        for field, fen in stated.items():
            self.known[self.place(person, year, field)] = fen
            self.came_with[self.place(person, year, field)] = came_with

    def close(self, settlement: int) -> None:
        """What came with a settlement is no longer known."""
        for place, number in self.came_with.items():
            if number == settlement:
                self.known[place] = None

    # Posting.

    def month_of(self, day: date) -> str:
        """The month in which something of a day stands."""
        own = day.isoformat()[:7]
        if own > self.closed:
            return own
        year, month = map(int, self.closed.split("-"))
        return f"{year + 1}-01" if month == 12 else f"{year}-{month + 1:02d}"

    def post(self, kind: str, in_month: date, lines: dict[str, Parts], **rest: Any) -> Given:
        """Append a settlement, an offline one or a reversal, and move its money."""
        self.count += 1
        amounts = total(lines.values())
        entry: Given = {
            "number": self.count,
            "kind": kind,
            "month": self.month_of(in_month),
            "sent_on": self.now.date(),
            "lines": lines,
            "amounts": amounts,
        }
        entry |= {"message": None, "gone": set(), "whole": False} | rest
        self.posted[self.count] = entry
        for field, part, sign in (("deductible_used", "deductible", 1), ("fund_used", "fund", 1), ("account_balance", "account", -1)):
            place = self.place(entry["person"], entry["year"], field)
            before = self.known.get(place)
            if before is not None:
                self.known[place] = before + sign * amounts[part]
        visit = f"visit:{entry['institution']}/{entry['visit']}"
        sources = {
            "fund": f"fund:{INSURANCE}",
            "account": f"account:{entry['person']}",
            "cash": f"cash:{entry['person']}",
            "hospital": f"hospital:{entry['institution']}",
        }
        for part, source in sources.items():
            self.balances[source] -= amounts[part]
            self.balances[visit] += amounts[part]
        return entry

    def settled(self, visit: str, institution: str) -> bool:
        """Whether a visit has a settlement of which something is left."""
        return any(
            one["kind"] != "reversal" and not one["whole"] and (one["visit"], one["institution"]) == (visit, institution)
            for one in self.posted.values()
        )

    def of_message(self, message: str | None) -> Given | None:
        """Our entry under the id of a message."""
        return next((one for one in self.posted.values() if message and one["message"] == message), None)

    def reversals(self, entry: Given) -> list[Given]:
        """The reversals of a settlement."""
        return [one for one in self.posted.values() if one.get("names") == entry["number"]]

    # The other side.

    def compare(self, statement: Given) -> tuple[list[str], list[Given]]:
        """The messages that match, and the items."""
        matched: list[str] = []
        found: list[Given] = []
        times = Counter(line["message"] for line in statement["lines"])
        listed = {line["message"]: line for line in reversed(statement["lines"])}
        for message, line in listed.items():
            ours, found_before = self.of_message(message), len(found)
            if ours is None and line["kind"] == "settlement":
                found += [] if self.undone_there(listed, message) else [{"kind": "only_there", "entry": None}]
            elif ours is None:
                original = self.of_message(line["of"])
                matches = self.undone_there(listed, line["of"]) if original is None else self.both_took_back(listed, original)
                found += [] if matches else [{"kind": "only_there_reversal", "entry": original and original["number"]}]
            elif self.answers.get(message) == "refused":
                found.append({"kind": "refused_but_listed", "entry": ours["number"]})
            elif not self.both_took_back(listed, self.posted[ours.get("names") or ours["number"]]):
                unsent = [one["number"] for one in self.reversals(ours) if one["message"] is None]
                if any(line[name] != text(abs(ours["amounts"][name])) for name in LISTED):
                    found.append({"kind": "reversals_differ" if ours["kind"] == "reversal" else "amounts_differ", "entry": ours["number"]})
                elif unsent:
                    found.append({"kind": "only_here_reversal", "entry": unsent[0]})
            matched += [message] if ours is not None and len(found) == found_before else []
            found[found_before:] = [item | {"message": message, "there": line} for item in found[found_before:]]
            found += [{"kind": "listed_twice", "message": message, "entry": None, "there": line}] if times[message] > 1 else []
        for ours in self.sent(statement):
            if ours["message"] not in listed and (kind := self.missing(listed, statement, ours)):
                found.append({"kind": kind, "message": ours["message"], "entry": ours["number"], "there": None})
        return matched, found

    def missing(self, listed: dict[str, Given], statement: Given, ours: Given) -> str | None:
        """The kind of item for what we sent and a list does not have."""
        if ours["kind"] == "reversal":
            return None if self.both_took_back(listed, self.posted[ours["names"]]) else "only_here_reversal"
        answer, days = self.answers.get(ours["message"]), self.lists.get(ours["message"])
        never_arrived = ours["whole"] and all(one["message"] is None for one in self.reversals(ours))
        on_other_days = days is not None and (days[1] < statement["since"] or days[0] > statement["until"])
        if answer == "refused" or never_arrived or on_other_days:
            return None
        return "only_here_accepted" if answer else "only_here"

    @staticmethod
    def undone_there(listed: dict[str, Given], message: str) -> bool:
        """Whether a settlement stands in a list together with what takes all of it back."""
        line = listed.get(message, {"kind": "none"})
        back = sum(fen_of(one["charged"]) for one in listed.values() if one.get("of") == message)
        return line["kind"] == "settlement" and fen_of(line["charged"]) == back

    def both_took_back(self, listed: dict[str, Given], original: Given) -> bool:
        """Whether a settlement is taken back as a whole on both sides, or by the same amount under messages of their own."""
        if original["whole"] and self.undone_there(listed, original["message"]):
            return True
        here = [one for one in self.reversals(original) if one["message"] not in listed]
        there = [one for one in listed.values() if one.get("of") == original["message"] and self.of_message(one["message"]) is None]
        back = -sum(one["amounts"]["charged"] for one in here), sum(fen_of(one["charged"]) for one in there)
        return bool(here and there) and original["message"] is not None and back[0] == back[1]

    def sent(self, statement: Given, with_message: bool = True) -> list[Given]:
        """What of ours was posted at the institution in the days of a list, sent or not."""
        return [
            one
            for one in self.posted.values()
            if one["institution"] == statement["institution"]
            and statement["since"] <= one["sent_on"].isoformat() <= statement["until"]
            and (one["message"] is not None) == with_message
        ]

    def done(self, item: Given, step: str) -> bool | None:
        """Whether a step to close an item was taken; None where that cannot be seen."""
        ours = self.posted.get(item["entry"] or 0)
        if step not in SEEN:
            return None
        if step == "settle_here":
            here = self.of_message(item["message"])
            return here is not None and all(item["there"][name] == text(here["amounts"][name]) for name in LISTED)
        if ours is None:
            return False
        if step == "reverse_here":
            return bool(ours["whole"])
        if step == "put_down_answer":
            return ours["message"] in self.answers
        return any(
            one["kind"] == "settlement"
            and one["number"] > item["number"]
            and (one["visit"], one["institution"]) == (ours["visit"], ours["institution"])
            for one in self.posted.values()
        )

    def way_gone(self, item: Given, reference: str | None) -> tuple[str, ...] | None:
        """The way by which an item can be closed; where a step is the other side's, its reference vouches for it."""
        for way in WAYS[item["kind"]]:
            theirs = any(step.endswith("_there") for step in way)
            if all(self.done(item, step) is not False for step in way) and (reference or not theirs):
                return way
        return None

    def unanswered(self) -> Iterator[tuple[str, str]]:
        """What was sent and not answered, or refused and not reversed, as far as no item is about it."""
        for one in self.posted.values():
            message, answer = one["message"], self.answers.get(one["message"])
            items = [item for item in self.items if item["message"] == message]
            if message and answer is None and not items:
                yield "no_answer", message
            # An item that was closed by putting down a refusal is no longer about it; one that found it in their list all the same was.
            about = any(not item["closed"] or item["kind"] == "refused_but_listed" for item in items)
            if answer == "refused" and one["kind"] != "reversal" and not one["whole"] and not about:
                yield "refused", message

    def item(self, found: Given, source: str, days: tuple[str, str] | None = None) -> None:
        """Open an item, unless one of its kind and message is open, or was opened by the same list."""
        of_kind = [item for item in self.items if (item["kind"], item["message"]) == (found["kind"], found["message"])]
        if not any(not item["closed"] or item["source"] == source for item in of_kind):
            self.count += 1
            self.items.append(found | {"source": source, "days": days, "closed": False, "number": self.count})


def quick(ledger: Ledger) -> Ledger:
    """The ledger, without waiting for the disk: a power failure is not what is tested here."""
    ledger.rows("PRAGMA synchronous = OFF")
    return ledger


class Asked(RuleBasedStateMachine):
    """The ledger and the model, asked the same."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.model = Model()
        self.ledger = quick(new_ledger(Path(self.folder) / "ledger", now=lambda: self.model.now))
        self.scheme: Scheme = (1500, 5500, 10_000)
        self.requests: list[tuple[str, Given, int]] = []
        """Everything that was written, with the number of its entry."""
        self.visits: list[Given] = []
        """The settlements that were asked for, for asking again under another key."""
        self.closings = self.verified = 0
        self.fresh = 0

    def teardown(self) -> None:
        """While no measure has changed there is nothing to post anew; then the file goes."""
        assert perform(self.ledger, "rerate", {}) == {"proposals": []}
        self.ledger.close()
        shutil.rmtree(self.folder)

    def new(self, prefix: str) -> str:
        """A word that was not used before."""
        self.fresh += 1
        return f"{prefix}{self.fresh}"

    def ask(self, do: str, given: Given) -> tuple[Given, str]:
        """The answer, or else the code of the error; the text of an error is not compared."""
        try:
            return perform(self.ledger, do, given), ""
        except YibaoError as error:
            return {}, error.code

    def write(self, do: str, given: Given, errors: set[str] | None = None) -> Given:
        """The answer to an operation that writes a new entry, or nothing where an error is expected."""
        answer, error = self.ask(do, given)
        assert error in (errors or {""}), (do, given, error, errors)
        if not error:
            assert answer["replayed"] is False
            self.requests.append((do, given, answer["number"]))
        return answer

    def same(self, answer: Given, entry: Given) -> None:
        """The answer is the entry that the model posted."""
        assert (answer["number"], answer["month"]) == (entry["number"], entry["month"])
        assert answer["amounts"] == in_text(entry["amounts"])
        assert entry["kind"] == "offline" or answer["lines"] == {line: in_text(parts) for line, parts in entry["lines"].items()}
        assert answer.get("names") == entry.get("names")

    @initialize(
        scheme=SCHEMES,
        used=st.lists(st.sampled_from((0, 0, 500, 2000)), min_size=6, max_size=6),
        balances=st.lists(st.sampled_from((0, 1500, 20_000)), min_size=2, max_size=2),
        visits=st.lists(st.tuples(VISITS, FATES), min_size=2, max_size=3),
    )
    def begin(self, scheme: Scheme, used: list[int], balances: list[int], visits: list[tuple[Visit, Fate]]) -> None:
        """Of the first person everything is known, of the second one year, of the third nothing; some visits are settled."""
        self.scheme = scheme
        first, second, _ = PERSONS
        self.open_a_year("o-1", first, 2021, dict(zip(FIELDS, [*used[:2], balances[0]], strict=True)))
        self.open_a_year("o-2", first, 2022, dict(zip(FIELDS, used[2:4], strict=False)))
        self.open_a_year("o-3", second, 2022, dict(zip(FIELDS, [*used[4:], balances[1]], strict=True)))
        for visit, fate in visits:
            self.settle_new(visit, fate)

    def open_a_year(self, key: str, person: str, year: int, stated: dict[str, int]) -> None:
        """State a person's year, and see what comes of it."""
        given = {"key": key, "area": AREA, "person": person, "year": year} | {field: text(fen) for field, fen in stated.items()}
        if key in self.model.keys or not stated:
            self.write("opening", given, {"invalid_document"} if not stated else {"key_conflict"})
            return
        self.model.count += 1
        self.model.open(person, year, stated)
        self.model.keys[key] = self.write("opening", given)["number"]

    def settle_new(self, visit: Visit, fate: Fate) -> None:
        """Settle a visit of its own, send it, and let come over it what has to."""
        person, institution, day, lines, uses_account, arrives = visit
        claim = claim_of(self.new("visit-"), person, institution, day, day, lines, self.scheme, uses_account)
        message = self.new("m")
        self.settle_claim(claim, lines, {}, message, arrives)
        entry = self.model.of_message(message)
        answer, here, there, change = fate
        if entry is not None and answer is not None:
            self.put_down(message, *answer)
        if entry is not None and here is not None:
            lost, part = here.endswith("lost"), here.startswith("part")
            self.reverse(entry, ("L0",) if part else (), True, None if here.endswith("unsent") else self.new("m"), None, not lost)
        for line in [line for line in self.model.there if line["message"] == message]:
            if there is not None:
                self.cancel_there(line, part=there == "part")
            self.change_there(line, change, LISTED[len(lines) % 3])

    def cancel_there(self, line: Given, part: bool) -> None:
        """The other side takes back a settlement, or half of it, under a message of its own."""
        amounts = {name: line[name] // (2 if part else 1) for name in LISTED}
        self.there({"kind": "reversal", "of": line["message"], "institution": line["institution"]} | amounts)

    def change_there(self, line: Given, what: str | None, name: str) -> None:
        """The other side loses a line, finds it again, changes an amount, lists it twice, or lists it under the next day."""
        line[name] += what == "alter"
        line["times"] = 2 if what == "twice" else 1
        line["listed"] = what != "lose"
        line["day"] += timedelta(days=what == "late")

    def there(self, line: Given) -> None:
        """The other side puts a line of its own into its list."""
        self.model.there.append({"message": self.new("t"), "own": True, "day": self.model.now.date(), "times": 1, "listed": True} | line)

    def settle_claim(self, claim: Given, lines: list[tuple[str, int, int]], said: dict[str, int], message: str | None, arrives: bool) -> None:
        """Settle under a new key, and see what comes of it."""
        visit, institution, person, day = claim["claim_id"], claim["institution"]["reference"], claim["patient"]["reference"], claim["service_date"]
        asked = {"key": self.new("s"), "claim": claim} | ({"message": message} if message else {})
        year = self.model.year(person, int(day[:4]))
        taken = {field: fen for field, fen in said.items() if year[field] is None}
        disagrees = any(year[field] is not None and max(0, year[field]) != fen for field, fen in said.items())
        amounts = decided(lines, self.scheme, year | taken, claim["patient"]["uses_account"])
        message_is_taken = self.model.of_message(message) is not None
        if self.model.settled(visit, institution):
            # The order of section 17 does not name messages.
            self.write("settle", asked, {"already_settled", "key_conflict"} if message_is_taken else {"already_settled"})
            return
        if disagrees or message_is_taken or amounts is None or claim["settlement_date"] is None:
            wrong = {"invalid_document"} if disagrees else {"cannot_settle"} if amounts is None or claim["settlement_date"] is None else set()
            self.write("settle", asked, wrong | ({"key_conflict"} if message_is_taken else set()))
            return
        self.model.count += bool(taken)
        self.model.open(person, int(day[:4]), taken, came_with=self.model.count + 1)
        entry = self.model.post(
            "settlement",
            date.fromisoformat(claim["settlement_date"]),
            amounts,
            visit=visit,
            institution=institution,
            person=person,
            year=int(day[:4]),
            mode="online",
            message=message,
            day=date.fromisoformat(day),
        )
        answer = self.write("settle", asked)
        self.same(answer, entry)
        assert answer["exchange"] == ("no_answer" if message else "not_sent")
        self.model.keys[asked["key"]] = entry["number"]
        self.visits.append({"claim": claim, "lines": lines, "said": said, "number": entry["number"]})
        self.goes_there(entry, arrives)

    def goes_there(self, entry: Given, arrives: bool) -> None:
        """A message that arrives stands in the other side's list from now on, unless it is one of theirs."""
        message = entry["message"]
        if message is None or not arrives or any(line["message"] == message for line in self.model.there):
            return
        original = self.model.posted.get(entry.get("names") or 0)
        if original is not None and original["message"] is None:
            return  # a reversal in a list names the message of its settlement
        line = {"kind": "reversal" if original else "settlement", "message": message} | {name: abs(entry["amounts"][name]) for name in LISTED}
        line |= {"of": original["message"]} if original is not None else {}
        self.model.there.append(line | {"institution": entry["institution"], "own": False, "day": self.model.now.date(), "times": 1, "listed": True})

    def standing(self) -> list[Given]:
        """The settlements that are not reversed as a whole."""
        return [one for one in self.model.posted.values() if one["kind"] != "reversal" and not one["whole"]]

    def reverse(
        self, entry: Given, lines: tuple[str, ...], by_number: bool, name: str | None, on: str | None, arrives: bool, reason: str = "refund"
    ) -> None:
        """Reverse under a new key, and see what comes of it."""
        key = next(key for key, number in self.model.keys.items() if number == entry["number"])
        asked: Given = {"of": f"#{entry['number']}" if by_number else key, "key": self.new("r"), "reason": reason}
        asked |= {"lines": list(lines)} if lines else {}
        asked |= ({"message": name} if name else {}) | ({"on": on} if on else {})
        taken_message = self.model.of_message(name) is not None
        of_lines = entry["lines"] if entry["kind"] == "settlement" else {}
        day = date.fromisoformat(on) if on else self.model.now.date()
        errors = {"already_settled"} if entry["whole"] or set(lines) & entry["gone"] else set()
        errors |= {"invalid_document"} if any(line not in of_lines for line in lines) or not entry["day"] <= day <= self.model.now.date() else set()
        errors |= {"key_conflict"} if taken_message else set()
        if errors:
            self.write("reverse", asked, errors)
            return
        taken = {line: {part: -fen for part, fen in entry["lines"][line].items()} for line in lines or sorted(set(entry["lines"]) - entry["gone"])}
        entry["gone"] |= set(taken)
        entry["whole"] = entry["gone"] == set(entry["lines"])
        shared = {name: entry[name] for name in ("visit", "institution", "person", "year", "mode", "day")}
        made = self.model.post("reversal", day, taken, names=entry["number"], message=name, **shared)
        self.same(self.write("reverse", asked), made)
        self.model.keys[asked["key"]] = made["number"]
        if reason == "wrong_person":
            self.model.close(entry["number"])
        self.goes_there(made, arrives)

    def put_down(self, message: str, result: str, more: int | None = None) -> None:
        """Put down an answer, which may say what the fund pays, or more than that. What was refused is not in the list, mostly."""
        stands, asked = self.model.answers.get(message), {"message": message, "result": result}
        entry = self.model.of_message(message)
        assert entry is not None
        asked |= {} if more is None else {"fund": text(abs(entry["amounts"]["fund"]) + more)}
        if stands is None:
            self.model.count += 1
            self.model.answers[message] = result
            if more and result == "accepted":
                self.model.item({"kind": "amounts_differ", "message": message, "entry": entry["number"], "there": None}, f"answer to {message}")
            for line in self.model.there:
                line["listed"] &= line["message"] != message or result == "accepted" or more is not None
            answer = self.write("answer", asked)
            assert answer["names"] == entry["number"]
            assert self.ask("entry", {"entry": f"#{entry['number']}"})[0]["exchange"] == result
        elif message in self.model.lists and stands == result and not more:
            assert self.ask("answer", asked)[0]["replayed"] is True
        elif ("answer", asked) not in [(do, given) for do, given, _ in self.requests]:
            assert self.ask("answer", asked)[1] == "key_conflict"

    def open_items(self) -> list[Given]:
        """What the model has open."""
        return [item for item in self.model.items if not item["closed"]]

    def close(self, item: Given, reference: str | None) -> None:
        """Close an item where that is in order."""
        names = {(one["kind"], one["message"]): one["id"] for one in perform(self.ledger, "open_items", {})["items"]}
        asked = {"item": names[item["kind"], item["message"]]} | ({"reference": reference} if reference else {})
        way = self.model.way_gone(item, reference)
        if way is not None:
            if "settle_here" in way and item["message"] not in self.model.answers:
                self.model.count += 1
                self.model.answers[item["message"]] = "accepted"
                self.model.lists[item["message"]] = item["days"]
            item["closed"] = True
            self.model.count += 1
            self.write("close_item", asked)
        else:
            self.write("close_item", asked, {"not_in_order"})

    def told(self, do: str) -> list[Given]:
        """The list that an operation gives."""
        answer: list[Given] = perform(self.ledger, do, {})[do]
        return answer

    @invariant()
    def items_agree(self) -> None:
        """What is open is what the model has open, its ways as far gone as the model says; what closes by itself stands at the end."""
        items = perform(self.ledger, "open_items", {})["items"]
        expected = {(item["kind"], item["message"]): item for item in self.model.items if not item["closed"]}
        by_list = [item for item in items if item["kind"] in WAYS]
        assert sorted((item["kind"], item["message"]) for item in by_list) == sorted(expected)
        assert [item["since"] for item in by_list] == sorted(item["since"] for item in by_list)
        for item in by_list:
            model = expected[item["kind"], item["message"]]
            assert item["entry"] == model["entry"]
            assert [[(step["do"], step["done"]) for step in way] for way in item["ways"]] == [
                [(step, self.model.done(model, step)) for step in way] for way in WAYS[item["kind"]]
            ]
        rest = [(item["kind"], item["message"]) for item in items[len(by_list) :]]
        assert rest == list(self.model.unanswered())

    @invariant()
    def money_agrees(self) -> None:
        """Every fen came from somewhere: the balances are the model's and come to 0."""
        rows = dict(self.ledger.rows("SELECT account, fen FROM balance"))
        assert sum(rows.values()) == 0
        assert {account: fen for account, fen in rows.items() if fen} == {account: fen for account, fen in self.model.balances.items() if fen}

    @invariant()
    def nothing_is_broken(self) -> None:
        """There are as many entries as were expected, and, where one was added, the chain is whole."""
        ((count,),) = self.ledger.rows("SELECT COUNT(*) FROM entry")
        assert count == self.model.count
        if count != self.verified:
            answer = perform(self.ledger, "verify", {})
            assert (answer["broken"], answer["entries"]) == ([], count)
            self.verified = count


class Exchange(Asked):
    """What is sent, answered, listed and set right."""

    @rule(visit=VISITS, fate=FATES)
    def settle_and_send(self, visit: Visit, fate: Fate) -> None:
        """A visit of its own is settled and sent, and something becomes of it."""
        self.settle_new(visit, fate)

    @precondition(lambda self: self.visits)
    @rule(which=SOME, message=st.booleans(), arrives=st.booleans())
    def settle_the_visit_again(self, which: int, message: bool, arrives: bool) -> None:
        """The same claim under another key is refused, unless the settlement was taken back as a whole."""
        visit = one_of(self.visits, which)
        self.settle_claim(visit["claim"], visit["lines"], visit["said"], self.new("m") if message else None, arrives)

    @precondition(lambda self: self.standing())
    @rule(which=SOME, lines=st.sampled_from(((), (), ("L0",))), message=st.booleans(), arrives=st.booleans())
    def take_back(self, which: int, lines: tuple[str, ...], message: bool, arrives: bool) -> None:
        """What is left of a settlement is taken back, or its first line."""
        self.reverse(one_of(self.standing(), which), lines, False, self.new("m") if message else None, None, arrives)

    @rule(days=st.sampled_from((0, 1, 20)), seconds=st.integers(0, 3600))
    def time_goes_by(self, days: int, seconds: int) -> None:
        """The clock goes forward while the file is closed: nothing depends on what is held in memory."""
        self.ledger.close()
        self.model.now += timedelta(days=days, seconds=seconds)
        self.ledger = quick(open_ledger(self.ledger.path, now=lambda: self.model.now))

    @rule(which=SOME, result=st.sampled_from(("accepted", "refused")), more=st.sampled_from((None, None, 0, 1)))
    def the_other_side_answers(self, which: int, result: str, more: int | None) -> None:
        """The other side answers a message that was sent, or one that nobody knows."""
        messages = [one["message"] for one in self.model.posted.values() if one["message"]]
        if messages:
            self.put_down(one_of(messages, which), result, more)
        else:
            self.write("answer", {"message": "nobody", "result": result}, {"unknown_entry"})

    @rule(
        which=SOME,
        what=st.sampled_from(("lose", "alter", "alter", "twice", "find", "late", "settle", "cancel", "cancel half", "both cancel")),
        institution=st.sampled_from(INSTITUTIONS),
    )
    def something_happens_there(self, which: int, what: str, institution: str) -> None:
        """Something happens to a line of the other side; or it settles by itself, or takes back what it has, as we may without its hearing of it."""
        if what == "settle" or not self.model.there:
            self.there({"kind": "settlement", "charged": 1000, "fund": 0, "account": 0, "institution": institution})
            return
        line = one_of(self.model.there, which)
        if "cancel" not in what:
            self.change_there(line, what, one_of(LISTED, which))
        elif line["kind"] == "settlement":
            self.cancel_there(line, part=what == "cancel half")
            entry = self.model.of_message(line["message"])
            if what == "both cancel" and entry is not None and not entry["whole"]:
                self.reverse(entry, (), True, self.new("m"), None, False)

    @rule(references=st.lists(st.sampled_from((None, "their-reference")), max_size=2))
    def reconcile_everything(self, references: list[str | None]) -> None:
        """The other side's whole lists are compared; what can be closed is closed, perhaps, and the same lists open none of it again."""
        for _ in range(2 if references else 1):
            for institution in INSTITUTIONS:
                self.reconcile(institution, (400, -1), None)
            for reference in references:
                for item in self.open_items():
                    self.close(item, reference)

    @rule(
        institution=st.sampled_from(INSTITUTIONS),
        days=st.sampled_from(((0, 0), (1, 1), (15, 0), (20, 1), (1, -1), (-1, -1))),
        totals=st.sampled_from((None, 0, 0, 1)),
    )
    def reconcile(self, institution: str, days: tuple[int, int], totals: int | None) -> None:
        """The other side's list is compared; totals that are not those of its lines are refused, and the same list opens nothing twice."""
        since, until = (self.model.now.date() - timedelta(days=one) for one in days)
        there = [line for line in self.model.there if line["listed"] and line["institution"] == institution and since <= line["day"] <= until]
        names = ("kind", "message", "of", *LISTED)
        lines = [
            {name: text(line[name]) if name in LISTED else line[name] for name in names if line.get(name)}
            for line in there
            for _ in range(line["times"])
        ]
        lines = [{name: "0.00" for name in LISTED} | line for line in lines]
        statement: Given = {"institution": institution, "since": since.isoformat(), "until": until.isoformat(), "lines": lines}
        signed = [(1 if line["kind"] == "settlement" else -1, line) for line in there for _ in range(line["times"])]
        come_to = {name: sum(sign * line[name] for sign, line in signed) for name in LISTED}
        if totals is not None:
            statement["totals"] = {"count": len(lines) + totals} | {name: text(fen) for name, fen in come_to.items()}
            if totals:
                assert self.ask("reconcile", statement)[1] == "invalid_document"
                return
        matched, found = self.model.compare(statement)
        answered = [message for message in matched if message not in self.model.answers]
        answer, error = self.ask("reconcile", statement)
        assert error == ""
        self.model.answers |= dict.fromkeys(answered, "accepted")
        in_days = statement["since"], statement["until"]
        self.model.lists |= dict.fromkeys(answered, in_days)
        self.model.count += len(answered)
        listed = json.dumps(statement, sort_keys=True)
        for item in found:
            self.model.item(item, listed, in_days)
        ours = [one["amounts"] for one in self.model.sent(statement)]
        here = {"count": len(ours)} | {name: text(sum(one[name] for one in ours)) for name in LISTED}
        theirs = {"count": len(lines)} | {name: text(fen) for name, fen in come_to.items()}
        assert answer["totals"] == {"here": here, "there": theirs, "equal": here == theirs}
        assert (answer["matched"], sorted(answer["answered_by_list"])) == (len(matched), sorted(answered))
        assert sorted((item["kind"], item["message"]) for item in answer["items"]) == sorted((item["kind"], item["message"]) for item in found)
        assert answer["without_message"] == sum(one["mode"] == "online" for one in self.model.sent(statement, with_message=False))
        again = perform(self.ledger, "reconcile", statement)
        assert again["head"] == answer["head"]

    @precondition(lambda self: self.open_items())
    @rule(which=SOME, way=SOME, reference=st.sampled_from((None, "their-reference")))
    def set_right(self, which: int, way: int, reference: str | None) -> None:
        """Of one way to close an item all steps are taken here; then it is closed."""
        item = one_of(self.open_items(), which)
        entry = self.model.posted.get(item["entry"] or 0)
        for step in one_of(WAYS[item["kind"]], way):
            if step == "settle_here" and self.model.of_message(item["message"]) is None:
                institution = next(line["institution"] for line in self.model.there if line["message"] == item["message"])
                lines = [("delivery", 1000, 0)]
                claim = claim_of(self.new("visit-"), PERSONS[0], institution, DAYS[-1], DAYS[-1], lines, self.scheme, False)
                self.settle_claim(claim, lines, {}, item["message"], True)
            elif step == "put_down_answer" and item["message"] not in self.model.answers:
                self.put_down(item["message"], "refused" if which % 3 else "accepted")
            elif step == "reverse_here" and entry is not None and entry["kind"] != "reversal" and not entry["whole"]:
                self.reverse(entry, (), True, None, None, False)
            elif step == "settle_again" and entry is not None:
                for visit in [one for one in self.visits if one["number"] == entry["number"]]:
                    self.settle_claim(visit["claim"], visit["lines"], visit["said"], self.new("m"), True)
        self.close(item, reference)

    @precondition(lambda self: self.open_items())
    @rule(which=SOME, reference=st.sampled_from((None, "their-reference")))
    def close_item(self, which: int, reference: str | None) -> None:
        """An item is closed once one of its ways is gone; what is no item is not there to be closed."""
        self.close(one_of(self.open_items(), which), reference)
        self.write("close_item", {"item": "item-000000000000"}, {"unknown_entry"})


class Books(Exchange):
    """All of it: what is settled, taken back, closed and stated in any way, right or wrong, and the exchange between."""

    @rule(
        person=st.sampled_from(PERSONS),
        year=st.sampled_from(YEARS),
        stated=st.dictionaries(st.sampled_from(FIELDS), st.sampled_from((0, 700, 5000)), max_size=3),
        known_key=st.none() | SOME,
    )
    def open_year(self, person: str, year: int, stated: dict[str, int], known_key: int | None) -> None:
        """Another book states a person's year."""
        key = self.new("o") if known_key is None or not self.model.keys else one_of(list(self.model.keys), known_key)
        self.open_a_year(key, person, year, stated)

    @rule(
        visit=st.sampled_from(("v1", "v2", "v3", "v4", "v5", "v6")),
        person=st.sampled_from(PERSONS),
        institution=st.sampled_from(INSTITUTIONS),
        day=st.sampled_from(DAYS),
        later=st.sampled_from((0, 0, 20, None)),
        lines=ANY_LINES,
        uses_account=st.booleans(),
        stated=st.dictionaries(st.sampled_from(FIELDS), st.sampled_from((None, 0, 1000)), max_size=3),
        message=st.sampled_from((None, "new", "new", "new", "known", "theirs")),
        which=SOME,
        arrives=st.booleans(),
    )
    def settle_anyhow(
        self,
        visit: str,
        person: str,
        institution: str,
        day: str,
        later: int | None,
        lines: list[tuple[str, int, int]],
        uses_account: bool,
        stated: dict[str, int | None],
        message: str | None,
        which: int,
        arrives: bool,
    ) -> None:
        """A visit is settled under a new key. What it states of the year is what the ledger knows (None), or something else."""
        year = self.model.year(person, int(day[:4]))
        known = {field: year[field] if fen is None else fen for field, fen in stated.items()}
        said = {field: max(0, fen) for field, fen in known.items() if fen is not None}
        messages = [one["message"] for one in self.model.posted.values() if one["message"]]
        theirs = [line["message"] for line in self.model.there if line["kind"] == "settlement" and line["institution"] == institution and line["own"]]
        pool = {"known": messages, "theirs": theirs}.get(message or "", [])
        name = one_of(pool, which) if pool else self.new("m") if message else None
        settled_on = None if later is None else (date.fromisoformat(day) + timedelta(days=later)).isoformat()
        claim = claim_of(visit, person, institution, day, settled_on, lines, self.scheme, uses_account, said)
        come_to = decided(lines, self.scheme, year | said, uses_account)
        if (
            come_to is not None
            and settled_on is not None
            and all((before := year[field]) is None or max(0, before) == fen for field, fen in said.items())
        ):
            before, _ = self.ask("presettle", {"claim": claim})
            assert {part: before["amounts"][part] for part in PARTS} == in_text(total(come_to.values()))
        self.settle_claim(claim, lines, said, name, arrives)

    @rule(which=SOME, otherwise=st.booleans())
    def ask_again(self, which: int, otherwise: bool) -> None:
        """What was asked for before gives the same entry again and changes nothing; other content under its key is refused."""
        do, given, number = one_of(self.requests, which)
        if otherwise and do in CHANGED:
            other = deepcopy(given)
            CHANGED[do](other)
            assert self.ask(do, other)[1] == "key_conflict"
            return
        answer, error = self.ask(do, given)
        assert (error, answer["replayed"], answer["number"]) == ("", True, number)

    @rule(
        which=SOME,
        lines=st.sampled_from(((), ("L0",), ("L0",), ("L1",), ("L0", "L1"), ("L9",))),
        by_number=st.booleans(),
        reason=st.sampled_from(("refund", "wrong_person")),
        message=st.sampled_from((None, "new", "new", "known")),
        on=st.sampled_from((None, None, "2021-05-03", "2022-06-01")),
        arrives=st.booleans(),
    )
    def reverse_anyhow(
        self, which: int, lines: tuple[str, ...], by_number: bool, reason: str, message: str | None, on: str | None, arrives: bool
    ) -> None:
        """A settlement is taken back, as a whole or by line, or something is that cannot be."""
        messages = [one["message"] for one in self.model.posted.values() if one["message"]]
        name = one_of(messages, which) if message == "known" and messages else self.new("m") if message else None
        entries = [one for one in self.model.posted.values() if one["kind"] != "reversal"]
        others = [number for number in self.model.keys.values() if self.model.posted.get(number, {"kind": "reversal"})["kind"] == "reversal"]
        if entries and which % 8:
            entry = one_of(entries, which)
            whole = not lines and not entry["gone"]  # what a part of it does to an opening is not said
            self.reverse(entry, lines, by_number, name, on, arrives, reason if whole else "refund")
        elif others and which % 16:
            self.write("reverse", {"of": f"#{one_of(others, which)}", "key": self.new("r"), "reason": "refund"}, {"invalid_document"})
        else:
            self.write("reverse", {"of": one_of(("#999", "nobody", "#0"), which), "key": self.new("r"), "reason": "refund"}, {"unknown_entry"})

    @rule(
        visit=st.sampled_from(("v1", "v2", "w1", "w2")),
        person=st.sampled_from(PERSONS),
        institution=st.sampled_from(INSTITUTIONS),
        day=st.sampled_from(DAYS),
        settled_on=st.sampled_from((None, "2022-01-31", "2022-04-01")),
        amounts=st.lists(st.sampled_from((0, 0, 1, 999, 2500)), min_size=4, max_size=4),
        deductible=st.sampled_from((None, 0, 600)),
    )
    def offline(
        self, visit: str, person: str, institution: str, day: str, settled_on: str | None, amounts: list[int], deductible: int | None
    ) -> None:
        """A visit that was settled elsewhere is posted with the amounts that are stated."""
        fund, account, cash, hospital = amounts
        parts = {"charged": fund + account + cash + hospital, "fund": fund, "account": account, "cash": cash, "hospital": hospital}
        asked = {"key": self.new("f"), "visit": visit, "area": AREA, "institution": institution, "service_date": day, "person": person}
        asked |= {"insurance": INSURANCE} | {part: text(fen) for part, fen in parts.items()}
        asked |= ({} if deductible is None else {"deductible": text(deductible)}) | ({"settlement_date": settled_on} if settled_on else {})
        if self.model.settled(visit, institution):
            self.write("offline", asked, {"already_settled"})
            return
        where = {
            "visit": visit,
            "institution": institution,
            "person": person,
            "year": int(day[:4]),
            "mode": "offline",
            "day": date.fromisoformat(day),
        }
        entry = self.model.post("offline", date.fromisoformat(settled_on or day), {"whole": parts | {"deductible": deductible or 0}}, **where)
        self.same(self.write("offline", asked), entry)
        self.model.keys[asked["key"]] = entry["number"]

    @precondition(lambda self: self.closings < 3)
    @rule(month=st.sampled_from(("2021-04", "2021-12", "2022-01", "2022-02", "2022-03", "2023-01")))
    def close_month(self, month: str) -> None:
        """A month is closed and all before it; one to come is not."""
        self.closings += 1
        if month > self.model.now.isoformat()[:7]:
            self.write("close_month", {"month": month}, {"invalid_document"})
        elif not any(do == "close_month" and given["month"] == month for do, given, _ in self.requests):
            self.model.count += 1
            self.model.closed = max(self.model.closed, month)
            self.write("close_month", {"month": month})

    @precondition(lambda self: len(self.model.quotas) < 3)
    @rule(
        institution=st.sampled_from(INSTITUTIONS),
        year=st.sampled_from(YEARS),
        amount=st.sampled_from((0, 10_000, 90_000)),
        set_on=st.sampled_from(("2021-01-10", "2021-12-01", "2022-03-01")),
    )
    def quota(self, institution: str, year: int, amount: int, set_on: str) -> None:
        """An agency sets a quota."""
        told = {"institution": institution, "year": year, "set_on": set_on}
        if (told | {"amount": amount}) in self.model.quotas:
            return
        self.model.count += 1
        self.model.quotas.append(told | {"amount": amount})
        self.write("quota", told | {"area": AREA, "amount": text(amount), "source": "示例指标"})

    @invariant()
    def years_agree(self) -> None:
        """A person's year is what the model says."""
        for person in PERSONS:
            for year in YEARS:
                answer = perform(self.ledger, "year", {"area": AREA, "person": person, "year": year})
                assert {name: answer[name] for name in FIELDS} == {
                    name: None if fen is None else text(fen) for name, fen in self.model.year(person, year).items()
                }

    @invariant()
    def sums_agree(self) -> None:
        """Months, persons and the visits over a norm come to what was posted."""
        months: dict[Any, list[Given]] = {}
        persons: dict[Any, list[Given]] = {}
        visits: dict[Any, list[Given]] = {}
        for one in self.model.posted.values():
            months.setdefault((one["month"], one["institution"], one["mode"]), []).append(one)
            persons.setdefault((one["person"], AREA, one["year"]), []).append(one)
            visits.setdefault((one["institution"], one["visit"]), []).append(one)
        names = PARTS[:5]
        assert {(one["month"], one["institution"], one["mode"]): {name: one[name] for name in names} for one in self.told("months")} == {
            where: {name: text(sum(one["amounts"][name] for one in many)) for name in names} for where, many in months.items()
        }
        counted = [(one["settlements"], one["reversals"]) for one in self.told("months")]
        assert sum(here for here, _ in counted) == sum(one["kind"] != "reversal" for one in self.model.posted.values())
        assert sum(back for _, back in counted) == sum(one["kind"] == "reversal" for one in self.model.posted.values())
        assert {(one["person"], one["area"], one["year"]): {name: one[name] for name in PARTS} for one in self.told("persons")} == {
            who: in_text(total(one["amounts"] for one in many)) for who, many in persons.items()
        }
        over = perform(self.ledger, "over_norm", {"norm": "5.00", "times": "2"})["visits"]
        charged = {visit: sum(one["amounts"]["charged"] for one in many) for visit, many in visits.items()}
        assert {(one["institution"], one["visit"]): one["charged"] for one in over} == {
            visit: text(fen) for visit, fen in charged.items() if fen > 1000
        }

    @invariant()
    def quotas_agree(self) -> None:
        """A quota is used by what stands in the accounts of its year up to the month, online and offline together in Wenzhou."""
        for institution in INSTITUTIONS:
            for on in ("2021-12-31", self.model.now.date().isoformat()):
                counts = [one for one in self.model.posted.values() if one["institution"] == institution and f"{on[:4]}-01" <= one["month"] <= on[:7]]
                used = {mode: sum(one["amounts"]["fund"] for one in counts if one["mode"] == mode) for mode in ("online", "offline")}
                set_by_then = [
                    (quota["set_on"], number, quota["amount"])
                    for number, quota in enumerate(self.model.quotas)
                    if (quota["institution"], quota["year"]) == (institution, int(on[:4])) and quota["set_on"] <= on
                ]
                quota = max(set_by_then)[2] if set_by_then else None
                answer = perform(self.ledger, "quota_use", {"area": AREA, "institution": institution, "on": on})
                assert answer["online"] == ({MEASURE: text(used["online"])} if any(one["mode"] == "online" for one in counts) else {})
                assert (answer["offline"], answer["sharing"], answer["used"]) == (text(used["offline"]), "one", text(sum(used.values())))
                assert (answer["quota"], answer["left"]) == ((None, None) if quota is None else (text(quota), text(quota - sum(used.values()))))


def other_opening(given: Given) -> None:
    """The same, of another year."""
    given["year"] += 1


def other_claim(given: Given) -> None:
    """The same with another charge."""
    given["claim"]["lines"][0]["amount"] = "77.77"


def other_reason(given: Given) -> None:
    """The same for another reason."""
    given["reason"] = "duplicate"


def other_day(given: Given) -> None:
    """The same on another day of service."""
    given["service_date"] = "2021-03-31"


CHANGED: dict[str, Callable[[Given], None]] = {
    "opening": other_opening,
    "settle": other_claim,
    "reverse": other_reason,
    "offline": other_day,
}

TestExchange = Exchange.TestCase
TestExchange.settings = settings(max_examples=25 * NIGHTLY, stateful_step_count=25, **QUIET)
TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=20 * NIGHTLY, stateful_step_count=25, **QUIET)


# Properties of their own, and places that the machines seldom come to.


@contextmanager
def new_book() -> Iterator[Ledger]:
    """A ledger of its own."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = quick(new_ledger(Path(folder) / "ledger", now=lambda: BEGIN))
        try:
            yield ledger
        finally:
            ledger.close()


@pytest.fixture
def book() -> Iterator[Ledger]:
    """A ledger of its own."""
    with new_book() as ledger:
        yield ledger


FULL = {"deductible_used": "0.00", "fund_used": "0.00", "account_balance": "50.00"}
WHOLE = st.tuples(ANY_LINES, SCHEMES, st.booleans())
"""What a claim comes to depends on: lines, scheme, whether the account is used."""


def open_years(ledger: Ledger, persons: Iterable[str]) -> None:
    """Of these persons everything is known."""
    for person in persons:
        perform(ledger, "opening", {"key": f"o-{person}", "area": AREA, "person": person, "year": 2022} | FULL)


def settle(ledger: Ledger, visit: str, person: str, what: tuple[Any, ...], **more: str) -> Given:
    """Settle a visit under the key of its name."""
    lines, scheme, uses_account = what
    claim = claim_of(visit, person, INSTITUTIONS[0], DAYS[2], DAYS[2], lines, scheme, uses_account)
    return perform(ledger, "settle", {"key": visit, "claim": claim} | more)


@settings(max_examples=40 * NIGHTLY, **QUIET)
@given(what=WHOLE)
def test_lines_come_to_the_entry(what: tuple[Any, ...]) -> None:
    """The amounts of an entry are those of its lines together, and what was charged is what the four paid, line by line."""
    with new_book() as ledger:
        open_years(ledger, PERSONS[:1])
        entry = settle(ledger, "v", PERSONS[0], what)
    fen = {line: {part: round(float(amount) * 100) for part, amount in parts.items()} for line, parts in entry["lines"].items()}
    assert in_text(total(fen.values())) == entry["amounts"]
    assert all(parts["charged"] == sum(parts[part] for part in ("fund", "account", "cash", "hospital")) for parts in fen.values())
    assert [text(parts["charged"]) for parts in fen.values()] == [text(amount) for _, amount, _ in what[0]]


@settings(max_examples=25 * NIGHTLY, **QUIET)
@given(what=WHOLE, others=st.lists(st.tuples(st.sampled_from(PERSONS[1:]), WHOLE, st.booleans()), max_size=4), line_by_line=st.booleans())
def test_a_reversal_restores_everything(what: tuple[Any, ...], others: list[tuple[str, tuple[Any, ...], bool]], line_by_line: bool) -> None:
    """Year and balances are after a reversal what they were before the settlement, whatever came between of other persons."""

    def state(ledger: Ledger) -> Any:
        year = perform(ledger, "year", {"area": AREA, "person": PERSONS[0], "year": 2022})
        rows = ledger.rows("SELECT account, fen FROM balance WHERE fen <> 0 AND account LIKE ?", (f"%:{PERSONS[0]}",))
        return year, sorted(rows)

    with new_book() as ledger:
        open_years(ledger, PERSONS)
        settle(ledger, "before", PERSONS[0], what)
        before = state(ledger)
        settle(ledger, "v", PERSONS[0], what)
        for number, (person, other, taken_back) in enumerate(others):
            settle(ledger, f"other-{number}", person, other)
            if taken_back:
                perform(ledger, "reverse", {"of": f"other-{number}", "key": f"back-{number}", "reason": "refund"})
        for lines in [[f"L{number}"] for number in reversed(range(len(what[0])))] if line_by_line else [[]]:
            perform(ledger, "reverse", {"of": "v", "key": "-".join(["r", *lines]), "reason": "refund", "lines": lines})
        assert state(ledger) == before
        assert perform(ledger, "entry", {"entry": "v"})["stands"] == dict.fromkeys(PARTS, "0.00")


@settings(max_examples=15 * NIGHTLY, **QUIET)
@given(claims=st.lists(st.tuples(st.sampled_from(PERSONS), WHOLE), min_size=2, max_size=5), data=st.data())
def test_persons_do_not_depend_on_each_other(claims: list[tuple[str, tuple[Any, ...]]], data: st.DataObject) -> None:
    """However the claims of several persons are mixed, each person's in their order, they come to the same."""
    of_person = {person: [(number, what) for number, (who, what) in enumerate(claims) if who == person] for person in PERSONS}
    mixed = data.draw(st.permutations([person for person, _ in claims]))

    def amounts(order: Sequence[str]) -> dict[str, Any]:
        left = {person: iter(many) for person, many in of_person.items()}
        with new_book() as ledger:
            open_years(ledger, PERSONS)
            return {f"v{number}": settle(ledger, f"v{number}", person, what)["lines"] for person in order for number, what in [next(left[person])]}

    assert amounts([person for person, _ in claims]) == amounts(mixed)


@given(day=st.dates(date(1900, 1, 1), date(2199, 11, 30)))
@settings(**QUIET)
def test_the_month_after(day: date) -> None:
    """The month after is that of the day after a month's last day."""
    last = day
    while last.month == day.month:
        last += timedelta(days=1)
    assert month_after(day.isoformat()[:7]) == last.isoformat()[:7]


SIMPLE: tuple[Any, ...] = ([("drug", 1000, 0), ("drug", 1000, 0)], (0, 5500, None), True)


def listed(*lines: tuple[str, str, str | None, str, str]) -> Given:
    """A list of today: kind, message, which message it takes back, charged, fund."""
    names = ("kind", "message", "of", "charged", "fund")
    made = [{name: value for name, value in zip(names, line, strict=True) if value} | {"account": "0.00"} for line in lines]
    today = BEGIN.date().isoformat()
    return {"institution": INSTITUTIONS[0], "since": today, "until": today, "lines": made}


def test_an_overdrawn_account_pays_nothing(book: Ledger) -> None:
    """An account that was overdrawn elsewhere holds nothing: cash pays the own share, and no more."""
    open_years(book, PERSONS[:1])
    offline = {"key": "f", "visit": "w", "area": AREA, "institution": INSTITUTIONS[0], "service_date": DAYS[2], "person": PERSONS[0]}
    perform(book, "offline", offline | {"charged": "60.00", "fund": "0.00", "account": "60.00", "cash": "0.00", "hospital": "0.00"})
    amounts = settle(book, "v", PERSONS[0], SIMPLE)["amounts"]
    assert (amounts["fund"], amounts["account"], amounts["cash"]) == ("11.00", "0.00", "9.00")


def test_each_reversal_is_looked_for(book: Ledger) -> None:
    """Of two lines that were taken back one after the other, the list has one reversal: the other is only here."""
    open_years(book, PERSONS[:1])
    settle(book, "v", PERSONS[0], (SIMPLE[0], SIMPLE[1], False), message="m1")
    for line, message in (("L0", "m2"), ("L1", "m3")):
        perform(book, "reverse", {"of": "v", "key": message, "reason": "refund", "lines": [line], "message": message})
    answer = perform(book, "reconcile", listed(("settlement", "m1", None, "20.00", "11.00"), ("reversal", "m2", "m1", "10.00", "5.50")))
    assert [(item["kind"], item["message"]) for item in answer["items"]] == [("only_here_reversal", "m3")]


def test_a_list_may_come_to_less_than_nothing(book: Ledger) -> None:
    """Where the days of a list have more reversals than settlements, its totals are below 0, and can be stated."""
    statement = listed(("reversal", "t1", "m1", "10.00", "5.50"))
    totals = {"count": 1, "charged": "-10.00", "fund": "-5.50", "account": "0.00"}
    assert perform(book, "reconcile", statement | {"totals": totals})["totals"]["there"] == totals


def test_a_quota_is_set_again_on_the_same_day(book: Ledger) -> None:
    """Of two quotas that were set on one day the one put down last holds."""
    quota = {"institution": INSTITUTIONS[0], "area": AREA, "year": 2022, "set_on": "2022-01-10", "source": "示例指标"}
    for amount in ("100.00", "200.00"):
        perform(book, "quota", quota | {"amount": amount})
    assert perform(book, "quota_use", {"area": AREA, "institution": INSTITUTIONS[0], "on": "2022-02-01"})["quota"] == "200.00"


def test_an_amount_below_nothing_counts_as_nothing(book: Ledger) -> None:
    """Where a settlement is taken back after another book was stated anew, less than nothing is used: no claim has more deductible for that."""
    what = ([("drug", 5000, 0)], (1500, 5500, 10_000), False)
    open_years(book, PERSONS[:1])
    settle(book, "v", PERSONS[0], what)
    perform(book, "opening", {"key": "o", "area": AREA, "person": PERSONS[0], "year": 2022} | FULL)
    perform(book, "reverse", {"of": "v", "key": "r", "reason": "refund"})
    assert perform(book, "year", {"area": AREA, "person": PERSONS[0], "year": 2022})["deductible_used"] == "-15.00"
    assert settle(book, "w", PERSONS[0], what)["amounts"]["deductible"] == "15.00"
    assert perform(book, "rerate", {}) == {"proposals": []}
