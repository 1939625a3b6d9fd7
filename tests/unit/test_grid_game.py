"""A game of two countries and two goods, solved by grids in a model written apart: no slopes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from duopoly import BEFORE, COUNTRIES, SECTORS, baseline, best_of_grid, payoffs
from tradetalks.talks.war.contest import Contest
from tradetalks.talks.war.regret import certify

Array = np.ndarray[Any, np.dtype[np.float64]]
#: Grids end at steps of 2 (2/5)^11 / 10; what is lost to rounding near a flat top is more.
NEAR = 2e-5


@pytest.fixture(scope="module")
def base() -> tt.Baseline:
    return baseline()


def one_rate(first: Array, second: Array) -> Array:
    """One rate a country -> (country, sector, ...)."""
    return np.stack([np.stack([own, own]) for own in np.broadcast_arrays(first, second)])


def reply(player: int, rates: Array, numbers: int) -> Array:
    """The player's best rates by grids, the others' as in `rates` (country, sector)."""

    def value(points: Array) -> Array:
        whole = np.repeat(rates[:, :, None], points.shape[1], axis=2)
        whole[player] = points
        return payoffs(whole)[player]

    found = best_of_grid(value, numbers)
    return np.broadcast_to(found, 2).copy()


def equilibrium(numbers: int) -> Array:
    """Best replies in turn until they settle, (country, sector)."""
    rates = BEFORE.copy()
    for _ in range(30):
        before = rates.copy()
        for player in range(2):
            rates[player] = reply(player, rates, numbers)
        if np.abs(rates - before).max() < NEAR / 4:
            return rates
    raise AssertionError("the grid game does not settle")


def as_policy(rates: Array) -> tt.Policy:
    policy = tt.Policy()
    for own, other, row in zip(COUNTRIES, COUNTRIES[::-1], rates, strict=True):
        for sector, rate in zip(SECTORS, row, strict=True):
            policy = policy.tariff(own, other, rate=float(rate), sectors=sector)
    return policy


def test_the_two_models_agree(base: tt.Baseline) -> None:
    rng = np.random.default_rng(5)
    for rates in rng.uniform(0, 1.5, (4, 2, 2)):
        eq = tt.solve(base, as_policy(rates), tol=1e-12)
        gains = eq.outcomes["equivalent_variation"].values / 1e3
        np.testing.assert_allclose(gains, payoffs(rates), rtol=1e-8, atol=1e-6)


@pytest.mark.parametrize(("by", "numbers"), [((), 1), (("sector",), 2)])
@pytest.mark.parametrize("player", [0, 1])
def test_the_best_policy_is_that_of_the_grid(
    base: tt.Baseline, player: int, by: tuple[str, ...], numbers: int
) -> None:
    theirs = np.array([[0.3, 0.2], [0.25, 0.4]])
    mine = reply(player, theirs, numbers)
    given = theirs.copy()
    given[player] = BEFORE[player]
    found = tt.optimal_policy(base, COUNTRIES[player], by=by, policy=as_policy(given), starts=3)
    np.testing.assert_allclose(found.rates["rate"], mine[:numbers], atol=NEAR)
    reached = given.copy()
    reached[player] = mine
    gain = payoffs(reached)[player] - payoffs(given)[player]
    assert found.gain == pytest.approx(gain, rel=1e-7)
    assert found.gain > 0.1


@pytest.mark.parametrize(("by", "numbers"), [((), 1), (("sector",), 2)])
@pytest.mark.parametrize("method", ["simultaneous", "alternating"])
def test_the_trade_war_ends_where_the_grid_says(
    base: tt.Baseline, by: tuple[str, ...], numbers: int, method: Any
) -> None:
    rates = equilibrium(numbers)
    war = tt.trade_war(base, COUNTRIES, by=by, method=method)
    assert war.converged
    assert war.method == method
    found = war.rates["rate"].to_numpy().reshape(2, numbers)
    np.testing.assert_allclose(found, rates[:, :numbers], atol=NEAR)
    np.testing.assert_allclose(war.payoffs["gain"], payoffs(rates), rtol=1e-4, atol=1e-3)
    # The smaller one loses: its tariffs move prices less.
    assert war.payoffs["gain"].min() < 0


def test_regret_away_from_the_equilibrium_is_that_of_the_grid(base: tt.Baseline) -> None:
    contest = contest_of(base)
    x = equilibrium(2).reshape(-1) + np.array([0.1, -0.05, 0.0, 0.15])
    rates = x.reshape(2, 2)
    worlds = contest.worlds()
    eq = worlds.solve(contest.policy(x)).require()
    found = certify(contest, eq, x, worlds, starts=3)
    for player in range(2):
        moved = rates.copy()
        moved[player] = reply(player, rates, 2)
        wanted = payoffs(moved)[player] - payoffs(rates)[player]
        assert wanted > 0.01
        assert found.regret[player] == pytest.approx(wanted, rel=1e-4)
        own = contest.field.owner == player
        np.testing.assert_allclose(found.found[player], moved[player], atol=NEAR)
        np.testing.assert_allclose(found.better(x)[own], moved[player], atol=NEAR)
    assert not found.holds
    table = found.table()
    np.testing.assert_allclose(table["regret"], 1e3 * found.regret)
    assert found.worst == (COUNTRIES[int(np.argmax(found.regret))], float(found.regret.max()))


def contest_of(base: tt.Baseline) -> Contest:
    return Contest.of(
        base,
        COUNTRIES,
        "tariff",
        ("sector",),
        objectives=None,
        against=None,
        sectors=None,
        bounds=(0.0, 3.0),
        policy=None,
        closure={"deficits": "fixed"},
        tol=1e-10,
    )


def joint(welfare: Callable[[Array], Array]) -> Array:
    """One rate a country by grids, chosen together."""
    return best_of_grid(lambda x: welfare(payoffs(one_rate(x[0], x[1]))), 2, 0.0, 0.5)


def test_cooperation_with_payments_has_the_largest_sum(base: tt.Baseline) -> None:
    war = tt.trade_war(base, COUNTRIES)
    best = joint(lambda gains: gains.sum(0))
    found = tt.cooperate(base, COUNTRIES, disagreement=war, power={"C00": 1, "C01": 3})
    np.testing.assert_allclose(found.rates["rate"], best, atol=NEAR)
    fought = payoffs(one_rate(*war.rates["rate"].to_numpy()))
    wanted = (payoffs(one_rate(*best)) - fought).sum()
    assert found.total == pytest.approx(wanted, rel=1e-5)
    gains = found.payoffs["gain"].to_numpy()
    assert gains[1] == pytest.approx(3 * gains[0], rel=1e-5)
    assert gains.sum() == pytest.approx(wanted, rel=0.05)


@pytest.mark.parametrize("power", [(0.5, 0.5), (0.2, 0.8)])
def test_cooperation_without_payments_has_the_largest_product(
    base: tt.Baseline, power: tuple[float, float]
) -> None:
    war = tt.trade_war(base, COUNTRIES)
    fought = payoffs(one_rate(*war.rates["rate"].to_numpy()))

    def product(gains: Array) -> Array:
        over = gains - fought[:, None]
        logs = np.log(np.maximum(over, 1e-9))
        return power[0] * logs[0] + power[1] * logs[1]

    best = joint(product)
    found = tt.cooperate(
        base,
        COUNTRIES,
        transfers=False,
        disagreement=war,
        power=dict(zip(COUNTRIES, power, strict=True)),
    )
    assert found.agreed
    assert found.converged
    np.testing.assert_allclose(found.rates["rate"], best, atol=NEAR)
    np.testing.assert_allclose(found.payoffs["gain"], payoffs(one_rate(*best)) - fought, rtol=1e-4)
    assert found.payoffs["transfer"].abs().max() == 0
