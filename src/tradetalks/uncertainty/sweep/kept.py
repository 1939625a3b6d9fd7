"""What a sweep keeps of each scenario: which outcomes, in which table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradetalks.symbols import OUTCOMES

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline

SCENARIOS, COUNTRIES, FLOWS = "scenarios", "countries", "flows"
#: What `flows` may keep by exporter, importer and sector, and what it keeps if just asked for.
BY_FLOW = ("trade", "trade_share", "tariff", "export_tax")
USUAL_FLOWS = ("trade", "tariff")
#: Those of them that the policy sets; the rest are found.
SET = ("tariff", "export_tax")


@dataclass(frozen=True)
class Table:
    """A table with one row for each combination of labels in a scenario.

    labels: the columns that tell its rows apart. dims: of the outcomes it may hold.
    """

    name: str
    labels: tuple[str, ...]
    dims: tuple[tuple[str, ...], ...]

    def axes(self, base: Baseline) -> tuple[tuple[str, ...], ...]:
        """The labels of a baseline along each of the columns."""
        along = {"sector": base.sectors, "factor": base.factors}
        return tuple(along.get(label, base.countries) for label in self.labels)


#: A bilateral balance is the exporter's, with the importer.
TABLES = {
    table.name: table
    for table in (
        Table(COUNTRIES, ("country",), (("country",),)),
        Table("factors", ("country", "factor"), (("country", "factor"),)),
        Table("sectors", ("country", "sector"), (("country", "sector"),)),
        Table(
            "pairs",
            ("exporter", "importer"),
            (("exporter", "importer"), ("country", "partner")),
        ),
        Table(FLOWS, ("exporter", "importer", "sector"), ()),
    )
}
_HOME = {dims: table.name for table in TABLES.values() for dims in table.dims}
#: Every outcome that can be kept, and those kept unless others are asked for: by country, all
#: that a policy moves.
KEEPABLE = tuple(name for name, symbol in OUTCOMES.items() if symbol.dims in _HOME)
USUAL = tuple(
    name
    for name, symbol in OUTCOMES.items()
    if symbol.dims == ("country",) and not name.endswith("_base")
)


def kept_in_tables(outcomes: Sequence[str], flows: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The columns of each table that holds anything, in the order of `TABLES`."""
    found: dict[str, list[str]] = {name: [] for name in TABLES}
    for name in outcomes:
        found[_HOME[OUTCOMES[name].dims]].append(name)
    found[FLOWS] += flows
    return {name: tuple(columns) for name, columns in found.items() if columns}
