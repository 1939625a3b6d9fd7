"""What one key of a brief demands of another: references, amounts, measures and labels.

These work on the plain tables of the file, so that they still speak when some keys are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tradetalks.brief.checks.levers import lever_findings
from tradetalks.brief.checks.questions import question_findings
from tradetalks.brief.checks.talks import talks_findings
from tradetalks.brief.expression import dimension
from tradetalks.brief.fields import MEASURABLE, UNITS
from tradetalks.brief.places import Loc
from tradetalks.brief.problems import Finding, unknown
from tradetalks.brief.walk import Raw, levers, tables
from tradetalks.errors import InputError

NAMED = ("fact", "event", "agenda", "offer", "scenario", "question")


def cross_findings(raw: Raw, folder: Path) -> Iterator[Finding]:
    """Everything that can be checked without a baseline; `folder` is where the brief lies."""
    yield from _nothing_in(raw)
    yield from _repeated_ids(raw)
    yield from _references(raw)
    yield from _dates(raw)
    yield from _measures(raw)
    for loc, lever in levers(raw):
        yield from lever_findings(loc, lever)
    yield from question_findings(raw)
    yield from talks_findings(raw)
    yield from _names(raw, folder)


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
            yield from unknown((*loc, name), item.get(name), parties, "a party")


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


def _names(raw: Raw, folder: Path) -> Iterator[Finding]:
    """The baseline and the elasticities, by name or by path."""
    from tradetalks.baseline import baselines, elasticity_set, elasticity_sets
    from tradetalks.baseline.elasticity_sets import beside, is_set_file

    baseline = raw.get("baseline")
    if isinstance(baseline, str) and not (folder / baseline).is_file():
        yield from unknown(("baseline",), baseline, list(baselines()), "a baseline or a file")
    elasticities = raw.get("elasticities")
    if not isinstance(elasticities, str):
        return
    if is_set_file(elasticities) and elasticities not in elasticity_sets():
        try:
            elasticity_set(beside(elasticities, folder))
        except InputError as error:
            for p in error.problems:
                said = f"{p.place}: {p.what}"
                yield Finding(("elasticities",), said, p.allowed, p.nearest, p.remedy)
    else:
        known = list(elasticity_sets())
        yield from unknown(("elasticities",), elasticities, known, "a set of elasticities")
