"""Bargaining power: a number above zero for each of those who share a gain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import Problem

Array = NDArray[np.float64]


def powers_of(power: Mapping[str, float] | Sequence[float] | None, parties: Sequence[str]) -> Array:
    """Powers in the order of the parties, summing to one; equal if None."""
    given = [1.0] * len(parties) if power is None else power
    listed = [given[p] for p in parties] if isinstance(given, Mapping) else given
    found = np.array(listed, dtype=float)
    shares: Array = found / found.sum()
    return shares


def power_problems(power: Any, parties: tuple[str, ...], whom: str) -> list[Problem]:
    """What is wrong with the powers of `parties`, who are called `whom`."""
    if power is None:
        return []
    form = "a number above zero for each party"
    if isinstance(power, Mapping):
        problems = [
            Problem(f"power of {name}", f"is none of the {whom}", ", ".join(parties))
            for name in power
            if name not in parties
        ]
        missing = [party for party in parties if party not in power]
        problems += [Problem(f"power of {party}", "is missing", form) for party in missing]
        named = {name: value for name, value in power.items() if name in parties}
    elif is_list(power):
        problems = []
        named = dict(zip(parties, power, strict=False))
        if len(list(power)) != len(parties):
            what = f"has {len(list(power))} numbers for {len(parties)} {whom}"
            problems.append(Problem("power", what, form))
    else:
        return [Problem("power", f"{power!r:.60} is no list of numbers", form)]
    return problems + [
        Problem(f"power of {name}", f"{value!r} cannot be used", "a number above zero")
        for name, value in named.items()
        if not is_number(value) or not float(value) > 0
    ]


def is_list(value: Any) -> bool:
    """Whether it is many, and not by name or letter."""
    return isinstance(value, Iterable) and not isinstance(value, str | Mapping)


def is_number(value: Any) -> bool:
    """Whether it is a finite number; true and false are none."""
    plain = isinstance(value, Real) and not isinstance(value, bool | np.bool_)
    return plain and bool(np.isfinite(float(value)))
