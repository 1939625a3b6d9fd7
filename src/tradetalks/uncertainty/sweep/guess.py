"""Where to begin: what the solved neighbours of a scenario say about it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Neighbours that have a say, and the power to which they are believed to vary.
NEIGHBOURS, POWER = 24, 6
#: What the solver leaves open, relative to how far neighbours differ: no fit follows it.
ROUNDING = 1e-9


@dataclass
class Neighbours:
    """Solved scenarios by where they are; their unknowns foretell those in between.

    The unknowns are smooth in what a policy sets. Near the scenario asked for they are taken as a
    polynomial whose coefficients are small and unknown: the posterior mean of such a polynomial is
    a weighted sum of what is known, `K^-1 1` with `K_ij = (1 + x_i x_j / scale^2)^power`, x being
    measured from the scenario. On a line it is the polynomial through the points; with few points
    in many directions it is what they can say.
    """

    places: list[Array] = field(default_factory=list)
    found: list[Array] = field(default_factory=list)

    def add(self, place: Array, unknowns: Array) -> None:
        """One more solved scenario."""
        self.places.append(place)
        self.found.append(unknowns)

    def guess(self, place: Array) -> Array | None:
        """The unknowns expected at a place; None where nothing is known."""
        if not self.places:
            return None
        from_here = np.array(self.places) - place
        distance = np.einsum("kx,kx->k", from_here, from_here)
        near = np.argsort(distance, kind="stable")[:NEIGHBOURS]
        weights = _weights(from_here[near], float(distance[near].max()))
        found: Array = weights @ np.array([self.found[k] for k in near])
        return found


def _weights(x: Array, reach: float) -> Array:
    """What each neighbour counts, (neighbour,), summing to one."""
    if len(x) == 1 or reach == 0:
        return np.full(len(x), 1 / len(x))
    kernel = (1 + x @ x.T / (4 * reach)) ** POWER
    kernel[np.diag_indices(len(x))] *= 1 + ROUNDING
    weights = np.linalg.solve(kernel, np.ones(len(x)))
    total = weights.sum()
    found: Array = weights / total if total > 0.5 else np.eye(len(x))[0]
    return found
