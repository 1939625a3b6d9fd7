"""What an equilibrium means beyond its own outcomes: where gains and losses come from."""

from tradetalks.outcomes.blocs import bloc_account
from tradetalks.outcomes.columns import COLUMNS, Column
from tradetalks.outcomes.first_order import first_order_accounts
from tradetalks.outcomes.migration import migration_account
from tradetalks.outcomes.purchases import purchase_accounts, purchase_diversion, purchase_effects
from tradetalks.outcomes.sanctions import sanction_account
from tradetalks.outcomes.waterfall import allotted, waterfall
from tradetalks.outcomes.welfare_account import PARTS, welfare_account

__all__ = [
    "COLUMNS",
    "PARTS",
    "Column",
    "allotted",
    "bloc_account",
    "first_order_accounts",
    "migration_account",
    "purchase_accounts",
    "purchase_diversion",
    "purchase_effects",
    "sanction_account",
    "waterfall",
    "welfare_account",
]
