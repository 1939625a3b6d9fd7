"""Bands by the delta method: how an outcome moves with the elasticities, and how sure those are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import InputError, Problem
from tradetalks.solve import Equilibrium, outcomes_before
from tradetalks.solve.sensitivity import by_elasticity, gradient_at
from tradetalks.talks.wants.quantity import Quantity, quantity
from tradetalks.uncertainty.doubt import Doubt, doubt_of

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Part of the distribution that a band holds.
LEVEL = 0.9
#: Relative error of the slopes; a band needs no more.
RTOL = 1e-6


@dataclass(frozen=True, eq=False)
class Band:
    """An outcome, and how far the error of the elasticities may move it.

    value, low, high, error (one standard deviation): in `unit`. slopes: derivative in the log of
    each trade elasticity, (sector,). shares: of the variance, by sector, summing to one.
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

    @property
    def most(self) -> str:
        """The sector whose elasticity matters most."""
        return self.sectors[int(np.argmax(self.shares))]


def band(eq: Equilibrium, what: Quantity, doubt: Doubt | None = None, level: float = LEVEL) -> Band:
    """The band of one quantity in a solved world, by one adjoint solve (delta method).

    `sd^2 = g' S g`, g the exact derivative of the quantity in log theta with everything observed
    held fixed, S the covariance of log theta. The band is the value and as many standard
    deviations either way as a normal distribution needs to hold `level`.
    """
    doubt = doubt or doubt_of(eq.base)
    arguments = eq.arguments
    weights = what.over(eq.world.outcomes)
    found = gradient_at(arguments, weights, RTOL)
    slopes = doubt.theta * np.asarray(by_elasticity(*arguments, weights, found.multipliers))
    pull = doubt.covariance @ slopes
    variance = float(slopes @ pull)
    # What is shared between sectors is counted half with each.
    shares = slopes * pull / variance if variance > 0 else np.zeros_like(slopes)
    error = max(variance, 0.0) ** 0.5
    value = what.value(eq.world.outcomes)
    reach = NormalDist().inv_cdf((1 + level) / 2) * error
    return Band(
        what.words,
        what.unit,
        value,
        value - reach,
        value + reach,
        error,
        doubt.sectors,
        slopes,
        shares,
    )


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

    outcome, country, value, low, high, error, unit, sector (whose elasticity matters most) and
    its share of the variance. Names, units and `place` (partner, sectors, ...) as `seek` takes
    them; all countries if None. Raises InputError with everything that does not fit,
    NotConvergedError where there is no equilibrium.
    """
    import pandas as pd

    check_level(level)
    names = (outcomes,) if isinstance(outcomes, str) else tuple(outcomes)
    chosen = eq.base.countries if countries is None else countries
    chosen = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    problems: list[Problem] = []
    asked: list[tuple[str, str, Quantity]] = []
    for name in names:
        for country in chosen:
            try:
                asked.append((name, country, quantity(eq.base, name, country, place)))
            except InputError as error:
                problems += [p for p in error.problems if p not in problems]
    if problems:
        raise InputError(problems)
    doubt = doubt or doubt_of(eq.base)
    rows = []
    for name, country, what in asked:
        one = band(eq, what, doubt, level)
        rows.append(
            {
                "outcome": name,
                "country": country,
                "value": one.value,
                "low": one.low,
                "high": one.high,
                "error": one.error,
                "unit": one.unit,
                "sector": one.most,
                "share": float(one.shares.max(initial=0.0)),
            }
        )
    return pd.DataFrame(rows)


def check_level(level: Any) -> None:
    """Raise InputError unless a band can hold this part of a distribution."""
    plain = isinstance(level, int | float) and not isinstance(level, bool)
    if not (plain and 0 < level < 1):
        raise InputError(Problem("level", f"{level!r} is no part", "between 0 and 1, as 0.9"))


def before(what: Quantity, eq: Equilibrium) -> float:
    """The quantity in the baseline, which has no band: it is observed."""
    return what.value(outcomes_before(eq.base))
