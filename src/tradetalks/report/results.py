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
    """Write `results` with the settings in its attributes; compressing would save little."""
    labelled = results.assign_attrs(
        title=settings["brief"]["title"],
        history=stamp(settings),
        settings=json.dumps(settings, ensure_ascii=False),
        Conventions="Money in USD million, changes in per cent; a balance is exports minus imports",
    )
    labelled = labelled.assign_coords(converged=labelled["converged"].astype(np.int8))
    labelled.to_netcdf(path, engine="h5netcdf")
