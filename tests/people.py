"""Worlds with people in them, for tests of migration and of accounts."""

from __future__ import annotations

from typing import Any

import numpy as np

import tradetalks as tt
from worlds import make_world


def with_people(seed: int, **how: Any) -> tt.Baseline:
    """A random world of 4 countries, 3 sectors and two kinds of workers who can move."""
    arrays = make_world(seed, factors=2, **how)
    rng, n = np.random.default_rng(seed), len(arrays["countries"])
    efficiency = rng.uniform(0.5, 2.0, (n, n, 2))
    efficiency[np.arange(n), np.arange(n)] = 1.0
    return tt.Baseline.from_arrays(
        **arrays,
        factors=("skilled", "unskilled"),
        workers=rng.uniform(1e5, 1e6, (n, 2)),
        mover_efficiency=efficiency,
        remittance_share=rng.uniform(0, 0.2, (n, n)) * (1 - np.eye(n)),
        price_level=rng.uniform(0.5, 1.5, n),
    )


def apart(shares: list[float], workers: Any, **people: Any) -> tt.Baseline:
    """Two countries that do not trade and make one good of skilled and unskilled work alone.

    shares: of skilled workers in income, by country; workers (country, factor).
    """
    skilled = np.array(shares)
    return tt.Baseline.from_arrays(
        ("here", "there"),
        ("good",),
        trade=np.diag([100.0, 300.0])[:, :, None],
        tariff=np.zeros((2, 2, 1)),
        value_added_share=np.ones((2, 1)),
        input_share=np.zeros((2, 1, 1)),
        factor_share=np.stack([skilled, 1 - skilled], axis=1)[:, :, None],
        trade_elasticity=np.array([4.0]),
        factors=("skilled", "unskilled"),
        workers=np.array(workers, dtype=float),
        **people,
    )
