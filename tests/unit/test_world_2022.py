"""The packaged baselines: identities, the figures they must show, and where they come from."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import numpy as np
import pytest

import tradetalks as tt
from shared_data import need
from tradetalks.symbols import DATA, PEOPLE

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
NAMES = ("world-2022", "world-2022-small")
SERVICES = ("D_E", "F", "G_I", "J", "K_L", "M_N", "O_T")


@pytest.fixture(scope="module", params=NAMES)
def base(request: pytest.FixtureRequest) -> tt.Baseline:
    return tt.load_baseline(request.param)


@pytest.fixture(scope="module")
def world() -> tt.Baseline:
    return tt.load_baseline("world-2022")


def average_tariff(base: tt.Baseline, exporter: str, importer: str) -> float:
    pair = {"exporter": exporter, "importer": importer}
    goods = [s for s in base.sectors if s[0] in "ABC"]
    trade = base["trade"].sel(**pair, sector=goods)
    return float((base["tariff"].sel(**pair, sector=goods) * trade).sum() / trade.sum())


def test_purchases_are_inputs_plus_final_spending(base: tt.Baseline) -> None:
    trade, tariff = base["trade"].values, base["tariff"].values
    output, spending = trade.sum(1), ((1 + tariff) * trade).sum(0)
    inputs = np.einsum("dkj,dj->dk", base["input_share"].values, output)
    value_added = (base["value_added_share"].values * output).sum(1)
    income = value_added + (tariff * trade).sum((0, 2)) + trade.sum((0, 2)) - trade.sum((1, 2))
    final = base["final_share"].values * income[:, None]
    scale = spending.max(1, keepdims=True)
    assert np.abs((inputs + final - spending) / scale).max() < 1e-12
    assert base["final_share"].values.min() >= 0
    np.testing.assert_allclose(base["value_added"].values.sum(1), value_added, rtol=1e-12)


def test_shares_sum_to_one(base: tt.Baseline) -> None:
    costs = base["value_added_share"].values + base["input_share"].values.sum(1)
    np.testing.assert_allclose(costs, 1, rtol=0, atol=1e-12)
    for name, axis in (("final_share", 1), ("trade_share", 0), ("factor_share", 1)):
        np.testing.assert_allclose(base[name].values.sum(axis), 1, rtol=0, atol=1e-12)


def test_deficits_sum_to_zero(base: tt.Baseline) -> None:
    deficit = base["deficit"].values
    assert abs(deficit.sum()) / np.abs(deficit).sum() < 1e-12


def test_nothing_is_wrong_with_it(base: tt.Baseline) -> None:
    assert not [p for p in base.check().problems if "home sales" not in str(p)]


def test_balancing_changes_nothing(base: tt.Baseline) -> None:
    report = base.balance().balance_report
    assert report is not None
    assert not len(report)


def test_sizes(world: tt.Baseline) -> None:
    assert (len(world.countries), len(world.sectors)) == (81, 34)
    small = tt.load_baseline("world-2022-small")
    assert {"USA", "IND", "CHN", "JPN", "AUS", "RUS", "EU", "ROW"} <= set(small.countries)
    for name in NAMES:
        file = resources.files("tradetalks.baseline") / "data" / f"{name}.nc"
        with resources.as_file(file) as path:
            assert path.stat().st_size < 10e6


def test_united_states_and_india(world: tt.Baseline) -> None:
    goods = [s for s in world.sectors if s not in SERVICES]
    flow = world["trade"].sel(sector=goods).sum("sector") / 1e3
    assert float(flow.sel(exporter="IND", importer="USA")) == pytest.approx(86.5, abs=0.05)
    assert float(flow.sel(exporter="USA", importer="IND")) == pytest.approx(39.0, abs=0.05)
    services = world["trade"].sel(sector=list(SERVICES)).sum("sector") / 1e3
    assert float(services.sel(exporter="IND", importer="USA")) == pytest.approx(64.2, abs=0.05)
    assert float(services.sel(exporter="USA", importer="IND")) == pytest.approx(27.3, abs=0.05)
    computing = world["trade"].sel(exporter="IND", importer="USA", sector="J") / 1e3
    assert 25 < float(computing) < 55  # most of what India sells are computer services


def test_tariff_averages(world: tt.Baseline) -> None:
    assert average_tariff(world, "USA", "IND") == pytest.approx(0.093, abs=0.0005)
    assert average_tariff(world, "IND", "USA") == pytest.approx(0.024, abs=0.0005)


def test_the_small_world_is_the_large_one_added_up(world: tt.Baseline) -> None:
    small = tt.load_baseline("world-2022-small")
    assert average_tariff(small, "USA", "IND") == pytest.approx(average_tariff(world, "USA", "IND"))
    for name in ("trade", "value_added"):
        assert small[name].values.sum() == pytest.approx(world[name].values.sum(), rel=1e-12)


def test_tariff_repairs(world: tt.Baseline) -> None:
    tariff = world["tariff"]
    assert tariff.sel(sector=list(SERVICES)).max() == 0
    assert np.einsum("iij->ij", tariff.values).max() == 0
    assert tariff.sel(importer="HKG").max() == 0
    assert tariff.sel(importer="ROW", sector="C10T12").max() > 0
    assert tariff.sel(exporter="ROW", importer="IND", sector="C10T12") > 0
    for importer in ("USA", "SAU", "JOR", "MYS"):
        trade = world["trade"].sel(importer=importer, sector="C10T12").drop_sel(exporter=importer)
        rate = tariff.sel(importer=importer, sector="C10T12").drop_sel(exporter=importer)
        assert float((trade * rate).sum() / trade.sum()) < 0.15


def test_every_variable_says_what_it_is(base: tt.Baseline) -> None:
    for name in ("trade", "tariff", "value_added_share", "input_share", "factor_share", *PEOPLE):
        assert base[name].attrs["units"]
        assert base[name].attrs["source"]
        assert base[name].attrs["year"]
    assert set(base["structure_source"].values) <= {"own", "region", "rest of world", "aggregate"}
    assert str(base["country_name"].sel(country="IND").values) == "India"
    assert int(base["iso_numeric"].sel(country="IND")) == 356
    assert len(set(base["sector_title"].values)) == len(base.sectors)


def test_value_added_is_near_gdp(world: tt.Baseline) -> None:
    # World Bank, GDP 2022 in current USD bn; value added leaves out taxes on final purchases.
    gdp = {"USA": 25744, "CHN": 17963, "JPN": 4256, "DEU": 4072, "IND": 3385, "GBR": 3089}
    value = world["value_added"].sum("factor") / 1e3
    ratio = [float(value.sel(country=c)) / g for c, g in gdp.items()]
    assert 0.9 < np.median(ratio) <= 1.02
    assert min(ratio) > 0.85


def test_rebuilding_gives_the_packaged_files(monkeypatch: pytest.MonkeyPatch) -> None:
    need(SHARED.is_dir(), f"world-2022 NOT rebuilt: no source tables in {SHARED}")
    monkeypatch.syspath_prepend(str(ROOT))
    from tools.world2022.assemble import assemble
    from tools.world2022.read import read

    built = assemble(read(SHARED), SHARED)
    for fresh, name in ((built.large, NAMES[0]), (built.small, NAMES[1])):
        kept = tt.load_baseline(name)
        assert fresh.countries == kept.countries
        for variable in (*DATA, *PEOPLE):
            np.testing.assert_allclose(
                fresh[variable].values, kept[variable].values, rtol=1e-9, atol=1e-13
            )
        for note in ("structure_source", "factor_source", "people_source"):
            assert list(fresh[note].values) == list(kept[note].values)
