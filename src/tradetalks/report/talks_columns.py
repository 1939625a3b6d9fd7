"""How the columns of the talks are headed and shown."""

from __future__ import annotations

from collections.abc import Mapping

from tradetalks.report.kinds import Column

OWN: Mapping[str, Column] = {
    "rate_before": Column("Rate before", "percent", 2),
    "rates_apart": Column("Rates apart, on average", "percent", 4),
    "gain": Column("Gain", "money_change", 2),
    "regret_million": Column("Regret, USD million", "number", 4),
    "per_income": Column("Regret over income", "number", 8),
    "term": Column("What counts"),
    "weight": Column("Weight", "number", 2),
    "change": Column("Change, USD billion or million persons", "number", 3),
    "worth": Column("Worth", "money_change", 2),
    "owner": Column("Owner"),
    "id": Column("Id"),
    "kind": Column("Kind"),
    "low": Column("Lowest", "number", 2),
    "high": Column("Highest", "number", 2),
    "status_quo": Column("Left alone", "number", 2),
    "number": Column("In the deal", "number", 3),
    "value": Column("Number", "number", 3),
    "bound": Column("Bound"),
    "bound_worth": Column("Worth of the bound, log of the product", "number", 4),
    "party": Column("At the table", "flag"),
    "point": Column("Point", "number", 0),
    "distance": Column("Both could gain more", "money_change", 2),
    "joint": Column("Joint deal", "money_change", 2),
    "separate": Column("Separate deals", "money_change", 2),
    "linkage": Column("Linkage", "money_change", 2),
    "residual": Column("First-order residual", "number", 9),
    "evaluations": Column("Worlds solved", "number", 0),
    "began": Column("Search from"),
    "same": Column("Same objective", "flag"),
}
#: Columns that carry a party's label.
OF_PARTY = {"gain_": "Gain, {}", "further_": "Could gain alone, {}"}


def talks_column(name: str) -> Column | None:
    """The column, if it belongs to the talks; None otherwise."""
    for stem, label in OF_PARTY.items():
        if name.startswith(stem):
            return Column(label.format(name.removeprefix(stem)), "money_change", 2)
    return OWN.get(name)
