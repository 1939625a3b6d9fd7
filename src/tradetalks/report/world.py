"""The world that scenarios are compared with: read, checked, and balanced where that is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradetalks.errors import BaselineError, Problem

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief.schema import Closure

REMEDY = (
    "`tradetalks baseline check` lists everything, `tradetalks baseline balance` (in Python "
    "`balance()`) mends breaches of the identities"
)
BALANCED_FIRST = (
    "the imbalances are removed first, and every change is from that balanced world, so removing "
    "them is no part of any change"
)

REPLACED_FIRST = (
    "the income tax is replaced by today's public revenue first, and every change is from that "
    "world, so replacing it is no part of any change"
)


def load_world(source: str | Path | None, elasticities: str | None = None) -> Baseline:
    """A baseline by name or path, under the elasticities asked for.

    Data of the user's own are checked: raises BaselineError with everything that is wrong. The
    embedded baselines are checked by our tests.
    """
    from tradetalks.baseline import baselines, load_baseline

    base = load_baseline(source)
    own = source is not None and source not in baselines()
    if own and (problems := list(_with_remedy(base))):
        raise BaselineError(problems)
    return base.with_elasticities(elasticities) if elasticities else base


def _with_remedy(base: Baseline) -> Iterator[Problem]:
    for problem in base.check().problems:
        yield replace(problem, remedy=f"{problem.remedy}; {REMEDY}".removeprefix("; "))


def world_before(base: Baseline, closure: Closure, tol: float = 1e-10) -> Baseline:
    """What a scenario is compared with: the baseline, or its twin under the closure.

    Removing all imbalances moves incomes by several per cent, and handing all tariff revenue to
    workers as a lower income tax moves what they earn; were the observed world the point of
    comparison, every scenario would seem to do that. Raises NotConvergedError.
    """
    if not compared_with(closure):
        return base
    from tradetalks.solve import solve

    return solve(base, **closure, tol=tol).require().to_baseline()


def compared_with(closure: Mapping[str, Any]) -> str:
    """What is done to the baseline before scenarios are compared with it; empty if nothing is."""
    done = [BALANCED_FIRST] if closure["deficits"] == "balanced" else []
    if closure["revenue"] == "income_tax" and closure["labour_supply"]:
        done.append(REPLACED_FIRST)
    return "; ".join(done)
