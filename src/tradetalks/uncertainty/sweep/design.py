"""Which scenarios a sweep holds, by number: any one is made without the others."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Method = Literal["sobol", "plain"]

#: Points in a net; and nets remembered: those of a chunk of 16,384 that begins within one.
NET, NETS = 1024, 17


class Steps(Protocol):
    """What a design runs through: a name for each of its columns, and the values at a step."""

    @property
    def names(self) -> tuple[str, ...]: ...
    def __len__(self) -> int: ...
    def at(self, step: int) -> tuple[Any, ...]: ...


@dataclass(frozen=True)
class Axis:
    """One thing that varies, through a list of values."""

    name: str
    values: tuple[Any, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def __len__(self) -> int:
        return len(self.values)

    def at(self, step: int) -> tuple[Any, ...]:
        return (self.values[step],)


@dataclass(frozen=True)
class Points:
    """Amounts drawn at random, evenly between `low` and `high`, all of them anew at each point.

    `sobol`: scrambled low-discrepancy nets (Owen 1998) of NET points each, one after another;
    `plain`: independent draws. A point depends on the seed and its number, not on how many are
    asked for, and costs the same whatever its number.
    """

    names: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    count: int
    method: Method = "sobol"
    seed: int = 0

    def __len__(self) -> int:
        return self.count

    def at(self, step: int) -> tuple[Any, ...]:
        if self.method == "plain":
            # A generator of its own for each point, so that none has to be drawn before it.
            unit = np.random.Generator(np.random.Philox(key=[self.seed, step])).random(
                len(self.names)
            )
        else:
            unit = _net(len(self.names), self.seed, step // NET)[step % NET]
        low, high = np.array(self.low), np.array(self.high)
        return tuple((low + unit * (high - low)).tolist())


@dataclass(frozen=True)
class Design:
    """Every combination of the steps of `parts`, the last one fastest.

    Numbers run through them as a plough turns: from one scenario to the next, one part moves by
    one step and the others stay, so that a solved neighbour is always at hand.
    """

    parts: tuple[Steps, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns, in the order of `values`."""
        return tuple(name for part in self.parts for name in part.names)

    @cached_property
    def count(self) -> int:
        """How many scenarios there are."""
        return math.prod(len(part) for part in self.parts)

    def steps(self, number: int) -> tuple[int, ...]:
        """Where each part stands in scenario `number` (a reflected mixed-radix Gray code)."""
        found, rest = [], number
        for size in (len(part) for part in reversed(self.parts)):
            rest, step = divmod(rest, size)
            # What stands before has moved `rest` times by now, and each time the sense turned.
            found.append(size - 1 - step if rest % 2 else step)
        return tuple(reversed(found))

    def values(self, number: int) -> dict[str, Any]:
        """The value of each column in scenario `number`."""
        found: list[Any] = []
        for part, step in zip(self.parts, self.steps(number), strict=True):
            found += part.at(step)
        return dict(zip(self.names, found, strict=True))


@lru_cache(maxsize=NETS)
def _net(directions: int, seed: int, number: int) -> Array:
    """The scrambled Sobol net of a number, (NET, direction), made without those before it."""
    from scipy.stats import qmc

    rng = np.random.default_rng([seed, number])
    points: Array = qmc.Sobol(directions, rng=rng).random(NET)
    return points
