"""Equation 14, decomposed: where a change in real income comes from."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from tradetalks.model.economy import Closure, Economy, Shock, Unknowns
from tradetalks.model.system import evaluate
from tradetalks.model.trade import demand_scale, trade, trade_kernel


class Account(NamedTuple):
    """Rates of change of log real income, by source.

    terms_of_trade, volume_of_trade, purchases, technical_efficiency: (country, partner, sector);
    productivity is booked with the country itself. purchases_paid, remittances: (country,
    partner). migration, labour_supply: (country, factor). scale_economies: (country, sector).
    transfers, deficit: (country,).
    """

    terms_of_trade: Array
    volume_of_trade: Array
    purchases: Array
    purchases_paid: Array
    transfers: Array
    remittances: Array
    migration: Array
    labour_supply: Array
    scale_economies: Array
    technical_efficiency: Array
    deficit: Array


class Promised(NamedTuple):
    """Purchase commitments on a path on which their wedges are part of the tariffs.

    wedge (exporter, importer, sector): `-ln(1 - s')` here. paid (country, partner): how fast what
    a country receives from a partner towards its own purchases rises, USD million; antisymmetric,
    and part of `Shock.transfer`.
    """

    wedge: Array
    paid: Array


class _Ledger(NamedTuple):
    trade: Array
    log_fob: Array
    log_iceberg: Array
    log_productivity: Array
    log_supply: Array
    log_endowment: Array
    deficit: Array
    sent: Array
    factor_income: Array
    receipts: Array
    income: Array


def account_rate(
    unknowns: Unknowns,
    move: Unknowns,
    economy: Economy,
    shock: Shock,
    push: Shock,
    closure: Closure,
    promised: Promised,
) -> Account:
    """How fast real income moves, and why, as the world moves by `move` under `push`.

    With F trade at the border price p d, p = c (1 + e) the export price, q and z the quantities
    received and shipped, and `1 + tau = (1 + t)(1 - s)` what buyers pay for a dollar at the border,
    the envelope theorem gives, country by country,

        I dlnW = sum F_out dln p - sum F_in dln p            terms of trade
               + sum t F_in dln q + sum e/(1+e) F_out dln z  volume of taxed trade
               - sum s (1+t) F_in dln q                      purchases: the public's part of more
               + what others pay towards them
               + dT + d(remittances) + dD                    transfers, remittances, deficit
               + sum wLV dln L                               migration
               + sum wLV dln(supply)                         labour supply
               + sum psi Y dln(employment)                   scale economies
               - sum F_in dln d + sum Y dln A                technical efficiency,

    the exact counterpart of Caliendo and Parro (2015), equation 16, with export taxes, wedges,
    trade costs, scale and imbalances. `shock.tariff` is tau and `shock.commitments` are empty. An
    embargo counts as a trade cost going to infinity. Derivation: the theory page, equation 14.
    """

    def ledger(u: Unknowns, s: Shock) -> _Ledger:
        kernel = trade_kernel(economy, s)
        state = evaluate(u, economy, s, kernel, closure)
        theta = economy.trade_elasticity
        scale = demand_scale(theta, state.log_price, state.spending)
        closed = jnp.where(s.open > 0, jnp.log(jnp.where(s.open > 0, s.open, 1.0)), 0.0)
        return _Ledger(
            trade=trade(kernel, theta, state.log_cost, scale),
            log_fob=state.log_cost[:, None, :] + jnp.log1p(s.export_tax),
            log_iceberg=jnp.log(s.trade_cost) - closed / theta,
            log_productivity=jnp.log(s.productivity),
            log_supply=state.log_supply,
            log_endowment=jnp.log(s.endowment),
            deficit=state.deficit,
            sent=jnp.einsum("prf,pf->pr", s.remittance, jnp.exp(u.reward)),
            factor_income=state.factor_income,
            receipts=state.receipts,
            income=state.income,
        )

    at, d = jax.jvp(ledger, (unknowns, shock), (move, push))
    per_income = 1 / at.income
    per_detail = per_income[:, None, None]
    price, iceberg = at.trade * d.log_fob, at.trade * d.log_iceberg
    received, shipped = d.trade - price - iceberg, d.trade - price
    paid_in_full = (1 + shock.tariff) * jnp.exp(promised.wedge)
    home = jnp.eye(at.income.size)[:, :, None]
    scale = closure.scale_elasticity * move.scale if move.scale.size else 0.0
    return Account(
        terms_of_trade=(price - _imports(price)) * per_detail,
        volume_of_trade=(
            _imports((paid_in_full - 1) * received)
            + shock.export_tax / (1 + shock.export_tax) * shipped
        )
        * per_detail,
        purchases=_imports((1 + shock.tariff - paid_in_full) * received) * per_detail,
        purchases_paid=promised.paid * per_income[:, None],
        transfers=(push.transfer - promised.paid.sum(1)) * per_income,
        remittances=(d.sent.T - d.sent) * per_income[:, None],
        migration=at.factor_income * d.log_endowment * per_income[:, None],
        labour_supply=at.factor_income * d.log_supply * per_income[:, None],
        scale_economies=at.receipts * scale * per_income[:, None],
        technical_efficiency=(
            home * (at.receipts * d.log_productivity)[:, None, :] - _imports(iceberg)
        )
        * per_detail,
        deficit=d.deficit * per_income,
    )


def _imports(flow: Array) -> Array:
    """(exporter, importer, sector) as the importer sees it: (country, partner, sector)."""
    return jnp.swapaxes(flow, 0, 1)
