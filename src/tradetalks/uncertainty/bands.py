"""Bands by the delta method: how an outcome moves with the elasticities, and how sure those are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import InputError, Problem
from tradetalks.solve import Equilibrium
from tradetalks.solve.by_elasticity import slopes_of
from tradetalks.symbols import MONEY
from tradetalks.talks.wants.quantity import Quantity, quantity
from tradetalks.uncertainty.doubt import Doubt, doubt_of

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Part of the distribution that a band holds.
LEVEL = 0.9
#: Errors below these, in USD million and in other units, are none.
DOLLARS, NOTHING = 1e-3, 1e-9


@dataclass(frozen=True, eq=False)
class Band:
    """A figure, and how far the error of the elasticities may move it.

    value, low, high, error (one standard deviation): in `unit`. slopes: derivative in the log of
    each trade elasticity, (sector,). shares: of the variance, by sector, summing to one.
    source: what the error of the sector that matters most is taken from, see `Doubt`.
    """

    outcome: str
    unit: str
    value: float
    low: float
    high: float
    error: float
    sectors: tuple[str, ...]
    slopes: Array = field(repr=False)
    shares: Array = field(repr=False)
    source: str = ""

    @property
    def most(self) -> str:
        """The sector whose elasticity matters most; none where no elasticity matters."""
        return self.sectors[int(np.argmax(self.shares))] if self.error > 0 else ""

    @property
    def share(self) -> float:
        """The share of that sector in the variance."""
        return float(self.shares.max(initial=0.0))


def band_of(
    words: str, unit: str, value: float, slopes: Array, doubt: Doubt, level: float = LEVEL
) -> Band:
    """The band of a figure whose slopes in the logs of the elasticities are known, (sector,).

    `sd^2 = g' S g`, S the covariance of log theta; as many standard deviations either way as a
    normal distribution needs to hold `level`. What is shared between sectors is counted half with
    each.
    """
    pull = doubt.covariance @ slopes
    variance = max(float(slopes @ pull), 0.0)
    if variance**0.5 < (DOLLARS if unit == MONEY else NOTHING):  # rounding: nothing is moved
        variance = 0.0
    shares = slopes * pull / variance if variance > 0 else np.zeros_like(slopes)
    error = variance**0.5
    reach = NormalDist().inv_cdf((1 + level) / 2) * error
    source = doubt.source[int(np.argmax(shares))] if variance > 0 else ""
    return Band(
        words,
        unit,
        value,
        value - reach,
        value + reach,
        error,
        doubt.sectors,
        slopes,
        shares,
        source,
    )


def slopes_in(eq: Equilibrium, weights: Sequence[Mapping[str, Any]], doubt: Doubt) -> Array:
    """Derivative of sums of outcomes in log theta, one adjoint solve each: (sum, sector).

    Exact; everything observed is held. Raises NotConvergedError where there is no equilibrium.
    """
    return doubt.theta * slopes_of(eq.arguments, eq.world.outcomes, weights)


def bands_at(
    eq: Equilibrium,
    asked: Sequence[Quantity],
    doubt: Doubt | None = None,
    level: float = LEVEL,
) -> list[Band]:
    """The bands of quantities in a solved world, in their order."""
    doubt = doubt or doubt_of(eq.base)
    slopes = slopes_in(eq, [what.scaled for what in asked], doubt)
    here = eq.world.outcomes
    return [
        band_of(what.words, what.unit, what.value(here), own, doubt, level)
        for what, own in zip(asked, slopes, strict=True)
    ]


def bands(
    eq: Equilibrium,
    outcomes: Iterable[str] | str = ("real_income_change",),
    countries: Iterable[str] | str | None = None,
    *,
    level: float = LEVEL,
    doubt: Doubt | None = None,
    **place: Any,
) -> pd.DataFrame:
    """Bands of outcomes of countries: one row each.

    outcome, country, value, low, high, error, unit, sector (whose elasticity matters most), its
    share of the variance and the source of its error. Names, units and `place` (partner, sectors,
    ...) as `seek` takes them; all countries if None. Raises InputError with everything that does
    not fit, NotConvergedError where there is no equilibrium.
    """
    import pandas as pd

    names = (outcomes,) if isinstance(outcomes, str) else tuple(outcomes)
    chosen = eq.base.countries if countries is None else countries
    chosen = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    problems: list[Problem] = [*level_problems(level)]
    asked: list[tuple[str, str, Quantity]] = []
    for name in names:
        for country in chosen:
            try:
                asked.append((name, country, quantity(eq.base, name, country, place)))
            except InputError as error:
                problems += [p for p in error.problems if p not in problems]
    if problems:
        raise InputError(problems)
    found = bands_at(eq, [what for _, _, what in asked], doubt, level)
    rows = [
        {"outcome": name, "country": country, **figures(one)}
        for (name, country, _), one in zip(asked, found, strict=True)
    ]
    return pd.DataFrame(rows)


def figures(one: Band) -> dict[str, Any]:
    """A band as a row of a table."""
    return {
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "error": one.error,
        "unit": one.unit,
        "sector": one.most,
        "share": one.share,
        "source": one.source,
    }


def level_problems(level: Any) -> list[Problem]:
    """What is wrong with the part of a distribution that a band is to hold."""
    plain = isinstance(level, int | float) and not isinstance(level, bool)
    if plain and 0 < level < 1:
        return []
    return [Problem("level", f"{level!r} is no part", "between 0 and 1, as 0.9")]


def check_level(level: Any) -> None:
    """Raise InputError unless a band can hold this part of a distribution."""
    if problems := level_problems(level):
        raise InputError(problems)
