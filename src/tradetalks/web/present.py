"""What a world holds before anything is moved, as plain JSON types."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from tradetalks.baseline.people import people_factors
from tradetalks.brief import briefs, load_brief
from tradetalks.brief.schema import DEFICITS, Revenue
from tradetalks.errors import InputError, Problem
from tradetalks.report import story
from tradetalks.report.stack import goods, names
from tradetalks.report.words import the
from tradetalks.solve import outcomes_before
from tradetalks.web.reading import lever_problems
from tradetalks.web.solving import as_json
from tradetalks.web.state import LONGEST_TITLE, MOST_PARTIES, Rules, State, plain_lever

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief import Brief
    from tradetalks.web.worlds import Worlds


@cache
def shipped() -> dict[str, Brief]:
    """The shipped briefs by name."""
    return {name: load_brief(name) for name in briefs()}


def described(worlds: Worlds, name: str) -> dict[str, Any]:
    """Labels, groups and sizes of a world, the choices of closure, and the shipped scenarios."""
    found: dict[str, Any] = worlds.once(("described", name), lambda: _described(worlds, name))
    return found


def _described(worlds: Worlds, name: str) -> dict[str, Any]:
    base = worlds.baseline(name)
    income = np.asarray(outcomes_before(base)["gdp"])
    sources = base.dataset.coords.get("structure_source")
    in_goods = goods(base)
    return {
        "name": name,
        "title": base.title,
        "hash": base.fingerprint,
        "year": base["trade"].attrs.get("year"),
        "elasticities": base.dataset.attrs.get("elasticities"),
        "countries": [
            {"code": code, "name": called, "spoken": the(called), "gdp": float(size)}
            | ({} if sources is None else {"structure_source": str(sources.values[i])})
            for i, (code, called, size) in enumerate(
                zip(base.countries, names(base, "country"), income, strict=True)
            )
        ],
        "sectors": [
            {"code": code, "title": title, "goods": in_goods is not None and j in in_goods}
            for j, (code, title) in enumerate(
                zip(base.sectors, names(base, "sector"), strict=True)
            )
        ],
        "factors": list(base.factors),
        "people": [f for f, is_ in zip(base.factors, people_factors(base.factors), strict=True)
                   if is_],
        "groups": {
            "countries": {k: list(v) for k, v in base.axes.country_group_members.items()},
            "sectors": {k: list(v) for k, v in base.axes.sector_group_members.items()},
        },
        "elasticity_sets": list(worlds.sets),
        "closures": {"deficits": list(DEFICITS), "revenue": list(get_args(Revenue))},
        "presets": [one for b, brief in shipped().items() for one in presets(brief, b, name, base)],
    }  # fmt: skip


def state_of(brief: Brief, world: str) -> State:
    """What a brief starts from, in a world: its rules and parties, no lever moved."""
    parties = tuple(party.country for party in brief.parties)[:MOST_PARTIES]
    rules = Rules(**brief.closure)
    return State(baseline=world, elasticities=brief.elasticities, closure=rules, parties=parties)


def presets(brief: Brief, name: str, world: str, base: Baseline) -> Iterator[dict[str, Any]]:
    """The scenarios of a brief that a world can carry, each with the whole state that it is.

    name: of the brief, if it is a shipped one.
    """
    start = state_of(brief, world).plain()
    parties = start["parties"]
    for scenario in brief.scenarios:
        levers = [plain_lever(lever) for lever in scenario.levers]
        state = {"parties": parties, "levers": levers}
        if any(lever_problems(state, base.axes, "")):
            continue
        yield {
            "brief": name,
            "brief_title": brief.title,
            "id": scenario.id,
            "title": scenario.title,
            "subject": scenario.subject,
            "description": scenario.description,
            "parties": parties,
            "levers": levers,
            "state": {**start, "title": scenario.title[:LONGEST_TITLE], "levers": levers},
        }


def parties_of(base: Baseline, labels: tuple[str, ...]) -> dict[str, str]:
    """Label -> name of single countries; raises InputError for what is none, or several."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    called = names(base, "country")
    for place, label in zip("ab", labels, strict=True):
        try:
            index = base.axes.country_index(label, place)
        except InputError as error:
            problems += error.problems
            continue
        if len(index) > 1:
            problems.append(Problem(place, f"{label!r} is several countries", "one country"))
        else:
            found[base.countries[index[0]]] = called[index[0]]
    if len(found) < len(labels) and not problems:
        problems.append(Problem("b", "is the same country as a", "another country"))
    if problems:
        raise InputError(problems)
    return found


def pair_of(base: Baseline, a: str, b: str) -> dict[str, Any]:
    """Tariffs in force and trade between two countries, both ways; people; reported facts."""
    one, two = parties_of(base, (a, b))
    ways = [(one, two), (two, one)]
    return {
        "tariffs": [
            {"importer": into, "exporter": out, **_rates(base, out, into)} for out, into in ways
        ],
        "trade": [
            {"exporter": out, "importer": into, **_sums(base, out, into)} for out, into in ways
        ],
        "migrants": list(_migrants(base, ways)),
        "facts": _facts(base, {one, two}),
    }


def _rates(base: Baseline, out: str, into: str) -> dict[str, Any]:
    """Tariffs weighted by trade, fractions; null where nothing is traded."""
    trade, rate = (base[n].sel(exporter=out, importer=into).values for n in ("trade", "tariff"))

    def mean(chosen: Any) -> float | None:
        whole = float(trade[chosen].sum())
        return float((trade * rate)[chosen].sum()) / whole if whole else None

    found: dict[str, Any] = {"all": mean(slice(None))}
    if (chosen := goods(base)) is not None:
        found["goods"] = mean(chosen)
    return found | {"sectors": dict(zip(base.sectors, rate.tolist(), strict=True))}


def _sums(base: Baseline, out: str, into: str) -> dict[str, Any]:
    """Trade before duty, USD million."""
    trade = base["trade"].sel(exporter=out, importer=into).values
    found: dict[str, Any] = {"all": float(trade.sum())}
    if (chosen := goods(base)) is not None:
        found["goods"] = float(trade[chosen].sum())
    return found | {"sectors": dict(zip(base.sectors, trade.tolist(), strict=True))}


def _migrants(base: Baseline, ways: list[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    if "migrants" not in base.dataset:
        return
    for origin, residence in ways:
        persons = float(base["migrants"].sel(origin=origin, residence=residence))
        yield {"origin": origin, "residence": residence, "persons": persons}


def _facts(base: Baseline, pair: set[str]) -> dict[str, Any] | None:
    """What the briefs between these two report, beside what the world holds."""
    for brief in shipped().values():
        if {party.country for party in brief.parties} == pair:
            try:
                table: dict[str, Any] = as_json([story.facts(brief, base)])["facts"]
                return table
            except InputError:
                return None  # its measures name sectors that this world does not have
    return None
