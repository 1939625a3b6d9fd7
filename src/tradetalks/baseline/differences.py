"""What sets two baselines apart: labels, variables cell by cell, and where each came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from tradetalks.symbols import BASELINE

if TYPE_CHECKING:
    from tradetalks.baseline.core import Baseline

#: Relative differences below this are rounding.
SAME = 1e-9


@dataclass(frozen=True)
class Differences:
    """labels: (axis, label, "first" or "second" that alone has it). variables: one row each, over
    the labels both have: cells, cells that differ, totals of both, the largest difference, its
    place and both values. history: (baseline, line) of what only one of them says.
    """

    labels: pd.DataFrame
    variables: pd.DataFrame
    history: pd.DataFrame

    @property
    def none(self) -> bool:
        """Whether labels and numbers are the same; histories may still differ."""
        return self.labels.empty and not self.variables["differ"].any()


def differences(first: Baseline, second: Baseline) -> Differences:
    """Everything in which two baselines differ."""
    axes = [(axis, _labels(first, axis), _labels(second, axis))
            for axis in ("country", "sector", "factor")]  # fmt: skip
    labels = [
        (axis, label, holder)
        for axis, ours, theirs in axes
        for holder, here, there in (("first", ours, theirs), ("second", theirs, ours))
        for label in here
        if label not in there
    ]
    rows = [_variable(name, first, second) for name in BASELINE]
    told = [
        (holder, line)
        for holder, here, there in (("first", first, second), ("second", second, first))
        for line in here.history
        if line not in there.history
    ]
    return Differences(
        pd.DataFrame(labels, columns=["axis", "label", "only_in"]),
        pd.DataFrame([row for row in rows if row is not None]),
        pd.DataFrame(told, columns=["baseline", "line"]),
    )


def _labels(base: Baseline, axis: str) -> list[str]:
    return [str(label) for label in base.dataset.indexes[axis]]


def _variable(name: str, first: Baseline, second: Baseline) -> dict[str, object] | None:
    """One variable over the labels both have; None where neither has it."""
    held = [base.dataset.get(name) for base in (first, second)]
    if held[0] is None and held[1] is None:
        return None
    if held[0] is None or held[1] is None:
        only = "second" if held[0] is None else "first"
        return {"variable": name, "cells": 0, "differ": 1, "place": f"only in the {only}"}
    one, other = xr.align(*(h.reset_coords(drop=True) for h in held if h is not None), join="inner")
    a, b = one.values, other.transpose(*one.dims).values
    size = np.maximum(np.abs(a), np.abs(b))
    gap = np.abs(a - b)
    differ = ~((gap <= SAME * size) | (np.isnan(a) & np.isnan(b)))
    row: dict[str, object] = {
        "variable": name,
        "cells": a.size,
        "differ": int(differ.sum()),
        "first_total": float(np.nansum(a)),
        "second_total": float(np.nansum(b)),
    }
    if differ.any():
        at = np.unravel_index(
            np.argmax(np.where(differ, np.nan_to_num(gap, nan=np.inf), -1)), a.shape
        )
        place = ", ".join(str(one.indexes[d][i]) for d, i in zip(one.dims, at, strict=True))
        row |= {"place": place, "first": float(a[at]), "second": float(b[at])}
    return row
