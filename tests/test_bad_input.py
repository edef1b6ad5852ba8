"""What happens to input that is wrong: exit code 2, every fault by its JSON Pointer, and nothing guessed."""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Callable
from copy import deepcopy
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yibao import hookimpl, plugins, read_measure
from yibao.cli import main
from yibao.conformance.cases import NOTHING, change, spec
from yibao.errors import InvalidDocument

INSTALLED = {plugin.region for plugin in plugins.installed().loaded}
with_tianjin = pytest.mark.skipif("tianjin" not in INSTALLED, reason="tianjin is not installed")
with_hebei = pytest.mark.skipif("hebei" not in INSTALLED, reason="hebei is not installed")

GOOD = spec().joinpath("claims", "tianjin-revisit.json").read_text("utf-8")
AGREEMENT = {"kind": "main", "status": "active", "since": "2021-01-01"}
ACT = {"id": "A1", "kind": "reinvented_item", "actor": "institution", "status": "verified", "lines": ["L9"]}
LINE = json.loads(GOOD)["lines"][0]
ITEM = json.loads(GOOD)["policy"]["items"][0]


def rejected(*arguments: str | Path, wants: tuple[str, ...] = ()) -> list[str]:
    """Run a command with and without --json; it must end with 2, name what is wanted, and nothing but it. The pointers.

    A wanted word that begins with "/" is a JSON Pointer; the pointers must be all there are.
    """
    page = CliRunner().invoke(main, [str(one) for one in arguments])
    ended_with(page, 2)
    assert page.stdout == ""
    assert "Traceback" not in page.stderr

    machine = CliRunner().invoke(main, [*(str(one) for one in arguments), "--json"])
    ended_with(machine, 2)
    assert machine.stderr == ""
    document = json.loads(machine.stdout)
    assert document["error"]

    pointers = [fault["path"] for fault in document["faults"] if fault["path"]]
    messages = "\n".join([document["message"], *(fault["message"] for fault in document["faults"])])
    assert sorted(set(pointers)) == sorted(want for want in wants if want.startswith("/"))
    for want in wants:
        assert (f"  {want}: " if want.startswith("/") else want) in page.stderr
        assert want.startswith("/") or want in messages
    return pointers


