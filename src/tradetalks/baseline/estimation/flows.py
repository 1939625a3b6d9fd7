"""Trade and tariffs as a table, checked whole: every faulty line is told, with a remedy."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradetalks.baseline.core import Baseline
from tradetalks.errors import InputError, Problem, nearest

LABELS = ("exporter", "importer", "sector", "year")
AMOUNTS = ("trade", "tariff")
NEEDED = ("exporter", "importer", "trade", "tariff")
#: Lines told for each kind of fault.
MOST = 5
#: Where half of the tariffs that are levied exceed this, they are per cent.
SURELY_PER_CENT = 1.0
#: What stands for sectors in a table that has none.
ALL = "all"


@dataclass(frozen=True, eq=False)
class Flows:
    """Trade across borders, one row for exporter, importer, sector and year.

    frame: the labels as text, trade in the unit of the data, tariff as a fraction, the controls.
    has: which of sector and year the data tell apart. home: rows of home sales left out.
    """

    frame: pd.DataFrame
    has: tuple[str, ...]
    source: str
    sha256: str
    rows: int
    home: int

    @property
    def sectors(self) -> tuple[str, ...]:
        """Sectors in the order in which they first stand there."""
        return tuple(self.frame["sector"].unique())


def read_flows(
    data: Any, columns: Mapping[str, str], controls: Sequence[str], *, per_cent: bool
) -> Flows:
    """The table in a CSV file, a DataFrame, or that of a baseline's trade and tariffs.

    `columns` maps our names to those of the data. Raises InputError with everything that is
    missing or no figure, by line.
    """
    raw, source, sha256 = _opened(data)
    frame, problems = _named(raw, columns, controls, source)
    if problems:
        raise InputError(problems)
    told = _Told(source)
    has = tuple(n for n in ("sector", "year") if n in frame)
    frame = frame.assign(**{n: ALL for n in ("sector", "year") if n not in frame})
    for name in LABELS:
        frame[name] = frame[name].astype(str).str.strip()
        told.faulty(name, frame.loc[frame[name] == "", name], "there is no label", "text")
    for name in (*AMOUNTS, *controls):
        frame[name] = told.numbers(name, frame[name])
    trade, tariff = frame["trade"], frame["tariff"]
    told.faulty("trade", trade[trade < 0], "is {}", "zero or more")
    told.faulty("tariff", tariff[tariff <= -1], "is {}", "above -1")
    again = frame[frame.duplicated(list(LABELS))]
    named = again[[n for n in LABELS if n in (*NEEDED, *has)]].itertuples(index=False)
    keys = pd.Series([" ".join(row) for row in named], index=again.index, dtype=object)
    told.faulty("line", keys, "{} stands there twice", "each flow once")
    problems = [*told.problems, *_unit(tariff, source, per_cent=per_cent)]
    if problems:
        raise InputError(problems)
    if per_cent:
        frame["tariff"] /= 100
    return Flows(frame.reset_index(drop=True), has, source, sha256, len(frame), 0)


def without_home(flows: Flows) -> Flows:
    """The same without home sales: they cross no border and pay no duty."""
    abroad = flows.frame["exporter"] != flows.frame["importer"]
    left = int((~abroad).sum())
    frame = flows.frame[abroad].reset_index(drop=True)
    return Flows(frame, flows.has, flows.source, flows.sha256, flows.rows, left)


class _Told:
    """Problems of a table, a few lines for each kind."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def faulty(
        self, column: str, values: Any, what: str, allowed: str = "", remedy: str = ""
    ) -> None:
        """One problem for each of the values, by line, and one for how many more there are."""
        for line, value in values.iloc[:MOST].items():
            place = f"{self.source}:{line}: {column}"
            self.problems.append(Problem(place, what.format(value), allowed, "", remedy))
        if len(values) > MOST:
            more = f"and {len(values) - MOST} more lines like these"
            self.problems.append(Problem(f"{self.source}: {column}", more, allowed))

    def numbers(self, column: str, values: Any) -> Any:
        """A column as numbers; what is none is a problem, and zero."""
        found = pd.to_numeric(values, errors="coerce").astype(float)
        bad = ~np.isfinite(found)
        remedy = "write 0 where there was no trade, or leave the line out"
        shown = values[bad].map(lambda v: repr(v) if str(v).strip() else "nothing")
        self.faulty(column, shown, "{} is no number", "a number", remedy)
        return found.where(~bad, 0.0)


