"""Tidy tariffs on the axes of a world: averages, preferences, gaps, units."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import published
from shared_data import need
from tradetalks import BaselineError
from tradetalks.baseline.importing import import_table
from tradetalks.baseline.sources.products import sectors_of
from tradetalks.baseline.sources.tariffs import TariffRules, Tariffs, read_tariffs
from tradetalks.labels.isic import classes

COUNTRIES = ("USA", "IND", "DEU", "FRA", "ROW")
SECTORS = ("A01", "C13T15", "C26", "C27", "G")
US_DUTIES = (
    Path(__file__).parents[3]
    / "shared/data/us_tariffs_2025_2026/us_imports_duty_by_country_hs2.csv.gz"
)


def read(tmp_path: Path, text: str, **rules: str) -> Tariffs:
    path = tmp_path / "tariffs.csv"
    path.write_text(text, encoding="utf-8")
    return read_tariffs(path, COUNTRIES, SECTORS, 2022, TariffRules(**rules))  # type: ignore[arg-type]


def rate(found: Tariffs, importer: str, exporter: str, sector: str) -> float:
    at = COUNTRIES.index(exporter), COUNTRIES.index(importer), SECTORS.index(sector)
    return float(found.rates[at])


def test_products_average_simply_or_by_imports(tmp_path: Path) -> None:
    # 8517 and 8542 are electronics, 8501 is electrical equipment.
    text = "importer,exporter,hs6,tariff,imports\n" + "\n".join(
        ["USA,IND,851712,10,300", "USA,IND,854231,20,100", "USA,IND,850110,4,50"]
    )
    found = read(tmp_path, text)
    assert rate(found, "USA", "IND", "C26") == pytest.approx((0.1 * 300 + 0.2 * 100) / 400)
    assert "per cent" in found.told[0]
    assert "weighed by imports" in found.told[0]
    simple = read(tmp_path, text, weights="simple")
    assert rate(simple, "USA", "IND", "C26") == pytest.approx(0.15)
    assert rate(simple, "USA", "IND", "C27") == pytest.approx(0.04)
    idle = text.replace("300", "0").replace("100\n", "0\n")
    assert rate(read(tmp_path, idle), "USA", "IND", "C26") == pytest.approx(0.15)


def test_a_preference_beats_the_common_rate_product_by_product(tmp_path: Path) -> None:
    text = """reporter,partner,product,rate,regime
