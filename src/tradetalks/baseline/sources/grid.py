"""A labelled grid of numbers, from text or a workbook; every fault is named by line and column."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.baseline.identities import Array
from tradetalks.baseline.sources.extras import needed
from tradetalks.baseline.sources.opening import AGAIN, Opened, whole_archive
from tradetalks.errors import BaselineError, Problem

MOST = 8
#: What spreadsheets leave where a number or a code was.
_MANGLED = ("#REF!", "#NAME?", "#VALUE!", "#N/A", "#DIV/0!", "####")


@dataclass(frozen=True)
class Grid:
    """values (row, column), not a number where a cell is blank; `first_line` is that of row 0."""

    place: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Array
    first_line: int = 2

    def line(self, row: int) -> str:
        return f"{self.place}, line {self.first_line + row} ({self.rows[row]})"


def text_grid(file: Opened) -> Grid:
    """Comma-separated text: labels in the first line and the first column. Raises BaselineError."""
    data = utf8(file)
    lines = data.splitlines()
    header = _fields(file.place, lines[0])
    refuse_ragged(file.place, data, len(header))
    rows = tuple(_label(line[: line.find(b",")]) for line in lines[1:])
    columns = tuple(header[1:])
    problems = [
        *_repeated(f"{file.place}, column 1", rows, lambda i: f"line {i + 2}"),
        *_repeated(f"{file.place}, line 1", columns, lambda i: f"column {i + 2}"),
    ]
    if problems:
        raise BaselineError(problems)
    try:
        read = pd.read_csv(BytesIO(data), index_col=0, dtype=dict.fromkeys(header[1:], "float64"))
        values = read.to_numpy()
    except (ValueError, pd.errors.ParserError) as error:
        what = f"cannot be read as a table ({str(error)[:120]})"
        found = _no_numbers(file.place, lines, columns) or [
            Problem(file.place, what, "", "", AGAIN)
        ]
        raise BaselineError(found) from None
    return Grid(file.place, rows, columns, values)


def utf8(file: Opened) -> bytes:
    """The text without its byte order mark; BaselineError for other encodings and binaries."""
    data = file.data
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        what, remedy = "is UTF-16 text", "save it again as UTF-8, or fetch the original"
        raise BaselineError(Problem(file.place, what, "UTF-8 text", remedy=remedy))
    if file.is_workbook:
        remedy = "fetch the CSV file of the same table"
        raise BaselineError(Problem(file.place, "is an Excel workbook", "text", remedy=remedy))
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\x00" in data[:100_000]:
        raise BaselineError(Problem(file.place, "is not text", "comma-separated text", "", AGAIN))
    if not re.search(rb"\S", data):
        raise BaselineError(Problem(file.place, "is empty", remedy=AGAIN))
    try:
        if not data.isascii():
            data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = f"{file.place}, line {data[: error.start].count(10) + 1}"
        remedy = "save it as UTF-8, or use the file as downloaded"
        raise BaselineError(Problem(place, "is not UTF-8 text", "", "", remedy)) from None
    return data


def _fields(place: str, line: bytes) -> list[str]:
    """The header's labels; raises BaselineError where another delimiter stands."""
    if line.count(b";") > line.count(b",") or line.count(b"\t") > line.count(b","):
        found = "semicolons" if line.count(b";") > line.count(b"\t") else "tabs"
        remedy = "a spreadsheet saved it anew: use the file as downloaded"
        raise BaselineError(
            Problem(f"{place}, line 1", f"fields are separated by {found}", "commas", "", remedy)
        )
    found_labels = [_label(field) for field in line.split(b",")]
    if len(found_labels) < 3:
        allowed = "a table: labels in the first line and the first column"
        raise BaselineError(Problem(f"{place}, line 1", "has no columns", allowed, "", AGAIN))
    return found_labels


def _label(field: bytes) -> str:
    return field.decode("utf-8", "replace").strip().strip('"').strip()


def refuse_ragged(place: str, data: bytes, width: int) -> None:
    """Raises BaselineError where lines have another number of fields than the header.

    Commas and ends of lines are counted in blocks: files of trade have tens of millions of fields.
    """
    counts = np.concatenate([*_fields_by_line(data)])
    odd = np.flatnonzero(counts != width)
    if not len(odd):
        return
    last = len(counts) - 1
    if odd.tolist() == [last] and counts[-1] < width:
        what = f"ends in the middle of the line, after {counts[-1]} of {width} fields"
        raise BaselineError(Problem(f"{place}, line {last + 1}", what, "", "", AGAIN))
    decimal = Counter(counts[odd].tolist()).most_common(1)[0][0] == 2 * width - 1
    remedy = "decimal commas: use the file as downloaded" if decimal else AGAIN
    lines = [
        Problem(f"{place}, line {i + 1}", f"has {counts[i]} fields", str(width), "", remedy)
        for i in odd[:MOST]
    ]
    raise BaselineError(_some(lines, len(odd), place))


