"""What may a case expect, by what it asks?

A key that nobody compares would let a case pass whatever comes, so the keys are closed, and every fault is told with its place in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import attrs

from yibao.codec import structure
from yibao.errors import Fault, InvalidDocument

Said = Literal["met", "not_met", "not_applicable", "undetermined", "text_missing"]
Objects = tuple[Mapping[str, Any], ...]


@attrs.frozen
class OfClaim:
    """Of an outcome."""

    answers: Mapping[str, Said] = attrs.field(factory=dict)
    verdict: Mapping[str, Said | None] = attrs.field(factory=dict)
    amounts: Mapping[str, str | None] = attrs.field(factory=dict)
    lines: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    missing: tuple[str, ...] = ()
    suspected: tuple[str, ...] = ()
    routes: Objects = ()
    unrouted: Objects = ()
    measure: str = ""
    error: str = ""


@attrs.frozen
class OfAgreement:
    """Of where an institution's agreements stand on a day."""

    events: Mapping[str, Said] = attrs.field(factory=dict)
    grounds: Mapping[str, Said] = attrs.field(factory=dict)
    clocks: Mapping[str, Mapping[str, Any] | None] = attrs.field(factory=dict)
    application: Mapping[str, str] = attrs.field(factory=dict)
    status: Mapping[str, str] = attrs.field(factory=dict)
    barred: Mapping[str, str | None] = attrs.field(factory=dict)
    possible: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    not_possible: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    missing: tuple[str, ...] = ()
    error: str = ""


@attrs.frozen
class OfProceeding:
    """Of one proceeding."""

    state: Literal["suspected", "verified", "dismissed"] = "suspected"
    measure: str | None = None
    events: Mapping[str, Said] = attrs.field(factory=dict)
    grounds: Mapping[str, Said] = attrs.field(factory=dict)
    measures: Mapping[str, Mapping[str, Any] | None] = attrs.field(factory=dict)
    routes: Objects = ()
    owed: Objects = ()
    unrouted: tuple[Any, ...] = ()
    missing: tuple[str, ...] = ()


@attrs.frozen
class OfNone:
    """Of a record whose proceedings cannot be followed."""

    error: str


@attrs.frozen
class ClaimOfStep:
    """The claim of a step on a ledger: a base, and what is changed in it."""

    base: str = ""
    set: Mapping[str, Any] = attrs.field(factory=dict)
    remove: tuple[str, ...] = ()


@attrs.frozen
class Step:
    """A step on a ledger, with what it expects."""

    do: str
    given: Mapping[str, Any] = attrs.field(factory=dict)
    claim: ClaimOfStep | None = None
    at: str = ""
    fault: str = ""
    expect: Mapping[str, Any] = attrs.field(factory=dict)


KINDS: Mapping[str, Any] = {
    "claim": OfClaim,
    "agreement": OfAgreement,
    "proceeding": Mapping[str, OfProceeding | None],
    "ledger": tuple[Step, ...],
}


def check_expected(where: str, asks: str, expected: Sequence[Any]) -> None:
    """Check what each case of a file expects, of a ledger its steps. Raises InvalidDocument with every fault."""
    key = "steps" if asks == "ledger" else "expect"
    faults = [attrs.evolve(fault, path=f"/cases/{at}/{key}{fault.path}") for at, one in enumerate(expected) for fault in _faults(asks, one)]
    if faults:
        raise InvalidDocument(where, faults)


def _faults(asks: str, expected: Any) -> Iterator[Fault]:
    kind = OfNone if asks == "proceeding" and "error" in expected else KINDS[asks]
    try:
        structure(expected, kind, "")
    except InvalidDocument as error:
        yield from error.faults
