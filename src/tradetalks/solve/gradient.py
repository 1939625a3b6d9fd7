"""Exact derivatives with labels: one outcome in every lever, or every outcome along one policy."""

from __future__ import annotations

from typing import Any, Literal

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem, nearest
from tradetalks.model.economy import Shock
from tradetalks.model.outcomes import Outcomes
from tradetalks.policy import Policy
from tradetalks.solve.arrays import settings_of, shock_of
from tradetalks.solve.entry import STEMS, Entry, find_entry, units
from tradetalks.solve.equilibrium import Equilibrium
from tradetalks.solve.labelled import coordinates
from tradetalks.solve.options import Deficits, Revenue, Rules, ScaleElasticity
from tradetalks.solve.sensitivity import by_levers, firmly, moved, tangent, weights_on
from tradetalks.solve.solver import solve
from tradetalks.symbols import BILATERAL

ArrayLever = Literal[
    "tariff", "export_tax", "trade_cost", "productivity", "endowment", "transfer", "purchase"
]

_DIMS: dict[str, tuple[str, ...]] = {
    "tariff": BILATERAL,
    "export_tax": BILATERAL,
    "trade_cost": BILATERAL,
    "productivity": ("country", "sector"),
    "endowment": ("country", "factor"),
    "transfer": ("country",),
    "purchase": ("commitment",),
}


def gradient(
    base: Baseline,
    policy: Policy | Equilibrium | None = None,
    *,
    outcome: str = "real_income",
    country: str,
    wrt: ArrayLever = "tariff",
    deficits: Deficits | None = None,
    labour_supply: float | None = None,
    revenue: Revenue | None = None,
    scale_elasticity: ScaleElasticity | None = None,
    **place: str,
) -> xr.DataArray:
    """Derivative of one outcome of one country in every cell of a lever, by one adjoint solve.

    (exporter, importer, sector) for tariff, export_tax and trade_cost, zero on the home market;
    (country, sector) for productivity, (country, factor) for endowment, (country,) for transfer
    and (commitment,) for the floors of the policy's purchases. The log of the outcome per unit of
    the lever (a rate of 1 is 100 points, a transfer or floor USD million); balances, revenues and
    trade in USD million instead, as the `units` attribute says. Further labels (`sector=`,
    `factor=`, `partner=`, `importer=`) pick the entry of an outcome with more dimensions.
    `policy` may be an equilibrium already solved; it brings its own closure. A purchase whose
    floor is just what trade brings about has a kink there: its derivative is that of more.

    Raises InputError for unknown names and for outcomes that are zero and have no log,
    NotConvergedError where there is no equilibrium.
    """
    if wrt not in _DIMS:
        raise InputError(
            Problem("wrt", f"{wrt!r} is not a lever", ", ".join(_DIMS), nearest(str(wrt), _DIMS))
        )
    entry = find_entry(base, outcome, country, place)
    eq = solved_under(base, policy, named_rules(deficits, labour_supply, revenue, scale_elasticity))
    weights = _weights(entry, eq.world.outcomes)
    values = np.array(_of_lever(by_levers(eq.arguments, weights), wrt, eq))
    if "exporter" in _DIMS[wrt]:
        home = np.arange(len(base.countries))
        values[home, home] = 0.0
    about = {
        "long_name": f"derivative of {'log ' if entry.log else ''}{entry} in {wrt}",
        "units": "1" if entry.log else "USD million",
    }
    dims = _DIMS[wrt]
    name = f"d_{entry.outcome}_d_{wrt}"
    labels = coordinates(base, () if wrt == "purchase" else dims)
    if wrt == "purchase":
        labels = {"commitment": list(eq.commitments["commitment"])}
    return xr.DataArray(values, labels, dims, name, about)


def _of_lever(shock: Shock, wrt: str, eq: Equilibrium) -> Any:
    if wrt == "purchase":
        return shock.commitments.floor[: len(eq.commitments)]
    return getattr(shock, wrt)


def derivative(
    base: Baseline,
    policy: Policy | Equilibrium | None = None,
    *,
    towards: Policy,
    deficits: Deficits | None = None,
    labour_supply: float | None = None,
    revenue: Revenue | None = None,
    scale_elasticity: ScaleElasticity | None = None,
) -> xr.Dataset:
    """Derivative of every outcome along one policy, by one linear solve.

    The direction is what `towards` changes when added to `policy`: with `+25 points` the result
    is per 25 points. Levels in USD million, hats as they are (0.01 is one per cent).
    """
    eq = solved_under(base, policy, named_rules(deficits, labour_supply, revenue, scale_elasticity))
    values = slope(eq, eq.policy + towards)
    return xr.Dataset(
        {
            name: (symbol.dims, np.asarray(values[name]), {"units": units(name)})
            for name, symbol in STEMS.items()
        },
        coordinates(base, tuple(dict.fromkeys(d for s in STEMS.values() for d in s.dims))),
        {"policy": "; ".join(eq.policy.describe()), "towards": "; ".join(towards.describe())},
    )


def slope(eq: Equilibrium, there: Policy) -> Outcomes:
    """Derivative of every outcome (arrays, `trade` included) towards another policy.

    The direction is the difference of the two policies' settings, which levers enter affinely.
    Raises InputError where the other policy promises purchases that this one does not: a
    promise does nothing until it binds, so there is no derivative in its appearing.
    """
    goal = shock_of(eq.base, settings_of(eq.base, there))
    ours, theirs = eq.shock.commitments, goal.commitments
    same = ours.covers.shape == theirs.covers.shape
    if not same or not bool((ours.covers == theirs.covers).all()):
        what = "adds or drops a purchase commitment, which has no derivative"
        remedy = "put the purchase into the policy, and let `towards` differ in its amount"
        raise InputError(Problem("towards", what, remedy=remedy))
    return along(eq, jax.tree.map(jnp.subtract, goal, eq.shock))


def along(eq: Equilibrium, direction: Shock) -> Outcomes:
    """Derivative of every outcome of the model along a direction, by one linear solve.

    Raises NotConvergedError where there is no equilibrium or the linear system stalls.
    """
    u, economy, shock, closure = eq.arguments
    move = firmly(lambda sturdy: tangent(*eq.arguments, direction, sturdy=sturdy)).x
    found: Outcomes = moved(u, move, economy, shock, closure, direction)
    return found


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
    weight = np.zeros(np.shape(outcomes[entry.outcome]))
    weight[entry.index] = 1 / value if entry.log else 1.0
    return weights_on(outcomes, {entry.outcome: weight})


def named_rules(*closure: Any) -> dict[str, Any]:
    """The parts of the closure that the caller named."""
    names = ("deficits", "labour_supply", "revenue", "scale_elasticity")
    return {n: value for n, value in zip(names, closure, strict=True) if value is not None}


def solved_under(
    base: Baseline, policy: Policy | Equilibrium | None, given: dict[str, Any]
) -> Equilibrium:
    """The equilibrium under the rules given; one already solved must have been under the same.

    Raises InputError where it was not, NotConvergedError where there is none.
    """
    if not isinstance(policy, Equilibrium):
        return solve(base, policy, **given).require()
    if policy.base is not base:
        raise InputError(Problem("policy", "was solved on another baseline", "one of `base`"))
    if given and Rules.read(base, **(policy.rules.describe() | given)) != policy.rules:
        solved = policy.rules.describe()
        raise InputError(
            Problem(
                name,
                f"{value!r}, but the equilibrium was solved with {solved[name]!r}",
                remedy="leave it out, or solve again",
            )
            for name, value in given.items()
        )
    return policy.require()
