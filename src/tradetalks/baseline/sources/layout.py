"""From a labelled grid to a table: what each row and column is, by its label."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tradetalks.baseline.identities import Array
from tradetalks.baseline.sources.grid import MOST, Grid
from tradetalks.baseline.sources.names import Names
from tradetalks.baseline.sources.opening import AGAIN
from tradetalks.baseline.sources.table import Table
from tradetalks.errors import BaselineError, Problem, nearest


@dataclass(frozen=True)
class Layout:
    """How a publisher labels rows and columns: REGION_CODE, and a few labels of its own.

    final: the code of a final use -> its kind. payments: pattern of a row that is no sale -> its
    name. adrift: pattern of a column that belongs to no country -> its name. totals: pattern of
    rows and columns that only add up. output: pattern of the total that is output.
    """

    final: Mapping[str, str]
    payments: Mapping[str, str] = field(default_factory=dict)
    adrift: Mapping[str, str] = field(default_factory=dict)
    totals: str = r"(?!)"
    output: str = r"(?!)"


def table_of(grid: Grid, layout: Layout, year: int, names: Names) -> Table:
    """The table a grid holds, under our labels; raises BaselineError with all that does not fit.

    Regions with one label in `names` (the parts of a country) are added together, and so are
    industries.
    """
    rows = _kinds(grid.rows, layout.payments, layout)
    columns = _kinds(grid.columns, layout.adrift, layout)
    sellers = [label for label, kind in zip(grid.rows, rows, strict=True) if kind == ""]
    regions = list(dict.fromkeys(_split(label)[0] for label in sellers))
    codes = list(dict.fromkeys(_split(label)[1] for label in sellers))
    finals = [(i, *_split(grid.columns[i])) for i, kind in enumerate(columns) if kind == ""]
    buyers = [(i, r, c) for i, r, c in finals if c in layout.final]
    problems = _misfits(grid, regions, codes, finals, layout)
    problems += names.unknown(grid.place, [*regions, *(r for _, r, _ in buyers)], codes)
    made = {names.country(r) for r in regions}
    strangers = dict.fromkeys(r for _, r, _ in buyers if names.country(r) not in made)
    problems += [
        Problem(grid.place, f"{r} buys for final use, but there is no row of it", "", "", AGAIN)
        for r in strangers
    ]
    if problems:
        raise BaselineError(problems)
    industries = [f"{r}_{c}" for r in regions for c in codes]
    row_at = {label: i for i, label in enumerate(grid.rows)}
    column_at = {label: i for i, label in enumerate(grid.columns)}
    pick_rows = [row_at[label] for label in industries]
    pick_columns = [column_at[label] for label in industries]
    _refuse_blank(grid, pick_rows, [*pick_columns, *(i for i, _, _ in buyers)])
    fold = names.fold(regions, codes)
    final: dict[str, Array] = {}
    for column, region, code in buyers:
        shape = (len(industries), len(fold.countries))
        kind = final.setdefault(layout.final[code], np.zeros(shape))
        kind[:, fold.countries.index(names.country(region))] += grid.values[pick_rows, column]
    output = _output(grid, layout, pick_rows, pick_columns)
    adrift = _named(grid.values.T, columns, pick_rows)
    payments = _named(grid.values, rows, pick_columns)
    return Table(
        grid.place,
        year,
        fold.countries,
        fold.sectors,
        fold.both(grid.values[np.ix_(pick_rows, pick_columns)]),
        {name: fold(flow) for name, flow in final.items()},
        {name: fold(flow) for name, flow in adrift.items()},
        {name: fold(flow) for name, flow in payments.items()},
        None if output is None else fold(output),
        fold.told,
    )


def _kinds(labels: tuple[str, ...], named: Mapping[str, str], layout: Layout) -> list[str]:
    """What a label is: "" for industries and final uses, "total", or a name of its own."""
    found = []
    for label in labels:
        own = next((name for pattern, name in named.items() if re.fullmatch(pattern, label)), "")
        found.append("total" if re.fullmatch(layout.totals, label) else own)
    return found


def _split(label: str) -> tuple[str, str]:
    """Region and code; the 2016 edition of the OECD's writes final uses the other way round."""
    region, _, code = label.partition("_")
    return region, code


def _misfits(
    grid: Grid,
    regions: list[str],
    codes: list[str],
    finals: list[tuple[int, str, str]],
    layout: Layout,
) -> list[Problem]:
    rows, columns = set(grid.rows), set(grid.columns)
    unknown = [(i, r, c) for i, r, c in finals if c not in layout.final and f"{r}_{c}" not in rows]
    problems = [
        Problem(
            f"{grid.place}, column {i + 2}",
            f"{grid.columns[i]!r} is neither an industry of the rows nor a final use",
            ", ".join(layout.final),
            nearest(c, [*layout.final, *codes]),
        )
        for i, r, c in unknown[:MOST]
    ]
    lacking = [f"{r}_{c}" for r in regions for c in codes if f"{r}_{c}" not in rows]
    absent = [f"{r}_{c}" for r in regions for c in codes if f"{r}_{c}" not in columns]
    for kind, labels, axis in (("row", lacking, rows), ("column", absent, columns)):
        extra = [label for label in sorted(axis) if label not in rows or label not in columns]
        problems += [
            Problem(
                f"{grid.place}, {kind}s",
                f"there is no {kind} {label!r}",
                f"{len(regions)} regions x {len(codes)} industries, on both axes",
                nearest(label, extra),
                "fetch it again: the table is not whole",
            )
            for label in labels[:MOST]
        ]
    if not regions:
        what = "no row is labelled as an industry of a country"
        problems.append(Problem(grid.place, what, "REGION_CODE, such as USA_C26"))
    if not any(c in layout.final for _, _, c in finals):
        what = "there is no column of final use"
        problems.append(Problem(grid.place, what, f"REGION_CODE with {', '.join(layout.final)}"))
    return problems


def _refuse_blank(grid: Grid, rows: list[int], columns: list[int]) -> None:
    blank = np.argwhere(~np.isfinite(grid.values[np.ix_(rows, columns)]))
    problems = [
        Problem(
            f"{grid.line(rows[r])}, column {grid.columns[columns[c]]}",
            "is blank or not finite",
            "a number",
            remedy="fetch it again: the table is not whole",
        )
        for r, c in blank[:MOST]
    ]
    if len(blank) > MOST:
        problems.append(Problem(grid.place, f"and {len(blank) - MOST:,} more blank cells"))
    if problems:
        raise BaselineError(problems)


def _named(values: Array, kinds: list[str], at: list[int]) -> dict[str, Array]:
    """Rows with a name of their own, over the industries; several of one name are added."""
    found: dict[str, Array] = {}
    for i, kind in enumerate(kinds):
        if kind not in ("", "total"):
            found[kind] = found.get(kind, 0.0) + np.nan_to_num(values[i, at])
    return found


def _output(grid: Grid, layout: Layout, rows: list[int], columns: list[int]) -> Array | None:
    for i, label in enumerate(grid.columns):
        if re.fullmatch(layout.output, label):
            return np.nan_to_num(grid.values[rows, i])
    for i, label in enumerate(grid.rows):
        if re.fullmatch(layout.output, label):
            return np.nan_to_num(grid.values[i, columns])
    return None
