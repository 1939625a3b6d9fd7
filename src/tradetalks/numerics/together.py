"""Several right-hand sides of one linear system at once.

Orthomin (Vinsome 1976): conjugate residuals whose directions are kept orthogonal, by their
images, to the last few only. Where few steps are needed it takes hardly more of them than GMRES,
has no small system to solve, and one product of matrices serves all right-hand sides.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from tradetalks.numerics.gmres import LinearMap, LinearSolution

#: What was found, what is left, the last directions with their images, steps taken.
_Carry = tuple[Array, Array, Array, Array, Array]

#: Directions kept; more would cost more to orthogonalise than they save.
KEPT = 4


def solve_together(
    apply: LinearMap, b: Array, *, rtol: Array | float, steps: int, alone: Array | bool = False
) -> LinearSolution:
    """`apply(x) = b` row by row, (row, n) each, to `|b - apply(x)| <= rtol |b|` in every row.

    rtol: one for all rows or (row,). Each row has its own directions; all take the same number of
    steps, unless `alone`: then a row stays where it is once it is there, and does not depend on
    those beside it. Rows of zeros give zeros. Stops after so many steps; the caller judges `error`
    (row,).
    """
    norm = jnp.linalg.norm(b, axis=1, keepdims=True)
    unit = jnp.where(norm > 0, norm, 1.0)

    def left(r: Array) -> Array:
        return jnp.linalg.norm(r, axis=1) > rtol

    def step(carry: _Carry) -> _Carry:
        x, r, moves, images, number = carry
        image = apply(r)
        overlap = jnp.einsum("krn,rn->kr", images, image)
        image = image - jnp.einsum("kr,krn->rn", overlap, images)
        move = r - jnp.einsum("kr,krn->rn", overlap, moves)
        length = jnp.linalg.norm(image, axis=1, keepdims=True)
        scale = 1 / jnp.where(length > 0, length, 1.0)
        move, image = move * scale, image * scale
        stays = ~left(r) & alone
        along = jnp.where(stays, 0.0, (r * image).sum(1))[:, None]
        oldest = number % KEPT
        return (
            x + along * move,
            r - along * image,
            moves.at[oldest].set(move),
            images.at[oldest].set(image),
            number + 1,
        )

    def unfinished(carry: _Carry) -> Array:
        _, r, _, _, number = carry
        return left(r).any() & (number < steps)

    # Each row at length one, so that no precision is lost on its unit.
    none = jnp.zeros((KEPT, *b.shape), b.dtype)
    start = (jnp.zeros_like(b), b / unit, none, none, jnp.zeros((), jnp.int32))
    x, r, _, _, number = jax.lax.while_loop(unfinished, step, start)
    return LinearSolution(x * unit, jnp.linalg.norm(r, axis=1), number)
