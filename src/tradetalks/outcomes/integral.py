"""The integral of welfare accounts along a way, checked against what it must add up to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from tradetalks.model.economy import Closure, Economy, Shock
from tradetalks.model.welfare import Account, Promised, account_rate
from tradetalks.solve.compiled import kernel_of, program, unflat, world
from tradetalks.solve.path import Spot, Way

Array = NDArray[np.float64]

#: Gauss-Legendre points tried in turn on an interval of the way, and the most intervals.
NODES, INTERVALS = (4, 8, 16), 20
#: Accuracy that fewer points usually reach, and how many.
COARSE, FEW = 1e-7, 3


def integrated(way: Way, levels: tuple[Array, Array], start: Spot, accuracy: float) -> Account:
    """The account over the whole way: log points by source.

    levels: log real income (country,) at both ends; start: the solution at the beginning. Points
    are added, and intervals halved, until all that the parts leave unexplained is below
    `accuracy` log points, or there are `INTERVALS` of them.
    """
    stretches = [_stretch(way, (0.0, 1.0), levels, start, accuracy)]
    while sum(s.gap for s in stretches) > accuracy and len(stretches) < INTERVALS:
        worst = max(stretches, key=lambda s: s.gap)
        stretches.remove(worst)
        stretches += _halves(way, worst, accuracy)
    return Account(*(sum(parts) for parts in zip(*(s.total for s in stretches), strict=True)))


def log_real_income(way: Way, spot: Spot) -> Array:
    """Equation 14 at a solution on the way, (country,)."""
    here, _ = way.shock_at(spot.fraction)
    kernel = kernel_of(way.economy, here)
    found = world(spot.u, way.economy, here, kernel, way.closure)
    real_income: Array = np.log(np.asarray(found.outcomes["real_income"]))
    return real_income


@dataclass(frozen=True, eq=False)
class _Stretch:
    """The account between two fractions; levels are log real income (country,) at its ends."""

    ends: tuple[float, float]
    levels: tuple[Array, Array]
    total: Account
    near: Spot
    gap: float


def _stretch(
    way: Way,
    ends: tuple[float, float],
    levels: tuple[Array, Array],
    near: Spot,
    accuracy: float,
) -> _Stretch:
    for nodes in NODES if accuracy < COARSE else (FEW, *NODES[1:]):
        total = _gauss(way, ends, nodes, near)
        missing = sum(_by_country(total)) - (levels[1] - levels[0])
        gap = float(np.abs(missing).max(initial=0.0))
        if gap <= accuracy * (ends[1] - ends[0]):
            break
    return _Stretch(ends, levels, total, near, gap)


def _halves(way: Way, whole: _Stretch, accuracy: float) -> list[_Stretch]:
    (a, b), (low, high) = whole.ends, whole.levels
    half = 0.5 * (a + b)
    middle = way.spot(half, whole.near)
    level = log_real_income(way, middle)
    return [
        _stretch(way, (a, half), (low, level), whole.near, accuracy),
        _stretch(way, (half, b), (level, high), middle, accuracy),
    ]


def _gauss(way: Way, ends: tuple[float, float], nodes: int, near: Spot) -> Account:
    length, points = ends[1] - ends[0], np.polynomial.legendre.leggauss(nodes)
    parts = []
    for point, weight in zip(*points, strict=True):
        near = way.spot(ends[0] + 0.5 * length * (point + 1), near)
        parts.append([0.5 * length * weight * np.asarray(rate) for rate in _rate_at(way, near)])
    return Account(*(sum(part) for part in zip(*parts, strict=True)))


def _by_country(account: Account) -> Iterator[Array]:
    for part in account:
        yield np.asarray(part).reshape(len(part), -1).sum(1)


def _rate_at(way: Way, spot: Spot) -> Account:
    here, push = way.shock_at(spot.fraction)
    promised = Promised(jnp.asarray(spot.fraction * way.wedge), jnp.asarray(way.paid))
    found: Account = _rate(spot.u, spot.move, way.economy, here, push, way.closure, promised)
    return found


@program
def _rate(
    u: jax.Array,
    move: jax.Array,
    economy: Economy,
    shock: Shock,
    push: Shock,
    closure: Closure,
    promised: Promised,
) -> Account:
    at, by = (unflat(v, economy, shock, closure) for v in (u, move))
    return account_rate(at, by, economy, shock, push, closure, promised)
