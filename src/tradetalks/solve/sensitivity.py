"""Derivatives of a solved world, by the implicit function theorem; arrays only.

At a solution `residual(u, shock) = 0`, so an outcome `m(u, shock)` moves with the shock by
`m_shock - lambda . residual_shock`, where `lambda` solves the transposed linear system once,
whatever the number of levers (adjoint), or by one linear solve a direction, whatever the number
of outcomes (forward).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from tradetalks.errors import NotConvergedError
from tradetalks.model.economy import Closure, Economy, Kernel, Shock
from tradetalks.model.outcomes import Outcomes
from tradetalks.model.trade import trade_kernel
from tradetalks.numerics.deflation import Coarse, solve_linear
from tradetalks.numerics.gmres import LinearMap, LinearSolution
from tradetalks.solve.compiled import coarse_at, gap_at, measured, outcomes_at, program

#: Relative error asked of the linear solves; derivatives inherit it.
RTOL = 1e-11


class Gradient(NamedTuple):
    """Derivatives in every lever, what a gap in each equation is worth (the multipliers, flat),
    and the relative error the linear solve was left with."""

    value: Shock
    multipliers: Array
    error: Array


def _gap(u: Array, economy: Economy, shock: Shock, closure: Closure) -> Array:
    return gap_at(u, economy, shock, trade_kernel(economy, shock), closure)


def weights_on(outcomes: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    """The chosen weights, and zeros for the rest, as `adjoint` takes them.

    One set of names, so that one program serves every sum. Shares of trade are left out: no sum
    of them is asked for, and the array is as large as that of the flows.
    """
    blank = {n: np.zeros(np.shape(a)) for n, a in outcomes.items() if n != "trade_share"}
    return blank | dict(chosen)


@partial(program, static_argnames="sturdy")
def adjoint(
    u: Array,
    economy: Economy,
    shock: Shock,
    closure: Closure,
    weights: Outcomes,
    rtol: Array | np.float64,
    *,
    sturdy: bool = False,
) -> Gradient:
    """Derivative of a weighted sum of outcomes in every lever array, to a relative `rtol`.

    `weights` holds an array like each outcome that counts, see `weights_on`; one entry of one
    outcome is the simplest sum.
    """
    # The bilateral kernel is a variable of its own, so that the way back through it, the dearest
    # part, is gone once.
    kernel, from_kernel = jax.vjp(lambda s: trade_kernel(economy, s), shock)

    def total(v: Array, s: Shock, k: Kernel) -> Array:
        found = measured(v, economy, s, k, closure)
        return sum((jnp.vdot(w, found[name]) for name, w in weights.items()), jnp.zeros(()))

    by_u, by_shock, by_kernel = jax.grad(total, argnums=(0, 1, 2))(u, shock, kernel)
    _, back = jax.vjp(lambda v, s, k: gap_at(v, economy, s, k, closure), u, shock, kernel)
    solution = _solved(
        lambda v: back(v)[0],
        by_u,
        coarse_at(u, economy, shock, closure).transposed() if sturdy else None,
        rtol,
    )
    _, less_shock, less_kernel = back(solution.x)
    (of_kernel,) = from_kernel(jax.tree.map(jnp.subtract, by_kernel, less_kernel))
    value = jax.tree.map(lambda a, b, c: a - b + c, by_shock, less_shock, of_kernel)
    return Gradient(value, solution.x, solution.error)


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
    return _solved(along, -push, coarse_at(u, economy, shock, closure) if sturdy else None)


def _solved(
    apply: LinearMap, b: Array, coarse: Coarse | None, rtol: Array | float = RTOL
) -> LinearSolution:
    """Where the plain system is easy, a small basis costs less than it loses."""
    basis, restarts = (30, 10) if coarse is None else (60, 5)
    return solve_linear(apply, b, coarse, rtol=rtol, basis=basis, restarts=restarts)


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


def by_levers(
    arguments: tuple[Array, Economy, Shock, Closure],
    weights: Mapping[str, Any],
    rtol: float = RTOL,
) -> Shock:
    """Derivative of a weighted sum of outcomes in every lever array, at a solution.

    Raises NotConvergedError where the linear system stalls.
    """
    return gradient_at(arguments, weights, rtol).value


def gradient_at(
    arguments: tuple[Array, Economy, Shock, Closure],
    weights: Mapping[str, Any],
    rtol: float = RTOL,
) -> Gradient:
    """The same with the multipliers behind it."""

    def attempt(sturdy: bool) -> Gradient:
        found: Gradient = adjoint(*arguments, weights, np.float64(rtol), sturdy=sturdy)
        return found

    return firmly(attempt, rtol)


def firmly(attempt: Callable[[bool], Solution], rtol: float = RTOL) -> Solution:
    """The plain linear solve, to `rtol`; with the countries' price levels split off if that stalls.

    Raises NotConvergedError if both stall.
    """
    for sturdy in (False, True):
        found = attempt(sturdy)
        if float(found.error) <= 10 * rtol:
            return found
    raise NotConvergedError(
        "the linear system behind the derivative stalled at a relative error of "
        f"{float(found.error):.1e}; the policy is close to one without an equilibrium"
    )
