"""Calibration: targets hold in a whole equilibrium, identities too, and no smaller change does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

import tradetalks as tt
from worlds import make_world

FACTS = [
    ("trade", "USA", "IND", "goods", 118.3e3),
    ("balance", "IND", "USA", "goods", 32e3),
]
GOODS = ["A", "B", "C10T12", "C13T18", "C19T25", "C26T28", "C29T33"]


@pytest.fixture(scope="module")
def moved(small: tt.Baseline) -> tt.Calibrated:
    return tt.calibrate(small, FACTS)


def _goods(base: tt.Baseline, exporter: str, importer: str) -> float:
    flow = base["trade"].sel(exporter=exporter, importer=importer, sector=GOODS)
    return float(flow.sum())


def test_the_facts_hold_in_the_new_baseline(moved: tt.Calibrated) -> None:
    there, back = _goods(moved.baseline, "IND", "USA"), _goods(moved.baseline, "USA", "IND")
    assert there + back == pytest.approx(118.3e3, rel=1e-9)
    assert there - back == pytest.approx(32e3, rel=1e-9)
    assert list(moved.targets["goal"]) == [118.3e3, 32e3]
    np.testing.assert_allclose(moved.targets["after"], moved.targets["goal"], rtol=1e-9)
    assert "118,300" in moved.message


def test_the_new_baseline_satisfies_its_identities(moved: tt.Calibrated) -> None:
    assert str(moved.baseline.check()) == "no problem found"
    still = tt.solve(moved.baseline, tol=1e-12)
    assert float(abs(still.outcomes["real_income_change"]).max()) < 1e-8
    assert any("calibrated to trade (USA, IND, goods)" in line for line in moved.baseline.history)


def test_before_after_and_the_costs_are_reported(moved: tt.Calibrated, small: tt.Baseline) -> None:
    sum_before = _goods(small, "IND", "USA") + _goods(small, "USA", "IND")
    assert moved.targets["before"][0] == pytest.approx(sum_before)
    assert len(moved.costs) == 2 * len(GOODS)
    cost = np.ones(small["trade"].shape)
    for row in moved.costs.itertuples():
        cell = (
            small.countries.index(row.exporter),
            small.countries.index(row.importer),
            small.sectors.index(row.sector),
        )
        cost[cell] = 1 + row.cost_change / 100
    again = tt.solve(small, tt.Policy().trade_cost_array(cost), tol=1e-12)
    np.testing.assert_allclose(again.trade, moved.baseline["trade"], rtol=1e-8)
    elsewhere = small["trade"].sel(exporter="CHN", importer="USA").sum()
    after = moved.baseline["trade"].sel(exporter="CHN", importer="USA").sum()
    assert float(after) != pytest.approx(float(elsewhere), rel=1e-9)  # a full equilibrium


def test_no_smaller_change_of_costs_does_it() -> None:
    """Against SciPy's SLSQP on a tiny world, its constraints by whole solves and differences."""
    base = tt.Baseline.from_arrays(**make_world(5, countries=3, sectors=3))
    trade = base["trade"].values
    cells = ([0, 0, 0, 1, 1, 1], [1, 1, 1, 0, 0, 0], [0, 1, 2, 0, 1, 2])
    flows = trade[cells]
    both, balance = 1.1 * flows.sum(), 0.5 * (flows[:3].sum() - flows[3:].sum())
    found = tt.calibrate(
        base,
        [("trade", "C00", "C01", "all", both), ("balance", "C00", "C01", "all", balance)],
    )

    def sums(log_cost: np.ndarray) -> np.ndarray:
        cost = np.ones(trade.shape)
        cost[cells] = np.exp(log_cost)
        new = tt.solve(base, tt.Policy().trade_cost_array(cost), tol=1e-12).trade.values[cells]
        return np.array([new.sum() / both, (new[:3].sum() - new[3:].sum()) / balance]) - 1

    weight = flows / flows.sum()
    other = minimize(
        lambda x: 0.5 * weight @ x**2,
        np.zeros(6),
        jac=lambda x: weight * x,
        method="SLSQP",
        constraints={"type": "eq", "fun": sums},
        options={"ftol": 1e-14},
    )
    ours = found.costs.sort_values(["exporter", "sector"])["cost_change"]
    np.testing.assert_allclose(np.log1p(ours / 100), other.x, atol=2e-5)


def test_flows_of_zero_stay_zero_and_one_target_moves_one_flow(small: tt.Baseline) -> None:
    found = tt.calibrate(small, [("exports", "IND", "EU", "C19T25", 20e3)])
    assert len(found.costs) == 1
    flow = {"exporter": "IND", "importer": "EU", "sector": "C19T25"}
    assert float(found.baseline["trade"].sel(flow)) == pytest.approx(20e3, rel=1e-9)
    zeros = small["trade"].values == 0
    assert (found.baseline["trade"].values[zeros] == 0).all()


def test_what_cannot_be_met_says_the_best_found(small: tt.Baseline) -> None:
    """A country's overall balance is data: trade costs do not move it."""
    with pytest.raises(tt.NotConvergedError, match=r"balance \(IND, all\) is USD million -12"):
        tt.calibrate(small, [("balance", "IND", "all", "all", 32e3)])
    with pytest.raises(tt.NotConvergedError, match=r"by a factor of 1\.01"):
        tt.calibrate(small, FACTS, largest=1.01)


BAD: dict[str, tuple[list[Any], str]] = {
    "nothing": ([], "targets: there is none"),
    "no target": (["trade"], "target 1: 'trade' is no target"),
    "no sectors": ([("trade", "USA", "IND", 1e5)], "is no target"),
    "no figure": ([("trade", "USA", "IND", "goods", "much")], "'much' is no figure"),
    "an unknown kind": ([("trad", "USA", "IND", "goods", 1e5)], "did you mean trade"),
    "unknown names": ([("trade", "USAA", "INDI", "goods", 1e5)], "(?s)mean USA.*mean IND"),
    "a country with itself": ([("trade", "USA", "USA", "goods", 1e5)], "no cross-border flow"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_targets_are_named(case: str, small: tt.Baseline) -> None:
    targets, words = BAD[case]
    with pytest.raises(tt.InputError, match=words):
        tt.calibrate(small, targets)
    with pytest.raises(tt.InputError, match="largest: 1"):
        tt.calibrate(small, FACTS, largest=1)


@pytest.mark.parametrize("targets", [None, 3, "trade"])
def test_targets_are_a_list(small: tt.Baseline, targets: object) -> None:
    with pytest.raises(tt.InputError, match="are no targets"):
        tt.calibrate(small, targets)  # type: ignore[arg-type]
