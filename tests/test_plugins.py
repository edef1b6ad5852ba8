"""A plugin is checked when it loads, and what is wrong with it is said by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import attrs
import pytest
from yibao import among, condition, hookimpl, reading
from yibao.baseline import MEASURES
from yibao.measures import Clause, Measure, Text
from yibao.plugins import STAGES, Plugins, gather
from yibao.rules import Declaration, Effect

GUIDANCE = MEASURES[0]

CLAUSE = Clause("第一条", "eligibility", "rule", "visit", Text("甲", "a"))
MEASURE = attrs.evolve(GUIDANCE, id="x-1", region="x", area="990000", clauses=(CLAUSE, attrs.evolve(CLAUSE, id="第二条", status="procedure")))


@condition("第一条", "复诊", otherwise=Effect.NOT_PERMITTED)
def is_revisit(visit_revisit: Any) -> Any:
    """A revisit."""
    return visit_revisit


def loaded(rules: Sequence[Declaration], measure: Measure = MEASURE, area: str = "990000", readings: Sequence[Any] = ()) -> Plugins:
    """The plugins with one module that declares these rules."""

    def load() -> ModuleType:
        made: Any = ModuleType("x")
        made.yibao_measures = hookimpl(lambda: [measure])
        made.yibao_eligibility = hookimpl(lambda: rules)
        made.yibao_readings = hookimpl(lambda: readings)
        return made  # type: ignore[no-any-return]

    return gather([("x", area, "1", load)])


def rule(clause: str, function: Callable[..., Any], **options: Any) -> Any:
    """A condition made of a function."""
    return condition(clause, "理由", **({"otherwise": Effect.NOT_PERMITTED} | options)).bind(function)


def unknown_fact(visit_revist: Any) -> Any:
    """A misspelt fact."""
    return visit_revist


def without_reason(visit_revisit: Any) -> Any:  # noqa: D103
    return visit_revisit


def test_a_good_plugin_loads_with_its_rules() -> None:
    """A marked function is a rule, and stays a function."""
    plugins = loaded(is_revisit.__yibao__)  # type: ignore[attr-defined]

    assert not plugins.broken
    assert [len(plugins.loaded[0].measures[0].rules[stage]) for stage in STAGES] == [1, 0, 0, 0]
    assert is_revisit(True) is True


@pytest.mark.parametrize(
    ("rules", "options", "message"),
    [
        ([rule("第一条", unknown_fact)], {}, r"asks for 'visit_revist'.*did you mean 'visit_revisit'"),
        ([rule("第九条", is_revisit)], {}, "has no clause '第九条'"),
        ([rule("第二条", is_revisit)], {}, "whose status is procedure"),
        ([rule("第一条", without_reason)], {}, "has no docstring"),
        ([rule("第一条", is_revisit), rule("第一条", is_revisit)], {}, "declared twice"),
        ([rule("第一条", is_revisit, under=("untagged_line", "refuse"))], {}, "no option 'refuse'.*did you mean 'refused'"),
        ([rule("第一条", is_revisit, under=("untaged_line", "refused"))], {}, "did you mean 'untagged_line'"),
        (["not a rule"], {}, "has no attribute 'clause'"),
        (
            [],
            {"measure": attrs.evolve(MEASURE, clauses=(attrs.evolve(CLAUSE, points=("identity_chek",)),))},
            "'identity_chek', which is no policy point; did you mean 'identity_check'",
        ),
        ([], {"area": ""}, "installed for area 'nowhere'"),
        ([], {"area": "330300"}, "but x-1 is of area 990000"),
        ([], {"measure": attrs.evolve(MEASURE, region="y")}, "belongs to region 'y'"),
    ],
)
def test_a_bad_declaration_is_refused_when_the_plugin_loads(rules: Any, options: dict[str, Any], message: str) -> None:
    """The fault names the plugin's rule and what to do."""
    plugins = loaded(rules, **options)

    assert not plugins.loaded
    assert plugins.broken[0].region == "x"
    with pytest.raises(Exception, match=message):
        raise plugins.broken[0].error


def test_a_reading_with_one_option_is_no_choice() -> None:
    """A reading needs two options or more, and its default among them."""
    with pytest.raises(Exception, match="two options or more"):
        reading("r", "问", "q", default="a", ground=("据", "g"), a=("甲", "a"))
    with pytest.raises(Exception, match="its default among them"):
        reading("r", "问", "q", default="c", ground=("据", "g"), a=("甲", "a"), b=("乙", "b"))


def test_a_misspelt_hook_is_refused() -> None:
    """A hook that the core does not know is a fault, not silence."""

    def load() -> ModuleType:
        made: Any = ModuleType("x")
        made.yibao_measures = hookimpl(lambda: [MEASURE])
        made.yibao_prcing = hookimpl(lambda: [])
        return made  # type: ignore[no-any-return]

    assert "yibao_prcing" in str(gather([("x", "990000", "1", load)]).broken[0].error)


def test_the_hooks_are_asked_in_the_order_in_which_they_stand() -> None:
    """Measures first, then readings, then the stages."""
    asked: list[str] = []

    def load() -> ModuleType:
        made: Any = ModuleType("x")

        def hook(name: str, answer: Any) -> Any:
            def implementation() -> Any:
                asked.append(name)
                return answer

            return hookimpl(implementation)

        for name in ("violation", "settlement", "pricing", "eligibility", "readings"):
            setattr(made, f"yibao_{name}", hook(name, []))
        made.yibao_measures = hook("measures", [MEASURE])
        return made  # type: ignore[no-any-return]

    gather([("x", "990000", "1", load)])

    assert asked == ["measures", "eligibility", "pricing", "settlement", "violation", "readings"]


def test_a_rule_that_fails_names_itself() -> None:
    """A mistake in a rule is reported with the rule and its clause."""
    from yibao.judging import Judge
    from yibao.readings import GENERAL, Choices

    def compares_apples(visit_department: Any) -> Any:
        """Compares text with a number."""
        return visit_department <= 3

    def gives_text(visit_department: Any) -> Any:
        """Gives no answer."""
        return visit_department

    choices = Choices(GENERAL)
    with pytest.raises(Exception, match=r"'compares_apples' \(第一条\) failed"):
        Judge(rule("第一条", compares_apples), choices).find({"visit_department": "x"}, None)
    with pytest.raises(Exception, match=r"'gives_text'.*a condition may not"):
        Judge(rule("第一条", gives_text), choices).find({"visit_department": "x"}, None)
    assert among("x", ("x",))


def test_a_measure_without_a_condition_of_payment_pays_nothing() -> None:
    """Where a plugin declares no condition that bears on payment, nothing is said about payment."""
    from yibao import claim_from, decide

    plugins = loaded([rule("第一条", is_revisit, otherwise=Effect.DUTY_NOT_MET)], attrs.evolve(MEASURE, since=None))
    line = {"id": "L1", "category": "consultation", "amount": "10.00"}
    claim = claim_from({"schema": "yibao.claim/1", "claim_id": "x", "area": "990000", "service_date": "2022-06-01", "lines": [line]})
    outcome = decide(claim, installed=plugins)

    assert str(outcome.verdict["payable"]) == "not_applicable"
    assert str(outcome.verdict["amounts"]) == "undetermined"
