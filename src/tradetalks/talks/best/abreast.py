"""Searches side by side, and an end to all of them when one is interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import TypeVar

Result = TypeVar("Result")

#: Searches at a time: compiled programs run outside the interpreter's lock.
WORKERS = 2


def abreast(
    tasks: Iterable[Callable[[], Result]], stop: Event, workers: int = WORKERS
) -> Iterator[Result]:
    """The tasks' results in their order; those not begun when `stop` is set are left out.

    Only the main thread hears Ctrl-C: it sets `stop`, which tasks are expected to look at, and
    waits for those that are running.
    """

    def unless_stopped(task: Callable[[], Result]) -> Result | None:
        return None if stop.is_set() else task()

    with ThreadPoolExecutor(workers) as pool:
        begun = [pool.submit(unless_stopped, task) for task in tasks]
        for future in begun:
            found = _heard(future, stop)
            if found is not None:
                yield found


def _heard(future: Future[Result], stop: Event) -> Result:
    while True:
        try:
            return future.result()
        except KeyboardInterrupt:
            if future.done():
                raise
            stop.set()
