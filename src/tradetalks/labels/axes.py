"""Axes: the labels of a baseline, and the selectors that pick from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import InputError, Problem, nearest
from tradetalks.labels.groups import COUNTRY_GROUPS, SECTOR_GROUPS
from tradetalks.labels.isic import Classes, classes

Selector: TypeAlias = str | Sequence[str]
Index: TypeAlias = NDArray[np.intp]
Members: TypeAlias = Mapping[str, Sequence[str]]
#: What labels are made of: ISO codes of countries, ISIC classes of sectors, or plain names.
Extent: TypeAlias = frozenset[str | int]


@dataclass(frozen=True)
class Found:
    """What one entry of a selector comes to.

    extent: all that it asks for; cut: labels of which it asks for a part only, which counts unless
    other entries ask for the remainder. problem: what is then wrong.
    """

    labels: tuple[str, ...] = ()
    extent: Extent = frozenset()
    cut: tuple[str, ...] = ()
    problem: Problem | None = None


def _none() -> Members:
    return MappingProxyType({})


@dataclass(frozen=True)
class Axes:
    """Country and sector labels, groups of them, and what each was aggregated from.

    A selector is a label, the name of a group, an ISIC code, section or span
    (sectors only), `"all"`, or several of these. Case does not matter; a label
    wins over a group of the same name. Groups given here win over the built-in
    ones. `country_parts` and `sector_parts` say what an aggregated label is made
    of, `country_weights` how much each part counts in averages; so a group still
    finds an aggregate, several names together find what each holds a part of, and a name
    that asks for a part alone is told where it went. What a group has in `ROW`
    counts as absent.
    """

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    country_groups: Members = field(default_factory=_none, hash=False)
    sector_groups: Members = field(default_factory=_none, hash=False)
    country_parts: Members = field(default_factory=_none, hash=False)
    sector_parts: Members = field(default_factory=_none, hash=False)
    country_weights: Mapping[str, Mapping[str, float]] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )

    def country_index(self, selector: Selector, place: str = "") -> Index:
        """Positions of the countries selected, each once, in the order of the axis.

        Raises InputError naming every entry that selects nothing, or a part of an aggregate.
        """
        place = place or "country"
        found = [(e, self._country(e, place)) for e in _entries(selector, place)]
        return _index(self.countries, found, self._country_extent)

    def sector_index(self, selector: Selector, place: str = "") -> Index:
        """Positions of the sectors selected, each once, in the order of the axis.

        Raises InputError naming every entry that selects nothing, or a part of a sector.
        """
        place = place or "sector"
        found = [(e, self._sector(e, place)) for e in _entries(selector, place)]
        return _index(self.sectors, found, self._sector_extent)

    def sector_cover(self, selector: Selector) -> tuple[frozenset[str], dict[str, Problem]]:
        """Sectors that lie wholly in a selector, and its entries that come to none, with why."""
        found = [(str(e), self._sector(e, "sector")) for e in _entries(selector, "sector")]
        chosen, missed = _joined(found, self._sector_extent)
        return frozenset(chosen), missed

    @cached_property
    def country_group_members(self) -> dict[str, tuple[str, ...]]:
        """Every group of countries that is whole here: name -> labels."""
        built_in = {name: self._present(codes) for name, codes in COUNTRY_GROUPS.items()}
        return {"all": self.countries} | _whole(built_in) | _given(self.country_groups)

    @cached_property
    def sector_group_members(self) -> dict[str, tuple[str, ...]]:
        """Every group of sectors that is whole here: name -> labels."""
        built_in = {name: self._inside(codes) for name, codes in _SECTOR_CLASSES.items()}
        return {"all": self.sectors} | _whole(built_in) | _given(self.sector_groups)

    @cached_property
    def sector_classes(self) -> dict[str, Classes]:
        """ISIC classes of every sector whose name, or whose parts' names, are ISIC codes."""
        found = {}
        for label in self.sectors:
            covers = [classes(p) for p in self.sector_parts.get(label, (label,))]
            if all(c is not None for c in covers):
                found[label] = frozenset().union(*(c for c in covers if c is not None))
        return found

    def _country_extent(self, label: str) -> Extent:
        return frozenset(self.country_parts.get(label, (label,)))

    def _sector_extent(self, label: str) -> Extent:
        return self.sector_classes.get(label) or frozenset(self.sector_parts.get(label, (label,)))

    def _country(self, entry: Any, place: str) -> Found:
        groups = self.country_group_members
        if not isinstance(entry, str):
            return _no_name(entry, place)
        if labels := _by_name(entry, self.countries, groups):
            return Found(labels, frozenset().union(*map(self._country_extent, labels)))
        if name := _same(entry, COUNTRY_GROUPS):
            split = self._present(COUNTRY_GROUPS[name])
            if split.cut:
                return _told(split, place, "countries", name)
        return _unknown(place, "country", entry, self.countries, groups, self.country_parts)

    def _sector(self, entry: Any, place: str) -> Found:
        groups = self.sector_group_members
        if not isinstance(entry, str):
            return _no_name(entry, place)
        if labels := _by_name(entry, self.sectors, groups):
            return Found(labels, frozenset().union(*map(self._sector_extent, labels)))
        if name := _same(entry, SECTOR_GROUPS):
            split = self._inside(_SECTOR_CLASSES[name])
            if split.cut:
                return _told(split, place, "sectors", name)
        wanted = classes(entry) if self.sector_classes else None
        if wanted is None:
            return _unknown(place, "sector", entry, self.sectors, groups, self.sector_parts)
        inside = tuple(s for s, c in self.sector_classes.items() if c <= wanted)
        cut = [s for s, c in self.sector_classes.items() if c & wanted and not c <= wanted]
        if inside and not cut:
            return Found(inside, wanted)
        if cut:
            problem = Problem(
                place,
                f"ISIC code {entry!r} covers only part of {_listed(cut)}, "
                "which this baseline does not split",
                nearest=cut[0],
                remedy=f"name the whole sector {cut[0]!r} or use a finer baseline",
            )
            return Found(inside, wanted, tuple(cut), problem)
        what = f"no sector of this baseline lies in ISIC code {entry!r}"
        problem = Problem(place, what, allowed=_listed(self.sectors))
        return Found(extent=wanted, problem=problem)

    def _present(self, codes: Sequence[str]) -> Found:
        """Labels among `codes` and aggregates made only of them; aggregates that hold others too.

        The rest of the world is no such aggregate: what it holds is absent.
        """
        wanted = frozenset(codes)
        within = {c: wanted.issuperset(self._country_extent(c)) for c in self.countries}
        labels = tuple(c for c, whole in within.items() if c in wanted or whole)
        cut = (c for c in self.country_parts if c not in ("ROW", *labels))
        return Found(labels, wanted, tuple(c for c in cut if wanted & self._country_extent(c)))

    def _inside(self, wanted: Classes) -> Found:
        """Sectors in a group of classes; aggregates of which only some parts lie in it."""
        known = self.sector_classes
        labels = tuple(s for s, c in known.items() if c <= wanted)
        parts = {
            s: [classes(p) or frozenset() for p in self.sector_parts.get(s, ())] for s in known
        }
        cut = tuple(s for s, of in parts.items() if 0 < sum(c <= wanted for c in of) < len(of))
        return Found(labels, wanted, cut)


