"""Tidy files: one row an observation, columns in any order and under any usual name."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd

from tradetalks.baseline.sources.columns import most_rows
from tradetalks.baseline.sources.grid import MOST, no_number, refuse_ragged, utf8
from tradetalks.baseline.sources.headings import header, recognised
from tradetalks.baseline.sources.opening import AGAIN, opened
from tradetalks.errors import BaselineError, Problem, nearest

#: What spreadsheets make of codes: 10-12 is a date to them, and 01E2 a number.
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATED = re.compile(rf"\d{{1,2}}[-/ ]({_MONTHS})\w*|({_MONTHS})\w*[-/ ]\d{{1,2}}", re.IGNORECASE)
_POWER = re.compile(r"\d(\.\d+)?[eE]\+\d+")


#: Lines that are looked at together.
CHUNK = 4_000_000


@dataclass(frozen=True)
class Tidy:
    """Rows of a file: text columns by our names, numbers apart; `called` is each one's own name."""

    place: str
    sha256: str
    rows: pd.DataFrame
    called: Mapping[str, str]

    def line(self, row: int) -> str:
        return f"{self.place}, line {row + 2}"


def tidy(
    path: Path,
    needed: Sequence[str],
    numbers: Sequence[str],
    year: int | None = None,
    member: str = "",
    blanks: Sequence[str] = (),
) -> Tidy:
    """The rows of one year, with the columns of `headings.COLUMNS` that the file has.

    needed: columns that must be there. numbers: columns that hold numbers; blanks: those of them
    that may be blank, then not a number. Raises BaselineError with everything wrong, by line.
    """
    file = opened(path, (".csv", ".txt"), "", member)
    data = utf8(file)
    head = header(file.place, data.split(b"\n", 1)[0].rstrip(b"\r"))
    called = recognised(file.place, head, needed)
    rows = _frame(file.place, data, head, called, numbers, year)
    _refuse_mangled(file.place, rows)
    if "year" in rows:
        rows = _of_year(file.place, rows, year)
    problems = []
    for name in (n for n in numbers if n in rows):
        rows[name], bad = _numbers(file.place, rows[name], called[name], name in blanks)
        problems += bad
    if problems:
        raise BaselineError(problems)
    return Tidy(file.place, file.sha256, rows, called)


def _frame(
    place: str,
    data: bytes,
    header: Sequence[str],
    called: Mapping[str, str],
    numbers: Sequence[str],
    year: int | None,
) -> pd.DataFrame:
    """The columns by our names, codes stripped; numbers as numbers where all of them are.

    Of a file of many years only the lines of `year` stay in memory.
    """
    if b'"' not in data:
        refuse_ragged(place, data, len(header))
        # Not as categories at once: pandas takes those that look like numbers for numbers.
        kinds = {own: "float64" if name in numbers else "str" for name, own in called.items()}
        try:
            parts = pd.read_csv(
                BytesIO(data), dtype=kinds, keep_default_na=False, names=list(header), header=0,
                usecols=list(kinds), index_col=False, chunksize=CHUNK,
            )  # fmt: skip
            renamed = {own: name for name, own in called.items()}
            frame = pd.concat(_those_of(place, parts, called.get("year"), year))
            frame = frame.rename(columns=renamed)[list(called)]
        except BaselineError:
            raise
        except ValueError:  # a cell that is no number: read as text, so that it can be named
            frame = _text(place, data, header, called)
    else:
        frame = _text(place, data, header, called)
    if frame.empty:
        raise BaselineError(Problem(place, "has no rows below its header", remedy=AGAIN))
    return pd.DataFrame(
        {name: frame[name] if name in numbers else _stripped(frame[name]) for name in called}
    )


def _those_of(
    place: str, parts: Iterable[pd.DataFrame], own: str | None, year: int | None
) -> Iterable[pd.DataFrame]:
    """The lines of one year, where the file names years and one is asked for.

    Raises BaselineError where there are none, and where there are more than memory can hold.
    """
    held: set[str] = set()
    count, most = 0, most_rows()
    for part in parts:
        kept = part
        if own is not None and year is not None:
            years = part[own].str.strip().str.removesuffix(".0")
            kept = part[years == str(year)]
            held |= set(years.unique())
        count += len(kept)
        if count > most:
            what = f"has more lines than this machine's memory holds, {most / 1e6:.0f} million"
            remedy = "cut it to the importers, or the products, that matter"
            raise BaselineError(Problem(place, what, "", "", remedy))
        yield kept
    if held and not count:
        raise BaselineError(_no_year(place, year, sorted(held)))


