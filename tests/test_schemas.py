"""The specification's data is what the implementation reads, writes and means."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from yibao.codec import claim_document, claim_from
from yibao.conformance.cases import cases, spec
from yibao.flow import decide
from yibao.plugins import Plugins, installed
from yibao.report import outcome_document

ROOT = Path(str(spec()))
ALL = {"changzhou", "hebei", "jilin", "national", "tianjin", "wenzhou"}
GENERATE = ROOT.parent / "generate.py"


def validator(name: str) -> Any:
    """The validator of a schema of the specification."""
    schema = json.loads((ROOT / "schemas" / f"{name}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.skipif(not GENERATE.exists(), reason="the specification is installed without its sources")
@pytest.mark.skipif({one.region for one in installed().loaded} != ALL, reason="readings of all regions are needed")
def test_generated_files_are_fresh() -> None:
    """What `python spec/generate.py` would write is what stands there."""
    loader = importlib.util.spec_from_file_location("generate", GENERATE)
    assert loader is not None
    assert loader.loader is not None
    generate = importlib.util.module_from_spec(loader)
    loader.loader.exec_module(generate)

    for path, content in generate.files().items():
        assert generate.text_of(content) == (ROOT / path).read_text("utf-8"), path


@pytest.mark.parametrize("file", sorted((ROOT / "measures").glob("*.json")), ids=lambda file: file.stem)
def test_a_measure_keeps_to_its_schema(file: Path) -> None:
    """Every measure and register is valid."""
    validator("measure").validate(json.loads(file.read_text("utf-8")))


@pytest.mark.parametrize("file", sorted((ROOT / "cases").glob("*/*.json")), ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_cases_keep_to_their_schema(file: Path) -> None:
    """Every file of cases is valid and named after its group."""
    document = json.loads(file.read_text("utf-8"))

    validator("cases").validate(document)
    assert document["group"] == file.stem


@pytest.mark.parametrize("file", sorted((ROOT / "claims").glob("*.json")), ids=lambda file: file.stem)
def test_a_base_claim_keeps_to_its_schema_and_survives_reading(file: Path, plugins: Plugins) -> None:
    """A base claim is valid, and written again it is the same claim."""
    document = json.loads(file.read_text("utf-8"))
    claim = claim_from(document)

    validator("claim").validate(document)
    validator("claim").validate(claim_document(claim))
    assert claim_document(claim) == claim_document(claim_from(claim_document(claim)))


def test_every_outcome_keeps_to_its_schema(plugins: Plugins) -> None:
    """The outcomes of all cases are valid documents."""
    check = validator("outcome")
    measures = {declared.measure.id for plugin in plugins.loaded for declared in plugin.measures}
    some = [case for case in cases() if case.asks == "claim" and case.measure in measures and "error" not in case.expect][::5]

    for case in some:
        document = outcome_document(decide(claim_from(case.document), readings=case.readings, baseline=case.baseline, reported=case.reported))
        check.validate(json.loads(json.dumps(document)))
    assert some


@pytest.mark.skipif("tianjin" not in {plugin.region for plugin in installed().loaded}, reason="compares a claim of Tianjin")
def test_a_comparison_keeps_to_its_schema(plugins: Plugins, claim: Callable[..., Any]) -> None:
    """With outcomes, with an error in the place of one, and with differences."""
    from yibao.compare import compare
    from yibao.compare_page import comparison_document

    made = comparison_document(compare(claim("tianjin-revisit"), ["120000", "990000", "410000"], baseline=True, installed=plugins), plugins)
    validator("comparison").validate(json.loads(json.dumps(made)))
    alone = comparison_document(compare(claim("tianjin-revisit"), ["120000", "990000"], installed=plugins), plugins)
    validator("comparison").validate(json.loads(json.dumps(alone)))
    assert made["differences"]
    assert "error" in alone["areas"][1]


def test_the_schema_refuses_what_the_codec_refuses(document: Callable[..., Any]) -> None:
    """Float money, an unknown key and an impossible word are invalid in the schema, too."""
    check = validator("claim")

    for path, value in {"/lines/0/amount": 20.0, "/patient/name": "x", "/visit/disease_class": "cronic", "/area": "12"}.items():
        assert not check.is_valid(document("tianjin-revisit", {path: value})), path


@pytest.mark.parametrize("asks", ["agreement", "proceeding"])
def test_what_a_record_says_keeps_to_its_schema(plugins: Plugins, asks: str) -> None:
    """Records of all cases, and what they say of agreements and proceedings, are valid documents."""
    from yibao.conformance.own import answer

    check = validator({"agreement": "agreement", "proceeding": "proceedings"}[asks])
    measures = {declared.measure.id for plugin in plugins.loaded for declared in plugin.measures}
    some = [case for case in cases() if case.asks == asks and case.measure in measures and "error" not in case.expect]
    records = validator("record")
    for case in some[::5]:
        records.validate(case.document)
        check.validate(json.loads(json.dumps(answer(asks, case.given, plugins))))


@pytest.mark.skipif("tianjin" not in {plugin.region for plugin in installed().loaded}, reason="suspects visits of Tianjin")
def test_what_visits_show_and_what_a_person_decides_keep_to_their_schemas(plugins: Plugins) -> None:
    """Suspicions and the queue of Tianjin's cases are valid documents, and there are some of each."""
    from yibao.detection import suspicions_document
    from yibao.review import queue_document

    checks = {name: validator(name) for name in ("suspicions", "queue")}
    found = []
    for case in cases():
        if case.asks == "claim" and case.region == "tianjin" and "error" not in case.expect:
            outcome = decide(claim_from(case.document), readings=case.readings, baseline=case.baseline, reported=case.reported, installed=plugins)
            shown, asked = suspicions_document([outcome]), queue_document([outcome])
            checks["suspicions"].validate(json.loads(json.dumps(shown)))
            checks["queue"].validate(json.loads(json.dumps(asked)))
            found.append((shown["suspicions"], shown["unseen"], asked["items"]))

    assert all(any(kind) for kind in zip(*found, strict=True))
