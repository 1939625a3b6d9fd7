"""Slopes of sums of outcomes in the trade elasticities, at a solved world; arrays only.

`g = m_theta - lambda . residual_theta`, where `lambda` solves an adjoint system a sum. What is
left undone of it reaches `g` only times how far the world moves with an elasticity; begun from the
multipliers of the baseline little is left to do. That makes single precision and a loose tolerance
enough for a band (`slopes_near`): over the scenarios of `us-india` its width is off by 0.03 per
cent at the median and 1 per cent at worst.
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
from tradetalks.solve.compiled import gap_and_outcomes, kernel_of, program
from tradetalks.solve.sensitivity import gradient_at, weights_on

Numbers = NDArray[np.float64]
Arguments = tuple[Array, Economy, Shock, Closure]
#: A sum: its weight on every outcome that counts in it.
Weights = Mapping[str, Any]

#: Rows of weights on the device and the exporters they are of, by the identities of the weights
#: that they were made of.
Ready = dict[tuple[Any, ...], tuple[Array, Array]]

#: Sums that one call of `slopes_near` works out together, by the outcome they weigh, and exporters
#: whose trade counts in them, two a sum: one shape of arrays, so that one program is compiled.
ROOM, SELLERS = {"real_income": 4, "trade": 4}, 8
#: What is left of the gap at the start, and of the whole, at most. The first counts where a policy
#: hits few markets hard: far from them the gap is small from the start.
NEAR = (1e-2, 3e-3)
#: The same for the first multipliers, which others begin from.
FIRST = (1.0, 1e-3)
#: Weights of a row that are too many to hold all rows at once.
MANY = 100_000
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
    """The same to two or three digits, from the sums' `multipliers_of` in a world not far away.

    Each sum weighs one outcome, one of `ROOM`, and the trade of two exporters at most. ready:
    weights that earlier calls have made ready; for calls on the same arrays.
    """
    found = np.empty((len(weights), arguments[1].trade_elasticity.size))
    kernel = kernel_of(*arguments[1:3])
    for batch in _batches(weights, arguments[1], ready):
        solved = _solved(arguments, kernel, batch, guess, NEAR)
        rows = np.asarray(slopes(*arguments, kernel, batch.groups, solved.x, batch.sellers))
        found[batch.sums] = rows[batch.rows]
        for k in batch.sums[~(np.asarray(solved.error)[batch.rows] <= 1)]:
            found[k] = slopes_of(arguments, outcomes, [weights[k]])[0]
    return found


def multipliers_of(arguments: Arguments, weights: Sequence[Weights], ready: Ready) -> Numbers:
    """What a gap in each equation is worth to each sum, roughly, to begin from: (sum, n).

    That of a sum does not depend on those it is worked out with.
    """
    found = np.zeros((len(weights), arguments[0].size))
    kernel = kernel_of(*arguments[1:3])
    for batch in _batches(weights, arguments[1], ready):
        rows = np.asarray(_solved(arguments, kernel, batch, found, FIRST, alone=True).x)
        found[batch.sums] = rows[batch.rows]
    return found


class _Batch(NamedTuple):
    """Which sums, the row of each, and the weights of all rows by outcome; those over are zero.

    sellers (seller,): the positions of the exporters that the rows of trade weigh.
    """

    sums: NDArray[np.intp]
    rows: NDArray[np.intp]
    groups: tuple[Outcomes, ...]
    sellers: Array


def _batches(weights: Sequence[Weights], economy: Economy, ready: Ready) -> Iterator[_Batch]:
    left = {kind: [k for k, own in enumerate(weights) if kind in own] for kind in ROOM}
    while any(left.values()):
        sums: list[int] = []
        rows: list[int] = []
        groups: list[dict[str, Any]] = []
        for kind, room in ROOM.items():
            members, left[kind] = left[kind][:room], left[kind][room:]
            key = (kind, *(id(weights[k][kind]) for k in members))
            if key not in ready:
                chosen = [np.asarray(weights[k][kind]) for k in members]
                ready[key] = _filled(kind, chosen, economy)
            sums += members
            rows += range(sum(map(_rows, groups)), sum(map(_rows, groups)) + len(members))
            groups.append({kind: ready[key][0]})
            sellers = ready[key][1]
        yield _Batch(np.array(sums), np.array(rows), tuple(groups), sellers)


def _filled(kind: str, chosen: Sequence[Any], economy: Economy) -> tuple[Array, Array]:
    """Weights as rows on the device, those over zero; and the exporters that those of trade weigh,
    to whom their second axis is cut."""
    sellers = np.arange(SELLERS)
    shape: tuple[int, ...] = economy.deficit.shape
    if kind == "trade":
        known = np.flatnonzero(np.any([w.any(axis=(1, 2)) for w in chosen], axis=0))
        assert len(known) <= SELLERS
        others = np.setdiff1d(np.arange(shape[0]), known)
        sellers = np.concatenate([known, others])[:SELLERS]
        chosen = [w[sellers] for w in chosen]
        shape = (len(sellers), *economy.tariff.shape[1:])
    rows = np.zeros((ROOM[kind], *shape))
    rows[: len(chosen)] = np.reshape(chosen, (-1, *shape))
    return jax.device_put(rows), jax.device_put(sellers)


def _rows(group: Outcomes) -> int:
    return len(next(iter(group.values())))


def _solved(
    arguments: Arguments,
    kernel: Kernel,
    batch: _Batch,
    guess: Numbers,
    parts: tuple[float, float],
    *,
    alone: bool = False,
) -> LinearSolution:
    start = np.zeros((sum(map(_rows, batch.groups)), guess.shape[1]))
    start[batch.rows] = guess[batch.sums]
    found: LinearSolution = multipliers(
        *arguments,
        kernel,
        batch.groups,
        batch.sellers,
        start,
        np.array(parts, np.float32),
        np.bool_(alone),
    )
    return found


@program
def multipliers(
    u: Array,
    economy: Economy,
    shock: Shock,
    closure: Closure,
    kernel: Kernel,
    groups: tuple[Outcomes, ...],
    sellers: Array,
    start: Array,
    parts: Array,
    alone: Array,
) -> LinearSolution:
    """`lambda . residual_u = m_u` for every row, from `start` (row, n): x (row, n).

    parts: what is left at most of the gap at the start, and of the whole. alone: see
    `solve_together`. error (row,): what is left, over what is asked. In single precision: its
    rounding is a ten-millionth of the whole, and what it is to find is a thousandth or more.
    """
    light: tuple[Economy, Shock, Kernel, Closure]
    at, light = jax.tree.map(
        lambda a: jnp.asarray(a, jnp.float32), (u, (economy, shock, kernel, closure))
    )
    _, moved = jax.linearize(lambda v: gap_and_outcomes(v, *light, _chosen(groups), sellers), at)
    to_unknowns = jax.linear_transpose(lambda v: moved(v)[0], at)

    @jax.jit  # traced once for both places
    def apply(rows: Array) -> Array:
        return jax.vmap(lambda row: to_unknowns(row)[0])(rows)

    def by_unknowns(weights: Outcomes) -> Array:
        weights = jax.tree.map(lambda a: jnp.asarray(a, jnp.float32), weights)
        back = jax.linear_transpose(lambda v: _only(weights, moved(v)[1]), at)
        return _row_by_row(lambda row: back(row)[0], weights)

    whole = jnp.concatenate([by_unknowns(w) for w in groups])
    gap = whole - apply(start.astype(jnp.float32))
    size, left = (jnp.linalg.norm(a, axis=1) for a in (whole, gap))
    asked = jnp.minimum(parts[0], parts[1] * size / jnp.where(left > 0, left, 1.0))
    found = solve_together(apply, gap, rtol=asked, steps=STEPS, alone=alone)
    error = found.error / jnp.where(asked > 0, asked, 1.0)
    return found._replace(x=start + found.x, error=error)


@program
def slopes(
    u: Array,
    economy: Economy,
    shock: Shock,
    closure: Closure,
    kernel: Kernel,
    groups: tuple[Outcomes, ...],
    multipliers: Array,
    sellers: Array | None = None,
) -> Array:
    """`m_theta - lambda . residual_theta` for every row, (row, sector).

    sellers: the exporters that weights of trade are of, all if None.
    """
    theta = economy.trade_elasticity
    none, chosen = jnp.zeros_like(theta), _chosen(groups)

    def at(by: Array) -> tuple[Array, Outcomes]:
        other = economy._replace(trade_elasticity=theta + by)
        lean = leaning(kernel, economy, shock, by)
        return gap_and_outcomes(u, other, shock, lean, closure, chosen, sellers)

    _, moved = jax.linearize(at, none)

    def direct(weights: Outcomes) -> Array:
        if set(weights) == {"trade"}:
            # Unknowns held, a flow depends on the elasticity of its own sector alone.
            return jnp.einsum("rodj,odj->rj", weights["trade"], moved(none + 1)[1]["trade"])
        back = jax.linear_transpose(lambda by: _only(weights, moved(by)[1]), none)
        return _row_by_row(lambda row: back(row)[0], weights)

    back = jax.linear_transpose(lambda by: moved(by)[0], none)
    through_gaps = jax.vmap(lambda row: back(row)[0])(multipliers)
    return jnp.concatenate([direct(w) for w in groups]) - through_gaps


def _row_by_row(pull: Any, weights: Outcomes) -> Array:
    """`pull` of every row; all at once, but where all flows are weighed, too many for that."""
    many = any(w[0].size > MANY for w in weights.values())
    rows: Array = jax.lax.map(pull, weights) if many else jax.vmap(pull)(weights)
    return rows


def _chosen(groups: Sequence[Outcomes]) -> list[str]:
    return [name for weights in groups for name in weights]


def _only(weights: Outcomes, outcomes: Outcomes) -> Outcomes:
    return {name: outcomes[name] for name in weights}
