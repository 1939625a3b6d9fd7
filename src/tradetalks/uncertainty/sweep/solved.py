"""How one scenario ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Solved:
    """A scenario's end: a result, or a named failure and why.

    countries (outcome, country) as asked for, None where there is no equilibrium; trade and
    tariff (exporter, importer, sector) where flows are kept.
    """

    number: int
    status: str
    message: str
    residual: float
    steps: int
    countries: Array | None = None
    trade: Array | None = None
    tariff: Array | None = None
