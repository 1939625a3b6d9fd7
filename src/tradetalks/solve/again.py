"""A solved policy once more, under other trade elasticities and the same observed world."""

from __future__ import annotations

import jax
import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import NotConvergedError
from tradetalks.model.outcomes import Outcomes
from tradetalks.solve.compiled import kernel_of, solve_one, world
from tradetalks.solve.diagnose import unreal
from tradetalks.solve.equilibrium import Equilibrium


def with_elasticity(eq: Equilibrium, theta: NDArray[np.float64]) -> Outcomes:
    """The model's outcomes under trade elasticities `theta` (sector,), begun from the solved world.

    What is observed - flows, shares, incomes - does not depend on the elasticities; only the
    answer to the policy does. Raises NotConvergedError where there is no equilibrium.
    """
    u, economy, shock, closure = eq.arguments
    other = economy._replace(trade_elasticity=jax.device_put(np.asarray(theta, dtype=float)))
    kernel = kernel_of(other, shock)
    for sturdy in (False, True):
        found = solve_one(other, shock, kernel, closure, u, np.float64(eq.tol), sturdy=sturdy)
        if float(found.error) <= eq.tol:
            there = world(found.u, other, shock, kernel, closure)
            flaw = unreal(eq.base, other, closure, there, eq.tol)
            if flaw:
                raise NotConvergedError(f"{flaw.status}: {flaw.message}")
            outcomes: Outcomes = there.outcomes
            return outcomes
    raise NotConvergedError(f"residual {float(found.error):.1e} under the elasticities drawn")
