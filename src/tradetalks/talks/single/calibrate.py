"""Calibration: the baseline moved onto reported trade by the smallest change of trade costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, NotConvergedError, Problem
from tradetalks.numerics.targets import LeastChange, least_change
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium, outcomes_before, solve
from tradetalks.symbols import MONEY
from tradetalks.talks.single.slopes import by_levers
from tradetalks.talks.wants.flows import flow_weights, in_words
from tradetalks.talks.wants.quantity import Quantity, check_baseline

Array = NDArray[np.float64]

#: Relative miss allowed in a target; half of what is promised.
ACCURACY = 5e-10
#: Relative error allowed in slopes: they guide the steps, and are finer than `STILL` asks.
SLOPES = 1e-7


@dataclass(frozen=True, eq=False)
class Calibrated:
    """A baseline that meets its targets, and what it took.

    targets: one row each, `before`, `goal` and `after` in USD million. costs: one row for every
    flow that moved, `trade_before`, `trade_after` in USD million and `cost_change` in per cent
    of the trade cost factor. equilibrium: the world from which the baseline was made.
    """

    baseline: Baseline
    targets: pd.DataFrame = field(repr=False)
    costs: pd.DataFrame = field(repr=False)
    equilibrium: Equilibrium = field(repr=False)
    message: str
    evaluations: int


def calibrate(
    base: Baseline,
    targets: Iterable[Sequence[Any]],
    *,
    largest: float = 10.0,
    tol: float = 1e-12,
    progress: Callable[[str, int, int], None] | None = None,
) -> Calibrated:
    """Trade costs moved as little as will do for the targets to hold in a full equilibrium.

    A target is `(kind, country, partner, sectors, USD million)`, as in
    `("trade", "USA", "IND", "goods", 118.3e3)` or `("balance", "IND", "USA", "goods", 32e3)`;
    kinds are exports, imports, trade (both ways) and balance. Costs move on the flows that the
    targets name, each exporter, importer and sector for itself, so that the sum of squared log
    changes weighted by trade is smallest; flows of zero stay so. No cost rises or falls by more
    than a factor of `largest`. Every solve is the whole world (equations 1 to 8, imbalances
    fixed), the targets' derivatives in all costs come from one adjoint solve each, and the
    result satisfies the identities of a baseline because it is an equilibrium.

    Raises InputError on what cannot be used, NotConvergedError where the targets cannot be met;
    its message has the best that was found.
    """
    check_baseline(base)
    if not (isinstance(largest, Real) and 1 < float(largest) < np.inf):
        raise InputError(Problem("largest", f"{largest!r} cannot be used", "a factor above one"))
    wanted, goal = _read(base, targets)
    observed = np.asarray(outcomes_before(base)["trade"])
    weights = np.array([one.weights["trade"] for one in wanted])
    moving = (weights != 0).any(axis=0) & (observed > 0)
    flows = observed[moving]
    if not flows.size:
        raise InputError(Problem("targets", "there is no trade on the flows they name"))
    gross = np.abs(weights[:, moving]) @ flows
    world = _World(base, wanted, moving, partial(solve, base, tol=tol), progress)
    edge = float(np.log(largest))
    found = least_change(
        world,
        goal,
        flows / flows.sum(),
        tol=ACCURACY * np.where(goal != 0, np.abs(goal), gross),
        bounds=(-edge, edge),
    )
    if not found.reached or world.latest is None:
        raise NotConvergedError(_best_found(wanted, goal, found, largest))
    before = [one.value({"trade": observed}) for one in wanted]
    table = pd.DataFrame(
        {
            "target": [one.words for one in wanted],
            "before": before,
            "goal": goal,
            "after": found.values,
        }
    )
    costs = _costs(base, moving, flows, world.latest, found.x)
    words = "; ".join(
        f"{one.words} = {MONEY} {g:,.1f}" for one, g in zip(wanted, goal, strict=True)
    )
    mean = 100 * float(np.sqrt(flows @ found.x**2 / flows.sum()))
    message = (
        f"{words}, by trade costs on {flows.size} flows that move by {mean:.2g} % "
        "(trade-weighted root mean square)"
    )
    baseline = world.latest.to_baseline().replace(note=f"calibrated to {message}")
    return Calibrated(baseline, table, costs, world.latest, message, found.evaluations)


class _World:
    """Targets and their slopes in the log costs of the moving flows; remembers the last world."""

    def __init__(
        self,
        base: Baseline,
        wanted: Sequence[Quantity],
        moving: NDArray[np.bool_],
        solver: Callable[..., Equilibrium],
        progress: Callable[[str, int, int], None] | None,
    ) -> None:
        self.latest: Equilibrium | None = None
        self._shape = base["trade"].shape
        self._wanted, self._moving, self._solver = wanted, moving, solver
        self._progress, self._tried = progress, 0

    def __call__(self, log_cost: Array) -> tuple[Array, Array] | None:
        cost = np.ones(self._shape)
        cost[self._moving] = np.exp(log_cost)
        eq = self._solver(Policy().trade_cost_array(cost), start=self.latest)
        self._tried += 1
        if self._progress:
            self._progress("calibrate", self._tried, max(8, self._tried + 1))
        try:
            slopes = [by_levers(eq, one, SLOPES).trade_cost for one in self._wanted]
        except NotConvergedError:
            return None
        self.latest = eq
        values = np.array([one.value(eq.world.outcomes) for one in self._wanted])
        own = cost[self._moving]
        return values, np.array([np.asarray(slope)[self._moving] * own for slope in slopes])


def _read(base: Baseline, targets: Any) -> tuple[list[Quantity], Array]:
    """Targets as quantities and their values; raises InputError with all that does not fit."""
    problems: list[Problem] = []
    wanted, goal = [], []
    form = (
        '(kind, country, partner, sectors, USD million), as ("trade", "USA", "IND", "goods", 1e5)'
    )
    if isinstance(targets, str) or not isinstance(targets, Iterable):
        raise InputError(Problem("targets", f"{targets!r:.60} are no targets", f"a list of {form}"))
    for number, target in enumerate(targets, start=1):
        place = f"target {number}"
        if isinstance(target, str) or not isinstance(target, Sequence) or len(target) != 5:
            problems.append(Problem(place, f"{target!r:.60} is no target", form))
            continue
        *named, value = target
        if not isinstance(value, Real) or not np.isfinite(float(value)):
            problems.append(Problem(place, f"{value!r} is no figure", "USD million"))
            continue
        try:
            weights = flow_weights(base.axes, *named)
        except InputError as error:
            problems += [Problem(f"{place}: {p.place}", *_rest(p)) for p in error.problems]
            continue
        wanted.append(Quantity(in_words(*named), MONEY, {"trade": weights}))
        goal.append(float(value))
    if not problems and not wanted:
        problems.append(Problem("targets", "there is none", form))
    if problems:
        raise InputError(problems)
    return wanted, np.array(goal)


def _rest(problem: Problem) -> tuple[str, str, str, str]:
    return problem.what, problem.allowed, problem.nearest, problem.remedy


def _costs(
    base: Baseline, moving: NDArray[np.bool_], flows: Array, eq: Equilibrium, log_cost: Array
) -> pd.DataFrame:
    """How far each cost moved, largest flow first."""
    sellers, buyers, sectors = np.nonzero(moving)
    countries = np.array(base.countries)
    table = pd.DataFrame(
        {
            "exporter": countries[sellers],
            "importer": countries[buyers],
            "sector": np.array(base.sectors)[sectors],
            "trade_before": flows,
            "trade_after": eq.trade.values[moving],
            "cost_change": 100 * np.expm1(log_cost),
        }
    )
    return table.sort_values("trade_before", ascending=False, ignore_index=True)


def _best_found(wanted: Sequence[Quantity], goal: Array, found: LeastChange, largest: float) -> str:
    best = "; ".join(
        f"{one.words} is {MONEY} {have:,.1f}, not {need:,.1f}"
        for one, have, need in zip(wanted, found.values, goal, strict=True)
    )
    edge = f"trade costs may move by a factor of {largest:g}"
    return f"the targets were not met: {found.message}; at best {best}; {edge}"
