"""Making a baseline, reading its parts, keeping it on file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import tradetalks as tt
from tradetalks.baseline import identities
from tradetalks.symbols import BASELINE, DATA, OUTCOMES
from worlds import make_arrays


def test_every_variable_has_its_axes_units_and_meaning(arrays: dict[str, Any]) -> None:
    base = tt.Baseline.from_arrays(**arrays, source={"trade": "a table"}, year=2022, name="x")
    for name in base.dataset.data_vars:
        symbol = BASELINE[str(name)]
        assert base[str(name)].dims == symbol.dims
        assert base[str(name)].attrs["units"] == symbol.units
        assert base[str(name)].dtype == np.float64
    assert base["trade"].attrs["source"] == "a table"
    assert base["trade"].attrs["year"] == 2022
    assert "derived" in base["trade_share"].attrs["source"]
    assert base.countries == ("USA", "IND", "ROW")
    assert base.sectors == ("A", "C26", "G_I")
    assert base.factors == ("labour",)


def test_identities_hold(arrays: dict[str, Any]) -> None:
    base = tt.Baseline.from_arrays(**arrays)
    assert base.check().ok
    assert base["deficit"].sum() == pytest.approx(0, abs=1e-10)
    assert np.allclose(base["final_share"].sum("sector"), 1, atol=1e-14)
    assert np.allclose(base["trade_share"].sum("exporter"), 1, atol=1e-14)
    output = identities.output(arrays["trade"], arrays["export_tax"])
    cost = arrays["value_added_share"] * output
    assert np.allclose(base["value_added"].sum("factor"), cost.sum(axis=1))


def test_a_market_without_purchases_has_home_share_one(arrays: dict[str, Any]) -> None:
    base = tt.Baseline.from_arrays(**arrays)
    assert base["expenditure"].sel(country="ROW", sector="G_I") == 0
    assert base["trade_share"].sel(importer="ROW", sector="G_I").values.tolist() == [0, 0, 1]


def test_arrays_taken_as_given_are_not_recomputed(arrays: dict[str, Any]) -> None:
    deficit = np.array([1.0, 2.0, -3.0])
    base = tt.Baseline.from_arrays(**arrays, deficit=deficit, final_share=np.full((3, 3), 1 / 3))
    assert base.given == ("deficit", "final_share")
    assert np.array_equal(base["deficit"], deficit)
    assert base.replace(deficit=None).given == ("final_share",)


def test_defaults(arrays: dict[str, Any]) -> None:
    for name in ("export_tax", "factor_share"):
        del arrays[name]
    base = tt.Baseline.from_arrays(**(arrays | {"trade_elasticity": 4}))
    assert not base["export_tax"].any()
    assert (base["factor_share"] == 1).all()
    assert (base["trade_elasticity"] == 4).all()


def test_three_factors_have_names() -> None:
    base = tt.Baseline.from_arrays(**make_arrays(factors=3))
    assert base.factors == ("skilled", "unskilled", "capital")
    assert base["value_added"].shape == (3, 3)
    named = tt.Baseline.from_arrays(**make_arrays(factors=2), factors=("labour", "land"))
    assert named.factors == ("labour", "land")


def test_a_baseline_owns_its_arrays(arrays: dict[str, Any]) -> None:
    base = tt.Baseline.from_arrays(**arrays)
    before = base.fingerprint
    arrays["trade"][:] = 0
    assert tt.Baseline(base.dataset).fingerprint == before
    with pytest.raises(ValueError, match="read-only"):
        base["trade"].values[0, 0, 0] = 1


def test_fingerprint_follows_contents_only(arrays: dict[str, Any]) -> None:
    base = tt.Baseline.from_arrays(**arrays)
    assert tt.Baseline.from_arrays(**arrays, name="other").fingerprint == base.fingerprint
    changed = base.replace(tariff=arrays["tariff"] * 1.01)
    assert changed.fingerprint != base.fingerprint


def test_replace_keeps_what_it_does_not_change(arrays: dict[str, Any]) -> None:
    base = tt.Baseline.from_arrays(**arrays, source={"trade": "s"}, name="n").annotate(
        origin=("country", ["own", "own", "rest of world"])
    )
    new = base.replace(tariff=np.zeros_like(arrays["tariff"]), note="tariffs removed")
    assert new.name == "n"
    assert new.history == ("tariffs removed",)
    assert new["trade"].attrs["source"] == "s"
    assert new["origin"].values.tolist() == ["own", "own", "rest of world"]
    assert (new["expenditure"] <= base["expenditure"]).all()


def test_round_trip_on_file(arrays: dict[str, Any], tmp_path: Path) -> None:
    base = tt.Baseline.from_arrays(
        **arrays,
        deficit=np.array([1.0, 2.0, -3.0]),
        name="n",
        title="A title",
        source={"trade": "s"},
        year=2022,
        country_groups={"pair": ("USA", "IND")},
    ).annotate(origin=("country", ["own", "region", "rest"]))
    base.to_file(tmp_path / "n.nc")
    back = tt.load_baseline(tmp_path / "n.nc")
    assert back.fingerprint == base.fingerprint
    assert back.given == ("deficit",)
    assert list(back.axes.country_index("pair")) == [0, 1]
    assert back["origin"].values.tolist() == ["own", "region", "rest"]
    xr.testing.assert_identical(back.dataset, base.dataset)


def test_a_plain_netcdf_made_by_others_is_read(arrays: dict[str, Any], tmp_path: Path) -> None:
    base = tt.Baseline.from_arrays(**arrays)
    bare = base.dataset[list(DATA)].drop_attrs().transpose(..., "country", "importer")
    bare.isel(importer=[2, 0, 1]).to_netcdf(tmp_path / "bare.nc", engine="h5netcdf")
    assert tt.load_baseline(tmp_path / "bare.nc").fingerprint == base.fingerprint


def test_the_catalogue() -> None:
    names = tt.baselines()
    assert names[0] == "world-2022"
    assert "world-2022-small" in names
    small = tt.load_baseline("world-2022-small")
    assert small.check().ok
    assert {"USA", "IND"} <= set(small.countries)


def test_reading_needs_no_compiler() -> None:
    code = "import sys, tradetalks.baseline; print('jax' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_symbol_is_described() -> None:
    for registry in (BASELINE, OUTCOMES):
        for name, symbol in registry.items():
            assert symbol.name == name
            assert symbol.units in {"1", "%", "USD million", "persons"}
            assert symbol.long_name
            assert symbol.dims
