"""What a section of the page shows: its scenarios, sentences, charts and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradetalks.report.charts import Chart, of_section
from tradetalks.report.lever_tables import ABOUT
from tradetalks.report.sections import Section, sections

if TYPE_CHECKING:
    from tradetalks.report.result import Report
    from tradetalks.report.summary import ScenarioRow
    from tradetalks.report.table import Table


@dataclass(frozen=True)
class SectionView:
    """A section with its rows of the scenario table, charts, and tables of its kinds of lever."""

    section: Section
    rows: tuple[ScenarioRow, ...]
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]


def section_views(report: Report, rows: Sequence[ScenarioRow]) -> list[SectionView]:
    """Every section in order; a table is shown where one of its scenarios is."""
    found = []
    for k, section in enumerate(sections(report.brief)):
        known = [
            table
            for name, table in report.contents.items()
            if name in ABOUT and table.frame["scenario"].isin(section.scenarios).any()
        ]
        drawn = of_section(section, report.contents, report.parties, f"-{k}" if k else "")
        here = tuple(row for row in rows if row.id in section.scenarios)
        found.append(SectionView(section, here, tuple(drawn), tuple(known)))
    return found
