"""The counterfactuals behind the tables, each solved once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import xarray as xr

import tradetalks as tt
from replication.caliendo_parro_2015.data import load
from tradetalks.outcomes import first_order_accounts

Deficits = Literal["fixed", "balanced"]
Case = Literal["nafta", "world", "world_without_nafta"]


@dataclass(frozen=True, eq=False)
class Result:
    """A counterfactual and its first-order accounts."""

    equilibrium: tt.Equilibrium
    accounts: xr.Dataset

    @property
    def real_wages(self) -> xr.DataArray:
        """Change of the real wage by country, per cent; exact."""
        return self.equilibrium.outcomes["real_wage_change"].sel(factor="labour")


@cache
def base_year(deficits: Deficits = "balanced") -> tt.Baseline:
    """The solved world of 1993: the data do not clear goods markets, an equilibrium does."""
    return tt.solve(load().base, deficits=deficits).require().to_baseline()


@cache
def result(case: Case, deficits: Deficits = "balanced") -> Result:
    """A change of tariffs from the solved base year."""
    policy: tt.Policy = getattr(load(), case)()
    equilibrium = tt.solve(base_year(deficits), policy, deficits=deficits).require()
    return Result(equilibrium, first_order_accounts(equilibrium))
