"""The search for a Nash equilibrium: all at once or in turns, and the other where one fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tradetalks.numerics.ascent import climb
from tradetalks.numerics.rivals import FINE, Settled, Stand, settle, take_turns
from tradetalks.solve import Equilibrium
from tradetalks.talks.best.ascents import TOL, Progress
from tradetalks.talks.best.worlds import Worlds
from tradetalks.talks.war.contest import Contest

Array = NDArray[np.float64]
Method = Literal["simultaneous", "alternating"]

_OTHER: dict[Method, Method] = {"simultaneous": "alternating", "alternating": "simultaneous"}
_WORDS: dict[Method, str] = {"simultaneous": "all at once", "alternating": "in turns"}
#: Evaluations of one player's turn.
TURN = 40


@dataclass(frozen=True, eq=False)
class Search:
    """Where the players ended, by which method, and what became of the other."""

    settled: Settled
    equilibrium: Equilibrium
    method: Method
    notes: tuple[str, ...]

    @property
    def x(self) -> Array:
        """Every number, player after player."""
        return self.settled.x


def search(
    contest: Contest, worlds: Worlds, x: Array, method: Method, progress: Progress | None
) -> Search:
    """From x by the method given; by the other from the best point where that fails.

    Raises NotConvergedError where x itself has no equilibrium.
    """
    players = _Players(contest, worlds, progress)
    first = players.by(method, x)
    if first.reached or first.status == "interrupted":
        return players.told(first, method)
    other = _OTHER[method]
    notes: tuple[str, ...] = (_failed(first, method),)
    second = players.by(other, first.x)
    if second.status == "interrupted" or second.residual < first.residual:
        if not second.reached:
            notes += (_failed(second, other),)
        return players.told(second, other, notes)
    return players.told(first, method, (*notes, _failed(second, other)))


def _failed(found: Settled, method: Method) -> str:
    """How a method ended, in a phrase."""
    ended = {"circles": "goes in circles"}.get(found.status, f"ended with {found.status!r}")
    return f"moving {_WORDS[method]} {ended} after {found.rounds} rounds"


class _Players:
    """The contest as functions of numbers, with the last world at hand."""

    def __init__(self, contest: Contest, worlds: Worlds, progress: Progress | None) -> None:
        self._contest, self._worlds, self._progress = contest, worlds, progress
        self._latest: tuple[Array, Equilibrium] | None = None

    def by(self, method: Method, x: Array) -> Settled:
        """One method from x, to the tolerance of `optimal_policy`."""
        field = self._contest.field
        watch = self._watch(method)
        if method == "simultaneous":
            found = settle(self._stand, x, field, tol=TOL, watch=watch)
            return found if np.isfinite(found.residual) else self._measured(found)
        found = take_turns(self._reply, x, field, tol=TOL, watch=watch)
        # In turns slopes are seen while others still move: they are those of no one point.
        return found if found.reached else self._measured(found)

    def _measured(self, found: Settled) -> Settled:
        """The same with the residual of the very point."""
        try:
            stand = self._stand(found.x, FINE)
        except KeyboardInterrupt:
            return replace(found, status="interrupted")
        if stand is None:
            return found
        left = self._contest.field.residuals(found.x, stand.gradient)
        return replace(found, residual=float(left.max()))

    def told(self, found: Settled, method: Method, notes: tuple[str, ...] = ()) -> Search:
        """The search with the world it ended in."""
        if self._latest is None or self._latest[0] is not found.x:
            eq = self._worlds.solve(self._contest.policy(found.x)).require()
        else:
            eq = self._latest[1]
        return Search(found, eq, method, notes)

    def _stand(self, x: Array, accuracy: float) -> Stand | None:
        found = self._contest.stand(self._worlds, x, accuracy)
        if found is None:
            return None
        self._latest = x, found[0]
        return found[1]

    def _reply(self, player: int, x: Array) -> tuple[Array, float] | None:
        game, own = self._contest.alone(self._worlds, player, x)
        before: list[float] = []
        found = climb(
            game, own, game.box, tol=TOL, most=TURN, watch=lambda *said: before.append(said[2])
        )
        if found.status == "interrupted":
            raise KeyboardInterrupt
        if found.status == "no start":
            return None
        after = x.copy()
        after[self._contest.field.owner == player] = found.x
        return after, before[0]

    def _watch(self, method: Method) -> Callable[[int, float], None] | None:
        progress = self._progress
        if progress is None:
            return None
        first: list[float] = []

        def tell(number: int, residual: float) -> None:
            first.append(max(residual, TOL))
            # Residuals fall by factors: the way to the tolerance is measured in their logs.
            whole = np.log(first[0] / TOL) or 1.0
            way = np.log(first[0] / min(first)) / whole
            words = f"war, round {number} {_WORDS[method]}: residual {residual:.0e}"
            progress(words, int(100 * min(way, 0.99)), 100)

        return tell
