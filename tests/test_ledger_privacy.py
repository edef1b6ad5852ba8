"""Does anything personal get into a ledger, its answers, its errors or its logs, wherever a caller puts it?

Canaries are planted in every place of every record that the operations take, and in every option of the commands. The places are found by
walking the records and the commands, so a new one is covered by itself.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import attrs
import click
import pytest
from click.testing import CliRunner
from yibao.claim import Claim
from yibao.cli import main
from yibao.codec import parse
from yibao.conformance.cases import spec
from yibao.errors import InvalidDocument, YibaoError
from yibao.fields import Area, Clock, Code, Digest, Head, Insurance, Quantity, Ratio, Reference, UnitPrice
from yibao.ledger.book import Ledger, new_ledger
from yibao.ledger.door import OPERATIONS, perform
from yibao.ledger.offline import OfflineSettlement
from yibao.money import Fen, SignedFen

pytest.importorskip("yibao_wenzhou")

CANARIES: dict[str, tuple[Any, str]] = {
    "identity number": ("440524199001010014", "44052419900101001"),
    "identity number with X": ("11010519491231002X", "11010519491231002"),
    "identity number with x": ("11010519491231002x", "11010519491231002"),
    "identity number in text": ("复诊440524199001010014患者", "44052419900101001"),
    "identity number in a reference": ("p-11010519491231002X", "11010519491231002"),
    "identity number as a number": (440524199001010014, "44052419900101001"),
    "identity number as an amount": ("440524199001010014.00", "44052419900101001"),
    "mobile number": ("13800138000", "13800138000"),
    "mobile number in text": ("电话13800138000转", "13800138000"),
    "mobile number in a reference": ("p-13800138000", "13800138000"),
    "mobile number as a number": (13800138000, "13800138000"),
    "mobile number as a fraction": (13800138000.5, "13800138000"),
    "token": ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U", "eyJhbGciOiJIUzI1NiJ9"),
    "short token": ("Zm9vYmFyYmF6cXV4MDEyMzQ1Njc4OWFiY2RlZmdoaWprbA", "Zm9vYmFyYmF6cXV4"),
    "address": ("解放路12号3栋", "解放路12号"),
}
"""What is planted, and what must not be found of it."""
NAME = "欧阳振华"
"""A name: no program can tell one from another word, so there is no field for it."""

Step = str | int
Place = tuple[Step, ...]

SAMPLES: dict[Any, Any] = {
    str: "示例",
    bool: True,
    int: 2022,
    date: "2022-01-05",
    datetime: "2022-01-05T09:30:00",
    Fen: "0.00",
    SignedFen: "0.00",
    Ratio: "0.5",
    Quantity: "1",
    UnitPrice: "1.00",
    Area: "330300",
    Code: "X1",
    Reference: "L1",
    Insurance: "employee",
    Clock: "09:30",
    Digest: "0" * 64,
    Head: "1:" + "0" * 64,
}
"""A good value of every kind."""


def bare(type_: Any) -> Any:
    """The type without `| None`."""
    if get_origin(type_) in (Union, UnionType):
        (type_,) = [one for one in get_args(type_) if one is not NoneType]
    return type_


def inner(type_: Any, step: Step) -> Any:
    """The type one step further in: of a field, or of what a list or object holds."""
    if attrs.has(type_):
        attrs.resolve_types(type_, include_extras=True)
        return bare(next(field.type for field in attrs.fields(type_) if field.alias == step))
    return bare(get_args(type_)[-1] if get_origin(type_) is dict else get_args(type_)[0])


def steps(type_: Any) -> list[Step]:
    """The steps from a record into its fields, from a list to its first, from an object to one of its keys."""
    if attrs.has(type_):
        return [field.alias for field in attrs.fields(type_) if field.init]
    return [0] if get_origin(type_) in (tuple, frozenset) else ["key"] if get_origin(type_) is dict else []


def places(type_: Any, path: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every place in a record, with the type that stands there; outer ones first."""
    if path:
        yield path, type_
    for step in steps(type_):
        yield from places(inner(type_, step), (*path, step))


def sample(type_: Any) -> Any:
    """The smallest good value of a type."""
    if attrs.has(type_):
        return {field.alias: sample(inner(type_, field.alias)) for field in attrs.fields(type_) if field.init and field.default is attrs.NOTHING}
    if steps(type_):
        (step,) = steps(type_)
        return {step: sample(inner(type_, step))} if isinstance(step, str) else [sample(inner(type_, step))]
    return get_args(type_)[0] if get_origin(type_) is Literal else SAMPLES[type_]


