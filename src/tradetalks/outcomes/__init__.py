"""What an equilibrium means beyond its own outcomes: where gains and losses come from."""

from tradetalks.outcomes.first_order import first_order_accounts
from tradetalks.outcomes.welfare_account import welfare_account

__all__ = ["first_order_accounts", "welfare_account"]
