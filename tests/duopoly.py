"""Two countries, two goods and labour alone, from technologies up: a trade game for grid search.

No shares of a baseline, no hats and no derivatives: prices from wages and technologies, wages by
bisection, payoffs on grids of rates. The baseline handed to the program is a world worked out so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import tradetalks as tt

Array = NDArray[np.float64]

COUNTRIES, SECTORS = ("C00", "C01"), ("S00", "S01")
THETA = np.array([3.0, 5.0])
TECHNOLOGY = np.array([[1.0, 1.6], [1.4, 0.9]])
SIZE = np.array([900e3, 500e3])
FINAL = np.array([[0.4, 0.6], [0.55, 0.45]])
FAR = np.array([[1.0, 1.35], [1.3, 1.0]])
BEFORE = np.array([[0.04, 0.1], [0.12, 0.06]])


class Outcome(NamedTuple):
    """income, welfare (country, ...); trade before duty (exporter, importer, sector, ...)."""

    income: Array
    welfare: Array
    trade: Array


def world(rates: Array) -> Outcome:
    """Worlds under the tariffs of each country on each good, (country, sector, ...)."""
    rates = np.asarray(rates, dtype=float)
    blank = (1,) * (rates.ndim - 2)
    duty = np.zeros((2, *rates.shape))
    duty[1, 0], duty[0, 1] = rates[0], rates[1]
    theta = THETA.reshape(2, *blank)
    final = FINAL.reshape(2, 2, *blank)
    size = SIZE.reshape(2, *blank)

    def at(wage: Array) -> tuple[Array, Outcome]:
        wages = np.stack([wage, np.ones_like(wage)])
        cost = wages[:, None] / TECHNOLOGY.reshape(2, 2, *blank)
        price = cost[:, None] * FAR.reshape(2, 2, 1, *blank) * (1 + duty)
        weight = price**-theta
        share = weight / weight.sum(0)
        index = weight.sum(0) ** (-1 / theta)
        kept = (duty / (1 + duty) * share).sum(0)
        income = wages * size / (1 - (final * kept).sum(1))
        trade = share * (final * income[:, None]) / (1 + duty)
        welfare = income / (index**final).prod(1)
        return trade[0].sum((0, 1)) / (wages[0] * size[0]), Outcome(income, welfare, trade)

    low, high = np.full(rates.shape[2:], -4.0), np.full(rates.shape[2:], 4.0)
    for _ in range(60):
        middle = (low + high) / 2
        # Dearer labour sells less.
        wanted = at(np.exp(middle))[0] > 1
        low, high = np.where(wanted, middle, low), np.where(wanted, high, middle)
    return at(np.exp((low + high) / 2))[1]


STILL = world(BEFORE)


def payoffs(rates: Array) -> Array:
    """Gains over the baseline, USD billion, (country, ...)."""
    blank = (1,) * (np.ndim(rates) - 2)
    income, welfare = (a.reshape(2, *blank) for a in (STILL.income, STILL.welfare))
    return income * (world(rates).welfare / welfare - 1) / 1e3


def baseline() -> tt.Baseline:
    """The world before any of it, as the program reads one; wages are its unit."""
    tariff = np.zeros((2, 2, 2))
    tariff[1, 0], tariff[0, 1] = BEFORE
    return tt.Baseline.from_arrays(
        countries=COUNTRIES,
        sectors=SECTORS,
        trade=STILL.trade,
        tariff=tariff,
        export_tax=np.zeros((2, 2, 2)),
        value_added_share=np.ones((2, 2)),
        input_share=np.zeros((2, 2, 2)),
        factor_share=np.ones((2, 1, 2)),
        trade_elasticity=THETA,
    )


def best_of_grid(
    value: Callable[[Array], Array], numbers: int, low: float = 0.0, high: float = 2.0
) -> Array:
    """The point of ever finer grids at which a function is highest; value: (number, ...) -> (...).

    Each grid has eleven points a side and the next one spans two of its steps either way.
    """
    lower, upper = np.full(numbers, low), np.full(numbers, high)
    best = lower
    for _ in range(12):
        axes = [np.linspace(a, b, 11) for a, b in zip(lower, upper, strict=True)]
        points = np.array(np.meshgrid(*axes, indexing="ij")).reshape(numbers, -1)
        best = points[:, int(np.argmax(value(points)))]
        step = (upper - lower) / 10
        lower, upper = np.clip(best - 2 * step, low, high), np.clip(best + 2 * step, low, high)
    return best
