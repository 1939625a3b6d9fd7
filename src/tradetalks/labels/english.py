"""Names inside a sentence."""

from __future__ import annotations

from collections.abc import Sequence

_WITH_ARTICLE = (
    "United States", "United Kingdom", "United Arab Emirates", "Netherlands", "Philippines",
    "Russian Federation", "Czech Republic", "European Union", "Rest of the world",
    "Dominican Republic", "Rest of world",
)  # fmt: skip


def the(country_name: str) -> str:
    """A country's name inside a sentence, with its article where English wants one."""
    if not country_name.startswith(_WITH_ARTICLE):
        return country_name
    lower = country_name.startswith("Rest of")
    return "the " + (country_name[0].lower() + country_name[1:] if lower else country_name)


def listed(items: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
