"""Burden sharing: transfers among the senders of a sanction that equalise their losses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import jax
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, NotConvergedError, Problem
from tradetalks.labels import Selector
from tradetalks.numerics.targets import least_change
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium, outcomes_before, solve
from tradetalks.solve.gradient import along
from tradetalks.solve.options import Deficits
from tradetalks.talks.wants.quantity import check_baseline

Array = NDArray[np.float64]
Index = NDArray[np.intp]

#: Losses closer together than this, in per cent of real income, are the same.
SAME = 1e-7


@dataclass(frozen=True, eq=False)
class Burden:
    """Who carries a policy's cost, before and after transfers.

    table: one row for each member: `loss_before` and `loss_after` in per cent of real income
    (below zero a gain), `transfer` received in USD million, below zero paid, and
    `transfer_share`, in per cent of baseline income. loss: the one all members have afterwards,
    per cent. policy, equilibrium: with the transfers; before: without.
    """

    loss: float
    table: pd.DataFrame
    policy: Policy = field(repr=False)
    equilibrium: Equilibrium = field(repr=False)
    before: Equilibrium = field(repr=False)
    message: str
    evaluations: int


def share_burden(
    base: Baseline,
    policy: Policy,
    members: Selector,
    *,
    deficits: Deficits = "fixed",
    labour_supply: float = 0.0,
    revenue: Any = "lump_sum",
    scale_elasticity: Any = 0.0,
    tol: float = 1e-12,
    progress: Callable[[str, int, int], None] | None = None,
) -> Burden:
    """Transfers between members, summing to zero, under which all lose alike in real income.

    Chowdhry, Hinz, Kamin and Wanner (2024), "Brothers in arms: the value of coalitions in
    sanctions regimes", Economic Policy 39. The transfers are found by Newton's method in the
    full equilibrium: what they do to prices, in third countries too, is part of the answer. The
    Jacobian is exact, one linear solve for each member but one, and used again as long as it
    brings the losses ten times nearer. Who pays whom is not determined; each payer pays every
    receiver in proportion.

    Raises InputError for fewer than two members, NotConvergedError where there is no
    equilibrium or no such transfers.
    """
    check_baseline(base)
    index = base.axes.country_index(members, "members")
    if len(index) < 2:
        raise InputError(Problem("members", f"{members!r} is one country", "two or more"))
    solver = partial(
        solve,
        base,
        deficits=deficits,
        labour_supply=labour_supply,
        revenue=revenue,
        scale_elasticity=scale_elasticity,
        tol=tol,
    )
    before = solver(policy).require()
    income = np.asarray(outcomes_before(base)["income"])[index]
    shares = _Shares(base, policy, index, income, solver, before, progress)
    gaps = len(index) - 1
    worst = float(np.abs(shares.change(before)).max())
    near = np.full(gaps, max(SAME, 1e-8 * worst))
    found = least_change(shares, np.zeros(gaps), np.ones(gaps), tol=near)
    if not found.reached:
        raise NotConvergedError(f"no transfers equalise the losses: {found.message}")
    eq = shares.latest
    received = shares.received(found.x)
    table = pd.DataFrame(
        {
            "country": np.array(base.countries)[index],
            "loss_before": -shares.change(before),
            "loss_after": -shares.change(eq),
            "transfer": received,
            "transfer_share": 100 * received / income,
        }
    )
    loss = float(table["loss_after"].mean())
    moved = float(received[received > 0].sum())
    message = f"USD million {moved:,.1f} of transfers leave every member a loss of {loss:.4g} %"
    return Burden(loss, table, eq.policy, eq, before, message, found.evaluations)


class _Shares:
    """How far the members' changes of real income are from the richest one's, by transfers.

    A transfer is a share of its receiver's baseline income, in per cent; the member with the
    largest income pays for all, so that transfers always sum to zero.
    """

    def __init__(
        self,
        base: Baseline,
        policy: Policy,
        index: Index,
        income: Array,
        solver: Callable[..., Equilibrium],
        before: Equilibrium,
        progress: Callable[[str, int, int], None] | None,
    ) -> None:
        self.latest, self._apart = before, np.nan
        self._countries, self._index = base.countries, index
        self._policy, self._income, self._solver = policy, income, solver
        self._progress, self._tried = progress, 0
        pays = int(np.argmax(income))
        own = np.delete(np.eye(len(index)), pays, axis=0)
        self._compare = own - np.eye(len(index))[pays]
        #: USD million received by each member for each number, (number, member).
        self._units = self._compare * (np.delete(income, pays) / 100)[:, None]
        self._slopes: Array = np.zeros((0, 0))

    def received(self, x: Array) -> Array:
        """Transfers received by the members, USD million."""
        received: Array = x @ self._units
        return received

    def change(self, eq: Equilibrium) -> Array:
        """Changes in the members' real income, per cent."""
        hats = np.asarray(eq.world.outcomes["real_income"])
        change: Array = 100 * (hats[self._index] - 1)
        return change

    def __call__(self, x: Array) -> tuple[Array, Array] | None:
        names = [self._countries[i] for i in self._index]
        policy = with_transfers(self._policy, names, self.received(x))
        eq = self._solver(policy, start=self.latest)
        self._tried += 1
        if self._progress:
            self._progress("share the burden", self._tried, max(4, self._tried + 1))
        if not eq.converged:
            return None
        apart = self._compare @ self.change(eq)
        if not np.abs(apart).max() <= 0.1 * self._apart:
            try:
                self._slopes = self._slopes_at(eq)
            except NotConvergedError:
                return None
        self.latest, self._apart = eq, float(np.abs(apart).max())
        return apart, self._slopes

    def _slopes_at(self, eq: Equilibrium) -> Array:
        """Jacobian (member but one, number) of the differences."""
        blank = jax.tree.map(np.zeros_like, eq.shock)
        slopes = []
        for unit in self._units:
            transfer = np.zeros(len(self._countries))
            transfer[self._index] = unit
            rates = along(eq, blank._replace(transfer=transfer))
            slopes.append(100 * self._compare @ np.asarray(rates["real_income"])[self._index])
        return np.array(slopes).T


def with_transfers(policy: Policy, countries: list[str], received: Array) -> Policy:
    """The policy and transfers under which each country receives its amount, USD million.

    `received` sums to zero; every payer pays each receiver in proportion to what that one gets.
    """
    gets, pays = np.maximum(received, 0.0), np.maximum(-received, 0.0)
    total = gets.sum()
    for i, j in np.argwhere(np.outer(pays, gets) > 0):
        amount = float(pays[i] * gets[j] / total)
        policy = policy.transfer(countries[i], countries[j], amount=amount)
    return policy
