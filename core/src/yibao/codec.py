"""How do documents become records, and records documents?

The only module that knows JSON. Keys are closed, money and ratios are decimal strings, dates are
Beijing dates, and every fault of a document is reported at once with its JSON Pointer.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

import attrs
from cattrs import AttributeValidationNote, ClassValidationError, Converter, IterableValidationError
from cattrs.cols import homogenous_tuple_structure_factory, is_frozenset, is_mapping, mapping_structure_factory
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from yibao.claim import Claim
from yibao.errors import Fault, InvalidDocument, near
from yibao.fields import Area, CaseName, Clock, Code, Digest, Head, Insurance, Name, Quantity, Ratio, Reference, UnitPrice
from yibao.money import Fen, SignedFen, fen, signed_fen, yuan
from yibao.personal import BORN, IDENTITY_NUMBER, TELEPHONE_NUMBER, looks_personal
from yibao.policy import Policy
from yibao.record import Record

Made = TypeVar("Made")
BEIJING = timezone(timedelta(hours=8))
LARGEST = 16 * 1024 * 1024
"""The largest document that is read, in bytes."""


def kind(value: Any) -> str:
    """What a JSON value is, for a message."""
    named = {type(None): "null", bool: "true or false", list: "a list", dict: "an object"}
    return named.get(type(value)) or f"the {'text' if type(value) is str else 'number'} {short(value)}"


def short(value: Any) -> str:
    """A value for a message: cut where it is long, and not shown where it looks personal."""
    if type(value) in (int, float) and 10**10 <= abs(value) < float("inf"):
        return "of more than 10 digits"
    text = repr(value)[:4000]
    if looks_personal(text):
        return "that looks personal, and is not shown"
    return text if len(text) <= 60 else text[:57] + "…"


def _text(pattern: str, make: Callable[[str], Any], what: str) -> Callable[[Any, Any], Any]:
    compiled = re.compile(pattern, re.ASCII)

    def hook(value: Any, _: Any) -> Any:
        if type(value) is not str:
            raise TypeError(f"expected {what}, got {kind(value)}")
        try:
            if compiled.fullmatch(value):
                return make(value)
        except ValueError as error:
            if str(error).startswith("it "):
                raise
        raise ValueError(f"expected {what}, got {short(value)}")

    return hook


def _code(value: str) -> str:
    if BORN.search(value):
        raise ValueError("it looks like an identity number: a code of an item, a drug or a disease is none")
    return value


def _reference(value: str) -> str:
    if IDENTITY_NUMBER.search(value) or TELEPHONE_NUMBER.search(value):
        raise ValueError("it looks like an identity or telephone number: send a reference of your own instead")
    return value


def _date(value: str) -> date:
    day = date.fromisoformat(value)
    if not 1900 <= day.year < 2200:
        raise ValueError
    return day


def _ratio(value: str) -> Decimal:
    if Decimal(value) > 1:
        raise ValueError
    return Decimal(value)


def _positive(value: str) -> Decimal:
    if Decimal(value) == 0:
        raise ValueError
    return Decimal(value)


def _plain(value: Any, _: Any) -> str:
    if type(value) is not str:
        raise TypeError(f"expected text, got {kind(value)}")
    if not value.strip() or len(value) > 2000 or not value.isprintable():
        raise ValueError(f"expected printable text of 1 to 2000 characters, got {short(value)}")
    if looks_personal(value):
        raise ValueError("it holds what looks like an identity or telephone number, a token or an address: leave it out")
    return value


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


def _time(value: Any, _: Any) -> datetime:
    """A moment as Beijing time without offset; a moment with an offset is converted."""
    what = 'a time such as "2021-04-15T09:30:00" in Beijing time, or with an offset'
    if type(value) is not str:
        raise TypeError(f"expected {what}, got {kind(value)}")
    try:
        if _MOMENT.fullmatch(value):
            moment = datetime.fromisoformat(value)
            if 1900 < moment.year < 2199:
                return moment.astimezone(BEIJING).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"expected {what}, got {short(value)}")


def _bool(value: Any, _: Any) -> bool:
    if type(value) is not bool:
        raise TypeError(f"expected true or false, got {kind(value)}")
    return value


def _whole(value: Any, _: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"expected a whole number, got {kind(value)}")
    if not 0 <= value < 10**9:
        raise ValueError(f"expected a whole number of at most nine digits, got {short(value)}")
    return value


def _literal(value: Any, literal: Any) -> Any:
    options = get_args(literal)
    if type(value) is not str:
        raise TypeError(f"expected one of {', '.join(options)}, got {kind(value)}")
    if value not in options:
        raise ValueError(f"expected one of {', '.join(options)}, got {short(value)}{near(value, options)}")
    return options[options.index(value)]  # the very object, so that comparing it with another claim's is instant


def _object(record: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    attrs.resolve_types(record, include_extras=True)
    inner = make_dict_structure_fn(record, converter, _cattrs_forbid_extra_keys=True)

    def hook(value: Any, type_: Any) -> Any:
        if not isinstance(value, Mapping):
            raise TypeError(f"expected an object, got {kind(value)}")
        return inner(value, type_)

    return hook


def _mapping(type_: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    inner = mapping_structure_factory(type_, converter)

    def hook(value: Any, of: Any) -> Any:
        if not isinstance(value, Mapping):
            raise TypeError(f"expected an object, got {kind(value)}")
        return inner(value, of)

    return hook


def _list(make: Callable[[Any, Converter], Any]) -> Any:
    def factory(type_: Any, converter: Converter) -> Callable[[Any, Any], Any]:
        inner = make(type_, converter)

        def hook(value: Any, of: Any) -> Any:
            if not isinstance(value, list | tuple):
                raise TypeError(f"expected a list, got {kind(value)}")
            return inner(value, of)

        return hook

    return factory


def _frozenset(type_: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    of_items: Any = tuple[get_args(type_)[0], ...]  # type: ignore[misc]
    tuples = homogenous_tuple_structure_factory(of_items, converter)
    return lambda value, _: _one_of(frozenset(tuples(value, tuple)))


@lru_cache(maxsize=65536)
def _one_of(group: frozenset[Any]) -> frozenset[Any]:
    """The same object for equal sets, for the same reason."""
    return group


def _decimal(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _unit_price(value: Decimal) -> str:
    """The price with as many places as it needs, and two at least."""
    shortest = value.normalize()
    return f"{shortest:f}" if int(shortest.as_tuple().exponent) <= -2 else f"{value:.2f}"


def _lean(record: Any, converter: Converter) -> Callable[[Any], Any]:
    attrs.resolve_types(record, include_extras=True)
    return make_dict_unstructure_fn(record, converter, _cattrs_omit_if_default=True)


def _is_tuple(type_: Any) -> bool:
    return get_origin(type_) is tuple


def _is_dict(type_: Any) -> bool:
    return get_origin(type_) is dict and get_args(type_) == (str, str)


def _words(value: Any, _: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise TypeError(f"expected an object, got {kind(value)}")
    faults: list[Exception] = []
    for name, word in value.items():
        for one in (name, word):
            try:
                _plain(one, None)
            except (TypeError, ValueError) as error:
                error.__notes__ = [AttributeValidationNote("", pointer(str(name)), str)]
                faults.append(error)
    if faults:
        raise ClassValidationError("", faults, dict)
    return dict(value)


def _is_literal(type_: Any) -> bool:
    return get_origin(type_) is Literal


def _is(wanted: Any) -> Callable[[Any], bool]:
    return lambda type_: type_ is wanted


WRITTEN: dict[Any, tuple[str, Callable[[str], Any], str]] = {
    Fen: (r"(0|[1-9]\d{0,12})\.\d\d", fen, 'an amount in yuan as text with two places such as "12.50"'),
    SignedFen: (r"-?(0|[1-9]\d{0,12})\.\d\d", signed_fen, 'an amount in yuan as text with two places such as "-12.50"'),
    Ratio: (r"[01](\.\d{1,4})?", _ratio, 'a share between 0 and 1 as text such as "0.65"'),
    Quantity: (r"(0|[1-9]\d{0,6})(\.\d{1,4})?", _positive, 'a quantity above 0 as text such as "1"'),
    UnitPrice: (r"(0|[1-9]\d{0,9})\.\d{2,6}", Decimal, 'a unit price in yuan as text such as "4.52"'),
    Area: (r"[1-9]\d{5}", str, 'an area code of six digits such as "120000"'),
    Code: (r"[A-Za-z0-9][A-Za-z0-9.+*_-]{0,63}", _code, "a code of letters, digits and . + * _ -"),
    Reference: (r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", _reference, "a reference of letters, digits and . _ : -"),
    Insurance: (r"[a-z][a-z_]{0,30}", str, 'a lower-case word such as "employee" (职工) or "resident" (居民)'),
    Head: (r"[1-9]\d{0,17}:[0-9a-f]{64}", str, "a head, <number>:<hash of 64 digits>, as every report prints it"),
    Digest: (r"[0-9a-f]{64}", str, "a SHA-256 of 64 hexadecimal digits"),
    Name: (r"[a-z0-9][a-z0-9-]{0,99}", str, 'a name of small letters, digits and hyphens such as "first-visit"'),
    CaseName: (r"[a-z0-9_]{1,60}(/[a-z0-9][a-z0-9-]{0,99}){2}", str, 'the full name of a case such as "tianjin/article-02/first-visit"'),
    Clock: (r"([01]\d|2[0-3]):[0-5]\d", str, 'a time of day such as "09:30"'),
    date: (r"\d{4}-\d\d-\d\d", _date, 'a date such as "2021-04-15"'),
}
"""How values are written as text: pattern, how they are made, and what to call them in a message."""


@cache
def converter() -> Converter:
    """The converter for all documents, made on first use."""
    made = Converter(forbid_extra_keys=True)
    made.register_structure_hook_factory(attrs.has, _object)
    made.register_structure_hook_factory(is_mapping, _mapping)
    made.register_structure_hook_factory(_is_tuple, _list(homogenous_tuple_structure_factory))
    made.register_structure_hook_factory(is_frozenset, _list(_frozenset))
    made.register_structure_hook_func(_is_literal, _literal)
    made.register_structure_hook(str, _plain)
    made.register_structure_hook(bool, _bool)
    made.register_structure_hook(int, _whole)
    made.register_structure_hook_func(_is_dict, _words)
    made.register_structure_hook(datetime, _time)
    for type_, (pattern, make, what) in WRITTEN.items():
        made.register_structure_hook_func(_is(type_), _text(pattern, make, what))
    for money in (Fen, SignedFen):
        made.register_unstructure_hook_func(_is(money), yuan)
    for decimal in (Ratio, Quantity):
        made.register_unstructure_hook_func(_is(decimal), _decimal)
    made.register_unstructure_hook_func(_is(UnitPrice), _unit_price)
    made.register_unstructure_hook(date, date.isoformat)
    made.register_unstructure_hook(datetime, datetime.isoformat)
    made.register_unstructure_hook_func(is_frozenset, sorted)
    made.register_unstructure_hook_factory(attrs.has, _lean)
    return made


def structure(document: Any, record: type[Made], name: str) -> Made:
    """A record from a JSON value. Raises InvalidDocument with every fault."""
    try:
        return converter().structure(document, record)
    except Exception as error:
        raise InvalidDocument(name, list(_faults(error, ""))) from None


def _faults(error: BaseException, path: str) -> Iterator[Fault]:
    if isinstance(error, ClassValidationError | IterableValidationError):
        noted, rest = error.group_exceptions()
        for inner, note in noted:
            yield from _faults(inner, f"{path}/{getattr(note, 'name', None) or getattr(note, 'index', '')}")
        for inner in rest:
            yield from _faults(inner, path)
    elif isinstance(error, KeyError):
        yield Fault(f"{path}/{error.args[0]}" if not path.endswith(f"/{error.args[0]}") else path, "missing", "is required and missing")
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [field.alias for field in attrs.fields(error.cl) if field.init]
        if len(error.extra_fields) > 100:
            known = []  # that is no misspelling, and each near match costs time
        for extra in sorted(map(str, error.extra_fields)):
            yield Fault(f"{path}/{pointer(extra)}", "unknown", f"is not a field here{near(extra, known)}")
    elif isinstance(error, TypeError | ValueError):
        yield Fault(path, "type" if isinstance(error, TypeError) else "value", str(error.args[0]))
    elif isinstance(error, InvalidDocument):
        yield from error.faults
    else:
        raise error


def pointer(key: str) -> str:
    """A key as one step of a JSON Pointer; what cannot be printed is escaped, what is long is cut."""
    shown = "…" if looks_personal(key[:4000]) else key
    shown = shown if len(shown) <= 60 else shown[:57] + "…"
    return printable(shown).replace("~", "~0").replace("/", "~1")


def printable(text: str) -> str:
    """Some text on one line of a terminal: what would steer it is written as an escape."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def parse(data: bytes, name: str) -> Any:
    """The JSON value of some bytes: UTF-8, no key twice, no NaN. Raises InvalidDocument."""

    def fault(message: str) -> InvalidDocument:
        return InvalidDocument(name, [Fault("", "json", message)])

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            [(key, _)] = Counter(key for key, _ in pairs).most_common(1)
            raise fault(f"the key {short(key)} stands twice in one object")
        return found

    def constant(word: str) -> Any:
        raise fault(f"{word} is not JSON; leave out what is not known")

    if len(data) > LARGEST:
        raise fault(f"has more than {LARGEST} bytes, the most that is read")
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=once, parse_constant=constant)
    except UnicodeDecodeError as error:
        raise fault(f"is not UTF-8 (byte {error.start}): save it as UTF-8") from None
    except json.JSONDecodeError as error:
        raise fault(f"is not JSON at line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise fault("is nested too deeply for a claim") from None
    except ValueError:
        raise fault("holds a number with too many digits") from None


def read(file: Path | int, name: str) -> Any:
    """The JSON value of a file, given by path or descriptor. Raises InvalidDocument, also where it cannot be read."""
    try:
        with file.open("rb") if isinstance(file, Path) else open(file, "rb", closefd=False) as opened:
            data = opened.read(LARGEST + 1)  # not by its stated size: a device has none
    except OSError as error:
        raise InvalidDocument(name, [Fault("", "file", f"cannot be read: {error.strerror}")]) from None
    return parse(data, name)


def claim_from(document: Any, name: str = "claim") -> Claim:
    """A claim from its document (schema `yibao.claim/1`). Raises InvalidDocument with every fault."""
    return document_from(document, Claim, "yibao.claim/1", name)


def document_from(document: Any, record: type[Made], schema: str, name: str) -> Made:
    """A record from a document that says its schema. Raises InvalidDocument with every fault."""
    faults = list(_schema(document, schema))
    body = {key: value for key, value in document.items() if key != "schema"} if isinstance(document, Mapping) else document
    try:
        made = structure(body, record, name)
    except InvalidDocument as error:
        raise InvalidDocument(name, [*faults, *error.faults]) from None
    if faults:
        raise InvalidDocument(name, faults)
    return made


def _schema(document: Any, wanted: str) -> Iterator[Fault]:
    if isinstance(document, Mapping):
        if "schema" not in document:
            yield Fault("/schema", "missing", f"is required and missing; it is {wanted!r}")
        elif document["schema"] != wanted:
            yield Fault("/schema", "value", f"expected {wanted!r}, got {kind(document['schema'])}")


def load_claim(path: Path | str) -> Claim:
    """A claim from a JSON file. Raises InvalidDocument."""
    return claim_from(read(Path(path), str(path)), str(path))


def load_policy(path: Path | str) -> Policy:
    """An area's policy tables from a JSON file (schema `yibao.policy/1`). Raises InvalidDocument."""
    document = read(Path(path), str(path))
    policy = document_from(document, Policy, "yibao.policy/1", str(path))
    if policy.contradictions:
        raise InvalidDocument(str(path), [attrs.evolve(fault, path=fault.path.removeprefix("/policy")) for fault in policy.contradictions])
    return policy


def record_from(document: Any, name: str = "record") -> Record:
    """An institution's record from its document (schema `yibao.record/1`). Raises InvalidDocument with every fault."""
    return document_from(document, Record, "yibao.record/1", name)


def load_record(path: Path | str) -> Record:
    """An institution's record from a JSON file. Raises InvalidDocument."""
    return record_from(read(Path(path), str(path)), str(path))


def record_document(record: Record) -> dict[str, Any]:
    """The record as a document: what was stated and nothing else."""
    return {"schema": "yibao.record/1", **converter().unstructure(record)}


def claim_document(claim: Claim) -> dict[str, Any]:
    """The claim as a document: what was stated and nothing else, sets in order."""
    return {"schema": "yibao.claim/1", **converter().unstructure(claim)}


def plain(value: Any) -> Any:
    """A fact's value as JSON."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
