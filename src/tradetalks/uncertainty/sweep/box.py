"""What a sweep found as a labelled box: one axis for each thing that varies."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from tradetalks.errors import InputError, Problem
from tradetalks.symbols import BASELINE, OUTCOMES
from tradetalks.uncertainty.sweep.design import Points
from tradetalks.uncertainty.sweep.kept import TABLES, Table, kept_in_tables

if TYPE_CHECKING:
    from tradetalks.uncertainty.sweep.results import SweepResults

#: The most numbers in a box: four gibibytes of them.
MOST = 2**29


def box(results: SweepResults, chosen: Sequence[str]) -> xr.Dataset:
    """Outcomes on the axes that vary and their own labels; see `SweepResults.xarray`."""
    about = results.about
    dims, coordinates, shape = _axes(about)
    here = kept_in_tables(
        [name for name in chosen if name in OUTCOMES], [n for n in chosen if n not in OUTCOMES]
    )
    axes = {name: _labels(TABLES[name], about) for name in here}
    size = sum(
        len(columns) * math.prod((*shape, *map(len, axes[name]))) for name, columns in here.items()
    )
    if size > MOST:
        what = f"these would be {size:,} numbers, {size / 2**27:,.0f} GiB"
        remedy = "name fewer outcomes, or take them by query() or batches()"
        raise InputError(Problem("outcomes", what, f"at most {MOST:,}", remedy=remedy))
    found: dict[str, Any] = {}
    for name, columns in here.items():
        labels = TABLES[name].labels
        frame = results.query(f"select number, {', '.join((*labels, *columns))} from {name}")
        along = (
            frame[label].astype(str).map({word: k for k, word in enumerate(axis)}).to_numpy()
            for label, axis in zip(labels, axes[name], strict=True)
        )
        at = (*_steps(frame["number"].to_numpy(), shape), *along)
        for column in columns:
            values = np.full((*shape, *map(len, axes[name])), np.nan)
            values[at] = frame[column].to_numpy(dtype=float)
            symbol = OUTCOMES[column] if column in OUTCOMES else BASELINE[column]
            found[column] = xr.Variable((*dims, *labels), values, symbol.attrs())
        coordinates |= dict(zip(labels, axes[name], strict=True))
    whole = xr.Dataset(found, coordinates, {"title": about["title"]})
    return whole.isel({dim: 0 for dim, size in zip(dims, shape, strict=True) if size == 1})


def _labels(table: Table, about: Mapping[str, Any]) -> tuple[list[str], ...]:
    """The labels along each column of a table, of all worlds together."""
    axis = {"sector": "sectors", "factor": "factors"}
    return tuple(
        list(dict.fromkeys(x for w in about["worlds"] for x in w[axis.get(label, "countries")]))
        for label in table.labels
    )


def _axes(about: Mapping[str, Any]) -> tuple[list[str], dict[str, Any], tuple[int, ...]]:
    """Dimensions of the design with their coordinates and sizes, worlds first."""
    worlds = [f"{w['baseline']} ({w['elasticities']})" for w in about["worlds"]]
    dims, sizes = ["world"], [len(worlds)]
    coordinates: dict[str, Any] = {"world": worlds}
    for part in about["design"]:
        if "values" in part:
            (name,) = part["names"]
            dims.append(name)
            sizes.append(len(part["values"]))
            plain = all(isinstance(v, int | float | str) for v in part["values"])
            coordinates[name] = part["values"] if plain else [json.dumps(v) for v in part["values"]]
            continue
        given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in part.items()}
        points = Points(**given)
        dims.append("point")
        sizes.append(len(points))
        drawn = list(zip(*(points.at(k) for k in range(len(points))), strict=True))
        coordinates["point"] = range(len(points))
        coordinates |= {n: ("point", list(v)) for n, v in zip(points.names, drawn, strict=True)}
    return dims, coordinates, tuple(sizes)


def _steps(numbers: Any, shape: tuple[int, ...]) -> tuple[Any, ...]:
    """Where each scenario stands along each dimension."""
    found, rest = [], numbers
    for k, size in enumerate(reversed(shape)):
        rest, step = np.divmod(rest, size)
        # Worlds are run through one by one; within each, sense turns as `Design.steps` has it.
        within = rest % max(1, int(np.prod(shape[1 : len(shape) - 1 - k], dtype=int)))
        last = k == len(shape) - 1
        found.append(step if last else np.where(within % 2 == 1, size - 1 - step, step))
    return tuple(reversed(found))
