"""Equations 1 and 2: unit costs and delivered prices."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from tradetalks.model.economy import Closure, Economy, Shock


def log_unit_cost(
    economy: Economy,
    shock: Shock,
    closure: Closure,
    log_reward: Array,
    log_price: Array,
    log_scale: Array,
) -> Array:
    """Equation 1: `chat = prod_f what^(g b) prod_k Phat_k^(g_k) / Ahat * scale^-psi`, in logs.

    log_reward (country, factor), log_price (country, sector), log_scale (country, sector or 0)
    -> (country, sector). Caliendo and Parro (2015), equation 10, with several factors; scale
    economies as in Kucheryavyy, Lyn and Rodriguez-Clare (2023).
    """
    factors = log_factor_cost(economy, log_reward)
    inputs = jnp.einsum("nkj,nk->nj", economy.input_share, log_price)
    cost = economy.value_added_share * factors + inputs - jnp.log(shock.productivity)
    # A world without scale economies has no unknowns for them.
    return cost - closure.scale_elasticity * log_scale if log_scale.size else cost


def log_factor_cost(economy: Economy, log_reward: Array) -> Array:
    """`ln prod_f what^b`: the cost of a sector's bundle of factors, (country, sector)."""
    return jnp.einsum("nfj,nf->nj", economy.factor_share, log_reward)


def log_employment(economy: Economy, base: Array, receipts: Array, log_reward: Array) -> Array:
    """Factors at work in a sector, new over old, in logs, (country, sector).

    Value added over the cost of its bundle of factors. base, receipts (country, sector): what
    producers receive, before and after. Zero where nothing was made, or nobody is left to buy.
    """
    made = (base > 0) & (receipts > 0)
    ratio = jnp.where(made, receipts / jnp.where(made, base, 1.0), 1.0)
    return jnp.where(made, jnp.log(ratio) - log_factor_cost(economy, log_reward), 0.0)


def cost_wedge(economy: Economy, shock: Shock) -> Array:
    """Equation 2 without the unit cost: what policy adds between factory and buyer.

    `dhat (1+t')(1+e') / ((1+t)(1+e))`, (exporter, importer, sector). The delivered price is
    `phat_odj = chat_oj * wedge_odj`.
    """
    duty = (1 + shock.tariff) / (1 + economy.tariff)
    export = (1 + shock.export_tax) / (1 + economy.export_tax)
    return shock.trade_cost * duty * export
