"""Equations 1 and 2: unit costs and delivered prices."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from tradetalks.model.economy import Economy, Shock


def log_unit_cost(economy: Economy, shock: Shock, log_reward: Array, log_price: Array) -> Array:
    """Equation 1: `chat = prod_f what^(g b) prod_k Phat_k^(g_k) / Ahat`, in logs.

    log_reward (country, factor), log_price (country, sector) -> (country, sector).
    Caliendo and Parro (2015), equation 10, with several factors.
    """
    factors = jnp.einsum("nfj,nf->nj", economy.factor_share, log_reward)
    inputs = jnp.einsum("nkj,nk->nj", economy.input_share, log_price)
    return economy.value_added_share * factors + inputs - jnp.log(shock.productivity)


def cost_wedge(economy: Economy, shock: Shock) -> Array:
    """Equation 2 without the unit cost: what policy adds between factory and buyer.

    `dhat (1+t')(1+e') / ((1+t)(1+e))`, (exporter, importer, sector). The delivered price is
    `phat_odj = chat_oj * wedge_odj`.
    """
    duty = (1 + shock.tariff) / (1 + economy.tariff)
    export = (1 + shock.export_tax) / (1 + economy.export_tax)
    return shock.trade_cost * duty * export
