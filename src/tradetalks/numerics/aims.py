"""What may be wanted of several functions at once: a product of gains, or as far as possible a way.

Each aim can compare points, find the best point of a quadratic model within a box, and say how
far from stationary a point is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.optimize import linprog, minimize

from tradetalks.numerics.quadratic import Array, Known, Model

#: What a point without a gain for everyone is worth less than one with.
APART = 1e6
#: Gains may fall to this share of what they are in one step; below it the logarithm is extended.
KEEP = 0.1
#: A point this near to its bound, in units of the range, is on it.
ON = 1e-9


class Aim(Protocol):
    """Something to maximise that is made of several functions' values."""

    def merit(self, values: Array) -> float:
        """The larger the better; values (function,)."""
        ...

    def best(self, model: Model, low: Array, high: Array) -> Iterator[Array]:
        """Points of the box at which the model may be best."""
        ...

    def residual(self, here: Known, low: Array, high: Array) -> float:
        """How much a step of one range in each number would bring, by the slopes alone."""
        ...


@dataclass(frozen=True, eq=False)
class Weighted:
    """The weighted sum of the functions. weights (function,)."""

    weights: Array

    def merit(self, values: Array) -> float:
        return float(self.weights @ values)

    def best(self, model: Model, low: Array, high: Array) -> Iterator[Array]:
        def fall(z: Array) -> tuple[float, Array]:
            values, slopes = model.at(z)
            return -float(self.weights @ values), -self.weights @ slopes

        yield from _descents(fall, model, low, high, self.weights @ model.slopes)

    def residual(self, here: Known, low: Array, high: Array) -> float:
        return projected(self.weights @ here.slopes, here.z, low, high)


@dataclass(frozen=True, eq=False)
class Way:
    """As far as possible from `start` along `way`: the largest t with `values >= start + t way`.

    start, way (function,), way zero or above: a function without a way is only held to `start`,
    to an accuracy of `scale` (Pascoletti and Serafini 1984). With a way for all but one this is
    a point of the frontier, with the same way for all the best of the worst.
    """

    start: Array
    way: Array
    scale: Array

    def merit(self, values: Array) -> float:
        moving = self.way > 0
        ahead = (values - self.start)[moving] / self.way[moving]
        behind = np.minimum((values - self.start)[~moving] / self.scale[~moving], 0.0).sum()
        # A shortfall weighs more than anything else.
        return float(ahead.min(initial=np.inf) + APART * min(float(behind) + ON, 0.0))

    def best(self, model: Model, low: Array, high: Array) -> Iterator[Array]:
        unit = np.where(self.way > 0, self.way, self.scale)
        share = np.where(self.way > 0, 1.0, 0.0)
        k = len(low)

        def room(x: Array) -> Array:
            found: Array = (model.at(x[:k])[0] - self.start) / unit - share * x[k]
            return found

        def slopes(x: Array) -> Array:
            return np.column_stack([model.at(x[:k])[1] / unit[:, None], -share])

        up = np.zeros(k + 1)
        up[k] = -1.0
        bounds = [*zip(low, high, strict=True), (None, None)]
        lead = (model.slopes / unit[:, None] * share[:, None]).sum(0)
        for z in (model.centre, np.where(lead > 0, high, low)):
            ahead = (model.at(z)[0] - self.start)[self.way > 0] / self.way[self.way > 0]
            found = minimize(
                lambda x: (-x[k], up),
                np.append(z, float(ahead.min())),
                jac=True,
                method="SLSQP",
                bounds=bounds,
                constraints={"type": "ineq", "fun": room, "jac": slopes},
                options={"ftol": 1e-14, "maxiter": 100},
            )
            if np.isfinite(found.x).all():
                yield np.clip(found.x[:k], low, high)

    def residual(self, here: Known, low: Array, high: Array) -> float:
        """The best that the slopes allow, by the dual of that linear program."""
        unit = np.where(self.way > 0, self.way, self.scale)
        share = np.where(self.way > 0, 1.0, 0.0)
        ahead = (here.values - self.start) / unit
        t = float(ahead[self.way > 0].min())
        slack = np.maximum(ahead - share * t, 0.0)
        slopes = (here.slopes / unit[:, None]).T
        k, m = slopes.shape
        up, down = here.z < high - ON, here.z > low + ON
        rows = np.vstack(
            [
                np.hstack([slopes, -np.eye(k)])[up],
                np.hstack([-slopes, -np.eye(k)])[down],
            ]
        )
        found = linprog(
            np.concatenate([slack, np.ones(k)]),
            A_ub=rows if len(rows) else None,
            b_ub=np.zeros(len(rows)) if len(rows) else None,
            A_eq=np.concatenate([share, np.zeros(k)])[None, :],
            b_eq=[1.0],
            bounds=[(0, None)] * (m + k),
        )
        return float(found.fun) if found.status == 0 else np.inf


