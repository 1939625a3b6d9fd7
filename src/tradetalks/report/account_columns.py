"""How the columns of the accounts are headed and shown; unit and meaning are the accounts' own."""

from __future__ import annotations

from tradetalks.report.kinds import Column, Kind
from tradetalks.symbols import MONEY, PER_CENT, PERSONS

#: Headings that are not the name of the column with spaces.
LABELS = {
    "usd_million": "Worth",
    "per_cent": "Part of real income",
    "start": "Bar from",
    "end": "Bar to",
    "floor": "Promised",
    "flow_base": "Trade, baseline",
    "flow_without": "Trade without the promise",
    "flow": "Trade",
    "committed": "Promised beyond what would be bought",
    "added": "Bought beyond what would be bought",
    "cost": "Public cost",
    "cost_per_dollar": "Public cost per dollar",
    "binding": "Binds",
    "displaced_home": "Displaced: buyers' own producers",
    "displaced_third": "Displaced: third countries",
    "diverted_home": "Diverted: sellers' home sales",
    "diverted_third": "Diverted: sellers' sales to third countries",
    "balance_change": "Sellers' balance with buyers, change",
    "balance_goods_change": "The same in goods",
    "balance_per_dollar": "Balance change per dollar",
    "balance_goods_per_dollar": "The same in goods, per dollar",
    "usd_per_head": "USD a worker and year",
    "remittances": "Remittances change",
    "loss_per_dollar": "Loss per dollar the target loses",
    "exports_to_target_per_cent": "Exports to target, change",
    "imports_from_target_per_cent": "Imports from target, change",
    "replaces": "Replaces of senders' lost trade",
}
#: Money that is a level and has no sign to be shown.
LEVELS = {
    "floor", "flow_base", "flow_without", "flow", "committed", "cost", "income_base", "income",
    "loss", "exports_to_target", "imports_from_target", "imports_inside_base",
    "imports_outside_base", "start", "end",
}  # fmt: skip
#: Shown in per cent, where the accounts have a fraction.
PARTS_OF_A_HUNDRED = {
    "wedge": Column("Wedge", "percent", 1, "share of the duty-paid price that the public pays"),
    "share": Column("Share from the target", "percent", 1, "of imports of the goods in question"),
    "replaces": Column(LABELS["replaces"], "percent", 1),
}
#: Columns of the reports alone.
OWN = {
    "target": Column("Target"),
    "importer": Column("Importer code"),
    "bloc": Column("Bloc"),
    "both_ways": Column("Both ways", "flag", 0, "what sellers buy from buyers counts too"),
    "direct": Column("Direct", "flag", 0, "false: only through tariffs on those who buy from it"),
    "charged": Column("Charged", "flag", 0, "false: let off by a waiver"),
}
FLAGS = ("binding", "evades")


def account_column(name: str) -> Column | None:
    """The column, if it belongs to an account; None otherwise."""
    from tradetalks.outcomes.columns import COLUMNS
    from tradetalks.outcomes.welfare_account import PARTS

    if name in OWN | PARTS_OF_A_HUNDRED:
        return (OWN | PARTS_OF_A_HUNDRED)[name]
    if name in PARTS:
        return Column(_label(name), "money_change", 2, PARTS[name][1])
    if name not in COLUMNS:
        return None
    units, meaning = COLUMNS[name]
    if name in FLAGS:
        return Column(_label(name), "flag", 0, meaning)
    money: Kind = "money" if name in LEVELS else "money_change"
    kinds: dict[str, tuple[Kind, int]] = {
        "": ("text", 0),
        MONEY: (money, 2),
        PER_CENT: ("change", 2),
        PERSONS: ("number", 0),
        "USD": ("number", 0),
    }
    kind, digits = kinds.get(units, ("number", 2))
    return Column(_label(name), kind, digits, meaning)


def _label(name: str) -> str:
    return LABELS.get(name) or name.replace("_", " ").capitalize()
