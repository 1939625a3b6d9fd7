"""Factors and people of the packaged baselines: what must hold, and figures from elsewhere."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

import tradetalks as tt
from shared_data import need
from tradetalks.symbols import DATA, PEOPLE

SHARED = Path(__file__).parents[3] / "shared" / "data"
NAMES = ("world-2022", "world-2022-small")
#: Fingerprint of world-2022 when it had one factor: trade, tariffs and costs are still those.
ONE_FACTOR = "97d93ac7275001d0723683307918ff1472b6e50dbe329d0d5d56e798af48ef58"


@pytest.fixture(scope="module", params=NAMES)
def base(request: pytest.FixtureRequest) -> tt.Baseline:
    return tt.load_baseline(request.param)


@pytest.fixture(scope="module")
def world() -> tt.Baseline:
    return tt.load_baseline("world-2022")


def pay(base: tt.Baseline, country: str, factor: str) -> float:
    """Income per worker, USD a year."""
    at = {"country": country, "factor": factor}
    return 1e6 * float(base["value_added"].sel(at)) / float(base["workers"].sel(at))


def mean_pay(base: tt.Baseline, country: str) -> float:
    """Labour income per worker, USD a year."""
    labour = base["value_added"].sel(country=country, factor=["skilled", "unskilled"]).sum()
    return 1e6 * float(labour) / float(base["workers"].sel(country=country).sum())


def test_three_factors(base: tt.Baseline) -> None:
    assert base.factors == ("skilled", "unskilled", "capital")
    share = base["factor_share"].values
    assert share.min() > 0
    np.testing.assert_allclose(share.sum(1), 1, rtol=0, atol=1e-15)
    value = (base["value_added_share"] * base["trade"].values.sum(1)).sum("sector")
    np.testing.assert_allclose(base["value_added"].sum("factor"), value, rtol=1e-14)


def test_one_factor_is_the_world_of_before(world: tt.Baseline) -> None:
    plain = world.one_factor().replace(**dict.fromkeys(PEOPLE))
    assert plain.fingerprint == ONE_FACTOR
    assert (plain["factor_share"].values == 1).all()


def test_aggregating_and_merging_factors_can_be_swapped(world: tt.Baseline) -> None:
    small = tt.load_baseline("world-2022-small")
    members = {"EU": list(small.axes.country_parts["EU"])}
    one, other = world.aggregate(members).one_factor(), world.one_factor().aggregate(members)
    for name in (*DATA, "workers", "migrants", "remittances"):
        np.testing.assert_allclose(one[name], other[name], rtol=1e-12, atol=1e-12, err_msg=name)


def test_people_are_whole(base: tt.Baseline) -> None:
    workers = base["workers"]
    assert not workers.sel(factor="capital").any()
    assert (workers.sel(factor=["skilled", "unskilled"]) > 0).all()
    assert 3.2e9 < float(workers.sum()) < 3.6e9  # ILO: 3.4 billion at work in 2022
    efficiency, share = base["mover_efficiency"].values, base["remittance_share"].values
    here = np.arange(len(base.countries))
    assert (efficiency[here, here, :2] == 1).all()
    assert not efficiency[:, :, 2].any()
    assert share.min() >= 0
    assert share.max() <= 0.5
    assert float(base["price_level"].sel(country="USA")) == 1
    assert base["price_level"].values.min() > 0.2


def test_what_is_imputed_is_said(world: tt.Baseline) -> None:
    source = world["factor_source"]
    assert str(source.sel(country="IND").values) == str(source.sel(country="USA").values) == "own"
    assert "labour share" in str(source.sel(country="ARE").values)
    assert "schooling" in str(source.sel(country="NGA").values)
    assert "sectors" in str(source.sel(country="TWN").values)
    imputed = [str(s).startswith("imputed: ") for s in source.values]
    own = [str(s) == "own" for s in source.values]
    assert np.logical_xor(imputed, own).all()
    assert sum(own) == 42
    assert "migrants" in str(world["people_source"].sel(country="TWN").values)


def test_workers_by_skill(world: tt.Baseline) -> None:
    """Millions at work: ILO 541 in India and, moved from Penn's level, 159 in the United States;
    Barro and Lee's tertiary shares 10.3 and 60.9 per cent."""
    workers = world["workers"] / 1e6
    assert float(workers.sel(country="IND").sum()) == pytest.approx(541.5, abs=0.1)
    assert float(workers.sel(country="USA").sum()) == pytest.approx(158.8, abs=0.1)
    assert float(workers.sel(country="IND", factor="skilled")) == pytest.approx(55.8, abs=0.1)
    assert float(workers.sel(country="USA", factor="skilled")) == pytest.approx(96.7, abs=0.1)


