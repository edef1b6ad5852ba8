"""What does a measure (办法) say, where and when is it in force, and how much of its text is at hand?

A measure and its register of clauses are data (`spec/`): every clause has an id, a paraphrase and a
status. Rules cite clauses by id.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any, Literal

import attrs

from yibao.errors import BadDeclaration, UnknownRegion, near

Status = Literal["rule", "parameter", "procedure", "not_executable", "text_missing"]
EXECUTABLE = ("rule", "parameter", "procedure")
"""The statuses of clauses that need conformance cases."""


@attrs.frozen
class Text:
    """A text in both languages."""

    zh: str
    en: str


@attrs.frozen
class Clause:
    """One clause of a measure: what it says in our words, and what becomes of it here."""

    id: str
    stage: Literal["eligibility", "pricing", "settlement", "violation", "agreement", "governance"]
    status: Status
    subject: str
    text: Text
    why: Text | None = None
    parameters: dict[str, Any] = attrs.Factory(dict)
    points: tuple[str, ...] = ()
    """The policy points to which it speaks (`points.py`); of a missing text: on which it can be expected to."""
    leaves_open: tuple[Literal["may_apply", "may_sign"], ...] = ()
    """Of a missing text: the questions on an application that cannot be answered with yes without it."""
    reliability: Literal["A", "B", "C"] | None = None
    """Of a reported clause: A an authority's own page, B news media, C reprints that agree."""
    source: Text | None = None
    """Of a reported clause: what kind of publication reports it."""


@attrs.frozen(eq=False, slots=False)
class Measure:
    """One measure: area, dates, completeness of its text, and its register of clauses.

    `since` and `until` are None when not known; `until_known` tells a measure without an end from
    one whose end is not known. `issued` is the day of issue where only that is known, `not_before`
    a day before which the measure cannot have been in force. `clauses` is None while the register
    has not been written.

    `role` says what it can answer: `payment` for online visits, `designation` (定点管理) only on
    institutions and their agreements, so that allowed national guidance goes before it on a visit,
    and `law` stands beside whatever measure governs. A `reported` document is known from
    publications on it and not from its text: it answers only where it is switched on by name.
    """

    id: str
    region: str
    place: Text
    title: str
    number: str | None
    issuer: str | None
    area: str
    since: date | None
    until: date | None
    until_known: bool
    completeness: Literal["full", "partial", "damaged", "missing", "reported"]
    note: Text
    cites: tuple[str, ...]
    clauses: tuple[Clause, ...] | None
    issued: date | None = None
    not_before: date | None = None
    role: Literal["payment", "designation", "law"] = "payment"

    @cached_property
    def prefix(self) -> str:
        """The leading digits that all codes of the measure's area share; "" for the whole country."""
        return prefix(self.area)

    def covers(self, area: str) -> bool:
        """Whether an area's code lies in the measure's area."""
        return area.startswith(self.prefix)

    @cached_property
    def by_id(self) -> dict[str, Clause]:
        """The clauses by id."""
        return {clause.id: clause for clause in self.clauses or ()}

    def clause(self, id: str) -> Clause:
        """The clause of that id. Raises UnknownRegion with the near match."""
        if id not in self.by_id:
            raise UnknownRegion(f"{self.id} has no clause {id!r}{near(id, self.by_id)}")
        return self.by_id[id]

    @cached_property
    def digests(self) -> dict[str, str]:
        """SHA-256 of the measure's own data and of its register, over their canonical JSON."""
        document = attrs.asdict(self)
        clauses = document.pop("clauses")
        return {"measure": digest(document), "register": digest(clauses)}


def prefix(area: str) -> str:
    """The leading digits of an area: of a province (120000) two, of a city (330300) four, else six."""
    if area == "000000":
        return ""
    return area[:2] if area.endswith("0000") else area.removesuffix("00")


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def canonical(document: Any) -> bytes:
    """The one JSON text of a document: sorted keys, no spaces, UTF-8."""
    return _CANONICAL.encode(document).encode()


def digest(document: Any) -> str:
    """SHA-256 of a document's canonical JSON."""
    return hashlib.sha256(canonical(document)).hexdigest()


def read_measure(file: Traversable) -> Measure:
    """Read a measure and its register from a JSON file. Raises BadDeclaration."""
    from yibao.codec import parse, structure  # the codec is needed once, when a plugin loads

    document = parse(file.read_bytes(), file.name)
    if not isinstance(document, dict) or document.pop("schema", None) != "yibao.measure/1":
        raise BadDeclaration(f"{file.name} is not a document of schema yibao.measure/1")
    measure = structure(document, Measure, file.name)
    if len(measure.by_id) < len(measure.clauses or ()):
        raise BadDeclaration(f"{file.name}: two clauses have the same id")
    for clause in measure.clauses or ():
        if clause.status in {"not_executable", "text_missing"} and clause.why is None:
            raise BadDeclaration(f"{file.name}: clause {clause.id} is {clause.status} and must say why")
        if (measure.completeness == "reported") != (clause.reliability is not None and clause.source is not None):
            raise BadDeclaration(f"{file.name}: clause {clause.id}: a reported clause, and no other, has a reliability and a source")
    return measure
