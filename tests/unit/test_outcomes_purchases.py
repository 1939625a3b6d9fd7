"""What commitments displace, divert and cost: a world solved apart, and sums by label."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import fsolve

import tradetalks as tt
from people import with_people
from tradetalks.outcomes import COLUMNS, purchase_diversion, purchase_effects
from worlds import make_arrays

P = tt.Policy()


@pytest.fixture(scope="module")
def base() -> tt.Baseline:
    return with_people(7)


def test_two_countries_and_one_good_solved_apart() -> None:
    """Unknown are two wages and the wedge; labour makes the good and there are no tariffs."""
    theta, trade = 4.0, np.array([[70.0, 30.0], [30.0, 270.0]])
    base = tt.Baseline.from_arrays(
        ("seller", "buyer"),
        ("good",),
        trade=trade[:, :, None],
        tariff=np.zeros((2, 2, 1)),
        value_added_share=np.ones((2, 1)),
        input_share=np.zeros((2, 1, 1)),
        trade_elasticity=np.array([theta]),
    )
    floor, labour = 36.0, trade.sum(1)
    share = trade / trade.sum(0)

    def flows(x: np.ndarray) -> tuple[np.ndarray, float]:
        wage, wedge = np.exp(x[:2]), x[2]
        paid = np.ones((2, 2))
        paid[0, 1] -= wedge
        weight = share * (wage[:, None] * paid) ** -theta
        part = weight / weight.sum(0)
        # Income is wages less what the wedge costs: I = wL - s / (1 - s) pi I for the buyer.
        income = wage * labour
        income[1] /= 1 + wedge / (1 - wedge) * part[0, 1]
        return part * income / paid, wedge / (1 - wedge) * part[0, 1] * income[1]

    def gap(x: np.ndarray) -> list[float]:
        flow, _ = flows(x)
        earned = np.exp(x[:2]) * labour
        return [earned[0] - flow[0].sum(), earned.sum() - labour.sum(), flow[0, 1] - floor]

    x = fsolve(gap, [0.0, 0.0, 0.1], xtol=1e-14)
    flow, cost = flows(x)
    (row,) = purchase_effects(
        tt.solve(base, P.purchase("buyer", "seller", at_least=floor), tol=1e-13)
    ).to_dict("records")
    assert row["wedge"] == pytest.approx(x[2], rel=1e-9)
    assert row["cost"] == pytest.approx(cost, rel=1e-9)
    assert row["cost_per_dollar"] == pytest.approx(cost / 6, rel=1e-9)
    assert row["committed"] == pytest.approx(6.0, rel=1e-9) == row["added"]
    assert row["displaced_home"] == pytest.approx(flow[1, 1] - 270, rel=1e-8)
    assert row["diverted_home"] == pytest.approx(flow[0, 0] - 70, rel=1e-8)
    assert row["displaced_third"] == row["diverted_third"] == 0
    # Trade stays balanced between two countries, so that nothing is left of it per dollar.
    assert row["balance_change"] == pytest.approx(flow[0, 1] - flow[1, 0], abs=1e-8)
    assert row["balance_per_dollar"] == pytest.approx(0, abs=1e-8)
    assert (row["buyer"], row["seller"], row["payer"]) == ("buyer", "seller", "buyer")
    assert np.isnan(row["balance_goods_change"])


def test_effects_are_against_the_policy_without_its_purchases(base: tt.Baseline) -> None:
    tariff = P.tariff("C01", "C00", add=0.2)
    policy = tariff.purchase("C01", "C00", sectors=["S00", "S01"], add=2e4, paid_by="C03")
    policy = policy.purchase("C02", ["C00", "C03"], sectors="S02", add=1e4)
    eq = tt.solve(base, policy, deficits="share")
    change = eq.trade - tt.solve(base, tariff, deficits="share").trade
    first, second = purchase_effects(eq).to_dict("records")
    some = change.sel(sector=["S00", "S01"])
    bought, sold = some.sel(importer="C01"), some.sel(exporter="C00")
    assert first["added"] == pytest.approx(float(bought.sel(exporter="C00").sum()))
    assert first["displaced_home"] == pytest.approx(float(bought.sel(exporter="C01").sum()))
    others = ["C02", "C03"]
    assert first["displaced_third"] == pytest.approx(float(bought.sel(exporter=others).sum()))
    assert first["diverted_home"] == pytest.approx(float(sold.sel(importer="C00").sum()))
    assert first["diverted_third"] == pytest.approx(float(sold.sel(importer=others).sum()))
    pair = change.sum("sector")
    net = pair.sel(exporter="C00", importer="C01") - pair.sel(exporter="C01", importer="C00")
    assert first["balance_change"] == pytest.approx(float(net))
    assert first["payer"] == "C03"
    assert second["seller"] == "C00, C03"
    home = change.sel(exporter="C02", importer="C02", sector="S02")
    assert second["displaced_home"] == pytest.approx(float(home))
    third = change.sel(exporter="C01", importer="C02", sector="S02")
    assert second["displaced_third"] == pytest.approx(float(third))


def test_diversion_by_country_adds_up_to_the_effects(base: tt.Baseline) -> None:
    policy = P.purchase("C01", "C00", add=2e4).purchase("C02", "C00", sectors="S02", add=1e4)
    eq = tt.solve(base, policy)
    for alone in (False, True):
        effects = purchase_effects(eq, alone).set_index("commitment")
        rows = purchase_diversion(eq, alone)
        assert set(rows) | set(effects) <= COLUMNS.keys()
        sums = rows.groupby("commitment")[["bought_change", "sold_change"]].sum()
        wanted = effects[["displaced_third", "diverted_third"]].loc[sums.index]
        np.testing.assert_allclose(sums, wanted, rtol=1e-12)
        assert not rows["country"].isin(["C00"]).any()


def test_alone_means_without_that_one(base: tt.Baseline) -> None:
    one, other = P.purchase("C01", "C00", add=2e4), P.purchase("C01", "C00", sectors="S01", add=1e5)
    both = tt.solve(base, one + other)
    alone = purchase_effects(both, alone=True)
    rest = tt.solve(base, other)
    change = (both.trade - rest.trade).sel(exporter="C00", importer="C01").sum("sector")
    assert alone["added"].iloc[0] == pytest.approx(float(change), abs=1e-3)
    joint = purchase_effects(both)
    per_dollar = joint["balance_change"].iloc[0] / joint["committed"].sum()
    np.testing.assert_allclose(joint["balance_per_dollar"], per_dollar)
    single = tt.solve(base, one)
    pd.testing.assert_frame_equal(
        purchase_effects(single), purchase_effects(single, alone=True), rtol=1e-7
    )


def test_a_promise_both_ways_and_one_kept_anyway(base: tt.Baseline) -> None:
    policy = P.purchase("C01", "C00", add=3e4, both=True).purchase("C02", "C03", at_least=1.0)
    two_way, slack = purchase_effects(tt.solve(base, policy)).to_dict("records")
    assert two_way["payer"] == "C00, C01"
    assert two_way["added"] == pytest.approx(3e4)
    assert not slack["binding"]
    assert slack["committed"] == slack["cost"] == slack["wedge"] == 0
    assert np.isnan(slack["cost_per_dollar"])
    assert np.isnan(slack["balance_per_dollar"])


def test_goods_are_told_apart_where_sectors_have_codes() -> None:
    base = tt.Baseline.from_arrays(**make_arrays()).balance()
    eq = tt.solve(base, P.purchase("IND", "USA", sectors="A", add=5.0))
    change = (eq.trade - base["trade"]).sel(sector=["A", "C26"]).sum("sector")
    net = change.sel(exporter="USA", importer="IND") - change.sel(exporter="IND", importer="USA")
    (row,) = purchase_effects(eq).to_dict("records")
    assert row["balance_goods_change"] == pytest.approx(float(net))
    assert row["balance_goods_per_dollar"] == pytest.approx(float(net) / 5.0)


def test_without_purchases_there_are_no_rows(base: tt.Baseline) -> None:
    eq = tt.solve(base, P.tariff("C00", "C01", add=0.1))
    assert purchase_effects(eq).empty
    assert purchase_diversion(eq).empty
