"""Tables published as several files, which pymrio puts together: EXIOBASE 3 and Eora26."""

from __future__ import annotations

import csv
import hashlib
import logging
import shutil
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from tradetalks.baseline.sources.extras import needed
from tradetalks.baseline.sources.grid import Grid
from tradetalks.baseline.sources.layout import Layout, table_of
from tradetalks.baseline.sources.names import Names, concordance, listed
from tradetalks.baseline.sources.opening import AGAIN, read_start, whole_archive
from tradetalks.baseline.sources.table import Table
from tradetalks.baseline.sources.text import refuse_other_year, scaled
from tradetalks.errors import BaselineError, Problem

EXIOBASE = Layout(
    final={
        "Final consumption expenditure by households": "consumption",
        "Final consumption expenditure by non-profit organisations serving households (NPISH)": (
            "consumption"
        ),
        "Final consumption expenditure by government": "consumption",
        "Gross fixed capital formation": "investment",
        "Changes in inventories": "inventories",
        "Changes in valuables": "valuables",
        "Exports: Total (fob)": "unknown",
    }
)
EORA = Layout(
    final={
        "Household final consumption P.3h": "consumption",
        "Non-profit institutions serving households P.3n": "consumption",
        "Government final consumption P.3g": "consumption",
        "Gross fixed capital formation P.51": "investment",
        "Changes in inventories P.52": "inventories",
        "Acquisitions less disposals of valuables P.53": "valuables",
    },
    payments={"ADRIFT_.*": "discrepancy"},
    adrift={"ADRIFT_.*": "discrepancy"},
)
#: The rest of the world by continent in EXIOBASE; they stay apart under labels of their own.
_CONTINENTS = {"WA": "WWA", "WE": "WWE", "WF": "WWF", "WL": "WWL", "WM": "WWM"}
#: Eora's own codes; what is left of the Soviet Union after 1991 joins the rest of the world.
_EORA_COUNTRIES = {"ANT": "CUW", "KSV": "XKX", "SDS": "SSD", "SUD": "SDN", "USR": "ROW"}
_EORA_PARTS = ("T", "FD", "VA")


def read_exiobase(
    path: Path, year: int, countries: Mapping[str, str], member: str, unit: float
) -> tuple[Table, str]:
    """An archive such as IOT_2019_ixi.zip, or pxp; `unit` turns EUR million into USD million."""
    digest = _archive(path, ("file_parameters.json", "Y.txt"))
    refuse_other_year(path.name, year)
    pymrio = needed("pymrio", path.name)
    with _read_by_pymrio(path.name):
        # Either flows or coefficients: each is a file of a gigabyte.
        system = pymrio.load_all(path, subfolders=[], subset=["Z", "Y"])
        if system.Z is None:
            system = pymrio.load_all(path, subfolders=[], subset=["A", "x", "Y"])
            output = _output(system) if system.x is None else system.x
            system.Z = pymrio.calc_Z(system.A, output)
            system.A = None
    known = [row["code"] for row in concordance("exiobase3")]
    names = Names({**_CONTINENTS, **countries}, _exiobase_label, known)
    grid = _joined(path.name, system.Z, system.Y)
    return table_of(scaled(grid, unit), EXIOBASE, year, names), digest


def read_eora(
    path: Path, year: int, countries: Mapping[str, str], member: str, unit: float
) -> tuple[Table, str]:
    """An archive such as Eora26_2017_bp.zip with its label files, or indices.zip beside it."""
    digest = _archive(path, tuple(f"_{part}.txt" for part in _EORA_PARTS))
    refuse_other_year(path.name, year)
    if "_pp" in path.name:
        what, remedy = "is at purchasers' prices", "fetch the archive that ends in _bp"
        raise BaselineError(Problem(path.name, what, "basic prices", "", remedy))
    pymrio = needed("pymrio", path.name)
    with TemporaryDirectory() as folder:
        _unpack_eora(path, year, Path(folder))
        with _read_by_pymrio(path.name):
            system = pymrio.parse_eora26(folder, year=year)
    known = [row["code"] for row in concordance("eora26")]
    names = Names({**_EORA_COUNTRIES, **countries}, listed("eora26"), known)
    return table_of(scaled(_joined(path.name, system.Z, system.Y), unit), EORA, year, names), digest


