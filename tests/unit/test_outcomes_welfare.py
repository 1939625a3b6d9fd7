"""The welfare account: parts worked out by hand, and by differences of solved worlds."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import xarray as xr

import tradetalks as tt
from people import apart, with_people
from tradetalks.outcomes import COLUMNS, PARTS, allotted, waterfall, welfare_account

P = tt.Policy()


@pytest.fixture(scope="module")
def base() -> tt.Baseline:
    return with_people(7)


def by_country(account: xr.Dataset, part: str) -> np.ndarray:
    """A part of the account summed to countries, log points."""
    return account[part].sum(account[part].dims[1:]).values / 100


def one_good(export: float = 50.0) -> tt.Baseline:
    """Two countries, one good of labour alone, no barriers: half of everything crosses."""
    trade = np.array([[100 - export, export], [export, 100 - export]])[:, :, None]
    return tt.Baseline.from_arrays(
        ("here", "there"),
        ("good",),
        trade=trade,
        tariff=np.zeros((2, 2, 1)),
        value_added_share=np.ones((2, 1)),
        input_share=np.zeros((2, 1, 1)),
        trade_elasticity=np.array([4.0]),
    )


def test_a_transfer_among_equals_is_all_there_is() -> None:
    """Both spend alike, so prices stay and income changes by the transfer: ln(1 + T / I)."""
    eq = tt.solve(one_good(), P.transfer("here", "there", amount=20.0), tol=1e-13)
    account = welfare_account(eq)
    expected = np.log([0.8, 1.2])
    np.testing.assert_allclose(by_country(account, "transfers"), expected, atol=1e-12)
    np.testing.assert_allclose(by_country(account, "log_real_income"), expected, atol=1e-12)
    np.testing.assert_allclose(by_country(account, "terms_of_trade"), 0.0, atol=1e-12)


def test_a_small_transfer_is_its_share_of_income_and_terms_of_trade(base: tt.Baseline) -> None:
    amount = 1.0
    eq = tt.solve(base, P.transfer("C00", "C01", amount=amount), tol=1e-13)
    account = welfare_account(eq)
    share = amount / eq.outcomes["income_base"].values
    expected = np.array([-share[0], share[1], 0, 0])
    np.testing.assert_allclose(by_country(account, "transfers"), expected, rtol=1e-5, atol=1e-14)
    # A country that spends at home raises its own prices.
    assert by_country(account, "terms_of_trade")[1] > 0 > by_country(account, "terms_of_trade")[0]
    moved = {"transfers", "terms_of_trade", "volume_of_trade"}
    assert all(abs(by_country(account, part)).max() < 1e-13 for part in PARTS.keys() - moved)


def test_productivity_work_and_scale_in_a_closed_economy() -> None:
    """`w/P = (A l^psi)^(1/g)` and `l = (w/P)^kappa`, hence `ln w/P = ln A / (g - psi kappa)`."""
    g, kappa, psi, gain = 0.6, 0.5, 0.1, np.log(1.3)
    base = tt.Baseline.from_arrays(
        ("here", "there"),
        ("good",),
        trade=np.diag([100.0, 300.0])[:, :, None],
        tariff=np.zeros((2, 2, 1)),
        value_added_share=np.full((2, 1), g),
        input_share=np.full((2, 1, 1), 1 - g),
        trade_elasticity=np.array([4.0]),
    )
    policy = P.productivity("here", factor=1.3)
    eq = tt.solve(base, policy, labour_supply=kappa, scale_elasticity=psi, tol=1e-13)
    account = welfare_account(eq)
    real_wage = gain / (g - psi * kappa)
    expected = {
        "technical_efficiency": gain / g,
        "labour_supply": kappa * real_wage,
        "scale_economies": psi * kappa * real_wage / g,
        "log_real_income": (1 + kappa) * real_wage,
    }
    for part, value in expected.items():
        np.testing.assert_allclose(by_country(account, part), [value, 0], atol=1e-11, err_msg=part)


def test_workers_who_leave_a_closed_economy() -> None:
    """Output is `S^b U^(1-b)`, so income falls by b log points for each of the skilled."""
    base = apart(
        [0.4, 0.7],
        [[1e3, 4e3], [2e3, 5e3]],
        remittance_share=np.zeros((2, 2)),
        mover_efficiency=np.array([[[1, 1], [0.5, 0.5]], [[2, 2], [1, 1]]], dtype=float),
    )
    policy = P.migration("here", "there", movers=200, skill="skilled")
    account = welfare_account(tt.solve(base, policy, tol=1e-13))
    expected = [0.4 * np.log(1 - 200 / 1e3), 0.7 * np.log(1 + 0.5 * 200 / 2e3)]
    np.testing.assert_allclose(by_country(account, "migration"), expected, atol=1e-11)
    np.testing.assert_allclose(by_country(account, "log_real_income"), expected, atol=1e-11)
    assert not account["migration"].sel(factor="unskilled").any()


def test_an_embargo_that_cuts_the_world_in_two() -> None:
    """`ln(share bought at home) / theta` is lost, all of it as trade cost among equals."""
    policy = P.embargo("here", "there", both=True)
    account = welfare_account(tt.solve(one_good(), policy, tol=1e-13))
    lost = [np.log(0.5) / 4] * 2
    np.testing.assert_allclose(by_country(account, "technical_efficiency"), lost, atol=2e-9)
    np.testing.assert_allclose(by_country(account, "log_real_income"), lost, atol=1e-12)
    for part in ("terms_of_trade", "volume_of_trade"):
        np.testing.assert_allclose(by_country(account, part), 0, atol=1e-9)


def test_countries_left_alone_by_each_other(base: tt.Baseline) -> None:
    """Two pairs that end with price levels of their own."""
    policy = P.embargo(["C00", "C01"], ["C02", "C03"], both=True)
    account = welfare_account(tt.solve(base, policy, deficits="balanced"))
    assert abs(account["unexplained"]).max() < 1e-6
    assert (account["technical_efficiency"].sum(("partner", "sector")) < 0).all()


def test_a_small_purchase_costs_a_triangle(base: tt.Baseline) -> None:
    """Half the wedge times the duty-paid worth of what is added, at unchanged prices."""
    flow = float(base["trade"].sel(exporter="C00", importer="C01", sector="S00"))
    policy = P.purchase("C01", "C00", sectors="S00", add=1e-4 * flow, paid_by="C02")
    eq = tt.solve(base, policy, tol=1e-13)
    account = welfare_account(eq)
    wedge, cost = (float(eq.commitments[name].iloc[0]) for name in ("wedge", "cost"))
    tariff = float(base["tariff"].sel(exporter="C00", importer="C01", sector="S00"))
    income = eq.outcomes["income_base"].values
    more = 1e-4 - float(eq.world.state.log_cost[0, 0])
    triangle = -0.5 * wedge * (1 + tariff) * more * flow / income[1]
    here = {"country": "C01", "partner": "C00", "sector": "S00"}
    np.testing.assert_allclose(account["purchases"].sel(here) / 100, triangle, rtol=1e-3)
    assert abs(account["purchases"]).sum() == abs(account["purchases"].sel(here))
    paid = cost / income * np.array([0, 1, -1, 0])
    np.testing.assert_allclose(by_country(account, "purchases_paid"), paid, rtol=1e-3)


def test_what_others_pay_comes_from_others(base: tt.Baseline) -> None:
    policy = P.purchase("C01", "C00", add=2e4, paid_by="C02").tariff("C01", "all", add=0.2)
    account = welfare_account(tt.solve(base, policy))
    received = account["purchases_paid"].sel(country="C01", partner="C02")
    given = account["purchases_paid"].sel(country="C02", partner="C01")
    assert received > 0 > given
    assert abs(account["purchases_paid"]).sum() == received - given
    assert float(account["purchases"].sum(("partner", "sector")).sel(country="C01")) < 0
    assert abs(account["unexplained"]).max() < 1e-6


def test_a_promise_kept_anyway_has_no_part(base: tt.Baseline) -> None:
    tariff = P.tariff("C02", "C00", add=0.3)
    plain = welfare_account(tt.solve(base, tariff))
    flow = float(base["trade"].sel(exporter="C00", importer="C01").sum())
    slack = tt.solve(base, tariff.purchase("C01", "C00", at_least=0.5 * flow))
    assert not slack.commitments["binding"].any()
    xr.testing.assert_allclose(welfare_account(slack), plain, atol=1e-9)


def test_rules_that_move_the_baseline_are_a_part_of_their_own(base: tt.Baseline) -> None:
    rules: dict[str, Any] = {"deficits": "balanced", "revenue": "income_tax", "labour_supply": 0.4}
    account = welfare_account(tt.solve(base, P.tariff("C00", "C01", add=0.4), **rules))
    alone = tt.solve(base, **rules).outcomes["real_income_change"].values
    np.testing.assert_allclose(account["closure"], 100 * np.log1p(alone / 100), rtol=1e-8)
    assert abs(account["unexplained"]).max() < 1e-6
    still = welfare_account(tt.solve(base, P.tariff("C00", "C01", add=0.4)))
    assert abs(still["closure"]).max() < 1e-10


def test_parts_are_what_differences_of_solved_worlds_say(base: tt.Baseline) -> None:
    """A midpoint sum over forty small steps of the tariff, from outcomes alone."""
    steps, top = 40, 0.8
    old = base["tariff"].values
    worlds = []
    for step in range(steps + 1):
        new = old.copy()
        new[1, 0] = (1 + old[1, 0]) * (1 + top) ** (step / steps) - 1
        policy = P.tariff_array(new)
        worlds.append(tt.solve(base, policy, labour_supply=0.3, scale_elasticity=0.05))
    account = welfare_account(worlds[-1])
    sums = {name: np.zeros(4) for name in ("terms", "volume", "work", "scale")}
    for a, b in itertools.pairwise(worlds):
        flow = 0.5 * (a.trade.values + b.trade.values)
        tariff, tax = 0.5 * (a.tariff.values + b.tariff.values), a.export_tax.values
        income, receipts = (
            0.5 * (a.outcomes[n].values + b.outcomes[n].values) for n in ("income", "output")
        )
        price = np.log(_cost(b) / _cost(a))[:, None, :] * np.ones_like(flow)
        volume = b.trade.values - a.trade.values - flow * price
        gain = flow * price
        work = np.log(_work(b) / _work(a))
        sums["terms"] += (gain.sum((1, 2)) - gain.sum((0, 2))) / income
        traded = (tariff * volume).sum((0, 2)) + (tax / (1 + tax) * volume).sum((1, 2))
        sums["volume"] += traded / income
        earned = 0.5 * (np.asarray(a.world.state.factor_income) + b.world.state.factor_income)
        sums["work"] += (earned * work).sum(1) / income
        size = np.asarray(b.unknowns.scale) - np.asarray(a.unknowns.scale)
        sums["scale"] += 0.05 * (receipts * size).sum(1) / income
    names = ("terms_of_trade", "volume_of_trade", "labour_supply", "scale_economies")
    for name, found in zip(names, sums.values(), strict=True):
        np.testing.assert_allclose(by_country(account, name), found, atol=2e-5, err_msg=name)


def _cost(eq: tt.Equilibrium) -> np.ndarray:
    return np.exp(np.asarray(eq.world.state.log_cost))


def _work(eq: tt.Equilibrium) -> np.ndarray:
    return np.exp(np.asarray(eq.world.state.log_supply))


def test_what_is_unexplained_is_spread_and_kept(base: tt.Baseline) -> None:
    eq = tt.solve(base, P.tariff("C00", "all", add=3.0).embargo("C01", "C02"))
    rough = welfare_account(eq, accuracy=1.0)
    assert abs(rough["unexplained"]).max() > 1e-6
    smooth = allotted(rough)
    np.testing.assert_allclose(smooth["allotted"], rough["unexplained"], atol=1e-9)
    total = sum(by_country(smooth, part) for part in PARTS)
    exact = np.log1p(eq.outcomes["real_income_change"].values / 100)
    np.testing.assert_allclose(total, exact, atol=1e-14)
    for part in PARTS:
        before, after = rough[part].values, smooth[part].values
        kept = after != 0
        assert abs(before[~kept]).sum() < 4e-9
        moved = np.divide(after, before, out=np.ones_like(after), where=kept)
        assert abs(moved - 1).max() < 0.1
        assert not after[before == 0].any()


def test_waterfall_adds_up_to_the_outcomes(base: tt.Baseline) -> None:
    policy = P.tariff("C00", "all", add=1.0).purchase("C01", "C00", add=1e4, paid_by="C03")
    eq = tt.solve(base, policy.migration("C02", "C01", movers=1e4))
    account = welfare_account(eq)
    for country in base.countries:
        bars = waterfall(account, country)
        row = eq.outcomes.sel(country=country)
        gain = float(row["equivalent_variation"])
        assert bars["usd_million"].sum() == pytest.approx(gain, rel=1e-12)
        assert bars["per_cent"].sum() == pytest.approx(float(row["real_income_change"]), rel=1e-12)
        np.testing.assert_allclose(bars["start"].iloc[1:], bars["end"].iloc[:-1])
        assert bars["start"].iloc[0] == pytest.approx(0, abs=1e-9 * abs(gain))
        assert list(bars["part"]) == [part for part in PARTS if part in set(bars["part"])]
        assert not (bars["usd_million"] == 0).any()
        assert set(bars) <= COLUMNS.keys()
    assert "remittances" in set(waterfall(account, "C02")["part"])
    with pytest.raises(tt.InputError, match="did you mean C01"):
        waterfall(account, "C1")


def test_nothing_moves_nothing_to_show(base: tt.Baseline) -> None:
    assert waterfall(welfare_account(tt.solve(base)), "C00").empty


@pytest.mark.parametrize("accuracy", [0.0, -1.0, np.nan, "high", True])
def test_an_accuracy_that_cannot_be_asked_for(accuracy: Any, base: tt.Baseline) -> None:
    with pytest.raises(tt.InputError, match="accuracy"):
        welfare_account(tt.solve(base), accuracy)


def test_no_equilibrium_no_account(base: tt.Baseline) -> None:
    with pytest.raises(tt.NotConvergedError):
        welfare_account(tt.solve(base, P.embargo("all", "all")))
