"""The compiled programs: everything that runs through JAX, once per shape of world."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.flatten_util import ravel_pytree

from tradetalks.model.drift import country_drifts, walras_weights
from tradetalks.model.economy import Closure, Economy, Kernel, Shock, Unknowns
from tradetalks.model.outcomes import Outcomes, measure
from tradetalks.model.system import State, evaluate, residual
from tradetalks.model.trade import demand_scale, trade, trade_kernel, trade_share
from tradetalks.numerics.deflation import Coarse
from tradetalks.numerics.newton import NewtonOptions, newton

#: XLA's newer fusion emitters compile for nearly twice as long and the programs run no faster.
#: The switch is known to exist in these releases of JAX; elsewhere XLA decides.
_SWITCH = {"xla_cpu_use_fusion_emitters": False} if jax.__version_info__[:2] == (0, 10) else None

#: `jax.jit` with the options that suit this program.
program = partial(jax.jit, compiler_options=_SWITCH)

#: Newton's limits for a direct solve, and for the steps along a path to a distant policy.
DIRECT = NewtonOptions(steps=25)
STURDY = NewtonOptions(steps=40, longest=2.0, basis=60, restarts=3)


class Solved(NamedTuple):
    """unknowns and their residual, both flat; largest residual; effort."""

    u: Array
    residual: Array
    error: Array
    steps: Array
    products: Array


def flat(unknowns: Unknowns) -> Array:
    """Unknowns as one vector: price, reward, spending."""
    return ravel_pytree(unknowns)[0]


def neutral(economy: Economy) -> Array:
    """The unknowns at which nothing has moved, as one vector."""
    n, sectors = economy.expenditure.shape
    # From numpy, here and elsewhere: every operation outside a compiled program is compiled too.
    return jnp.asarray(np.zeros(n * (2 * sectors + economy.value_added.shape[1])))


def unflat(u: Array, economy: Economy) -> Unknowns:
    """The vector as unknowns again."""
    n, sectors = economy.expenditure.shape
    factors = economy.value_added.shape[1]
    price, reward, spending = jnp.split(u, [n * sectors, n * (sectors + factors)])
    return Unknowns(
        price.reshape(n, sectors), reward.reshape(n, factors), spending.reshape(n, sectors)
    )


def gap_at(u: Array, economy: Economy, shock: Shock, kernel: Kernel, closure: Closure) -> Array:
    """The residual as a function of the flat unknowns."""
    return flat(residual(unflat(u, economy), economy, shock, kernel, closure))


def coarse_at(u: Array, economy: Economy) -> Coarse:
    """The countries' price levels and the trade balances that hold them."""
    tests = walras_weights(unflat(u, economy), economy)
    return Coarse(jax.vmap(flat)(country_drifts(economy)), jax.vmap(flat)(tests))


def _solve(
    economy: Economy, shock: Shock, closure: Closure, start: Array, tol: Array, *, sturdy: bool
) -> Solved:
    kernel = trade_kernel(economy, shock)

    def gap(u: Array) -> Array:
        return gap_at(u, economy, shock, kernel, closure)

    found = newton(
        gap,
        start,
        tol=tol,
        options=STURDY if sturdy else DIRECT,
        coarse=partial(coarse_at, economy=economy) if sturdy else None,
    )
    return Solved(found.u, found.residual, found.error, found.steps, found.products)


#: One policy; `sturdy` splits off the countries' price levels and suits near-autarky.
solve_one = program(_solve, static_argnames="sturdy")

#: Several policies at once: shock and start have a leading axis policy.
solve_batch = program(
    jax.vmap(partial(_solve, sturdy=False), in_axes=(None, 0, None, 0, None)),
)


@program
def between(economy: Economy, shock: Shock, fraction: Array) -> Shock:
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
    )


class World(NamedTuple):
    """A solved world in full: its outcomes, its state, bilateral shares, trade in USD million."""

    outcomes: Outcomes
    state: State
    trade_share: Array
    trade: Array


@program
def world(u: Array, economy: Economy, shock: Shock, closure: Closure) -> World:
    """Everything at a solution; where nothing has moved and no policy is, the baseline's."""
    kernel = trade_kernel(economy, shock)
    unknowns = unflat(u, economy)
    state = evaluate(unknowns, economy, shock, kernel, closure)
    theta = economy.trade_elasticity
    scale = demand_scale(theta, state.log_price, state.spending)
    return World(
        outcomes=measure(unknowns, state, economy, shock, kernel),
        state=state,
        trade_share=trade_share(kernel, theta, state.log_cost, state.log_price),
        trade=trade(kernel, theta, state.log_cost, scale),
    )


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
