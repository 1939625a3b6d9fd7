"""What a brief tells apart: countries and sectors that no aggregation may add together.

Two that no key of the brief ever tells apart may become one. Rates that a published list gives to
countries by the hundred are averaged, but for those it treats for a reason of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tradetalks.baseline.resolution import Apart
from tradetalks.brief.caught import caught, secondary_tariffs
from tradetalks.brief.checks.labels import selectors
from tradetalks.brief.expression import calls
from tradetalks.brief.levers import ENDS
from tradetalks.brief.read import content_of, parsed
from tradetalks.brief.walk import Raw, levers, tables
from tradetalks.policy.schedules import schedule

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief.schema import Brief
    from tradetalks.labels import Axes, Selector

#: Labels of a question that make one rate for each partner.
BY_PARTNER = frozenset({"partner", "exporter", "importer"})


def apart(brief: Brief, base: Baseline) -> Apart:
    """What stays apart, on the labels of a world that has everything the brief names.

    Apart stand: every party; every member of a bloc, every player, and every partner where there
    is a rate for each; countries that a lever or a fact sets against others of the same group; and,
    as sets, whatever a selector holds, and whom a secondary tariff would catch. Goods stay apart
    from services. Raises InputError for names that the world does not have.
    """
    raw, _ = parsed(content_of(brief.path), brief.path)
    axes = base.axes
    named = [(loc, kind, s) for loc, kind, s in selectors(raw) if not _everyone(s)]
    countries = [s for loc, kind, s in named if kind == "country" and loc[-1] != "spare"]
    sectors = [s for _, kind, s in named if kind == "sector"]
    return Apart(
        parties=tuple(party.country for party in brief.parties),
        each=(*_each(raw), *_rivals(raw, axes)),
        countries=(*countries, *_listed(raw, axes), *caught(secondary_tariffs(brief), base)),
        sectors=(*sectors, *_further_sectors(brief, raw, axes)),
    )


def _everyone(selector: Any) -> bool:
    return selector == "all" or (not isinstance(selector, str) and "all" in selector)


def _each(raw: Raw) -> Iterator[Selector]:
    """Whoever decides, or is decided on, alone."""
    for _, lever in levers(raw):
        if lever.get("kind") == "bloc" and not _everyone(lever["members"]):
            yield lever["members"]
    for _, question in tables(raw, "question"):
        keys = ["players"] + ["partners"] * bool(BY_PARTNER & set(question.get("by", ())))
        for key in keys:
            if key in question and not _everyone(question[key]):
                yield question[key]


def _rivals(raw: Raw, axes: Axes) -> Iterator[Selector]:
    """Countries at both ends of one lever or fact: what flows among them would be lost."""
    pairs: list[Mapping[str, Any]] = [lever for _, lever in levers(raw)]
    ends = [(t[a], t[b]) for t in pairs for a, b in ENDS if a in t and b in t]
    for _, fact in tables(raw, "fact"):
        for call in calls(fact["measure"], "") if "measure" in fact else ():
            who = [s for name, s in call.arguments.items() if name != "sectors"]
            ends += [(who[0], who[1])] if len(who) == 2 else []
    for here, there in ends:
        if _everyone(here) and _everyone(there):
            continue
        both = set(axes.country_index(here)) & set(axes.country_index(there))
        if len(both) > 1:
            yield tuple(axes.countries[i] for i in sorted(both))


def _listed(raw: Raw, axes: Axes) -> Iterator[Selector]:
    """Groups that a lever spares, and countries that a list treats for a reason of their own."""
    for _, lever in levers(raw):
        spare = lever.get("spare", ())
        yield from (spare,) if isinstance(spare, str) else spare
    names = [lever["schedule"] for _, lever in levers(raw) if "schedule" in lever]
    for name in dict.fromkeys(names):
        alike: dict[tuple[str, float], list[str]] = defaultdict(list)
        for country, line in schedule(name).charged(axes.countries).items():
            if line.rule == "documented":
                alike[line.basis, line.rate].append(country)
        yield from map(tuple, alike.values())


def _further_sectors(brief: Brief, raw: Raw, axes: Axes) -> Iterator[Selector]:
    """Exempt sectors, those with a rate each or scale economies of their own, and goods."""
    for _, lever in levers(raw):
        if "except_sectors" in lever:
            exempt, _ = axes.sector_cover(lever["except_sectors"])
            yield from (tuple(sorted(exempt)),) if exempt else ()
    for _, question in tables(raw, "question"):
        for key in ("sectors", "lines"):
            if "sector" in question.get("by", ()) and not _everyone(question.get(key, "all")):
                yield from ((axes.sectors[j],) for j in axes.sector_index(question[key]))
    if isinstance(brief.scale_elasticity, dict):
        yield from brief.scale_elasticity
    if "goods" in axes.sector_group_members:
        yield "goods"
