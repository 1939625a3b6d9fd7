"""Bands of a run's headline figures, and of those of one world."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.errors import NotConvergedError
from tradetalks.report.band_tables import Banded, Banding, bands_table, with_ends
from tradetalks.report.clock import Progress, silent
from tradetalks.report.solving import Beside
from tradetalks.report.table import Table
from tradetalks.report.tables import of_note
from tradetalks.solve import outcomes_before
from tradetalks.solve.by_elasticity import ROOM
from tradetalks.uncertainty.doubt import Doubt, doubt_of
from tradetalks.uncertainty.draws import Draws, draws
from tradetalks.uncertainty.headline import Figure, Guess, figure_bands, figures_of, guess_at

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief import Answer, Closure
    from tradetalks.report.stack import Run
    from tradetalks.solve import Equilibrium


class Start:
    """The baseline solved, its parties' figures, and what their adjoint solves begin from.

    Third countries are added as scenarios name them, from any thread. Some that may be named next
    go with them, as several solves cost little more than one.
    """

    def __init__(self, unmoved: Equilibrium, parties: Sequence[str]) -> None:
        self.unmoved, self.doubt = unmoved, doubt_of(unmoved.base)
        self._parties, self._lock = tuple(parties), Lock()
        self._of_parties = figures_of(unmoved.base, parties)
        self._of_others: dict[str, tuple[Figure, ...]] = {}
        self._guess = guess_at(unmoved, self._of_parties)

    def figures(self, eq: Equilibrium) -> tuple[tuple[Figure, ...], Guess]:
        """Those of the parties and of the first third country hurt and the first helped in a
        world, which the sentences name; and what to begin their solves from."""
        hurt, helped = self._moved(eq)
        named = [*hurt[:1], *helped[:1]]
        with self._lock:
            if not self._of_others.keys() >= set(named):
                self._add(
                    [*named, *(c for pair in zip(hurt[1:], helped[1:], strict=False) for c in pair)]
                )
            others = [f for country in named for f in self._of_others[country]]
            return (*self._of_parties, *others), self._guess

    def _moved(self, eq: Equilibrium) -> tuple[list[str], list[str]]:
        """Third countries that lose, the most hurt first, and those that gain."""
        labels, before = eq.base.countries, outcomes_before(eq.base)["income"]
        outside = [k for k, label in enumerate(labels) if label not in self._parties]
        change = np.asarray(eq.world.outcomes["real_income"])[outside] - 1
        change[~of_note(np.asarray(before)[outside])] = 0.0
        order = [(labels[outside[k]], change[k]) for k in np.argsort(change, kind="stable")]
        return [c for c, by in order if by < 0], [c for c, by in order[::-1] if by > 0]

    def _add(self, countries: Sequence[str]) -> None:
        new = [c for c in countries if c not in self._of_others][: ROOM["real_income"]]
        found = {c: figures_of(self.unmoved.base, (), (c,)) for c in new}
        more = guess_at(self.unmoved, [f for own in found.values() for f in own])
        self._guess = self._guess.joined(more)
        self._of_others |= found


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
    start = Start(unmoved, parties)
    known, guess = start.figures(unmoved)
    with suppress(NotConvergedError):
        figure_bands(unmoved, known, start.doubt, guess=guess)
    return start


def scenario_bands(
    asked: Banding, start: Start | None, run: Run, progress: Progress = silent
) -> list[Banded]:
    """The bands of a scenario's headline figures; none where its slopes cannot be had.

    By exact slopes alone where an interrupt ends the draws.
    """
    eq = run.equilibrium
    if start is None or not eq.converged:
        return []
    wanted, guess = start.figures(eq)
    try:
        found = figure_bands(eq, wanted, start.doubt, asked.level, guess)
    except NotConvergedError:
        return []
    drawn: list[dict[str, Any] | None] = [None] * len(wanted)
    with suppress(KeyboardInterrupt):
        drawn = _drawn(eq, wanted, start.doubt, asked, progress)
    return [
        Banded(f.named, b, scenario=run.id, drawn=d)
        for f, b, d in zip(wanted, found, drawn, strict=True)
    ]


def beside_runs(asked: Banding, closure: Closure, tol: float, parties: Sequence[str]) -> Beside:
    """The bands of every scenario, for `solve_all`."""
    first = partial(start_bands, closure, tol, parties)
    each = partial(scenario_bands, asked)
    return Beside("bands", first, each, max(1, asked.draws), 2 if asked.draws else 1)


def _drawn(
    eq: Equilibrium, wanted: Sequence[Figure], doubt: Doubt, asked: Banding, progress: Progress
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
        progress=progress,
    )
    return [
        {str(k): v for k, v in row.items()} for row in found.table(asked.level).to_dict("records")
    ]


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
    drawn = _drawn(eq, known, doubt, asked, progress)
    rows = [Banded(f.named, b, drawn=d) for f, b, d in zip(known, found, drawn, strict=True)]
    return bands_table(rows, (), eq.base, asked)


def with_bands(
    contents: Mapping[str, Table],
    asked: Banding,
    runs: Sequence[Run],
    answers: Sequence[Answer],
    found: Iterable[Banded],
) -> dict[str, Table]:
    """The tables with `bands`, and with both ends of each band beside its figure.

    found: the bands of the scenarios' figures.
    """
    base = runs[0].equilibrium.base
    table = bands_table([*found, *answer_bands(answers)], runs, base, asked)
    widened = {t.name: t for t in with_ends(contents, table.frame)}
    return {**contents, **widened, table.name: table}
