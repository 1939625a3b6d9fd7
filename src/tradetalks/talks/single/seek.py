"""Goal seek: the number of a lever at which an outcome meets a target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, NotConvergedError, Problem
from tradetalks.numerics.crossing import Crossing, Point, find_crossing
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium, outcomes_before, solve
from tradetalks.solve.options import Deficits
from tradetalks.talks.single.goals import ShareOfBaseline, level_of
from tradetalks.talks.single.scalar_lever import ScalarLever
from tradetalks.talks.single.slopes import towards
from tradetalks.talks.wants.quantity import Quantity, quantity

#: How near the outcome must come, relative to the target or the baseline's value.
ACCURACY = 1e-8
#: Changes in per cent smaller than this are not told apart from none.
LEAST_PER_CENT = 1e-7

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class Sought:
    """What a goal seek found.

    value: the lever's number, at the target or, if that cannot be `reached`, where the outcome
    comes nearest to it. attained, target: the outcome there and the one wanted, in `unit`.
    slope: exact derivative of the outcome in the number, there. others: about where the target
    is met as well; skipped: numbers at which no equilibrium was found; path: every number
    tried, with the outcome and its slope. equilibrium and policy are those at `value`.
    """

    reached: bool
    value: float
    attained: float
    target: float
    unit: str
    outcome: str
    slope: float
    equilibrium: Equilibrium = field(repr=False)
    policy: Policy = field(repr=False)
    message: str
    evaluations: int
    others: tuple[float, ...]
    skipped: tuple[float, ...]
    path: pd.DataFrame = field(repr=False)


def seek(
    base: Baseline,
    lever: Callable[[float], Policy],
    *,
    outcome: str,
    country: str,
    target: float | ShareOfBaseline,
    within: tuple[float, float],
    policy: Policy | None = None,
    deficits: Deficits = "fixed",
    labour_supply: float = 0.0,
    revenue: Any = "lump_sum",
    scale_elasticity: Any = 0.0,
    tol: float = 1e-12,
    scan: int = 9,
    progress: Progress | None = None,
    **place: Any,
) -> Sought:
    """The number x, `within` a range, at which `lever(x)` on top of `policy` meets the target.

    `lever` makes a policy of one number, as `lambda x: tt.Policy().tariff("USA", "IND", add=x)`;
    any lever will do. `target` is a level in the outcome's unit (USD million, or per cent for
    a change) or `share_of_baseline(0.5)`. Further labels place the outcome: `partner=`,
    `sector=`, `factor=`, and `sectors=` for exports, imports, balances, bilateral trade and
    two-way trade (`trade`).

    The range is looked over at `scan` numbers, then closed in on inside a bracket with the exact
    slopes, one adjoint solve each (`numerics.crossing`). Of several answers
    the one nearest to no change is given. A target out of reach is a result: `reached` is then
    false and `value` the nearest attainable. Numbers without an equilibrium are passed over.

    Raises InputError (PolicyError) on what cannot be used, NotConvergedError if no number in
    the range has an equilibrium.
    """
    if isinstance(scan, bool) or not isinstance(scan, int) or scan < 2:
        raise InputError(Problem("scan", f"{scan!r} is no number of points", "2 or more"))
    moving = ScalarLever.of(base, policy or Policy(), lever, within)
    what = quantity(base, outcome, country, place)
    before = what.value(outcomes_before(base))
    goal = level_of(target, what, before)
    solver = partial(
        solve,
        base,
        deficits=deficits,
        labour_supply=labour_supply,
        revenue=revenue,
        scale_elasticity=scale_elasticity,
        tol=tol,
    )
    track = _Track(solver, moving, what, goal, progress, scan)
    near = max(ACCURACY * max(abs(goal), abs(before)), LEAST_PER_CENT if what.relative else 0.0)
    found = find_crossing(track, moving.within, origin=moving.no_change(), tol=near, scan=scan)
    if found.best is None:
        ends = "no equilibrium was found from {:g} to {:g}".format(*moving.within)
        raise NotConvergedError(f"{ends}: {track.failure}")
    best = found.best
    eq = track.solved[best.x]
    tried = [(p.x, goal + p.gap, p.slope) for p in found.points]
    return Sought(
        reached=found.reached,
        value=best.x,
        attained=goal + best.gap,
        target=goal,
        unit=what.unit,
        outcome=what.words,
        slope=best.slope,
        equilibrium=eq,
        policy=eq.policy,
        message=_message(found, best, what, goal, moving.within),
        evaluations=found.evaluations,
        others=found.others,
        skipped=found.failed,
        path=pd.DataFrame(tried, columns=["x", "outcome", "slope"]),
    )


class _Track:
    """Solves at one number after another, each from the nearest world already solved."""

    def __init__(
        self,
        solver: Callable[..., Equilibrium],
        lever: ScalarLever,
        what: Quantity,
        goal: float,
        progress: Progress | None,
        scan: int,
    ) -> None:
        self.solved: dict[float, Equilibrium] = {}
        self.failure = ""
        self._solver, self._lever, self._what, self._goal = solver, lever, what, goal
        self._progress, self._expected, self._tried = progress, scan + 6, 0

    def __call__(self, x: float) -> tuple[float, float] | None:
        near = min(self.solved, key=lambda other: abs(other - x), default=None)
        start = None if near is None else self.solved[near]
        eq = self._solver(self._lever.at(x), start=start)
        self._tried += 1
        if self._progress:
            self._progress("seek", self._tried, max(self._expected, self._tried))
        try:
            slope = towards(eq.require(), self._what, self._lever.direction(x))
        except NotConvergedError as error:
            self.failure = str(error)
            return None
        self.solved[x] = eq
        return self._what.value(eq.world.outcomes) - self._goal, slope


def _message(
    found: Crossing, best: Point, what: Quantity, goal: float, within: tuple[float, float]
) -> str:
    """What happened, in a sentence or two."""
    aim = f"{what.words} = {_figure(goal, what)}"
    if found.reached:
        text = f"{aim} at {best.x:.6g}"
        if found.others:
            text += f"; also at about {_few(found.others)}: the one nearest to no change is given"
    else:
        text = "{} cannot be reached from {:g} to {:g}".format(aim, *within)
        there = _figure(goal + best.gap, what)
        text += f"; the nearest attainable is {there} at {best.x:.6g}"
    if found.failed:
        text += f"; no equilibrium was found at {_few(found.failed)}"
    return text


def _figure(value: float, what: Quantity) -> str:
    return f"{value:,.4g} %" if what.relative else f"{what.unit} {value:,.1f}"


def _few(numbers: tuple[float, ...], most: int = 5) -> str:
    shown = ", ".join(f"{x:.4g}" for x in numbers[:most])
    return shown if len(numbers) <= most else f"{shown} and {len(numbers) - most} more"
