"""A welfare account as a waterfall: one country's parts in order, in money and per cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from tradetalks.errors import InputError, Problem, nearest
from tradetalks.outcomes.compared import ratio, table
from tradetalks.outcomes.welfare_account import PARTS

if TYPE_CHECKING:
    import pandas as pd


#: A country's parts that come to less than this, in per cent of income, are dust of the solver.
DUST = 1e-9


def allotted(account: xr.Dataset) -> xr.Dataset:
    """The account with what is unexplained spread over its parts, so that they add up exactly.

    Each cell of each part takes a share in proportion to its absolute size among all cells of its
    country. A country's parts below `DUST` become zero and are spread too. `allotted` (country,)
    keeps what was spread, in per cent of income; `unexplained` is then what rounding leaves, or all
    of it where every part is zero.
    """
    # Plain arrays: xarray would align the labels of every sum.
    parts = {name: np.asarray(account[name].values) for name in PARTS}
    exact = np.asarray(account["log_real_income"].values)
    for name, part in parts.items():
        shown = _by_country(abs(part)) > DUST
        parts[name] = np.where(shown.reshape(_along(part)), part, 0.0)
    left = exact - sum(_by_country(part) for part in parts.values())
    size = sum(_by_country(abs(part)) for part in parts.values())
    spread = np.where(size > 0, left, 0.0)
    factor = spread / np.where(size > 0, size, 1.0)
    new = {name: part + abs(part) * factor.reshape(_along(part)) for name, part in parts.items()}
    left = exact - sum(_by_country(part) for part in new.values())
    found = {name: account[name].copy(data=part) for name, part in new.items()}
    found["unexplained"] = account["unexplained"].copy(data=left)
    found["allotted"] = account["unexplained"].copy(data=spread)
    found["allotted"].attrs["long_name"] = "error of the integration, spread over the parts"
    return account.assign(found)


def _by_country(part: NDArray[np.float64]) -> NDArray[np.float64]:
    """Summed over everything but the first dimension, the country."""
    total: NDArray[np.float64] = part.reshape(len(part), -1).sum(1)
    return total


def _along(part: NDArray[np.float64]) -> tuple[int, ...]:
    """The shape of a figure a country beside the part."""
    return (-1, *[1] * (part.ndim - 1))


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
    own = allotted(account).isel(country=countries.index(country))
    points = np.array([own[name].values.sum() for name in PARTS]) / 100
    total = float(own["log_real_income"]) / 100
    # What rounding has left; nothing where nothing moves.
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
