"""Sums of trade flows as weights: exports, imports, two-way trade, balances, of any sectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import InputError, Problem, nearest
from tradetalks.labels import Axes, Selector

Array = NDArray[np.float64]

#: What counts, and how: weight of sales to the partner, weight of purchases from it.
KINDS: dict[str, tuple[float, float]] = {
    "exports": (1.0, 0.0),
    "imports": (0.0, 1.0),
    "trade": (1.0, 1.0),
    "balance": (1.0, -1.0),
}


def flow_weights(
    axes: Axes, kind: str, country: Selector, partner: Selector = "all", sectors: Selector = "all"
) -> Array:
    """Weights (exporter, importer, sector) under which trade adds up to what is asked.

    `kind` is exports, imports, trade (both ways) or balance (exports minus imports) of `country`
    with `partner` in `sectors`; selectors may be groups. The home market never counts. Raises
    InputError with everything that does not fit.
    """
    problems: list[Problem] = []
    if kind not in KINDS:
        close = nearest(str(kind), KINDS)
        problems.append(Problem("outcome", f"{kind!r} is no sum of flows", ", ".join(KINDS), close))
    me = _positions(axes.country_index, country, "country", problems)
    them = _positions(axes.country_index, partner, "partner", problems)
    what = _positions(axes.sector_index, sectors, "sectors", problems)
    if problems:
        raise InputError(problems)
    n = len(axes.countries)
    weights = np.zeros((n, n, len(axes.sectors)))
    out, back = KINDS[kind]
    weights[np.ix_(me, them, what)] += out
    weights[np.ix_(them, me, what)] += back
    weights[np.arange(n), np.arange(n)] = 0.0
    if not weights.any():
        raise InputError(Problem("partner", "names no cross-border flow", "another country"))
    return weights


def in_words(kind: str, country: Selector, partner: Selector, sectors: Selector) -> str:
    """The sum of flows as a phrase."""
    named = [one if isinstance(one, str) else ", ".join(one) for one in (country, partner, sectors)]
    whose, other, what = named
    return f"{kind} ({whose}, {other}" + ("" if what == "all" else f", {what}") + ")"


def _positions(
    resolve: Callable[[Selector, str], Any], selector: Any, place: str, problems: list[Problem]
) -> Any:
    try:
        return resolve(selector, place)
    except InputError as error:
        problems += error.problems
        return np.zeros(0, dtype=np.intp)
