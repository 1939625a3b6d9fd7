"""Bands of a run's headline figures: the table `bands`, and ends beside the figures elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tradetalks.errors import InputError, NotConvergedError
from tradetalks.report.clock import Progress, silent
from tradetalks.report.stack import names
from tradetalks.report.table import Table
from tradetalks.uncertainty.bands import LEVEL, Band, level_problems
from tradetalks.uncertainty.doubt import Doubt, doubt_of
from tradetalks.uncertainty.draws import Draws, Method, draw_problems, draws
from tradetalks.uncertainty.headline import Figure, Named, figure_bands, figures_of, guess_at

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief import Answer, Brief, Closure
    from tradetalks.report.stack import Run
    from tradetalks.solve import Equilibrium

WORKERS = 2
#: Third countries with a band, of those most hurt and of those most helped: the ones that the
#: sentences name.
NAMED = 1
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


def scenario_bands(
    asked: Banding,
    runs: Sequence[Run],
    parties: Sequence[str],
    third: pd.DataFrame,
    unmoved: Equilibrium,
    progress: Progress,
) -> list[Banded]:
    """The bands of every solved scenario's headline figures.

    third: the table of third countries. unmoved: the baseline, solved under the same closure. A
    scenario whose slopes cannot be had carries none.
    """
    named = third[third["rank"] <= NAMED].groupby("scenario")["country"].agg(list).to_dict()
    others = dict.fromkeys(c for own in named.values() for c in own)
    known = figures_of(unmoved.base, parties, others)
    doubt = doubt_of(unmoved.base)
    solved = [run for run in runs if run.equilibrium.converged]
    steps = _Steps(progress, len(solved) * max(asked.draws, 1))

    def of_run(run: Run) -> list[Banded]:
        shown = {*parties, *named.get(run.id, ())}
        wanted = [f for f in known if f.named.country in shown]
        try:
            found = figure_bands(run.equilibrium, wanted, doubt, asked.level, guess)
        except NotConvergedError:
            return []
        drawn = _drawn(run.equilibrium, wanted, doubt, asked, steps)
        if not asked.draws:
            steps.one("bands")
        return [
            Banded(f.named, b, scenario=run.id, drawn=d)
            for f, b, d in zip(wanted, found, drawn, strict=True)
        ]

    half = len(known) // 4 * 2  # a real income and its worth go together
    with ThreadPoolExecutor(WORKERS) as workers:
        first, second = workers.map(
            lambda own: guess_at(unmoved, own), (known[:half], known[half:])
        )
        guess = first.joined(second)
        return [one for found in workers.map(of_run, solved) for one in found]


def _drawn(
    eq: Equilibrium, wanted: Sequence[Figure], doubt: Doubt, asked: Banding, steps: _Steps
) -> list[dict[str, Any] | None]:
    if not asked.draws:
        return [None] * len(wanted)
    found: Draws = draws(
        eq,
        {str(k): f.what for k, f in enumerate(wanted)},
        asked.draws,
        method=asked.method,
        seed=asked.seed,
        doubt=doubt,
        progress=lambda what, done, total: steps.one(what),
    )
    return [
        {str(k): v for k, v in row.items()} for row in found.table(asked.level).to_dict("records")
    ]


class _Steps:
    """Counts what several threads have done."""

    def __init__(self, tell: Progress, total: int) -> None:
        self._tell, self._total, self._done = tell, total, 0

    def one(self, what: str) -> None:
        self._done += 1
        self._tell(what, min(self._done, self._total), self._total)


def answer_bands(found: Sequence[Answer]) -> list[Banded]:
    """The bands of the answers to questions."""
    return [Banded(figure, band, question=a.id) for a in found for figure, band in a.bands]


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
    return Table("bands", "How sure the headline figures are", frame, _note(asked))


def _columns(asked: Banding) -> list[str]:
    found = ["scenario", "question", "country", "partner", "figure", "value", "band_low"]
    found += ["band_high", "standard_error", "unit", "sector", "variance_share", "error_source"]
    if asked.draws:
        found += ["draws", "delta_low", "delta_high", "delta_low_error", "delta_high_error"]
    return found


def _note(asked: Banding) -> str:
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
    return text


def world_bands(
    asked: Banding,
    eq: Equilibrium,
    parties: Sequence[str],
    others: Sequence[str] = (),
    progress: Progress = silent,
) -> Table:
    """The table `bands` of one solved world: its parties' figures, and others' real income."""
    from tradetalks.solve import solve

    unmoved = solve(eq.base, **eq.rules.describe(), tol=eq.tol).require()
    known, doubt = figures_of(eq.base, parties, others), doubt_of(eq.base)
    found = figure_bands(eq, known, doubt, asked.level, guess_at(unmoved, known))
    steps = _Steps(progress, max(asked.draws, 1))
    drawn = _drawn(eq, known, doubt, asked, steps)
    rows = [Banded(f.named, b, drawn=d) for f, b, d in zip(known, found, drawn, strict=True)]
    return bands_table(rows, (), eq.base, asked)


def compile_bands(brief: Brief, closure: Closure, base: Baseline) -> None:
    """Work out the bands of the baseline itself, which has none: for a second thread, so that the
    programs are compiled while others are."""
    from tradetalks.solve import solve

    unmoved = solve(base, **closure)
    if unmoved.converged:
        index = [i for party in brief.parties for i in base.axes.country_index(party.country)]
        known = figures_of(base, [base.countries[i] for i in dict.fromkeys(index)])
        figure_bands(unmoved, known, doubt_of(base), guess=guess_at(unmoved, known))


def with_bands(
    contents: Mapping[str, Table],
    asked: Banding,
    runs: Sequence[Run],
    answers: Sequence[Answer],
    closure: Closure,
    tol: float,
    progress: Progress,
) -> dict[str, Table]:
    """The tables with `bands`, and with both ends of each band beside its figure."""
    from tradetalks.solve import solve

    base = runs[0].equilibrium.base
    unmoved = solve(base, **closure, tol=tol)
    found: list[Banded] = []
    if unmoved.converged:
        parties = list(dict.fromkeys(contents["scenarios"].frame["country"]))
        third = contents["third_countries"].frame
        found += scenario_bands(asked, runs, parties, third, unmoved, progress)
    found += answer_bands(answers)
    table = bands_table(found, runs, base, asked)
    widened = {t.name: t for t in with_ends(contents, table.frame)}
    return {**contents, **widened, table.name: table}


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
