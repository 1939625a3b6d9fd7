"""Solutions on the way from the baseline to a policy, and the direction they move in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import jax
import jax.numpy as jnp
from jax import Array

from tradetalks.errors import NotConvergedError
from tradetalks.model.economy import Closure, Economy, Shock
from tradetalks.solve.compiled import Solved, between, neutral, solve_one
from tradetalks.solve.equilibrium import Equilibrium
from tradetalks.solve.sensitivity import firmly, tangent


def along(eq: Equilibrium, fractions: Iterable[float]) -> Iterator[tuple[Array, Array, Closure]]:
    """Unknowns and their rate of change (flat), and the closure, at fractions of the policy.

    Fractions rise from 0 (the baseline) to 1 (the policy). Raises NotConvergedError where the
    path cannot be followed.
    """
    _, economy, shock, closure = eq.arguments
    guess, reached = neutral(economy, shock, closure), 0.0
    for fraction in fractions:
        here = jnp.asarray(float(fraction))
        way, push = jax.jvp(lambda f: between(economy, shock, f), (here,), (jnp.ones(()),))
        found: Solved = solve_one(economy, way, closure, guess, jnp.asarray(eq.tol), sturdy=False)
        if not float(found.error) <= eq.tol:
            raise NotConvergedError(
                f"the path to the policy could not be followed beyond {100 * reached:.0f} %"
            )
        yield found.u, _direction(found.u, economy, way, closure, push), closure
        guess, reached = found.u, float(fraction)


def _direction(u: Array, economy: Economy, shock: Shock, closure: Closure, push: Shock) -> Array:
    return firmly(lambda sturdy: tangent(u, economy, shock, closure, push, sturdy=sturdy)).x
