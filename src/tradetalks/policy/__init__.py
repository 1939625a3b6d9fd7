"""Policies: levers, how they are written, and how they become arrays."""

from tradetalks.labels import Selector
from tradetalks.policy.compile import Settings, compile_policy
from tradetalks.policy.levers import Lever
from tradetalks.policy.policy import Policy

__all__ = ["Lever", "Policy", "Selector", "Settings", "compile_policy"]