#: ISIC classes of every group of sectors.
_SECTOR_CLASSES: Mapping[str, Classes] = {
    name: frozenset().union(*(classes(c) or frozenset() for c in codes))
    for name, codes in SECTOR_GROUPS.items()
}


def _entries(selector: Any, place: str) -> Iterator[Any]:
    single = isinstance(selector, str | bytes) or not isinstance(selector, Iterable)
    entries = [selector] if single else list(selector)
    if not entries:
        raise InputError(Problem(place, "nothing is selected", "a name, a group or 'all'"))
    yield from entries


def _index(
    labels: Sequence[str], found: Sequence[tuple[Any, Found]], extent: Callable[[str], Extent]
) -> Index:
    chosen, missed = _joined(found, extent)
    if missed:
        raise InputError(missed.values())
    return np.array([i for i, label in enumerate(labels) if label in chosen], dtype=np.intp)


def _joined(
    found: Sequence[tuple[Any, Found]], extent: Callable[[str], Extent]
) -> tuple[set[str], dict[Any, Problem]]:
    """Labels that the entries select together, and the entries that ask for a part of some."""
    asked = frozenset[str | int]().union(*(f.extent for _, f in found))
    chosen = {label for _, f in found for label in f.labels}
    cut = {c for _, f in found for c in f.cut}
    chosen |= {label for label in cut if extent(label) <= asked}
    missed = {
        repr(entry) if not isinstance(entry, str) else entry: f.problem
        for entry, f in found
        if f.problem is not None and not (f.cut and chosen.issuperset(f.cut))
    }
    return chosen, missed


def _no_name(entry: Any, place: str) -> Found:
    return Found(problem=Problem(place, f"{entry!r} is not a name", allowed="text"))


def _told(found: Found, place: str, kind: str, group: str) -> Found:
    """A group of which aggregates hold a part, with what to do about it."""
    what = f"the group {group!r} holds only part of {_listed(found.cut)}, an aggregate of {kind}"
    remedy = "name its members that stand apart, or use a finer baseline"
    return replace(found, problem=Problem(place, what, remedy=remedy))


def _same(entry: str, names: Iterable[str]) -> str:
    """The name that is the entry but for its case."""
    folded = entry.strip().casefold()
    return next((name for name in names if name.casefold() == folded), "")


def _by_name(
    entry: str, labels: Sequence[str], groups: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Label or group by name: exact spelling first, then without regard to case."""
    if entry in labels:
        return (entry,)
    if label := _same(entry, labels):
        return (label,)
    return groups.get(_same(entry, groups), ())


def _unknown(
    place: str, kind: str, entry: str, labels: Sequence[str], groups: Iterable[str], parts: Members
) -> Found:
    for whole, members in parts.items():
        if member := _same(entry, members):
            problem = Problem(
                place,
                f"{kind} {entry!r} is inside {whole!r} in this baseline",
                nearest=whole,
                remedy=f"name {whole!r} or use a finer baseline",
            )
            return Found(extent=frozenset({member}), cut=(whole,), problem=problem)
    problem = Problem(
        place,
        f"unknown {kind} {entry!r}" if entry.strip() else f"empty {kind} name",
        allowed=f"{_listed(labels)}; groups {_listed(sorted(groups))}",
        nearest=nearest(entry, [*labels, *groups]),
    )
    return Found(problem=problem)


def _whole(groups: Mapping[str, Found]) -> dict[str, tuple[str, ...]]:
    return {name: f.labels for name, f in groups.items() if f.labels and not f.cut}


def _given(groups: Members) -> dict[str, tuple[str, ...]]:
    return {name: tuple(members) for name, members in groups.items()}


def _listed(labels: Sequence[str], most: int = 12) -> str:
    shown = ", ".join(labels[:most])
    return shown if len(labels) <= most else f"{shown}, ... ({len(labels)} in all)"
