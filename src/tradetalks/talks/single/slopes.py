"""Exact slopes of one quantity: in every lever, and along one direction."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tradetalks.model.economy import Shock
from tradetalks.solve import Equilibrium, sensitivity
from tradetalks.talks.wants.quantity import Quantity


def by_levers(eq: Equilibrium, what: Quantity, rtol: float = sensitivity.RTOL) -> Shock:
    """Derivative of a quantity in every number a policy can set, by one adjoint solve.

    Raises NotConvergedError where there is no equilibrium or the linear system stalls.
    """
    weights = what.over(eq.require().world.outcomes)
    return sensitivity.by_levers(eq.arguments, weights, rtol)


def towards(eq: Equilibrium, what: Quantity, direction: Mapping[str, NDArray[np.float64]]) -> float:
    """Derivative of a quantity along one direction, as `ScalarLever.direction` gives it.

    By the program that answers for all levers: what needs both compiles one.
    """
    slopes = by_levers(eq, what)
    total = 0.0
    for name, move in direction.items():
        if name == "floor":
            slope = np.asarray(slopes.commitments.floor)[: len(move)]
        else:
            slope = np.asarray(getattr(slopes, name))
        total += float((slope * move).sum())
    return total
