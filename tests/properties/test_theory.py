"""What trade theory proves: Walras, gains from trade, Lerner, and hats against levels."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from drawn import SAME, TIGHT, assert_same, closures, policies, seeds, solve, world
from hypothesis import given
from hypothesis import strategies as st

import tradetalks as tt
from levels import as_baseline, draw_primitives, solve_levels
from tradetalks.model.economy import Unknowns
from tradetalks.model.income import numeraire_gap
from tradetalks.model.income import spending as spending_needed
from tradetalks.model.system import evaluate, residual
from tradetalks.model.trade import trade_kernel
from tradetalks.solve.arrays import closure_of, economy_of, settings_of, shock_of
from tradetalks.solve.compiled import flat, neutral, unflat
from tradetalks.solve.options import Rules


@jax.jit
def _separate(u, economy, shock, closure):
    """Every market's own gap, without the numeraire; and the numeraire gap."""
    kernel = trade_kernel(economy, shock)
    gaps = residual(unflat(u, economy, shock, closure), economy, shock, kernel, closure)
    state = evaluate(unflat(u, economy, shock, closure), economy, shock, kernel, closure)
    numeraire = numeraire_gap(economy, kernel.together, state.factor_income)[:, None]
    return gaps._replace(reward=gaps.reward - numeraire), numeraire


@jax.jit
def _without(market, u, economy, shock, closure):
    """The system with one factor market replaced by the numeraire alone, and its Jacobian."""

    def gap(u):
        own, numeraire = _separate(u, economy, shock, closure)
        return flat(own._replace(reward=own.reward.at[market].set(numeraire[market[0], 0])))

    return gap(u), jax.jacfwd(gap)(u)


@given(seeds, policies, closures, st.integers(0, 3), st.integers(0, 1))
def test_walras_any_factor_market_may_be_dropped(seed, policy, deficits, country, factor) -> None:
    """Dense Newton on the system without that market finds the solution of `solve`."""
    base = world(seed, 2)
    eq = solve(base, policy, deficits)
    u, *arrays = eq.arguments
    own, numeraire = _separate(u, *arrays)
    # The solver adds the numeraire to every market; both vanish apart from one another.
    assert max(float(abs(g).max()) for g in (*own, numeraire) if g.size) < TIGHT
    alone = u + 0.02 * jnp.sin(jnp.arange(u.size))  # anywhere near will do
    for _ in range(8):
        gap, jacobian = _without((country, factor), alone, *arrays)
        alone = alone - jnp.linalg.solve(jacobian, gap)
    assert float(abs(gap).max()) < TIGHT
    np.testing.assert_allclose(alone, u, atol=SAME)


@given(seeds, policies, closures)
def test_walras_law_holds_away_from_equilibrium(seed, policy, deficits) -> None:
    """Excess spending in the world equals the excess demand for factors, at any unknowns."""
    base = world(seed, 2)
    economy, closure = economy_of(base), closure_of(base, Rules(deficits))
    shock = shock_of(base, settings_of(base, policy))
    rng = np.random.default_rng(seed)
    u = Unknowns(
        *(
            jnp.asarray(rng.normal(0, 0.3, a.shape))
            for a in unflat(neutral(economy, shock, closure), economy, shock, closure)
        )
    )
    state = evaluate(u, economy, shock, trade_kernel(economy, shock), closure)
    goods = (state.spending - spending_needed(economy, state.receipts, state.income)).sum()
    factors = (state.factor_demand - state.factor_income).sum()
    # Sums of some hundred numbers of the size of world spending: rounding only.
    np.testing.assert_allclose(goods, factors, atol=1e-12 * float(state.spending.sum()))


