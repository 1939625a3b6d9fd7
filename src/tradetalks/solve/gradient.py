"""Exact derivatives with labels: one outcome in every lever, or every outcome along one policy."""

from __future__ import annotations

from typing import Literal, get_args

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem, nearest
from tradetalks.policy import Policy
from tradetalks.solve.arrays import settings_of, shock_of
from tradetalks.solve.equilibrium import Equilibrium
from tradetalks.solve.labelled import coordinates
from tradetalks.solve.options import Deficits
from tradetalks.solve.sensitivity import adjoint, firmly, moved, tangent
from tradetalks.solve.solver import solve
from tradetalks.symbols import OUTCOMES

ArrayLever = Literal["tariff", "export_tax", "trade_cost", "productivity"]

_DIMS: dict[str, tuple[str, ...]] = {
    "tariff": ("exporter", "importer", "sector"),
    "export_tax": ("exporter", "importer", "sector"),
    "trade_cost": ("exporter", "importer", "sector"),
    "productivity": ("country", "sector"),
}
#: Outcomes that may be zero or negative: differentiated as they are, in USD million.
_LEVELS = {
    "balance",
    "bilateral_balance",
    "equivalent_variation",
    "tariff_revenue",
    "export_tax_revenue",
    "bilateral_trade",
}
_STEMS = {n.removesuffix("_change").removesuffix("_base"): s for n, s in OUTCOMES.items()}


def gradient(
    base: Baseline,
    policy: Policy | Equilibrium | None = None,
    *,
    outcome: str = "real_income",
    country: str,
    wrt: ArrayLever = "tariff",
    deficits: Deficits = "fixed",
    **place: str,
) -> xr.DataArray:
    """Derivative of one outcome of one country in every cell of a lever, by one adjoint solve.

    (exporter, importer, sector) for tariff, export_tax and trade_cost, (country, sector) for
    productivity; zero on the home market. The log of the outcome per unit of the lever (a rate
    of 1 is 100 points); balances, revenues and bilateral trade in USD million instead, as the
    `units` attribute says. Further labels (`sector=`, `factor=`, `partner=`, `importer=`) pick
    the entry of an outcome with more dimensions. `policy` may be an equilibrium already solved.

    Raises InputError for unknown names, NotConvergedError where there is no equilibrium.
    """
    dims, index, log = _entry(base, outcome, country, place, wrt)
    eq = _solved(base, policy, deficits)
    found = firmly(
        lambda sturdy: adjoint(
            *eq.arguments, jnp.asarray(index), outcome=outcome, log=log, sturdy=sturdy
        )
    )
    values = np.array(getattr(found.value, wrt))
    if len(_DIMS[wrt]) == 3:
        n = len(base.countries)
        values[np.arange(n), np.arange(n), :] = 0.0
    units = "1" if log else "USD million"
    at = ", ".join(f"{d} {v}" for d, v in zip(dims, (country, *place.values()), strict=True))
    return xr.DataArray(
        values,
        coordinates(base, _DIMS[wrt]),
        _DIMS[wrt],
        f"d_{outcome}_d_{wrt}",
        {
            "long_name": f"derivative of {'log ' if log else ''}{outcome} ({at}) in {wrt}",
            "units": units,
        },
    )


def derivative(
    base: Baseline,
    policy: Policy | Equilibrium | None = None,
    *,
    towards: Policy,
    deficits: Deficits = "fixed",
) -> xr.Dataset:
    """Derivative of every outcome along one policy, by one linear solve.

    The direction is what `towards` changes when added to `policy`: with `+25 points` the result
    is per 25 points. Levels in USD million, hats as they are (0.01 is one per cent).
    """
    eq = _solved(base, policy, deficits)
    there = shock_of(base, settings_of(base, eq.policy + towards))
    direction = jax.tree.map(jnp.subtract, there, eq.shock)
    u, economy, shock, closure = eq.arguments
    move = firmly(lambda sturdy: tangent(*eq.arguments, direction, sturdy=sturdy)).x
    values = moved(u, move, economy, shock, closure, direction)
    return xr.Dataset(
        {
            name: (symbol.dims, np.asarray(values[name]), {"units": _units(name)})
            for name, symbol in _STEMS.items()
        },
        coordinates(base, tuple(dict.fromkeys(d for s in _STEMS.values() for d in s.dims))),
        {"policy": "; ".join(eq.policy.describe()), "towards": "; ".join(towards.describe())},
    )


def _units(stem: str) -> str:
    levels = (f"{stem}_base", stem)
    return next((OUTCOMES[n].units for n in levels if n in OUTCOMES), "1")


def _solved(base: Baseline, policy: Policy | Equilibrium | None, deficits: Deficits) -> Equilibrium:
    eq = policy if isinstance(policy, Equilibrium) else solve(base, policy, deficits=deficits)
    if eq.base is not base:
        raise InputError(Problem("policy", "was solved on another baseline", "one of `base`"))
    return eq.require()


def _entry(
    base: Baseline, outcome: str, country: str, place: dict[str, str], wrt: str
) -> tuple[tuple[str, ...], list[int], bool]:
    """Dimensions and position of the entry, and whether its log is differentiated."""
    problems = []
    if wrt not in _DIMS:
        allowed = get_args(ArrayLever)
        problems.append(
            Problem("wrt", f"{wrt!r} is not a lever", ", ".join(allowed), nearest(wrt, allowed))
        )
    if outcome not in _STEMS:
        problems.append(
            Problem(
                "outcome", f"{outcome!r} is unknown", ", ".join(_STEMS), nearest(outcome, _STEMS)
            )
        )
        raise InputError(problems)
    dims = _STEMS[outcome].dims
    place = {dims[0]: country, **place}
    index = []
    labels = coordinates(base, dims)
    for dim in dims:
        label = place.get(dim, labels[dim][0] if len(labels[dim]) == 1 else None)
        if label in labels[dim]:
            index.append(labels[dim].index(label))
            continue
        what = f"{label!r} is unknown" if label else f"{outcome} needs a {dim}"
        close = nearest(label, labels[dim]) if label else ""
        problems.append(Problem(dim, what, f"a {dim} of the baseline", close))
    problems += [
        Problem(name, f"{outcome} has no {name}", ", ".join(dims))
        for name in place
        if name not in dims
    ]
    if problems:
        raise InputError(problems)
    return dims, index, outcome not in _LEVELS
