"""Optima of what is made of several functions, dear to evaluate, of a few numbers in a box.

Each pursuit keeps to the best point known within its own box, and goes to where a quadratic model
about it (`quadratic`) is best within a trust region (Conn, Gould and Toint 2000). Many pursuits
run side by side in rounds and learn from each other's points, so that a further one costs a
handful of evaluations or less.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from tradetalks.numerics.aims import Aim
from tradetalks.numerics.quadratic import Array, Ask, Known, Model, model

#: Share of the rise promised by the model below which the region shrinks, above which it grows.
POOR, GOOD = 0.25, 0.75
#: Regions smaller than this, in units of the range, are points.
SMALLEST = 1e-7
#: Rises smaller than this share of the tolerance are none; below `NOISE` slopes decide.
STILL, NOISE = 1e-7, 1e-9
#: A number matters at least this much beside the one that matters most.
LEAST = 1e-3
#: Two points nearer than this in every number are the same.
SAME = 1e-10

Status = Literal["stationary", "stalled", "too many rounds", "no point"]
#: Points to look at -> what is known at each, None where there is no value.
Evaluate = Callable[[list[Ask]], Sequence[Known | None]]


@dataclass(eq=False)
class Pursuit:
    """One aim in one box (low, high), in units of the numbers' ranges.

    start: where it begins and then keeps to the points it has found itself; all points known if
    None. enough: ends the search at a point with such values, whatever is still to be had.
    """

    aim: Aim
    low: Array
    high: Array
    tol: float = 1e-6
    start: Known | None = None
    enough: Callable[[Array], bool] | None = None
    best: Known | None = None
    residual: float = np.inf
    status: Status = "no point"
    evaluations: int = 0
    radius: float = 1.0
    _promised: float = field(default=0.0, repr=False)
    _step: float = field(default=0.0, repr=False)

    @property
    def reached(self) -> bool:
        """Whether the first-order condition holds to the tolerance, or no step promises more."""
        return self.status == "stationary"

    def fits(self, point: Known) -> bool:
        """Whether a point lies in the box, or is the same as one that does."""
        below = (point.z <= self.high + SAME) | (point.z <= point.least + SAME)
        return bool((point.z >= self.low - SAME).all() and below.all())

    def consider(self, points: Sequence[Known]) -> None:
        """Take the best of the points that lie in the box."""
        for point in points:
            if self.fits(point) and self._rise(point.values) > 0:
                self.best = point

    def _rise(self, values: Array) -> float:
        if self.best is None:
            return np.inf
        return self.aim.merit(values) - self.aim.merit(self.best.values)

    def propose(self, points: list[Known]) -> Ask | None:
        """Where to look next; None where there is nothing more to find."""
        if self.best is None:
            return None
        here = self.best
        low, high = self.bounds(here)
        self.residual = self.aim.residual(here, low, high)
        if self.residual <= self.tol or (self.enough and self.enough(here.values)):
            self.status = "stationary"
            return None
        about = model(points, here)
        z = self._best_of(about, low, high)
        self._promised = self._rise(about.at(z)[0])
        if self._promised <= STILL * self.tol:
            # Slopes are left, and by the curvature no rise that could be told from none.
            self.status = "stationary"
            return None
        if self.radius < SMALLEST:
            self.status = "stalled"
            return None
        self._step = float((np.abs(z - here.z) * weight_of(here.slopes)).max())
        # Where a number begins to have an effect moves with the others: what has none here is
        # left without, and what is to have some goes as far past that place, wherever it is then.
        idle = np.isfinite(here.least)
        above = np.where(idle, z - here.least, 0.0)
        return Ask(np.where(idle, self.low, z), np.where(above > SAME, above, 0.0))

    def bounds(self, here: Known) -> tuple[Array, Array]:
        """The box without what is the same as here: no number has an effect below `least`."""
        low = np.maximum(self.low, here.least)
        return low, np.maximum(self.high, low)

    def _best_of(self, about: Model, low: Array, high: Array) -> Array:
        reach = self.radius / weight_of(about.slopes)
        near = np.maximum(low, about.centre - reach)
        far = np.minimum(high, about.centre + reach)
        best, merit = about.centre, self.aim.merit(about.values)
        for z in self.aim.best(about, near, far):
            there = self.aim.merit(about.at(z)[0])
            if there > merit:
                best, merit = z, there
        return best

    def learn(self, found: Known | None) -> None:
        """Widen or narrow the region by what the point brought; keep it if it is better."""
        assert self.best is not None
        self.evaluations += 1
        rise = -np.inf if found is None else self._rise(found.values)
        if rise < POOR * self._promised:
            self.radius = 0.25 * min(self._step, self.radius)
        elif rise > GOOD * self._promised and self._step > 0.9 * self.radius:
            self.radius = min(1.0, 2.5 * self.radius)
        if found is not None and (rise > 0 or self._nearer(found)):
            self.best = found

    def _nearer(self, found: Known) -> bool:
        """Whether a step too small for values to tell has brought the slopes nearer to none."""
        if self._promised > NOISE:
            return False
        return self.aim.residual(found, *self.bounds(found)) < self.residual


def weight_of(slopes: Array) -> Array:
    """How much each number matters beside the one that matters most, (number,), up to one.

    A number with little effect may go far: what limits a step is what it changes.
    """
    most = np.maximum(np.abs(slopes).max(axis=1, keepdims=True, initial=0.0), 1e-300)
    found: Array = (np.abs(slopes) / most).max(axis=0, initial=LEAST)
    return found


def pursue(
    pursuits: Sequence[Pursuit],
    points: list[Known],
    evaluate: Evaluate,
    *,
    rounds: int = 40,
    watch: Callable[[int, int], None] | None = None,
) -> None:
    """Run the pursuits to their ends, side by side; `evaluate` adds to `points` what it finds.

    `watch` hears, every round, how many have ended, and of how many. What a pursuit found stays
    in it when this is interrupted.
    """
    active = list(pursuits)
    for pursuit in active:
        if pursuit.start is not None:
            pursuit.best = pursuit.start
        else:
            pursuit.consider(points)
    for _ in range(rounds):
        proposed = [(p, p.propose(points)) for p in active]
        asked = [(p, z) for p, z in proposed if z is not None]
        active = [p for p, _ in asked]
        if watch:
            watch(len(pursuits) - len(active), len(pursuits))
        if not active:
            return
        found = evaluate([z for _, z in asked])
        for (pursuit, _), one in zip(asked, found, strict=True):
            pursuit.learn(one)
        for pursuit in active:
            if pursuit.start is None:
                pursuit.consider([one for one in found if one is not None])
    for pursuit in active:
        pursuit.status = "too many rounds"
