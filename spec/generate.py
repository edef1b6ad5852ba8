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
from yibao.claim import Claim
from yibao.codec import WRITTEN
from yibao.facts import FACTS
from yibao.measures import EXECUTABLE, Clause
from yibao.pages import reading_rows
from yibao.plugins import installed
from yibao.policy import Policy
from yibao.rules import Answer, Effect
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
        **dict.fromkeys(("name", "zh", "en", "only_if"), text),
        **{name: {"type": ["integer", "string"]} for name in ("at_least", "at_most")},
        "unit": {"enum": ["months", "years", "yuan", "times"]},
        "basis": {"enum": ["loss", "fraud"]},
        **dict.fromkeys(("from", "to"), AMOUNT),
    }
    route = {
        **dict.fromkeys(("act", "measure", "clause", "nature", "agency", "reason", "reason_en"), text),
        "state": {"enum": ["applies", "after_verification", "if_in_force", "if_listed", "if_fraud", "if_not_fraud", "if_loss"]},
        "mandatory": {"type": ["boolean", "null"]},
        "truncated": {"type": "boolean"},
        "sanctions": {"type": "array", "items": closed(sanction, tuple(set(sanction) - {"name", "zh", "en"}))},
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
            "sensitivity": {"type": "array", "items": closed(dependence)},
        },
        ("sensitivity",),
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
    """The schema of a file of cases."""
    text, ascii_id = {"type": "string", "minLength": 1}, {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$"}
    answers = {"type": "object", "additionalProperties": ANSWER}
    money = {"type": "object", "additionalProperties": AMOUNT}
    expect = {
        "answers": answers,
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
        "expect": closed(expect, tuple(expect)) | {"minProperties": 1},
    }
    optional = ("base", "baseline", "reported", "remove", "set", "readings")
    top = closed(
        {
            "schema": {"const": "yibao.cases/1"},
            "measure": text,
            "group": ascii_id,
            "base": text,
            "cases": {"type": "array", "minItems": 1, "items": closed(case, optional)},
        }
    )
    return {"$schema": DIALECT, "$id": "yibao.cases/1", **top}


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
        "facts.json": {"schema": "yibao.facts/1", "facts": facts},
        "readings.json": {"schema": "yibao.readings/1", "readings": reading_rows(installed())},
        "schemas/claim.json": document(Claim, "yibao.claim/1"),
        "schemas/policy.json": document(Policy, "yibao.policy/1"),
        "schemas/outcome.json": outcome(),
        "schemas/comparison.json": comparison(),
        "schemas/measure.json": measure(),
        "schemas/cases.json": cases(),
    }


def text_of(content: Any) -> str:
    """A generated file's text."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for path, content in files().items():
        (ROOT / path).write_text(text_of(content), "utf-8")
