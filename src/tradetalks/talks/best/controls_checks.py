"""What can be wrong with the rates that a search may set: labels, selectors and bounds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import InputError, Problem, nearest
from tradetalks.symbols import BILATERAL

Index = NDArray[np.intp]


def index_of(find: Any, selector: Any, problems: list[Problem]) -> Index:
    """What a selector names, by the axes' own reading; nothing where it is unknown."""
    try:
        found: Index = find(selector)
    except InputError as error:
        problems += error.problems
        return np.zeros(0, dtype=np.intp)
    return found


def listed(names: Any, place: str, problems: list[Problem]) -> tuple[Any, ...]:
    """One name or several as a tuple; none, and a problem, where it is neither."""
    if isinstance(names, str):
        return (names,)
    if isinstance(names, Iterable):
        return tuple(names)
    problems.append(Problem(place, f"{names!r} is no name and no list of names", "a name or names"))
    return ()


def labels_of(by: Any, mine: str, theirs: str, problems: list[Problem]) -> tuple[str, ...]:
    """The labels of `by` in the order of the arrays; the country's own is on every rate anyway."""
    named = (by,) if isinstance(by, str) else tuple(by)
    # `partner` is the other end, whichever that is.
    named = tuple(theirs if name == "partner" else name for name in named)
    allowed = (theirs, "partner", "sector")
    for name in named:
        if name not in (*allowed, mine):
            problems.append(
                Problem("by", f"{name!r} is unknown", ", ".join(allowed), nearest(name, allowed))
            )
    return tuple(label for label in BILATERAL if label in named and label != mine)


def bounds_of(bounds: Any, problems: list[Problem]) -> tuple[float, float]:
    """The lowest and the highest rate; some where they are no range."""
    try:
        low, high = (float(end) for end in bounds)
    except (TypeError, ValueError):
        low = high = np.nan
    if np.isfinite([low, high]).all() and -1 < low < high:
        return low, high
    what = f"{bounds!r} is no range of rates"
    problems.append(Problem("bounds", what, "(lowest, highest), above -1, as (0, 3)"))
    return 0.0, 1.0
