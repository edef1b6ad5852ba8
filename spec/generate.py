"""Which parts of the specification are made from the reference implementation?

Facts, readings and JSON Schemas: `python spec/generate.py` writes them, and a test compares them.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import attrs
from yibao.claim import ActKind, Actor, Claim
from yibao.codec import WRITTEN
from yibao.conformance.cases import Group
from yibao.conformance.grading import LEVELS
from yibao.conformance.running import STAGES as CASE_STAGES
from yibao.conformance.running import Status as CaseStatus
from yibao.conformance.sequences import FAULTS
from yibao.course import STATUSES, ClockState
from yibao.facts import FACTS
from yibao.fields import CaseName
from yibao.judging import Judge
from yibao.ledger.door import OPERATIONS
from yibao.ledger.entry import AMOUNTS, COLUMNS, KINDS
from yibao.ledger.items import ITEMS, STEPS
from yibao.ledger.messages import STATES as STATES_OF_EXCHANGE
from yibao.ledger.offline import OfflineSettlement
from yibao.ledger.reconciling import Statement
from yibao.measures import EXECUTABLE, Clause
from yibao.pages import reading_rows
from yibao.plugins import STAGES, Declared, installed
from yibao.policy import Policy
from yibao.proceeding import MEASURE_STATES, STATES
from yibao.record import AgreementKind, EventKind, MoveKind, Record
from yibao.rules import Answer, Consequence, Effect, Rule
from yibao.settlement import Parts

ROOT = Path(__file__).parent / "yibao_spec"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
AMOUNT = {"type": ["string", "null"], "pattern": r"^-?(0|[1-9]\d*)\.\d\d$"}
ANSWER = {"enum": [str(answer) for answer in Answer]}


def of(type_: Any) -> dict[str, Any]:
    """The schema of a field's type, as the codec reads it."""
    if NoneType in get_args(type_):
        (inner,) = [part for part in get_args(type_) if part is not NoneType]
        return {"anyOf": [of(inner), {"type": "null"}]}
    if type_ in WRITTEN:
        pattern, _, what = WRITTEN[type_]
        return {"type": "string", "pattern": f"^(?:{pattern})$", "description": what, **({"format": "date"} if type_ is date else {})}
    if get_origin(type_) is Literal:
        return {"enum": list(get_args(type_))}
    if get_origin(type_) in (tuple, frozenset):
        return {"type": "array", "items": of(get_args(type_)[0])}
    if attrs.has(type_):
        return {"$ref": f"#/$defs/{type_.__name__}"}
    if get_origin(type_) is dict:
        return {"type": "object", "additionalProperties": of(get_args(type_)[1])}
    if type_ is int:
        return {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    return {bool: {"type": "boolean"}, str: {"type": "string", "minLength": 1, "maxLength": 2000}, datetime: {"type": "string"}}[type_]


def record(type_: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a record: closed keys, required where there is no default."""
    properties, required = {}, []
    definitions[type_.__name__] = {}
    for field in attrs.fields(attrs.resolve_types(type_, include_extras=True)):
        if field.init:
            properties[field.name] = of(field.type) | ({"title": field.metadata["zh"]} if "zh" in field.metadata else {})
            required += [field.name] if field.default is attrs.NOTHING else []
            for part in [field.type, *get_args(field.type)]:
                for inner in [part, *get_args(part)]:
                    if attrs.has(inner) and inner.__name__ not in definitions:
                        record(inner, definitions)
    doc = (type_.__doc__ or "").split("\n")[0]
    definitions[type_.__name__] = {
        "type": "object",
        "description": doc,
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    return definitions[type_.__name__]


def document(type_: Any, name: str) -> dict[str, Any]:
    """The schema of a whole document, which says its own schema."""
    definitions: dict[str, Any] = {}
    top = record(type_, definitions)
    del definitions[type_.__name__]
    properties = {"schema": {"const": name}, **top["properties"]}
    return {"$schema": DIALECT, "$id": name, **top, "properties": properties, "required": ["schema", *top["required"]], "$defs": definitions}


def operations() -> dict[str, Any]:
    """The schema of an operation on a ledger: what is done, and what it is given."""
    definitions: dict[str, Any] = {}
    asked = []
    for do, operation in OPERATIONS.items():
        given = {**record(operation.given, definitions)}
        if operation.takes_claim:
            given["properties"] = {"claim": {"type": "object", "description": "yibao.claim/1"}, **given["properties"]}
            given["required"] = ["claim", *given["required"]]
        asked.append(closed({"do": {"const": do}, "given": given}))
    named = {operation.given.__name__ for operation in OPERATIONS.values()}
    parts = {name: one for name, one in definitions.items() if name not in named}
    return {"$schema": DIALECT, "$id": "yibao.operation/1", "oneOf": asked, "$defs": parts}


def closed(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """An object with these properties and no others."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def outcome() -> dict[str, Any]:
    """The schema of an outcome."""
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    both = closed({"zh": text, "en": text})
    amounts = dict.fromkeys(Parts._fields, AMOUNT)
    verdict = ["governed", "permitted", "settled_online", "payable", "charges", "amounts", "duties", "not_held", "may_apply", "may_sign"]
    finding = {
        **dict.fromkeys(("stage", "measure", "clause", "rule", "kind", "reason", "reason_en", "owner"), text),
        "answer": ANSWER,
        "otherwise": {"enum": [None, *(str(effect) for effect in Effect)]},
        "line": {"type": ["string", "null"]},
        "facts": {"type": "object"},
        "missing": texts,
        "readings": texts,
        "amount": AMOUNT,
    }
    suspicion = {**dict.fromkeys(("measure", "clause", "owner", "reason", "reason_en"), text), "line": {"type": ["string", "null"]}}
    sanction = {
        **dict.fromkeys(("name", "zh", "en", "only_if", "agency"), text),
        "elsewhere": {"const": True},
        **{name: {"type": ["integer", "string"]} for name in ("at_least", "at_most")},
        "unit": {"enum": ["months", "years", "yuan", "times"]},
        "basis": {"enum": ["loss", "fraud"]},
        **dict.fromkeys(("from", "to"), AMOUNT),
    }
    route = {
        **dict.fromkeys(("act", "measure", "clause", "nature", "agency", "reason", "reason_en"), text),
        "state": {"enum": ["applies", "after_verification", "if_in_force", "if_listed", "if_fraud", "if_not_fraud", "if_loss", "if_no_loss"]},
        "mandatory": {"type": ["boolean", "null"]},
        "truncated": {"type": "boolean"},
        "sanctions": {"type": "array", "items": closed(sanction, tuple(set(sanction) - {"name", "zh", "en"}))},
    }
    day = {"type": ["string", "null"], "format": "date"}
    effect = {
        "on": {"enum": ["main_agreement", "supplementary_agreement", "physician"]},
        "status": text,
        "since": day,
        "until": day,
        "clause": {"type": ["string", "null"]},
        "proceeding": {"type": ["string", "null"]},
    }
    dependence = {"reading": text, "held": {"type": ["string", "null"]}, "option": text, "changes": {"type": "object"}}
    named = {"id": text, "title": text, "number": {"type": ["string", "null"]}, "completeness": text}
    beside = {**named, "role": text}
    top = closed(
        {
            "schema": {"const": "yibao.outcome/1"},
            "claim_id": text,
            "measure": closed(named),
            "basis": {"enum": ["regional", "baseline"]},
            "beside": {"type": "array", "items": closed(beside)},
            "not_taken": {"type": "array", "items": closed({"measure": text, "zh": text, "en": text})},
            "verdict": closed(dict.fromkeys(verdict, ANSWER), ("not_held", "may_apply", "may_sign")),
            "amounts": closed(amounts),
            "lines": {"type": "array", "items": closed({"line": text, "payable": ANSWER, "allowed": AMOUNT, **amounts})},
            "findings": {"type": "array", "items": closed(finding, ("amount",))},
            "gaps": {
                "type": "array",
                "items": closed({"measure": text, "clause": text, "stage": text, "answer": {"const": "text_missing"}, "why": both}),
            },
            "missing": {"type": "array", "items": closed({"path": text, "zh": text, "en": text})},
            "violations": closed(
                {
                    "suspected": {"type": "array", "items": closed(suspicion)},
                    "routes": {"type": "array", "items": closed(route)},
                    "unrouted": {"type": "array", "items": closed({"act": text, "nature": text})},
                }
            ),
            "readings": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
            "receipt": {"type": "object"},
            "effects": {"type": "array", "items": closed(effect)},
            "sensitivity": {"type": "array", "items": closed(dependence)},
        },
        ("effects", "sensitivity"),
    )
    return {"$schema": DIALECT, "$id": "yibao.outcome/1", **top}


def comparison() -> dict[str, Any]:
    """The schema of a comparison."""
    text = {"type": "string"}
    optional, both = {"type": ["string", "null"]}, closed({"zh": text, "en": text})
    area = {
        "area": text,
        "place": both,
        "not_moved": {"type": "array", "items": both},
        "error": text,
        "message": text,
        "measure": closed({"id": text, "title": text, "number": optional}),
        "basis": {"enum": ["regional", "baseline"]},
        "beside": {"type": "array", "items": text},
        "verdict": {"type": "object", "additionalProperties": ANSWER},
        "allowed": {"type": "object", "additionalProperties": AMOUNT},
        "amounts": {"type": "object", "additionalProperties": AMOUNT},
    }
    counterpart = closed({"state": {"enum": ["speaks", "silent", "missing"]}, "clauses": {"type": "array", "items": text}})
    ground = closed({"area": text, "clause": text, "answer": ANSWER, "reason": both, "other_area": text, "counterpart": counterpart})
    facet = closed({"facet": text, "here": optional, "there": optional})
    difference = closed({"area": text, "facets": {"type": "array", "items": facet}, "grounds": {"type": "array", "items": ground}})
    top = closed(
        {
            "schema": {"const": "yibao.comparison/1"},
            "claim_id": text,
            "service_date": text,
            "base": optional,
            "areas": {"type": "array", "items": closed(area, tuple(set(area) - {"area", "place", "not_moved"}))},
            "differences": {"type": "array", "items": difference},
        }
    )
    return {"$schema": DIALECT, "$id": "yibao.comparison/1", **top}


def agreement() -> dict[str, Any]:
    """The schema of what a record says on a day."""
    text, texts, day = {"type": "string"}, {"type": "array", "items": {"type": "string"}}, {"type": ["string", "null"], "format": "date"}
    optional, kind, status = {"type": ["string", "null"]}, {"enum": list(get_args(AgreementKind))}, {"enum": list(STATUSES)}
    party = closed({"side": {"enum": ["agency", "institution"]}, "zh": text, "en": text})
    step = {"event": text, "clause": text, "by": party}
    stretch = {"status": status, "since": day, "until": day, "clause": optional, "proceeding": optional, "missing": texts}
    course = {
        "application": text,
        "status": status,
        "until": day,
        "stretches": {"type": "array", "items": closed(stretch)},
        "possible": {"type": "array", "items": closed(step)},
        "not_yet": {
            "type": "array",
            "items": closed({**step, "first_day": day, "against": {"type": "array", "items": closed({"clause": text, "zh": text, "en": text})}}),
        },
        "barred": {
            "type": "array",
            "items": closed({"event": text, "first_day": day, "clause": text, "since": optional, "zh": text, "en": text}),
        },
    }
    ground = {"clause": text, "zh": text, "en": text, "answer": ANSWER, "missing": texts, "bars": {"type": "boolean"}}
    event = {
        "id": optional,
        "kind": {"enum": [*get_args(EventKind), None]},
        "agreement": kind,
        "on": day,
        "answer": ANSWER,
        "measure": optional,
        "grounds": {"type": "array", "items": closed(ground)},
        "application": text,
        "status": status,
        "missing": texts,
    }
    clock = {
        **dict.fromkeys(("measure", "clause", "zh", "en", "since"), text),
        "agreement": kind,
        "from": day,
        "owner": party,
        "due": day,
        "done": day,
        "state": {"enum": list(get_args(ClockState))},
        "left_out": {"anyOf": [texts, {"type": "null"}]},
        "missing": texts,
    }
    top = closed(
        {
            "schema": {"const": "yibao.agreement/1"},
            "institution": text,
            "area": text,
            "on": day,
            "agreements": closed({name: closed(course) for name in get_args(AgreementKind)}),
            "events": {"type": "array", "items": closed(event)},
            "clocks": {"type": "array", "items": closed(clock)},
            "missing": texts,
            "readings": {"type": "object", "additionalProperties": optional},
        }
    )
    return {"$schema": DIALECT, "$id": "yibao.agreement/1", **top}


def proceedings() -> dict[str, Any]:
    """The schema of how far the proceedings of a record have come."""
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    optional, day = {"type": ["string", "null"]}, {"type": ["string", "null"], "format": "date"}
    ground = closed({"clause": text, "zh": text, "en": text, "answer": ANSWER, "missing": texts})
    event = {
        **dict.fromkeys(("id", "by", "reason", "state"), text),
        "kind": {"enum": list(get_args(MoveKind))},
        "on": day,
        **{name: optional for name in ("evidence", "nature", "sanction", "of", "result")},
        "answer": ANSWER,
        "grounds": {"type": "array", "items": ground},
        "missing": texts,
    }
    measure = {
        **dict.fromkeys(("id", "sanction", "zh", "en", "by", "reason"), text),
        **dict.fromkeys(("clause", "agreement"), optional),
        "amount": AMOUNT,
        "state": {"enum": list(MEASURE_STATES)},
        "appealed": {"type": "boolean"},
        **dict.fromkeys(("from", "since", "until", "ended"), day),
    }
    one = {
        **dict.fromkeys(("id", "act", "actor"), text),
        "practitioner": optional,
        "claims": texts,
        "occurred_on": day,
        "measure": optional,
        "state": {"enum": list(STATES)},
        "events": {"type": "array", "items": closed(event)},
        "routes": {"type": "array", "items": {"type": "object"}},
        "measures": {"type": "array", "items": closed(measure)},
        "owed": {"type": "array", "items": {"type": "object"}},
        **dict.fromkeys(("unrouted", "gaps", "missing"), texts),
    }
    top = {
        "schema": {"const": "yibao.proceedings/1"},
        **dict.fromkeys(("institution", "area"), text),
        "on": day,
        "proceedings": {"type": "array", "items": closed(one)},
    }
    return {"$schema": DIALECT, "$id": "yibao.proceedings/1", **closed(top)}


def queue() -> dict[str, Any]:
    """The schema of what a person has to decide."""
    text, digest, day = {"type": "string"}, {"type": "string", "pattern": "^[0-9a-f]{64}$"}, {"type": "string", "format": "date"}
    optional, both = {"type": ["string", "null"]}, closed({"zh": text, "en": text})
    verdict = closed(
        {
            **dict.fromkeys(("claim", "clause", "by", "reason"), text),
            "answer": {"enum": ["met", "not_met"]},
            "outcome": digest,
            "on": day,
            "line": optional,
        }
    )
    question = closed(
        {
            **dict.fromkeys(("rule", "reason", "reason_en", "owner", "otherwise"), text),
            "state": {"enum": ["undetermined", "suspected"]},
            "facts": {"type": "array", "items": closed({"fact": text, "zh": text, "en": text, "value": {}})},
            "missing": {"type": "array", "items": closed({"path": text, "zh": text, "en": text})},
            "readings": {
                "type": "array",
                "items": closed(
                    {"reading": text, "zh": text, "en": text, "options": {"type": "array", "items": closed({"name": text, "zh": text, "en": text})}}
                ),
            },
            "amount": AMOUNT,
        },
        ("amount",),
    )
    item = {
        **dict.fromkeys(("claim", "area", "measure", "clause"), text),
        "on": day,
        "text": both,
        "line": optional,
        "questions": {"type": "array", "minItems": 1, "items": question},
        "options": {"type": "array", "items": {"enum": ["met", "not_met"]}},
        "outcome": digest,
    }
    verdicts = {"type": "array", "items": verdict}
    top = closed(
        {
            "schema": {"const": "yibao.queue/1"},
            "items": {"type": "array", "items": closed({**item, "void": verdicts})},
            "judged": {"type": "array", "items": closed({**item, "verdict": verdict})},
            "void": verdicts,
        }
    )
    return {"$schema": DIALECT, "$id": "yibao.queue/1", **top}


def suspicions() -> dict[str, Any]:
    """The schema of what some visits show, and of what could not be seen."""
    text, digest = {"type": "string"}, {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    texts, missing = {"type": "array", "items": text}, {"type": "array", "items": closed({"path": text, "zh": text, "en": text})}
    where = {"act": {"enum": list(get_args(ActKind))}, "measure": text, "clause": text, "missing": missing}
    suspicion = {
        **where,
        "actor": {"enum": list(get_args(Actor))},
        "on": {"type": "string", "format": "date"},
        "claims": {**texts, "minItems": 1},
        "lines": texts,
        "reason": text,
        "reason_en": text,
        "outcomes": {"type": "array", "minItems": 1, "items": digest},
        "evidence": digest,
    }
    top = closed(
        {
            "schema": {"const": "yibao.suspicions/1"},
            "suspicions": {"type": "array", "items": closed(suspicion)},
            "unseen": {"type": "array", "items": closed({**where, "claim": text})},
        }
    )
    return {"$schema": DIALECT, "$id": "yibao.suspicions/1", **top}


def entry() -> dict[str, Any]:
    """The schema of an entry of a ledger, as an operation that posts answers it."""
    text, digest, number = {"type": "string"}, {"type": "string", "pattern": "^[0-9a-f]{64}$"}, {"type": "integer"}
    amounts = closed({name: {"type": "string", "pattern": AMOUNT["pattern"]} for name in AMOUNTS})
    always = {"number": number, "kind": {"enum": list(KINDS)}, "at": text, "key": text, "request": digest, "previous": digest, "hash": digest}
    columns = {name: number if name in ("names", "year") else text for name in COLUMNS if name not in ("body", *AMOUNTS, *always)}
    only_some = {
        **columns,
        "amounts": amounts,
        "lines": {"type": "object", "additionalProperties": amounts},
        "stands": amounts,
        "replayed": {"type": "boolean"},
        "exchange": {"enum": list(STATES_OF_EXCHANGE)},
    }
    top = closed({"schema": {"const": "yibao.entry/1"}, **always, "says": {"type": "object"}, "head": text, **only_some}, tuple(only_some))
    return {"$schema": DIALECT, "$id": "yibao.entry/1", **top}


def reconciliation() -> dict[str, Any]:
    """The schema of what came out of a reconciliation."""
    text, number, optional = {"type": "string"}, {"type": "integer"}, {"type": ["string", "null"]}
    amounts = dict.fromkeys(("charged", "fund", "account"), AMOUNT)
    step = closed({"do": {"enum": list(STEPS)}, "zh": text, "en": text, "done": {"type": ["boolean", "null"]}})
    item = {
        **dict.fromkeys(("id", "zh", "en", "message", "since"), text),
        "kind": {"enum": list(ITEMS)},
        "entry": {"type": ["integer", "null"]},
        "ways": {"type": "array", "items": {"type": "array", "items": step}},
        "closed": {"type": ["object", "null"]},
        "here": closed(amounts, tuple(amounts)),
        "there": closed(amounts, tuple(amounts)),
        "reference": optional,
        "times": number,
    }
    totals = closed({"count": number, **amounts})
    top = closed(
        {
            "schema": {"const": "yibao.reconciliation/1"},
            **dict.fromkeys(("institution", "since", "until", "statement", "head"), text),
            "totals": closed({"here": totals, "there": totals, "equal": {"type": "boolean"}}),
            "matched": number,
            "answered_by_list": {"type": "array", "items": text},
            "without_message": number,
            "items": {"type": "array", "items": closed(item, ("here", "there", "reference", "times"))},
        }
    )
    return {"$schema": DIALECT, "$id": "yibao.reconciliation/1", **top}


def measure() -> dict[str, Any]:
    """The schema of a measure with its register."""
    text = {"type": "string", "minLength": 1}
    both = closed({"zh": text, "en": text})
    optional, day = {"type": ["string", "null"]}, {"type": ["string", "null"], "format": "date"}
    fields = {field.name: field.type for field in attrs.fields(attrs.resolve_types(Clause))}
    clause = {
        "id": text,
        "stage": {"enum": list(get_args(fields["stage"]))},
        "status": {"enum": list(get_args(fields["status"])), "description": f"executable: {', '.join(EXECUTABLE)}"},
        "subject": text,
        "text": both,
        "why": both,
        "parameters": {"type": "object"},
        "points": {"type": "array", "items": {"enum": [one["id"] for one in json.loads((ROOT / "points.json").read_text("utf-8"))["points"]]}},
        "leaves_open": {"type": "array", "items": {"enum": ["may_apply", "may_sign"]}},
        "reliability": {"enum": ["A", "B", "C"]},
        "source": both,
    }
    optional_keys = ("why", "parameters", "points", "leaves_open", "reliability", "source")
    top = closed(
        {
            "schema": {"const": "yibao.measure/1"},
            **dict.fromkeys(("id", "region", "title"), text),
            "place": both,
            **dict.fromkeys(("number", "issuer"), optional),
            "area": {"type": "string", "pattern": r"^\d{6}$"},
            **dict.fromkeys(("since", "until"), day),
            "until_known": {"type": "boolean"},
            "completeness": {"enum": ["full", "partial", "damaged", "missing", "reported"]},
            "note": both,
            "cites": {"type": "array", "items": text},
            "clauses": {"anyOf": [{"type": "null"}, {"type": "array", "items": closed(clause, optional_keys)}]},
            "issued": day,
            "not_before": day,
            "role": {"enum": ["payment", "designation", "law"]},
        },
        ("issued", "not_before", "role"),
    )
    return {"$schema": DIALECT, "$id": "yibao.measure/1", **top}


def cases() -> dict[str, Any]:
    """The schema of a file of cases: what a case expects depends on what the group asks."""
    text, ascii_id = {"type": "string", "minLength": 1}, {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$"}
    case = {
        "id": ascii_id,
        "clause": text,
        "basis": {"enum": ["text", "interpretation", "disputed"]},
        "title": closed({"zh": text, "en": text}),
        "base": text,
        "baseline": {"type": "boolean"},
        "reported": {"type": "array", "items": text},
        "remove": {"type": "array", "items": text},
        "set": {"type": "object"},
        "readings": {"type": "object", "additionalProperties": text},
    }
    optional, on = ("base", "baseline", "reported", "remove", "set", "readings"), of(date)
    asked = {
        "claim": closed({**case, "expect": of_claim(text)}, optional),
        "agreement": closed({**case, "on": on, "expect": of_agreement(text)}, optional),
        "proceeding": closed({**case, "on": on, "expect": of_proceedings(text)}, optional),
        "ledger": closed(of_ledger(case), ("clause", "at")),
    }
    top = closed(
        {
            "schema": {"const": "yibao.cases/1"},
            "measure": text,
            "group": ascii_id,
            "asks": {"enum": list(asked), "default": "claim"},
            "base": text,
            "set": {"type": "object"},
            "at": {"type": "string"},
            "cases": {"type": "array", "minItems": 1},
        },
        ("asks", "set", "at"),
    )
    if_asked = [
        {
            "if": {"properties": {"asks": {"const": name}}, **({} if name == "claim" else {"required": ["asks"]})},
            "then": {"properties": {"cases": {"items": items}}},
        }
        for name, items in asked.items()
    ]
    return {"$schema": DIALECT, "$id": "yibao.cases/1", **top, "allOf": if_asked}


def run() -> dict[str, Any]:
    """The schema of a line of a run's report: its header, a result, or its summary."""
    text, number, level = {"type": "string"}, {"type": "integer", "minimum": 0}, {"enum": list(LEVELS)}
    texts, flag, seconds = {"type": "array", "items": text}, {"type": "boolean"}, {"type": "number", "minimum": 0}
    implementation = closed(dict.fromkeys(("name", "version", "language", "homepage", "issues"), text), ("homepage", "issues"))
    supports = closed(dict.fromkeys(("measures", "stages", "asks"), texts), ("measures", "stages", "asks"))
    asks = get_args(attrs.fields(attrs.resolve_types(Group)).asks.type)
    only_some = {
        **dict.fromkeys(("message", "issue", "context"), text),
        "mismatches": {"type": "array", "items": closed({"level": level, "where": text, "expected": {}, "got": {}})},
        "input": {"type": "object"},
        "expect": {"type": ["object", "null"], "description": "of a ledger null: what is expected stands in the steps"},
    }
    result = {
        "case": of(CaseName),
        **dict.fromkeys(("region", "measure", "clause"), text),
        "stage": {"enum": list(CASE_STAGES)},
        "asks": {"enum": list(asks)},
        "basis": {"enum": ["text", "interpretation", "disputed"]},
        "title": closed({"zh": text, "en": text}),
        "status": {"enum": list(get_args(CaseStatus))},
        "levels": {"type": "object", "propertyNames": level, "additionalProperties": flag},
        "unscored": {"enum": ["", "disputed", "later"]},
        "known": flag,
        "seconds": seconds,
    }
    counts = closed({"passed": number, "failed": number})
    by_key = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": counts}}
    statuses = ("passed", "failed", "errored", "timeout", "known", "skipped", "unsupported", "not_run", "disputed", "later", "unscored_failing")
    summary = {"fine": flag, **dict.fromkeys(statuses, number), "stale": texts, "seconds": seconds, "by_region": by_key, "by_level": by_key}
    header = {
        "schema": {"const": "yibao.run/1"},
        "implementation": implementation,
        "supports": supports,
        "requirements": text,
        "levels": {"type": "array", "items": level},
        "started": text,
    }
    lines = {"header": closed(header), "result": closed({**result, **only_some}, tuple(only_some)), "summary": closed(summary)}
    return {"$schema": DIALECT, "$id": "yibao.run/1", "oneOf": [{"$ref": f"#/$defs/{name}"} for name in lines], "$defs": lines}


def of_claim(text: dict[str, Any]) -> dict[str, Any]:
    """The schema of what a case on a claim expects."""
    money = {"type": "object", "additionalProperties": AMOUNT}
    expect = {
        "answers": {"type": "object", "additionalProperties": ANSWER},
        "verdict": {"type": "object", "additionalProperties": {"enum": [*ANSWER["enum"], None]}},
        "amounts": money,
        "lines": {"type": "object", "additionalProperties": {"type": "object"}},
        "missing": {"type": "array", "items": text},
        "suspected": {"type": "array", "items": text},
        "routes": {"type": "array", "items": {"type": "object"}},
        "unrouted": {"type": "array", "items": {"type": "object"}},
        "measure": text,
        "error": text,
    }
    return closed(expect, tuple(expect)) | {"minProperties": 1}


def of_ledger(case: dict[str, Any]) -> dict[str, Any]:
    """The schema of a case on a ledger: its steps in place of what is expected."""
    claim = {name: case[name] for name in ("base", "set", "remove")}
    step = {
        "do": {"enum": list(OPERATIONS)},
        "given": {"type": "object"},
        "claim": closed(claim, tuple(claim)),
        "at": {"type": "string"},
        "fault": {"enum": list(FAULTS)},
        "expect": {"type": "object"},
    }
    steps = {"type": "array", "minItems": 1, "items": closed(step, tuple(set(step) - {"do"}))}
    return {name: case[name] for name in ("id", "basis", "title", "clause")} | {"at": {"type": "string"}, "steps": steps}


def of_agreement(text: dict[str, Any]) -> dict[str, Any]:
    """The schema of what a case on agreements expects."""
    answers, day = {"type": "object", "additionalProperties": ANSWER}, {"anyOf": [of(date), {"type": "null"}]}
    clock = {
        "due": day,
        "state": {"enum": list(get_args(ClockState))},
        "owner": {"enum": ["agency", "institution"]},
        "done": day,
        "left_out": {"anyOf": [{"type": "array", "items": text}, {"type": "null"}]},
    }
    of_each = {name: {"type": "array", "items": text} for name in get_args(AgreementKind)}
    events = closed(of_each, tuple(of_each))
    expect = {
        "events": answers,
        "grounds": answers,
        "clocks": {"type": "object", "additionalProperties": {"anyOf": [closed(clock, tuple(clock)), {"type": "null"}]}},
        "application": closed(dict.fromkeys(of_each, text), tuple(of_each)),
        "status": closed({name: {"enum": list(STATUSES)} for name in of_each}, tuple(of_each)),
        "barred": {"type": "object", "additionalProperties": day},
        "possible": events,
        "not_possible": events,
        "missing": {"type": "array", "items": text},
        "error": text,
    }
    return closed(expect, tuple(expect)) | {"minProperties": 1}


def of_proceedings(text: dict[str, Any]) -> dict[str, Any]:
    """The schema of what a case on proceedings expects: a key for each proceeding, null where it has not begun."""
    answers, many = {"type": "object", "additionalProperties": ANSWER}, {"type": "array", "items": {"type": "object"}}
    proceeding = {
        "state": {"enum": ["suspected", "verified", "dismissed"]},
        "measure": {"type": ["string", "null"]},
        "events": answers,
        "grounds": answers,
        "measures": {"type": "object", "additionalProperties": {"type": ["object", "null"]}},
        "routes": many,
        "owed": many,
        "unrouted": {"type": "array"},
        "missing": {"type": "array", "items": text},
    }
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {"error": text},
        "additionalProperties": {"anyOf": [closed(proceeding, tuple(proceeding)), {"type": "null"}]},
    }


def files() -> dict[str, Any]:
    """Every generated file, by its path below the specification's root."""
    facts = [
        {
            "name": one.name,
            "zh": one.zh,
            "en": one.en,
            "type": one.type,
            "unit": one.unit,
            "level": one.level,
            "path": one.path,
            "readings": list(one.readings),
        }
        for one in FACTS.values()
    ]
    return {
        "rules.json": {"schema": "yibao.rules/1", "measures": [rules(declared) for plugin in installed().loaded for declared in plugin.measures]},
        "facts.json": {"schema": "yibao.facts/1", "facts": facts},
        "readings.json": {"schema": "yibao.readings/1", "readings": reading_rows(installed())},
        "schemas/claim.json": document(Claim, "yibao.claim/1"),
        "schemas/policy.json": document(Policy, "yibao.policy/1"),
        "schemas/record.json": document(Record, "yibao.record/1"),
        "schemas/outcome.json": outcome(),
        "schemas/comparison.json": comparison(),
        "schemas/agreement.json": agreement(),
        "schemas/proceedings.json": proceedings(),
        "schemas/suspicions.json": suspicions(),
        "schemas/queue.json": queue(),
        "schemas/entry.json": entry(),
        "schemas/operation.json": operations(),
        "schemas/offline.json": document(OfflineSettlement, "yibao.offline/1"),
        "schemas/statement.json": document(Statement, "yibao.statement/1"),
        "schemas/reconciliation.json": reconciliation(),
        "schemas/measure.json": measure(),
        "schemas/cases.json": cases(),
        "schemas/run.json": run(),
    }


def rules(declared: Declared) -> dict[str, Any]:
    """What a measure's plugin declares: what each rule asks for and what follows, consequences, and procedures."""
    choices, told = declared.choices(), {stage: declared.rules[stage] for stage in STAGES}
    return {
        "measure": declared.measure.id,
        "rules": [rule(one, stage, Judge(one, choices)) for stage, many in told.items() for one in many if isinstance(one, Rule)],
        "consequences": [plain(one) for many in told.values() for one in many if isinstance(one, Consequence)],
        "procedures": [plain(one) for one in declared.procedures],
    }


def rule(one: Rule, stage: str, judge: Judge) -> dict[str, Any]:
    """One rule: everything about it but its body, which the clause's paraphrase tells."""
    named = {"under": one.under, "excess": one.excess}
    return {
        "clause": one.clause,
        "rule": one.name,
        "stage": stage,
        "kind": one.kind,
        "level": judge.level,
        "zh": one.zh,
        "en": one.en,
        **({"otherwise": str(one.otherwise), "owner": one.owner} if one.otherwise else {}),
        **{key: {"reading": value[0], "option": value[1]} for key, value in named.items() if value},
        "asks": list(one.parameters),
        **({"when": list(one.when_parameters)} if one.when else {}),
    }


def plain(value: Any) -> Any:
    """Declared data as JSON; what is left at its default is left out, a function is told by its name."""
    if attrs.has(type(value)):
        fields = ((field, getattr(value, field.name)) for field in attrs.fields(type(value)))
        return {field.name: plain(content) for field, content in fields if content != field.default}
    if isinstance(value, frozenset):
        return sorted(map(plain, value))
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    return value if isinstance(value, str | int | bool | NoneType) else getattr(value, "__name__", str(value))


def text_of(content: Any) -> str:
    """A generated file's text."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for path, content in files().items():
        (ROOT / path).write_text(text_of(content), "utf-8")
