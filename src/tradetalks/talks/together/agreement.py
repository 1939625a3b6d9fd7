"""What players agree on without payments: everybody must gain, and the product of gains counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from tradetalks.numerics.ascent import Climb, Watch, climb
from tradetalks.talks.best.abreast import abreast
from tradetalks.talks.best.ascents import USUAL, Progress
from tradetalks.talks.together.joint import CLOSE, Joint, NashProduct, Worst

Array = NDArray[np.float64]

#: How sharply the smallest gain is told from the others, stage by stage, as shares of the stake.
WIDTHS = (1.0, 0.1, 0.01, 1e-3)
#: Evaluations of a stage.
STAGE = 40
#: Evaluations of a product: many players' gains of unlike size bend it sharply.
MOST = 300


def agree(
    joint: Joint,
    points: Sequence[Array],
    power: Array,
    stake: float,
    progress: Progress | None = None,
) -> list[Climb]:
    """Where ascents of the Nash product ended, one for each of `points`, side by side.

    From a point at which somebody loses, the smallest gain in view of incomes is raised first,
    ever more sharply, until everybody gains. Where that fails there is nothing to divide: the
    climb of the smallest gain is what comes back. `stake` is what gains are measured by, USD
    billion. An interrupt (Ctrl-C) leaves out those not begun.
    """
    told = _Told(joint.name, len(points), progress)

    def ascent(number: int) -> Climb:
        own = joint.beside()
        found = _ascent(own, points[number], power, stake, partial(told, number))
        joint.worlds.count(own.worlds)
        if found.status == "interrupted":
            joint.worlds.stop.set()
        return found

    tasks = [partial(ascent, k) for k in range(len(points))]
    return [found for found in abreast(tasks, joint.worlds.stop) if found.spot.source is not None]


def _ascent(joint: Joint, x: Array, power: Array, stake: float, watch: Watch) -> Climb:
    box = joint.box
    nash = joint.valuing(NashProduct(power, stake))
    found = last = climb(nash, x, box, tol=CLOSE, most=MOST, watch=watch)
    for width in WIDTHS:
        if found.status != "no start":
            return found
        near = joint.valuing(Worst(joint.contest.field.scale, width * stake / len(power)))
        last = climb(near, last.x, box, tol=CLOSE, most=STAGE, watch=watch)
        if last.status in ("interrupted", "no start"):
            return last
        found = climb(nash, last.x, box, tol=CLOSE, most=MOST, watch=watch)
    return last if found.status == "no start" else found


class _Told:
    """What the user hears of ascents that run side by side."""

    def __init__(self, name: str, searches: int, progress: Progress | None) -> None:
        self._name, self._progress = name, progress
        self._steps = [0] * searches

    def __call__(self, search: int, evaluations: int, value: float, residual: float) -> None:
        if self._progress is None:
            return
        self._steps[search] = max(self._steps[search], min(evaluations, USUAL - 1))
        self._progress(
            f"agreement of {self._name}: residual {residual:.0e}",
            sum(self._steps),
            len(self._steps) * USUAL,
        )
