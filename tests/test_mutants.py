"""Wrong variants of rules and of the core: which there are, that a case notices them, and what is told of those that none notices."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from yibao import plugins as installing
from yibao.cli import main
from yibao.conformance.mutants import asking, making, scoring
from yibao.conformance.mutants.computations import computations
from yibao.conformance.mutants.declarations import Changes, changes
from yibao.conformance.mutants.kinds import ALL, KINDS, Kind
from yibao.conformance.mutants.making import COMMON, CORE, Equivalent, Mutant, groups_of, mutants_of, sampled
from yibao.conformance.mutants.page import mutants_page
from yibao.conformance.mutants.trying import Task, Verdict
from yibao.errors import UnknownRegion
from yibao.plugins import Plugins, gather

EXAMPLE = Path(__file__).parents[1] / "examples" / "region" / "src"

RULES = '''
@condition("第一条", "三个月内", otherwise=Effect.FUND_PAYS_NOTHING, when=shared.is_drug)
def in_time(earlier_visit_date: Any, service_date: Any, month_end: str) -> Any:
    """Within three months."""
    return all_of(service_date <= months_after(earlier_visit_date, 3, month_end), earlier_visit_date != service_date)
@ceiling("第二条", "不超过价格")
def price(item_ceiling_amount: Any) -> Any:
    """At most the price."""
    return item_ceiling_amount
here = condition("第三条", "本地", otherwise=Effect.NOT_GOVERNED).bind(shared.institution_is_here)
again = reading("again", "再次", "again", default="yes", ground=("无", "none"), yes=("是", "yes"), no=("否", "no"))
audit = Clock("第四条", "审核", "review", AGENCY, "received", ("reviewed",), 5)
breach = Consequence("第五条", "处理", "dealt with", "agreement", frozenset({"institution"}), "经办机构", mandatory=True)
'''
CORE_CODE = '''
def paid(amount: int, balance: int | None, ratio: Decimal) -> Any:
    """What is paid."""
    if balance is None or isinstance(amount, Unknown):
        raise ValueError("not known")
    left = max(0, balance - amount)
    return (amount * ratio).to_integral_value(ROUND_HALF_UP) if left > 0 and amount != 0 else -left
'''


def _made(source: str, operator: Callable[[ast.stmt], Changes]) -> dict[Kind, set[tuple[str, str]]]:
    """Kind → what is changed into what."""
    found: dict[Kind, set[tuple[str, str]]] = {}
    for statement in ast.parse(source).body:
        for one in operator(statement):
            found.setdefault(one.kind, set()).add((ast.unparse(one.node), one.code.replace("_wrong.", "")))
    return found


def test_rules_are_changed_in_every_way_that_a_rule_can_be_wrong() -> None:
    """All kinds but the two of the core's own computation."""
    made = _made(RULES, changes)
    compared = "service_date <= months_after(earlier_visit_date, 3, month_end)"

    assert set(made) == set(ALL) - {"rounding", "sign"}
    assert {("3", "2"), ("3", "4"), (compared, compared.replace("<=", "<"))} <= made["boundary"]
    assert {("AGENCY", "INSTITUTION"), ("'institution'", "'physician'"), ("'经办机构'", "'医疗保障行政部门'")} <= made["party"]
    assert made["instrument"] == {("ceiling('第二条', '不超过价格')", "payment_standard('第二条', '不超过价格')")}
    assert {(compared, f"unstated_is({answer}, {compared})") for answer in ("False", "True")} <= made["null"]
    assert ("item_ceiling_amount", "unstated_is(0, item_ceiling_amount)") in made["null"]
    assert ("shared.institution_is_here", "shared.measure_governs") in made["neighbour"]
    assert ("when=shared.is_drug", "when=None") in made["left_out"]
    assert ("all_of", "any_of") in made["words"]
    assert ("Effect.NOT_GOVERNED", "Effect.ADVICE") in made["effect"]
    assert {("'yes'", "'no'"), ("'yes'", "None")} <= made["reading"]
    assert {("5", "4"), ("5", "6")} <= made["clock"]


def test_the_core_is_changed_in_every_way_that_a_computation_can_be_wrong() -> None:
    """Comparisons, numbers, rounding, signs, and what is not known."""
    made = _made(CORE_CODE, computations)

    assert {("left > 0", "left >= 0"), ("0", "1")} <= made["boundary"]
    assert {("balance is None", "False"), ("isinstance(amount, Unknown)", "False")} <= made["null"]
    assert made["rounding"] == {("ROUND_HALF_UP", "ROUND_DOWN")}
    assert {("balance - amount", "balance + amount"), ("max", "min"), ("-left", "(left)")} <= made["sign"]
    assert ("raise ValueError('not known')", "pass") in made["left_out"]


def test_what_every_claim_states_is_never_taken_for_unknown() -> None:
    """The category of a line cannot be left out, so no variant forgets that it might be."""
    assert not _made("def drug(line_category: Any) -> Any:\n    return line_category == 'drug'", changes).get("null")


