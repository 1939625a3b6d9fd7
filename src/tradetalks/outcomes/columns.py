"""What the columns of the accounts mean: one unit and one meaning for each name."""

from __future__ import annotations

from typing import NamedTuple

from tradetalks.symbols import FRACTION, MONEY, PER_CENT, PERSONS

NONE = ""
PER_DOLLAR = "USD per USD"


class Column(NamedTuple):
    """A column's unit (empty for labels) and meaning."""

    units: str
    meaning: str


#: Every column of every account. Money is USD million a year, trade is before import duty.
COLUMNS: dict[str, Column] = {
    # labels
    "country": Column(NONE, "whom the row is about"),
    "role": Column(NONE, "target, sender or third country"),
    "group": Column(NONE, "those who stay, who receive, or who move"),
    "origin": Column(NONE, "where movers are at home; of a return, where they go"),
    "residence": Column(NONE, "where movers live; of a return, where they leave"),
    "skill": Column(NONE, "factor that movers belong to"),
    "part": Column(NONE, "source of a change in real income"),
    "commitment": Column(NONE, "the promise in words"),
    "buyer": Column(NONE, "who promised to buy"),
    "seller": Column(NONE, "whose goods were promised to be bought"),
    "sectors": Column(NONE, "what counts towards the promise"),
    "payer": Column(NONE, "whose public budget bears the cost of the wedge"),
    "meaning": Column(NONE, "what the part is"),
    # every account
    "real_income_change": Column(PER_CENT, "change in real income (exact)"),
    "equivalent_variation": Column(MONEY, "its worth at baseline prices"),
    "usd_million": Column(MONEY, "part of the equivalent variation"),
    "per_cent": Column(PER_CENT, "part of the change in real income"),
    "start": Column(MONEY, "where the bar begins: the parts before it"),
    "end": Column(MONEY, "where the bar ends"),
    # purchases
    "floor": Column(MONEY, "trade that was promised"),
    "flow_base": Column(MONEY, "trade that counts, in the baseline"),
    "flow_without": Column(MONEY, "trade that counts, under the policy without its purchases"),
    "flow": Column(MONEY, "trade that counts, under the policy"),
    "committed": Column(MONEY, "promised beyond what would be bought without; zero or more"),
    "added": Column(MONEY, "bought beyond what would be bought without the policy's purchases"),
    "wedge": Column(FRACTION, "share of the duty-paid price that the public pays, s'"),
    "cost": Column(MONEY, "what the wedge costs the public"),
    "cost_per_dollar": Column(PER_DOLLAR, "cost for each dollar committed"),
    "binding": Column(NONE, "whether less would be bought without a wedge"),
    "displaced_home": Column(MONEY, "change in what buyers buy of it from their own producers"),
    "displaced_third": Column(MONEY, "change in what buyers buy of it from third countries"),
    "diverted_home": Column(MONEY, "change in what sellers sell of it at home"),
    "diverted_third": Column(MONEY, "change in what sellers sell of it to third countries"),
    "balance_change": Column(MONEY, "change in sellers' balance with buyers, against without"),
    "balance_goods_change": Column(MONEY, "the same in goods; not a number without goods"),
    "balance_per_dollar": Column(
        PER_DOLLAR, "change of the balance for each dollar committed by all purchases of the pair"
    ),
    "balance_goods_per_dollar": Column(PER_DOLLAR, "the same in goods"),
    "bought_change": Column(MONEY, "change in what the buyers buy of it from the country"),
    "sold_change": Column(MONEY, "change in what the sellers sell of it to the country"),
    # migration
    "movers": Column(PERSONS, "workers who move; negative ones return"),
    "persons": Column(PERSONS, "workers in the group"),
    "income_base": Column(MONEY, "income of the group before, in the money of where they were"),
    "income": Column(MONEY, "income of the group after, remittances sent taken off"),
    "usd_per_head": Column("USD", "equivalent variation per worker of the group, a year"),
    "remittances": Column(MONEY, "change in what is sent home: by movers; to those who stay"),
    # sanctions
    "loss": Column(MONEY, "what the country loses: minus the equivalent variation"),
    "loss_per_dollar": Column(PER_DOLLAR, "the same for each dollar that the target loses"),
    "exports_to_target": Column(MONEY, "sales to the target under the policy"),
    "exports_to_target_change": Column(MONEY, "change in sales to the target"),
    "exports_to_target_per_cent": Column(PER_CENT, "change in sales to the target"),
    "imports_from_target": Column(MONEY, "purchases from the target under the policy"),
    "imports_from_target_change": Column(MONEY, "change in purchases from the target"),
    "imports_from_target_per_cent": Column(PER_CENT, "change in purchases from the target"),
    "evades": Column(NONE, "whether it is a third country whose trade with the target rises"),
    "replaces": Column(
        PER_CENT, "rise of its trade with the target, in what senders' trade with it falls"
    ),
    # blocs
    "objective": Column(MONEY, "own equivalent variation and the weight times the others'"),
    "joint_objective": Column(MONEY, "members' equivalent variations together"),
    "imports_inside_base": Column(MONEY, "imports from other members in the baseline"),
    "imports_inside_change": Column(MONEY, "change in imports from other members: trade created"),
    "imports_outside_base": Column(MONEY, "imports from outside in the baseline"),
    "imports_outside_change": Column(MONEY, "change in imports from outside; below zero: diverted"),
    "exports_outside_change": Column(MONEY, "change in exports to outside"),
    "home_change": Column(MONEY, "change in purchases from own producers"),
}
