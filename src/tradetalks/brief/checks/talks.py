"""What the talks demand of the rest of a brief: parties, issues that can be settled, objectives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tradetalks.brief.levers import LEVERS
from tradetalks.brief.places import Loc
from tradetalks.brief.problems import Finding, unknown
from tradetalks.brief.walk import Raw, tables

#: Disagreement points besides scenarios.
STATUS_QUO, TRADE_WAR = "status_quo", "trade_war"
#: Kinds of question that are about `[talks]`, and how many parties each takes.
ON_THE_AGENDA = {"bargain": "two or more", "frontier": "two", "attribution": "two or more"}


def talks_findings(raw: Raw) -> Iterator[Finding]:
    """Everything about `[talks]` and the questions on it that can be seen without a baseline."""
    talks = raw.get("talks")
    if isinstance(talks, Mapping):
        yield from _parties(raw, talks)
        yield from _agenda(("talks",), talks, raw)
        scenarios = [s.get("id") for _, s in tables(raw, "scenario")]
        yield from unknown(("talks", "scenario"), talks.get("scenario"), scenarios, "a scenario")
    for loc, question in tables(raw, "question"):
        if question.get("kind") in ON_THE_AGENDA:
            yield from _question(loc, question, raw)
        if question.get("kind") == "trade_war":
            yield from _players(loc, question, raw)
        for key in ("among",) if question.get("kind") in ("optimal_policy", "trade_war") else ():
            if isinstance(question.get(key), list | tuple) and not question[key]:
                yield Finding((*loc, key), "is empty", "at least one")


def _parties(raw: Raw, talks: Raw) -> Iterator[Finding]:
    known = [p["country"] for _, p in tables(raw, "party") if isinstance(p.get("country"), str)]
    parties = _listed(talks.get("parties"))
    for name in parties:
        yield from unknown(("talks", "parties"), name, known, "a party")
    yield from _repeated(("talks", "parties"), parties)
    if isinstance(talks.get("parties"), list | tuple) and len(set(parties)) < 2:
        yield Finding(("talks", "parties"), f"has {len(set(parties))} of them", "two or more")


def _question(loc: Loc, question: Raw, raw: Raw) -> Iterator[Finding]:
    """A question on the agenda needs one, and may replace parts of it."""
    talks = raw.get("talks")
    if not isinstance(talks, Mapping):
        yield Finding(loc, "asks about talks", remedy="add the table [talks]")
        return
    yield from _agenda(loc, {"parties": talks.get("parties"), **question}, raw)
    if question.get("kind") == "frontier" and len(_listed(talks.get("parties"))) > 2:
        what = f"a frontier of {len(_listed(talks.get('parties')))} parties cannot be drawn"
        yield Finding(loc, what, "two parties in [talks]")


def _agenda(loc: Loc, asked: Raw, raw: Raw) -> Iterator[Finding]:
    """Issues, the disagreement point and bargaining power, in `[talks]` or in a question."""
    yield from _issues((*loc, "issues"), asked, raw)
    scenarios = [s.get("id") for _, s in tables(raw, "scenario")]
    points = [STATUS_QUO, TRADE_WAR, *scenarios]
    where = (*loc, "disagreement")
    yield from unknown(where, asked.get("disagreement"), points, "a disagreement point")
    power, parties = asked.get("power"), asked.get("parties")
    if not isinstance(power, list | tuple) or not isinstance(parties, list | tuple):
        return
    if len(power) != len(parties):
        what = f"has {len(power)} numbers for {len(parties)} parties"
        yield Finding((*loc, "power"), what, "one number for each party")


def _issues(loc: Loc, asked: Raw, raw: Raw) -> Iterator[Finding]:
    agenda = {i.get("id"): (at, i) for at, i in tables(raw, "agenda")}
    named = _listed(asked.get("issues"))
    if isinstance(asked.get("issues"), list | tuple) and not named:
        yield Finding(loc, "is empty", "at least one issue of the agenda")
    for name in named:
        yield from unknown(loc, name, list(agenda), "on the agenda")
    yield from _repeated(loc, named)
    settled = [agenda[name] for name in dict.fromkeys(named) if name in agenda]
    if loc[0] != "talks":  # what an issue is in itself has been told there
        return
    parties = _listed(asked.get("parties"))
    for at, issue in settled:
        yield from _settled_by_one_number(at, issue)
        if parties and isinstance(issue.get("owner"), str) and issue["owner"] not in parties:
            what = f"{issue['owner']!r} owns it, but is not among the parties of [talks]"
            yield Finding((*at, "owner"), what, ", ".join(parties))
    yield from _owned_twice(settled)


def _settled_by_one_number(loc: Loc, issue: Raw) -> Iterator[Finding]:
    """An issue of the talks is one lever with a range, or levers without: yes or no."""
    levers = [lever for _, lever in tables(issue, "lever")]
    if "lever" in issue and not isinstance(issue["lever"], list | tuple):
        return
    if not levers:
        yield Finding(
            loc,
            "has no lever, so that nothing can be agreed on it",
            remedy="add [[agenda.lever]], or take it out of [talks]",
        )
    ranged = [lever for lever in levers if has_range(lever)]
    if ranged and len(levers) > 1:
        yield Finding(
            (*loc, "lever"),
            f"has {len(levers)} levers, {len(ranged)} of them with a range",
            "one lever with a range, or levers without (agreed or not)",
            remedy="make an issue of each",
        )


def has_range(lever: Raw) -> bool:
    """Whether an amount of the lever is [lowest, highest]."""
    model = LEVERS.get(str(lever.get("kind")))
    return any(isinstance(lever.get(key), list | tuple) for key in (model.ranges if model else ()))


def _owned_twice(settled: Sequence[tuple[Loc, Raw]]) -> Iterator[Finding]:
    """One lever on the same flows that two issues settle."""
    seen: dict[str, Raw] = {}
    for loc, issue in settled:
        for at, lever in tables(issue, "lever"):
            model = LEVERS.get(str(lever.get("kind")))
            amounts = (*model.amounts, *model.ranges, "note") if model else ()
            moved = repr(sorted((k, v) for k, v in lever.items() if k not in amounts))
            other = seen.setdefault(moved, issue)
            if other is issue:
                continue
            what = f"is settled by the issue {other.get('id')!r} already"
            if other.get("owner") != issue.get("owner"):
                what += f", which {other.get('owner')!r} owns"
            yield Finding((*loc, *at), what, remedy="one issue, and one owner, for one lever")


def _players(loc: Loc, question: Raw, raw: Raw) -> Iterator[Finding]:
    """A war needs two players: those named (which only labels can count), or those at the table."""
    yield from _repeated((*loc, "players"), _listed(question.get("players")))
    known = {p.get("country") for _, p in tables(raw, "party")}
    if "players" not in question and len(known) < 2:
        yield Finding((*loc, "players"), "is missing", "two countries or more, or a group")


def _repeated(loc: Loc, names: Sequence[Any]) -> Iterator[Finding]:
    for name in dict.fromkeys(n for n in names if names.count(n) > 1):
        yield Finding(loc, f"names {name!r} twice", "each once")


def _listed(value: Any) -> list[Any]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list | tuple) else []
