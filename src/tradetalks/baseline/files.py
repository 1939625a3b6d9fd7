"""Baselines on disk: one netCDF file each, and the catalogue of embedded ones."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable
from os import PathLike, fspath
from os.path import isdir, isfile
from pathlib import Path
from typing import Any

import xarray as xr

from tradetalks.baseline.about import About
from tradetalks.baseline.build import LIKE_COUNTRY, LIKE_SECTOR, OF_PEOPLE, assemble
from tradetalks.baseline.core import Baseline
from tradetalks.errors import BaselineError, Problem, nearest
from tradetalks.symbols import BASELINE, DATA, DERIVED, OPTIONAL

#: The baseline used when none is named.
DEFAULT = "world-2022"

_DIMS = (*LIKE_COUNTRY, "sector", "input", "factor")


def baselines() -> list[str]:
    """Names of the baselines that come with the package, the default first."""
    names = [Path(f.name).stem for f in _folder().iterdir() if f.name.endswith(".nc")]
    return sorted(names, key=lambda n: (n != DEFAULT, n))


def load_baseline(source: str | PathLike[str] | None = None) -> Baseline:
    """A baseline by name (`baselines()` lists them) or by path; the default if None.

    Raises BaselineError when there is none, or when the file does not hold one.
    """
    return Baseline(read(_locate(DEFAULT if source is None else source)))


def write(dataset: xr.Dataset, path: str | PathLike[str]) -> None:
    """Write a baseline's dataset as compressed netCDF; a folder on the way is not made."""
    target = _path(path)
    if not isdir(target.parent):
        raise BaselineError(Problem(str(target), "the folder does not exist"))
    if isdir(target):
        remedy = f"name a file in it, such as {target / 'world.nc'}"
        raise BaselineError(Problem(str(target), "is a folder", "a file", remedy=remedy))
    packed = {"zlib": True, "complevel": 5, "shuffle": True, "_FillValue": None}
    encoding = {str(n): packed for n in dataset.data_vars}
    try:
        dataset.to_netcdf(target, engine="h5netcdf", encoding=encoding)
    except OSError as error:
        raise BaselineError(Problem(str(target), f"cannot be written ({error})")) from error


def read(path: Path) -> xr.Dataset:
    """Read and rebuild a baseline's dataset; derived arrays are made anew unless given."""
    try:
        opened = xr.open_dataset(path, engine="h5netcdf", decode_times=False)
    except (OSError, ValueError) as error:
        raise BaselineError(
            Problem(str(path), f"is not a readable netCDF-4 file ({error})")
        ) from error
    with opened as raw:
        return rebuild(raw, str(path))


def rebuild(raw: xr.Dataset, place: str) -> xr.Dataset:
    """A baseline's dataset from one that was read or made by hand.

    The axes may be in any order; labels of the country axes may too, as long as
    they are the same. Raises BaselineError with everything missing or amiss.
    """
    problems = _layout(raw, place)
    if problems:
        raise BaselineError(problems)
    countries, sectors = raw.indexes["country"], raw.indexes["sector"]
    same = {d: list(countries) for d in (*LIKE_COUNTRY, *_present(raw, OF_PEOPLE))}
    same |= {d: list(sectors) for d in _present(raw, LIKE_SECTOR)}
    shuffled = any(list(raw.indexes[d]) != labels for d, labels in same.items())
    unique = all(raw.indexes[d].is_unique for d in same)
    ordered = raw.load().sel(same) if shuffled and unique else raw
    kept = [n for n in BASELINE if n in raw and _is_own(raw, n)]
    arrays = {n: ordered[n].transpose(*BASELINE[n].dims).values for n in kept}
    made = assemble(countries, sectors, raw.indexes["factor"], arrays, About.of(raw))
    notes = {n: c.load() for n, c in raw.coords.items() if n not in raw.dims}
    return made.assign_coords(notes)


def _is_own(raw: xr.Dataset, name: str) -> bool:
    return name in DATA or name in OPTIONAL or bool(raw[name].attrs.get("given"))


def _present(raw: xr.Dataset, dims: Iterable[str]) -> list[str]:
    """Those of these axes that this dataset has."""
    return [d for d in dims if d in raw.dims]


def _layout(raw: xr.Dataset, place: str) -> list[Problem]:
    """What keeps a dataset from being read as a baseline at all."""
    found = [
        Problem(f"{place}: {dim}", "has no labels", allowed=f"a coordinate named {dim}")
        for dim in dict.fromkeys((*_DIMS, *_present(raw, (*OF_PEOPLE, *LIKE_SECTOR))))
        if dim not in raw.indexes
    ]
    names = [str(n) for n in raw.data_vars]
    for name, symbol in BASELINE.items():
        where = f"{place}: {name}"
        if name not in raw:
            if name not in DERIVED and name not in OPTIONAL:
                found.append(
                    Problem(
                        where,
                        "is missing",
                        allowed=f"{symbol.long_name} ({', '.join(symbol.dims)})",
                        nearest=nearest(name, [n for n in names if n not in BASELINE]),
                    )
                )
        elif set(raw[name].dims) != set(symbol.dims):
            found.append(
                Problem(
                    where,
                    f"has axes ({', '.join(map(str, raw[name].dims))})",
                    allowed=f"({', '.join(symbol.dims)})",
                )
            )
    places = [d for d in (*LIKE_COUNTRY, *_present(raw, OF_PEOPLE)) if d != "country"]
    pairs = [*(("country", d) for d in places), *(("sector", d) for d in LIKE_SECTOR)]
    for one, other in pairs:
        if one in raw.indexes and other in raw.indexes:
            here, there = list(raw.indexes[one]), list(raw.indexes[other])
            found += _absent(place, one, there, here) + _absent(place, other, here, there)
    return found


def _absent(place: str, axis: str, wanted: list[str], labels: list[str]) -> list[Problem]:
    return [
        Problem(
            f"{place}: {axis}",
            f"lacks {label!r}, which another axis has",
            nearest=nearest(str(label), map(str, set(labels) - set(wanted))),
            remedy="every country (and sector) must stand on each of its axes",
        )
        for label in wanted
        if label not in labels
    ]


def _path(given: Any) -> Path:
    """A path as the user gave it; BaselineError for what is none."""
    text = fspath(given) if isinstance(given, str | PathLike) else None
    if isinstance(text, str) and "\0" not in text:
        return Path(text)
    raise BaselineError(Problem("path", f"{given!r} is not a path", "text or a pathlib.Path"))


def _locate(source: str | PathLike[str]) -> Path:
    path, known = _path(source), baselines()
    if isinstance(source, str) and source in known:
        return Path(str(_folder() / f"{source}.nc"))
    if isfile(path):
        return path
    text = fspath(source)
    raise BaselineError(
        Problem(
            text or "baseline",
            "is neither an embedded baseline nor a file",
            allowed=", ".join(known),
            nearest=nearest(path.stem, known),
        )
    )


def _folder() -> Traversable:
    return resources.files("tradetalks.baseline") / "data"
