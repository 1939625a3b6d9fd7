"""One workbook to read: contents first, a sheet a table, in the units people read; settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tradetalks.report.kinds import Column
from tradetalks.report.plain import PlainTable
from tradetalks.report.settings import flat, stamp

SHEET_NAME_LIMIT = 31
WIDEST = 48
COMPLETE = (
    "This workbook is for reading. Every column and row of every table is in tables/*.csv "
    "(USD million), every outcome by country, partner and sector in results.nc; both lie beside it."
)


def write_workbook(path: Path, sheets: Sequence[PlainTable], settings: Mapping[str, Any]) -> None:
    """Write `path` (.xlsx): money in USD billion, changes in per cent, full precision kept."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": settings["brief"]["title"], "comments": stamp(settings)})
        styles = _Styles(book)
        _contents_sheet(book, sheets, settings, styles)
        for table in sheets:
            _table_sheet(book, table, settings, styles)
        _settings_sheet(book, settings, styles)


class _Styles:
    """Cell formats, made once for each number of decimals and sign."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 13})
        self.note = book.add_format({"font_color": "#666666", "italic": True})
        self.link = book.get_default_url_format()
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


def _contents_sheet(
    book: Any, sheets: Sequence[PlainTable], settings: Mapping[str, Any], styles: _Styles
) -> None:
    sheet = book.add_worksheet("contents")
    sheet.write_string(0, 0, settings["brief"]["title"], styles.title)
    sheet.write_string(1, 0, stamp(settings), styles.note)
    sheet.write_string(2, 0, COMPLETE)
    for k, heading in enumerate(("Sheet", "What", "Rows", "Note")):
        sheet.write_string(4, k, heading, styles.head)
    for i, table in enumerate(sheets, start=5):
        name = table.name[:SHEET_NAME_LIMIT]
        sheet.write_url(i, 0, f"internal:'{name}'!A1", styles.link, name)
        sheet.write_string(i, 1, table.title)
        sheet.write_number(i, 2, len(table.rows))
        sheet.write_string(i, 3, table.note)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, WIDEST)
    sheet.set_column(3, 3, 80)


def _table_sheet(
    book: Any, table: PlainTable, settings: Mapping[str, Any], styles: _Styles
) -> None:
    sheet = book.add_worksheet(table.name[:SHEET_NAME_LIMIT])
    sheet.write_string(0, 0, table.title, styles.title)
    sheet.write_string(1, 0, " ".join(filter(None, [table.note, stamp(settings)])), styles.note)
    for k, (col, values) in enumerate(zip(table.columns.values(), table.values, strict=True)):
        sheet.set_column(k, k, 13 if col.is_numeric else _width(values))
        sheet.write_string(3, k, col.heading, styles.head)
        form = styles.number(col) if col.is_numeric else None
        for i, value in enumerate(values, start=4):
            if value is None:
                continue
            if form is not None:
                sheet.write_number(i, k, value, form)
            elif isinstance(value, bool):
                sheet.write_boolean(i, k, value)
            else:
                sheet.write_string(i, k, str(value))
    sheet.freeze_panes(4, 0)
    if table.rows:
        sheet.autofilter(3, 0, 3 + len(table.rows), len(table.columns) - 1)
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
