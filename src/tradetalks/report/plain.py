"""Tables as plain Python values, for writers that need neither pandas nor numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tradetalks.report.kinds import Column


@dataclass(frozen=True)
class PlainTable:
    """A table's values by column, None where there is none."""

    name: str
    title: str
    note: str
    columns: dict[str, Column]
    values: list[list[Any]]

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The values by row."""
        return list(zip(*self.values, strict=True))
