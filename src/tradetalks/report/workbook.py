"""One workbook: a sheet for each table, in the units people read, and a sheet of settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tradetalks.report.columns import Column
from tradetalks.report.settings import stamp
from tradetalks.report.table import Table

SHEET_NAME_LIMIT = 31
WIDEST = 48


def write_workbook(path: Path, tables: Iterable[Table], settings: Mapping[str, Any]) -> None:
    """Write `path` (.xlsx): money in USD billion, changes in per cent, full precision kept."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": settings["brief"]["title"], "comments": stamp(settings)})
        styles = _Styles(book)
        _settings_sheet(book, settings, styles)
        for table in tables:
            _table_sheet(book, table, settings, styles)


class _Styles:
    """Cell formats, made once for each number of decimals and sign."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 13})
        self.note = book.add_format({"font_color": "#666666", "italic": True})
        self.head = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}
        )

    def number(self, col: Column) -> Any:
        digits = f"#,##0{'.' if col.digits else ''}{'0' * col.digits}"
        signed = col.kind in ("change", "money_change")
        key = f"+{digits};-{digits};{digits}" if signed else digits
        if key not in self._made:
            self._made[key] = self._book.add_format({"num_format": key})
        return self._made[key]


def _table_sheet(book: Any, table: Table, settings: Mapping[str, Any], styles: _Styles) -> None:
    sheet = book.add_worksheet(table.name[:SHEET_NAME_LIMIT])
    sheet.write_string(0, 0, table.title, styles.title)
    sheet.write_string(1, 0, " ".join(filter(None, [table.note, stamp(settings)])), styles.note)
    rows = table.records()
    columns = list(table.columns.values())
    forms = [styles.number(col) if col.is_numeric else None for col in columns]
    for k, col in enumerate(columns):
        sheet.set_column(k, k, 13 if col.is_numeric else _width(row[k] for row in rows))
        sheet.write_string(3, k, col.heading, styles.head)
    for i, row in enumerate(rows, start=4):
        for k, (value, form) in enumerate(zip(row, forms, strict=True)):
            if form is not None and value is not None:
                sheet.write_number(i, k, value, form)
            elif isinstance(value, bool):
                sheet.write_boolean(i, k, value)
            elif value is not None:
                sheet.write_string(i, k, str(value))
    sheet.freeze_panes(4, 0)
    if rows:
        sheet.autofilter(3, 0, 3 + len(rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    sheet.set_footer(f"&L{stamp(settings).replace('&', '&&')[:200]}&R&P / &N")


def _width(values: Iterable[Any]) -> int:
    """A column's width in characters, for text."""
    return min(max((len(str(v)) for v in values if v is not None), default=0) + 2, WIDEST)


def _settings_sheet(book: Any, settings: Mapping[str, Any], styles: _Styles) -> None:
    sheet = book.add_worksheet("settings")
    sheet.write_string(0, 0, "Settings", styles.title)
    for i, (key, value) in enumerate(flat(settings)):
        sheet.write_string(2 + i, 0, key)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            sheet.write_number(2 + i, 1, value)
        else:
            sheet.write_string(2 + i, 1, str(value))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 80)


def flat(settings: Mapping[str, Any], under: str = "") -> list[tuple[str, Any]]:
    """Nested settings as (dotted name, value) pairs."""
    pairs: list[tuple[str, Any]] = []
    for key, value in settings.items():
        if isinstance(value, Mapping):
            pairs += flat(value, f"{under}{key}.")
        elif isinstance(value, list):
            for item in value:
                pairs += flat(item, f"{under}{key}.{item['id']}.")
        else:
            pairs.append((f"{under}{key}", value))
    return pairs
