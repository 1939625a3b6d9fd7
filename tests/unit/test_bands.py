"""Bands: exact slopes in the elasticities against differences, and draws against the bands."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.errors import InputError
from tradetalks.talks.wants.quantity import quantity
from tradetalks.uncertainty import Doubt, bands, doubt_of, draws
from tradetalks.uncertainty.bands import bands_at
from tradetalks.uncertainty.draws import drawn_elasticities

P = tt.Policy()
POLICY = P.tariff("USA", "IND", add=0.25, sectors="goods").purchase(
    "IND", "USA", sectors="C", add=5e3
)
RULES = {"labour_supply": 0.3, "scale_elasticity": 0.05, "tol": 1e-12}
ASKED = (
    ("real_income_change", "IND", {}),
    ("balance", "USA", {"partner": "IND"}),
    ("tariff_revenue", "USA", {}),
    ("employment_change", "IND", {}),
    ("purchase_cost", "IND", {}),
)


@pytest.fixture(scope="module")
def eq(small: tt.Baseline) -> tt.Equilibrium:
    return tt.solve(small, POLICY, **RULES)


def under(base: tt.Baseline, theta: np.ndarray) -> tt.Equilibrium:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tt.solve(base.with_elasticities(theta), POLICY, **RULES)


@pytest.mark.parametrize(("outcome", "country", "place"), ASKED, ids=[a[0] for a in ASKED])
def test_slopes_are_differences(
    small: tt.Baseline, eq: tt.Equilibrium, outcome: str, country: str, place: dict[str, str]
) -> None:
    what = quantity(small, outcome, country, place)
    found = bands_at(eq, [what])[0]
    theta = small["trade_elasticity"].values
    # A step of a tenth of a per cent: the next term of the series is a millionth of the first.
    for j in (0, 4, 8):
        step = np.ones(len(theta))
        step[j] = np.exp(1e-3)
        up, down = (what.value(under(small, theta * s).world.outcomes) for s in (step, 1 / step))
        largest = float(np.abs(found.slopes).max())
        assert found.slopes[j] == pytest.approx((up - down) / 2e-3, rel=1e-4, abs=1e-5 * largest)


def test_the_band_is_the_delta_method(small: tt.Baseline, eq: tt.Equilibrium) -> None:
    what = quantity(small, "real_income_change", "IND", {})
    doubt = doubt_of(small)
    found = bands_at(eq, [what], doubt, 0.9)[0]
    error = float(found.slopes @ doubt.covariance @ found.slopes) ** 0.5
    assert found.error == pytest.approx(error)
    assert found.high - found.value == pytest.approx(1.6449 * error, rel=1e-4)
    assert found.value - found.low == pytest.approx(found.high - found.value)
    assert found.shares.sum() == pytest.approx(1)
    sure = Doubt(doubt.sectors, doubt.theta, 0 * doubt.covariance, doubt.source)
    assert bands_at(eq, [what], sure)[0].error == 0


def test_draws_agree_with_small_bands(small: tt.Baseline, eq: tt.Equilibrium) -> None:
    # Where elasticities are well known the outcome is all but linear in them.
    doubt = doubt_of(small)
    sharp = Doubt(doubt.sectors, doubt.theta, doubt.covariance / 100, doubt.source)
    asked = [("real_income_change", "IND"), ("real_income_change", "USA")]
    found = draws(eq, asked, 128, doubt=sharp).table().set_index("outcome")
    for outcome, country in asked:
        wanted = bands_at(eq, [quantity(small, outcome, country, {})], sharp)[0]
        row = found.loc[f"{outcome} ({country})"]
        # 128 draws know a standard deviation to about six per cent, a Sobol sequence better.
        assert row["error"] == pytest.approx(wanted.error, rel=0.06)
        assert row["median"] == pytest.approx(wanted.value, abs=0.1 * wanted.error)
        assert row["draws"] == 128


def test_a_seed_repeats_and_another_does_not(small: tt.Baseline) -> None:
    doubt = doubt_of(small)
    for method in ("sobol", "plain"):
        one, two, other = (drawn_elasticities(doubt, 5, method, seed) for seed in (1, 1, 2))
        assert (one == two).all()
        assert (one != other).any()
    many = np.log(drawn_elasticities(doubt, 4096)) - np.log(doubt.theta)
    np.testing.assert_allclose(np.cov(many.T), doubt.covariance, atol=0.02)


def test_published_errors_are_used_where_there_are_any(small: tt.Baseline) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        base = small.with_elasticities("caliendo_parro_2015")
    doubt = doubt_of(base)
    theta, se = base["trade_elasticity"].values, base["trade_elasticity_se"].values
    known = [j for j, source in enumerate(doubt.source) if source == "published"]
    assert len(known) >= 5
    np.testing.assert_allclose(doubt.error[known], (se / theta)[known])
    assert doubt.source[-1] == "assumed"
    assert doubt_of(small).source[0] == "spread"
    # Services share one assumption, and so its error.
    services = np.ix_(range(7, 10), range(7, 10))
    assert np.ptp(doubt.covariance[services]) == 0


def test_bands_of_several(small: tt.Baseline, eq: tt.Equilibrium) -> None:
    table = bands(eq, ("real_income_change", "price_index_change"), ("USA", "IND"))
    assert len(table) == 4
    assert (table["low"] < table["value"]).all()
    assert (table["value"] < table["high"]).all()
    assert set(table["sector"]) <= set(small.sectors)
    wide = bands(eq, "real_income_change", "IND", level=0.99)
    assert wide["high"].item() > table.loc[1, "high"]


def test_every_mistake_is_listed(eq: tt.Equilibrium) -> None:
    with pytest.raises(InputError) as caught:
        bands(eq, ("real_incme", "balance"), ("USA", "UAS"))
    assert "real_income" in str(caught.value)
    assert "UAS" in str(caught.value)
    with pytest.raises(InputError, match="between 0 and 1"):
        bands(eq, level=90)
    with pytest.raises(InputError) as caught:
        draws(eq, [("real_incme", "USA")], 1, method="sobel")  # type: ignore[arg-type]
    for word in ("real_income", "2 or more", "sobol"):
        assert word in str(caught.value)
