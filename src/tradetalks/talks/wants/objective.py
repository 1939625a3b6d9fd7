"""Objectives: what a government maximises, a weighted sum of outcomes in USD billion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem
from tradetalks.solve import Equilibrium, outcomes_before
from tradetalks.talks.wants.quantity import check_baseline
from tradetalks.talks.wants.terms import Reading, Term, reading

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
#: USD million in a USD billion.
BILLION = 1e3


@dataclass(frozen=True, eq=False)
class Objective:
    """What one government maximises, measured from the baseline, in USD billion.

    income: its baseline income, USD billion, by which first-order conditions are measured.
    """

    country: str
    terms: tuple[Term, ...]
    readings: tuple[Reading, ...]
    income: float

    @classmethod
    def of(
        cls, base: Baseline, country: str, terms: Iterable[Term] | Term | None = None
    ) -> Objective:
        """The objective of a country: its terms, or real income alone where none are given.

        Raises InputError with everything that does not fit.
        """
        check_baseline(base)
        where = base.axes.country_index(country, "country")
        if len(where) != 1:
            raise InputError(Problem("country", f"{country!r} is several", "one country"))
        if terms is None:
            terms = (Term("real_income"),)
        listed: tuple[Any, ...] = (terms,) if isinstance(terms, Term | str) else tuple(terms)
        readings: list[Reading] = []
        problems: list[Problem] = []
        for k, term in enumerate(listed):
            place = f"objective of {country}, term {k + 1}"
            if not isinstance(term, Term):
                problems.append(Problem(place, f"{term!r:.60} is no term", "tt.Term(outcome, ...)"))
                continue
            try:
                readings.append(reading(base, term, country, place))
            except InputError as error:
                problems += error.problems
        if not listed:
            problems.append(Problem(f"objective of {country}", "has no terms", "one or more"))
        if problems:
            raise InputError(problems)
        income = float(np.asarray(outcomes_before(base)["income"])[where[0]]) / BILLION
        return cls(base.countries[where[0]], listed, tuple(readings), income)

    def value(self, eq: Equilibrium) -> float:
        """The objective in a solved world less that in the baseline, USD billion."""
        return sum(term.weight * change for term, change in self._changes(eq))

    def weights(self, eq: Equilibrium) -> dict[str, Array]:
        """Its slope in every outcome there, USD billion a unit; what is counted has none."""
        whole: dict[str, Array] = {}
        for term, read in zip(self.terms, self.readings, strict=True):
            for name, slope in read.slope(eq).items():
                share = term.weight / BILLION * slope
                whole[name] = whole[name] + share if name in whole else share
        return whole

    @property
    def counts(self) -> bool:
        """Whether it counts people, whom no outcome shows."""
        return any(term.outcome == "migrants" for term in self.terms)

    def counted(self, eq: Equilibrium) -> float:
        """The part of the value that is read from the policy, linear in its levers; USD billion."""
        return sum(t.weight * c for t, c in self._changes(eq) if t.outcome == "migrants")

    def table(self, eq: Equilibrium) -> pd.DataFrame:
        """One row a term: term, weight, change (USD billion or million persons), worth (USD
        billion), and the country whose objective it is."""
        import pandas as pd

        rows = [
            {
                "country": self.country,
                "term": str(term),
                "weight": term.weight,
                "change": change,
                "worth": term.weight * change,
            }
            for term, change in self._changes(eq)
        ]
        return pd.DataFrame(rows)

    def _changes(self, eq: Equilibrium) -> list[tuple[Term, float]]:
        pairs = zip(self.terms, self.readings, strict=True)
        return [(term, (read.level(eq) - read.before) / BILLION) for term, read in pairs]


def objectives_of(
    base: Baseline,
    players: Sequence[str],
    given: Mapping[str, Any] | None = None,
) -> dict[str, Objective]:
    """Each player's objective: `given` by country, real income alone for the rest.

    Raises InputError with everything that does not fit, and for objectives of nobody.
    """
    given = dict(given or {})
    problems: list[Problem] = []
    known: dict[str, Objective] = {}
    for player in players:
        try:
            known[player] = Objective.of(base, player, given.pop(player, None))
        except InputError as error:
            problems += error.problems
    for name in given:
        what = f"{name!r} is none of the players"
        problems.append(Problem("objectives", what, ", ".join(players)))
    if problems:
        raise InputError(problems)
    return known


def summed(parts: Iterable[tuple[float, Mapping[str, Array]]]) -> dict[str, Array]:
    """Weights on outcomes, each set times a number, added up."""
    whole: dict[str, Array] = {}
    for share, weights in parts:
        for name, w in weights.items():
            whole[name] = whole[name] + share * w if name in whole else share * w
    return whole
