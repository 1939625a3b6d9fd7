"""`solve`: a baseline and a policy in, an equilibrium out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from tradetalks.baseline import Baseline
from tradetalks.model.economy import Closure, Economy, Shock
from tradetalks.numerics.continuation import follow
from tradetalks.policy import Policy
from tradetalks.solve.arrays import closure_of, economy_of, settings_of, shock_of
from tradetalks.solve.compiled import Solved, between, neutral, solve_batch, solve_one, unflat
from tradetalks.solve.diagnose import failure, impossible
from tradetalks.solve.equilibrium import Equilibrium, Finding
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
    `start` is an equilibrium of the same baseline to begin from.

    The result always comes back; `converged`, `status` and `message` say whether it is one.
    Raises InputError (BaselineError, PolicyError) on input that cannot be used.
    Method: exact hat algebra (Dekle, Eaton and Kortum 2008; Caliendo and Parro 2015), solved by
    Newton's method with GMRES, then along a path from the baseline when that fails.
    """
    check_options(
        tol, labour_supply=labour_supply, revenue=revenue, scale_elasticity=scale_elasticity
    )
    problem = _Problem.of(base, policy or Policy(), deficits, tol)
    return problem.solve(_first_guess(problem, start))


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
    problems = [_Problem.of(base, policy, deficits, tol) for policy in policies]
    if at_once is None:
        at_once = jax.default_backend() != "cpu"
    if not problems or not at_once:
        return [p.solve(_first_guess(p, start)) for p in problems]
    first = problems[0]
    guess = _first_guess(first, start)
    shocks = jax.tree.map(lambda *a: jnp.stack(a), *(p.shock for p in problems))
    starts = jnp.broadcast_to(guess, (len(problems), guess.size))
    batch = solve_batch(first.economy, shocks, first.closure, starts, jnp.asarray(tol))
    singles = [Solved(*(a[i] for a in batch)) for i in range(len(problems))]
    return [
        p.refuse() or p.accept(s) or p.solve(guess) for p, s in zip(problems, singles, strict=True)
    ]


@dataclass(frozen=True)
class _Problem:
    """One policy on one baseline, as arrays beside the labels they came from."""

    base: Baseline
    policy: Policy
    deficits: Deficits
    tol: float
    economy: Economy
    shock: Shock
    closure: Closure

    @classmethod
    def of(cls, base: Baseline, policy: Policy, deficits: Deficits, tol: float) -> _Problem:
        economy = economy_of(base)
        shock = shock_of(base, settings_of(base, policy))
        return cls(base, policy, deficits, tol, economy, shock, closure_of(deficits))

    def solve(self, guess: Array) -> Equilibrium:
        """Directly, then from the baseline's own guess, then along the path to the policy."""
        refused = self.refuse()
        if refused:
            return refused
        direct = self._attempt(self.shock, guess, sturdy=False)
        return self.accept(direct) or self._by_path(direct)

    def refuse(self) -> Equilibrium | None:
        """The named result, if it is known beforehand that no equilibrium exists."""
        hopeless = impossible(self.base, self.economy, self.shock, self.closure)
        if not hopeless:
            return None
        blank = jnp.full_like(neutral(self.economy), jnp.nan)
        return self._result(Finding(blank, blank, jnp.inf, 0, 0, *hopeless))

    def accept(self, solved: Solved) -> Equilibrium | None:
        """The equilibrium, if this is one."""
        if not float(solved.error) <= self.tol:
            return None
        message = f"converged in {int(solved.steps)} Newton steps"
        return self._found(solved, "converged", message)

    def _by_path(self, direct: Solved) -> Equilibrium:
        best, effort = direct, [int(direct.steps), int(direct.products)]

        def attempt(fraction: float, guess: Array) -> tuple[Array, bool]:
            nonlocal best
            shock = self.shock if fraction == 1 else between(self.economy, self.shock, fraction)
            best = self._attempt(shock, guess, sturdy=True)
            effort[0] += int(best.steps)
            effort[1] += int(best.products)
            return best.u, float(best.error) <= self.tol

        origin, at_home = attempt(0.0, neutral(self.economy))
        path = follow(attempt, origin) if at_home else None
        total = best._replace(steps=jnp.asarray(effort[0]), products=jnp.asarray(effort[1]))
        if path and path.reached >= 1:
            message = f"converged along a path of {path.solves} solves from the baseline"
            return self._found(total, "converged", message)
        reached = path.reached if path else 0.0
        gap = unflat(total.residual, self.economy)
        message = failure(self.base, gap, reached, self.deficits)
        return self._found(total, "not converged", message)

    def _attempt(self, shock: Shock, guess: Array, *, sturdy: bool) -> Solved:
        found: Solved = solve_one(
            self.economy, shock, self.closure, guess, jnp.asarray(self.tol), sturdy=sturdy
        )
        return found

    def _found(self, solved: Solved, status: Any, message: str) -> Equilibrium:
        return self._result(
            Finding(
                solved.u,
                solved.residual,
                float(solved.error),
                int(solved.steps),
                int(solved.products),
                status,
                message,
            )
        )

    def _result(self, finding: Finding) -> Equilibrium:
        return Equilibrium(self.base, self.policy, self.deficits, self.tol, self.shock, finding)


def _first_guess(problem: _Problem, start: Equilibrium | None) -> Array:
    unmoved = neutral(problem.economy)
    if start is None or not start.converged or start.finding.u.shape != unmoved.shape:
        return unmoved
    return start.finding.u
