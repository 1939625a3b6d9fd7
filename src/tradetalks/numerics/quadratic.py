"""Several functions of a few numbers, known with their slopes at some points: a model of them.

A quadratic about one point, with the slope that is known there and a curvature that agrees with
the slopes at the other points, nearer ones counting more. With k numbers, k points in general
position tell the curvature; every further one sharpens it where it lies.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Points nearer than this count no more than one at this distance: their slopes differ by noise.
NEAREST = 1e-3
#: Curvature along which nothing is known is held to nothing by this share of what is known.
RIDGE = 1e-9


class Known(NamedTuple):
    """What is known of m functions at one point.

    z (number,): the point. values (function,); slopes (function, number). least (number,): the
    lowest each number may go from here with any effect at all; -inf where there is none.
    """

    z: Array
    values: Array
    slopes: Array
    least: Array


class Ask(NamedTuple):
    """A point to look at: z (number,), and above (number,).

    above: where it is not zero, the number goes so far past the value at which it begins to have
    an effect, wherever that is with the other numbers as they are; z holds one without effect.
    """

    z: Array
    above: Array

    @classmethod
    def at(cls, z: Array) -> Ask:
        """The point z itself."""
        return cls(z, np.zeros_like(z))


class Model(NamedTuple):
    """A quadratic in z about a centre: bends (function, number, number) are symmetric."""

    centre: Array
    values: Array
    slopes: Array
    bends: Array

    def at(self, z: Array) -> tuple[Array, Array]:
        """Values (function,) and slopes (function, number)."""
        step = z - self.centre
        bent = self.bends @ step
        return self.values + (self.slopes + 0.5 * bent) @ step, self.slopes + bent


def model(points: list[Known], about: Known) -> Model:
    """The quadratic about one of the points, by those at which the same numbers have an effect.

    Where a number begins to have one, slopes in the others jump.
    """
    idle = np.isfinite(about.least)
    alike = [p for p in points if (np.isfinite(p.least) == idle).all()]
    steps = np.where(idle, 0.0, np.array([p.z - about.z for p in alike]))
    size = np.maximum(np.sqrt((steps**2).sum(1)), NEAREST)
    far = (steps**2).sum(1) > 0
    slopes = np.array([p.slopes for p in alike]) - about.slopes
    weights = np.where(far, size**-4.0, 0.0)
    bends = symmetric(steps, slopes.transpose(1, 0, 2), weights)
    return Model(about.z, about.values, about.slopes, bends)


def symmetric(steps: Array, changes: Array, weights: Array) -> Array:
    """The symmetric H (function, number, number) for which `H s` is nearest to the changes.

    steps (point, number), changes (function, point, number), weights (point,): minimises
    `sum_p w_p |H s_p - y_p|^2`, whose normal equations `H A + A H = B + B'` are solved in the
    eigenvectors of A.
    """
    spread = np.einsum("p,pi,pj->ij", weights, steps, steps)
    sizes, frame = np.linalg.eigh(spread)
    sizes = np.maximum(sizes, 0.0) + RIDGE * max(float(sizes.max(initial=0.0)), 1e-300)
    both = np.einsum("p,fpi,pj->fij", weights, changes, steps)
    both = frame.T @ (both + both.transpose(0, 2, 1)) @ frame
    found: Array = frame @ (both / (sizes[:, None] + sizes)) @ frame.T
    return found
