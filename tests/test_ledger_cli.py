"""Do the commands of the ledger do what they say, once, and with an answer to every mistake?"""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from yibao.cli import main
from yibao.ledger.references import keyed_reference
from yibao.measures import digest

pytest.importorskip("yibao_wenzhou")

REFERENCES = {"/patient/reference": "p-1", "/institution/reference": "inst-1"}


def ask(*words: str, stdin: str | None = None) -> Result:
    """Run `yibao …`."""
    return CliRunner().invoke(main, list(words), input=stdin)


def answered(*words: str, code: int = 0) -> Any:
    """What it prints as JSON."""
    done = ask(*words, "--json")
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


@pytest.fixture
def books(tmp_path: Path) -> str:
    """A new ledger."""
    path = str(tmp_path / "ledger.db")
    assert ask("ledger", "new", path).exit_code == 0
    return path


@pytest.fixture
def filed(tmp_path: Path, document: Callable[..., Any]) -> Callable[..., str]:
    """A claim in a file: one charge of 10.00 and no drugs, of which the fund pays 60 %."""

    def write(visit: str = "v-1", **changes: Any) -> str:
        made = document("wenzhou-revisit", {**REFERENCES, "/claim_id": visit, **{path.replace("__", "/"): value for path, value in changes.items()}})
        path = tmp_path / f"{visit}.json"
        path.write_text(json.dumps(made, ensure_ascii=False), "utf-8")
        return str(path)

    return write


@pytest.fixture
def stated(tmp_path: Path) -> Callable[..., str]:
    """The other side's list in a file."""

    def write(*lines: dict[str, Any], **more: Any) -> str:
        path = tmp_path / "statement.json"
        said = {"schema": "yibao.statement/1", "institution": "inst-1", "since": "2021-01-01", "until": "2199-12-31", "lines": list(lines), **more}
        path.write_text(json.dumps(said), "utf-8")
        return str(path)

    return write


def settled(books: str, claim: str, key: str = "k1", *more: str) -> Any:
    """A claim that is settled."""
    return answered("settle", claim, "--ledger", books, "--key", key, *more)


def listed(entry: Any, **more: Any) -> dict[str, Any]:
    """A settlement as the other side lists it."""
    amounts = {name: entry["amounts"][name] for name in ("charged", "fund", "account")}
    return {"kind": "settlement", "message": entry["message"], **amounts, **more}


def test_a_visit_is_settled_once_and_a_retry_says_so(books: str, filed: Callable[..., str]) -> None:
    """The same key and content give the same entry, other content is refused with exit code 2."""
    first, again = settled(books, filed()), settled(books, filed())
    assert (first["replayed"], again["replayed"], again["hash"]) == (False, True, first["hash"])
    assert "此前已记账" in ask("settle", filed(), "--ledger", books, "--key", "k1").output
    assert answered("settle", filed("v-2"), "--ledger", books, "--key", "k1", code=2)["error"] == "key_conflict"
    refused = answered("settle", filed(), "--ledger", books, "--key", "k2", code=2)
    assert refused["error"] == "already_settled"
    assert f"entry {first['number']}" in refused["message"]


def test_a_preview_posts_nothing(books: str, filed: Callable[..., str]) -> None:
    """What it would come to is an outcome; the ledger's head stays."""
    before = answered("ledger", "show", books)["head"]
    outcome = answered("settle", filed(), "--ledger", books, "--preview")
    assert outcome["schema"] == "yibao.outcome/1"
    assert answered("ledger", "show", books)["head"] == before
    assert ask("settle", filed(), "--ledger", books).exit_code == 2
    assert ask("settle", filed(), "--ledger", books, "--preview", "--key", "k1").exit_code == 2


