"""The published method, written anew: Nash tariffs from a formula, no search (Proposition 2).

Plain numpy and none of this project's solver: wages until labour markets clear, rates from
equation 14 at the shares of the moment, both at once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import tradetalks as tt

Array = NDArray[np.float64]


class Formula(NamedTuple):
    """Nash tariffs and changes of real income by country, fractions; rounds taken."""

    rate: Array
    real_income: Array
    rounds: int


def nash_by_formula(base: tt.Baseline, rounds: int = 5000, tol: float = 1e-10) -> Formula:
    """Equations 6, 7 and 14 of Lashkaripour (2021), by damped rounds.

    Raises RuntimeError where they do not settle.
    """
    share = base["trade_share"].values
    theta = base["trade_elasticity"].values
    spent = base["expenditure"].values
    paid = base["tariff"].values
    earned = base["value_added"].values.sum(1)
    split = spent / spent.sum(1, keepdims=True)  # Cobb-Douglas over industries
    away = 1 - np.eye(len(earned))
    wage, rate = np.ones(len(earned)), np.full(len(earned), 0.3)
    for done in range(rounds):
        new = rate[None, :, None] * away[:, :, None]
        power = share * ((1 + new) / (1 + paid) * wage[:, None, None]) ** -theta
        index = power.sum(0)
        now = power / index
        # Income is wages over what duties leave of it.
        left = 1 - (new / (1 + new) * now * split).sum((0, 2))
        income = wage * earned / left
        sales = now * (split * income[:, None]) / (1 + new)
        clearing = sales.sum((1, 2)) / (wage * earned)
        best = _equation_14(sales * away[:, :, None], now, split, rate, theta)
        if np.abs(clearing - 1).max() < tol and np.abs(best - rate).max() < tol:
            price = np.prod(index ** (-split / theta), axis=1)
            return Formula(rate, income / spent.sum(1) / price - 1, done)
        wage, rate = wage * clearing**0.3, rate + 0.5 * (best - rate)
        wage /= (wage * earned).sum() / earned.sum()
    raise RuntimeError("the published equations have not settled")


def _equation_14(exports: Array, now: Array, split: Array, rate: Array, theta: Array) -> Array:
    """`1 / sum_jk chi theta_k (1 - (1 - delta_jk) lambda_ijk)`, j the importers."""
    weight = exports / exports.sum((1, 2), keepdims=True)
    home = np.einsum("jjk->jk", now) * split
    delta = rate[:, None] * home / (1 + rate * home.sum(1))[:, None]
    return 1 / (weight * theta * (1 - (1 - delta) * now)).sum((1, 2))
