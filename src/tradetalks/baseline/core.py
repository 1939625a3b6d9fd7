"""The baseline: the world economy as observed, labelled and unit-carrying."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from tradetalks.baseline.about import About, PerVariable
from tradetalks.baseline.aggregation import aggregate
from tradetalks.baseline.balancing import balance
from tradetalks.baseline.build import assemble
from tradetalks.baseline.checks import CheckReport, check
from tradetalks.baseline.elasticities import warn_below_floor, with_elasticities
from tradetalks.baseline.merging import one_factor
from tradetalks.errors import BaselineError, Problem, nearest
from tradetalks.labels import Axes, Selector
from tradetalks.labels.axes import Members
from tradetalks.symbols import BASELINE, DATA, DERIVED, OPTIONAL, PEOPLE

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Baseline:
    """A world economy, ready to be solved under a policy.

    `dataset` holds every variable of `tradetalks.symbols.BASELINE` over the
    dimensions exporter, importer, country, sector, input and factor (and payer,
    receiver, origin and residence where it knows of people), with units, source and
    year as attributes. Arrays are read-only; every method returns a new baseline.
    `balance_report` is set on the baseline that `balance` returns.
    """

    dataset: xr.Dataset
    balance_report: pd.DataFrame | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        found = self.dataset if isinstance(self.dataset, xr.Dataset) else ()
        lacking = [n for n in (*DATA, *DERIVED) if n not in found]
        if lacking:
            remedy = "make one with Baseline.from_arrays or load_baseline"
            what = f"{type(self.dataset).__name__} is no dataset of a baseline"
            raise BaselineError(Problem("dataset", what, f"one with {lacking[0]}", "", remedy))

    @classmethod
    def from_arrays(
        cls,
        countries: Iterable[str],
        sectors: Iterable[str],
        *,
        trade: Any,
        tariff: Any,
        value_added_share: Any,
        input_share: Any,
        trade_elasticity: Any,
        factor_share: Any = None,
        export_tax: Any = None,
        trade_share: Any = None,
        expenditure: Any = None,
        value_added: Any = None,
        deficit: Any = None,
        final_share: Any = None,
        workers: Any = None,
        migrants: Any = None,
        mover_efficiency: Any = None,
        remittances: Any = None,
        remittance_share: Any = None,
        price_level: Any = None,
        factors: Iterable[str] | None = None,
        name: str = "",
        title: str = "",
        source: PerVariable = "",
        year: PerVariable = "",
        country_groups: Members | None = None,
        sector_groups: Members | None = None,
    ) -> Baseline:
        """A baseline from plain arrays, copied.

        trade, tariff, export_tax and trade_share are (exporter, importer, sector),
        value_added_share, expenditure and final_share (country, sector), input_share
        (country, input, sector), factor_share (country, factor, sector),
        trade_elasticity (sector,) or one number, value_added (country, factor),
        deficit (country,), imports minus exports. Money is USD million, rates and
        shares are fractions. Every factor is people, whose supply may respond, but one called
        capital. Absent: no export tax, one factor called labour, and the five derived arrays
        from the identities; given, those five are taken as they are. Labelled arrays (xarray,
        pandas) are matched by the names and labels of their axes. `source` and
        `year` are one value or one per variable.

        Only levers that move people read workers (country, factor), migrants (origin,
        residence), both persons, mover_efficiency (origin, residence, factor), remittances
        and remittance_share (payer, receiver) and price_level (country,); see `symbols.PEOPLE`.

        Raises BaselineError listing every label and shape that does not fit; values
        are judged by `check`. Warns of elasticities that are low or look like inverses.
        """
        given = {n: v for n, v in locals().items() if n in BASELINE}
        about = About(name, title, source, year, (), country_groups or {}, sector_groups or {})
        dataset = assemble(countries, sectors, factors, given, about)
        base = cls(dataset)
        warn_below_floor(dataset["trade_elasticity"].values, base.sectors, stacklevel=2)
        return base

    def replace(self, *, note: str = "", **arrays: Any) -> Baseline:
        """The same baseline with some arrays changed and all derived ones made anew.

        Derived arrays that were taken as given stay so unless named; None returns
        one to the identities. `note` is added to the history.
        """
        about = About.of(self.dataset)
        new = self.rebuilt(about.noting(note) if note else about, arrays)
        if "trade_elasticity" in arrays:
            warn_below_floor(new["trade_elasticity"].values, new.sectors, stacklevel=2)
        return new

    def rebuilt(self, about: About, arrays: Mapping[str, Any]) -> Baseline:
        """The same labels and annotations with other words about it and some arrays changed."""
        kept: dict[str, Any] = {
            n: self.dataset[n].values for n in (*DATA, *OPTIONAL) if n in self.dataset
        }
        kept |= {n: self.dataset[n].values for n in self.given}
        axes = (self.countries, self.sectors, self.factors)
        return Baseline.assembled(*axes, kept | dict(arrays), about, self.annotations())

    @classmethod
    def assembled(
        cls,
        countries: Iterable[str],
        sectors: Iterable[str],
        factors: Iterable[str] | None,
        arrays: Mapping[str, Any],
        about: About,
        annotations: Mapping[str, Any],
    ) -> Baseline:
        """A baseline from its parts; the other ways of making one end here."""
        dataset = assemble(countries, sectors, factors, arrays, about)
        return cls(dataset.assign_coords(dict(annotations)))

    def annotate(self, **labels: tuple[str, Sequence[str]]) -> Baseline:
        """Add a text for each country, sector or factor, kept on file and on display.

        `base.annotate(structure_source=("country", ["own", ...]))` is then read as
        `base["structure_source"]`.
        """
        problems = [p for name, given in labels.items() for p in self._misfit(name, given)]
        if problems:
            raise BaselineError(problems)
        return Baseline(self.dataset.assign_coords(labels), self.balance_report)

    def _misfit(self, name: str, given: Any) -> Iterable[Problem]:
        """What keeps an annotation from being added."""
        place = f"annotation {name}"
        if name in self.dataset.dims or name in self.dataset.data_vars:
            yield Problem(place, "a variable or axis has this name", remedy="choose another")
        if not (isinstance(given, tuple) and len(given) == 2 and isinstance(given[0], str)):
            yield Problem(place, f"{given!r} is not (axis, texts)", "('country', [...])")
        elif given[0] not in (axes := ("country", "sector", "factor")):
            close = nearest(given[0], axes)
            yield Problem(place, f"{given[0]!r} is no axis for texts", ", ".join(axes), close)
        elif np.shape(given[1]) != (size := self.dataset.sizes[given[0]],):
            yield Problem(place, f"has shape {np.shape(given[1])}", f"{size} texts")

    def annotations(self) -> dict[str, xr.DataArray]:
        """Texts added by `annotate`, by name."""
        return {str(n): c for n, c in self.dataset.coords.items() if n not in self.dataset.dims}

    def __getitem__(self, name: str) -> xr.DataArray:
        """A variable or annotation by name."""
        if isinstance(name, str) and name in self.dataset:
            return self.dataset[name]
        names = [str(n) for n in self.dataset.variables]
        raise BaselineError(
            Problem(
                "baseline",
                f"has no variable {name!r}",
                allowed=", ".join(names),
                nearest=nearest(str(name), names),
            )
        )

    def __repr__(self) -> str:
        size = f"{len(self.countries)} countries, {len(self.sectors)} sectors"
        return f"<Baseline {self.name or 'without a name'}: {size}, {', '.join(self.factors)}>"

    @cached_property
    def countries(self) -> tuple[str, ...]:
        return tuple(self.dataset.indexes["country"])

    @cached_property
    def sectors(self) -> tuple[str, ...]:
        return tuple(self.dataset.indexes["sector"])

    @cached_property
    def factors(self) -> tuple[str, ...]:
        return tuple(self.dataset.indexes["factor"])

    @property
    def name(self) -> str:
        return str(self.dataset.attrs.get("name", ""))

    @property
    def title(self) -> str:
        return str(self.dataset.attrs.get("title", ""))

    @property
    def history(self) -> tuple[str, ...]:
        """What was done to the data, in order."""
        return About.of(self.dataset).history

    @property
    def given(self) -> tuple[str, ...]:
        """Derived arrays that were taken as given rather than from the identities."""
        return tuple(n for n in DERIVED if self.dataset[n].attrs.get("given"))

    @cached_property
    def axes(self) -> Axes:
        """Labels, groups and selectors."""
        about = About.of(self.dataset)
        groups, sector_groups, parts, sector_parts = (
            {name: tuple(labels) for name, labels in group.items()}
            for group in (
                about.country_groups,
                about.sector_groups,
                about.country_parts,
                about.sector_parts,
            )
        )
        return Axes(
            self.countries,
            self.sectors,
            groups,
            sector_groups,
            parts,
            sector_parts,
            about.country_weights,
        )

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of labels and the numbers a policy works on; names and sources do not count."""
        labels = json.dumps([self.countries, self.sectors, self.factors])
        digest = hashlib.sha256(labels.encode())
        read = (n for n in (*PEOPLE, "relieved") if n in self.dataset)
        for name in (*DATA, *self.given, *read):
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(self.dataset[name].values, "<f8").data)
        return digest.hexdigest()

    def check(self, limit: int | None = 20) -> CheckReport:
        """Everything that is wrong or doubtful, at most `limit` entries of each kind."""
        if limit is not None and not (isinstance(limit, int) and limit > 0):
            raise BaselineError(Problem("limit", f"{limit!r} is no number of entries", "1 or more"))
        return check(self, limit)

    def balance(self) -> Baseline:
        """The nearest baseline that satisfies the identities; see `baseline.balancing`."""
        return balance(self)

    def aggregate(
        self,
        countries: Mapping[str, Any] | None = None,
        sectors: Mapping[str, Any] | None = None,
        name: str = "",
        partners: Selector = "all",
    ) -> Baseline:
        """Countries and sectors added together; see `baseline.aggregation`."""
        return aggregate(self, countries or {}, sectors or {}, name, partners)

    def one_factor(self) -> Baseline:
        """The same world with all factors merged into one; see `baseline.merging`."""
        return one_factor(self)

    def with_elasticities(
        self, elasticities: Any, isic: Mapping[str, str] | None = None
    ) -> Baseline:
        """The same world under other trade elasticities; see `baseline.elasticities`."""
        return with_elasticities(self, elasticities, isic or {})

    def to_file(self, path: str | PathLike[str]) -> None:
        """Write one self-describing netCDF file."""
        from tradetalks.baseline.files import write

        write(self.dataset, path)
