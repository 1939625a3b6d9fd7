"""Which shapes of the world map belong to which country of a baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tradetalks.labels import COUNTRY_GROUPS, iso_numeric

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline

BORDERS_NOTE = (
    "Borders are de facto ones as drawn by Natural Earth (1:110 million) and imply no position "
    "on the status of any territory. Countries left blank are not in the baseline, or are part of "
    "its rest of the world."
)
# Economies too small to have a shape at this scale: longitude, latitude.
POINTS = {
    "BHR": (50.6, 26.0),
    "HKG": (114.2, 22.3),
    "MLT": (14.4, 35.9),
    "MUS": (57.6, -20.2),
    "SGP": (103.8, 1.4),
}


def shapes(base: Baseline) -> list[dict[str, Any]]:
    """Map shapes, by ISO 3166-1 numeric code, with the baseline country each belongs to."""
    numeric = iso_numeric()
    return [
        {"id": numeric[code], "country": country}
        for code, country in _owners(base).items()
        if code in numeric and code not in POINTS
    ]


def points(base: Baseline) -> list[dict[str, Any]]:
    """Countries of the baseline that the map shows as points: longitude and latitude."""
    return [
        {"country": country, "longitude": POINTS[code][0], "latitude": POINTS[code][1]}
        for code, country in _owners(base).items()
        if code in POINTS
    ]


def _owners(base: Baseline) -> dict[str, str]:
    """ISO code -> baseline country.

    A baseline country that is a group, such as `EU`, gets the members that are not
    countries of their own; the rest of the world gets none, so its members stay grey.
    """
    owner = {label: label for label in base.countries}
    for label in base.countries:
        parts = base.axes.country_parts.get(label) or COUNTRY_GROUPS.get(label, ())
        if label != "ROW":
            owner |= {member: label for member in parts if member not in owner}
    return owner
