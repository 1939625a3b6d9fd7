"""Every scenario's outcomes as one netCDF file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.report.settings import stamp

if TYPE_CHECKING:
    import xarray as xr


def write_results(path: Path, results: xr.Dataset, settings: Mapping[str, Any]) -> None:
    """Write `results` with the settings in its attributes; compressing would save little.

    netCDF-4 is HDF5 with dimension scales. They are written here as they are, because the
    layers above h5py look every dimension up again for every variable, which takes five times
    as long. Readers find nothing unusual.
    """
    import h5py

    with h5py.File(path, "w", track_order=True) as file:
        file.attrs.update(_about(results, settings))
        for number, dim in enumerate(results.sizes):
            scale = _written(file, dim, results[dim].variable)
            scale.make_scale(str(dim))
            scale.attrs["_Netcdf4Dimid"] = np.int32(number)
        for name, variable in results.variables.items():
            if name not in results.sizes:
                written = _written(file, name, variable)
                for k, dim in enumerate(variable.dims):
                    written.dims[k].attach_scale(file[str(dim)])


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
