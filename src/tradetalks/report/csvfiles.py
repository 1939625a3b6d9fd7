"""Tidy CSV files, one a table, with a Frictionless description of every column."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from itertools import repeat
from pathlib import Path
from typing import Any

from tradetalks.report.kinds import Column
from tradetalks.report.plain import PlainTable
from tradetalks.report.settings import stamp

#: How what spreadsheets take for a formula begins.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
_TYPES = {"text": "string", "flag": "boolean"}


def write_csv(folder: Path, tables: Iterable[PlainTable], settings: Mapping[str, Any]) -> None:
    """`NAME.csv` for each table and `datapackage.json` for all, with units and settings.

    Money is USD million and changes are per cent, exactly as in the outcomes. The last
    column, `run`, names version, data and settings, so that files of several runs can be
    put under one another.
    """
    folder.mkdir()
    run = stamp(settings)
    described = []
    for table in tables:
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([*table.columns, "run"])
            writer.writerows(zip(*map(_cells, table.columns.values(), table.values), repeat(run)))
        described.append(_resource(table))
    package = {
        "name": "tradetalks-report",
        "title": settings["brief"]["title"],
        "version": settings["version"],
        "created": settings["written"],
        "description": run,
        "resources": described,
        "tradetalks": settings,
    }
    (folder / "datapackage.json").write_text(
        json.dumps(package, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def _cells(column: Column, values: list[Any]) -> list[Any]:
    """A column as it is written: text that a spreadsheet would take for a formula is marked as
    text; numbers stay what they are."""
    if column.kind != "text":
        return values
    return [f"'{v}" if isinstance(v, str) and v.startswith(FORMULAS) else v for v in values]


def _resource(table: PlainTable) -> dict[str, Any]:
    fields: list[dict[str, str]] = [
        {
            "name": name,
            "title": col.label,
            "type": _TYPES.get(col.kind, "number"),
            **({"unit": col.kept_unit} if col.kept_unit else {}),
            **({"description": col.meaning} if col.meaning else {}),
        }
        for name, col in table.columns.items()
    ]
    fields.append({"name": "run", "title": "Version, data and settings", "type": "string"})
    return {
        "name": table.name.replace("_", "-"),
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.note,
        "format": "csv",
        "encoding": "utf-8",
        "schema": {"fields": fields},
    }
