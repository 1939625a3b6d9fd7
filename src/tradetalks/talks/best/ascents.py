"""Ascents from several starts, side by side: what every search for a best policy runs on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import NotConvergedError, Problem
from tradetalks.numerics.ascent import Box, Climb, Spot, climb
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium
from tradetalks.talks.best.abreast import abreast
from tradetalks.talks.best.controls import Controls
from tradetalks.talks.best.worlds import Worlds
from tradetalks.talks.wants.objective import Objective

Array = NDArray[np.float64]
Progress = Callable[[str, int, int], None]

#: First-order residual at which a search ends, as a share of the objective's scale.
TOL = 1e-6
#: Evaluations that a search takes, roughly; for the progress shown.
USUAL = 12


class Searched(Protocol):
    """A function of numbers for ascents: its value, slope and curvature at a point, or None."""

    worlds: Worlds

    @property
    def name(self) -> str:
        """Whose it is, for the progress shown."""
        ...

    @property
    def box(self) -> Box:
        """The bounds, and what the first-order condition is measured by."""
        ...

    def beside(self) -> Searched:
        """The same for another thread."""
        ...

    def __call__(self, x: Array) -> Spot | None: ...


class Game:
    """An objective as a function of numbers, for searches: its value, slope and curvature."""

    def __init__(
        self, worlds: Worlds, controls: Controls, objective: Objective, given: Policy
    ) -> None:
        self.worlds, self.controls, self.objective, self.given = worlds, controls, objective, given

    @property
    def name(self) -> str:
        """The country whose objective it is."""
        return self.objective.country

    def beside(self) -> Game:
        """The same game for another thread."""
        return Game(self.worlds.again(), self.controls, self.objective, self.given)

    @property
    def box(self) -> Box:
        """The bounds, and what the first-order condition is measured by."""
        own = self.controls
        return Box(own.lower, own.upper, own.unit, self.objective.income)

    def __call__(self, x: Array) -> Spot | None:
        """The objective there; None where there is no equilibrium."""
        eq = self.worlds.solve(self.controls.policy(x, self.given))
        if not eq.converged:
            return None
        try:
            slopes = self.worlds.slopes(eq, self.objective.weights(eq))
        except NotConvergedError:
            return None
        curvature = self.controls.curvature(eq, x)
        return Spot(self.objective.value(eq), self.controls.pull(slopes), curvature, eq)


@dataclass(frozen=True, eq=False)
class Search:
    """Ascents from several starts: their names, where each ended, and the best."""

    names: tuple[str, ...]
    climbs: tuple[Climb, ...]

    @property
    def best(self) -> Climb:
        """The one that ended highest."""
        return max(self.climbs, key=lambda found: found.value)

    @property
    def equilibrium(self) -> Equilibrium:
        """The world at the best point."""
        found: Equilibrium = self.best.spot.source
        return found

    @property
    def interrupted(self) -> bool:
        """Whether any was cut short."""
        return any(found.status == "interrupted" for found in self.climbs)


def best_of(
    game: Searched,
    now: Array,
    starts: int,
    seed: int = 0,
    progress: Progress | None = None,
    *,
    tol: float = TOL,
) -> Search:
    """Ascents from the numbers in force and from other starts.

    Raises NotConvergedError where no start has an equilibrium.
    """
    points = starting_points(game.box, now, starts, seed)
    told = _Told(game.name, len(points), progress)

    def ascent(k: int) -> tuple[str, Climb]:
        name, x = points[k]
        own = game.beside()
        found = climb(own, x, game.box, tol=tol, watch=partial(told, k))
        game.worlds.count(own.worlds)
        if found.status == "interrupted":
            game.worlds.stop.set()
        return name, found

    tasks = [partial(ascent, k) for k in range(len(points))]
    ended = list(abreast(tasks, game.worlds.stop))
    if not ended:
        raise KeyboardInterrupt
    search = Search(tuple(name for name, _ in ended), tuple(found for _, found in ended))
    if search.best.spot.source is None:
        raise NotConvergedError(
            f"the search of {game.name} was interrupted before its first world"
            if search.interrupted
            else f"no start of {game.name} has an equilibrium"
        )
    return search


def starting_points(box: Box, now: Array, starts: int, seed: int) -> list[tuple[str, Array]]:
    """The numbers in force, the lowest, high ones, then random ones; (name, numbers)."""
    draw = np.random.default_rng(seed)
    # A third of a wide range: beyond it, little is left to charge.
    high = box.lower + np.minimum(box.upper - box.lower, box.unit(box.lower)) / 2
    fixed = [("in force", now), ("lowest", np.maximum(box.lower, np.minimum(0.0, box.upper)))]
    fixed.append(("high", high))
    spread = [
        (f"random {k + 1}", box.lower + draw.random(len(now)) * 2 * (high - box.lower))
        for k in range(max(0, starts + 1 - len(fixed)))
    ]
    return [*fixed, *spread][: starts + 1]


def starts_problems(starts: Any, least: int = 1) -> list[Problem]:
    """What is wrong with a number of starts."""
    if isinstance(starts, bool) or not isinstance(starts, int) or starts < least:
        return [Problem("starts", f"{starts!r} is no number of starts", f"{least} or more")]
    return []


class _Told:
    """What the user hears of ascents that run side by side."""

    def __init__(self, name: str, starts: int, progress: Progress | None) -> None:
        self._name, self._starts, self._progress = name, starts, progress
        self._best, self._steps = -np.inf, [0] * starts

    def __call__(self, start: int, evaluations: int, value: float, residual: float) -> None:
        if self._progress is None:
            return
        self._best = max(self._best, value)
        reached = residual <= TOL
        self._steps[start] = USUAL if reached else min(evaluations, USUAL - 1)
        self._progress(
            f"{self._name}: {self._best:+,.3f} bn, start {start + 1} of {self._starts}, "
            f"residual {residual:.0e}",
            sum(self._steps),
            self._starts * USUAL,
        )
