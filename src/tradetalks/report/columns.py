"""What each column of a report is called, in which unit it is kept and how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from tradetalks.report.account_columns import account_column
from tradetalks.report.kinds import Column, Kind
from tradetalks.report.talks_columns import talks_column
from tradetalks.symbols import CAPITAL, MONEY, OUTCOMES, PER_CENT


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
    "exporter": Column("Exporter code"),
    "exporter_name": Column("Exporter"),
    "importer_name": Column("Importer"),
    "sector": Column("Sector code"),
    "sector_title": Column("Sector"),
    "factor": Column("Factor"),
    "converged": Column("Converged", "flag"),
    "figure": Column("Figure"),
    "band_low": Column("Low", "number", 3),
    "band_high": Column("High", "number", 3),
    "standard_error": Column("Standard error", "number", 3),
    "variance_share": Column("Share of the variance", "percent", 0),
    "error_source": Column("Its error is from"),
    "draws": Column("Draws with an equilibrium", "number", 0),
    "delta_low": Column("Low, delta method", "number", 3),
    "delta_high": Column("High, delta method", "number", 3),
    "delta_low_error": Column("Low, delta method: off by", "percent", 1, "of the band's width"),
    "delta_high_error": Column("High, delta method: off by", "percent", 1, "of the band's width"),
    "compared": Column("Figures compared", "number", 0),
    "coarse": Column("At this resolution", "number", 4),
    "full": Column("Whole world", "number", 4),
    "median": Column("Off by, median", "number", 4),
    "largest": Column("Off by, at most", "number", 4),
    "loss_percent": Column("Off by", "percent", 1, "of the figure in the whole world"),
    "median_percent": Column("Off by, median", "percent", 1, "of the figure in the whole world"),
    "largest_percent": Column("Off by, at most", "percent", 1, "of the figure in the whole world"),
    "largest_scenario": Column("Most in: scenario id"),
    "largest_scenario_title": Column("Most in: scenario"),
    "largest_country": Column("Most in: country code"),
    "largest_country_name": Column("Most in: country"),
    "other_sign": Column("Other sign", "number", 0),
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
    "title": Column("Title"),
    "rate": Column("Rate", "percent", 2),
    "question": Column("Question id"),
    "asked": Column("Question"),
    "answer": Column("Answer"),
    "reached": Column("Reached", "flag"),
    "slope": Column("Slope", "number", 4),
    "outcome": Column("Outcome there", "number", 1),
    "x": Column("Number tried", "number", 3),
    "before": Column("Before", "number", 1),
    "after": Column("After", "number", 1),
    "reported": Column("Reported", "number", 1),
    "effect": Column("Effect of one point more, USD million", "number", 1),
    "trade": Column("Trade it falls on", "money", 1),
    "trade_before": Column("Trade before", "money", 2),
    "trade_after": Column("Trade after", "money", 2),
    "cost_change": Column("Trade cost change", "change", 1),
    **_changes(
        real_income_change="Real income change",
        welfare_change="Welfare change",
        price_index_change="Consumer prices change",
        gdp_change="Nominal GDP change",
        exports_change="Exports change",
        imports_change="Imports change",
        employment_change="Employment change",
        sector_employment_change="Jobs change",
        output_change="Output change",
        output_volume_change="Output volume change",
        price_change="Price change",
        factor_reward_change="Factor reward change",
        real_wage_change="Real wage or return change",
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
        flow_difference="Trade change",
        output_difference="Output change",
        output_volume_difference="Output volume change at baseline prices",
        value_added_difference="Value added change",
    ),
}


@cache
def column(name: str) -> Column:
    """The column called `name`; a name with a factor behind it (`real_wage_change_skilled`) too."""
    if name in COLUMNS:
        return COLUMNS[name]
    for end in ("low", "high"):
        stem = name.removesuffix(f"_{end}")
        if stem in COLUMNS and stem != name:
            return replace(COLUMNS[stem], label=f"{COLUMNS[stem].label}, {end}")
    for stem in ("real_wage_change", "factor_reward_change"):
        if name.startswith(f"{stem}_"):
            return Column(_of_factor(stem, name.removeprefix(f"{stem}_")), "change")
    if found := account_column(name) or talks_column(name):
        return found
    label = name.replace("_", " ").capitalize()
    if name not in OUTCOMES:
        return Column(label)
    money: Kind = "money_change" if name.endswith("_difference") else "money"
    kinds: dict[str, Kind] = {MONEY: money, PER_CENT: "change"}
    return Column(label, kinds.get(OUTCOMES[name].units, "number"))


def _of_factor(stem: str, factor: str) -> str:
    """Wages are what people earn; capital has a return."""
    real = "Real " if stem.startswith("real") else ""
    if factor == CAPITAL:
        return f"{real}return to capital change".capitalize()
    return f"{real}wage change, {factor.replace('_', ' ')}".capitalize()
