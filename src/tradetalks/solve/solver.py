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
from tradetalks.solve.options import Deficits, Revenue, Rules, ScaleElasticity, check_tolerance


def solve(
    base: Baseline,
    policy: Policy | None = None,
    *,
    deficits: Deficits = "fixed",
    labour_supply: float = 0.0,
    revenue: Revenue = "lump_sum",
    scale_elasticity: ScaleElasticity = 0.0,
    tol: float = 1e-10,
    start: Equilibrium | None = None,
) -> Equilibrium:
    """The world economy under a policy (equations 1 to 13).

    `deficits` says what happens to trade imbalances: "fixed" in units of world income, in
    "share" to own income, or "balanced". `labour_supply` is kappa, the elasticity of work in the
    real after-tax wage; capital does not respond. `revenue` goes to households in a "lump_sum",
    or replaces "income_tax": the whole of it, what was collected before the policy included.
    `scale_elasticity` is psi, one number or by sector (mapping or sequence); below one over the
    trade elasticity, where the equilibrium is known to be unique. `tol` is the largest residual
    allowed in any equation. `start` is an equilibrium of a world with the same labels to begin
    from.

    The result always comes back; `converged`, `status` and `message` say whether it is one.
    Raises InputError (BaselineError, PolicyError) on input that cannot be used.
    Method: exact hat algebra (Dekle, Eaton and Kortum 2008; Caliendo and Parro 2015), solved by
    Newton's method with GMRES, then along a path from the baseline when that fails.
    """
    rules = _checked(
        base, [policy or Policy()], start, tol, deficits, labour_supply, revenue, scale_elasticity
    )
    case = Case.of(base, policy or Policy(), rules, tol)
    return case.solve(case.guess(start))


def solve_many(
    base: Baseline,
    policies: Iterable[Policy],
    *,
    deficits: Deficits = "fixed",
    labour_supply: float = 0.0,
    revenue: Revenue = "lump_sum",
    scale_elasticity: ScaleElasticity = 0.0,
    tol: float = 1e-10,
    start: Equilibrium | None = None,
    at_once: bool | None = None,
) -> list[Equilibrium]:
    """Several policies on one baseline, in the order given; as `solve` for each.

    `at_once` solves them as one batch, which pays on a GPU and is the default there; otherwise
    one compiled program serves them in turn. What the batch leaves unsolved is tried singly.
    """
    policies = list(policies) if isinstance(policies, Iterable) else [policies]
    rules = _checked(base, policies, start, tol, deficits, labour_supply, revenue, scale_elasticity)
    cases = [Case.of(base, policy, rules, tol) for policy in policies]
    if at_once is None:
        at_once = jax.default_backend() != "cpu"
    rooms = {case.shock.commitments.covers.shape for case in cases}
    if not at_once or len(rooms) != 1:
        return [case.solve(case.guess(start)) for case in cases]
    first = cases[0]
    guesses = [case.guess(start) for case in cases]
    shocks = jax.tree.map(lambda *a: jnp.stack(a), *(case.shock for case in cases))
    starts = jnp.stack(guesses)
    batch = solve_batch(first.economy, shocks, first.closure, starts, jnp.asarray(tol))
    singles = [Solved(*(a[i] for a in batch)) for i in range(len(cases))]
    return [
        c.refuse() or c.accept(s) or c.solve(guess)
        for c, s, guess in zip(cases, singles, guesses, strict=True)
    ]


def _checked(base: Any, policies: list[Any], start: Any, tol: Any, *closure: Any) -> Rules:
    """The closure; raises InputError listing every argument that is not what it should be."""
    problems = _wrong_kinds(base, policies, start)
    if problems:
        raise InputError(problems)
    rules: Rules | None = None
    for check in (lambda: check_tolerance(tol), lambda: Rules.read(base, *closure)):
        try:
            rules = check() or rules
        except InputError as error:
            problems += error.problems
    if problems or rules is None:
        raise InputError(problems)
    return rules


def _wrong_kinds(base: Any, policies: list[Any], start: Any) -> list[Problem]:
    """Every argument that is not what it should be."""
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
    return problems


def _labels(base: Baseline) -> tuple[tuple[str, ...], ...]:
    return base.countries, base.sectors, base.factors
