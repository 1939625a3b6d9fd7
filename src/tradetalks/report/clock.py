"""Seconds spent in each phase, and word of the progress to whoever listens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

Progress = Callable[[str, int, int], None]


def silent(what: str, done: int, total: int) -> None:
    """Nobody listens."""


class Clock:
    """`with clock("solve"):` times a phase; `clock.tell(what, done, total)` reports within it."""

    def __init__(self, tell: Progress | None = None, seconds: dict[str, float] | None = None):
        self.tell: Progress = tell or silent
        self.seconds: dict[str, float] = seconds if seconds is not None else {}

    @contextmanager
    def __call__(self, phase: str) -> Iterator[None]:
        self.tell(phase, 0, 1)
        start = perf_counter()
        yield
        self.seconds[phase] = perf_counter() - start
        self.tell(phase, 1, 1)

    def rounded(self) -> dict[str, float]:
        """Seconds by phase, to the millisecond."""
        return {phase: round(value, 3) for phase, value in self.seconds.items()}
