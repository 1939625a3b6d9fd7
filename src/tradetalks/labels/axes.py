"""Axes: the labels of a baseline, and the selectors that pick from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import InputError, Problem, nearest
from tradetalks.labels.groups import COUNTRY_GROUPS, SECTOR_GROUPS
from tradetalks.labels.isic import Classes, classes

Selector: TypeAlias = str | Sequence[str]
Index: TypeAlias = NDArray[np.intp]
Members: TypeAlias = Mapping[str, Sequence[str]]
Found: TypeAlias = tuple[str, ...] | Problem


def _none() -> Members:
    return MappingProxyType({})


@dataclass(frozen=True)
class Axes:
    """Country and sector labels, groups of them, and what each was aggregated from.

    A selector is a label, the name of a group, an ISIC code, section or span
    (sectors only), `"all"`, or several of these. Case does not matter; a label
    wins over a group of the same name. Groups given here win over the built-in
    ones. `country_parts` and `sector_parts` say what an aggregated label is made
    of, so that a group still finds it and a finer name is told where it went.
    """

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    country_groups: Members = field(default_factory=_none, hash=False)
    sector_groups: Members = field(default_factory=_none, hash=False)
    country_parts: Members = field(default_factory=_none, hash=False)
    sector_parts: Members = field(default_factory=_none, hash=False)

    def country_index(self, selector: Selector, place: str = "") -> Index:
        """Positions of the countries selected, each once, in the order of the axis.

        Raises InputError naming every entry that selects nothing.
        """
        return _index(self.countries, selector, self._country, place or "country")

    def sector_index(self, selector: Selector, place: str = "") -> Index:
        """Positions of the sectors selected, each once, in the order of the axis.

        Raises InputError naming every entry that selects nothing.
        """
        return _index(self.sectors, selector, self._sector, place or "sector")

    @cached_property
    def country_group_members(self) -> dict[str, tuple[str, ...]]:
        """Every group of countries with a member here: name -> labels."""
        built_in = {name: self._present(codes) for name, codes in COUNTRY_GROUPS.items()}
        return {"all": self.countries} | _filled(built_in) | _given(self.country_groups)

    @cached_property
    def sector_group_members(self) -> dict[str, tuple[str, ...]]:
        """Every group of sectors with a member here: name -> labels."""
        built_in = {
            name: self._inside(frozenset().union(*(classes(c) or frozenset() for c in codes)))
            for name, codes in SECTOR_GROUPS.items()
        }
        return {"all": self.sectors} | _filled(built_in) | _given(self.sector_groups)

    @cached_property
    def sector_classes(self) -> dict[str, Classes]:
        """ISIC classes of every sector whose name, or whose parts' names, are ISIC codes."""
        found = {}
        for label in self.sectors:
            covers = [classes(p) for p in self.sector_parts.get(label, (label,))]
            if all(c is not None for c in covers):
                found[label] = frozenset().union(*(c for c in covers if c is not None))
        return found

    def _country(self, entry: str, place: str) -> Found:
        groups = self.country_group_members
        if found := _by_name(entry, self.countries, groups):
            return found
        return _unknown(place, "country", entry, self.countries, groups, self.country_parts)

    def _sector(self, entry: str, place: str) -> Found:
        groups = self.sector_group_members
        if found := _by_name(entry, self.sectors, groups):
            return found
        wanted = classes(entry) if self.sector_classes else None
        if wanted is None:
            return _unknown(place, "sector", entry, self.sectors, groups, self.sector_parts)
        inside = self._inside(wanted)
        cut = [s for s, c in self.sector_classes.items() if c & wanted and not c <= wanted]
        if inside and not cut:
            return inside
        if cut:
            return Problem(
                place,
                f"ISIC code {entry!r} covers only part of {_listed(cut)}, "
                "which this baseline does not split",
                nearest=cut[0],
                remedy=f"name the whole sector {cut[0]!r} or use a finer baseline",
            )
        return Problem(
            place,
            f"no sector of this baseline lies in ISIC code {entry!r}",
            allowed=_listed(self.sectors),
        )

    def _present(self, codes: Sequence[str]) -> tuple[str, ...]:
        """Labels among `codes`, and aggregates made only of them."""
        wanted = set(codes)
        return tuple(
            c for c in self.countries if c in wanted or wanted.issuperset(self._parts(c) or {c})
        )

    def _parts(self, country: str) -> Sequence[str]:
        return self.country_parts.get(country, ())

    def _inside(self, wanted: Classes) -> tuple[str, ...]:
        return tuple(s for s, c in self.sector_classes.items() if c <= wanted)


def _index(
    labels: Sequence[str],
    selector: Selector,
    resolve: Callable[[str, str], Found],
    place: str,
) -> Index:
    single = isinstance(selector, str | bytes) or not isinstance(selector, Iterable)
    entries = [selector] if single else list(selector)
    problems: list[Problem] = []
    chosen: set[str] = set()
    if not entries:
        problems.append(Problem(place, "nothing is selected", allowed="a name, a group or 'all'"))
    for entry in entries:
        found = (
            resolve(entry, place)
            if isinstance(entry, str)
            else Problem(place, f"{entry!r} is not a name", allowed="text")
        )
        if isinstance(found, Problem):
            problems.append(found)
        else:
            chosen.update(found)
    if problems:
        raise InputError(problems)
    return np.array([i for i, label in enumerate(labels) if label in chosen], dtype=np.intp)


def _by_name(
    entry: str, labels: Sequence[str], groups: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Label or group by name: exact spelling first, then without regard to case."""
    if entry in labels:
        return (entry,)
    folded = entry.strip().casefold()
    for label in labels:
        if label.casefold() == folded:
            return (label,)
    return next((m for name, m in groups.items() if name.casefold() == folded), ())


def _unknown(
    place: str, kind: str, entry: str, labels: Sequence[str], groups: Iterable[str], parts: Members
) -> Problem:
    folded = entry.strip().casefold()
    for whole, members in parts.items():
        if folded in {m.casefold() for m in members}:
            return Problem(
                place,
                f"{kind} {entry!r} is inside {whole!r} in this baseline",
                nearest=whole,
                remedy=f"name {whole!r} or use a finer baseline",
            )
    return Problem(
        place,
        f"unknown {kind} {entry!r}" if entry.strip() else f"empty {kind} name",
        allowed=f"{_listed(labels)}; groups {_listed(sorted(groups))}",
        nearest=nearest(entry, [*labels, *groups]),
    )


def _filled(groups: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: members for name, members in groups.items() if members}


def _given(groups: Members) -> dict[str, tuple[str, ...]]:
    return {name: tuple(members) for name, members in groups.items()}


def _listed(labels: Sequence[str], most: int = 12) -> str:
    shown = ", ".join(labels[:most])
    return shown if len(labels) <= most else f"{shown}, ... ({len(labels)} in all)"
