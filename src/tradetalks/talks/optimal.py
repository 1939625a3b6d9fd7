"""Best policy: the levers of one country that serve its objective best, by exact gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, NotConvergedError, Problem
from tradetalks.labels import Selector
from tradetalks.numerics.ascent import Box, Climb, Spot, climb
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium
from tradetalks.solve.options import Deficits
from tradetalks.talks.abreast import abreast
from tradetalks.talks.controls import BOUNDS, Controls, rate_controls
from tradetalks.talks.objective import Objective
from tradetalks.talks.terms import Term
from tradetalks.talks.worlds import Worlds

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Progress = Callable[[str, int, int], None]

#: First-order residual at which a search ends, as a share of the objective's scale.
TOL = 1e-6
#: Optima whose objectives differ by less than this share of the scale are the same.
SAME = 1e-8
#: Evaluations that a search takes, roughly; for the progress shown.
USUAL = 12


@dataclass(frozen=True, eq=False)
class Optimal:
    """What a search for the best policy found.

    gain: the objective less that under the policy given, USD billion. rates: one row a number
    (country, lever, exporter, importer, sector, trade, rate, before), rates as fractions; flows
    with next to no trade leave theirs open. terms: what the objective values, and by how much.
    residual: the first-order condition, `sum |projected gradient| (1 + rate)` over baseline
    income. starts: one row a start (start, gain, distance, same, evaluations, status): whether
    it reached the same objective, and how far its rates are, averaged by trade.
    """

    gain: float
    objective: Objective
    rates: pd.DataFrame
    terms: pd.DataFrame
    policy: Policy = field(repr=False)
    equilibrium: Equilibrium = field(repr=False)
    before: Equilibrium = field(repr=False)
    residual: float
    solves: int
    adjoints: int
    starts: pd.DataFrame
    converged: bool
    interrupted: bool
    message: str


class Game:
    """An objective as a function of numbers, for searches: its value, slope and curvature."""

    def __init__(
        self, worlds: Worlds, controls: Controls, objective: Objective, given: Policy
    ) -> None:
        self.worlds, self.controls, self.objective, self.given = worlds, controls, objective, given

    def beside(self) -> Game:
        """The same game for another thread."""
        return Game(self.worlds.again(), self.controls, self.objective, self.given)

    @property
    def box(self) -> Box:
        """The bounds, and what the first-order condition is measured by."""
        own = self.controls
        return Box(own.lower, own.upper, own.unit, self.objective.income)

    def __call__(self, x: Array) -> Spot | None:
        """The objective there; None where there is no equilibrium."""
        eq = self.worlds.solve(self.controls.policy(x, self.given))
        if not eq.converged:
            return None
        try:
            slopes = self.worlds.slopes(eq, self.objective.weights(eq))
        except NotConvergedError:
            return None
        curvature = self.controls.curvature(eq, x)
        return Spot(self.objective.value(eq), self.controls.pull(slopes), curvature, eq)


def optimal_policy(
    base: Baseline,
    country: str,
    lever: str | Sequence[str] = "tariff",
    by: Iterable[str] = (),
    *,
    objective: Iterable[Term] | Term | None = None,
    partners: Selector = "all",
    sectors: Selector | None = None,
    bounds: Any = BOUNDS,
    policy: Policy | None = None,
    starts: int = 5,
    seed: int = 0,
    deficits: Deficits = "fixed",
    labour_supply: float = 0.0,
    revenue: Any = "lump_sum",
    scale_elasticity: Any = 0.0,
    tol: float = 1e-10,
    progress: Progress | None = None,
) -> Optimal:
    """The country's best tariffs, export taxes or both, given everybody else's `policy`.

    `by` says how fine they are: () one rate, or any of exporter (importer for export taxes; both
    answer to partner) and sector. They hold on trade with `partners` in `sectors` (goods if
    None), within `bounds`. `objective` is a list of terms, real income alone if None. The search
    begins at the rates in force and at `starts` others: no rate, a high one, and drawn by `seed`;
    the best point counts. An interrupt (Ctrl-C) ends it with the best point so far.

    Exact gradients by one adjoint solve each; a projected quasi-Newton ascent whose metric is the
    distortion of each market (`RateControls.curvature`). Raises InputError with everything that
    does not fit, NotConvergedError where the policy given has no equilibrium.
    """
    problems: list[Problem] = []
    closure = {
        "deficits": deficits,
        "labour_supply": labour_supply,
        "revenue": revenue,
        "scale_elasticity": scale_elasticity,
    }
    aim = _read(lambda: Objective.of(base, country, objective), problems)
    options = {"partners": partners, "sectors": sectors, "bounds": bounds}
    controls = _read(lambda: rate_controls(base, country, lever, by, **options), problems)
    if isinstance(starts, bool) or not isinstance(starts, int) or starts < 0:
        problems.append(Problem("starts", f"{starts!r} is no number of starts", "0 or more"))
    if problems or aim is None or controls is None:
        raise InputError(list(dict.fromkeys(problems)))
    given = policy or Policy()
    worlds = Worlds(base, closure, tol)
    before = worlds.solve(given).require()
    game = Game(worlds, controls, aim, given)
    now = controls.now(given)
    search = best_of(game, now, starts, seed, progress)
    return _told(game, before, now, search)


@dataclass(frozen=True, eq=False)
class Search:
    """Ascents from several starts: their names, where each ended, and the best."""

    names: tuple[str, ...]
    climbs: tuple[Climb, ...]

    @property
    def best(self) -> Climb:
        """The one that ended highest."""
        return max(self.climbs, key=lambda found: found.value)

    @property
    def equilibrium(self) -> Equilibrium:
        """The world at the best point."""
        found: Equilibrium = self.best.spot.source
        return found

    @property
    def interrupted(self) -> bool:
        """Whether any was cut short."""
        return any(found.status == "interrupted" for found in self.climbs)


def best_of(
    game: Game,
    now: Array,
    starts: int,
    seed: int = 0,
    progress: Progress | None = None,
    *,
    tol: float = TOL,
) -> Search:
    """Ascents from the numbers in force and from other starts.

    Raises NotConvergedError where no start has an equilibrium.
    """
    points = starting_points(game.box, now, starts, seed)
    told = _Told(game.objective.country, len(points), progress)

    def ascent(k: int) -> tuple[str, Climb]:
        name, x = points[k]
        own = game.beside()
        found = climb(own, x, game.box, tol=tol, watch=partial(told, k))
        game.worlds.count(own.worlds)
        if found.status == "interrupted":
            game.worlds.stop.set()
        return name, found

    tasks = [partial(ascent, k) for k in range(len(points))]
    ended = list(abreast(tasks, game.worlds.stop))
    if not ended:
        raise KeyboardInterrupt
    search = Search(tuple(name for name, _ in ended), tuple(found for _, found in ended))
    if search.best.spot.source is None:
        raise NotConvergedError(
            f"the search of {game.objective.country} was interrupted before its first world"
            if search.interrupted
            else f"no start of {game.objective.country} has an equilibrium"
        )
    return search


def starting_points(box: Box, now: Array, starts: int, seed: int) -> list[tuple[str, Array]]:
    """The numbers in force, the lowest, high ones, then random ones; (name, numbers)."""
    draw = np.random.default_rng(seed)
    # A third of a wide range: beyond it, little is left to charge.
    high = box.lower + np.minimum(box.upper - box.lower, box.unit(box.lower)) / 2
    fixed = [("in force", now), ("lowest", np.maximum(box.lower, np.minimum(0.0, box.upper)))]
    fixed.append(("high", high))
    spread = [
        (f"random {k + 1}", box.lower + draw.random(len(now)) * 2 * (high - box.lower))
        for k in range(max(0, starts + 1 - len(fixed)))
    ]
    return [*fixed, *spread][: starts + 1]


class _Told:
    """What the user hears of ascents that run side by side."""

    def __init__(self, country: str, starts: int, progress: Progress | None) -> None:
        self._country, self._starts, self._progress = country, starts, progress
        self._best, self._steps = -np.inf, [0] * starts

    def __call__(self, start: int, evaluations: int, value: float, residual: float) -> None:
        if self._progress is None:
            return
        self._best = max(self._best, value)
        reached = residual <= TOL
        self._steps[start] = USUAL if reached else min(evaluations, USUAL - 1)
        self._progress(
            f"{self._country}: {self._best:+,.3f} bn, start {start + 1} of {self._starts}, "
            f"residual {residual:.0e}",
            sum(self._steps),
            self._starts * USUAL,
        )


def _told(game: Game, before: Equilibrium, now: Array, search: Search) -> Optimal:
    best, eq, aim = search.best, search.equilibrium, game.objective
    rates = game.controls.labels().assign(rate=best.x, before=now)
    gain = best.value - aim.value(before)
    starts = _starts(search, before, aim, rates["trade"].to_numpy())
    agree = int(starts["same"].sum()) - 1
    others = len(starts) - 1
    if search.interrupted:
        message = "interrupted; this is the best point so far"
    elif best.reached:
        message = f"{agree} of {others} other starts reach the same objective"
    else:
        message = f"{best.status}: the first-order residual is still {best.residual:.1e}"
    return Optimal(
        gain,
        aim,
        rates,
        aim.table(eq),
        eq.policy,
        eq,
        before,
        best.residual,
        game.worlds.solves,
        game.worlds.adjoints,
        starts,
        best.reached,
        search.interrupted,
        message,
    )


def _starts(search: Search, before: Equilibrium, aim: Objective, trade: Array) -> pd.DataFrame:
    import pandas as pd

    best, level = search.best, aim.value(before)
    rows = []
    for name, found in zip(search.names, search.climbs, strict=True):
        known = found.status != "no start"
        apart = float(np.average(np.abs(found.x - best.x), weights=trade)) if known else np.nan
        rows.append(
            {
                "start": name,
                "gain": found.value - level if known else np.nan,
                "distance": apart,
                "same": known and best.value - found.value <= SAME * aim.income,
                "residual": found.residual,
                "evaluations": found.evaluations,
                "status": found.status,
            }
        )
    return pd.DataFrame(rows)


def _read(read: Callable[[], Any], problems: list[Problem]) -> Any:
    try:
        return read()
    except InputError as error:
        problems += error.problems
        return None
