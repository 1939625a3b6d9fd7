"""Solutions of the equations that are no equilibria, and sectors that lose every buyer."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import COUNTRIES, SECTORS, peopled, world

import tradetalks as tt
from independent import equation_gaps
from worlds import make_world, purchases_in_balance

CUT = tt.Policy().embargo(["C00", "C01"], ["C02", "C03"], both=True)


@pytest.mark.parametrize("deficits", ["fixed", "share"])
def test_parts_of_the_world_owe_one_another_nothing(deficits) -> None:
    """With imbalances across the cut no prices clear both parts; each has its own numeraire."""
    eq = tt.solve(world(11), CUT, deficits=deficits)
    assert (eq.converged, eq.status) == (False, "deficit without trade")
    assert "cuts C00, C01 off" in eq.message
    even = tt.solve(world(11), CUT, deficits="balanced").require()
    assert max(equation_gaps(even).values()) < 1e-9


@pytest.mark.parametrize(
    "payment",
    [
        tt.Policy().transfer("C00", "C03", amount=100.0),
        tt.Policy().migration("C02", "C00", movers=1e3, skill="skilled"),
        tt.Policy().purchase("C00", "C01", add=1e5, paid_by="C02"),
    ],
    ids=["transfer", "remittances", "another pays"],
)
def test_payments_need_trade_to_carry_them(payment) -> None:
    base = peopled(11)
    eq = tt.solve(base, CUT + payment, deficits="balanced")
    assert (eq.converged, eq.status) == (False, "deficit without trade")
    inside = tt.Policy().transfer("C00", "C01", amount=100.0)
    assert tt.solve(base, CUT + inside, deficits="balanced").converged


def test_who_may_only_sell_can_send_money_home() -> None:
    """C03 may buy nowhere; what movers send from there is paid for with its exports."""
    base = peopled(11)
    policy = tt.Policy().embargo("C03", "all")
    refused = tt.solve(base, policy, deficits="balanced")
    assert (refused.converged, refused.status) == (False, "one-way trade")
    sent = policy.migration("C00", "C03", movers=1e5, remittance_share=0.9)
    eq = tt.solve(base, sent, deficits="balanced").require()
    assert max(equation_gaps(eq).values()) < 1e-9
    assert float(eq.outcomes["balance"].sel(country="C03")) > 0


def test_a_promise_beyond_all_means_has_a_name() -> None:
    base = peopled(9)
    earned = float(base["value_added"].sel(country="C00").sum())
    eq = tt.solve(base, tt.Policy().purchase("C00", "C01", at_least=3 * earned))
    assert (eq.converged, eq.status) == (False, "income below zero")
    assert "C00 would owe more than it earns" in eq.message


def test_revenue_replaces_no_more_tax_than_there_is() -> None:
    """Where export taxes exceed what factors earn."""
    base = tt.load_baseline("world-2022")
    policy = tt.Policy().export_tax("IRL", "all", rate=30.0)
    rules = {"labour_supply": 1.0, "revenue": "income_tax"}
    eq = tt.solve(base, policy, **rules)
    assert (eq.converged, eq.status) == (False, "no tax left")
    assert "IRL" in eq.message
    assert tt.solve(base, policy, **(rules | {"revenue": "lump_sum"})).converged


def test_a_sector_that_loses_every_buyer_under_scale_economies() -> None:
    """It sold abroad only; its scale, of nothing, must not reach any other price."""
    rng, arrays = np.random.default_rng(0), make_world(0)
    share = rng.lognormal(0, 1, (4, 4, 3))
    share[np.arange(4), np.arange(4)] *= 12
    share[1, 1, 0] = 0.0
    share /= share.sum(0)
    final = rng.dirichlet([3, 3, 3], 4)
    observed = (arrays[n] for n in ("tariff", "export_tax", "value_added_share", "input_share"))
    arrays["trade"] = purchases_in_balance(share, *observed, final, np.zeros(4))
    base = tt.Baseline.from_arrays(**arrays)
    closed = tt.Policy().embargo("all", COUNTRIES[1], sectors=SECTORS[0])
    eq = tt.solve(base, closed, scale_elasticity=0.05).require()
    assert max(equation_gaps(eq).values()) < 1e-9
    assert float(eq.outcomes["output"].sel(country="C01", sector="S00")) == 0.0
