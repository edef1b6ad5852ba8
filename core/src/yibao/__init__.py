"""yibao: China's regional "互联网+" medical-insurance payment measures as code.

Read in this order: `flow` (one page: the whole way), then the stages `eligibility`, `pricing`,
`settlement`, `violation`; `claim` and `facts` for what comes in, `outcome` for what goes out; `rules`,
`words` and `readings` for what a plugin is written in; `hookspecs`, `plugins` and `areas` for how the
one measure in force is found; `ledger` for how a visit is settled once. Names are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yibao.claim import Claim as Claim
    from yibao.codec import claim_document as claim_document
    from yibao.codec import claim_from as claim_from
    from yibao.codec import load_claim as load_claim
    from yibao.codec import load_policy as load_policy
    from yibao.codec import load_record as load_record
    from yibao.codec import record_document as record_document
    from yibao.codec import record_from as record_from
    from yibao.detection import Suspicion as Suspicion
    from yibao.detection import detect as detect
    from yibao.detection import proceeding_of as proceeding_of
    from yibao.detection import suspicions_document as suspicions_document
    from yibao.errors import InvalidDocument as InvalidDocument
    from yibao.errors import YibaoError as YibaoError
    from yibao.flow import decide as decide
    from yibao.hookspecs import hookimpl as hookimpl
    from yibao.ledger.book import Ledger as Ledger
    from yibao.ledger.book import new_ledger as new_ledger
    from yibao.ledger.book import open_ledger as open_ledger
    from yibao.ledger.references import keyed_reference as keyed_reference
    from yibao.ledger.reversing import reverse as reverse
    from yibao.ledger.settling import presettle as presettle
    from yibao.ledger.settling import settle as settle
    from yibao.measures import read_measure as read_measure
    from yibao.outcome import Outcome as Outcome
    from yibao.procedure import Cascade as Cascade
    from yibao.procedure import Clock as Clock
    from yibao.procedure import Lapse as Lapse
    from yibao.procedure import Party as Party
    from yibao.procedure import Procedure as Procedure
    from yibao.procedure import Step as Step
    from yibao.procedure import Wait as Wait
    from yibao.readings import reading as reading
    from yibao.record import Record as Record
    from yibao.recorded import with_record as with_record
    from yibao.report import outcome_digest as outcome_digest
    from yibao.report import outcome_document as outcome_document
    from yibao.review import judged as judged
    from yibao.review import queue as queue
    from yibao.review import queue_document as queue_document
    from yibao.review import verdict_for as verdict_for
    from yibao.rules import Answer as Answer
    from yibao.rules import Consequence as Consequence
    from yibao.rules import Detection as Detection
    from yibao.rules import Effect as Effect
    from yibao.rules import Sanction as Sanction
    from yibao.rules import account as account
    from yibao.rules import ceiling as ceiling
    from yibao.rules import condition as condition
    from yibao.rules import every as every
    from yibao.rules import payment as payment
    from yibao.rules import payment_standard as payment_standard
    from yibao.rules import permission as permission
    from yibao.rules import rules_of as rules_of
    from yibao.words import all_of as all_of
    from yibao.words import among as among
    from yibao.words import any_of as any_of
    from yibao.words import by_reading as by_reading
    from yibao.words import includes as includes
    from yibao.words import months_after as months_after
    from yibao.words import none_of as none_of
    from yibao.words import only_if as only_if
    from yibao.words import smaller_of as smaller_of
    from yibao.words import years_after as years_after

__version__ = "0.1.0"

_HOME = {
    "Claim": "claim",
    "claim_document": "codec",
    "claim_from": "codec",
    "load_claim": "codec",
    "load_policy": "codec",
    "Suspicion": "detection",
    "detect": "detection",
    "proceeding_of": "detection",
    "suspicions_document": "detection",
    "InvalidDocument": "errors",
    "YibaoError": "errors",
    "decide": "flow",
    "hookimpl": "hookspecs",
    "Ledger": "ledger.book",
    "new_ledger": "ledger.book",
    "open_ledger": "ledger.book",
    "keyed_reference": "ledger.references",
    "reverse": "ledger.reversing",
    "presettle": "ledger.settling",
    "settle": "ledger.settling",
    "read_measure": "measures",
    "Outcome": "outcome",
    "Procedure": "procedure",
    "Party": "procedure",
    "Step": "procedure",
    "Clock": "procedure",
    "Wait": "procedure",
    "Cascade": "procedure",
    "Lapse": "procedure",
    "reading": "readings",
    "Record": "record",
    "load_record": "codec",
    "record_from": "codec",
    "record_document": "codec",
    "outcome_digest": "report",
    "outcome_document": "report",
    "judged": "review",
    "queue": "review",
    "queue_document": "review",
    "verdict_for": "review",
    "with_record": "recorded",
    "Answer": "rules",
    "Consequence": "rules",
    "Detection": "rules",
    "Effect": "rules",
    "Sanction": "rules",
    "account": "rules",
    "ceiling": "rules",
    "condition": "rules",
    "every": "rules",
    "payment": "rules",
    "permission": "rules",
    "payment_standard": "rules",
    "rules_of": "rules",
    "all_of": "words",
    "among": "words",
    "any_of": "words",
    "by_reading": "words",
    "includes": "words",
    "months_after": "words",
    "none_of": "words",
    "only_if": "words",
    "smaller_of": "words",
    "years_after": "words",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'yibao' has no attribute {name!r}")
    value = getattr(import_module(f"yibao.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
