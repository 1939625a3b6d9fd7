"""Elasticity sets: published values, mapped by ISIC code, never inverted or low in silence."""

from __future__ import annotations

import csv
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from replication.lashkaripour_2021.data import INDUSTRIES
from shared_data import need
from tradetalks.baseline import DEFAULT_ELASTICITIES, compare_elasticities, elasticity_set
from tradetalks.labels.isic import classes
from worlds import make_arrays

CODES = """
A01 A02 A03 B05 B06 B07 B08 B09 C10T12 C13T15 C16 C17_18 C19 C20 C21 C22 C23 C24A C24B
C25 C26 C27 C28 C29 C301 C302T309 C31T33 D_E F G_I J K_L M_N O_T
"""
GOODS, SERVICES = CODES.split()[:27], CODES.split()[27:]
PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "elasticities"


def world(sectors: list[str]) -> tt.Baseline:
    n = len(sectors)
    flow = np.random.default_rng(3).lognormal(size=(3, 3, n))
    return tt.Baseline.from_arrays(
        ("USA", "IND", "ROW"),
        sectors,
        trade=flow,
        tariff=np.zeros_like(flow),
        value_added_share=np.full((3, n), 0.5),
        input_share=np.full((3, n, n), 0.5 / n),
        trade_elasticity=4.0,
    ).balance()


@pytest.mark.parametrize("name", tt.elasticity_sets())
def test_every_set_serves_every_sector(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        base = world(GOODS + SERVICES).with_elasticities(name)
    assert (base["trade_elasticity"] > 0).all()
    assert base["trade_elasticity"].attrs["source"] == elasticity_set(name).citation
    assert base.dataset.attrs["elasticities"] == name
    chosen = elasticity_set(name)
    assert chosen.services_note
    assert not chosen.to_frame().empty
    for category in chosen.categories:
        assert all(classes(code) for code in category.isic)


def test_the_default_is_first_and_well_behaved() -> None:
    assert tt.elasticity_sets()[0] == DEFAULT_ELASTICITIES == elasticity_set().name
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        base = world(GOODS + SERVICES).with_elasticities(DEFAULT_ELASTICITIES)
    assert set(base["elasticity_source"].sel(sector=SERVICES).values) == {
        "services value of the set"
    }
    assert (base["trade_elasticity"].sel(sector=SERVICES) == 5).all()


def test_mapping_by_category() -> None:
    with pytest.warns(UserWarning, match="C301"):
        base = world(GOODS + SERVICES).with_elasticities("caliendo_parro_2015")
    theta, error = base["trade_elasticity"], base["trade_elasticity_se"]
    assert theta.sel(sector="C10T12") == 2.62
    assert error.sel(sector="C10T12") == 0.61
    # Office, communication and medical goods are together C26 and weigh alike.
    assert float(theta.sel(sector="C26")) == pytest.approx((12.95 + 3.95 + 8.71) / 3)
    assert float(error.sel(sector="C26")) == pytest.approx(np.sqrt(4.53**2 + 1.77**2 + 1.56**2) / 3)
    assert np.isnan(error.sel(sector="G_I"))


def test_coarse_and_fine_codes() -> None:
    base = world(["A", "B", "C16T18", "C26T28", "C1711", "G_I"]).with_elasticities("fontagne_2022")
    expected = [2.91, 3.41, (8.8 + 8.21 + 8.21) / 3, (5.14 + 4.11 + 5.01) / 3, 8.21, 5.0]
    assert np.allclose(base["trade_elasticity"], expected)


def test_an_aggregate_is_weighed_by_the_trade_of_its_parts() -> None:
    base = world(["C16", "C20", "G_I"])
    small = base.aggregate(sectors={"stuff": ["C16", "C20"]})
    fine = base.with_elasticities("fontagne_2022").aggregate(sectors={"stuff": ["C16", "C20"]})
    direct = small.with_elasticities("fontagne_2022")
    assert np.allclose(direct["trade_elasticity"], fine["trade_elasticity"])


def test_sectors_with_other_names_need_a_concordance() -> None:
    base = world(["wine", "cloth"])
    with pytest.raises(tt.BaselineError, match="sector wine") as caught:
        base.with_elasticities("fontagne_2022")
    assert len(caught.value.problems) == 2
    named = base.with_elasticities("fontagne_2022", isic={"wine": "C11", "cloth": "C13"})
    assert named["trade_elasticity"].values.tolist() == [4.17, 4.71]


def test_values_are_taken_as_they_are() -> None:
    base = world(["A", "C26"]).with_elasticities("caliendo_parro_2015")
    plain = base.with_elasticities([2.5, 7.0])
    assert plain["trade_elasticity"].values.tolist() == [2.5, 7.0]
    assert "trade_elasticity_se" not in plain.dataset
    assert "elasticity_source" not in plain.dataset
    assert "elasticities" not in plain.dataset.attrs


@pytest.mark.parametrize("values", [[0.2, 0.25], [-4.0, 3.0], [0.0, 3.0], [np.nan, 3.0], 0.1])
def test_inverted_or_meaningless_values_are_refused(values: Any) -> None:
    with pytest.raises(tt.BaselineError, match="trade_elasticity"):
        world(["A", "C26"]).with_elasticities(values)


def test_values_below_the_floor_draw_a_warning() -> None:
    with pytest.warns(UserWarning, match=r"below 1: C26 \(0.8\)"):
        world(["A", "C26"]).with_elasticities([3.0, 0.8])
    arrays = make_arrays()
    with pytest.warns(UserWarning, match="below 1"):
        base = tt.Baseline.from_arrays(**(arrays | {"trade_elasticity": [0.7, 4, 4]}))
    assert any("trade_elasticity" in w.place for w in base.check().warnings)
    assert base.check().ok


def test_an_unknown_set_is_answered_with_the_nearest() -> None:
    with pytest.raises(tt.BaselineError, match="did you mean fontagne_2022"):
        world(["A"]).with_elasticities("fontagne2022")


def test_sets_side_by_side() -> None:
    table = compare_elasticities(world(["A", "C26"]))
    assert list(table.columns) == list(dict.fromkeys(table.columns))
    assert table.shape == (2, len(tt.elasticity_sets()))


@pytest.mark.parametrize(
    "name",
    [
        "fontagne_2022",
        "bagwell_staiger_yurukoglu_2021",
        "giri_yi_yilmazkuday_2021",
        "shapiro_2016",
        "lashkaripour_lugovskyy_2023",
        "caliendo_parro_2015",
    ],
)
def test_values_are_those_published(name: str) -> None:
    need(PUBLISHED.is_dir(), f"elasticities NOT compared: no published tables in {PUBLISHED}")
    rows = list(csv.DictReader((PUBLISHED / f"{name}.csv").open(encoding="utf-8-sig")))
    ours = {c.name: c.theta for c in elasticity_set(name).categories}
    assert ours == {r["sector"]: float(r["epsilon"]) for r in rows}


def test_lashkaripours_values_stand_by_the_industries_of_his_table_4() -> None:
    ours = elasticity_set("lashkaripour_2021").categories
    goods = {c.name: c.theta for c in ours if c.name != "Services"}
    assert list(goods.values()) == [value for _, value in INDUSTRIES.values()][:-1]
    assert [name.casefold() for name in goods] == list(INDUSTRIES)[:-1]
