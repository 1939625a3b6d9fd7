"""The welfare account: every part of an exact change in real income, by partner and sector."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr

from tradetalks.model.economy import Closure, Economy, Shock
from tradetalks.model.welfare import Account, account_rate
from tradetalks.solve import Equilibrium
from tradetalks.solve.compiled import between, program, unflat
from tradetalks.solve.path import along

_PARTS = {
    "terms_of_trade": "prices of exports over prices of imports",
    "volume_of_trade": "volume of taxed imports and exports",
    "technical_efficiency": "trade costs, productivity and endowments",
}


def welfare_account(eq: Equilibrium, nodes: int = 8) -> xr.Dataset:
    """Exact decomposition of real income into its sources (equation 14), in per cent of income.

    terms_of_trade, volume_of_trade and technical_efficiency (country, partner, sector) and
    transfers (country) are 100 times log points; they add up to `log_real_income`, the exact
    change, but for `unexplained`, the error of integrating along the path from the baseline to
    the policy with `nodes` Gauss-Legendre points. Unlike the first-order accounts, nothing is
    approximated by the size of the policy. On data that break the identities `unexplained`
    holds what they leave open.
    """
    points, weights = np.polynomial.legendre.leggauss(nodes)
    total: Account | None = None
    for point, weight, node in zip(points, weights, along(eq, 0.5 * (points + 1)), strict=True):
        fraction = jnp.asarray(0.5 * (point + 1))
        u, move, closure = node
        _, economy, shock, _ = eq.arguments
        rate = _rate(u, move, economy, shock, fraction, closure)
        part = jax.tree.map(lambda a, w=weight: 50.0 * w * a, rate)
        total = part if total is None else jax.tree.map(jnp.add, total, part)
    assert total is not None
    return _label(eq, total)


@program
def _rate(
    u: jax.Array,
    move: jax.Array,
    economy: Economy,
    shock: Shock,
    fraction: jax.Array,
    closure: Closure,
) -> Account:
    here, push = jax.jvp(
        lambda f: between(economy, shock, f), (fraction,), (jnp.ones_like(fraction),)
    )
    at, by = (unflat(v, economy, shock, closure) for v in (u, move))
    return account_rate(at, by, economy, here, push, closure)


def _label(eq: Equilibrium, total: Account) -> xr.Dataset:
    base = eq.base
    dims = ("country", "partner", "sector")
    attrs = {"units": "%"}
    parts = {
        name: (dims, np.asarray(getattr(total, name)), attrs | {"long_name": meaning})
        for name, meaning in _PARTS.items()
    }
    exact = 100 * np.log1p(eq.outcomes["real_income_change"].values / 100)
    transfers = np.asarray(total.transfers)
    explained = sum(values.sum((1, 2)) for _, values, _ in parts.values()) + transfers
    by_country = {
        "transfers": (transfers, "change in the trade deficit"),
        "log_real_income": (exact, "exact change in real income, log points"),
        "unexplained": (exact - explained, "error of the integration"),
    }
    return xr.Dataset(
        parts
        | {
            name: (("country",), values, attrs | {"long_name": meaning})
            for name, (values, meaning) in by_country.items()
        },
        {
            "country": list(base.countries),
            "partner": list(base.countries),
            "sector": list(base.sectors),
        },
        eq.outcomes.attrs,
    )
