"""The parts of a report that come from the brief itself, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from tradetalks.report.table import Table

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief import Brief
    from tradetalks.report.stack import Run


def facts(brief: Brief, base: Baseline) -> Table:
    """Each reported fact beside what the baseline says."""
    from tradetalks.brief import facts_against_baseline

    return Table(
        "facts",
        "What was reported, and what the baseline holds",
        facts_against_baseline(brief, base),
        f"Baseline {base.name}. Differences of year and definition remain.",
    )


def events(brief: Brief) -> Table:
    """Dated events in order of time, with status and source."""
    rows = [
        (_when(event.date, event.window), event.title, event.status, event.source)
        for event in brief.events
    ]
    frame = pd.DataFrame(rows, columns=["date", "title", "status", "source"])
    return Table("events", "Events", frame.sort_values("date", ignore_index=True))


def _when(date: object, window: Sequence[object] | None) -> str:
    return str(date) if date is not None else " to ".join(str(d) for d in window or ())


def levers(runs: Sequence[Run]) -> Table:
    """What each scenario does, one lever a row, in the order it is applied."""
    rows = [(run.id, run.title, text) for run in runs for text in run.equilibrium.policy.describe()]
    return Table(
        "levers",
        "What each scenario does",
        pd.DataFrame(rows, columns=["scenario", "scenario_title", "lever"]),
    )


def not_evaluated(brief: Brief) -> Table:
    """Everything the brief declares that these figures leave out."""
    rows = [(part.place, part.kind, part.title, part.reason) for part in brief.not_evaluated]
    return Table(
        "not_evaluated",
        "Declared in the brief, not evaluated in these figures",
        pd.DataFrame(rows, columns=["part", "kind", "title", "reason"]),
    )