def test_what_cannot_be_settled_says_why(books: str, filed: Callable[..., str], tmp_path: Path) -> None:
    """Every reason is told, in both languages, with its clause; nothing is written."""
    claim = json.loads(Path(filed("v-9")).read_text("utf-8"))
    del claim["history"]
    (tmp_path / "open.json").write_text(json.dumps(claim), "utf-8")
    refused = ask("settle", str(tmp_path / "open.json"), "--ledger", books, "--key", "k1")
    assert refused.exit_code == 2
    assert "/history (既往就诊记录 / record of earlier visits)" in refused.stderr
    early = ask("settle", filed("v-8", **{"__settlement_date": "2020-11-30"}), "--ledger", books, "--key", "k1")
    assert "settled_online: not_met" in early.stderr
    assert answered("ledger", "show", books)["entries"][-1]["kind"] == "opened"


def test_references_are_asked_for(books: str, filed: Callable[..., str]) -> None:
    """A claim without references is refused at both places at once."""
    claim = json.loads(Path(filed()).read_text("utf-8"))
    del claim["patient"]["reference"], claim["institution"]["reference"]
    Path(filed()).write_text(json.dumps(claim), "utf-8")
    done = ask("settle", str(Path(books).parent / "v-1.json"), "--ledger", books, "--key", "k1", "--json")
    assert {fault["path"] for fault in json.loads(done.stdout)["faults"]} == {"/patient/reference", "/institution/reference"}


def test_a_settlement_is_taken_back_by_line_and_as_a_whole(books: str, filed: Callable[..., str]) -> None:
    """After both nothing stands, and the visit can be settled again."""
    first = settled(books, filed())
    line = next(iter(first["lines"]))
    part = answered("reverse", "k1", "--ledger", books, "--key", "r1", "--reason", "refund", "--line", line)
    assert part["amounts"]["charged"] == f"-{first['lines'][line]['charged']}"
    assert answered("reverse", "k1", "--ledger", books, "--key", "r1", "--reason", "refund", "--line", line)["replayed"]
    answered("reverse", f"#{first['number']}", "--ledger", books, "--key", "r2", "--reason", "refund")
    assert set(answered("ledger", "show", books, "k1")["stands"].values()) == {"0.00"}
    assert answered("reverse", "k1", "--ledger", books, "--key", "r3", "--reason", "refund", code=2)["error"] == "already_settled"
    assert answered("reverse", "r2", "--ledger", books, "--key", "r3", "--reason", "refund", code=2)["error"] == "invalid_document"
    missing = answered("reverse", "kk1", "--ledger", books, "--key", "r3", "--reason", "refund", code=2)
    assert "did you mean 'k1'?" in missing["message"]
    again = json.loads(Path(filed()).read_text("utf-8"))
    for name in ("deductible_used", "fund_used", "account_balance"):
        again["patient"].pop(name, None)
    Path(filed()).write_text(json.dumps(again), "utf-8")
    assert settled(books, str(Path(books).parent / "v-1.json"), "k2")["kind"] == "settlement"


def test_a_list_opens_items_that_close_step_by_step(books: str, filed: Callable[..., str], stated: Callable[..., str]) -> None:
    """What matches is answered; what does not says what to do, and closes once that is done."""
    one = settled(books, filed("v-1"), "k1", "--message", "m-1")
    settled(books, filed("v-2", **{"__patient__reference": "p-2"}), "k2", "--message", "m-2")
    unknown = {"kind": "settlement", "message": "m-9", "charged": "5.00", "fund": "1.00", "account": "0.00"}
    report = answered("reconcile", stated(listed(one), unknown), "--ledger", books, code=1)
    assert {item["message"]: item["kind"] for item in report["items"]} == {"m-2": "only_here", "m-9": "only_there"}
    assert report["answered_by_list"] == ["m-1"]
    items = {item["message"]: item["id"] for item in report["items"]}
    assert "本方冲销" in ask("ledger", "open-items", books).output
    assert answered("ledger", "close-item", books, items["m-2"], code=2)["error"] == "not_in_order"
    answered("reverse", "k2", "--ledger", books, "--key", "r2", "--reason", "no_answer")
    assert not answered("ledger", "close-item", books, items["m-2"])["replayed"]
    assert answered("ledger", "close-item", books, items["m-2"])["replayed"]
    answered("ledger", "close-item", books, items["m-9"], "--reference", "there-1")
    assert answered("ledger", "open-items", books)["items"] == []
    totals = {"count": 9, "charged": "1.00", "fund": "0.00", "account": "0.00"}
    wrong = answered("reconcile", stated(listed(one), totals=totals), "--ledger", books, code=2)
    assert {fault["path"] for fault in wrong["faults"]} == {"/totals/count", "/totals/charged", "/totals/fund"}


