"""A made-up world in the workbooks of WIOD's two releases and of the Asian Development Bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pyxlsbwriter import XlsbWriter, XlsxWriter

from published import Printed

Cells = list[list[object]]


@dataclass(frozen=True)
class Sheet:
    """How a release heads its sheet: the text above, then rows (and as many columns) that hold, in
    `order`, the code of an industry, its title, its country, and a number or nothing."""

    name: str
    above: tuple[str, ...]
    order: tuple[str, ...]
    first_row: int
    uses: tuple[str, ...]
    foot: tuple[str, ...]
    total: tuple[str, str]


_OLD_FOOT = ("r60", "r99", "r61", "r62", "r63", "r64", "r65", "r69")
SHEETS = {
    "wiod-2013": Sheet(
        "WIOT_{year}",
        (
            "Intercountry Input-Output Table for {year}",
            "(current prices)",
            "(industry-by-industry)",
            "(millions of US$)",
        ),
        ("number", "title", "region", "code"),
        6,
        ("c37", "c38", "c39", "c41", "c42"),
        _OLD_FOOT,
        ("TOT", "c60"),
    ),
    "wiod-2016": Sheet(
        "{year}",
        ("Intercountry Input-Output Table, {year}", "(industry-by-industry)", "(millions of US$)"),
        ("code", "title", "region", "number"),
        6,
        ("CONS_h", "CONS_np", "CONS_g", "GFCF", "INVEN"),
        ("II_fob", "TXSP", "EXP_adj", "PURR", "PURNR", "VA", "IntTTM", "GO"),
        ("TOT", "GO"),
    ),
    "adb-mrio": Sheet(
        "ADB MRIO {year}",
        (
            "Multiregional Input-Output Table {year}",
            "63 economies, at current prices (industry by industry)",
            "In millions of US$",
        ),
        ("", "title", "region", "code"),
        7,
        ("F1", "F2", "F3", "F4", "F5"),
        (*_OLD_FOOT[:6], "trs", "r69"),
        ("ToT", ""),
    ),
}


def cells(world: Printed, release: str, year: int) -> Cells:
    """The sheet as a list of rows, blanks as None."""
    sheet = SHEETS[release]
    sellers = world.sellers
    buyers = [(c, u) for c in world.countries for u in sheet.uses]
    heads = [*sellers, *buyers, sheet.total]
    sides = [*sellers, *(("TOT", code) for code in sheet.foot)]
    across, down = _labels(heads, sheet.order), _labels(sides, sheet.order)
    rows: Cells = [[None] * (4 + len(heads)) for _ in range(sheet.first_row - 4)]
    rows += [[*[None] * 4, *line] for line in across]
    for row, text in zip(rows, sheet.above, strict=False):
        row[0] = text.format(year=year)
    flat = world.final.reshape(len(sellers), -1)
    spent, tax = world.inputs.sum(0), 0.02 * world.output
    costs = {0: spent, 1: tax, 5: world.output - spent - tax, 7: world.output}
    under = np.array([costs.get(k, np.zeros(len(sellers))) for k in range(8)])
    body = np.vstack(
        [
            np.hstack([world.inputs, flat, world.output[:, None]]),
            np.hstack([under, np.zeros((8, flat.shape[1] + 1))]),
        ]
    )
    figures = body.tolist()
    return rows + [
        [*side, *line] for side, line in zip(zip(*down, strict=True), figures, strict=True)
    ]


def _labels(pairs: Sequence[tuple[str, str]], order: Sequence[str]) -> list[list[object]]:
    """One line for each kind of label, in the order of the release."""
    lines: dict[str, list[object]] = {
        "code": [code or None for _, code in pairs],
        "title": [f"title {k}" for k in range(len(pairs))],
        "region": [region for region, _ in pairs],
        "number": [f"x{k}" for k in range(len(pairs))],
        "": [None] * len(pairs),
    }
    return [lines[kind] for kind in order]


def workbook(world: Printed, path: Path, release: str, year: int) -> Path:
    """The workbook, .xlsx or .xlsb by the ending of its name."""
    return save(cells(world, release, year), path, SHEETS[release].name.format(year=year))


def save(rows: Cells, path: Path, name: str) -> Path:
    writer = XlsbWriter if path.suffix == ".xlsb" else XlsxWriter
    with writer(str(path)) as book:
        if "ADB" in name:
            book.add_sheet("Legend")
            book.write_sheet([["AUS", "Australia"]])
        book.add_sheet(name)
        book.write_sheet(rows)
    return path
