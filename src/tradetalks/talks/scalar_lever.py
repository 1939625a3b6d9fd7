"""A policy of one number: what it sets, and how that moves with the number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem
from tradetalks.model.economy import Commitments, Shock
from tradetalks.policy import Policy
from tradetalks.solve.arrays import settings_of, shock_of

#: Where settings are read to find how they move: steps of this share of the range.
_STENCIL = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
_STEP = 1e-3


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

    def shock(self, x: float) -> Shock:
        """What the policy at x sets, as the model sees it."""
        return _shock(self.base, self.at(x))

    def direction(self, x: float) -> Shock:
        """How what the policy sets moves with the number, at x.

        Every lever's settings are affine in its number, so a difference of two settings would
        do. Five readings inside the range give the same to rounding, and stay exact where up to
        four levers multiply or a power up to the fourth is taken.
        """
        low, high = self.within
        step = _STEP * (high - low)
        middle = float(np.clip(x, low + 2 * step, high - 2 * step))
        power = np.arange(len(_STENCIL))
        rates = power * ((x - middle) / step) ** np.maximum(power - 1, 0)
        weights = np.linalg.solve(np.vander(_STENCIL, increasing=True).T, rates) / step
        shocks = [self.shock(middle + s * step) for s in _STENCIL]

        def slope(*values: Any) -> Any:
            arrays = [np.asarray(value) for value in values]
            moves = [w * (a - arrays[2]) for w, a in zip(weights, arrays, strict=True)]
            return np.sum(moves, axis=0)

        found: Shock = jax.tree.map(slope, *shocks)
        return found

    def no_change(self) -> float:
        """The number in the range at which the lever changes least, by least squares.

        0 for points added, 1 for a factor, the rate in force for a rate. Promised purchases
        change nothing at 0, whatever else was promised.
        """
        low, high = self.within
        across = covered = 0.0
        shocks = (self.shock(low), self.shock(high), _shock(self.base, self.given))
        for one, other, still in zip(*shocks, strict=True):
            if not isinstance(one, Commitments):
                way = np.asarray(other) - np.asarray(one)
                across += float(np.vdot(way, way))
                covered += float(np.vdot(way, np.asarray(still) - np.asarray(one)))
        least = low + (high - low) * covered / across if across else 0.0
        return float(np.clip(least, low, high))


def _shock(base: Baseline, policy: Policy) -> Shock:
    return shock_of(base, settings_of(base, policy))
