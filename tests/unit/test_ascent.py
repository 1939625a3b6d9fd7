"""Ascent within bounds, on functions whose maximum is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize, rosen, rosen_der

from tradetalks.numerics.ascent import Array, Box, Climb, Spot, climb

SIZE = 6


def box(low: float, high: float, scale: float = 1.0) -> Box:
    return Box(np.full(SIZE, low), np.full(SIZE, high), np.ones_like, scale)


def quadratic(x: Array) -> Spot:
    """Maximum at (1, ..., SIZE), its curvature known but for what ties the numbers together."""
    apart = x - np.arange(1, SIZE + 1)
    stretch = 10.0 ** np.arange(SIZE)
    tied = 0.5 * apart.sum()
    return Spot(
        -0.5 * float(stretch @ apart**2) - 0.5 * tied**2, -stretch * apart - 0.5 * tied, stretch
    )


def valley(x: Array) -> Spot:
    return Spot(-float(rosen(x)), -np.asarray(rosen_der(x)))


def test_a_maximum_inside() -> None:
    found = climb(quadratic, np.zeros(SIZE), box(-10, 10), tol=1e-9)
    assert found.reached
    np.testing.assert_allclose(found.x, np.arange(1, SIZE + 1), atol=1e-9)
    # Six steps of one unit each, then what the tie needs: scales apart by 1e5 cost nothing.
    assert found.evaluations <= 12


def test_a_maximum_at_the_bounds_is_that_of_a_library() -> None:
    found = climb(quadratic, np.zeros(SIZE), box(-1, 3), tol=1e-9)
    rival = minimize(
        lambda x: -quadratic(x).value,
        np.zeros(SIZE),
        jac=lambda x: -quadratic(x).gradient,
        bounds=[(-1, 3)] * SIZE,
        method="L-BFGS-B",
        options={"ftol": 0, "gtol": 1e-9},
    )
    assert found.reached
    np.testing.assert_allclose(found.x, rival.x, atol=1e-8)
    assert (found.x[2:] == 3).all()


def test_a_curved_valley_without_a_known_curvature() -> None:
    found = climb(valley, np.full(SIZE, -0.5), box(-2, 2), tol=1e-8, most=500)
    assert found.reached
    assert found.value == pytest.approx(0, abs=1e-9) or found.value < -3.9  # its second maximum


def test_the_residual_is_the_projected_gradient_in_units() -> None:
    wide = Box(np.zeros(SIZE), np.full(SIZE, 10.0), lambda x: 1 + x, 4.0)
    x = np.array([0.0, 0.0, 1.0, 2.0, 10.0, 10.0])
    gradient = np.array([-5.0, 5.0, 1.0, -1.0, 3.0, -3.0])
    # Held at a bound: the first and the fifth.
    assert wide.left_over(x, gradient) == pytest.approx((5 * 1 + 1 * 2 + 1 * 3 + 3 * 11) / 4)


def test_points_without_a_value_are_stepped_around() -> None:
    refused = []

    def at(x: Array) -> Spot | None:
        if x[0] > 0.9:
            refused.append(x)
            return None
        return Spot(-float((x - 0.8) @ (x - 0.8)), -2 * (x - 0.8), np.full(SIZE, 0.5))

    found = climb(at, np.zeros(SIZE), box(-2, 2), tol=1e-8)
    assert refused
    assert found.reached
    np.testing.assert_allclose(found.x, 0.8, atol=1e-8)
    nowhere = climb(lambda x: None, np.zeros(SIZE), box(-2, 2))
    assert (nowhere.status, nowhere.evaluations) == ("no start", 1)


def test_an_interrupt_keeps_the_best_point() -> None:
    values: list[float] = []

    def at(x: Array) -> Spot:
        if len(values) == 4:
            raise KeyboardInterrupt
        values.append(valley(x).value)
        return valley(x)

    found = climb(at, np.full(SIZE, -0.5), box(-2, 2))
    assert found.status == "interrupted"
    assert found.value == max(values)


def test_running_out_of_evaluations_has_a_name() -> None:
    found: Climb = climb(valley, np.full(SIZE, -0.5), box(-2, 2), tol=1e-12, most=5)
    assert (found.status, found.evaluations) == ("too many evaluations", 5)
    assert found.residual > 1e-12
