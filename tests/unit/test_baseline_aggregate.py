"""Aggregation: values add up, averages are weighted as stated, origins are remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.baseline import identities
from worlds import make_arrays


@pytest.fixture
def world() -> tt.Baseline:
    arrays = make_arrays(countries=6, sectors=5, factors=2)
    return tt.Baseline.from_arrays(**arrays, factors=("labour", "capital"), name="w").balance()


def income(base: tt.Baseline) -> np.ndarray:
    return identities.income_of({str(n): v.values for n, v in base.dataset.data_vars.items()})


def test_totals_are_kept(world: tt.Baseline) -> None:
    small = world.aggregate(countries={"EU": "EU"}, sectors={"goods": "goods"})
    assert small.countries == ("USA", "IND", "ROW", "CHN", "EU")
    assert small.sectors == ("G_I", "goods")
    assert small.check().ok
    members = world.axes.country_index("EU")
    for name in ("value_added", "expenditure", "deficit"):
        old = world[name].isel(country=members).sum()
        assert float(small[name].sel(country="EU").sum()) == pytest.approx(float(old), rel=1e-13)
    assert income(small)[-1] == pytest.approx(income(world)[members].sum(), rel=1e-13)
    assert income(small)[:4] == pytest.approx(income(world)[:4], rel=1e-13)


def test_revenue_is_kept_by_weighting(world: tt.Baseline) -> None:
    small = world.aggregate(countries={"X": ["USA", "IND"], "Y": "rest"}, sectors={"s": "all"})
    for members, new in ((slice(0, 2), 0), (slice(2, 6), 1)):
        old = identities.border_revenue(
            world["trade"].values, world["tariff"].values, world["export_tax"].values
        )
        now = identities.border_revenue(
            small["trade"].values, small["tariff"].values, small["export_tax"].values
        )
        assert now[new] == pytest.approx(old[members].sum(), rel=1e-12)


def test_home_sales_include_trade_among_members(world: tt.Baseline) -> None:
    small = world.aggregate(countries={"EU": ["DEU", "FRA"]})
    block = world["trade"].sel(exporter=["DEU", "FRA"], importer=["DEU", "FRA"])
    home = small["trade"].sel(exporter="EU", importer="EU")
    assert np.allclose(home, block.sum(["exporter", "importer"]))


def test_cost_shares_are_weighted_by_value(world: tt.Baseline) -> None:
    small = world.aggregate(countries={"W": "all"}, sectors={"one": "all"})
    output = identities.output(world["trade"].values, world["export_tax"].values)
    share = (world["value_added_share"].values * output).sum() / output.sum()
    assert float(small["value_added_share"].squeeze()) == pytest.approx(share, rel=1e-13)
    assert float(small["input_share"].squeeze()) == pytest.approx(1 - share, rel=1e-12)
    paid = world["value_added"].sum("country") / world["value_added"].sum()
    assert np.allclose(small["factor_share"].squeeze(), paid, rtol=1e-12)


def test_elasticities_are_weighted_by_cross_border_trade(world: tt.Baseline) -> None:
    small = world.aggregate(sectors={"x": ["A", "C26"]})
    flow = world["trade"].values[:, :, :2]
    crossing = flow.sum(axis=(0, 1)) - np.einsum("iij->j", flow)
    theta = world["trade_elasticity"].values[:2]
    expected = (crossing * theta).sum() / crossing.sum()
    assert float(small["trade_elasticity"].sel(sector="x")) == pytest.approx(expected)


def test_to_itself_changes_nothing(world: tt.Baseline) -> None:
    same = world.aggregate()
    assert np.allclose(same["input_share"], world["input_share"], atol=1e-14)
    assert np.array_equal(same["trade"], world["trade"])


def test_in_two_steps_or_one(world: tt.Baseline, tmp_path: Path) -> None:
    sectors = {"low": ["A", "B06"], "high": ["C26", "C10T12", "G_I"]}
    once = world.aggregate(countries={"EU": "EU"}, sectors=sectors)
    step = world.aggregate(sectors={"primary": ["A", "B06"]})
    twice = step.aggregate(
        countries={"EU": "EU"}, sectors={"low": "primary", "high": ["C26", "C10T12", "G_I"]}
    )
    for name in ("trade", "tariff", "input_share", "trade_elasticity", "trade_share"):
        assert np.allclose(once[name], twice[name], rtol=1e-12), name
    assert twice.axes.sector_parts["low"] == ("A", "B06")
    assert len(twice.history) == 3
    twice.to_file(tmp_path / "t.nc")
    back = tt.load_baseline(tmp_path / "t.nc")
    assert back.axes.country_parts["EU"] == ("DEU", "FRA")
    assert list(back.axes.country_index("EU")) == list(twice.axes.country_index("EU"))


def test_annotations_are_joined(world: tt.Baseline) -> None:
    noted = world.annotate(origin=("country", ["own", "own", "rest", "own", "own", "region"]))
    small = noted.aggregate(countries={"EU": "EU", "Q": ["USA", "IND"]})
    origin = dict(zip(small.countries, small["origin"].values, strict=True))
    assert origin == {"ROW": "rest", "CHN": "own", "EU": "own; region", "Q": "own"}


def test_given_arrays_are_aggregated_too() -> None:
    arrays: dict[str, Any] = make_arrays(countries=4)
    plain = tt.Baseline.from_arrays(**arrays)
    given = {n: plain[n].values for n in ("trade_share", "expenditure", "final_share", "deficit")}
    base = tt.Baseline.from_arrays(**arrays, **given)
    mapping = {"X": ["USA", "CHN"]}
    one, other = base.aggregate(countries=mapping), plain.aggregate(countries=mapping)
    assert one.given == ("trade_share", "expenditure", "deficit", "final_share")
    for name in given:
        assert np.allclose(one[name], other[name], rtol=1e-11, atol=1e-11), name


def test_an_untraded_sector_keeps_plain_means() -> None:
    arrays = make_arrays(countries=4)
    arrays["trade"][:, :, 1] = 0.0
    arrays["input_share"][:, 1] = 0.0
    base = tt.Baseline.from_arrays(**arrays).balance()
    small = base.aggregate(countries={"X": ["USA", "CHN"]})
    assert np.isfinite(small["input_share"]).all()
    assert small.check().ok
