"""Best policy: the levers of one country that serve its objective best, by exact gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem
from tradetalks.labels import Selector
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium
from tradetalks.solve.arrays import settings_of
from tradetalks.solve.options import Deficits, Rules, check_tolerance
from tradetalks.talks.best.ascents import Game, Progress, Search, best_of, starts_problems
from tradetalks.talks.best.controls import BOUNDS, rate_controls
from tradetalks.talks.best.worlds import Worlds
from tradetalks.talks.wants.objective import Objective
from tradetalks.talks.wants.terms import Term

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Optima whose objectives differ by less than this share of the scale are the same.
SAME = 1e-8


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
    closure: dict[str, Any] = {
        "deficits": deficits,
        "labour_supply": labour_supply,
        "revenue": revenue,
        "scale_elasticity": scale_elasticity,
    }
    aim = _read(lambda: Objective.of(base, country, objective), problems)
    options = {"partners": partners, "sectors": sectors, "bounds": bounds}
    controls = _read(lambda: rate_controls(base, country, lever, by, **options), problems)
    problems += starts_problems(starts, least=0)
    if policy is not None and not isinstance(policy, Policy):
        problems.append(Problem("policy", f"is a {type(policy).__name__}", "a Policy"))
    elif aim is not None:
        _read(lambda: settings_of(base, policy or Policy()), problems)
    for check in (lambda: check_tolerance(tol), lambda: Rules.read(base, **closure)):
        _read(check, problems)
    if problems or aim is None or controls is None:
        raise InputError(list(dict.fromkeys(problems)))
    given = policy or Policy()
    worlds = Worlds(base, closure, tol)
    before = worlds.solve(given).require()
    game = Game(worlds, controls, aim, given)
    now = controls.now(given)
    search = best_of(game, now, starts, seed, progress)
    return _told(game, before, now, search)


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