def _unpack_eora(path: Path, year: int, folder: Path) -> None:
    """The files of an archive under the names pymrio looks for; labels may be in indices.zip.

    Two things are kept from pymrio. Satellite accounts are half of the bytes and not needed: a line
    of zeros stands for them. The region ROW, which holds what balances the table, would be dropped
    and only its first cell told: under another name it stays, and a rule counts it. Raises
    BaselineError where the labels are in neither archive.
    """
    beside = path.with_name("indices.zip")
    lacking = {f"_{part}.txt": f"Eora26_{year}_bp_{part}.txt" for part in _EORA_PARTS}
    lacking |= {name: name for name in (f"labels_{part}.txt" for part in _EORA_PARTS)}
    for archive in (path, *([beside] if beside.is_file() else [])):
        with whole_archive(archive.name), zipfile.ZipFile(archive) as held:
            for end in [*lacking]:
                for name in (n for n in held.namelist() if n.endswith(end)):
                    with held.open(name) as found, (folder / lacking.pop(end)).open("wb") as to:
                        shutil.copyfileobj(found, to)
                    break
    if lacking:
        remedy = "fetch indices.zip from the same page, and put it beside the archive"
        raise BaselineError(Problem(path.name, f"has no {', '.join(lacking)}", "", "", remedy))
    for part, like in (("Q", "T"), ("QY", "FD")):
        labels = folder / f"labels_{like}.txt"
        text = labels.read_text("utf-8", errors="replace").replace("\tROW\t", "\tADRIFT\t")
        labels.write_text(text, encoding="utf-8")
        columns = sum(1 for line in text.splitlines() if line.strip())
        (folder / f"Eora26_{year}_bp_{part}.txt").write_text("\t".join(["0"] * columns) + "\n")
    (folder / "labels_Q.txt").write_text("none (none)\tnone\n")


def _archive(path: Path, wanted: tuple[str, ...]) -> str:
    """SHA-256 of an archive that is whole and has the files wanted. Raises BaselineError."""
    if read_start(path) != b"PK":
        remedy = "name the archive as downloaded"
        raise BaselineError(Problem(path.name, "is not a zip archive", remedy=remedy))
    with whole_archive(path.name), zipfile.ZipFile(path) as archive:
        held, broken = archive.namelist(), archive.testzip()
    if broken:
        raise BaselineError(Problem(f"{path.name}: {broken}", "is damaged", remedy=AGAIN))
    lacking = [part for part in wanted if not any(name.endswith(part) for name in held)]
    if lacking:
        listed_names = ", ".join(held[:6]) + (", ..." if len(held) > 6 else "")
        raise BaselineError(
            [
                Problem(path.name, f"holds no {part}", "", "", f"it holds {listed_names}")
                for part in lacking
            ]
        )
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _read_by_pymrio(place: str) -> Iterator[None]:
    """pymrio's own errors as ours; it warns and logs of much that is no concern here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            logging.disable(logging.WARNING)
            yield
    except MemoryError:
        raise
    except Exception as error:  # pymrio lets through whatever pandas or zipfile raise
        kind = type(error).__name__
        what = f"cannot be read ({kind}: {str(error)[:200]})"
        raise BaselineError(Problem(place, what, "the archive as downloaded", "", AGAIN)) from None
    finally:
        logging.disable(logging.NOTSET)


def _output(system: Any) -> Any:
    """Output that meets final use, where the archive has coefficients only: (I - A)^-1 y."""
    import pandas as pd

    a, y = system.A.to_numpy(), system.Y.to_numpy().sum(axis=1)
    output = np.linalg.solve(np.eye(len(a)) - a, y)
    return pd.DataFrame(output, index=system.A.index, columns=["indout"])


def _joined(place: str, inputs: Any, final: Any) -> Grid:
    """Inputs and final uses side by side, under labels REGION_NAME."""
    rows = tuple(f"{region}_{name}" for region, name in inputs.index)
    columns = tuple(f"{region}_{name}" for region, name in (*inputs.columns, *final.columns))
    values = np.hstack([inputs.to_numpy(float), final.reindex(inputs.index).to_numpy(float)])
    return Grid(place, rows, columns, values, 1)


def _exiobase_label(name: str) -> str:
    """Our label of an industry or product by its name, through the division in its code."""
    division = _exiobase_divisions().get(name, "")
    label: Callable[[str], str] = listed("exiobase3")
    return label(division)


@cache
def _exiobase_divisions() -> Mapping[str, str]:
    """Name of an industry or product -> division of NACE Rev. 1.1, from pymrio's lists."""
    found = {}
    for system in ("exio3_ixi", "exio3_pxp"):
        folder = resources.files("pymrio") / "mrio_models" / system
        text = (folder / "sectors.tsv").read_text("utf-8")
        for row in csv.DictReader(text.splitlines(), delimiter="\t"):
            found[row["ExioName"]] = row["ExioCode"][1:3]
    return found
