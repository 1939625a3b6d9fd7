"""How a country can drift: all its nominal values together, at hardly any residual.

When trade is small, a country's level of prices is held in place only by its trade balance. The
drift and the Walras weights that turn residuals into that balance let the solver treat the
country levels exactly.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tradetalks.model.economy import Economy, Unknowns


def country_drifts(unknowns: Unknowns) -> Unknowns:
    """One drift a country: its prices, rewards and spending rise alike. Leading axis country."""
    n = unknowns.price.shape[0]
    own = jnp.eye(n)[:, :, None]
    still = jax.tree.map(lambda like: jnp.zeros((n, *like.shape)), unknowns)
    return still._replace(
        **{
            name: jnp.broadcast_to(own, getattr(still, name).shape)
            for name in ("price", "reward", "spending")
        }
    )


def walras_weights(unknowns: Unknowns, economy: Economy) -> Unknowns:
    """Weights under which a country's residuals add up to its trade imbalance (Walras' law).

    Factor incomes on factor markets, spending on goods markets, nothing on prices; scaled by the
    country's spending. Leading axis country.
    """
    spending = economy.expenditure * jnp.exp(unknowns.spending)
    reward = economy.value_added * jnp.exp(unknowns.reward)
    n = spending.shape[0]
    own = jnp.eye(n)[:, :, None] / spending.sum(1)[:, None, None]
    still = jax.tree.map(lambda like: jnp.zeros((n, *like.shape)), unknowns)
    return still._replace(reward=own * reward, spending=own * spending)
