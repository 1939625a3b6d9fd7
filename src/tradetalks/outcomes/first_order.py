"""Caliendo and Parro's first-order accounts of welfare: terms of trade and volume of trade.

These are what Caliendo and Parro (2015) print as "welfare": their equation 16, a linear
formula around the baseline, fed with the exact changes of unit costs and of trade. It is not
the change in real income. For a large policy the two differ a great deal: for Mexico under
NAFTA 1.31 against 0.007 per cent. `Equilibrium.outcomes["real_income_change"]` is exact.
"""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from tradetalks.model.economy import Economy, Shock
from tradetalks.solve.compiled import World
from tradetalks.solve.equilibrium import Equilibrium
from tradetalks.symbols import PER_CENT, Symbol

Array = NDArray[np.float64]

DETAIL = ("country", "partner", "sector")
EQUATION = "Caliendo and Parro (2015), 16"
CAUTION = "first-order approximation, not the change in real income"

#: What is summed over to make each table, by the ending of its variables' names.
TABLES = {
    "": (),
    "_by_sector": ("partner",),
    "_by_partner": ("sector",),
    "_total": ("partner", "sector"),
}
MEANING = {
    "terms_of_trade": "exports at the change of own border prices, less imports at partners'",
    "volume_of_trade": "border taxes on the change in real trade",
    "technical_efficiency": "delivery costs and productivity",
    "welfare": "terms of trade, volume of trade and technical efficiency",
    "transfers": "change in the trade deficit",
}


def first_order_accounts(equilibrium: Equilibrium) -> xr.Dataset:
    """Welfare to the first order, by partner and sector; per cent of baseline income.

    `first_order_terms_of_trade`, `first_order_volume_of_trade`,
    `first_order_technical_efficiency` and their sum `first_order_welfare` have the dims
    (country, partner, sector). Each comes also with `_by_sector` (country, sector),
    `_by_partner` (country, partner) and `_total` (country,). Apart from these stands
    `first_order_transfers_total` (country,).

    Caliendo and Parro (2015), equation 16, where a change `dln z` is `zhat - 1`, as in their
    own program. Under tariffs alone and unchanged deficits the formula is theirs; technical
    efficiency, export taxes and transfers extend it to other policies. The parts explain
    welfare only if the baseline satisfies its own identities: where it does not, solve the
    null policy first and go on from its `to_baseline()`.

    Raises NotConvergedError where there is no equilibrium to report on.
    """
    _, economy, shock, _ = equilibrium.arguments
    world = equilibrium.world
    base = equilibrium.base
    axes = (base.countries, base.countries, base.sectors)
    coords = {dim: list(labels) for dim, labels in zip(DETAIL, axes, strict=True)}
    per_cent = 100 / equilibrium.outcomes["income_base"].values
    parts = {n: a * per_cent[:, None, None] for n, a in _parts(economy, shock, world).items()}
    parts["welfare"] = sum(parts.values(), start=np.zeros(()))
    found = {
        f"first_order_{part}{ending}": _named(part, values, over)
        for part, values in parts.items()
        for ending, over in TABLES.items()
    }
    transfers = per_cent * (np.asarray(world.state.deficit) - np.asarray(economy.deficit))
    found["first_order_transfers_total"] = _named("transfers", transfers, ("partner", "sector"))
    about = {"note": CAUTION, "equation": EQUATION, "baseline": base.name}
    return xr.Dataset(found, coords, about)


def _parts(economy: Economy, shock: Shock, world: World) -> dict[str, Array]:
    """Each part by name, (country, partner, sector), USD million."""
    tariff, tax = np.asarray(economy.tariff), np.asarray(economy.export_tax)
    old = np.asarray(economy.trade_share) * np.asarray(economy.expenditure) / (1 + tariff)
    # Price at the exporter's border: unit cost and export tax, before delivery and duty.
    price = np.exp(np.asarray(world.state.log_cost))[:, None, :]
    price = price * ((1 + np.asarray(shock.export_tax)) / (1 + tax))
    gain = old * (price - 1)
    volume = (
        np.asarray(world.outcomes["trade"]) - old * price
    )  # F (dln F - dln p), also where F ends at zero
    delivery = old * (1 + tariff) * (np.asarray(shock.trade_cost) - 1)
    # Productivity is booked with the partner who buys.
    made = old / (1 + tax) * (np.asarray(shock.productivity) - 1)[:, None, :]
    return {
        "terms_of_trade": gain - _of_importer(gain),
        "volume_of_trade": _of_importer(tariff * volume) + tax / (1 + tax) * volume,
        "technical_efficiency": made - _of_importer(delivery),
    }


def _of_importer(flow: Array) -> Array:
    """(exporter, importer, sector) as the importer sees it: (country, partner, sector)."""
    return flow.swapaxes(0, 1)


def _named(part: str, values: Array, over: tuple[str, ...]) -> xr.Variable:
    """The sum over some of the dimensions, with its unit and meaning."""
    dims = tuple(dim for dim in DETAIL if dim not in over)
    if values.ndim == len(DETAIL):
        values = values.sum(tuple(DETAIL.index(dim) for dim in over))
    text = f"{part.replace('_', ' ')}: {MEANING[part]}; {CAUTION}"
    return xr.Variable(dims, values, Symbol(part, "dln W", dims, PER_CENT, text, EQUATION).attrs())
