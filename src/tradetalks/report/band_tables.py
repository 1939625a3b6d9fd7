"""The table `bands`, and the ends of bands beside the figures of other tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tradetalks.errors import InputError
from tradetalks.report.stack import names
from tradetalks.report.table import Table
from tradetalks.uncertainty.bands import LEVEL, Band, level_problems
from tradetalks.uncertainty.draws import Method, draw_problems
from tradetalks.uncertainty.headline import Named

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.report.stack import Run

#: Where the ends of a band stand beside the figure: the table, and its columns.
BESIDE = {
    "scenarios": ("real_income_change", "equivalent_variation", "exports_change"),
    "third_countries": ("real_income_change", "equivalent_variation"),
    "bilateral": ("balance", "goods_balance"),
}
KEYS = ["scenario", "country", "partner"]


@dataclass(frozen=True)
class Banding:
    """How bands are worked out: the part of the distribution they hold, and by how many draws,
    how drawn; by exact slopes (delta method) where there are none."""

    level: float = LEVEL
    draws: int = 0
    method: Method = "sobol"
    seed: int = 0

    def checked(self) -> Banding:
        """Itself; raises InputError with everything that cannot be."""
        problems = level_problems(self.level)
        if self.draws != 0:
            problems += draw_problems(self.draws, self.method, self.seed)
        if problems:
            raise InputError(problems)
        return self

    def describe(self) -> dict[str, Any]:
        """For a manifest."""
        if not self.draws:
            return {"level": self.level, "method": "delta"}
        return {"level": self.level, "method": f"draws, {self.method}"} | {
            "draws": self.draws,
            "seed": self.seed,
        }


@dataclass(frozen=True, eq=False)
class Banded:
    """One figure of one scenario or answer, its band by exact slopes, and the one by draws."""

    named: Named
    band: Band
    scenario: str = ""
    question: str = ""
    drawn: Mapping[str, Any] | None = None

    def row(self) -> dict[str, Any]:
        """As a row of the table; with draws, the ends are theirs."""
        b = self.band
        found = {
            "scenario": self.scenario,
            "question": self.question,
            "country": self.named.country,
            "partner": self.named.partner,
            "figure": self.named.name,
            "value": b.value,
            "band_low": b.low,
            "band_high": b.high,
            "standard_error": b.error,
            "unit": b.unit,
            "sector": b.most,
            "variance_share": 100 * b.share,
            "error_source": b.source,
        }
        if self.drawn is None:
            return found
        return found | against(self.band, self.drawn)


def against(band: Band, drawn: Mapping[str, Any]) -> dict[str, Any]:
    """The band by draws, and how far the delta method's ends are from its, as a share of it."""
    width = drawn["high"] - drawn["low"]
    misses = [(getattr(band, end) - drawn[end]) / (width or np.nan) for end in ("low", "high")]
    return {
        "band_low": drawn["low"],
        "band_high": drawn["high"],
        "standard_error": drawn["error"],
        "draws": int(drawn["draws"]),
        "delta_low": band.low,
        "delta_high": band.high,
        "delta_low_error": 100 * misses[0],
        "delta_high_error": 100 * misses[1],
    }


def bands_table(
    found: Sequence[Banded], runs: Sequence[Run], base: Baseline, asked: Banding
) -> Table:
    """One row a figure, in the order of the scenarios, then the answers."""
    frame = pd.DataFrame([one.row() for one in found], columns=_columns(asked))
    titles = {run.id: run.title for run in runs}
    frame.insert(1, "scenario_title", [titles.get(s, "") for s in frame["scenario"]])
    called = dict(zip(base.countries, names(base, "country"), strict=True))
    sectors = dict(zip(base.sectors, names(base, "sector"), strict=True))
    for label, name, known in (
        ("country", "country_name", called),
        ("partner", "partner_name", called),
        ("sector", "sector_title", sectors),
    ):
        place = list(frame.columns).index(label) + 1
        frame.insert(place, name, [known.get(text, "") for text in frame[label]])
    cut = bool(asked.draws and frame.loc[frame["scenario"] != "", "draws"].isna().any())
    return Table("bands", "How sure the headline figures are", frame, _note(asked, cut))


def _columns(asked: Banding) -> list[str]:
    found = ["scenario", "question", "country", "partner", "figure", "value", "band_low"]
    found += ["band_high", "standard_error", "unit", "sector", "variance_share", "error_source"]
    if asked.draws:
        found += ["draws", "delta_low", "delta_high", "delta_low_error", "delta_high_error"]
    return found


def _note(asked: Banding, cut: bool) -> str:
    part = f"{100 * asked.level:g} per cent"
    text = (
        f"From low to high: {part} of what a figure may be, given how sure the trade "
        "elasticities are; nothing else is in doubt here. Sector: the one whose "
        "elasticity matters most, with its share of the variance and what its error is taken from."
    )
    if asked.draws:
        text += (
            f" By {asked.draws} draws; beside it the delta method, and how far its ends are off, "
            "in per cent of the width. Those of answers are by the delta method."
        )
    if cut:
        text += " The run was interrupted: rows without draws are by the delta method too."
    return text


def with_ends(contents: Mapping[str, Table], bands: pd.DataFrame) -> Iterator[Table]:
    """The tables of `BESIDE` with the ends of each band in columns beside its figure."""
    of_scenarios = bands[bands["scenario"] != ""]
    for name, columns in BESIDE.items():
        table = contents[name]
        keys = [key for key in KEYS if key in table.frame]
        frame = table.frame
        for column in columns:
            if column not in frame:
                continue
            own = of_scenarios[of_scenarios["figure"] == column]
            ends = own.set_index(keys)[["band_low", "band_high"]]
            ends = ends[~ends.index.duplicated()]
            found = ends.reindex(pd.MultiIndex.from_frame(frame[keys]))
            place = list(frame.columns).index(column) + 1
            frame = frame.copy()
            frame.insert(place, f"{column}_low", found["band_low"].to_numpy())
            frame.insert(place + 1, f"{column}_high", found["band_high"].to_numpy())
        yield replace(table, frame=frame)
