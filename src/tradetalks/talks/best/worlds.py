"""Worlds solved one after another in a search, each begun from the last."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event
from typing import Any

from tradetalks.baseline import Baseline
from tradetalks.model.economy import Shock
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium, sensitivity, solve
from tradetalks.solve.sensitivity import weights_on

#: Relative error asked of slopes: a search feels no more of it than of the solver's tolerance.
RTOL = 1e-8


class Worlds:
    """Solves policies on one baseline under one closure, and counts the work.

    `closure` holds keywords of `solve`. Not shared between threads: each solve begins from the
    last that converged. `stop` ends searches from outside.
    """

    def __init__(
        self,
        base: Baseline,
        closure: Mapping[str, Any],
        tol: float = 1e-10,
        start: Equilibrium | None = None,
        stop: Event | None = None,
    ) -> None:
        self.base, self.closure, self.tol = base, dict(closure), tol
        self.latest = start
        self.stop = stop or Event()
        self.solves = self.adjoints = 0

    def solve(self, policy: Policy) -> Equilibrium:
        """The equilibrium under a policy, converged or a named failure.

        Raises KeyboardInterrupt once `stop` is set: searches on other threads end as by Ctrl-C.
        """
        if self.stop.is_set():
            raise KeyboardInterrupt
        eq = solve(self.base, policy, **self.closure, tol=self.tol, start=self.latest)
        self.solves += 1
        if eq.converged:
            self.latest = eq
        return eq

    def slopes(self, eq: Equilibrium, weights: Mapping[str, Any], rtol: float = RTOL) -> Shock:
        """Derivative of a weighted sum of outcomes in every number a policy sets.

        Raises NotConvergedError where the linear system stalls.
        """
        self.adjoints += 1
        whole = weights_on(eq.world.outcomes, weights)
        return sensitivity.by_levers(eq.arguments, whole, rtol)

    def again(self) -> Worlds:
        """Another that begins where this one is and stops with it, for another thread."""
        return Worlds(self.base, self.closure, self.tol, self.latest, self.stop)

    def count(self, other: Worlds) -> None:
        """Take over the work that another did."""
        self.solves += other.solves
        self.adjoints += other.adjoints
