"""Poisson pseudo-maximum likelihood with fixed effects (Santos Silva and Tenreyro 2006).

`E[trade] = exp(b log(1 + tariff) + controls + effects)`: zeros count, and no log is taken of
trade. The fit is pyfixest's, after Correia, Guimarães and Zylkin (2020).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.baseline.estimation.fit import NOT_CONVERGED, Fit, Influence, failed
from tradetalks.baseline.identities import Array
from tradetalks.errors import InputError, Problem

#: Of the deviance, and of the effects taken out in every step; the steps of each at most.
TOLERANCE, WITHIN = 1e-11, 1e-12
MOST_STEPS, MOST_WITHIN = 200, 100_000
#: Up to so many rows the effects are counted exactly; beyond, no data leave nothing free.
FEW = 300
#: A tariff of whose variation the effects leave no more than this part is absorbed by them.
ABSORBED = 1e-8
NO_VARIATION = "the tariff does not vary within the effects"
NOTHING_LEFT = "no row is left that is not alone in one of the effects"
TOO_FEW = "there are no more rows than effects"
COLLINEAR = "the tariff cannot be told from the controls and effects"
NO_TRADE = "there is no trade"


def ppml(
    trade: Array,
    regressors: Mapping[str, Array],
    effects: Sequence[pd.Series[str]],
    clusters: pd.Series[str] | None,
    rows: pd.Series[str],
) -> Fit:
    """The coefficient of the first regressor, its influences by cluster, those of the others.

    All are by row. Errors are robust to heteroskedasticity, and clustered where there are
    clusters; `rows` names every row. Zeros that the effects predict perfectly (separation) are
    left out and counted.
    """
    if not np.any(trade > 0):
        return failed(NO_TRADE, len(trade))
    first = np.asarray(next(iter(regressors.values())))
    if np.ptp(first) == 0:
        return failed(NO_VARIATION, len(trade))
    codes = np.array([pd.factorize(effect)[0] for effect in effects]).reshape(-1, len(trade))
    kept, zeros = _informative(trade, codes)
    if not kept.any():
        return failed(NOTHING_LEFT, len(trade))
    if _freedom(codes[:, kept]) <= len(regressors):
        return failed(TOO_FEW, int(kept.sum()))
    groups = rows if clusters is None else clusters
    # Its unit moves no coefficient; of the size of one, the deviance has no noise of its own.
    table = pd.DataFrame({"trade": trade / trade.mean(), "cluster": groups.to_numpy()})
    names = {f"x{k}": name for k, name in enumerate(regressors)}
    for own, name in names.items():
        table[own] = regressors[name]
    for k, code in enumerate(codes):
        table[f"e{k}"] = code
    fepois, demeaner = _estimator()
    absorbed = " + ".join(f"e{k}" for k in range(len(effects)))
    formula = f"trade ~ {' + '.join(names)}" + (f" | {absorbed}" if absorbed else "")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is left out is counted below
        try:
            model = fepois(
                formula,
                table[kept].reset_index(drop=True),
                vcov="hetero" if clusters is None else {"CRV1": "cluster"},
                iwls_tol=TOLERANCE,
                iwls_maxiter=MOST_STEPS,
                separation_check=["ir"],
                demeaner=demeaner(fixef_tol=WITHIN, fixef_maxiter=MOST_WITHIN),
            )
        except ZeroDivisionError:  # of its correction for effects, counted from above
            return failed(TOO_FEW, int(kept.sum()))
        except ValueError as error:
            alone = NO_VARIATION if len(names) == 1 else COLLINEAR
            named = alone if "collinear" in str(error).lower() else f"no fit: {error}"
            return failed(" ".join(named.split()), len(trade))
    return _read(model, names, zeros, int((~kept).sum()) - zeros)


def _informative(trade: Array, codes: NDArray[np.int64]) -> tuple[NDArray[np.bool_], int]:
    """Rows that say something, and how many zeros are left out.

    An effect in which nothing is traded predicts its zeros (separation), one with a single row
    that row, and so on until none is left; what fits the data ends the program on such rows.
    """
    kept, zeros, before = np.ones(len(trade), dtype=bool), 0, -1
    while kept.sum() != before:
        before = int(kept.sum())
        for code in codes:
            traded = np.bincount(code[kept], trade[kept], code.max() + 1)
            nothing = kept & (traded[code] == 0)
            zeros += int(nothing.sum())
            kept &= ~nothing
        for code in codes:
            kept &= np.bincount(code[kept], minlength=code.max() + 1)[code] > 1
    return kept, zeros


def _freedom(codes: NDArray[np.int64]) -> int:
    """Rows beyond what the effects take, where rows are few."""
    rows = int(codes.shape[1])
    if rows > FEW or not len(codes):
        return rows
    dummies = np.hstack([code[:, None] == np.unique(code) for code in codes])
    return rows - int(np.linalg.matrix_rank(dummies.astype(float)))


def _read(model: Any, names: Mapping[str, str], zeros: int, alone: int) -> Fit:
    """A fitted model as plain figures."""
    kept = list(model._coefnames)
    if not model.convergence:
        return failed(NOT_CONVERGED, model._N)
    if "x0" not in kept:
        return failed(NO_VARIATION if len(names) == 1 else COLLINEAR, model._N)
    at = kept.index("x0")
    left = float((model._X[:, at] ** 2).sum())
    mean = model._Y_hat_response
    raw = model._data["x0"].to_numpy()
    whole = float(mean @ (raw - np.average(raw, weights=mean)) ** 2)
    if left <= ABSORBED * whole:
        return failed(NO_VARIATION, model._N)
    scale = float(np.ravel(model._ssc)[0])
    if not (np.isfinite(scale) and scale > 0):
        return failed(TOO_FEW, model._N)
    moves = model._scores @ np.linalg.inv(model._hessian)[:, at]
    by_cluster = pd.Series(moves * np.sqrt(scale), index=model._data["cluster"].to_numpy())
    summed = by_cluster.groupby(level=0).sum()
    error = model.se()
    return Fit(
        float(model._beta_hat[at]),
        (Influence("cluster", 1.0, summed),),
        int(model._N),
        len(summed),
        tuple(_remarks(model, names, zeros, alone)),
        others=tuple(
            (names[own], float(model._beta_hat[k]), float(error[own]))
            for k, own in enumerate(kept)
            if own in names and own != "x0"
        ),
    )


def _remarks(model: Any, names: Mapping[str, str], zeros: int, alone: int) -> list[str]:
    zeros += int(getattr(model, "n_separation_na", 0) or 0)
    told = [f"{zeros} separated zeros left out"] if zeros else []
    told += [f"{alone} rows alone in an effect left out"] if alone else []
    dropped = [names[c] for c in model._collin_vars if c in names]
    told += [f"{name} does not vary within the effects" for name in dropped]
    return told


def _estimator() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The fit, and how effects are taken out; loaded only where it is used."""
    try:
        from pyfixest import fepois
        from pyfixest.demeaners import MapDemeaner
    except ImportError:
        remedy = "pip install 'tradetalks[estimate]'"
        what = "needs pyfixest, which is not installed or too old"
        raise InputError(Problem("method ppml", what, "", "", remedy)) from None
    return fepois, MapDemeaner
