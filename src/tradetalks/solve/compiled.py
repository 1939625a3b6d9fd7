"""The compiled programs: everything that runs through JAX, once per shape of world."""

from __future__ import annotations

import math
import os
from collections.abc import Collection
from functools import partial
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.flatten_util import ravel_pytree

from tradetalks.model.drift import country_drifts, walras_weights
from tradetalks.model.economy import (
    Closure,
    Commitments,
    Economy,
    Kernel,
    Shock,
    Unknowns,
)
from tradetalks.model.outcomes import LEADING, Outcomes, leading, measure
from tradetalks.model.system import State, evaluate, gaps, residual
from tradetalks.model.trade import kernel_changed, trade_kernel
from tradetalks.numerics.deflation import Coarse
from tradetalks.numerics.newton import NewtonOptions, newton

#: XLA's newer fusion emitters compile for nearly twice as long and the programs run no faster.
#: The switch is known to exist in these releases of JAX; elsewhere XLA decides.
_SWITCH = {"xla_cpu_use_fusion_emitters": False} if jax.__version_info__[:2] == (0, 10) else None

#: `jax.jit` with the options that suit this program.
program = partial(jax.jit, compiler_options=_SWITCH)

#: Newton's limits for a direct solve, and for the steps along a path to a distant policy.
DIRECT = NewtonOptions(steps=25, basis=30)
STURDY = NewtonOptions(steps=16, longest=2.0, basis=60, restarts=3)


class Solved(NamedTuple):
    """unknowns and their residual, both flat; largest residual; effort."""

    u: Array
    residual: Array
    error: Array
    steps: Array
    products: Array


def flat(unknowns: Unknowns) -> Array:
    """Unknowns as one vector, block after block."""
    return ravel_pytree(unknowns)[0]


def neutral(economy: Economy, shock: Shock, closure: Closure) -> Array:
    """The unknowns at which nothing has moved, as one vector."""
    n, sectors = economy.expenditure.shape
    size = n * (2 * sectors + economy.value_added.shape[1] + closure.scale_elasticity.size)
    # From numpy, here and elsewhere: every operation outside a compiled program is compiled too.
    return jnp.asarray(np.zeros(size + shock.commitments.floor.size))


def unflat(u: Any, economy: Economy, shock: Shock, closure: Closure) -> Unknowns:
    """The vector as unknowns again."""
    n, sectors = economy.expenditure.shape
    scales = (n, closure.scale_elasticity.size)
    promised = shock.commitments.floor.shape
    shapes = ((n, sectors), economy.value_added.shape, (n, sectors), promised, scales)
    ends = list(accumulate(math.prod(shape) for shape in shapes))
    parts = (u[a:b] for a, b in pairwise([0, *ends]))
    return Unknowns(*(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)))


def gap_at(u: Array, economy: Economy, shock: Shock, kernel: Kernel, closure: Closure) -> Array:
    """The residual as a function of the flat unknowns."""
    unknowns = unflat(u, economy, shock, closure)
    return flat(residual(unknowns, economy, shock, kernel, closure))


def coarse_at(u: Array, economy: Economy, shock: Shock, closure: Closure) -> Coarse:
    """The countries' price levels and the trade balances that hold them."""
    unknowns = unflat(u, economy, shock, closure)
    tests = walras_weights(unknowns, economy)
    return Coarse(jax.vmap(flat)(country_drifts(unknowns)), jax.vmap(flat)(tests))


#: The bilateral part of a policy, worked out once for the solve and for what it means.
kernel_of = program(trade_kernel)

#: The same from another policy's that differs on few flows.
kernel_near = program(kernel_changed)


def _solve(
    economy: Economy,
    shock: Shock,
    kernel: Kernel,
    closure: Closure,
    start: Array,
    tol: Array,
    *,
    sturdy: bool,
) -> Solved:
    # Traced once for all the places where it is evaluated.
    @jax.jit
    def gap(u: Array) -> Array:
        return gap_at(u, economy, shock, kernel, closure)

    found = newton(
        gap,
        start,
        tol=tol,
        options=STURDY if sturdy else DIRECT,
        coarse=partial(coarse_at, economy=economy, shock=shock, closure=closure)
        if sturdy
        else None,
    )
    return Solved(found.u, found.residual, found.error, found.steps, found.products)


#: One policy; `sturdy` splits off the countries' price levels and suits near-autarky.
solve_one = program(_solve, static_argnames="sturdy")

