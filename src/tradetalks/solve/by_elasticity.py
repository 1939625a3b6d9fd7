"""Slopes of sums of outcomes in the trade elasticities, at a solved world; arrays only.

`g = m_theta - lambda . residual_theta`, where `lambda` solves an adjoint system a sum. What is
left undone of it reaches `g` only times how far the world moves with an elasticity; begun from the
multipliers of the baseline little is left to do. That makes single precision and a loose tolerance
enough for the three digits of a band (`slopes_near`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from tradetalks.model.economy import Closure, Economy, Kernel, Shock
from tradetalks.model.outcomes import Outcomes
from tradetalks.model.trade import leaning
from tradetalks.numerics.gmres import LinearSolution
from tradetalks.numerics.together import solve_together
from tradetalks.solve.compiled import gap_at, kernel_of, measured, program
from tradetalks.solve.sensitivity import gradient_at, weights_on

Numbers = NDArray[np.float64]
Arguments = tuple[Array, Economy, Shock, Closure]
#: A sum: its weight on every outcome that counts in it.
Weights = Mapping[str, Any]

#: Rows of weights on the device, by the identities of the weights they were made of.
Ready = dict[tuple[Any, ...], Array]

#: Sums that one call of `slopes_near` works out together, by the outcome they weigh: one shape of
#: arrays, so that one program is compiled.
ROOM = {"real_income": 4, "trade": 4}
#: Part of the gap that is left: at first, and where multipliers are known nearby.
FIRST, NEAR = 1e-3, 1e-2
#: Part of the whole that is left at most.
MOST = 1e-3
#: Most steps of the linear solve.
STEPS = 200


def slopes_of(arguments: Arguments, outcomes: Outcomes, weights: Sequence[Weights]) -> Numbers:
    """Derivative of each sum in every trade elasticity, everything observed held: (sum, sector).

    outcomes: those of the solution. Raises NotConvergedError where a linear system stalls.
    """
    found = np.empty((len(weights), arguments[1].trade_elasticity.size))
    kernel = kernel_of(*arguments[1:3])
    for k, own in enumerate(weights):
        whole = weights_on(outcomes, own)
        known = gradient_at(arguments, whole).multipliers
        row = {name: np.asarray(w)[None] for name, w in whole.items()}
        found[k] = np.asarray(slopes(*arguments, kernel, (row,), known[None]))[0]
    return found


def slopes_near(
    arguments: Arguments,
    outcomes: Outcomes,
    weights: Sequence[Weights],
    guess: Numbers,
    ready: Ready,
) -> Numbers:
    """The same to about three digits, from the sums' `multipliers_of` in a world not far away.

    Each sum weighs one outcome, one of `ROOM`. ready: weights that earlier calls have made ready;
    for calls on the same arrays.
    """
    found = np.empty((len(weights), arguments[1].trade_elasticity.size))
    kernel = kernel_of(*arguments[1:3])
    for batch in _batches(weights, arguments[1], ready):
        solved = _solved(arguments, kernel, batch, guess, NEAR)
        rows = np.asarray(slopes(*arguments, kernel, batch.groups, solved.x))
        found[batch.sums] = rows[batch.rows]
        for k in batch.sums[~(np.asarray(solved.error)[batch.rows] <= NEAR)]:
            found[k] = slopes_of(arguments, outcomes, [weights[k]])[0]
    return found


def multipliers_of(arguments: Arguments, weights: Sequence[Weights], ready: Ready) -> Numbers:
    """What a gap in each equation is worth to each sum, roughly, to begin from: (sum, n)."""
    found = np.zeros((len(weights), arguments[0].size))
    kernel = kernel_of(*arguments[1:3])
    for batch in _batches(weights, arguments[1], ready):
        rows = np.asarray(_solved(arguments, kernel, batch, found, FIRST).x)
        found[batch.sums] = rows[batch.rows]
    return found


class _Batch(NamedTuple):
    """Which sums, the row of each, and the weights of all rows by outcome; those over are zero."""

    sums: NDArray[np.intp]
    rows: NDArray[np.intp]
    groups: tuple[Outcomes, ...]


def _batches(weights: Sequence[Weights], economy: Economy, ready: Ready) -> Iterator[_Batch]:
    shapes = {"real_income": economy.deficit.shape, "trade": economy.tariff.shape}
    left = {kind: [k for k, own in enumerate(weights) if kind in own] for kind in ROOM}
    while any(left.values()):
        sums: list[int] = []
        rows: list[int] = []
        groups: list[dict[str, Any]] = []
        for kind, room in ROOM.items():
            members, left[kind] = left[kind][:room], left[kind][room:]
            chosen = [weights[k][kind] for k in members]
            key = (kind, *map(id, chosen))
            if key not in ready:
                filled = np.zeros((room, *shapes[kind]))
                filled[: len(chosen)] = np.reshape(chosen, (-1, *shapes[kind]))
                ready[key] = jax.device_put(filled)
            sums += members
            rows += range(sum(map(_rows, groups)), sum(map(_rows, groups)) + len(members))
            groups.append({kind: ready[key]})
        yield _Batch(np.array(sums), np.array(rows), tuple(groups))


def _rows(group: Outcomes) -> int:
    return len(next(iter(group.values())))


def _solved(
    arguments: Arguments, kernel: Kernel, batch: _Batch, guess: Numbers, rtol: float
) -> LinearSolution:
    start = np.zeros((sum(map(_rows, batch.groups)), guess.shape[1]))
    start[batch.rows] = guess[batch.sums]
    found: LinearSolution = multipliers(*arguments, kernel, batch.groups, start, jnp.float32(rtol))
    return found


@program
def multipliers(
    u: Array,
    economy: Economy,
    shock: Shock,
    closure: Closure,
    kernel: Kernel,
    groups: tuple[Outcomes, ...],
    start: Array,
    rtol: Array | float,
) -> LinearSolution:
    """`lambda . residual_u = m_u` for every row, from `start` (row, n): x (row, n).

    error (row,): what is left of the gap at the start. In single precision: its rounding is a
    ten-millionth of the whole, and what it is to find is a thousandth of it or more.
    """
    light = jax.tree.map(
        lambda a: jnp.asarray(a, jnp.float32), (u, economy, shock, kernel, closure)
    )
    apply = _across(*light)

    def by_unknowns(weights: Outcomes) -> Array:
        weights = jax.tree.map(lambda a: jnp.asarray(a, jnp.float32), weights)
        _, back = jax.vjp(lambda v: _read(weights, v, *light[1:]), light[0])
        return _row_by_row(lambda row: back(row)[0], weights)

    whole = jnp.concatenate([by_unknowns(w) for w in groups])
    gap = whole - apply(start.astype(jnp.float32))
    size, left = (jnp.linalg.norm(a, axis=1) for a in (whole, gap))
    # Far from where the multipliers are known the gap is no measure of what is left.
    rtol = jnp.minimum(rtol, MOST * size / jnp.where(left > 0, left, 1.0))
    found = solve_together(apply, gap, rtol=rtol, steps=STEPS)
    return found._replace(x=start + found.x)


def _across(u: Array, economy: Economy, shock: Shock, kernel: Kernel, closure: Closure) -> Any:
    """Multipliers (row, n) times the Jacobian of the residual, row by row."""
    _, back = jax.vjp(lambda v: gap_at(v, economy, shock, kernel, closure), u)
    return jax.vmap(lambda row: back(row)[0])


@program
def slopes(
    u: Array,
    economy: Economy,
    shock: Shock,
    closure: Closure,
    kernel: Kernel,
    groups: tuple[Outcomes, ...],
    multipliers: Array,
) -> Array:
    """`m_theta - lambda . residual_theta` for every row, (row, sector)."""
    theta = economy.trade_elasticity
    none = jnp.zeros_like(theta)

    def moved(by: Array) -> tuple[Economy, Kernel]:
        other = economy._replace(trade_elasticity=theta + by)
        return other, leaning(kernel, economy, shock, by)

    def gap(by: Array) -> Array:
        other, lean = moved(by)
        return gap_at(u, other, shock, lean, closure)

    def read(by: Array, weights: Outcomes) -> Outcomes:
        other, lean = moved(by)
        return _read(weights, u, other, shock, lean, closure)

    def direct(weights: Outcomes) -> Array:
        if set(weights) == {"trade"}:
            # Unknowns held, a flow depends on the elasticity of its own sector alone.
            _, flows = jax.jvp(lambda by: read(by, weights)["trade"], (none,), (none + 1,))
            return jnp.einsum("rodj,odj->rj", weights["trade"], flows)
        _, back = jax.vjp(lambda by: read(by, weights), none)
        return _row_by_row(lambda row: back(row)[0], weights)

    _, back = jax.vjp(gap, none)
    through_gaps = jax.vmap(lambda row: back(row)[0])(multipliers)
    return jnp.concatenate([direct(w) for w in groups]) - through_gaps


def _row_by_row(pull: Any, weights: Outcomes) -> Array:
    """`pull` of every row; all at once, but for flows in full, which are too large for that."""
    rows: Array = jax.lax.map(pull, weights) if "trade" in weights else jax.vmap(pull)(weights)
    return rows


def _read(
    weights: Outcomes, u: Array, economy: Economy, shock: Shock, kernel: Kernel, closure: Closure
) -> Outcomes:
    found = measured(u, economy, shock, kernel, closure)
    return {name: found[name] for name in weights}
