"""Losses of target and senders and who evades; members' gains and whose trade a bloc replaces."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

import tradetalks as tt
from people import with_people
from tradetalks.outcomes import COLUMNS, bloc_account, sanction_account

P = tt.Policy()


@pytest.fixture(scope="module")
def base() -> tt.Baseline:
    return with_people(7)


def alike(countries: int) -> tt.Baseline:
    """Countries that are the same and have no barriers; each buys a tenth from each other."""
    n = countries
    trade = np.full((n, n), 10.0) + np.eye(n) * (90 - 10 * (n - 1))
    return tt.Baseline.from_arrays(
        tuple(f"C{i}" for i in range(n)),
        ("good",),
        trade=trade[:, :, None],
        tariff=np.zeros((n, n, 1)),
        value_added_share=np.ones((n, 1)),
        input_share=np.zeros((n, 1, 1)),
        trade_elasticity=np.array([4.0]),
    )


def test_an_embargo_between_two_of_four_who_are_alike() -> None:
    """Wages are w of sender and target and v of the others, with 2 w + 2 v = 4: one market."""
    eq = tt.solve(alike(4), P.sanction("C0", "C1", measure="embargo"), tol=1e-13)
    rows = sanction_account(eq, "C0", "C1").set_index("country")

    def sums(w: float) -> tuple[float, float, float]:
        """v, and what prices to the minus fourth of the two kinds of countries are."""
        v = 2 - w
        return v, (70 * w**-4 + 20 * v**-4) / 100, (80 * v**-4 + 20 * w**-4) / 100

    def gap(w: float) -> float:
        v, at_odds, calm = sums(w)
        return w * 70 * w**-4 / at_odds + 2 * v * 10 * w**-4 / calm - 100 * w

    w = brentq(gap, 0.8, 1.2, xtol=1e-15)
    v, at_odds, calm = sums(w)
    lost, gained = 100 * (w * at_odds**0.25 - 1), 100 * (v * calm**0.25 - 1)
    assert list(rows["role"]) == ["sender", "target", "third", "third"]
    found = rows["real_income_change"]
    np.testing.assert_allclose(found, [lost, lost, gained, gained], rtol=1e-7)
    np.testing.assert_allclose(rows["loss"], -found, rtol=1e-12)
    np.testing.assert_allclose(rows["loss_per_dollar"], found / lost, rtol=1e-9)
    sold, bought = w * 10 * v**-4 / at_odds, v * 10 * w**-4 / calm
    np.testing.assert_allclose(rows["exports_to_target"], [0, 0, sold, sold], rtol=1e-8)
    np.testing.assert_allclose(rows["imports_from_target"], [0, 0, bought, bought], rtol=1e-8)
    assert rows["exports_to_target_per_cent"]["C2"] == pytest.approx(10 * sold - 100, rel=1e-6)
    assert rows["imports_from_target_per_cent"]["C0"] == -100
    assert list(rows["evades"]) == [False, False, True, True]
    # Both ways 20 are lost to the sender; each third country adds what it trades beyond its 20.
    share = 100 * (sold + bought - 20) / 20
    np.testing.assert_allclose(rows["replaces"], [0, 0, share, share], rtol=1e-7)


def test_several_senders_a_target_of_two_and_other_levers(base: tt.Baseline) -> None:
    policy = P.sanction("C00", ["C02", "C03"], measure="trade_cost", factor=1.4)
    eq = tt.solve(base, policy.tariff("C01", "C03", add=0.1))
    rows = sanction_account(eq, ["C00"], ["C02", "C03"])
    assert set(rows) <= COLUMNS.keys()
    rows = rows.set_index("country")
    target = ["C02", "C03"]
    change = (eq.trade - base["trade"]).sum("sector")
    for country in ("C00", "C01"):
        sold = change.sel(exporter=country, importer=target).sum()
        bought = change.sel(importer=country, exporter=target).sum()
        row = rows.loc[country]
        assert row["exports_to_target_change"] == pytest.approx(float(sold))
        assert row["imports_from_target_change"] == pytest.approx(float(bought))
    assert not rows.loc[target, ["exports_to_target", "imports_from_target"]].any(axis=None)
    target_loss = -eq.outcomes["equivalent_variation"].sel(country=target).sum()
    per_dollar = rows["loss"] / float(target_loss)
    np.testing.assert_allclose(rows["loss_per_dollar"], per_dollar)


def test_who_is_on_both_sides_is_refused(base: tt.Baseline) -> None:
    eq = tt.solve(base, P.sanction("C00", "C01", measure="embargo"))
    with pytest.raises(tt.InputError, match="C01 cannot be among senders and target at once"):
        sanction_account(eq, ["C00", "C01"], "C01")
    with pytest.raises(tt.InputError) as caught:
        sanction_account(eq, "C0", "D")
    assert [problem.place for problem in caught.value.problems] == ["senders", "target"]


def test_a_bloc_of_two_among_three_who_are_alike() -> None:
    """Tariffs of 20 % between all; the members drop theirs. Wages: w inside, v outside."""
    base = alike(3)
    rate = np.where(np.eye(3, dtype=bool), 0.0, 0.2)[:, :, None]
    base = tt.solve(base, P.tariff_array(rate), tol=1e-13).to_baseline()
    eq = tt.solve(base, P.bloc(["C0", "C1"], welfare_weight=0.5), tol=1e-13)
    rows = bloc_account(eq, ["C0", "C1"])
    assert set(rows) <= COLUMNS.keys()
    old = base["trade"].values[:, :, 0]
    new = _bloc_by_hand(old)
    change = new - old
    first = rows.iloc[0]
    assert list(rows["country"]) == ["C0", "C1"]
    assert first["imports_inside_change"] == pytest.approx(change[1, 0], rel=1e-7)
    assert first["imports_outside_change"] == pytest.approx(change[2, 0], rel=1e-7)
    assert first["exports_outside_change"] == pytest.approx(change[0, 2], rel=1e-7)
    assert first["home_change"] == pytest.approx(change[0, 0], rel=1e-7)
    assert first["imports_inside_base"] == pytest.approx(old[1, 0])
    gain = first["equivalent_variation"]
    assert first["imports_inside_change"] > 0 > first["imports_outside_change"]
    np.testing.assert_allclose(rows["joint_objective"], 2 * gain)
    np.testing.assert_allclose(rows["objective"], 1.5 * gain)


def _bloc_by_hand(old: np.ndarray) -> np.ndarray:
    """Trade with no tariff between the first two of three, others 20 %: two wages, one market."""
    share = old * (1.2 - 0.2 * np.eye(3))
    share /= share.sum(0)
    tariff = np.full((3, 3), 0.2) - 0.2 * np.eye(3)
    tariff[0, 1] = tariff[1, 0] = 0.0
    labour = old.sum(1)

    def flows(w: float) -> np.ndarray:
        wage = np.array([w, w, 3 - 2 * w])
        weight = share * (wage[:, None] * (1 + tariff) / (1.2 - 0.2 * np.eye(3))) ** -4.0
        part = weight / weight.sum(0)
        # Income is wages and duty: I = wL + sum t / (1 + t) pi I.
        income = wage * labour / (1 - (tariff / (1 + tariff) * part).sum(0))
        return part * income / (1 + tariff)

    w = brentq(lambda w: flows(w)[0].sum() - w * labour[0], 0.8, 1.2, xtol=1e-15)
    return flows(w)


def test_weights_of_a_bloc(base: tt.Baseline) -> None:
    policy = P.bloc(["C00", "C01", "C02"], inside=0.5, welfare_weight=0.3)
    eq = tt.solve(base, policy)
    gains = eq.outcomes["equivalent_variation"].sel(country=["C00", "C01", "C02"]).values
    rows = bloc_account(eq, ["C02", "C01", "C00"])
    np.testing.assert_allclose(rows["objective"], gains + 0.3 * (gains.sum() - gains))
    chosen = bloc_account(eq, ["C00", "C01", "C02"], weight=1.0)
    np.testing.assert_allclose(chosen["objective"], gains.sum())
    with pytest.raises(tt.InputError, match="weight"):
        bloc_account(eq, ["C00", "C01"], weight="much")  # type: ignore[arg-type]
    others = bloc_account(eq, ["C00", "C03"])
    np.testing.assert_allclose(others["objective"], others["equivalent_variation"])
    imports = eq.outcomes["imports"] - eq.outcomes["imports_base"]
    np.testing.assert_allclose(
        rows["imports_inside_change"] + rows["imports_outside_change"],
        imports.sel(country=list(rows["country"])),
        rtol=1e-9,
    )
