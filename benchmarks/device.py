"""Batches of scenarios on whatever device JAX finds, against the processor in the same run.

    python -m benchmarks.device [largest batch]

As a sweep solves them there: policies that differ in two tariffs, each from the baseline, in
64-bit, on made-up worlds. For batches of 1 to 4096 (64 where the device is the processor itself):
seconds from arrays to outcomes, sending and fetching included; the ratio to the processor, which
solves one by one; and the largest difference between the two answers.
"""

from __future__ import annotations

import statistics
import sys
from typing import Any

import jax
import numpy as np
from jax.errors import JaxRuntimeError

import tradetalks as tt
from benchmarks.sweep import grid_of
from benchmarks.timing import announce, seconds, table
from tradetalks.brief.sweeps import load_sweep
from tradetalks.uncertainty.sweep.engine import batch
from tradetalks.uncertainty.sweep.place import Place, Ready
from tradetalks.uncertainty.sweep.program import solved_row
from worlds import make_world

WORLDS = {"12 x 10": (12, 10), "81 x 33": (81, 33)}
BATCHES = (1, 4, 16, 64, 256, 1024, 4096)
ON_PROCESSOR, ROUNDS = 64, 5
HEADINGS = (
    "world",
    "batch",
    "seconds a batch",
    "scenarios a second",
    "ratio to one by one on the processor",
    "largest difference, %",
)


def main() -> None:
    announce("Batches on a device, 64-bit")
    home, away = jax.devices("cpu")[0], jax.devices()[0]
    most = int(sys.argv[1]) if len(sys.argv) > 1 else ON_PROCESSOR if home == away else BATCHES[-1]
    sizes = [size for size in BATCHES if size <= most]
    print(f"device {away.device_kind} ({away.platform}); jax {jax.__version__}\n")
    rows: list[tuple[object, ...]] = []
    for name, (countries, sectors) in WORLDS.items():
        data = make_world(1, countries, sectors)
        with jax.default_device(home):
            place, ready = _ready(data, min(ON_PROCESSOR, sizes[-1]))
            slow, there = _timed(lambda p=place, r=ready: [_single(p, one) for one in r])
        slow /= len(ready)
        rows.append((name, "one by one, processor", slow, 1 / slow, 1.0, ""))
        with jax.default_device(away):
            for size in sizes:
                place, ready = _ready(data, size)
                starts = [place.from_baseline(one) for one in ready]
                try:
                    each, here = _timed(
                        lambda p=place, r=ready, s=starts: batch(p, r, s, len(r)),
                    )
                except JaxRuntimeError as error:
                    rows.append((name, size, f"does not fit ({str(error)[:40]})", "", "", ""))
                    break
                known = min(len(here), len(there))
                gaps = [
                    float(np.abs(np.asarray(a.levels[0][0]) - np.asarray(b.levels[0][0])).max())
                    for a, b in zip(here[:known], there[:known], strict=True)
                ]
                rows.append((name, size, each, size / each, slow * size / each, 100 * max(gaps)))
    print(table(HEADINGS, rows))


def _ready(data: Any, count: int) -> tuple[Place, list[Ready]]:
    """Policies as arrays on the default device, of a world that has been on no device yet.

    The same in the first places whatever the count.
    """
    side = 16
    plan = load_sweep(grid_of(BATCHES[-1], side), tt.Baseline.from_arrays(**data))
    place = Place(plan, plan.worlds[0])
    found = [place.prepare(number) for number in range(count)]
    return place, [one for one in found if isinstance(one, Ready)]


def _single(place: Place, one: Ready) -> Any:
    tol, start = np.float64(place.plan.tol), place.from_baseline(one)
    row = solved_row(
        one.economy, one.shock, place.kernel(one), one.closure, start, tol, names=place.names
    )
    assert float(row.error) <= place.plan.tol
    return row


def _timed(work: Any) -> tuple[float, Any]:
    """Median seconds after one to compile, and the answer."""
    answer: list[Any] = []
    answer = work()
    return statistics.median(seconds(work) for _ in range(ROUNDS)), answer


if __name__ == "__main__":
    main()
