"""Equations 3 to 5: price indices, expenditure shares, trade and receipts.

The bilateral part of a flow does not change while the world is being solved: it is put
once into a `Kernel`, after which prices and flows are products of matrices and vectors.
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from tradetalks.model.costs import cost_wedge
from tradetalks.model.economy import Economy, Kernel, Shock


def trade_kernel(economy: Economy, shock: Shock) -> Kernel:
    """Bilateral terms of equations 3 to 5: `pi_odj wedge_odj^-theta_j`, exactly zero if closed."""
    theta = economy.trade_elasticity
    share = economy.trade_share * shock.open * cost_wedge(economy, shock) ** -theta
    border = share / (1 + shock.tariff)
    receipts = border / (1 + shock.export_tax)
    return Kernel(
        share=jnp.moveaxis(share, 2, 0),
        border=jnp.moveaxis(border, 2, 0),
        receipts=jnp.moveaxis(receipts, 2, 0),
        together=together(economy, shock),
    )


def together(economy: Economy, shock: Shock) -> Array:
    """Which countries trade with one another, if only through others: ones, else zeros.

    (country, country), symmetric, one on the diagonal. One block of ones unless embargoes cut
    the world into parts.
    """
    bought = economy.trade_share * economy.expenditure
    sold = ((bought > 0) & (shock.open > 0)).any(2)
    n = sold.shape[0]
    linked = (sold | sold.T | jnp.eye(n, dtype=bool)).astype(economy.trade_share.dtype)
    # Each squaring doubles the length of the chains it finds.
    for _ in range((n - 1).bit_length()):
        linked = (linked @ linked > 0).astype(linked.dtype)
    return linked


def log_price_index(kernel: Kernel, theta: Array, log_cost: Array) -> Array:
    """Equation 3: `Phat_dj = (sum_o pi phat^-theta)^(-1/theta)`, in logs, (country, sector).

    A good that nobody buys has price one. Caliendo and Parro (2015), equation 11.
    """
    total = into(kernel.share, jnp.exp(-theta * log_cost))
    bought = total > 0
    return -jnp.log(jnp.where(bought, total, 1.0)) / theta


def demand_scale(theta: Array, log_price: Array, spending: Array) -> Array:
    """`q_dj = X'_dj Phat_dj^theta`, the importer's side of every flow, (country, sector)."""
    return spending * jnp.exp(theta * log_price)


def trade_share(kernel: Kernel, theta: Array, log_cost: Array, log_price: Array) -> Array:
    """Equation 4: `pi' = pi (phat / Phat)^-theta`, (exporter, importer, sector)."""
    return flows(kernel.share, theta, log_cost, jnp.exp(theta * log_price))


def flows(flow: Array, theta: Array, log_cost: Array, scale: Array) -> Array:
    """Equation 5 in full: `F' = z K q`, (exporter, importer, sector).

    USD million before import duty with `kernel.border` and the scale of `demand_scale`.
    """
    seller = jnp.exp(-theta * log_cost)
    return jnp.moveaxis(flow, 0, 2) * seller[:, None, :] * scale[None, :, :]


def bilateral_trade(kernel: Kernel, theta: Array, log_cost: Array, scale: Array) -> Array:
    """Equation 5, summed over sectors: before import duty, (exporter, importer)."""
    seller = jnp.exp(-theta * log_cost)
    return jnp.einsum("jod,jo,jd->od", kernel.border, seller.T, scale.T)


def sales(flow: Array, theta: Array, log_cost: Array, scale: Array) -> Array:
    """Equation 5, summed over importers: `sum_d z K q` for one member of the kernel.

    With `kernel.receipts` it gives Y', producers' receipts; with `kernel.border` shipments
    before import duty. (country, sector), USD million.
    """
    return jnp.exp(-theta * log_cost) * outof(flow, scale)


def purchases(flow: Array, theta: Array, log_cost: Array, scale: Array) -> Array:
    """Equation 5, summed over exporters; with `kernel.border`, imports and home purchases."""
    return scale * into(flow, jnp.exp(-theta * log_cost))


def into(flow: Array, seller: Array) -> Array:
    """`sum_o flow_jod seller_oj` -> (importer, sector)."""
    return jnp.einsum("jod,jo->jd", flow, seller.T).T


def outof(flow: Array, buyer: Array) -> Array:
    """`sum_d flow_jod buyer_dj` -> (exporter, sector)."""
    return jnp.einsum("jod,jd->jo", flow, buyer.T).T
