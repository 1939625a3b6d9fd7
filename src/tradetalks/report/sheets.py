"""What the workbook shows: of the long tables, the part that a person reads.

The whole of every table is in `tables/*.csv`, and everything by country and partner in
`results.nc`; a sheet that leaves something out says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tradetalks.report.table import Table

if TYPE_CHECKING:
    import pandas as pd

PARTNERS = 20
MORE = "All columns and rows: tables/{}.csv."
ONLY_PARTIES = "The parties only."
ONLY_PARTNERS = f"The {PARTNERS} partners each party trades most with."

#: Columns of the long tables that are read; the rest can be worked out or looked up.
READ: Mapping[str, tuple[str, ...]] = {
    "countries": (
        "scenario_title", "country", "country_name", "real_income_change", "equivalent_variation",
        "price_index_change", "gdp_change", "exports_change", "imports_change", "balance",
        "balance_difference", "tariff_revenue_difference",
    ),
    "bilateral": (
        "scenario_title", "country_name", "partner", "partner_name", "exports", "exports_change",
        "imports", "imports_change", "balance", "balance_difference", "goods_balance",
        "goods_balance_difference",
    ),
    "sectors": (
        "scenario_title", "country_name", "sector", "sector_title", "output", "output_difference",
        "output_volume_change", "price_change",
    ),
    "factors": (
        "scenario_title", "country_name", "factor", "factor_reward_change", "real_wage_change",
    ),
}  # fmt: skip
OF_PARTIES = ("factors", "first_order")


def sheets(tables: Mapping[str, Table], parties: Collection[str]) -> list[Table]:
    """The tables as the workbook shows them, in the same order; short ones are whole."""
    return [_sheet(table, parties) for table in tables.values()]


def _sheet(table: Table, parties: Collection[str]) -> Table:
    frame, notes = table.frame, [table.note]
    if table.name in OF_PARTIES:
        frame = frame[frame["country"].isin(parties)]
        notes.append(ONLY_PARTIES)
    if table.name == "bilateral":
        frame = frame[_large(frame)]
        notes.append(ONLY_PARTNERS)
    if table.name in READ:
        frame = frame[[name for name in READ[table.name] if name in frame]]
    if frame.shape != table.frame.shape:
        notes.append(MORE.format(table.name))
    return replace(table, frame=frame, note=" ".join(filter(None, notes)))


def _large(frame: pd.DataFrame) -> pd.Series[bool]:
    """Rows about a party's largest partners, by baseline trade both ways."""
    size = frame["exports_base"] + frame["imports_base"]
    size = size.groupby([frame["country"], frame["partner"]]).transform("max")
    place = size.groupby([frame["scenario"], frame["country"]]).rank("first", ascending=False)
    return place <= PARTNERS