def test_an_answer_is_put_down_once(books: str, filed: Callable[..., str]) -> None:
    """An accepted message is answered; a refused one stays open until it is reversed."""
    settled(books, filed(), "k1", "--message", "m-1")
    assert answered("ledger", "open-items", books, code=1)["items"][0]["kind"] == "no_answer"
    answered("ledger", "answer", books, "m-1", "--result", "refused")
    assert answered("ledger", "open-items", books, code=1)["items"][0]["kind"] == "refused"
    assert answered("ledger", "answer", books, "m-1", "--result", "accepted", code=2)["error"] == "key_conflict"
    assert answered("ledger", "answer", books, "m-2", "--result", "accepted", code=2)["error"] == "unknown_entry"
    answered("reverse", "k1", "--ledger", books, "--key", "r1", "--reason", "refused_there")
    assert answered("ledger", "open-items", books)["items"] == []


def test_a_closed_month_stays_as_it_is(books: str, filed: Callable[..., str]) -> None:
    """What comes after goes to the next month, and a month to come cannot be closed."""
    answered("ledger", "close-month", books, "2021-04")
    assert settled(books, filed())["month"] == "2021-05"
    [row] = answered("ledger", "months", books)["months"]
    assert (row["month"], row["settlements"]) == ("2021-05", 1)
    assert ask("ledger", "close-month", books, "2199-01").exit_code == 2
    assert ask("ledger", "close-month", books, "April").exit_code == 2
    assert "已关账至: 2021-04" in ask("ledger", "months", books).output


def test_a_year_begins_with_what_is_stated(books: str, filed: Callable[..., str]) -> None:
    """Opening amounts and settlements come to the year; a claim that says otherwise is refused."""
    whose = ("--area", "330300", "--person", "p-1", "--year", "2021")
    assert answered("ledger", "year", books, *whose)["fund_used"] is None
    answered("ledger", "opening", books, "--key", "o1", *whose, "--fund-used", "100.00", "--deductible-used", "0.00", "--account-balance", "50.00")
    refused = answered("settle", filed(), "--ledger", books, "--key", "k1", code=2)
    assert [fault["path"] for fault in refused["faults"]] == ["/patient/fund_used"]
    fund = settled(books, filed(**{"__patient__fund_used": "100.00"}))["amounts"]["fund"]
    assert Decimal(answered("ledger", "year", books, *whose)["fund_used"]) == 100 + Decimal(fund)
    assert ask("ledger", "opening", books, "--key", "o2", *whose).exit_code == 2
    assert answered("ledger", "persons", books)["persons"][0]["visits"] == 1


