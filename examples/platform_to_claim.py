"""From the national platform's answers to a claim, and back to the platform's totals.

The 2204 answer gives the charge lines, 1101 the balance of the account, 2207 the day of settlement
and the totals; what the platform does not carry (the visit, the prescription, the agreements, the
area's tables) comes from a file of facts. The claim is decided, and every amount is laid beside the
platform's. None of the platform's totals goes into the claim. Exit 0: all agree to the fen; 1: not.
"""

import argparse
import json
import sys
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import yibao

HERE = Path(__file__).parent / "platform"
PLATFORM = json.loads((files("yibao_spec") / "platform.json").read_text("utf-8"))
CODES = {field["path"]: field["codes"] for field in PLATFORM["fields"] if "codes" in field}


def word(path, code):
    """Our word for a code of the platform, at a path of the claim."""
    if code not in CODES[path]:
        raise SystemExit(f"{path}: code {code} has no word here; spec/yibao_spec/platform.json says why, or it is new")
    return CODES[path][code]


def text(number, least, most):
    """A number of a message as text with `least` to `most` places: exactly the figures that the message shows.

    The messages write amounts as JSON numbers, which Python reads as floats. `str` of a float is its
    shortest form, "4.52", so `Decimal(str(x))` is the amount itself; `Decimal(x)` would be 4.51999….
    """
    exact = Decimal(str(number))
    places = max(least, -exact.normalize().as_tuple().exponent)
    if places > most:
        raise SystemExit(f"{number} has more than {most} places")
    return f"{exact:.{places}f}"


def claim_of(detail, settled, person, facts):
    """The claim document of the visit to which a 2204, a 2207 and a 1101 answer belong."""
    setlinfo = settled["output"]["setlinfo"]
    insured = next(row for row in person["output"]["insuinfo"] if row["insutype"] == setlinfo["insutype"])
    patient = {
        "insured": word("/patient/insured", insured["psn_insu_stas"]),
        "insurance": word("/patient/insurance", insured["insutype"]),
        "account_balance": text(insured["balc"], 2, 2),
    }
    lines = [line_of(row) | facts["lines"][row["feedetl_sn"]] for row in detail["output"]["result"]]
    day = setlinfo["setl_time"][:10]
    return {"schema": "yibao.claim/1", "settlement_date": day, **facts, "patient": facts["patient"] | patient, "lines": lines}


def line_of(row):
    """A charge line of the claim, from a line of the 2204 answer."""
    return {
        "id": row["feedetl_sn"],
        "category": word("/lines/*/category", row["med_chrgitm_type"]),
        "amount": text(row["det_item_fee_sumamt"], 2, 2),
        "unit_price": text(row["pric"], 2, 6),
        "quantity": text(row["cnt"], 0, 4),
        "catalogue": word("/lines/*/catalogue", row["chrgitm_lv"]),
        "self_pay_ratio": text(row["selfpay_prop"], 0, 4),
    }


def side_by_side(setlinfo, amounts):
    """Print the platform's amounts and ours; say whether they agree."""
    agree = True
    print("platform                    yibao")
    for row in PLATFORM["amounts"]:
        if row["field"]:
            theirs, ours = text(setlinfo[row["field"]], 2, 2), amounts[row["amount"]]
            print(f"{row['field']:<18}{theirs:>8}  {row['amount']:<16}{ours or 'unknown':>8}  {'=' if theirs == ours else '≠'}  {row['zh']}")
            agree &= theirs == ours
    for row in PLATFORM["sums"]:
        if row["node"] == "setlinfo":
            total, *parts = (Decimal(str(setlinfo[name])) for name in (row["total"], *row["parts"]))
            print(f"{row['total']} {total} {'=' if total == sum(parts) else '≠'} {' + '.join(map(str, parts))}  ({' + '.join(row['parts'])})")
            agree &= total == sum(parts)
    return agree


def main():
    parser = argparse.ArgumentParser(description="Build a claim from the platform's answers, decide it, compare the amounts.")
    for name, file, what in (
        ("detail", "2204_answer_hebei.json", "the 2204 answer (charge lines)"),
        ("settled", "2207_answer_hebei.json", "the 2207 answer (settlement)"),
        ("person", "1101_answer_hebei.json", "the 1101 answer (insurance and balance)"),
        ("facts", "facts_wenzhou.json", "what the platform does not carry"),
    ):
        parser.add_argument(f"--{name}", type=Path, default=HERE / file, metavar="JSON", help=what)
    parser.add_argument("--claim", type=Path, metavar="JSON", help="write the claim document here, for `yibao decide`")
    given = parser.parse_args()

    detail, settled, person, facts = (json.loads(path.read_text("utf-8")) for path in (given.detail, given.settled, given.person, given.facts))
    if any(str(answer["infcode"]) != "0" for answer in (detail, settled, person)):
        raise SystemExit("an answer of the platform says that its transaction failed (infcode is not 0)")
    claim = claim_of(detail, settled, person, facts)
    if given.claim:
        given.claim.write_text(json.dumps(claim, ensure_ascii=False, indent=1) + "\n", "utf-8")

    document = yibao.outcome_document(yibao.decide(yibao.claim_from(claim)))
    print(f"{document['claim_id']}: payable {document['verdict']['payable']}, under {document['measure']['title']}")
    agree = side_by_side(settled["output"]["setlinfo"], document["amounts"])
    print("agree to the fen" if agree else "do not agree")
    return 0 if agree else 1


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main())
