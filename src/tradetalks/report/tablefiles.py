"""The tables as files: CSV and a workbook, from plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tradetalks.report.csvfiles import write_csv
from tradetalks.report.plain import PlainTable
from tradetalks.report.workbook import write_workbook


def write_tables(
    folder: Path,
    tables: Sequence[PlainTable],
    sheets: Sequence[PlainTable],
    settings: Mapping[str, Any],
) -> None:
    """`tables/*.csv` with every table as kept, and `results.xlsx` with the sheets as shown."""
    write_csv(folder / "tables", tables, settings)
    write_workbook(folder / "results.xlsx", sheets, settings)
