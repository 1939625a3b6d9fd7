"""How many scenarios a second does a sweep solve, against solving them one after another?

    python -m benchmarks.sweep [rounds]

One after another, cold: `tt.solve` from the baseline and its outcomes, in a loop, with all cores
to itself. The sweep: warm starts along the grid, arrays only, one worker a core, written to disk.
A grid of two tariffs, in one run, taking turns so that a busy spell hits all alike: the best of
so many rounds of each is compared, and the ratios of each round are told besides. Rates are from
the first chunk done to the last, so that starting processes and compiling do not count; the rate
with them is told, too.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import psutil

import tradetalks as tt
from benchmarks.timing import announce, table
from worlds import make_world

#: Countries, sectors, scenarios in a sweep, scenarios in a chunk.
SIZES = {"12 x 10": (12, 10, 4096, 256), "81 x 33": (81, 33, 2048, 256)}
ROUNDS, WORKERS, SIDE = 3, (1, 2), 16
HEADINGS = (
    "world",
    "workers",
    "scenarios",
    "one by one, cold, a second",
    "sweep, a second",
    "ratio of the best",
    "ratio in each round",
    "start-up included",
    "most memory of a worker, MiB",
    "bytes a scenario",
)
#: The sweep on paper: scenarios, cores, scenarios in a chunk, USD for an hour of a core.
MANY, CORES, CHUNK, PRICE = 100_000_000, 1000, 4096, 0.04
ON_PAPER = (
    "world",
    "core-hours",
    "minutes",
    "USD",
    "TB",
    "GB written a second",
    "tasks a second",
    "seconds a task",
)


class Run(NamedTuple):
    """A sweep: scenarios a second under way and in all, a worker's memory, MiB, and bytes each."""

    rate: float
    whole: float
    memory: float
    size: float


def main() -> None:
    announce("Scenarios a second")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    rows: list[tuple[Any, ...]] = []
    for name, (countries, sectors, count, chunk) in SIZES.items():
        base = tt.Baseline.from_arrays(**make_world(1, countries, sectors))
        alone: list[float] = []
        runs: dict[int, list[Run]] = {workers: [] for workers in WORKERS}
        for _ in range(rounds):
            alone.append(_one_by_one(base, grid_of(count, chunk), max(24, count // 16)))
            for workers in WORKERS:
                runs[workers].append(_sweep(base, grid_of(count, chunk), workers))
        for workers, found in runs.items():
            best = max(run.rate for run in found)
            each = ", ".join(
                f"{run.rate / rate:.1f}" for run, rate in zip(found, alone, strict=True)
            )
            rows.append(
                (
                    name,
                    workers,
                    count,
                    max(alone),
                    best,
                    best / max(alone),
                    each,
                    max(run.whole for run in found),
                    max(run.memory for run in found),
                    found[0].size,
                )
            )
    print(table(HEADINGS, rows))
    print(f"\n{MANY:,} scenarios on {CORES:,} cores, on paper: from one worker's rate above\n")
    print(table(ON_PAPER, [_on_paper(str(row[0]), row[4], row[9]) for row in rows if row[1] == 1]))


def _on_paper(name: str, rate: float, size: float) -> tuple[object, ...]:
    """What a very large sweep would take, if each core is a worker and nothing is in the way."""
    seconds = MANY / rate / CORES
    tasks = CORES * rate / CHUNK
    hours = MANY / rate / 3600
    return (
        name,
        hours,
        seconds / 60,
        hours * PRICE,
        MANY * size / 1e12,
        MANY * size / 1e9 / seconds,
        tasks,
        CHUNK / rate,
    )


def grid_of(count: int, chunk: int) -> dict[str, Any]:
    """So many scenarios of two tariffs."""
    lever = {"kind": "tariff", "sectors": "all"}
    return {
        "title": "Two tariffs",
        "chunk": chunk,
        "lever": [
            {**lever, "importer": "C00", "exporter": "C01", "add": _steps(count // SIDE)},
            {**lever, "importer": "C01", "exporter": "C00", "add": _steps(SIDE)},
        ],
    }


def _steps(steps: int) -> dict[str, float]:
    return {"from": 0.0, "to": 0.5, "steps": steps}


def _one_by_one(base: tt.Baseline, grid: dict[str, Any], count: int) -> float:
    """Scenarios a second, spread over the grid."""
    from tradetalks.brief.sweeps import load_sweep

    plan = load_sweep(grid, base)
    policies = [
        plan.recipe.policy(plan.values(k * plan.count // count), base.axes) for k in range(count)
    ]
    for policy in policies[:2]:
        assert tt.solve(base, policy).outcomes is not None
    begun = time.perf_counter()
    for policy in policies:
        assert tt.solve(base, policy).outcomes is not None
    return count / (time.perf_counter() - begun)


def _sweep(base: tt.Baseline, grid: dict[str, Any], workers: int) -> Run:
    marks: list[tuple[float, int]] = []
    most = 0.0

    def progress(what: str, done: int, total: int) -> None:
        nonlocal most
        if what == "sweep" and done:
            marks.append((time.perf_counter(), done))
            held = [p.memory_info().rss for p in psutil.Process().children()]
            most = max([most, *(size / 2**20 for size in held)])

    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        results = tt.sweep(grid, folder, baseline=base, workers=workers, progress=progress)
        seconds = time.perf_counter() - begun
        ends = results.query("select status, count(*) n from scenarios group by status")
        assert list(ends["status"]) == ["converged"], ends
        size = sum(f.stat().st_size for f in Path(folder).rglob("*.parquet"))
    # From when each worker has done its first chunk, compiling included.
    (begun, before), (end, after) = marks[workers - 1], marks[-1]
    count = results.about["scenarios"]
    return Run((after - before) / (end - begun), count / seconds, most, size / count)


if __name__ == "__main__":
    main()
