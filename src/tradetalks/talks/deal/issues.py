"""The issues of an agenda as numbers of a search: what they set, and how that moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, partial
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.model.economy import Shock
from tradetalks.policy import Policy, Settings
from tradetalks.policy.settings import Commitment
from tradetalks.solve import Equilibrium
from tradetalks.solve.arrays import settings_of
from tradetalks.talks.single.scalar_lever import ScalarLever

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
#: By name in `Settings` (`floor` for promises): the places (flat) that move, and by how much.
Direction = Mapping[str, tuple[NDArray[np.intp], Array]]

#: How far from the sum of their parts settings may be, relative to their size.
SEPARATE = 1e-11
#: A promise is put this share above what trade brings about, so that it binds.
NUDGE = 1e-8
#: A promise that binds is met to the solver's tolerance; more than this share above is idle.
MET = 1e-9


class HasLever(Protocol):
    """What of an issue a search needs."""

    @property
    def id(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def lever(self) -> Callable[[float], Policy]: ...
    @property
    def within(self) -> tuple[float, float]: ...
    @property
    def status_quo(self) -> float | None: ...


@dataclass(frozen=True, eq=False)
class IssueControls:
    """Issues as controls (`controls.Controls`): one number each, lower to upper, (issue,)."""

    base: Baseline
    issues: Sequence[HasLever]
    given: Policy
    lower: Array
    upper: Array

    @classmethod
    def of(cls, base: Baseline, issues: Sequence[HasLever], given: Policy) -> IssueControls:
        """The ranges of issues that have been checked."""
        ranges = np.array([issue.within for issue in issues], dtype=float).reshape(-1, 2)
        return cls(base, tuple(issues), given, ranges[:, 0], ranges[:, 1])

    def policy(self, x: Array, given: Policy) -> Policy:
        """The policy given with every issue's lever at its number on top."""
        for issue, number in zip(self.issues, x, strict=True):
            given = given + issue.lever(float(number))
        return given

    def now(self, given: Policy) -> Array:
        """The numbers at which each issue is left alone: what it says, or what changes least."""
        found = [
            issue.status_quo
            if issue.status_quo is not None
            else ScalarLever.of(self.base, given, issue.lever, issue.within).no_change()
            for issue in self.issues
        ]
        return np.array(found, dtype=float)

    def unit(self, x: Array) -> Array:
        """The whole range."""
        return self.upper - self.lower

    def pull(self, slopes: Shock, x: Array | None = None) -> Array:
        """Slopes in every number a policy sets -> slopes in the issues' numbers.

        Where issues multiply, at the numbers `x`.
        """
        ways = self._directions if x is None or self.separate else self._read(x)
        total = np.zeros(len(self.issues))
        for name in sorted({name for way in ways for name in way}):
            levers = slopes.commitments.floor if name == "floor" else getattr(slopes, name)
            flat = np.asarray(levers).reshape(-1)
            for k, way in enumerate(ways):
                if name in way:
                    place, rate = way[name]
                    total[k] += float((flat[place] * rate).sum())
        return total

    def curvature(self, eq: Equilibrium, x: Array) -> None:
        """Not known."""

    def labels(self) -> pd.DataFrame:
        """issue, owner, low, high."""
        import pandas as pd

        return pd.DataFrame(
            {
                "issue": [issue.id for issue in self.issues],
                "owner": [issue.owner for issue in self.issues],
                "low": self.lower,
                "high": self.upper,
            }
        )

    def moved(self, name: str, k: int) -> NDArray[np.intp]:
        """Where, flat, issue k moves an array of `Settings`."""
        return self._directions[k].get(name, (np.zeros(0, dtype=np.intp), np.zeros(0)))[0]

    @cached_property
    def promising(self) -> tuple[int, ...]:
        """Issues that are a promised purchase and nothing else."""
        return tuple(k for k, way in enumerate(self._directions) if set(way) == {"floor"})

    def edges(self, eq: Equilibrium, x: Array) -> Array:
        """The number at which each issue begins to have an effect, -inf where it has one, (issue,).

        A promise does nothing up to what trade brings about anyway.
        """
        edges = np.full(len(x), -np.inf)
        if not self.promising:
            return edges
        floor = np.asarray(eq.shock.commitments.floor)
        flow = np.asarray(eq.world.state.committed)
        for k in self.promising:
            place, rate = self._directions[k]["floor"]
            if (rate > 0).all() and (flow[place] > (1 + MET) * floor[place]).all():
                room = ((1 + NUDGE) * flow[place] - floor[place]) / rate
                edges[k] = min(x[k] + max(float(room.min()), 0.0), self.upper[k])
        return edges

    def by_wedge(self, slopes: Shock, eq: Equilibrium) -> Array:
        """Slopes in a small wedge on what each promise covers, (promising,); nan if unknown.

        `(1 + t')(1 - s')`: a buyer's wedge is a cut of its own tariff (equation 9). Where others
        pay for it, that is not all it does.
        """
        settings = settings_of(self.base, eq.policy)
        found = np.full(len(self.promising), np.nan)
        tariff = np.asarray(slopes.tariff)
        for n, k in enumerate(self.promising):
            promises = [settings.commitments[i] for i in self._directions[k]["floor"][0]]
            if all(_own(promise) for promise in promises):
                covers = np.any([promise.covers for promise in promises], axis=0)
                found[n] = -float((tariff[covers] * (1 + settings.tariff[covers])).sum())
        return found

    @cached_property
    def separate(self) -> bool:
        """Whether what the issues set together is the sum of what each sets alone."""
        start = self.now(self.given)
        spread = np.modf(0.37 + 0.618 * np.arange(len(start)))[0]
        x = self.lower + spread * (self.upper - self.lower)
        there, here = (settings_of(self.base, self.policy(y, self.given)) for y in (x, start))
        for name in (*(f.name for f in fields(Settings) if f.name != "commitments"), "floor"):
            goal, total = (_array(settings, name).reshape(-1) for settings in (there, here))
            if goal is total:
                continue
            total = total.copy()
            for step, way in zip(x - start, self._directions, strict=True):
                if name in way:
                    place, rate = way[name]
                    total[place] += step * rate
            size = max(float(np.abs(goal).max(initial=0.0)), 1e-300)
            if float(np.abs(goal - total).max(initial=0.0)) > SEPARATE * size:
                return False
        return True

    @cached_property
    def _directions(self) -> list[Direction]:
        return self._read(self.now(self.given))

    def _read(self, x: Array) -> list[Direction]:
        """How what the policy sets moves with each number, the others being at `x`."""
        found: list[Direction] = []
        for k, number in enumerate(x):
            within = float(self.lower[k]), float(self.upper[k])
            alone = ScalarLever(self.base, self.given, partial(self._with, x, k), within)
            ways = alone.direction(float(number))
            flat = {name: way.reshape(-1) for name, way in ways.items()}
            found.append({n: (np.flatnonzero(w), w[np.flatnonzero(w)]) for n, w in flat.items()})
        return found

    def _with(self, x: Array, k: int, number: float) -> Policy:
        """What the issues set when one of them has another number."""
        y = x.copy()
        y[k] = number
        return self.policy(y, Policy())


def _own(promise: Commitment) -> bool:
    """Whether the buyers pay for the wedge themselves."""
    buyers = promise.covers.any((0, 2))
    alone = int(buyers.sum()) == 1 and bool((promise.payer[~buyers] == 0).all())
    return alone or not promise.payer.any()


def _array(settings: Settings, name: str) -> Array:
    if name == "floor":
        return np.array([promise.floor for promise in settings.commitments])
    found: Array = getattr(settings, name)
    return found
