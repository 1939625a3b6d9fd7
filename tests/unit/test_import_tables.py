"""Published layouts become the world that was printed, by rules that say what they did."""

from __future__ import annotations

import csv
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import published
import sheets
from shared_data import need
from tradetalks import Baseline, BaselineError, Policy, load_baseline, solve
from tradetalks.baseline.importing import import_table
from tradetalks.baseline.sources.names import country_code, isic_label
from tradetalks.baseline.sources.rules import cost_shares, flows
from tradetalks.baseline.sources.table import Table
from tradetalks.cli import main

ALPHA_2 = {"USA": "US", "IND": "IN", "CHN": "CN", "MEX": "MX", "ROW": "FIGW1"}
PARTS = {"CHN": ("CN1", "CN2"), "MEX": ("MX1", "MX2")}
EORA = ["Agriculture", "Mining and Quarrying", "Food & Beverages", "Transport", "Others"]
NACE = [f"c{i}" for i in range(1, 36)]
ISIC = ["A01", "B", "C10-C12", "C31_C32", "R_S"]
EURO = 1.0530
WIOD = Path(__file__).parents[3] / "shared" / "data" / "wiod2013rel_full_41x35"


def industries(*places: int) -> list[str]:
    """Names of EXIOBASE's industries by their position in its list."""
    text = (resources.files("pymrio") / "mrio_models/exio3_ixi/sectors.tsv").read_text("utf-8")
    names = [row["ExioName"] for row in csv.DictReader(text.splitlines(), delimiter="\t")]
    return [names[i] for i in places]


def same(base: Baseline, world: published.Printed) -> None:
    """Trade as printed, falls of inventories aside, and costs that are half of output."""
    printed = np.maximum(world.trade, 0)
    np.testing.assert_allclose(base["trade"], printed, rtol=1e-5, atol=1e-7 * printed.max())
    np.testing.assert_allclose(base["value_added_share"], 0.5, atol=1e-3)
    assert base.check().ok


@pytest.mark.parametrize("extended", [False, True])
@pytest.mark.parametrize("name", ["2022_SML.csv", "2016-2022.zip"])
def test_oecd_regular_and_extended(tmp_path: Path, name: str, extended: bool) -> None:
    world = published.printed()
    path = tmp_path / name
    published.oecd(world, tmp_path / "2022.csv", PARTS if extended else None)
    published.written(path, (tmp_path / "2022.csv").read_bytes(), "2022_SML.csv")
    made = import_table("oecd-icio", path, 2022).baseline
    assert made.countries == world.countries
    assert made.sectors == world.codes
    same(made, world)
    assert any("CHN (CHN, CN1, CN2)" in line for line in made.history) == extended


def test_figaro_takes_a_rate_of_exchange(tmp_path: Path) -> None:
    world = published.printed()
    path = tmp_path / "matrix_eu-ic-io_ind-by-ind_25ed_2022.csv"
    published.figaro(world, path, ALPHA_2, 1 / EURO)
    made = import_table("figaro", path, 2022, usd=EURO).baseline
    assert made.countries == world.countries
    same(made, world)


@pytest.mark.parametrize(
    ("release", "name", "year", "codes"),
    [
        ("wiod-2013", "WIOT11_ROW_Sep12.xlsx", 2011, NACE),
        ("wiod-2016", "WIOT2014_Nov16_ROW.xlsb", 2014, ISIC),
        ("wiod-2016", "WIOT2014_Nov16_ROW.xlsx", 2014, ISIC),
        ("adb-mrio", "ADB-MRIO-2014_August 2025.xlsx", 2014, NACE),
    ],
)
def test_workbooks(tmp_path: Path, release: str, name: str, year: int, codes: list[str]) -> None:
    world = published.printed(codes=codes, gdp=75e6)
    made = import_table(release, sheets.workbook(world, tmp_path / name, release, year), year)
    assert made.baseline.countries == world.countries
    same(made.baseline, world)


