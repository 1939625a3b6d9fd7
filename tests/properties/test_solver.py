"""Solving: many as one, again the same, from anywhere, and failing by name."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import (
    COUNTRIES,
    SAME,
    SECTORS,
    TIGHT,
    assert_same,
    closures,
    factor_counts,
    policies,
    seeds,
    solve,
    world,
)
from hypothesis import given
from hypothesis import strategies as st

import tradetalks as tt
from worlds import make_world

THREE = (
    tt.Policy().tariff("C00", "C01", add=0.25),
    tt.Policy().embargo("C02", ["C00", "C01"]),
    tt.Policy().trade_cost("all", "all", factor=0.8).export_tax("C03", "C00", add=0.1),
)


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("deficits", ["fixed", "share", "balanced"])
def test_many_policies_give_what_each_gives(at_once, deficits) -> None:
    base = world(11)
    many = tt.solve_many(base, THREE, deficits=deficits, tol=TIGHT, at_once=at_once)
    assert [eq.policy for eq in many] == list(THREE)
    for eq in many:
        single = solve(base, eq.policy, deficits)
        # One after another it is the same program; in a batch sums are taken in another order.
        assert_same(eq.require().outcomes, single.outcomes, SAME if at_once else 0.0)


def test_many_names_the_one_that_fails() -> None:
    base = world(11, zeros=True)
    hopeless = tt.Policy().embargo("C00", "all", sectors="S02")
    for at_once in (True, False):
        first, second = tt.solve_many(base, [THREE[0], hopeless], at_once=at_once)
        assert first.converged
        assert second.status == "no supplier"


@given(seeds, policies, closures, factor_counts)
def test_solving_again_gives_the_same_bits(seed, policy, deficits, factors) -> None:
    base = world(seed, factors)
    again = tt.Baseline.from_arrays(**make_world(seed, factors=factors))
    first, second = (tt.solve(b, policy, deficits=deficits) for b in (base, again))
    assert np.asarray(first.finding.u).tobytes() == np.asarray(second.finding.u).tobytes()
    assert first.residual == second.residual
    assert first.outcomes.identical(second.outcomes)


@given(seeds, policies, policies, closures)
def test_a_warm_start_changes_nothing_but_the_effort(seed, policy, other, deficits) -> None:
    base = world(seed)
    cold, elsewhere = solve(base, policy, deficits), solve(base, other, deficits)
    warm = tt.solve(base, policy, deficits=deficits, tol=TIGHT, start=elsewhere)
    assert_same(warm.require().outcomes, cold.outcomes)
    at_home = tt.solve(base, policy, deficits=deficits, tol=TIGHT, start=cold)
    assert at_home.steps == 0


@given(seeds, policies, st.booleans())
def test_closures_do_what_they_say(seed, policy, zeros) -> None:
    """Equation 10, on the flows themselves; world factor income stays (equation 13)."""
    base = world(seed, 2, zeros=zeros)
    earned = base["value_added"].values.sum(1)
    deficit = base["deficit"].values
    size = earned.sum()
    for closure in ("fixed", "share", "balanced"):
        out = solve(base, policy, closure).outcomes
        factor = 1 + out["factor_reward_change"].values / 100
        now = (factor * base["value_added"].values).sum(1)
        # Residuals of TIGHT in every market; balances are sums of flows.
        assert now.sum() == pytest.approx(size, rel=10 * TIGHT)
        own = deficit / earned * now
        wanted = {
            "fixed": deficit,
            "share": own - now / now.sum() * own.sum(),
            "balanced": np.zeros(4),
        }[closure]
        np.testing.assert_allclose(-out["balance"].values, wanted, atol=SAME * size)
        # The baseline is what was observed, whatever becomes of imbalances.
        np.testing.assert_allclose(-out["balance_base"].values, deficit, atol=SAME * size)
        worth = out["income_base"] * out["real_income_change"] / 100
        np.testing.assert_allclose(out["equivalent_variation"], worth, atol=SAME * size)


@given(seeds, policies, closures)
def test_accounts_add_up_at_the_solution(seed, policy, deficits) -> None:
    """Every identity of a baseline holds in the solved world, and solving it changes nothing."""
    eq = solve(world(seed, 2, zeros=True), policy, deficits)
    after = eq.to_baseline()
    assert not [p for p in after.check().problems if "final_share" not in p.place]
    again = tt.solve(after, deficits=deficits, tol=1e-10)
    assert again.steps == 0
    out = eq.outcomes
    assert float(abs(out["bilateral_balance"].sum("partner") - out["balance"]).max()) < 1e-6
    np.testing.assert_allclose(
        out["value_added"].sum("sector"), after["value_added"].sum("factor"), rtol=SAME
    )


@given(seeds, st.sampled_from(COUNTRIES), st.sampled_from(COUNTRIES), st.sampled_from(SECTORS))
def test_an_embargo_is_exact_and_zeros_stay(seed, buyer, seller, sector) -> None:
    base = world(seed, zeros=True)
    if buyer == seller:
        seller = COUNTRIES[(COUNTRIES.index(buyer) + 1) % 4]
    if (buyer, sector) == ("C00", "S02"):  # no home supplier: leave it the other ones
        sector = "S01"
    eq = solve(base, tt.Policy().embargo(buyer, seller, sectors=sector))
    assert float(eq.trade.sel(exporter=seller, importer=buyer, sector=sector)) == 0.0
    assert (eq.trade.values[base["trade"].values == 0] == 0.0).all()
    assert np.isnan(float(eq.outcomes["output_change"].sel(country="C00", sector="S02")))
    assert float(eq.outcomes["output"].sel(country="C00", sector="S02")) == 0.0
    changes = [v for n, v in eq.outcomes.items() if v.dims == ("country",)]
    assert all(np.isfinite(v).all() for v in changes)


def test_no_supplier_is_a_named_result() -> None:
    base = world(11, zeros=True)  # C00 makes no S02
    eq = tt.solve(base, tt.Policy().embargo("C00", "all", sectors="S02"))
    assert (eq.converged, eq.status) == (False, "no supplier")
    assert "C00 buys S02" in eq.message
    _assert_no_numbers(eq)


def test_a_deficit_without_trade_is_a_named_result() -> None:
    base = world(11)
    alone = tt.Policy().embargo("C03", "all", both=True)
    eq = tt.solve(base, alone)
    assert (eq.converged, eq.status) == (False, "deficit without trade")
    assert "C03" in eq.message
    assert "balanced" in eq.message
    _assert_no_numbers(eq)
    assert solve(base, alone, "balanced").converged


@pytest.mark.parametrize(
    ("importer", "exporter", "words"),
    [("C03", "all", "may sell abroad but not buy"), ("all", "C03", "may buy abroad but not sell")],
)
def test_trade_one_way_is_a_named_result(importer, exporter, words) -> None:
    base = world(11)
    closed = tt.Policy().embargo(importer, exporter)
    eq = tt.solve(base, closed, deficits="balanced")
    assert (eq.converged, eq.status) == (False, "one-way trade")
    assert f"C03 {words}" in eq.message
    _assert_no_numbers(eq)
    # Someone has to be paid, or pay, without trade: with its imbalance kept, one way is possible.
    surplus = float(base["deficit"].sel(country="C03")) < 0
    kept = tt.solve(base, closed, deficits="fixed")
    assert kept.converged == (surplus == ("sell abroad" in words)), kept.message


def test_what_cannot_be_financed_does_not_converge() -> None:
    """Almost no trade left to carry a deficit: not converged, with the worst market and advice."""
    base = world(11)
    eq = tt.solve(
        base, tt.Policy().trade_cost("C03", "all", factor=1e6).trade_cost("all", "C03", factor=1e6)
    )
    assert (eq.converged, eq.status) == (False, "not converged")
    assert eq.residual > eq.tol
    assert "worst: " in eq.message
    assert 'deficits="balanced"' in eq.message
    _assert_no_numbers(eq)


def _assert_no_numbers(eq: tt.Equilibrium) -> None:
    for ask in (
        lambda: eq.outcomes,
        lambda: eq.trade,
        eq.to_baseline,
        lambda: tt.gradient(eq.base, eq, country="C00"),
        lambda: tt.derivative(eq.base, eq, towards=THREE[0]),
    ):
        with pytest.raises(tt.NotConvergedError, match="C0"):
            ask()
