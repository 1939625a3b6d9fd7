"""Cooperation: the largest sum and its split, the largest product, reciprocal cuts, bad input."""

from __future__ import annotations

import os
import signal
from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.errors import InputError
from tradetalks.talks.best.controls import RateControls
from tradetalks.talks.together.joint import NashProduct, Total, Welfare, Worst

P = tt.Policy()
PAIR = ("USA", "IND")
#: Better for both than any tariffs: half the cost of trading with each other is gone.
NEAR = P.trade_cost("USA", "IND", factor=0.5).trade_cost("IND", "USA", factor=0.5)


def gains(base: tt.Baseline, policy: tt.Policy, left: tt.Policy, *players: str) -> Any:
    """Over disagreement, USD billion, by cold solves."""
    here, there = (tt.solve(base, p, tol=1e-12).outcomes for p in (policy, left))
    more = here["equivalent_variation"] - there["equivalent_variation"]
    return more.sel(country=list(players)).values / 1e3


@pytest.fixture(scope="module")
def war(small: tt.Baseline) -> tt.War:
    return tt.trade_war(small, PAIR, by="sector", starts=1)


@pytest.fixture(scope="module")
def paid(small: tt.Baseline, war: tt.War) -> tt.Cooperation:
    power = {"USA": 1.0, "IND": 2.0}
    return tt.cooperate(small, PAIR, by="sector", disagreement=war, power=power)


@pytest.fixture(scope="module")
def unpaid(small: tt.Baseline, war: tt.War) -> tt.Cooperation:
    return tt.cooperate(small, PAIR, by="sector", transfers=False, disagreement=war)


def test_payments_share_the_gains_by_power(
    small: tt.Baseline, war: tt.War, paid: tt.Cooperation
) -> None:
    assert paid.agreed
    assert paid.converged
    table = paid.payoffs.set_index("player")
    assert table["power"]["IND"] == pytest.approx(2 / 3)
    assert table["gain"]["IND"] == pytest.approx(2 * table["gain"]["USA"], rel=1e-5)
    assert table["transfer"].sum() == pytest.approx(0, abs=1e-6)
    told = gains(small, paid.policy, war.policy, *table.index)
    np.testing.assert_allclose(table["gain"], told, rtol=1e-5)
    assert table["gain_unpaid"].sum() == pytest.approx(paid.total, rel=1e-9)
    assert "after payments of USD" in paid.message


def _moved(base: tt.Baseline, found: tt.Cooperation, draws: int, size: float) -> list[tt.Policy]:
    """Policies with rates drawn near those found."""
    rng = np.random.default_rng(11)
    made = []
    for _ in range(draws):
        policy = P
        for player, other in (PAIR, PAIR[::-1]):
            own = RateControls.of(base, player, by=("sector",), partners=other)
            rates = found.rates.query("player == @player")["rate"].to_numpy()
            policy = own.policy(np.clip(rates + rng.normal(0, size, len(rates)), 0, 3), policy)
        made.append(policy)
    return made


@pytest.mark.parametrize("size", [0.002, 0.05])
def test_no_rates_bring_a_larger_sum(
    small: tt.Baseline, war: tt.War, paid: tt.Cooperation, size: float
) -> None:
    sums = [gains(small, p, war.policy, *PAIR).sum() for p in _moved(small, paid, 12, size)]
    assert max(sums) < paid.total
    assert max(sums) > 0.5 * paid.total or size > 0.01, "the draws are close enough to tell"


@pytest.mark.parametrize("size", [0.002, 0.05])
def test_no_rates_bring_a_larger_product(
    small: tt.Baseline, war: tt.War, unpaid: tt.Cooperation, size: float
) -> None:
    assert unpaid.agreed
    assert unpaid.converged
    best = unpaid.payoffs["gain"].prod()
    told = gains(small, unpaid.policy, war.policy, *unpaid.payoffs["player"])
    np.testing.assert_allclose(unpaid.payoffs["gain"], told, rtol=1e-5)
    for policy in _moved(small, unpaid, 12, size):
        here = gains(small, policy, war.policy, *PAIR)
        assert here.min() < 0 or here.prod() < best
    assert (unpaid.payoffs["transfer"] == 0).all()
    np.testing.assert_allclose(unpaid.payoffs["gain"], unpaid.payoffs["gain_unpaid"])
    assert unpaid.payoffs["gain"].sum() < unpaid.total