def ended_with(result: Result, *codes: int) -> None:
    """The command ended by itself with one of these codes."""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in codes, result.output


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write a claim, or any text or bytes, into a file."""

    def write(content: Any, name: str = "claim.json") -> Path:
        path = tmp_path / name
        if not isinstance(content, str | bytes):
            content = json.dumps(content, ensure_ascii=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


CONTRADICTORY_OR_MALFORMED = [
    # fields
    pytest.param({"/claim_id": NOTHING}, ["/claim_id", "is required and missing"], id="missing-field"),
    pytest.param({"/area": NOTHING}, ["/area", "is required and missing"], id="missing-area"),
    pytest.param({"/lines/0/amount": NOTHING}, ["/lines/0/amount", "is required and missing"], id="missing-nested-field"),
    pytest.param({"/policy/benefits/0/cap": NOTHING}, ["/policy/benefits/0/cap", "is required and missing"], id="missing-field-that-may-be-null"),
    pytest.param(
        {"/servce_date": "2021-04-15"}, ["/servce_date", "is not a field here", "did you mean 'service_date'?"], id="unknown-field-near-match"
    ),
    pytest.param({"/visit/revist": True}, ["/visit/revist", "did you mean 'revisit'?"], id="unknown-nested-field-near-match"),
    pytest.param({"/zzzz": 1}, ["/zzzz", "is not a field here"], id="unknown-field-like-no-other"),
    pytest.param({"/patient/name": "张三"}, ["/patient/name", "is not a field here"], id="name-of-the-patient"),
    pytest.param({"/lines/0/schema": "yibao.claim/1"}, ["/lines/0/schema", "is not a field here"], id="schema-in-a-line"),
    pytest.param({"/policy/items_by_code": {}}, ["/policy/items_by_code", "is not a field here"], id="index-that-is-not-for-documents"),
    pytest.param({"/schema": NOTHING}, ["/schema", "is required and missing", "yibao.claim/1"], id="missing-schema"),
    pytest.param({"/schema": "yibao.claim/2"}, ["/schema", "expected 'yibao.claim/1'", "yibao.claim/2"], id="wrong-schema-version"),
    pytest.param({"/schema": 1}, ["/schema", "got the number 1"], id="schema-as-number"),
    # types
    pytest.param({"/claim_id": 7}, ["/claim_id", "got the number 7"], id="number-for-reference"),
    pytest.param({"/claim_id": None}, ["/claim_id", "got null"], id="null-in-required"),
    pytest.param({"/service_date": None}, ["/service_date", "got null"], id="null-for-required-date"),
    pytest.param({"/lines": None}, ["/lines", "expected a list, got null"], id="null-for-list"),
    pytest.param({"/patient": None}, ["/patient", "expected an object, got null"], id="null-for-object"),
    pytest.param({"/visit/revisit": "true"}, ["/visit/revisit", "expected true or false, got the text 'true'"], id="bool-as-text"),
    pytest.param({"/visit/revisit": 1}, ["/visit/revisit", "expected true or false, got the number 1"], id="bool-as-number"),
    pytest.param({"/visit/department": True}, ["/visit/department", "expected text, got true or false"], id="text-as-bool"),
    pytest.param({"/visit/department": 12}, ["/visit/department", "expected text, got the number 12"], id="text-as-number"),
    pytest.param({"/visit/department": ["心血管内科"]}, ["/visit/department", "expected text, got a list"], id="text-as-list"),
    pytest.param({"/visit": []}, ["/visit", "expected an object, got a list"], id="list-instead-of-object"),
    pytest.param({"/visit": "online"}, ["/visit", "expected an object, got the text 'online'"], id="text-instead-of-object"),
    pytest.param({"/lines": {"0": LINE}}, ["/lines", "expected a list, got an object"], id="object-instead-of-list"),
    pytest.param({"/lines": "L1"}, ["/lines", "expected a list, got the text 'L1'"], id="text-instead-of-list"),
    pytest.param({"/visit/diagnoses": "I10"}, ["/visit/diagnoses", "expected a list"], id="text-instead-of-list-of-texts"),
    pytest.param({"/visit/diagnoses/0": None}, ["/visit/diagnoses/0", "got null"], id="null-in-list"),
    pytest.param({"/lines/0": []}, ["/lines/0", "expected an object, got a list"], id="list-instead-of-line"),
    pytest.param({"/service_date": 20210415}, ["/service_date", "got the number 20210415"], id="date-as-number"),
    pytest.param({"/identity/paid_at": 1618450200}, ["/identity/paid_at", "got the number 1618450200"], id="time-as-number"),
    pytest.param({"/institution/tier": 3}, ["/institution/tier", "got the number 3"], id="tier-as-number"),
    pytest.param({"/area": 120000}, ["/area", "got the number 120000"], id="area-as-number"),
    # money, shares and quantities
    pytest.param({"/lines/0/amount": 20.0}, ["/lines/0/amount", "two places", "got the number 20.0"], id="money-as-float"),
    pytest.param({"/lines/0/amount": 2000}, ["/lines/0/amount", "got the number 2000"], id="money-as-whole-number"),
    pytest.param({"/lines/0/amount": "20"}, ["/lines/0/amount", "got '20'"], id="money-without-decimals"),
    pytest.param({"/lines/0/amount": "20.0"}, ["/lines/0/amount", "got '20.0'"], id="money-with-one-decimal"),
    pytest.param({"/lines/0/amount": "20.000"}, ["/lines/0/amount", "got '20.000'"], id="money-with-three-decimals"),
    pytest.param({"/lines/0/amount": "-20.00"}, ["/lines/0/amount", "got '-20.00'"], id="negative-money"),
    pytest.param({"/lines/0/amount": "+20.00"}, ["/lines/0/amount", "got '+20.00'"], id="money-with-plus"),
    pytest.param({"/lines/0/amount": "020.00"}, ["/lines/0/amount", "got '020.00'"], id="money-with-leading-zero"),
    pytest.param({"/lines/0/amount": "2e1"}, ["/lines/0/amount", "got '2e1'"], id="money-with-exponent"),
    pytest.param({"/lines/0/amount": "1,000.00"}, ["/lines/0/amount", "got '1,000.00'"], id="money-with-thousands"),
    pytest.param({"/lines/0/amount": "¥20.00"}, ["/lines/0/amount", "got '¥20.00'"], id="money-with-sign"),
    pytest.param({"/lines/0/amount": "２０.００"}, ["/lines/0/amount", "got '２０.００'"], id="money-in-full-width-digits"),
    pytest.param({"/lines/0/amount": " 20.00"}, ["/lines/0/amount", "got ' 20.00'"], id="money-with-space"),
    pytest.param({"/lines/0/amount": "20.00\n"}, ["/lines/0/amount", "got '20.00\\n'"], id="money-with-line-end"),
    pytest.param({"/lines/0/amount": ""}, ["/lines/0/amount", "got ''"], id="empty-money"),
    pytest.param({"/lines/0/amount": "NaN"}, ["/lines/0/amount", "got 'NaN'"], id="money-as-text-nan"),
    pytest.param({"/lines/0/amount": "9" * 14 + ".00"}, ["/lines/0/amount", "got '99999999999999.00'"], id="money-with-huge-digits"),
    pytest.param({"/lines/0/amount": "9" * 10_000 + ".00"}, ["/lines/0/amount", "999…"], id="money-with-10000-digits"),
    pytest.param({"/lines/0/amount": 10**100}, ["/lines/0/amount", "of more than 10 digits"], id="money-as-huge-number"),
    pytest.param({"/lines/0/self_pay_ratio": "1.01"}, ["/lines/0/self_pay_ratio", "between 0 and 1"], id="ratio-above-one"),
    pytest.param({"/lines/0/self_pay_ratio": "-0.1"}, ["/lines/0/self_pay_ratio", "got '-0.1'"], id="negative-ratio"),
    pytest.param({"/lines/0/self_pay_ratio": "20%"}, ["/lines/0/self_pay_ratio", "got '20%'"], id="ratio-in-percent"),
    pytest.param({"/policy/benefits/0/ratio": 0.6}, ["/policy/benefits/0/ratio", "got the number 0.6"], id="ratio-as-float"),
    pytest.param({"/lines/0/quantity": "0"}, ["/lines/0/quantity", "a quantity above 0"], id="quantity-zero"),
    pytest.param({"/lines/0/quantity": "0.0000"}, ["/lines/0/quantity", "a quantity above 0"], id="quantity-zero-with-decimals"),
    pytest.param({"/lines/0/quantity": 1}, ["/lines/0/quantity", "got the number 1"], id="quantity-as-number"),
    pytest.param({"/lines/0/unit_price": "20"}, ["/lines/0/unit_price", "a unit price in yuan"], id="unit-price-without-decimals"),
    # dates and times
    pytest.param({"/service_date": "2021-02-30"}, ["/service_date", "got '2021-02-30'"], id="february-30"),
    pytest.param({"/service_date": "2021-02-29"}, ["/service_date", "got '2021-02-29'"], id="leap-day-of-no-leap-year"),
    pytest.param({"/service_date": "2021-13-01"}, ["/service_date", "got '2021-13-01'"], id="month-13"),
    pytest.param({"/service_date": "0000-01-01"}, ["/service_date", "got '0000-01-01'"], id="year-0"),
    pytest.param({"/service_date": "3000-01-01"}, ["/service_date", "got '3000-01-01'"], id="year-3000"),
    pytest.param({"/service_date": "2021-04-15T09:30:00"}, ["/service_date", "expected a date"], id="date-with-time"),
    pytest.param({"/service_date": "2021-4-15"}, ["/service_date", "got '2021-4-15'"], id="date-without-zero"),
    pytest.param({"/service_date": "20210415"}, ["/service_date", "got '20210415'"], id="date-without-hyphens"),
    pytest.param({"/service_date": "15/04/2021"}, ["/service_date", "got '15/04/2021'"], id="date-the-other-way-round"),
    pytest.param({"/service_date": "2021年4月15日"}, ["/service_date", "got '2021年4月15日'"], id="date-in-chinese"),
    pytest.param({"/service_date": "2021-W15-4"}, ["/service_date", "got '2021-W15-4'"], id="date-by-week"),
    pytest.param({"/service_time": "24:00"}, ["/service_time", "a time of day"], id="clock-24"),
    pytest.param({"/service_time": "9:30"}, ["/service_time", "got '9:30'"], id="clock-without-zero"),
    pytest.param({"/identity/verified_at": "at noon"}, ["/identity/verified_at", "got 'at noon'"], id="time-garbage"),
    pytest.param({"/identity/verified_at": "2021-04-15"}, ["/identity/verified_at", "got '2021-04-15'"], id="time-without-clock"),
    pytest.param({"/identity/verified_at": "2021-04-15T25:00:00"}, ["/identity/verified_at", "T25:00:00"], id="hour-25"),
    pytest.param({"/identity/verified_at": "2021-04-15T09:30:00+99:00"}, ["/identity/verified_at", "+99:00"], id="offset-99"),
    pytest.param({"/identity/verified_at": "2021-04-15?09:30:00"}, ["/identity/verified_at", "?09:30:00"], id="time-with-any-separator"),
    pytest.param({"/identity/verified_at": "2021-W15-4T09:30"}, ["/identity/verified_at", "2021-W15-4"], id="time-by-week"),
    pytest.param({"/identity/verified_at": "9999-12-31T23:59:59-12:00"}, ["/identity/verified_at", "9999"], id="time-at-the-end-of-time"),
    # words, codes and references
    pytest.param({"/visit/disease_class": "chronc"}, ["/visit/disease_class", "did you mean 'chronic'?"], id="enum-misspelt"),
    pytest.param({"/visit/disease_class": "Chronic"}, ["/visit/disease_class", "got 'Chronic'"], id="enum-in-capitals"),
    pytest.param({"/visit/disease_class": "慢性病"}, ["/visit/disease_class", "expected one of common, chronic, other"], id="enum-in-chinese"),
    pytest.param({"/visit/disease_class": "c" * 100_000}, ["/visit/disease_class", "ccc…"], id="enum-of-100000-letters"),
    pytest.param({"/identity/activation/1": "real_persn"}, ["/identity/activation/1", "did you mean 'real_person'?"], id="enum-misspelt-in-set"),
    pytest.param({"/claim_id": "11010119900307561X"}, ["/claim_id", "identity or telephone number"], id="identity-number-as-claim-id"),
    pytest.param({"/claim_id": "visit:110101199003075610"}, ["/claim_id", "identity or telephone number"], id="identity-number-within-claim-id"),
    pytest.param({"/lines/0/id": "13812345678"}, ["/lines/0/id", "identity or telephone number"], id="telephone-number-as-line-id"),
    pytest.param({"/claim_id": ""}, ["/claim_id", "got ''"], id="empty-reference"),
    pytest.param({"/claim_id": "a" * 65}, ["/claim_id", "a reference of letters"], id="long-reference"),
    pytest.param({"/claim_id": "../etc"}, ["/claim_id", "got '../etc'"], id="reference-with-slash"),
    pytest.param({"/claim_id": "\ud800"}, ["/claim_id", "got '\\ud800'"], id="lone-surrogate-in-reference"),
    pytest.param({"/visit/department": "内\udc00科"}, ["/visit/department", "\\udc00"], id="lone-surrogate-in-text"),
    pytest.param({"/visit/department": "内\x00科"}, ["/visit/department", "\\x00"], id="null-character-in-text"),
    pytest.param({"/visit/department": "\x1b[31m科"}, ["/visit/department", "\\x1b"], id="terminal-escape-in-text"),
    pytest.param({"/visit/department": "科\u202e"}, ["/visit/department", "\\u202e"], id="text-that-turns-round"),
    pytest.param({"/visit/department": " \t"}, ["/visit/department", "expected printable text"], id="blank-text"),
    pytest.param({"/visit/department": "科" * 2001}, ["/visit/department", "1 to 2000 characters"], id="text-too-long"),
    pytest.param({"/area": "12000"}, ["/area", "six digits"], id="area-of-five-digits"),
    pytest.param({"/area": "000000"}, ["/area", "six digits"], id="area-of-the-whole-country"),
    pytest.param({"/area": "天津"}, ["/area", "six digits"], id="area-by-name"),
    pytest.param({"/visit/diagnoses/0": "高血压"}, ["/visit/diagnoses/0", "a code of letters"], id="diagnosis-by-name"),
    # contradictions
    pytest.param({"/lines/-": LINE}, ["/lines/1/id", "'L1' stands twice"], id="same-line-id-twice"),
    pytest.param({"/acts": [ACT | {"lines": []}, ACT | {"lines": []}]}, ["/acts/1/id", "'A1' stands twice"], id="same-act-id-twice"),
    pytest.param({"/acts": [ACT]}, ["/acts/0/lines", "names line 'L9', which the claim does not have"], id="act-names-unknown-line"),
    pytest.param({"/lines/0/mode": "offline"}, ["/lines/0/mode", "a claim of its own"], id="offline-line"),
    pytest.param({"/lines/0/unit_price": "19.00"}, ["/lines/0/amount", "is not unit_price 19.00 × quantity 1"], id="amount-not-price-times-quantity"),
    pytest.param({"/policy/items/-": ITEM}, ["/policy/items/1", "overlaps entry 0"], id="overlapping-policy-items"),
    pytest.param(
        {"/policy/items": [ITEM | {"since": "2021-01-01"}, ITEM | {"until": "2021-01-01"}]},
        ["/policy/items/1", "overlaps entry 0"],
        id="policy-items-that-share-one-day",
    ),
    pytest.param(
        {"/policy/items": [ITEM | {"since": "2021-03-01"}, ITEM, ITEM | {"since": "2020-02-01", "until": "2020-03-01"}]},
        ["/policy/items/1", "/policy/items/2", "overlaps entry 0", "overlaps entry 1"],
        id="policy-items-in-a-longer-one",
    ),
    pytest.param({"/agreements/-": AGREEMENT}, ["/agreements/2", "overlaps entry 0"], id="overlapping-agreements"),
    pytest.param({"/agreements/0/until": "2019-12-31"}, ["/agreements/0/until", "is before since, 2020-01-01"], id="until-before-since"),
    pytest.param({"/policy/items/0/until": "2019-12-31"}, ["/policy/items/0/until", "is before since"], id="policy-until-before-since"),
    # where and when
    pytest.param({"/area": "110000"}, ["no installed measure is in force for area 110000 on 2021-04-15"], id="area-nobody-serves"),
    pytest.param(
        {"/policy/in_force": [{"measure": "jilim-2020", "source": "x", "since": "2021-01-01"}]},
        ["/policy/in_force/0/measure", "there is no measure 'jilim-2020'; did you mean 'jilin-2020'?"],
        id="dates-of-no-measure",
    ),
    pytest.param(
        {"/policy/in_force": [{"measure": "tianjin-2020", "source": "x", "since": "2021-01-01"}]},
        ["/policy/in_force/0", "tianjin-2020 is in force from 2020-11-01 by its own text: leave this out"],
        id="dates-that-the-text-gives",
        marks=with_tianjin,
    ),
    pytest.param(
        {"/policy/in_force": [{"measure": "hebei", "source": "x", "since": "2019-12-31"}]},
        ["/policy/in_force/0/since", "hebei cannot have been in force before 2020-01-01"],
        id="dates-before-what-it-cites",
        marks=with_hebei,
    ),
    pytest.param(
        {"/policy/in_force": [{"measure": "hebei", "source": "x", "since": "2021-03-01", "until": "2021-02-01"}]},
        ["/policy/in_force/0/until", "2021-02-01 is before since, 2021-03-01"],
        id="dates-the-wrong-way-round",
    ),
    pytest.param(
        {"/policy/outages": [{"source": "x", "since": "2021-04-15T09:00:00", "until": "2021-04-15T09:00:00"}]},
        ["/policy/outages/0/until", "2021-04-15 09:00:00 is not after since"],
        id="outage-of-no-length",
    ),
    pytest.param(
        {"/patient/benefits": [{"status": "active", "since": "2021-01-01"}, {"status": "frozen", "since": "2021-02-01"}]},
        ["/patient/benefits/1", "overlaps entry 0"],
        id="two-benefit-states-on-one-day",
    ),
    pytest.param(
        {"/patient/benefits": [{"status": "frosen", "since": "2021-01-01"}]},
        ["/patient/benefits/0/status", "did you mean 'frozen'"],
        id="misspelt-benefit-state",
    ),
    pytest.param(
        {"/application/terminations": [{"on": "2021-01-01", "of": "aplicant"}]},
        ["/application/terminations/0/of", "expected one of applicant, linked", "did you mean 'applicant'"],
        id="misspelt-termination",
    ),
    pytest.param({"/service_date": "2019-04-15"}, ["on 2019-04-15", "in force from 2020-11-01"], id="date-before-any-measure", marks=with_tianjin),
]


@pytest.mark.parametrize(("changes", "wants"), CONTRADICTORY_OR_MALFORMED)
def test_a_claim_with_one_fault_is_refused_at_its_place(
    changes: dict[str, Any], wants: list[str], document: Callable[..., Any], file: Callable[..., Path]
) -> None:
    """A claim that is good but for one thing ends in exit code 2 with the pointer of that thing and no other."""
    path = file(document(changes=changes))

    rejected("decide", path, wants=tuple(wants))


def keyed(key: str) -> str:
    """The good claim with one more key."""
    return json.dumps(json.loads(GOOD) | {key: 1})


NOT_READABLE = [
    pytest.param("", ["is not JSON at line 1, column 1"], id="empty-file"),
    pytest.param(" \n", ["is not JSON"], id="blank-file"),
    pytest.param("not json", ["is not JSON at line 1, column 1"], id="no-json"),
    pytest.param("<claim/>", ["is not JSON at line 1, column 1"], id="xml"),
    pytest.param(GOOD[:500], ["is not JSON at line"], id="cut-off"),
    pytest.param(GOOD + "{}", ["is not JSON at line", "Extra data"], id="two-documents"),
    pytest.param(GOOD.rstrip().removesuffix("}") + ",}", ["is not JSON at line"], id="trailing-comma"),
    pytest.param(GOOD.replace('"', "'"), ["is not JSON at line 2"], id="single-quotes"),
    pytest.param("// a claim\n" + GOOD, ["is not JSON at line 1"], id="comment"),
    pytest.param(GOOD.replace("心血管内科", "心\n科"), ["is not JSON at line"], id="control-character"),
    pytest.param(GOOD.replace("心血管内科", "\\x00"), ["is not JSON at line"], id="escape-that-json-lacks"),
    pytest.param("[]", ["expected an object, got a list"], id="top-level-list"),
    pytest.param(f"[{GOOD}]", ["expected an object, got a list"], id="claim-in-a-list"),
    pytest.param('"claim"', ["expected an object, got the text 'claim'"], id="top-level-text"),
    pytest.param("12.5", ["expected an object, got the number 12.5"], id="top-level-number"),
    pytest.param("null", ["expected an object, got null"], id="top-level-null"),
    pytest.param("true", ["expected an object, got true or false"], id="top-level-bool"),
    pytest.param(GOOD.replace('"20.00"', "NaN"), ["NaN is not JSON"], id="nan"),
    pytest.param(GOOD.replace('"20.00"', "Infinity"), ["Infinity is not JSON"], id="infinity"),
    pytest.param(GOOD.replace('"20.00"', "-Infinity"), ["-Infinity is not JSON"], id="negative-infinity"),
    pytest.param(GOOD.replace('"amount": "20.00"', '"amount": 1e999'), ["/lines/0/amount", "got the number inf"], id="number-beyond-floats"),
    pytest.param(GOOD.replace('"amount": "20.00"', '"amount": ' + "9" * 10_000), ["too many digits"], id="number-of-10000-digits"),
    pytest.param("[" * 100_000, ["nested too deeply"], id="nested-100000-deep"),
    pytest.param("[" * 100_000 + "]" * 100_000, ["nested too deeply"], id="nested-100000-deep-and-closed"),
    pytest.param('{"patient":' * 100_000 + "1" + "}" * 100_000, ["nested too deeply"], id="objects-nested-100000-deep"),
    pytest.param(GOOD.replace('"20.00"', "[" * 500 + "]" * 500, 1), ["/lines/0/amount", "got a list"], id="nested-500-deep-in-place"),
    pytest.param(GOOD.encode("gbk"), ["is not UTF-8 (byte", "save it as UTF-8"], id="gbk"),
    pytest.param(GOOD.encode("utf-16"), ["is not UTF-8 (byte 0)"], id="utf-16"),
    pytest.param(json.dumps(json.loads(GOOD)).encode("utf-16-le"), ["is not JSON at line 1"], id="utf-16-without-mark"),
    pytest.param(GOOD.encode()[:-1] + b"\xff}", ["is not UTF-8"], id="one-bad-byte"),
    pytest.param(b"\0" * 1000, ["is not JSON at line 1, column 1"], id="zeros"),
    pytest.param(GOOD.replace('"area"', '"claim_id": "other", "area"', 1), ["the key 'claim_id' stands twice"], id="key-twice"),
    pytest.param(GOOD.replace('"insured": true', '"insured": true, "insured": false'), ["the key 'insured' stands twice"], id="nested-key-twice"),
    pytest.param('{"a": 1, "\\u0061": 2}', ["the key 'a' stands twice"], id="key-twice-once-escaped"),
    pytest.param("{" + ",".join(['"' + "k" * 5000 + '": 1'] * 2) + "}", ["kkk… stands twice"], id="long-key-twice"),
    pytest.param(keyed("k" * 5000), ["/" + "k" * 57 + "…", "is not a field here"], id="key-of-5000-characters"),
    pytest.param(keyed("a/b~c"), ["/a~1b~0c", "is not a field here"], id="key-with-slash-and-tilde"),
    pytest.param(keyed("\ud800"), ["/\\ud800", "is not a field here"], id="lone-surrogate-in-key"),
    pytest.param(keyed("\x1b[2J\n"), ["/\\x1b[2J\\n", "is not a field here"], id="terminal-escape-in-key"),
    pytest.param(keyed(""), ["/", "is not a field here"], id="empty-key"),
]


@pytest.mark.parametrize(("content", "wants"), NOT_READABLE)
def test_a_file_that_is_no_claim_is_refused(content: str | bytes, wants: list[str], file: Callable[..., Path]) -> None:
    """A file that is no JSON, or JSON of another shape, ends in exit code 2 and says where it goes wrong."""
    rejected("decide", file(content), wants=tuple(wants))


NO_FILE = [
    pytest.param(lambda folder: folder, ["cannot be read: Is a directory"], id="directory"),
    pytest.param(lambda folder: folder / "nothing.json", ["cannot be read: No such file"], id="file-that-does-not-exist"),
    pytest.param(lambda folder: folder / "nowhere" / "claim.json", ["cannot be read: No such file"], id="folder-that-does-not-exist"),
    pytest.param(lambda folder: folder / ("n" * 5000), ["cannot be read: File name too long"], id="file-name-too-long"),
    pytest.param(lambda folder: folder / "\udcff.json", ["cannot be read: No such file"], id="file-name-that-is-not-utf-8"),
    pytest.param(lambda folder: Path(__file__) / "claim.json", ["cannot be read: Not a directory"], id="file-within-a-file"),
]


@pytest.mark.skipif(os.name == "nt", reason="Windows words these errors differently")
@pytest.mark.parametrize("option", ["claim", "policy"])
@pytest.mark.parametrize(("place", "wants"), NO_FILE)
def test_a_path_that_is_no_file_is_refused(
    place: Callable[[Path], Path], wants: list[str], option: str, tmp_path: Path, file: Callable[..., Path]
) -> None:
    """A path that cannot be read ends in exit code 2 with the system's reason, for the claim and for the policy."""
    arguments = [place(tmp_path)] if option == "claim" else [file(GOOD), "--policy", place(tmp_path)]

    rejected("decide", *arguments, wants=tuple(wants))


