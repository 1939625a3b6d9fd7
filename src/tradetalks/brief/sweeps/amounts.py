"""What an amount may be in a sweep: one number, a list, even steps, or a range drawn from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from tradetalks.brief.levers import LEVERS
from tradetalks.errors import nearest

#: The most values that steps may make.
MOST = 1_000_000
STEPS, DRAWN = ("from", "steps", "to"), ("high", "low")


@dataclass(frozen=True)
class Spread:
    """An amount that varies: through values, or drawn between two."""

    values: tuple[float, ...] = ()
    low: float = 0.0
    high: float = 0.0

    @property
    def drawn(self) -> bool:
        """Whether it is drawn at random."""
        return not self.values

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the greatest it can be."""
        return (self.low, self.high) if self.drawn else (min(self.values), max(self.values))


class NoAmountError(ValueError):
    """An amount that cannot be read: what is wrong, and what is allowed."""

    def __init__(self, what: str, allowed: str) -> None:
        self.what, self.allowed = what, allowed
        super().__init__(what)


def varying(lever: Mapping[str, Any]) -> dict[str, Any]:
    """The amounts of a lever that are not one number, as written, by key."""
    model = LEVERS.get(str(lever.get("kind")))
    keys = model.ranges if model else ()
    return {key: lever[key] for key in keys if isinstance(lever.get(key), list | tuple | Mapping)}


def column_of(lever: Mapping[str, Any], position: int) -> str:
    """The column that says how a lever varies; its position counts from 0."""
    return str(lever.get("axis", f"{lever.get('kind')}_{position + 1}"))


def spread(written: Any) -> Spread:
    """An amount as written; raises NoAmountError."""
    if isinstance(written, Mapping):
        keys = tuple(sorted(written))
        if keys == STEPS:
            return _steps(written)
        if keys == DRAWN:
            low, high = (_number(written[key]) for key in ("low", "high"))
            if not low < high:
                raise NoAmountError(f"the range {low:g} to {high:g} is empty", "low below high")
            return Spread(low=low, high=high)
        stray = next((k for k in keys if k not in STEPS + DRAWN), "")
        close = nearest(stray, STEPS + DRAWN) if stray else ""
        hint = f" (did you mean {close}?)" if close else ""
        raise NoAmountError(
            f"has the keys {', '.join(map(str, keys)) or 'none'}{hint}",
            "{ from, to, steps }, or { low, high } to be drawn from",
        )
    values = tuple(_number(v) for v in written)
    if not values:
        raise NoAmountError("is empty", "at least one value")
    twice = [v for k, v in enumerate(values) if v in values[:k]]
    if twice:
        raise NoAmountError(f"{twice[0]:g} is given twice", "different values")
    return Spread(values)


def _steps(written: Mapping[str, Any]) -> Spread:
    low, high, steps = (written[key] for key in ("from", "to", "steps"))
    return _even(_number(low), _number(high), steps)


@lru_cache(64)  # read once, asked for at every check
def _even(first: float, last: float, steps: Any) -> Spread:
    whole = isinstance(steps, int) and not isinstance(steps, bool)
    if not whole or not 2 <= steps <= MOST:
        raise NoAmountError(
            f"{steps!r} is no number of steps", f"a whole number from 2 to {MOST:,}"
        )
    if first == last:
        raise NoAmountError(f"goes from {first:g} to itself", "two different ends")
    # As a person would write them, not as 0.30000000000000004.
    return Spread(tuple(float(f"{v:.12g}") for v in np.linspace(first, last, steps)))


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise NoAmountError(f"{value!r} is not a number", "numbers without quotes")
    return float(value)
