"""The integral of welfare accounts along a way, checked against what it must add up to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.model.welfare import Account, Standing, account_step
from tradetalks.numerics.collocation import collocation, lobatto
from tradetalks.solve.path import Spot, Way

Array = NDArray[np.float64]

#: Into how many parts points divide an interval of the way, tried in turn; the most intervals.
PARTS, INTERVALS = (4, 8, 16), 20
#: Accuracy that fewer points may reach, and into how many parts they divide it.
COARSE, FEW = 1e-7, 2


def integrated(way: Way, start: Spot, end: Spot, accuracy: float) -> Account:
    """The account over the whole way: log points by source.

    start, end: the solutions there. Points are added, and intervals halved, until all that the
    parts leave unexplained is below `accuracy` log points, or there are `INTERVALS` of them.
    """
    spots = {spot.fraction: spot for spot in (start, end)}
    stretches = [_stretch(way, (0.0, 1.0), spots, accuracy)]
    while sum(s.gap for s in stretches) > accuracy and len(stretches) < INTERVALS:
        worst = max(stretches, key=lambda s: s.gap)
        stretches.remove(worst)
        a, b = worst.ends
        half = 0.5 * (a + b)
        stretches += [_stretch(way, ends, spots, accuracy) for ends in ((a, half), (half, b))]
    return Account(*(sum(parts) for parts in zip(*(s.total for s in stretches), strict=True)))


def log_real_income(spot: Spot) -> Array:
    """Equation 14 at a solution on the way, (country,)."""
    real_income: Array = np.log(np.asarray(spot.world.outcomes["real_income"]))
    return real_income


@dataclass(frozen=True, eq=False)
class _Stretch:
    """The account between two fractions, and the most of a country's real income it misses."""

    ends: tuple[float, float]
    total: Account
    gap: float


def _stretch(
    way: Way, ends: tuple[float, float], spots: dict[float, Spot], accuracy: float
) -> _Stretch:
    """With as many points as it takes; `spots`, by fraction, grows by those solved for it."""
    a, b = ends
    for parts in PARTS if accuracy < COARSE else (FEW, *PARTS):
        fractions = [round(f, 12) for f in a + (b - a) * lobatto(parts)]
        for f in fractions:
            if f not in spots:
                spots[f] = way.spot(f, _linked(spots.values()))
        chosen = [spots[f] for f in fractions]
        total = _account(way, ends, _linked(chosen))
        known = log_real_income(chosen[-1]) - log_real_income(chosen[0])
        explained = sum(np.reshape(part, (len(part), -1)).sum(1) for part in total)
        gap = float(np.abs(explained - known).max(initial=0.0))
        if gap <= accuracy * (b - a):
            break
    return _Stretch(ends, total, gap)


def _linked(spots: Collection[Spot]) -> list[Spot]:
    """Those at which the same countries trade with one another as at the first.

    Where embargoes at the end cut the world into parts, each has a price level of its own, and
    what is found there is not where the way leads.
    """
    first, *rest = spots
    whole = np.asarray(first.world.together)
    return [first, *(s for s in rest if np.array_equal(s.world.together, whole))]


def _account(way: Way, ends: tuple[float, float], spots: Collection[Spot]) -> Account:
    """The integral, with worlds that move along the polynomials through the solutions."""
    length = ends[1] - ends[0]
    points = np.array([spot.fraction - ends[0] for spot in spots]) / length
    slope, weights = collocation(points)
    levels = [np.stack(level) for level in zip(*(spot.standing for spot in spots), strict=True)]
    steps = (
        _step(way, spot, Standing(*(np.tensordot(row, level, 1) for level in levels)), weight)
        for spot, row, weight in zip(spots, slope / length, length * weights, strict=True)
    )
    total = next(steps)
    for step in steps:
        for part, more in zip(total, step, strict=True):
            part += more
    return total


def _step(way: Way, spot: Spot, move: Standing, step: float) -> Account:
    return account_step(
        spot.world.outcomes,
        spot.world.state,
        way.economy,
        spot.shock,
        way.closure,
        spot.fraction * way.wedge,
        move,
        way.push_at(spot.fraction),
        step,
    )
