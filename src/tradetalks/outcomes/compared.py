"""A solved world beside another: the baseline, or another policy under the same rules."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import InputError, Problem
from tradetalks.labels import Selector
from tradetalks.outcomes.columns import COLUMNS
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium
from tradetalks.solve.case import Case

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]


def solved_again(eq: Equilibrium, policy: Policy) -> Equilibrium:
    """Another policy on the same baseline, under the same rules and to the same tolerance.

    Raises NotConvergedError where it has no equilibrium.
    """
    case = Case.of(eq.base, policy, eq.rules, eq.tol)
    return case.solve(case.guess(eq)).require()


def trade_change(eq: Equilibrium, without: Equilibrium | None = None) -> Array:
    """Change in trade (exporter, importer, sector), USD million; from the baseline by default."""
    before = eq.base["trade"] if without is None else without.trade
    return np.asarray(eq.trade.values - before.values)


def goods(eq: Equilibrium) -> NDArray[np.bool_]:
    """Which sectors are goods (sector,); none where labels do not say."""
    members = eq.base.axes.sector_group_members.get("goods", ())
    return np.array([sector in members for sector in eq.base.sectors])


def chosen(eq: Equilibrium, **selectors: Selector) -> list[NDArray[np.bool_]]:
    """Masks over countries, one for each selector by its name; all mistakes in one InputError."""
    found: list[NDArray[np.bool_]] = []
    problems: list[Problem] = []
    for place, selector in selectors.items():
        mask = np.zeros(len(eq.base.countries), dtype=bool)
        try:
            mask[eq.base.axes.country_index(selector, place)] = True
        except InputError as error:
            problems += error.problems
        found.append(mask)
    if problems:
        raise InputError(problems)
    return found


def apart(eq: Equilibrium, **masks: NDArray[np.bool_]) -> None:
    """Raise InputError if a country is in all of the selections, given by name."""
    names = list(masks)
    both = [eq.base.countries[i] for i in np.flatnonzero(np.all(list(masks.values()), axis=0))]
    if both:
        what = f"{', '.join(both)} cannot be among {' and '.join(names)} at once"
        raise InputError(Problem(names[-1], what, "countries that differ"))


def number(place: str, value: Any, least: float = -np.inf) -> float:
    """The number given; raises InputError unless it is one, finite and above `least`."""
    known = isinstance(value, Real) and not isinstance(value, bool)
    if not known or not least < float(value) < np.inf:
        allowed = f"a number above {least:g}" if np.isfinite(least) else "a number"
        raise InputError(Problem(place, f"{value!r} cannot be used", allowed))
    return float(value)


def percent(change: Array | float, before: Array | float) -> Array:
    """100 times change over before; not a number from zero."""
    return 100 * ratio(change, before)


def ratio(top: Array | float, bottom: Array | float) -> Array:
    """Top over bottom; not a number where the bottom is not above zero."""
    top, bottom = np.broadcast_arrays(np.asarray(top, float), np.asarray(bottom, float))
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0))


def table(columns: dict[str, Any]) -> pd.DataFrame:
    """A tidy table of columns that are registered in `COLUMNS`."""
    import pandas as pd

    unknown = columns.keys() - COLUMNS.keys()
    assert not unknown, unknown
    return pd.DataFrame(columns)
