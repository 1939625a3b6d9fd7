"""How long does a table of full size take, and how much memory?

A file in the layout of the OECD's regular table, 81 economies by 50 industries with ten digits a
cell, imported in a process of its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.timing import announce

COUNTRIES, INDUSTRIES, USES = 81, 50, ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR")
CODES = (
    "A01,A02,A03,B05,B06,B07,B08,B09,C10T12,C13T15,C16,C17_18,C19,C20,C21,C22,C23,C24A,C24B,C25,"
    "C26,C27,C28,C29,C301,C302T309,C31T33,D,E,F,G,H49,H50,H51,H52,H53,I,J58T60,J61,J62_63,K,L,M,N,"
    "O,P,Q,R,S,T"
)
MOST_SECONDS, MOST_BYTES = 60, 6e9


def main() -> None:
    announce("A table of 81 economies x 50 industries, read, cleaned, balanced and written")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "2022.csv"
        write(path)
        command = [sys.executable, "-m", "benchmarks.import_table", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout)
        size = path.stat().st_size / 1e6
    print(f"{size:.0f} MB of text: {found['seconds']:.1f} s, {found['bytes'] / 1e9:.2f} GB at most")
    if found["seconds"] > MOST_SECONDS or found["bytes"] > MOST_BYTES:
        sys.exit(f"more than {MOST_SECONDS} s or {MOST_BYTES / 1e9:g} GB")


def write(path: Path) -> None:
    """A made-up world whose costs are about half of output, value added that of 2022."""
    from tradetalks import load_baseline

    rng = np.random.default_rng(1)
    places = load_baseline("world-2022").countries[:COUNTRIES]
    size = COUNTRIES * INDUSTRIES
    inputs = rng.lognormal(0, 1.5, (size, size))
    final = rng.lognormal(0, 1.5, (size, COUNTRIES, len(USES)))
    for c in range(COUNTRIES):
        own = slice(c * INDUSTRIES, (c + 1) * INDUSTRIES)
        inputs[own, own] *= 400
        final[own, c] *= 400
    final[:, :, 4] *= rng.choice([0.2, -0.1], (size, COUNTRIES))
    final *= inputs.sum() / final.sum()
    for _ in range(40):
        output = inputs.sum(1) + final.sum((1, 2))
        inputs *= (0.5 * output / inputs.sum(0))[None, :]
    scale = 101e6 / final.sum()
    body = np.hstack([inputs, final.reshape(size, -1)]) * scale
    output = body.sum(1)
    industries = [f"{c}_{s}" for c in places for s in CODES.split(",")]
    heads = [*industries, *(f"{c}_{u}" for c in places for u in USES), "OUT"]
    with path.open("w") as stream:
        stream.write(",".join(["V1", *heads]) + "\n")
        for label, row, total in zip(industries, body, output, strict=True):
            stream.write(f"{label},{','.join(f'{x:.10g}' for x in row)},{total:.10g}\n")
        added = np.zeros(len(heads))
        added[:size] = output - body[:, :size].sum(0)
        totals = np.concatenate([output, body[:, size:].sum(0), [0.0]])
        for label, values in (("TLS", 0 * added), ("VA", added), ("OUT", totals)):
            stream.write(f"{label},{','.join(f'{x:.10g}' for x in values)}\n")


def measure(path: str) -> None:
    """Seconds and the process's peak memory, as JSON."""
    start = time.perf_counter()
    from tradetalks.baseline.importing import import_table

    made = import_table("oecd-icio", path, 2022).baseline
    made.to_file(Path(path).with_suffix(".nc"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": time.perf_counter() - start, "bytes": peak}))


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
