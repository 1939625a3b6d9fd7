"""Rivals that each climb a function of their own: a point where none wants to move alone.

To first order that is a zero of all projected slopes, each rival's in its own numbers. Moving
all at once by slope over curvature settles where rivals answer themselves more than each other;
Anderson's acceleration (Walker and Ni 2011, "Anderson acceleration for fixed-point iterations")
learns from past rounds how they answer each other, and settles many games that would else circle.
Taking turns, each at its best in view of the rest, is the other way; either says if it circles.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Rounds that the acceleration remembers.
MEMORY = 6
#: No number moves further in a round than this share of its unit.
REACH = 0.5
#: Moves are cut to this share where a round made things worse, and to no less than the second.
CUT, SHORTEST = 0.5, 1 / 16
#: Rounds without a residual below this share of the best so far: no more is expected.
PATIENCE, PROGRESS = 15, 0.9
#: Back at an earlier point to this share of the round's own move: going in circles.
SAME, LONGEST_CYCLE = 1e-3, 12
#: Curvature is at least this share of a rival's largest.
FLATTEST = 1e-12
#: Relative accuracy asked of slopes, early and late, and what they must have to end on.
LOOSEST, TIGHTEST, FINE = 1e-3, 1e-8, 1e-5

Status = Literal["stationary", "circles", "stalled", "too many rounds", "interrupted", "no start"]
Watch = Callable[[int, float], None]


class Stand(NamedTuple):
    """Slopes at a point, (number,): each rival's in its own numbers, and roughly minus their
    second derivatives there."""

    gradient: Array
    curvature: Array


@dataclass(frozen=True, eq=False)
class Field:
    """Whose each number is, its bounds, and what slopes are measured by.

    owner (number,): the rival, counted from zero. lower, upper (number,). unit: numbers -> amounts
    by which each moves when it moves by much, such as 1 + rate for a rate. scale (rival,).
    """

    owner: NDArray[np.intp]
    lower: Array
    upper: Array
    unit: Callable[[Array], Array]
    scale: Array

    def residuals(self, x: Array, gradient: Array) -> Array:
        """`sum |projected gradient| unit / scale` of each rival, (rival,)."""
        held = ((x <= self.lower) & (gradient < 0)) | ((x >= self.upper) & (gradient > 0))
        left = np.abs(np.where(held, 0.0, gradient)) * self.unit(x)
        found: Array = np.bincount(self.owner, left, len(self.scale)) / self.scale
        return found

    def held(self, x: Array) -> Array:
        """The nearest point within the bounds."""
        return np.clip(x, self.lower, self.upper)


@dataclass(frozen=True, eq=False)
class Settled:
    """Where rivals ended: the point with the least residual (the largest of any rival).

    status: "stationary" where that is within the tolerance; else why it ended.
    """

    x: Array
    residual: float
    rounds: int
    status: Status

    @property
    def reached(self) -> bool:
        """Whether every rival's first-order condition holds."""
        return self.status == "stationary"


class Orbit:
    """Points visited in turn, and whether they repeat."""

    def __init__(self, unit: Callable[[Array], Array]) -> None:
        self._unit = unit
        self._past: deque[Array] = deque(maxlen=LONGEST_CYCLE + 1)

    def closes(self, x: Array) -> int:
        """After how many rounds `x` came back, having moved meanwhile; zero if it did not."""
        self._past.append(x)
        if len(self._past) < 3:
            return 0
        *before, last, _ = self._past
        move = self._apart(x, last)
        for period, past in enumerate(reversed(before), start=2):
            if move > 0 and self._apart(x, past) <= SAME * move:
                return period
        return 0

    def _apart(self, x: Array, y: Array) -> float:
        return float((np.abs(x - y) / self._unit(y)).max(initial=0.0))


def settle(
    at: Callable[[Array, float], Stand | None],
    start: Array,
    field: Field,
    *,
    tol: float = 1e-6,
    most: int = 60,
    watch: Watch | None = None,
) -> Settled:
    """All rivals move at once, until none has a slope left.

    `at(x, accuracy)` gives the slopes to a relative accuracy, or None where there is nothing to
    stand on; moves that end there are cut. `watch` hears the number of rounds and the residual.
    An interrupt (Ctrl-C) ends it at the best point so far.
    """
    return _Rounds(at, field, tol, most, watch).run(field.held(np.asarray(start, dtype=float)))


