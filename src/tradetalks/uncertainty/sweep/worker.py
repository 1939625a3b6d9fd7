"""What a worker does, wherever it runs: a chunk in, its record out."""

from __future__ import annotations

import os
import pickle
from functools import cached_property
from typing import TYPE_CHECKING

from tradetalks.uncertainty.sweep.ledger import Record, commit
from tradetalks.uncertainty.sweep.plan import Plan
from tradetalks.uncertainty.sweep.store import Store

if TYPE_CHECKING:
    from tradetalks.uncertainty.sweep.engine import Engine

#: One thread a worker: sums are then in one order, and as many workers as cores share nothing.
THREADS = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


class Worker:
    """A plan and where it is written; the engine is made on first use and kept."""

    def __init__(self, plan: Plan, store: Store) -> None:
        self.plan, self.store = plan, store

    @cached_property
    def engine(self) -> Engine:
        from tradetalks.solve import keep_compiled_programs
        from tradetalks.uncertainty.sweep.engine import Engine

        keep_compiled_programs()
        return Engine(self.plan)

    def run(self, chunk: int) -> Record:
        """Solve a chunk and write it; raises SweepStoppedError where it cannot be written."""
        return commit(self.store, self.plan, chunk, list(self.engine.solve(chunk)))

    def packed(self) -> bytes:
        """This worker for the way to another process: the baselines with it, no programs."""
        return pickle.dumps((self.plan, self.store))


def unpacked(content: bytes) -> Worker:
    """A worker from its packed form."""
    return Worker(*pickle.loads(content))


def one_thread() -> None:
    """Ask XLA for one thread, before JAX is first loaded in this process and its children."""
    flags = os.environ.get("XLA_FLAGS", "")
    if THREADS not in flags:
        os.environ["XLA_FLAGS"] = f"{flags} {THREADS}".strip()
    # Workers that share a GPU take memory as they need it, not most of it at the start.
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
