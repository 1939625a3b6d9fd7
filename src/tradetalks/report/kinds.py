"""Kinds of figures in a report: how each is kept and how it is shown.

Money is kept in USD million, as in the data, and shown in USD billion; changes are
per cent (1.0 is one per cent) and always shown with their sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "flag", "number", "percent", "change", "money", "money_change"]

KEPT_UNIT: Mapping[Kind, str] = {
    "percent": "per cent",
    "change": "per cent",
    "money": "USD million",
    "money_change": "USD million",
}
SHOWN_UNIT: Mapping[Kind, str] = {
    "percent": "%",
    "change": "%",
    "money": "USD billion",
    "money_change": "USD billion",
}
MILLIONS_SHOWN_AS = 1e-3  # USD billion in a USD million


@dataclass(frozen=True)
class Column:
    """A column's heading, kind, number of decimals when people read it, and meaning."""

    label: str
    kind: Kind = "text"
    digits: int = 2
    meaning: str = ""

    @property
    def kept_unit(self) -> str:
        """The unit in CSV, JSON and netCDF files."""
        return KEPT_UNIT.get(self.kind, "")

    @property
    def shown_unit(self) -> str:
        """The unit on the page, in the workbook and in the terminal."""
        return SHOWN_UNIT.get(self.kind, "")

    @property
    def heading(self) -> str:
        """Label with the unit people read."""
        return f"{self.label} ({self.shown_unit})" if self.shown_unit else self.label

    @property
    def is_money(self) -> bool:
        """Whether values are kept in USD million."""
        return self.kind in ("money", "money_change")

    @property
    def is_numeric(self) -> bool:
        """Whether values are numbers."""
        return self.kind not in ("text", "flag")
