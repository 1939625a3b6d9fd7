"""What is done to cells a model cannot hold: every rule has a name, and says what it moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline.identities import Array
from tradetalks.baseline.sources.table import Table

#: Flows below one dollar are what balancing algorithms leave behind.
DUST = 1e-6
#: Least share of value added in output: an industry that earns nothing cannot be modelled.
LEAST_VALUE_ADDED = 0.01
#: A code that is no industry of anyone's.
RE_EXPORT = "RE_EXPORT"


@dataclass(frozen=True)
class Applied:
    """A rule and what it touched: cells, USD million, and that over world output."""

    rule: str
    what: str
    cells: int
    amount: float
    share: float

    def __str__(self) -> str:
        size = f"{self.cells:,} cells, USD {self.amount:,.0f} million, {self.share:.3%} of output"
        return f"{self.rule}: {self.what} ({size})"


@dataclass(frozen=True)
class Flows:
    """A table that a model can hold, USD million before duty.

    trade (exporter, importer, sector); inputs (exporter, sector, importer, using sector); output
    (country, sector), what the costs of the table add up to.
    """

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    trade: Array
    inputs: Array
    output: Array


def flows(table: Table) -> tuple[Flows, tuple[Applied, ...]]:
    """A table's flows by the rules of this module, and what each rule did."""
    n, j = len(table.countries), len(table.sectors)
    world = float(np.abs(table.sales).sum())
    told = [*_kept(table, world)]

    def count(rule: str, what: str, moved: Array) -> None:
        touched = moved != 0
        if touched.any():
            amount = float(np.abs(moved[touched]).sum())
            told.append(Applied(rule, what, int(touched.sum()), amount, amount / world))

    inputs = np.maximum(table.inputs, 0.0)
    count("negative-inputs", "set to zero", np.minimum(table.inputs, 0.0))
    used = inputs.reshape(n, j, n, j)
    bought = used.sum(axis=3) + table.final_use.reshape(n, j, n)
    count("negative-flows", "set to zero where sales to a country are below zero",
          np.minimum(bought, 0.0))  # fmt: skip
    dust = (bought > 0) & (bought < DUST)
    count("dust", "flows below one dollar set to zero", np.where(dust, bought, 0.0))
    kept = np.where(dust, 0.0, np.maximum(bought, 0.0))
    trade = kept.transpose(0, 2, 1)
    kinds = _alive(table.sectors, trade.sum(axis=(0, 1)))
    nations = _alive(table.countries, trade.sum(axis=(1, 2)))
    for name, axis, alive in (("sectors", 2, kinds), ("countries", 0, nations)):
        dropped = np.delete(trade, alive, axis=axis)
        labels = np.delete(getattr(table, name), alive)
        if len(labels):
            amount = float(dropped.sum())
            what = f"{name} left out: {', '.join(labels)}"
            told.append(Applied("no-output", what, dropped.size, amount, amount / world))
    output = table.sales.reshape(n, j)
    output = np.where(output > 0, output, trade.sum(axis=1))
    return (
        Flows(
            tuple(np.array(table.countries)[nations].tolist()),
            tuple(np.array(table.sectors)[kinds].tolist()),
            trade[np.ix_(nations, nations, kinds)],
            used[np.ix_(nations, kinds, nations, kinds)],
            output[np.ix_(nations, kinds)],
        ),
        tuple(told),
    )


def _alive(labels: tuple[str, ...], sales: Array) -> NDArray[np.intp]:
    """Positions of what sells anything and is an industry or a country of its own."""
    return np.flatnonzero((sales > 0) & (np.array(labels) != RE_EXPORT))


_FINAL_TOLD = {
    "inventories": "changes of inventories stay in final use; falls lower sales to that country",
    "valuables": "acquisitions of valuables stay in final use",
    "abroad": "direct purchases abroad are imports of the buyers' country",
    "unknown": "final use of no kind stays in final use",
}


def _kept(table: Table, world: float) -> Iterator[Applied]:
    """What stays where it is, or is no sale; told because others treat it otherwise."""
    listed = [(kind, what, table.final.get(kind)) for kind, what in _FINAL_TOLD.items()]
    apart = "left out of trade, for it belongs to no country"
    listed += [(name, apart, flow) for name, flow in table.adrift.items()]
    stays = "stays in value added, less what the tariffs collect"
    paid = {name: flow for name, flow in table.payments.items() if name != "value-added"}
    listed += [(name, stays, flow) for name, flow in paid.items()]
    for rule, what, flow in listed:
        if flow is not None and flow.any():
            amount = float(np.abs(flow).sum())
            yield Applied(rule, what, int(np.count_nonzero(flow)), amount, amount / world)


def cost_shares(made: Flows, tariff: Array) -> tuple[Array, Array, tuple[Applied, ...]]:
    """Value added (country, sector) and inputs (country, input, sector) over output, with duty.

    Value added is what output leaves after inputs and the duty on them; where that is less than
    `LEAST_VALUE_ADDED`, the inputs are scaled down.
    """
    paid = np.einsum("okdj,odk->dkj", made.inputs, 1 + tariff, optimize=True)
    share = paid / np.where(made.output > 0, made.output, 1.0)[:, None, :]
    total = share.sum(axis=1)
    most = 1 - LEAST_VALUE_ADDED
    heavy = total > most
    share *= np.where(heavy, most / np.where(heavy, total, 1.0), 1.0)[:, None, :]
    share[np.broadcast_to((made.output <= 0)[:, None, :], share.shape)] = 0.0
    cut = np.where(heavy, (total - most) * made.output, 0.0)
    told: tuple[Applied, ...] = ()
    if heavy.any():
        what = f"inputs scaled to leave {LEAST_VALUE_ADDED:.0%} of output"
        amount = float(cut.sum())
        world = float(made.output.sum())
        told = (Applied("value-added", what, int(heavy.sum()), amount, amount / world),)
    return 1 - share.sum(axis=1), share, told
