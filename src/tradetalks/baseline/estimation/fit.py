"""What a regression says of one elasticity, and the covariance of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.baseline.identities import Array

if TYPE_CHECKING:
    import pandas as pd


NOT_CONVERGED = "the fit did not converge"


@dataclass(frozen=True, eq=False)
class Influence:
    """How far each cluster moves the coefficient, by the cluster's name.

    Squared and added, times `weight`, they are a term of its variance (the sandwich). `kind`
    says what the clusters are: those of one kind are the same ones in every sector.
    """

    kind: str
    weight: float
    by_cluster: pd.Series[float]


@dataclass(frozen=True, eq=False)
class Fit:
    """The coefficient of log(1 + tariff), or why there is none.

    rows: observations used. clusters: among them. remarks: what was left out on the way.
    others: coefficients of the controls and their standard errors, by name.
    """

    coefficient: float
    influences: tuple[Influence, ...]
    rows: int
    clusters: int
    remarks: tuple[str, ...] = ()
    failure: str = ""
    others: tuple[tuple[str, float, float], ...] = ()

    @property
    def variance(self) -> float:
        """Variance of the coefficient; not a number where there is none."""
        if self.failure:
            return float("nan")
        return sum(i.weight * float((i.by_cluster**2).sum()) for i in self.influences)


def failed(why: str, rows: int = 0) -> Fit:
    """A regression without a result, and its name."""
    return Fit(float("nan"), (), rows, 0, (), why)


def covariance(fits: Sequence[Fit]) -> Array:
    """Covariance of the coefficients, (fit, fit); not a number where one has none.

    Errors of one cluster may go together across sectors: the influences of the same cluster are
    multiplied. Terms with a negative weight can leave a matrix that is none of variables; then
    the correlations are the nearest that are, and the variances stay.
    """
    good = [k for k, fit in enumerate(fits) if not fit.failure]
    found = np.full((len(fits), len(fits)), np.nan)
    for j in good:
        for k in good:
            found[j, k] = fits[j].variance if j == k else _shared(fits[j], fits[k])
    inside = np.ix_(good, good)
    found[inside] = _proper(found[inside])
    return found


def _shared(one: Fit, other: Fit) -> float:
    there = {(i.kind, i.weight): i.by_cluster for i in other.influences}
    total = 0.0
    for influence in one.influences:
        mate = there.get((influence.kind, influence.weight))
        if mate is not None:
            both = influence.by_cluster.mul(mate, fill_value=0.0)
            total += influence.weight * float(both.sum())
    return total


def _proper(matrix: Array) -> Array:
    """The same variances with correlations that real variables can have."""
    error = np.sqrt(np.diag(matrix))
    scale = np.outer(error, error)
    correlation = np.divide(matrix, scale, out=np.eye(len(error)), where=scale > 0)
    size, vectors = np.linalg.eigh(correlation)
    if size.size == 0 or size.min() >= 0:
        return matrix
    clipped = (vectors * np.maximum(size, 0.0)) @ vectors.T
    unit = np.sqrt(np.diag(clipped))
    fixed: Array = clipped / np.outer(unit, unit) * scale
    return fixed
