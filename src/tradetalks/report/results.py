"""Every scenario's outcomes, and the accounts and answers beside them, as one netCDF file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from tradetalks.report.settings import stamp

if TYPE_CHECKING:
    from tradetalks.report.table import Table


def write_results(
    path: Path, results: xr.Dataset, tables: Iterable[Table], settings: Mapping[str, Any]
) -> None:
    """Write `results` with the settings in its attributes; compressing would save little.

    A table becomes a dimension of its name, its rows, and a variable `TABLE_COLUMN` for each
    column. netCDF-4 is HDF5 with dimension scales. They are written here as they are, because the
    layers above h5py look every dimension up again for every variable, which takes five times
    as long. Readers find nothing unusual.
    """
    import h5py

    with h5py.File(path, "w", track_order=True) as file:
        file.attrs.update(_about(results, settings))
        filled = [table for table in tables if len(table.frame)]
        rows = {
            table.name: xr.Variable(table.name, np.arange(len(table.frame))) for table in filled
        }
        scales = {str(dim): results[dim].variable for dim in results.sizes} | rows
        for number, (dim, along) in enumerate(scales.items()):
            scale = _written(file, dim, along)
            scale.make_scale(dim)
            scale.attrs["_Netcdf4Dimid"] = np.int32(number)
        variables = [(str(n), v) for n, v in results.variables.items() if n not in results.sizes]
        variables += [pair for table in filled for pair in _columns(table)]
        for name, variable in variables:
            written = _written(file, name, variable)
            for k, axis in enumerate(variable.dims):
                written.dims[k].attach_scale(file[str(axis)])


def _columns(table: Table) -> Iterator[tuple[str, xr.Variable]]:
    """A table's columns as variables over its rows."""
    for name, column in table.columns.items():
        values = table.frame[name]
        if values.dtype.kind not in "fiub":
            values = values.fillna("").astype(str)
        about = {"long_name": column.meaning or column.label, "units": column.kept_unit}
        kept = {key: text for key, text in about.items() if text}
        yield f"{table.name}_{name}", xr.Variable(table.name, values.to_numpy(), kept)


def _about(results: xr.Dataset, settings: Mapping[str, Any]) -> dict[str, str]:
    further = [str(name) for name in results.coords if name not in results.sizes]
    return {
        "title": settings["brief"]["title"],
        "history": stamp(settings),
        "settings": json.dumps(settings, ensure_ascii=False),
        "Conventions": "Money in USD million, changes in per cent; a balance is exports minus "
        "imports",
        "coordinates": " ".join(further),
    }


def _written(file: Any, name: Any, variable: xr.Variable) -> Any:
    """The variable in the file, with its attributes; text as text, yes and no as 1 and 0."""
    import h5py

    values = variable.values
    if values.dtype.kind in "fiu":
        dataset = file.create_dataset(str(name), data=values)
    elif values.dtype.kind == "b":
        dataset = file.create_dataset(str(name), data=values.astype(np.int8))
    else:
        text = h5py.string_dtype()
        dataset = file.create_dataset(str(name), data=values.astype(object), dtype=text)
    dataset.attrs.update(variable.attrs)
    return dataset