def test_pay_in_india_and_the_united_states(world: tt.Baseline) -> None:
    # United States: compensation of employees was about USD 80,000 a full-time job in 2022.
    assert 75e3 < mean_pay(world, "USA") < 105e3
    assert 2.4e3 < mean_pay(world, "IND") < 4.2e3
    assert pay(world, "USA", "skilled") / pay(world, "USA", "unskilled") == pytest.approx(
        1.54, abs=0.02
    )
    assert 2.2 < pay(world, "IND", "skilled") / pay(world, "IND", "unskilled") < 3.0
    assert 10 < pay(world, "USA", "skilled") / pay(world, "IND", "skilled") < 20


def test_labour_share_is_penn_world_tables(world: tt.Baseline) -> None:
    labour = world["value_added"].sel(factor=["skilled", "unskilled"]).sum("factor")
    share = labour / world["value_added"].sum("factor")
    assert float(share.sel(country="IND")) == pytest.approx(0.5218, abs=2e-4)
    assert float(share.sel(country="USA")) == pytest.approx(0.5971, abs=2e-4)


def test_skill_where_it_is_expected(world: tt.Baseline) -> None:
    share = world["factor_share"]
    for country in ("USA", "IND", "CHN", "DEU", "NGA"):
        part = share.sel(country=country, factor="skilled") / share.sel(
            country=country, factor=["skilled", "unskilled"]
        ).sum("factor")
        skilled = part.to_series()
        assert skilled["J"] > skilled["C26"] > skilled["C13T15"] > skilled["A01"]


def test_remittances(world: tt.Baseline) -> None:
    """India received USD 111.2 bn in 2022 (KNOMAD), of which 17 % from the United States."""
    paid, share = world["remittances"], world["remittance_share"]
    assert float(paid.sel(receiver="IND").sum()) == pytest.approx(111_222, rel=1e-4)
    assert float(paid.sel(receiver="IND", payer="USA")) == pytest.approx(18_892, rel=1e-3)
    assert 0.05 < float(share.sel(payer="USA", receiver="IND")) < 0.15
    assert float(world["migrants"].sel(origin="IND", residence="USA")) == 2_661_470
    money = float(share.sel(payer="USA", receiver="IND")) * 2_661_470 * mean_pay(world, "USA")
    assert money / 1e6 == pytest.approx(18_892, rel=1e-3)


def test_pay_against_the_earnings_that_the_ilo_publishes(world: tt.Baseline) -> None:
    """Same price level; employees only, cash only, so most are within a factor of two."""
    file = SHARED / "wages_ilostat" / "monthly_earnings_ppp2021_2014_2024.csv"
    need(file.is_file(), f"pay NOT compared: no {file}")
    monthly: dict[str, tuple[int, float]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            far = abs(int(row["year"]) - 2022)
            if row["iso3"] in world.countries and far < monthly.get(row["iso3"], (99, 0.0))[0]:
                monthly[row["iso3"]] = (far, float(row["earnings_ppp"]))
    ratio = {
        c: mean_pay(world, c) / (12 * earned * float(world["price_level"].sel(country=c)))
        for c, (_, earned) in monthly.items()
    }
    assert len(ratio) > 50
    assert 1.0 < np.median(list(ratio.values())) < 1.4
    assert np.mean([0.5 < r < 2 for r in ratio.values()]) > 0.9
    assert 1.2 < ratio["USA"] < 1.7  # employers' contributions and benefits are not earnings
    assert 0.6 < ratio["IND"] < 1.1  # most work for themselves and earn less than employees
