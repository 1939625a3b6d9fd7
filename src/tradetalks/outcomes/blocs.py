"""What a bloc does for its members, and where their trade comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.labels import Selector
from tradetalks.outcomes.compared import chosen, number, table, trade_change
from tradetalks.solve import Equilibrium

if TYPE_CHECKING:
    import pandas as pd


def bloc_account(eq: Equilibrium, members: Selector, weight: float | None = None) -> pd.DataFrame:
    """Gains of a bloc's members, and trade created inside and diverted from outside.

    One row a member. real_income_change, %; equivalent_variation, USD million; objective: own
    equivalent variation and `weight` times the other members'; joint_objective: the sum over
    members, the same in each row. Trade in USD million before duty, against the baseline:
    imports_inside_base and imports_inside_change (from other members: trade created inside),
    imports_outside_base and imports_outside_change (below zero: diverted from outside),
    exports_outside_change, home_change (purchases from own producers; Viner 1950 calls trade
    created what replaces these, diverted what replaces outsiders').

    `weight` is that of the policy's bloc of the same members if it has one, else zero. Works on
    any policy. Raises InputError on names that are not there, NotConvergedError where there is no
    equilibrium.
    """
    eq.require()
    (inside,) = chosen(eq, members=members)
    weight = _weight_in(eq, inside) if weight is None else number("weight", weight)
    before, change = eq.base["trade"].values.sum(2), trade_change(eq).sum(2)
    variation = eq.outcomes["equivalent_variation"].values
    joint = variation[inside].sum()
    at_home = np.eye(len(inside), dtype=bool)
    within = np.outer(inside, inside) & ~at_home
    columns = {
        "country": np.array(eq.base.countries),
        "real_income_change": eq.outcomes["real_income_change"].values,
        "equivalent_variation": variation,
        "objective": variation + weight * (joint - variation),
        "joint_objective": np.full(len(inside), joint),
        "imports_inside_base": (before * within).sum(0),
        "imports_inside_change": (change * within).sum(0),
        "imports_outside_base": before[~inside].sum(0),
        "imports_outside_change": change[~inside].sum(0),
        "exports_outside_change": change[:, ~inside].sum(1),
        "home_change": change[at_home],
    }
    return table({name: values[inside] for name, values in columns.items()})


def _weight_in(eq: Equilibrium, inside: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    for bloc in eq.policy.blocs:
        (mask,) = chosen(eq, members=bloc.members)
        if (mask == inside).all():
            return bloc.welfare_weight
    return 0.0
