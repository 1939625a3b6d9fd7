"""The scenario table as the page and the terminal show it: one row a scenario."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tradetalks.report.spoken import speaker
from tradetalks.report.words import MARK, shows

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.report.result import Report

Record = Mapping[str, Any]


@dataclass(frozen=True)
class ScenarioRow:
    """One scenario: each party's figures, trade between the first two, and third countries."""

    id: str
    title: str
    source: str
    description: str
    finding: str
    converged: bool
    levers: tuple[str, ...]
    parties: tuple[Record, ...]
    pair: Record | None
    hurt: tuple[Record, ...]
    helped: tuple[Record, ...]


def ends(record: Record, name: str) -> tuple[float, float]:
    """Both ends of a figure's band, in its unit; not numbers where it has none."""
    low, high = (float(record.get(f"{name}_{end}", math.nan)) for end in ("low", "high"))
    return low, high


def scenario_rows(report: Report) -> list[ScenarioRow]:
    """Rows in the brief's order; figures in USD million and per cent."""
    tables = report.tables
    parties = _by_scenario(tables["scenarios"])
    third = _by_scenario(tables["third_countries"])
    pairs = _pairs(report)
    spoken = speaker(report.base)
    return [
        ScenarioRow(
            run.id,
            run.title,
            str(run.scenario.source),
            str(run.scenario.description or ""),
            report.findings[run.id],
            bool(run.equilibrium.converged),
            tuple(spoken(text) for text in run.equilibrium.policy.describe()),
            parties[run.id],
            pairs[run.id][0] if pairs else None,
            _third(third.get(run.id, ()), "hurt"),
            _third(third.get(run.id, ()), "helped"),
        )
        for run in report.runs
    ]


def _pairs(report: Report) -> dict[str, tuple[Record, ...]]:
    """Trade of the first party with the second under each scenario."""
    labels = list(report.parties)
    if len(labels) < 2:
        return {}
    frame = report.tables["bilateral"]
    found = frame[(frame["country"] == labels[0]) & (frame["partner"] == labels[1])]
    return _by_scenario(found)


def _by_scenario(frame: pd.DataFrame) -> dict[str, tuple[Record, ...]]:
    found: dict[str, tuple[Record, ...]] = {}
    for row in frame.to_dict("records"):
        record = {str(name): value for name, value in row.items()}
        scenario = record["scenario"]
        found[scenario] = (*found.get(scenario, ()), record)
    return found


def _third(records: Iterable[Record], direction: str) -> tuple[Record, ...]:
    """Those whose change does not round to nothing."""
    return tuple(
        {**r, "shown": _shown(r)}
        for r in records
        if r["direction"] == direction and shows(r["real_income_change"])
    )


def _shown(record: Record) -> str:
    """A third country's name with what the reader must know about its figure."""
    name = str(record["country_name"]) + (MARK if record["structure"] else "")
    return f"{name} (not charged)" if record["remark"] else name
