"""How do the proceedings of a record look as a document (schema `yibao.proceedings/1`)?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from yibao.codec import plain
from yibao.money import yuan
from yibao.proceeding import MEASURES, Measure, Progress, Taken
from yibao.record import Record
from yibao.report import route_document, sanction_document


def proceedings_document(record: Record, on: date, progresses: Sequence[Progress]) -> dict[str, Any]:
    """The proceedings of a record as they stood on a day."""
    return {
        "schema": "yibao.proceedings/1",
        "institution": record.institution,
        "area": record.area,
        "on": on.isoformat(),
        "proceedings": [_progress(one) for one in progresses],
    }


def _progress(progress: Progress) -> dict[str, Any]:
    one = progress.proceeding
    return {
        "id": one.id,
        "act": one.act,
        "actor": one.actor,
        "practitioner": one.practitioner,
        "claims": sorted(one.claims),
        "occurred_on": one.occurred_on.isoformat(),
        "measure": progress.measure,
        "state": progress.state,
        "events": [_taken(taken) for taken in progress.taken],
        "routes": [route_document(route) for route in progress.routes],
        "measures": [_measure(measure) for measure in progress.measures],
        "owed": [
            {"clause": consequence.clause, "agency": consequence.agency, **sanction_document(sanction, progress.routes[0].act)}
            for consequence, sanction in progress.owed
        ],
        "unrouted": list(progress.unrouted),
        "gaps": [gap.clause.id for gap in progress.gaps],
        "missing": sorted(frozenset[str]().union(*(taken.missing for taken in progress.taken))),
    }


def _taken(taken: Taken) -> dict[str, Any]:
    move = taken.move
    return {
        "id": move.id,
        "kind": move.kind,
        "on": move.on.isoformat(),
        "by": move.by,
        "reason": move.reason,
        "evidence": move.evidence,
        "nature": move.nature,
        "sanction": move.sanction,
        "of": move.of,
        "result": move.result,
        "answer": str(taken.answer),
        "grounds": [
            {"clause": one.clause, "zh": one.zh, "en": one.en, "answer": str(one.answer), "missing": sorted(one.missing)} for one in taken.grounds
        ],
        "state": taken.state,
        "missing": sorted(taken.missing),
    }


def _measure(measure: Measure) -> dict[str, Any]:
    move = measure.move
    known, name = measure.sanction, str(move.sanction)
    zh, en = (known.zh, known.en) if known else MEASURES.get(name, (name, name))
    return {
        "id": move.id,
        "sanction": move.sanction,
        "zh": zh,
        "en": en,
        "clause": measure.clause,
        "by": move.by,
        "reason": move.reason,
        "agreement": move.agreement,
        "amount": None if move.amount is None else yuan(move.amount),
        "state": measure.state,
        "appealed": measure.appealed,
        "from": plain(move.since),
        "since": plain(measure.since),
        "until": plain(move.until),
        "ended": plain(measure.ended),
    }
