"""Every scenario of a brief solved and accounted for, and every question answered."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from tradetalks.brief.answers import Asked, answer
from tradetalks.errors import NotConvergedError
from tradetalks.report.clock import Clock
from tradetalks.report.stack import Run
from tradetalks.report.welfare import ACCURACY
from tradetalks.report.world import world_before

if TYPE_CHECKING:
    import xarray as xr

    from tradetalks.brief import Answer, Scenario
    from tradetalks.solve import Equilibrium

WORKERS = 2


def solve_all(
    asked: Asked, split: Collection[str], clock: Clock
) -> tuple[tuple[Run, ...], tuple[Answer, ...]]:
    """Scenarios, then questions, two at a time once the first has compiled the solver.

    split: scenarios whose real income is split into its sources, which takes as long as half
    a dozen solves, so it comes after the others.
    """
    base, closure, tol = asked.base, asked.closure, asked.tol
    chosen = asked.brief.scenarios
    questions = [q for q in asked.brief.questions if not q.not_evaluated]
    with clock("load solver"):
        from tradetalks.outcomes import first_order_accounts
        from tradetalks.report.by_lever import by_lever
        from tradetalks.solve import prepare, solve

    def work_out(scenario: Scenario) -> Run:
        equilibrium = solve(before, scenario.policy(before.axes), **closure, tol=tol)
        if not equilibrium.converged:
            return Run(scenario, equilibrium)
        _ = equilibrium.outcomes, equilibrium.trade
        return Run(scenario, equilibrium, first_order_accounts(equilibrium), by_lever(equilibrium))

    runs = []
    with clock("solve"), ThreadPoolExecutor(max_workers=WORKERS) as workers:
        workers.submit(prepare, base)
        before = world_before(base, closure, tol)
        workers.submit(prepare, before)
        clock.tell(f"solve {chosen[0].title}", 0, len(chosen))
        runs.append(work_out(chosen[0]))
        others = workers.map(work_out, chosen[1:])
        found = workers.map(lambda q: answer(q, replace(asked, base=before)), questions)
        for k, scenario in enumerate(chosen[1:], start=1):
            clock.tell(f"solve {scenario.title}", k, len(chosen))
            runs.append(next(others))
        leading = [run for run in runs if run.id in split and run.equilibrium.converged]
        accounts = workers.map(lambda run: _split(run.equilibrium), leading)
        clock.tell("answer the questions", len(chosen), len(chosen) + 1)
        answers = tuple(found)
        clock.tell("split real incomes", len(chosen), len(chosen) + 1)
        welfare = dict(zip((run.id for run in leading), accounts, strict=True))
    return tuple(replace(run, welfare=welfare.get(run.id)) for run in runs), answers


def _split(equilibrium: Equilibrium) -> xr.Dataset | None:
    """The account of real income; none where the way to the policy cannot be followed."""
    from tradetalks.outcomes import welfare_account

    try:
        return welfare_account(equilibrium, ACCURACY)
    except NotConvergedError:
        return None
