"""Derivatives of a solved world, by the implicit function theorem; arrays only.

At a solution `residual(u, shock) = 0`, so an outcome `m(u, shock)` moves with the shock by
`m_shock - lambda . residual_shock`, where `lambda` solves the transposed linear system once,
whatever the number of levers (adjoint), or by one linear solve a direction, whatever the number
of outcomes (forward).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, Protocol, TypeVar

import jax
import jax.numpy as jnp
from jax import Array

from tradetalks.errors import NotConvergedError
from tradetalks.model.economy import Closure, Economy, Shock
from tradetalks.model.outcomes import Outcomes
from tradetalks.model.trade import trade_kernel
from tradetalks.numerics.deflation import solve_linear
from tradetalks.numerics.gmres import LinearSolution
from tradetalks.solve.compiled import coarse_at, gap_at, outcomes_at, program

#: Relative error asked of the linear solves; derivatives inherit it.
RTOL = 1e-11


class Gradient(NamedTuple):
    """Derivatives in every lever, and the relative error the linear solve was left with."""

    value: Shock
    error: Array


def _gap(u: Array, economy: Economy, shock: Shock, closure: Closure) -> Array:
    return gap_at(u, economy, shock, trade_kernel(economy, shock), closure)


@partial(program, static_argnames="sturdy")
def adjoint(
    u: Array,
    economy: Economy,
    shock: Shock,
    closure: Closure,
    weights: Outcomes,
    *,
    sturdy: bool = False,
) -> Gradient:
    """Derivative of a weighted sum of outcomes in every lever array.

    `weights` holds an array like each outcome; one entry of one outcome is the simplest sum.
    """
    _, slope = jax.vjp(lambda v, s: outcomes_at(v, economy, s, closure), u, shock)
    by_u, by_shock = slope(weights)
    kernel = trade_kernel(economy, shock)
    _, back = jax.vjp(lambda v: gap_at(v, economy, shock, kernel, closure), u)
    solution = solve_linear(
        lambda v: back(v)[0],
        by_u,
        coarse_at(u, economy, shock, closure).transposed() if sturdy else None,
        rtol=RTOL,
        basis=60,
        restarts=5,
    )
    _, back_shock = jax.vjp(lambda s: _gap(u, economy, s, closure), shock)
    through = back_shock(solution.x)[0]
    return Gradient(jax.tree.map(jnp.subtract, by_shock, through), solution.error)


@partial(program, static_argnames="sturdy")
def tangent(
    u: Array,
    economy: Economy,
    shock: Shock,
    closure: Closure,
    direction: Shock,
    *,
    sturdy: bool = False,
) -> LinearSolution:
    """How the unknowns (flat) move along one direction of the levers."""
    _, push = jax.jvp(lambda s: _gap(u, economy, s, closure), (shock,), (direction,))
    kernel = trade_kernel(economy, shock)
    _, along = jax.linearize(lambda v: gap_at(v, economy, shock, kernel, closure), u)
    return solve_linear(
        along,
        -push,
        coarse_at(u, economy, shock, closure) if sturdy else None,
        rtol=RTOL,
        basis=60,
        restarts=5,
    )


@program
def moved(
    u: Array, move: Array, economy: Economy, shock: Shock, closure: Closure, direction: Shock
) -> Outcomes:
    """Derivative of every outcome, given how the unknowns move."""
    _, rates = jax.jvp(
        lambda v, s: outcomes_at(v, economy, s, closure), (u, shock), (move, direction)
    )
    return rates


class HasError(Protocol):
    """Anything that knows the relative error of its linear solve."""

    @property
    def error(self) -> Array: ...


Solution = TypeVar("Solution", bound=HasError)


def firmly(attempt: Callable[[bool], Solution]) -> Solution:
    """The plain linear solve; with the countries' price levels split off if that stalls.

    Raises NotConvergedError if both stall.
    """
    for sturdy in (False, True):
        found = attempt(sturdy)
        if float(found.error) <= 10 * RTOL:
            return found
    raise NotConvergedError(
        "the linear system behind the derivative stalled at a relative error of "
        f"{float(found.error):.1e}; the policy is close to one without an equilibrium"
    )
