"""The compiled programs of a sweep: scenarios from levers to their rows, in one piece."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from tradetalks.model.economy import Closure, Economy, Kernel, Shock
from tradetalks.model.outcomes import measure
from tradetalks.model.system import evaluate
from tradetalks.model.trade import trade_kernel
from tradetalks.numerics.newton import NewtonResult, newton
from tradetalks.solve.compiled import DIRECT, World, gap_at, program, unflat

#: Outcomes to measure, table by table.
Names = tuple[tuple[str, ...], ...]


class Row(NamedTuple):
    """A scenario as it comes back: unknowns (flat), largest residual, steps, levels of outcomes.

    levels: for each table (outcome, *its labels), empty where nothing has to be found; world:
    what says whether this is an equilibrium; plain: whether there is nothing in it to be judged,
    as every income is above zero, everyone trades with the others, and no tax on work is replaced.
    """

    u: Array
    error: Array
    steps: Array
    levels: tuple[Array, ...]
    plain: Array
    world: World | None


def _row(
    economy: Economy,
    shock: Shock,
    kernel: Kernel,
    closure: Closure,
    start: Array,
    tol: Array,
    names: Names,
) -> Row:
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
        tuple(jnp.stack([outcomes[n] for n in own]) if own else jnp.zeros(0) for own in names),
        kernel.together.all() & ((state.income > 0) | nobody).all() & ~taxed,
        World({}, state, kernel.together),
    )


@partial(program, static_argnames="names")
def solved_row(
    economy: Economy,
    shock: Shock,
    kernel: Kernel | None,
    closure: Closure,
    start: Array,
    tol: Array,
    *,
    names: Names,
) -> Row:
    """Equations 1 to 14 from `start`, by Newton's method; only what is asked for is worked out.

    `kernel`: the policy's, where it is known.
    """
    kernel = trade_kernel(economy, shock) if kernel is None else kernel
    return _row(economy, shock, kernel, closure, start, tol, names)


@partial(program, static_argnames=("names", "along"))
def solved_rows(
    economy: Economy,
    theta: Array,
    shock: Shock,
    closure: Closure,
    start: Array,
    tol: Array,
    *,
    names: Names,
    along: Any,
) -> Row:
    """As `solved_row` for a batch: theta, closure, start and what of the shock `along` marks with
    a zero have a leading axis scenario; every field of the row has one."""

    def one(theta: Array, shock: Shock, closure: Closure, start: Array) -> Row:
        here = economy._replace(trade_elasticity=theta)
        return _row(here, shock, trade_kernel(here, shock), closure, start, tol, names)

    rows: Row = jax.vmap(one, in_axes=(0, along, 0, 0))(theta, shock, closure, start)
    return rows
