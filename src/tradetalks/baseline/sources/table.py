"""An inter-country input-output table as published, in one shape whatever its file looked like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tradetalks.baseline.identities import Array
from tradetalks.errors import BaselineError, Problem

#: Final uses by what they are; the rules treat each as its kind asks.
FINAL_KINDS = ("consumption", "investment", "inventories", "valuables", "abroad", "unknown")


@dataclass(frozen=True)
class Table:
    """Flows at basic prices in USD million; rows are sellers, columns buyers.

    inputs (exporter x sector, importer x sector), rows and columns country-major; final, by kind,
    (exporter x sector, importer); adrift, by name, columns that belong to no country
    (exporter x sector,); payments, by name, rows that are no sales (importer x sector,);
    output (exporter x sector,) as the publisher prints it, where the file has it.
    """

    place: str
    year: int
    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    inputs: Array
    final: Mapping[str, Array]
    adrift: Mapping[str, Array] = field(default_factory=dict)
    payments: Mapping[str, Array] = field(default_factory=dict)
    output: Array | None = None
    #: What was added together on the way here, in words.
    told: tuple[str, ...] = ()

    @property
    def final_use(self) -> Array:
        """All final uses together, (exporter x sector, importer)."""
        return np.asarray(np.sum([*self.final.values()], axis=0))

    @property
    def sales(self) -> Array:
        """What each industry sells to anyone, (exporter x sector,)."""
        drifting = np.sum([*self.adrift.values()], axis=0) if self.adrift else 0.0
        total: Array = self.inputs.sum(axis=1) + self.final_use.sum(axis=1) + drifting
        return total

    @property
    def industries(self) -> list[str]:
        """Names of the rows, country-major."""
        return [f"{c} {s}" for c in self.countries for s in self.sectors]


#: World GDP, USD trillion at current prices (World Bank, rounded): enough to tell units apart.
_WORLD_GDP = {1990: 23, 1995: 31, 2000: 34, 2005: 48, 2010: 67, 2015: 75, 2020: 85, 2025: 115}
#: A table whose value added is within this factor of world GDP is in the unit it should be in.
_NEAR = 2.5
#: Published totals must agree with their parts to this share of the total, in the median industry
#: and in the sum over industries.
_AGREE = 0.01


def refuse_inconsistent(table: Table, unit: str) -> None:
    """Raises BaselineError where totals, axes or units cannot be what they should be."""
    problems = [*_total_problems(table), *_unit_problems(table, unit)]
    if problems:
        raise BaselineError(problems)


def _total_problems(table: Table) -> list[Problem]:
    if table.output is None:
        return []
    size = np.abs(table.output).sum()
    gap = np.abs(table.sales - table.output)
    if gap.sum() <= _AGREE * size:
        return []
    across = table.inputs.sum(axis=0) + np.sum([*table.payments.values()], axis=0)
    turned = np.abs(table.inputs.sum(axis=0) + table.final_use.sum(axis=1) - table.output).sum()
    if turned <= _AGREE * size:
        remedy = "turn the table: sellers are rows and buyers columns"
        return [Problem(table.place, "rows and columns are exchanged", "", "", remedy)]
    worst = np.argsort(-gap)[:5]
    fits = " (costs do add up)" if np.abs(across - table.output).sum() <= _AGREE * size else ""
    return [
        Problem(
            f"{table.place}, row {table.industries[i]}",
            f"sales add up to {table.sales[i]:,.0f}, its output is {table.output[i]:,.0f}{fits}",
            "equal to rounding",
            remedy="fetch it again; if it was edited, use the file as downloaded",
        )
        for i in worst
    ]


def _unit_problems(table: Table, unit: str) -> list[Problem]:
    years = sorted(_WORLD_GDP)
    gdp = float(np.interp(table.year, years, [_WORLD_GDP[y] for y in years])) * 1e6
    found = float((table.sales - table.inputs.sum(axis=0)).sum())
    if gdp / _NEAR <= found <= gdp * _NEAR:
        return []
    what = f"value added is {found:,.0f} USD million read as {unit}"
    allowed = f"about {gdp:,.0f} in {table.year}: a table covers the world"
    for factor, told in ((1e3, "thousands"), (1e6, "units"), (1e-3, "billions")):
        if gdp / _NEAR <= found / factor <= gdp * _NEAR:
            remedy = f"the figures are {told} rather than millions: say --unit {told}"
            return [Problem(table.place, what, allowed, "", remedy)]
    remedy = f"is this the table of {table.year}, and the whole of it?"
    return [Problem(table.place, what, allowed, "", remedy)]
