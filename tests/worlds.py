"""Worlds small enough to reason about, shared by the tests."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


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


def make_world(
    seed: int,
    countries: int = 4,
    sectors: int = 3,
    factors: int = 1,
    *,
    tariffs: bool = True,
    imbalances: bool = True,
    zeros: bool = False,
) -> dict[str, Any]:
    """Keyword arguments for `Baseline.from_arrays`: a random world that clears every market.

    Shares, rates and preferences are drawn; purchases follow from equations 5 to 8, which are
    linear in purchases, so that no cell has to be repaired. With `zeros`, some flows are absent,
    country 0 does not make the last sector and nobody outside country 1 buys from country 1's
    first sector.
    """
    rng = np.random.default_rng(seed)
    n, shape = countries, (countries, countries, sectors)
    home = np.arange(n)
    share = rng.lognormal(0, 1, shape)
    share[home, home] *= 3 * n
    if zeros:
        share[rng.uniform(size=shape) < 0.15] = 0.0
        share[home, home] += 1.0
        share[0, :, -1] = 0.0
        share[1, home != 1, 0] = 0.0
        share[2, :, -1] += 0.1
    share /= share.sum(axis=0)
    tariff, export_tax = rng.uniform(0, 0.3, shape) * tariffs, rng.uniform(0, 0.1, shape) * tariffs
    tariff[home, home] = export_tax[home, home] = 0.0
    added = rng.uniform(0.3, 0.7, (n, sectors))
    inputs = rng.uniform(0.1, 1, (n, sectors, sectors))
    inputs *= ((1 - added) / inputs.sum(axis=1))[:, None, :]
    split = rng.uniform(0.2, 1, (n, factors, sectors))
    final = rng.uniform(0.2, 1, (n, sectors))
    final /= final.sum(axis=1, keepdims=True)
    owing = rng.uniform(-0.1, 0.1, n) * imbalances
    trade = purchases_in_balance(share, tariff, export_tax, added, inputs, final, owing)
    return {
        "countries": tuple(f"C{i:02d}" for i in range(n)),
        "sectors": tuple(f"S{i:02d}" for i in range(sectors)),
        "trade": trade,
        "tariff": tariff,
        "export_tax": export_tax,
        "value_added_share": added,
        "input_share": inputs,
        "factor_share": split / split.sum(axis=1, keepdims=True),
        "trade_elasticity": rng.uniform(2.0, 8.0, sectors),
    }


def purchases_in_balance(
    share: Array,
    tariff: Array,
    export_tax: Array,
    added: Array,
    inputs: Array,
    final: Array,
    owing: Array,
    size: float = 1e6,
) -> Array:
    """Trade before duty that clears every market at given shares, USD million.

    share, tariff, export_tax (exporter, importer, sector); added, final (country, sector);
    inputs (country, input, sector); owing (country,): deficits over factor income, their world
    sum absorbed in proportion to factor income. Power iteration on equations 5 to 8; `size` is
    world purchases per country and sector.
    """
    border = share / (1 + tariff)
    kept = border / (1 + export_tax)
    spending = np.full(final.shape, size)
    for _ in range(20_000):
        receipts = np.einsum("odj,dj->oj", kept, spending)
        earned = (added * receipts).sum(1)
        duty = ((share - border).sum(0) * spending).sum(1)
        tax = np.einsum("odj,dj->o", border - kept, spending)
        deficit = owing * earned - earned / earned.sum() * (owing * earned).sum()
        new = np.einsum("ckj,cj->ck", inputs, receipts)
        new += final * (earned + duty + tax + deficit)[:, None]
        new *= size * new.size / new.sum()
        if np.abs(new / spending - 1).max() < 1e-15:
            break
        spending = new
    return border * new
