"""How long does a table of full size take, and how much memory?

`python -m benchmarks.import_table` asks it of the OECD's regular table, 81 economies by 50
industries, and fails beyond a minute or 6 GB; with names of tables, or `all`, of those. Each is a
made-up world in the publisher's layout and size, imported in a process of its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import published
import sheets
from benchmarks.timing import announce, table

MOST_SECONDS, MOST_BYTES = 60, 6e9


def _codes(text: str) -> list[str]:
    return text.split(",")


ICIO = _codes(
    "A01,A02,A03,B05,B06,B07,B08,B09,C10T12,C13T15,C16,C17_18,C19,C20,C21,C22,C23,C24A,C24B,C25,"
    "C26,C27,C28,C29,C301,C302T309,C31T33,D,E,F,G,H49,H50,H51,H52,H53,I,J58T60,J61,J62_63,K,L,M,N,"
    "O,P,Q,R,S,T"
)
A64 = _codes(
    "A01,A02,A03,B,C10T12,C13T15,C16,C17,C18,C19,C20,C21,C22,C23,C24,C25,C26,C27,C28,C29,C30,"
    "C31_32,C33,D35,E36,E37T39,F,G45,G46,G47,H49,H50,H51,H52,H53,I,J58,J59_60,J61,J62_63,K64,K65,"
    "K66,L,M69_70,M71,M72,M73,M74_75,N77,N78,N79,N80T82,O84,P85,Q86,Q87_88,R90T92,R93,S94,S95,S96,"
    "T,U"
)
WIOD = _codes(
    "A01,A02,A03,B,C10-C12,C13-C15,C16,C17,C18,C19,C20,C21,C22,C23,C24,C25,C26,C27,C28,C29,C30,"
    "C31_C32,C33,D35,E36,E37-E39,F,G45,G46,G47,H49,H50,H51,H52,H53,I,J58,J59_J60,J61,J62_J63,K64,"
    "K65,K66,L68,M69_M70,M71,M72,M73,M74_M75,N,O84,P85,Q,R_S,T,U"
)
OLD = [f"c{i}" for i in range(1, 36)]
PARTS = {"MEX": ("MX1", "MX2"), "CHN": ("CN1", "CN2")}


@dataclass(frozen=True)
class Case:
    """A publisher's table: its file, year, number of regions, industries, and who writes it."""

    source: str
    file: str
    year: int
    regions: int
    codes: Sequence[str]
    write: Callable[[published.Printed, Path], object]
    usd: float | None = None


def exiobase_titles(system: str) -> list[str]:
    """Names of EXIOBASE's industries or products."""
    import pymrio

    file = Path(pymrio.__file__).parent / f"mrio_models/exio3_{system}/sectors.tsv"
    head, *lines = (line.split("\t") for line in file.read_text("utf-8").splitlines())
    return [line[head.index("ExioName")] for line in lines]


def eora_titles() -> list[str]:
    from tradetalks.baseline.sources.names import concordance

    rows = [row for row in concordance("eora26") if "Restaurants" not in row["code"]]
    return [row["code"] for row in rows if not row["code"].startswith("Financial")]


def cases() -> dict[str, Case]:
    figaro, exiobase = published.figaro, published.exiobase
    ixi, pxp, eora = exiobase_titles("ixi"), exiobase_titles("pxp"), eora_titles()
    return {
        "oecd-icio": Case("oecd-icio", "2022_SML.csv", 2022, 81, ICIO, published.oecd),
        "oecd-icio-extended": Case(
            "oecd-icio", "2022.csv", 2022, 81, ICIO, lambda w, p: published.oecd(w, p, PARTS)
        ),
        "figaro": Case(
            "figaro", "matrix_eu-ic-io_ind-by-ind_25ed_2022.csv", 2022, 50, A64,
            lambda w, p: figaro(w, p, {c: c for c in w.countries}), 1.0530,
        ),
        "wiod-2013": Case(
            "wiod-2013", "WIOT11_ROW_Sep12.xlsx", 2011, 41, OLD,
            lambda w, p: sheets.workbook(w, p, "wiod-2013", 2011),
        ),
        "wiod-2016": Case(
            "wiod-2016", "WIOT2014_Nov16_ROW.xlsb", 2014, 44, WIOD,
            lambda w, p: sheets.workbook(w, p, "wiod-2016", 2014),
        ),
        "adb-mrio": Case(
            "adb-mrio", "ADB-MRIO-2022-July 2025.xlsx", 2022, 75, OLD,
            lambda w, p: sheets.workbook(w, p, "adb-mrio", 2022),
        ),
        "exiobase-ixi": Case(
            "exiobase-3", "IOT_2019_ixi.zip", 2019, 49, ixi,
            lambda w, p: exiobase(w, p, ixi), 1.1195,
        ),
        "exiobase-pxp": Case(
            "exiobase-3", "IOT_2019_pxp.zip", 2019, 49, pxp,
            lambda w, p: exiobase(w, p, pxp), 1.1195,
        ),
        "eora26": Case(
            "eora26", "Eora26_2017_bp.zip", 2017, 189, eora,
            lambda w, p: published.eora(w, p, eora, 2017, adrift=1.0),
        ),
    }  # fmt: skip


def main(names: Sequence[str]) -> None:
    known = cases()
    chosen = list(known) if "all" in names else list(names) or ["oecd-icio"]
    announce("A table of full size, read, cleaned, balanced and written")
    rows, failed = [], []
    for name in chosen:
        size, found = taken(known[name])
        rows.append((name, known[name].regions, len(known[name].codes), size, *found))
        if found[0] > MOST_SECONDS or found[1] * 1e9 > MOST_BYTES:
            failed.append(name)
    heads = ("table", "regions", "industries", "file, MB", "seconds", "GB at most")
    print(table(heads, rows))
    if failed:
        sys.exit(f"more than {MOST_SECONDS} s or {MOST_BYTES / 1e9:g} GB: {', '.join(failed)}")


def taken(case: Case) -> tuple[float, tuple[float, float]]:
    """Megabytes of the file, and the seconds and gigabytes its import takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / case.file
        case.write(made_up(case), path)
        asked = json.dumps([case.source, str(path), case.year, case.usd])
        command = [sys.executable, "-m", "benchmarks.import_table", "--measure", asked]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        found = json.loads(done.stdout)
        return path.stat().st_size / 1e6, (found["seconds"], found["bytes"] / 1e9)


def made_up(case: Case) -> published.Printed:
    """Costs of half of output, value added that of the world; two decimals in three of four cells,
    nothing in the fourth, as in published tables."""
    from tradetalks import load_baseline
    from tradetalks.labels.iso3166 import iso_numeric

    first = load_baseline("world-2022").countries
    places = [*first, *(c for c in iso_numeric() if c not in first)][: case.regions]
    world = published.printed(places, case.codes, gdp=95e6, rounds=30)
    blank = np.random.default_rng(1).random(world.inputs.shape) < 0.25
    inputs = np.round(np.where(blank, 0.0, world.inputs), 2)
    return replace(world, inputs=inputs, final=np.round(world.final, 2))


def measure(source: str, path: str, year: int, usd: float | None) -> None:
    """Seconds and the process's peak memory, as JSON."""
    start = time.perf_counter()
    from tradetalks.baseline.importing import import_table

    made = import_table(source, path, year, usd=usd).baseline
    made.to_file(Path(path).with_suffix(".nc"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": time.perf_counter() - start, "bytes": peak}))


if __name__ == "__main__":
    if "--measure" in sys.argv:
        measure(*json.loads(sys.argv[-1]))
    else:
        main(sys.argv[1:])
