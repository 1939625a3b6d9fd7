"""Sweeps on a tiny world, and what kills their processes; shared by tests and benchmarks."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import psutil

import tradetalks as tt
from tradetalks.brief.sweeps import load_sweep
from tradetalks.uncertainty.sweep.crew import Lost
from tradetalks.uncertainty.sweep.drive import drive
from tradetalks.uncertainty.sweep.ledger import Record
from tradetalks.uncertainty.sweep.results import SweepResults
from tradetalks.uncertainty.sweep.store import Folder
from tradetalks.uncertainty.sweep.worker import Worker
from worlds import make_world

PROGRAM = [sys.executable, "-c", "from tradetalks.cli import program; program()"]
LEVER = {"kind": "tariff", "importer": "C00", "exporter": "C01", "sectors": "all"}


@cache
def tiny_base() -> tt.Baseline:
    """A world of 4 countries and 3 sectors."""
    return tt.Baseline.from_arrays(**make_world(5))


def tiny_world(folder: Path) -> Path:
    """The same in a file."""
    path = folder / "tiny.nc"
    if not path.exists():
        tiny_base().to_file(path)
    return path


def tiny_sweep(folder: Path, *, first: int = 50, second: int = 40, chunk: int = 16) -> Path:
    """The file of a sweep over two tariffs of a tiny world: `first` times `second` scenarios."""
    tiny_world(folder)
    path = folder / "grid.toml"
    path.write_text(
        f"""
title = "Two tariffs"
baseline = "tiny.nc"
chunk = {chunk}

[[lever]]
kind = "tariff"
axis = "here"
importer = "C00"
exporter = "C01"
sectors = "all"
add = {{ from = 0.0, to = 0.5, steps = {first} }}

