"""Every reported number once more, from the world that `independent` recomputes (equation 14)."""

from __future__ import annotations

import numpy as np

import tradetalks as tt
from independent import (
    Array,
    World,
    labour_of,
    largest,
    observed,
    recomputed,
    relative,
    settings_of,
    tax_left,
)


def outcome_gaps(eq: tt.Equilibrium) -> dict[str, float]:
    """The largest gap between each reported number and the recomputed one.

    Per cent over the larger of 100 and the number itself; money over the country's income.
    """
    policy = settings_of(eq)
    w, b, out = recomputed(eq, policy), eq.base, eq.outcomes
    reward = np.exp(np.asarray(eq.unknowns.reward))
    consumer = np.exp((b["final_share"].values * w.price).sum(1))
    base = observed(b)
    abroad = w.trade.sum(2) * (1 - np.eye(len(b.countries)))
    budget = w.duty + w.export_tax - w.wedge_cost.sum(0)
    real = w.income / base["income"] / consumer
    made = base["receipts"] > 0
    weight = b["value_added"].values * labour_of(eq)
    at_work = (weight * policy.endowment * w.supplied).sum(1)
    hats = {
        "real_income": real,
        "welfare": _welfare(eq, w, base["income"], real, consumer),
        "price_index": consumer,
        "gdp": (w.earned.sum(1) + budget) / base["gdp"],
        "employment": np.where(weight.sum(1) > 0, at_work / weight.sum(1), 1.0),
        "exports": abroad.sum(1) / base["exports"],
        "imports": abroad.sum(0) / base["imports"],
        "factor_reward": reward,
        "real_wage": reward / consumer[:, None],
        "price": np.exp(w.price),
        "output": np.where(made, w.receipts / np.where(made, base["receipts"], 1.0), np.nan),
        "output_volume": np.where(
            made, w.receipts / w.cost / np.where(made, base["receipts"], 1.0), np.nan
        ),
        "sector_employment": _at_work(eq, w) / _at_work(eq, None),
    }
    levels = {
        "equivalent_variation": base["income"] * (real - 1),
        "welfare_variation": _worth_of_welfare(eq, w, base["income"], real, consumer),
        "residents_variation": _residents(eq, w, base["income"], consumer),
        "income": w.income,
        "income_base": base["income"],
        "gdp": w.earned.sum(1) + budget,
        "exports": abroad.sum(1),
        "imports": abroad.sum(0),
        "balance": abroad.sum(1) - abroad.sum(0),
        "tariff_revenue": w.duty,
        "export_tax_revenue": w.export_tax,
        "purchase_cost": w.wedge_cost.sum(0),
        "net_transfers": w.transfers,
        "output": w.receipts,
        "value_added": b["value_added_share"].values * w.receipts,
        "sector_employment": _at_work(eq, w),
        "bilateral_trade": w.trade.sum(2),
        "bilateral_balance": abroad - abroad.T,
    }
    gaps = {}
    for name, hat in hats.items():
        change = np.nan_to_num(out[f"{name}_change"].values / 100 - (hat - 1))
        gaps[f"{name}_change"] = largest(change / np.fmax(1.0, np.abs(hat)))
        gaps[f"{name}_change"] += float((np.isnan(out[f"{name}_change"]) != np.isnan(hat)).sum())
    for name, level in levels.items():
        size = base["income"].reshape(-1, *[1] * (level.ndim - 1))
        gaps[name] = largest((out[name].values - level) / np.maximum(size, np.abs(level)))
    gaps["trade"] = relative(eq.trade.values, w.trade)
    if policy.commitments:
        told = eq.commitments
        gaps["commitments flow"] = relative(told["flow"].to_numpy(), w.flow)
        money = base["income"].sum()
        gaps["commitments cost"] = largest((told["cost"] - w.wedge_cost.sum(1)) / money)
    return gaps


def _worth_of_welfare(
    eq: tt.Equilibrium, w: World, income: Array, real: Array, consumer: Array
) -> Array:
    """Equation 14 in money: what of income work leaves, times the change of welfare."""
    kappa, worth = eq.rules.labour_supply, eq.base["value_added"].values
    budget = w.duty + w.export_tax - w.wedge_cost.sum(0)
    bills = (worth * labour_of(eq)).sum(1)
    toil = kappa * tax_left(eq, budget, w.demanded) * bills / (1 + kappa)
    found: Array = (income - toil) * (_welfare(eq, w, income, real, consumer) - 1)
    return found


def _residents(eq: tt.Equilibrium, w: World, income: Array, consumer: Array) -> Array:
    """Those there before and after: the country's income less what movers of each factor keep."""
    policy, worth = settings_of(eq), eq.base["value_added"].values
    reward = np.exp(np.asarray(eq.unknowns.reward))
    before, after = income.copy(), w.income.copy()
    for c, f in np.ndindex(worth.shape):
        moved, sent = policy.endowment[c, f] - 1, policy.remittance[c, :, f].sum()
        if moved < 0:
            before[c] -= worth[c, f] * -moved
        else:
            after[c] -= worth[c, f] * moved * reward[c, f] * w.supplied[c, f]
        if sent < 0:
            before[c] += -sent
        else:
            after[c] += sent * reward[c, f]
    found: Array = after / consumer - before
    return found


def _welfare(eq: tt.Equilibrium, w: World, income: Array, real: Array, consumer: Array) -> Array:
    """Equation 14, with the wage bill that of people only."""
    kappa, worth = eq.rules.labour_supply, eq.base["value_added"].values
    budget = w.duty + w.export_tax - w.wedge_cost.sum(0)
    bills = (worth * labour_of(eq)).sum(1)
    toil = kappa * tax_left(eq, budget, w.demanded) * bills / (1 + kappa)
    delta = income / (income - toil)
    bill_hat = (w.earned * labour_of(eq)).sum(1) / np.where(bills > 0, bills, 1.0)
    found: Array = delta * real + (1 - delta) * bill_hat / consumer
    return found


def _at_work(eq: tt.Equilibrium, w: World | None) -> Array:
    """What people in a sector would earn at baseline rewards; before the policy without a world."""
    b = eq.base
    reward = np.exp(np.asarray(eq.unknowns.reward)) if w else np.ones_like(b["value_added"].values)
    receipts = w.receipts if w else observed(b)["receipts"]
    paid = b["value_added_share"].values * receipts
    part = b["factor_share"].values.transpose(0, 2, 1) * labour_of(eq)
    people = paid * (part / reward[:, None, :]).sum(2)
    return np.where(people > 0, people, np.nan) if w is None else people
