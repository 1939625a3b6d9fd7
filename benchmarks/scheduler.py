"""How many chunks a second can one Dask scheduler hand out? It bounds the workers of a sweep.

Tasks that do nothing, handed out as a sweep does: a few ahead for each worker, one more for each
that comes back. Against `map`, which gives the scheduler all of them at once.
"""

from __future__ import annotations

import time
from itertools import islice

from distributed import Client, LocalCluster, as_completed

from benchmarks.timing import announce, table
from tradetalks.uncertainty.sweep.cluster import AHEAD

TASKS, WORKERS = 5_000, (2, 8)


def main() -> None:
    announce(f"Chunks through a scheduler, {TASKS:,} that do nothing")
    rows: list[tuple[object, ...]] = []
    for workers in WORKERS:
        with (
            LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
            ) as cluster,
            Client(cluster) as client,
        ):
            as_swept(client, 10 * workers)
            rows.append((workers, TASKS / as_swept(client, TASKS), TASKS / at_once(client, TASKS)))
    print(table(("workers", "as a sweep does, a second", "all at once, a second"), rows))


def as_swept(client: Client, tasks: int) -> float:
    """Seconds for so many tasks, a few ahead for each worker."""
    begun, todo = time.perf_counter(), iter(range(tasks))

    def more(count: int) -> list[object]:
        return [client.submit(_nothing, k, begun, pure=False) for k in islice(todo, count)]

    going = as_completed(more(AHEAD * sum(client.nthreads().values())))
    for future in going:
        future.result()
        going.update(more(1))
    return time.perf_counter() - begun


def at_once(client: Client, tasks: int) -> float:
    """Seconds for so many tasks that are all there from the start."""
    begun = time.perf_counter()
    client.gather(client.map(_nothing, range(tasks), [begun] * tasks, pure=False))
    return time.perf_counter() - begun


def _nothing(number: int, begun: float) -> int:
    return number


if __name__ == "__main__":
    main()
