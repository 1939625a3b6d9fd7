"""Answers to the brief's questions as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from tradetalks.report.table import Table
from tradetalks.report.talks import talks_tables

if TYPE_CHECKING:
    from tradetalks.brief import Answer, OnFacts


def answers(
    found: Sequence[Answer], moved: OnFacts | None, spoken: Callable[[str], str]
) -> Iterator[Table]:
    """What every question came to, then the figures of each kind; only tables that hold any.

    spoken: text with labels -> text with names.
    """
    if found:
        rows = [
            (a.id, a.question.title, spoken(a.sentence), a.reached, a.question.source)
            for a in found
        ]
        yield Table(
            "answers",
            "Questions, and what they came to",
            pd.DataFrame(rows, columns=["question", "asked", "answer", "reached", "source"]),
        )
    sought = _together(a for a in found if a.question.kind == "seek")
    if sought is not None:
        note = "Every number tried, in USD million or per cent; slope is the exact derivative."
        yield Table("sought", "How the searches went", sought.sort_values(["question", "x"]), note)
    ranked = _together(a for a in found if a.question.kind == "rank")
    if ranked is not None:
        note = (
            "The exact effect of one point more on each line alone, in USD million a year (for "
            "real income and welfare the equivalent variation); rate: what is in force."
        )
        ranked = ranked.assign(rate=100 * ranked["rate"])
        yield Table("ranking", "The levers that matter most", ranked, note)
    yield from talks_tables(found, spoken)
    yield from _on_facts(found, moved)


def _on_facts(found: Sequence[Answer], moved: OnFacts | None) -> Iterator[Table]:
    """The baseline beside the facts it was, or could be, moved onto."""
    facts = [(a.id, a.table, a.details) for a in found if a.question.kind == "calibrate"]
    if moved is not None:
        facts.insert(0, ("the baseline of this report", moved.facts, moved.costs))
    known = [(name, table, costs) for name, table, costs in facts if costs is not None]
    if not known:
        return
    note = (
        "Trade costs move as little as will do, weighted by trade, for the facts to hold in a full "
        "equilibrium. "
    ) + (
        "Only asked: no scenario starts from it."
        if moved is None
        else "Every scenario starts from the baseline so moved."
    )
    before = pd.concat([table.assign(question=name) for name, table, _ in known])
    costs = pd.concat([moves.assign(question=name) for name, _, moves in known])
    yield Table("calibration", "The baseline on the reported facts", before, note)
    yield Table("calibration_costs", "How far trade costs had to move", costs)


def _together(found: Iterator[Answer]) -> pd.DataFrame | None:
    frames = [a.table.assign(question=a.id) for a in found if len(a.table)]
    return pd.concat(frames, ignore_index=True) if frames else None