class _Rounds:
    """The rounds of one game: its best point, and the moves that the acceleration remembers."""

    def __init__(
        self,
        at: Callable[[Array, float], Stand | None],
        field: Field,
        tol: float,
        most: int,
        watch: Watch | None,
    ) -> None:
        self._at, self._field, self._tol, self._most, self._watch = at, field, tol, most, watch
        self._past: deque[tuple[Array, Array]] = deque(maxlen=MEMORY + 1)
        self._share = 1.0
        self._best = Settled(np.zeros(0), np.inf, 0, "no start")

    def run(self, x: Array) -> Settled:
        try:
            return self._run(x)
        except KeyboardInterrupt:
            return replace(self._best, status="interrupted")

    def _run(self, x: Array) -> Settled:
        self._best, before = replace(self._best, x=x), x
        orbit, latest, waited, accuracy = Orbit(self._field.unit), np.inf, 0, LOOSEST
        for number in range(1, self._most + 1):
            stand = self._at(x, accuracy)
            if stand is None:
                if not self._back_off():
                    return replace(self._best, rounds=number)
                x = self._field.held(before + CUT * (x - before))
                continue
            residual = float(self._field.residuals(x, stand.gradient).max(initial=0.0))
            if self._watch:
                self._watch(number, residual)
            waited = 0 if residual < PROGRESS * self._best.residual else waited + 1
            if residual < self._best.residual:
                self._best = Settled(x, residual, number, "stalled")
            if residual <= self._tol and accuracy <= FINE:
                return replace(self._best, x=x, residual=residual, status="stationary")
            if orbit.closes(x):
                return replace(self._best, rounds=number, status="circles")
            if waited >= PATIENCE:
                return replace(self._best, rounds=number)
            if residual > 2 * latest:
                self._back_off()
            elif residual < latest:
                self._share = min(1.0, self._share / CUT)
            # A round that may be the last is taken with slopes that can be relied on.
            accuracy = float(np.clip(1e-2 * residual, TIGHTEST, LOOSEST))
            latest, before, x = residual, x, self._next(x, stand)
        return replace(self._best, rounds=self._most, status="too many rounds")

    def _back_off(self) -> bool:
        """Shorter moves, learnt afresh; false where they are as short as they get."""
        self._past.clear()
        self._share *= CUT
        return self._share >= SHORTEST

    def _next(self, x: Array, stand: Stand) -> Array:
        """The accelerated move, no longer than allowed."""
        field = self._field
        unit = field.unit(x)
        curvature = _positive(stand.curvature * unit**2, field.owner) / unit**2
        limit = REACH * unit
        plain = np.clip(stand.gradient / curvature, -limit, limit)
        move = field.held(x + plain) - x
        self._past.append((x, move))
        goal = x + move
        if len(self._past) > 1:
            points, moves = (np.stack(part) for part in zip(*self._past, strict=True))
            steps, changes = np.diff(points, axis=0), np.diff(moves, axis=0)
            # Each rival counts by what is at stake for it, not by its size.
            weight = np.sqrt(curvature / field.scale[field.owner])
            mix = np.linalg.lstsq((changes * weight).T, move * weight, rcond=1e-10)[0]
            goal = goal - mix @ (steps + changes)
        longest = np.clip(goal - x, -limit, limit)
        return field.held(x + self._share * longest)


def _positive(curvature: Array, owner: NDArray[np.intp]) -> Array:
    """Kept above zero, by rival, so that steps stay finite where nothing answers."""
    largest = np.zeros(int(owner.max(initial=-1)) + 1)
    np.maximum.at(largest, owner, curvature)
    least = np.where(largest > 0, FLATTEST * largest, 1.0)
    found: Array = np.maximum(curvature, least[owner])
    return found


def take_turns(
    reply: Callable[[int, Array], tuple[Array, float] | None],
    start: Array,
    field: Field,
    *,
    tol: float = 1e-6,
    most: int = 40,
    watch: Watch | None = None,
) -> Settled:
    """Each rival in turn goes where it does best in view of the rest, until none moves.

    `reply(rival, x)` gives the whole point after its best answer to x, and the rival's own
    residual at x, before it moved; None where it found no answer. Ends as `settle` does.
    """
    x = field.held(np.asarray(start, dtype=float))
    best, orbit = Settled(x, np.inf, 0, "no start"), Orbit(field.unit)
    try:
        for number in range(1, most + 1):
            begun, worst = x, 0.0
            for rival in range(len(field.scale)):
                found = reply(rival, x)
                if found is None:
                    return replace(best, rounds=number, status=best.status)
                x, residual = found
                worst = max(worst, residual)
            if watch:
                watch(number, worst)
            # Slopes were seen while others moved: only a round without moves is evidence.
            if worst < best.residual:
                best = Settled(begun, worst, number, "stalled")
            if worst <= tol:
                return replace(best, x=x, rounds=number, status="stationary")
            if orbit.closes(x):
                return replace(best, x=x, rounds=number, status="circles")
    except KeyboardInterrupt:
        return replace(best, x=x, status="interrupted")
    return replace(best, x=x, rounds=most, status="too many rounds")
