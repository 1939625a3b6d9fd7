"""The smallest change of many numbers that brings a few functions of them to their targets."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: x (k,) -> values (m,) and Jacobian (m, k), or None where there is no value.
Function = Callable[[Array], tuple[Array, Array] | None]

#: How far one more step may go, relative to x, at the smallest change. What is minimised is flat
#: there: it is too large by the square of this.
STILL = 1e-5


class LeastChange(NamedTuple):
    """x (k,), values (m,); gap: largest miss over its tolerance; evaluations; what happened.

    `stray` is how far a full further step would go, relative to the size of x.
    """

    x: Array
    values: Array
    gap: float
    stray: float
    evaluations: int
    message: str

    @property
    def reached(self) -> bool:
        """Whether every target is met, and by the smallest change."""
        return self.gap <= 1 and self.stray <= STILL


class _Iterate(NamedTuple):
    x: Array
    values: Array
    jacobian: Array
    miss: Array  # goal minus values
    gap: float


def least_change(
    function: Function,
    goal: Array,
    weights: Array,
    *,
    tol: Array,
    bounds: tuple[float, float] = (-np.inf, np.inf),
    steps: int = 60,
) -> LeastChange:
    """Minimise `sum_i weights_i x_i^2 / 2` subject to `function(x) = goal` (m,), to `tol` (m,).

    x (k,), k >= m, begins at zero and stays within `bounds`. Gauss-Newton for constraints
    (sequential quadratic programming; Nocedal and Wright 2006, chapter 18): each step meets the
    linearised targets and, in the directions that leave them unmoved, goes for the smallest x.
    The curvature of the Lagrangian there is one number for each x, learnt from the last step (the
    secant condition on a diagonal matrix) wherever the Jacobian is a new one. A step is halved
    until the targets come half as near or an exact penalty falls. With k = m this is Newton's
    method. Nothing is raised: a miss is a result.
    """
    here = _iterate(function, np.zeros(len(weights)), goal, tol)
    if here is None:
        blank = np.full(len(goal), np.nan)
        return LeastChange(np.zeros(len(weights)), blank, np.inf, np.inf, 1, "no value at zero")
    curvature, count, message = np.ones(len(weights)), 1, f"{steps} steps were not enough"
    for _ in range(steps):
        move, price = _step(here, weights, bounds, curvature)
        size = max(_norm(here.x, weights), _norm(here.x + move, weights))
        stray = _norm(move, weights) / size if size else 0.0
        if here.gap <= 1 and stray <= STILL:
            message = "every target is met by the smallest change"
            break
        penalty = 2 * np.abs(price)
        wanted = _merit(here, weights, penalty)
        length, new = 1.0, None
        while new is None and length > 1e-4:
            trial = _iterate(function, here.x + length * move, goal, tol)
            count, length = count + 1, 0.5 * length
            if trial is not None:
                nearer = trial.gap <= max(1.0, 0.5 * here.gap)
                new = trial if nearer or _merit(trial, weights, penalty) < wanted else None
        if new is None:
            message = "no step comes nearer to the targets"
            break
        step = new.x - here.x
        if new.jacobian is not here.jacobian:
            bend = weights * step - (new.jacobian - here.jacobian).T @ price
            moved = np.abs(step) > 1e-3 * _norm(step, weights) / np.sqrt(weights.sum())
            ratio = bend / (weights * np.where(moved, step, 1.0))
            curvature = np.where(moved, np.clip(ratio, 0.2, 20.0), curvature)
        here = new
    return LeastChange(here.x, here.values, here.gap, stray, count, message)


def _iterate(function: Function, x: Array, goal: Array, tol: Array) -> _Iterate | None:
    found = function(x)
    if found is None:
        return None
    values, jacobian = found
    miss = goal - values
    return _Iterate(x, values, jacobian, miss, float(np.abs(miss / tol).max()))


def _step(
    here: _Iterate, weights: Array, bounds: tuple[float, float], curvature: Array
) -> tuple[Array, Array]:
    """The move to the smallest x on the linearised targets, and the targets' prices.

    A number that would leave its bounds stops there, and the others make up for it.
    """
    low, high = bounds[0] - here.x, bounds[1] - here.x
    move: Array = np.zeros_like(here.x)
    price: Array = np.zeros_like(here.miss)
    free = np.ones(len(move), dtype=bool)
    while free.any():
        slope = here.jacobian[:, free]
        left = here.miss - here.jacobian[:, ~free] @ move[~free]
        spread = slope / (curvature * weights)[free]
        pull = here.x[free] / curvature[free]
        need = left + slope @ pull
        price = np.asarray(np.linalg.lstsq(spread @ slope.T, need, rcond=None)[0], dtype=float)
        move[free] = spread.T @ price - pull
        out = free & ((move < low) | (move > high))
        if not out.any():
            break
        np.clip(move, low, high, out=move)
        free &= ~out
    return move, price


def _merit(it: _Iterate, weights: Array, penalty: Array) -> float:
    """Size of the change plus a penalty on missed targets that no shortfall can outweigh."""
    return float(0.5 * _norm(it.x, weights) ** 2 + penalty @ np.abs(it.miss))


def _norm(x: Array, weights: Array) -> float:
    return float(np.sqrt(weights @ x**2))