def _fields_by_line(data: bytes, block: int = 1 << 25) -> Iterator[NDArray[np.intp]]:
    """Number of fields of each line; the end of the last line may be missing."""
    text = np.frombuffer(data, dtype=np.uint8)
    carried = 0
    for start in range(0, len(text), block):
        part = text[start : start + block]
        ends = np.flatnonzero(part == 10)
        commas = np.flatnonzero(part == 44)
        upto = np.searchsorted(commas, ends)
        found = np.diff(upto, prepend=0)
        if len(found):
            found[0] += carried
            carried = 0
            yield found + 1
        carried += len(commas) - (int(upto[-1]) if len(upto) else 0)
    if len(text) and text[-1] != 10:
        yield np.array([carried + 1])


def _repeated(place: str, labels: Sequence[str], where: object) -> list[Problem]:
    first: dict[str, int] = {}
    found = []
    for i, label in enumerate(labels):
        if label in first:
            at = f"{where(first[label])} and {where(i)}"  # type: ignore[operator]
            what = f"{label!r} stands there twice ({at})"
            found.append(Problem(place, what, "each label once", remedy="keep one of them"))
        first.setdefault(label, i)
    return _some(found, len(found), place)


def _no_numbers(place: str, lines: Sequence[bytes], columns: Sequence[str]) -> list[Problem]:
    """The cells that are no numbers, found one by one once reading has failed."""
    found = []
    for i, line in enumerate(lines[1:], 2):
        for label, field in zip(columns, line.split(b",")[1:], strict=False):
            text = _label(field)
            if text and not is_number(text):
                found.append(no_number(f"{place}, line {i}, column {label}", text))
        if len(found) > MOST:
            break
    return _some(found, len(found), place)


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def no_number(place: str, text: str) -> Problem:
    """What to say of text where a number should be."""
    remedy = ""
    if any(mark in text for mark in _MANGLED):
        remedy = "a spreadsheet's error: use the file as downloaded"
    elif is_number(text.replace(".", "").replace(",", ".")) and "," in text:
        remedy = "write a decimal point, and nothing between thousands"
    elif is_number(text.replace(" ", "").replace("'", "")):
        remedy = "write nothing between thousands"
    return Problem(place, f"{text!r} is not a number", "a number", "", remedy)


def _some(problems: Iterable[Problem], count: int, place: str) -> list[Problem]:
    shown = [p for p, _ in zip(problems, range(MOST), strict=False)]
    more = [Problem(place, f"and {count - MOST} more of this kind")] if count > MOST else []
    return shown + more


def sheet_of(file: Opened, hint: str) -> pd.DataFrame:
    """The cells of the sheet whose name holds `hint`, or any year, or of the first.

    Raises BaselineError where that cannot be read.
    """
    if not file.is_workbook:
        remedy = "fetch the Excel file of the same table"
        raise BaselineError(
            Problem(file.place, "is not an Excel workbook", ".xlsx or .xlsb", "", remedy)
        )
    needed("python_calamine", file.place)
    # Looked through first, for calamine panics where a damaged part makes no sense.
    with whole_archive(file.place), zipfile.ZipFile(BytesIO(file.data)) as parts:
        damaged = parts.testzip()
    if damaged:
        raise BaselineError(Problem(f"{file.place}: {damaged}", "is damaged", remedy=AGAIN))
    try:
        with pd.ExcelFile(BytesIO(file.data), engine="calamine") as book:
            names = [str(name) for name in book.sheet_names]
            dated = [name for name in names if re.search(r"(?<!\d)(19|20)\d\d(?!\d)", name)]
            chosen = next((name for name in names if hint in name), [*dated, *names][0])
            return pd.read_excel(book, sheet_name=chosen, header=None)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # its errors have no common base, its panics none at all
        what = f"cannot be read as a workbook ({error})"
        raise BaselineError(Problem(file.place, what, remedy=AGAIN)) from None


def as_numbers(frame: pd.DataFrame, name: object) -> Array:
    """Cells of a sheet as floats, blanks not a number; `name(row, column)` says where one is."""
    values = np.asarray(frame.apply(pd.to_numeric, errors="coerce"), dtype=np.float64)
    bad = np.argwhere(np.isnan(values) & frame.notna().to_numpy())
    if len(bad):
        found = [no_number(name(r, c), str(frame.iat[r, c])) for r, c in bad[:MOST]]  # type: ignore[operator]
        raise BaselineError(found)
    return values
