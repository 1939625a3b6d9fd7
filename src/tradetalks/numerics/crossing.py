"""Where a function of one number crosses zero within bounds, or comes nearest to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple, final

import numpy as np

#: x -> (gap, slope), or None where there is no value.
Function = Callable[[float], tuple[float, float] | None]

#: Places to try, as fractions of an interval, where the one wanted has no value.
_ELSEWHERE = (0.5, 0.25, 0.75, 0.1, 0.9)
#: How often an interval is halved to find where values end.
_HALVINGS = 5


class Point(NamedTuple):
    """A number, the gap there and the gap's derivative."""

    x: float
    gap: float
    slope: float


class Crossing(NamedTuple):
    """What was found.

    best: the crossing nearest the origin, else the point with the smallest gap (None if there
    was no value anywhere); others: about where further crossings lie; points: everything
    evaluated, by x; failed: where there was no value; evaluations: how many in all.
    """

    best: Point | None
    reached: bool
    others: tuple[float, ...]
    points: tuple[Point, ...]
    failed: tuple[float, ...]

    @property
    def evaluations(self) -> int:
        return len(self.points) + len(self.failed)


def find_crossing(
    function: Function, within: tuple[float, float], *, origin: float, tol: float, scan: int = 9
) -> Crossing:
    """The zero of `function` nearest `origin`, to a gap of `tol`; failure is a value.

    `scan` points from end to end, and the origin, are looked at first, the nearest to the
    origin first; where values end between two of them, the edge is looked for. A change of sign
    is closed in on inside a bracket: by the cubic through the two nearest misses and their slopes,
    read the other way round (Traub 1964), else by Newton's method, else, when that is slow, by
    bisection (Press, Teukolsky, Vetterling and Flannery 2007, section 9.4). Two neighbours
    between which the gap first falls and then rises are searched for the turning point, so that
    a pair of crossings between them is found and a nearest miss is a true one. What happens
    between neighbours without either sign goes unseen.
    """
    probe = _Probe(function)
    here = probe(float(origin))
    if here and abs(here.gap) <= tol:
        return probe.report(here, True, ())
    for x in sorted(np.linspace(*within, scan), key=lambda x: abs(x - origin)):
        probe(float(x))
    probe.edges()
    ways = sorted(pairwise(probe.points()), key=lambda way: _distance(way, origin))
    found = [p for p in probe.points() if abs(p.gap) <= tol]
    others: list[float] = []
    for low, high in ways:
        if min(abs(low.gap), abs(high.gap)) <= tol:
            continue
        beyond = found and _distance((low, high), origin) >= min(abs(p.x - origin) for p in found)
        if not beyond:
            found += _within(probe, low, high, tol)
        elif low.gap * high.gap < 0:
            others.append(_secant(low.x, high.x, low.gap, high.gap))
    if not found:
        least = min((abs(p.gap) for p in probe.points()), default=np.inf)
        alike = [p for p in probe.points() if abs(p.gap) <= least + tol]
        nearest = min(alike, key=lambda p: abs(p.x - origin), default=None)
        return probe.report(nearest, False, ())
    best, *rest = sorted(found, key=lambda p: abs(p.x - origin))
    return probe.report(best, True, (*(p.x for p in rest), *others))


@final
class _Probe:
    """The function, with everything it was asked remembered."""

    def __init__(self, function: Function) -> None:
        self._function = function
        self._seen: dict[float, Point | None] = {}

    def __call__(self, x: float) -> Point | None:
        if x not in self._seen:
            found = self._function(x)
            self._seen[x] = None if found is None else Point(x, *map(float, found))
        return self._seen[x]

    def near(self, x: float, low: float, high: float) -> Point | None:
        """The point at x, or where that has no value at another place between low and high."""
        places = (float(x), *(low + f * (high - low) for f in _ELSEWHERE))
        return next((p for p in map(self, places) if p), None)

    def edges(self) -> None:
        """Come nearer to where values end, between neighbours with and without one."""
        for a, b in list(pairwise(sorted(self._seen))):
            if (self._seen[a] is None) != (self._seen[b] is None):
                inside, outside = (a, b) if self._seen[a] else (b, a)
                for _ in range(_HALVINGS):
                    middle = 0.5 * (inside + outside)
                    inside, outside = (middle, outside) if self(middle) else (inside, middle)

    def points(self) -> list[Point]:
        return sorted(p for p in self._seen.values() if p)

    def report(self, best: Point | None, reached: bool, others: tuple[float, ...]) -> Crossing:
        failed = tuple(sorted(x for x, p in self._seen.items() if p is None))
        return Crossing(best, reached, tuple(sorted(others)), tuple(self.points()), failed)


