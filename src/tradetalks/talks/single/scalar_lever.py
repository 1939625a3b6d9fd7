"""A policy of one number: what it sets, and how that moves with the number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem
from tradetalks.policy import Policy, Settings
from tradetalks.solve.arrays import settings_of

Array = NDArray[np.float64]

#: Where settings are read to find how they move: steps of this share of the range.
_STENCIL = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
_STEP = 1e-3
#: How far from a straight line, relative to their size, settings may be and still be on it.
_STRAIGHT = 1e-13
#: What a policy sets besides promises, by name.
_NUMBERS = tuple(f.name for f in fields(Settings) if f.name != "commitments")


@dataclass(frozen=True, eq=False)
class ScalarLever:
    """`lever(x)` on top of the policy `given`, for x in the range `within`."""

    base: Baseline
    given: Policy
    lever: Callable[[float], Policy]
    within: tuple[float, float]

    @classmethod
    def of(cls, base: Baseline, given: Policy, lever: Any, within: Any) -> ScalarLever:
        """Raises InputError with everything that does not fit."""
        problems = []
        if not callable(lever):
            remedy = 'write lambda x: tt.Policy().tariff("USA", "IND", add=x)'
            what = f"{lever!r:.60} is no function"
            problems.append(Problem("lever", what, "x -> Policy", remedy=remedy))
        try:
            low, high = (float(end) for end in within)
        except (TypeError, ValueError):
            low, high = np.nan, np.nan
        if not (np.isfinite([low, high]).all() and low < high):
            problems.append(Problem("within", f"{within!r} is no range", "(lowest, highest)"))
        if problems:
            raise InputError(problems)
        return cls(base, given, lever, (low, high))

    def at(self, x: float) -> Policy:
        """The whole policy at x."""
        return self.given + self.lever(x)

    def direction(self, x: float) -> dict[str, Array]:
        """How what the policy sets moves with the number, at x: what moves, by name in `Settings`.

        `floor` (commitment,) is that of its promises. Every lever's settings are affine in its
        number, so that two readings inside the range do, and a third sees that they do. Else
        five readings give the slope to rounding where up to four levers multiply or a power up
        to the fourth is taken.
        """
        low, high = self.within
        step = _STEP * (high - low)
        middle = float(np.clip(x, low + 2 * step, high - 2 * step))
        # Not in the middle: there an odd power would pass for straight.
        read = {k: self._read(middle + k * step) for k in (-2.0, -1.0, 2.0)}
        first, between, last = read.values()
        if all(_on_a_line(*three) for three in zip(first, between, last, strict=True)):
            found = [
                np.zeros(0) if np.array_equal(a, b) else (b - a) / (4 * step)
                for a, b in zip(first, last, strict=True)
            ]
        else:
            read |= {k: self._read(middle + k * step) for k in (0.0, 1.0)}
            power = np.arange(len(_STENCIL))
            rates = power * ((x - middle) / step) ** np.maximum(power - 1, 0)
            weights = np.linalg.solve(np.vander(_STENCIL, increasing=True).T, rates) / step
            found = [np.zeros_like(a) for a in first]
            for k, weight in zip(_STENCIL, weights, strict=True):
                for slope, here, still in zip(found, read[k], read[0.0], strict=True):
                    slope += weight * (here - still)
        named = zip((*_NUMBERS, "floor"), found, strict=True)
        return {name: slope for name, slope in named if slope.any()}

    def no_change(self) -> float:
        """The number in the range at which the lever changes least, by least squares.

        0 for points added, 1 for a factor, the rate in force for a rate. Promised purchases
        change nothing at 0, whatever else was promised.
        """
        low, high = self.within
        across = covered = 0.0
        still = settings_of(self.base, self.given)
        one, other = (settings_of(self.base, self.at(x)) for x in self.within)
        for name in _NUMBERS:
            way = getattr(other, name) - getattr(one, name)
            across += float((way * way).sum())
            covered += float((way * (getattr(still, name) - getattr(one, name))).sum())
        least = low + (high - low) * covered / across if across else 0.0
        return float(np.clip(least, low, high))

    def _read(self, x: float) -> list[Array]:
        """The numbers that the policy at x sets; the floors of its promises come last."""
        settings = settings_of(self.base, self.at(x))
        floors = np.array([promise.floor for promise in settings.commitments])
        return [*(getattr(settings, name) for name in _NUMBERS), floors]


def _on_a_line(first: Array, between: Array, last: Array) -> bool:
    """Whether the second reading lies a quarter of the way from the first to the last."""
    if np.array_equal(first, last) and np.array_equal(first, between):
        return True
    off = np.abs(0.75 * first + 0.25 * last - between)
    size = max(np.abs(first).max(initial=0.0), np.abs(last).max(initial=0.0))
    return bool(off.max(initial=0.0) <= _STRAIGHT * size)
