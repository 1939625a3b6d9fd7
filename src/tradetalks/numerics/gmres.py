"""Restarted GMRES (Saad and Schultz 1986) for use inside a compiled Newton step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

LinearMap = Callable[[Array], Array]


class Krylov(NamedTuple):
    """One cycle: basis (size + 1, n), products in it (size, size + 1), and their factors."""

    basis: Array
    images: Array
    triangle: Array
    right: Array
    rotations: Array
    done: Array
    error: Array


class LinearSolution(NamedTuple):
    """x (n,); error: norm of b - A x over norm of b, as tracked; products: A applied how often."""

    x: Array
    error: Array
    products: Array


def gmres(
    apply: LinearMap,
    b: Array,
    *,
    rtol: Array | float,
    basis: int = 40,
    restarts: int = 10,
) -> LinearSolution:
    """Solve `apply(x) = b` to `|b - apply(x)| <= rtol |b|`.

    Stops early after `restarts` cycles of `basis` products; the caller judges `error`.
    """
    norm_b = jnp.linalg.norm(b)
    goal = rtol * norm_b

    def cycle(carry: tuple[Array, Array, Array, Array]) -> tuple[Array, Array, Array, Array]:
        x, r, products, number = carry
        k = _arnoldi(apply, r, goal, basis)
        y = _weights(k, basis)
        x, r = x + y @ k.basis[:-1], r - (y @ k.images) @ k.basis
        return x, r, products + k.done, number + 1

    def unfinished(carry: tuple[Array, Array, Array, Array]) -> Array:
        _, r, _, number = carry
        return (jnp.linalg.norm(r) > goal) & (number < restarts)

    start = (jnp.zeros_like(b), b, jnp.zeros((), jnp.int32), jnp.zeros((), jnp.int32))
    x, r, products, _ = jax.lax.while_loop(unfinished, cycle, start)
    return LinearSolution(x, jnp.linalg.norm(r) / jnp.where(norm_b > 0, norm_b, 1.0), products)


def _arnoldi(apply: LinearMap, r: Array, goal: Array, size: int) -> Krylov:
    """Build the basis until the rotated right side says the error is below `goal`."""
    norm = jnp.linalg.norm(r)
    first = jnp.zeros((size + 1, r.size), r.dtype).at[0].set(r / norm)
    start = Krylov(
        basis=first,
        images=jnp.zeros((size, size + 1), r.dtype),
        triangle=jnp.eye(size, dtype=r.dtype),
        right=jnp.zeros(size + 1, r.dtype).at[0].set(norm),
        rotations=jnp.zeros((size, 2), r.dtype),
        done=jnp.zeros((), jnp.int32),
        error=norm,
    )

    def extend(k: Krylov) -> Krylov:
        w = apply(k.basis[k.done])
        # Classical Gram-Schmidt twice: as orthogonal as modified, and two matrix products.
        h1 = k.basis @ w
        w = w - h1 @ k.basis
        h2 = k.basis @ w
        w = w - h2 @ k.basis
        length = jnp.linalg.norm(w)
        h = h1 + h2
        column, rotation = _rotate(h, length, k.rotations, k.done)
        c, s = rotation
        right_here = k.right[k.done]
        return Krylov(
            basis=k.basis.at[k.done + 1].set(w / jnp.where(length > 0, length, 1.0)),
            images=k.images.at[k.done].set(h.at[k.done + 1].set(length)),
            triangle=k.triangle.at[:, k.done].set(column),
            right=k.right.at[k.done].set(c * right_here).at[k.done + 1].set(-s * right_here),
            rotations=k.rotations.at[k.done].set(jnp.stack(rotation)),
            done=k.done + 1,
            error=jnp.abs(s * right_here),
        )

    last: Krylov = jax.lax.while_loop(lambda k: (k.error > goal) & (k.done < size), extend, start)
    return last


def _rotate(
    h: Array, length: Array, rotations: Array, count: Array
) -> tuple[Array, tuple[Array, Array]]:
    """Apply the earlier Givens rotations to a new column, and make the one that ends it."""

    def turn(i: Any, column: Array) -> Array:
        c, s = rotations[i]
        a, b = column[i], column[i + 1]
        return column.at[i].set(c * a + s * b).at[i + 1].set(c * b - s * a)

    column = jax.lax.fori_loop(0, count, turn, h)
    a = column[count]
    radius = jnp.hypot(a, length)
    safe = jnp.where(radius > 0, radius, 1.0)
    column = column.at[count].set(radius)
    below = jnp.arange(column.size) > count
    return jnp.where(below, 0.0, column)[:-1], (a / safe, length / safe)


def _weights(k: Krylov, size: int) -> Array:
    """Weights of the basis in the best step, by back substitution over the rows reached.

    Written out, since the library's triangular solver would make every program import scipy.
    """

    def row(back: Any, y: Array) -> Array:
        i = k.done - 1 - back
        return y.at[i].set((k.right[i] - k.triangle[i] @ y) / k.triangle[i, i])

    return jax.lax.fori_loop(0, k.done, row, jnp.zeros(size, k.right.dtype))
