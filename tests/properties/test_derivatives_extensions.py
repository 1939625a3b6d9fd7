"""Exact derivatives in the levers and closures beyond rates: purchases, people, payments, work.

See `differences` for how exact these are. A purchase that binds and one that does not are both in
force, so that the switch between them is in every derivative; nothing moves far enough to flip it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr
from differences import FINE, assert_close, difference
from drawn import COUNTRIES, peopled

import tradetalks as tt
from tradetalks.solve import slope
from tradetalks.solve.entry import STEMS

CLOSURES = {
    "fixed": {},
    "share, elastic labour": {"deficits": "share", "labour_supply": 0.5},
    "income tax": {"labour_supply": 0.8, "revenue": "income_tax"},
    "scale": {"labour_supply": 0.3, "revenue": "income_tax", "scale_elasticity": 0.06},
    "balanced, scale": {"deficits": "balanced", "scale_elasticity": [0.1, 0.0, 0.05]},
}
#: How far each lever goes along its direction: USD million, persons or points.
UNITS = {"purchase": 3e4, "transfer": 3e4, "endowment": 3e5, "migration": 3e5, "tariff": 1.0}
closures = pytest.mark.parametrize("how", CLOSURES.values(), ids=CLOSURES)


def policy(lever: str = "", size: float = 0.0) -> tt.Policy:
    """The policy that derivatives are taken at, with one lever moved by `size` units."""
    step = {name: size * unit * (name == lever) for name, unit in UNITS.items()}
    base = peopled(7)
    flow = float(base["trade"].sel(exporter="C01", importer="C00").sum())
    slack = 0.5 * float(base["trade"].sel(exporter="C02", importer="C03").sum())
    return (
        tt.Policy()
        .tariff("C00", "C01", add=0.2 + step["tariff"])
        .embargo("C02", "C03", sectors="S01")
        .purchase("C00", "C01", at_least=1.3 * flow + step["purchase"], paid_by="C03")
        .purchase("C00", ["C01", "C02"], sectors="S02", add=0.5 * flow + step["purchase"])
        .purchase("C03", "C02", at_least=slack + step["purchase"])
        .transfer("C02", "C00", amount=1e4 + step["transfer"])
        .migration("C01", "C00", movers=1e5 + step["migration"], skill="skilled")
        .migration(
            *("C03", "C02"),
            movers=1e5 + step["endowment"],
            skill="unskilled",
            efficiency=0.7,
            remittance_share=0.0,
        )
    )


def solved(how: dict, lever: str = "", size: float = 0.0) -> tt.Equilibrium:
    eq = tt.solve(peopled(7), policy(lever, size), **how, tol=FINE)
    assert eq.residual < 1e-11, eq.message
    return eq


@closures
def test_some_purchases_bind_and_some_do_not(how) -> None:
    assert list(solved(how).commitments["binding"]) == [True, True, False]


@closures
@pytest.mark.parametrize("lever", UNITS)
def test_forward_derivative_of_every_outcome(how, lever) -> None:
    wanted = difference(lambda size: solved(how, lever, size).outcomes)
    rates = slope(solved(how), policy(lever, 1e-3))
    money = float(peopled(7)["expenditure"].sum())
    for name, symbol in STEMS.items():
        found = xr.DataArray(np.asarray(rates[name]) / 1e-3, dims=symbol.dims)
        assert_close(found, wanted.drop_vars(wanted.coords), name, money)


#: How a lever's array moves with one unit of its direction in `policy`.
Direction = Callable[[tt.Baseline], np.ndarray]


def _purchases(base: tt.Baseline) -> np.ndarray:
    return np.ones(3)


def _payments(base: tt.Baseline) -> np.ndarray:
    return np.array([1.0, 0.0, -1.0, 0.0])


def _workers(base: tt.Baseline) -> np.ndarray:
    """Equation 12 without remittances: C03 loses a worker, C02 gains 0.7 of one."""
    moved = np.zeros((4, 3))
    moved[3, 1], moved[2, 1] = -1.0, 0.7
    workers = base["workers"].values
    return moved / np.where(workers > 0, workers, 1.0)


def _points(base: tt.Baseline) -> np.ndarray:
    moved = np.zeros((4, 4, 3))
    moved[1, 0] = 1.0
    return moved


DIRECTIONS: dict[str, Direction] = {
    "purchase": _purchases,
    "transfer": _payments,
    "endowment": _workers,
    "tariff": _points,
}


@closures
@pytest.mark.parametrize("lever", DIRECTIONS)
def test_gradient_pairs_with_the_forward_derivative(how, lever) -> None:
    """The adjoint solve and the forward solve are each other's check, to 1e-8."""
    eq = solved(how)
    rates = slope(eq, policy(lever, 1e-3))
    outcomes = {
        "welfare": {"country": "C00"},
        "employment": {"country": "C02"},
        "real_wage": {"country": "C01", "factor": "skilled"},
        "purchase_cost": {"country": "C00"},
        "net_transfers": {"country": "C03"},
        "output": {"country": "C02", "sector": "S02"},
        "bilateral_balance": {"country": "C00", "partner": "C01"},
    }
    for outcome, place in outcomes.items():
        found = tt.gradient(eq.base, eq, outcome=outcome, wrt=lever, **place)
        along = float((found.values * DIRECTIONS[lever](eq.base)).sum()) * UNITS[lever]
        index = _position(eq.base, place)
        level = float(eq.world.outcomes[outcome][index]) if found.attrs["units"] == "1" else 1.0
        forward = float(rates[outcome][index]) / 1e-3 / level
        size = 1.0 if found.attrs["units"] == "1" else float(eq.base["value_added"].sum())
        assert along == pytest.approx(forward, rel=1e-8, abs=1e-11 * size), outcome


