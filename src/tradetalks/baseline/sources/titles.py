"""What readers see in place of codes: names of countries, titles of sectors, numbers on maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from tradetalks.baseline.sources.names import concordance
from tradetalks.labels.iso3166 import iso_numeric

#: Labels that are no country of ISO 3166-1.
_BESIDE = {
    "ROW": "Rest of world",
    "XKX": "Kosovo",
    "WWA": "Rest of Asia and Pacific",
    "WWE": "Rest of Europe",
    "WWF": "Rest of Africa",
    "WWL": "Rest of the Americas",
    "WWM": "Rest of the Middle East",
}
#: What stands on a map for an economy that has no number.
NO_NUMBER = -1


def titles(countries: Sequence[str], sectors: Sequence[str]) -> dict[str, tuple[str, Any]]:
    """Annotations for `Baseline.annotate`; a code without a name stands for itself."""
    numbers = iso_numeric()
    return {
        "country_name": ("country", [_names().get(c, c) for c in countries]),
        "iso_numeric": ("country", [int(numbers.get(c, NO_NUMBER)) for c in countries]),
        "sector_title": ("sector", [_sectors().get(s, s) for s in sectors]),
    }


@cache
def _names() -> Mapping[str, str]:
    return {row["alpha3"]: row["name"] for row in concordance("countries")} | _BESIDE


@cache
def _sectors() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name in ("eora26", "exiobase3", "wiod2013"):
        found |= {row["label"]: row["title"] for row in concordance(name)}
    return found | {row["code"]: row["title"] for row in concordance("isic_titles")}
