"""Tariffs drawn from a published list, as levers of a policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, cast

from tradetalks.brief.levers import TariffLever
from tradetalks.labels import Axes
from tradetalks.policy.levers import Called, Rate, RateChange, Schedule, words
from tradetalks.policy.schedules import Basis, schedule

if TYPE_CHECKING:
    from tradetalks.policy import Selector

HOW: dict[Basis, Literal["add", "rate"]] = {"additional": "add", "all-in": "rate"}


def by_exporter(lever: TariffLever, axes: Axes, sectors: Selector) -> Iterator[Schedule]:
    """Every importer named charges each exporter what the list charges that exporter."""
    name = cast(str, lever.schedule)
    charged = schedule(name).charged(_labels(axes, lever.exporter), axes.country_weights)
    alike: dict[frozenset[str], list[str]] = defaultdict(list)
    for importer in _labels(axes, lever.importer):
        alike[_spared(lever, axes, importer)].append(importer)
    for spared, importers in alike.items():
        rates: dict[Basis, list[tuple[str, float]]] = {"additional": [], "all-in": []}
        for exporter, line in charged.items():
            home = importers == [exporter]
            nothing = line.basis == "additional" and line.rate == 0
            if exporter not in spared and not home and not nothing:
                rates[line.basis].append((exporter, line.rate))
        for basis, listed in rates.items():
            if listed:
                yield Schedule(tuple(importers), tuple(listed), sectors, HOW[basis], name)


def by_importer(lever: TariffLever, axes: Axes, sectors: Selector) -> Iterator[RateChange]:
    """Every importer named charges the exporters what the list charges the importer itself."""
    exporters = _labels(axes, lever.exporter)
    name = cast(str, lever.schedule)
    alike: dict[tuple[Basis, float, frozenset[str]], list[str]] = defaultdict(list)
    charged = schedule(name).charged(_labels(axes, lever.importer), axes.country_weights)
    for importer, line in charged.items():
        alike[line.basis, line.rate, _spared(lever, axes, importer)].append(importer)
    for (basis, rate, spared), importers in alike.items():
        targets = tuple(e for e in exporters if e not in spared and importers != [e])
        if not targets or (basis == "additional" and rate == 0):
            continue
        setters: Selector = tuple(importers)
        if len(importers) > 1:
            setters = Called(importers, f"{words(setters)} (alike on {name})")
        yield RateChange("tariff", setters, targets, sectors, Rate(HOW[basis], rate))


def _spared(lever: TariffLever, axes: Axes, importer: str) -> frozenset[str]:
    """Exporters in the same customs union as the importer, where the lever spares them."""
    groups = (lever.spare,) if isinstance(lever.spare, str) else lever.spare or ()
    members = (frozenset(_labels(axes, group)) for group in groups)
    return frozenset().union(*(union for union in members if importer in union))


def _labels(axes: Axes, selector: Selector) -> list[str]:
    return [axes.countries[i] for i in axes.country_index(selector)]
