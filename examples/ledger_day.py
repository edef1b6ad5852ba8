"""A hospital's books on one day, and the list of the other side on the next: `python ledger_day.py`.

A visit is settled, the reply is lost, and trying again posts nothing twice. Of a second visit nobody knows whether it arrived. The other side's
list says; what does not match is closed step by step, and in the end anyone who kept the head can see that nothing was changed.
"""

import tempfile
from datetime import date, datetime
from pathlib import Path

import attrs
import yibao
from yibao.ledger.items import close_item, open_items
from yibao.ledger.months import months
from yibao.ledger.quotas import Quota, quota_use, set_quota
from yibao.ledger.reconciling import Statement, StatementLine, reconcile
from yibao.ledger.verifying import verify
from yibao.ledger.years import year_of
from yibao.money import fen, yuan

clock = datetime.fromisoformat("2021-06-18T10:00")  # Beijing time; a ledger of your own takes the machine's clock
visit = yibao.load_claim(Path(__file__).parent / "claims" / "wenzhou_chronic_refill_delivered.json")
AREA, HOSPITAL, PATIENT = visit.area, visit.institution.reference, visit.patient.reference


def said(what: str, posted) -> None:
    """One line about an entry."""
    entry, again = posted.entry, "  (posted before)" if posted.replayed else ""
    print(f"{what}: entry {entry.number}, charged {yuan(entry.charged)}, fund {yuan(entry.fund)}, account {yuan(entry.account)}{again}")


def balance(ledger) -> None:
    """What the patient's year has used up."""
    used = year_of(ledger, AREA, PATIENT, 2021).document()
    print(f"  deductible used {used['deductible_used']}, fund used {used['fund_used']}, account {used['account_balance']}")


def main() -> None:
    global clock
    with tempfile.TemporaryDirectory() as folder, yibao.new_ledger(Path(folder) / "hospital.db", now=lambda: clock) as ledger:
        said("settled", yibao.settle(ledger, visit, "visit-1", message="m-1"))
        balance(ledger)
        said("the reply was lost, tried again", yibao.settle(ledger, visit, "visit-1", message="m-1"))
        try:
            yibao.settle(ledger, visit, "visit-1b")
        except yibao.YibaoError as error:
            print(f"under another key: {error.code}")

        unstated = attrs.evolve(visit.patient, deductible_used=None, fund_used=None, account_balance=None)  # the ledger knows them now
        second = attrs.evolve(visit, claim_id="second", patient=unstated)
        said("settled", yibao.settle(ledger, second, "visit-2", message="m-2"))
        balance(ledger)
        print("no answer yet:", *(one["message"] for one in open_items(ledger)))
        kept = ledger.last.head

        clock = datetime.fromisoformat("2021-06-19T09:00")
        there = [("m-1", "176.60", "74.98", "60.00"), ("m-9", "20.00", "12.00", "0.00")]
        lines = [StatementLine("settlement", message, *map(fen, amounts)) for message, *amounts in there]
        report = reconcile(ledger, Statement(HOSPITAL, date(2021, 6, 18), date(2021, 6, 18), tuple(lines)))
        print(f"here {report['totals']['here']['fund']}, there {report['totals']['there']['fund']}, matched {report['matched']}")
        items = {one["message"]: one for one in report["items"]}
        for message, item in items.items():
            print(f"  {message} {item['en']}:", " or ".join(" → ".join(step["do"] for step in way) for way in item["ways"]))

        said("m-2 never arrived, reversed", yibao.reverse(ledger, "visit-2", "reverse-2", "no_answer"))
        close_item(ledger, items["m-2"]["id"])
        close_item(ledger, items["m-9"]["id"], reference="there-4711")  # not ours: they cancelled it
        print("open:", *(one["message"] for one in open_items(ledger)), sep=" ")
        balance(ledger)

        set_quota(ledger, Quota(HOSPITAL, AREA, 2021, fen("50000.00"), date(2021, 1, 15), "示例数据，非官方指标"))
        use = quota_use(ledger, AREA, HOSPITAL, date(2021, 6, 30))
        print(f"quota {use['quota']}, used {use['used']}, left {use['left']} ({use['clauses'][0]['clause']})")
        print(*(f"{one['month']}: {one['settlements']} settled, {one['reversals']} reversed, fund {one['fund']}" for one in months(ledger)))
        print("changed since the head was kept:", "nothing" if not verify(ledger, kept).broken else "something")


if __name__ == "__main__":
    main()
