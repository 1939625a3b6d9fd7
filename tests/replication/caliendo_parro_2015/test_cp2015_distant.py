"""Policies far from the baseline, on the solved and balanced world of 1993."""

from __future__ import annotations

import time

import pytest

import tradetalks as tt
from replication.caliendo_parro_2015.data import load
from replication.caliendo_parro_2015.scenarios import base_year

POLICIES = {
    "US +60 points on everyone": tt.Policy().tariff("USA", "all", add=0.6, sectors="tradable"),
    "everyone +100 points": tt.Policy().tariff("all", "all", add=1.0, sectors="tradable"),
    "free trade": tt.Policy().tariff("all", "all", rate=0.0),
    "world tariffs of 2005": None,
    "tariffs of 1000": tt.Policy().tariff("all", "all", rate=1000.0, sectors="tradable"),
}


@pytest.mark.parametrize("name", POLICIES)
def test_distant_policy_is_solved(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    policy = POLICIES[name] or load().world()
    base = base_year()
    start = time.perf_counter()
    equilibrium = tt.solve(base, policy, deficits="balanced")
    took = time.perf_counter() - start
    with capsys.disabled():
        print(f"\n{name}: {equilibrium.message}, {took:.2f} s including any compilation")
    assert equilibrium.converged, equilibrium.message
    assert equilibrium.residual <= 1e-10
    if name == "tariffs of 1000":
        assert (equilibrium.outcomes["real_income_change"] < 0).all()
