"""Tables published as workbooks: WIOD's two releases and the ADB's, one sheet a year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tradetalks.baseline.sources.grid import Grid, as_numbers, sheet_of
from tradetalks.baseline.sources.layout import Layout, table_of
from tradetalks.baseline.sources.names import Names, concordance, isic_label, listed
from tradetalks.baseline.sources.opening import AGAIN, Opened, opened
from tradetalks.baseline.sources.table import Table
from tradetalks.baseline.sources.text import refuse_other_source, refuse_other_year, scaled
from tradetalks.errors import BaselineError, Problem

_OLD_PAYMENTS = {
    r".*_r99": "product-taxes",
    r".*_r61": "cif-fob",
    r".*_r62": "residents-abroad",
    r".*_r63": "nonresidents-here",
    r".*_r64": "value-added",
    r".*_(r65|trs)": "transport-margins",
}
#: The last column is headed TOT, ToT or by a title alone, with a code or without.
_OLD_TOTALS = r"(?i:tot(al)?)_|.*_(r60|r69|c60|c99|t69)|_*"
WIOD_2013 = Layout(
    final={
        "c37": "consumption",
        "c38": "consumption",
        "c39": "consumption",
        "c41": "investment",
        "c42": "inventories",
    },
    payments=_OLD_PAYMENTS,
    totals=_OLD_TOTALS,
    output=r".*_r69",
)
ADB = Layout(
    final={
        "F1": "consumption",
        "F2": "consumption",
        "F3": "consumption",
        "F4": "investment",
        "F5": "inventories",
    },
    payments=_OLD_PAYMENTS,
    totals=_OLD_TOTALS,
    output=r".*_r69",
)
WIOD_2016 = Layout(
    final={
        "CONS_h": "consumption",
        "CONS_np": "consumption",
        "CONS_g": "consumption",
        "GFCF": "investment",
        "INVEN": "inventories",
    },
    payments={
        r".*_TXSP": "product-taxes",
        r".*_EXP_adj": "cif-fob",
        r".*_PURR": "residents-abroad",
        r".*_PURNR": "nonresidents-here",
        r".*_VA": "value-added",
        r".*_IntTTM": "transport-margins",
    },
    totals=r".*_(II_fob|GO)|_*",
    output=r".*_GO",
)
#: The ADB's own codes of its members.
_ADB_COUNTRIES = {
    "AUT": "AUT", "BAN": "BGD", "BHU": "BTN", "BRU": "BRN", "CAM": "KHM", "DEN": "DNK",
    "FIJ": "FJI", "GER": "DEU", "GRC": "GRC", "HKG": "HKG", "INO": "IDN", "IRE": "IRL",
    "LAO": "LAO", "LAT": "LVA", "MAL": "MYS", "MLD": "MDV", "MON": "MNG", "NEP": "NPL",
    "NET": "NLD", "PHI": "PHL", "POR": "PRT", "PRC": "CHN", "ROM": "ROU", "SIN": "SGP",
    "SPA": "ESP", "SRI": "LKA", "SWI": "CHE", "TAP": "TWN", "UKG": "GBR", "VIE": "VNM",
    "KUW": "KWT", "TAJ": "TJK", "UAE": "ARE",
}  # fmt: skip


@dataclass(frozen=True)
class _Axes:
    """Rows and columns of a sheet that hold codes and regions, and where the numbers begin."""

    code_row: int
    region_row: int
    code_column: int
    region_column: int
    first_row: int
    first_column: int


def read_wiod_2013(
    path: Path, year: int, countries: Mapping[str, str], member: str, unit: float
) -> tuple[Table, str]:
    """A workbook such as WIOT11_ROW_Sep12.xlsx, industries c1 to c35."""
    names = Names(countries, listed("wiod2013"), [r["code"] for r in concordance("wiod2013")])
    hint = f"{year % 100:02d}_"
    return _read(path, year, names, member, unit, WIOD_2013, r"c\d\d?", hint, "wiod-2013")


def read_adb(
    path: Path, year: int, countries: Mapping[str, str], member: str, unit: float
) -> tuple[Table, str]:
    """A workbook such as ADB-MRIO-2022.xlsx, industries c1 to c35."""
    known = [r["code"] for r in concordance("wiod2013")]
    names = Names({**_ADB_COUNTRIES, **countries}, listed("wiod2013"), known)
    return _read(path, year, names, member, unit, ADB, r"c\d\d?", str(year), "adb-mrio")


def read_wiod_2016(
    path: Path, year: int, countries: Mapping[str, str], member: str, unit: float
) -> tuple[Table, str]:
    """A workbook such as WIOT2014_Nov16_ROW.xlsb, 56 industries of ISIC Rev. 4."""
    names = Names(countries, isic_label)
    pattern = r"[A-U]\d\d(-[A-U]\d\d|_[A-U]\d\d)?|[BFINTUQ]|R_S"
    return _read(path, year, names, member, unit, WIOD_2016, pattern, str(year), "wiod-2016")


def _read(
    path: Path,
    year: int,
    names: Names,
    member: str,
    unit: float,
    layout: Layout,
    code: str,
    hint: str,
    source: str,
) -> tuple[Table, str]:
    file = opened(path, (".xlsx", ".xlsb"), hint, member)
    frame = sheet_of(file, str(year))
    refuse_other_source(file.place, source, set(frame.iloc[:8].map(_word).to_numpy().ravel()))
    _refuse_year(file, frame, year)
    grid = _grid(file, frame, code)
    return table_of(scaled(grid, unit), layout, year, names), file.sha256


def _refuse_year(file: Opened, frame: pd.DataFrame, year: int) -> None:
    """By the sheet's own title, else by the file's name. Raises BaselineError."""
    corner = frame.iloc[:4, :4].to_numpy(dtype=object).ravel()
    title = " ".join(str(cell) for cell in corner if isinstance(cell, str))
    told = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", title)
    refuse_other_year(f"{file.place} ({title[:60]})" if told else file.place, year)


def _grid(file: Opened, frame: pd.DataFrame, code: str) -> Grid:
    """Labels REGION_CODE from the heads of a sheet, wherever its rows of heads stand."""
    at = _axes(file.place, frame, code)
    cells = frame.iloc[at.first_row :, at.first_column :]
    columns = _labels(frame.iloc[at.region_row], frame.iloc[at.code_row], at.first_column)
    rows = _labels(frame.iloc[:, at.region_column], frame.iloc[:, at.code_column], at.first_row)
    named_rows = [i for i, label in enumerate(rows) if label != "_"]
    named_columns = [i for i, label in enumerate(columns) if label != "_"]

    def name(row: int, column: int) -> str:
        line = at.first_row + named_rows[row] + 1
        return f"{file.place}, row {line}, column {columns[named_columns[column]]}"

    values = as_numbers(cells.iloc[named_rows, named_columns], name)
    labels = tuple(rows[i] for i in named_rows), tuple(columns[i] for i in named_columns)
    return Grid(file.place, *labels, values, at.first_row + 1)


def _labels(regions: pd.Series, codes: pd.Series, first: int) -> list[str]:
    return [
        f"{_word(region)}_{_word(code)}"
        for region, code in zip(regions.iloc[first:], codes.iloc[first:], strict=True)
    ]


def _word(cell: object) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _axes(place: str, frame: pd.DataFrame, code: str) -> _Axes:
    """Where the heads stand: the row and column with most industry codes, and with most regions."""
    head = frame.iloc[:8].map(_word).to_numpy(dtype=object)
    side = frame.iloc[:, :6].map(_word).to_numpy(dtype=object).T
    code_row, region_row, first_column = _heads(head, code)
    code_column, region_column, first_row = _heads(side, code)
    if first_row == 0 or first_column == 0:
        what = "no row or column of industry codes and countries was found"
        raise BaselineError(Problem(place, what, "the layout of the publisher", "", AGAIN))
    return _Axes(code_row, region_row, code_column, region_column, first_row, first_column)


def _heads(lines: np.ndarray, code: str) -> tuple[int, int, int]:
    """The line of codes, that of regions, and the first position that has both; zeros if none."""
    coded = np.array([[bool(re.fullmatch(code, cell)) for cell in line] for line in lines])
    placed = np.array([[bool(re.fullmatch("[A-Z]{3}|RoW", c)) for c in line] for line in lines])
    codes, regions = coded.sum(axis=1).argmax(), placed.sum(axis=1).argmax()
    both = np.flatnonzero(coded[codes] & placed[regions])
    return (int(codes), int(regions), int(both[0])) if len(both) else (0, 0, 0)