def test_a_file_without_permission_is_refused(monkeypatch: pytest.MonkeyPatch, file: Callable[..., Path]) -> None:
    """A file that may not be opened ends in exit code 2 with the system's reason."""
    path = file(GOOD)

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "open", refuse)

    rejected("decide", path, wants=("cannot be read: Permission denied",))


def sparse(path: Path) -> Path:
    """A file that claims to have 100 MB."""
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    return path


def brackets(path: Path) -> Path:
    """A file of 100 MB of brackets."""
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"[" * 1024 * 1024)
    return path


def dumped(path: Path, document: Any) -> Path:
    """A document in a file."""
    path.write_text(json.dumps(document), "utf-8")
    return path


def claim_with(**changes: Any) -> dict[str, Any]:
    """The good claim with other sections."""
    return json.loads(GOOD) | changes


MANY = 30_000
LARGE = [
    pytest.param(sparse, {"has more than 16777216 bytes"}, 0, id="sparse-file-of-100-mb"),
    pytest.param(brackets, {"has more than 16777216 bytes"}, 0, id="brackets-of-100-mb"),
    pytest.param(lambda path: Path("/dev/zero"), {"has more than 16777216 bytes"}, 0, id="device-without-end"),
    pytest.param(
        lambda path: path.write_text("{" + "".join(f'"k{n}":0,' for n in range(10 * MANY)) + '"k7":0}') and path,
        {"the key 'k7' stands twice"},
        0,
        id="one-key-of-300000-twice",
    ),
    pytest.param(
        lambda path: dumped(path, {f"k{n}": 0 for n in range(MANY)}), {"/k0: is not a field here", "more"}, MANY + 4, id="30000-unknown-keys"
    ),
    pytest.param(
        lambda path: dumped(path, claim_with(lines=[LINE | {"id": f"L{n}"} for n in (*range(MANY), 7)])),
        {"/lines/30000/id: 'L7' stands twice"},
        1,
        id="one-line-of-30000-twice",
    ),
    pytest.param(
        lambda path: dumped(path, claim_with(agreements=[AGREEMENT] * MANY)), {"/agreements/1: overlaps"}, MANY - 1, id="30000-equal-agreements"
    ),
    pytest.param(
        lambda path: dumped(path, claim_with(lines=[7] * MANY)), {"/lines/0: expected an object", "… and 29800 more"}, MANY, id="30000-bad-lines"
    ),
    pytest.param(
        lambda path: dumped(path, claim_with(visit={"disease_class": "".join(chr(0x4E00 + n * n % 20_000) for n in range(2_000_000))})),
        {"/visit/disease_class: expected one of common, chronic, other"},
        1,
        id="word-of-2000000-characters",
    ),
]


