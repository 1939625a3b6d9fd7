"""Poisson pseudo-maximum likelihood with fixed effects (Santos Silva and Tenreyro 2006).

`E[trade] = exp(b log(1 + tariff) + controls + effects)`: zeros count, and no log is taken of
trade. The fit is pyfixest's, after Correia, Guimarães and Zylkin (2020).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tradetalks.baseline.estimation.fit import NOT_CONVERGED, Fit, Influence, failed
from tradetalks.baseline.identities import Array
from tradetalks.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Hashable

#: Of the deviance, and of the effects taken out in every step; the steps of each at most.
TOLERANCE, WITHIN = 1e-11, 1e-12
MOST_STEPS, MOST_WITHIN = 200, 100_000
#: A tariff of whose variation the effects leave no more than this part is absorbed by them.
ABSORBED = 1e-8
NO_VARIATION = "the tariff does not vary within the effects"
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
    groups = rows if clusters is None else clusters
    # Its unit moves no coefficient; of the size of one, the deviance has no noise of its own.
    table = pd.DataFrame({"trade": trade / trade.mean(), "cluster": groups.to_numpy()})
    names = {f"x{k}": name for k, name in enumerate(regressors)}
    for own, name in names.items():
        table[own] = regressors[name]
    for k, effect in enumerate(effects):
        table[f"e{k}"] = pd.factorize(effect)[0]
    fepois, demeaner = _estimator()
    absorbed = " + ".join(f"e{k}" for k in range(len(effects))) or "0"
    formula = f"trade ~ {' + '.join(names)} | {absorbed}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is left out is counted below
        try:
            model = fepois(
                formula,
                table,
                vcov="hetero" if clusters is None else {"CRV1": "cluster"},
                iwls_tol=TOLERANCE,
                iwls_maxiter=MOST_STEPS,
                separation_check=["fe", "ir"],
                demeaner=demeaner(fixef_tol=WITHIN, fixef_maxiter=MOST_WITHIN),
            )
        except ValueError as error:
            alone = NO_VARIATION if len(names) == 1 else COLLINEAR
            named = alone if "collinear" in str(error).lower() else f"no fit: {error}"
            return failed(" ".join(named.split()), len(trade))
    return _read(model, names, len(trade))


def _read(model: Any, names: Mapping[str, str], given: int) -> Fit:
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
    moves = model._scores @ np.linalg.inv(model._hessian)[:, at]
    scaled = moves * np.sqrt(float(np.ravel(model._ssc)[0]))
    by_cluster = pd.Series(scaled, index=model._data["cluster"].to_numpy())
    summed = by_cluster.groupby(level=0).sum()
    error = model.se()
    return Fit(
        float(model._beta_hat[at]),
        (Influence("cluster", 1.0, summed),),
        int(model._N),
        len(summed),
        tuple(_remarks(model, names, given)),
        others=tuple(
            (names[own], float(model._beta_hat[k]), float(error[own]))
            for k, own in enumerate(kept)
            if own != "x0"
        ),
    )


def _remarks(model: Any, names: Mapping[str, str], given: int) -> list[str]:
    zeros = int(getattr(model, "n_separation_na", 0) or 0)
    alone = given - int(model._N) - zeros
    told = [f"{zeros} separated zeros left out"] if zeros else []
    told += [f"{alone} rows alone in an effect left out"] if alone else []
    dropped: list[Hashable] = [names[c] for c in model._collin_vars]
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