def plant(document: Any, type_: Any, path: Place, value: Any) -> Any:
    """The document with a value at a place; what is not there on the way is made."""
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return [plant(document[0] if document else sample(inner(type_, step)), inner(type_, step), rest, value) if rest else value, *document[1:]]
    if rest:
        value = plant(document.get(step, sample(inner(type_, step))), inner(type_, step), rest, value)
    return {**document, step: value}


def pointer(path: Place) -> str:
    """A place as a fault names it."""
    return "".join(f"/{step}" for step in path)


def kind_of(type_: Any) -> str:
    """What a place is called below."""
    return "record or list" if steps(type_) else "word" if get_origin(type_) is Literal else type_.__name__


YEAR = ("deductible_used", "fund_used", "account_balance")
"""What a claim need not state: the ledger keeps it."""


def base_claim() -> dict[str, Any]:
    """A claim that is settled."""
    claim: dict[str, Any] = json.loads(spec().joinpath("claims", "wenzhou-revisit.json").read_text("utf-8"))
    claim["patient"] = {name: value for name, value in claim["patient"].items() if name not in YEAR} | {"reference": "person-a"}
    claim["institution"] |= {"reference": "inst-1"}
    return claim


TAKEN: list[tuple[str, Any]] = [(do, operation.given) for do, operation in OPERATIONS.items()]
TAKEN += [("claim", Claim)]
"""Every record that the door takes; a claim is what `settle` takes beside its own."""


def given(do: str, record: Any, path: Place, value: Any) -> tuple[str, dict[str, Any]]:
    """An operation, and what it is given with a value at a place."""
    if do == "claim":
        return "settle", {"key": "k", "claim": plant(base_claim(), Claim, path, value)}
    return do, plant(sample(record), record, path, value) | ({"claim": base_claim()} if OPERATIONS[do].takes_claim else {})


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in which a visit is settled and sent."""
    made = new_ledger(tmp_path / "ledger")
    perform(made, "settle", {"key": "s", "claim": base_claim() | {"claim_id": "first"}, "message": "m"})
    yield made
    made.close()


def held(ledger: Ledger) -> Iterator[tuple[str, bytes]]:
    """Everything that is kept: the bytes of the files, every value of every table, and the documents unpacked."""
    for name in ("", "-wal", "-shm"):
        path = ledger.path.with_name(ledger.path.name + name)
        yield f"file{name}", path.read_bytes() if path.exists() else b""
    for (table,) in ledger.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
        yield f"table {table}", repr(ledger.rows(f'SELECT * FROM "{table}"')).encode()
    for digest, content in ledger.rows("SELECT digest, content FROM document"):
        yield f"document {digest}", zlib.decompress(content)


def tried(ledger: Ledger, do: str, asked: dict[str, Any]) -> tuple[str, tuple[str, ...] | None]:
    """What an operation says in answer or error, and the places that it refuses; None where it does not refuse the document."""
    try:
        return json.dumps(perform(ledger, do, asked), ensure_ascii=False), None
    except InvalidDocument as error:
        return f"{error!s} {error!r} {error.faults!r}", tuple(fault.path for fault in error.faults)
    except YibaoError as error:
        return f"{error!s} {error!r}", None


# What is known to get through, or to be repeated. Each is tested below, and the test fails once it is mended: then it is taken out here.

Found = Callable[[Place, Any, str], bool]
FINDINGS: dict[str, Found] = {
    "a code may be a telephone number": lambda place, type_, canary: type_ is Code and canary in ("mobile number", "mobile number in a reference"),
    "a reference or a code may be a token": lambda place, type_, canary: type_ in (Reference, Code) and canary == "short token",
}


def not_refused(ledger: Ledger, do: str, record: Any, only: Found) -> list[str]:
    """Where a canary is not refused at its place, or is repeated; `only` picks places and canaries."""
    wrong = []
    for place, type_ in places(record):
        for canary, (value, needle) in CANARIES.items():
            if only(place, type_, canary):
                said, refused = tried(ledger, *given(do, record, place, value))
                where = pointer(place)
                if refused is None or not any(one == where or one.startswith(f"{where}/") for one in refused):
                    wrong.append(f"{where}: {canary} is not refused")
                if needle in said:
                    wrong.append(f"{where}: {canary} is repeated")
    return wrong


def leaked(ledger: Ledger) -> list[str]:
    """Where a canary is kept."""
    return [f"{canary}: {where}" for where, content in held(ledger) for canary, (_, needle) in CANARIES.items() if needle.encode() in content]


RECORDS = pytest.mark.parametrize(("do", "record"), [pytest.param(do, record, id=do) for do, record in TAKEN])


@RECORDS
def test_what_looks_personal_is_refused(
    ledger: Ledger, do: str, record: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Wherever it is put, it is refused at its place and not repeated, nor kept in any file, document or log."""
    caplog.set_level(logging.NOTSET)
    known = FINDINGS.values()
    assert not_refused(ledger, do, record, lambda *what: not any(one(*what) for one in known)) == []
    assert leaked(ledger) == []
    said = caplog.text + "".join(capfd.readouterr())
    assert [canary for canary, (_, needle) in CANARIES.items() if needle in said] == []


