"""Levers: what a government can move, as frozen data.

A lever names countries and sectors by selectors (labels, groups, ISIC codes); it is
turned into arrays only when it meets the labels of a baseline, in `policy.compiling`.
"""

from __future__ import annotations

from tradetalks.policy.levers.flows import Migration, Purchase, Transfer
from tradetalks.policy.levers.politics import Bloc, Sanction, SecondaryTariff, Waiver
from tradetalks.policy.levers.rates import (
    ArrayLever,
    Embargo,
    Productivity,
    Rate,
    RateChange,
    RateLever,
    Schedule,
    TradeCost,
    WholeArray,
)
from tradetalks.policy.levers.wording import Called, words

Lever = (
    RateChange
    | Schedule
    | TradeCost
    | Embargo
    | Productivity
    | WholeArray
    | Purchase
    | Transfer
    | Migration
    | Sanction
    | SecondaryTariff
    | Waiver
    | Bloc
)

__all__ = [
    "ArrayLever",
    "Bloc",
    "Called",
    "Embargo",
    "Lever",
    "Migration",
    "Productivity",
    "Purchase",
    "Rate",
    "RateChange",
    "RateLever",
    "Sanction",
    "Schedule",
    "SecondaryTariff",
    "TradeCost",
    "Transfer",
    "Waiver",
    "WholeArray",
    "words",
]
