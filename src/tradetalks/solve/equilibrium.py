"""`Equilibrium`: the solved world under a policy, with labels and units."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import xarray as xr
from jax import Array

from tradetalks.baseline import Baseline
from tradetalks.errors import NotConvergedError
from tradetalks.model.economy import Economy, Shock, Unknowns
from tradetalks.model.income import revenue_ratio
from tradetalks.model.outcomes import Outcomes, no_shock
from tradetalks.policy import Policy
from tradetalks.solve import compiled
from tradetalks.solve.arrays import closure_of, economy_of
from tradetalks.solve.labelled import label_outcomes
from tradetalks.solve.options import Deficits, Rules, Status, Verdict
from tradetalks.solve.people import people_after
from tradetalks.solve.pledged import commitments_table, tariff_with_wedges
from tradetalks.symbols import BASELINE

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.solve.compiled import World


class Finding(NamedTuple):
    """What the solver came back with: unknowns and residual (flat), effort, verdict."""

    u: Array
    residual: Array
    error: float
    steps: int
    products: int
    verdict: Verdict


_outcomes_before: WeakKeyDictionary[Baseline, Outcomes] = WeakKeyDictionary()


def outcomes_before(base: Baseline) -> Outcomes:
    """Outcomes of the baseline itself, worked out once for each."""
    if base not in _outcomes_before:
        economy = economy_of(base)
        # The baseline has the imbalances that were observed, whatever becomes of them.
        shock, closure = no_shock(economy), closure_of(base, Rules())
        still = compiled.neutral(economy, shock, closure)
        kernel = compiled.kernel_of(economy, shock)
        unmoved = compiled.world(still, economy, shock, kernel, closure)
        _outcomes_before[base] = unmoved.outcomes
    return _outcomes_before[base]


def prepare(base: Baseline) -> None:
    """Compile what outcomes and flows need, on the baseline itself.

    For a second thread while the first solve is being compiled.
    """
    outcomes_before(base)


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """The world under a policy; immutable, outcomes worked out when first asked for."""

    base: Baseline
    policy: Policy
    rules: Rules
    tol: float
    shock: Shock
    finding: Finding
    solved: World | None = None

    @property
    def deficits(self) -> Deficits:
        """What happens to trade imbalances."""
        return self.rules.deficits

    @property
    def converged(self) -> bool:
        """Whether every equation holds to `tol`."""
        return self.status == "converged"

    @property
    def verdict(self) -> Verdict:
        """What the solve came to: its name, what happened, what to try."""
        return self.finding.verdict

    @property
    def status(self) -> Status:
        """The named result: converged, or what stood in the way."""
        return self.verdict.status

    @property
    def residual(self) -> float:
        """The largest relative gap of any equation."""
        return self.finding.error

    @property
    def message(self) -> str:
        """What happened; after a failure, where it failed and what to try."""
        return self.verdict.message

    @property
    def steps(self) -> int:
        """Newton steps taken in all."""
        return self.finding.steps

    @cached_property
    def walras_gap(self) -> float:
        """Demand for factors over factor income, minus one, for the world as a whole.

        Zero to rounding where the baseline's cost shares sum to one. Where they do not, payments
        leak and no prices clear every market: the solution then spreads this gap evenly.
        """
        state = self.world.state
        return float(state.factor_demand.sum() / state.factor_income.sum() - 1)

    def require(self) -> Equilibrium:
        """This equilibrium, or NotConvergedError if it is not one."""
        if not self.converged:
            raise NotConvergedError(f"{self.policy.label or 'policy'}: {self.message}")
        return self

    @cached_property
    def outcomes(self) -> xr.Dataset:
        """Every outcome with units; `_change` is per cent, `_base` before the policy.

        Dimensions country, factor, sector, exporter, importer, partner. Raises
        NotConvergedError where there is no equilibrium to report on.
        """
        return label_outcomes(
            self.base, self.world.outcomes, outcomes_before(self.base), self._stamp()
        )

    @property
    def arguments(self) -> tuple[Array, Economy, Shock, Any]:
        """The arrays the model needs at this solution: unknowns, economy, shock, closure."""
        self.require()
        closure = closure_of(self.base, self.rules)
        return self.finding.u, economy_of(self.base), self.shock, closure

    @property
    def unknowns(self) -> Unknowns:
        """What was solved for, in logs of new over old."""
        u, *arrays = self.arguments
        return compiled.unflat(np.asarray(u), *arrays)

    @cached_property
    def commitments(self) -> pd.DataFrame:
        """Each purchase commitment: its floor, and what became of it (equation 9).

        floor, flow, flow_base, slack and cost in USD million before duty; wedge: the share of
        the price that the public pays, a fraction; binding: whether there is one.
        """
        return commitments_table(self)

    @cached_property
    def trade(self) -> xr.DataArray:
        """Trade under the policy (exporter, importer, sector), USD million before import duty."""
        return self._bilateral("trade", self.world.outcomes["trade"])

    @cached_property
    def tariff(self) -> xr.DataArray:
        """Tariffs under the policy (exporter, importer, sector), fractions."""
        return self._bilateral("tariff", self.shock.tariff)

    @cached_property
    def export_tax(self) -> xr.DataArray:
        """Export taxes under the policy (exporter, importer, sector), fractions."""
        return self._bilateral("export_tax", self.shock.export_tax)

    def to_baseline(self) -> Baseline:
        """The solved world as a new baseline; the null policy on it changes nothing.

        Wedges of purchase commitments become part of the tariffs, transfers and remittances part
        of the deficits, migrants and extra work part of the factor incomes, migrants workers of
        where they live; relief of the income tax that has been given is kept as `relieved`. Solved
        again under `deficits="balanced"`, payments that are part of the deficits end with them.
        """
        outcomes, state = self.world.outcomes, self.world.state
        arrays: dict[str, Any] = {
            "trade": outcomes["trade"],
            "tariff": tariff_with_wedges(self),
            "export_tax": self.shock.export_tax,
            "trade_share": outcomes["trade_share"],
            "expenditure": state.spending,
            "value_added": state.factor_income,
            "deficit": state.deficit + state.transfers,
            "final_share": self.base["final_share"].values,
        }
        if self.rules.revenue == "income_tax":
            arrays["relieved"] = revenue_ratio(state.budget, state.factor_income)
        arrays |= people_after(self)
        policy = "; ".join(self.policy.describe()) or "no change of policy"
        note = f"solved with {self.deficits} deficits: {policy}"
        return self.base.replace(note=note, **{k: np.asarray(v) for k, v in arrays.items()})

    def to_file(self, path: str | PathLike[str]) -> None:
        """Write the outcomes and flows to one netCDF file."""
        trade = self.trade.rename("trade")
        self.outcomes.assign(trade=trade, tariff=self.tariff).to_netcdf(path, engine="h5netcdf")

    @property
    def world(self) -> World:
        """The solved world as arrays, without labels; NotConvergedError where there is none."""
        self.require()
        assert self.solved is not None  # what has converged has a world
        return self.solved

    def _bilateral(self, name: str, values: Any) -> xr.DataArray:
        like = self.base["trade"]
        return xr.DataArray(
            np.asarray(values), like.coords, like.dims, name, BASELINE[name].attrs()
        )

    def _stamp(self) -> dict[str, Any]:
        return {
            "baseline": self.base.name,
            "baseline_fingerprint": self.base.fingerprint,
            "policy": "; ".join(self.policy.describe()),
            **self.rules.describe(),
            "residual": self.residual,
        }

    def __repr__(self) -> str:
        return f"<Equilibrium of {self.base.name or 'a baseline'}: {self.message}>"
