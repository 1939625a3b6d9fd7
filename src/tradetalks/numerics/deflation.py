"""Deflation of the few slow modes of a linear system (Nicolaides 1987; Tang et al. 2009).

Where blocks of a system hardly touch one another, each block can drift as a whole at almost no
residual, and Krylov methods crawl. Given those drifts (`modes`) and the combinations of rows
that see them (`tests`), the small system between the two is solved exactly and the rest is left
to GMRES.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jax.scipy.linalg import lu_factor, lu_solve

from tradetalks.numerics.gmres import LinearMap, LinearSolution, gmres


class Coarse(NamedTuple):
    """modes (m, n): directions that change the residual little; tests (m, n): rows that do."""

    modes: Array
    tests: Array

    def transposed(self) -> Coarse:
        """The same for the transposed system."""
        return Coarse(self.tests, self.modes)


def solve_linear(
    apply: LinearMap,
    b: Array,
    coarse: Coarse | None,
    *,
    rtol: Array | float,
    basis: int,
    restarts: int,
) -> LinearSolution:
    """GMRES on `apply(x) = b` (n,), with the coarse part split off where there is one."""
    if coarse is None:
        return gmres(apply, b, rtol=rtol, basis=basis, restarts=restarts)
    images = jax.vmap(apply)(coarse.modes)
    small = lu_factor(coarse.tests @ images.T)

    def on_modes(v: Array) -> Array:
        return lu_solve(small, coarse.tests @ v)

    def project(v: Array) -> Array:
        return v - on_modes(v) @ images

    rest = project(b)
    norm, norm_rest = jnp.linalg.norm(b), jnp.linalg.norm(rest)
    found = gmres(
        lambda v: project(apply(v)),
        rest,
        rtol=rtol * norm / jnp.where(norm_rest > 0, norm_rest, 1.0),
        basis=basis,
        restarts=restarts,
    )
    x = found.x + on_modes(b - apply(found.x)) @ coarse.modes
    products = found.products + coarse.modes.shape[0] + 1
    return LinearSolution(x, found.error * norm_rest / norm, products)
