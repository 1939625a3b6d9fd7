"""The welfare account: every part of an exact change in real income, by partner and sector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr
from numpy.typing import NDArray

from tradetalks.model.economy import Closure, Economy, Shock
from tradetalks.model.welfare import Account, Promised, account_rate
from tradetalks.solve import Equilibrium
from tradetalks.solve.compiled import program, unflat, world
from tradetalks.solve.path import Spot, Way
from tradetalks.symbols import PER_CENT

Array = NDArray[np.float64]

_DETAIL = ("country", "partner", "sector")
_PAIR = ("country", "partner")

#: The parts in the order of a waterfall: dimensions and meaning.
PARTS: dict[str, tuple[tuple[str, ...], str]] = {
    "terms_of_trade": (_DETAIL, "prices of exports against prices of imports, at the border"),
    "volume_of_trade": (_DETAIL, "revenue from more, or less, of taxed imports and exports"),
    "purchases": (_DETAIL, "what the public pays for imports that nobody would buy at their price"),
    "purchases_paid": (_PAIR, "paid by others for own committed purchases, less paid for theirs"),
    "transfers": (("country",), "payments between governments, received less paid"),
    "remittances": (_PAIR, "sent home by those who moved, received less sent"),
    "migration": (("country", "factor"), "income of workers who came, less of those who left"),
    "labour_supply": (("country", "factor"), "income from more, or less, work"),
    "scale_economies": (("country", "sector"), "costs that fall with a sector's size"),
    "technical_efficiency": (_DETAIL, "trade costs, embargoes and productivity"),
    "deficit": (("country",), "change in imports minus exports"),
    "closure": (("country",), "what the rules on imbalances and taxes do without the policy"),
}
#: Gauss-Legendre points in an interval of the way, and the most intervals.
NODES, INTERVALS = 8, 40


def welfare_account(eq: Equilibrium, accuracy: float = 1e-10) -> xr.Dataset:
    """Exact decomposition of real income into its sources (equation 14), in per cent of income.

    The parts of `PARTS`, in 100 times log points, with dims (country, partner, sector) for
    terms_of_trade, volume_of_trade, purchases and technical_efficiency; (country, partner) for
    purchases_paid and remittances; (country, factor) for migration and labour_supply; (country,
    sector) for scale_economies; (country,) for transfers, deficit and closure. Over everything but
    the country they add up to `log_real_income`, the exact change, but for `unexplained`;
    `income_base` is USD million.

    The parts are integrals along a way from the empty policy to the policy. An interval is halved
    while the sum of its parts differs from what real income does over it, until all differences
    add up to `accuracy` log points. Nothing is approximated by the size of the policy, as it is in
    the first-order accounts. `closure` is what the rules do by themselves: nothing unless they
    change the baseline (balanced deficits, taxes that revenue replaces), or its data do not
    satisfy its identities. Raises NotConvergedError where the way cannot be followed.
    """
    way = Way.to(eq.require())
    exact = np.log1p(eq.outcomes["real_income_change"].values / 100)
    start = way.spot(0.0)
    closure = _log_real_income(way, start)
    whole = _Stretch.between(way, 0.0, 1.0, closure, exact, start)
    stretches = [whole]
    while sum(s.gap for s in stretches) > accuracy and len(stretches) < INTERVALS:
        worst = max(stretches, key=lambda s: s.gap)
        stretches.remove(worst)
        stretches += worst.halves(way)
    total = {
        name: 100 * sum((np.asarray(getattr(s.total, name)) for s in stretches), np.zeros(()))
        for name in Account._fields
    }
    return _label(eq, total | {"closure": 100 * closure}, 100 * exact)


@dataclass(frozen=True, eq=False)
class _Stretch:
    """The account over part of the way; levels are log real income (country,) at its ends."""

    ends: tuple[float, float]
    levels: tuple[Array, Array]
    total: Account
    near: Spot
    gap: float

    @classmethod
    def between(cls, way: Way, a: float, b: float, low: Array, high: Array, near: Spot) -> _Stretch:
        points, weights = np.polynomial.legendre.leggauss(NODES)
        total: Account | None = None
        spot = near
        for point, weight in zip(points, weights, strict=True):
            spot = way.spot(a + (b - a) * 0.5 * (point + 1), spot)
            rate = _rate_at(way, spot)
            part = jax.tree.map(lambda x, w=weight: 0.5 * (b - a) * w * np.asarray(x), rate)
            total = part if total is None else jax.tree.map(np.add, total, part)
        assert total is not None
        gap = float(np.abs(sum(_by_country(total)) - (high - low)).max(initial=0.0))
        return cls((a, b), (low, high), total, near, gap)

    def halves(self, way: Way) -> list[_Stretch]:
        (a, b), (low, high) = self.ends, self.levels
        middle = way.spot(0.5 * (a + b), self.near)
        level = _log_real_income(way, middle)
        return [
            _Stretch.between(way, a, middle.fraction, low, level, self.near),
            _Stretch.between(way, middle.fraction, b, level, high, middle),
        ]


def _by_country(account: Account) -> Iterator[Array]:
    for part in account:
        yield np.asarray(part).reshape(len(part), -1).sum(1)


def _log_real_income(way: Way, spot: Spot) -> Array:
    here, _ = way.shock_at(spot.fraction)
    found = world(spot.u, way.economy, here, way.closure)
    real_income: Array = np.log(np.asarray(found.outcomes["real_income"]))
    return real_income


def _rate_at(way: Way, spot: Spot) -> Account:
    here, push = way.shock_at(spot.fraction)
    promised = Promised(jnp.asarray(spot.fraction * way.wedge), jnp.asarray(way.paid))
    found: Account = _rate(spot.u, spot.move, way.economy, here, push, way.closure, promised)
    return found


@program
def _rate(
    u: jax.Array,
    move: jax.Array,
    economy: Economy,
    shock: Shock,
    push: Shock,
    closure: Closure,
    promised: Promised,
) -> Account:
    at, by = (unflat(v, economy, shock, closure) for v in (u, move))
    return account_rate(at, by, economy, shock, push, closure, promised)


def _label(eq: Equilibrium, parts: dict[str, Array], exact: Array) -> xr.Dataset:
    base = eq.base
    axes = {"factor": base.factors, "sector": base.sectors}
    found = {
        name: xr.Variable(dims, parts[name], {"units": PER_CENT, "long_name": meaning})
        for name, (dims, meaning) in PARTS.items()
    }
    explained = sum(a.sum(tuple(a.dims[1:])).values for a in found.values())
    by_country = {
        "log_real_income": (exact, PER_CENT, "exact change in real income, log points"),
        "unexplained": (exact - explained, PER_CENT, "error of the integration"),
        "income_base": (eq.outcomes["income_base"].values, "USD million", "baseline income"),
    }
    found |= {
        name: xr.Variable(("country",), values, {"units": units, "long_name": meaning})
        for name, (values, units, meaning) in by_country.items()
    }
    coords = {dim: list(axes.get(dim, base.countries)) for dim in (*_DETAIL, "factor")}
    return xr.Dataset(found, coords, eq.outcomes.attrs)