IND,,851712,20,MFN
IND,,854231,10,MFN
IND,USA,854231,2,PRF
IND,DEU,854231,30,MFN
IND,DEU,854231,0,AHS
"""
    found = read(tmp_path, text)
    assert rate(found, "IND", "FRA", "C26") == pytest.approx(0.15)
    assert rate(found, "IND", "USA", "C26") == pytest.approx(0.11)
    assert rate(found, "IND", "DEU", "C26") == pytest.approx(0.10)


def test_chapters_spread_over_the_industries_of_their_headings(tmp_path: Path) -> None:
    table, problems = sectors_of(
        ["85"], SECTORS, {s: c for s in SECTORS if (c := classes(s))}, "here"
    )
    assert not problems
    shares = dict(zip(table["sector"], table["share"], strict=True))
    # Of 49 headings, 8514, 8515 (machinery), 8511, 8512 (vehicles) and 8549 (waste) are elsewhere.
    assert shares["C26"] + shares["C27"] == pytest.approx(44 / 49)
    found = read(tmp_path, "importer,hs2,rate\nUSA,85,4\n")
    assert rate(found, "USA", "IND", "C26") == rate(found, "USA", "IND", "C27") == 0.04


def test_every_heading_has_an_industry_and_every_good_a_heading() -> None:
    chapters = [f"{c:02d}" for c in range(1, 98) if c != 77]
    goods = ("A01", "A02", "A03", "B05", "B06", "B07", "B08", "C10T12", "C13", "C14", "C15", "C16",
             "C17", "C18", "C19", "C20", "C21", "C22", "C23", "C24A", "C24B", "C25", "C26", "C27",
             "C28", "C29", "C301", "C302T309", "C31T33")  # fmt: skip
    covers = {s: c for s in goods if (c := classes(s))}
    table, problems = sectors_of(chapters, goods, covers, "here")
    assert not problems
    assert set(table["sector"]) == set(goods)
    by_chapter = table.groupby("product")["share"].sum()
    assert set(chapters) - set(by_chapter.index) == {"97"}  # works of art are no manufacture
    assert by_chapter.min() > 0.8


def test_the_union_is_one_importer_and_charges_itself_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, "importer,exporter,isic,rate\nEU,USA,C26,8\nUSA,EU,C26,2\n")
    assert rate(found, "DEU", "USA", "C26") == rate(found, "FRA", "USA", "C26") == 0.08
    assert rate(found, "USA", "FRA", "C26") == 0.02
    assert rate(found, "DEU", "FRA", "C26") == 0.0
    assert any("European Union" in line for line in found.told)


def test_a_common_rate_of_the_union_is_not_charged_among_its_members(tmp_path: Path) -> None:
    found = read(tmp_path, "importer,exporter,isic,rate\nEU,,C26,8\nEU,USA,C26,2\n")
    assert rate(found, "DEU", "IND", "C26") == 0.08
    assert rate(found, "DEU", "USA", "C26") == pytest.approx(0.02)
    assert rate(found, "DEU", "FRA", "C26") == rate(found, "FRA", "DEU", "C26") == 0.0
    explicit = read(tmp_path, "importer,exporter,isic,rate\nEU,,C26,8\nDEU,FRA,C26,3\n")
    assert rate(explicit, "DEU", "FRA", "C26") == 0.03
    assert rate(explicit, "FRA", "DEU", "C26") == 0.0


#: The same industry, electronics, by what the column's name says the code is.
CODED = {
    "hs2": "85",
    "hs6_2007": "851712",
    "isic": "26",
    "isic4": "2610",
    "isic3": "32",
    "k": "8542",
}


@pytest.mark.parametrize("column", CODED)
def test_codes_of_digits_are_what_their_column_says(tmp_path: Path, column: str) -> None:
    found = read(tmp_path, f"importer,exporter,{column},rate\nUSA,IND,{CODED[column]},10\n")
    assert rate(found, "USA", "IND", "C26") == pytest.approx(0.10)
    told = {"h": "the Harmonized System", "k": "the Harmonized System", "i": "ISIC Rev. "}[
        column[0]
    ]
    assert f"rows by {told}" in found.told[0]


def test_codes_of_digits_are_never_guessed(tmp_path: Path) -> None:
    text = "importer,exporter,sector,rate\nUSA,IND,26,10\n"
    with pytest.raises(BaselineError, match=r"sector: codes such as '26': of which.*--products hs"):
        read(tmp_path, text)
    assert rate(read(tmp_path, text, products="isic4"), "USA", "IND", "C26") == pytest.approx(0.1)
    letters = read(tmp_path, text.replace("26", "C26"))
    assert rate(letters, "USA", "IND", "C26") == pytest.approx(0.1)


#: A row of each publisher's file, under its own header.
WITS = """"Selected Nomen","Native Nomen","Reporter","Reporter Name","Product","Product Name",\
"Partner","Partner Name","Tariff Year","Trade Year","Trade Source","Simple Average",\
"Weighted Average","Standard Deviation","Minimum Rate","Maximum Rate","Nbr of Total Lines",\
"Imports Value in 1000 USD","Binding Coverage","DutyType"
"H6","H6","840","United States","851712","Phones, mobile","356","India","2022","2022","CMT",\
"10.00","0","0","0","0","1","12000.5","100","AHS"
"H6","H6","840","United States","854231","Circuits","356","India","2022","2022","CMT",\
"50.00","0","0","0","0","1","","100","AHS"
"H6","H6","840","United States","851712","Phones, mobile","000","World","2022","2022","CMT",\
"35.00","0","0","0","0","1","12000.5","100","BND"
"H6","H6","840","United States","851712","Phones, mobile","000","World","2022","2022","CMT",\
"20.00","0","0","0","0","1","12000.5","100","MFN"
""".replace("\\\n", "")
FILES = {
    "WITS": WITS,
    "MAcMap": "importer,exporter,hs6_2007,year,adv\nUSA,IND,851712,2022,0.1\n"
    "USA,FRA,851712,2022,0.2\n",
    "Teti": "iso1,iso2,year,sector,tariff,tariff_w\nUSA,IND,2022,32,10,1\nUSA,IND,2021,32,99,1\n"
    "USA,FRA,2022,32,20,1\n",
}  # fmt: skip


@pytest.mark.parametrize("publisher", FILES)
def test_the_columns_of_published_files_are_known(tmp_path: Path, publisher: str) -> None:
    said = {"products": "isic3"} if publisher == "Teti" else {}
    found = read(tmp_path, FILES[publisher], **said)
    assert rate(found, "USA", "IND", "C26") == pytest.approx(0.10)
    assert rate(found, "USA", "FRA", "C26") == pytest.approx(0.20)
    assert rate(found, "IND", "USA", "C26") == 0.0
    by_name = {"WITS": "per cent, by the name", "MAcMap": "fractions, by the name"}
    assert by_name.get(publisher, "") in found.told[0]
    if publisher == "WITS":  # a bound rate is charged on nobody, a blank weight is none
        assert "bound rates left out: 1 rows" in found.told
        assert "rows whose imports are blank, counted as zero: 1" in found.told


def test_a_file_beyond_memory_is_refused_before_it_fills_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tradetalks.baseline.sources.tidy.CHUNK", 2)
    monkeypatch.setattr("tradetalks.baseline.sources.tidy.most_rows", lambda: 3.0)
    lines = [f"USA,IND,{code},{year},10" for year in (2021, 2022) for code in ("C26", "C27", "A01")]
    text = "importer,exporter,isic,year,rate\n" + "\n".join(lines) + "\n"
    assert rate(read(tmp_path, text), "USA", "IND", "C26") == pytest.approx(0.1)  # three of 2022
    with pytest.raises(BaselineError, match=r"more lines than this machine's memory holds.*cut it"):
        read(tmp_path, text + "USA,DEU,C26,2022,10\n")


def test_what_is_missing_follows_the_rule_and_is_told(tmp_path: Path) -> None:
    text = "importer,exporter,isic,rate\nUSA,IND,C26,10\nUSA,DEU,C26,20\nUSA,IND,A01,6\n"
    found = read(tmp_path, text)
    assert rate(found, "USA", "FRA", "C26") == pytest.approx(0.15)
    assert rate(found, "USA", "FRA", "A01") == pytest.approx(0.06)
    assert rate(found, "USA", "FRA", "C27") == pytest.approx(0.12)  # of all goods it names
    assert rate(found, "USA", "FRA", "G") == 0.0  # no duty on services
    assert rate(found, "IND", "USA", "C26") == 0.0
    silent = next(line for line in found.told if "says nothing of" in line)
    assert silent.endswith("IND, DEU, FRA, ROW")
    assert rate(read(tmp_path, text, missing="zero"), "USA", "FRA", "C26") == 0.0
    with pytest.raises(BaselineError, match="nothing of USA on IND for C13T15, one of 13"):
        read(tmp_path, text, missing="refuse")


def test_countries_outside_the_world_join_its_rest(tmp_path: Path) -> None:
    text = "importer,exporter,isic,rate\nUSA,VNM,C26,10\nUSA,THA,C26,20\n699,842,C26,40\n"
    found = read(tmp_path, text)
    assert rate(found, "USA", "ROW", "C26") == pytest.approx(0.15)
    assert rate(found, "IND", "USA", "C26") == pytest.approx(0.40)
    assert any("joined ROW: 2" in line for line in found.told)


@pytest.mark.parametrize(
    ("rates", "expected"),
    [("5,12,40", 0.05), ("0.05,0.12,0.4", 0.05), ("0,12,0", 0.0), ("0,0,0", 0.0)],
)
def test_per_cent_or_fraction_is_detected(tmp_path: Path, rates: str, expected: float) -> None:
    three = rates.split(",")
    rows = [f"USA,{e},C26,{r}" for e, r in zip(("IND", "DEU", "FRA"), three, strict=True)]
    found = read(tmp_path, "\n".join(["importer,exporter,isic,rate", *rows]) + "\n")
    assert rate(found, "USA", "IND", "C26") == pytest.approx(expected)


def test_an_unclear_unit_is_asked_for(tmp_path: Path) -> None:
    text = "importer,exporter,isic,{}\nUSA,IND,C26,0.7\nUSA,DEU,C26,0.8\n"
    with pytest.raises(BaselineError, match="per cent or fractions"):
        read(tmp_path, text.format("rate"))
    named = read(tmp_path, text.format("rate_percent"))
    assert rate(named, "USA", "IND", "C26") == pytest.approx(0.007)
    assert rate(
        read(tmp_path, text.format("rate"), unit="fraction"), "USA", "IND", "C26"
    ) == pytest.approx(0.7)


def test_an_imported_world_charges_them_and_pays_for_its_inputs(tmp_path: Path) -> None:
    world = published.printed()
    table = published.oecd(world, tmp_path / "2022.csv")
    tariffs = tmp_path / "tariffs.csv"
    tariffs.write_text("importer,isic,rate\nIND,C26,20\nIND,A01,30\n")
    plain = import_table("oecd-icio", table, 2022).baseline
    made = import_table("oecd-icio", table, 2022, tariffs=tariffs).baseline
    assert made["tariff"].sel(exporter="USA", importer="IND", sector="C26") == pytest.approx(0.2)
    assert (made["tariff"].sel(importer="USA") == 0).all()
    assert (made["tariff"].sel(exporter="IND", importer="IND") == 0).all()
    np.testing.assert_allclose(made["trade"], plain["trade"])
    used = world.inputs.reshape(5, 5, 5, 5)[:, 3, 1, 3].copy()  # electronics IND's electronics buys
    used[1] = 0.0
    paid = float(made["input_share"].sel(country="IND", input="C26", sector="C26"))
    before = float(plain["input_share"].sel(country="IND", input="C26", sector="C26"))
    output = world.output.reshape(5, 5)[1, 3]
    assert paid - before == pytest.approx(0.2 * used.sum() / output, rel=1e-3)
    assert made.check().ok
    assert any(line.startswith("tariffs from tariffs.csv") for line in made.history)


def test_duties_on_indian_goods_add_up_to_what_was_collected(tmp_path: Path) -> None:
    need(US_DUTIES.is_file(), "no duties of the United States beside the repository")
    frame = pd.read_csv(io.BytesIO(gzip.decompress(US_DUTIES.read_bytes())), dtype={"HS2": str})
    india = frame[(frame["CTY_NAME"] == "INDIA") & (frame["2024_imports"] > 0)]
    tidy = pd.DataFrame(
        {
            "importer": "USA",
            "exporter": "IND",
            "hs2": india["HS2"],
            "rate": india["2024_duty"] / india["2024_imports"],
            "value": india["2024_imports"],
        }
    )
    path = tmp_path / "duties.csv"
    tidy.to_csv(path, index=False)
    goods = ("A", "B", "C10T12", "C13T15", "C16T18", "C19T23", "C24T25", "C26T27", "C28T33")
    found = read_tariffs(path, ("USA", "IND"), goods, None, TariffRules(unit="fraction"))
    covers = {s: c for s in goods if (c := classes(s))}
    shares, _ = sectors_of(tidy["hs2"], goods, covers, "here")
    weights = tidy.merge(shares, left_on="hs2", right_on="product")
    imports = (weights["value"] * weights["share"]).groupby(weights["sector"]).sum()
    collected = sum(found.rates[1, 0, goods.index(s)] * v for s, v in imports.items())
    assert collected / tidy["value"].sum() == pytest.approx(0.0240, abs=0.0004)