def test_every_kind_has_a_name_in_both_languages() -> None:
    """And none is without one."""
    assert tuple(KINDS) == ALL
    assert all(zh and en and zh != en for zh, en in KINDS.values())


@pytest.fixture(scope="module")
def example() -> Iterator[Plugins]:
    """The imaginary region, from its folder, beside national guidance."""
    sys.path.insert(0, str(EXAMPLE))
    yield gather(
        [
            ("national", "000000", "1", lambda: import_module("yibao.baseline")),
            ("shili", "990000", "1", lambda: import_module("yibao_shili")),
        ]
    )
    sys.path.remove(str(EXAMPLE))


@pytest.fixture(scope="module")
def every(example: Plugins) -> list[Mutant]:
    """All variants of the imaginary region."""
    return mutants_of("shili", example)


def test_a_region_out_of_tree_is_changed_in_its_own_modules(example: Plugins, every: list[Mutant]) -> None:
    """Each variant is one module of the plugin, whole and different; a rule of another region can take a rule's place."""
    assert {one.module.partition(".")[0] for one in every} == {"yibao_shili"}
    assert {one.stage for one in every} == {"hooks", "eligibility", "pricing", "settlement", "violation", "proceedings", "agreement", "readings"}
    assert any(one.kind == "neighbour" and "yibao.baseline" in one.after for one in every)
    for one in every:
        compile(one.source, one.file, "exec")
    assert len({(one.module, one.source) for one in every}) == len(every) == len({one.key for one in every})
    assert groups_of((), example) == ["national", "shili", COMMON, CORE]


def test_the_core_and_what_regions_share_are_changed_too(example: Plugins) -> None:
    """Money, days, what is unknown and the ledger; shared conditions and general readings."""
    assert {one.stage for one in mutants_of(CORE, example)} == {"settlement", "pricing", "money", "days", "unknown", "ledger"}
    assert {one.file for one in mutants_of(COMMON, example)} == {"yibao/common.py", "yibao/readings.py"}


def _first(every: list[Mutant], kind: Kind, within: str) -> Mutant:
    return next(one for one in every if (one.kind, one.within) == (kind, within))


KILLED = {
    "boundary": "suspension",
    "party": "suspension",
    "instrument": "published",
    "null": "benefits_are_active",
    "neighbour": "in_the_province",
    "left_out": "suspension",
    "words": "employees_account",
    "effect": "in_the_province",
    "reading": "identity_is_checked_twice",
    "clock": "supplementary",
    "negated": "physician_can_settle",
    "fact": "internet_business",
}
"""A rule of the imaginary region for each kind in which a region can be wrong."""


def test_a_case_notices_a_rule_that_is_wrong_in_each_way(example: Plugins, every: list[Mutant]) -> None:
    """And what is not changed at all, nothing notices; a variant that ends its process, or never ends, is noticed as well."""
    chosen = [_first(every, kind, within) for kind, within in KILLED.items()]
    module = "yibao_shili.pricing"
    source = (EXAMPLE / "yibao_shili" / "pricing.py").read_text("utf-8")
    others = {"as it is": source, "ends": "import os\nos._exit(3)\n", "refused": "import yibao_nowhere\n", "endless": "while True:\n    pass\n"}
    done: list[None] = []

    def verdicts(tasks: list[Task], limit: int) -> list[Verdict]:
        return list(asking.verdicts(tasks, scoring.sources(example), lambda: done.append(None), limit=limit))

    became = dict(zip(KILLED, verdicts([Task("shili", one.module, one.source) for one in chosen], 300), strict=True))
    became |= dict(zip(others, verdicts([Task("shili", module, one) for one in others.values()], 10), strict=True))
    assert {name: became[name].became for name in KILLED} == dict.fromkeys(KILLED, "killed")
    assert all(became[name].by.startswith("shili/") for name in KILLED)
    assert became["as it is"] == Verdict("unnoticed")
    assert became["ends"] == Verdict("killed", asking.ENDED)
    assert became["endless"] == Verdict("killed", asking.TOO_LONG)
    assert (became["refused"].became, "yibao_nowhere" in became["refused"].by) == ("refused", True)
    assert len(done) == len(chosen) + len(others)
    assert (EXAMPLE / "yibao_shili" / "pricing.py").read_text("utf-8") == source


