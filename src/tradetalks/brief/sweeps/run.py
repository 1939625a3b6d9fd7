"""A sweep from Python: to a folder of results, or scenario by scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradetalks.brief.sweeps.read import load_sweep
from tradetalks.errors import InputError, Problem, nearest
from tradetalks.uncertainty.sweep.kept import TABLES
from tradetalks.uncertainty.sweep.plan import Plan

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.baseline import Baseline
    from tradetalks.uncertainty.sweep.engine import Engine
    from tradetalks.uncertainty.sweep.results import SweepResults

Progress = Callable[[str, int, int], None]
Source = str | Path | Mapping[str, Any]


def sweep(
    grid: Source,
    out: str | Path,
    *,
    baseline: Baseline | Sequence[Baseline] | None = None,
    resume: bool = False,
    again: bool = False,
    workers: int = 2,
    cluster: Any = None,
    progress: Progress | None = None,
) -> SweepResults:
    """Solve every scenario of a sweep into a folder (or an fsspec URL), and open it.

    `grid`: a file, or a mapping of the same keys; `baseline`: worlds of your own instead of those
    it names. `resume`: go on with what `out` holds of this sweep; `again`: and solve anew what
    raised an error or lost its workers. `workers`: processes on this machine; `cluster`:
    "local:8", the address of a Dask scheduler, or a Dask cluster or client.
    Scenarios without an equilibrium are in the results, with the reason. Raises InputError with
    every problem, SweepStoppedError where results cannot be written or workers cannot be had.
    A script calls this under `if __name__ == "__main__":`, as workers import it.
    """
    from tradetalks.uncertainty.sweep.results import SweepResults

    run_plan(load_sweep(grid, baseline), out, resume, again, workers, cluster, progress)
    return SweepResults(out)


def run_plan(
    plan: Plan,
    out: str | Path,
    resume: bool = False,
    again: bool = False,
    workers: int = 2,
    cluster: Any = None,
    progress: Progress | None = None,
) -> Any:
    """As `sweep`, on a plan that has been read; returns how it ended."""
    from tradetalks.uncertainty.sweep.cluster import DaskCrew, check_cluster
    from tradetalks.uncertainty.sweep.crew import LocalCrew
    from tradetalks.uncertainty.sweep.drive import Crew, drive
    from tradetalks.uncertainty.sweep.store import store_at
    from tradetalks.uncertainty.sweep.worker import Worker

    if cluster is not None:
        check_cluster(cluster)
    if isinstance(workers, bool) or not isinstance(workers, int) or not 1 <= workers <= 4096:
        raise InputError(Problem("workers", f"{workers!r} is no number of workers", "1 to 4096"))
    if again and not resume:
        raise InputError(Problem("again", "begins nothing by itself", remedy="resume too"))
    store = store_at(out)
    worker = Worker(plan, store)
    crew: Crew = LocalCrew(worker, workers) if cluster is None else DaskCrew(worker, cluster)
    return drive(plan, store, crew, resume=resume, again=again, progress=progress)


def iterate_sweep(
    grid: Source,
    *,
    baseline: Baseline | Sequence[Baseline] | None = None,
    table: str = "countries",
) -> Iterator[tuple[dict[str, Any], pd.DataFrame | None]]:
    """Each scenario as it is solved, in this process: what it is and how it ended; its table.

    The first of a pair has number, id, what varies, status, message and residual; the second the
    rows of `table` (`countries`, or `factors`, `sectors`, `pairs`, `flows` where the sweep asks for
    such outcomes), one column an outcome; None where there is no equilibrium. Nothing is kept.
    Raises InputError with every problem.
    """
    from tradetalks.uncertainty.sweep.engine import Engine

    plan = load_sweep(grid, baseline)
    if table not in plan.kept:
        known, close = ", ".join(plan.kept), nearest(str(table), plan.kept)
        raise InputError(Problem("table", f"{table!r} is not kept", known, close))
    return _iterated(plan, Engine(plan), table)


def _iterated(
    plan: Plan, engine: Engine, table: str
) -> Iterator[tuple[dict[str, Any], pd.DataFrame | None]]:
    import pandas as pd

    for chunk in range(plan.chunks):
        world = plan.world_of(chunk)
        for end in engine.solve(chunk):
            about = {
                "number": end.number,
                "id": plan.identity(end.number),
                "baseline": world.baseline,
                "elasticities": world.elasticities,
                **plan.values(end.number),
                "status": end.status,
                "message": end.message,
                "residual": end.residual,
            }
            if end.rows is None:
                yield about, None
                continue
            labels, axes = TABLES[table].labels, TABLES[table].axes(world.base)
            index: Any = pd.Index(axes[0], name=labels[0])
            if len(labels) > 1:
                index = pd.MultiIndex.from_product(axes, names=labels)
            columns = end.rows[table].reshape(len(plan.kept[table]), -1)
            yield about, pd.DataFrame(columns.T, index, list(plan.kept[table]))
