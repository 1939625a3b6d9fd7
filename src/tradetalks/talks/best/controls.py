"""What a government may choose, as numbers within bounds: rates, and several levers together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem, nearest
from tradetalks.labels import Selector
from tradetalks.model.economy import Shock
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium
from tradetalks.solve.arrays import settings_of
from tradetalks.symbols import BILATERAL
from tradetalks.talks.best.controls_checks import bounds_of, index_of, labels_of, listed
from tradetalks.talks.wants.objective import BILLION

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Index = NDArray[np.intp]
RateLever = Literal["tariff", "export_tax"]
#: Rates that a search may set unless the caller says otherwise.
BOUNDS = (0.0, 3.0)


class Controls(Protocol):
    """Numbers that a search moves, (number,), and what they do.

    lower, upper: bounds. unit: numbers -> by how much each is moved when it is moved by much.
    now: the numbers nearest to what `given` has in force.
    """

    @property
    def lower(self) -> Array: ...

    @property
    def upper(self) -> Array: ...

    def now(self, given: Policy) -> Array: ...

    def unit(self, x: Array) -> Array: ...

    def policy(self, x: Array, given: Policy) -> Policy:
        """The policy `given` with the numbers on top."""
        ...

    def pull(self, slopes: Shock) -> Array:
        """Slopes in every number a policy sets -> slopes in the numbers of the search."""
        ...

    def curvature(self, eq: Equilibrium, x: Array) -> Array | None:
        """Roughly minus the second derivative of the owner's real income, USD billion."""
        ...

    def labels(self) -> pd.DataFrame:
        """What each number is, one row each."""
        ...


@dataclass(frozen=True, eq=False)
class RateControls:
    """Tariffs or export taxes of one country: a number for each group of flows.

    by: the labels that tell one number from another, among exporter, importer and sector; none
    for one rate on all. cells: the flows (exporter, importer, sector) as three indexes; group:
    the number that sets each.
    """

    base: Baseline
    country: str
    lever: RateLever
    by: tuple[str, ...]
    cells: tuple[Index, Index, Index]
    group: Index
    lower: Array
    upper: Array

    @classmethod
    def of(
        cls,
        base: Baseline,
        country: str,
        lever: RateLever = "tariff",
        by: Iterable[str] = (),
        *,
        partners: Selector = "all",
        sectors: Selector | None = None,
        bounds: Any = BOUNDS,
        some: bool = True,
    ) -> RateControls:
        """A country's rates on its trade with `partners` in `sectors`, all goods if None.

        Flows on which nothing is traded in the baseline have no number; unless `some` must have
        one, there may be none at all. Raises InputError with
        everything that does not fit.
        """
        problems: list[Problem] = []
        if lever not in get_args(RateLever):
            allowed = ", ".join(get_args(RateLever))
            close = nearest(str(lever), get_args(RateLever))
            problems.append(Problem("lever", f"{lever!r} is unknown", allowed, close))
        me, them = (index_of(base.axes.country_index, s, problems) for s in (country, partners))
        goods = "goods" if "goods" in base.axes.sector_group_members else "all"
        chosen = index_of(base.axes.sector_index, sectors or goods, problems)
        if len(me) > 1:
            problems.append(Problem("country", f"{country!r} is several", "one country"))
        mine, theirs = ("importer", "exporter") if lever == "tariff" else ("exporter", "importer")
        labels = labels_of(by, mine, theirs, problems)
        low, high = bounds_of(bounds, problems)
        if problems:
            raise InputError(problems)
        ends = {mine: me, theirs: them}
        open_ = base["trade"].values > 0
        picked = np.zeros_like(open_)
        picked[np.ix_(ends["exporter"], ends["importer"], chosen)] = True
        picked[np.arange(len(open_)), np.arange(len(open_))] = False
        exporter, importer, sector = np.nonzero(picked & open_)
        cells = (exporter, importer, sector)
        if some and not len(cells[0]):
            what = f"{country} has no trade with {partners!r} in {sectors or goods!r}"
            raise InputError(Problem("partners", what, "partners and sectors with trade"))
        keys = [cells[BILATERAL.index(label)] for label in labels]
        stacked = np.stack(keys, 1) if keys else np.zeros((len(cells[0]), 0), dtype=np.intp)
        group = np.unique(stacked, axis=0, return_inverse=True)[1].reshape(-1)
        count = int(group.max(initial=-1)) + 1
        return cls(
            base,
            base.countries[me[0]],
            lever,
            labels,
            cells,
            group,
            np.full(count, low),
            np.full(count, high),
        )

    @cached_property
    def trade(self) -> Array:
        """Baseline trade of each flow, USD million before duty."""
        found: Array = self.base["trade"].values[self.cells]
        return found

    def now(self, given: Policy) -> Array:
        """Rates in force, weighted by trade within a group; they may lie outside the bounds."""
        rates = getattr(settings_of(self.base, given), self.lever)[self.cells]
        return self._sum(rates * self.trade) / self._sum(self.trade)

    def unit(self, x: Array) -> Array:
        """One plus the rate: slopes are in its log."""
        return 1 + x

    def policy(self, x: Array, given: Policy) -> Policy:
        """The policy given, with these rates in place of what it sets there."""
        rates = getattr(settings_of(self.base, given), self.lever).copy()
        rates[self.cells] = x[self.group]
        if self.lever == "tariff":
            return given.tariff_array(rates)
        return given.export_tax_array(rates)

    def pull(self, slopes: Shock) -> Array:
        """The slopes of each group's flows, added up."""
        return self._sum(np.asarray(getattr(slopes, self.lever))[self.cells])

    def curvature(self, eq: Equilibrium, x: Array) -> Array:
        """That of distortion alone: flows in a market of given size, priced out by a rate.

        `sum_dj X_dj ((1 + theta_j) s - theta_j s^2) / (1 + rate)^2`, s the share of the group's
        exporters in the market (equations 3 to 5). What rates do to wages and incomes is left to
        the secant pairs of the search.
        """
        place, owner, market = self._shares
        flows = np.asarray(eq.world.outcomes["trade_share"])[self.cells]
        share = _summed(place, flows, len(owner))
        spent = np.asarray(eq.world.state.spending).reshape(-1)[market]
        theta = self.base["trade_elasticity"].values[market % len(self.base.sectors)]
        bend = spent * ((1 + theta) * share - theta * share**2) / BILLION
        return _summed(owner, bend, len(x)) / (1 + x) ** 2

    @cached_property
    def _shares(self) -> tuple[Index, Index, Index]:
        """Groups' shares of markets: which one each flow is part of, and its group and market."""
        _, importer, sector = self.cells
        markets = len(self.base.countries) * len(self.base.sectors)
        market = importer * len(self.base.sectors) + sector
        pairs, place = np.unique(self.group * markets + market, return_inverse=True)
        return place.reshape(-1), pairs // markets, pairs % markets

    def labels(self) -> pd.DataFrame:
        """country, lever, then the exporter, importer and sector of each number; "all" if many.

        trade: baseline trade under it, USD million.
        """
        import pandas as pd

        first = np.unique(self.group, return_index=True)[1]
        names = {"exporter": self.base.countries, "importer": self.base.countries}
        names["sector"] = self.base.sectors
        mine = "importer" if self.lever == "tariff" else "exporter"
        columns: dict[str, Any] = {"country": self.country, "lever": self.lever}
        for axis, cells in zip(BILATERAL, self.cells, strict=True):
            if axis in self.by:
                columns[axis] = [names[axis][i] for i in cells[first]]
            else:
                columns[axis] = self.country if axis == mine else "all"
        return pd.DataFrame(columns | {"trade": self._sum(self.trade)})

    def _sum(self, values: Array) -> Array:
        return _summed(self.group, values, len(self.lower))


