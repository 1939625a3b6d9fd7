"""Every published figure beside ours.

`python -m replication.caliendo_parro_2015.comparison`, run in `tests`, writes the table kept
here (`comparison.csv`), misses with their reasons, and prints how many figures agree.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from replication.caliendo_parro_2015.data import COUNTRIES, NAFTA, SHARED, TRADABLE, load
from replication.caliendo_parro_2015.scenarios import Result, result

PUBLISHED = SHARED / "results"
KEPT = Path(__file__).with_name("comparison.csv")
KEY = ["table", "country", "figure"]
PARTS = ("welfare", "terms_of_trade", "volume_of_trade")

#: Names as printed in the tables.
PRINTED = (
    *("Argentina", "Australia", "Austria", "Brazil", "Canada", "Chile", "China", "Denmark"),
    *("Finland", "France", "Germany", "Greece", "Hungary", "India", "Indonesia", "Ireland"),
    *("Italy", "Japan", "Korea", "Mexico", "Netherlands", "New Zealand", "Norway", "Portugal"),
    *("South Africa", "Spain", "Sweden", "Turkey", "U.K.", "U.S.", "ROW"),
)
CODE = dict(zip(PRINTED, COUNTRIES, strict=True))


#: Figures that the paper itself contradicts.
MISPRINTS = {
    ("A3", "ESP", "terms_of_trade"): "misprint: in the paper welfare -0.008 is the sum of "
    "terms of trade and volume of trade -0.001, which leaves -0.007",
    ("A10", "PRT", "welfare"): "misprint: the paper's own terms of trade -0.021 and volume "
    "of trade -0.010 add up to -0.031",
}


def compare() -> pd.DataFrame:
    """One row a published figure: KEY, printed, computed, decimals, agrees, reason for a miss."""
    table = pd.concat([welfare(), sector_contributions(), import_growth()], ignore_index=True)
    gap = (table["computed"] - table["printed"]).abs()
    # Half a unit of the last printed digit; the hair is for the arithmetic of decimals.
    table["agrees"] = gap <= 0.5 * 10.0 ** -table["decimals"] + 1e-9
    table["reason"] = ["" if row.agrees else _reason(row) for row in table.itertuples()]
    return table


def _reason(row: Any) -> str:
    longer = _rounded(row.computed, row.decimals + 1)
    if float(_rounded(longer, row.decimals)) == row.printed:
        return f"next to the boundary: {longer} rounded once more is what is printed"
    return MISPRINTS.get((row.table, row.country, row.figure), "")


def _rounded(number: float | str, decimals: int) -> str:
    """To so many decimals, halves away from zero, as people round."""
    return str(Decimal(number).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def welfare() -> pd.DataFrame:
    """Tables 2, A4 and 9 (three countries), 7, A3 and A10 (all)."""
    files = ("cp2015_nafta_welfare.csv", "cp2015_all_countries_welfare.csv")
    printed = pd.concat([pd.read_csv(PUBLISHED / f, dtype={"table": str}) for f in files])
    printed["country"] = printed["country"].map(CODE)
    figures = printed.melt(
        ["table", "country"], [*PARTS, "real_wages"], "figure", "printed"
    ).dropna()
    ours = {table: _percentages(table) for table in figures["table"].unique()}
    figures["computed"] = [
        float(ours[t][figure].sel(country=country))
        for t, country, figure in figures[KEY].itertuples(index=False)
    ]
    figures["decimals"] = np.where(figures["table"].isin(["A3", "A10"]), 3, 2)
    return figures


def _percentages(table: str) -> xr.Dataset:
    """Welfare, its two parts and real wages by country, as the table defines them."""
    match table:
        case "2" | "A3":
            return _of(result("nafta"))
        case "A4":
            return _of(result("nafta", "fixed"))
        case "7":
            return _of(result("world"))
    # NAFTA given what the rest of the world did: the world with it over the world without it.
    ratio = (1 + _of(result("world")) / 100) / (1 + _of(result("world_without_nafta")) / 100)
    found = 100 * (ratio - 1)
    # Their program adds the two parts rather than dividing one welfare by the other.
    return found.assign(welfare=found["terms_of_trade"] + found["volume_of_trade"])


def _of(solved: Result) -> xr.Dataset:
    parts = {part: solved.accounts[f"first_order_{part}_total"] for part in PARTS}
    return xr.Dataset({**parts, "real_wages": solved.real_wages.drop_vars("factor")})


def sector_contributions() -> pd.DataFrame:
    """Table 4: each tradable sector's share in the terms and in the volume of trade."""
    printed = pd.read_csv(PUBLISHED / "cp2015_table4_sector_contributions.csv")
    sectors = load().base.sectors[:TRADABLE]
    accounts = result("nafta").accounts.sel(sector=list(sectors))
    rows = []
    for country in NAFTA:
        for short, part in (("tot", "terms_of_trade"), ("vot", "volume_of_trade")):
            money = accounts[f"first_order_{part}_by_sector"].sel(country=country).values
            share = 100 * money / money.sum()
            for sector, theirs, mine in zip(
                sectors, printed[f"{country}_{short}"], share, strict=True
            ):
                # Three digits are printed, but no more than two decimals.
                decimals = 1 if abs(theirs) >= 10 else 2
                rows.append(("4", country, f"{part}, {sector}", theirs, mine, decimals))
    return _rows(rows)


def import_growth() -> pd.DataFrame:
    """Table 5: growth of imports inside the bloc, before duty."""
    printed = pd.read_csv(PUBLISHED / "cp2015_table5_import_growth.csv")
    outcomes = result("nafta").equilibrium.outcomes
    growth = 100 * (outcomes["bilateral_trade"] / outcomes["bilateral_trade_base"] - 1)
    rows = []
    for row in printed.itertuples():
        importer, exporter = CODE[row.importer], CODE[row.exporter]
        mine = float(growth.sel(exporter=exporter, importer=importer))
        name = f"imports from {exporter}"
        rows.append(("5", importer, name, row.import_growth_pct, mine, 2))
    return _rows(rows)


def _rows(rows: list[tuple[str, str, str, float, float, int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*KEY, "printed", "computed", "decimals"])


def main() -> None:
    """Refresh the kept table and print the score."""
    table = compare()
    digits = table.assign(computed=table["computed"].round(5))
    digits.to_csv(KEPT, index=False)
    print(table.groupby("table")["agrees"].agg(["sum", "count"]).to_string())
    print(digits.loc[~table["agrees"]].to_string())


if __name__ == "__main__":
    main()