def test_an_offline_settlement_counts_into_the_quota(books: str, filed: Callable[..., str], tmp_path: Path) -> None:
    """Wenzhou's 第十八条a: both count into one quota."""
    whose = ("--area", "330300", "--institution", "inst-1")
    fund = settled(books, filed())["amounts"]["fund"]
    parts = {"charged": "30.00", "fund": "20.00", "account": "0.00", "cash": "10.00", "hospital": "0.00"}
    where = {"visit": "off-1", "area": "330300", "institution": "inst-1", "service_date": "2021-04-20"}
    (tmp_path / "offline.json").write_text(json.dumps({"schema": "yibao.offline/1", **where, **parts}), "utf-8")
    answered("ledger", "offline", books, str(tmp_path / "offline.json"), "--key", "off-1")
    more = ("--amount", "1000.00", "--set-on", "2021-01-10", "--source", "示例数据，非官方指标")
    answered("ledger", "set-quota", books, *whose, "--year", "2021", *more)
    use = answered("ledger", "quota", books, *whose, "--on", "2021-12-31")
    assert (use["sharing"], use["used"]) == ("one", f"{20 + Decimal(fund):.2f}")
    assert Decimal(use["left"]) == 980 - Decimal(fund)
    assert "第十八条a" in ask("ledger", "quota", books, *whose, "--on", "2021-12-31").output
    (tmp_path / "offline.json").write_text(json.dumps({"schema": "yibao.offline/1", **where, **parts, "cash": "9.99"}), "utf-8")
    assert answered("ledger", "offline", books, str(tmp_path / "offline.json"), "--key", "off-2", code=2)["faults"][0]["path"] == "/charged"


def test_evidence_makes_a_visit_traceable(books: str, filed: Callable[..., str], tmp_path: Path) -> None:
    """第二十六条d asks for links; they come from what was uploaded."""
    claim = json.loads(Path(filed()).read_text("utf-8"))
    claim["records"].pop("linked", None)
    (tmp_path / "bare.json").write_text(json.dumps(claim), "utf-8")

    def answer() -> set[str]:
        findings = answered("settle", str(tmp_path / "bare.json"), "--ledger", books, "--preview", code=1 if not put else 0)["findings"]
        return {one["answer"] for one in findings if one["rule"] == "links_and_flows_hold"}

    put: list[str] = []
    assert answer() == {"undetermined"}
    where = ("--area", "330300", "--institution", "inst-1", "--visit", "v-1", "--uploaded-at", "2021-04-15T10:00:00")
    for kind, names in (
        ("treatment", ()),
        ("prescription", ("r-treatment",)),
        ("transaction", ("r-prescription",)),
        ("delivery", ("r-transaction",)),
    ):
        links = [word for name in names for word in ("--names", name)]
        answered("ledger", "evidence", books, *where, "--kind", kind, "--reference", f"r-{kind}", *links)
        put.append(kind)
    assert answer() == {"met"}


def test_a_visit_over_the_norm_is_found(books: str, filed: Callable[..., str]) -> None:
    """More than so many times the norm; exactly so many times is not over it."""
    charged = Decimal(settled(books, filed())["amounts"]["charged"])
    assert answered("ledger", "over-norm", books, "--norm", f"{charged / 2:.2f}", "--times", "2")["visits"] == []
    assert len(answered("ledger", "over-norm", books, "--norm", f"{charged / 2 - Decimal('0.01'):.2f}", "--times", "2")["visits"]) == 1
    assert ask("ledger", "over-norm", books, "--norm", "1.00", "--times", "many").exit_code == 2


def test_settlements_are_rated_again_under_another_reading(books: str, filed: Callable[..., str]) -> None:
    """65 % of 10.10 are 6.565: a fen less for the first visit is a fen more within the cap of 10.00 for the second."""
    claims = {}
    for visit in ("v-1", "v-2"):
        claim = json.loads(Path(filed(visit)).read_text("utf-8"))
        claim["lines"] = [{**claim["lines"][0], "amount": "10.10", "unit_price": "10.10", "quantity": "1"}]
        claim["policy"]["items"] = [{**one, "ceiling": "50.00", "payment_standard": "50.00"} for one in claim["policy"]["items"]]
        claim["policy"]["benefits"] = [{**one, "ratio": "0.65", "deductible": "0.00", "cap": "10.00"} for one in claim["policy"]["benefits"]]
        if visit == "v-2":
            claim["patient"] |= {"fund_used": None, "deductible_used": None, "account_balance": None}
        claims[visit] = claim
        Path(books).with_name(f"{visit}.json").write_text(json.dumps(claim), "utf-8")
    funds = [settled(books, str(Path(books).with_name(f"{visit}.json")), f"k-{visit}")["amounts"]["fund"] for visit in claims]
    assert funds == ["6.57", "3.43"]
    assert answered("ledger", "rerate", books)["proposals"] == []
    proposals = answered("ledger", "rerate", books, "--reading", "rounding=half_even", code=1)["proposals"]
    assert [one["adjustment"]["fund"] for one in proposals] == ["-0.01", "0.01"]
    assert all(one["adjustment"]["charged"] == "0.00" for one in proposals)
    answered("ledger", "rerate", books, "--reading", "rounding=half_even", "--post", "again", code=1)
    assert answered("ledger", "rerate", books, "--reading", "rounding=half_even")["proposals"] == []
    assert answered("ledger", "year", books, "--area", "330300", "--person", "p-1", "--year", "2021")["fund_used"] == "10.00"
    assert answered("reverse", "k-v-1", "--ledger", books, "--key", "r1", "--reason", "refund")["amounts"]["fund"] == "-6.56"


