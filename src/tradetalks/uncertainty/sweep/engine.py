"""A worker's own: baselines read and programs compiled once, scenarios solved chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import jax
import numpy as np
from jax.errors import JaxRuntimeError
from numpy.typing import NDArray

from tradetalks.model.economy import Shock
from tradetalks.uncertainty.sweep.guess import Neighbours, spread_out
from tradetalks.uncertainty.sweep.place import Place, Ready
from tradetalks.uncertainty.sweep.plan import Plan
from tradetalks.uncertainty.sweep.program import Row, solved_row, solved_rows
from tradetalks.uncertainty.sweep.solved import Solved

Array = NDArray[np.float64]
End = TypeVar("End")

#: Worlds whose arrays a worker keeps: chunks come world after world.
KEPT = 2
#: Batches that a chunk is solved in on a device: each starts from what those before it found.
STAGES = 4
#: Flows in a batch, so that its arrays fit in the memory of a small device (about 5 GB).
MOST_FLOWS = 2**26


class Engine:
    """Solves the chunks of a plan; one a worker.

    at_once: in batches, which pays on a GPU and is the default there; else one by one.
    """

    def __init__(self, plan: Plan, at_once: bool | None = None) -> None:
        self.plan = plan
        self.at_once = jax.default_backend() != "cpu" if at_once is None else at_once
        self._places: dict[int, Place] = {}

    def solve(self, chunk: int) -> list[Solved]:
        """Every scenario of a chunk, in order; whatever is raised is that scenario's end."""
        place, numbers = self._place(chunk), list(self.plan.numbers(chunk))
        points = place.points(numbers)
        way = _in_batches if self.at_once else _one_by_one
        found = way(place, [(numbers[k], points[k]) for k in spread_out(points)])
        ends = {end.number: end for end in found}
        return [ends[number] for number in numbers]

    def _place(self, chunk: int) -> Place:
        index = chunk // self.plan.chunks_each
        if index not in self._places:
            if len(self._places) >= KEPT:
                self._places.pop(next(iter(self._places)))
            self._places[index] = Place(self.plan, self.plan.worlds[index])
        return self._places[index]


def _one_by_one(place: Place, scenarios: Sequence[tuple[int, Array]]) -> Iterator[Solved]:
    """Each from its nearest solved neighbours."""
    known: dict[Any, Neighbours] = {}

    def end(number: int, where: Array) -> Solved:
        ready = place.prepare(number)
        if isinstance(ready, Solved):
            return ready
        return _single(place, ready, known.setdefault(ready.family, Neighbours()), where)

    for number, where in scenarios:
        yield _guarded(number, partial(end, number, where))


def _in_batches(place: Place, scenarios: Sequence[tuple[int, Array]]) -> Iterator[Solved]:
    """Scenarios of one shape together, those spread out furthest first.

    A batch is solved as soon as it is full, so that no more than one of each shape is held.
    """
    flows = place.base["trade"].size
    size = max(1, min(-(-place.plan.size // STAGES), MOST_FLOWS // flows))
    known: dict[Any, Neighbours] = {}
    waiting: dict[Any, list[tuple[Ready, Array]]] = {}
    for number, where in scenarios:
        ready = _guarded(number, partial(place.prepare, number))
        if isinstance(ready, Solved):
            yield ready
            continue
        family = waiting.setdefault(ready.family, [])
        family.append((ready, where))
        if len(family) == size:
            near = known.setdefault(ready.family, Neighbours())
            yield from _together(place, waiting.pop(ready.family), near, size)
    for name, family in waiting.items():
        yield from _together(place, family, known.get(name, Neighbours()), size)


def _together(
    place: Place, family: Sequence[tuple[Ready, Array]], near: Neighbours, size: int
) -> Iterator[Solved]:
    """A batch; one by one where the device cannot hold it."""
    ready = [one for one, _ in family]
    starts = [_start(place, one, near, where) for one, where in family]
    rows: list[Row] | None = None
    with suppress(JaxRuntimeError):
        rows = batch(place, ready, starts, size)
    for k, (one, where) in enumerate(family):
        if rows is None:
            yield _guarded(one.number, partial(_single, place, one, near, where))
        else:
            yield _guarded(one.number, partial(_ended, place, one, rows[k], near, where))


def batch(place: Place, ready: Sequence[Ready], starts: Sequence[Array], size: int) -> list[Row]:
    """A batch solved as one, filled up to its size with the last so that all have one shape."""
    fill = size - len(ready)
    ready, starts = [*ready, *[ready[-1]] * fill], [*starts, *[starts[-1]] * fill]
    moved: dict[str, Any] = {}
    along: dict[str, Any] = {}
    for name in Shock._fields:
        parts = [getattr(one.shock, name) for one in ready]
        alike = all(part is parts[0] for part in parts)
        along[name] = None if alike else 0
        moved[name] = parts[0] if alike else _stacked(parts)
    rows = solved_rows(
        place.economy,
        _stacked([one.economy.trade_elasticity for one in ready]),
        Shock(**moved),
        _stacked([one.closure for one in ready]),
        np.stack(starts),
        np.float64(place.plan.tol),
        names=place.names,
        along=Shock(**along),
    )
    # Worlds stay on the device: only those that have to be judged are looked at.
    here: Row = jax.device_get(rows._replace(world=None))
    return [
        _at(here, k)._replace(world=None if here.plain[k] else _at(rows.world, k))
        for k in range(len(ready) - fill)
    ]


def _at(tree: Any, k: int) -> Any:
    return jax.tree.map(lambda array: array[k], tree)


def _stacked(parts: Sequence[Any]) -> Any:
    return jax.tree.map(lambda *leaves: np.stack([np.asarray(a) for a in leaves]), *parts)


def _start(place: Place, ready: Ready, near: Neighbours, where: Array) -> Array:
    guess = near.guess(where)
    return place.from_baseline(ready) if guess is None else guess


def _single(place: Place, ready: Ready, near: Neighbours, where: Array) -> Solved:
    start, tol = _start(place, ready, near, where), np.float64(place.plan.tol)
    economy, shock, closure = ready.economy, ready.shock, ready.closure
    kernel = place.kernel(ready)
    row = solved_row(economy, shock, kernel, closure, start, tol, names=place.names)
    return _ended(place, ready, row, near, where)


def _ended(place: Place, ready: Ready, row: Row, near: Neighbours, where: Array) -> Solved:
    """How a scenario ends; what converged directly has a say in where others begin."""
    end = place.accepted(ready, row)
    if end is None:
        return place.by_path(ready)
    if end.rows is not None:
        near.add(where, np.asarray(row.u))
    return end


def _guarded(number: int, work: Callable[[], End]) -> End | Solved:
    """What is worked out; whatever it raises is the scenario's end, and the others go on."""
    try:
        return work()
    except Exception as error:
        return Solved(number, "raised", f"{type(error).__name__}: {error}", np.nan, 0)
