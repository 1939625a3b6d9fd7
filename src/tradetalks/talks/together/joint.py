"""Several governments that choose their rates together: sums and products of what they gain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import NotConvergedError
from tradetalks.numerics.ascent import Box, Spot
from tradetalks.solve import Equilibrium
from tradetalks.talks.best.worlds import Worlds
from tradetalks.talks.wants.objective import summed
from tradetalks.talks.war.contest import Contest

Array = NDArray[np.float64]

#: Gains of less than this, in USD billion, are none: no world is solved more closely.
LEAST = 1e-5
#: First-order residual at which a search ends, by everybody's income: small players count too.
CLOSE = 1e-7
#: A rate's curvature counts by at least this share of the player who counts most.
LIGHTEST = 0.1


class Welfare(Protocol):
    """One number made of everybody's gains (player,), in USD billion."""

    def merit(self, gains: Array) -> float:
        """The larger the better; minus infinity where it has no value."""
        ...

    def weights(self, gains: Array) -> Array:
        """Its derivative in each gain, (player,)."""
        ...


class Total:
    """The sum of gains: what counts where money can change hands."""

    def merit(self, gains: Array) -> float:
        return float(gains.sum())

    def weights(self, gains: Array) -> Array:
        return np.ones_like(gains)


@dataclass(frozen=True, eq=False)
class Worst:
    """The smallest gain in view of incomes, smoothed over `width`, so that it has a slope.

    unit (player,): USD billion that weigh as much for one as for another; their mean turns the
    smallest gain into USD billion again, as `width` is.
    """

    unit: Array
    width: float

    def merit(self, gains: Array) -> float:
        own = gains / self.unit * self.unit.mean()
        least = float(own.min())
        return least - self.width * float(np.log(np.exp((least - own) / self.width).mean()))

    def weights(self, gains: Array) -> Array:
        own = gains / self.unit * self.unit.mean()
        heavy = np.exp((own.min() - own) / self.width)
        found: Array = heavy / heavy.sum() / self.unit * self.unit.mean()
        return found


@dataclass(frozen=True, eq=False)
class NashProduct:
    """`stake sum_i power_i log(gain_i / stake)`: the product of gains, each to its power.

    Nash (1950), "The bargaining problem", Econometrica 18. power (player,) sums to one; by the
    `stake`, USD billion, slopes are of the size of those of gains.
    """

    power: Array
    stake: float

    def merit(self, gains: Array) -> float:
        if not (gains > LEAST).all():
            return -np.inf
        return self.stake * float(self.power @ np.log(gains / self.stake))

    def weights(self, gains: Array) -> Array:
        found: Array = self.stake * self.power / gains
        return found


class Joint:
    """Everybody's welfare as a function of everybody's rates: one solve and one adjoint solve.

    origin (player,): objectives in disagreement, USD billion.
    """

    def __init__(self, contest: Contest, worlds: Worlds, origin: Array, welfare: Welfare) -> None:
        self.contest, self.worlds, self.origin, self.welfare = contest, worlds, origin, welfare

    @property
    def name(self) -> str:
        """The players."""
        players = self.contest.players
        return " and ".join(players) if len(players) < 4 else f"{len(players)} players"

    @property
    def box(self) -> Box:
        """Bounds of all rates; slopes are measured by everybody's income."""
        return self.contest.box

    def beside(self) -> Joint:
        """The same for another thread."""
        return Joint(self.contest, self.worlds.again(), self.origin, self.welfare)

    def valuing(self, welfare: Welfare) -> Joint:
        """The same players under another welfare."""
        return Joint(self.contest, self.worlds, self.origin, welfare)

    def gains(self, eq: Equilibrium) -> Array:
        """Everybody's gain over disagreement, USD billion, (player,)."""
        found: Array = self.contest.values(eq) - self.origin
        return found

    def __call__(self, x: Array) -> Spot | None:
        """Welfare there; None where it has no value or there is no equilibrium."""
        contest = self.contest
        eq = self.worlds.solve(contest.policy(x))
        if not eq.converged:
            return None
        gains = self.gains(eq)
        merit = self.welfare.merit(gains)
        if not np.isfinite(merit):
            return None
        weights = self.welfare.weights(gains)
        aims = zip(weights, contest.objectives, strict=True)
        try:
            slopes = self.worlds.slopes(eq, summed((float(w), a.weights(eq)) for w, a in aims))
        except NotConvergedError:
            return None
        # What rates waste falls on whoever sets them, nearly; what they move cancels in a sum.
        heavy = np.maximum(weights, LIGHTEST * weights.max())
        curvature = heavy[contest.field.owner] * contest.curvature(eq, x)
        return Spot(merit, contest.pull(slopes), curvature, eq)