@pytest.mark.parametrize("finding", [pytest.param(one, id=one, marks=pytest.mark.xfail(strict=True, reason=one)) for one in FINDINGS])
def test_what_is_known_to_get_through(ledger: Ledger, finding: str) -> None:
    """What the findings name is refused as well."""
    wrong = [one for do, record in TAKEN for one in not_refused(ledger, do, record, FINDINGS[finding])]
    assert wrong + leaked(ledger) == []


GOOD = {"/month": "2022-01", "/totals/count": 1, "/policy/outages/0/until": "2022-01-06T00:00:00"}
"""Where a sample will not do."""


@RECORDS
def test_a_good_value_is_taken_at_every_place(ledger: Ledger, do: str, record: Any) -> None:
    """What is refused above is refused for what it is: in the same place of the same document a good value is taken."""
    for place, type_ in places(record):
        if not steps(type_):
            _, refused = tried(ledger, *given(do, record, place, GOOD.get(pointer(place), sample(type_))))
            assert pointer(place) not in (refused or ())


OF_TABLES = "a word of the area's own tables, which no program can know"
OF_MEASURES = "the clause of a measure, or what would say a status; regions name them, and records of institutions take them over"
SOURCE = "where it stands: a document's number or title in the agency's words"
NAMED = "held against names that are known, and never kept unless it is one"
FREE_TEXT: dict[str, dict[str, str]] = {
    "settle": {"/readings/key": NAMED, "/reported/0": NAMED},
    "presettle": {"/readings/key": NAMED, "/reported/0": NAMED},
    "rerate": {"/readings/key": NAMED},
    "reverse": {"/of": NAMED},
    "entry": {"/entry": NAMED},
    "quota": {"/source": SOURCE},
    "claim": {
        "/institution/tier": OF_TABLES,
        "/institution/offline_departments/0": OF_TABLES,
        "/institution/internet_departments/0": OF_TABLES,
        "/visit/department": OF_TABLES,
        "/physician/rank": OF_TABLES,
        "/policy/benefits/0/tier": OF_TABLES,
        "/policy/prices/0/rank": OF_TABLES,
        "/policy/norms/0/name": OF_TABLES,
        "/policy/in_force/0/measure": NAMED,
        "/patient/benefits/0/clause": OF_MEASURES,
        "/physician/registrations/0/clause": OF_MEASURES,
        "/physician/settlement/0/clause": OF_MEASURES,
        "/agreements/0/clause": OF_MEASURES,
        "/agreements/0/missing/0": OF_MEASURES,
        **{
            f"/policy/{table}/0/source": SOURCE
            for table in ("items", "diseases", "drugs", "benefits", "prices", "joint_application", "in_force", "outages", "working_days", "norms")
        },
    },
}
"""Every place that takes free text, and why it has to. A name put there cannot be told from another word; what looks personal is refused there."""


@RECORDS
def test_a_name_has_no_place_but_free_text(ledger: Ledger, do: str, record: Any) -> None:
    """A name is refused wherever there is no free text; a place with free text that is not listed here with its reason fails this test."""
    taken = []
    for place, type_ in places(record):
        if not steps(type_):
            _, refused = tried(ledger, *given(do, record, place, NAME))
            taken += [pointer(place)] if pointer(place) not in (refused or ()) else []
    assert sorted(taken) == sorted(FREE_TEXT.get(do, ()))


def test_what_is_held_against_known_names_is_not_kept(ledger: Ledger) -> None:
    """Where a name is only looked up, it is not kept once it was not found."""
    for do, record in TAKEN:
        for place, _ in places(record):
            if FREE_TEXT.get(do, {}).get(pointer(place)) == NAMED:
                tried(ledger, *given(do, record, place, NAME))
    assert [where for where, content in held(ledger) if NAME.encode() in content or repr(NAME).encode() in content] == []


