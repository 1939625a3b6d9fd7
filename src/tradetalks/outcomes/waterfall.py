"""A welfare account as a waterfall: one country's parts in order, in money and per cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from tradetalks.errors import InputError, Problem, nearest
from tradetalks.outcomes.compared import ratio, table
from tradetalks.outcomes.welfare_account import PARTS

if TYPE_CHECKING:
    import pandas as pd


#: Parts below this, in log points, are nil.
DUST = 1e-11


def allotted(account: xr.Dataset) -> xr.Dataset:
    """The account with what is unexplained spread over its parts, so that they add up exactly.

    Each cell of each part takes a share in proportion to its absolute size among all cells of its
    country. `allotted` (country,) keeps what was spread, in per cent of income; `unexplained` is
    then what rounding leaves, or all of it where every part is zero.
    """
    parts = [account[name] for name in PARTS]
    size = sum((abs(part).sum(part.dims[1:]) for part in parts), xr.zeros_like(parts[-1]))
    spread = account["unexplained"].where(size > 0, 0.0)
    factor = spread / size.where(size > 0, 1.0)
    new = {
        name: (p + abs(p) * factor).assign_attrs(p.attrs)
        for name, p in account[list(PARTS)].items()
    }
    new["allotted"] = spread.assign_attrs(account["unexplained"].attrs)
    new["allotted"].attrs["long_name"] = "error of the integration, spread over the parts"
    found = account.assign(new)
    left = account["log_real_income"] - sum(found[name].sum(found[name].dims[1:]) for name in PARTS)
    return found.assign(unexplained=left.assign_attrs(account["unexplained"].attrs))


def waterfall(account: xr.Dataset, country: str) -> pd.DataFrame:
    """The bars of one country's waterfall: parts that are not nil, in order.

    part, meaning; usd_million: equivalent variation; per_cent: of baseline income; start, end:
    USD million, the bar's ends when each begins where the last one ended. The parts are log
    points; each takes the same share of the equivalent variation `I (e^x - 1)` as of the log
    change x, and what is unexplained is allotted first, so that the bars add up to the exact
    figures. Raises InputError on a country that is not there.
    """
    countries = [str(name) for name in account["country"].values]
    if country not in countries:
        what = f"unknown country {country!r}"
        raise InputError(
            Problem("country", what, ", ".join(countries), nearest(country, countries))
        )
    own = allotted(account).sel(country=country)
    points = np.array([float(own[name].sum()) for name in PARTS]) / 100
    total = float(own["log_real_income"]) / 100
    # Dust of the solver is no part; where it went follows the rule of `allotted`.
    points = np.where(abs(points) > DUST, points, 0.0)
    points += abs(points) * ratio(total - points.sum(), abs(points).sum())
    # (e^x - 1) / x, the worth of a log point.
    fraction = points * (np.expm1(total) / total if total else 1.0)
    money = float(own["income_base"]) * fraction
    shown = np.flatnonzero(np.nan_to_num(points))
    end = np.cumsum(money[shown])
    return table(
        {
            "part": [list(PARTS)[i] for i in shown],
            "meaning": [list(PARTS.values())[i][1] for i in shown],
            "usd_million": money[shown],
            "per_cent": 100 * fraction[shown],
            "start": end - money[shown],
            "end": end,
        }
    )
