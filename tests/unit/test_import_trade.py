"""Bilateral trade without tables, joined to the production structure of a world."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from broken import flipped
from shared_data import need
from tradetalks import Baseline, BaselineError, load_baseline
from tradetalks.baseline.importing_trade import import_trade
from tradetalks.baseline.sources.names import concordance
from tradetalks.baseline.sources.tariffs import TariffRules
from tradetalks.cli import main
from tradetalks.labels.iso3166 import BESIDE, iso_numeric

OECD_2018 = Path(__file__).parents[3] / "shared/data/icio_tariffwar_81x28/icio2018_81x28.npz"


def tidy(base: Baseline, factor: float = 1.0) -> pd.DataFrame:
    """A world's trade as a tidy table, home sales included."""
    frame = (base["trade"] * factor).to_series().rename("value").reset_index()
    return frame[frame["value"] > 0]


def written(frame: pd.DataFrame, folder: Path, name: str = "trade.csv") -> Path:
    frame.to_csv(folder / name, index=False)
    return folder / name


def same(made: Baseline, base: Baseline) -> None:
    np.testing.assert_allclose(made["trade"], base["trade"], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(made["input_share"], base["input_share"], atol=1e-9)
    np.testing.assert_allclose(made["tariff"], base["tariff"])


def test_a_world_written_out_comes_back(tmp_path: Path, small: Baseline) -> None:
    path = written(tidy(small), tmp_path)
    made = import_trade(small, path, 2022, unit="millions")
    same(made, small)
    assert made["workers"].equals(small["workers"])
    assert any("rule home-given" in line for line in made.history)


def test_the_oecds_figures_of_2018_in_the_structure_of_2022(tmp_path: Path) -> None:
    """Real trade of 81 economies in 27 kinds of goods, and real tariffs, as tidy files."""
    need(OECD_2018.is_file(), f"no trade of 2018 at {OECD_2018}")
    data = np.load(OECD_2018)
    countries, goods = data["countries"], data["sectors"][:27]
    index = pd.MultiIndex.from_product(
        [countries, countries, goods], names=["exporter", "importer", "isic"]
    )
    flows = pd.Series(data["X"][..., :27].ravel(), index, name="value").reset_index()
    rates = pd.Series(data["tau"][..., :27].ravel(), index, name="rate").reset_index()
    flows["year"] = rates["year"] = 2018
    rates = rates[rates["exporter"] != rates["importer"]]
    rates.to_csv(tmp_path / "tariffs.csv", index=False)
    made = import_trade(
        load_baseline("world-2022"), written(flows, tmp_path), 2018, unit="millions",
        tariffs=tmp_path / "tariffs.csv", tariff_rules=TariffRules(unit="fraction"),
    )  # fmt: skip
    turned = flows.rename(columns={"exporter": "importer", "importer": "exporter"})
    with pytest.raises(BaselineError, match=r"exchanged \(0\.9\d, as it is 0\.\d\d"):
        import_trade(
            load_baseline("world-2022"), written(turned, tmp_path, "t.csv"), 2018, unit="millions"
        )
    order = [list(countries).index(c) for c in made.countries]
    printed = data["X"][np.ix_(order, order, range(27))]
    np.testing.assert_allclose(made["trade"].values[..., :27], printed, rtol=1e-9, atol=1e-9)
    charged = data["tau"][np.ix_(order, order, range(27))]
    away = ~np.eye(81, dtype=bool)
    np.testing.assert_allclose(made["tariff"].values[away][:, :27], charged[away], atol=1e-12)
    assert made.check().ok


COMTRADE = (
    "refYear,period,reporterCode,reporterISO,flowCode,partnerCode,partnerISO,cmdCode,primaryValue\n"
)


def comtrade(*rows: str) -> str:
    """Comtrade's columns, two for each country and for the year, in US dollars."""
    numbers = {"USA": "842", "IND": "699", "CHN": "156", "W00": "0"}
    lines = []
    for row in rows:
        flow, reporter, partner, code, value = row.split()
        lines.append(f"2022,2022,{numbers[reporter]},{reporter},{flow},{numbers[partner]},"
                     f"{partner},{code},{value}")  # fmt: skip
    return COMTRADE + "\n".join(lines) + "\n"


def test_who_sells_follows_from_the_direction_of_the_flow(tmp_path: Path, small: Baseline) -> None:
    path = tmp_path / "comtrade.csv"
    path.write_text(
        comtrade(
            "M USA IND 851712 50000e6",  # told by both sides: the importer's figure
            "X IND USA 851712 10000e6",
            "X IND CHN 851712 7000e6",  # told by the exporter alone
            "RX IND CHN 851712 3000e6",
            "X IND W00 TOTAL 99000e6",
        )
    )
    made = import_trade(small, path, 2022)
    sold = made["trade"].sel(exporter="IND", sector="C26T28")
    assert float(sold.sel(importer="USA")) == pytest.approx(50_000)
    assert float(sold.sel(importer="CHN")) == pytest.approx(7_000)
    other = {
        "exporter": "USA",
        "importer": "IND",
        "sector": "C26T28",
    }  # the file says nothing of it
    assert float(made["trade"].sel(**other)) == pytest.approx(float(small["trade"].sel(**other)))
    for told in (
        "flows told by both sides, the importer's figure taken: 1",
        "re-exports, re-imports and other directions left out: 1 rows",
        "rows of all products together left out: 1",
    ):
        assert told in made.history


def test_codes_of_another_kind_come_with_their_concordance(tmp_path: Path, small: Baseline) -> None:
    """ITPD's columns: industries have numbers of its own."""
    path, codes = tmp_path / "itpd.csv", tmp_path / "codes.csv"
    path.write_text(
        "exporter_iso3,exporter_m49,importer_iso3,importer_m49,year,industry_id,industry_descr,"
        "broad_sector,trade,flag_mirror\n"
        "IND,356,USA,840,2019,26,Cotton,Agriculture,1200,0\n"
        "IND,356,USA,840,2019,139,Television and radio,Manufacturing,30000,0\n"
    )
    with pytest.raises(BaselineError, match=r"industry_id: codes such as.*--concordance FILE"):
        import_trade(small, path, 2019, unit="millions")
    codes.write_text("code,isic\n26,A01\n139,C26\n")
    made = import_trade(small, path, 2019, unit="millions", concordance=codes)
    sold = made["trade"].sel(exporter="IND", importer="USA")
    assert float(sold.sel(sector="A")) == pytest.approx(1200)
    assert float(sold.sel(sector="C26T28")) == pytest.approx(30_000)
    codes.write_text("code,isic\n26,A01\n138,electronics\n")
    with pytest.raises(BaselineError, match="line 3: 'electronics' is no ISIC code"):
        import_trade(small, path, 2019, unit="millions", concordance=codes)
    codes.write_text("code,isic\n26,A01\n")
    with pytest.raises(BaselineError, match="'139' stands in no row of the concordance"):
        import_trade(small, path, 2019, unit="millions", concordance=codes)


def test_home_sales_move_with_exports_where_nothing_is_said(
    tmp_path: Path, small: Baseline
) -> None:
    frame = tidy(small, 1.5)
    abroad = frame[frame["exporter"] != frame["importer"]]
    made = import_trade(small, written(abroad, tmp_path), unit="millions")
    ratio = made["trade"].values / np.where(small["trade"] > 0, small["trade"], 1.0)
    np.testing.assert_allclose(ratio[small["trade"].values > 0], 1.5)
    assert any("rule home-as-exports-moved" in line for line in made.history)


def test_home_sales_follow_from_output(tmp_path: Path, small: Baseline) -> None:
    frame = tidy(small)
    abroad = frame[frame["exporter"] != frame["importer"]]
    output = frame.groupby(["exporter", "sector"])["value"].sum().reset_index()
    made = import_trade(
        small, written(abroad, tmp_path), unit="millions", output=written(output, tmp_path, "y.csv")
    )
    same(made, small)
    # A port that ships more than it makes keeps a hundredth of output at home.
    at = (output["exporter"] == "KOR") & (output["sector"] == "B")
    output.loc[at, "value"] = 1.0
    low = import_trade(
        small, written(abroad, tmp_path), unit="millions", output=written(output, tmp_path, "y.csv")
    )
    assert low["trade"].sel(exporter="KOR", importer="KOR", sector="B") == pytest.approx(0.01)
    assert any("rule home-at-least: home sales (1 cells" in line for line in low.history)


def test_what_the_file_does_not_name_stays(tmp_path: Path, small: Baseline) -> None:
    frame = tidy(small, 2.0)
    goods = frame[frame["sector"].isin(small.axes.sectors[:7])]
    named = goods[goods["exporter"].isin(["USA", "IND"]) & goods["importer"].isin(["USA", "IND"])]
    made = import_trade(small, written(named, tmp_path), unit="millions")
    change = made["trade"] / small["trade"].where(small["trade"] > 0)
    assert float(change.sel(exporter="IND", importer="USA", sector="A")) == pytest.approx(2.0)
    assert float(change.sel(exporter="CHN", importer="USA", sector="A")) == pytest.approx(1.0)
    assert float(change.sel(exporter="IND", importer="USA", sector="J_N")) == pytest.approx(1.0)
    assert any("rule as-in-structure" in line for line in made.history)
    assert made.check().ok


def test_trade_among_members_is_no_home_sale(tmp_path: Path, small: Baseline) -> None:
    rows = "exporter,importer,isic,value\nDEU,FRA,C26T28,50000\nDEU,USA,C26T28,60000\n"
    path = tmp_path / "trade.csv"
    path.write_text(rows + "USA,FRA,C26T28,30000\n")
    made = import_trade(small, path, unit="millions")
    at = {"exporter": "EU", "sector": "C26T28"}
    before = small["trade"].sel(at)
    abroad = float(before.sum() - before.sel(importer="EU"))
    sold = float(made["trade"].sel(at).sum() - made["trade"].sel(importer="EU", **at))
    home = float(made["trade"].sel(importer="EU", **at))
    # Exports to countries that the file does not name stay, and count.
    kept = abroad - float(before.sel(importer="USA"))
    assert sold == pytest.approx(60000 + kept)
    assert home == pytest.approx(float(before.sel(importer="EU")) * sold / abroad)
    assert not any("home-given" in line for line in made.history)


def test_baci_is_read_as_it_is_published(tmp_path: Path, small: Baseline) -> None:
    rows = "t,i,j,k,v,q\n2022,699,842,300490,9000000,1\n2022,842,699,880240,4000000,2\n"
    rows += "2022,704,842,640399,7000000,1\n2022,156,842,851712,60000000,1\n"
    path = tmp_path / "BACI_HS17_Y2022_V202501.csv"
    path.write_text(rows)
    made = import_trade(small, path, 2022)
    # Medicines are C21, aircraft C30; values are thousands of dollars; Viet Nam is in ROW.
    assert float(made["trade"].sel(exporter="IND", importer="USA", sector="C19T25")) == 9000
    assert float(made["trade"].sel(exporter="USA", importer="IND", sector="C29T33")) == 4000
    assert float(made["trade"].sel(exporter="ROW", importer="USA", sector="C13T18")) == 7000
    assert "thousands of US dollars, as published" in " ".join(made.history)


def test_a_country_is_taken_out_of_the_rest(tmp_path: Path, small: Baseline) -> None:
    frame = tidy(small)
    frame = frame[(frame["exporter"] != frame["importer"]) & ~frame["sector"].isin(["J_N", "O_T"])]
    part = frame[(frame["exporter"] == "ROW") | (frame["importer"] == "ROW")].copy()
    rest = frame.copy()
    rest.loc[part.index, "value"] *= 0.9
    part["value"] *= 0.1
    part["exporter"] = part["exporter"].replace("ROW", "VNM")
    part["importer"] = part["importer"].replace("ROW", "VNM")
    path = written(pd.concat([rest, part]), tmp_path)
    made = import_trade(small, path, unit="millions", keep=["VNM"])
    assert made.countries == (*small.countries, "VNM")
    total = float(small["trade"].sel(exporter="ROW", importer="USA", sector="C13T18"))
    ours = float(made["trade"].sel(exporter="VNM", importer="USA", sector="C13T18"))
    assert ours == pytest.approx(0.1 * total)
    # What the file does not say, services, is split as the goods are, and nothing is doubled.
    services = made["trade"].sel(importer="USA", sector="J_N")
    both = float(services.sel(exporter="ROW") + services.sel(exporter="VNM"))
    assert both == pytest.approx(float(small["trade"].sel(exporter="ROW", importer="USA",
                                                          sector="J_N")), rel=1e-6)  # fmt: skip
    world = made["trade"].values.sum()
    assert world == pytest.approx(float(small["trade"].sum()), rel=0.05)
    assert any("structure by region: VNM as" in line for line in made.history)
    assert made.check().ok


def test_every_country_has_a_region() -> None:
    codes = [c for row in concordance("regions") for c in row["countries"].split()]
    assert len(codes) == len(set(codes))
    assert set(codes) == (set(iso_numeric()) | set(BESIDE)) - {"ROW"}


HEAD = "exporter,importer,isic,value\n"
GOOD = HEAD + "IND,USA,C10T12,8000\nUSA,IND,C10T12,500\n"
BAD: dict[str, tuple[str, list[str], list[str]]] = {
    "no unit": (GOOD, [], ["what does one count", "--unit"]),
    "wrong unit": (GOOD, ["--unit", "billions"], ["within a factor of 20", "--unit right"]),
    "twice": (GOOD + "IND,USA,C10T12,7\n", ["--unit", "millions"], ["line 4", "there twice"]),
    "negative": (GOOD + "CHN,USA,C10T12,-7\n", ["--unit", "millions"], ["line 4", "a value of -7"]),
    "unknown country": (GOOD + "INX,USA,B,7\n", ["--unit", "millions"], ["line 4", "'INX'"]),
    "unknown product": (GOOD + "CHN,USA,food,7\n", ["--unit", "millions"], ["'food'"]),
    "several years": (
        HEAD.replace("isic", "year,isic") + "IND,USA,2021,B,7\nIND,USA,2022,B,8\n",
        ["--unit", "millions"], ["holds 2 years", "2021, 2022"],
    ),
    "another year": (
        HEAD.replace("isic", "year,isic") + "IND,USA,2021,B,7\n",
        ["--unit", "millions", "--year", "2022"], ["no row of 2022"],
    ),
    "no value": (GOOD.replace("value", "amount"), [], ["no column of the value"]),
    "a gap": (GOOD + "CHN,USA,B,\n", ["--unit", "millions"], ["line 4", "value is blank"]),
    "decimal commas": (GOOD + 'CHN,USA,B,"7,5"\n', ["--unit", "millions"], ["line 4", "'7,5'"]),
    "kept twice": (GOOD, ["--unit", "millions", "--keep", "USA"], ["'USA' is in the structure"]),
    "kept and unknown": (GOOD, ["--unit", "millions", "--keep", "VNN"], ["'VNN'", "VNM?"]),
    "kept and absent": (GOOD, ["--unit", "millions", "--keep", "VNM"], ["VNM stands in no row"]),
    "who sells": (
        comtrade("M USA IND 851712 5e10").replace(",flowCode", ",flow_x"),
        [], ["'reporterISO' and 'partnerISO' do not say who sells", "trade flow"],
    ),
    "a chapter beside its products": (
        comtrade("M USA IND 851712 5e10", "M USA IND 85 6e10"), [],
        ["85 stands beside 851712", "one level"],
    ),
    "told twice by one side": (
        comtrade("M USA IND 851712 5e10", "M USA IND 851712 5e10"), [], ["line 3", "twice"],
    ),
    "digits of no classification": (
        GOOD.replace("isic", "sector") + "CHN,USA,26,7\n", ["--unit", "millions"],
        ["of which classification?", "--products hs"],
    ),
    "no such structure": (GOOD, ["--structure", "wrld"], ["wrld"]),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_mistakes_are_named(case: str, tmp_path: Path) -> None:
    text, more, words = BAD[case]
    path, out = tmp_path / "trade.csv", tmp_path / "w.nc"
    path.write_text(text)
    arguments = ["baseline", "import-trade", str(path), "-o", str(out)]
    if "--structure" not in more:
        more = [*more, "--structure", "world-2022-small"]
    result = CliRunner().invoke(main, [*arguments, *more])
    assert result.exit_code == 2, result.output
    for word in words:
        assert word in result.output, result.output
    assert not out.exists()


def test_the_command_writes_a_sound_world(tmp_path: Path, small: Baseline) -> None:
    path, out = written(tidy(small), tmp_path), tmp_path / "w.nc"
    tariffs = tmp_path / "tariffs.csv"
    tariffs.write_text(
        "importer,exporter,isic,rate\nIND,,C10T12,40\nIND,DEU,C10T12,10\nIND,FRA,C10T12,20\n"
    )
    result = CliRunner().invoke(
        main,
        ["baseline", "import-trade", str(path), "--structure", "world-2022-small", "--unit",
         "millions", "--tariffs", str(tariffs), "-o", str(out)],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    base = load_baseline(out)
    assert base.check().ok
    assert float(base["tariff"].sel(importer="IND", exporter="USA", sector="C10T12")) == 0.4
    assert float(base["tariff"].sel(importer="USA", exporter="IND", sector="C10T12")) == 0.0
    # Germany and France are parts of the European Union there.
    union = float(base["tariff"].sel(importer="IND", exporter="EU", sector="C10T12"))
    assert union == pytest.approx(0.15)
    assert "importers the file says nothing of" in result.output


def test_a_damaged_file_is_no_traceback(tmp_path: Path, small: Baseline) -> None:
    path = tmp_path / "trade.csv"
    path.write_bytes(flipped(GOOD.encode()))
    with pytest.raises(BaselineError):
        import_trade(small, path, unit="millions")
