"""Tables published as several files, which pymrio puts together: EXIOBASE 3 and Eora26."""

from __future__ import annotations

import csv
import hashlib
import logging
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from tradetalks.baseline.sources.extras import needed
from tradetalks.baseline.sources.grid import Grid
from tradetalks.baseline.sources.layout import Layout, table_of
from tradetalks.baseline.sources.names import Names, concordance, listed
from tradetalks.baseline.sources.opening import AGAIN, read_bytes, whole_archive
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
    }
)
#: The rest of the world by continent in EXIOBASE; they stay apart under labels of their own.
_CONTINENTS = {"WA": "WWA", "WE": "WWE", "WF": "WWF", "WL": "WWL", "WM": "WWM"}
_EORA_PARTS = ("T", "FD", "VA", "Q", "QY")


def read_exiobase(
    path: Path, year: int, countries: Mapping[str, str], member: str, unit: float
) -> tuple[Table, str]:
    """An archive such as IOT_2019_ixi.zip, or pxp; `unit` turns EUR million into USD million."""
    digest = _archive(path, ("file_parameters.json", "Y.txt"))
    refuse_other_year(path.name, year)
    pymrio = needed("pymrio", path.name)
    with _read_by_pymrio(path.name):
        system = pymrio.load_all(path, subfolders=[])
        if system.Z is None:
            if system.x is None:
                system.x = _output(system)
            system.Z = pymrio.calc_Z(system.A, system.x)
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
    pymrio = needed("pymrio", path.name)
    with _read_by_pymrio(path.name):
        system = pymrio.parse_eora26(path, year=year)
    known = [row["code"] for row in concordance("eora26")]
    names = Names(countries, listed("eora26"), known)
    table = table_of(scaled(_joined(path.name, system.Z, system.Y), unit), EORA, year, names)
    lost = [line for line in system.meta.modification_history if "Rest of the World" in line]
    told = (f"pymrio: {line.partition('Remove')[2].strip()}, thousand USD" for line in lost)
    return replace(table, told=(*table.told, *told)), digest


def _archive(path: Path, wanted: tuple[str, ...]) -> str:
    """SHA-256 of an archive that is whole and has the files wanted. Raises BaselineError."""
    raw = read_bytes(path)
    if raw[:2] != b"PK":
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
    return hashlib.sha256(raw).hexdigest()


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
