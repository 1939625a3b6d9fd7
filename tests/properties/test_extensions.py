"""What theory says of the extensions: factors, people, payments, work and scale."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from drawn import (
    COUNTRIES,
    SAME,
    assert_no_change,
    assert_same,
    imports,
    peopled,
    policies,
    rules,
    seeds,
    solve,
)
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

import tradetalks as tt
from tradetalks.model.income import numeraire_gap
from tradetalks.model.system import evaluate, residual
from tradetalks.model.trade import trade_kernel
from worlds import make_world

# Equation 1, 6: factors.


@given(seeds, policies, rules, st.permutations(COUNTRIES), st.floats(-0.3, 0.3))
def test_three_factors_used_alike_are_one(seed, policy, how, order, part) -> None:
    """In the same proportions everywhere, three factors are one bundle, whatever moves it."""
    arrays = make_world(seed)
    rng = np.random.default_rng(seed)
    mix, skills = rng.dirichlet([3, 3, 3], 4), rng.dirichlet([3, 3, 3])
    heads = rng.uniform(1e5, 1e6, 4)
    efficiency = rng.uniform(0.5, 1.5, (4, 4))
    np.fill_diagonal(efficiency, 1.0)
    share = rng.uniform(0, 0.3, (4, 4)) * (1 - np.eye(4))
    one = tt.Baseline.from_arrays(
        **arrays,
        workers=heads[:, None],
        mover_efficiency=efficiency[:, :, None],
        remittance_share=share,
    )
    three = tt.Baseline.from_arrays(
        **(arrays | {"factor_share": np.broadcast_to(mix[:, :, None], (4, 3, 3))}),
        factors=("first", "second", "third"),
        workers=heads[:, None] * skills,
        mover_efficiency=np.broadcast_to(efficiency[:, :, None], (4, 4, 3)),
        remittance_share=share,
    )
    here, there, *_ = order
    # As many as either end can spare.
    movers = part * float(min(heads[COUNTRIES.index(c)] for c in (here, there)))
    policy = policy.migration(here, there, movers=movers)
    single = solve(one, policy, **how).outcomes
    assert_same(solve(three.one_factor(), policy, **how).outcomes, single)
    split = solve(three, policy, **how).outcomes
    whole = [name for name, v in single.items() if "factor" not in v.dims]
    assert_same(split[whole], single[whole])
    for name in ("factor_reward_change", "real_wage_change"):
        np.testing.assert_allclose(split[name], single[name].values.repeat(3, axis=1), atol=1e-7)


# Equation 12, 8: people and payments.


@given(seeds, rules, st.permutations(COUNTRIES), st.sampled_from(["skilled", "unskilled"]))
def test_migration_there_and_back_cancels(seed, how, order, skill) -> None:
    base = peopled(seed)
    movers = 0.1 * float(base["workers"].sel(country=order[0], factor=skill))
    there = tt.Policy().migration(order[0], order[1], movers=movers, skill=skill)
    back = there.migration(order[0], order[1], movers=-movers, skill=skill)
    plain = solve(base, tt.Policy(), **how)
    assert_same(solve(base, back, **how).outcomes, plain.outcomes)
    assert_no_change(solve(base, there + back), 1.0)
    moved = solve(base, there, **how).outcomes["employment_change"]
    still = plain.outcomes["employment_change"]
    assert float(moved.sel(country=order[0]) - still.sel(country=order[0])) < 0


@given(seeds, policies, rules, st.permutations(COUNTRIES), st.floats(0.001, 0.05))
def test_transfers_through_a_third_country_are_direct(seed, policy, how, order, part) -> None:
    base = peopled(seed)
    a, b, c, _ = order
    amount = part * float(base["value_added"].sel(country=a).sum())
    around = policy.transfer(a, b, amount=amount).transfer(b, c, amount=amount)
    direct = policy.transfer(a, c, amount=amount)
    assert_same(solve(base, around, **how).outcomes, solve(base, direct, **how).outcomes)


@given(seeds, policies, st.permutations(COUNTRIES), st.floats(0, 0.05))
def test_a_transfer_is_a_deficit(seed, policy, order, part) -> None:
    """Money from government to government is what deficits that stay fixed are made of."""
    base = peopled(seed)
    amount = part * float(base["value_added"].sel(country=order[0]).sum())
    sent = solve(base, policy.transfer(order[0], order[1], amount=amount))
    owed = base["deficit"].values.copy()
    owed[COUNTRIES.index(order[0])] -= amount
    owed[COUNTRIES.index(order[1])] += amount
    # The baseline's final shares stay those of the observed income.
    other = base.replace(deficit=owed, final_share=base["final_share"].values)
    alike = ["price_change", "output", "bilateral_trade", "income", "price_index_change"]
    assert_same(sent.outcomes[[*alike, "gdp"]], solve(other, policy).outcomes[[*alike, "gdp"]])


# Equations 11 and 14: work.


@given(seeds, policies, st.sampled_from([{}, {"deficits": "share"}, {"scale_elasticity": 0.05}]))
def test_without_labour_supply_welfare_is_real_income(seed, policy, how) -> None:
    out = solve(peopled(seed), policy, **how).outcomes
    np.testing.assert_allclose(out["welfare_change"], out["real_income_change"], atol=1e-12)
    np.testing.assert_allclose(out["employment_change"], 0.0, atol=1e-12)
    relief = solve(peopled(seed), policy, **how, revenue="income_tax").outcomes
    assert_same(relief, out)  # nobody works more for a lower tax


@given(seeds, policies, st.floats(0.05, 1.0))
def test_welfare_is_that_of_the_household(seed, policy, kappa) -> None:
    """Hours that maximise consumption less the toil of work, and how much better off they leave.

    A household of each country and skill with utility `C - phi h^(1 + 1/kappa) / (1 + 1/kappa)`
    chooses hours numerically at the baseline's and at the new prices.
    """
    base = peopled(seed)
    eq = solve(base, policy, labour_supply=kappa)
    out = eq.outcomes
    price = 1 + out["price_index_change"].values / 100
    wage = 1 + out["factor_reward_change"].values / 100
    before, bills = out["income_base"].values, base["value_added"].values

    def toil(hours: Any, bill: float) -> Any:
        """phi is such that one hour is best at the baseline's wage."""
        return bill * hours ** (1 + 1 / kappa) / (1 + 1 / kappa)

    for c in range(4):
        utility, start, work = float(out["income"][c]) / price[c], before[c], []
        for f in range(2):
            bill, real = bills[c, f], wage[c, f] / price[c]

            def loss(log_hours: float, bill: float = bill, real: float = real) -> float:
                hours = np.exp(log_hours)
                return float(toil(hours, bill) - real * bill * hours) / bill

            found = minimize_scalar(loss, bracket=(-1.0, 1.0), options={"xtol": 1e-12})
            hours = float(np.exp(found.x))
            work.append(hours)
            utility -= toil(hours, bill)
            start -= toil(1.0, bill)
        # A minimum is flat: hours are found to the root of machine precision only.
        at_work = np.average(work, weights=bills[c, :2])
        assert 1 + float(out["employment_change"][c]) / 100 == pytest.approx(at_work, rel=1e-6)
        assert 1 + float(out["welfare_change"][c]) / 100 == pytest.approx(utility / start, rel=1e-8)


