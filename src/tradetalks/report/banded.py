"""Bands of a run's headline figures, and of those of one world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pandas as pd

from tradetalks.errors import NotConvergedError
from tradetalks.report.band_tables import Banded, Banding, bands_table, with_ends
from tradetalks.report.clock import Progress, silent
from tradetalks.report.table import Table
from tradetalks.uncertainty.doubt import Doubt, doubt_of
from tradetalks.uncertainty.draws import Draws, draws
from tradetalks.uncertainty.headline import Figure, figure_bands, figures_of, guess_at

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief import Answer, Brief, Closure
    from tradetalks.report.stack import Run
    from tradetalks.solve import Equilibrium

WORKERS = 2
#: Third countries with a band, of those most hurt and of those most helped: the ones that the
#: sentences name.
NAMED = 1


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
