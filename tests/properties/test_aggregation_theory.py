"""Aggregation where theory says that nothing is lost: what is alike, and treated alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from worlds import make_world

OUTCOMES = ("real_income_change", "exports_change", "price_index_change", "tariff_revenue")
SIZE = {"countries": 4, "sectors": 3}


def cloned_sector(arrays: dict[str, Any], part: float = 0.3) -> dict[str, Any]:
    """The same world with its last sector split into two that differ in size alone."""
    parts = {s: [(s, 1.0)] for s in arrays["sectors"]}
    last = arrays["sectors"][-1]
    parts[last] = [(f"{last}a", part), (f"{last}b", 1 - part)]
    made = [(j, name, w) for j, s in enumerate(arrays["sectors"]) for name, w in parts[s]]
    old, weight = [j for j, _, _ in made], np.array([w for _, _, w in made])
    inputs = arrays["input_share"][:, old][:, :, old] * weight[:, None]
    return arrays | {
        "sectors": tuple(name for _, name, _ in made),
        "trade": arrays["trade"][:, :, old] * weight,
        "tariff": arrays["tariff"][:, :, old],
        "export_tax": arrays["export_tax"][:, :, old],
        "value_added_share": arrays["value_added_share"][:, old],
        "input_share": inputs,
        "factor_share": arrays["factor_share"][:, :, old],
        "trade_elasticity": arrays["trade_elasticity"][old],
    }


def cloned_country(arrays: dict[str, Any], part: float = 0.4) -> dict[str, Any]:
    """The same world with its last country cut into two with no border between them."""
    count = len(arrays["countries"])
    old = [*range(count), count - 1]
    weight = np.array([1.0] * (count - 1) + [part, 1 - part])
    trade = arrays["trade"][old][:, old] * weight[:, None, None] * weight[None, :, None]
    pick = {n: arrays[n][old] for n in ("value_added_share", "input_share", "factor_share")}
    rates = {n: arrays[n][old][:, old] for n in ("tariff", "export_tax")}
    names = (*arrays["countries"][:-1], "east", "west")
    return arrays | pick | rates | {"countries": names, "trade": trade}


def policy(importer: str, exporter: str) -> tt.Policy:
    return tt.Policy().tariff(importer, exporter, add=0.4).trade_cost("all", importer, factor=1.1)


def same(one: tt.Equilibrium, other: tt.Equilibrium, countries: list[str], tol: float) -> None:
    for name in OUTCOMES:
        here, there = (
            eq.require().outcomes[name].sel(country=countries).values for eq in (one, other)
        )
        np.testing.assert_allclose(here, there, rtol=tol, atol=tol)


def test_nothing_is_lost_where_everything_stays_apart() -> None:
    base = tt.Baseline.from_arrays(**make_world(11, **SIZE))
    same_world = base.aggregate({c: [c] for c in base.countries}, {s: [s] for s in base.sectors})
    moved = policy("C00", "C02")
    one, other = (tt.solve(b, moved, tol=1e-13) for b in (base, same_world))
    same(one, other, list(base.countries), 1e-12)
    np.testing.assert_allclose(one.trade.values, other.trade.values, rtol=1e-12)


@pytest.mark.parametrize("seed", [1, 2])
def test_sectors_alike_can_be_merged(seed: int) -> None:
    whole = tt.Baseline.from_arrays(**make_world(seed, **SIZE))
    split = tt.Baseline.from_arrays(**cloned_sector(make_world(seed, **SIZE)))
    merged = split.aggregate(sectors={"S02": ["S02a", "S02b"]})
    theta = merged["trade_elasticity"].sel(sector="S02")
    assert float(theta) == pytest.approx(float(whole["trade_elasticity"].sel(sector="S02")))
    moved = policy("C01", "C02")
    fine, coarse, plain = (tt.solve(b, moved, tol=1e-12) for b in (split, merged, whole))
    same(fine, coarse, list(whole.countries), 1e-9)
    same(plain, coarse, list(whole.countries), 1e-9)


def test_sectors_that_differ_in_elasticity_cannot() -> None:
    arrays = cloned_sector(make_world(1, **SIZE))
    arrays["trade_elasticity"][-2:] = [2.0, 8.0]
    split = tt.Baseline.from_arrays(**arrays)
    merged = split.aggregate(sectors={"S02": ["S02a", "S02b"]})
    fine, coarse = (
        tt.solve(b, policy("C01", "C02")).outcomes["real_income_change"] for b in (split, merged)
    )
    assert float(abs(fine - coarse).max()) > 1e-3


@pytest.mark.parametrize("seed", [1, 2])
def test_countries_without_a_border_can_be_merged(seed: int) -> None:
    whole = tt.Baseline.from_arrays(**make_world(seed, **SIZE))
    split = tt.Baseline.from_arrays(**cloned_country(make_world(seed, **SIZE)))
    merged = split.aggregate(countries={"C03": ["east", "west"]})
    others = ["C00", "C01", "C02"]
    fine = tt.solve(split, policy("C01", "C00"), tol=1e-12)
    coarse, plain = (tt.solve(b, policy("C01", "C00"), tol=1e-12) for b in (merged, whole))
    same(fine, coarse, others, 1e-9)
    same(plain, coarse, [*others, "C03"], 1e-9)


def test_a_policy_on_one_of_two_is_spread_over_both() -> None:
    split = tt.Baseline.from_arrays(**cloned_country(make_world(1, **SIZE)))
    merged = split.aggregate(countries={"C03": ["east", "west"]})
    fine = tt.solve(split, tt.Policy().tariff("C01", "east", add=0.4))
    part = float(split["trade"].sel(exporter="east", importer="C01").sum())
    part /= float(split["trade"].sel(exporter=["east", "west"], importer="C01").sum())
    coarse = tt.solve(merged, tt.Policy().tariff("C01", "C03", add=0.4 * part))
    lost = [float(eq.outcomes["real_income_change"].sel(country="C01")) for eq in (fine, coarse)]
    assert abs(lost[0] - lost[1]) > 1e-3
