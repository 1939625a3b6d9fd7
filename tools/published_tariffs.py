"""Optimal and Nash tariffs at the elasticities of the literature, for docs/published-tariffs.md.

    python -m tools.published_tariffs

On `world-2022-small` (13 economies, trade balanced first), every economy against all others, real
income alone. A few minutes on two cores.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from benchmarks.timing import table

import tradetalks as tt

BALANCED: dict[str, Any] = {"deficits": "balanced"}


def without_inputs(small: tt.Baseline, theta: float) -> tt.Baseline:
    """The same trade as one sector made of labour alone, as in one-sector models."""
    trade = small["trade"].values.sum(2, keepdims=True)
    duty = (small["tariff"].values * small["trade"].values).sum(2, keepdims=True)
    n = len(small.countries)
    made = tt.Baseline.from_arrays(
        small.countries,
        ("A_U",),
        trade=trade,
        tariff=duty / np.where(trade > 0, trade, 1.0),
        value_added_share=np.ones((n, 1)),
        input_share=np.zeros((n, 1, 1)),
        trade_elasticity=np.array([theta]),
    )
    return made.balance()


def settings(small: tt.Baseline) -> dict[str, tuple[Callable[[], tt.Baseline], tuple[str, ...]]]:
    """Name -> the world, and how fine the rates are."""
    uniform = {
        f"theta {theta:g} in all sectors, one rate": (
            lambda theta=theta: small.with_elasticities(float(theta)),
            (),
        )
        for theta in (2, 3, 4, 5)
    }
    uniform |= {
        f"theta {theta:g}, one sector without inputs": (
            lambda theta=theta: without_inputs(small, float(theta)),
            (),
        )
        for theta in (2, 4, 5)
    }
    sets = {
        f"{name}, by sector": (lambda name=name: small.with_elasticities(name), ("sector",))
        for name in ("fontagne_2022", "lashkaripour_2021", "simonovska_waugh_2014")
    }
    return uniform | sets


def figures(world: tt.Baseline, by: tuple[str, ...]) -> tuple[float, ...]:
    """Mean optimal tariff and gain, US optimal tariff, mean Nash tariff, US Nash, mean loss."""
    # One sector stands for goods and services alike.
    what = {"sectors": "all"} if len(world.sectors) == 1 else {}
    rules: dict[str, Any] = {"by": by, "starts": 1} | what | BALANCED
    alone = {c: tt.optimal_policy(world, c, **rules) for c in world.countries}
    assert all(found.converged for found in alone.values())
    rates = {c: _mean(found.rates) for c, found in alone.items()}
    gains = [100 * found.gain / found.objective.income for found in alone.values()]
    war = tt.trade_war(world, "all", **rules)
    assert war.converged, war.message
    nash = {c: _mean(own) for c, own in war.rates.groupby("player")}
    losses = war.payoffs["real_income_change"]
    return (
        float(np.mean(list(rates.values()))),
        rates["USA"],
        float(np.mean(gains)),
        float(np.mean(list(nash.values()))),
        nash["USA"],
        float(losses.mean()),
        float(losses.min()),
    )


def _mean(rates: Any) -> float:
    """Trade-weighted mean of rates, per cent."""
    return float(100 * np.average(rates["rate"], weights=rates["trade"]))


def main() -> None:
    small = tt.load_baseline("world-2022-small")
    rows = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, (make, by) in settings(small).items():
            world = tt.solve(make(), **BALANCED).to_baseline()
            rows.append((name, *figures(world, by)))
    headings = (
        "setting", "optimal, mean %", "optimal, US %", "gain, mean %", "Nash, mean %", "Nash, US %",
        "war, mean real income %", "war, worst %",
    )  # fmt: skip
    print(table(headings, rows))


if __name__ == "__main__":
    main()
