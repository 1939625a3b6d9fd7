"""Labels: countries, sectors, groups, and the selectors that name them."""

from __future__ import annotations

from tradetalks.labels.axes import Axes
from tradetalks.labels.groups import COUNTRY_GROUPS, SECTOR_GROUPS

__all__ = ["COUNTRY_GROUPS", "SECTOR_GROUPS", "Axes"]
