"""The same solve on whatever device JAX finds, against the processor in the same run.

    python -m benchmarks.device

Prints, for `world-2022`, seconds per solve one by one and in batches on the default device, the
ratio to the processor, and the largest difference between the two answers.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import jax
import numpy as np

import tradetalks as tt

BATCHES = (1, 4, 16, 64)


def main() -> None:
    base = tt.load_baseline("world-2022")
    rates = np.linspace(0.05, 0.5, max(BATCHES))
    policies = [tt.Policy().tariff("USA", "IND", add=float(r), sectors="goods") for r in rates]
    home = jax.devices("cpu")[0]
    away = jax.devices()[0]
    print(f"default device {away}; processor {home}; jax {jax.__version__}")
    with jax.default_device(home):
        slow, there = median_seconds(lambda: tt.solve(fresh(base), policies[0]))
    print(f"processor, one by one: {slow:.4f} s")
    quick, here = median_seconds(lambda: tt.solve(fresh(base), policies[0]))
    gap = abs(here.outcomes["real_income_change"] - there.outcomes["real_income_change"])
    print(f"device, one by one: {quick:.4f} s, ratio {slow / quick:.2f}")
    print(f"largest difference in real income: {float(gap.max()):.1e} per cent")
    for size in BATCHES:
        some = policies[:size]
        seconds, found = median_seconds(lambda some=some: tt.solve_many(base, some, at_once=True))
        assert all(eq.converged for eq in found)
        each = seconds / size
        print(f"device, batch of {size}: {each:.4f} s a solve, ratio {slow / each:.2f}")


def fresh(base: tt.Baseline) -> tt.Baseline:
    """The same baseline with no arrays on any device yet."""
    return tt.Baseline(base.dataset)


def median_seconds(work: Callable[[], Any], runs: int = 7) -> tuple[float, Any]:
    """Median over `runs` after one to compile, and the last answer."""
    answer = work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - start)
    return statistics.median(times), answer


if __name__ == "__main__":
    main()
