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
    """Questions and scenarios, two at a time once the first scenario has compiled the solver.

    What takes longest begins first. split: scenarios whose real income is split into its
    sources, which takes as long as half a dozen solves.
    """
    base, closure, tol = asked.base, asked.closure, asked.tol
    chosen = asked.brief.scenarios
    questions = [q for q in asked.brief.questions if not q.not_evaluated]
    with clock("load solver"):
        from tradetalks.outcomes import first_order_accounts
        from tradetalks.report.by_lever import by_lever
        from tradetalks.solve import prepare, solve

    def solved(scenario: Scenario) -> Equilibrium:
        return solve(before, scenario.policy(before.axes), **closure, tol=tol)

    def work_out(scenario: Scenario) -> Run:
        equilibrium = first if scenario is chosen[0] else solved(scenario)
        if not equilibrium.converged:
            return Run(scenario, equilibrium)
        welfare = _split(equilibrium) if scenario.id in split else None
        _ = equilibrium.outcomes, equilibrium.trade
        accounts = first_order_accounts(equilibrium)
        return Run(scenario, equilibrium, accounts, by_lever(equilibrium), welfare)

    runs = []
    with clock("solve"), ThreadPoolExecutor(max_workers=WORKERS) as workers:
        workers.submit(prepare, base)
        before = world_before(base, closure, tol)
        if before is not base:
            workers.submit(prepare, before)
        clock.tell(f"solve {chosen[0].title}", 0, len(chosen))
        first = solved(chosen[0])
        found = workers.map(lambda q: answer(q, replace(asked, base=before)), questions)
        done = workers.map(work_out, chosen)
        for k, scenario in enumerate(chosen):
            clock.tell(f"solve {scenario.title}", k, len(chosen))
            runs.append(next(done))
        clock.tell("answer the questions", len(chosen), len(chosen) + 1)
        answers = tuple(found)
    return tuple(runs), answers


def _split(equilibrium: Equilibrium) -> xr.Dataset | None:
    """The account of real income; none where the way to the policy cannot be followed."""
    from tradetalks.outcomes import welfare_account

    try:
        return welfare_account(equilibrium, ACCURACY)
    except NotConvergedError:
        return None
