"""The frontier of an agenda: packages that leave neither side something to gain for free."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import InputError, NotConvergedError, Problem
from tradetalks.numerics.aims import Way, Weighted
from tradetalks.numerics.pursuit import Pursuit, pursue
from tradetalks.numerics.quadratic import Known
from tradetalks.talks.deal.agenda import Agenda
from tradetalks.talks.deal.bargain import Progress, at_stake, box

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: First-order residual at which the search for a point ends, as a share of what is at stake.
TOL = 1e-4


@dataclass(frozen=True)
class Placing:
    """Where gains lie below a frontier, USD billion.

    distance: how much more both parties could gain, each as much. further: by party, how much
    more it could gain while the other keeps its gain. All zero on the frontier or beyond it.
    """

    distance: float
    further: dict[str, float]


@dataclass(frozen=True, eq=False)
class Frontier:
    """Efficient packages, from the best for the second party to the best for the first.

    table: one row a point: point, a column of gains by party (USD billion over disagreement), a
    column of numbers by issue. residual: the largest first-order condition of any point;
    converged: whether that is at most `TOL`.
    """

    parties: tuple[str, str]
    table: pd.DataFrame
    residual: float
    solves: int
    converged: bool
    interrupted: bool
    message: str
    gains: Array = field(repr=False)

    def place(self, gains: Mapping[str, float]) -> Placing:
        """How far gains (USD billion over disagreement, by party) are from the frontier.

        Between points the frontier is taken as straight, which is on the side of too near.
        Raises InputError where a party's gain is missing.
        """
        missing = [p for p in self.parties if p not in gains]
        if missing:
            raise InputError(Problem("gains", f"{', '.join(missing)} is missing", "both parties"))
        here = np.array([float(gains[party]) for party in self.parties])
        more = [self._reach(k, here[1 - k]) - here[k] for k in range(2)]
        further = {p: max(0.0, float(m)) for p, m in zip(self.parties, more, strict=True)}
        return Placing(self._both(here), further)

    def _reach(self, party: int, other: float) -> float:
        """The most one can gain while the other gains at least so much; -inf where it cannot."""
        own, others = self.gains[:, party], self.gains[:, 1 - party]
        order = np.argsort(others)
        if other > others.max():
            return -np.inf
        if other <= others.min():
            return float(own.max())
        return float(np.interp(other, others[order], own[order]))

    def _both(self, here: Array) -> float:
        """The largest t at which `here + t` is still below the frontier; zero if none is."""
        low, high = 0.0, float((self.gains.max(0) - here).min())
        if high <= 0 or self._reach(0, here[1]) <= here[0]:
            return 0.0
        for _ in range(60):
            middle = (low + high) / 2
            inside = self._reach(0, here[1] + middle) >= here[0] + middle
            low, high = (middle, high) if inside else (low, middle)
        return low


def frontier(agenda: Agenda, points: int = 21, *, progress: Progress | None = None) -> Frontier:
    """The whole Pareto set between the two parties of an agenda, as `points` packages.

    The ends are the best packages for each; between them, as far as possible from evenly spaced
    points of the chord, at right angles to it (Das and Dennis 1998; Pascoletti and Serafini 1984).
    All searches run side by side and learn from each other. Packages that another one beats for
    both are left out. An interrupt (Ctrl-C) leaves those found so far. Raises InputError with
    more than two parties, NotConvergedError where the status quo has no equilibrium.
    """
    _check(agenda, points)
    packages = agenda.packages
    stakes, (low, high) = at_stake(agenda), box(agenda)
    searches: list[Pursuit] = []
    interrupted = False
    try:
        watch = _watch(progress, points)
        ends = [Pursuit(aim, low, high, TOL) for aim in _ends(stakes)]
        pursue(ends, packages.points, packages.evaluate, watch=watch)
        searches += ends
        ways = _between(ends, stakes, agenda.least, points - 2)
        between = [Pursuit(way, low, high, TOL) for way in ways]
        pursue(between, packages.points, packages.evaluate, watch=watch)
        searches += between
    except KeyboardInterrupt:
        interrupted = True
    found = [p for p in searches if p.best is not None]
    if not found:
        raise NotConvergedError("no point of the frontier was found")
    residual = max(p.residual for p in found)
    best = undominated([p.best for p in found if p.best is not None], agenda.least)
    return _told(agenda, best, residual, interrupted)


def undominated(points: list[Known], least: Array) -> list[Known]:
    """Points that no other beats for one party without loss to the other; each once, in order."""
    values = np.array([point.values for point in points])
    kept: list[Known] = []
    for k in np.lexsort((-values[:, 1], values[:, 0])):
        better = (values >= values[k] - least).all(1) & (values > values[k] + least).any(1)
        twin = any((np.abs(point.values - values[k]) <= least).all() for point in kept)
        if not better.any() and not twin:
            kept.append(points[k])
    return kept


def _ends(stakes: Array) -> list[Weighted]:
    """Best for each party; the other counts a little, so that what costs nothing is given."""
    return [Weighted(np.array(w) / stakes) for w in ((1e-4, 1.0), (1.0, 1e-4))]


def _between(ends: list[Pursuit], stakes: Array, least: Array, count: int) -> list[Way]:
    """Ways from points of the chord between the ends to the frontier."""
    if any(end.best is None for end in ends):
        return []
    first, last = (end.best.values for end in ends if end.best is not None)
    chord = np.abs(last - first)
    if (chord <= least).any():
        return []
    shares = np.linspace(0, 1, count + 2)[1:-1]
    return [Way(first + share * (last - first), chord, stakes) for share in shares]


def _check(agenda: Agenda, points: int) -> None:
    problems = []
    if len(agenda.parties) != 2:
        what = f"{len(agenda.parties)} parties have no frontier that can be drawn"
        problems.append(Problem("parties", what, "two parties"))
    if isinstance(points, bool) or not isinstance(points, int) or points < 3:
        problems.append(Problem("points", f"{points!r} is no number of points", "3 or more"))
    if problems:
        raise InputError(problems)


def _watch(progress: Progress | None, points: int) -> Callable[[int, int], None] | None:
    if progress is None:
        return None

    def tell(ended: int, searches: int) -> None:
        done = ended if searches > 2 else 0
        progress(f"frontier: {done} of {points} points", done, points)

    return tell


def _told(agenda: Agenda, best: list[Known], residual: float, interrupted: bool) -> Frontier:
    import pandas as pd

    packages = agenda.packages
    first, second = agenda.parties
    gains = np.array([point.values for point in best])
    numbers = np.array([packages.plain(point) for point in best])
    columns: dict[str, Any] = {"point": np.arange(1, len(best) + 1)}
    columns |= {party: gains[:, k] for k, party in enumerate(agenda.parties)}
    columns |= {name: numbers[:, k] for k, name in enumerate(agenda.ids)}
    converged = residual <= TOL and not interrupted
    text = f"{len(best)} efficient packages: {second} gains from {gains[-1, 1]:+,.3f} to "
    text += f"{gains[0, 1]:+,.3f}, {first} from {gains[0, 0]:+,.3f} to {gains[-1, 0]:+,.3f} bn"
    if interrupted:
        text = f"interrupted, these were found so far; {text}"
    elif not converged:
        text += f"; a first-order residual of {residual:.0e} is left"
    return Frontier(
        (first, second),
        pd.DataFrame(columns),
        residual,
        packages.solves,
        converged,
        interrupted,
        text,
        gains,
    )
