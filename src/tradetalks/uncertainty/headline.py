"""The headline figures of a solved world, and the bands of all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError
from tradetalks.model.outcomes import Outcomes
from tradetalks.solve import Equilibrium, outcomes_before
from tradetalks.solve.by_elasticity import Ready, multipliers_of, slopes_near
from tradetalks.symbols import MONEY
from tradetalks.talks.wants.quantity import Quantity, quantity
from tradetalks.uncertainty.bands import LEVEL, Band, band_of, slopes_in
from tradetalks.uncertainty.doubt import Doubt

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Named:
    """A figure by the column it stands in, whose it is, and with whom."""

    name: str
    country: str
    partner: str = ""


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure that a report shows, and how it is read."""

    named: Named
    what: Quantity

    @cached_property
    def _cells(self) -> list[tuple[str, tuple[NDArray[np.intp], ...], Array]]:
        found = []
        for name, weights in self.what.weights.items():
            where = np.nonzero(weights)
            found.append((name, where, weights[where]))
        return found

    def value(self, outcomes: Outcomes) -> float:
        """As `Quantity.value`, by what counts alone: few flows of a world's."""
        parts = (float((w * np.asarray(outcomes[n])[at]).sum()) for n, at, w in self._cells)
        return self.what.scale * sum(parts) + self.what.shift


@dataclass(frozen=True, eq=False)
class Guess:
    """What the adjoint solves of figures begin from: multipliers in a world nearby, by the identity
    of a figure's weights, and those weights as they are asked for again and again."""

    multipliers: Mapping[int, Array]
    ready: Ready

    def joined(self, other: Guess) -> Guess:
        """Both, for figures of either."""
        return Guess({**self.multipliers, **other.multipliers}, self.ready)


def figures_of(
    base: Baseline, parties: Sequence[str], others: Iterable[str] = ()
) -> tuple[Figure, ...]:
    """Real income, its worth and exports of the parties, the balances of the first two (all trade,
    and goods alone where the data tell them apart), and the real income of others.

    Real income and its worth share their weights, so that one adjoint solve serves both.
    """
    found: list[Figure] = []
    for country in (*parties, *others):
        income = quantity(base, "real_income_change", country, {})
        found.append(Figure(Named("real_income_change", country), income))
        found.append(Figure(Named("equivalent_variation", country), _worth(base, country, income)))
    for country in parties:
        exports = quantity(base, "exports_change", country, {"sectors": "all"})
        found.append(Figure(Named("exports_change", country), exports))
    if len(parties) > 1:
        found += _balances(base, parties[0], parties[1])
    return tuple(found)


def _worth(base: Baseline, country: str, income: Quantity) -> Quantity:
    """The equivalent variation: baseline income times the change of real income."""
    (weights,) = income.weights.values()
    before = float((np.asarray(outcomes_before(base)["income"]) * weights).sum())
    words = f"equivalent_variation ({country})"
    return replace(income, words=words, unit=MONEY, scale=before, shift=-before)


def _balances(base: Baseline, country: str, partner: str) -> Iterable[Figure]:
    for outcome, sectors in (("balance", "all"), ("goods_balance", "goods")):
        place = {"partner": partner, "sectors": sectors}
        try:
            what = quantity(base, "balance", country, place)
        except InputError:  # no sector is known as goods
            continue
        yield Figure(Named(outcome, country, partner), what)


def guess_at(eq: Equilibrium, figures: Sequence[Figure]) -> Guess:
    """What the adjoint solves of figures in worlds near this one begin from."""
    rows = _distinct(figures)
    ready: Ready = {}
    found = multipliers_of(eq.arguments, list(rows.values()), ready)
    return Guess(dict(zip(rows, found, strict=True)), ready)


def figure_bands(
    eq: Equilibrium,
    figures: Sequence[Figure],
    doubt: Doubt,
    level: float = LEVEL,
    guess: Guess | None = None,
) -> list[Band]:
    """The band of each figure in a solved world; to two or three digits where there is a guess."""
    rows = _distinct(figures)
    if guess is None:
        found = slopes_in(eq, list(rows.values()), doubt)
    else:
        start = np.array([guess.multipliers[key] for key in rows])
        weights, outcomes = list(rows.values()), eq.world.outcomes
        near = slopes_near(eq.arguments, outcomes, weights, start, guess.ready)
        found = doubt.theta * near
    slopes = dict(zip(rows, found, strict=True))
    here = eq.world.outcomes
    return [
        band_of(
            f.what.words,
            f.what.unit,
            f.value(here),
            f.what.scale * slopes[id(f.what.weights)],
            doubt,
            level,
        )
        for f in figures
    ]


def _distinct(figures: Sequence[Figure]) -> dict[int, Mapping[str, Array]]:
    """Weights that figures may share, each once."""
    return {id(f.what.weights): f.what.weights for f in figures}
