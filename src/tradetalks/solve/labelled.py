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
    after, before = ({n: np.asarray(a) for n, a in found.items()} for found in (new, old))
    with np.errstate(divide="ignore", invalid="ignore"):
        for name, symbol in OUTCOMES.items():
            stem = name.removesuffix("_change").removesuffix("_base")
            if name.endswith("_change"):
                change = 100 * (after[stem] / before[stem] - 1)
                values = np.where(before[stem] == 0, np.nan, change)
            else:
                values = (before if name.endswith("_base") else after)[stem]
            variables[name] = xr.Variable(symbol.dims, values, symbol.attrs())
    dims = tuple(dict.fromkeys(d for s in OUTCOMES.values() for d in s.dims))
    # The baseline's own indexes, rather than as many new ones of the same labels.
    held = base.dataset.indexes
    own = {dim: dim if dim in ("factor", "sector") else "country" for dim in dims}
    labels = {dim: held[axis].rename(dim) for dim, axis in own.items()}
    return xr.Dataset(variables, labels, dict(stamp))
