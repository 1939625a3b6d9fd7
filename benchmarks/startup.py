"""How long until the first answer, and where does the time go?

Whole processes, from the shell's point of view. Cold means an empty cache of compiled programs,
as on the first run after installing; warm means the next one. The shipped brief is run whole, and
cut down to its scenarios of trade, without questions: what the limits were set for.
"""

from __future__ import annotations

import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from importlib.resources import files
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
        short = Path(folder) / "trade.toml"
        short.write_text(_of_trade(), encoding="utf-8")
        few_cold, *_ = _runs(Path(folder), str(short), fresh=True, times=3)
        few_warm, *_ = _runs(Path(folder), str(short), fresh=False, times=5)
        cold, cold_cpu, where_cold = _runs(Path(folder), "us-india", fresh=True, times=3)
        warm, warm_cpu, where_warm = _runs(Path(folder), "us-india", fresh=False, times=5)
    rows += [
        ("its scenarios of trade, cold", "8", few_cold),
        ("its scenarios of trade, warm", "4", few_warm),
        ("tradetalks run us-india --quick, cold", "", cold),
        ("tradetalks run us-india --quick, warm", "", warm),
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


def _of_trade() -> str:
    """The shipped brief with its facts and its scenarios of trade, and nothing else."""
    text = (files("tradetalks.brief") / "briefs" / "us-india.toml").read_text(encoding="utf-8")
    kept, keep = [], True
    for block in re.split(r"(?m)^(?=\[)", text):
        name = block.split("]")[0].strip("[")
        if "." not in name:  # a table inside another goes with it
            trade = name == "scenario" and 'subject = "Trade"' in block
            keep = trade or name not in ("scenario", "agenda", "offer", "question", "talks")
        kept.append(block if keep else "")
    return "".join(kept)


def _median(command: list[str], times: int = 7) -> float:
    return statistics.median(seconds(lambda: _run(command)) for _ in range(times))


def _run(command: list[str], **environment: str) -> None:
    subprocess.run(command, check=True, capture_output=True, env=os.environ | environment)


def _runs(
    folder: Path, brief: str, *, fresh: bool, times: int
) -> tuple[float, float, dict[str, float]]:
    """Seconds by the clock and of the processor, and phases, of the middle one of some runs."""
    taken = []
    for number in range(times):
        named = Path(brief).stem
        cache = folder / (f"{named}-cold-{number}" if fresh else f"{named}-cold-0")
        out = folder / f"{named}-{fresh}-{number}"
        command = [PROGRAM, "run", brief, "--quick", "--out", str(out)]
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
