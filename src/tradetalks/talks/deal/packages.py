"""Packages of an agenda, worked out once and remembered for every question asked of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import NotConvergedError
from tradetalks.numerics.quadratic import Ask, Known
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium
from tradetalks.talks.best.worlds import Worlds
from tradetalks.talks.war.nash import War

if TYPE_CHECKING:
    from tradetalks.talks.deal.agenda import Agenda

Array = NDArray[np.float64]
#: World, numbers, worlds -> slopes of every objective, (party, issue and promise).
Slopes = Callable[[Equilibrium, Array, Worlds], Array]

#: Numbers are the same where these many digits of their share of the range are.
DIGITS = 12
#: Shares this near to an end of the range are there.
END = 1e-9
#: A promise is at its edge within this share of its range.
EDGE = 1e-6


class Packages:
    """Every party's objective (USD billion over disagreement) and its slopes, by package.

    A package is a point z (issue,) of numbers as shares of their ranges, 0 lowest and 1 highest.
    One solve and one adjoint solve a party for each; two at a time, each thread with its own
    worlds, so that the result does not depend on which is quicker.
    """

    def __init__(self, agenda: Agenda) -> None:
        self.agenda = agenda
        self.points: list[Known] = []
        self.low, self.range = agenda.controls.lower, agenda.controls.unit(agenda.controls.lower)
        self.still = self.share(agenda.status_quo)
        self._wants = [agenda.wants[party] for party in agenda.parties]
        self._memo: dict[tuple[float, ...], Known | None] = {}
        self._stop = False
        #: USD million that a wedge on an issue's promise brings, per unit, where last read.
        self._brought: dict[int, float] = {}
        first = Worlds(agenda.base, agenda.closure, agenda.tol)
        self.alone = first.solve(agenda.given).require()
        self._teams = (first, first.again())
        left = agenda.disagreement
        if isinstance(left, War):
            left = left.equilibrium
        if left is None:
            self.disagreement = self.alone
        elif isinstance(left, Equilibrium):
            self.disagreement = left.require()
        else:
            self.disagreement = first.solve(left).require()
        self.origin = self.values(self.disagreement)
        self._counted = self._counted_slopes()

    @property
    def solves(self) -> int:
        """Worlds solved so far."""
        return sum(team.solves for team in self._teams)

    @property
    def adjoints(self) -> int:
        """Adjoint solves so far."""
        return sum(team.adjoints for team in self._teams)

    def share(self, x: Array) -> Array:
        """Numbers as shares of their ranges."""
        found: Array = (x - self.low) / self.range
        return np.clip(found, 0.0, 1.0)

    def numbers(self, z: Array) -> Array:
        """Shares of the ranges as numbers; at the ends exactly those."""
        upper = self.agenda.controls.upper
        found: Array = np.where(
            z >= 1 - END, upper, self.low + np.where(z > END, z, 0) * self.range
        )
        return found

    def plain(self, point: Known) -> Array:
        """The numbers of a package; promises that ask for nothing are left alone, (issue,)."""
        idle = point.z <= point.least + EDGE
        z = np.where(idle, np.minimum(self.still, point.z), point.z)
        return self.numbers(z)

    def values(self, eq: Equilibrium) -> Array:
        """The parties' objectives, USD billion over the baseline, (party,)."""
        return np.array([want.value(eq) for want in self._wants])

    def solve(self, x: Array) -> Equilibrium:
        """The world under a package of numbers."""
        return self._teams[0].solve(self._policy(x))

    def evaluate(self, asked: Sequence[Ask]) -> list[Known | None]:
        """What is known at each package, None where there is no equilibrium."""
        keys = [tuple(np.round(np.concatenate(ask), DIGITS)) for ask in asked]
        fresh = {key: ask for key, ask in zip(keys, asked, strict=True) if key not in self._memo}
        new = list(fresh.values())
        if len(new) == 1:
            found = [self._at(new[0], self._teams[0], self._side_by_side)]
        else:
            found = self._in_two(new)
        for key, one in zip(fresh, found, strict=True):
            self._memo[key] = one
            if one is not None:
                self.points.append(one)
        return [self._memo[key] for key in keys]

    def slopes(self, eq: Equilibrium, x: Array) -> Array:
        """Of every party's objective in every number, USD billion a unit, (party, issue)."""
        return self._side_by_side(eq, x, self._teams[0])[:, : len(x)]

    def exactly(self, point: Known) -> Known:
        """The same package with the slopes of idle promises worked out where it stands."""
        z = np.where(point.z <= point.least + EDGE, np.minimum(self.still, point.z), point.z)
        return self._at(Ask.at(z), self._teams[0], self._side_by_side, exactly=True) or point

    def _in_two(self, new: list[Ask]) -> list[Known | None]:
        def work(team: int) -> list[Known | None]:
            worlds, found = self._teams[team], list[Known | None]()
            for ask in new[team :: len(self._teams)]:
                if self._stop:
                    break
                found.append(self._at(ask, worlds, self._in_turn))
            return found

        found: list[Known | None] = [None] * len(new)
        self._stop = False
        with ThreadPoolExecutor(len(self._teams)) as pool:
            try:
                for team, own in enumerate(pool.map(work, range(len(self._teams)))):
                    found[team :: len(self._teams)] = own
            except BaseException:
                self._stop = True
                raise
        return found

    def _at(
        self, ask: Ask, worlds: Worlds, slopes: Slopes, *, exactly: bool = False
    ) -> Known | None:
        """One package; where a promise asks for less than is bought anyway, put on its edge.

        The world is the same there, slopes in the other numbers are those of a world without the
        promise, and the slope in its own is that of promising more.
        """
        z = self._past_edges(ask, worlds)
        if z is None:
            return None
        x = self.numbers(z)
        eq = worlds.solve(self._policy(x))
        if not eq.converged:
            return None
        edges = self.agenda.controls.edges(eq, x)
        idle = np.isfinite(edges)
        least = np.where(idle, self.share(np.where(idle, edges, 0.0)), -np.inf)
        try:
            rates = slopes(eq, x, worlds)
            own = rates[:, : len(x)]
            if idle.any():
                ready = not exactly and self._promise_more(rates, idle)
                if not ready and not self._exactly_more(rates, idle, edges, x, worlds, slopes):
                    return None
        except NotConvergedError:
            return None
        values = self.values(eq) - self.origin
        return Known(np.where(idle, least, z), values, own * self.range, least)

    def _past_edges(self, ask: Ask, worlds: Worlds) -> Array | None:
        """The point asked for; promises that go past their edge, from where that is there."""
        if not ask.above.any():
            return ask.z
        x = self.numbers(ask.z)
        without = worlds.solve(self._policy(x))
        if not without.converged:
            return None
        edges = self.agenda.controls.edges(without, x)
        # One that has an effect as it is begins to have it there.
        begins = np.where(np.isfinite(edges), self.share(edges), ask.z)
        found: Array = np.where(ask.above > 0, np.minimum(begins + ask.above, 1.0), ask.z)
        return found

    def _promise_more(self, rates: Array, idle: NDArray[np.bool_]) -> bool:
        """Slopes of idle promises by the wedge it takes, and what a wedge brings elsewhere.

        Their signs, on which it depends whether more should be promised, are exact; how much a
        wedge brings is read from the last package at which it was worked out. False where it
        never was.
        """
        issues = rates.shape[1] - len(self.agenda.controls.promising)
        for n, k in enumerate(self.agenda.controls.promising):
            if idle[k]:
                by_wedge = rates[:, issues + n]
                if k not in self._brought or not np.isfinite(by_wedge).all():
                    return False
                rates[:, k] = by_wedge / self._brought[k]
        return True

    def _exactly_more(
        self,
        rates: Array,
        idle: NDArray[np.bool_],
        edges: Array,
        x: Array,
        worlds: Worlds,
        slopes: Slopes,
    ) -> bool:
        """Slopes of idle promises on their edge, by a world solved there; False if it has none."""
        there = np.where(idle, edges, x)
        eq = worlds.solve(self._policy(there))
        if not eq.converged:
            return False
        more = slopes(eq, there, worlds)
        issues = len(x)
        for n, k in enumerate(self.agenda.controls.promising):
            if idle[k]:
                rates[:, k] = more[:, k]
                most = int(np.argmax(np.abs(more[:, k])))
                brought = rates[most, issues + n] / more[most, k] if more[most, k] else np.nan
                if np.isfinite(brought) and brought > 0:
                    self._brought[k] = float(brought)
        return True

    def _in_turn(self, eq: Equilibrium, x: Array, worlds: Worlds) -> Array:
        pulled = [self._pull(eq, x, worlds, k) for k in range(len(self._wants))]
        return np.array(pulled)

    def _side_by_side(self, eq: Equilibrium, x: Array, worlds: Worlds) -> Array:
        def pull(k: int) -> Array:
            return self._pull(eq, x, self._teams[k % len(self._teams)], k)

        with ThreadPoolExecutor(len(self._teams)) as pool:
            return np.array(list(pool.map(pull, range(len(self._wants)))))

    def _pull(self, eq: Equilibrium, x: Array, worlds: Worlds, party: int) -> Array:
        """Slopes of one objective in the issues' numbers, then in the wedges of promises."""
        controls = self.agenda.controls
        weights = self._wants[party].weights(eq)
        if not weights:
            return np.append(self._counted[party], np.zeros(len(controls.promising)))
        shock = worlds.slopes(eq, weights)
        own = controls.pull(shock, x) + self._counted[party]
        return np.append(own, controls.by_wedge(shock, eq))

    def _policy(self, x: Array) -> Policy:
        return self.agenda.controls.policy(x, self.agenda.given)

    def _counted_slopes(self) -> Array:
        """What of the objectives is read from the policy, per unit of each number."""
        found = np.zeros((len(self._wants), len(self.range)))
        if not any(want.counts for want in self._wants):
            return found
        controls, here = self.agenda.controls, self.agenda.status_quo
        for k in range(len(self.range)):
            ends = []
            for edge in (controls.lower[k], controls.upper[k]):
                x = here.copy()
                x[k] = edge
                there = replace(self.alone, policy=controls.policy(x, self.agenda.given))
                ends.append([want.counted(there) for want in self._wants])
            found[:, k] = (np.array(ends[1]) - np.array(ends[0])) / self.range[k]
        return found
