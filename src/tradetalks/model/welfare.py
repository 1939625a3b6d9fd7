"""Equation 14, decomposed: where a change in real income comes from."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from tradetalks.model import income as inc
from tradetalks.model.economy import Closure, Economy, Shock, Unknowns
from tradetalks.model.purchases import raised, whole
from tradetalks.model.system import evaluate
from tradetalks.model.trade import demand_scale, trade, trade_kernel


class Account(NamedTuple):
    """Rates of change of log real income, by source.

    terms_of_trade, volume_of_trade, technical_efficiency: (country, partner, sector);
    technical_efficiency also holds own productivity and endowments, at the partner that is the
    country itself. transfers: (country,).
    """

    terms_of_trade: Array
    volume_of_trade: Array
    technical_efficiency: Array
    transfers: Array


class _Ledger(NamedTuple):
    trade: Array
    log_fob: Array
    log_iceberg: Array
    log_productivity: Array
    factor_income: Array
    log_endowment: Array
    deficit: Array
    receipts: Array
    income: Array


def account_rate(
    unknowns: Unknowns,
    move: Unknowns,
    economy: Economy,
    shock: Shock,
    push: Shock,
    closure: Closure,
) -> Account:
    """How fast real income moves, and why, as the world moves by `move` under `push`.

    With F trade at the border price p d, p = c (1 + e) the export price, M and Q the quantities
    received and shipped, the envelope theorem gives, country by country,

        I dlnW = sum F_out dln p - sum F_in dln p        terms of trade
               + sum t F_in dln M + sum e/(1+e) F_out dln Q   volume of taxed trade
               - sum F_in dln d + sum Y dln A + sum wLV dln L  technical efficiency
               + dD                                      transfers,

    the exact counterpart of Caliendo and Parro (2015), equation 16, with export taxes, trade
    costs and imbalances. An embargo counts as a trade cost going to infinity.
    """

    def ledger(u: Unknowns, s: Shock) -> _Ledger:
        kernel = trade_kernel(economy, s)
        state = evaluate(u, economy, s, kernel, closure)
        theta = economy.trade_elasticity
        scale = demand_scale(theta, state.log_price, state.spending)
        extra = raised(kernel, theta, s.commitments, u.commitment)
        closed = jnp.where(s.open > 0, jnp.log(jnp.where(s.open > 0, s.open, 1.0)), 0.0)
        return _Ledger(
            trade=trade(whole(kernel, extra), theta, state.log_cost, scale),
            log_fob=state.log_cost[:, None, :] + jnp.log1p(s.export_tax),
            log_iceberg=jnp.log(s.trade_cost) - closed / theta,
            log_productivity=jnp.log(s.productivity),
            factor_income=inc.factor_income(economy, s, u.reward, state.log_supply),
            log_endowment=jnp.log(s.endowment),
            deficit=state.deficit,
            receipts=state.receipts,
            income=state.income,
        )

    at, d = jax.jvp(ledger, (unknowns, shock), (move, push))
    price, iceberg = at.trade * d.log_fob, at.trade * d.log_iceberg
    received = shock.tariff * (d.trade - price - iceberg)
    shipped = shock.export_tax / (1 + shock.export_tax) * (d.trade - price)
    own = at.receipts * d.log_productivity
    # Endowments belong to no sector: spread like the sectors' use of factors.
    factors = (at.factor_income * d.log_endowment).sum(1)
    used = at.receipts * economy.value_added_share
    own = own + factors[:, None] * used / used.sum(1, keepdims=True)
    home = jnp.eye(at.income.size)[:, :, None]
    per_income = 1 / at.income[:, None, None]

    def imports(a: Array) -> Array:
        return jnp.swapaxes(a, 0, 1)

    return Account(
        terms_of_trade=(price - imports(price)) * per_income,
        volume_of_trade=(imports(received) + shipped) * per_income,
        technical_efficiency=(home * own[:, None, :] - imports(iceberg)) * per_income,
        transfers=d.deficit / at.income,
    )
