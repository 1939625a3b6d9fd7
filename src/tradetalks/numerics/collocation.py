"""Polynomials through values at given points: their slopes, integrals and values elsewhere."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Collocation(NamedTuple):
    """The polynomial through values at `points` of [0, 1], as sums over those values.

    slope (point, point): its derivative at each point. weights (point,): its integral from 0 to 1.
    """

    slope: Array
    weights: Array


def lobatto(intervals: int) -> Array:
    """Points on [0, 1], both ends included, dense at the ends; those of half as many among them."""
    return np.sin(np.pi / 2 * np.arange(intervals + 1) / intervals) ** 2


def collocation(points: Array) -> Collocation:
    """Spectral differentiation, and at `lobatto` points the rule of Clenshaw and Curtis (1960)."""
    order, x = np.arange(len(points)), 2 * points - 1
    terms = np.linalg.inv(chebyshev.chebvander(x, len(points) - 1))
    rising = chebyshev.chebval(x, chebyshev.chebder(np.eye(len(points)), scl=2)).T
    even = order % 2 == 0
    area = np.where(even, 1 / (1.0 - np.where(even, order, 0.0) ** 2), 0.0)
    return Collocation(rising @ terms, area @ terms)


def value_at(point: float, points: Array) -> Array:
    """The polynomial's value elsewhere, as weights on its values at `points`."""
    apart = points[:, None] - points
    np.fill_diagonal(apart, 1.0)
    beside = np.tile(point - points, (len(points), 1))
    np.fill_diagonal(beside, 1.0)
    return np.asarray((beside / apart).prod(1))
