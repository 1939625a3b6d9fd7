"""Bands of what searches find: the number sought, and gains at the policies settled on."""

from __future__ import annotations

from collections.abc import Mapping

from tradetalks.solve import Equilibrium
from tradetalks.symbols import MONEY
from tradetalks.talks.single.seek import Sought
from tradetalks.talks.wants.objective import Objective
from tradetalks.talks.wants.quantity import Quantity
from tradetalks.uncertainty.bands import LEVEL, Band, band_of, slopes_in
from tradetalks.uncertainty.doubt import Doubt, doubt_of

#: USD million in a USD billion.
BILLION = 1e3


def sought_band(
    found: Sought, what: Quantity, level: float = LEVEL, doubt: Doubt | None = None
) -> Band | None:
    """The band of the number at which an outcome meets its target, in the lever's own unit.

    By the implicit function theorem `dx / dlog theta = -(dO / dlog theta) / (dO / dx)`: a number
    that is hardly felt is hardly known. None where the target is not reached or nothing moves it.
    """
    if not found.reached or found.slope == 0:
        return None
    eq = found.equilibrium
    doubt = doubt or doubt_of(eq.base)
    slopes = slopes_in(eq, [what.scaled], doubt)[0]
    words = f"the number at which {what.words} is {found.target:,.4g} {found.unit}"
    return band_of(words, "", found.value, -slopes / found.slope, doubt, level)


def gain_bands(
    objectives: Mapping[str, Objective],
    after: Equilibrium,
    before: Equilibrium,
    level: float = LEVEL,
    doubt: Doubt | None = None,
) -> dict[str, Band]:
    """The band of each government's gain from one world to another, USD million, policies held.

    Where a gain is the most that one government can have (`optimal_policy`), that is the band of
    the search itself: what the best rates would move is worth nothing to it (envelope theorem).
    Rates of a war and packages of a deal would move with the elasticities too; here they do not.
    """
    doubt = doubt or doubt_of(after.base)
    found = {}
    for country, wanted in objectives.items():
        slopes = slopes_in(after, [wanted.weights(after)], doubt)[0]
        # What is observed has no slope.
        if before.policy.levers:
            slopes = slopes - slopes_in(before, [wanted.weights(before)], doubt)[0]
        gain = BILLION * (wanted.value(after) - wanted.value(before))
        found[country] = band_of(f"gain of {country}", MONEY, gain, BILLION * slopes, doubt, level)
    return found