@pytest.mark.parametrize(("make", "words", "faults"), LARGE)
def test_input_of_any_size_is_refused_soon(make: Callable[[Path], Path], words: set[str], faults: int, tmp_path: Path) -> None:
    """Large input ends in exit code 2 within seconds: nothing is read without end, and no check grows with the square."""
    path = make(tmp_path / "claim.json")
    if not path.exists():
        pytest.skip(f"there is no {path}")
    begin = time.perf_counter()
    result = CliRunner().invoke(main, ["decide", str(path)])

    ended_with(result, 2)
    assert result.stdout == ""
    assert all(word in result.stderr for word in words)
    assert result.stderr.count("\n  /") == min(max(faults, 1), InvalidDocument.SHOWN)
    assert time.perf_counter() - begin < 10


OPTIONS = [
    pytest.param({}, ["--reading", "law_dat=service_date"], ["there is no reading 'law_dat'", "did you mean 'law_date'?"], id="unknown-reading"),
    pytest.param({}, ["--reading", "zzz=any"], ["there is no reading 'zzz'", "`yibao readings` lists them"], id="reading-like-no-other"),
    pytest.param({}, ["--reading", "rounding=half-up"], ["no option 'half-up'", "did you mean 'half_up'?"], id="unknown-option-of-a-reading"),
    pytest.param(
        {}, ["--reading", "law_date=servicedate"], ["no option 'servicedate'", "did you mean 'service_date'?"], id="unknown-option-of-law-date"
    ),
    pytest.param({}, ["--reading", "rounding"], ["expected NAME=OPTION, got 'rounding'"], id="reading-without-equals"),
    pytest.param({}, ["--reading", "rounding="], ["expected NAME=OPTION, got 'rounding='"], id="reading-without-option"),
    pytest.param({}, ["--reading", "=half_up"], ["there is no reading ''"], id="reading-without-name"),
    pytest.param(
        {},
        ["--reading", "rounding=half_up", "--reading", "rounding=half_even"],
        ["rounding is chosen twice: half_up and half_even"],
        id="reading-chosen-twice-differently",
    ),
    pytest.param(
        {"/settlement_date": NOTHING},
        ["--reading", "law_date=settlement_date"],
        ["/settlement_date", "is needed, since the reading law_date selects the law by it"],
        id="law-by-settlement-date-without-one",
    ),
    pytest.param({}, ["--jsn"], ["No such option", "--json"], id="unknown-option"),
    pytest.param({}, ["--lang", "fr"], ["'fr' is not one of 'zh', 'en'"], id="unknown-language"),
    pytest.param({}, ["other.json"], ["unexpected extra argument", "other.json"], id="two-claims"),
    pytest.param({}, ["--policy", "POLICY"], ["/policy", "the claim carries its own policy"], id="policy-beside-the-claim's-own"),
    pytest.param(
        {"/policy": NOTHING},
        ["--policy", "CLAIM"],
        ["expected 'yibao.policy/1', got the text 'yibao.claim/1'", *(f"/{name}" for name in json.loads(GOOD) if name != "schema"), "/schema"],
        id="claim-as-policy",
    ),
    pytest.param({"/policy": NOTHING}, ["--policy", "VERSION 2"], ["/schema", "yibao.policy/2"], id="policy-with-wrong-schema"),
    pytest.param({"/policy": NOTHING}, ["--policy", "NO SCHEMA"], ["/schema", "it is 'yibao.policy/1'"], id="policy-without-schema"),
    pytest.param({"/policy": NOTHING}, ["--policy", "LIST"], ["expected an object, got a list"], id="policy-as-list"),
    pytest.param({"/policy": NOTHING}, ["--policy", "FLOAT"], ["/items/0/ceiling", "got the number 20.0"], id="policy-with-float-money"),
    pytest.param({"/policy": NOTHING}, ["--policy", "TWICE"], ["/items/1", "overlaps entry 0"], id="policy-that-overlaps"),
]
POLICIES = {
    "POLICY": {"schema": "yibao.policy/1", "items": []},
    "CLAIM": claim_with(),
    "VERSION 2": {"schema": "yibao.policy/2", "items": []},
    "NO SCHEMA": {"items": []},
    "LIST": [],
    "FLOAT": {"schema": "yibao.policy/1", "items": [ITEM | {"ceiling": 20.0}]},
    "TWICE": {"schema": "yibao.policy/1", "items": [ITEM, ITEM]},
}


