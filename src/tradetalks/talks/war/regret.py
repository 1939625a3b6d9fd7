"""Regret: what a player could still gain by moving alone, the others staying where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.numerics.ascent import climb
from tradetalks.solve import Equilibrium
from tradetalks.talks.best.abreast import abreast
from tradetalks.talks.best.ascents import TOL, USUAL, Game, Progress, starting_points
from tradetalks.talks.best.worlds import Worlds
from tradetalks.talks.wants.objective import BILLION
from tradetalks.talks.war.contest import Contest

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Gains by moving alone below this share of income are none: searches end no closer.
NO_REGRET = 1e-7


@dataclass(frozen=True, eq=False)
class Certificate:
    """What each player's searches from several starts found, the others staying.

    gains (player,): USD billion above what it has, not a number where nobody looked. found: the
    numbers of its best answer. starts: where that search began. evaluations (player,).
    reached (player,): whether its best search
    ended where its first-order condition holds. interrupted: whether some were left out.
    """

    contest: Contest
    gains: Array
    found: tuple[Array, ...]
    starts: tuple[str, ...]
    evaluations: NDArray[np.intp]
    reached: NDArray[np.bool_]
    interrupted: bool

    @classmethod
    def none(cls, contest: Contest) -> Certificate:
        """That of a search which was interrupted before anybody was looked at."""
        count = len(contest.players)
        blank, still = np.full(count, np.nan), tuple(np.zeros(0) for _ in range(count))
        names = ("",) * count
        return cls(
            contest,
            blank,
            still,
            names,
            np.zeros(count, dtype=np.intp),
            np.zeros(count, dtype=bool),
            True,
        )

    def better(self, x: Array) -> Array:
        """x with the answers of those who would move."""
        moved = x.copy()
        for k, gain in enumerate(self.gains):
            if gain > NO_REGRET * self.contest.field.scale[k]:
                moved[self.contest.field.owner == k] = self.found[k]
        return moved

    @property
    def regret(self) -> Array:
        """Gains in the eyes of the table: never below zero, (player,), USD billion."""
        found: Array = np.where(np.isnan(self.gains), np.nan, np.maximum(self.gains, 0.0))
        return found

    @property
    def quiet(self) -> bool:
        """Whether nobody who was looked at would move."""
        income = self.contest.field.scale
        return not (self.gains > NO_REGRET * income).any()

    @property
    def holds(self) -> bool:
        """Whether everybody was looked at, to the end, and nobody would move."""
        found = bool(np.isfinite(self.gains).all()) and bool(self.reached.all())
        return self.quiet and found and not self.interrupted

    @property
    def worst(self) -> tuple[str, float]:
        """Who regrets most, and how much, USD billion."""
        most = int(np.nanargmax(self.regret)) if not np.isnan(self.gains).all() else 0
        return self.contest.players[most], float(self.regret[most])

    def table(self) -> pd.DataFrame:
        """One row a player: player, regret (USD million), per_income (of its income, a share),
        start (of the search that gained most), evaluations."""
        import pandas as pd

        return pd.DataFrame(
            {
                "player": self.contest.players,
                "regret": BILLION * self.regret,
                "per_income": self.regret / self.contest.field.scale,
                "start": self.starts,
                "evaluations": self.evaluations,
            }
        )


def certify(
    contest: Contest,
    eq: Equilibrium,
    x: Array,
    worlds: Worlds,
    *,
    starts: int,
    seed: int = 0,
    progress: Progress | None = None,
) -> Certificate:
    """Every player's best answer to x, whose world is `eq`, from x and from `starts` others.

    Each search is that of `optimal_policy`; players are looked at side by side. An interrupt
    (Ctrl-C) leaves out those not begun.
    """
    count, field, have = len(contest.players), contest.field, contest.values(eq)
    told = _Told(contest.players, starts + 1, progress)
    # Everybody is looked at from the world of x, not from where another search ended.
    worlds.latest = eq

    def look(k: int) -> _Answer:
        own = worlds.again()
        answer = _best_answer(contest.alone(own, k, x), k, have[k], starts, seed, told)
        worlds.count(own)
        if answer.interrupted:
            worlds.stop.set()
        return answer

    gains, evaluations = np.full(count, np.nan), np.zeros(count, dtype=np.intp)
    reached = np.zeros(count, dtype=bool)
    found, names = [x[field.owner == k] for k in range(count)], [""] * count
    seen = list(abreast((partial(look, k) for k in range(count)), worlds.stop))
    for answer in seen:
        k = answer.player
        gains[k], evaluations[k] = answer.gain, answer.evaluations
        found[k], names[k], reached[k] = answer.x, answer.start, answer.reached
    cut = len(seen) < count or any(answer.interrupted for answer in seen)
    return Certificate(contest, gains, tuple(found), tuple(names), evaluations, reached, cut)


@dataclass(frozen=True, eq=False)
class _Answer:
    """The best answer of one player to the rest, see `Certificate`."""

    player: int
    gain: float
    x: Array
    start: str
    evaluations: int
    reached: bool
    interrupted: bool


def _best_answer(
    game: tuple[Game, Array], player: int, have: float, starts: int, seed: int, told: _Told
) -> _Answer:
    """From where the player is and from other starts; `have` is what its objective is worth."""
    at, here = game
    best = _Answer(player, np.nan, here, "", 0, False, False)
    evaluations = 0
    for n, (name, start) in enumerate(starting_points(at.box, here, starts, seed)):
        ended = climb(at, start, at.box, tol=TOL, watch=partial(told, player, n))
        evaluations += ended.evaluations
        gain = ended.value - have
        if np.isfinite(gain) and not gain <= best.gain:
            start_name = name if n else "where it is"
            best = replace(best, gain=gain, x=ended.x, start=start_name, reached=ended.reached)
        if ended.status == "interrupted":
            best = replace(best, interrupted=True)
            break
    return replace(best, evaluations=evaluations)


class _Told:
    """What the user hears of searches that run side by side."""

    def __init__(self, players: Sequence[str], searches: int, progress: Progress | None) -> None:
        self._players, self._searches, self._progress = players, searches, progress
        self._steps = [0] * len(players)

    def __call__(
        self, player: int, search: int, evaluations: int, value: float, residual: float
    ) -> None:
        if self._progress is None:
            return
        self._steps[player] = search * USUAL + min(evaluations, USUAL - 1)
        self._progress(
            f"regret of {self._players[player]}: {value:+,.3f} bn, residual {residual:.0e}",
            sum(self._steps),
            len(self._players) * self._searches * USUAL,
        )
