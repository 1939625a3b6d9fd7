"""What happens without an agreement: a policy, a solved world, or the end of a trade war."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium
from tradetalks.solve.arrays import settings_of
from tradetalks.solve.options import Rules
from tradetalks.talks.war.nash import War


def left_problems(base: Baseline, left: Any, closure: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a disagreement."""
    if isinstance(left, War):
        left = left.equilibrium
    if isinstance(left, Equilibrium):
        return _other_world(base, left, closure)
    try:
        if isinstance(left, Policy):
            settings_of(base, left)
        elif left is not None:
            what = f"is a {type(left).__name__}"
            allowed = "a Policy, an Equilibrium, a War, or None for the status quo"
            return [Problem("disagreement", what, allowed)]
    except InputError as error:
        return [
            Problem(f"disagreement: {p.place}", p.what, p.allowed, p.nearest, p.remedy)
            for p in error.problems
        ]
    return []


def _other_world(base: Baseline, left: Equilibrium, closure: Mapping[str, Any]) -> list[Problem]:
    """A world can be compared with others of its baseline and closure only."""
    if left.base is not base:
        return [Problem("disagreement", "was solved on another baseline", "one of `base`")]
    try:
        here, there = (rules.describe() for rules in (Rules.read(base, **closure), left.rules))
    except InputError:
        return []
    return [
        Problem("disagreement", f"was solved with {name}={there[name]!r}", repr(here[name]))
        for name in here
        if here[name] != there[name]
    ]