def test_power_moves_the_product(small: tt.Baseline, war: tt.War, unpaid: tt.Cooperation) -> None:
    strong = tt.cooperate(
        small,
        PAIR,
        by="sector",
        transfers=False,
        disagreement=war.equilibrium,
        power={"USA": 4.0, "IND": 1.0},
    )
    before, after = (c.payoffs.set_index("player")["gain"] for c in (unpaid, strong))
    assert after["USA"] > before["USA"] + 0.01
    assert after["IND"] < before["IND"] - 0.01


def test_the_status_quo_is_what_is_left_without_a_word(small: tt.Baseline) -> None:
    found = tt.cooperate(small, PAIR, transfers=False, starts=1)
    same = tt.cooperate(small, PAIR, transfers=False, starts=1, disagreement=P)
    assert found.agreed
    np.testing.assert_allclose(found.payoffs["gain"], same.payoffs["gain"], rtol=1e-4)
    np.testing.assert_allclose(found.payoffs["gain"], gains(small, found.policy, P, *PAIR), 1e-5)
    third = found.third.set_index("country")
    assert set(third.index) == set(small.countries) - set(PAIR)
    told = gains(small, found.policy, P, *third.index)
    np.testing.assert_allclose(third["equivalent_variation"], told, atol=1e-5)


def test_everybody_together(small: tt.Baseline) -> None:
    """All thirteen with no war to come: the world's income is largest near free trade."""
    paid = tt.cooperate(small, "all", starts=1)
    unpaid = tt.cooperate(small, "all", transfers=False, starts=1)
    for found in (paid, unpaid):
        assert found.agreed
        assert found.converged
        assert found.third.empty
    np.testing.assert_allclose(paid.payoffs["gain"], paid.payoffs["gain"].mean(), rtol=1e-4)
    assert (paid.rates["rate"] < 0.01).all()
    assert unpaid.payoffs["gain"].sum() < paid.total


@pytest.mark.parametrize("transfers", [True, False])
def test_no_agreement_is_said_with_the_shortfall(small: tt.Baseline, transfers: bool) -> None:
    found = tt.cooperate(small, PAIR, transfers=transfers, disagreement=NEAR, starts=1)
    assert not found.agreed
    short = gains(small, found.policy, NEAR, *PAIR)
    assert (short < 0).all()
    income = small["value_added"].sum("factor").sel(country=list(PAIR)).values
    worst = int((short / income).argmin())
    assert found.shortfall == pytest.approx(-(short.sum() if transfers else short[worst]), rel=1e-5)
    assert (found.payoffs["transfer"] == 0).all()
    assert ("nothing to share" if transfers else "no rates leave everybody") in found.message
    if not transfers:
        # The worst-off is no better off at other rates.
        for rates in ((0.0, 0.0), (0.0, 0.3), (0.3, 0.0), (0.1, 0.1)):
            policy = P.tariff("USA", "IND", rate=rates[0], sectors="goods")
            policy = policy.tariff("IND", "USA", rate=rates[1], sectors="goods")
            there = gains(small, policy, NEAR, *PAIR)
            assert (there / income).min() <= (short / income).min() + 1e-6


def test_players_who_want_no_money_cannot_be_paid(small: tt.Baseline) -> None:
    wants = {"IND": tt.Term("migrants"), "USA": tt.Term("migrants")}
    found = tt.cooperate(small, PAIR, objectives=wants, starts=1)
    assert not found.agreed
    assert found.total == pytest.approx(0)
    assert (found.payoffs["transfer"] == 0).all()


def test_reciprocal_cuts_end_in_free_trade(small: tt.Baseline) -> None:
    heard: list[tuple[str, int, int]] = []
    table = tt.reciprocal_cuts(small, PAIR, progress=lambda *said: heard.append(said))
    assert list(table["step"])[:2] == ["0 %", "10 %"]
    assert list(table["step"])[-2:] == ["100 %", "free trade"]
    assert (table.loc[0, ["USA", "IND", "sum", "others"]] == 0).all()
    # Written as no tariffs at all, and as all of them cut: the same world.
    full, free = (
        table.set_index("step").loc[s, ["USA", "IND", "others"]] for s in table["step"][-2:]
    )
    np.testing.assert_allclose(full.astype(float), free.astype(float), atol=1e-6)
    half = P.tariff("USA", "IND", factor=0.5, sectors="goods")
    half = half.tariff("IND", "USA", factor=0.5, sectors="goods")
    row = table.set_index("cut").loc[50]
    np.testing.assert_allclose([row["USA"], row["IND"]], gains(small, half, P, *PAIR), atol=1e-6)
    assert table["best"].sum() == 1
    willing = table[table["everyone"]]
    assert willing.loc[willing["best"], "USA"].item() > 0
    products = willing["USA"] * willing["IND"]
    assert table.index[table["best"]].item() == products.idxmax()
    assert len(heard) == len(table)
    assert heard[-1][1:] == (12, 12)


