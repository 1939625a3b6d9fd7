"""The welfare account: every part of an exact change in real income, by partner and sector."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from tradetalks.outcomes.compared import number
from tradetalks.outcomes.integral import integrated, log_real_income
from tradetalks.solve import Equilibrium
from tradetalks.solve.arrays import leak_of
from tradetalks.solve.path import Way
from tradetalks.symbols import MONEY, PER_CENT

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
#: What a residual of the equilibrium can do to real income: the inverse Jacobian's size.
CONDITION = 100


def welfare_account(eq: Equilibrium, accuracy: float = 1e-9) -> xr.Dataset:
    """Exact decomposition of real income into its sources (equation 14), in per cent of income.

    The parts of `PARTS`, in 100 times log points, with dims (country, partner, sector) for
    terms_of_trade, volume_of_trade, purchases and technical_efficiency; (country, partner) for
    purchases_paid and remittances; (country, factor) for migration and labour_supply; (country,
    sector) for scale_economies; (country,) for transfers, deficit and closure. Over everything but
    the country they add up to `log_real_income`, the exact change, but for `unexplained`;
    `income_base` is USD million.

    The parts are integrals along a way from the empty policy to the policy. Their sum is known, so
    points are added and intervals halved until what is missing is below `accuracy` log points.
    Nothing is approximated by the size of the policy, as it is in the first-order accounts.
    `closure` is what the rules do by themselves: nothing unless they change the baseline (balanced
    deficits, taxes that revenue replaces), or its data do not satisfy its identities. Raises
    NotConvergedError where the way cannot be followed.
    """
    accuracy = number("accuracy", accuracy, least=0.0)
    way = Way.to(eq.require())
    exact = np.log1p(eq.outcomes["real_income_change"].values / 100)
    start = way.start()
    closure = log_real_income(start)
    # No closer than the equilibrium and the identities of the baseline are known.
    within = accuracy + CONDITION * eq.residual + leak_of(eq.base)
    account = integrated(way, start, way.end(), within)
    total = {name: 100 * np.asarray(part) for name, part in account._asdict().items()}
    return _label(eq, total | {"closure": 100 * closure}, 100 * exact)


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
        "income_base": (eq.outcomes["income_base"].values, MONEY, "baseline income"),
    }
    found |= {
        name: xr.Variable(("country",), values, {"units": units, "long_name": meaning})
        for name, (values, units, meaning) in by_country.items()
    }
    coords = {dim: list(axes.get(dim, base.countries)) for dim in (*_DETAIL, "factor")}
    return xr.Dataset(found, coords, eq.outcomes.attrs)