[[lever]]
kind = "tariff"
axis = "there"
importer = "C01"
exporter = "C00"
sectors = "all"
add = {{ from = 0.0, to = 0.5, steps = {second} }}
""",
        encoding="utf-8",
    )
    return path


def content(out: Path) -> dict[str, Any]:
    """Every table of a sweep as rows in order: two sweeps are the same if these are equal."""
    results = SweepResults(out)
    with results.connection() as there:
        return {
            table: there.execute(f"select * from {table} order by all").fetchall()
            for table in ("scenarios", "countries", "flows")
            if results.names(table)
        }


@dataclass
class Here:
    """Works through chunks in this process, in the order given or in the reverse."""

    worker: Worker
    backwards: bool = False
    stop_after: int = 10**9

    def run(self, chunks: Iterable[int]) -> Iterator[Record | Lost]:
        order = sorted(chunks, reverse=self.backwards)
        for chunk in order[: self.stop_after]:
            yield self.worker.run(chunk)


@dataclass
class OnlyFirst:
    """Works through the first chunk alone, however many there are."""

    worker: Worker

    def run(self, chunks: Iterable[int]) -> Iterator[Record | Lost]:
        yield self.worker.run(next(iter(chunks)))


def here(grid: Any, out: Path, base: tt.Baseline | None = None, **how: Any) -> tt.SweepResults:
    """A sweep worked through in this process."""
    plan = load_sweep(grid, base)
    resume = how.pop("resume", False)
    drive(plan, Folder(out), Here(Worker(plan, Folder(out)), **how), resume=resume)
    return tt.SweepResults(out)


def grid(**more: Any) -> dict[str, Any]:
    """Three tariffs on a tiny world, in chunks of eight."""
    return {"title": "t", "chunk": 8, "lever": [{**LEVER, "add": [0.0, 0.2, 0.4]}], **more}


@dataclass
class Killing:
    """A sweep whose processes are killed at random (kill -9) until enough are dead.

    The client is begun again with --resume whenever it is dead. With `address`, a Dask scheduler
    and two workers of its own are kept running, and are victims as well.
    """

    grid: Path
    out: Path
    kills: int
    seed: int = 0
    dask: bool = False
    dead: Counter[str] = field(default_factory=Counter)
    _client: subprocess.Popen[bytes] | None = None
    _cluster: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def run(self, patience: float = 900.0) -> int:
        """Kill and resume until enough are dead, then let it finish; the client's last status."""
        chance = random.Random(self.seed)
        until = time.monotonic() + patience
        port = _free_port() if self.dask else 0
        try:
            while sum(self.dead.values()) < self.kills:
                assert time.monotonic() < until, f"too slow: {dict(self.dead)}"
                if self._ended():
                    break
                self._start(port)
                # Some die as they begin, most when something has been done since the last kill.
                chunks = chance.choice((0, 1, 1, 2))
                self._wait(chunks, 60.0 if chunks else chance.uniform(0.0, 6.0))
                time.sleep(chance.uniform(0, 0.05))
                victims = self._victims()
                if victims:
                    # The client takes its workers with it: it is chosen half as often.
                    kinds = sorted(victims)
                    (kind,) = chance.choices(kinds, [1 if k == "client" else 2 for k in kinds])
                    with suppress(psutil.NoSuchProcess):
                        chance.choice(victims[kind]).send_signal(signal.SIGKILL)
                        self.dead[kind] += 1
            while not self._ended():
                assert time.monotonic() < until, f"does not finish: {dict(self.dead)}"
                self._start(port)
                time.sleep(0.2)
            assert self._client is not None
            return int(self._client.returncode)
        finally:
            for process in (self._client, *self._cluster.values()):
                if process is not None:
                    process.kill()
                    process.wait()

    def _start(self, port: int) -> None:
        """Whoever is dead, begun again."""
        if self.dask:
            at = f"tcp://127.0.0.1:{port}"
            module = [sys.executable, "-m", "distributed.cli"]
            for name in ("scheduler", "worker 1", "worker 2"):
                process = self._cluster.get(name)
                if process is None or process.poll() is not None:
                    command = [*module[:2], f"distributed.cli.dask_{name.split()[0]}"]
                    command += (
                        ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
                        if name == "scheduler"
                        else [at, "--nthreads", "1", "--no-dashboard", "--no-nanny"]
                    )
                    self._cluster[name] = _quiet(command)
        if self._client is None or self._client.poll() is not None:
            how = ["--cluster", f"tcp://127.0.0.1:{port}"] if self.dask else ["--workers", "2"]
            resume = ["--resume"] if (self.out / "sweep.json").exists() else []
            command = [*PROGRAM, "sweep", str(self.grid), "--out", str(self.out), *how, *resume]
            self._client = _quiet(command)

    def _ended(self) -> bool:
        """Whether the client has ended by itself, with everything done."""
        client = self._client
        return client is not None and client.poll() in (0, 1) and SweepResults(self.out).complete

    def _wait(self, records: int, seconds: float) -> None:
        """Until so many chunks more are done, or the time has passed, or the client has ended."""
        folder, until = self.out / "records", time.monotonic() + seconds
        enough = _count(folder) + records
        while time.monotonic() < until and self._client and self._client.poll() is None:
            if records and _count(folder) >= enough:
                return
            time.sleep(0.01)

    def _victims(self) -> dict[str, list[psutil.Process]]:
        found: dict[str, list[psutil.Process]] = {}
        if self._client is not None and self._client.poll() is None:
            client = psutil.Process(self._client.pid)
            found["client"] = [client]
            with suppress(psutil.NoSuchProcess):
                # One more child only follows the others' resources.
                children = client.children()
                found["worker"] = [p for p in children if "spawn_main" in " ".join(p.cmdline())]
        for name, process in self._cluster.items():
            if process.poll() is None:
                found.setdefault(name.split()[0], []).append(psutil.Process(process.pid))
        return {kind: alive for kind, alive in found.items() if alive}


def _quiet(command: list[str]) -> subprocess.Popen[bytes]:
    log = os.environ.get("SWEEP_LOG")
    where: Any = open(log, "ab") if log else subprocess.DEVNULL  # noqa: SIM115
    return subprocess.Popen(command, stdout=where, stderr=where)


def _count(folder: Path) -> int:
    return sum(1 for _ in folder.glob("*.json"))


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])
