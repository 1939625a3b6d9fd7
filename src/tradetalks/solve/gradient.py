"""Exact derivatives with labels: one outcome in every lever, or every outcome along one policy."""

from __future__ import annotations

from typing import Any, Literal

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem, nearest
from tradetalks.policy import Policy
from tradetalks.solve.arrays import settings_of, shock_of
from tradetalks.solve.entry import STEMS, Entry, find_entry, units
from tradetalks.solve.equilibrium import Equilibrium
from tradetalks.solve.labelled import coordinates
from tradetalks.solve.options import Deficits
from tradetalks.solve.sensitivity import adjoint, firmly, moved, tangent
from tradetalks.solve.solver import solve

ArrayLever = Literal["tariff", "export_tax", "trade_cost", "productivity"]

_DIMS: dict[str, tuple[str, ...]] = {
    "tariff": ("exporter", "importer", "sector"),
    "export_tax": ("exporter", "importer", "sector"),
    "trade_cost": ("exporter", "importer", "sector"),
    "productivity": ("country", "sector"),
}


def gradient(
    base: Baseline,
    policy: Policy | Equilibrium | None = None,
    *,
    outcome: str = "real_income",
    country: str,
    wrt: ArrayLever = "tariff",
    deficits: Deficits | None = None,
    labour_supply: float = 0.0,
    revenue: str = "lump_sum",
    scale_elasticity: float = 0.0,
    **place: str,
) -> xr.DataArray:
    """Derivative of one outcome of one country in every cell of a lever, by one adjoint solve.

    (exporter, importer, sector) for tariff, export_tax and trade_cost, (country, sector) for
    productivity; zero on the home market. The log of the outcome per unit of the lever (a rate
    of 1 is 100 points); balances, revenues and bilateral trade in USD million instead, as the
    `units` attribute says. Further labels (`sector=`, `factor=`, `partner=`, `importer=`) pick
    the entry of an outcome with more dimensions. `policy` may be an equilibrium already solved;
    it brings its own closure.

    Raises InputError for unknown names and for outcomes that are zero and have no log,
    NotConvergedError where there is no equilibrium.
    """
    if wrt not in _DIMS:
        raise InputError(
            Problem("wrt", f"{wrt!r} is not a lever", ", ".join(_DIMS), nearest(str(wrt), _DIMS))
        )
    entry = find_entry(base, outcome, country, place)
    closure = (labour_supply, revenue, scale_elasticity)
    eq = _solved(base, policy, deficits, closure)
    weights = _weights(entry, eq.world.outcomes)
    found = firmly(lambda sturdy: adjoint(*eq.arguments, weights, sturdy=sturdy))
    values = np.array(getattr(found.value, wrt))
    if "exporter" in _DIMS[wrt]:
        home = np.arange(len(base.countries))
        values[home, home] = 0.0
    about = {
        "long_name": f"derivative of {'log ' if entry.log else ''}{entry} in {wrt}",
        "units": "1" if entry.log else "USD million",
    }
    dims = _DIMS[wrt]
    name = f"d_{entry.outcome}_d_{wrt}"
    return xr.DataArray(values, coordinates(base, dims), dims, name, about)


def derivative(
    base: Baseline,
    policy: Policy | Equilibrium | None = None,
    *,
    towards: Policy,
    deficits: Deficits | None = None,
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
            name: (symbol.dims, np.asarray(values[name]), {"units": units(name)})
            for name, symbol in STEMS.items()
        },
        coordinates(base, tuple(dict.fromkeys(d for s in STEMS.values() for d in s.dims))),
        {"policy": "; ".join(eq.policy.describe()), "towards": "; ".join(towards.describe())},
    )


def _weights(entry: Entry, outcomes: Any) -> dict[str, Any]:
    """What each number of each outcome counts for: nothing but the entry, over its level if log."""
    value = float(outcomes[entry.outcome][entry.index])
    if entry.log and not value > 0:
        raise InputError(
            Problem(
                "outcome",
                f"{entry} is {value:g} under the policy and has no log derivative",
                "an outcome above zero",
            )
        )
    weights = {name: np.zeros(array.shape) for name, array in outcomes.items()}
    weights[entry.outcome][entry.index] = 1 / value if entry.log else 1.0
    return weights


def _solved(
    base: Baseline,
    policy: Policy | Equilibrium | None,
    deficits: Deficits | None,
    closure: tuple[float, str, float] = (0.0, "lump_sum", 0.0),
) -> Equilibrium:
    if not isinstance(policy, Equilibrium):
        labour_supply, revenue, scale = closure
        options: Any = {"labour_supply": labour_supply, "revenue": revenue}
        eq = solve(base, policy, deficits=deficits or "fixed", scale_elasticity=scale, **options)
        return eq.require()
    if policy.base is not base:
        raise InputError(Problem("policy", "was solved on another baseline", "one of `base`"))
    if deficits not in (None, policy.deficits):
        what = f"{deficits!r}, but the equilibrium was solved with {policy.deficits!r}"
        raise InputError(Problem("deficits", what, remedy="leave it out, or solve again"))
    return policy.require()
