"""Which countries and sectors may become one: units that no question tells apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradetalks.baseline.sources.regions import regions
from tradetalks.errors import Problem
from tradetalks.labels import Axes, Selector
from tradetalks.labels.isic import Classes, classes

if TYPE_CHECKING:
    from tradetalks.baseline.core import Baseline

#: What stays apart where nothing else is said: the broad groups of ISIC that the small world has.
BROAD: Mapping[str, str] = {
    "A": "Agriculture, forestry and fishing",
    "B": "Mining",
    "C10T12": "Food, drinks and tobacco",
    "C13T18": "Textiles, wood, paper and printing",
    "C19T25": "Fuels, chemicals, metals and other materials",
    "C26T28": "Electronics and machinery",
    "C29T33": "Vehicles and other manufactures",
    "D_I": "Utilities, construction, trade, transport and hospitality",
    "J_N": "Information, finance and business services",
    "O_U": "Public and other services",
}
REST = "rest of"
#: Members of a unit that a made-up label names.
SHOWN = 3


@dataclass(frozen=True)
class Units:
    """A partition of labels, by position.

    calls: what each unit could be called, empty where nothing fits. apart: how many units are told
    apart; the others are what is left of the world.
    """

    members: tuple[tuple[int, ...], ...]
    calls: tuple[str, ...]
    apart: int


def country_units(
    axes: Axes,
    one: Sequence[Sequence[int]],
    each: Iterable[int],
    groups: Sequence[frozenset[int]],
    problems: list[Problem],
) -> Units:
    """Countries by who names them, and by region.

    one: parties, each a unit. each: countries that stand alone. groups: what stays apart from the
    rest. A party that is told apart in itself goes to `problems`.
    """
    alone, count = set(each), len(axes.countries)
    party = {i: k for k, members in enumerate(one) for i in members}
    named = [g for g in groups if 0 < len(g) < count]
    located = [_region(c, axes) for c in axes.countries]
    keys: list[tuple[object, ...]] = []
    for i in range(count):
        inside = tuple(k for k, g in enumerate(named) if i in g)
        if i in party:
            keys.append(("party", party[i]))
        elif i in alone:
            keys.append(("alone", i))
        else:
            keys.append(("named", inside, located[i]) if inside else ("region", located[i]))
    for members in one:
        if len(members) > 1 and (split := _split(members, alone, named)):
            cut = ", ".join(axes.countries[i] for i in sorted(split))
            what = f"{cut} is told apart from the party that it is part of"
            problems.append(Problem("party", what, remedy="name the whole party"))
    units = _partition(keys)
    known = {r: frozenset(i for i, at in enumerate(located) if at == r) for r in set(located)}
    groups_here = _positions(axes.countries, axes.country_group_members)
    calls = [
        "ROW"
        if key == ("region", "ROW")
        else _called(frozenset(members), known if key[0] == "region" else groups_here | known)
        for key, members in units.items()
    ]
    apart = sum(key[0] != "region" for key in units)
    return Units(tuple(units.values()), tuple(calls), apart)


def sector_units(
    axes: Axes, each: Iterable[int], selectors: Sequence[Selector], place: str
) -> Units:
    """Sectors by who names them, within the broad groups of ISIC; others stand alone.

    Goods and services are never in one unit.
    """
    alone, known = set(each), axes.sector_classes
    sets = [frozenset(map(int, axes.sector_index(s, place))) for s in selectors]
    keys: list[tuple[object, ...]] = []
    for j, label in enumerate(axes.sectors):
        inside = tuple(k for k, chosen in enumerate(sets) if j in chosen)
        if j in alone or (label not in known and not any(len(sets[k]) > 1 for k in inside)):
            keys.append(("alone", j))
        else:
            keys.append((_broad(known[label]) if label in known else "", inside))
    names = {
        code: frozenset(j for j, s in enumerate(axes.sectors) if known.get(s, _NOTHING) <= of)
        for code, of in _BROAD_CLASSES.items()
    }
    written = {e for s in selectors for e in ((s,) if isinstance(s, str) else s)}
    names |= {e: frozenset(map(int, axes.sector_index(e))) for e in written if _known(axes, e)}
    units = _partition(keys)
    calls = tuple(_called(frozenset(members), names) for members in units.values())
    return Units(tuple(units.values()), calls, len(units))


def labelled(units: Units, labels: Sequence[str]) -> dict[str, list[str]]:
    """New label -> old ones, for every unit of several.

    A unit is called by the name that is wholly it, else "rest of" the smallest that holds it, or,
    where several could be so called, by that name with its first member and how many more.
    """
    several = [(m, call) for m, call in zip(units.members, units.calls, strict=True) if len(m) > 1]
    calls = [call for _, call in several]
    found = {}
    for members, call in several:
        old = [labels[i] for i in members]
        taken = calls.count(call) > 1 or (call in labels and call not in old) or not call
        found[_told_apart(call, old) if taken else call] = old
    return found


def titles_of(
    made: Baseline, nations: Iterable[str], kinds: Iterable[str]
) -> dict[str, tuple[str, list[str]]]:
    """What people call the new labels, for `annotate`; other names stay as they are."""
    found = {}
    for name, dim, new in (
        ("country_name", "country", {n: _readable(n, {}) for n in nations}),
        ("sector_title", "sector", {n: _readable(n, BROAD) for n in kinds}),
    ):
        if name in made.dataset.coords:
            labels = made.countries if dim == "country" else made.sectors
            old = [str(t) for t in made[name].values]
            found[name] = (dim, [new.get(c) or t for c, t in zip(labels, old, strict=True)])
    return found


def _readable(label: str, titles: Mapping[str, str]) -> str:
    """A label as a title where it is, or is the rest of, something that has one."""
    rest = label.startswith(REST)
    name, mark, some = label.removeprefix(f"{REST} ").partition(" (")
    title = titles.get(name) or {"EU": "European Union", "ROW": "Rest of world"}.get(name)
    if title is None:
        return "" if titles else label[:1].upper() + label[1:]
    return (f"Rest of {title[:1].lower() + title[1:] if titles else title}" if rest else title) + (
        mark + some
    )


def _partition(keys: Sequence[tuple[object, ...]]) -> dict[tuple[object, ...], tuple[int, ...]]:
    found: dict[tuple[object, ...], tuple[int, ...]] = {}
    for i, key in enumerate(keys):
        found[key] = (*found.get(key, ()), i)
    return found


def _split(
    members: Sequence[int], alone: set[int], groups: Sequence[frozenset[int]]
) -> frozenset[int]:
    """Members of a party that something tells apart from the others."""
    whole = frozenset(members)
    cut = [g & whole for g in groups if g & whole and not g >= whole]
    return frozenset().union(*cut, whole & alone)


def _called(members: frozenset[int], names: Mapping[str, frozenset[int]]) -> str:
    if exact := [name for name, whole in names.items() if whole == members]:
        return exact[0]
    holding = [name for name, whole in names.items() if whole > members]
    return f"{REST} {min(holding, key=lambda n: len(names[n]))}" if holding else ""


def _told_apart(call: str, members: Sequence[str]) -> str:
    """'EU (AUT+10)'; by the members alone where they are few or nothing holds them."""
    more = len(members) - SHOWN
    if more <= 0 or not call:
        return "+".join(members[:SHOWN]) + (f"+{more}" if more > 0 else "")
    return f"{call.removeprefix(REST).strip()} ({members[0]}+{len(members) - 1})"


def _positions(
    labels: Sequence[str], groups: Mapping[str, Sequence[str]]
) -> dict[str, frozenset[int]]:
    at = {label: i for i, label in enumerate(labels)}
    return {name: frozenset(at[m] for m in of) for name, of in groups.items() if name != "all"}


def _region(country: str, axes: Axes) -> str:
    """Where a country lies, or all of an aggregate does; else in the rest of the world."""
    found = {regions().get(part, "ROW") for part in axes.country_parts.get(country, (country,))}
    return found.pop() if len(found) == 1 else "ROW"


def _broad(of: Classes) -> str:
    """The broad group that holds a sector, else those that it lies across."""
    return "+".join(code for code, whole in _BROAD_CLASSES.items() if of & whole)


def _known(axes: Axes, entry: str) -> bool:
    return not axes.sector_cover(entry)[1]


_NOTHING: Classes = frozenset({-1})
_BROAD_CLASSES = {code: classes(code) or frozenset() for code in BROAD}
