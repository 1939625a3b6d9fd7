"""A table of a report: a tidy data frame with a title and a note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.report.columns import MILLIONS_SHOWN_AS, Column, column

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Table:
    """One observation a row; money in USD million, changes in per cent."""

    name: str
    title: str
    frame: pd.DataFrame
    note: str = ""

    @property
    def columns(self) -> dict[str, Column]:
        """The meaning of each column, in order. Columns of unknown name count as text."""
        return {str(name): self._typed(str(name)) for name in self.frame.columns}

    def shown(self) -> pd.DataFrame:
        """The same frame with money in USD billion, as people read it."""
        money = [name for name, col in self.columns.items() if col.is_money]
        return self.frame.assign(**{n: self.frame[n] * MILLIONS_SHOWN_AS for n in money})

    def records(self, significant: int | None = None) -> list[list[Any]]:
        """Rows as shown, for JSON: no NaN; numbers to `significant` digits where given."""
        return _rows(self.shown(), significant)

    def kept_records(self) -> list[list[Any]]:
        """Rows as kept (USD million), for JSON: no NaN, full precision."""
        return _rows(self.frame)

    def _typed(self, name: str) -> Column:
        known = column(name)
        if known.kind == "text" and self.frame[name].dtype.kind in "if":
            return Column(known.label, "number")
        return known


def _rows(frame: pd.DataFrame, significant: int | None = None) -> list[list[Any]]:
    """Rows of plain Python values, column by column because there are many."""
    columns = [_plain(frame[name], significant) for name in frame.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _plain(values: pd.Series[Any], significant: int | None) -> list[Any]:
    if values.dtype.kind == "f":
        numbers = values.to_numpy()
        known = np.isfinite(numbers)
        found = (_rounded(numbers, significant) if significant else numbers).astype(object)
        found[~known] = None
        return list(found)
    return [None if v is None or v != v else v for v in values.astype(object)]


def _rounded(numbers: NDArray[np.float64], significant: int) -> NDArray[np.float64]:
    """To so many significant digits."""
    size = np.abs(numbers, where=np.isfinite(numbers) & (numbers != 0), out=np.ones_like(numbers))
    scale = 10.0 ** (significant - 1 - np.floor(np.log10(size)))
    return np.asarray(np.round(numbers * scale) / scale)