@dataclass(frozen=True, eq=False)
class Together:
    """Several controls as one: their numbers one after another, their levers in that order."""

    parts: tuple[Controls, ...]

    @cached_property
    def _ends(self) -> Index:
        return np.cumsum([len(part.lower) for part in self.parts])[:-1]

    def split(self, x: Array) -> list[Array]:
        """The numbers of each part."""
        return list(np.split(x, self._ends))

    @property
    def lower(self) -> Array:
        return np.concatenate([part.lower for part in self.parts])

    @property
    def upper(self) -> Array:
        return np.concatenate([part.upper for part in self.parts])

    def now(self, given: Policy) -> Array:
        return np.concatenate([part.now(given) for part in self.parts])

    def unit(self, x: Array) -> Array:
        pairs = zip(self.parts, self.split(x), strict=True)
        return np.concatenate([part.unit(own) for part, own in pairs])

    def policy(self, x: Array, given: Policy) -> Policy:
        for part, own in zip(self.parts, self.split(x), strict=True):
            given = part.policy(own, given)
        return given

    def pull(self, slopes: Shock) -> Array:
        return np.concatenate([part.pull(slopes) for part in self.parts])

    def curvature(self, eq: Equilibrium, x: Array) -> Array | None:
        """That of every part; None where any part knows none."""
        pairs = zip(self.parts, self.split(x), strict=True)
        found = [part.curvature(eq, own) for part, own in pairs]
        known = [one for one in found if one is not None]
        return np.concatenate(known) if len(known) == len(found) else None

    def labels(self) -> pd.DataFrame:
        import pandas as pd

        return pd.concat([part.labels() for part in self.parts], ignore_index=True)


def rate_controls(
    base: Baseline, country: str, levers: str | Sequence[str], by: Iterable[str], **options: Any
) -> Controls:
    """One or several rate levers of a country under the same grain and bounds."""
    problems: list[Problem] = []
    names = listed(levers, "lever", problems)
    by = listed(by, "by", problems)
    parts: list[Controls] = []
    for name in names:
        try:
            parts.append(RateControls.of(base, country, name, by, **options))
        except InputError as error:
            problems += [p for p in error.problems if p not in problems]
    if not names:
        problems.append(Problem("lever", "nothing to choose", "tariff, export_tax or both"))
    if problems:
        raise InputError(problems)
    return parts[0] if len(parts) == 1 else Together(tuple(parts))


def _summed(group: Index, values: Array, count: int) -> Array:
    return np.bincount(group, values, count).astype(float)
