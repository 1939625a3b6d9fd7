"""`solve`: a baseline and a policy in, an equilibrium out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import jax
import jax.numpy as jnp

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem
from tradetalks.policy import Policy
from tradetalks.solve.case import Case
from tradetalks.solve.compiled import Solved, solve_batch
from tradetalks.solve.equilibrium import Equilibrium
from tradetalks.solve.options import Deficits, check_options


def solve(
    base: Baseline,
    policy: Policy | None = None,
    *,
    deficits: Deficits = "fixed",
    labour_supply: float = 0.0,
    revenue: str = "lump_sum",
    scale_elasticity: float = 0.0,
    tol: float = 1e-10,
    start: Equilibrium | None = None,
) -> Equilibrium:
    """The world economy under a policy (equations 1 to 8, 10, 13).

    `deficits` says what happens to trade imbalances: "fixed" in units of world income, in
    "share" to own income, or "balanced". `tol` is the largest residual allowed in any equation.
    `start` is an equilibrium of a world with the same labels to begin from.

    The result always comes back; `converged`, `status` and `message` say whether it is one.
    Raises InputError (BaselineError, PolicyError) on input that cannot be used.
    Method: exact hat algebra (Dekle, Eaton and Kortum 2008; Caliendo and Parro 2015), solved by
    Newton's method with GMRES, then along a path from the baseline when that fails.
    """
    check_options(
        tol, labour_supply=labour_supply, revenue=revenue, scale_elasticity=scale_elasticity
    )
    _check_kinds(base, [policy or Policy()], start)
    case = Case.of(base, policy or Policy(), deficits, tol)
    return case.solve(case.guess(start))


def solve_many(
    base: Baseline,
    policies: Iterable[Policy],
    *,
    deficits: Deficits = "fixed",
    tol: float = 1e-10,
    start: Equilibrium | None = None,
    at_once: bool | None = None,
) -> list[Equilibrium]:
    """Several policies on one baseline, in the order given; as `solve` for each.

    `at_once` solves them as one batch, which pays on a GPU and is the default there; otherwise
    one compiled program serves them in turn. What the batch leaves unsolved is tried singly.
    """
    check_options(tol)
    policies = list(policies) if isinstance(policies, Iterable) else [policies]
    _check_kinds(base, policies, start)
    cases = [Case.of(base, policy, deficits, tol) for policy in policies]
    if at_once is None:
        at_once = jax.default_backend() != "cpu"
    if not cases or not at_once:
        return [case.solve(case.guess(start)) for case in cases]
    first = cases[0]
    guess = first.guess(start)
    shocks = jax.tree.map(lambda *a: jnp.stack(a), *(case.shock for case in cases))
    starts = jnp.broadcast_to(guess, (len(cases), guess.size))
    batch = solve_batch(first.economy, shocks, first.closure, starts, jnp.asarray(tol))
    singles = [Solved(*(a[i] for a in batch)) for i in range(len(cases))]
    return [
        c.refuse() or c.accept(s) or c.solve(guess) for c, s in zip(cases, singles, strict=True)
    ]


def _check_kinds(base: Any, policies: list[Any], start: Any) -> None:
    """Raise InputError listing every argument that is not what it should be."""
    problems = []
    if not isinstance(base, Baseline):
        what = f"is a {type(base).__name__}"
        problems.append(
            Problem("base", what, "a Baseline", remedy="tt.load_baseline(name) makes one")
        )
    for policy in policies:
        if not isinstance(policy, Policy):
            what = f"{policy!r:.60} is a {type(policy).__name__}"
            remedy = "tt.solve_many takes several policies"
            problems.append(Problem("policy", what, "a Policy", remedy=remedy))
    if start is not None and not isinstance(start, Equilibrium):
        problems.append(Problem("start", f"is a {type(start).__name__}", "an Equilibrium"))
    elif start is not None and not problems and _labels(start.base) != _labels(base):
        what = "is an equilibrium of a world with other countries, sectors or factors"
        problems.append(Problem("start", what, "one with the labels of `base`"))
    if problems:
        raise InputError(problems)


def _labels(base: Baseline) -> tuple[tuple[str, ...], ...]:
    return base.countries, base.sectors, base.factors
