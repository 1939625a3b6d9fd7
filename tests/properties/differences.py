"""Derivatives by differences.

Five-point central ones with a step of 2e-3. Their own error is about step^4, 2e-11, times a fifth
derivative, plus the residual of the solves over the step, 1e-10. The linear systems behind exact
derivatives are solved to 1e-11. All this stays inside the 1e-6 relative that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import xarray as xr

from tradetalks.symbols import OUTCOMES

STEP = 2e-3
FINE = 1e-13


def difference(outcomes: Callable[[float], xr.Dataset]) -> xr.Dataset:
    """The derivative at zero of every outcome."""
    near = outcomes(STEP) - outcomes(-STEP)
    far = outcomes(2 * STEP) - outcomes(-2 * STEP)
    return (8 * near - far) / (12 * STEP)


def stem(outcomes: xr.Dataset, name: str) -> xr.DataArray:
    """An outcome as derivatives give it: the level in USD million, else the hat."""
    return outcomes[name] if name in outcomes else outcomes[f"{name}_change"] / 100


def assert_close(found: xr.DataArray, wanted: xr.Dataset, name: str, money: float) -> None:
    """One outcome's derivatives agree with differences to 1e-6.

    An entry may happen to be next to nothing, then it is held against the outcome's largest; a
    whole outcome too (a fixed balance), then against what differences can see at all. `money` is
    world expenditure.
    """
    want = stem(wanted, name)
    found = found.where(~np.isnan(want), 0)
    want = want.fillna(0)  # what was and stays nothing has no change
    in_money = OUTCOMES.get(name, OUTCOMES["real_income_change"]).units != "%"
    seen = 1e-10 * (money if in_money else 1.0)
    atol = max(1e-6 * float(abs(want).max()), seen)
    np.testing.assert_allclose(found, want, rtol=1e-6, atol=atol, err_msg=name)
