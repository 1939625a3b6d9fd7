"""How finely a world is told apart: the resolution asked for, and the world that comes of it.

What a question tells apart (`Apart`) stays apart. Countries that nobody names are added together by
region, sectors by the broad groups of ISIC; a number keeps the largest partners apart besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from tradetalks.baseline.aggregation import aggregate
from tradetalks.baseline.identities import Array
from tradetalks.baseline.units import Units, country_units, labelled, sector_units, titles_of
from tradetalks.errors import InputError, Problem, nearest
from tradetalks.labels import Selector
from tradetalks.labels.axes import Index

if TYPE_CHECKING:
    from tradetalks.baseline.core import Baseline

Grain: TypeAlias = int | Literal["brief", "full"]
ALLOWED = "full, brief, a number of countries such as 20, or countries and sectors such as 20x25"


@dataclass(frozen=True)
class Apart:
    """What a question tells apart.

    parties: each becomes one label, a group of countries too. each: all countries selected stand
    alone. countries, sectors: what is inside a selector stays apart from what is outside.
    """

    parties: tuple[str, ...]
    each: tuple[Selector, ...] = ()
    countries: tuple[Selector, ...] = ()
    sectors: tuple[Selector, ...] = ()


@dataclass(frozen=True)
class Resolution:
    """How many countries and sectors stand apart: a number, what the question needs, or all."""

    countries: Grain
    sectors: Grain

    @classmethod
    def read(cls, written: str | int, place: str = "resolution") -> Resolution:
        """From `full`, `brief`, `20`, `20x15`, `20xbrief`; raises InputError for anything else."""
        text = str(written).strip().casefold()
        first, by, second = text.partition("x")
        grains = [_grain(word) for word in ((first, second) if by else (first,))]
        if None in grains or isinstance(written, bool):
            what = f"{written!r} is no resolution"
            close = nearest(text, ("full", "brief"))
            raise InputError(Problem(place, what, ALLOWED, close))
        # A number merges countries alone: merging sectors costs far more (docs/resolution.md).
        sectors = grains[1] if by else "brief" if grains[0] == "brief" else "full"
        return cls(grains[0], sectors)  # type: ignore[arg-type]

    def __str__(self) -> str:
        usual = "brief" if self.countries == "brief" else "full"
        short = self.sectors == usual
        return str(self.countries) if short else f"{self.countries}x{self.sectors}"


def resolved(
    base: Baseline, apart: Apart, resolution: Resolution, place: str = "resolution"
) -> Baseline:
    """The world at a resolution: aggregated as far as what stands apart allows.

    At `full` only a party that is a group of countries is made one. The history says what was
    merged. Raises InputError where fewer are asked for than stand apart, or more than there are.
    """
    problems: list[Problem] = []
    parties = base.axes.country_index(apart.parties or "all", place)
    countries = _countries(base, apart, resolution.countries, parties, problems, place)
    sectors = _sectors(base, apart, resolution.sectors, parties, problems, place)
    if problems:
        raise InputError(problems)
    nations, kinds = labelled(countries, base.countries), labelled(sectors, base.sectors)
    if not nations and not kinds:
        return base
    made = aggregate(base, nations, kinds, partners=apart.parties or "all")
    return made.annotate(**titles_of(made, nations, kinds))


def _countries(
    base: Baseline,
    apart: Apart,
    grain: Grain,
    parties: Index,
    problems: list[Problem],
    place: str,
) -> Units:
    one = tuple(tuple(int(i) for i in base.axes.country_index(p, place)) for p in apart.parties)
    inside = {i for party in one for i in party}
    each = {i for s in apart.each for i in _alone(base.axes.country_index(s, place), one)}
    groups = [frozenset(map(int, base.axes.country_index(s, place))) for s in apart.countries]
    if grain == "full":
        each |= set(range(len(base.countries))) - inside
    units = country_units(base.axes, one, each, groups, problems)
    if isinstance(grain, str) or problems:
        return units
    order = np.argsort(-_trade(base, parties).sum(axis=1), kind="stable")
    for i in (int(i) for i in order if i not in each | inside):
        if units.apart >= grain:
            break
        each.add(i)
        units = country_units(base.axes, one, each, groups, problems)
    most = len(base.countries) - sum(len(party) - 1 for party in one)
    problems += _misfit(grain, units, most, "countries", place)
    return units


def _alone(members: Index, parties: Sequence[Sequence[int]]) -> set[int]:
    """Countries of a selector that stand alone: a party that lies wholly in it is one of them."""
    found = set(map(int, members))
    return found.difference(*(party for party in parties if found.issuperset(party)))


def _sectors(
    base: Baseline,
    apart: Apart,
    grain: Grain,
    parties: Index,
    problems: list[Problem],
    place: str,
) -> Units:
    each = set(range(len(base.sectors))) if grain == "full" else set[int]()
    units = sector_units(base.axes, each, apart.sectors, place)
    if isinstance(grain, str):
        return units
    order = np.argsort(-_trade(base, parties).sum(axis=0), kind="stable")
    for j in map(int, order):
        if units.apart >= grain:
            break
        each.add(j)
        units = sector_units(base.axes, each, apart.sectors, place)
    problems += _misfit(grain, units, len(base.sectors), "sectors", place)
    return units


def _trade(base: Baseline, parties: Index) -> Array:
    """The parties' trade with each country in each sector, both ways, (country, sector)."""
    flow = base["trade"].values
    trade: Array = flow[:, parties].sum(axis=1) + flow[parties].sum(axis=0)
    return trade


def _misfit(grain: int, units: Units, most: int, kind: str, place: str) -> list[Problem]:
    if units.apart == grain:
        return []
    fewest = units.apart if units.apart > grain else None
    what = (
        f"{fewest} {kind} or groups of them are told apart by what is asked, which is more than "
        f"{grain}"
        if fewest
        else f"there are no {grain} {kind} to keep apart, only {units.apart}"
    )
    allowed = f"{fewest} to {most}, brief or full" if fewest else f"up to {units.apart}, or full"
    return [Problem(place, what, allowed, remedy="brief keeps apart what is needed and no more")]


def _grain(word: str) -> Grain | None:
    if word in ("brief", "full"):
        return word  # type: ignore[return-value]
    return int(word) if word.isdecimal() and int(word) > 0 else None