@with_tianjin
@pytest.mark.parametrize(("changes", "options", "wants"), OPTIONS)
def test_an_option_of_decide_that_is_wrong_is_refused(
    changes: dict[str, Any], options: list[str], wants: list[str], document: Callable[..., Any], file: Callable[..., Path]
) -> None:
    """A reading, option or policy that does not fit ends in exit code 2, with the near match where there is one."""
    written = [str(file(POLICIES[one], "policy.json")) if one in POLICIES else one for one in options]

    rejected("decide", file(document(changes=changes)), *written, wants=tuple(wants))


COMMANDS = [
    pytest.param(["regions", "--on", "2021-02-30"], ["expected a date such as 2021-04-15, got '2021-02-30'"], id="regions-on-february-30"),
    pytest.param(["regions", "--on", "today"], ["expected a date such as 2021-04-15, got 'today'"], id="regions-on-a-word"),
    pytest.param(["regions", "--on", "2021-4-15"], ["got '2021-4-15'"], id="regions-on-a-date-without-zero"),
    pytest.param(["regions", "--on", "2021-W15-4"], ["got '2021-W15-4'"], id="regions-on-a-week"),
    pytest.param(["regions", "--on", ""], ["got ''"], id="regions-on-nothing"),
    pytest.param(
        ["law", "tianjing"], ["no plugin 'tianjing' is installed", "did you mean 'tianjin'?"], id="law-of-unknown-region", marks=with_tianjin
    ),
    pytest.param(["law", ""], ["no plugin '' is installed"], id="law-of-no-name"),
    pytest.param(["law"], ["name a REGION, or use --matrix"], id="law-of-no-region"),
    pytest.param(["law", "national", "--matrix"], ["--matrix shows every region: leave REGION out"], id="law-matrix-of-a-region"),
    pytest.param(["weave", "natinal"], ["no plugin 'natinal' is installed", "did you mean 'national'?"], id="weave-of-unknown-region"),
    pytest.param(["weave", "national", "--html", "no/such/folder/x.html"], ["no/such/folder/x.html cannot be written"], id="weave-to-nowhere"),
    pytest.param(["compare"], ["Missing argument 'CLAIM'"], id="compare-nothing"),
    pytest.param(["compare", "no-such-file.json"], ["no-such-file.json", "cannot be read"], id="compare-no-file"),
    pytest.param(["law", "tianjin", "99"], ["tianjin has no clause that begins with '第九十九条'"], id="law-unknown-article", marks=with_tianjin),
    pytest.param(["law", "tianjin", "第十九条X"], ["no clause", "did you mean '第十九条'?"], id="law-misspelt-clause", marks=with_tianjin),
    pytest.param(["conformance", "--region", "zzz"], ["no plugin 'zzz' is installed; installed:"], id="conformance-of-unknown-region"),
    pytest.param(["decide"], ["Missing argument 'CLAIM'"], id="decide-nothing"),
    pytest.param(["decid", "claim.json"], ["No such command 'decid'"], id="unknown-command"),
]


