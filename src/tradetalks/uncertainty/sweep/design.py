"""Which scenarios a sweep holds, by number: any one is made without the others."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Method = Literal["sobol", "plain"]


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

    `sobol`: a scrambled low-discrepancy sequence (Owen 1998); `plain`: independent draws. A point
    depends on the seed and its number, not on how many are asked for.
    """

    names: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    count: int
    method: Method = "sobol"
    seed: int = 0
    _block: dict[int, Array] = field(default_factory=dict, repr=False, compare=False)

    #: Points of the sequence made at a time.
    BLOCK = 1024

    def __len__(self) -> int:
        return self.count

    def at(self, step: int) -> tuple[Any, ...]:
        if self.method == "plain":
            # A generator of its own for each point, so that none has to be drawn before it.
            unit = np.random.Generator(np.random.Philox(key=[self.seed, step])).random(
                len(self.names)
            )
        else:
            unit = self._sobol(step // self.BLOCK)[step % self.BLOCK]
        low, high = np.array(self.low), np.array(self.high)
        return tuple((low + unit * (high - low)).tolist())

    def _sobol(self, block: int) -> Array:
        if block not in self._block:
            from scipy.stats import qmc

            sequence = qmc.Sobol(len(self.names), rng=np.random.default_rng(self.seed))
            if block:
                sequence.fast_forward(block * self.BLOCK)
            self._block.clear()
            self._block[block] = sequence.random(self.BLOCK)
        return self._block[block]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_block": {}}


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