def test_the_books_leave_as_a_table(books: str, filed: Callable[..., str], tmp_path: Path) -> None:
    """A row for each entry that moves money, in yuan; as Parquet the same."""
    settled(books, filed())
    answered("reverse", "k1", "--ledger", books, "--key", "r1", "--reason", "refund")
    target = tmp_path / "out.csv"
    assert ask("ledger", "export", books, str(target)).exit_code == 0
    rows = list(csv.DictReader(target.read_text("utf-8").splitlines()))
    assert [row["kind"] for row in rows] == ["settlement", "reversal"]
    assert sum(Decimal(row["charged"]) for row in rows) == 0
    assert ask("ledger", "export", books, str(tmp_path / "out.xls")).exit_code == 2
    assert ask("ledger", "export", books, books).exit_code == 2
    assert ask("ledger", "export", books, str(tmp_path / "nowhere" / "out.csv")).exit_code == 2
    parquet = pytest.importorskip("pyarrow.parquet")
    assert ask("ledger", "export", books, str(tmp_path / "out.parquet")).exit_code == 0
    table = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert [f"{row['charged']}" for row in table] == [row["charged"] for row in rows]


def test_parquet_without_its_library_says_what_to_install(books: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves no file behind."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = ask("ledger", "export", books, str(tmp_path / "out.parquet"))
    assert done.exit_code == 2
    assert "pip install 'yibao[parquet]'" in done.stderr
    assert not list(tmp_path.glob("*parquet*"))


def test_a_changed_row_is_found_and_named(books: str, filed: Callable[..., str]) -> None:
    """One fen changed by hand, with the guards taken away: exit code 1 and the place."""
    entry = settled(books, filed())
    assert answered("ledger", "verify", books, "--head", entry["head"])["broken"] == []
    connection = sqlite3.connect(books)
    connection.executescript("DROP TRIGGER entry_is_never_changed; UPDATE entry SET cash = cash + 1, charged = charged + 1 WHERE kind = 'settlement'")
    connection.close()
    places = {one["place"] for one in answered("ledger", "verify", books, code=1)["broken"]}
    assert {f"entry {entry['number']}", "trigger entry_is_never_changed"} <= places
    assert "内容与其散列不符" in ask("ledger", "verify", books).output
    assert ask("ledger", "verify", books, "--head", "12").exit_code == 2


def test_the_outcome_is_kept_whole(books: str, filed: Callable[..., str]) -> None:
    """Byte for byte the outcome that was decided; its digest stands in the entry."""
    outcome = answered("settle", filed(), "--ledger", books, "--preview")
    entry = settled(books, filed())
    assert json.loads(ask("ledger", "show", books, "k1", "--outcome").stdout) == outcome
    assert digest(outcome) == entry["outcome"]
    assert ask("ledger", "show", books, "#1", "--outcome").exit_code == 2
    assert ask("ledger", "show", books, "--outcome").exit_code == 2


def test_balances_come_to_nothing(books: str, filed: Callable[..., str]) -> None:
    """What went from where to where sums to zero, and the visit holds its charge."""
    entry = settled(books, filed())
    document = answered("ledger", "balance", books)
    assert document["sum"] == "0.00"
    assert {one["account"]: one["amount"] for one in document["balances"]}["visit:inst-1/v-1"] == entry["amounts"]["charged"]


def test_entries_are_shown_and_picked(books: str, filed: Callable[..., str]) -> None:
    """By key, by number, by visit, by person, the last ones."""
    entry = settled(books, filed())
    assert answered("ledger", "show", books, f"#{entry['number']}")["key"] == "k1"
    assert [one["number"] for one in answered("ledger", "show", books, "--last", "1")["entries"]] == [entry["number"]]
    assert len(answered("ledger", "show", books, "--person", "p-1")["entries"]) == 2
    assert answered("ledger", "show", books, "--visit", "none")["entries"] == []
    assert ask("ledger", "show", books, "#999").exit_code == 2


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "it is empty"), (b"hello, this is no database at all" * 9, "not an SQLite database"), (None, "there is no ledger")]
)
def test_a_file_that_is_no_ledger_is_refused_and_left_alone(tmp_path: Path, filed: Callable[..., str], content: bytes | None, said: str) -> None:
    """Whatever is asked of it: exit code 2, and its bytes stay."""
    path = tmp_path / "other.db"
    if content is not None:
        path.write_bytes(content)
    for words in (["ledger", "verify", str(path)], ["settle", filed(), "--ledger", str(path), "--key", "k1"], ["ledger", "months", str(path)]):
        done = ask(*words)
        assert done.exit_code == 2
        assert said in done.stderr
    assert (path.read_bytes() if path.exists() else None) == content


