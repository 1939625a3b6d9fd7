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
    basis: int = 60
    restarts: int = 3


class NewtonResult(NamedTuple):
    """u, residual (n,); error: largest residual; steps and operator products used."""

    u: Array
    residual: Array
    error: Array
    steps: Array
    products: Array


class _Iterate(NamedTuple):
    u: Array
    r: Array
    error: Array
    before: Array
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

    def step(it: _Iterate) -> _Iterate:
        _, tangent = jax.linearize(function, it.u)
        forcing = jnp.clip(0.9 * (it.error / it.before) ** 2, 0.0, options.forcing)
        solution = solve_linear(
            tangent,
            -it.r,
            coarse(it.u) if coarse else None,
            rtol=jnp.maximum(forcing, 0.1 * tol / it.error),
            basis=options.basis,
            restarts=options.restarts,
        )
        reach = options.longest / jnp.maximum(jnp.abs(solution.x).max(), options.longest)
        length, u, r = _search(function, it.u, solution.x * reach, it.r, options.halvings)
        return _Iterate(
            u=u,
            r=r,
            error=jnp.abs(r).max(),
            before=it.error,
            steps=it.steps + 1,
            products=it.products + solution.products,
            stuck=length == 0,
        )

    def unfinished(it: _Iterate) -> Array:
        return (it.error > tol) & (it.steps < options.steps) & ~it.stuck

    r0 = function(start)
    error0 = jnp.abs(r0).max()
    zero = jnp.zeros((), jnp.int32)
    first = _Iterate(start, r0, error0, error0, zero, zero, ~jnp.isfinite(error0))
    last = jax.lax.while_loop(unfinished, step, first)
    return NewtonResult(last.u, last.r, last.error, last.steps, last.products)


def _search(
    function: Function, u: Array, move: Array, r: Array, halvings: int
) -> tuple[Array, Array, Array]:
    """Halve the step until the norm of the residual falls; length zero if it never does."""
    norm = jnp.linalg.norm(r)

    def unsatisfied(carry: tuple[Array, Array, Array]) -> Array:
        length, _, trial = carry
        falls = jnp.linalg.norm(trial) <= (1 - 1e-4 * length) * norm
        return ~falls & (length > 0)

    def shorten(carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        length = 0.5 * carry[0]
        length = jnp.where(length < 0.5**halvings, 0.0, length)
        new = u + length * move
        return length, new, function(new)

    # A first length of two with no residual yet: the loop then starts with the full step.
    start = (jnp.full((), 2.0, u.dtype), u, jnp.full_like(r, jnp.inf))
    return jax.lax.while_loop(unsatisfied, shorten, start)
