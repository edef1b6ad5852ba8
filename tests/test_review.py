"""A person decides what is open or suspected, on the outcome that was seen; once that is another, it is to be decided again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from types import ModuleType
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yibao import ceiling, claim_from, condition, decide, hookimpl, outcome_digest, payment, payment_standard, permission, reading
from yibao import common as shared
from yibao.baseline import MEASURES
from yibao.claim import Claim
from yibao.codec import record_document, record_from
from yibao.errors import InvalidDocument
from yibao.measures import Clause, Text
from yibao.outcome import Outcome
from yibao.plugins import Plugins, gather, installed
from yibao.record import Record, Verdict
from yibao.review import Item, judged, queue, queue_document, review, verdict_for
from yibao.rules import NOT_MET, UNDETERMINED, Effect
from yibao.words import by_reading

# A measure of an imaginary area with a rule of each kind.

NAMES = ("第一条", "第二条", "第三条", "第四条", "第五条", "第六条", "第七条")
MEASURE = attrs.evolve(
    MEASURES[0],
    id="x-1",
    region="x",
    area="990000",
    since=date(2020, 1, 1),
    completeness="full",
    clauses=tuple(Clause(id, "eligibility", "rule", "visit", Text(f"{id}的意思", f"what {number} says")) for number, id in enumerate(NAMES, 1)),
)
CHOICE = reading("choice", "算不算", "does it count", default=None, ground=("据", "g"), counts=("算", "yes"), counts_not=("不算", "no"))


def is_chronic_or_counts(visit_disease_class: Any, choice: str) -> Any:
    """A chronic disease, or any where the reading has it count."""
    return by_reading(choice, counts=visit_disease_class != "", counts_not=visit_disease_class == "chronic")


def is_verified(identity_verified: Any) -> Any:
    """The patient is identified."""
    return identity_verified


governs = condition("第一条", "本区机构", otherwise=Effect.NOT_GOVERNED).bind(shared.institution_is_here)
revisit = condition("第二条", "复诊", otherwise=Effect.NOT_PERMITTED).bind(shared.is_online_revisit)
insured = condition("第二条", "参保", otherwise=Effect.FUND_PAYS_NOTHING, owner="patient").bind(shared.is_insured)
chronic = condition("第三条", "慢性病", otherwise=Effect.FUND_PAYS_NOTHING).bind(is_chronic_or_counts)
marked = condition("第四条", "标明线上", otherwise=Effect.DUTY_NOT_MET).bind(shared.line_is_marked_online)
published = ceiling("第五条", "不超过公布的价格").bind(shared.published_price)
free = permission("第五条", "非公立机构自定价格").bind(shared.is_non_public_service)
standard = payment_standard("第六条", "支付标准").bind(shared.supplied_standard)
verified = condition("第七条", "实名", otherwise=Effect.FUND_PAYS_NOTHING, under=("choice", "counts")).bind(is_verified)
paid = payment("第六条", "予以支付").bind(shared.fund_pays)


def load() -> ModuleType:
    """The module of the imaginary plugin."""
    made: Any = ModuleType(__name__)  # its source is this file's
    made.yibao_measures = hookimpl(lambda: [MEASURE])
    made.yibao_readings = hookimpl(lambda: [CHOICE])
    made.yibao_eligibility = hookimpl(lambda: [governs, revisit, insured, chronic, marked, published, free, standard, paid, verified])
    return made  # type: ignore[no-any-return]


X: Plugins = gather([("x", "990000", "1", load)])
GOOD: dict[str, Any] = {
    "institution": {"area": "990000", "ownership": "public"},
    "patient": {"insured": True},
    "identity": {"verified": True},
    "visit": {"revisit": True, "disease_class": "chronic", "completable_online": True},
    "policy": {"items": [{"code": "A", "source": "虚构", "since": "2021-01-01", "ceiling": "10.00", "payment_standard": "10.00"}]},
}


def line(id: str = "L1", **stated: Any) -> dict[str, Any]:
    """A charge that is in order."""
    return {"id": id, "category": "consultation", "item": "A", "quantity": "1", "amount": "10.00", "mode": "online", **stated}


def visit(id: str = "V1", *lines: dict[str, Any], on: str = "2021-06-01", **sections: Any) -> Outcome:
    """The outcome of a visit that is in order but for what is given here."""
    document = {"schema": "yibao.claim/1", "claim_id": id, "area": "990000", "service_date": on, "lines": list(lines or [line()])}
    return decide(claim_from({**document, **GOOD, **sections}), installed=X)


UNINSURED: dict[str, Any] = {"patient": {}}
"""A section that leaves open whether the patient is insured."""
BY, ON, REASON = "示例审核岗", date(2021, 7, 1), "已核对参保记录"


def said(item: Item, answer: Any = "met", on: date = ON, reason: str = REASON) -> Verdict:
    """A verdict on an item."""
    return verdict_for(item, answer, BY, on, reason)


def waiting(decided: Sequence[Outcome], verdicts: Sequence[Verdict] = ()) -> list[tuple[str, str, str | None]]:
    """Claim, clause and line of what is in the queue."""
    return [(one.claim, one.clause, one.line) for one in queue(decided, verdicts)]


# What is in the queue.


def test_nothing_is_to_be_decided_where_everything_is_met() -> None:
    """A visit in order has no items, and neither has no visit at all."""
    assert queue([visit()]) == ()
    assert queue([]) == ()


def test_what_is_open_is_an_item_with_all_that_was_seen() -> None:
    """Claim, area, day, measure, clause with its paraphrase, the question with facts, and what is missing in both languages."""
    outcome = visit(visit={"revisit": True, "disease_class": "chronic"})

    assert queue_document([outcome])["items"] == [
        {
            "claim": "V1",
            "area": "990000",
            "on": "2021-06-01",
            "measure": "x-1",
            "clause": "第二条",
            "text": {"zh": "第二条的意思", "en": "what 2 says"},
            "line": None,
            "questions": [
                {
                    "rule": "is_online_revisit",
                    "state": "undetermined",
                    "reason": "复诊",
                    "reason_en": "A revisit for a common or chronic disease that can be completed online on its own.",
                    "owner": "institution",
                    "otherwise": "not_permitted",
                    "facts": [
                        {"fact": "visit_revisit", "zh": "是否复诊", "en": "whether it is a revisit", "value": True},
                        {
                            "fact": "visit_disease_class",
                            "zh": "疾病类别",
                            "en": "common (常见病), chronic (慢性病) or other disease",
                            "value": "chronic",
                        },
                    ],
                    "missing": [
                        {"path": "/visit/completable_online", "zh": "能否在线独立完成", "en": "whether the visit can be completed online on its own"}
                    ],
                    "readings": [],
                }
            ],
            "options": ["met", "not_met"],
            "outcome": outcome_digest(outcome),
            "void": [],
        }
    ]


def test_what_is_suspected_is_an_item_with_its_figures() -> None:
    """A ceiling that is exceeded: the most that may be charged, and what was charged."""
    outcome = visit("V1", line("L1"), line("L2", amount="10.01"))

    (item,) = queue([outcome])
    (question,) = item.questions

    assert (item.clause, item.line, question.rule, question.state) == ("第五条", "L2", "published_price", "suspected")
    assert (question.otherwise, question.amount) == ("ceiling", "10.00")
    assert question.facts == {"item_ceiling_amount": "10.00", "line_amount": "10.01"}
    assert question.readings == ()  # how to round is read, and has a default
    assert queue_document([outcome])["items"][0]["questions"][0]["amount"] == "10.00"


def test_a_ceiling_that_is_open_says_what_was_charged_and_what_is_missing() -> None:
    """There is no amount to hold it against."""
    outcome = visit("V1", line(item="B"))
    (item,) = queue([outcome])

    (question,) = item.questions

    assert (question.state, question.amount, question.facts) == ("undetermined", None, {"line_amount": "10.00"})
    assert question.missing == {"/policy/items[code=B]": Text("政策表中没有这一项", "the area's tables have no such entry")}
    assert "amount" not in queue_document([outcome])["items"][0]["questions"][0]


def test_a_breach_that_raises_no_suspicion_is_decided_already() -> None:
    """That the patient is not insured is known; no person has to say so."""
    assert queue([visit(patient={"insured": False})]) == ()


def test_a_reading_that_nobody_chose_is_named_with_its_options() -> None:
    """Where it bears on the answer; once it is chosen nothing is open."""
    other = {"visit": {"revisit": True, "disease_class": "common", "completable_online": True}}
    (item,) = queue([visit(**other)])
    (question,) = item.questions

    assert item.clause == "第三条"
    assert question.readings == (CHOICE,)
    assert list(question.missing) == ["reading:choice"]
    assert queue_document([visit(**other)])["items"][0]["questions"][0]["readings"] == [
        {
            "reading": "choice",
            "zh": "算不算",
            "en": "does it count",
            "options": [{"name": "counts", "zh": "算", "en": "yes"}, {"name": "counts_not", "zh": "不算", "en": "no"}],
        }
    ]
    assert queue([decide(visit(**other).claim, readings={"choice": "counts"}, installed=X)]) == ()


def test_a_reading_that_imposes_the_clause_is_named_too() -> None:
    """Whether the clause has to be met is then the question."""
    (item,) = queue([visit(identity={"verified": False})])
    (question,) = item.questions

    assert (item.clause, question.readings, question.facts) == ("第七条", (CHOICE,), {"identity_verified": False})


def test_several_rules_of_a_clause_are_one_item() -> None:
    """A verdict is on the clause, so its open rules are asked together."""
    (item,) = queue([visit(patient={}, visit={"revisit": True, "disease_class": "chronic"})])

    assert [(one.rule, one.owner) for one in item.questions] == [("is_online_revisit", "institution"), ("is_insured", "patient")]


def test_what_follows_from_facts_alone_is_not_asked() -> None:
    """Whether a price is free, what the fund counts and whether it pays: their facts are named as missing, no person says yes or no."""
    outcome = visit("V1", line(item="B"), institution={"area": "990000"})
    open_kinds = {one.rule.kind for one in outcome.findings if one.answer is UNDETERMINED}

    assert open_kinds == {"ceiling", "permission", "payment_standard"}
    assert waiting([outcome]) == [("V1", "第五条", "L1")]
    assert "/institution/ownership" in outcome.missing


def test_a_measure_that_does_not_govern_asks_nothing() -> None:
    """What is open under it is open for nobody here; where that itself is open, it is the first question."""
    elsewhere = visit(institution={"area": "880000"}, visit={})
    unknown = visit(institution={}, patient={})

    assert queue([elsewhere]) == ()
    assert [item[1] for item in waiting([unknown])] == ["第一条", "第二条"]


def test_items_stand_by_day_of_service_then_by_article_then_by_line() -> None:
    """In whatever order the visits are given."""
    late = visit("V1", on="2021-06-02", patient={})
    early = visit("V2", line("L2", mode=None, amount="11.00"), line("L1", mode=None), patient={})
    wanted = [("V2", "第二条", None), ("V2", "第四条", "L2"), ("V2", "第四条", "L1"), ("V2", "第五条", "L2"), ("V1", "第二条", None)]

    assert waiting([late, early]) == waiting([early, late]) == wanted


def test_each_of_many_lines_is_asked() -> None:
    """Also of more lines than the findings are remembered for."""
    lines = [line(f"L{number}", mode="untagged") for number in range(150)]

    assert waiting([visit("V1", *lines)]) == [("V1", "第四条", f"L{number}") for number in range(150)]


def test_a_claim_that_stands_twice_is_refused() -> None:
    """A verdict could be on either."""
    with pytest.raises(InvalidDocument, match="/1/claim_id: 'V1' stands twice"):
        queue([visit(), visit()])


# Verdicts.


def test_a_verdict_answers_its_item_while_the_outcome_is_the_same() -> None:
    """The item leaves the queue and stands with the verdict; the others wait on."""
    decided = [visit(patient={}), visit("V2", patient={})]
    first, second = queue(decided)
    verdict = said(first, "not_met")

    found = review(decided, [verdict])

    assert (verdict.claim, verdict.clause, verdict.line, verdict.outcome) == ("V1", "第二条", None, outcome_digest(decided[0]))
    assert (verdict.answer, verdict.by, verdict.on, verdict.reason) == ("not_met", BY, ON, REASON)
    assert found.judged == ((first, verdict),)
    assert found.queue == (second,)
    assert found.void == ()
    assert judged(decided, [verdict]) == found.judged


def test_a_verdict_on_a_line_answers_for_that_line_only() -> None:
    """The same clause waits on for another line."""
    decided = [visit("V1", line("L1", mode=None), line("L2", mode=None))]

    assert waiting(decided, [said(queue(decided)[1])]) == [("V1", "第四条", "L1")]


def test_once_the_outcome_is_another_the_verdict_is_void_and_the_item_is_back() -> None:
    """The item says what had been decided, and that it does not count any more."""
    before, after = [visit(patient={})], [visit("V1", line(amount="9.99"), patient={})]
    verdict = said(queue(before)[0])

    found = review(after, [verdict])
    (item,) = found.queue

    assert item.outcome == outcome_digest(after[0]) != verdict.outcome
    assert item.void == found.void == (verdict,)
    assert found.judged == ()
    assert queue_document(after, [verdict])["items"][0]["void"] == [attrs.asdict(verdict) | {"on": "2021-07-01"}]


def test_a_void_verdict_stands_with_its_own_item_and_with_no_other() -> None:
    """By claim, clause and line."""
    before = [visit("V1", line("L1", mode=None), line("L2", mode=None)), visit("V2", line("L1", mode=None))]
    after = [visit("V1", line("L1", mode=None), line("L2", mode=None), patient={}), visit("V2", line("L1", mode=None))]
    verdict = said(queue(before)[1])

    assert [(one.claim, one.clause, one.line, one.void) for one in queue(after, [verdict])] == [
        ("V1", "第二条", None, ()),
        ("V1", "第四条", "L1", ()),
        ("V1", "第四条", "L2", (verdict,)),
        ("V2", "第四条", "L1", ()),
    ]


def test_a_void_verdict_on_what_is_no_longer_open_is_kept_and_refuses_nothing() -> None:
    """What has happened stays in the record, after the fact has been stated, too."""
    verdict = said(queue([visit(patient={})])[0])
    document = queue_document([visit()], [verdict])

    assert (document["items"], document["judged"]) == ([], [])
    assert document["void"] == [attrs.asdict(verdict) | {"on": "2021-07-01"}]


def test_a_new_verdict_on_the_new_outcome_takes_the_place_of_the_void_one() -> None:
    """The void one is still told."""
    before, after = [visit(patient={})], [visit("V1", line(amount="9.99"), patient={})]
    old, new = said(queue(before)[0]), said(queue(after)[0], "not_met")

    found = review(after, [new, old])

    assert [verdict for _, verdict in found.judged] == [new]
    assert found.queue == ()
    assert found.void == (old,)


def test_of_several_verdicts_the_latest_counts() -> None:
    """By day; of one day the one that stands later in the record."""
    decided = [visit(patient={})]
    (item,) = queue(decided)
    early, late, later = said(item, "met"), said(item, "not_met", date(2021, 7, 2)), said(item, "met", date(2021, 7, 2), "复核")

    assert [verdict for _, verdict in judged(decided, [late, early])] == [late]
    assert [verdict for _, verdict in judged(decided, [early, late, later])] == [later]
    assert [verdict for _, verdict in judged(decided, [later, early, late])] == [late]


def test_all_that_is_wrong_with_verdicts_is_said_at_once() -> None:
    """Each with its place in the record and the near match."""
    decided = [visit("V1", line("L1", mode=None)), visit("V2", patient={})]
    on_line, on_visit = (said(one) for one in queue(decided))
    wrong = [
        attrs.evolve(on_visit, claim="V22"),
        attrs.evolve(on_visit, clause="第二十条"),
        attrs.evolve(on_line, line="L11"),
        attrs.evolve(on_visit, clause="第四条"),
        attrs.evolve(on_line, line=None),
        attrs.evolve(on_visit, reason=" \t"),
        on_visit,
    ]

    with pytest.raises(InvalidDocument) as caught:
        queue(decided, wrong)

    assert caught.value.name == "verdicts"
    assert [one.code for one in caught.value.faults] == ["value"] * 5 + ["missing"]
    assert [(one.path, one.message) for one in caught.value.faults] == [
        ("/verdicts/0/claim", "there is no claim 'V22' here; did you mean 'V2'?"),
        ("/verdicts/1/clause", "there is no clause '第二十条' in x-1; did you mean '第二条'?"),
        ("/verdicts/2/line", "names line 'L11', which the claim does not have; did you mean 'L1'?"),
        ("/verdicts/3/clause", "the outcome does not leave '第四条' open; did you mean '第二条'?"),
        ("/verdicts/4/clause", "the outcome does not leave '第四条' open; did you mean '第四条@L1'?"),
        ("/verdicts/5/reason", "is required: a decision says why"),
    ]


def test_a_verdict_on_another_outcome_must_be_on_a_clause_and_line_that_are_there() -> None:
    """Void is what was once open; what never was is refused."""
    verdict = attrs.evolve(said(queue([visit(patient={})])[0]), outcome="0" * 64)
    decided = [visit()]

    assert review(decided, [verdict]).void == (verdict,)
    for wrong in (attrs.evolve(verdict, clause="第九条"), attrs.evolve(verdict, line="L9"), attrs.evolve(verdict, claim="V9")):
        with pytest.raises(InvalidDocument, match="/verdicts/0/"):
            review(decided, [wrong])


def test_a_clause_is_looked_for_in_every_measure_that_was_judged(claim: Callable[..., Claim]) -> None:
    """The one that governs and the law beside it; the message names both."""
    outcome = decide(claim("national-revisit", {"/service_date": "2021-06-01"}), baseline=True, reported=["national-2021-735"])
    verdict = Verdict(outcome.claim.claim_id, "条例第三十八条（二）", "met", "0" * 64, BY, ON, REASON)  # type: ignore[arg-type]

    assert review([outcome], [verdict]).void == (verdict,)
    with pytest.raises(
        InvalidDocument, match="there is no clause '条例第三十八条' in national-2019, national-2021-735; did you mean '条例第三十八条"
    ):
        review([outcome], [attrs.evolve(verdict, clause="条例第三十八条")])


@pytest.mark.parametrize(
    ("answer", "by", "reason", "paths"),
    [
        ("met", BY, "", ["/reason"]),
        ("met", BY, " \n", ["/reason"]),
        ("met", " ", REASON, ["/by"]),
        ("notmet", "", "", ["/answer", "/by", "/reason"]),
    ],
)
def test_a_verdict_says_who_decided_what_and_why(answer: Any, by: str, reason: str, paths: list[str]) -> None:
    """A blank is no reason, and an answer is one of the item's options."""
    (item,) = queue([visit(patient={})])

    with pytest.raises(InvalidDocument) as caught:
        verdict_for(item, answer, by, ON, reason)

    assert caught.value.name == "verdict"
    assert [(one.path, one.code) for one in caught.value.faults] == [(path, "value" if path == "/answer" else "missing") for path in paths]
    assert all(one.path == "/answer" or one.message == "is required: a decision says who took it and why" for one in caught.value.faults)


