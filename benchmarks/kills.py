"""Does a sweep of 2,000 scenarios survive sixty kills? Compared with one left in peace.

Workers and the client of a sweep on processes, then scheduler, workers and client of one on a
Dask cluster, up to thirty kills (kill -9) each, at random.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import tradetalks as tt
from benchmarks.timing import announce, table
from sweeps import Killing, content, tiny_sweep

#: Kills asked of each sweep, which may be done before; and of both.
KILLS, ENOUGH = 30, 50


def main() -> None:
    announce("Sixty kills")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        grid = tiny_sweep(folder, chunk=2)  # many, so that it is not done before enough are dead
        begun = time.monotonic()
        tt.sweep(grid, folder / "calm", workers=2)
        calm = content(folder / "calm")
        rows: list[tuple[object, ...]] = [("left in peace", "", time.monotonic() - begun, "")]
        wrong, killed = False, 0
        for dask, words in ((False, "processes"), (True, "Dask cluster")):
            begun, out = time.monotonic(), folder / words
            killing = Killing(grid, out, KILLS, seed=KILLS, dask=dask)
            status = killing.run()
            same = content(out) == calm and status == 0
            wrong |= not same
            killed += sum(killing.dead.values())
            dead = ", ".join(f"{n} {who}" for who, n in sorted(killing.dead.items()))
            rows.append((words, dead, time.monotonic() - begun, "yes" if same else "NO"))
        print(table(("sweep of 2,000", "killed", "seconds", "same table"), rows))
    if wrong:
        sys.exit("a sweep that was killed did not end as one left in peace")
    if killed < ENOUGH:
        sys.exit(f"{killed} kills, and then the sweeps were done: give them smaller chunks")


if __name__ == "__main__":
    main()
