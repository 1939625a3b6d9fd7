"""Worlds without inputs, for which the theory of optimal tariffs has formulas."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import tradetalks as tt
from worlds import purchases_in_balance

Array = NDArray[np.float64]


def plain_world(
    seed: int, countries: int, sectors: int, *, sizes: Array | None = None, tariffs: bool = False
) -> tt.Baseline:
    """One factor, no inputs, balanced trade; home shares of about two thirds.

    sizes: what each country sells to everyone else is in proportion to them. With `tariffs`, all
    but the first country have some, drawn up to 40 %.
    """
    rng = np.random.default_rng(seed)
    n, shape = countries, (countries, countries, sectors)
    home = np.arange(n)
    share = rng.lognormal(0, 0.4, shape)
    if sizes is not None:
        share *= np.asarray(sizes)[:, None, None]
    share[home, home] = 0.0
    share[home, home] = 2 * share.sum(0)
    share /= share.sum(0)
    tariff = rng.uniform(0, 0.4, shape) * tariffs
    tariff[home, home] = tariff[:, 0] = 0.0
    final = rng.uniform(0.2, 1, (n, sectors))
    final /= final.sum(1, keepdims=True)
    ones, none = np.ones((n, sectors)), np.zeros((n, sectors, sectors))
    trade = purchases_in_balance(share, tariff, np.zeros(shape), ones, none, final, np.zeros(n))
    return tt.Baseline.from_arrays(
        [f"C{i:02d}" for i in range(n)],
        [f"S{i:02d}" for i in range(sectors)],
        trade=trade,
        tariff=tariff,
        value_added_share=ones,
        input_share=none,
        trade_elasticity=rng.uniform(2.0, 8.0, sectors),
    )


def two_country_optimum(world: tt.Baseline) -> float:
    """The best uniform tariff of the first of two countries, where it is in force.

    The inverse of the elasticity of the other's spending on imports, at world prices, in the
    first one's wage (docs/theory.md). With one sector and no tariff abroad: 1 / (theta pi_jj),
    Gros (1987); with a uniform one, equation 13 of Lashkaripour (2021).
    """
    share, tariff = world["trade_share"].values, world["tariff"].values[0, 1]
    spent = world["expenditure"].values[1]
    foreign, home = share[0, 1], share[1, 1]
    bought = foreign * spent / (1 + tariff)
    kept = spent.sum() - (tariff * bought).sum()
    falls = world["trade_elasticity"].values * home
    return float(1 / (falls * (bought / bought.sum() + tariff * bought / kept)).sum())


def formula_many(world: tt.Baseline, country: int) -> float:
    """Lashkaripour (2021), equation 13, with free trade abroad: `1 / sum chi theta (1 - pi)`.

    chi: shares of each foreign market and sector in the country's exports; pi: its share there.
    An approximation: wages abroad, against one another, are held fixed.
    """
    abroad = np.arange(len(world.countries)) != country
    sales = world["trade"].values[country, abroad]
    share = world["trade_share"].values[country, abroad]
    falls = world["trade_elasticity"].values * (1 - share)
    return float(sales.sum() / (sales * falls).sum())
