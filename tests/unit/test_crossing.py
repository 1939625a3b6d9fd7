"""Zeros of one number and least changes of many, against problems with known answers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import brentq, minimize

from tradetalks.numerics.crossing import find_crossing
from tradetalks.numerics.targets import least_change

TOL = 1e-12


def _parabola(low: float) -> Callable[[float], tuple[float, float]]:
    """Falls to `low` at 3, then rises."""
    return lambda x: ((x - 3) ** 2 + low, 2 * (x - 3))


def test_a_zero_agrees_with_brentq() -> None:
    def f(x: float) -> tuple[float, float]:
        return np.exp(-5 * x) - 1e-3 * x, -5 * np.exp(-5 * x) - 1e-3

    found = find_crossing(f, (0, 10), origin=0, tol=TOL)
    assert found.reached
    assert found.best.x == pytest.approx(brentq(lambda x: f(x)[0], 0, 10, xtol=1e-15), abs=1e-9)
    assert found.evaluations < 20


def test_of_two_zeros_the_nearest_is_given_and_the_other_named() -> None:
    for origin, nearest, other in ((0.0, 2.0, 4.0), (9.0, 4.0, 2.0)):
        found = find_crossing(_parabola(-1), (0, 10), origin=origin, tol=TOL)
        assert found.best.x == pytest.approx(nearest, abs=1e-9)
        assert found.others == pytest.approx([other], abs=0.2)  # by a straight line


def test_a_pair_of_zeros_between_two_neighbours_is_found() -> None:
    """The scan itself sees one sign only; the turning point between its points is below zero."""
    found = find_crossing(_parabola(-1e-4), (0, 10), origin=0, tol=TOL)
    assert found.reached
    assert found.best.x == pytest.approx(2.99, abs=1e-9)
    assert found.others == pytest.approx([3.01], abs=1e-9)


def test_the_nearest_miss_is_the_turning_point() -> None:
    found = find_crossing(_parabola(1e-4), (0, 10), origin=0, tol=TOL)
    assert not found.reached
    assert found.best.x == pytest.approx(3, abs=1e-3)
    assert found.best.gap == pytest.approx(1e-4, rel=1e-5)


def test_the_nearest_miss_can_be_an_end() -> None:
    found = find_crossing(lambda x: (x + 1.0, 1.0), (0, 10), origin=5, tol=TOL)
    assert not found.reached
    assert found.best.x == 0


def test_of_equal_misses_the_nearest_to_the_origin_is_given() -> None:
    found = find_crossing(lambda x: (1 + 1e-14 * x, 0.0), (-10, 10), origin=1, tol=TOL)
    assert (found.reached, found.best.x) == (False, 1)


def test_what_holds_already_costs_one_evaluation() -> None:
    found = find_crossing(lambda x: (x, 1.0), (-1, 1), origin=0, tol=TOL)
    assert (found.best.x, found.evaluations) == (0, 1)


def test_places_without_a_value_are_passed_over_and_named() -> None:
    def holed(x: float) -> tuple[float, float] | None:
        return None if 4 < x < 4.9 else (np.tanh(x - 5), 1 - np.tanh(x - 5) ** 2)

    found = find_crossing(holed, (0, 10), origin=0, tol=TOL)
    assert found.best.x == pytest.approx(5, abs=1e-9)
    lost = find_crossing(lambda x: None if 4 < x < 6 else holed(x), (0, 10), origin=0, tol=TOL)
    assert not lost.reached
    assert lost.failed
    assert all(4 < x < 6 for x in lost.failed)
    nothing = find_crossing(lambda x: None, (0, 10), origin=0, tol=TOL)
    assert nothing.best is None
    assert len(nothing.failed) == 9


def test_a_jump_across_zero_is_not_a_zero() -> None:
    found = find_crossing(lambda x: (1.0 if x > np.pi else -1.0, 0.0), (0, 10), origin=0, tol=TOL)
    assert not found.reached


def test_flat_then_rising_as_a_promise_that_begins_to_bind() -> None:
    found = find_crossing(lambda x: (max(x - 5, 0) - 2.0, float(x > 5)), (0, 10), origin=0, tol=TOL)
    assert found.best.x == pytest.approx(7, abs=1e-12)


SHARES = np.random.default_rng(1).dirichlet(np.ones(12))
THETA = np.random.default_rng(2).uniform(3, 8, 12)
SIDE = np.where(np.arange(12) < 6, 1.0, -1.0)


def _sums(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Total and balance of twelve flows that fall with their costs, as in a gravity equation."""
    flows = SHARES * np.exp(-THETA * x)
    return np.array([flows.sum(), SIDE @ flows]), np.array([-THETA * flows, -SIDE * THETA * flows])


@pytest.mark.parametrize("total", [0.3, 0.8, 0.99, 1.2, 1.8])
def test_the_least_change_is_slsqps(total: float) -> None:
    goal = np.array([total, 0.4 * total])
    found = least_change(_sums, goal, SHARES, tol=np.full(2, 1e-12))
    assert found.reached, found.message
    np.testing.assert_allclose(found.values, goal, rtol=1e-11)
    other = minimize(
        lambda x: 0.5 * SHARES @ x**2,
        np.zeros(12),
        jac=lambda x: SHARES * x,
        method="SLSQP",
        constraints={
            "type": "eq",
            "fun": lambda x: _sums(x)[0] - goal,
            "jac": lambda x: _sums(x)[1],
        },
        options={"ftol": 1e-15, "maxiter": 500},
    )
    np.testing.assert_allclose(found.x, other.x, atol=2e-6 * np.abs(other.x).max())
    assert SHARES @ found.x**2 <= SHARES @ other.x**2 * (1 + 1e-9)


def test_bounds_hold_and_the_rest_makes_up_for_them() -> None:
    goal = np.array([0.8, SIDE @ SHARES])
    free = least_change(_sums, goal, SHARES, tol=np.full(2, 1e-12))
    edge = 0.95 * np.abs(free.x).max()
    found = least_change(_sums, goal, SHARES, tol=np.full(2, 1e-12), bounds=(-edge, edge))
    assert found.reached
    assert np.abs(found.x).max() == pytest.approx(edge)
    assert SHARES @ found.x**2 > SHARES @ free.x**2


def test_out_of_reach_is_a_result() -> None:
    found = least_change(
        _sums, np.array([0.2, 0.0]), SHARES, tol=np.full(2, 1e-12), bounds=(-0.01, 0.01)
    )
    assert not found.reached
    assert found.gap > 1
    assert "targets" in found.message


def test_a_step_to_where_there_is_no_value_is_shortened() -> None:
    goal = np.array([0.5, 0.5 * (SIDE @ SHARES)])
    found = least_change(
        lambda x: _sums(x) if np.abs(x).max() < 0.25 else None, goal, SHARES, tol=np.full(2, 1e-12)
    )
    assert found.reached
    nothing = least_change(lambda x: None, goal, SHARES, tol=np.full(2, 1e-12))
    assert not nothing.reached
    assert nothing.message == "no value at zero"


def test_as_many_numbers_as_targets_is_newtons_method() -> None:
    def square(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        a, b = x
        return np.array([a + b**2, np.sin(a) + b]), np.array([[1, 2 * b], [np.cos(a), 1]])

    found = least_change(square, np.array([0.3, 0.5]), np.ones(2), tol=np.full(2, 1e-13))
    assert found.reached
    np.testing.assert_allclose(square(found.x)[0], [0.3, 0.5], atol=1e-12)
    assert found.evaluations <= 8