@dataclass(frozen=True, eq=False)
class Product:
    """The product of gains over `origin`, each to its power (Nash 1950); logs are summed.

    origin, power (function,), scale: what a gain is measured by; least: gains up to here are none.
    Until all gain, the smallest gain is what is raised. The residual is what is left in units of
    the gain that counts most, over the scale: logs of small gains have steep slopes.
    """

    origin: Array
    power: Array
    scale: float
    least: Array | float = 0.0

    def gains(self, values: Array) -> bool:
        """Whether every function gains."""
        return bool((values - self.origin > self.least).all())

    def merit(self, values: Array) -> float:
        gain = values - self.origin
        if self.gains(values):
            return float(self.power @ np.log(gain / self.scale))
        return float(gain.min() / self.scale) - APART

    def best(self, model: Model, low: Array, high: Array) -> Iterator[Array]:
        if not self.gains(model.values):
            yield from self._worst.best(model, low, high)
            return
        floor = KEEP * (model.values - self.origin)

        def fall(z: Array) -> tuple[float, Array]:
            values, slopes = model.at(z)
            ratio = (values - self.origin) / floor
            short = np.minimum(ratio - 1, 0.0)
            log = np.where(ratio > 1, np.log(np.maximum(ratio, 1.0)), short - 0.5 * short**2)
            rate = np.where(ratio > 1, 1 / np.maximum(ratio, 1.0), 1 - short) / floor
            return -float(self.power @ log), -(self.power * rate) @ slopes

        yield from _descents(fall, model, low, high, -fall(model.centre)[1])

    def residual(self, here: Known, low: Array, high: Array) -> float:
        if not self.gains(here.values):
            return self._worst.residual(here, low, high)
        weights = self.power / (here.values - self.origin)
        left = projected(weights @ here.slopes, here.z, low, high)
        return left / float(weights.max()) / self.scale

    @property
    def _worst(self) -> Way:
        unit = np.full(len(self.origin), self.scale)
        return Way(self.origin, unit, unit)


def projected(slope: Array, z: Array, low: Array, high: Array) -> float:
    """Sum of the slopes that point into the box."""
    held = ((z <= low + ON) & (slope < 0)) | ((z >= high - ON) & (slope > 0))
    return float(np.abs(np.where(held, 0.0, slope)).sum())


def _descents(
    fall: Callable[[Array], tuple[float, Array]],
    model: Model,
    low: Array,
    high: Array,
    lead: Array,
) -> Iterator[Array]:
    """Ends of descents within the box, from the centre and from the corner it points to."""
    bounds = list(zip(low, high, strict=True))
    for z in (model.centre, np.where(lead > 0, high, low)):
        found = minimize(
            fall,
            z,
            jac=True,
            method="SLSQP",
            bounds=bounds,
            options={"ftol": 1e-15, "maxiter": 100},
        )
        if np.isfinite(found.x).all():
            yield np.clip(found.x, low, high)