@pytest.mark.parametrize(("arguments", "wants"), COMMANDS)
def test_a_command_with_a_wrong_argument_is_refused(arguments: list[str], wants: list[str]) -> None:
    """A date, region, clause or command that does not exist ends in exit code 2, with the near match where there is one."""
    rejected(*arguments, wants=tuple(wants))


Source = tuple[str, str, str, Callable[[], ModuleType]]


def sources() -> list[Source]:
    """The plugins of this environment, not yet loaded."""
    return [(*entry.name.split(".", 1), "1", entry.load) for entry in entry_points(group="yibao")]


def second() -> ModuleType:
    """A plugin whose measure is Tianjin's under another name."""
    module = ModuleType("yibao_second")
    tianjin = read_measure(spec() / "measures" / "tianjin-2020.json")
    measure = attrs.evolve(tianjin, id="second-2020", region="second", clauses=None)
    module.yibao_measures = hookimpl(specname="yibao_measures")(lambda: [measure])  # type: ignore[attr-defined]
    return module


def broken() -> ModuleType:
    """A plugin that does not load."""
    raise RuntimeError("the disk is on fire")


@with_tianjin
def test_two_measures_for_one_area_and_day_are_a_tie(monkeypatch: pytest.MonkeyPatch, file: Callable[..., Path]) -> None:
    """Where two measures claim the same area and day, neither answers: both are named."""
    both = plugins.gather([*sources(), ("second", "120000", "1", second)])
    monkeypatch.setattr("yibao.plugins.installed", lambda: both)

    rejected("decide", file(GOOD), wants=("area 120000 on 2021-04-15", "second-2020 (second)", "tianjin-2020 (tianjin)", "same rank"))


