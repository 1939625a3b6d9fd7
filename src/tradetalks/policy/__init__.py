"""Policies: levers, how they are written, and how they become arrays."""

from tradetalks.labels import Selector
from tradetalks.policy.compile import compile_policy
from tradetalks.policy.levers import Lever
from tradetalks.policy.policy import Policy
from tradetalks.policy.settings import Commitment, Observed, People, Settings

__all__ = [
    "Commitment",
    "Lever",
    "Observed",
    "People",
    "Policy",
    "Selector",
    "Settings",
    "compile_policy",
]
