"""The whole system once more: equations 1 to 13 on full bilateral arrays, in plain NumPy.

Written from the list of equations, without the program's model or solver: of a solved world only
its labelled results and its unknowns are read, of its policy the compiled settings. Everything is
recomputed the long way, flow by flow. `independent_outcomes` goes on to what is reported of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

import tradetalks as tt
from tradetalks.policy import Observed, People, Settings, compile_policy

Array = NDArray[np.float64]
PEOPLE = ("workers", "remittance_share", "mover_efficiency", "migrants")


@dataclass(frozen=True)
class World:
    """A world recomputed: (exporter, importer, sector), (country, sector), (country,) arrays.

    wedge: the part of the price that the public pays, after all commitments on a flow.
    wedge_cost (commitment, country) by buyer. supplied (country, factor): Lhat of equation 11.
    """

    share: Array
    wedge: Array
    cost: Array
    price: Array
    trade: Array
    receipts: Array
    spending: Array
    needed: Array
    earned: Array
    demanded: Array
    supplied: Array
    duty: Array
    export_tax: Array
    wedge_cost: Array
    transfers: Array
    deficit: Array
    income: Array
    flow: Array


def settings_of(eq: tt.Equilibrium) -> Settings:
    """What the policy sets on the baseline."""
    base = eq.base
    known = base.dataset
    people = {n: known[n].values for n in PEOPLE if n in known}
    bilateral = {n: base[n].values for n in ("tariff", "export_tax", "trade")}
    observed = Observed(
        **bilateral,
        factors=base.factors,
        value_added=base["value_added"].values,
        people=People(**people) if "workers" in people else None,
    )
    return compile_policy(eq.policy, base.axes, observed)


def recomputed(eq: tt.Equilibrium, policy: Settings) -> World:
    """Equations 1 to 12 at the unknowns of a solved world."""
    b = {str(n): np.asarray(v.values) for n, v in eq.base.dataset.data_vars.items()}
    theta, labour = b["trade_elasticity"], labour_of(eq)
    log_price, log_reward, log_spending, promised, log_scale = map(np.asarray, eq.unknowns)
    reward, spending = np.exp(log_reward), b["expenditure"] * np.exp(log_spending)

    # 1: unit cost, with scale economies where there are any.
    log_cost = np.einsum("of,oj,ofj->oj", log_reward, b["value_added_share"], b["factor_share"])
    log_cost += np.einsum("ok,okj->oj", log_price, b["input_share"]) - np.log(policy.productivity)
    if log_scale.size:
        log_cost -= np.array(eq.rules.scale_elasticity) * log_scale

    # 2: delivered price; wedges of several commitments on a flow multiply.
    pays = np.ones_like(b["trade"])
    for promise, u in zip(policy.commitments, promised, strict=False):
        pays = pays * np.where(promise.covers, np.exp(-max(u, 0.0)), 1.0)
    delivered = log_cost[:, None, :] + np.log(
        policy.trade_cost * (1 + policy.tariff) * (1 + policy.export_tax) * pays
    )
    delivered -= np.log((1 + b["tariff"]) * (1 + b["export_tax"]))

    # 3 and 4: the price index and shares, exactly zero under an embargo.
    weight = b["trade_share"] * policy.open * np.exp(-theta * delivered)
    total = weight.sum(0)
    bought = total > 0
    price = np.where(bought, -np.log(np.where(bought, total, 1.0)) / theta, 0.0)
    share = weight / np.where(bought, total, 1.0)

    # 5: trade before duty, receipts.
    trade = share * spending / ((1 + policy.tariff) * pays)
    receipts = (trade / (1 + policy.export_tax)).sum(1)

    # 7: public money.
    duty = (policy.tariff * trade).sum((0, 2))
    export_tax = (policy.export_tax / (1 + policy.export_tax) * trade).sum((1, 2))
    subsidy = (1 - pays) * (1 + policy.tariff) * trade
    wedge_cost = np.zeros((len(policy.commitments), len(duty)))
    whole = -np.log(pays)
    for k, promise in enumerate(policy.commitments):
        # Where wedges meet on a flow they share its cost in proportion to their logs.
        part = np.where(promise.covers & (whole > 0), max(promised[k], 0.0), 0.0)
        part = part / np.where(whole > 0, whole, 1.0)
        wedge_cost[k] = (part * subsidy).sum((0, 2))
    budget = duty + export_tax - wedge_cost.sum(0)

    # 6 and 11: factor markets, labour supply.
    demanded = np.einsum("nj,nfj,nj->nf", b["value_added_share"], b["factor_share"], receipts)
    supplied = np.ones_like(reward)
    if eq.rules.labour_supply:
        consumer = np.exp((b["final_share"] * price).sum(1))
        real = reward / consumer[:, None] / tax_left(eq, budget, demanded)[:, None]
        supplied = np.where(labour > 0, real**eq.rules.labour_supply, 1.0)
    earned = reward * policy.endowment * supplied * b["value_added"]

    # 10: imbalances.
    own, before = earned.sum(1), b["value_added"].sum(1)
    if eq.deficits == "fixed":
        deficit = b["deficit"] * own.sum() / before.sum()
    elif eq.deficits == "share":
        deficit = b["deficit"] / before * own
        deficit = deficit - own / own.sum() * deficit.sum()
    else:
        deficit = np.zeros_like(own)

    # 12 and 9: remittances at new rewards; who pays for purchases of others; transfers.
    sent = (policy.remittance * reward[:, None, :]).sum(2)
    transfers = policy.transfer + sent.sum(0) - sent.sum(1)
    for k, promise in enumerate(policy.commitments):
        if promise.payer.any():
            transfers = transfers + wedge_cost[k] - promise.payer * wedge_cost[k].sum()

    # 8: income and spending.
    income = own + budget + deficit + transfers
    needed = np.einsum("nkj,nj->nk", b["input_share"], receipts)
    needed += b["final_share"] * income[:, None]
    return World(
        share=share,
        wedge=1 - pays,
        cost=np.exp(log_cost),
        price=price,
        trade=trade,
        receipts=receipts,
        spending=spending,
        needed=needed,
        earned=earned,
        demanded=demanded,
        supplied=supplied,
        duty=duty,
        export_tax=export_tax,
        wedge_cost=wedge_cost,
        transfers=transfers,
        deficit=deficit,
        income=income,
        flow=np.array([trade[c.covers].sum() for c in policy.commitments]),
    )


def equation_gaps(eq: tt.Equilibrium) -> dict[str, float]:
    """The largest gap of each equation, relative to what it is about."""
    policy = settings_of(eq)
    w, b = recomputed(eq, policy), eq.base
    log_price, log_reward, _, promised, log_scale = map(np.asarray, eq.unknowns)
    spent, earned = b["expenditure"].values > 0, b["value_added"].values > 0
    number = len(policy.commitments)
    gaps = {
        "1 scale": _scale_gap(eq, w, log_scale),
        "3 price": largest(np.where(spent, log_price - w.price, 0.0)),
        "4 shares": largest(np.where(spent, w.share.sum(0) - 1, 0.0)),
        "4 embargo": largest(np.where(policy.open == 0, eq.trade.values, 0.0)),
        "6 factors": relative(w.demanded[earned], w.earned[earned]),
        "8 spending": relative(w.needed[spent], w.spending[spent]),
        "9 purchases": max(
            (_purchase_gap(w, policy, promised, k) for k in range(number)), default=0.0
        ),
        "10 imbalance": _imbalance_gap(w),
        "13 numeraire": _numeraire_gap(eq, policy, w),
    }
    # Goods nobody buys and factors nobody owns keep their price.
    gaps["idle"] = max(
        largest(np.where(spent, 0.0, log_price)), largest(np.where(earned, 0.0, log_reward))
    )
    return gaps


def tax_left(eq: tt.Equilibrium, budget: Array, earned: Array) -> Array:
    """What is left of the wedge between wage and pay where revenue replaces a tax, (country,)."""
    if eq.rules.revenue == "lump_sum":
        return np.ones_like(budget)
    before = eq.base.dataset["relieved"].values if "relieved" in eq.base.dataset else 0.0
    left: Array = (1 - budget / earned.sum(1)) / (1 - before)
    return left


def labour_of(eq: tt.Equilibrium) -> Array:
    """One for people, zero for capital."""
    return np.array([float(name != "capital") for name in eq.base.factors])


def observed(base: tt.Baseline) -> dict[str, Array]:
    """Receipts, income, gdp, exports and imports of the baseline."""
    flow, t, e = (base[n].values for n in ("trade", "tariff", "export_tax"))
    border = base["trade_share"].values * base["expenditure"].values / (1 + t)
    public = (t * border).sum((0, 2)) + (e / (1 + e) * border).sum((1, 2))
    gdp = base["value_added"].values.sum(1) + public
    abroad = flow.sum(2) * (1 - np.eye(len(gdp)))
    return {
        "receipts": (border / (1 + e)).sum(1),
        "income": gdp + base["deficit"].values,
        "gdp": gdp,
        "exports": abroad.sum(1),
        "imports": abroad.sum(0),
    }


def _scale_gap(eq: tt.Equilibrium, w: World, log_scale: Array) -> float:
    """Equation 1: factors at work are value added over the cost of its bundle of factors."""
    if not log_scale.size:
        return 0.0
    before, log_reward = observed(eq.base)["receipts"], np.asarray(eq.unknowns.reward)
    bundle = np.einsum("of,ofj->oj", log_reward, eq.base["factor_share"].values)
    made = (before > 0) & (w.receipts > 0)
    ratio = np.where(made, w.receipts, 1.0) / np.where(made, before, 1.0)
    return largest(np.where(made, log_scale - (np.log(ratio) - bundle), 0.0))


def _purchase_gap(w: World, policy: Settings, promised: Array, k: int) -> float:
    """Equation 9: short of the floor, or a wedge although it is exceeded; relative."""
    excess = w.flow[k] / policy.commitments[k].floor - 1
    wedge = -np.expm1(-max(promised[k], 0.0))
    return float(max(-excess, min(wedge, max(excess, 0.0))))


def _imbalance_gap(w: World) -> float:
    """Equation 10: imports less exports are the deficit and what comes in as transfers."""
    net = w.trade.sum((0, 2)) - w.trade.sum((1, 2))
    return largest((net - w.deficit - w.transfers) / w.spending.sum(1))


def _numeraire_gap(eq: tt.Equilibrium, policy: Settings, w: World) -> float:
    """Equation 13, for each part of the world that trades with no other."""
    linked = ((eq.base["trade_share"].values * policy.open * w.spending) > 0).any(2)
    number, part = connected_components(linked, directed=False)
    before = eq.base["value_added"].values.sum(1)
    return max(
        abs(float(w.earned[part == p].sum() / before[part == p].sum() - 1)) for p in range(number)
    )


def largest(gaps: Any) -> float:
    """The largest absolute value; infinite where anything is not a number."""
    gaps = np.abs(np.asarray(gaps, dtype=float))
    return float(np.where(np.isnan(gaps), np.inf, gaps).max(initial=0.0))


def relative(have: Array, want: Array) -> float:
    """The largest relative gap; both may lack the same entries."""
    missing = np.isnan(have) & np.isnan(want)
    alike = (have == want) | missing
    size = np.where(alike, 1.0, np.maximum(np.abs(want), np.finfo(float).tiny))
    return largest(np.where(alike, 0.0, (have - want) / size))
