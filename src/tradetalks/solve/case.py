"""One case to solve: a policy on a baseline, and the ways to its equilibrium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import Array

from tradetalks.baseline import Baseline
from tradetalks.model.economy import Closure, Economy, Kernel, Shock, Unknowns
from tradetalks.numerics.continuation import follow
from tradetalks.policy import Policy
from tradetalks.solve.arrays import closure_of, economy_of, leak_of, settings_of, shock_of
from tradetalks.solve.compiled import (
    Solved,
    World,
    between,
    kernel_of,
    neutral,
    solve_one,
    unflat,
    world,
)
from tradetalks.solve.diagnose import failure, impossible, unreal
from tradetalks.solve.equilibrium import Equilibrium, Finding
from tradetalks.solve.options import Rules, Verdict
from tradetalks.solve.promises import first_guess

#: Cost shares further from one than this leave a gap worth mentioning.
LEAK = 1e-9


@dataclass(frozen=True)
class Case:
    """One policy on one baseline, as arrays beside the labels they came from."""

    base: Baseline
    policy: Policy
    rules: Rules
    tol: float
    economy: Economy
    shock: Shock
    closure: Closure

    @classmethod
    def of(cls, base: Baseline, policy: Policy, rules: Rules, tol: float) -> Case:
        economy = economy_of(base)
        shock = shock_of(base, settings_of(base, policy))
        return cls(base, policy, rules, tol, economy, shock, closure_of(base, rules))

    def guess(self, start: Equilibrium | None) -> Array:
        """Where to begin: the world of `start`, else that nothing moves but promised purchases."""
        at_home = self._unflat(np.asarray(self._still))
        promised = jnp.asarray(first_guess(self.economy, self.shock.commitments))
        begin = at_home._replace(commitment=promised)
        if start is not None and start.converged:
            there = start.unknowns
            same = [
                name
                for name in Unknowns._fields
                if getattr(there, name).shape == getattr(begin, name).shape
            ]
            alike = start.policy.levers == self.policy.levers
            same = [name for name in same if alike or name != "commitment"]
            begin = begin._replace(**{name: getattr(there, name) for name in same})
        # By numpy: each operation outside a program would be compiled and dispatched by itself.
        return jnp.asarray(np.concatenate([np.ravel(block) for block in begin]))

    @property
    def _still(self) -> Array:
        return neutral(self.economy, self.shock, self.closure)

    def _unflat(self, u: Any) -> Unknowns:
        return unflat(u, self.economy, self.shock, self.closure)

    def solve(self, guess: Array) -> Equilibrium:
        """Directly from the guess, then along the path from the baseline to the policy."""
        found = self.directly(guess)
        return found if isinstance(found, Equilibrium) else self.by_path(found)

    def directly(self, guess: Array) -> Equilibrium | Solved:
        """The equilibrium, or the named failure where there can be none; how far the attempt came
        where the path may still lead to one."""
        refused = self.refuse()
        if refused:
            return refused
        kernel = kernel_of(self.economy, self.shock)
        direct = self._attempt(self.shock, kernel, guess, sturdy=False)
        return self.accept(direct, kernel) or direct

    def refuse(self) -> Equilibrium | None:
        """The named result, if it is known beforehand that no equilibrium exists."""
        hopeless = impossible(self.base, self.economy, self.shock, self.closure)
        if not hopeless:
            return None
        blank = np.nan * self._still
        return self._result(Finding(blank, blank, jnp.inf, 0, 0, hopeless))

    def accept(self, solved: Solved, kernel: Kernel | None = None) -> Equilibrium | None:
        """The equilibrium if this is one, a named failure if none can be, None if another may."""
        if not float(solved.error) <= self.tol:
            return None
        message = f"converged in {int(solved.steps)} Newton steps"
        found = self._judged(solved, kernel, message)
        # Elsewhere everyone may earn something: worth the path.
        return None if found.status in ("income below zero", "no tax left") else found

    def by_path(self, direct: Solved) -> Equilibrium:
        """Along the path from the baseline to the policy, after a direct attempt."""
        best, effort = direct, [int(direct.steps), int(direct.products)]

        def attempt(fraction: float, guess: Array) -> tuple[Array, bool]:
            nonlocal best
            shock = self.shock if fraction == 1 else between(self.economy, self.shock, fraction)
            kernel = kernel_of(self.economy, shock)
            best = self._attempt(shock, kernel, guess, sturdy=True)
            effort[0] += int(best.steps)
            effort[1] += int(best.products)
            return best.u, float(best.error) <= self.tol

        origin, at_home = attempt(0.0, self._still)
        path = follow(attempt, origin) if at_home else None
        total = best._replace(steps=jnp.asarray(effort[0]), products=jnp.asarray(effort[1]))
        if path and path.reached >= 1:
            message = f"converged along a path of {path.solves} solves from the baseline"
            return self._judged(total, None, message)
        reached = path.reached if path else 0.0
        gap = self._unflat(total.residual)
        return self._found(total, failure(self.base, gap, reached, self.rules.deficits))

    def _attempt(self, shock: Shock, kernel: Kernel, guess: Array, *, sturdy: bool) -> Solved:
        tol = np.float64(self.tol)
        found: Solved = solve_one(
            self.economy, shock, kernel, self.closure, guess, tol, sturdy=sturdy
        )
        return found

    def _judged(self, solved: Solved, kernel: Kernel | None, message: str) -> Equilibrium:
        """A solution of the equations as an equilibrium, or as the failure that it hides."""
        kernel = kernel_of(self.economy, self.shock) if kernel is None else kernel
        found = world(solved.u, self.economy, self.shock, kernel, self.closure)
        flaw = unreal(self.base, self.economy, self.closure, found, self.tol)
        if flaw:
            return self._found(solved, flaw)
        return self._found(solved, Verdict("converged", message), found)

    def _found(self, solved: Solved, verdict: Verdict, found: World | None = None) -> Equilibrium:
        leak = leak_of(self.base)
        if leak > LEAK:
            verdict = verdict._replace(
                what=f"{verdict.what}; the baseline's cost shares miss one by up to {leak:.0e}, "
                "and markets clear only as well (see walras_gap)"
            )
        return self._result(
            Finding(
                solved.u,
                solved.residual,
                float(solved.error),
                int(solved.steps),
                int(solved.products),
                verdict,
            ),
            found,
        )

    def _result(self, finding: Finding, found: World | None = None) -> Equilibrium:
        return Equilibrium(self.base, self.policy, self.rules, self.tol, self.shock, finding, found)
