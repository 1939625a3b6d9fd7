"""Tables published as text: the OECD's and Eurostat's, one matrix a year."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from tradetalks.baseline.sources.grid import Grid, text_grid
from tradetalks.baseline.sources.layout import Layout, table_of
from tradetalks.baseline.sources.names import Names, isic_label
from tradetalks.baseline.sources.opening import opened
from tradetalks.baseline.sources.table import Table
from tradetalks.errors import BaselineError, Problem

#: Parts of China and Mexico in the extended tables; pieces for export and other firms.
_PARTS = {f"CN{i}": "CHN" for i in range(1, 5)} | {f"MX{i}": "MEX" for i in range(1, 4)}

OECD = Layout(
    final={
        "HFCE": "consumption",
        "NPISH": "consumption",
        "GGFC": "consumption",
        "GFCF": "investment",
        "INVNT": "inventories",
        "DPABR": "abroad",
        "DIRP": "abroad",
        "DIRPA": "abroad",
        "NONRES": "abroad",
        "P33": "abroad",
        "FD": "unknown",
    },
    payments={r"TLS|TXS.*|.*_TAXSUB": "product-taxes", r"VA|VALU": "value-added"},
    adrift={r"DISC|.*_DISC": "discrepancy"},
    totals=r"OUT|OUTPUT|TOTAL",
    output=r"OUT|OUTPUT|TOTAL",
)
FIGARO = Layout(
    final={
        "P3_S13": "consumption",
        "P3_S14": "consumption",
        "P3_S15": "consumption",
        "P51G": "investment",
        "P5M": "inventories",
    },
    payments={
        "W2_D21X31": "product-taxes",
        "W2_OP_RES": "residents-abroad",
        "W2_OP_NRES": "nonresidents-here",
        "W2_(D1|D29X39|B2A3G)": "value-added",
    },
)


def read_oecd(
    path: Path, year: int, countries: Mapping[str, str], member: str, unit: float
) -> tuple[Table, str]:
    """ICIO tables from the 2018 edition on, regular or extended, CSV or the archive it is in."""
    file = opened(path, (".csv",), str(year), member)
    refuse_other_year(file.place, year, editions=r"ICIO20\d\d|\d\d\d\d-\d\d\d\d")
    grid = text_grid(file)
    refuse_other_source(file.place, "oecd-icio", _codes(grid))
    old = [label for label in grid.rows if re.fullmatch(r"[A-Z0-9]{3}_C\d\dT?\d*", label)]
    if "C10T12" not in "".join(grid.rows) and len(old) > len(grid.rows) / 2:
        what = "is of the 2016 edition or older, by ISIC Rev. 3"
        raise BaselineError(Problem(file.place, what, "editions from 2018 on, ISIC Rev. 4"))
    names = Names({**_PARTS, **countries}, isic_label)
    return table_of(scaled(grid, unit), OECD, year, names), file.sha256


def read_figaro(
    path: Path, year: int, countries: Mapping[str, str], member: str, unit: float
) -> tuple[Table, str]:
    """FIGARO, industry by industry, CSV in matrix format; `unit` turns EUR into USD."""
    file = opened(path, (".csv",), str(year), member)
    refuse_other_year(file.place, year, editions=r"\d\ded")
    if "prod-by-prod" in file.place:
        what, remedy = "is product by product", "fetch the file named ind-by-ind"
        raise BaselineError(Problem(file.place, what, "industry by industry", "", remedy))
    if b"refArea" in file.data[:1000]:
        what, remedy = "is in flat format", "fetch the file of the matrix format"
        raise BaselineError(Problem(file.place, what, "one row an industry", "", remedy))
    grid = text_grid(file)
    refuse_other_source(file.place, "figaro", _codes(grid))
    names = Names(countries, isic_label)
    return table_of(scaled(grid, unit), FIGARO, year, names), file.sha256


def _codes(grid: Grid) -> set[str]:
    return {label.partition("_")[2] for label in grid.columns}


#: A final use by which a publisher's table is known.
_MARKS = {
    "oecd-icio": "HFCE",
    "figaro": "P3_S14",
    "wiod-2013": "c37",
    "wiod-2016": "CONS_h",
    "adb-mrio": "F1",
}


def refuse_other_source(place: str, source: str, codes: Collection[str]) -> None:
    """Raises BaselineError where the columns are those of another publisher."""
    if _MARKS[source] in codes:
        return
    for other, mark in _MARKS.items():
        if mark in codes:
            remedy = f"tradetalks baseline import {other} ..."
            raise BaselineError(
                Problem(place, f"is laid out as tables of {other} are", source, "", remedy)
            )


def scaled(grid: Grid, unit: float) -> Grid:
    """The same grid in USD million."""
    return grid if unit == 1 else replace(grid, values=grid.values * unit)


def refuse_other_year(place: str, year: int, editions: str = r"(?!)") -> None:
    """Raises BaselineError where a file's name speaks of other years only."""
    told = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.sub(editions, "", place))
    if told and str(year) not in told:
        what = f"is of {told[-1]} by its name, not of {year}"
        remedy = f"say --year {told[-1]}, or fetch the table of {year}"
        raise BaselineError(Problem(place, what, str(year), "", remedy))
