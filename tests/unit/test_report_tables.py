"""Every form of a report holds the figures of the equilibria it was made from."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xarray as xr
from rich.console import Console

import tradetalks as tt
from briefs import write_short_brief
from tradetalks.report import Report, print_headline
from tradetalks.report.columns import column
from tradetalks.report.sheets import PARTNERS, sheets
from tradetalks.report.table import Table

PARTIES = ["USA", "IND"]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return tt.run(write_short_brief(tmp_path_factory.mktemp("brief")))


@pytest.fixture(scope="module")
def folder(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report.write(tmp_path_factory.mktemp("out") / "short")


def outcome(report: Report, scenario: str, name: str, **where: str) -> float:
    (run,) = [r for r in report.runs if r.id == scenario]
    return float(run.equilibrium.outcomes[name].sel(**where))


def test_the_run_solves_what_can_be_solved_and_says_what_it_left_out(report: Report) -> None:
    assert report.converged
    assert report.failures == {}
    assert [r.id for r in report.runs] == ["tariff", "free-trade"]
    assert list(report.tables["not_evaluated"]["part"]) == ["agenda[equipment]"]
    assert [a.id for a in report.answers] == ["war"]


def test_tables_hold_the_outcomes(report: Report) -> None:
    countries = report.tables["countries"].set_index(["scenario", "country"])
    for name in ("real_income_change", "equivalent_variation", "balance", "tariff_revenue"):
        for scenario in ("tariff", "free-trade"):
            for country in report.base.countries:
                expected = outcome(report, scenario, name, country=country)
                assert countries.loc[(scenario, country), name] == expected
    factors = report.tables["factors"]
    assert len(factors) == 2 * len(report.base.countries) * len(report.base.factors)
    scenarios = report.tables["scenarios"].set_index(["scenario", "country"])
    for factor in report.base.factors:
        expected = outcome(report, "tariff", "real_wage_change", country="IND", factor=factor)
        assert scenarios.loc[("tariff", "IND"), f"real_wage_change_{factor}"] == expected


def test_bilateral_trade_is_the_partys_with_every_partner(report: Report) -> None:
    bilateral = report.tables["bilateral"].set_index(["scenario", "country", "partner"])
    row = bilateral.loc[("tariff", "USA", "IND")]
    out = outcome(report, "tariff", "bilateral_trade", exporter="USA", importer="IND")
    into = outcome(report, "tariff", "bilateral_trade", exporter="IND", importer="USA")
    assert row["exports"] == out
    assert row["imports"] == into
    assert row["balance"] == pytest.approx(
        outcome(report, "tariff", "bilateral_balance", country="USA", partner="IND"), rel=1e-12
    )
    assert len(bilateral) == 2 * 2 * (len(report.base.countries) - 1)
    assert ("tariff", "USA", "USA") not in bilateral.index


def test_third_countries_are_outside_the_talks_and_in_order(report: Report) -> None:
    third = report.tables["third_countries"]
    assert not third["country"].isin(PARTIES).any()
    for (_, direction), rows in third.groupby(["scenario", "direction"]):
        values = rows["real_income_change"].to_numpy()
        assert (np.diff(values) >= 0).all() if direction == "hurt" else (np.diff(values) <= 0).all()
        assert (values < 0).all() if direction == "hurt" else (values > 0).all()


def test_first_order_figures_are_named_so(report: Report) -> None:
    table = report.contents["first_order"]
    assert all("first order" in column(n).label for n in table.frame if "first_order" in n)
    assert "not the change of real income" in table.note
    assert not [n for n in report.tables["countries"] if "first_order" in n or "terms" in n]


def test_csv_files_equal_the_tables(report: Report, folder: Path) -> None:
    package = json.loads((folder / "tables" / "datapackage.json").read_text("utf-8"))
    described = {r["path"]: r for r in package["resources"]}
    for name, frame in report.tables.items():
        read = pd.read_csv(folder / "tables" / f"{name}.csv")
        assert list(read.columns) == [*frame.columns, "run"]
        fields = described[f"{name}.csv"]["schema"]["fields"]
        assert [f["name"] for f in fields] == list(read.columns)
        for column_name in frame.select_dtypes("number"):
            np.testing.assert_array_equal(read[column_name], frame[column_name])
        if len(read):
            assert read["run"].str.contains(report.base.fingerprint[:12]).all()
    (ev,) = [f for f in described["countries.csv"]["schema"]["fields"]
             if f["name"] == "equivalent_variation"]  # fmt: skip
    assert ev["unit"] == "USD million"


def test_the_workbook_is_in_the_units_people_read(report: Report, folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "results.xlsx")
    assert book.sheetnames == ["contents", *report.tables, "settings"]
    by_heading = {c.heading: n for t in report.contents.values() for n, c in t.columns.items()}
    for name, key in (
        ("scenarios", ["scenario_title", "country"]),
        ("countries", ["scenario_title", "country"]),
        ("bilateral", ["scenario_title", "country_name", "partner"]),
        ("sectors", ["scenario_title", "country_name", "sector"]),
        ("first_order", ["scenario_title", "country"]),
    ):
        head, *rows = list(book[name].iter_rows(min_row=4, values_only=True))
        shown = pd.DataFrame(rows, columns=[by_heading[str(h)] for h in head]).set_index(key)
        whole = report.tables[name].set_index(key).loc[shown.index]
        assert shown.index.is_unique
        for column_name in shown:
            col = column(column_name)
            if col.is_numeric:
                factor = 1e-3 if col.is_money else 1.0
                expected = whole[column_name].to_numpy(float) * factor
                np.testing.assert_allclose(shown[column_name].to_numpy(float), expected, rtol=1e-14)
    title = book["scenarios"]["B7"]
    assert title.value == "=1+1 Free trade"
    assert title.data_type == "s"


def test_the_workbook_says_what_is_elsewhere(report: Report, folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "results.xlsx")
    contents = list(book["contents"].iter_rows(values_only=True))
    said = " ".join(str(cell) for row in contents for cell in row if cell is not None)
    assert "tables/*.csv" in said
    assert "results.nc" in said
    listed = {row[0]: row[2] for row in contents[5:]}
    assert list(listed) == list(report.tables)
    for name, frame in report.tables.items():
        whole = book[name].max_column == len(frame.columns) and listed[name] == len(frame)
        assert listed[name] == book[name].max_row - 4
        assert whole != (f"tables/{name}.csv" in str(book[name]["A2"].value))


def test_the_workbook_shows_the_parties_and_their_largest_partners(report: Report) -> None:
    shown = {sheet.name: sheet.frame for sheet in sheets(report.contents, PARTIES)}
    assert set(shown["factors"]["country_name"]) == {"United States", "India"}
    assert set(shown["first_order"]["country"]) == set(PARTIES)
    assert len(shown["countries"]) == len(report.tables["countries"])
    keys = ["scenario", "scenario_title", "country", "country_name", "partner", "partner_name"]
    rows = [("s", "S", c, c, f"P{k}", f"P{k}") for c in PARTIES for k in range(PARTNERS + 3)]
    frame = pd.DataFrame(rows, columns=keys)
    frame["exports_base"] = np.arange(len(frame), dtype=float)
    frame["imports_base"] = 1.0
    sheet = sheets({"bilateral": Table("bilateral", "Trade", frame)}, PARTIES)[0]
    assert list(sheet.frame["partner"]) == [f"P{k}" for k in range(3, PARTNERS + 3)] * 2
    assert f"The {PARTNERS} partners" in sheet.note


def test_netcdf_holds_every_outcome_of_every_scenario(report: Report, folder: Path) -> None:
    with xr.open_dataset(folder / "results.nc", engine="h5netcdf") as results:
        assert list(results["scenario"].values) == ["tariff", "free-trade"]
        for run in report.runs:
            for name, expected in run.equilibrium.outcomes.items():
                read = results[name].sel(scenario=run.id)
                np.testing.assert_array_equal(read.values, expected.values)
                assert results[name].attrs["units"] == expected.attrs["units"]
        assert json.loads(results.attrs["settings"])["baseline"]["name"] == "world-2022-small"


def test_json_is_strict_and_complete(report: Report) -> None:
    def refuse(text: str) -> Any:
        raise AssertionError(text)

    whole = json.loads(report.to_json(), parse_constant=refuse)
    assert set(whole["tables"]) == set(report.tables)
    countries = whole["tables"]["countries"]
    names = [c["name"] for c in countries["columns"]]
    place = names.index("real_income_change")
    expected = report.tables["countries"]["real_income_change"].tolist()
    assert [row[place] for row in countries["rows"]] == expected
    assert countries["columns"][names.index("balance")]["unit"] == "USD million"
    assert whole["converged"] is True


def test_the_manifest_says_how_to_make_it_again(report: Report, folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["version"] == tt.__version__
    assert manifest["baseline"]["fingerprint"] == report.base.fingerprint
    assert manifest["brief"] == {
        "title": report.brief.title,
        "file": "short.toml",
        "fingerprint": report.brief.fingerprint,
    }
    assert manifest["closure"] == {
        "deficits": "fixed",
        "labour_supply": 0.0,
        "revenue": "lump_sum",
        "scale_elasticity": 0.0,
    }
    assert "Fontagné" in manifest["elasticities"]["source"]
    assert manifest["tolerance"] == 1e-10
    assert [s["id"] for s in manifest["scenarios"]] == ["tariff", "free-trade"]
    assert all(s["converged"] and s["residual"] <= 1e-10 for s in manifest["scenarios"])
    assert {"read", "solve", "gather", "write page", "write workbook"} <= set(manifest["seconds"])
    assert str(folder.parent) not in (folder / "manifest.json").read_text("utf-8")


def test_the_headline_is_printed_with_facts_scenarios_and_third_countries(report: Report) -> None:
    out = io.StringIO()
    print_headline(report, Console(file=out, width=140))
    text = out.getvalue()
    for part in ("Two-way trade", "118.0", "=1+1 Free trade", "Most hurt", "Not evaluated",
                 "trade war", "Balance"):  # fmt: skip
        assert part in text
    change = outcome(report, "free-trade", "real_income_change", country="IND")
    assert f"{abs(change):.{3 if abs(change) < 0.095 else 2}f}" in text
    assert text.index("Two-way trade") < text.index("Scenarios") < text.index("Most hurt")
