"""Ascent within bounds: a quasi-Newton method whose metric the caller knows at every point.

Limited-memory secant pairs (Nocedal and Wright 2006, algorithm 7.4) on top of a curvature that
is given anew at each point, on the numbers that are free to move (Bertsekas 1982, "Projected
Newton methods"). A stored metric would be stale where the curvature falls to nothing, as it does
for a rate so high that nothing is left to charge; one at hand makes the first step nearly right.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Secant pairs that are kept.
MEMORY = 10
#: Share of the rise promised by the slope that a step must bring.
LEAST_RISE = 1e-4
#: A step that does not rise enough is cut to this share, and this often at most.
CUT, CUTS = 0.3, 12
#: Rises below this share of the scale are rounding; there the slopes decide.
NOISE = 1e-9
#: Curvature is at least this share of the largest: steps stay finite where nothing answers.
FLATTEST = 1e-12

Status = Literal["stationary", "stalled", "interrupted", "too many evaluations", "no start"]
Watch = Callable[[int, float, float], None]


class Spot(NamedTuple):
    """A function at one point: its value, slope, and roughly minus its second derivative.

    gradient, curvature: one for each number; curvature None where nothing is known. source:
    what it was worked out from, for the caller to find again.
    """

    value: float
    gradient: Array
    curvature: Array | None = None
    source: Any = None


@dataclass(frozen=True, eq=False)
class Climb:
    """Where an ascent ended.

    residual: the first-order condition, see `left_over`. status: "stationary" where that is
    within the tolerance; else why the ascent stopped; x is the best point in any case.
    """

    x: Array
    spot: Spot
    residual: float
    evaluations: int
    status: Status

    @property
    def value(self) -> float:
        """The function at x."""
        return self.spot.value

    @property
    def reached(self) -> bool:
        """Whether the first-order condition holds."""
        return self.status == "stationary"


@dataclass(frozen=True, eq=False)
class Box:
    """Bounds of each number, and by how much each is moved when it is moved by much.

    unit: numbers -> amounts, such as 1 + rate for a rate; steps are not longer, and slopes are
    measured by it. scale: what a rise of the function is measured by.
    """

    lower: Array
    upper: Array
    unit: Callable[[Array], Array]
    scale: float

    def free(self, x: Array, gradient: Array) -> NDArray[np.bool_]:
        """Numbers that are not held at a bound by the slope."""
        held = ((x <= self.lower) & (gradient < 0)) | ((x >= self.upper) & (gradient > 0))
        return ~held

    def left_over(self, x: Array, gradient: Array) -> float:
        """Residual of the first-order condition: `sum |projected gradient| unit / scale`."""
        left = np.abs(np.where(self.free(x, gradient), gradient, 0.0)) * self.unit(x)
        return float(left.sum()) / self.scale


def climb(
    at: Callable[[Array], Spot | None],
    start: Array,
    box: Box,
    *,
    tol: float = 1e-6,
    most: int = 100,
    watch: Watch | None = None,
) -> Climb:
    """A local maximum of a function within bounds, from `start`.

    `at` gives the function at a point, or None where it has no value; such steps are cut. It is
    stationary where `Box.left_over` is at most `tol`. `watch` hears the number of evaluations,
    the best value and its residual. An interrupt (Ctrl-C) ends the ascent at the best point.
    """
    ascent = _Ascent(at, box, tol, most, watch)
    return ascent.run(np.clip(np.asarray(start, dtype=float), box.lower, box.upper))


class _Ascent:
    """One ascent: the point it has reached, and the secant pairs behind it."""

    def __init__(
        self,
        at: Callable[[Array], Spot | None],
        box: Box,
        tol: float,
        most: int,
        watch: Watch | None,
    ) -> None:
        self._at, self._box, self._tol, self._most, self._watch = at, box, tol, most, watch
        self._pairs: deque[tuple[Array, Array]] = deque(maxlen=MEMORY)
        self._evaluations = 0

    def run(self, x: Array) -> Climb:
        nowhere = Spot(-np.inf, np.zeros_like(x))
        here = Climb(x, nowhere, np.inf, 0, "no start")
        try:
            spot = self._try(x)
            if spot is None:
                return replace(here, evaluations=self._evaluations)
            here = self._reached(x, spot)
            while here.status == "stalled":
                nearer = self._step(here)
                if nearer is None:
                    if self._evaluations >= self._most:
                        here = replace(here, status="too many evaluations")
                    break
                self._pairs.append((nearer.x - here.x, here.spot.gradient - nearer.spot.gradient))
                here = nearer
        except KeyboardInterrupt:
            here = replace(here, status="interrupted")
        return replace(here, evaluations=self._evaluations)

    def _try(self, x: Array) -> Spot | None:
        self._evaluations += 1
        return self._at(x)

    def _reached(self, x: Array, spot: Spot) -> Climb:
        """The point, "stalled" until it is known to be stationary."""
        residual = self._box.left_over(x, spot.gradient)
        if self._watch:
            self._watch(self._evaluations, spot.value, residual)
        status: Status = "stalled"
        if residual <= self._tol:
            status = "stationary"
        elif self._evaluations >= self._most:
            status = "too many evaluations"
        return Climb(x, spot, residual, self._evaluations, status)

    def _step(self, here: Climb) -> Climb | None:
        """The next point, or None where no step along the direction helps."""
        direction = self._direction(here)
        reach = np.abs(direction) / self._box.unit(here.x)
        length = min(1.0, 1.0 / float(reach.max(initial=1e-300)))
        for _ in range(CUTS):
            x = np.clip(here.x + length * direction, self._box.lower, self._box.upper)
            spot = self._try(x)
            if spot is not None and self._better(here, x, spot):
                return self._reached(x, spot)
            if self._evaluations >= self._most:
                return None
            length *= CUT
        if not self._pairs:
            return None
        # The memory misled: once more by the curvature alone.
        self._pairs.clear()
        return self._step(here)

    def _better(self, here: Climb, x: Array, spot: Spot) -> bool:
        promised = float(here.spot.gradient @ (x - here.x))
        risen = spot.value - here.value
        noise = NOISE * self._box.scale
        if abs(promised) > noise or abs(risen) > noise:
            return risen >= LEAST_RISE * promised
        return self._box.left_over(x, spot.gradient) < here.residual

    def _direction(self, here: Climb) -> Array:
        """`H g` on the free numbers, H from the curvature and the secant pairs."""
        gradient, free = here.spot.gradient, self._box.free(here.x, here.spot.gradient)
        curvature = self._curvature(here)
        q = np.where(free, gradient, 0.0)
        pairs = self._usable(free, curvature)
        shares = []
        for step, fall, inner in reversed(pairs):
            shares.append(float(step @ q) / inner)
            q = q - shares[-1] * fall
        r = q / curvature
        for (step, fall, inner), share in zip(pairs, reversed(shares), strict=True):
            r = r + step * (share - float(fall @ r) / inner)
        r = np.where(free, r, 0.0)
        if float(r @ gradient) > 0:
            return r
        self._pairs.clear()
        return np.where(free, gradient, 0.0) / curvature

    def _usable(
        self, free: NDArray[np.bool_], curvature: Array
    ) -> list[tuple[Array, Array, float]]:
        """Pairs on the free numbers along which the slope falls as it does at a maximum."""
        found = []
        for step, fall in self._pairs:
            s, y = np.where(free, step, 0.0), np.where(free, fall, 0.0)
            inner = float(s @ y)
            size = float((s * s * curvature).sum() * (y * y / curvature).sum()) ** 0.5
            if inner > 1e-10 * size:
                found.append((s, y, inner))
        return found

    def _curvature(self, here: Climb) -> Array:
        """The caller's, kept above zero; else such that the first step is one unit at most."""
        unit = self._box.unit(here.x)
        known = here.spot.curvature
        if known is not None:
            in_units = known * unit**2
            least = FLATTEST * float(in_units.max(initial=0.0)) or 1.0
            found: Array = np.maximum(in_units, least) / unit**2
            return found
        if self._pairs:
            step, fall = self._pairs[-1]
            slower = float(step @ fall) / float((step**2 / unit**2).sum() or 1.0)
            if slower > 0:
                return slower / unit**2
        steepest = float((np.abs(here.spot.gradient) * unit).max(initial=0.0)) or 1.0
        return steepest / unit**2
