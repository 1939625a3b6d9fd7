"""Trade drawn from a gravity equation with known elasticities, shared by the tests."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import tradetalks as tt

COUNTRIES = ("AUS", "BRA", "CAN", "CHN", "DEU", "FRA", "GBR", "IDN", "IND", "JPN", "KOR", "USA")


def flows(
    theta: Mapping[str, float],
    *,
    noise: float,
    countries: int = 12,
    years: int = 1,
    seed: int = 1,
) -> pd.DataFrame:
    """Trade across borders before duty, with effects of exporter, importer and pair.

    theta by sector; noise: standard deviation of the log of what disturbs every flow.
    """
    rng = np.random.default_rng(seed)
    names = COUNTRIES[:countries]
    rows = []
    for sector, elasticity in theta.items():
        near = rng.normal(size=(countries, countries))
        near = near + near.T
        for year in range(2000, 2000 + years):
            push, pull = rng.normal(size=(2, countries))
            tariff = rng.uniform(0, 0.4, (countries, countries))
            stir = rng.normal(0, noise, (countries, countries)) if noise else np.zeros_like(near)
            for o, d in product(range(countries), repeat=2):
                if o != d:
                    size = np.exp(push[o] + pull[d] + near[o, d] + stir[o, d])
                    value = size * (1 + tariff[o, d]) ** (-1 - elasticity)
                    rows.append((names[o], names[d], sector, year, value, tariff[o, d]))
    columns = ["exporter", "importer", "sector", "year", "trade", "tariff"]
    table = pd.DataFrame(rows, columns=columns)
    return table if years > 1 else table.drop(columns="year")


def world_table(
    base: tt.Baseline, trade: NDArray[np.float64], tariff: NDArray[np.float64], year: int
) -> pd.DataFrame:
    """Trade and tariffs of a world across borders, one row a flow."""
    index = pd.MultiIndex.from_product(
        [base.countries, base.countries, base.sectors], names=["exporter", "importer", "sector"]
    )
    table = pd.DataFrame({"trade": trade.ravel(), "tariff": tariff.ravel()}, index=index)
    table = table.reset_index()
    return table[table["exporter"] != table["importer"]].assign(year=year)
