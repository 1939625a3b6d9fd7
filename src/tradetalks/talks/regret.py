"""Regret: what a player could still gain by moving alone, the others staying where they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.numerics.ascent import climb
from tradetalks.solve import Equilibrium
from tradetalks.talks.contest import Contest
from tradetalks.talks.objective import BILLION
from tradetalks.talks.optimal import TOL, USUAL, Progress, starting_points
from tradetalks.talks.worlds import Worlds

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
    interrupted: whether some were left out.
    """

    contest: Contest
    gains: Array
    found: tuple[Array, ...]
    starts: tuple[str, ...]
    evaluations: NDArray[np.intp]
    interrupted: bool

    @classmethod
    def none(cls, contest: Contest) -> Certificate:
        """That of a search which was interrupted before anybody was looked at."""
        count = len(contest.players)
        blank, still = np.full(count, np.nan), tuple(np.zeros(0) for _ in range(count))
        names = ("",) * count
        return cls(contest, blank, still, names, np.zeros(count, dtype=np.intp), True)

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
    def holds(self) -> bool:
        """Whether everybody was looked at and nobody would move."""
        income = self.contest.field.scale
        return bool((self.gains <= NO_REGRET * income).all())

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

    Each search is that of `optimal_policy`. An interrupt (Ctrl-C) leaves out those not begun.
    """
    count = len(contest.players)
    gains, evaluations = np.full(count, np.nan), np.zeros(count, dtype=np.intp)
    found = [x[contest.field.owner == k] for k in range(count)]
    names = ["" for _ in range(count)]
    have = contest.values(eq)
    interrupted = False
    for k, player in enumerate(contest.players):
        if interrupted:
            break
        worlds.latest = eq
        game, here = contest.alone(worlds, k, x)
        points = starting_points(game.box, here, starts, seed)
        for n, (name, start) in enumerate(points):
            search = k * len(points) + n
            watch = _watch(progress, f"regret of {player}", search, count * len(points))
            ended = climb(game, start, game.box, tol=TOL, watch=watch)
            evaluations[k] += ended.evaluations
            gain = ended.value - have[k]
            if np.isfinite(gain) and not gain <= gains[k]:
                gains[k], found[k] = gain, ended.x
                names[k] = "where it is" if n == 0 else name
            if ended.status == "interrupted":
                interrupted = True
                break
    return Certificate(contest, gains, tuple(found), tuple(names), evaluations, interrupted)


def _watch(
    progress: Progress | None, what: str, search: int, searches: int
) -> Callable[[int, float, float], None] | None:
    if progress is None:
        return None

    def tell(evaluations: int, value: float, residual: float) -> None:
        done = search * USUAL + min(evaluations, USUAL - 1)
        progress(f"{what}: {value:+,.3f} bn", done, searches * USUAL)

    return tell