def _stripped(codes: pd.Series) -> pd.Series:
    """A column of codes without blanks around them, as categories: files have millions of rows."""
    kept = codes.astype("category")
    plain = kept.cat.categories.astype(str).str.strip()
    if plain.is_unique:
        return kept.cat.rename_categories(list(plain))
    return kept.astype(str).str.strip().astype("category")


def _text(
    place: str, data: bytes, header: Sequence[str], called: Mapping[str, str]
) -> pd.DataFrame:
    try:
        with warnings.catch_warnings():
            # Fields beyond the header are a warning to pandas, which drops them.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                BytesIO(data), dtype=str, keep_default_na=False, encoding="utf-8",
                names=list(header), header=0, index_col=False, on_bad_lines="error",
            )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError, pd.errors.ParserWarning) as error:
        told = str(error).replace("Error tokenizing data. C error: ", "").strip()
        raise BaselineError(
            Problem(place, told, f"{len(header)} fields a line", "", AGAIN)
        ) from None
    short = np.flatnonzero(frame.isna().any(axis=1))
    if len(short):
        what, allowed = "has too few fields", str(len(header))
        lines = [Problem(f"{place}, line {i + 2}", what, allowed, "", AGAIN) for i in short[:MOST]]
        raise BaselineError(_some(place, lines, len(short)))
    return pd.DataFrame({name: frame[own] for name, own in called.items()})


def _numbers(
    place: str, column: pd.Series, own: str, may_be_blank: bool
) -> tuple[pd.Series, list[Problem]]:
    """A column as numbers, and a problem for each cell that is none."""
    text = column if column.dtype == "float64" else column.str.strip()
    read = column if column.dtype == "float64" else pd.to_numeric(text, errors="coerce")
    wrong = ~np.isfinite(read)
    if may_be_blank:
        wrong &= np.asarray(text != "")
    bad = np.flatnonzero(wrong)
    found = []
    for i in bad[:MOST]:
        where, cell = f"{place}, line {column.index[i] + 2}", str(text.iloc[i])
        blank = Problem(where, f"{own} is blank")
        found.append(no_number(f"{where}, {own}", cell) if cell else blank)
    return read, _some(place, found, len(bad))


def _refuse_mangled(place: str, rows: pd.DataFrame) -> None:
    """Raises BaselineError where a spreadsheet turned a code into a date or a power of ten."""
    if "product" not in rows:
        return
    codes = rows["product"].cat.categories
    dated = codes.str.fullmatch(_DATED.pattern, flags=re.IGNORECASE)
    mangled = codes[dated | codes.str.fullmatch(_POWER.pattern)]
    if mangled.empty:
        return
    bad = np.flatnonzero(rows["product"].isin(mangled))
    remedy = "a spreadsheet took a code for a date or a number: use the file as downloaded"
    problems = [
        Problem(
            f"{place}, line {rows.index[i] + 2}",
            f"product code {rows['product'].iloc[i]!r}",
            "a code",
            remedy=remedy,
        )
        for i in bad[:MOST]
    ]
    raise BaselineError(_some(place, problems, len(bad)))


def _of_year(place: str, rows: pd.DataFrame, year: int | None) -> pd.DataFrame:
    """The rows of one year; raises BaselineError when there are none, or several to choose from."""
    known = {code: code.removesuffix(".0") for code in rows["year"].cat.categories}
    held = sorted(set(known.values()))
    if year is None and len(held) == 1:
        return rows
    kept = rows[rows["year"].isin([code for code, told in known.items() if told == str(year)])]
    if kept.empty:
        raise BaselineError(_no_year(place, year, held))
    return kept.copy()


def _no_year(place: str, year: int | None, held: Sequence[str]) -> Problem:
    listed = ", ".join(held[:6]) + (", ..." if len(held) > 6 else "")
    what = f"holds {len(held)} years" if year is None else f"has no row of {year}"
    return Problem(place, what, listed, nearest(str(year), held))


def _some(place: str, problems: Iterable[Problem], count: int) -> list[Problem]:
    shown = list(problems)[:MOST]
    more = [Problem(place, f"and {count - MOST:,} more of this kind")] if count > MOST else []
    return shown + more