def test_nothing_is_told_where_a_case_fails_anyhow(example: Plugins, every: list[Mutant], monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the variant would be noticed by a case that notices everything."""
    monkeypatch.setattr(asking, "_Worker", lambda *_: _Failing())

    with pytest.raises(asking.CannotTry, match="fails without any change"):
        asking.verdicts([Task("shili", "yibao_shili.pricing", "")], scoring.sources(example))


class _Failing(asking._Worker):
    def __init__(self) -> None:
        self.pipe, theirs = asking.multiprocessing.Pipe()
        theirs.send(("failed", "shili/whole/one fails without any change"))
        self.number, self.until, self.is_ready = None, float("inf"), False

    def end(self) -> None:
        pass


def _judging(monkeypatch: pytest.MonkeyPatch, mutants: list[Mutant], came: list[Verdict], known: tuple[Equivalent, ...] = ()) -> None:
    """Have these variants, what came of them, and this list, in place of all."""
    monkeypatch.setattr(scoring, "mutants_of", lambda *_: mutants)
    monkeypatch.setattr(scoring, "equivalents_of", lambda *_: known)
    monkeypatch.setattr(scoring, "verdicts", lambda *_: came)


def _listed(one: Mutant, reason: str = "for a reason") -> Equivalent:
    return Equivalent(one.file, one.within, one.before, one.after, reason, one.at)


KILLS, SURVIVES, REFUSED = Verdict("killed", "shili/whole/one"), Verdict("unnoticed"), Verdict("refused", "does not load")


def test_what_no_case_notices_is_told_with_its_place_and_kind(example: Plugins, every: list[Mutant], monkeypatch: pytest.MonkeyPatch) -> None:
    """And fails, however many others are noticed."""
    _judging(monkeypatch, every[:41], [*[KILLS] * 40, SURVIVES])

    found = scoring.score(["shili"], example)

    survivor = every[40]
    page = mutants_page(found)
    assert not found.fine
    assert found.share == 40 / 41
    assert [one.mutant for one in found.survivors] == [survivor]
    for text in (f"{survivor.file}:{survivor.line}", survivor.within, f"- {survivor.before}", f"+ {survivor.after}", *KINDS[survivor.kind]):
        assert text in page
    assert found.document()["survivors"] == [survivor.document()]


def test_a_list_explains_what_survives_and_fails_where_it_is_not_true(example: Plugins, every: list[Mutant], monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is killed after all, one that does not load, and one that is nowhere are stale."""
    explained, killed, refused = every[0], every[1], every[2]
    nowhere = Equivalent("yibao_shili/pricing.py", "published", "1", "2", "for a reason")

    _judging(monkeypatch, every[:41], [SURVIVES, *[KILLS] * 40], (_listed(explained),))
    fine = scoring.score(["shili"], example)
    _judging(monkeypatch, every[:41], [SURVIVES, KILLS, REFUSED, *[KILLS] * 38], (*map(_listed, (explained, killed, refused)), nowhere))
    stale = scoring.score(["shili"], example)

    assert fine.fine
    assert [one.by for one in fine.judged if one.became == "equivalent"] == ["for a reason"]
    assert not stale.fine
    assert [one for one, _ in stale.stale] == [_listed(killed), _listed(refused), nowhere]
    assert "there is no such change" in mutants_page(stale)


def test_too_many_explained_are_not_enough_noticed(example: Plugins, every: list[Mutant], monkeypatch: pytest.MonkeyPatch) -> None:
    """A list does not stand in for cases."""
    _judging(monkeypatch, every[:10], [SURVIVES, *[KILLS] * 9], (_listed(every[0]),))

    found = scoring.score(["shili"], example)

    assert (found.share, found.fine) == (0.9, False)


def test_a_sample_is_always_the_same_and_says_so(example: Plugins, every: list[Mutant], monkeypatch: pytest.MonkeyPatch) -> None:
    """So many of each group, in their order."""
    chosen = sampled(every, 20)
    _judging(monkeypatch, every, [KILLS] * 20)

    found = scoring.score(["shili"], example, 20)

    assert chosen == sampled(list(every), 20) == [one for one in every if one in chosen]
    assert len(chosen) == 20
    assert [one.mutant for one in found.judged] == chosen
    assert f"20 of {len(every)} variants" in mutants_page(found)


def test_the_command_tries_an_installed_region(example: Plugins, monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON and nothing else on standard output; 0 where it is fine."""
    monkeypatch.setattr(installing, "installed", lambda: example)
    monkeypatch.setattr(making, "equivalents_of", lambda *_: ())

    result = CliRunner().invoke(main, ["conformance", "--mutants", "--region", "shili", "--sample", "4", "--json"])

    document: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == (0 if document["fine"] else 1)
    assert (document["tried"], document["sample"]) == (4, 4)


@pytest.mark.parametrize("options", [["--mutants", "--region", "nowhere"], ["--mutants", "--sample", "0"], ["--sample", "3"]])
def test_what_cannot_be_asked_is_bad_input(options: list[str]) -> None:
    """A region that is not installed, no variant at all, a sample of nothing."""
    assert CliRunner().invoke(main, ["conformance", *options]).exit_code == 2


def test_a_group_that_is_not_there_is_named_with_those_that_are(example: Plugins) -> None:
    """With the near match."""
    with pytest.raises(UnknownRegion, match="did you mean 'shili'"):
        groups_of(["shilli"], example)


def test_the_lists_of_equivalents_that_ship_name_what_there_is(plugins: Plugins) -> None:
    """Of every installed region, of what regions share, and of the core: each entry means a change, and gives a reason."""
    for group in groups_of((), plugins):
        there = {one.key for one in mutants_of(group, plugins)}
        known = making.equivalents_of(group, plugins)
        assert {one.key for one in known} <= there
        assert all(one.reason for one in known)
        assert len({one.key for one in known}) == len(known)