@RECORDS
def test_a_field_that_is_not_there_is_refused_by_its_name(ledger: Ledger, do: str, record: Any) -> None:
    """There is no field for a name or a number of a person: such a field is refused by its own name, at every level, and its value is not said."""
    for level in [(), *(place for place, type_ in places(record) if attrs.has(type_))]:
        for field in ("no_such_name", "姓名"):
            for value, needle in [(NAME, NAME), *CANARIES.values()]:
                said, refused = tried(ledger, *given(do, record, (*level, field), value))
                assert pointer((*level, field)) in (refused or ())
                assert needle not in said


# Keys, words and broken documents, which no record describes.

PERSONAL = [canary for canary, (value, _) in CANARIES.items() if isinstance(value, str)]


@pytest.mark.parametrize("canary", PERSONAL)
def test_a_key_that_looks_personal_is_not_repeated(ledger: Ledger, canary: str) -> None:
    """An object whose keys are persons' numbers is refused, and the numbers are not said."""
    value, needle = CANARIES[canary]
    for asked in ({"claim": base_claim() | {value: 1}}, {"claim": base_claim(), "readings": {value: "x"}}):
        said, refused = tried(ledger, "presettle", asked)
        assert refused
        assert needle not in said


@pytest.mark.parametrize("canary", PERSONAL)
def test_an_operation_that_looks_personal_is_not_repeated(ledger: Ledger, canary: str) -> None:
    """What stands in the place of an operation is not said."""
    value, needle = CANARIES[canary]
    said, refused = tried(ledger, value, {})
    assert refused == ("/do",)
    assert needle not in said


@pytest.mark.parametrize("canary", PERSONAL)
def test_a_broken_document_is_not_repeated(canary: str) -> None:
    """What is no JSON, or has a key twice, is refused without what stands in it."""
    value, needle = CANARIES[canary]
    for broken in (f'{{"{value}": 1, "{value}": 2}}', f'{{"patient": "{value}"', f'["{value}" "{value}"]', value + "€"):
        with pytest.raises(InvalidDocument) as raised:
            parse(broken.encode("gb18030" if broken.endswith("€") else "utf-8"), "claim")
        assert needle not in f"{raised.value!s} {raised.value.faults!r}"


# The commands.

CONTEXT = click.Context(main)
GROUP = main.get_command(CONTEXT, "ledger")
assert isinstance(GROUP, click.Group)
COMMANDS: dict[tuple[str, ...], click.Command] = {(name,): main.get_command(CONTEXT, name) for name in ("settle", "reverse", "reconcile")}
COMMANDS |= {("ledger", name): command for name, command in GROUP.commands.items()}

WORDS = {
    "of": "s",
    "key": "k",
    "reason": "refund",
    "lines": "L1",
    "message": "m",
    "result": "accepted",
    "reference": "r",
    "readings": "rounding=half_up",
    "reported": "no-measure",
    "area": "330300",
    "institution": "inst-1",
    "person": "person-a",
    "year": "2021",
    "visit": "first",
    "kind": "treatment",
    "names": "r",
    "uploaded_at": "2021-04-15T10:00:00",
    "on": "2021-05-01",
    "since": "2021-05-01",
    "until": "2021-05-01",
    "set_on": "2021-01-01",
    "month": "2021-04",
    "source": "示例指标",
    "amount": "1.00",
    "charged": "0.00",
    "fund": "0.00",
    "account": "0.00",
    "deductible_used": "0.00",
    "fund_used": "0.00",
    "account_balance": "0.00",
    "norm": "1.00",
    "times": "2",
    "item": "item-0",
    "entry": "s",
    "last": "5",
    "head": SAMPLES[Head],
    "prefix": "again",
    "lang": "en",
}
"""A good word for every argument and option."""


NEEDED = {("settle",): "key", ("ledger", "opening"): "fund_used"}
"""What is needed although it may be left out: something else could stand in its place."""


