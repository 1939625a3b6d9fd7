"""The world economy as one system: `residual(unknowns) = 0`.

By Walras' law the factor markets, weighted by factor incomes, add up to zero once prices and
spending are solved, so one of them is redundant and the level of prices is free. The numeraire
gap is therefore added to every factor market: the square system then has one solution, in which
the gap and every market's own residual vanish, and no market is singled out. Where embargoes
cut the world into parts, this holds for each part.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from tradetalks.model import income as inc
from tradetalks.model import purchases as pu
from tradetalks.model import trade as tr
from tradetalks.model.costs import log_employment, log_unit_cost
from tradetalks.model.economy import Closure, Economy, Kernel, Shock, Unknowns


class State(NamedTuple):
    """Everything the equations imply at given unknowns; USD million unless logs.

    log_cost, log_price, spending, receipts, shipments, purchases: (country, sector);
    log_supply, factor_income, factor_demand: (country, factor); budget, deficit, transfers (net
    of remittances and of what others pay for commitments), income: (country,); committed
    (commitment,) and its public cost (commitment, country).
    """

    log_cost: Array
    log_price: Array
    spending: Array
    receipts: Array
    shipments: Array
    purchases: Array
    log_supply: Array
    factor_income: Array
    factor_demand: Array
    budget: Array
    deficit: Array
    transfers: Array
    income: Array
    committed: Array
    commitment_cost: Array


def evaluate(
    unknowns: Unknowns, economy: Economy, shock: Shock, kernel: Kernel, closure: Closure
) -> State:
    """Equations 1 to 12 in their order, at the given unknowns."""
    theta, promises = economy.trade_elasticity, shock.commitments
    log_cost = log_unit_cost(
        economy, shock, closure, unknowns.reward, unknowns.price, unknowns.scale
    )
    extra = pu.raised(kernel, theta, promises, unknowns.commitment)
    offered, offered_before_duty = tr.offers(kernel, theta, log_cost, extra)
    log_price = tr.log_price_index(theta, offered)
    spending = economy.expenditure * jnp.exp(unknowns.spending)
    # Shares from the index that costs imply, not from the unknown: they always sum to one.
    scale = tr.demand_scale(theta, log_price, spending)
    purchases = scale * offered_before_duty
    shipments, receipts = tr.sales(kernel, theta, log_cost, scale, extra)
    bought = pu.bought(kernel, theta, promises, unknowns.commitment, log_cost, scale)
    budget = inc.budget(spending, purchases, shipments, receipts)
    factor_demand = inc.factor_demand(economy, receipts)
    log_supply = inc.log_labour_supply(
        economy,
        closure,
        unknowns.reward - log_consumer_price(economy, log_price)[:, None],
        budget,
        factor_demand,
    )
    factor_income = inc.factor_income(economy, shock, unknowns.reward, log_supply)
    deficit = inc.deficits(economy, closure, factor_income)
    transfers = (
        shock.transfer
        + inc.net_remittances(shock, unknowns.reward)
        + pu.borne_by_others(promises, bought.cost)
    )
    return State(
        log_cost=log_cost,
        log_price=log_price,
        spending=spending,
        receipts=receipts,
        shipments=shipments,
        purchases=purchases,
        log_supply=log_supply,
        factor_income=factor_income,
        factor_demand=factor_demand,
        budget=budget,
        deficit=deficit,
        transfers=transfers,
        income=factor_income.sum(1) + budget + deficit + transfers,
        committed=bought.flow,
        commitment_cost=bought.cost,
    )


def log_consumer_price(economy: Economy, log_price: Array) -> Array:
    """`sum_j a_j ln Phat_j`: the price of final spending, (country,)."""
    return (economy.final_share * log_price).sum(1)


def residual(
    unknowns: Unknowns, economy: Economy, shock: Shock, kernel: Kernel, closure: Closure
) -> Unknowns:
    """Relative gap of every equation, in the shape of the unknowns.

    price: equation 3, in logs. reward: equation 6, relative, plus the numeraire gap (13).
    spending: equation 8, relative. commitment: equation 9. scale: factors at work (1), in logs.
    Goods nobody buys and factors that earn nothing keep their baseline price.
    """
    state = evaluate(unknowns, economy, shock, kernel, closure)
    return gaps(unknowns, state, economy, shock, kernel)


def gaps(
    unknowns: Unknowns, state: State, economy: Economy, shock: Shock, kernel: Kernel
) -> Unknowns:
    """`residual` at unknowns and the state they imply."""
    spending = inc.spending(economy, state.receipts, state.income)
    gap = inc.numeraire_gap(economy, kernel.together, state.factor_income)[:, None]
    return Unknowns(
        price=unknowns.price - state.log_price,
        reward=_relative(state.factor_income, state.factor_demand, unknowns.reward, gap),
        spending=_relative(state.spending, spending, unknowns.spending, 0.0),
        commitment=pu.commitment_gap(shock.commitments, unknowns.commitment, state.committed),
        scale=_scale_gap(unknowns, economy, kernel, state),
    )


def _scale_gap(unknowns: Unknowns, economy: Economy, kernel: Kernel, state: State) -> Array:
    if not unknowns.scale.size:
        return unknowns.scale
    at_work = log_employment(economy, kernel.receipts, state.receipts, unknowns.reward)
    return unknowns.scale - at_work


def _relative(have: Array, need: Array, log_change: Array, gap: Array | float) -> Array:
    """`log(have / need) + gap` where there is a market, else the unknown itself.

    Far from the solution a need can fall to zero or below; there the logarithm goes on as its
    tangent, so that a Newton step always has somewhere to go.
    """
    exists = have > 0
    ratio = jnp.where(exists, need / jnp.where(exists, have, 1.0), 1.0)
    least = 1e-3
    log_ratio = jnp.log(jnp.maximum(ratio, least)) + jnp.minimum(ratio - least, 0.0) / least
    return jnp.where(exists, gap - log_ratio, log_change)
