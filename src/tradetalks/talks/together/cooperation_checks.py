"""What can be wrong with those who would cooperate: their power, and what happens without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem
from tradetalks.talks.wants.power import power_problems


def players_power_problems(base: Baseline, players: Any, power: Any) -> list[Problem]:
    """What is wrong with the powers of players as they were selected."""
    if power is not None and not isinstance(power, Mapping):
        # Players are in the order of the baseline, whatever theirs was: a list would mislead.
        return [Problem("power", f"{power!r:.60} is no mapping", "{country: number above zero}")]
    try:
        index = base.axes.country_index(players, "players")
    except InputError:
        return []
    return power_problems(power, tuple(base.countries[i] for i in index), "players")
