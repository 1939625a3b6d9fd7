"""Equations 3 to 5: price indices, expenditure shares, trade and receipts.

The bilateral part of a flow does not change while the world is being solved: it is put
once into a `Kernel`, after which prices and flows are products of matrices and vectors.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from tradetalks.model.costs import cost_wedge
from tradetalks.model.economy import Economy, Kernel, Lean, Shock
from tradetalks.model.purchases import Raised


def trade_kernel(economy: Economy, shock: Shock) -> Kernel:
    """Bilateral terms of equations 3 to 5: `pi_odj wedge_odj^-theta_j`, exactly zero if closed."""
    terms = _bilateral(economy, shock)
    sector_first = [jnp.moveaxis(a, 2, 0) for a in terms]
    pairs = shock.commitments
    seller, buyer = pairs.seller.argmax(1), pairs.buyer.argmax(1)
    return Kernel(
        inward=jnp.stack([a.swapaxes(1, 2) for a in sector_first[:2]], axis=1),
        outward=jnp.stack(sector_first[1:], axis=1),
        together=together(economy, shock),
        promised=jnp.stack([a[seller, buyer] for a in terms]),
        receipts=base_receipts(economy),
    )


def kernel_changed(
    kernel: Kernel, economy: Economy, shock: Shock, cells: tuple[Array, Array, Array]
) -> Kernel:
    """The kernel of a policy that moves few flows of another's, to the same bits.

    `kernel` is the other's; cells: exporter, importer and sector of every flow on which rates or
    trade costs differ, (cell,) each, any of them more than once. Neither may close what the other
    leaves open.
    """
    o, d, j = cells
    bilateral = ("tariff", "export_tax", "trade_cost", "open")
    there = economy._replace(
        **{n: getattr(economy, n)[o, d, j] for n in ("trade_share", "tariff", "export_tax")},
        trade_elasticity=economy.trade_elasticity[j],
    )
    share, border, receipts = _bilateral(
        there, shock._replace(**{n: getattr(shock, n)[o, d, j] for n in bilateral})
    )
    inward = kernel.inward.at[j, 0, d, o].set(share).at[j, 1, d, o].set(border)
    outward = kernel.outward.at[j, 0, o, d].set(border).at[j, 1, o, d].set(receipts)
    pairs = shock.commitments
    seller, buyer = pairs.seller.argmax(1), pairs.buyer.argmax(1)
    bought, sold = inward[:, :, buyer, seller], outward[:, 1:, seller, buyer]
    promised = jnp.concatenate([bought, sold], axis=1).transpose(1, 2, 0)
    return kernel._replace(inward=inward, outward=outward, promised=promised)


def _bilateral(economy: Economy, shock: Shock) -> tuple[Array, Array, Array]:
    """`K` duty paid, before import duty, and what producers keep, flow by flow."""
    share = economy.trade_share * shock.open
    share = share * cost_wedge(economy, shock) ** -economy.trade_elasticity
    border = share / (1 + shock.tariff)
    return share, border, border / (1 + shock.export_tax)


def leaning(kernel: Kernel, economy: Economy, shock: Shock, by: Array) -> Kernel:
    """The kernel with elasticities moved `by` (sector,), to first order: `K - by ln(wedge) K`."""
    log_wedge = jnp.log(cost_wedge(economy, shock))
    pairs = shock.commitments
    promised = log_wedge[pairs.seller.argmax(1), pairs.buyer.argmax(1)] * kernel.promised
    outward = -jnp.moveaxis(log_wedge, 2, 0)[:, None]
    slopes = Lean(outward.swapaxes(2, 3) * kernel.inward, outward * kernel.outward, by)
    return kernel._replace(promised=kernel.promised - by * promised, lean=slopes)


def base_receipts(economy: Economy) -> Array:
    """`Y_oj = sum_d F / (1 + e)` in the baseline, (country, sector), USD million."""
    border = economy.trade_share * economy.expenditure / (1 + economy.tariff)
    return (border / (1 + economy.export_tax)).sum(1)


def together(economy: Economy, shock: Shock) -> Array:
    """Which countries trade with one another, if only through others: ones, else zeros.

    (country, country), symmetric, one on the diagonal. One block of ones unless embargoes cut
    the world into parts.
    """
    bought = economy.trade_share * economy.expenditure
    sold = ((bought > 0) & (shock.open > 0)).any(2)
    n = sold.shape[0]
    direct = (sold | sold.T | jnp.eye(n, dtype=bool)).astype(economy.trade_share.dtype)

    def through_others(_: int, linked: Array) -> Array:
        return (linked @ linked > 0).astype(linked.dtype)

    # Each squaring doubles the length of the chains it finds; none has more than n links.
    return jax.lax.fori_loop(0, (n - 1).bit_length(), through_others, direct)


def offers(kernel: Kernel, theta: Array, log_cost: Array, extra: Raised) -> tuple[Array, Array]:
    """What costs imply for an importer: `sum_o K z`, duty paid and before duty.

    (country, sector) each; one batched product serves both.
    """
    seller = jnp.exp(-theta * log_cost)
    sums = _through(kernel.inward, seller) + extra.to_buyers(seller)
    if kernel.lean is not None:
        sums += kernel.lean.by * _through(kernel.lean.inward, seller)
    share, border = sums
    return share, border


def log_price_index(theta: Array, offered: Array) -> Array:
    """Equation 3: `Phat_dj = (sum_o pi phat^-theta)^(-1/theta)`, in logs, (country, sector).

    `offered` is the sum, duty paid. A good that nobody buys has price one. Caliendo and Parro
    (2015), equation 11.
    """
    bought = offered > 0
    return -jnp.log(jnp.where(bought, offered, 1.0)) / theta


def demand_scale(theta: Array, log_price: Array, spending: Array) -> Array:
    """`q_dj = X'_dj Phat_dj^theta`, the importer's side of every flow, (country, sector)."""
    return spending * jnp.exp(theta * log_price)


