"""The accounting identities that tie a baseline together, on plain arrays.

Axis orders: trade, tariff, export_tax (exporter, importer, sector); shares and
output (country, sector); input_share (country, input, sector); factor_share
(country, factor, sector). Money in USD million. Equation numbers are those of
the theory page, evaluated at the baseline (every hat equal to one).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Final demand this close to zero, relative to spending, is rounding and set to zero.
ROUNDING = 1e-13


def output(trade: Array, export_tax: Array) -> Array:
    """Producers' receipts, (country, sector): sales less export tax (eq. 5)."""
    receipts: Array = (trade / (1 + export_tax)).sum(axis=1)
    return receipts


def expenditure(trade: Array, tariff: Array) -> Array:
    """Spending with duties, (country, sector)."""
    spending: Array = (trade * (1 + tariff)).sum(axis=0)
    return spending


def trade_share(trade: Array, tariff: Array) -> Array:
    """Expenditure shares, (exporter, importer, sector), summing to one over exporters.

    A market without purchases has no observed shares; its home share is set to
    one, so that its price index stays finite. It carries no weight anywhere.
    """
    paid = trade * (1 + tariff)
    total = paid.sum(axis=0)
    bought = total != 0
    shares: Array = paid / np.where(bought, total, 1.0)
    home = np.arange(trade.shape[0])
    shares[home, home] = np.where(bought, shares[home, home], 1.0)
    return shares


def value_added(receipts: Array, value_added_share: Array, factor_share: Array) -> Array:
    """Factor income, (country, factor) (eq. 6)."""
    earned: Array = np.einsum("cfj,cj->cf", factor_share, value_added_share * receipts)
    return earned


def deficit(trade: Array) -> Array:
    """Imports minus exports, (country,)."""
    sales = trade.sum(axis=2)
    gap: Array = sales.sum(axis=0) - sales.sum(axis=1)
    return gap


def border_revenue(trade: Array, tariff: Array, export_tax: Array) -> Array:
    """Tariff and export-tax revenue, (country,) (eq. 7)."""
    duties = (tariff * trade).sum(axis=(0, 2))
    taxes = (export_tax / (1 + export_tax) * trade).sum(axis=(1, 2))
    revenue: Array = duties + taxes
    return revenue


def input_use(input_share: Array, receipts: Array) -> Array:
    """Purchases of each good as an input, (country, input)."""
    used: Array = np.einsum("ckj,cj->ck", input_share, receipts)
    return used


def final_demand(spending: Array, inputs: Array) -> Array:
    """Spending left for final use, (country, sector) (eq. 8); rounding below zero is zero."""
    left = spending - inputs
    return np.where(np.abs(left) <= ROUNDING * spending, 0.0, left)


def final_share(demand: Array, income: Array) -> Array:
    """Share of each good in final spending, (country, sector) (eq. 8)."""
    spent = income[:, None]
    return demand / np.where(spent != 0, spent, 1.0)


def income_of(arrays: Mapping[str, Array]) -> Array:
    """Income, (country,): factor income, border revenue and the deficit (eq. 8)."""
    revenue = border_revenue(arrays["trade"], arrays["tariff"], arrays["export_tax"])
    income: Array = arrays["value_added"].sum(axis=1) + revenue + arrays["deficit"]
    return income


def derive(data: Mapping[str, Array], given: Mapping[str, Array]) -> dict[str, Array]:
    """Every derived array; those in `given` are taken as they are.

    `data` holds the seven observed arrays by name, `given` any of trade_share,
    expenditure, value_added, deficit, final_share.
    """
    trade, tariff = data["trade"], data["tariff"]
    with np.errstate(all="ignore"):  # broken data is reported by check(), not by numpy
        made = output(trade, data["export_tax"])
        found = {
            "trade_share": trade_share(trade, tariff),
            "expenditure": expenditure(trade, tariff),
            "value_added": value_added(made, data["value_added_share"], data["factor_share"]),
            "deficit": deficit(trade),
        } | {k: v for k, v in given.items() if k != "final_share"}
        if "final_share" in given:
            return found | {"final_share": given["final_share"]}
        left = final_demand(found["expenditure"], input_use(data["input_share"], made))
        return found | {"final_share": final_share(left, income_of({**data, **found}))}
