"""Inexact Newton-Krylov with a safeguarded step; knows no economics."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from tradetalks.numerics.deflation import Coarse, solve_linear

Function = Callable[[Array], Array]


class NewtonOptions(NamedTuple):
    """Limits of one solve; `longest` caps how far any unknown moves in a step."""

    steps: int = 40
    longest: float = 3.0
    halvings: int = 12
    forcing: float = 0.05
    basis: int = 40
    restarts: int = 5


class NewtonResult(NamedTuple):
    """u, residual (n,); error: largest residual; steps and operator products used."""

    u: Array
    residual: Array
    error: Array
    steps: Array
    products: Array


class _Iterate(NamedTuple):
    """Where we are, and the move to try next."""

    u: Array
    residual: Array
    error: Array
    move: Array
    norm: Array
    steps: Array
    products: Array
    stuck: Array


def newton(
    function: Function,
    start: Array,
    *,
    tol: Array | float,
    options: NewtonOptions,
    coarse: Callable[[Array], Coarse] | None = None,
) -> NewtonResult:
    """Drive `function(u)` to zero from `start` (n,), to a largest residual of `tol`.

    Forcing terms after Eisenstat and Walker (1996, choice 2): early steps solve the linear
    system loosely, the last one just tightly enough. A step is shortened so that no unknown
    moves further than `longest`, then halved until the residual's norm falls. The caller
    judges `error`; nothing is raised, so the function can be batched.
    """

    # A pass makes the move it was handed, then finds the next one. Begun with no move at all, it
    # also judges the start, and the function is compiled into the loop only.
    def step(it: _Iterate) -> _Iterate:
        length, u, r = _search(function, it.u, it.move, it.norm, options.halvings)
        error = jnp.abs(r).max()
        _, tangent = jax.linearize(function, u)
        progress = jnp.where(jnp.isinf(it.error), 1.0, error / it.error)
        forcing = jnp.minimum(0.9 * progress**2, options.forcing)
        rtol = jnp.maximum(forcing, 0.1 * tol / error)
        solution = solve_linear(
            tangent,
            -r,
            coarse(u) if coarse else None,
            rtol=jnp.where(error > tol, rtol, 1.0),
            basis=options.basis,
            restarts=options.restarts,
        )
        reach = options.longest / jnp.maximum(jnp.abs(solution.x).max(), options.longest)
        return _Iterate(
            u=u,
            residual=r,
            error=error,
            move=solution.x * reach,
            norm=jnp.linalg.norm(r),
            steps=it.steps + 1,
            products=it.products + solution.products,
            stuck=length == 0,
        )

    def unfinished(it: _Iterate) -> Array:
        return ~(it.error <= tol) & (it.steps <= options.steps) & ~it.stuck

    none, never = jnp.zeros_like(start), jnp.full((), jnp.inf, start.dtype)
    count = jnp.zeros((), jnp.int32)
    first = _Iterate(start, none, never, none, never, count, count, jnp.zeros((), bool))
    last = jax.lax.while_loop(unfinished, step, first)
    return NewtonResult(last.u, last.residual, last.error, last.steps - 1, last.products)


def _search(
    function: Function, u: Array, move: Array, norm: Array, halvings: int
) -> tuple[Array, Array, Array]:
    """Halve the move until the norm of the residual falls below `norm`; zero if it never does."""

    def unsatisfied(carry: tuple[Array, Array, Array]) -> Array:
        length, _, trial = carry
        falls = jnp.linalg.norm(trial) <= (1 - 1e-4 * length) * norm
        return ~falls & (length > 0)

    def shorten(carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        length = 0.5 * carry[0]
        length = jnp.where(length < 0.5**halvings, 0.0, length)
        new = u + length * move
        return length, new, function(new)

    # A first length of two with no residual yet: the loop then starts with the full move.
    start = (jnp.full((), 2.0, u.dtype), u, jnp.full_like(u, jnp.nan))
    found: tuple[Array, Array, Array] = jax.lax.while_loop(unsatisfied, shorten, start)
    return found
