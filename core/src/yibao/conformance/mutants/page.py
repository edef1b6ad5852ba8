"""How does it look which variants survived?"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import click
from tabulate import tabulate

from yibao.conformance.mutants.kinds import ALL, KINDS
from yibao.conformance.mutants.scoring import BECAME, REQUIRED, Score, score
from yibao.plugins import Plugins


def mutants_command(asked: Sequence[str], installed: Plugins, sample: int | None, as_json: bool) -> int:
    """Try the variants, print what became of them, and give the exit code; how far it is stands on standard error."""
    with ExitStack() as stack:

        def begin(number: int) -> Callable[[], None]:
            bar = stack.enter_context(click.progressbar(length=number, label="variants", file=sys.stderr))
            return lambda: bar.update(1)

        found = score(asked, installed, sample, begin)
    click.echo(json.dumps(found.document(), ensure_ascii=False, indent=1) if as_json else mutants_page(found))
    return 0 if found.fine else 1


def mutants_page(found: Score) -> str:
    """Region × stage and kind by kind: how many were killed, are equivalent, survived or were refused; then every survivor."""
    parts = [_by_group(found), _by_kind(found), *_survivors(found), *_stale(found)]
    if found.sample is not None:
        parts.append(f"a sample: of each group at most {found.sample}, {len(found.judged)} of {found.made} variants; always the same ones")
    return "\n\n".join([*parts, _total(found)])


def _by_group(found: Score) -> str:
    rows = [[group, stage, *(many[name] or "" for name in BECAME)] for (group, stage), many in found.counts(_of("group"), _of("stage")).items()]
    return _table(["region", "stage", *BECAME], rows, 2)


def _by_kind(found: Score) -> str:
    counts = found.counts(_of("kind"))
    rows = [[kind, *KINDS[kind], *(counts[kind,][name] or "" for name in BECAME)] for kind in ALL if (kind,) in counts]
    return _table(["kind", "类型", "what is wrong", *BECAME], rows, 3)


def _of(name: str) -> Any:
    return lambda one: getattr(one, name)


def _table(headers: list[str], rows: list[list[Any]], words: int) -> str:
    align = ["left"] * words + ["right"] * (len(headers) - words)
    return tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True, colalign=align if rows else None)


def _survivors(found: Score) -> Iterator[str]:
    for one in found.survivors:
        it = one.mutant
        head = click.style(f"× {it.file}:{it.line} {it.within}", fg="red") + f"  {it.kind}  {KINDS[it.kind][0]} / {KINDS[it.kind][1]}"
        yield f"{head}\n  - {it.before}\n  + {it.after}"


def _stale(found: Score) -> Iterator[str]:
    for one, why in found.stale:
        yield click.style(f"! listed as equivalent: {one.file} {one.within}", fg="red") + f": {why}\n  - {one.before}\n  + {one.after}"


def _total(found: Score) -> str:
    counts = [f"{sum(one.became == name for one in found.judged)} {name}" for name in BECAME]
    share = "none" if found.share is None else f"{found.share:.1%}"
    return f"{len(found.judged)} variants: {', '.join(counts)}; killed {share} of those a case could notice, required {REQUIRED:.0%}"
