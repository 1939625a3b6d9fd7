"""What coarser worlds cost a brief: its scenarios solved at one resolution after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from tradetalks.baseline.resolution import Resolution
from tradetalks.brief.resolution import aggregate_for
from tradetalks.brief.targets import on_facts
from tradetalks.errors import InputError, Problem
from tradetalks.report.case import closure_in, read_case, whole_world
from tradetalks.report.clock import Progress, silent
from tradetalks.report.gather import at_the_table
from tradetalks.report.inside import outward
from tradetalks.report.loss import CALLED, compared, worlds
from tradetalks.report.world import world_before

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief import Brief, Closure
    from tradetalks.labels import Axes
    from tradetalks.policy import Policy

    Policies = Mapping[str, Callable[[Axes], Policy]]

LADDER = ("brief", "20xbrief", "briefxfull", "20", "30", "50")


def resolution_loss(
    brief_path: str | Path,
    resolutions: Sequence[str | int] = LADDER,
    *,
    baseline: str | Path | None = None,
    elasticities: str | None = None,
    tol: float = 1e-10,
    progress: Progress = silent,
) -> pd.DataFrame:
    """How far a brief's scenarios are off at each resolution, and how long they take.

    One row for each resolution and kind of figure (`real_income_change` of the parties,
    `third_real_income_change`, `exports_change`, `balance_difference`,
    `goods_balance_difference`): resolution, countries, sectors, seconds (all scenarios, programs
    compiled before; `full_seconds`: the same for the whole world, timed right after), then as in
    the table `resolution` of a report: how many figures, unit, and the median and largest size of
    the difference, in the unit and in per cent. Nothing is searched. Raises InputError with every
    resolution that is none or too coarse, and for a brief or a baseline that cannot be read.
    """
    asked = _read(resolutions)
    brief = read_case(brief_path, baseline, elasticities, "full")[0]
    whole = whole_world(brief, baseline, elasticities)
    made: dict[str, Baseline] = {}
    problems: list[Problem] = []
    for one in asked:
        try:
            made[str(one)] = aggregate_for(whole, brief, one, place=f"resolution {one}")
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    closure = closure_in(brief, None, None, None, None)
    brief_on = partial(_started, brief, closure=closure, tol=tol, progress=progress)
    before = brief_on(whole)
    parties = [party.country for party in brief.parties]
    policies: Policies = {s.id: outward(s.policy, parties) for s in brief.scenarios}
    full = worlds(before, policies, closure, tol, progress)
    rows: list[dict[Any, Any]] = []
    for name, base in made.items():
        progress(f"resolution {name}", len(rows) // len(CALLED), len(made))
        coarse = brief_on(base)
        loss = compared(worlds(coarse, policies, closure, tol), full, at_the_table(brief, base))
        seconds = [_seconds(partial(worlds, b, policies, closure, tol)) for b in (coarse, before)]
        about = {
            "resolution": name,
            "countries": len(base.countries),
            "sectors": len(base.sectors),
            "seconds": seconds[0],
            "full_seconds": seconds[1],
        }
        rows += [about | row for row in loss.summary.drop(columns="called").to_dict("records")]
    return pd.DataFrame(rows)


def _started(
    brief: Brief, base: Baseline, closure: Closure, tol: float, progress: Progress
) -> Baseline:
    """The world that scenarios start from: on the brief's facts, and closed."""
    if brief.calibrate is not None:
        base = on_facts(brief, brief.calibrate.facts, base, progress).baseline
    return world_before(base, closure, tol)


def _seconds(action: Callable[[], object]) -> float:
    start = perf_counter()
    action()
    return perf_counter() - start


def _read(resolutions: Sequence[str | int]) -> list[Resolution]:
    """Resolutions, each once; raises InputError with every one that is none."""
    if isinstance(resolutions, str) or not isinstance(resolutions, Sequence) or not resolutions:
        raise InputError(Problem("resolutions", f"{resolutions!r} is no list of resolutions"))
    found: list[Resolution] = []
    problems: list[Problem] = []
    for one in resolutions:
        try:
            found.append(Resolution.read(one))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return list(dict.fromkeys(found))