def test_a_new_ledger_takes_no_name_that_is_there(books: str) -> None:
    """The ledger that is there stays."""
    before = Path(books).read_bytes()
    assert "is there already" in ask("ledger", "new", books).stderr
    assert Path(books).read_bytes() == before


def test_references_are_made_of_lines_and_tell_nothing(tmp_path: Path) -> None:
    """The same number under the same secret gives the same letters; a short secret is refused."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"0123456789abcdef0123")
    words = [sys.executable, "-m", "yibao", "ledger", "reference", "--secret", str(secret)]
    done = subprocess.run(words, input="first\nsecond\nfirst\n", capture_output=True, encoding="utf-8", check=True)
    one, two, again = done.stdout.split()
    assert one == again == keyed_reference(secret.read_bytes(), "first") != two
    assert one.isalpha()
    assert len(one) == 32
    secret.write_bytes(b"short")
    refused = subprocess.run(words, input="first\n", capture_output=True, encoding="utf-8", check=False)
    assert refused.returncode == 2
    assert "16 bytes" in refused.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_report_ends_with_the_head(books: str, filed: Callable[..., str], stated: Callable[..., str], lang: str) -> None:
    """For somebody else to keep, in either language."""
    entry = settled(books, filed(), "k1", "--message", "m-1")
    reports = [
        ["reconcile", stated(listed(entry)), "--ledger", books],
        ["ledger", "show", books],
        ["ledger", "verify", books],
        ["ledger", "balance", books],
        ["ledger", "months", books],
        ["ledger", "persons", books],
        ["ledger", "open-items", books],
        ["ledger", "rerate", books],
        ["ledger", "over-norm", books, "--norm", "1.00", "--times", "1"],
        ["ledger", "year", books, "--area", "330300", "--person", "p-1", "--year", "2021"],
        ["ledger", "quota", books, "--area", "330300", "--institution", "inst-1", "--on", "2021-12-31"],
    ]
    for words in reports:
        done = ask(*words, "--lang", lang)
        assert done.exit_code == 0, done.output
        last = done.output.rstrip().rsplit("\n", 1)[-1]
        assert last.split()[-1] == answered("ledger", "show", books)["head"]
