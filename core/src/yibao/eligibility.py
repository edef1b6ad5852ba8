"""Step 1: may the visit be provided this way, and does the fund pay for it at all?

Every condition is judged and every finding kept, never only the first failure: whoever must correct
something is told everything in one notice.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from yibao.judging import BY_READING, Finding, Judged
from yibao.plan import Gap, Plan
from yibao.readings import Choices
from yibao.rules import MET, NOT_APPLICABLE, NOT_MET, TEXT_MISSING, UNDETERMINED, Answer, Effect, together


@attrs.frozen(eq=False)
class Eligibility:
    """Whether the fund pays: for the visit as such, and for each line; and where the text is missing."""

    payable: Answer
    lines: tuple[Answer, ...]
    refused: tuple[bool, ...]
    """Of each line: whether it is refused for a breach."""
    gaps: tuple[Gap, ...]


def conclude(plan: Plan, judged: Judged, doubts: tuple[str, ...]) -> Eligibility:
    """Whether the fund pays, from every condition on the visit and on its lines.

    Where a measure declares no condition of payment at all, it says nothing about payment. `doubts`:
    what to state so that it is known whether the measure is in force; with one nothing is answered
    with yes or no.
    """
    choices = plan.choices
    gaps = (*plan.gaps["eligibility"], *plan.gaps["settlement"])
    of_visit = payable(judged.of_visit.doubts, choices) if plan.pays_at_all else NOT_APPLICABLE
    if gaps:
        of_visit = together([of_visit, TEXT_MISSING])
    breach = refused(judged.of_visit.doubts)
    of_lines = [_line(of_visit, found.doubts, choices) for found in judged.of_lines]
    return Eligibility(
        in_doubt(of_visit, doubts),
        tuple([in_doubt(answer, doubts) for answer in of_lines]),
        tuple([breach or refused(found.doubts) for found in judged.of_lines]),
        gaps,
    )


def in_doubt(answer: Answer, doubts: tuple[str, ...]) -> Answer:
    """The answer while it is not known whether the measure is in force: neither yes nor no."""
    return UNDETERMINED if doubts and (answer is MET or answer is NOT_MET) else answer


def _line(of_visit: Answer, doubts: list[Finding], choices: Choices) -> Answer:
    if not doubts or of_visit is NOT_APPLICABLE or of_visit is NOT_MET:
        return of_visit
    of_line = payable(doubts, choices)
    return of_line if of_line is NOT_MET or of_line is NOT_APPLICABLE else together([of_visit, of_line])


def refused(doubts: Iterable[Finding]) -> bool:
    """Whether the fund refuses the fee for a breach, and not because the fee is outside its scope."""
    return any(one.answer is NOT_MET and one.rule.otherwise in (*BY_READING, Effect.REFUSED) for one in doubts)


def payable(doubts: Iterable[Finding], choices: Choices) -> Answer:
    """Whether the fund pays, given the findings that are neither met nor not applicable.

    Not applicable where the measure does not govern.
    """
    answers: list[Answer] = []
    for finding in doubts:
        source, answer = finding[0], finding[1]
        if source.bears:
            effect = source.rule.otherwise
            if effect is Effect.NOT_GOVERNED and answer is NOT_MET:
                return NOT_APPLICABLE
            if effect in BY_READING:
                if answer is NOT_MET and choices.option("breach_outside_audit_conditions") != "not_payable":
                    answer = UNDETERMINED
            elif effect is Effect.DUTY_NOT_MET:
                answer = _duty(finding, choices)
            elif effect is Effect.ON_HOLD and answer is NOT_MET:
                answer = UNDETERMINED  # it waits; nothing is denied
            answers.append(answer)
    return together([MET, *answers])


def _duty(finding: Finding, choices: Choices) -> Answer:
    """How a duty that is not met bears on payment: only under the reading that says so."""
    reading, barring = finding.rule.under or ("", "")
    option = choices.option(reading)
    return finding.answer if option == barring else UNDETERMINED if option is None else MET
