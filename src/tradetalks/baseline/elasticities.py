"""Trade elasticities by published source, mapped to a baseline's sectors."""

from __future__ import annotations

import xarray as xr

FLOOR = 1.0
DEFAULT_ELASTICITIES = "fontagne_2022"


class ElasticitySet: ...


def elasticity_set(name): ...


def elasticity_sets(): ...


def warn_below_floor(theta: xr.DataArray) -> None:
    pass


def looks_inverted(theta) -> bool:
    return bool(theta.size and 0 < theta.max() <= 0.5)
