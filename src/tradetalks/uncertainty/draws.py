"""Bands by draws: the world solved again under elasticities drawn from their distribution."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import InputError, NotConvergedError, Problem, nearest
from tradetalks.solve import Equilibrium
from tradetalks.solve.again import with_elasticity
from tradetalks.talks.wants.quantity import Quantity, quantity
from tradetalks.uncertainty.bands import LEVEL, check_level
from tradetalks.uncertainty.doubt import Doubt, doubt_of

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Method = Literal["sobol", "plain"]
Progress = Callable[[str, int, int], None]

#: Draws of log theta further out than this many standard deviations are brought in to it.
FURTHEST = 3.0


@dataclass(frozen=True, eq=False)
class Draws:
    """Outcomes under drawn elasticities.

    theta (draw, sector); values (draw, outcome), not a number where a draw has no equilibrium;
    names: of the outcomes, with units and their values under the elasticities in use.
    """

    theta: Array
    values: Array
    names: tuple[str, ...]
    units: tuple[str, ...]
    central: Array
    failed: tuple[str, ...] = field(repr=False)

    def table(self, level: float = LEVEL) -> pd.DataFrame:
        """One row an outcome: value (elasticities in use), low, high, median, error, draws."""
        import pandas as pd

        check_level(level)
        tails = np.array([(1 - level) / 2, 0.5, (1 + level) / 2])
        low, middle, high = np.nanquantile(self.values, tails, axis=0)
        return pd.DataFrame(
            {
                "outcome": self.names,
                "value": self.central,
                "low": low,
                "high": high,
                "median": middle,
                "error": np.nanstd(self.values, axis=0, ddof=1),
                "unit": self.units,
                "draws": np.isfinite(self.values).sum(0),
            }
        )


def drawn_elasticities(doubt: Doubt, count: int, method: Method = "sobol", seed: int = 0) -> Array:
    """Elasticities (draw, sector): log theta normal around the logs of those in use.

    `sobol`: a scrambled low-discrepancy sequence (Owen 1998); `plain`: independent draws.
    """
    from scipy.special import ndtri
    from scipy.stats import qmc

    size, vectors = np.linalg.eigh(doubt.covariance)
    kept = size > 1e-12 * max(float(size.max(initial=0.0)), 1e-300)
    root = vectors[:, kept] * np.sqrt(size[kept])
    if method == "sobol":
        # A power of two keeps the sequence balanced; what is beyond the count is left.
        power = max(0, int(np.ceil(np.log2(max(count, 1)))))
        points = qmc.Sobol(root.shape[1], rng=np.random.default_rng(seed)).random_base2(power)
        normal = ndtri(np.clip(points[:count], 1e-12, 1 - 1e-12))
    else:
        normal = np.random.default_rng(seed).standard_normal((count, root.shape[1]))
    found: Array = doubt.theta * np.exp(np.clip(normal, -FURTHEST, FURTHEST) @ root.T)
    return found


def draw_problems(count: Any, method: Any, seed: Any) -> list[Problem]:
    """What is wrong with how many draws are asked for, and how they are to be drawn."""
    problems: list[Problem] = []
    if isinstance(count, bool) or not isinstance(count, int) or count < 2:
        problems.append(Problem("draws", f"{count!r} is no number of draws", "2 or more"))
    if method not in get_args(Method):
        allowed = ", ".join(get_args(Method))
        close = nearest(str(method), get_args(Method))
        problems.append(Problem("method", f"{method!r} is unknown", allowed, close))
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        problems.append(Problem("seed", f"{seed!r} is no seed", "a whole number, zero or more"))
    return problems


def draws(
    eq: Equilibrium,
    outcomes: Iterable[tuple[str, str]] | Mapping[str, Quantity],
    count: int = 256,
    *,
    method: Method = "sobol",
    seed: int = 0,
    doubt: Doubt | None = None,
    progress: Progress | None = None,
) -> Draws:
    """Outcomes of a policy under drawn elasticities; each solve begins from the central world.

    `outcomes` are pairs (outcome, country), or quantities by name. A draw without an equilibrium
    is counted, never given a number. Raises InputError with everything that does not fit.
    """
    problems = draw_problems(count, method, seed)
    asked: dict[str, Quantity] = {}
    if isinstance(outcomes, Mapping):
        asked = dict(outcomes)
    else:
        for name, country in outcomes:
            try:
                asked[f"{name} ({country})"] = quantity(eq.base, name, country, {})
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    theta = drawn_elasticities(doubt or doubt_of(eq.base), count, method, seed)
    values = np.full((count, len(asked)), np.nan)
    failed = []
    for k, row in enumerate(theta):
        try:
            found = with_elasticity(eq, row)
            values[k] = [what.value(found) for what in asked.values()]
        except NotConvergedError as error:
            failed.append(f"draw {k + 1}: {error}")
        if progress:
            progress("draws of the elasticities", k + 1, count)
    here = eq.world.outcomes
    return Draws(
        theta,
        values,
        tuple(asked),
        tuple(what.unit for what in asked.values()),
        np.array([what.value(here) for what in asked.values()]),
        tuple(failed),
    )