#: Several policies at once: shock and start have a leading axis policy.
solve_batch = program(
    jax.vmap(
        lambda economy, shock, closure, start, tol: _solve(
            economy, shock, trade_kernel(economy, shock), closure, start, tol, sturdy=False
        ),
        in_axes=(None, 0, None, 0, None),
    ),
)


def part_way(economy: Economy, shock: Shock, fraction: Array) -> Shock:
    """A policy part of the way: rates and costs geometrically, closures linearly."""
    stay, go = 1 - fraction, fraction

    def rate(old: Array, new: Array) -> Array:
        return (1 + old) ** stay * (1 + new) ** go - 1

    return Shock(
        tariff=rate(economy.tariff, shock.tariff),
        export_tax=rate(economy.export_tax, shock.export_tax),
        trade_cost=shock.trade_cost**go,
        open=stay + go * shock.open,
        productivity=shock.productivity**go,
        endowment=shock.endowment**go,
        remittance=go * shock.remittance,
        transfer=go * shock.transfer,
        commitments=_part_of(economy, shock.commitments, fraction),
    )


between = program(part_way)


def _part_of(economy: Economy, promises: Commitments, fraction: Array) -> Commitments:
    """Floors that rise from what was bought in the baseline; those below it stay as they are."""
    o, d = promises.seller.argmax(1), promises.buyer.argmax(1)
    flows = economy.trade_share * economy.expenditure / (1 + economy.tariff)
    base = jnp.einsum("cpj,pj->c", promises.covers, flows[o, d])
    rising = (promises.floor > base) & (base > 0)
    start = jnp.where(rising, base, 1.0)
    ratio = jnp.where(rising, promises.floor, 1.0) / start
    return promises._replace(floor=jnp.where(rising, start * ratio**fraction, promises.floor))


class World(NamedTuple):
    """A solved world in full: its outcomes, its state, and who trades with whom in it."""

    outcomes: Outcomes
    state: State
    together: Array


@program
def world(u: Array, economy: Economy, shock: Shock, kernel: Kernel, closure: Closure) -> World:
    """Everything at a solution; where nothing has moved and no policy is, the baseline's."""
    unknowns = unflat(u, economy, shock, closure)
    state = evaluate(unknowns, economy, shock, kernel, closure)
    outcomes = measure(unknowns, state, economy, shock, kernel, closure)
    return World(outcomes, state, kernel.together)


def measured(
    u: Array, economy: Economy, shock: Shock, kernel: Kernel, closure: Closure
) -> Outcomes:
    """Every outcome as a function of the flat unknowns, the levers and their kernel."""
    unknowns = unflat(u, economy, shock, closure)
    state = evaluate(unknowns, economy, shock, kernel, closure)
    return measure(unknowns, state, economy, shock, kernel, closure)


def gap_and_outcomes(
    u: Array,
    economy: Economy,
    shock: Shock,
    kernel: Kernel,
    closure: Closure,
    chosen: Collection[str],
    sellers: Array | None = None,
) -> tuple[Array, Outcomes]:
    """The residual and the chosen outcomes, from one state; `sellers` as `leading` takes them."""
    unknowns = unflat(u, economy, shock, closure)
    state = evaluate(unknowns, economy, shock, kernel, closure)
    gap = flat(gaps(unknowns, state, economy, shock, kernel))
    if LEADING.issuperset(chosen):  # tracing all of them takes several times as long
        found = leading(unknowns, state, economy, shock, kernel, sellers)
    else:
        found = measure(unknowns, state, economy, shock, kernel, closure)
    return gap, {name: found[name] for name in chosen}


def outcomes_at(u: Array, economy: Economy, shock: Shock, closure: Closure) -> Outcomes:
    """Every outcome as a function of the flat unknowns and the levers."""
    return measured(u, economy, shock, trade_kernel(economy, shock), closure)


def keep_compiled_programs(folder: Path | None = None) -> None:
    """Keep compiled programs on disk, so that the next process starts faster.

    The folder is `TRADETALKS_CACHE`, else `tradetalks` under the user's cache folder. Nothing
    happens where it cannot be written, or where JAX has been given a folder already.
    """
    if jax.config.values["jax_compilation_cache_dir"]:
        return
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    place = folder or Path(os.environ.get("TRADETALKS_CACHE") or Path(home) / "tradetalks")
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    for name, value in (
        ("jax_compilation_cache_dir", str(place)),
        ("jax_persistent_cache_min_compile_time_secs", 0),
        ("jax_persistent_cache_min_entry_size_bytes", 0),
    ):
        jax.config.update(name, value)
