"""Any levers of any size: solved in every equation, or refused or failed by name.

What solves is held against `independent`, the equations written out once more. The solver stops
at 1e-10 in every equation. Recomputed in another order of sums a gap is the same to about 1e-14;
where the solver looks at two equations together (a factor market and the numeraire), or at none (a
trade balance, which follows by Walras' law), it is a small multiple.

`HYPOTHESIS_PROFILE=search pytest tests/properties/test_any_levers.py` draws ten times as many
cases from a new place each time.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from typing import get_args

import numpy as np
import pytest
from wild import Case, draw_case

import tradetalks as tt
from independent import equation_gaps
from independent_outcomes import outcome_gaps
from tradetalks.errors import PolicyError
from tradetalks.solve.options import Status

TOL = 1e-10
#: Another order of sums.
ROUNDING = 1e-12
#: Equations that the solver does not look at one by one.
TOGETHER = {"6 factors", "10 imbalance", "13 numeraire"}
#: What compiling a policy may refuse.
REFUSALS = (
    "every flow that was promised is closed",
    "is zero in the baseline",
    "of them would leave",
    "would return",
)

SEARCH = os.environ.get("HYPOTHESIS_PROFILE") == "search"
FIRST = int.from_bytes(os.urandom(4), "big") if SEARCH else 0
TIMES = 10 if SEARCH else 1


def verdict(base: tt.Baseline, case: Case) -> tuple[str, list[str]]:
    """What became of a case, and everything that is wrong about it."""
    try:
        eq = tt.solve(base, case.policy, **case.closure, tol=TOL)
    except PolicyError as error:
        known = all(any(r in p.what for r in REFUSALS) for p in error.problems)
        return "refused", [] if known else [str(error)]
    if not eq.converged:
        return eq.status, _not_a_failure(eq)
    gaps = equation_gaps(eq)
    wrong = [
        f"equation {name}: {gap:.1e}"
        for name, gap in gaps.items()
        if not gap <= (5 if name in TOGETHER else 1) * TOL + ROUNDING
    ]
    wrong += [
        f"{name} is off by {gap:.1e}" for name, gap in outcome_gaps(eq).items() if not gap < 1e-11
    ]
    if not all(np.isfinite(v).all() for n, v in eq.outcomes.items() if v.dims == ("country",)):
        wrong.append("an outcome is not a number")
    return eq.status, wrong


def _not_a_failure(eq: tt.Equilibrium) -> list[str]:
    wrong = [] if eq.status in get_args(Status) and eq.message else [f"unnamed: {eq.status}"]
    with contextlib.suppress(tt.NotConvergedError):
        wrong.append(f"a number for no equilibrium: {eq.outcomes}")
    return wrong


@pytest.mark.parametrize(
    ("name", "cases", "most"),
    # Sums of money far beyond anyone's means belong to the small world: a search that ends in
    # nothing takes seconds on the large one.
    [("world-2022-small", 300, 3.0), ("world-2022", 100, 0.1)],
)
def test_any_levers_solve_or_fail_by_name(name: str, cases: int, most: float) -> None:
    base = tt.load_baseline(name)
    became: Counter[str] = Counter()
    wrong = []
    for seed in range(FIRST, FIRST + cases * TIMES):
        case = draw_case(base, seed, most)
        status, faults = verdict(base, case)
        became[status] += 1
        wrong += [f"seed {seed}, {case}: {', '.join(faults)}"] if faults else []
    print(name, dict(became))
    assert not wrong, "\n".join(wrong)
    # Most of this has an equilibrium, and the search for it is good enough to find it.
    assert became["converged"] >= 0.85 * became.total()
    assert became["refused"] <= 0.05 * became.total()
