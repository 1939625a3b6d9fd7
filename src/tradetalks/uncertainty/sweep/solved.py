"""How one scenario ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Solved:
    """A scenario's end: a result, or a named failure and why.

    rows: for each table (column, *its labels), in the plan's order of columns; None where there
    is no equilibrium.
    """

    number: int
    status: str
    message: str
    residual: float
    steps: int
    rows: Mapping[str, Array] | None = None
