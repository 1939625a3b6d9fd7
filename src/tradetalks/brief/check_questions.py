"""What one key of a question demands of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tradetalks.brief.levers import LEVERS
from tradetalks.brief.places import Loc
from tradetalks.brief.problems import Finding, unknown
from tradetalks.brief.walk import Raw, tables


def question_findings(raw: Raw) -> Iterator[Finding]:
    """Facts, scenarios and levers that questions (and the key calibrate) lack or misname."""
    facts = [fact.get("id") for _, fact in tables(raw, "fact")]
    scenarios = [scenario.get("id") for _, scenario in tables(raw, "scenario")]
    for loc, question in tables(raw, "question"):
        yield from unknown((*loc, "scenario"), question.get("scenario"), scenarios, "a scenario")
        if question.get("kind") == "seek":
            yield from _one_range(loc, question)
        if question.get("kind") == "calibrate":
            yield from _facts((*loc, "facts"), question.get("facts"), facts)
    calibrate = raw.get("calibrate")
    if isinstance(calibrate, Mapping):
        yield from _facts(("calibrate", "facts"), calibrate.get("facts"), facts)


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


def _facts(loc: Loc, named: Any, known: list[Any]) -> Iterator[Finding]:
    if not isinstance(named, list | tuple):
        return
    if not named:
        yield Finding(loc, "is empty", "at least one fact")
    for name in named:
        yield from unknown(loc, name, known, "a fact")
