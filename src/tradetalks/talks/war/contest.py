"""A contest: several governments, each with levers and an objective of its own, on one world."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, NotConvergedError, Problem, nearest
from tradetalks.labels import Selector
from tradetalks.model.economy import Shock
from tradetalks.numerics.ascent import Box
from tradetalks.numerics.rivals import Field, Stand
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium
from tradetalks.solve.arrays import settings_of
from tradetalks.solve.options import Rules, check_tolerance
from tradetalks.talks.best.ascents import Game
from tradetalks.talks.best.controls import RateControls, RateLever, Together
from tradetalks.talks.best.controls_checks import listed
from tradetalks.talks.best.worlds import Worlds
from tradetalks.talks.wants.objective import Objective, objectives_of
from tradetalks.talks.wants.quantity import check_baseline

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Against = Literal["players", "all"]


@dataclass(frozen=True, eq=False)
class Contest:
    """Who sets which rates, and what each wants; numbers are (number,), player after player.

    given: the policy under everybody's rates. parts: the rates of each player, one of a lever.
    closure, tol: keywords of `solve`.
    """

    base: Baseline
    players: tuple[str, ...]
    objectives: tuple[Objective, ...]
    parts: tuple[tuple[RateControls, ...], ...]
    given: Policy
    closure: Mapping[str, Any]
    tol: float

    @classmethod
    def of(
        cls,
        base: Baseline,
        players: Selector,
        lever: str | Sequence[str],
        by: str | Iterable[str],
        *,
        objectives: Mapping[str, Any] | None,
        against: Against | None,
        sectors: Selector | None,
        bounds: Any,
        policy: Policy | None,
        closure: Mapping[str, Any],
        tol: float,
        problems: Iterable[Problem] = (),
    ) -> Contest:
        """Raises InputError with everything that does not fit, after the caller's `problems`."""
        check_baseline(base)
        problems = list(problems)
        for check in (lambda: check_tolerance(tol), lambda: Rules.read(base, **closure)):
            try:
                check()
            except InputError as error:
                problems += error.problems
        names = _players(base, players, problems)
        aims = _objectives(base, names, objectives, problems)
        if against not in (None, "players", "all"):
            close = nearest(str(against), ("players", "all"))
            problems.append(Problem("against", f"{against!r} is unknown", "players, all", close))
        if policy is not None and not isinstance(policy, Policy):
            problems.append(Problem("policy", f"is a {type(policy).__name__}", "a Policy"))
        levers = listed(lever, "lever", problems)
        if not levers:
            problems.append(Problem("lever", "nothing to choose", "tariff, export_tax or both"))
        grain = listed(by, "by", problems)
        # One may be looked at for its own mistakes where the players are unknown.
        everyone = against == "all" or len(names) < 2
        partners: Selector = "all" if everyone else names
        options: dict[str, Any] = {"partners": partners, "sectors": sectors, "bounds": bounds}
        parts = []
        for name in names or base.countries[:1]:
            own = []
            for one in levers:
                try:
                    own.append(RateControls.of(base, name, one, grain, some=False, **options))
                except InputError as error:
                    problems += [p for p in error.problems if p not in problems]
            parts.append(tuple(own))
        if not problems and not any(len(part.lower) for own in parts for part in own):
            what = "do not trade with those they would charge in these sectors"
            problems.append(Problem("players", what, "players that trade with each other"))
        if problems:
            raise InputError(problems)
        goals = tuple(aims[n] for n in names)
        return cls(base, names, goals, tuple(parts), policy or Policy(), dict(closure), tol)

    @cached_property
    def field(self) -> Field:
        """Whose each number is, the bounds, and incomes (USD billion) to measure slopes by."""
        flat = self._flat
        lengths = [sum(len(part.lower) for part in own) for own in self.parts]
        return Field(
            np.repeat(np.arange(len(self.players)), lengths),
            np.concatenate([part.lower for part in flat]),
            np.concatenate([part.upper for part in flat]),
            self.unit,
            np.array([aim.income for aim in self.objectives]),
        )

    @property
    def box(self) -> Box:
        """The same bounds for one who moves all numbers; slopes are measured by all incomes."""
        field = self.field
        return Box(field.lower, field.upper, field.unit, float(field.scale.sum()))

    @property
    def now(self) -> Array:
        """The rates in force under `given`."""
        return np.concatenate([part.now(self.given) for part in self._flat])

    def worlds(self) -> Worlds:
        """New ones under the closure."""
        return Worlds(self.base, self.closure, self.tol)

    def unit(self, x: Array) -> Array:
        """One plus the rate."""
        return 1 + x

    def policy(self, x: Array) -> Policy:
        """Everybody's rates on top of `given`, as one array for each lever."""
        found, settings = self.given, settings_of(self.base, self.given)
        rates: dict[RateLever, Array] = {}
        for part, own in zip(self._flat, np.split(x, self._ends), strict=True):
            array = rates.setdefault(part.lever, getattr(settings, part.lever).copy())
            array[part.cells] = own[part.group]
        for lever, array in rates.items():
            write = found.tariff_array if lever == "tariff" else found.export_tax_array
            found = write(array)
        return found

    def stand(self, worlds: Worlds, x: Array, accuracy: float) -> tuple[Equilibrium, Stand] | None:
        """Each player's slopes in its own numbers: one solve, and one adjoint solve a player."""
        eq = worlds.solve(self.policy(x))
        if not eq.converged:
            return None
        slopes = []
        try:
            for aim, own in zip(self.objectives, self.parts, strict=True):
                found = worlds.slopes(eq, aim.weights(eq), accuracy)
                slopes += [part.pull(found) for part in own]
        except NotConvergedError:
            return None
        return eq, Stand(np.concatenate(slopes), self.curvature(eq, x))

    def pull(self, slopes: Shock) -> Array:
        """Slopes in every number a policy sets -> slopes in everybody's numbers."""
        return np.concatenate([part.pull(slopes) for part in self._flat])

    def curvature(self, eq: Equilibrium, x: Array) -> Array:
        """How fast each player's slopes fall in its own numbers, roughly."""
        pairs = zip(self._flat, np.split(x, self._ends), strict=True)
        return np.concatenate([part.curvature(eq, own) for part, own in pairs])

    def alone(self, worlds: Worlds, player: int, x: Array) -> tuple[Game, Array]:
        """The search of one player while the others stay at x, and where it stands itself."""
        parts = self.parts[player]
        controls = parts[0] if len(parts) == 1 else Together(parts)
        game = Game(worlds, controls, self.objectives[player], self.policy(x))
        return game, x[self.field.owner == player]

    def values(self, eq: Equilibrium) -> Array:
        """Every player's objective, USD billion from the baseline, (player,)."""
        return np.array([aim.value(eq) for aim in self.objectives])

    def rates(self, x: Array) -> pd.DataFrame:
        """One row a number: player and what `RateControls.labels` says; rate, and before."""
        import pandas as pd

        tables = [part.labels() for part in self._flat]
        table = pd.concat(tables, ignore_index=True).rename(columns={"country": "player"})
        return table.assign(rate=x, before=self.now)

    @cached_property
    def _flat(self) -> tuple[RateControls, ...]:
        return tuple(part for own in self.parts for part in own)

    @cached_property
    def _ends(self) -> NDArray[np.intp]:
        return np.cumsum([len(part.lower) for part in self._flat])[:-1]


def _players(base: Baseline, players: Any, problems: list[Problem]) -> tuple[str, ...]:
    """Labels of the players, in the order of the axis; none where some are unknown."""
    try:
        found = base.axes.country_index(players, "players")
    except InputError as error:
        problems += error.problems
        return ()
    if len(found) < 2:
        what = f"{players!r} is one country alone"
        remedy = "tt.optimal_policy is for one"
        problems.append(Problem("players", what, "two countries or more", remedy=remedy))
    return tuple(base.countries[i] for i in found)


def _objectives(
    base: Baseline, players: tuple[str, ...], given: Any, problems: list[Problem]
) -> dict[str, Objective]:
    if given is not None and not isinstance(given, Mapping):
        problems.append(Problem("objectives", f"{given!r:.60} is no mapping", "{country: terms}"))
        given = None
    try:
        return objectives_of(base, players, given if players else None)
    except InputError as error:
        problems += error.problems
        return {}