def _opened(data: Any) -> tuple[pd.DataFrame, str, str]:
    """The rows of the data, what they are called, and a sha256 of them."""
    if isinstance(data, Baseline):
        rows = data.dataset[list(AMOUNTS)].to_dataframe().reset_index()
        return rows, data.name or "a baseline", data.fingerprint
    if isinstance(data, pd.DataFrame):
        content = pd.util.hash_pandas_object(data, index=False).to_numpy().tobytes()
        return data.reset_index(drop=True), "data", hashlib.sha256(content).hexdigest()
    if not isinstance(data, str | PathLike):
        allowed = "a CSV file, a DataFrame or a Baseline"
        raise InputError(Problem("data", f"{type(data).__name__} is no table of flows", allowed))
    path = Path(data)
    try:
        content = path.read_bytes()
    except OSError as error:
        near = [str(p) for p in path.parent.glob("*.csv")] if path.parent.is_dir() else []
        what = f"cannot be read ({(error.strerror or str(error)).lower()})"
        problem = Problem(str(path), what, "a CSV file", nearest(str(path), near))
        raise InputError(problem) from None
    try:
        text = content.decode("utf-8-sig")
        frame = _rows(text, path.name)
    except (csv.Error, UnicodeDecodeError) as error:
        remedy = "save it as UTF-8 text, values apart by commas"
        problem = Problem(path.name, f"is no CSV file: {error}", "", "", remedy)
        raise InputError(problem) from None
    return frame, path.name, hashlib.sha256(content).hexdigest()


def _rows(text: str, source: str) -> pd.DataFrame:
    """The lines of a CSV file as text, by their number in the file; blank ones are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    heading = [name.strip() for name in next(reader, [])]
    numbered = ((reader.line_num, cells) for cells in reader)
    found = {number: cells for number, cells in numbered if any(c.strip() for c in cells)}
    bad = [(n, len(cells)) for n, cells in found.items() if len(cells) != len(heading)]
    problems = [
        Problem(f"{source}:{number}", f"has {size} values", f"{len(heading)}, as the heading")
        for number, size in bad[:MOST]
    ]
    if len(bad) > MOST:
        problems.append(Problem(source, f"and {len(bad) - MOST} more lines like these"))
    if problems:
        raise InputError(problems)
    return pd.DataFrame.from_dict(found, orient="index", columns=heading, dtype=object)


def _named(
    raw: pd.DataFrame, columns: Mapping[str, str], controls: Sequence[str], source: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """The columns needed under our names, and what is missing of them."""
    own = [str(c) for c in raw.columns]
    wanted = {n: columns.get(n, n) for n in (*LABELS, *AMOUNTS)} | {c: c for c in controls}
    problems = [
        Problem(f"column {name}", "is not a column that is read", ", ".join((*LABELS, *AMOUNTS)))
        for name in columns
        if name not in (*LABELS, *AMOUNTS)
    ]
    problems += [
        Problem(
            f"{source}: {column}",
            "there is no such column",
            ", ".join(own),
            nearest(column, own),
            f"say which it is: --column {name}=NAME" if name in AMOUNTS + LABELS else "",
        )
        for name, column in wanted.items()
        if column not in own and (name in NEEDED or name in columns or name in controls)
    ]
    problems += [
        Problem(f"{source}: {c}", "stands there twice", "each column once")
        for c in sorted({c for c in own if own.count(c) > 1})
    ]
    if not len(raw):
        problems.append(Problem(source, "there is no line of data"))
    if problems:
        return raw, problems
    found = {n: raw[c] for n, c in wanted.items() if c in own}
    return pd.DataFrame(found), []


def _unit(tariff: pd.Series[float], source: str, *, per_cent: bool) -> Iterator[Problem]:
    levied = tariff[tariff > 0]
    if not per_cent and len(levied) and float(levied.median()) > SURELY_PER_CENT:
        what = f"half of the tariffs levied exceed {levied.median():g}: these look like per cent"
        allowed = "fractions: 0.25 is 25 per cent"
        remedy = "say so: --tariff-in percent"
        yield Problem(f"{source}: tariff", what, allowed, "", remedy)
