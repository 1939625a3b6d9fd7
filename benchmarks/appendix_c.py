"""The algorithm of Caliendo and Parro (2015, appendix C), written with care and compiled.

Guess wages; find prices by a fixed point; solve the linear system for spending; move wages towards
balanced trade; repeat. As in their program, except that the price loop starts from the last
prices rather than from one, and that everything runs as one compiled program in 64 bits.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from tradetalks.model.economy import Economy


class Wages(NamedTuple):
    """wage, price: logs of new over old; spending: USD million; gap: excess of imports over
    exports and deficit, relative to value added; rounds used."""

    wage: Array
    price: Array
    spending: Array
    gap: Array
    rounds: Array


@jax.jit
def solve_appendix_c(
    economy: Economy, tariff: Array, tol: float, damping: float = 0.2, most: int = 1000
) -> Wages:
    """The world under new tariffs (exporter, importer, sector); one factor, no export taxes.

    `damping` is their step, 0.2. Ends when no country's trade balance is out by more than `tol`
    of its value added, or after `most` rounds.
    """
    theta, added = economy.trade_elasticity, economy.value_added_share
    earned = economy.value_added[:, 0]
    n, sectors = added.shape
    wedge = (1 + tariff) / (1 + economy.tariff)
    kernel = economy.trade_share * wedge**-theta

    def unit_cost(wage: Array, price: Array) -> Array:
        return added * wage[:, None] + jnp.einsum("nkj,nk->nj", economy.input_share, price)

    def prices(wage: Array, price: Array) -> Array:
        def once(carry: tuple[Array, Array]) -> tuple[Array, Array]:
            old, _ = carry
            cost = unit_cost(wage, old)
            new = -jnp.log(jnp.einsum("odj,oj->dj", kernel, jnp.exp(-theta * cost))) / theta
            return new, jnp.abs(new - old).max()

        start = (price, jnp.asarray(jnp.inf))
        return jax.lax.while_loop(lambda c: c[1] > 0.1 * tol, once, start)[0]

    def spend(wage: Array, share: Array) -> Array:
        """`X = G (pi'/(1+t')) X + a (w V + tariff revenue + D)`, one dense linear system."""
        border = share / (1 + tariff)
        uses = jnp.einsum("okj,odj->okdj", economy.input_share, border)
        duty = jnp.einsum(
            "nk,dn,dj->nkdj", economy.final_share, jnp.eye(n), (share - border).sum(0)
        )
        system = jnp.eye(n * sectors) - (uses + duty).reshape(n * sectors, n * sectors)
        fixed = economy.final_share * (jnp.exp(wage) * earned + economy.deficit)[:, None]
        return jnp.linalg.solve(system, fixed.ravel()).reshape(n, sectors)

    def improve(it: Wages) -> Wages:
        price = prices(it.wage, it.price)
        cost = unit_cost(it.wage, price)
        share = kernel * jnp.exp(-theta * (cost[:, None] - price[None]))
        spending = spend(it.wage, share)
        flow = share / (1 + tariff) * spending
        sold, bought = flow.sum((1, 2)), flow.sum((0, 2))
        excess = (sold - bought + economy.deficit) / (jnp.exp(it.wage) * earned)
        wage = it.wage + jnp.log1p(damping * excess)
        wage = wage - jnp.log((jnp.exp(wage) * earned).sum() / earned.sum())
        return Wages(wage, price, spending, jnp.abs(excess).max(), it.rounds + 1)

    start = Wages(
        jnp.zeros(n),
        jnp.zeros((n, sectors)),
        economy.expenditure,
        jnp.asarray(jnp.inf),
        jnp.zeros((), jnp.int32),
    )
    return jax.lax.while_loop(lambda it: (it.gap > tol) & (it.rounds < most), improve, start)
