"""Where to begin: what the solved scenarios of a chunk say about the next one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: How many solved scenarios have a say: the nearest.
NEIGHBOURS = 64
#: Numbers remembered in all, 256 MiB of them.
MOST = 2**25
#: Relative noise that a guess does not follow: about that of arithmetic.
NOISE = 1e-13


@dataclass
class Neighbours:
    """Solved scenarios by where they are; their unknowns foretell those in between.

    The unknowns are analytic in what a policy sets. Around the scenario asked for they are taken
    as a power series whose coefficients are unknown and fall off as those of an exponential: the
    expected value is then a weighted sum of what is known, with weights `K^-1 1` and
    `K_ij = exp(x_i x_j / scale)`, x being measured from the scenario (a Gaussian process with the
    kernel of an exponential series; Zwicknagl 2009). Between points well spread in a few
    directions the error falls geometrically with their number; in many directions it is what few
    points can say.
    """

    places: list[Array] = field(default_factory=list)
    found: list[Array] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.places)

    def add(self, place: Array, unknowns: Array) -> None:
        """One more solved scenario, while there is room: the first are the furthest spread."""
        if (len(self) + 1) * unknowns.size > MOST:
            return
        self.places.append(place)
        self.found.append(unknowns)

    def guess(self, place: Array) -> Array | None:
        """The unknowns expected at a place; None where nothing is known."""
        if not self.places:
            return None
        from_here = np.array(self.places) - place
        distance = np.einsum("kx,kx->k", from_here, from_here)
        near = np.argsort(distance, kind="stable")[:NEIGHBOURS]
        weights = _weights(from_here[near])
        found: Array = weights @ np.array([self.found[k] for k in near])
        return found


def _weights(x: Array) -> Array:
    """What each neighbour counts, (neighbour,), summing to one; x (neighbour, direction)."""
    reach = float(np.einsum("kx,kx->k", x, x).max(initial=0.0))
    if reach == 0:
        even: Array = np.full(len(x), 1 / len(x))
        return even
    # In more directions the same number of points tells fewer powers of each.
    directions = np.count_nonzero(np.ptp(x, axis=0)) if len(x) > 1 else 1
    nearest: Array = np.eye(len(x))[0]
    kernel = np.exp(x @ x.T * (16 / (max(directions, 1) ** 2 * reach)))
    kernel[np.diag_indices(len(x))] *= 1 + NOISE
    try:
        weights: Any = np.linalg.solve(kernel, np.ones(len(x)))
    except np.linalg.LinAlgError:
        return nearest
    total = float(weights.sum())
    found: Array = weights / total if total > 0.5 else nearest
    return found


def spread_out(places: Array) -> list[int]:
    """An order in which to solve, (scenario, direction) to positions: the middle first, then
    always the one furthest from those before it, so that the later half lies between others."""
    span = np.ptp(places, axis=0)
    here = (places - places.mean(axis=0)) / np.where(span > 0, span, 1.0)
    order = [int(np.einsum("kx,kx->k", here, here).argmin())]
    away = np.full(len(here), np.inf)
    while len(order) < len(here):
        step = here - here[order[-1]]
        away = np.minimum(away, np.einsum("kx,kx->k", step, step))
        away[order[-1]] = -1.0
        order.append(int(away.argmax()))
    return order
