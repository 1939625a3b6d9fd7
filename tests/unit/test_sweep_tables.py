"""What a sweep keeps, and the ways to it: tables, SQL, boxes, an iterator."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import tradetalks as tt
from sweeps import LEVER, OnlyFirst, grid, here, tiny_base
from tradetalks.brief.sweeps import load_sweep
from tradetalks.uncertainty.sweep.drive import drive
from tradetalks.uncertainty.sweep.kept import BY_FLOW, KEEPABLE
from tradetalks.uncertainty.sweep.store import Folder
from tradetalks.uncertainty.sweep.worker import Worker


@pytest.fixture(scope="module")
def tiny() -> tt.Baseline:
    return tiny_base()


def test_every_outcome_can_be_kept_in_the_table_of_its_dimensions(
    tiny: tt.Baseline, tmp_path: Path
) -> None:
    asked = grid(outcomes=list(KEEPABLE), flows=list(BY_FLOW))
    results = here(asked, tmp_path / "out", tiny)
    box = results.xarray()
    assert set(box.data_vars) == {*KEEPABLE, *BY_FLOW}
    policy = tt.Policy().tariff("C00", "C01", add=0.4)
    eq = tt.solve(tiny, policy)
    for name in KEEPABLE:
        found = box[name].sel(tariff_1=0.4)
        expected = eq.outcomes[name]
        if expected.dims == ("country", "partner"):
            expected = expected.rename(country="exporter", partner="importer")
        assert found.dims == expected.dims, name
        assert found.attrs["units"] == expected.attrs["units"]
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-5, err_msg=name)
    for name, expected in (("trade", eq.trade), ("tariff", eq.tariff), ("export_tax", None)):
        expected = tiny["export_tax"] if expected is None else expected
        found = box[name].sel(tariff_1=0.4).transpose(*expected.dims)
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6, err_msg=name)
    shares = box["trade_share"].sel(tariff_1=0.4).sum("exporter")
    np.testing.assert_allclose(shares, 1)
    for table, rows in (("factors", 1), ("sectors", 3), ("pairs", 4), ("flows", 12)):
        frame = results.pandas(table)
        assert len(frame) == 3 * 4 * rows
        assert frame["number"].is_monotonic_increasing
        places = list((tmp_path / "out" / table).rglob("*.parquet"))
        assert [p.parent.name for p in places] == ["elasticities=own"]
        columns = [name for name in frame.columns if name in box.data_vars]
        for about, there in tt.iterate_sweep(asked, baseline=tiny, table=table):
            assert there is not None
            mine = frame[frame["number"] == about["number"]]
            for column in columns:
                series = mine.set_index(there.index.names)[column].loc[there.index]
                np.testing.assert_array_equal(series, there[column])


def test_only_what_is_asked_for_is_kept(tiny: tt.Baseline, tmp_path: Path) -> None:
    results = here(grid(outcomes="bilateral_trade", flows="tariff"), tmp_path / "out", tiny)
    assert results.pandas("pairs").shape == (3 * 16, 7)
    assert set(results.pandas("flows").columns) >= {"exporter", "importer", "sector", "tariff"}
    with pytest.raises(tt.InputError, match="allowed: scenarios, pairs, flows"):
        results.pandas("results")
    with pytest.raises(tt.InputError, match="did you mean pairs"):
        tt.iterate_sweep(grid(outcomes="bilateral_trade"), baseline=tiny, table="pair")


def test_a_box_that_no_machine_holds_is_refused(tiny: tt.Baseline, tmp_path: Path) -> None:
    steps = {"from": 0.0, "to": 0.5, "steps": 30_000}
    both = [{**LEVER, "add": steps}, {**LEVER, "add": steps}]
    asked = grid(outcomes="balance", chunk=16, lever=both)
    plan, store = load_sweep(asked, tiny), Folder(tmp_path / "out")
    drive(plan, store, OnlyFirst(Worker(plan, store)))
    with pytest.raises(tt.InputError, match=r"3,600,000,000 numbers, 27 GiB.*query\(\)"):
        tt.SweepResults(store.path).xarray()


def test_every_way_in_gives_the_same_table(tiny: tt.Baseline, tmp_path: Path) -> None:
    asked = grid(
        random={"points": 6, "seed": 5},
        lever=[{**LEVER, "add": {"low": 0.0, "high": 0.5}}, {**LEVER, "add": [0.0, 0.1]}],
    )
    results = here(asked, tmp_path / "out", tiny)
    frame = results.pandas("countries")
    assert results.complete
    assert [len(frame), results.query("select count(*) n from results")["n"][0]] == [48, 48]
    assert sum(batch.num_rows for batch in results.batches()) == 48
    box = results.xarray(["balance", "exports"])
    assert box["balance"].dims == ("point", "tariff_2", "country")
    for about, table in tt.iterate_sweep(asked, baseline=tiny):
        assert table is not None
        mine = frame[frame["number"] == about["number"]].set_index("country")
        np.testing.assert_array_equal(mine["balance"].loc[table.index], table["balance"])
        held = box["balance"].isel(
            point=int(np.argmin(abs(box["tariff_1"].values - about["tariff_1"])))
        )
        np.testing.assert_array_equal(held.sel(tariff_2=about["tariff_2"]), table["balance"])


def test_axes_of_the_box_are_those_of_the_table(tmp_path: Path) -> None:
    asked = {
        "title": "t",
        "baseline": "world-2022-small",
        "elasticities": ["own", "caliendo_parro_2015_full"],
        "deficits": ["fixed", "share"],
        "outcomes": "real_income_change",
        "lever": [{**LEVER, "importer": "USA", "exporter": "IND", "add": [0.0, 0.1, 0.3]}],
    }
    results = here(asked, tmp_path / "out")
    box = results.xarray()["real_income_change"].sel(country="IND")
    assert box.shape == (2, 2, 3)
    frame = results.query("select * from results where country = 'IND'")
    for _, row in frame.iterrows():
        world = f"{row['baseline']} ({row['elasticities']})"
        there = box.sel(world=world, deficits=row["deficits"], tariff_1=row["tariff_1"])
        assert float(there) == row["real_income_change"]
    assert len({round(v, 9) for v in box.values.ravel()}) >= 9


def test_columns_and_tables_that_are_not_there(tiny: tt.Baseline, tmp_path: Path) -> None:
    results = here(grid(outcomes="balance"), tmp_path / "out", tiny)
    with pytest.raises(tt.InputError, match="is not kept"):
        results.xarray("exports")
    with pytest.raises(tt.InputError, match="did you mean countries"):
        results.pandas("country")
    with pytest.raises(tt.InputError, match="nonsense"):
        results.query("select nonsense from scenarios")
    for nothing in ("", "  ", ";", "-- a remark"):
        with pytest.raises(tt.InputError, match="query: asks nothing"):
            results.query(nothing)
    for change in (
        f"copy scenarios to '{tmp_path}/copy.csv'",
        "select 1; create table t as select 1",
        f"explain analyze copy scenarios to '{tmp_path}/copy.csv'",
    ):
        with pytest.raises(tt.InputError, match="is no question"):
            results.query(change)
    assert not (tmp_path / "copy.csv").exists()
    assert results.query("pivot scenarios on status using count(*)")["converged"].sum() == 3
    with pytest.raises(tt.InputError, match="holds no sweep"):
        tt.SweepResults(tmp_path)
