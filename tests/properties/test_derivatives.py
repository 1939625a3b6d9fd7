"""Exact derivatives against differences, and the two ways of having them against each other.

See `differences` for how exact these are.
"""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from differences import FINE, assert_close, difference, stem
from drawn import COUNTRIES, SECTORS, closures, policies, seeds, world
from hypothesis import given
from hypothesis import strategies as st

import tradetalks as tt
from tradetalks.symbols import OUTCOMES

LEVERS = ("tariff", "export_tax", "trade_cost", "productivity")


def _move(lever: str, here: str, there: str, sector: str, size: float) -> tt.Policy:
    """One cell of a lever moved by `size`: points, or a share of the cost or productivity."""
    match lever:
        case "tariff":
            return tt.Policy().tariff(there, here, add=size, sectors=sector)
        case "export_tax":
            return tt.Policy().export_tax(here, there, add=size, sectors=sector)
        case "trade_cost":
            return tt.Policy().trade_cost(there, here, factor=1 + size, sectors=sector)
        case _:
            return tt.Policy().productivity(here, factor=1 + size, sectors=sector)


@given(
    seeds,
    policies,
    closures,
    st.sampled_from(LEVERS),
    st.permutations(COUNTRIES),
    st.sampled_from(SECTORS),
)
def test_forward_derivative_of_every_outcome(seed, policy, deficits, lever, order, sector) -> None:
    base = world(seed, 2)
    cell = (lever, *order[:2], sector)

    def at(size: float) -> xr.Dataset:
        eq = tt.solve(base, policy + _move(*cell, size), deficits=deficits, tol=FINE)
        assert eq.residual < 1e-11, eq.message
        return eq.outcomes

    wanted = difference(at)
    unit = 1e-3
    found = tt.derivative(base, policy, towards=_move(*cell, unit), deficits=deficits) / unit
    assert {n.removesuffix("_change").removesuffix("_base") for n in OUTCOMES} == set(found)
    for name, values in found.items():
        assert_close(values, wanted, name, float(base["expenditure"].sum()))


@pytest.mark.parametrize(
    ("outcome", "place"),
    [
        ("real_income", {"country": "C01"}),
        ("bilateral_balance", {"country": "C02", "partner": "C00"}),
        ("price_index", {"country": "C00"}),
        ("real_wage", {"country": "C03", "factor": "factor_2"}),
        ("output", {"country": "C00", "sector": "S02"}),
        ("bilateral_trade", {"country": "C00", "importer": "C01"}),
    ],
)
@pytest.mark.parametrize("deficits", ["fixed", "share"])
def test_gradient_in_every_lever(outcome, place, deficits) -> None:
    """By differences on cells drawn at random, and by forward derivatives in all cells at once."""
    base = world(7, 2)
    policy = tt.Policy().tariff("C00", "C01", add=0.3).embargo("C02", "C03", sectors="S01")
    policy = policy.trade_cost("C01", "C00", factor=1.2).productivity("C03", factor=0.9)
    here = tt.solve(base, policy, deficits=deficits, tol=FINE)
    rng = np.random.default_rng(len(outcome))
    entry = {k: v for k, v in place.items() if k != "country"}
    dim = "exporter" if outcome == "bilateral_trade" else "country"
    label = {dim: place["country"], **entry}
    for lever in LEVERS:
        found = tt.gradient(
            base,
            here,
            outcome=outcome,
            country=place["country"],
            wrt=lever,
            deficits=deficits,
            **entry,
        )
        level = float(_value(here.outcomes, outcome).sel(label))
        scale = level if found.attrs["units"] == "1" else 1.0
        now = _lever_array(here, lever)

        cell = tuple(rng.integers(n) for n in found.shape)
        if len(cell) == 3 and cell[0] == cell[1]:
            cell = (cell[0], (cell[1] + 1) % 4, cell[2])
        slope = float(found.values[cell])

        def at(size: float, cell: tuple[int, ...] = cell, lever: str = lever) -> xr.Dataset:
            labels = [COUNTRIES[i] for i in cell[:-1]] + [SECTORS[cell[-1]]]
            names = (labels[0], labels[-2], labels[-1])
            step = _move(lever, *names, size)
            return tt.solve(base, policy + step, deficits=deficits, tol=FINE).outcomes

        by_cell = float(stem(difference(at), outcome).sel(label)) / scale
        by_cell /= now[cell] if lever in ("trade_cost", "productivity") else 1.0
        largest = float(abs(found).max())
        assert slope == pytest.approx(by_cell, rel=1e-6, abs=1e-7 * largest)

        direction = rng.normal(size=found.shape)
        if len(cell) == 3:
            direction[np.arange(4), np.arange(4)] = 0.0
        unit = 1e-4
        towards = _towards(lever, now, unit * direction)
        pushed = tt.derivative(base, here, towards=towards, deficits=deficits)
        along = float(pushed[outcome].sel(label)) / unit / scale
        # Both linear systems are solved to 1e-11; the pairing loses a few digits to cancellation.
        assert float((found.values * direction).sum()) == pytest.approx(along, rel=1e-8)


def _value(outcomes: xr.Dataset, name: str) -> xr.DataArray:
    return outcomes[name] if name in outcomes else 1 + outcomes[f"{name}_change"] / 100


def _lever_array(eq: tt.Equilibrium, lever: str) -> np.ndarray:
    return np.asarray(getattr(eq.shock, lever))


def _towards(lever: str, now: np.ndarray, move: np.ndarray) -> tt.Policy:
    """A policy that, added to the one in force, moves a whole lever."""
    match lever:
        case "tariff":
            return tt.Policy().tariff_array(now + move)
        case "export_tax":
            return tt.Policy().export_tax_array(now + move)
        case "trade_cost":
            return tt.Policy().trade_cost_array(now + move)
    policy = tt.Policy()
    for (c, s), value in np.ndenumerate((now + move) / now):
        policy = policy.productivity(COUNTRIES[c], factor=float(value), sectors=SECTORS[s])
    return policy
