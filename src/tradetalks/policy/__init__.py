"""Policies: levers, how they are written, and how they become arrays."""

from tradetalks.labels import Selector
from tradetalks.policy.compiling.compile import caught, compile_policy, movements
from tradetalks.policy.compiling.migration import Movement
from tradetalks.policy.compiling.secondary import Caught
from tradetalks.policy.levers import Bloc, Lever
from tradetalks.policy.policy import Policy
from tradetalks.policy.settings import Commitment, Observed, People, Settings

__all__ = [
    "Bloc",
    "Caught",
    "Commitment",
    "Lever",
    "Movement",
    "Observed",
    "People",
    "Policy",
    "Selector",
    "Settings",
    "caught",
    "compile_policy",
    "movements",
]
