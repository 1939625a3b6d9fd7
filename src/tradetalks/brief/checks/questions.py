"""What one key of a question demands of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tradetalks.brief.levers import LEVERS
from tradetalks.brief.places import Loc
from tradetalks.brief.problems import Finding, unknown
from tradetalks.brief.targets import ALLOWED, check_flow
from tradetalks.brief.walk import Raw, tables
from tradetalks.errors import InputError


def question_findings(raw: Raw) -> Iterator[Finding]:
    """Facts, scenarios and levers that questions (and the key calibrate) lack or misname."""
    facts = {str(fact.get("id")): fact.get("measure") for _, fact in tables(raw, "fact")}
    scenarios = [scenario.get("id") for _, scenario in tables(raw, "scenario")]
    for loc, question in tables(raw, "question"):
        yield from unknown((*loc, "scenario"), question.get("scenario"), scenarios, "a scenario")
        if question.get("kind") == "seek":
            yield from _one_range(loc, question)
        if question.get("kind") == "rank":
            yield from _lines(loc, question)
        if question.get("kind") == "calibrate":
            yield from _facts((*loc, "facts"), question.get("facts"), facts)
    calibrate = raw.get("calibrate")
    if isinstance(calibrate, Mapping):
        yield from _facts(("calibrate", "facts"), calibrate.get("facts"), facts)


def _lines(loc: Loc, question: Raw) -> Iterator[Finding]:
    """Lines cannot be chosen by sector where sectors are not told apart."""
    by = question.get("by", ["sector"])
    if "lines" in question and isinstance(by, list | tuple) and "sector" not in by:
        yield Finding((*loc, "lines"), "goes with sectors told apart", 'by with "sector" in it')
    for key in ("among", "by"):
        if isinstance(question.get(key), list | tuple) and not question[key]:
            yield Finding((*loc, key), "is empty", "at least one")


def _one_range(loc: Loc, question: Raw) -> Iterator[Finding]:
    """A search moves one lever, and over a range."""
    levers = question.get("lever")
    if not isinstance(levers, list | tuple):
        return
    if len(levers) != 1:
        yield Finding((*loc, "lever"), f"has {len(levers)} levers", "one lever to move")
        return
    model = LEVERS.get(str(levers[0].get("kind"))) if isinstance(levers[0], Mapping) else None
    if model is None:
        return
    here = (*loc, "lever", 0)
    if not model.ranges:
        movable = ", ".join(kind for kind, other in LEVERS.items() if other.ranges)
        yield Finding((*here, "kind"), "has nothing to move", movable)
    elif not any(isinstance(levers[0].get(key), list | tuple) for key in model.ranges):
        yield Finding(here, "gives no range", f"[lowest, highest] for {' or '.join(model.ranges)}")


def _facts(loc: Loc, named: Any, known: Mapping[str, Any]) -> Iterator[Finding]:
    """Names of facts that are none, or that no change of trade costs could reproduce."""
    if not isinstance(named, list | tuple):
        return
    if not named:
        yield Finding(loc, "is empty", "at least one fact")
    for name in named:
        yield from unknown(loc, name, list(known), "a fact")
        if name not in known:
            continue
        measure = known[name]
        try:
            if isinstance(measure, str):
                check_flow(measure)
            elif measure is None:
                yield Finding(loc, f"the fact {name!r} has no measure", ALLOWED)
        except InputError as error:
            for p in error.problems:
                yield Finding(loc, f"the fact {name!r}: {p.what}", p.allowed, p.nearest, p.remedy)
