"""One number read from a solved world: a weighted sum of outcomes, so its slope is exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem
from tradetalks.solve import outcomes_before
from tradetalks.solve.entry import find_entry, stem
from tradetalks.solve.sensitivity import weights_on
from tradetalks.symbols import MONEY, OUTCOMES, PER_CENT
from tradetalks.talks.wants.flows import flow_weights, in_words

Array = NDArray[np.float64]

#: Outcomes that are sums of trade flows, so that `partner` and `sectors` may narrow them.
_FLOWS = {
    "exports": "exports",
    "imports": "imports",
    "balance": "balance",
    "trade": "trade",
    "bilateral_balance": "balance",
    "bilateral_trade": "exports",
}


@dataclass(frozen=True, eq=False)
class Quantity:
    """`scale * sum(weights * outcome) + shift`, in `unit` (per cent or USD million).

    `weights` holds an array like the model's outcome of that name.
    """

    words: str
    unit: str
    weights: Mapping[str, Array]
    scale: float = 1.0
    shift: float = 0.0

    @property
    def relative(self) -> bool:
        """Whether it is measured from the baseline, where it is then zero."""
        return self.unit == PER_CENT

    def value(self, outcomes: Mapping[str, Any]) -> float:
        """Its value, given the model's outcomes."""
        # Not by a product of vectors: waking its threads takes longer than the sum.
        parts = ((w * np.asarray(outcomes[name])).sum() for name, w in self.weights.items())
        return self.scale * float(sum(parts)) + self.shift

    def over(self, outcomes: Mapping[str, Any]) -> dict[str, Array]:
        """Its weight on every outcome, as an adjoint solve takes them."""
        return weights_on(outcomes, self.scaled)

    @property
    def scaled(self) -> dict[str, Array]:
        """Its weight on the outcomes that count, its scale with it."""
        return {name: self.scale * w for name, w in self.weights.items()}


def quantity(base: Baseline, outcome: str, country: str, place: Mapping[str, Any]) -> Quantity:
    """The outcome of a country, further placed by dimension (`partner=`, `sector=`, `factor=`).

    Levels in USD million; names ending in `_change`, and outcomes that are known only as a
    change, in per cent of the baseline. Exports, imports, balances, bilateral trade and two-way
    trade (`trade`) also take `sectors=` and `partner=`, each a selector. Raises InputError with
    everything that does not fit.
    """
    check_baseline(base)
    name = stem(str(outcome))
    if name in _FLOWS and ("sectors" in place or name == "trade" or _narrowed(name, place)):
        found = _flows(base, name, country, dict(place))
    else:
        found = _entry(base, outcome, country, dict(place))
    level = outcome in OUTCOMES or outcome == "trade"
    if level and not outcome.endswith("_change"):
        return found
    return _in_per_cent(found, found.value(outcomes_before(base)))


def check_baseline(base: object) -> None:
    """Raise InputError for anything but a baseline, such as its name."""
    if not isinstance(base, Baseline):
        remedy = "tt.load_baseline(name) makes one"
        what = f"is a {type(base).__name__}"
        raise InputError(Problem("base", what, "a Baseline", remedy=remedy))


def _narrowed(name: str, place: Mapping[str, Any]) -> bool:
    """Whether a country's total is asked for one partner or some sectors only."""
    total = name in ("exports", "imports", "balance")
    return "sector" in place or (total and "partner" in place)


def _flows(base: Baseline, name: str, country: str, place: dict[str, Any]) -> Quantity:
    sectors = place.pop("sectors", place.pop("sector", "all"))
    to = "importer" if name == "bilateral_trade" else "partner"
    partner = place.pop(to, "all")
    if place:
        allowed = f"{to}, sectors"
        raise InputError([Problem(key, f"{name} has no {key}", allowed) for key in place])
    weights = flow_weights(base.axes, _FLOWS[name], country, partner, sectors)
    return Quantity(in_words(name, country, partner, sectors), MONEY, {"trade": weights})


def _entry(base: Baseline, outcome: str, country: str, place: dict[str, Any]) -> Quantity:
    entry = find_entry(base, outcome, country, place)
    weights = np.zeros(np.shape(outcomes_before(base)[entry.outcome]))
    weights[entry.index] = 1.0
    return Quantity(str(entry), MONEY, {entry.outcome: weights})


def _in_per_cent(level: Quantity, before: float) -> Quantity:
    if before == 0:
        what = "is zero in the baseline and has no change in per cent"
        raise InputError(Problem("outcome", f"{level.words} {what}", "a level"))
    words = f"change of {level.words}"
    return Quantity(words, PER_CENT, level.weights, 100 / before, -100.0)