def test_an_answer_that_is_no_option_gets_the_near_one() -> None:
    """Met or not met, and nothing else."""
    (item,) = queue([visit(patient={})])

    with pytest.raises(InvalidDocument, match="/answer: expected one of met, not_met, got 'notmet'; did you mean 'not_met'"):
        said(item, "notmet")


def test_verdicts_come_from_the_record_and_go_back_to_it() -> None:
    """Written and read again they answer the same items."""
    decided = [visit("V1", line("L1", mode=None), patient={})]
    verdicts = tuple(said(one) for one in queue(decided))
    record = Record("I-1", "990000", verdicts=verdicts)  # type: ignore[arg-type]

    again = record_from(json.loads(json.dumps(record_document(record))))

    assert again.verdicts == verdicts
    assert waiting(decided, again.verdicts) == []


def test_a_verdict_changes_no_outcome_and_verifies_nothing() -> None:
    """It stands beside the outcome; the suspicion stays a suspicion."""
    decided = [visit("V1", line(amount="10.01"))]
    before = outcome_digest(decided[0])

    review(decided, [said(queue(decided)[0], "not_met")])

    assert outcome_digest(decided[0]) == before
    assert len(decided[0].violation.suspicions) == 1


def test_the_document_is_plain_json() -> None:
    """Items, what was judged and what is void."""
    decided = [visit(patient={}), visit("V2", line(mode=None))]
    first, second = queue(decided)
    void = attrs.evolve(said(second), outcome="0" * 64)

    document = queue_document(decided, [said(first), void])

    assert json.loads(json.dumps(document)) == document
    assert list(document) == ["schema", "items", "judged", "void"]
    assert document["schema"] == "yibao.queue/1"
    assert [one["claim"] for one in document["items"]] == ["V2"]
    assert [(one["claim"], one["verdict"]["answer"], "void" in one) for one in document["judged"]] == [("V1", "met", False)]
    assert [one["claim"] for one in document["void"]] == ["V2"]