@pytest.mark.parametrize("options", [[], ["--baseline"]], ids=["alone", "with-baseline"])
def test_a_plugin_that_does_not_load_leaves_its_area_empty(options: list[str], monkeypatch: pytest.MonkeyPatch, file: Callable[..., Path]) -> None:
    """A broken plugin is named with its error, nobody answers for its area, and every other area still works."""
    others = [source for source in sources() if source[0] != "tianjin"]
    without = plugins.gather([("national", "000000", "1", baseline), *others, ("tianjin", "120000", "1", broken)])
    monkeypatch.setattr("yibao.plugins.installed", lambda: without)

    rejected("decide", file(GOOD), *options, wants=("plugin 'tianjin' serves area 120000 but does not load", "the disk is on fire"))
    rejected("law", "tianjin", wants=("plugin 'tianjin' is installed but does not load", "the disk is on fire"))
    for name, region in [("national-visit", "national"), ("wenzhou-revisit", "wenzhou")]:
        if region in {source.region for source in without.loaded}:
            ended_with(CliRunner().invoke(main, ["decide", str(spec() / "claims" / f"{name}.json"), "--baseline"]), 0, 1)


def baseline() -> ModuleType:
    """The national baseline."""
    from yibao import baseline

    return baseline


def test_every_fault_of_a_claim_is_reported_at_once(document: Callable[..., Any], file: Callable[..., Path]) -> None:
    """Faults of every kind and depth are all named in one run, each once and with its own pointer."""
    path = file(
        document(
            changes={
                "/schema": "yibao.claim/9",
                "/claim_id": NOTHING,
                "/service_date": "2021-02-30",
                "/patient/insured": "yes",
                "/patient/nme": "x",
                "/institution/business_kinds/1": "otherarea",
                "/history/0/date": None,
                "/lines/0/amount": 20.0,
                "/lines/-": {"id": "L2", "category": "drugs"},
                "/policy/items": {},
                "/zzzz": [],
            }
        )
    )
    wants = (
        *("/schema", "/claim_id", "/service_date", "/patient/insured", "/patient/nme", "/institution/business_kinds/1", "/history/0/date"),
        *("/lines/0/amount", "/lines/1/category", "/lines/1/amount", "/policy/items", "/zzzz"),
    )

    pointers = rejected("decide", path, wants=wants)

    assert len(pointers) == len(wants)


