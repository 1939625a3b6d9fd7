"""Equation 9: purchase commitments, each with a wedge that is zero unless it binds.

A commitment raises few flows, so the wedge is not carried through the bilateral arrays: what it
adds to the sums of equations 3 and 5 is worked out on the pairs of countries it concerns.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from tradetalks.model.economy import Commitments, Kernel


class Raised(NamedTuple):
    """What wedges add to the kernel on the pairs they concern.

    flows (3, pair, sector): beyond K duty paid, before import duty, and what producers keep.
    seller, buyer (pair, country): one-hot.
    """

    flows: Array
    seller: Array
    buyer: Array

    def to_buyers(self, seller: Array) -> Array:
        """What importers gain in `sum_o K z`, duty paid and before: (2, country, sector)."""
        return self._gathered(self.flows[:2] * (self.seller @ seller), self.buyer)

    def to_sellers(self, scale: Array) -> Array:
        """What exporters gain in `sum_d K q`, before duty and kept: (2, country, sector)."""
        return self._gathered(self.flows[1:] * (self.buyer @ scale), self.seller)

    def _gathered(self, flows: Array, pair: Array) -> Array:
        return jnp.einsum("kpj,pn->knj", flows, pair)


def wedge(commitment: Array) -> Array:
    """`-ln(1 - s')` of each commitment: zero while it does not bind, (commitment,).

    On the edge, where trade is just what was promised, derivatives are those of promising more.
    """
    return jnp.where(commitment >= 0, commitment, 0.0)


def log_wedge(promises: Commitments, commitment: Array) -> Array:
    """`-ln(1 - s'_odj)` on the flows covered; wedges on the same flow add, (pair, sector)."""
    return jnp.einsum("c,cpj->pj", wedge(commitment), promises.covers)


def raised(kernel: Kernel, theta: Array, promises: Commitments, commitment: Array) -> Raised:
    """What the wedges add: prices fall by `1 - s'`, the value before duty is the seller's.

    Duty paid a flow rises by `(1 - s')^-theta`, before duty by `(1 - s')^-(theta + 1)`.
    """
    s = log_wedge(promises, commitment)
    power = jnp.stack([theta, theta + 1, theta + 1])[:, None, :]
    return Raised(kernel.promised * jnp.expm1(power * s), promises.seller, promises.buyer)


def whole(kernel: Kernel, extra: Raised) -> Kernel:
    """The kernel with the wedges in it, for flows in full."""
    into = jnp.einsum("kpj,po,pd->jkdo", extra.flows[:2], extra.seller, extra.buyer)
    out = jnp.einsum("kpj,po,pd->jkod", extra.flows[1:], extra.seller, extra.buyer)
    return kernel._replace(inward=kernel.inward + into, outward=kernel.outward + out)


def sold_by(kernel: Kernel, extra: Raised, sellers: Array) -> tuple[Kernel, Raised]:
    """Both for the sales of some exporters alone, by their positions (seller,)."""
    lean = kernel.lean
    if lean is not None:
        inward, outward = lean.inward[..., sellers], lean.outward[:, :, sellers]
        lean = lean._replace(inward=inward, outward=outward)
    inward, outward = kernel.inward[..., sellers], kernel.outward[:, :, sellers]
    own = kernel._replace(inward=inward, outward=outward, lean=lean)
    return own, extra._replace(seller=extra.seller[:, sellers])


class Bought(NamedTuple):
    """Committed purchases: flow (commitment,), USD million before duty; cost (commitment,
    country), what their wedges cost, by the country that buys."""

    flow: Array
    cost: Array


def bought(
    kernel: Kernel,
    theta: Array,
    promises: Commitments,
    commitment: Array,
    log_cost: Array,
    scale: Array,
) -> Bought:
    """Flows that count towards each commitment, and the public cost of each wedge.

    The cost of a flow is `s' (1 + t') F'`. Where several wedges meet on a flow its cost is split
    in proportion to them.
    """
    s = log_wedge(promises, commitment)
    pair = (promises.seller @ jnp.exp(-theta * log_cost)) * (promises.buyer @ scale)
    paid, border = (kernel.promised[k] * pair * jnp.exp((theta + k) * s) for k in (0, 1))
    flow = jnp.einsum("cpj,pj->c", promises.covers, border)
    # The public pays `(e^s - 1)` for every dollar the buyer does.
    for_each = paid * jnp.where(s > 0, jnp.expm1(s) / jnp.where(s > 0, s, 1.0), 1.0)
    share = jnp.einsum("c,cpj,pj->cp", wedge(commitment), promises.covers, for_each)
    return Bought(flow, share @ promises.buyer)


def borne_by_others(promises: Commitments, cost: Array) -> Array:
    """Who pays for wedges of others' purchases: money received (country,), sums to zero.

    cost (commitment, country) by buyer; without a payer each buyer bears its own.
    """
    elsewhere = promises.payer.sum(1, keepdims=True)
    return (elsewhere * cost - promises.payer * cost.sum(1, keepdims=True)).sum(0)


def commitment_gap(promises: Commitments, commitment: Array, flow: Array) -> Array:
    """Equation 9 as one equation a commitment: `F' >= q` complementary to a wedge above zero.

    `ln(F'/q) + min(u, 0) = 0` with the wedge `max(u, 0)`: above zero the flow is at the floor,
    below zero the wedge is nil and -u the slack (the normal map of Robinson, 1992). On the edge
    derivatives take the side of `wedge`.
    """
    asked = (promises.floor > 0) & (flow > 0)
    ratio = jnp.where(asked, flow / jnp.where(asked, promises.floor, 1.0), 1.0)
    slack = jnp.where(commitment < 0, commitment, 0.0)
    return jnp.where(asked, jnp.log(ratio) + slack, commitment)
