"""Which hooks does a plugin answer?

A plugin is a module with functions of these names, marked with `yibao.hookimpl`. Each hook asks for
declarations; none receives a claim and none decides. They are called once, when the plugin loads,
in the order in which they stand here. An implementation may leave out parameters it does not need.
"""

from __future__ import annotations

from collections.abc import Sequence

import pluggy

from yibao.measures import Measure
from yibao.procedure import Procedure
from yibao.readings import Reading
from yibao.rules import Declaration

hookspec = pluggy.HookspecMarker("yibao")
hookimpl = pluggy.HookimplMarker("yibao")


@hookspec(firstresult=True)
def yibao_measures() -> Sequence[Measure]:
    """The measures of the plugin's area, old and new. The first hook to be called."""


@hookspec(firstresult=True)
def yibao_readings(measure: Measure) -> Sequence[Reading]:
    """The readings that this measure needs beside the general ones (`yibao readings`)."""


@hookspec(firstresult=True)
def yibao_eligibility(measure: Measure) -> Sequence[Declaration]:
    """Who may provide the visit, and what the fund pays for: conditions, in the order of the articles."""


@hookspec(firstresult=True)
def yibao_pricing(measure: Measure) -> Sequence[Declaration]:
    """What may be charged: conditions on price items, ceilings and market prices."""


@hookspec(firstresult=True)
def yibao_settlement(measure: Measure) -> Sequence[Declaration]:
    """What is counted and who pays: payment standards, use of the account, conditions of payment."""


@hookspec(firstresult=True)
def yibao_violation(measure: Measure) -> Sequence[Declaration]:
    """What follows from a breach: consequences by legal nature, and conditions on conduct."""


@hookspec(firstresult=True)
def yibao_agreement(measure: Measure) -> Sequence[Procedure]:
    """How an agreement is applied for, signed, suspended and ended: steps, clocks, waits, one procedure for each kind of agreement."""
