"""Load a claim, decide it, read the outcome: `python decide_a_claim.py [claim.json]`."""

import sys
from pathlib import Path

import yibao

EXAMPLE = Path(__file__).parent / "claims" / "tianjin_charge_above_ceiling.json"

claim = yibao.load_claim(sys.argv[1] if len(sys.argv) > 1 else EXAMPLE)
outcome = yibao.decide(claim)
print(*(f"{question}: {answer}" for question, answer in outcome.verdict.items()), sep=" | ")

document = yibao.outcome_document(outcome)  # what `yibao decide --json` prints; an amount that cannot be known is None
print(*(f"{name} {document['amounts'][name]}" for name in ("charged", "fund", "account", "cash", "hospital")), sep=" | ")
for finding in document["findings"]:
    if finding["answer"] == "not_met" and finding["kind"] in ("condition", "ceiling"):
        print("not met:", finding["clause"], finding["line"] or "visit", "|", finding["reason"], "|", finding["reason_en"])
for fact in document["missing"]:
    print("missing:", fact["path"], "|", fact["zh"], "|", fact["en"])