@given(seeds)
def test_gains_from_trade_have_their_closed_form(seed) -> None:
    """Autarky costs `prod_k pi_kk^(a_j L_kj / theta_k)`, L the Leontief inverse.

    Arkolakis, Costinot and Rodriguez-Clare (2012); with many sectors and inputs Costinot and
    Rodriguez-Clare (2014), equation 28. Needs one factor, no border taxes and balanced trade.
    """
    base = world(seed, tariffs=False, imbalances=False)
    eq = solve(base, tt.Policy().embargo("all", "all"), "balanced")
    home = np.arange(4)
    domestic = np.log(base["trade_share"].values[home, home]) / base["trade_elasticity"].values
    inputs, final = base["input_share"].values, base["final_share"].values
    gain = [final[n] @ np.linalg.solve(np.eye(3) - inputs[n].T, domestic[n]) for n in range(4)]
    # Countries that do not trade share no price level, so the system is singular but solvable;
    # residuals, and so real income, still hold to the tolerance times the length of chains.
    found = np.log1p(eq.outcomes["real_income_change"].values / 100)
    np.testing.assert_allclose(found, gain, rtol=SAME, atol=SAME)
    abroad = eq.trade.values.copy()
    abroad[home, home] = 0.0
    assert (abroad == 0.0).all()  # an embargo is exact


@given(seeds, st.floats(0.05, 1.0))
def test_lerner_symmetry(seed, rate) -> None:
    """A uniform export tax is a uniform import tariff, in real terms (Lerner 1936).

    On top of whatever taxes there are, multiplicatively, under balanced trade.
    """
    base = world(seed, imbalances=False)
    higher = {}
    for name, side in (("tariff", np.s_[1:, 0]), ("export_tax", np.s_[0, 1:])):
        rates = base[name].values.copy()
        rates[side] = (1 + rates[side]) * (1 + rate) - 1
        higher[name] = rates
    tariff = solve(base, tt.Policy().tariff_array(higher["tariff"]), "balanced").outcomes
    tax = solve(base, tt.Policy().export_tax_array(higher["export_tax"]), "balanced").outcomes
    real = ["real_income_change", "real_wage_change", "output_volume_change", "employment_change"]
    assert_same(tax[real], tariff[real])
    # Nominal values in the country are higher by the tariff, everywhere else alike.
    ratio = (1 + tariff["factor_reward_change"] / 100) / (1 + tax["factor_reward_change"] / 100)
    ratio = ratio.values[:, 0] / ratio.values[1, 0]
    np.testing.assert_allclose(ratio, [1 + rate, 1, 1, 1], rtol=SAME)


@given(seeds)
def test_hats_equal_the_economy_in_levels(seed) -> None:
    """Two equilibria found from technologies agree with `solve` from the first one's data."""
    rng = np.random.default_rng(seed)
    primitives = draw_primitives(seed)
    n, j = primitives.technology.shape
    away = (1 - np.eye(n))[:, :, None]
    tariff, new_tariff = rng.uniform(0, 0.4, (2, n, n, j)) * away
    tax, new_tax = rng.uniform(-0.05, 0.2, (2, n, n, j)) * away
    cost = 1 + rng.uniform(-0.15, 0.3, (n, n, j)) * away
    better = rng.uniform(0.8, 1.3, n)
    before = solve_levels(primitives, tariff, tax)
    changed = primitives.changed(iceberg=cost, productivity=better)
    after = solve_levels(changed, new_tariff, new_tax)

    base = tt.Baseline.from_arrays(**as_baseline(primitives, before, tariff, tax))
    policy = tt.Policy().tariff_array(new_tariff).export_tax_array(new_tax).trade_cost_array(cost)
    for country, factor in zip(base.countries, better, strict=True):
        policy = policy.productivity(country, factor=float(factor))
    eq = solve(base, policy, "fixed")

    # The levels are solved to 1e-10 of every market at worst, hence 1e-8 here.
    def close(found, wanted):
        np.testing.assert_allclose(found, wanted, rtol=1e-8)

    out = eq.outcomes
    close(1 + out["factor_reward_change"] / 100, after.reward / before.reward)
    close(1 + out["price_change"] / 100, after.price / before.price)
    close(out["income"], after.income)
    close(eq.trade, after.trade)
    close(eq.to_baseline()["expenditure"], after.spending)
    index = np.prod((after.price / before.price) ** primitives.final, axis=1)
    close(1 + out["real_income_change"] / 100, after.income / before.income / index)
