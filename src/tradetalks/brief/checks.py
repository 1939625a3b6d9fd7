"""What one key of a brief demands of another: references, amounts, measures and labels.

These work on the plain tables of the file, so that they still speak when some keys are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradetalks.brief.exempt import split
from tradetalks.brief.expression import calls, dimension, names_in
from tradetalks.brief.fields import MEASURABLE, UNITS
from tradetalks.brief.levers import COUNTRY_KEYS, LEVERS, SECTOR_KEYS
from tradetalks.brief.places import Loc
from tradetalks.brief.problems import Finding
from tradetalks.errors import InputError, nearest
from tradetalks.policy.schedules import schedules

if TYPE_CHECKING:
    from tradetalks.labels import Axes

Raw = Mapping[str, Any]
NAMED = ("fact", "event", "agenda", "offer", "scenario", "question")
WITH_LEVERS = ("scenario", "agenda", "offer", "question")


def cross_findings(raw: Raw, folder: Path) -> Iterator[Finding]:
    """Everything that can be checked without a baseline; `folder` is where the brief lies."""
    yield from _nothing_in(raw)
    yield from _repeated_ids(raw)
    yield from _references(raw)
    yield from _dates(raw)
    yield from _measures(raw)
    for loc, lever in levers(raw):
        yield from _lever(loc, lever, in_scenario=loc[0] == "scenario")
    yield from _names(raw, folder)


def label_findings(raw: Raw, axes: Axes) -> Iterator[Finding]:
    """Countries and sectors that a baseline with these axes does not have."""
    for loc, kind, selector in _selectors(raw):
        resolve = axes.country_index if kind == "country" else axes.sector_index
        try:
            resolve(selector)
        except InputError as error:
            for problem in error.problems:
                yield Finding(loc, problem.what, problem.allowed, problem.nearest, problem.remedy)
    for loc, lever in levers(raw):
        yield from _home(loc, lever, axes)
        yield from _exempt(loc, lever, axes)


def _home(loc: Loc, lever: Raw, axes: Axes) -> Iterator[Finding]:
    """A lever between a country and itself, which moves nothing."""
    try:
        ends = [set(axes.country_index(lever[key])) for key in ("importer", "exporter")]
    except (KeyError, TypeError, InputError):
        return
    if ends[0] == ends[1] and len(ends[0]) == 1:
        yield Finding(
            loc,
            f"importer and exporter are both {lever['importer']!r}",
            "two countries",
            remedy="home trade has no tariff, tax, cost or embargo",
        )


def _exempt(loc: Loc, lever: Raw, axes: Axes) -> Iterator[Finding]:
    """Exempt goods of unknown name, and exemptions that leave nothing to charge."""
    try:
        exempt, _ = split(lever["except_sectors"], axes)
    except (KeyError, TypeError):
        return
    except InputError as error:
        for p in error.problems:
            yield Finding((*loc, "except_sectors"), p.what, p.allowed, p.nearest, p.remedy)
        return
    try:
        named = {axes.sectors[j] for j in axes.sector_index(lever["sectors"])}
    except (KeyError, TypeError, InputError):
        return
    if named <= exempt:
        yield Finding((*loc, "except_sectors"), "leaves no sector to charge", "fewer sectors")


def tables(raw: Any, key: str) -> Iterator[tuple[Loc, Raw]]:
    """The tables of an array with their key paths; anything else is passed over."""
    found = raw.get(key) if isinstance(raw, Mapping) else None
    if isinstance(found, list | tuple):
        for i, table in enumerate(found):
            if isinstance(table, Mapping):
                yield (key, i), table


def levers(raw: Raw) -> Iterator[tuple[Loc, Raw]]:
    """Every lever in the brief."""
    for key in WITH_LEVERS:
        for outer, item in tables(raw, key):
            for inner, lever in tables(item, "lever"):
                yield outer + inner, lever


def _nothing_in(raw: Raw) -> Iterator[Finding]:
    """Lists that must hold something and are empty."""
    lists: list[tuple[Loc, Any]] = [((key,), raw.get(key)) for key in ("party", "scenario")]
    for key in ("scenario", "offer"):
        lists += [((*loc, "lever"), item.get("lever")) for loc, item in tables(raw, key)]
    for loc, found in lists:
        if isinstance(found, list | tuple) and not found:
            yield Finding(loc, "is empty", f"at least one [[{'.'.join(map(str, loc[::2]))}]]")


def _repeated_ids(raw: Raw) -> Iterator[Finding]:
    for key, name in [*((k, "id") for k in NAMED), ("party", "country")]:
        seen: set[str] = set()
        for loc, item in tables(raw, key):
            value = item.get(name)
            if isinstance(value, str) and value in seen:
                yield Finding((*loc, name), f"{value!r} is used twice", remedy=f"one {name} each")
            elif isinstance(value, str):
                seen.add(value)


def _references(raw: Raw) -> Iterator[Finding]:
    parties = [p["country"] for _, p in tables(raw, "party") if isinstance(p.get("country"), str)]
    for key, name in (("agenda", "owner"), ("offer", "by")):
        for loc, item in tables(raw, key):
            yield from _unknown((*loc, name), item.get(name), parties, "a party")
    ids = {k: [i.get("id") for _, i in tables(raw, k)] for k in ("agenda", "fact")}
    for loc, question in tables(raw, "question"):
        yield from _each_unknown((*loc, "facts"), question.get("facts"), ids["fact"], "a fact")
    talks = raw.get("talks")
    if isinstance(talks, Mapping):
        yield from _each_unknown(("talks", "parties"), talks.get("parties"), parties, "a party")
        issues = ids["agenda"]
        yield from _each_unknown(("talks", "issues"), talks.get("issues"), issues, "on the agenda")
        yield from _uncounted(talks.get("power"), talks.get("parties"))


def _uncounted(power: Any, players: Any) -> Iterator[Finding]:
    """Bargaining power that is not one number for each party."""
    lists = isinstance(power, list | tuple) and isinstance(players, list | tuple)
    if lists and len(power) != len(players):
        yield Finding(
            ("talks", "power"),
            f"has {len(power)} numbers for {len(players)} parties",
            "one number for each party",
        )


def _each_unknown(loc: Loc, values: Any, known: list[Any], what: str) -> Iterator[Finding]:
    for value in values if isinstance(values, list | tuple) else ():
        yield from _unknown(loc, value, known, what)


def _unknown(loc: Loc, value: Any, known: list[Any], what: str) -> Iterator[Finding]:
    choices = [k for k in known if isinstance(k, str)]
    if isinstance(value, str) and value not in choices:
        yield Finding(
            loc, f"{value!r} is not {what}", ", ".join(choices) or "none", nearest(value, choices)
        )


def _dates(raw: Raw) -> Iterator[Finding]:
    for loc, event in tables(raw, "event"):
        if ("date" in event) == ("window" in event):
            given = "both date and window" if "date" in event else "neither date nor window"
            yield Finding(loc, f"has {given}", "date = 2025-02-13 or window = [first, last]")


def _measures(raw: Raw) -> Iterator[Finding]:
    for loc, fact in tables(raw, "fact"):
        text, unit = fact.get("measure"), fact.get("unit")
        if text is None and "note" not in fact:
            yield Finding(
                loc, "has neither measure nor note", remedy="say in note why it is not measured"
            )
        if not isinstance(text, str):
            continue
        try:
            money = dimension(text, "")
        except InputError as error:
            for p in error.problems:
                yield Finding((*loc, "measure"), p.what, p.allowed, p.nearest, p.remedy)
            continue
        if unit in UNITS and MEASURABLE.get(unit, (None,))[0] != money:
            fitting = [u for u, (power, _) in MEASURABLE.items() if power == money]
            yield Finding(
                (*loc, "unit"), f"{text!r} does not give {unit}", ", ".join(fitting) or "no unit"
            )


def _lever(loc: Loc, lever: Raw, *, in_scenario: bool) -> Iterator[Finding]:
    model = LEVERS.get(str(lever.get("kind")))
    if model is None:
        return
    given = [key for key in model.amounts if key in lever]
    if model.amounts and len(given) != 1:
        yield Finding(
            loc,
            f"gives {' and '.join(given) or 'no amount'}",
            f"exactly one of {', '.join(model.amounts)}",
        )
    for key in given:
        if in_scenario and isinstance(lever[key], list | tuple):
            yield Finding(
                (*loc, key),
                f"{lever[key]!r} is a range",
                "one number",
                remedy="ranges belong to the agenda, offers and questions",
            )
    if "schedule" in lever:
        yield from _unknown((*loc, "schedule"), lever["schedule"], list(schedules()), "a schedule")
    elif stray := [key for key in ("rate_of", "spare") if key in lever]:
        yield Finding(
            (*loc, stray[0]), "goes with a schedule", remedy="add schedule or leave it out"
        )


def _names(raw: Raw, folder: Path) -> Iterator[Finding]:
    """The baseline and the elasticities, by name or (a baseline) by path."""
    from tradetalks.baseline import baselines, elasticity_sets

    baseline = raw.get("baseline")
    if isinstance(baseline, str) and not (folder / baseline).is_file():
        yield from _unknown(("baseline",), baseline, list(baselines()), "a baseline or a file")
    elasticities = raw.get("elasticities")
    if isinstance(elasticities, str):
        known = list(elasticity_sets())
        yield from _unknown(("elasticities",), elasticities, known, "a set of elasticities")


def _selectors(raw: Raw) -> Iterator[tuple[Loc, str, Any]]:
    """Whatever names a country or a sector: its key path, which of the two, and the name."""
    for loc, party in tables(raw, "party"):
        if isinstance(party.get("country"), str):
            yield (*loc, "country"), "country", party["country"]
    for loc, lever in levers(raw):
        for kind, keys in (("country", COUNTRY_KEYS), ("sector", SECTOR_KEYS)):
            for key in keys:
                if isinstance(lever.get(key), str | list | tuple):
                    yield (*loc, key), kind, lever[key]
    for loc, fact in tables(raw, "fact"):
        if isinstance(fact.get("measure"), str):
            try:
                found = calls(fact["measure"], "")
            except InputError:
                continue
            for call in found:
                for kind, selector in names_in(call):
                    yield (*loc, "measure"), kind, selector
