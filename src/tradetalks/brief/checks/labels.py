"""What a brief names, held against the labels of a baseline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tradetalks.brief.compiling.exempt import split
from tradetalks.brief.expression import calls, names_in
from tradetalks.brief.levers import COUNTRY_KEYS, ENDS, LEVERS, SECTOR_KEYS
from tradetalks.brief.places import Loc
from tradetalks.brief.problems import Finding
from tradetalks.brief.walk import Raw, levers, tables
from tradetalks.errors import InputError

if TYPE_CHECKING:
    from tradetalks.labels import Axes


def label_findings(raw: Raw, axes: Axes) -> Iterator[Finding]:
    """Countries and sectors that a baseline with these axes does not have."""
    for loc, kind, selector in selectors(raw):
        resolve = axes.country_index if kind == "country" else axes.sector_index
        try:
            resolve(selector)
        except InputError as error:
            for problem in error.problems:
                yield Finding(loc, problem.what, problem.allowed, problem.nearest, problem.remedy)
    for loc, lever in levers(raw):
        yield from _home(loc, lever, axes)
        yield from _exempt(loc, lever, axes)
    for loc, issue in tables(raw, "agenda"):
        yield from _foreign(loc, issue, axes)
    for loc, question in tables(raw, "question"):
        yield from _alone(loc, question, axes)


def _home(loc: Loc, lever: Raw, axes: Axes) -> Iterator[Finding]:
    """A lever between a country and itself, which moves nothing."""
    for pair in ENDS:
        try:
            here, there = (set(axes.country_index(lever[key])) for key in pair)
        except (KeyError, TypeError, InputError):
            continue
        if here == there and len(here) == 1:
            yield Finding(
                loc,
                f"{pair[0]} and {pair[1]} are both {lever[pair[0]]!r}",
                "two countries",
                remedy="nothing that moves stays at home",
            )


def _foreign(loc: Loc, issue: Raw, axes: Axes) -> Iterator[Finding]:
    """Levers of an issue that are not in its owner's hands."""
    for at, lever in tables(issue, "lever"):
        model = LEVERS.get(str(lever.get("kind")))
        keys = [key for key in (model.setters if model else ()) if key in lever]
        try:
            owner = set(axes.country_index(issue["owner"]))
            setters = {i for key in keys for i in axes.country_index(lever[key])}
        except (KeyError, TypeError, InputError):
            continue
        if keys and not owner <= setters:
            named = " or ".join(f"{key} {lever[key]!r}" for key in keys)
            yield Finding(
                (*loc, *at),
                f"is moved by {named}, but {issue['owner']!r} owns the issue",
                "a lever of the owner",
            )


def _alone(loc: Loc, question: Raw, axes: Axes) -> Iterator[Finding]:
    """A war of one."""
    try:
        players = axes.country_index(question["players"])
    except (KeyError, TypeError, InputError):
        return
    if len(players) < 2:
        what = f"{question['players']!r} is one country"
        yield Finding((*loc, "players"), what, "two countries or more, or a group")


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


def selectors(raw: Raw) -> Iterator[tuple[Loc, str, Any]]:
    """Whatever names a country or a sector: its key path, which of the two, and the name."""
    for loc, party in tables(raw, "party"):
        if isinstance(party.get("country"), str):
            yield (*loc, "country"), "country", party["country"]
        for at, term in tables(party, "objective"):
            yield from _named((*loc, *at), term, "country", ("country", "partner"))
            yield from _named((*loc, *at), term, "sector", ("sectors",))
    for loc, lever in levers(raw):
        for kind, keys in (("country", COUNTRY_KEYS), ("sector", SECTOR_KEYS)):
            yield from _named(loc, lever, kind, keys)
    for loc, question in tables(raw, "question"):
        keys = ("country", "partner", "setter", "partners", "players")
        yield from _named(loc, question, "country", keys)
        yield from _named(loc, question, "sector", ("sectors", "sector", "lines"))
    for loc, fact in tables(raw, "fact"):
        if isinstance(fact.get("measure"), str):
            try:
                found = calls(fact["measure"], "")
            except InputError:
                continue
            for call in found:
                for kind, selector in names_in(call):
                    yield (*loc, "measure"), kind, selector


def _named(
    loc: Loc, table: Raw, kind: str, keys: tuple[str, ...]
) -> Iterator[tuple[Loc, str, Any]]:
    for key in keys:
        if isinstance(table.get(key), str | list | tuple):
            yield (*loc, key), kind, table[key]