@pytest.mark.parametrize("coefficients", [False, True])
def test_exiobase_with_flows_or_coefficients(tmp_path: Path, coefficients: bool) -> None:
    world = published.printed(codes=["A01", "A02", "C24", "F", "T"])
    titles = industries(0, 17, 71, 112, 161)
    path = published.exiobase(world, tmp_path / "IOT_2022_ixi.zip", titles, coefficients)
    made = import_table("exiobase-3", path, 2022, usd=1.0).baseline
    assert made.sectors == world.codes
    same(made, world)


def test_industries_of_one_label_are_added(tmp_path: Path) -> None:
    world = published.printed(codes=["one", "two", "three", "four", "five"])
    titles = industries(0, 1, 2, 71, 112)
    path = published.exiobase(world, tmp_path / "IOT_2022_ixi.zip", titles)
    made = import_table("exiobase-3", path, 2022, usd=1.0).baseline
    assert made.sectors == ("A01", "C24", "F")
    printed = world.inputs.reshape(5, 5, 5, 5)[0, :3, 1, :].sum() + world.final[:3, 1].sum()
    assert made["trade"].sel(exporter="USA", importer="IND", sector="A01") == pytest.approx(printed)


@pytest.mark.parametrize("indices", [False, True])
def test_eora_in_thousands(tmp_path: Path, indices: bool) -> None:
    countries = ("USA", "SUD", "CHN", "KSV", "DEU")
    world = published.printed(countries, EORA, gdp=80e6)
    archive = tmp_path / "Eora26_2017_bp.zip"
    made = import_table(
        "eora26", published.eora(world, archive, EORA, 2017, adrift=1e3, indices=indices), 2017
    )
    assert made.baseline.countries == ("USA", "SDN", "CHN", "XKX", "DEU")
    assert made.baseline.sectors == ("A01T02", "B", "C10T12", "H", "U")
    same(made.baseline, world)
    # What balances the table is sold by nobody and bought by nobody, and it is told.
    assert [(r.cells, r.amount) for r in made.rules if r.rule == "discrepancy"] == [(25, 25e3)] * 2


def test_eora_without_labels_or_at_purchasers_prices_is_refused(tmp_path: Path) -> None:
    world = published.printed(("USA", "IND", "DEU"), EORA[:2], gdp=80e6)
    path = published.eora(world, tmp_path / "Eora26_2017_bp.zip", EORA[:2], 2017, indices=True)
    (tmp_path / "indices.zip").unlink()
    with pytest.raises(BaselineError, match=r"labels_T.txt.*fetch indices.zip"):
        import_table("eora26", path, 2017)
    with pytest.raises(BaselineError, match=r"purchasers' prices.*_bp"):
        import_table("eora26", path.rename(tmp_path / "Eora26_2017_pp.zip"), 2017)


def test_pymrio_reads_the_same_from_the_oecds_file(tmp_path: Path) -> None:
    pymrio = pytest.importorskip("pymrio")
    world = published.printed()
    path = published.oecd(world, tmp_path / "ICIO2023_2022.csv", PARTS)
    theirs = pymrio.parse_oecd(path)
    z = theirs.Z.loc[list(world.countries), list(world.countries)]
    y = theirs.Y.T.groupby(level=0).sum().T[list(world.countries)]
    used = z.T.groupby(level=0).sum().T[list(world.countries)] + y
    ours = import_table("oecd-icio", path, 2022).baseline["trade"]
    for (exporter, sector), row in used.iterrows():
        mine = ours.sel(exporter=exporter, sector=sector).values
        np.testing.assert_allclose(mine, np.maximum(row.to_numpy(), 0), rtol=1e-6, atol=1e-3)


def test_pymrio_reads_the_same_from_wiods_workbook(tmp_path: Path) -> None:
    pymrio = pytest.importorskip("pymrio")
    world = published.printed(codes=NACE, gdp=73e6)
    path = sheets.workbook(world, tmp_path / "WIOT11_ROW_Sep12.xlsx", "wiod-2013", 2011)
    with pytest.warns(match="not found"):
        theirs = pymrio.parse_wiod(path)
    ours = import_table("wiod-2013", path, 2011).baseline
    bought = theirs.Z.T.groupby(level=0).sum().T + theirs.Y.T.groupby(level=0).sum().T
    total = np.maximum(bought[list(world.countries)].to_numpy(), 0).reshape(5, 35, 5)
    np.testing.assert_allclose(ours["trade"], total.transpose(0, 2, 1), rtol=1e-9)


