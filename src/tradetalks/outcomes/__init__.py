"""What an equilibrium means beyond its own outcomes: where gains and losses come from."""

from tradetalks.outcomes.first_order import first_order_accounts

__all__ = ["first_order_accounts"]
