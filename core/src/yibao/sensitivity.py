"""On which readings does an outcome depend, and how would it change?

Every reading that the outcome used is set to each of its other options, one at a time, and the claim
decided again. A reading that was not used cannot change anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import attrs

from yibao.claim import Claim
from yibao.errors import YibaoError
from yibao.flow import decide
from yibao.outcome import Outcome
from yibao.plugins import Plugins
from yibao.report import amounts


@attrs.frozen
class Dependence:
    """What becomes of the outcome if one reading takes another option."""

    reading: str
    held: str | None
    """The option that held; None where nobody chose."""
    option: str
    changes: Mapping[str, tuple[Any, Any]]
    """What changes: by its name (`payable`, `fund`, …) the answer or amount before and after; `error` where the claim cannot be decided so."""


def sensitivity(
    claim: Claim,
    outcome: Outcome,
    *,
    baseline: bool = False,
    reported: Collection[str] = (),
    installed: Plugins | None = None,
) -> list[Dependence]:
    """The outcome's dependence on each reading it used; `baseline`, `reported` and `installed` as it was decided with."""
    before = facets(outcome)
    found = []
    for name, held in outcome.readings.items():
        for option in outcome.choices.reading(name).options:
            if option.name != held:
                chosen = {**outcome.choices.chosen, name: option.name}
                try:
                    after = facets(decide(claim, readings=chosen, baseline=baseline, reported=reported, installed=installed))
                except YibaoError as error:
                    found.append(Dependence(name, held, option.name, {"error": (None, error.code)}))
                else:
                    found.append(Dependence(name, held, option.name, dict(changed(before, after))))
    return found


def facets(outcome: Outcome) -> dict[str, Any]:
    """What two outcomes are compared by: which measure, the verdict, and the amounts as decimal strings, None where unknown."""
    verdict = {name: str(answer) for name, answer in outcome.verdict.items()}
    verdict.setdefault("not_held", "not_applicable")
    parts = amounts(outcome.settlement.parts)
    return {"measure": outcome.selection.declared.measure.id, **verdict, **{name: parts[name] for name in PAID}}


NOTHING_HOLDS = {"met", "not_applicable"}
"""Whether no rule can hold a claim up, or one can and does not, is no difference."""
PAID = ("fund", "account", "cash", "hospital")


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Where two outcomes differ."""
    for name in {**before, **after}:
        if name == "not_held" and {before.get(name), after.get(name)} <= NOTHING_HOLDS:
            continue
        if before.get(name) != after.get(name):
            yield name, (before.get(name), after.get(name))
