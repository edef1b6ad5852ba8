"""What would Wenzhou's rules cost in a general rule engine?

The conditions of `by_hand` in one decision graph of zen-engine, parsed once, evaluated without any trace.
The engine is helped: it gets the facts as a ready dictionary, derived ones included, and neither derives
facts nor splits money.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import zen
from yibao.claim import Claim
from yibao.codec import plain
from yibao.flow import select
from yibao.plan import plan
from yibao.plugins import installed
from yibao.words import Unknown

VISIT = (
    'institution_in_area and institution_internet_licence in ["internet_hospital", "internet_diagnosis"]'
    " and institution_designated and patient_insured",
    "visit_department in institution_offline_departments and visit_department in institution_internet_departments",
    'visit_revisit and visit_disease_class in ["common", "chronic"] and visit_completable_online',
    "disease_listed",
    "identity_verified and identity_mobile_payment and d(identity_verified_at) <= d(identity_paid_at)",
    '"real_name" in identity_activation and identity_activation_authorised',
    "main_agreement_active",
    "supplementary_agreement_active",
    "physician_in_area",
    'physician_licence == "physician"',
    'd(physician_independent_since).add(3, "year") <= d(service_date)',
    "visit_norms_followed",
    'earlier_visit_found and d(service_date) <= d(earlier_visit_date).add(3, "month")',
    "institution_prescription_review and institution_conduct_supervision",
    '"medical_record" in records_uploaded and "authentication" in records_uploaded'
    ' and (not prescription_issued or ("prescription" in records_uploaded and "purchase" in records_uploaded))',
    '"treatment" in records_linked and "transaction" in records_linked'
    ' and (not prescription_issued or "prescription" in records_linked)'
    ' and (not prescription_delivered or "delivery" in records_linked) and records_flows_monitored',
    "prescription_issued",
    "patient_in_area",
    "d(institution_interface_accepted_on) <= d(settlement_date)",
)
LINE = (
    'line_mode == "online"',
    'line_catalogue in ["A", "B"] and disease_listed and line_category != "delivery"',
    'line_category in ["consultation", "drug"]',
    "not line_violation_verified",
)
DRUG = (
    "drug_listed",
    "line_prescribed",
    "prescription_physician_signed and prescription_reviewed and prescription_uploaded"
    " and d(prescription_reviewed_at) <= d(prescription_uploaded_at)",
    "prescription_platform_uploaded and d(prescription_reviewed_at) <= d(prescription_platform_uploaded_at)",
    "prescription_carrier_qualified",
    "line_trace_code",
    "line_use_rules_met",
    'prescription_channel == "platform"',
)
SERVICE = (
    "item_approved",
    "item_allowed_online",
    "item_direct_to_patient",
    "item_remote",
    "item_same_function",
    "item_effective",
    'not (item_between_institutions and not item_faces_patient) and item_clinical_activity and item_by_medical_staff and item_kind == "clinical"',
    'item_derived == "no"',
    "line_amount <= item_ceiling_amount",
    "line_amount <= item_standard_amount",
)


def graph() -> str:
    """A decision graph with one node that holds every rule; those on lines are asked of every line."""
    of_lines = [(f"line_{number}", f"map(lines, {_on_line(text)})") for number, text in enumerate(LINE)]
    of_lines += [(f"drug_{number}", f'map(lines, #.line_category != "drug" or ({_on_line(text)}))') for number, text in enumerate(DRUG)]
    of_lines += [(f"service_{number}", f'map(lines, #.line_category != "consultation" or ({_on_line(text)}))') for number, text in enumerate(SERVICE)]
    rules = [(f"visit_{number}", text) for number, text in enumerate(VISIT)] + of_lines
    expressions = [{"id": key, "key": key, "value": value} for key, value in rules]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "rules", "type": "expressionNode", "name": "rules", "content": {"expressions": expressions}},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in (("in", "rules"), ("rules", "out"))]
    return json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges})


def _on_line(text: str) -> str:
    """A rule on a line's facts, as the engine writes it inside `map`."""
    return re.sub(r"\b((?:line|item)_\w+|drug_listed)\b", r"#.\1", text)


def prepared(claim: Claim) -> Callable[[], bool]:
    """The rules on this claim's facts, ready to be evaluated."""
    ready = plan(select(claim, {}, False, (), installed()).layers, {})
    facts = ready.facts.visit(claim)
    lines = []
    for number in range(len(claim.lines)):
        of_line = ready.facts.line(claim, number, facts)
        for name in LINE_FACTS:
            of_line[name]
        lines.append({name: value for name, value in _stated(of_line).items() if name.startswith(("line_", "item_", "drug_"))})
    context = {**_stated(facts), "lines": lines}

    def evaluate() -> bool:
        answers = DECISION.evaluate(context)["result"].values()
        return all(all(one) if isinstance(one, list) else one for one in answers)

    return evaluate


LINE_FACTS = ("drug_listed", "item_ceiling_amount", "item_standard_amount", "line_violation_verified")
ENGINE = zen.ZenEngine()
DECISION = ENGINE.create_decision(graph())


def _stated(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: plain(value)
        for name, value in facts.items()
        if isinstance(name, str) and not isinstance(value, Unknown | Decimal) and value is not None
    }
