"""The tables of one scenario, each made when it is first asked for: what the live page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from tradetalks.brief.compiling.exempt import uncharged
from tradetalks.report import accounts, headline, story, tables
from tradetalks.report.flows import flows
from tradetalks.report.lever_tables import ABOUT, lever_tables
from tradetalks.report.spoken import with_names
from tradetalks.report.stack import Run, borrowed_structure, names, stack
from tradetalks.report.table import Table
from tradetalks.report.welfare import ACCURACY, WELFARE, welfare_tables

if TYPE_CHECKING:
    import xarray as xr

    from tradetalks.baseline import Baseline
    from tradetalks.brief import Brief, Closure
    from tradetalks.solve import Equilibrium


class LiveTables(Mapping[str, Table]):
    """Tables by name, as `gather` makes them, of a brief's first scenario in the world it led to.

    extra: countries that are looked at besides the parties.
    """

    def __init__(
        self, brief: Brief, base: Baseline, equilibrium: Equilibrium, extra: Sequence[str] = ()
    ) -> None:
        self._brief, self._base, self._eq = brief, base, equilibrium
        index = [i for p in brief.parties for i in base.axes.country_index(p.country)]
        self.parties = [base.countries[i] for i in dict.fromkeys(index)]
        self._looked_at = list(dict.fromkeys([*self.parties, *extra]))
        self._made: dict[str, Table] = {}
        self._makers: dict[str, Callable[[], Table | None]] = {
            "scenarios": lambda: tables.parties(self["countries"], self["factors"], self.parties),
            "countries": lambda: tables.by_country(self._results),
            "third_countries": self._third_countries,
            "bilateral": lambda: tables.bilateral(self._results, self._looked_at),
            "sectors": lambda: tables.by_sector(self._results, self._looked_at),
            "factors": lambda: tables.factor_rewards(self._results),
            "flows": lambda: flows(self._results),
            "levers": lambda: story.levers([self._bare]),
            "schedules": lambda: story.schedules([self._bare], base),
            "bands": lambda: None,
            "facts": lambda: story.facts(brief, base),
            "first_order": lambda: accounts.first_order([self._accounted], self._results),
            **{name: partial(self._one_of, "_welfare", name) for name in WELFARE},
            **{name: partial(self._one_of, "_of_levers", name) for name in ABOUT},
        }

    def __getitem__(self, name: str) -> Table:
        if name not in self._made:
            table = self._makers[name]()
            if table is None:
                raise KeyError(name)
            self._made[name] = table
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        try:
            return self[str(name)] is not None
        except KeyError:
            return False

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._makers if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def why_not(self, name: str) -> str:
        """Why there is no such table."""
        if name in WELFARE:
            return "the way from the baseline to these settings could not be followed"
        return "these settings hold nothing of the kind" if name in self._makers else "unknown"

    @property
    def sentence(self) -> str:
        """What happened."""
        return headline.of_scenario(self, self._brief.scenarios[0].id)

    def band(self, closure: Closure, tol: float) -> None:
        """Works out how sure the headline figures are: adds the table `bands`, and the ends of
        each band beside its figure."""
        from tradetalks.report.band_tables import BESIDE, Banding
        from tradetalks.report.banded import scenario_bands, start_bands, with_bands

        own = {name: self[name] for name in BESIDE}
        start = start_bands(closure, tol, self.parties, self._eq.base)
        found = scenario_bands(Banding(), start, self._bare)
        self._made |= with_bands(own, Banding(), [self._bare], (), found)

    @cached_property
    def _bare(self) -> Run:
        return Run(self._brief.scenarios[0], self._eq)

    @cached_property
    def _accounted(self) -> Run:
        from tradetalks.outcomes import first_order_accounts

        return Run(self._bare.scenario, self._eq, first_order_accounts(self._eq))

    @cached_property
    def _results(self) -> xr.Dataset:
        return stack(self._base, [self._bare])

    @cached_property
    def _of_levers(self) -> dict[str, Table]:
        from tradetalks.report.by_lever import by_lever

        run = Run(self._bare.scenario, self._eq, by_lever=by_lever(self._eq))
        called = dict(zip(self._base.countries, names(self._base, "country"), strict=True))
        return {table.name: table for table in lever_tables([run], called)}

    @cached_property
    def _welfare(self) -> dict[str, Table]:
        """Nothing where the way to the policy cannot be followed."""
        from tradetalks.errors import NotConvergedError
        from tradetalks.outcomes import welfare_account

        try:
            account = welfare_account(self._eq, ACCURACY)
        except NotConvergedError:
            return {}
        run = Run(self._bare.scenario, self._eq, welfare=account)
        made = welfare_tables([run], self._looked_at)
        return {table.name: with_names(table, self._base) for table in made}

    def _one_of(self, several: str, name: str) -> Table | None:
        """One of tables that are made together."""
        made: dict[str, Table] = getattr(self, several)
        return made.get(name)

    def _third_countries(self) -> Table:
        spared = {self._bare.id: uncharged(self._bare.scenario.levers, self._base.axes)}
        structure = borrowed_structure(self._base)
        return tables.third_countries(self["countries"], self.parties, structure, spared)


def _silent(what: str, done: int, total: int) -> None:
    """Nobody listens."""
