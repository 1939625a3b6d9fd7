"""`Report`: everything one run of a brief found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradetalks.report.clock import Clock, Progress
from tradetalks.report.folder import MARK, replace_folder
from tradetalks.report.lever_tables import ABOUT
from tradetalks.report.table import Table
from tradetalks.report.talks import TITLES
from tradetalks.report.welfare import WELFARE

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from tradetalks.baseline import Baseline
    from tradetalks.brief import Answer, Brief, OnFacts
    from tradetalks.report.stack import Run

#: Tables whose figures are in no outcome: accounts, and answers to questions.
APART = {
    *ABOUT, *WELFARE, *TITLES, "sought", "ranking", "calibration", "calibration_costs", "bands",
    "resolution", "resolution_figures",
}  # fmt: skip


@dataclass(frozen=True)
class Report:
    """A brief's scenarios, solved, with tables, headline and settings.

    results: every outcome with a leading dim `scenario` (xarray, units in the attributes).
    contents: the tables with titles and notes; `tables` gives the bare data frames.
    sentences: what is said of each scenario in its section, by id; `findings` say more of it.
    manifest: version, data, settings, and how each solve ended, as plain JSON types.
    answers: what the brief's questions came to. on_facts: where the brief moves its baseline onto
    facts, what that took. interrupted: whether Ctrl-C ended the talks or the draws; answers may
    then be the best so far, and what has none is in the table `not_evaluated`.
    """

    brief: Brief
    base: Baseline
    runs: tuple[Run, ...]
    results: xr.Dataset
    contents: Mapping[str, Table]
    manifest: Mapping[str, Any]
    headline: str
    findings: Mapping[str, str]
    sentences: Mapping[str, tuple[str, ...]]
    answers: tuple[Answer, ...] = ()
    on_facts: OnFacts | None = None
    interrupted: bool = False

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Tidy data frames by name: money in USD million, changes in per cent."""
        return {name: table.frame for name, table in self.contents.items()}

    @property
    def parties(self) -> dict[str, str]:
        """Party label -> name, in the brief's order."""
        frame = self.contents["scenarios"].frame
        return dict(zip(frame["country"], frame["country_name"], strict=True))

    @property
    def failures(self) -> dict[str, str]:
        """Scenario id -> message, for those that did not converge."""
        return {r.id: str(r.equilibrium.message) for r in self.runs if not r.equilibrium.converged}

    @property
    def converged(self) -> bool:
        """Whether every scenario was solved to the tolerance."""
        return not self.failures

    def to_json(self, indent: int | None = None) -> str:
        """The whole report for programs: USD million, per cent, null for what is not known."""
        tables = {
            name: {
                "title": table.title,
                "note": table.note,
                "columns": [
                    {"name": n, "label": c.label, "unit": c.kept_unit}
                    for n, c in table.columns.items()
                ],
                "rows": table.plain().rows,
            }
            for name, table in self.contents.items()
        }
        whole = {
            "manifest": self.manifest,
            "headline": self.headline,
            "converged": self.converged,
            "findings": self.findings,
            "sentences": self.sentences,
            "answers": {a.id: {"reached": a.reached, "answer": a.sentence} for a in self.answers},
            "tables": tables,
        }
        return json.dumps(whole, indent=indent, ensure_ascii=False, allow_nan=False)

    def _repr_html_(self) -> str:
        """The report as a notebook shows it: the same page, in a frame of its own."""
        from html import escape

        from tradetalks.report.page import html

        return (
            '<iframe title="tradetalks report" sandbox="allow-scripts allow-downloads" '
            'style="width: 100%; height: 50rem; border: 0" '
            f'srcdoc="{escape(html(self))}"></iframe>'
        )

    def write(self, folder: str | Path, progress: Progress | None = None) -> Path:
        """Write report.html, tables/*.csv, results.xlsx, results.nc, manifest.json.

        All of it appears at once; an earlier report there is replaced only when the new one
        is complete. Raises InputError when `folder` holds something else. Returns the folder.
        """
        clock = Clock(progress, dict(self.manifest["seconds"]))
        return replace_folder(Path(folder), lambda fresh: self._fill(fresh, clock))

    def _fill(self, folder: Path, clock: Clock) -> None:
        from tradetalks.report.beside import beside
        from tradetalks.report.csvfiles import write_csv
        from tradetalks.report.page import html
        from tradetalks.report.results import write_results
        from tradetalks.report.sheets import sheets
        from tradetalks.report.workbook import write_workbook

        shown = [sheet.plain(shown=True) for sheet in sheets(self.contents, self.parties)]
        with ExitStack() as doing:
            doing.enter_context(
                beside(write_workbook, folder / "results.xlsx", shown, dict(self.manifest))
            )
            with clock("write page"):
                (folder / "report.html").write_text(html(self), encoding="utf-8")
            with clock("write CSV"):
                tables = (table.plain() for table in self.contents.values())
                write_csv(folder / "tables", tables, self.manifest)
            with clock("write netCDF"):
                apart = [table for name, table in self.contents.items() if name in APART]
                write_results(folder / "results.nc", self.results, apart, self.manifest)
            with clock("write workbook"):
                doing.close()
        timed = {**self.manifest, "seconds": clock.rounded()}
        (folder / MARK).write_text(
            json.dumps(timed, indent=2, ensure_ascii=False, allow_nan=False) + "\n",
            encoding="utf-8",
        )
