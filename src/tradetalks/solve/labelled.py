"""Arrays to labels: the model's outcomes as a dataset with units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr
from jax import Array

from tradetalks.baseline import Baseline
from tradetalks.symbols import OUTCOMES


def coordinates(base: Baseline, dims: tuple[str, ...]) -> dict[str, list[str]]:
    """The labels along each dimension of an outcome."""
    axes = {"factor": base.factors, "sector": base.sectors}
    return {dim: list(axes.get(dim, base.countries)) for dim in dims}


def label_outcomes(
    base: Baseline, new: Mapping[str, Array], old: Mapping[str, Array], stamp: Mapping[str, Any]
) -> xr.Dataset:
    """Every registered outcome: levels, levels before, and changes in per cent.

    A change from zero is not a number.
    """
    variables = {}
    for name, symbol in OUTCOMES.items():
        stem = name.removesuffix("_change").removesuffix("_base")
        after, before = np.asarray(new[stem]), np.asarray(old[stem])
        if name.endswith("_change"):
            with np.errstate(divide="ignore", invalid="ignore"):
                values = np.where(before == 0, np.nan, 100 * (after / before - 1))
        else:
            values = before if name.endswith("_base") else after
        variables[name] = xr.Variable(symbol.dims, values, symbol.attrs())
    dims = tuple(dict.fromkeys(d for s in OUTCOMES.values() for d in s.dims))
    return xr.Dataset(variables, coordinates(base, dims), dict(stamp))
