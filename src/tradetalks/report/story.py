"""The parts of a report that come from the brief itself, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from tradetalks.report.stack import names
from tradetalks.report.table import Table

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief import Brief, Question
    from tradetalks.report.stack import Run


def facts(brief: Brief, base: Baseline) -> Table:
    """Each reported fact beside what the baseline says."""
    from tradetalks.brief import facts_against_baseline
    from tradetalks.brief.facts import RULE

    found = facts_against_baseline(brief, base)
    if brief.calibrate is not None:  # what the baseline was moved onto agrees by construction
        found["by_construction"] |= found["fact"].isin(brief.calibrate.facts)
    return Table(
        "facts",
        "What was reported, and what the baseline holds",
        found,
        f"Baseline {base.name}. {RULE} Differences of year and definition remain.",
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


def schedules(runs: Sequence[Run], base: Baseline) -> Table:
    """Every published list that a scenario charges: the rate of each economy, and why."""
    from tradetalks.policy.levers import Schedule
    from tradetalks.policy.schedules import schedule

    used = [v.name for run in runs for v in run.equilibrium.policy.levers
            if isinstance(v, Schedule) and v.name]  # fmt: skip
    called = dict(zip(base.countries, names(base, "country"), strict=True))
    rows = [
        (name, country, called[country], 100 * line.rate, line.basis, line.rule, line.source)
        for name in dict.fromkeys(used)
        for country, line in schedule(name)
        .charged(base.countries, base.axes.country_weights)
        .items()
    ]
    columns = ["schedule", "country", "country_name", "rate", "basis", "rule", "source"]
    return Table(
        "schedules",
        "The published lists, economy by economy",
        pd.DataFrame(rows, columns=columns).astype({"rate": float}),
        "Per cent. Additional rates come on top of the duty in force, all-in rates replace it. "
        "Listed: named in the publication; baseline: its rate for all others; documented: for the "
        "reason given.",
    )


def not_evaluated(brief: Brief, left_out: Sequence[tuple[Question, str]] = ()) -> Table:
    """Everything the brief declares that these figures leave out, and questions without answer."""
    rows = [(part.place, part.kind, part.title, part.reason) for part in brief.not_evaluated]
    rows += [(f"question[{q.id}]", str(q.kind), q.title, why) for q, why in left_out]
    return Table(
        "not_evaluated",
        "Declared in the brief, not evaluated in these figures",
        pd.DataFrame(rows, columns=["part", "kind", "title", "reason"]),
    )