def test_cuts_from_a_war_gain_more(small: tt.Baseline, war: tt.War) -> None:
    calm = tt.reciprocal_cuts(small, PAIR, fractions=(0, 1))
    worn = tt.reciprocal_cuts(small, PAIR, fractions=(1, 0, 0.5), policy=war.policy)
    assert list(worn["cut"]) == [0, 50, 100, 100]
    assert worn["sum"].iloc[-1] > calm["sum"].iloc[-1] + 0.5
    # Hurt by it: with no cut that is good for all, the largest sum is marked.
    odd = tt.reciprocal_cuts(
        small, PAIR, fractions=(0, 1), objectives={"IND": tt.Term("tariff_revenue")}
    )
    assert not odd["everyone"].any()
    assert odd["best"].sum() == 1


def test_welfare_has_the_slopes_it_says() -> None:
    at = np.array([0.7, 2.0, 1.1])
    welfares: list[Welfare] = [
        Total(),
        Worst(np.ones(3), 0.3),
        Worst(np.array([1.0, 30.0, 4.0]), 2.0),
        NashProduct(np.array([0.2, 0.3, 0.5]), 2.0),
    ]
    for welfare in welfares:
        for k, slope in enumerate(welfare.weights(at)):
            step = np.zeros(3)
            step[k] = 1e-6
            rise = (welfare.merit(at + step) - welfare.merit(at - step)) / 2e-6
            assert rise == pytest.approx(slope, rel=1e-6)
    assert NashProduct(np.ones(3) / 3, 1.0).merit(at - 0.7) == -np.inf
    sharp = Worst(np.ones(3), 1e-3)
    assert sharp.merit(at) == pytest.approx(at.min(), abs=2e-3)
    np.testing.assert_allclose(sharp.weights(at), [1, 0, 0], atol=1e-12)


@pytest.mark.parametrize(("stage", "count"), [("USA and IND", 2), ("agreement", 2)])
def test_an_interrupt_keeps_the_best(
    small: tt.Baseline, war: tt.War, stage: str, count: int
) -> None:
    heard: list[str] = []

    def progress(what: str, done: int, total: int) -> None:
        heard.append(what)
        assert done <= total
        if sum(said.startswith(stage) for said in heard) == count:
            os.kill(os.getpid(), signal.SIGINT)

    found = tt.cooperate(
        small, PAIR, by="sector", transfers=False, disagreement=war, progress=progress
    )
    assert found.interrupted
    assert not found.converged
    assert found.message.startswith("interrupted")
    assert np.isfinite(found.payoffs["gain"]).all()
    assert found.equilibrium.converged


def test_every_mistake_is_listed(small: tt.Baseline) -> None:
    with pytest.raises(InputError) as caught:
        tt.cooperate(
            small,
            ("USA", "IDN"),
            "tarif",
            "sectr",
            disagreement=P.tariff("USA", "INDI", add=0.1),
            power=[1, 2],  # type: ignore[arg-type]
            objectives={"USA": "money"},
            bounds=(0.5, 0.1),
            starts=0,
            revenue="lump",
        )
    told = str(caught.value)
    for word in ("IDN", "tarif", "sectr", "INDI", "[1, 2]", "(0.5, 0.1)", "starts: 0", "'lump'"):
        assert word in told
    with pytest.raises(InputError) as caught:
        tt.cooperate(
            small,
            PAIR,
            disagreement=tt.solve(small, deficits="balanced"),
            power={"USA": -1, "CHN": 2},
        )
    told = str(caught.value)
    assert "was solved with deficits='balanced'; allowed: 'fixed'" in told
    for power in ("USA", "CHN", "IND"):
        assert f"power of {power}" in told
    with pytest.raises(InputError, match="disagreement: is a int"):
        tt.cooperate(small, PAIR, disagreement=3)  # type: ignore[arg-type]
    with pytest.raises(InputError) as caught:
        tt.reciprocal_cuts(small, ("USA", "XXX"), fractions=(0, 1.5))
    assert "1.5 is no share" in str(caught.value)
    assert "XXX" in str(caught.value)
    for nothing in ((), "ab", 3):
        with pytest.raises(InputError, match="no shares"):
            tt.reciprocal_cuts(small, PAIR, fractions=nothing)  # type: ignore[arg-type]