def test_every_contradiction_of_a_claim_is_reported_at_once(document: Callable[..., Any], file: Callable[..., Path]) -> None:
    """Contradictions between parts of a claim are all named in one run, too."""
    path = file(
        document(
            changes={
                "/lines/-": LINE | {"mode": "offline", "unit_price": "1.00"},
                "/acts": [ACT],
                "/agreements/0/until": "2019-01-01",
                "/policy/items/-": ITEM,
            }
        )
    )

    rejected("decide", path, wants=("/lines/1/id", "/lines/1/mode", "/lines/1/amount", "/acts/0/lines", "/agreements/0/until", "/policy/items/1"))


@with_tianjin
def test_a_terminal_that_lacks_a_character_still_gets_the_answer(file: Callable[..., Path]) -> None:
    """What the encoding of the output does not have is escaped, and the rest is printed."""
    result = CliRunner(charset="latin-1").invoke(main, ["decide", str(file(GOOD)), "--lang", "en"])

    ended_with(result, 0)
    assert "\\u221a payable by the fund: met" in result.stdout_bytes.decode("latin-1")


TEXTS = st.text(st.characters(), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
survives = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def pointers_of(document: Any, path: str = "") -> list[str]:
    """Every JSON Pointer into a document but its root."""
    items = document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    return [pointer for key, value in items for pointer in (f"{path}/{key}", *pointers_of(value, f"{path}/{key}"))]


def value_at(document: Any, path: str) -> Any:
    """The value at a JSON Pointer."""
    for step in path.split("/")[1:]:
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


POINTERS = pointers_of(json.loads(GOOD))
NEARLY_GOOD = [value_at(json.loads(GOOD), path) for path in POINTERS] + [
    *("", "0", "0.00", "1", "-1", "1.5", "9999999999999.99", "9999999.9999", "1900-01-01", "2199-12-31", "2020-02-29", "2022-10-31", "00:00"),
    *(
        "none",
        "other",
        "offline",
        "drug",
        "delivery",
        "terminated",
        "C",
        "prefix",
        "resident",
        "330300",
        "330000",
        "900000",
        "1901-01-01T00:00+23:59",
    ),
]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file to write over and over."""
    return tmp_path_factory.mktemp("bad") / "claim.json"


def survived(path: Path, document: Any) -> None:
    """The command decides the document or refuses it, with and without --json, alike."""
    path.write_text(json.dumps(document), "utf-8")
    page, machine = (CliRunner().invoke(main, ["decide", str(path), *options]) for options in ([], ["--json"]))
    for result in (page, machine):
        ended_with(result, 0, 1, 2)
    assert page.exit_code == machine.exit_code
    assert bool(page.stderr) == (page.exit_code == 2)
    assert bool(page.stdout) == (page.exit_code != 2)
    assert ("error" in json.loads(machine.stdout)) == (page.exit_code == 2)


@survives
@given(VALUES)
def test_any_json_value_is_refused_without_a_traceback(scratch: Path, value: Any) -> None:
    """Whatever JSON a file holds, the command says what is wrong with it and never breaks."""
    survived(scratch, value)


@survives
@given(st.sampled_from(POINTERS), VALUES | st.sampled_from(NEARLY_GOOD))
def test_a_good_claim_with_any_one_value_replaced_is_decided_or_refused(scratch: Path, path: str, value: Any) -> None:
    """Whatever stands at one place of a good claim, the command decides it or refuses it and never breaks."""
    document = json.loads(GOOD)
    change(document, path, deepcopy(value))

    survived(scratch, document)


RECORD = json.dumps(
    {
        "schema": "yibao.record/1",
        "institution": "inst-1",
        "area": "330300",
        "known_until": "2022-12-31",
        "founded_on": "2019-01-01",
        "events": [
            {"id": "m1", "kind": "signed", "agreement": "main", "on": "2020-01-01", "until": "2023-12-31", "source": "协议", "at": "09:30"},
            {
                "id": "a1",
                "kind": "received",
                "agreement": "supplementary",
                "on": "2021-03-15",
                "source": "回执",
                "result": "complete",
                "joint": False,
            },
            {
                "id": "a2",
                "kind": "reviewed",
                "agreement": "supplementary",
                "on": "2021-03-19",
                "source": "意见",
                "result": "failed",
                "defects": ["d1"],
            },
            {"id": "a3", "kind": "ready", "agreement": "supplementary", "on": "2021-03-22", "source": "报告", "what": ["system"]},
        ],
        "proceedings": [
            {
                "id": "p1",
                "act": "other",
                "actor": "physician",
                "occurred_on": "2021-04-01",
                "practitioner": "doctor-7",
                "claims": ["c1"],
                "loss": "12.00",
                "events": [
                    {"id": "p1.1", "kind": "suspected", "on": "2021-04-02", "by": "经办机构", "reason": "比对"},
                    {"id": "p1.2", "kind": "measured", "on": "2021-04-03", "by": "经办机构", "reason": "x", "sanction": "fine", "amount": "1.00"},
                ],
            }
        ],
        "verdicts": [{"claim": "c1", "clause": "第二条", "answer": "met", "outcome": "0" * 64, "by": "审核岗", "on": "2021-04-04", "reason": "核对"}],
        "policy": {"working_days": [{"day": "2021-03-20", "working": True, "source": "通告"}]},
    }
)


def record_pointers(value: Any, path: str = "") -> list[str]:
    """Every place in a record."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [found for key, part in inside for found in record_pointers(part, f"{path}/{key}")]


@survives
@given(st.sampled_from(record_pointers(json.loads(RECORD))), VALUES | st.sampled_from(NEARLY_GOOD))
def test_a_record_with_any_one_value_replaced_is_followed_or_refused(scratch: Path, path: str, value: Any) -> None:
    """Whatever stands at one place of a record, the commands say where it stands or refuse it, and never break."""
    document = json.loads(RECORD)
    change(document, path, deepcopy(value))
    scratch.write_text(json.dumps(document), "utf-8")
    for words in (["agreement", str(scratch)], ["agreement", str(scratch), "--json"], ["violation", "list", str(scratch)]):
        ended_with(CliRunner().invoke(main, words), 0, 1, 2)