def hand_made(**changed: object) -> Table:
    """Two countries, two sectors; by default nothing a rule would touch."""
    inputs = np.full((4, 4), 2.0)
    final = {"consumption": np.full((4, 2), 6.0)}
    given = {"place": "t", "year": 2022, "countries": ("USA", "IND"), "sectors": ("A", "C26")}
    return Table(**{**given, "inputs": inputs, "final": final, **changed})  # type: ignore[arg-type]


def told(table: Table) -> dict[str, tuple[int, float]]:
    return {rule.rule: (rule.cells, rule.amount) for rule in flows(table)[1]}


def test_rules_count_what_they_touch() -> None:
    assert told(hand_made()) == {}
    inputs = np.full((4, 4), 2.0)
    inputs[0, 1] = -3.0
    assert told(hand_made(inputs=inputs)) == {"negative-inputs": (1, 3.0)}
    fall = np.zeros((4, 2))
    fall[1, 0] = -12.0  # sales of IND... of the second industry to the first country are 4 + 6
    final = {"consumption": np.full((4, 2), 6.0), "inventories": fall}
    assert told(hand_made(final=final)) == {
        "inventories": (1, 12.0),
        "negative-flows": (1, 2.0),
    }
    drifting = {"discrepancy": np.array([0.5, -0.5, 0.0, 0.0])}
    assert told(hand_made(adrift=drifting)) == {"discrepancy": (2, 1.0)}
    taxes = {"product-taxes": np.full(4, 0.5), "value-added": np.full(4, 9.0)}
    assert told(hand_made(payments=taxes)) == {"product-taxes": (4, 2.0)}


def test_dust_and_empty_sectors_are_left_out() -> None:
    inputs, final = np.full((4, 4), 2.0), np.full((4, 2), 6.0)
    inputs[[1, 3]] = inputs[:, [1, 3]] = final[[1, 3]] = 0.0
    final[0, 1] = 1e-7
    inputs[0, 2] = inputs[2, 0] = 0.0
    table = hand_made(inputs=inputs, final={"consumption": final})
    made, rules = flows(table)
    assert made.sectors == ("A",)
    assert {r.rule: r.cells for r in rules} == {"dust": 1, "no-output": 4}
    assert made.trade[0, 1, 0] == 0.0


def test_costs_leave_value_added_and_count_the_duty() -> None:
    made, _ = flows(hand_made())
    tariff = np.zeros((2, 2, 2))
    added, share, rules = cost_shares(made, tariff)
    np.testing.assert_allclose(added, 1 - 8 / 20)
    assert rules == ()
    tariff[0, 1] = 0.5  # what IND buys of USA: 2 of each of two goods, in each of its sectors
    added, share, _ = cost_shares(made, tariff)
    np.testing.assert_allclose(added[1], 1 - (8 + 0.5 * 4) / 20)
    np.testing.assert_allclose(added + share.sum(1), 1.0)
    heavy = hand_made(inputs=np.full((4, 4), 20.0))
    added, _, rules = cost_shares(flows(heavy)[0], 0 * tariff)
    np.testing.assert_allclose(added, 1 - 80 / 92)
    adrift = {"discrepancy": np.full(4, -90.0)}
    _, _, rules = cost_shares(flows(hand_made(inputs=heavy.inputs, adrift=adrift))[0], 0 * tariff)
    assert [(r.rule, r.cells) for r in rules] == [("value-added", 4)]


