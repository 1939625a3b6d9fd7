"""The scenario table as the page and the terminal show it: one row a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tradetalks.report.words import MARK

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


def scenario_rows(report: Report) -> list[ScenarioRow]:
    """Rows in the brief's order; figures in USD million and per cent."""
    tables = report.tables
    return [
        ScenarioRow(
            run.id,
            run.title,
            str(run.scenario.source),
            str(run.scenario.description or ""),
            report.findings[run.id],
            bool(run.equilibrium.converged),
            tuple(run.equilibrium.policy.describe()),
            _records(_of(tables["scenarios"], run.id)),
            pair(report, run.id),
            _third(tables["third_countries"], run.id, "hurt"),
            _third(tables["third_countries"], run.id, "helped"),
        )
        for run in report.runs
    ]


def pair(report: Report, scenario: str) -> Record | None:
    """Trade of the first party with the second under a scenario."""
    labels = list(report.parties)
    if len(labels) < 2:
        return None
    frame = _of(report.tables["bilateral"], scenario)
    found = frame[(frame["country"] == labels[0]) & (frame["partner"] == labels[1])]
    return _records(found)[0]


def _of(frame: pd.DataFrame, scenario: str) -> pd.DataFrame:
    return frame[frame["scenario"] == scenario]


def _third(frame: pd.DataFrame, scenario: str, direction: str) -> tuple[Record, ...]:
    found = _of(frame, scenario)
    return tuple(r | {"shown": _shown(r)} for r in _records(found[found["direction"] == direction]))


def _shown(record: Record) -> str:
    """A third country's name with what the reader must know about its figure."""
    name = str(record["country_name"]) + (MARK if record["structure"] else "")
    return f"{name} (not charged)" if record["remark"] else name


def _records(frame: pd.DataFrame) -> tuple[dict[str, Any], ...]:
    return tuple({str(k): v for k, v in row.items()} for row in frame.to_dict("records"))