# Equation 1: scale.


@given(seeds, policies)
def test_no_scale_economies_is_a_scale_elasticity_of_zero(seed, policy) -> None:
    base = peopled(seed)
    none = solve(base, policy).outcomes
    zero = solve(base, policy, scale_elasticity=[0.0, 0.0, 0.0]).outcomes
    assert none.equals(zero)
    least = solve(base, policy, scale_elasticity=1e-13).outcomes
    assert_same(least, none)


@given(seeds, policies)
def test_scale_economies_in_autarky_are_paid_in_full(seed, policy) -> None:
    """A closed one-sector country with psi: workers come, output per worker rises by psi."""
    rng = np.random.default_rng(seed)
    n, psi, more = 3, 0.15, 1.3
    arrays = {
        "countries": COUNTRIES[:n],
        "sectors": ("S00",),
        "trade": np.einsum("od,o->od", np.eye(n), rng.uniform(1, 3, n))[:, :, None],
        "tariff": np.zeros((n, n, 1)),
        "value_added_share": np.ones((n, 1)),
        "input_share": np.zeros((n, 1, 1)),
        "trade_elasticity": [5.0],
    }
    base = tt.Baseline.from_arrays(**arrays)
    workers = np.full((n, 1), 100.0)
    here = base.replace(
        workers=workers,
        mover_efficiency=np.ones((n, n, 1)),
        remittance_share=np.zeros((n, n)),
    )
    moved = tt.Policy().migration("C00", "C01", movers=100 * (more - 1))
    out = solve(here, moved, scale_elasticity=psi, deficits="balanced").outcomes
    real = 1 + out["real_income_change"].values / 100
    np.testing.assert_allclose(real, [(2 - more) ** (1 + psi), more ** (1 + psi), 1], rtol=SAME)


# Equation 13: nothing real depends on the level of prices.


@given(seeds, policies, rules, st.floats(-2, 2))
def test_all_equations_are_homogeneous_of_degree_zero(seed, policy, how, level) -> None:
    """Everything nominal higher alike, payments and floors too: only the numeraire notices."""
    base = peopled(seed)
    promise = 1.5 * imports(base, "C00", "C01")
    policy = policy.purchase("C00", "C01", at_least=promise, paid_by="C02")
    policy = policy.migration("C01", "C03", movers=1e3).transfer("C02", "C03", amount=1e3)
    policy = tt.Policy(tuple(x for x in policy.levers if type(x).__name__ != "Embargo"))
    u, economy, shock, closure = solve(base, policy, **how).arguments
    unknowns = _unflat(u, economy, shock, closure)
    kernel = trade_kernel(economy, shock)
    rng = np.random.default_rng(seed)
    # Anywhere, not only at a solution.
    unknowns = jax.tree.map(lambda a: a + 0.1 * jnp.asarray(rng.normal(size=a.shape)), unknowns)
    times = np.exp(level)
    nominal = {n: getattr(unknowns, n) + level for n in ("price", "reward", "spending")}
    dearer = shock._replace(
        transfer=times * shock.transfer,
        commitments=shock.commitments._replace(floor=times * shock.commitments.floor),
    )

    def gaps(u: Any, shock: Any) -> Any:
        r = residual(u, economy, shock, kernel, closure)
        state = evaluate(u, economy, shock, kernel, closure)
        gap = numeraire_gap(economy, kernel.together, state.factor_income)[:, None]
        return r._replace(reward=r.reward - gap)

    for before, after in zip(
        gaps(unknowns, shock), gaps(unknowns._replace(**nominal), dearer), strict=True
    ):
        np.testing.assert_allclose(before, after, atol=1e-11)


def _unflat(*arguments: Any) -> Any:
    from tradetalks.solve.compiled import unflat

    return unflat(*arguments)
