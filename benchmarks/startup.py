"""How long until the first answer, and where does the time go?

Whole processes, from the shell's point of view. Cold means an empty cache of compiled programs,
as on the first run after installing; warm means the next one.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.timing import announce, seconds, table

PROGRAM = str(Path(sys.executable).with_name("tradetalks"))


def main() -> None:
    announce("Start-up")
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            ("python -c pass", "", _median([sys.executable, "-c", "pass"])),
            ("tradetalks --help", "0.3", _median([PROGRAM, "--help"])),
            *(
                (f"import {name}", "", _median([sys.executable, "-c", f"import {name}"]))
                for name in ("jax", "xarray", "pandas")
            ),
        ]
        cold, cold_cpu, where_cold = _runs(Path(folder), fresh=True, times=3)
        warm, warm_cpu, where_warm = _runs(Path(folder), fresh=False, times=5)
    rows += [
        ("tradetalks run us-india, cold", "8", cold),
        ("tradetalks run us-india, warm", "4", warm),
    ]
    print(table(("command", "at most, s", "median, s"), rows))
    print(f"\nProcessor time of these runs, both processes: {cold_cpu:.2f} and {warm_cpu:.2f} s.")
    print("\nWhere the time goes, seconds (the rest is starting Python and the first imports):\n")
    phases = dict.fromkeys((*where_cold, *where_warm))
    print(
        table(
            ("phase", "cold", "warm"),
            (
                *((p, where_cold.get(p, 0.0), where_warm.get(p, 0.0)) for p in phases),
                ("rest", cold - sum(where_cold.values()), warm - sum(where_warm.values())),
            ),
        )
    )


def _median(command: list[str], times: int = 7) -> float:
    return statistics.median(seconds(lambda: _run(command)) for _ in range(times))


def _run(command: list[str], **environment: str) -> None:
    subprocess.run(command, check=True, capture_output=True, env=os.environ | environment)


def _runs(folder: Path, *, fresh: bool, times: int) -> tuple[float, float, dict[str, float]]:
    """Seconds by the clock and of the processor, and phases, of the middle one of some runs."""
    taken = []
    for number in range(times):
        cache = folder / (f"cold-{number}" if fresh else "cold-0")
        out = folder / f"{fresh}-{number}"
        command = [PROGRAM, "run", "us-india", "--out", str(out)]
        before = _processor()
        spent = seconds(lambda c=command, k=cache: _run(c, TRADETALKS_CACHE=str(k)))
        worked = _processor() - before
        where = json.loads((out / "manifest.json").read_text())["seconds"]
        taken.append((spent, worked, where))
    return sorted(taken, key=lambda run: run[0])[times // 2]


def _processor() -> float:
    """Processor seconds of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