def _within(probe: _Probe, low: Point, high: Point, tol: float) -> Iterator[Point]:
    """Crossings between two neighbours: one where the sign changes, two at a fold."""
    if low.gap * high.gap < 0:
        ends = [(low, high)]
    else:
        turn = _turning_point(probe, low, high, tol)
        if turn is None or (turn.gap * low.gap > 0 and abs(turn.gap) > tol):
            return
        ends = [(low, turn), (turn, high)]
    for a, b in ends:
        point = _close_in(probe, a, b, tol)
        if point:
            yield point


def _close_in(probe: _Probe, low: Point, high: Point, tol: float) -> Point | None:
    """The crossing between two points of opposite sign; None if no value can be had there."""
    before = last = high.x - low.x
    nearest = sorted((low, high), key=lambda p: abs(p.gap))
    for _ in range(100):
        best, other = sorted((low, high), key=lambda p: abs(p.gap))
        if abs(best.gap) <= tol:
            return best
        steps = [(_cubic(*nearest), best)]
        steps += [(p.x - p.gap / p.slope, p) for p in (best, other) if p.slope]
        inside = ((x, abs(x - p.x)) for x, p in steps if low.x < x < high.x)
        x, length = next(inside, (np.nan, np.inf))
        if not length < 0.5 * before:  # slower than bisection, or nowhere
            x, length = 0.5 * (low.x + high.x), 0.5 * (high.x - low.x)
        before, last = last, length
        new = probe.near(x, low.x, high.x) if low.x < x < high.x else None
        if new is None or new in (low, high):
            return None  # no value, or a jump across zero
        low, high = (new, high) if new.gap * low.gap > 0 else (low, new)
        nearest = sorted((new, *nearest), key=lambda p: abs(p.gap))[:2]
    return None


def _turning_point(probe: _Probe, low: Point, high: Point, tol: float) -> Point | None:
    """Where the gap is smallest between two points of one sign, or the first place beyond zero.

    None where it does not fall away from both ends.
    """
    sign = np.sign(low.gap)
    if sign * low.slope >= 0 or sign * high.slope <= 0:
        return None
    point = min(low, high, key=lambda p: abs(p.gap))
    for _ in range(60):
        width = high.x - low.x
        bend = abs(high.slope - low.slope) / width
        if point.slope**2 <= 2e-4 * tol * bend:  # a parabola would not gain more than tol
            break
        x = _secant(low.x, high.x, low.slope, high.slope)
        margin = 0.02 * width
        if not low.x + margin < x < high.x - margin:
            x = 0.5 * (low.x + high.x)
        new = probe.near(x, low.x, high.x)
        if new is None or new in (low, high):
            break
        point = new
        if sign * point.gap <= tol:
            break
        low, high = (point, high) if sign * point.slope < 0 else (low, point)
    return point


def _secant(a: float, b: float, at_a: float, at_b: float) -> float:
    """Where the straight line through two values of opposite sign is zero."""
    return (a * at_b - b * at_a) / (at_b - at_a)


def _cubic(a: Point, b: Point) -> float:
    """Where x, as the cubic in the gap through two points and slopes, has gap zero.

    nan unless the gap rises, or falls, at both points and between them.
    """
    rise, run = b.gap - a.gap, b.x - a.x
    if not (a.slope * b.slope > 0 and run * rise * a.slope > 0):
        return np.nan
    t = -a.gap / rise
    at_a, at_b = rise / a.slope - run, rise / b.slope - run
    return a.x + t * run + t * (1 - t) * ((1 - t) * at_a - t * at_b)


def _distance(way: tuple[Point, Point], origin: float) -> float:
    """How far an interval is from the origin."""
    low, high = way
    return max(low.x - origin, origin - high.x, 0.0)
