"""Slopes, integrals and values of polynomials, against the polynomials themselves."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.polynomial import Polynomial

from tradetalks.numerics.collocation import collocation, lobatto, value_at


@pytest.mark.parametrize(
    "points", [lobatto(2), lobatto(8), lobatto(16)[:-1], np.array([0.1, 0.35, 0.8])]
)
def test_polynomials_are_followed_exactly(points: np.ndarray) -> None:
    drawn = np.random.default_rng(len(points)).normal(size=len(points))
    curve = Polynomial(drawn)
    slope, weights = collocation(points)
    np.testing.assert_allclose(slope @ curve(points), curve.deriv()(points), atol=1e-11)
    area = curve.integ()(1.0) - curve.integ()(0.0)
    np.testing.assert_allclose(weights @ curve(points), area, atol=1e-13)
    for elsewhere in (0.0, 0.4, 1.0):
        found = value_at(elsewhere, points) @ curve(points)
        np.testing.assert_allclose(found, curve(elsewhere), rtol=1e-9, atol=1e-9)


def test_three_points_are_simpsons_rule() -> None:
    np.testing.assert_allclose(collocation(lobatto(2)).weights, np.array([1, 4, 1]) / 6)


def test_finer_points_keep_the_coarser() -> None:
    np.testing.assert_allclose(lobatto(16)[::2], lobatto(8), atol=1e-15)
    assert np.round(lobatto(16)[::4], 12).tolist() == np.round(lobatto(4), 12).tolist()


def test_a_smooth_curve_is_all_but_reached() -> None:
    points = lobatto(16)
    slope, weights = collocation(points)
    np.testing.assert_allclose(slope @ np.exp(points), np.exp(points), rtol=1e-11)
    np.testing.assert_allclose(weights @ np.exp(points), np.e - 1, rtol=1e-14)