@pytest.mark.parametrize(("year", "source"), [(2008, "oecd-icio"), (2011, "wiod-2013")])
def test_wiods_own_figures(tmp_path: Path, year: int, source: str) -> None:
    """In full, in the layout of their own workbook and in that of the OECD's text."""
    need(WIOD.is_dir(), f"no tables of WIOD at {WIOD}")
    data = np.load(WIOD / f"wiot{year}_41x35.npz")
    own = source == "wiod-2013"
    countries = tuple("ROW" if c == "RoW" and not own else str(c) for c in data["countries"])
    final = data["F"].astype(float).reshape(-1, len(countries), 5)
    codes = NACE if own else [isic_label(r) for r in _labels()]
    world = published.Printed(countries, tuple(codes), data["Z"].astype(float), final)
    path = (
        sheets.workbook(world, tmp_path / f"WIOT{year % 100}_ROW_Sep12.xlsx", source, year)
        if own
        else published.oecd(world, tmp_path / f"{year}.csv")
    )
    made = import_table(source, path, year)
    base = made.baseline
    assert base.countries == tuple({"RoW": "ROW", "ROM": "ROU"}.get(c, c) for c in countries)
    goods = base["trade"].sel(exporter="IND", importer="USA")[:16].sum()
    assert goods == pytest.approx({2008: 39.6e3, 2011: 68.1e3}[year], rel=0.01)
    trade = base["trade"].values
    np.testing.assert_allclose(
        trade.sum(axis=(0, 1)), np.maximum(world.trade, 0).sum(axis=(0, 1)), rtol=1e-6
    )
    if year == 2011:
        assert trade.sum() - np.einsum("iij->", trade) == pytest.approx(18.3e6, rel=0.01)
    negative = np.minimum(world.trade, 0)
    assert told_of(made.rules, "negative-flows") == pytest.approx(-negative.sum(), rel=1e-3)
    moved = next(line for line in base.history if line.startswith("balanced"))
    assert float(moved.split("by")[-1].split("%")[0]) < 0.05
    assert base.check().ok


def _labels() -> list[str]:
    from tradetalks.baseline.sources.names import concordance

    return [row["label"] for row in concordance("wiod2013")]


def told_of(rules: tuple, name: str) -> float:  # type: ignore[type-arg]
    return float(next(rule.amount for rule in rules if rule.rule == name))


def test_command_writes_a_world_with_its_history(tmp_path: Path) -> None:
    path = published.oecd(published.printed(), tmp_path / "2022.csv")
    out = tmp_path / "world.nc"
    arguments = ["baseline", "import", "oecd-icio", str(path), "--year", "2022", "-o", str(out)]
    shown = CliRunner(env={"TRADETALKS_CACHE": str(tmp_path)}).invoke(main, arguments)
    assert shown.exit_code == 0, shown.output
    base = load_baseline(out)
    assert base.check().ok
    for line in base.history:
        assert line in shown.output
    assert "SHA-256" in base.history[0]
    assert any(line.startswith("rule inventories") for line in base.history)


def test_an_imported_world_is_solved_and_speaks_in_names(tmp_path: Path) -> None:
    path = published.oecd(published.printed(), tmp_path / "2022.csv")
    base = import_table("oecd-icio", path, 2022).baseline
    assert list(base["country_name"].values) == [
        "United States", "India", "China", "Mexico", "Rest of world",
    ]  # fmt: skip
    assert base["sector_title"].values[3] == "Computers and electronics"
    still = solve(base, Policy())
    assert float(abs(still.outcomes["real_income_change"]).max()) < 1e-9
    moved = solve(base, Policy().tariff("USA", "IND", add=0.25, sectors="goods"))
    assert moved.converged
    assert float(moved.outcomes["real_income_change"].sel(country="IND")) < 0


def test_codes_of_countries_and_industries() -> None:
    assert [country_code(c) for c in ("US", "EL", "usa", "840", "RoW", "FIGW1", "ROM", "??")] == [
        "USA", "GRC", "USA", "USA", "ROW", "ROW", "ROU", "",
    ]  # fmt: skip
    codes = ("01T02", "C10-C12", "D10T12", "C31_C32", "C17_18", "97T98", "R_S", "XX")
    assert [isic_label(c) for c in codes] == [
        "A01T02", "C10T12", "C10T12", "C31T32", "C17_18", "T97T98", "R_S", "",
    ]  # fmt: skip
