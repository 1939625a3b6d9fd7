"""Reads the published tables into plain arrays, in the labels of this package.

Nothing is repaired here; see the README beside each table for its origin and quirks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .labels import COUNTRIES, REGIONS, SECTORS

Array = np.ndarray


@dataclass(frozen=True)
class RegionTable:
    """OECD ICIO 2017, 7 regions x 44 sectors.

    flow (region, region, 44) USD million with home sales; input_share (region, 44 input, 44 user)
    sums to one over inputs; value_added_share (region, 44) of output.
    """

    flow: Array
    input_share: Array
    value_added_share: Array

    @property
    def output(self) -> Array:
        return self.flow.sum(1)

    @property
    def intermediate(self) -> Array:
        """Purchases of inputs (region, 44 input, 44 user), USD million."""
        return self.input_share * ((1 - self.value_added_share) * self.output)[:, None, :]

    @property
    def final(self) -> Array:
        """What use leaves for final buyers (region, 44), USD million, not below zero."""
        return np.maximum(self.flow.sum(0) - self.intermediate.sum(2), 0.0)


@dataclass(frozen=True)
class Sources:
    """Everything the build reads. Countries in the order of labels.COUNTRIES."""

    flow: Array  # (81, 81, 28) USD million, with home sales, 2022
    applied: Array  # (81, 81, 28) fractions, 2021
    region: RegionTable
    ruv_input: dict[str, Array]  # country -> (14 input, 14 user), 2018, sums to one over inputs
    ruv_value_added: dict[str, Array]  # country -> (14,), 2018
    wiod_output: dict[str, Array]  # country -> (56,) USD million, 2014
    wiod_value_added: dict[str, Array]
    us_imports: Array  # (81, 27) USD, 2024, by exporter
    us_duty: Array  # (81, 27) USD collected on them
    us_rate: Array  # (81,) duty over imports, all chapters
    gdp_constant: dict[int, dict[str, float]]  # year -> country -> GDP in constant 2015 USD
    gdp_current: dict[str, float]  # country -> GDP in current USD, 2022 (World Bank)
    flow_earlier: dict[int, Array]  # the 2014 and 2018 cubes, for the price-basis check
    gdp_nominal_earlier: dict[int, dict[str, float]]  # PWT, current USD, 2014 and 2018


def read(data: Path) -> Sources:
    """All sources from the data folder."""
    cube = np.load(data / "icio_tariffwar_81x28/icio2022_81x28.npz")
    if tuple(cube["countries"]) != COUNTRIES:
        raise ValueError("the trade cube's countries are not those of countries.csv")
    ruv_input, ruv_value_added = _ruv(data / "icio2021ed_ruv_io_shares_38x14")
    wiod_output, wiod_value_added = _wiod(data / "wiod2016_labour_capital_43x56")
    us_imports, us_duty, us_rate = _us_collected(data / "us_tariffs_2025_2026")
    earlier = {
        year: np.load(data / f"icio_tariffwar_81x28/icio{year}_81x28.npz")["X"]
        for year in (2014, 2018)
    }
    return Sources(
        flow=cube["X"].astype(float),
        applied=cube["tau"].astype(float),
        region=_region(data / "icio2017_econ7115_7x44"),
        ruv_input=ruv_input,
        ruv_value_added=ruv_value_added,
        wiod_output=wiod_output,
        wiod_value_added=wiod_value_added,
        us_imports=us_imports,
        us_duty=us_duty,
        us_rate=us_rate,
        gdp_constant=_gdp_constant(data / "wdi_gdp_population", (2014, 2015, 2018, 2022)),
        gdp_current=_gdp_current(),
        flow_earlier=earlier,
        gdp_nominal_earlier=_pwt(data / "pwt1001_labour_share", (2014, 2018)),
    )


def _region(folder: Path) -> RegionTable:
    names = list(REGIONS)
    shares = pd.read_csv(folder / "IOshare.csv").pivot_table(
        index="iso_o", columns=["input_ind", "output_ind"], values="valueshare"
    )
    flows = pd.read_csv(folder / "TradeFlow2017.csv").pivot_table(
        index="iso_o", columns=["iso_d", "indcode"], values="tradevalue"
    )
    added = pd.read_csv(folder / "vashare.csv").pivot(
        index="iso_o", columns="indcode", values="vashare"
    )
    share = shares.loc[names].to_numpy().reshape(7, 44, 44)
    return RegionTable(
        flow=flows.loc[names].to_numpy().reshape(7, 7, 44),
        input_share=share / share.sum(1, keepdims=True),  # the source rounds to eight digits
        value_added_share=added.loc[names].to_numpy(),
    )


def _ruv(folder: Path) -> tuple[dict[str, Array], dict[str, Array]]:
    inputs = pd.read_csv(folder / "io_shares_2015_2018.csv").query("year == 2018")
    added = pd.read_csv(folder / "va_shares_2015_2018.csv").query("year == 2018")
    shares = {
        str(name): block.sort_values("sector").filter(like="io1").to_numpy()
        for name, block in inputs.groupby("country")
    }
    row = added.set_index("region").filter(like="sector_")
    return shares, {c: row.loc[c].to_numpy(float) for c in shares if c in row.index}


def _wiod(folder: Path) -> tuple[dict[str, Array], dict[str, Array]]:
    table = pd.read_csv(folder / "wiod2016_lab_cap_va.csv").query("year == 2014")
    output, added = {}, {}
    for name, block in table.groupby("country"):
        block = block.sort_values("industry_no")
        output[str(name)], added[str(name)] = block["go"].to_numpy(), block["va"].to_numpy()
    return output, added


# HS chapters (1992 nomenclature and later) of each goods sector. A chapter that several sectors
# share (27, 85) gives each of them its rate. Chapters 98 and 99 (special provisions) are left out,
# and B09 (services to mines) has no chapter.
CHAPTERS: dict[str, str] = {
    "A01": "01 06 07 08 09 10 12",
    "A02": "13 14",
    "A03": "03",
    "B05": "27",
    "B06": "27",
    "B07": "26",
    "B08": "25",
    "C10T12": "02 04 11 15 16 17 18 19 20 21 22 23 24",
    "C13T15": "41 42 43 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67",
    "C16": "44 45 46",
    "C17_18": "47 48 49",
    "C19": "27",
    "C20": "28 29 31 32 33 34 35 36 37 38",
    "C21": "30",
    "C22": "39 40",
    "C23": "68 69 70",
    "C24A": "72",
    "C24B": "74 75 76 78 79 80 81",
    "C25": "73 82 83 93",
    "C26": "85 90 91",
    "C27": "85",
    "C28": "84",
    "C29": "87",
    "C301": "89",
    "C302T309": "86 88",
    "C31T33": "71 92 94 95 96 97",
}


def _us_collected(folder: Path) -> tuple[Array, Array, Array]:
    """United States imports and duty paid in 2024 (country, goods sector), USD, and the average
    rate (country,) over all chapters."""
    codes = pd.read_csv(folder / "CensusCountryMapping_FRBAtl_short.csv").dropna()
    iso = dict(zip(codes.CTY_CODE.astype(int), codes.ISO3, strict=True))
    table = pd.read_csv(
        folder / "us_imports_duty_by_country_hs2.csv.gz", dtype={"HS2": str, "CTY_CODE": str}
    )
    table = table[table.CTY_CODE.str.isdigit() & (table.CTY_CODE != "0003")]  # EU: members are in
    named = table.CTY_CODE.astype(int).map(iso)
    table = table.assign(iso=named.where(named.isin(COUNTRIES), "ROW"))
    table = table.groupby(["iso", "HS2"])[["2024_imports", "2024_duty"]].sum()
    imports, duty = np.zeros((len(COUNTRIES), 27)), np.zeros((len(COUNTRIES), 27))
    for (code, chapter), (bought, paid) in zip(table.index, table.to_numpy(), strict=True):
        for name, chapters in CHAPTERS.items():
            if chapter in chapters.split():
                imports[COUNTRIES.index(code), SECTORS.index(name)] += bought
                duty[COUNTRIES.index(code), SECTORS.index(name)] += paid
    total = table.groupby("iso").sum().reindex(COUNTRIES).fillna(0.0).to_numpy()
    rate = np.divide(total[:, 1], total[:, 0], out=np.zeros(len(total)), where=total[:, 0] > 0)
    return imports, duty, rate


def _gdp_constant(folder: Path, years: tuple[int, ...]) -> dict[int, dict[str, float]]:
    table = pd.read_csv(folder / "gdp_constant2015usd_2000_2024.csv").drop_duplicates(
        ["CountryCode_ISO3", "Year"]
    )
    table = table[table.CountryCode_ISO3.isin(COUNTRIES)].dropna()
    return {
        year: table[table.Year == year].set_index("CountryCode_ISO3").iloc[:, -1].to_dict()
        for year in years
    }


def _gdp_current() -> dict[str, float]:
    table = pd.read_csv(Path(__file__).parent / "gdp_current_usd_2022.csv", comment="#")
    return dict(zip(table.code, table.gdp_current_usd, strict=True))


def _pwt(folder: Path, years: tuple[int, ...]) -> dict[int, dict[str, float]]:
    """GDP at current prices and market exchange rates: output-side PPP GDP times its price."""
    table = pd.read_csv(folder / "pwt1001_2000_2019.csv")
    table["nominal"] = table.cgdpo * table.pl_gdpo * 1e6
    table = table[table.isocode.isin(COUNTRIES)].dropna(subset=["nominal"])
    return {
        year: table[table.year == year].set_index("isocode")["nominal"].to_dict() for year in years
    }
