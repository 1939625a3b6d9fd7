"""The compiled program of a sweep: one scenario from levers to its rows, in one piece."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from tradetalks.model.economy import Closure, Economy, Shock
from tradetalks.model.outcomes import measure
from tradetalks.model.system import evaluate
from tradetalks.model.trade import trade_kernel
from tradetalks.numerics.newton import NewtonResult, newton
from tradetalks.solve.compiled import DIRECT, World, gap_at, program, unflat


class Row(NamedTuple):
    """A scenario as it comes back: unknowns (flat), largest residual, steps, levels of outcomes.

    countries (outcome, country); trade (exporter, importer, sector), or nothing; world: what says
    whether this is an equilibrium; plain: whether there is nothing in it to be judged, as every
    income is above zero, everyone trades with the others, and no tax on work is replaced.
    """

    u: Array
    error: Array
    steps: Array
    countries: Array
    trade: Array
    world: World
    plain: Array


@partial(program, static_argnames=("names", "flows"))
def solved_row(
    economy: Economy,
    shock: Shock,
    closure: Closure,
    start: Array,
    tol: Array,
    *,
    names: tuple[str, ...],
    flows: bool,
) -> Row:
    """Equations 1 to 14 from `start`, by Newton's method; only what is asked for is worked out."""
    kernel = trade_kernel(economy, shock)

    def gap(u: Array) -> Array:
        return gap_at(u, economy, shock, kernel, closure)

    # Most that lie between others are foretold closely enough, and only have to be judged.
    foretold = gap(start)
    error, none = jnp.abs(foretold).max(), jnp.zeros((), jnp.int32)
    found = jax.lax.cond(
        error <= tol,
        lambda: NewtonResult(start, foretold, error, none, none),
        lambda: newton(gap, start, tol=tol, options=DIRECT),
    )
    unknowns = unflat(found.u, economy, shock, closure)
    state = evaluate(unknowns, economy, shock, kernel, closure)
    outcomes = measure(unknowns, state, economy, shock, kernel, closure)
    nobody = economy.value_added.sum(1) <= 0
    taxed = (closure.relief > 0) & closure.labour_supply.any()
    return Row(
        found.u,
        found.error,
        found.steps,
        jnp.stack([outcomes[name] for name in names]),
        outcomes["trade"] if flows else jnp.zeros(0),
        World({}, state, kernel.together),
        kernel.together.all() & ((state.income > 0) | nobody).all() & ~taxed,
    )
