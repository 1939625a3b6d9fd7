"""Derivatives of a solved world, by the implicit function theorem; arrays only.

At a solution `residual(u, shock) = 0`, so an outcome `m(u, shock)` moves with the shock by
`m_shock - lambda . residual_shock`, where `lambda` solves the transposed linear system once,
whatever the number of levers (adjoint), or by one linear solve a direction, whatever the number
of outcomes (forward).
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from tradetalks.model.drift import country_drifts, walras_weights
from tradetalks.model.economy import Closure, Economy, Shock
from tradetalks.model.outcomes import Outcomes, measure
from tradetalks.model.trade import trade_kernel
from tradetalks.numerics.deflation import Coarse, solve_linear
from tradetalks.solve.compiled import flat, gap_at, unflat

#: Relative error asked of the linear solves; derivatives inherit it.
RTOL = 1e-11


class Derivative(NamedTuple):
    """The derivative and the relative error its linear solve was left with."""

    value: Shock | Outcomes
    error: Array


def _gap(u: Array, economy: Economy, shock: Shock, closure: Closure) -> Array:
    return gap_at(u, economy, shock, trade_kernel(economy, shock), closure)


def _outcomes(u: Array, economy: Economy, shock: Shock, closure: Closure) -> Outcomes:
    kernel = trade_kernel(economy, shock)
    return measure(unflat(u, economy), economy, shock, kernel, closure)


def _coarse(u: Array, economy: Economy) -> Coarse:
    tests = walras_weights(unflat(u, economy), economy)
    return Coarse(jax.vmap(flat)(country_drifts(economy)), jax.vmap(flat)(tests))


@partial(jax.jit, static_argnames=("outcome", "log", "sturdy"))
def adjoint(
    u: Array,
    economy: Economy,
    shock: Shock,
    closure: Closure,
    place: Array,
    *,
    outcome: str,
    log: bool,
    sturdy: bool = False,
) -> Derivative:
    """Derivative of one entry of an outcome (its log if `log`) in every lever array.

    `place` indexes the outcome's dimensions.
    """

    def target(u: Array, shock: Shock) -> Array:
        value = _outcomes(u, economy, shock, closure)[outcome][tuple(place)]
        return jnp.log(value) if log else value

    by_u, by_shock = jax.grad(target, argnums=(0, 1))(u, shock)
    kernel = trade_kernel(economy, shock)
    _, back = jax.vjp(lambda v: gap_at(v, economy, shock, kernel, closure), u)
    solution = solve_linear(
        lambda v: back(v)[0],
        by_u,
        _coarse(u, economy).transposed() if sturdy else None,
        rtol=RTOL,
        basis=60,
        restarts=5,
    )
    _, back_shock = jax.vjp(lambda s: _gap(u, economy, s, closure), shock)
    through = back_shock(solution.x)[0]
    return Derivative(jax.tree.map(jnp.subtract, by_shock, through), solution.error)


@partial(jax.jit, static_argnames="sturdy")
def forward(
    u: Array,
    economy: Economy,
    shock: Shock,
    closure: Closure,
    direction: Shock,
    *,
    sturdy: bool = False,
) -> Derivative:
    """Derivative of every outcome along one direction of the levers."""
    _, push = jax.jvp(lambda s: _gap(u, economy, s, closure), (shock,), (direction,))
    kernel = trade_kernel(economy, shock)
    _, tangent = jax.linearize(lambda v: gap_at(v, economy, shock, kernel, closure), u)
    solution = solve_linear(
        tangent,
        -push,
        _coarse(u, economy) if sturdy else None,
        rtol=RTOL,
        basis=60,
        restarts=5,
    )
    _, moved = jax.jvp(
        lambda v, s: _outcomes(v, economy, s, closure), (u, shock), (solution.x, direction)
    )
    return Derivative(moved, solution.error)