def _position(base: tt.Baseline, place: dict[str, str]) -> tuple[int, ...]:
    """Where labels stand along their dimensions."""
    labels = {"factor": base.factors, "sector": base.sectors}
    return tuple(labels.get(dim, COUNTRIES).index(label) for dim, label in place.items())


@pytest.mark.parametrize("lever", ["endowment", "purchase", "transfer"])
def test_gradient_of_welfare_against_differences(lever) -> None:
    """Cell by cell: each floor, each pair of a payer and a receiver, each skill."""
    how = CLOSURES["scale"]
    eq = solved(how)
    found = tt.gradient(eq.base, eq, outcome="welfare", country="C00", wrt=lever)
    wanted = difference(lambda size: solved(how, lever, size).outcomes)["welfare_change"] / 100
    level = 1 + float(eq.outcomes["welfare_change"].sel(country="C00")) / 100
    along = float((found.values * DIRECTIONS[lever](eq.base)).sum()) * UNITS[lever]
    assert along == pytest.approx(float(wanted.sel(country="C00")) / level, rel=1e-6)


@pytest.mark.parametrize("add_to", ["nothing", "another promise"])
def test_what_trade_brings_anyway_is_on_the_edge_and_derivatives_are_those_of_more(add_to) -> None:
    base = peopled(7)
    first = tt.Policy() if add_to == "nothing" else tt.Policy().purchase("C03", "C02", at_least=1.0)

    def promised(more: float) -> tt.Equilibrium:
        return tt.solve(base, first.purchase("C00", "C01", add=more, paid_by="C03"), tol=FINE)

    edge, step = promised(0.0), 300.0
    number = len(edge.commitments) - 1
    assert not edge.commitments["binding"].iloc[number]
    # Less changes nothing: differences can be taken on one side only.
    one, two, three = (promised(k * step).outcomes - edge.outcomes for k in (1, 2, 3))
    wanted = (18 * one - 9 * two + 2 * three) / (6 * step)
    for country in COUNTRIES:
        found = tt.gradient(
            base, edge, outcome="equivalent_variation", country=country, wrt="purchase"
        )
        right = float(wanted["equivalent_variation"].sel(country=country))
        assert float(found[number]) == pytest.approx(right, rel=1e-5, abs=1e-7)
