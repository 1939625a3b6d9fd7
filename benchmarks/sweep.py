"""How many scenarios a second does a sweep solve, against solving them one after another?

    python -m benchmarks.sweep [scenarios of the smaller world] [of the larger]

One after another, cold: `tt.solve` from the baseline and its outcomes, in a loop, with all cores
to itself. The sweep: warm starts along the grid, arrays only, one worker a core, written to disk.
A grid of two tariffs, in the same run, taking turns; rates are from the first chunk done to the
last, so that starting processes and compiling do not count; they are told besides.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

import tradetalks as tt
from benchmarks.timing import announce, table
from tradetalks.uncertainty.sweep.results import SweepResults
from worlds import make_world

SIZES = {"12 x 10": (12, 10, 4096, 256), "81 x 33": (81, 33, 2048, 256)}


def main() -> None:
    announce("Scenarios a second")
    given = [int(word) for word in sys.argv[1:]]
    rows = []
    for k, (name, (countries, sectors, count, chunk)) in enumerate(SIZES.items()):
        count = given[k] if k < len(given) else count
        base = tt.Baseline.from_arrays(**make_world(1, countries, sectors))
        with tempfile.TemporaryDirectory() as folder:
            alone = _one_by_one(base, _grid(count, chunk), max(16, count // 16))
            for workers in (1, 2):
                out = Path(folder) / str(workers)
                rate, whole, memory = _sweep(base, _grid(count, chunk), out, workers)
                size = sum(f.stat().st_size for f in out.rglob("*.parquet")) / count
                rows.append(
                    (name, workers, count, alone, rate, rate / alone, count / whole, memory, size)
                )
    headings = (
        "world",
        "workers",
        "scenarios",
        "one by one, cold, a second",
        "sweep, a second",
        "ratio",
        "start-up included",
        "most memory of a worker, MiB",
        "bytes a scenario",
    )
    print(table(headings, rows))


def _grid(count: int, chunk: int) -> dict[str, Any]:
    side = 16
    lever = {"kind": "tariff", "sectors": "all"}
    return {
        "title": "Two tariffs",
        "chunk": chunk,
        "lever": [
            {**lever, "importer": "C00", "exporter": "C01", "add": _steps(count // side)},
            {**lever, "importer": "C01", "exporter": "C00", "add": _steps(side)},
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


def _sweep(
    base: tt.Baseline, grid: dict[str, Any], out: Path, workers: int
) -> tuple[float, float, float]:
    """Scenarios a second once under way, seconds in all, and the most that a worker held, MiB."""
    marks: list[tuple[float, int]] = []
    most = 0.0

    def progress(what: str, done: int, total: int) -> None:
        nonlocal most
        if what == "sweep" and done:
            marks.append((time.perf_counter(), done))
            held = [p.memory_info().rss for p in psutil.Process().children()]
            most = max([most, *(size / 2**20 for size in held)])

    begun = time.perf_counter()
    results = tt.sweep(grid, out, baseline=base, workers=workers, progress=progress)
    whole = time.perf_counter() - begun
    ends = results.query("select status, count(*) n from scenarios group by status")
    assert list(ends["status"]) == ["converged"], ends
    assert isinstance(results, SweepResults)
    # From when each worker has done its first chunk, compiling included.
    first = marks[workers - 1]
    return (marks[-1][1] - first[1]) / (marks[-1][0] - first[0]), whole, most


if __name__ == "__main__":
    main()
