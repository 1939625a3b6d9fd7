"""Every equation of the model against numbers worked out by hand; numbers as in docs/theory.md.

Two countries, two sectors, two factors, round numbers. Hand computations are written out; they
agree to rounding (1e-14), or to machine precision where a formula has powers.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from tradetalks.model import costs, income, outcomes, purchases, system, trade
from tradetalks.model.economy import Closure, Commitments, Economy, Shock, Unknowns

LN2, LN3 = np.log(2.0), np.log(3.0)


def _arrays(**values: object) -> dict[str, Array]:
    return {k: jnp.asarray(v, dtype=float) for k, v in values.items()}


@pytest.fixture
def economy() -> Economy:
    """theta is 2 and 1; country 0 taxes its imports 25 %, country 1 its exports of good 0 60 %."""
    tariff, export_tax = np.zeros((2, 2, 2)), np.zeros((2, 2, 2))
    tariff[1, 0] = 0.25
    export_tax[1, 0, 0] = 0.6
    share = np.empty((2, 2, 2))
    share[0, 0], share[1, 0] = [0.5, 0.8], [0.5, 0.2]
    share[0, 1], share[1, 1] = [0.25, 0.0], [0.75, 1.0]
    return Economy(
        **_arrays(
            trade_share=share,
            tariff=tariff,
            export_tax=export_tax,
            expenditure=[[100, 200], [400, 300]],
            value_added=[[60, 90], [200, 150]],
            deficit=[-15, 15],
            final_share=[[0.25, 0.75], [0.5, 0.5]],
            value_added_share=[[0.5, 0.25], [1.0, 0.4]],
            factor_share=[[[0.5, 0.2], [0.5, 0.8]], [[1.0, 0.25], [0.0, 0.75]]],
            input_share=[[[0.5, 0.25], [0.0, 0.5]], [[0.0, 0.6], [0.0, 0.0]]],
            trade_elasticity=[2, 1],
            labour=[1, 0],
            relieved=[0, 0],
        )
    )


def _closure(
    fixed: float = 0.0,
    share: float = 0.0,
    kappa: float = 0.0,
    relief: float = 0.0,
    psi: tuple[float, ...] = (),
) -> Closure:
    """The rules, with labour, factor 0, alone responding."""
    return Closure(
        **_arrays(
            fixed=fixed,
            share=share,
            labour_supply=[kappa, 0.0],
            relief=relief,
            scale_elasticity=psi,
        )
    )


@pytest.fixture
def promises() -> Commitments:
    """0 promises to buy good 0 from 1, at least 80, at the cost of 1; and 60 of it again."""
    return Commitments(
        **_arrays(
            seller=[[0, 1]],
            buyer=[[1, 0]],
            covers=[[[1, 0]], [[1, 0]]],
            floor=[80, 60],
            payer=[[0, 1], [0, 0]],
        )
    )


def _wedges(kernel, economy, promises, commitment) -> purchases.Raised:
    return purchases.raised(kernel, economy.trade_elasticity, promises, jnp.asarray(commitment))


NO_SCALE = jnp.zeros((2, 0))


@pytest.fixture
def shock(economy: Economy) -> Shock:
    """A duty of 100 % by 1, none by 0 any more, one way at double the cost, one flow closed."""
    tariff, cost, opened = np.zeros((2, 2, 2)), np.ones((2, 2, 2)), np.ones((2, 2, 2))
    tariff[0, 1] = 1.0
    cost[1, 0] = 2.0
    opened[1, 0, 1] = 0.0
    return Shock(
        **_arrays(
            tariff=tariff,
            export_tax=np.zeros((2, 2, 2)),
            trade_cost=cost,
            open=opened,
            productivity=[[1, 2], [1, 1]],
            endowment=[[1, 2], [1, 1]],
            remittance=np.zeros((2, 2, 2)),
            transfer=[0, 0],
        ),
        commitments=outcomes.no_commitments(2, 2),
    )


def test_equation_1_unit_cost(economy, shock) -> None:
    reward = jnp.log(jnp.asarray([[2.0, 1.0], [3.0, 2.0]]))
    price = jnp.log(jnp.asarray([[1.0, 2.0], [1.0, 4.0]]))
    cost = jnp.exp(costs.log_unit_cost(economy, shock, _closure(), reward, price, NO_SCALE))
    # Country 0: 2^(.5*.5) * 1^(.5) * 2^0; and 2^(.25*.2) * 1^.25 * 2^.5 / productivity 2.
    # Country 1: 3^(1*1); and 3^(.4*.25) * 2^(.4*.75) * 1^.6.
    by_hand = [[2**0.25, 2**0.05 * 2**0.5 / 2], [3.0, 3**0.1 * 2**0.3]]
    np.testing.assert_allclose(cost, by_hand, rtol=1e-14)


def test_equation_1_scale_economies(economy, shock) -> None:
    still = jnp.zeros((2, 2))
    scale = jnp.log(jnp.asarray([[4.0, 1.0], [1.0, 16.0]]))
    closure = _closure(psi=(0.5, 0.25))
    cost = jnp.exp(costs.log_unit_cost(economy, shock, closure, still, still, scale))
    # Four times the factors at psi one half; sixteen times at one quarter; productivity 2 in 0.
    np.testing.assert_allclose(cost, [[0.5, 0.5], [1.0, 0.5]], rtol=1e-14)
    # Receipts from 100 to 600 with factor 0, half the bundle, four times as dear: 600 / 100 / 2.
    reward = jnp.log(jnp.asarray([[4.0, 1.0], [1.0, 1.0]]))
    base, new = jnp.asarray([[100.0, 0.0], [50.0, 1.0]]), jnp.asarray([[600.0, 0.0], [50.0, 2.0]])
    work = jnp.exp(costs.log_employment(economy, base, new, reward))
    np.testing.assert_allclose(work, [[3.0, 1.0], [1.0, 2.0]], rtol=1e-14)


def test_equation_2_delivered_price(economy, shock) -> None:
    wedge = costs.cost_wedge(economy, shock)
    # Good 0 from 1 to 0: cost 2, duty 1.25 abolished, export tax 1.6 abolished.
    assert wedge[1, 0, 0] == pytest.approx(2 / 1.25 / 1.6, rel=1e-15)
    assert wedge[1, 0, 1] == pytest.approx(2 / 1.25, rel=1e-15)
    assert wedge[0, 1, 0] == 2.0  # a duty of 100 %
    assert wedge[0, 0, 0] == wedge[1, 1, 1] == 1.0


def test_equation_3_price_index(economy, shock) -> None:
    kernel = trade.trade_kernel(economy, shock)
    cost = jnp.log(jnp.asarray([[2.0, 1.0], [4.0, 3.0]]))
    theta = economy.trade_elasticity
    offered, _ = trade.offers(
        kernel, theta, cost, _wedges(kernel, economy, shock.commitments, np.zeros(4))
    )
    price = jnp.exp(trade.log_price_index(theta, offered))
    # Buyer 0, good 0, theta 2: .5 * 2^-2 + .5 * (4 * wedge 1)^-2 = .125 + .03125.
    assert price[0, 0] == pytest.approx((0.125 + 0.03125) ** -0.5, rel=1e-14)
    # Good 1, theta 1, closed to 1: only the home variety, .8 / 1.
    assert price[0, 1] == pytest.approx(1 / 0.8, rel=1e-14)
    # Buyer 1: .25 * (2 * 2)^-2 + .75 * 4^-2 = 1/16; good 1 all from home at cost 3.
    np.testing.assert_allclose(price[1], [4.0, 3.0], rtol=1e-14)


def test_equation_4_trade_shares(economy, shock) -> None:
    kernel = trade.trade_kernel(economy, shock)
    cost = jnp.log(jnp.asarray([[2.0, 1.0], [4.0, 3.0]]))
    theta = economy.trade_elasticity
    offered, _ = trade.offers(
        kernel, theta, cost, _wedges(kernel, economy, shock.commitments, np.zeros(4))
    )
    share = trade.trade_share(kernel, theta, cost, trade.log_price_index(theta, offered))
    # .125 against .03125 of 1 and 1/64 against 3/64, from equation 3.
    np.testing.assert_allclose(share[:, 0, 0], [0.8, 0.2], rtol=1e-14)
    np.testing.assert_allclose(share[:, 1, 0], [0.25, 0.75], rtol=1e-14)
    np.testing.assert_array_equal(share[1, 0, 1], 0.0)  # an embargo is exact
    np.testing.assert_allclose(share.sum(0), 1.0, rtol=1e-14)


def test_equation_5_trade_and_receipts(economy) -> None:
    shock = outcomes.no_shock(economy)
    kernel = trade.trade_kernel(economy, shock)
    theta, cost = economy.trade_elasticity, jnp.zeros((2, 2))
    scale = trade.demand_scale(theta, cost, economy.expenditure)
    flow = trade.trade(kernel, theta, cost, scale)
    # 0 buys 100 of good 0, half from 1 at a duty of 25 %: 40 at the border.
    np.testing.assert_allclose(flow[:, 0, 0], [50.0, 40.0], rtol=1e-14)
    np.testing.assert_allclose(flow[:, 1, 0], [100.0, 300.0], rtol=1e-14)
    np.testing.assert_allclose(flow[:, 0, 1], [160.0, 32.0], rtol=1e-14)
    # Producers in 1 keep 40 / 1.6 = 25 of that, and 300 at home.
    none = _wedges(kernel, economy, shock.commitments, np.zeros(4))
    _, receipts = trade.sales(kernel, theta, cost, scale, none)
    np.testing.assert_allclose(receipts, [[150.0, 160.0], [325.0, 332.0]], rtol=1e-14)
    _, before_duty = trade.offers(kernel, theta, cost, none)
    bought = scale * before_duty
    np.testing.assert_allclose(bought, [[90.0, 192.0], [400.0, 300.0]], rtol=1e-14)


def test_equation_6_factor_markets(economy, shock) -> None:
    demand = income.factor_demand(economy, jnp.asarray([[100.0, 200.0], [10.0, 100.0]]))
    # Country 0: value added 50 and 50; factor 0 gets .5 * 50 + .2 * 50.
    np.testing.assert_allclose(demand, [[35.0, 65.0], [20.0, 30.0]], rtol=1e-14)
    reward = jnp.log(jnp.asarray([[2.0, 3.0], [1.0, 1.0]]))
    earned = income.factor_income(
        economy, shock, reward, jnp.log(jnp.asarray([[2.0, 1.0], [1, 1]]))
    )
    # Country 0 has twice as much of factor 1: 3 * 2 * 90; and twice as many of factor 0 work.
    np.testing.assert_allclose(earned, [[240.0, 540.0], [200.0, 150.0]], rtol=1e-14)


def test_equation_7_public_budget() -> None:
    spending = jnp.asarray([[100.0, 200.0], [400.0, 300.0]])
    border = jnp.asarray([[90.0, 192.0], [400.0, 300.0]])
    shipments = jnp.asarray([[150.0, 160.0], [340.0, 332.0]])
    receipts = jnp.asarray([[150.0, 160.0], [325.0, 332.0]])
    # 0 collects duties of 10 and 8, 1 an export tax of 15.
    found = income.budget(spending, border, shipments, receipts)
    np.testing.assert_allclose(found, [18.0, 15.0], rtol=1e-14)


def test_equation_8_spending(economy) -> None:
    receipts = jnp.asarray([[100.0, 200.0], [10.0, 50.0]])
    found = income.spending(economy, receipts, jnp.asarray([400.0, 60.0]))
    # 0 buys good 0 as input .5 * 100 + .25 * 200, and .25 of 400 for final use.
    np.testing.assert_allclose(found, [[200.0, 400.0], [60.0, 30.0]], rtol=1e-14)


def test_equation_9_wedges_meet_on_a_flow(economy, promises) -> None:
    shock = outcomes.no_shock(economy)._replace(commitments=promises)
    kernel = trade.trade_kernel(economy, shock)
    theta, cost = economy.trade_elasticity, jnp.zeros((2, 2))
    # The public pays one half of the price, and a fifth of the rest: 0.4 of it is left.
    u = jnp.log(jnp.asarray([2.0, 1.25]))
    extra = _wedges(kernel, economy, promises, u)
    offered, _ = trade.offers(kernel, theta, cost, extra)
    # Good 0 in 0: half from home, half at 0.4 of the price, theta 2.
    assert offered[0, 0] == pytest.approx(0.5 + 0.5 * 0.4**-2, rel=1e-14)
    np.testing.assert_allclose(offered.ravel()[1:], 1.0, rtol=1e-14)
    price = trade.log_price_index(theta, offered)
    scale = trade.demand_scale(theta, price, economy.expenditure)
    bought = purchases.bought(kernel, theta, promises, u, cost, scale)
    # Of 100 spent, 3.125 of 3.625 goes abroad; it is worth 1 / 0.4 of that, less duty of 25 %.
    abroad = 100 * 3.125 / 3.625
    np.testing.assert_allclose(bought.flow, abroad / 0.4 / 1.25, rtol=1e-14)
    # The public pays 1.5 dollars for each of the buyer's, split as the logs of the wedges.
    split = np.log([2.0, 1.25]) / np.log(2.5)
    np.testing.assert_allclose(bought.cost[:, 0], 1.5 * abroad * split, rtol=1e-14)
    np.testing.assert_array_equal(bought.cost[:, 1], 0.0)
    # 1 bears the first of the two costs, 0 the other itself.
    paid = purchases.borne_by_others(promises, bought.cost)
    np.testing.assert_allclose(paid, bought.cost[0, 0] * np.asarray([1, -1]), rtol=1e-14)
    # Sellers and the whole table of flows agree with that.
    shipped, kept = trade.sales(kernel, theta, cost, scale, extra)
    full = trade.trade(purchases.whole(kernel, extra), theta, cost, scale)
    assert full[1, 0, 0] == pytest.approx(abroad / 0.4 / 1.25, rel=1e-14)
    np.testing.assert_allclose(shipped, full.sum(1), rtol=1e-14)
    assert kept[1, 0] == pytest.approx(float(full[1, 0, 0] / 1.6 + full[1, 1, 0]), rel=1e-14)


def test_equation_9_binds_or_does_not(promises) -> None:
    # At the floor with a wedge; 90 against 60 with the slack as the unknown.
    u = jnp.asarray([0.3, -np.log(1.5)])
    gap = purchases.commitment_gap(promises, u, jnp.asarray([80.0, 90.0]))
    np.testing.assert_allclose(gap, 0.0, atol=1e-15)
    # Below the floor, or a wedge where none is due, is a gap.
    gap = purchases.commitment_gap(promises, u, jnp.asarray([40.0, 60.0]))
    np.testing.assert_allclose(gap, [-LN2, -np.log(1.5)], rtol=1e-14)


@pytest.mark.parametrize(
    ("closure", "by_hand"),
    [
        # World factor income goes from 500 to 1000: so do deficits in money.
        (_closure(fixed=1.0), [-30.0, 30.0]),
        # 0 saved a tenth of its income and still does: -60. 1 borrowed 15 of 350, and of 400 it is
        # 17.142857; the sum, -42.857143, is shared out 600 to 400.
        (
            _closure(share=1.0),
            [-60 + 0.6 * 42.857142857142854, 17.142857142857142 + 0.4 * 42.857142857142854],
        ),
        (_closure(), [0.0, 0.0]),
    ],
)
def test_equation_10_imbalances(economy, closure, by_hand) -> None:
    earned = jnp.asarray([[250.0, 350.0], [300.0, 100.0]])
    found = income.deficits(economy, closure, earned)
    np.testing.assert_allclose(found, by_hand, rtol=1e-13, atol=1e-12)
    assert found.sum() == pytest.approx(0, abs=1e-12)


def test_equation_11_labour_supply(economy) -> None:
    real = jnp.log(jnp.asarray([[4.0, 9.0], [1.0, 1.0]]))
    earned = jnp.asarray([[60.0, 40.0], [150.0, 50.0]])
    budget = jnp.asarray([75.0, -200.0])
    # kappa one half, labour only: the root of 4.
    supply = jnp.exp(income.log_labour_supply(economy, _closure(kappa=0.5), real, budget, earned))
    np.testing.assert_allclose(supply, [[2.0, 1.0], [1.0, 1.0]], rtol=1e-14)
    # Revenue is three quarters of factor income in 0, and minus all of it in 1.
    relieved = _closure(kappa=0.5, relief=1.0)
    supply = jnp.exp(income.log_labour_supply(economy, relieved, real, budget, earned))
    np.testing.assert_allclose(supply, [[4.0, 1.0], [2**-0.5, 1.0]], rtol=1e-14)
    # Where three quarters had been relieved before, nothing is left to relieve.
    before = economy._replace(relieved=jnp.asarray([0.75, 0.0]))
    supply = jnp.exp(income.log_labour_supply(before, relieved, real, budget, earned))
    np.testing.assert_allclose(supply, [[2.0, 1.0], [2**-0.5, 1.0]], rtol=1e-14)


def test_equation_12_remittances(shock) -> None:
    sent = np.zeros((2, 2, 2))
    sent[0, 1] = [3.0, 5.0]
    reward = jnp.log(jnp.asarray([[2.0, 1.0], [7.0, 7.0]]))
    # From 0 to 1: 3 at twice the reward, and 5.
    moved = shock._replace(remittance=jnp.asarray(sent))
    found = income.net_remittances(moved, reward)
    np.testing.assert_allclose(found, [-11.0, 11.0], rtol=1e-14)


def test_equation_13_numeraire(economy, shock) -> None:
    earned = jnp.asarray([[100.0, 50.0], [250.0, 200.0]])
    together = jnp.ones((2, 2))
    # 600 now, 500 before.
    found = income.numeraire_gap(economy, together, earned)
    np.testing.assert_allclose(found, [0.2, 0.2], rtol=1e-14)
    # Apart, each by itself: 150 of 150 and 450 of 350.
    apart = income.numeraire_gap(economy, jnp.eye(2), earned)
    np.testing.assert_allclose(apart, [0.0, 450 / 350 - 1], rtol=1e-14)


def test_who_trades_with_whom(economy, shock) -> None:
    np.testing.assert_array_equal(trade.together(economy, shock), np.ones((2, 2)))
    closed = shock._replace(open=jnp.asarray(np.eye(2)[:, :, None] * np.ones(2)))
    np.testing.assert_array_equal(trade.together(economy, closed), np.eye(2))
    # A chain of three: 0 sells to 1, 1 to 2; 3 is alone.
    shares = np.zeros((4, 4, 1))
    shares[range(4), range(4)] = 1.0
    shares[0, 1] = shares[1, 2] = 0.5
    chain = economy._replace(trade_share=jnp.asarray(shares), expenditure=jnp.ones((4, 1)))
    found = trade.together(chain, shock._replace(open=jnp.ones((4, 4, 1))))
    blocs = np.zeros((4, 4))
    blocs[:3, :3] = blocs[3, 3] = 1.0
    np.testing.assert_array_equal(found, blocs)


def test_equation_14_real_income(economy) -> None:
    # Baseline income: 150 + duties of 10 and 8 - 15, and 350 + export tax of 15 + 15.
    np.testing.assert_allclose(outcomes.base_income(economy), [153.0, 380.0], rtol=1e-14)
    log_price = jnp.log(jnp.asarray([[16.0, 1.0], [4.0, 1.0]]))
    index = system.log_consumer_price(economy, log_price)
    np.testing.assert_allclose(jnp.exp(index), [2.0, 2.0], rtol=1e-14)  # 16^.25, 4^.5
    state = _state(income=[459, 380])._replace(log_price=log_price)
    real = jnp.exp(outcomes.log_real_income(economy, state))
    # Income thrice at prices twice; the same income at prices twice.
    np.testing.assert_allclose(real, [1.5, 0.5], rtol=1e-14)


def _state(**values: object) -> system.State:
    return system.State(**dict.fromkeys(system.State._fields))._replace(**_arrays(**values))


def test_equation_14_welfare_net_of_work(economy, shock) -> None:
    # kappa 1: half the labour tax-free wage bill, 30 and 100, is what working costs.
    state = _state(factor_income=[[120, 90], [200, 150]], budget=[0, 0])
    real, prices = jnp.asarray([1.5, 1.0]), jnp.log(jnp.asarray([2.0, 1.0]))
    found = outcomes.welfare(economy, shock, _closure(kappa=1.0), state, real, prices)
    # 0: income 153 at 1.5, work at 30 times the wage bill of 2 over prices of 2.
    np.testing.assert_allclose(found, [(153 * 1.5 - 30) / (153 - 30), 1.0], rtol=1e-14)
    # With revenue at a third of factor income relieved, two thirds of that.
    state = state._replace(budget=jnp.asarray([70.0, 0.0]))
    relieved = _closure(kappa=1.0, relief=1.0)
    found = outcomes.welfare(economy, shock, relieved, state, real, prices)
    assert found[0] == pytest.approx((153 * 1.5 - 20) / (153 - 20), rel=1e-14)
    # Nobody responds: real income.
    found = outcomes.welfare(economy, shock, _closure(), state, real, prices)
    np.testing.assert_allclose(found, real, rtol=1e-15)


def test_employment_counts_people(economy, shock) -> None:
    # Twice as many of factor 0 work in 1; the second factor is capital and does not count.
    supply = np.log([[1.0, 5.0], [2.0, 1.0]])
    found = outcomes.employment(economy, shock, _state(log_supply=supply))
    np.testing.assert_allclose(found, [1.0, 2.0], rtol=1e-14)


def test_employment_of_a_sector_is_what_it_pays_people_over_their_reward(economy) -> None:
    # Factor 0 alone is people. In 0: .5 * .5 * 80 and .25 * .2 * 40, at twice the reward half.
    state = _state(receipts=[[80.0, 40.0], [100.0, 50.0]])
    reward = jnp.asarray([[2.0, 7.0], [1.0, 7.0]])
    found = outcomes.sector_employment(economy, state, reward)
    np.testing.assert_allclose(found, [[10.0, 1.0], [100.0, 5.0]], rtol=1e-14)


def test_the_system_is_closed_by_the_gaps_of_its_equations(economy) -> None:
    """The residual is what equations 3, 6, 8 and 13 leave open, worked out at no change."""
    shock = outcomes.no_shock(economy)
    kernel = trade.trade_kernel(economy, shock)
    still = jnp.zeros((2, 2))
    u = Unknowns(still, still, still, jnp.zeros(4), NO_SCALE)
    higher = u._replace(price=jnp.full((2, 2), LN3), reward=jnp.full((2, 2), LN2))
    closure = _closure(fixed=1.0)
    found = system.residual(u, economy, shock, kernel, closure)
    # These round numbers clear no market. Receipts as in equation 5, so factor 0 of country 0
    # is asked for .5 * 75 + .2 * 40 = 45.5 against 60.
    assert found.reward[0, 0] == pytest.approx(-np.log(45.5 / 60), rel=1e-14)
    # Good 0 in 0: inputs .5 * 150 + .25 * 160 = 115, final .25 * 153 = 38.25, against 100.
    assert found.spending[0, 0] == pytest.approx(-np.log(153.25 / 100), rel=1e-14)
    np.testing.assert_allclose(found.price, 0.0, atol=1e-15)
    # With inputs thrice and factors twice as dear, cost and so price of good 0 in 1, which needs
    # factor 0 only: 2 from home; in 0, 2^.5 * 3^.5 from home.
    moved = system.residual(higher, economy, shock, kernel, closure)
    home = 0.75 * 2**-2.0 + 0.25 * 6**-1.0
    assert moved.price[1, 0] == pytest.approx(LN3 + np.log(home) / 2, rel=1e-14)
    # World factor income has doubled: the numeraire gap, one, is in every factor market.
    state = system.evaluate(higher, economy, shock, kernel, closure)
    own = -np.log(state.factor_demand[0, 0] / state.factor_income[0, 0])
    assert moved.reward[0, 0] - own == pytest.approx(1.0, rel=1e-14)
