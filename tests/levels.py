"""The same economy solved in levels, in numpy and scipy only: an independent check on hats.

Technologies, trade costs, endowments and tastes go in; wages, prices and flows come out. The
method is another one too: a root in factor rewards, around a price loop and a dense linear system
for spending.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Primitives:
    """What nature gives (Eaton and Kortum 2002; Caliendo and Parro 2015).

    technology (exporter, sector), iceberg (exporter, importer, sector), endowment (country,
    factor), added (country, sector), split (country, factor, sector), inputs (country, input,
    sector), final (country, sector), theta (sector,), owing (country,): deficits over world
    factor income, summing to zero.
    """

    technology: Array
    iceberg: Array
    endowment: Array
    added: Array
    split: Array
    inputs: Array
    final: Array
    theta: Array
    owing: Array

    def changed(self, iceberg: Array, productivity: Array) -> Primitives:
        """Trade costs times `iceberg`; every sector of a country better by `productivity`."""
        # Technology is a location parameter: productivity to the power theta.
        technology = self.technology * productivity[:, None] ** self.theta
        return replace(self, iceberg=self.iceberg * iceberg, technology=technology)


@dataclass(frozen=True)
class Levels:
    """An equilibrium in levels: reward, price, trade before duty, spending, income."""

    reward: Array
    price: Array
    trade: Array
    spending: Array
    income: Array


def draw_primitives(
    seed: int, countries: int = 4, sectors: int = 3, factors: int = 2
) -> Primitives:
    """A random world of moderate differences."""
    rng = np.random.default_rng(seed)
    n, j, f = countries, sectors, factors
    iceberg = rng.uniform(1.2, 2.0, (n, n, j))
    iceberg[np.arange(n), np.arange(n)] = 1.0
    added = rng.uniform(0.3, 0.8, (n, j))
    inputs = rng.uniform(0.1, 1, (n, j, j))
    split = rng.uniform(0.2, 1, (n, f, j))
    final = rng.uniform(0.2, 1, (n, j))
    owing = rng.uniform(-0.01, 0.01, n)
    return Primitives(
        technology=rng.lognormal(0, 0.5, (n, j)),
        iceberg=iceberg,
        endowment=rng.lognormal(0, 0.7, (n, f)),
        added=added,
        split=split / split.sum(1, keepdims=True),
        inputs=inputs * ((1 - added) / inputs.sum(1))[:, None, :],
        final=final / final.sum(1, keepdims=True),
        theta=rng.uniform(2.0, 8.0, j),
        owing=owing - owing.mean(),
    )


def solve_levels(p: Primitives, tariff: Array, export_tax: Array) -> Levels:
    """The equilibrium at the given rates; world factor income is the numeraire, 1e6."""
    shape = p.endowment.shape

    def excess(log_reward: Array) -> Array:
        reward = np.exp(log_reward.reshape(shape))
        _, receipts, *_ = _markets(p, reward, tariff, export_tax)
        demand = np.einsum("nfj,nj->nf", p.split, p.added * receipts)
        return np.log(demand / (reward * p.endowment)).ravel()

    def closed(log_reward: Array) -> Array:
        gap = excess(log_reward)
        # Walras: one market follows from the others, and the numeraire takes its place.
        gap[0] = np.log((np.exp(log_reward) * p.endowment.ravel()).sum() / 1e6)
        return gap

    x = np.log(np.full(p.endowment.size, 1e6 / p.endowment.sum()))
    for _ in range(30):  # feel the way first: raise what is in demand
        x = x + 0.3 * excess(x)
    found = root(closed, x, method="hybr", options={"xtol": 1e-13})
    x, worst = found.x, np.abs(found.fun).max()
    assert worst < 1e-10, found.message
    reward = np.exp(x.reshape(shape))
    price, _, trade, spending, income = _markets(p, reward, tariff, export_tax)
    return Levels(reward, price, trade, spending, income)


def as_baseline(p: Primitives, levels: Levels, tariff: Array, export_tax: Array) -> dict[str, Any]:
    """Keyword arguments for `Baseline.from_arrays`: what a statistician would observe."""
    n, j = p.technology.shape
    return {
        "countries": tuple(f"C{i:02d}" for i in range(n)),
        "sectors": tuple(f"S{i:02d}" for i in range(j)),
        "trade": levels.trade,
        "tariff": tariff,
        "export_tax": export_tax,
        "value_added_share": p.added,
        "input_share": p.inputs,
        "factor_share": p.split,
        "trade_elasticity": p.theta,
    }


def _markets(
    p: Primitives, reward: Array, tariff: Array, export_tax: Array
) -> tuple[Array, Array, Array, Array, Array]:
    """Prices, receipts, trade, spending and income at given factor rewards."""
    weights = p.split * p.added[:, None, :]
    constant = -(weights * np.log(weights)).sum(1) - (p.inputs * np.log(p.inputs)).sum(1)
    labour = np.einsum("nfj,nf->nj", weights, np.log(reward)) + constant
    wedge = p.iceberg * (1 + tariff) * (1 + export_tax)
    log_price = np.zeros_like(p.final)
    for _ in range(2000):
        cost = np.exp(labour + np.einsum("nkj,nk->nj", p.inputs, log_price))
        weight = p.technology[:, None] * (cost[:, None] * wedge) ** -p.theta
        new = -np.log(weight.sum(0)) / p.theta
        moved = np.abs(new - log_price).max()
        log_price = new
        if moved < 1e-15:
            break
    share = weight / weight.sum(0)
    border = share / (1 + tariff)
    kept = border / (1 + export_tax)
    n, j = p.final.shape
    # Spending is linear: X = G kept X + a (V + duties X + export taxes X + D).
    own = np.eye(n)
    uses = np.einsum("okj,odj->okdj", p.inputs, kept)
    duties = (share - border).sum(0)
    duty = np.einsum("nk,nd,dj->nkdj", p.final, own, duties)
    taxes = np.einsum("nk,ndj->nkdj", p.final, border - kept)
    system = np.eye(n * j) - (uses + duty + taxes).reshape(n * j, n * j)
    incomes = (reward * p.endowment).sum(1)
    deficit = p.owing * incomes.sum()
    right = p.final * (incomes + deficit)[:, None]
    spending = np.linalg.solve(system, right.ravel()).reshape(n, j)
    revenue = (duties * spending).sum(1) + np.einsum("odj,dj->o", border - kept, spending)
    receipts = np.einsum("odj,dj->oj", kept, spending)
    return np.exp(log_price), receipts, border * spending, spending, incomes + deficit + revenue
