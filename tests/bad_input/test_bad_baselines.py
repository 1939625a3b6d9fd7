"""Broken baselines: each is refused by a named exception that names the place."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from worlds import make_arrays

Change = Callable[[dict[str, Any]], object]


def put(name: str, index: tuple[Any, ...], value: float) -> Change:
    def change(a: dict[str, Any]) -> None:
        a[name][index] = value

    return change


def scale(name: str, factor: float, index: Any = ...) -> Change:
    def change(a: dict[str, Any]) -> None:
        a[name][index] *= factor

    return change


def give(name: str, value: Any) -> Change:
    return lambda a: a.update({name: value})


def drop_country(a: dict[str, Any]) -> None:
    a["trade"][1] = a["trade"][:, 1] = 0.0


def complex_trade(a: dict[str, Any]) -> None:
    a["trade"] = a["trade"] + 1j


#: Shapes and labels: `from_arrays` itself refuses. (name, change, words the message must have)
STRUCTURE: list[tuple[str, Change, list[str]]] = [
    ("duplicate country", give("countries", ("USA", "IND", "USA")), ["country[2]", "'USA'"]),
    ("duplicate sector", give("sectors", ("A", "A", "C")), ["sector[1]", "duplicate"]),
    ("empty label", give("sectors", ("A", " ", "C")), ["sector[1]", "not a label"]),
    ("label is a number", give("countries", ("USA", 7, "ROW")), ["country[1]", "7"]),
    ("one text for a list", give("countries", "USA"), ["country", "write ['USA']"]),
    ("no list at all", give("countries", None), ["country", "None"]),
    ("no sectors", give("sectors", ()), ["sector", "no label"]),
    ("too few countries", give("countries", ("USA", "IND")), ["trade", "(3, 3, 3)"]),
    ("two axes", give("trade", np.ones((3, 3))), ["trade", "(3, 3)", "exporter 3"]),
    ("short elasticities", give("trade_elasticity", [4.0]), ["trade_elasticity", "sector 3"]),
    ("text for numbers", give("tariff", "ten per cent"), ["tariff", "real numbers"]),
    ("ragged", give("trade", [[[1.0], [2.0, 3.0]]]), ["trade", "real numbers"]),
    ("complex", complex_trade, ["trade", "real numbers"]),
    ("no trade", give("trade", None), ["trade", "missing"]),
    ("factor names", give("factors", ("skilled", "unskilled")), ["factor_share", "factor 2"]),
    ("group of strangers", give("country_groups", {"pair": ("USA", "INX")}), ["pair", "IND"]),
]

#: Values: `check` lists them, `raise_if_any` raises.
VALUES: list[tuple[str, Change, list[str]]] = [
    ("negative flow", put("trade", (0, 1, 0), -5), ["trade[USA, IND, A]", "-5"]),
    ("NaN flow", put("trade", (0, 1, 0), np.nan), ["trade[USA, IND, A]", "nan"]),
    ("infinite flow", put("trade", (2, 1, 0), np.inf), ["trade[ROW, IND, A]", "inf"]),
    ("NaN tariff", put("tariff", (0, 1, 1), np.nan), ["tariff[USA, IND, C26]"]),
    ("tariff below -1", put("tariff", (1, 0, 0), -1.5), ["tariff[IND, USA, A]", "-1.5"]),
    ("tariffs in per cent", scale("tariff", 100), ["tariff", "divide the rates by 100"]),
    (
        "one importer in per cent",
        scale("tariff", 100, np.s_[:, 1]),
        ["tariff[importer IND]", "per cent"],
    ),
    ("export tax of -1", put("export_tax", (1, 0, 0), -1), ["export_tax[IND, USA, A]"]),
    ("export taxes in per cent", scale("export_tax", 100), ["export_tax", "by 100"]),
    ("costs exceed one", scale("value_added_share", 1.3), ["value_added_share", "sums to"]),
    ("costs short of one", scale("input_share", 0.9), ["input_share[", "sums to"]),
    ("negative input", put("input_share", (0, 1, 0), -0.1), ["input_share[USA, C26, A]"]),
    ("no cost shares", put("value_added_share", (0, 0), np.nan), ["value_added_share[USA, A]"]),
    ("factor shares", scale("factor_share", 0.5), ["factor_share[USA, A]", "0.5"]),
    ("zero elasticity", put("trade_elasticity", (1,), 0), ["trade_elasticity[C26]"]),
    ("negative elasticity", scale("trade_elasticity", -1), ["trade_elasticity[A]", "-3"]),
    ("inverse elasticities", give("trade_elasticity", [0.3, 0.25, 0.2]), ["look like 1/theta"]),
    ("missing country", drop_country, ["country IND", "missing"]),
    ("missing exporter", put("trade", (0,), 0), ["country USA", "exporter"]),
    ("missing importer", put("trade", (slice(None), 2), 0), ["country ROW", "importer"]),
    ("deficits do not sum", give("deficit", [9.0, 0.0, 0.0]), ["deficit", "sums to 9"]),
    ("deficit not the trade's", give("deficit", [9e3, -9e3, 0.0]), ["deficit[USA]", "differs"]),
    ("final shares", give("final_share", np.ones((3, 3))), ["final_share[USA]", "sums to 3"]),
    ("trade shares", give("trade_share", np.ones((3, 3, 3))), ["trade_share[USA, A]"]),
    ("negative income", give("value_added", [-1.0, 9.0, 9.0]), ["value_added[USA, labour]"]),
    ("spending", give("expenditure", np.full((3, 3), 7.0)), ["expenditure[USA, A]", "differs"]),
]


def no_value_added(a: dict[str, Any]) -> None:
    a["value_added_share"][1] = 0
    a["input_share"][1] += 0.1


def no_structure(a: dict[str, Any]) -> None:
    a["value_added_share"][0, 0] = 0
    a["input_share"][0, :, 0] = 0


def greedy(a: dict[str, Any]) -> None:
    a["trade"][:, 0, 1] *= 0.001


VALUES += [
    ("no value added", no_value_added, ["country IND", "no value added"]),
    ("no structure", no_structure, ["input_share[USA, A]", "all its cost shares are zero"]),
    ("inputs larger than use", greedy, ["input_share[USA, C26]", "times as much"]),
]


@pytest.mark.parametrize(
    ("change", "words"), [c[1:] for c in STRUCTURE], ids=[c[0] for c in STRUCTURE]
)
def test_what_does_not_fit_is_refused(change: Change, words: list[str]) -> None:
    arrays = make_arrays()
    change(arrays)
    with pytest.raises(tt.BaselineError) as caught:
        tt.Baseline.from_arrays(**arrays)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(("change", "words"), [c[1:] for c in VALUES], ids=[c[0] for c in VALUES])
def test_wrong_values_are_listed(change: Change, words: list[str]) -> None:
    arrays = make_arrays()
    change(arrays)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "trade elasticities below", UserWarning)
        report = tt.Baseline.from_arrays(**arrays).check()
    with pytest.raises(tt.BaselineError) as caught:
        report.raise_if_any()
    for word in words:
        assert word in str(caught.value)
    assert all(p.place and p.what for p in report.problems)
    assert set(report.to_frame()["kind"]) >= {"problem"}


FAULTS = "negative flow", "NaN flow", "tariffs in per cent", "missing country", "no structure"


@pytest.mark.parametrize("change", [c[1] for c in VALUES if c[0] in FAULTS], ids=FAULTS)
def test_balancing_does_not_hide_faults_of_the_values(change: Change) -> None:
    arrays = make_arrays()
    change(arrays)
    with pytest.raises(tt.BaselineError):
        tt.Baseline.from_arrays(**arrays).balance()


def test_all_problems_are_found_at_once() -> None:
    arrays = make_arrays()
    arrays["trade"][0, 1, 0] = -5
    arrays["tariff"] *= 100
    arrays["value_added_share"][0, 0] = 0.9
    arrays["trade_elasticity"][2] = -1
    found = tt.Baseline.from_arrays(**arrays).check().problems
    text = "\n".join(map(str, found))
    for word in ("trade[USA, IND, A]", "tariff", "sums to", "trade_elasticity[G_I]"):
        assert word in text


def test_all_misfits_are_found_at_once() -> None:
    arrays = make_arrays() | {"sectors": ("A", "A", "C"), "tariff": np.zeros(2), "trade": "x"}
    with pytest.raises(tt.BaselineError) as caught:
        tt.Baseline.from_arrays(**arrays)
    places = {p.place for p in caught.value.problems}
    assert {"sector[1]", "tariff", "trade"} <= places


def test_long_lists_are_cut_and_counted() -> None:
    arrays = make_arrays()
    arrays["trade"] = -arrays["trade"]
    report = tt.Baseline.from_arrays(**arrays).check(limit=5)
    negative = [p for p in report.problems if p.place.startswith("trade") and "negative" in p.what]
    assert len(negative) == 5
    assert any("more entries" in p.what for p in report.problems)


def on_file(tmp_path: Path, change: Callable[[Any], Any]) -> Path:
    base = tt.Baseline.from_arrays(**make_arrays())
    path = tmp_path / "broken.nc"
    change(base.dataset.copy(deep=True)).to_netcdf(path, engine="h5netcdf")
    return path


FILES: list[tuple[str, Callable[[Any], Any], list[str]]] = [
    ("no tariff", lambda d: d.drop_vars("tariff"), ["tariff", "missing"]),
    ("misspelt", lambda d: d.rename(tariff="tarif"), ["tariff", "did you mean tarif"]),
    ("no labels", lambda d: d.drop_vars("exporter"), ["exporter", "no labels"]),
    ("other axes", lambda d: d.rename(sector="industry"), ["sector", "axes"]),
    ("an axis lost", lambda d: d.assign(trade=d["trade"].sum("sector")), ["trade", "axes"]),
    ("country lacking", lambda d: d.isel(importer=[0, 1]), ["importer", "lacks 'ROW'"]),
    (
        "country misspelt",
        lambda d: d.assign_coords(importer=["USA", "INDIA", "ROW"]),
        ["lacks 'IND'", "did you mean INDIA"],
    ),
    (
        "sector twice",
        lambda d: d.assign_coords(sector=["A", "A", "B"], input=["A", "A", "B"]),
        ["sector[1]", "duplicate"],
    ),
]


@pytest.mark.parametrize(("change", "words"), [c[1:] for c in FILES], ids=[c[0] for c in FILES])
def test_broken_files(change: Callable[[Any], Any], words: list[str], tmp_path: Path) -> None:
    with pytest.raises(tt.BaselineError) as caught:
        tt.load_baseline(on_file(tmp_path, change))
    for word in words:
        assert word in str(caught.value)


def test_a_file_that_is_no_netcdf(tmp_path: Path) -> None:
    (tmp_path / "x.nc").write_text("not a baseline")
    with pytest.raises(tt.BaselineError, match=r"x\.nc: is not a readable"):
        tt.load_baseline(tmp_path / "x.nc")


@pytest.mark.parametrize("name", ["world-2202", "", ".", "/nowhere/x.nc"])
def test_no_such_baseline(name: str) -> None:
    with pytest.raises(tt.BaselineError, match="neither an embedded baseline nor a file"):
        tt.load_baseline(name)


def test_writing_where_there_is_no_folder(tmp_path: Path) -> None:
    base = tt.Baseline.from_arrays(**make_arrays())
    with pytest.raises(tt.BaselineError, match="folder"):
        base.to_file(tmp_path / "none" / "x.nc")


def test_no_such_variable() -> None:
    with pytest.raises(tt.BaselineError, match="did you mean tariff"):
        tt.Baseline.from_arrays(**make_arrays())["tarif"]


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"countries": {"X": ["USA", "Atlantis"]}}, ["countries[X]", "Atlantis"]),
        ({"countries": {"X": "USA", "Y": ["USA", "IND"]}}, ["countries[Y]", "already in 'X'"]),
        ({"sectors": {"A": ["C26", "G_I"]}}, ["sectors[A]", "choose another name"]),
        ({"sectors": {"x": "rest", "y": "rest"}}, ["both take the rest"]),
        ({"sectors": {"x": "all", "y": "rest"}}, ["sectors[y]", "nothing is left"]),
        ({"countries": ["EU"]}, ["countries", "not a mapping"]),
        ({"countries": {"X": None}}, ["countries[X]", "None is not a name"]),
        ({"sectors": {"x": []}}, ["sectors[x]", "nothing is selected"]),
        ({"sectors": {"x": "C261"}}, ["sectors[x]", "only part of C26"]),
    ],
)
def test_bad_aggregations(mapping: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(tt.BaselineError) as caught:
        tt.Baseline.from_arrays(**make_arrays()).aggregate(**mapping)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    "elasticities", ["fontagne", [4.0], [0.0, 1.0, 2.0], 0.2, "4", [4.0, None, 3.0], -3]
)
def test_bad_elasticities(elasticities: Any) -> None:
    with pytest.raises(tt.BaselineError, match="elasticit"):
        tt.Baseline.from_arrays(**make_arrays()).with_elasticities(elasticities)
