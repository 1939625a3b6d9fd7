"""A table of a report: a tidy data frame with a title and a note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.report.columns import column
from tradetalks.report.kinds import MILLIONS_SHOWN_AS, Column
from tradetalks.report.plain import PlainTable

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

    def plain(self, *, shown: bool = False, significant: int | None = None) -> PlainTable:
        """Plain values as kept, or as shown; numbers to `significant` digits where given.

        None stands where there is no figure, so that the values can be written as JSON.
        """
        frame = self.shown() if shown else self.frame
        values = [_values(frame[name], significant) for name in frame.columns]
        return PlainTable(self.name, self.title, self.note, self.columns, values)

    def _typed(self, name: str) -> Column:
        known = column(name)
        if known.kind == "text" and self.frame[name].dtype.kind in "if":
            return Column(known.label, "number")
        return known


def _values(column: pd.Series[Any], significant: int | None) -> list[Any]:
    numbers = column.to_numpy()
    missing = column.isna().to_numpy().copy()
    if significant and numbers.dtype.kind == "f":
        numbers = _rounded(numbers, significant)
    found: list[Any] = numbers.tolist()
    if numbers.dtype.kind == "O":
        found = [v.item() if isinstance(v, np.generic) else v for v in found]
    if numbers.dtype.kind == "f":
        missing |= np.isinf(numbers)
    for place in np.flatnonzero(missing):
        found[place] = None
    return found


def _rounded(numbers: NDArray[np.float64], significant: int) -> NDArray[np.float64]:
    """To so many significant digits."""
    size = np.abs(numbers, where=np.isfinite(numbers) & (numbers != 0), out=np.ones_like(numbers))
    scale = 10.0 ** (significant - 1 - np.floor(np.log10(size)))
    return np.asarray(np.round(numbers * scale) / scale)
