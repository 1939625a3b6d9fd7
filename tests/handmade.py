"""A world small enough to work out by hand what every lever sets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import tradetalks as tt
from tradetalks.labels import Axes
from tradetalks.policy import Observed, People, Settings, compile_policy

COUNTRIES = ("USA", "IND", "RUS", "CHN")
USA, IND, RUS, CHN = range(4)
FACTORS = ("skilled", "unskilled", "capital")
SKILLED, UNSKILLED, CAPITAL = range(3)
OIL, MACHINES = range(2)
AXES = Axes(COUNTRIES, ("B", "C28"))

#: Trade in oil and in machines, USD million: rows sell, columns buy (USA, IND, RUS, CHN).
OIL_TRADE = [[900, 30, 0, 20], [0, 80, 0, 0], [5, 60, 500, 10], [15, 10, 0, 300]]
MACHINE_TRADE = [[700, 40, 10, 50], [20, 90, 5, 5], [0, 1, 60, 4], [80, 30, 25, 600]]
#: Tariffs in per cent.
OIL_TARIFF = [[0, 10, 5, 4], [1, 0, 5, 4], [2, 20, 0, 4], [6, 10, 5, 0]]
MACHINE_TARIFF = [[0, 12, 8, 6], [3, 0, 8, 6], [3, 12, 0, 6], [9, 15, 8, 0]]

PEOPLE = People(
    workers=np.array([[60.0, 100, 0], [50, 400, 0], [20, 60, 0], [80, 500, 0]]),
    # IND sends home a fifth of what it earns in USA, and so on: (payer, receiver).
    remittance_share=np.array(
        [[0.0, 0.2, 0.1, 0.3], [0.05, 0, 0, 0], [0, 0, 0, 0], [0.25, 0.5, 0, 0]]
    ),
    mover_efficiency=np.array(
        [
            np.full((4, 3), 1.0),
            [[0.8, 0.6, 1.0], [1, 1, 1], [1, 1, 1], [0.5, 0.9, 1]],
            np.full((4, 3), 0.7),
            [[0.9, 0.4, 1.0], [1.2, 1.1, 1], [1, 1, 1], [1, 1, 1]],
        ]
    ),
)
OBSERVED = Observed(
    tariff=np.stack([OIL_TARIFF, MACHINE_TARIFF], axis=2) / 100,
    export_tax=np.zeros((4, 4, 2)),
    trade=np.stack([OIL_TRADE, MACHINE_TRADE], axis=2).astype(float),
    factors=FACTORS,
    value_added=np.array([[600.0, 500, 400], [50, 120, 30], [100, 90, 60], [160, 250, 90]]),
    people=PEOPLE,
)
P = tt.Policy()


def settings(policy: tt.Policy, **changed: object) -> Settings:
    """What the policy sets here, with parts of the world replaced."""
    return compile_policy(policy, AXES, replace(OBSERVED, **changed))  # type: ignore[arg-type]


def problems(policy: tt.Policy, **changed: object) -> list[str]:
    """What is wrong with a policy here, one text for each problem."""
    try:
        settings(policy, **changed)
    except tt.PolicyError as error:
        return [str(problem) for problem in error.problems]
    return []
