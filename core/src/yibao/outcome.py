"""What goes out: the verdict, every finding with its clause, the amounts, and a receipt.

The outcome keeps the records of the stages. What is derived from them, such as the receipt with its
digests, is made when asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache, cached_property

import attrs

from yibao.areas import Selection
from yibao.claim import NO_APPLICATION, Claim
from yibao.eligibility import Eligibility, in_doubt
from yibao.judging import BEARING, BY_READING, Finding, Judged, in_order
from yibao.measures import Measure, digest
from yibao.plan import Gap, Plan
from yibao.points import cells, on_points
from yibao.pricing import Pricing
from yibao.readings import Choices
from yibao.rules import Answer, Effect, together
from yibao.settlement import Settlement, missing_of, unknown
from yibao.violation import Violation

PAYING = ("eligibility", "settlement")
"""The stages whose text says whether the fund pays."""
QUESTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "governed": (("not_governed",), PAYING),
    "permitted": (("not_permitted",), PAYING),
    "settled_online": (("not_settled_online",), PAYING),
    "payable": (tuple(str(effect) for effect in BEARING), PAYING),
    "charges": (("not_chargeable", "ceiling"), (*PAYING, "pricing")),
    "duties": (("duty_not_met",), PAYING),
    "not_held": (("on_hold",), PAYING),
    "may_apply": (("may_not_apply",), ()),
    "may_sign": (("may_not_sign",), ()),
}
"""Of each question of the verdict: what follows from the findings that answer it, and the stages whose missing text leaves it open."""


@attrs.frozen(eq=False, slots=False)
class Outcome:
    """The answer to one claim."""

    claim: Claim
    selection: Selection
    plan: Plan
    judged: Judged
    eligibility: Eligibility
    pricing: Pricing
    settlement: Settlement
    violation: Violation

    @property
    def choices(self) -> Choices:
        """The readings that held."""
        return self.plan.choices

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, stage after stage, in the order of the articles."""
        return tuple(in_order((*self.judged.all(), *self.settlement.judged.all())))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Where the measure's text is not at hand."""
        every = [*self.eligibility.gaps, *self.pricing.gaps, *self.violation.gaps]
        if self.claim.application != NO_APPLICATION:
            every += [*self.plan.gaps["may_apply"], *self.plan.gaps["may_sign"]]
        return tuple({(gap.measure, gap.clause.id): gap for gap in every}.values())

    @cached_property
    def verdict(self) -> dict[str, Answer]:
        """The five answers to these questions; the last two only where the document asks about an application.

        `governed`: does the measure govern the visit? `permitted`: may it be provided online?
        `settled_online`: can it be settled online? `payable`: does the fund pay anything of it?
        `charges`: is no more charged than may be? `amounts`: are all amounts known? `duties`: are the
        duties met that do not touch the fee? `not_held`: does nothing hold it up? Only where a rule
        can. `may_apply`, `may_sign`.
        """
        answers = self.judged.answers()

        def of(name: str) -> Answer:
            effects, stages = QUESTIONS[name]
            answer = together(answers[effect] for effect in effects if effect in answers)
            return Answer.TEXT_MISSING if answer is Answer.NOT_APPLICABLE and any(self.plan.gaps[stage] for stage in stages) else answer

        whole_text_missing = self.selection.declared.measure.completeness == "missing"
        governed = of("governed") if "not_governed" in answers else Answer.TEXT_MISSING if whole_text_missing else Answer.MET
        verdict = {
            "governed": governed,
            "permitted": of("permitted"),
            "settled_online": of("settled_online"),
            "payable": self.settlement.payable,
            "charges": of("charges"),
            "amounts": Answer.UNDETERMINED if unknown(self.settlement.parts) else Answer.MET,
            "duties": of("duties"),
            **({"not_held": of("not_held")} if "on_hold" in answers else {}),
        }
        if verdict["payable"] is Answer.NOT_APPLICABLE and self.eligibility.gaps:
            verdict["payable"] = Answer.TEXT_MISSING
        if governed is Answer.NOT_MET:
            verdict = {name: Answer.NOT_APPLICABLE for name in verdict} | {"governed": governed}
        if self.claim.application != NO_APPLICATION:
            for name in ("may_apply", "may_sign"):
                answer = of(name)
                open_text = self.plan.gaps[name] and answer is not Answer.NOT_APPLICABLE
                verdict[name] = together([answer, Answer.TEXT_MISSING]) if open_text else answer
        return {name: in_doubt(answer, self.selection.doubts) for name, answer in verdict.items()}

    def answer_on(self, point: str) -> Answer:
        """What the outcome answers on one policy point: its findings there together.

        Not applicable where the measure that governs and what stands beside it are silent, text missing
        where a text is not at hand.
        """
        layers = [one.measure for one in self.selection.layers]
        if on_points(layers, (point,)).state == "missing":
            return Answer.TEXT_MISSING
        clauses = {(one.id, clause) for one in layers for clause in cells(one)[point].clauses}
        return together(one.answer for one in self.findings if (one.source.measure, one.rule.clause) in clauses)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts and readings to ask for, so that a person or a second run can decide."""
        named = set(missing_of(self.settlement.parts)) | set(self.selection.doubts)
        named |= {f"text:{gap.clause.id}" for gap in self.gaps if gap.clause.stage != "violation"}
        for finding in self.findings:
            named |= finding.missing
            if finding.rule.otherwise is Effect.ON_HOLD and finding.answer is Answer.NOT_MET:
                named.add(f"hold:{finding.rule.clause}")
        return tuple(sorted(named))

    @cached_property
    def readings(self) -> dict[str, str | None]:
        """The readings that were used, and the option that held; None where nobody chose."""
        return {name: self.choices.option(name) for name in sorted(set(self._readings()))}

    def _readings(self) -> Iterator[str]:
        yield "law_date"
        yield from self.selection.readings
        for finding in self.findings:
            rule, asked = finding.rule, finding.source.asked
            imposes = finding.answer is not Answer.MET or rule.kind == "ceiling"  # a condition that is met is so under any option
            if rule.under and imposes and (asked == rule.parameters or finding.answer is Answer.UNDETERMINED):
                yield rule.under[0]
            if finding.answer is Answer.NOT_APPLICABLE:
                yield from (name for name in rule.when_parameters if name in self.choices.readings)
                continue
            yield from finding.source.readings
            breach = finding.rule.otherwise in BY_READING
            if breach and finding.answer is not Answer.MET:
                yield "breach_outside_audit_conditions"
        if any(refused and line.payable is Answer.NOT_MET for refused, line in zip(self.eligibility.refused, self.settlement.lines, strict=True)):
            yield "refused_fee_bearer"
        if any(line.payable is Answer.MET for line in self.settlement.lines):
            yield "rounding"
        if any(type(line.parts.over_limit) is int and line.parts.over_limit > 0 for line in self.settlement.lines):
            yield "over_standard"

    @cached_property
    def receipt(self) -> dict[str, object]:
        """What makes the outcome citable and repeatable: versions, digests, readings and dates.

        It holds no personal data and no clock. The same claim, measure, rules and readings give the
        same receipt.
        """
        from yibao.codec import claim_document

        plugin, measure = self.selection.plugin, self.selection.declared.measure
        return {
            "yibao": _version(),
            "plugin": {"region": plugin.region, "version": plugin.version, "rules_digest": plugin.digest},
            "measure": _cited(measure),
            "beside": [_cited(one.measure) for one in self.selection.beside],
            "basis": self.selection.basis,
            "area": self.claim.area,
            "service_date": self.claim.service_date.isoformat(),
            "readings": self.readings,
            "chosen": dict(sorted(self.choices.chosen.items())),
            "input_digest": digest(claim_document(self.claim)),
        }


@cache
def _version() -> str:
    from importlib.metadata import version  # reads a file, and takes its time to load

    return version("yibao")


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _cited(measure: Measure) -> dict[str, str | None]:
    digests = {f"{name}_digest": value for name, value in measure.digests.items()}
    return {"id": measure.id, "since": _day(measure.since), "until": _day(measure.until), **digests}