def test_the_digest_of_an_outcome_is_that_of_its_document() -> None:
    """The same claim gives the same digest, decided twice; one fen less gives another."""
    assert outcome_digest(visit()) == outcome_digest(visit())
    assert outcome_digest(visit()) != outcome_digest(visit("V1", line(amount="9.99")))
    assert len(outcome_digest(visit())) == 64


# Whatever the visit.


@st.composite
def visits(draw: st.DrawFn) -> list[Outcome]:
    """A few visits of which some facts are not stated."""
    maybe = st.sampled_from([True, False, None])
    return [
        visit(
            f"V{number}",
            *(
                line(f"L{at}", mode=draw(st.sampled_from(["online", "untagged", None])), amount=draw(st.sampled_from(["9.00", "11.00"])))
                for at in range(draw(st.integers(1, 3)))
            ),
            patient={"insured": draw(maybe)},
            visit={"revisit": draw(maybe), "disease_class": draw(st.sampled_from(["chronic", "common", None])), "completable_online": draw(maybe)},
            institution={"area": draw(st.sampled_from(["990000", "880000", None])), "ownership": draw(st.sampled_from(["public", None]))},
        )
        for number in range(draw(st.integers(1, 3)))
    ]


@settings(max_examples=60, deadline=None)
@given(visits(), st.randoms())
def test_every_open_or_suspected_rule_is_asked_once_and_once_decided_nothing_waits(decided: list[Outcome], random: Any) -> None:
    """The queue holds what is open under a measure that may govern, no more and no less; verdicts in any order empty it."""
    items = queue(decided)
    asked = sorted((one.claim, one.clause, str(one.line), question.rule) for one in items for question in one.questions)
    wanted = [
        (outcome.claim.claim_id, one.rule.clause, str(one.line), one.rule.name)
        for outcome in decided
        if str(outcome.verdict["governed"]) != "not_met"
        for one in outcome.findings
        if one.rule.kind in ("condition", "ceiling")
        and (one.answer is UNDETERMINED or (one.answer is NOT_MET and (one.rule.kind == "ceiling" or one.rule.otherwise in SUSPECT)))
    ]
    verdicts = [said(one) for one in items]
    random.shuffle(verdicts)

    assert asked == sorted(wanted)
    assert queue(decided, verdicts) == ()
    assert tuple(item for item, _ in judged(decided, verdicts)) == items


SUSPECT = (Effect.DUTY_NOT_MET, Effect.NOT_PERMITTED)


@pytest.mark.skipif("tianjin" not in {plugin.region for plugin in installed().loaded}, reason="asks on a visit in Tianjin")
def test_a_visit_of_a_region_is_asked_with_the_words_of_its_register(claim: Callable[..., Claim]) -> None:
    """Stage after stage, as the outcome has its findings."""
    outcome = decide(claim("tianjin-revisit", {"/visit/norms_followed": None, "/lines/0/amount": "25.00"}))

    items = queue([outcome])

    assert [(one.clause, one.line, one.questions[0].state) for one in items] == [
        ("第十八条（二）", None, "undetermined"),
        ("第七条第1句a", "L1", "suspected"),
    ]
    assert {one.text.zh for one in items} == {outcome.selection.declared.measure.clause(one.clause).text.zh for one in items}
