"""Labels: countries, sectors, groups, and the selectors that name them."""

from __future__ import annotations

from tradetalks.labels.axes import Axes, Selector
from tradetalks.labels.groups import COUNTRY_GROUPS, SECTOR_GROUPS
from tradetalks.labels.iso3166 import is_country_code, iso_numeric

__all__ = [
    "COUNTRY_GROUPS",
    "SECTOR_GROUPS",
    "Axes",
    "Selector",
    "is_country_code",
    "iso_numeric",
]
