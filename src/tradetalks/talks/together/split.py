"""Payments among those who cooperate, under which what is gained is shared as agreed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import NotConvergedError
from tradetalks.numerics.targets import least_change
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium
from tradetalks.talks.best.worlds import Worlds
from tradetalks.talks.single.burden import with_transfers
from tradetalks.talks.wants.objective import BILLION
from tradetalks.talks.war.contest import Contest

Array = NDArray[np.float64]

#: Shares are met to this part of what there is to share, and to no less than the second in USD
#: billion.
NEAR, NEAREST = 1e-6, 1e-7


class Split(NamedTuple):
    """Transfers received by each player (player,), USD million, the world with them, and what
    stood in the way, if anything."""

    received: Array
    equilibrium: Equilibrium
    failure: str


def split(contest: Contest, worlds: Worlds, eq: Equilibrium, origin: Array, power: Array) -> Split:
    """Transfers that sum to zero and leave gains over `origin` in proportion to `power`.

    Newton's method in the full equilibrium, by one adjoint solve a player: what transfers do to
    prices is part of the answer. Players without an interest in money cannot be paid.
    """
    shares = _Shares(contest, worlds, eq, origin, power)
    near = np.full(shares.count, max(NEAREST, NEAR * abs(float(shares.gains(eq).sum()))))
    found = least_change(shares, np.zeros(shares.count), np.ones(shares.count), tol=near)
    if not found.reached:
        return Split(np.zeros(len(origin)), eq, found.message)
    return Split(shares.received(found.x), shares.latest, "")


class _Shares:
    """Gains per power less those of the one with the largest income, by transfers.

    Numbers are USD billion received by everybody but that one, who pays for all.
    """

    def __init__(
        self, contest: Contest, worlds: Worlds, eq: Equilibrium, origin: Array, power: Array
    ) -> None:
        self._contest, self._worlds, self._origin = contest, worlds, origin
        self.latest, self._policy = eq, eq.policy
        pays = int(np.argmax(contest.field.scale))
        own = np.delete(np.eye(len(power)), pays, axis=0)
        payer = np.eye(len(power))[pays]
        self.count = len(own)
        self._compare = (own - payer) / power
        self._units = BILLION * (own - payer)
        self._index = contest.base.axes.country_index(contest.players, "players")

    def received(self, x: Array) -> Array:
        """Transfers received by the players, USD million."""
        received: Array = x @ self._units
        return received

    def gains(self, eq: Equilibrium) -> Array:
        """Over disagreement, USD billion, (player,)."""
        found: Array = self._contest.values(eq) - self._origin
        return found

    def __call__(self, x: Array) -> tuple[Array, Array] | None:
        policy = self._with(self.received(x))
        eq = self._worlds.solve(policy)
        if not eq.converged:
            return None
        slopes = []
        try:
            for aim in self._contest.objectives:
                found = self._worlds.slopes(eq, aim.weights(eq))
                slopes.append(np.asarray(found.transfer)[self._index])
        except NotConvergedError:
            return None
        self.latest = eq
        return self._compare @ self.gains(eq), self._compare @ np.array(slopes) @ self._units.T

    def _with(self, received: Array) -> Policy:
        return with_transfers(self._policy, list(self._contest.players), received)
