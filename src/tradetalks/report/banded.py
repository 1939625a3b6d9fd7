"""Bands of a run's headline figures, and of those of one world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from tradetalks.errors import NotConvergedError
from tradetalks.report.band_tables import Banded, Banding, bands_table, with_ends
from tradetalks.report.clock import Progress, silent
from tradetalks.report.table import Table
from tradetalks.uncertainty.doubt import Doubt, doubt_of
from tradetalks.uncertainty.draws import Draws, draws
from tradetalks.uncertainty.headline import Figure, Guess, figure_bands, figures_of, guess_at

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief import Answer, Closure
    from tradetalks.report.stack import Run
    from tradetalks.solve import Equilibrium

WORKERS = 2
#: Third countries with a band, of those most hurt and of those most helped: the ones that the
#: sentences name.
NAMED = 1


@dataclass(frozen=True, eq=False)
class Start:
    """The baseline solved, its parties' figures, and what their adjoint solves begin from."""

    unmoved: Equilibrium
    known: tuple[Figure, ...]
    guess: Guess


def start_bands(
    closure: Closure, tol: float, parties: Sequence[str], base: Baseline
) -> Start | None:
    """What the bands of any policy start from; none where the baseline is not solved.

    Compiles the programs that bands take, so that a second thread may do it while others are.
    """
    from tradetalks.solve import solve

    unmoved = solve(base, **closure, tol=tol)
    if not unmoved.converged:
        return None
    known = figures_of(base, parties)
    guess = guess_at(unmoved, known)
    figure_bands(unmoved, known, doubt_of(base), guess=guess)
    return Start(unmoved, known, guess)


def scenario_bands(
    asked: Banding,
    runs: Sequence[Run],
    third: pd.DataFrame,
    start: Start,
    progress: Progress,
) -> list[Banded]:
    """The bands of every solved scenario's headline figures.

    third: the table of third countries. A scenario whose slopes cannot be had carries none.
    """
    named = third[third["rank"] <= NAMED].groupby("scenario")["country"].agg(list).to_dict()
    base = start.unmoved.base
    others = figures_of(base, (), dict.fromkeys(c for own in named.values() for c in own))
    guess = start.guess.joined(guess_at(start.unmoved, others))
    doubt = doubt_of(base)
    solved = [run for run in runs if run.equilibrium.converged]
    steps = _Steps(progress, len(solved) * max(asked.draws, 1))

    def of_run(run: Run) -> list[Banded]:
        shown = set(named.get(run.id, ()))
        wanted = [*start.known, *(f for f in others if f.named.country in shown)]
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

    with ThreadPoolExecutor(WORKERS) as workers:
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


def with_bands(
    contents: Mapping[str, Table],
    asked: Banding,
    runs: Sequence[Run],
    answers: Sequence[Answer],
    start: Start | None,
    progress: Progress,
) -> dict[str, Table]:
    """The tables with `bands`, and with both ends of each band beside its figure."""
    found: list[Banded] = []
    if start is not None:
        found += scenario_bands(asked, runs, contents["third_countries"].frame, start, progress)
    found += answer_bands(answers)
    table = bands_table(found, runs, runs[0].equilibrium.base, asked)
    widened = {t.name: t for t in with_ends(contents, table.frame)}
    return {**contents, **widened, table.name: table}
