"""What each column of a report is called, in which unit it is kept and how it is shown.

Money is kept in USD million, as in the data, and shown in USD billion; changes are
per cent (1.0 is one per cent) and always shown with their sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tradetalks.symbols import MONEY, OUTCOMES, PER_CENT

Kind = Literal["text", "flag", "number", "percent", "change", "money", "money_change"]

KEPT_UNIT: Mapping[Kind, str] = {
    "percent": "per cent",
    "change": "per cent",
    "money": "USD million",
    "money_change": "USD million",
}
SHOWN_UNIT: Mapping[Kind, str] = {
    "percent": "%",
    "change": "%",
    "money": "USD billion",
    "money_change": "USD billion",
}
MILLIONS_SHOWN_AS = 1e-3  # USD billion in a USD million


@dataclass(frozen=True)
class Column:
    """A column's heading, kind and number of decimals when people read it."""

    label: str
    kind: Kind = "text"
    digits: int = 2

    @property
    def kept_unit(self) -> str:
        """The unit in CSV, JSON and netCDF files."""
        return KEPT_UNIT.get(self.kind, "")

    @property
    def shown_unit(self) -> str:
        """The unit on the page, in the workbook and in the terminal."""
        return SHOWN_UNIT.get(self.kind, "")

    @property
    def heading(self) -> str:
        """Label with the unit people read."""
        return f"{self.label} ({self.shown_unit})" if self.shown_unit else self.label

    @property
    def is_money(self) -> bool:
        """Whether values are kept in USD million."""
        return self.kind in ("money", "money_change")

    @property
    def is_numeric(self) -> bool:
        """Whether values are numbers."""
        return self.kind not in ("text", "flag")


def _changes(**labels: str) -> dict[str, Column]:
    return {name: Column(label, "change") for name, label in labels.items()}


def _money(**labels: str) -> dict[str, Column]:
    return {name: Column(label, "money", 1) for name, label in labels.items()}


def _money_changes(**labels: str) -> dict[str, Column]:
    return {name: Column(label, "money_change", 1) for name, label in labels.items()}


COLUMNS: Mapping[str, Column] = {
    "scenario": Column("Scenario id"),
    "scenario_title": Column("Scenario"),
    "country": Column("Country code"),
    "country_name": Column("Country"),
    "partner": Column("Partner code"),
    "partner_name": Column("Partner"),
    "sector": Column("Sector code"),
    "sector_title": Column("Sector"),
    "factor": Column("Factor"),
    "converged": Column("Converged", "flag"),
    "direction": Column("Direction"),
    "rank": Column("Rank", "number", 0),
    "remark": Column("Remark"),
    "structure": Column("Production structure from"),
    "schedule": Column("List"),
    "basis": Column("Basis"),
    "rule": Column("Rule"),
    "lever": Column("Lever"),
    "part": Column("Part"),
    "source": Column("Source"),
    "status": Column("Status"),
    "date": Column("Date"),
    "title": Column("Event"),
    "rate": Column("Rate", "percent", 2),
    **_changes(
        real_income_change="Real income change",
        welfare_change="Welfare change",
        price_index_change="Consumer prices change",
        gdp_change="Nominal GDP change",
        exports_change="Exports change",
        imports_change="Imports change",
        employment_change="Employment change",
        output_change="Output change",
        output_volume_change="Output volume change",
        price_change="Price change",
        factor_reward_change="Factor reward change",
        real_wage_change="Real wage change",
        first_order_terms_of_trade="Terms of trade, first order",
        first_order_volume_of_trade="Volume of trade, first order",
        first_order_technical_efficiency="Technical efficiency, first order",
        first_order_welfare="Sum of the three, first order",
        first_order_transfers="Transfers, first order",
    ),
    **_money(
        income="Income",
        income_base="Income, baseline",
        gdp="Nominal GDP",
        gdp_base="Nominal GDP, baseline",
        export_tax_revenue="Export-tax revenue",
        exports="Exports",
        exports_base="Exports, baseline",
        imports="Imports",
        imports_base="Imports, baseline",
        balance="Trade balance",
        balance_base="Trade balance, baseline",
        tariff_revenue="Tariff revenue",
        tariff_revenue_base="Tariff revenue, baseline",
        output="Output",
        output_base="Output, baseline",
        value_added="Value added",
        value_added_base="Value added, baseline",
        goods_exports="Exports of goods",
        goods_exports_base="Exports of goods, baseline",
        goods_imports="Imports of goods",
        goods_imports_base="Imports of goods, baseline",
        goods_balance="Balance in goods",
        goods_balance_base="Balance in goods, baseline",
    ),
    **_money_changes(
        equivalent_variation="Equivalent variation",
        exports_difference="Exports change",
        imports_difference="Imports change",
        balance_difference="Trade balance change",
        goods_balance_difference="Balance in goods, change",
        tariff_revenue_difference="Tariff revenue change",
        output_difference="Output change",
        output_volume_difference="Output volume change at baseline prices",
        value_added_difference="Value added change",
    ),
}


def column(name: str) -> Column:
    """The column called `name`; a name with a factor behind it (`real_wage_change_skilled`) too."""
    if name in COLUMNS:
        return COLUMNS[name]
    for stem in ("real_wage_change", "factor_reward_change"):
        if name.startswith(f"{stem}_"):
            factor = name.removeprefix(f"{stem}_").replace("_", " ")
            return Column(f"{COLUMNS[stem].label}, {factor}", "change")
    label = name.replace("_", " ").capitalize()
    if name not in OUTCOMES:
        return Column(label)
    money: Kind = "money_change" if name.endswith("_difference") else "money"
    kinds: dict[str, Kind] = {MONEY: money, PER_CENT: "change"}
    return Column(label, kinds.get(OUTCOMES[name].units, "number"))
