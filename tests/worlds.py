"""Worlds small enough to reason about, shared by the tests."""

from __future__ import annotations

from typing import Any

import numpy as np


def make_arrays(countries: int = 3, sectors: int = 3, factors: int = 1) -> dict[str, Any]:
    """Keyword arguments for `Baseline.from_arrays`: a consistent world with zeros in it.

    Country 1 makes nothing in sector 1, and country 2 neither makes nor buys sector 2.
    """
    rng = np.random.default_rng(20220101)
    home = np.arange(countries)
    trade = rng.lognormal(3, 1, (countries, countries, sectors))
    trade[home, home] *= 8
    trade[1, :, 1] = 0.0
    trade[2, :, 2] = trade[:, 2, 2] = 0.0
    tariff = rng.uniform(0, 0.2, trade.shape)
    export_tax = rng.uniform(0, 0.05, trade.shape)
    tariff[home, home] = export_tax[home, home] = 0.0
    added = rng.uniform(0.6, 0.8, (countries, sectors))
    inputs = rng.uniform(size=(countries, sectors, sectors))
    inputs[2, 2] = 0.0
    inputs *= ((1 - added) / inputs.sum(axis=1))[:, None, :]
    split = rng.uniform(0.2, 1, (countries, factors, sectors))
    return {
        "countries": ("USA", "IND", "ROW", "CHN", "DEU", "FRA")[:countries],
        "sectors": ("A", "C26", "G_I", "C10T12", "B06")[:sectors],
        "trade": trade,
        "tariff": tariff,
        "export_tax": export_tax,
        "value_added_share": added,
        "input_share": inputs,
        "factor_share": split / split.sum(axis=1, keepdims=True),
        "trade_elasticity": np.linspace(3.0, 6.0, sectors),
    }
