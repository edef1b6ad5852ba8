"""What only Changzhou has: a damaged text on designation, and no rule on paying an online visit."""

from __future__ import annotations

from yibao import claim_from, decide
from yibao.conformance.cases import cases
from yibao.plugins import STAGES, installed
from yibao.rules import Answer, Consequence, Effect, Rule

(DECLARED,) = installed().plugin("changzhou").measures
DOCUMENTS = {case.name: case.document for case in cases() if case.region == "changzhou"}


def test_no_known_ground_of_refusal_is_not_acceptance() -> None:
    """Four grounds, two kinds of institution and the standard are lost, so that nothing says yes."""
    outcome = decide(claim_from(DOCUMENTS["changzhou/designation/known-conditions-good"]))

    assert outcome.verdict["may_apply"] is Answer.TEXT_MISSING


def test_an_online_visit_goes_to_national_guidance_where_that_is_allowed_and_an_application_does_not() -> None:
    """The notice answers what it says, and gives way on visits only."""
    visit = claim_from(VISIT)
    application = claim_from(DOCUMENTS["changzhou/designation/known-conditions-good"])

    assert decide(visit).selection.basis == "regional"
    assert decide(visit, baseline=True).selection.basis == "baseline"
    assert decide(application, baseline=True).selection.basis == "regional"


VISIT = next(document for name, document in DOCUMENTS.items() if name.startswith("changzhou/payment/"))


def test_no_rule_permits_or_forbids_a_visit() -> None:
    """The notice has no condition on physicians, revisits, diseases or departments."""
    effects = {rule.otherwise for stage in STAGES for rule in DECLARED.rules[stage] if isinstance(rule, Rule)}

    assert Effect.NOT_PERMITTED not in effects
    assert Effect.NOT_CHARGEABLE not in effects


def test_the_nine_measures_and_the_ban_have_their_ranges() -> None:
    """Nine measures by choice; a ban of one to five years for physicians, nurses and pharmacists; termination where it must be."""
    of = {rule.clause: rule for rule in reversed(DECLARED.rules["violation"]) if isinstance(rule, Consequence)}
    (ban,) = of["第48段b"].sanctions

    assert (len(of["第38段a"].sanctions), of["第38段a"].mandatory) == (9, False)
    assert (ban.at_least, ban.at_most, ban.unit, of["第48段b"].actors) == (1, 5, "years", {"physician", "nurse", "pharmacist"})
    assert of["第48段a"].mandatory is True
