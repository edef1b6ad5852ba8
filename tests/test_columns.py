"""Every rule body gives the same on the values of one visit and on columns of many."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yibao.facts import FACTS, Fact
from yibao.plugins import STAGES, Declared, installed
from yibao.readings import Choices
from yibao.rules import Rule
from yibao.words import Unknown, unstated

DAYS = st.dates(date(2016, 1, 1), date(2024, 12, 31))
APRIL = datetime.fromisoformat("2021-04-01T00:00:00")
WORDS = ("心血管内科", "内分泌科", "口腔科")


def values_of(fact: Fact) -> st.SearchStrategy[Any]:
    """Values that a fact may take, month ends and equal amounts often among them."""
    if fact.type == "boolean":
        return st.booleans()
    if fact.type == "date":
        return DAYS | st.sampled_from([date(2020, 2, 29), date(2021, 1, 31), date(2021, 4, 30)])
    if fact.type == "datetime":  # Beijing time without an offset, as facts have it
        return st.datetimes(APRIL, APRIL + timedelta(days=2)).map(lambda moment: moment.replace(microsecond=0))
    if fact.type == "money":
        return st.integers(0, 10**7) | st.sampled_from([1000, 2000])
    if fact.type.startswith("one of "):
        return st.sampled_from(fact.type.removeprefix("one of ").split(", "))
    if fact.type.startswith("set of "):
        members = fact.type.removeprefix("set of ").split(", ")
        return st.frozensets(st.sampled_from(WORDS if members == ["text"] else members))
    return st.sampled_from([*WORDS, "employee", "resident"])


def column(values: list[Any], fact: Fact) -> Any:
    """A numpy column of the values; None is masked."""
    hidden = [value is None for value in values]
    fills: dict[str, Any] = {"boolean": False, "date": date(2020, 1, 1), "datetime": APRIL, "money": 0}
    if fact.type.startswith("set of "):
        data = np.empty(len(values), dtype=object)
        data[:] = [frozenset() if value is None else value for value in values]
    else:
        kinds = {"boolean": bool, "date": "datetime64[D]", "datetime": "datetime64[s]", "money": np.int64}
        fill = fills.get(fact.type, "")
        data = np.array([fill if value is None else value for value in values], dtype=kinds.get(fact.type))
    return np.ma.array(data, mask=hidden)


def bodies() -> list[Any]:
    """Every rule body and every `when` of the installed measures, with the readings that hold."""
    found: dict[Any, Any] = {}
    for plugin in installed().loaded:
        for declared in plugin.measures:
            for stage in STAGES:
                for rule in declared.rules[stage]:
                    if isinstance(rule, Rule):
                        for body, names in ((rule.body, rule.parameters), (rule.when, rule.when_parameters)):
                            if body is not None:
                                found[body, names] = pytest.param(declared, body, names, id=f"{declared.measure.id}-{rule.clause}-{body.__name__}")
    return list(found.values())


def plain(result: Any) -> Any:
    """A result of one visit, comparable: None for unknown."""
    return None if type(result) is Unknown else result


@pytest.mark.parametrize(("declared", "body", "names"), bodies())
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_rule_means_the_same_for_one_visit_and_for_columns(declared: Declared, body: Any, names: tuple[str, ...], data: st.DataObject) -> None:
    """Row by row, a column gives what the visit's own values give, unknown ones included."""
    choices = Choices(declared.choices().readings.values())
    facts = [FACTS[name] for name in names if name in FACTS]
    options = {name: data.draw(st.sampled_from([one.name for one in choices.reading(name).options])) for name in names if name not in FACTS}
    rows = data.draw(st.lists(st.tuples(*(st.none() | values_of(fact) for fact in facts)), min_size=1, max_size=6))

    one_by_one = [
        plain(body(**{fact.name: unstated(fact.path) if value is None else value for fact, value in zip(facts, row, strict=True)}, **options))
        for row in rows
    ]
    together = body(**{fact.name: column(list(values), fact) for fact, values in zip(facts, zip(*rows, strict=True), strict=True)}, **options)
    together = np.ma.array(np.broadcast_to(np.ma.getdata(together), len(rows)), mask=np.broadcast_to(np.ma.getmaskarray(together), len(rows)))

    assert one_by_one == together.tolist()


def test_deciding_a_claim_does_not_import_numpy() -> None:
    """Who decides one claim at a time needs no numpy."""
    code = (
        "import sys, yibao; from yibao.conformance.cases import spec; from pathlib import Path\n"
        "yibao.decide(yibao.load_claim(Path(str(spec())) / 'claims' / 'national-visit.json'), baseline=True)\n"
        "sys.exit('numpy' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
