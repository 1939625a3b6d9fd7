"""Countries that a selector names, as labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradetalks.labels import Axes, Selector


def country_list(axes: Axes, selector: Selector) -> tuple[str, ...]:
    """Labels in the order of the axis."""
    return tuple(axes.countries[i] for i in sorted(axes.country_index(selector)))