def trade_share(kernel: Kernel, theta: Array, log_cost: Array, log_price: Array) -> Array:
    """Equation 4: `pi' = pi (phat / Phat)^-theta`, (exporter, importer, sector)."""
    share = kernel.inward[:, 0].swapaxes(1, 2)
    return _in_full(share, theta, log_cost, jnp.exp(theta * log_price))


def trade(kernel: Kernel, theta: Array, log_cost: Array, scale: Array) -> Array:
    """Equation 5 in full: `F' = z K q`, (exporter, importer, sector).

    USD million before import duty; `scale` is `demand_scale`.
    """
    flow = kernel.outward[:, 0]
    if kernel.lean is not None:
        flow += kernel.lean.by[:, None, None] * kernel.lean.outward[:, 0]
    return _in_full(flow, theta, log_cost, scale)


def sales(
    kernel: Kernel, theta: Array, log_cost: Array, scale: Array, extra: Raised
) -> tuple[Array, Array]:
    """Equation 5, summed over importers: `z sum_d K q`, (country, sector), USD million.

    Shipments before import duty, and Y', what producers receive of them.
    """
    through = _through(kernel.outward, scale) + extra.to_sellers(scale)
    if kernel.lean is not None:
        through += kernel.lean.by * _through(kernel.lean.outward, scale)
    shipments, receipts = jnp.exp(-theta * log_cost) * through
    return shipments, receipts


def _through(flows: Array, values: Array) -> Array:
    """`sum_b flows_jkab values_bj` -> (k, a, sector)."""
    return jnp.einsum("jkab,jb->jka", flows, values.T).transpose(1, 2, 0)


def _in_full(flow: Array, theta: Array, log_cost: Array, scale: Array) -> Array:
    seller = jnp.exp(-theta * log_cost)
    return jnp.moveaxis(flow, 0, 2) * seller[:, None, :] * scale[None, :, :]
