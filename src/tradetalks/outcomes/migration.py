"""What migration does to those who stay, those who receive, and those who move (equation 12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.baseline.people import pay
from tradetalks.errors import InputError, Problem
from tradetalks.outcomes.compared import Array, percent, table
from tradetalks.policy import Movement, movements
from tradetalks.policy.levers import Migration
from tradetalks.solve import Equilibrium
from tradetalks.solve.arrays import observed_of

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = (
    "group",
    "country",
    "origin",
    "residence",
    "skill",
    "movers",
    "persons",
    "income_base",
    "income",
    "real_income_change",
    "equivalent_variation",
    "usd_per_head",
    "remittances",
)


def migration_account(eq: Equilibrium) -> pd.DataFrame:
    """Real incomes of those who stay, who receive and who move (equation 12), apart.

    group "move": one row for each origin, residence and skill; movers below zero return, and
    `country` is where they go. "stay", "receive": one row for each country that movers leave or
    go to, its residents before who are there after; "stay" where at least as many leave as come.
    persons: workers of the group. income_base, income: USD million a year where they were and
    are. real_income_change, %; equivalent_variation, USD million; usd_per_head, USD a year per
    worker. remittances, USD million at new wages: change in what movers send home, and in what
    residents receive from them.

    Movers take their labour with them and leave everything else - capital, public budget,
    transfers - to the residents, before and after; what they send home belongs to those who
    receive it. So the groups of a country divide its income. A mover's real income is the wage
    less remittances over the price level where they live (`price_level` of the baseline, and its
    change); its equivalent variation is in the money of where they were. Opposite moves between
    the same two countries and of one skill are netted.

    No rows without migration. Raises InputError where the baseline has no price levels,
    NotConvergedError where there is no equilibrium.
    """
    eq.require()
    if not any(isinstance(lever, Migration) for lever in eq.policy.levers):
        return table({name: [] for name in _COLUMNS})
    if "price_level" not in eq.base.dataset:
        what = "the baseline does not say how price levels differ between countries"
        remedy = "give from_arrays price_level=... (country,), USA = 1, to compare movers' wages"
        raise InputError(Problem("price_level", what, remedy=remedy))
    observed = observed_of(eq.base)
    people = _People.of(eq, movements(eq.policy, eq.base.axes, observed))
    rows = [*people.residents(), *people.movers()]
    return table({name: [row[name] for row in rows] for name in _COLUMNS})


@dataclass(frozen=True, eq=False)
class _People:
    """Wages and moves as arrays; flows of people are (origin, residence, factor).

    before, after: what movers of a cell earn where they leave and where they go, remittances
    taken off, USD million. sent: change in remittances (origin, residence, factor).
    """

    eq: Equilibrium
    persons: Array
    before: Array
    after: Array
    sent: Array

    @classmethod
    def of(cls, eq: Equilibrium, moved: Movement) -> _People:
        workers = np.asarray(eq.base["workers"].values)
        wage = pay(eq.base["value_added"].values, workers)
        reward = np.exp(np.asarray(eq.unknowns.reward))
        now = wage * reward * np.exp(np.asarray(eq.world.state.log_supply))
        # Of those who return, what they sent home before is given up.
        pledged = np.asarray(eq.shock.remittance).transpose(1, 0, 2)
        sent = pledged * reward[None]
        gone = moved.persons > 0
        at_home, abroad = moved.persons * wage[:, None], moved.units * wage[None]
        before = np.where(gone, at_home, pledged - abroad)
        at_home, abroad = moved.persons * now[:, None], moved.units * now[None]
        after = np.where(gone, abroad - sent, -at_home)
        return cls(eq, moved.persons, before, after, sent)

    def residents(self) -> list[dict[str, Any]]:
        """Those there before and after, by country that anyone moves from or to."""
        out, base = self.eq.outcomes, self.eq.base
        leave, come = self._by_country(abs(self.persons))
        persons = base["workers"].values.sum(1) - leave
        income_base = out["income_base"].values - self._by_country(self.before)[0]
        income = out["income"].values - self._by_country(self.after)[1]
        prices = 1 + out["price_index_change"].values / 100
        received = self.sent.sum((1, 2))
        found = []
        for c in map(int, np.flatnonzero(leave + come)):
            change = income[c] / prices[c] - income_base[c]
            found.append(
                self._row(c, persons[c], income_base[c], income[c], change)
                | {"group": "stay" if leave[c] >= come[c] else "receive"}
                | {"origin": "", "residence": "", "skill": "", "movers": np.nan}
                | {"remittances": received[c]}
            )
        return found

    def movers(self) -> list[dict[str, Any]]:
        """Those who move, by origin, residence and skill."""
        base, out = self.eq.base, self.eq.outcomes
        level = base["price_level"].values
        after = level * (1 + out["price_index_change"].values / 100)
        found = []
        for o, d, f in np.argwhere(self.persons).tolist():
            left, reached = (o, d) if self.persons[o, d, f] > 0 else (d, o)
            before, earned = self.before[o, d, f], self.after[o, d, f]
            change = earned * level[left] / after[reached] - before
            found.append(
                self._row(reached, abs(self.persons[o, d, f]), before, earned, change)
                | {"group": "move", "origin": base.countries[o], "residence": base.countries[d]}
                | {"skill": base.factors[f], "movers": self.persons[o, d, f]}
                | {"remittances": self.sent[o, d, f]}
            )
        return found

    def _row(self, at: int, persons: float, before: float, income: float, change: float) -> Any:
        return {
            "country": self.eq.base.countries[at],
            "persons": persons,
            "income_base": before,
            "income": income,
            "real_income_change": float(percent(change, before)),
            "equivalent_variation": change,
            "usd_per_head": 1e6 * change / persons,
        }

    def _by_country(self, flow: Array) -> tuple[Array, Array]:
        """What of a flow of people belongs to the country they leave, and to where they go."""
        gone = np.where(self.persons > 0, flow, 0.0).sum(2)
        back = np.where(self.persons < 0, flow, 0.0).sum(2)
        return gone.sum(1) + back.sum(0), gone.sum(0) + back.sum(1)