def line(folder: Path, name: tuple[str, ...], parameter: click.Parameter | None = None, value: str = "") -> list[str]:
    """A command with all that it needs, and one argument or option with a value of its own."""
    files = {
        "path": "another" if name == ("ledger", "new") else "ledger",
        "claim": "claim.json",
        "statement": "statement.json",
        "settlement": "offline.json",
        "target": "out.csv",
        "secret": "secret",
    }
    arguments, options = list(name), []
    for one in COMMANDS[name].params:
        if one.required or one is parameter or one.name == NEEDED.get(name):
            word = value if one is parameter else str(folder / files[one.name]) if isinstance(one.type, click.Path) else WORDS[str(one.name)]
            if isinstance(one, click.Argument):
                arguments.append(word)
            else:
                options += [one.opts[0], word]
    return [*arguments, *options]


def texts(command: click.Command) -> list[click.Parameter]:
    """The arguments and options that take text: no file and no switch."""
    return [one for one in command.params if not isinstance(one.type, click.Path) and not getattr(one, "is_flag", False)]


@pytest.fixture
def folder(ledger: Ledger, tmp_path: Path) -> Path:
    """A folder with a ledger and the documents that commands read."""
    offline = sample(OfflineSettlement) | {"schema": "yibao.offline/1"}
    statement = {"schema": "yibao.statement/1", "institution": "inst-1", "since": "2021-04-01", "until": "2021-04-30", "lines": []}
    for name, document in {"claim": base_claim(), "statement": statement, "offline": offline}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document), "utf-8")
    (tmp_path / "secret").write_bytes(b"0123456789abcdef")
    return tmp_path


TYPED = ("identity number", "identity number with X", "identity number in text", "mobile number", "token", "address")
"""The canaries that are typed on a command line."""


def each() -> Iterator[Any]:
    """Every argument and option that takes text."""
    for name, command in COMMANDS.items():
        for one in texts(command):
            yield pytest.param(name, one, id=f"{' '.join(name)} {one.name}")


REPEATED = "a day, a number or a word that is none is repeated by the command line"


def printed(folder: Path, name: tuple[str, ...], parameter: click.Parameter) -> list[str]:
    """The canaries that a command prints or raises when they are given for an argument or option."""
    wrong = []
    for canary in TYPED:
        value, needle = CANARIES[canary]
        result = CliRunner().invoke(main, line(folder, name, parameter, value))
        wrong += [canary] if needle in f"{result.output} {result.stderr} {result.exception!r}" else []
        assert result.exception is None or isinstance(result.exception, SystemExit)
    return wrong


@pytest.mark.parametrize(("name", "parameter"), list(each()))
def test_a_command_keeps_and_prints_nothing_personal(ledger: Ledger, folder: Path, name: tuple[str, ...], parameter: click.Parameter) -> None:
    """What looks personal is neither kept nor printed, whichever argument or option it is given for."""
    assert printed(folder, name, parameter) == []
    assert leaked(ledger) == []


@pytest.mark.parametrize("name", [pytest.param(name, id=" ".join(name)) for name in COMMANDS if name != ("ledger", "reference")])
def test_the_commands_do_something(folder: Path, name: tuple[str, ...]) -> None:
    """With good words each command gets as far as the ledger: what it refuses above is refused for what it is."""
    result = CliRunner().invoke(main, line(folder, name))
    assert result.exit_code in (0, 1) or name == ("ledger", "close-item"), result.output


def test_a_document_full_of_personal_things_is_not_repeated(ledger: Ledger, folder: Path) -> None:
    """A claim file in which every place holds a canary is refused with every fault, and none of it is printed or kept."""
    values = [value for canary, (value, _) in CANARIES.items() if not any(one((), str, canary) for one in FINDINGS.values())]
    claim: dict[str, Any] = base_claim()
    for number, (place, type_) in enumerate(places(Claim)):
        if not steps(type_) and type_ not in (Code, Reference):
            claim = plant(claim, Claim, place, values[number % len(values)])
    (folder / "claim.json").write_text(json.dumps(claim), "utf-8")
    result = CliRunner().invoke(main, line(folder, ("settle",)))
    assert result.exit_code == 2
    assert [canary for canary, (_, needle) in CANARIES.items() if needle in result.output + result.stderr] == []
    assert leaked(ledger) == []


def test_references_say_nothing_of_the_number(folder: Path) -> None:
    """`yibao ledger reference` gives references that are no number, and says no number, nor the secret, in errors either."""
    numbers = ["440524199001010014", "11010519491231002X"]
    for lines, code in ((numbers, 0), ([numbers[0], "", numbers[1]], 2)):
        command = [sys.executable, "-m", "yibao", *line(folder, ("ledger", "reference"))]
        done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == code
        assert not any(number[:-1] in done.stdout + done.stderr for number in numbers)
        assert "0123456789abcdef" not in done.stdout + done.stderr
