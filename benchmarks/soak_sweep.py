"""Does a sweep keep its memory for twenty minutes, and give the same bits when run again?

    python -m benchmarks.soak_sweep [minutes]

A sweep over three tariffs of `world-2022-small`, too large to end, with two workers, is stopped
after so long. Memory that is resident in the client and in each worker is looked at every second;
what it is in the last tenth of the time is set against what it was after the first fifth. Then a
small sweep is run twice and compared bit by bit.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil

import tradetalks as tt
from benchmarks.timing import announce, table
from sweeps import content

MINUTES, WARM, LAST, MOST = 20.0, 0.2, 0.1, 5.0
TARIFF = {"kind": "tariff", "importer": "USA", "sectors": "goods"}


def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    announce(f"A sweep for {minutes:g} minutes")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        done, held = _soak(_grid(1000), folder / "long", 60 * minutes)
        rows, worst = [], 0.0
        for who, sizes in held.items():
            span = len(sizes)
            before = statistics.median(sizes[int(WARM * span) : int((WARM + LAST) * span) + 1])
            after = statistics.median(sizes[-max(1, int(LAST * span)) :])
            growth = 100 * (after / before - 1)
            worst = max(worst, growth)
            rows.append((who, before, after, growth))
        print(table(("process", "MiB after a fifth", "MiB at the end", "growth, %"), rows))
        print(f"\n{done:,} scenarios, {done / 60 / minutes:,.0f} a second")
        again = [tt.sweep(_grid(8), folder / f"again {k}") for k in range(2)]
        same = content(folder / "again 0") == content(folder / "again 1")
        count = again[0].about["scenarios"]
        print(f"run twice, {count} scenarios: {'the same' if same else 'OTHER'} bits")
    if worst > MOST or not same:
        sys.exit("memory grew, or the same sweep gave other bits")


def _grid(steps: int) -> dict[str, Any]:
    return {
        "title": "Three tariffs",
        "baseline": "world-2022-small",
        "lever": [
            {**TARIFF, "exporter": who, "add": {"from": 0.0, "to": 0.5, "steps": steps}}
            for who in ("IND", "CHN", "JPN")
        ],
    }


def _soak(grid: dict[str, Any], out: Path, seconds: float) -> tuple[int, dict[str, list[float]]]:
    """Scenarios done, and the memory of every process second by second, MiB."""
    held: dict[str, list[float]] = {}
    over, so_far = threading.Event(), 0
    until = time.monotonic() + seconds

    def look() -> None:
        here = psutil.Process()
        while not over.wait(1.0):
            # The smallest child follows the others' resources and is no worker.
            others = sorted(here.children(), key=lambda p: p.memory_info().rss)[-2:]
            found = {"client": here} | {f"worker {p.pid}": p for p in others}
            for who, process in found.items():
                held.setdefault(who, []).append(process.memory_info().rss / 2**20)

    def progress(what: str, done: int, total: int) -> None:
        nonlocal so_far
        so_far = done
        if time.monotonic() > until:
            raise KeyboardInterrupt

    watch = threading.Thread(target=look, daemon=True)
    watch.start()
    try:
        tt.sweep(grid, out, workers=2, progress=progress)
    except KeyboardInterrupt:
        pass
    finally:
        over.set()
        watch.join()
    longest = max(map(len, held.values()))
    return so_far, {who: sizes for who, sizes in held.items() if len(sizes) > longest / 2}


if __name__ == "__main__":
    main()
