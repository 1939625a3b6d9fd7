"""A lever as it meets the labels of a baseline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import singledispatch

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import InputError, PolicyError, Problem
from tradetalks.labels import Axes, Selector
from tradetalks.policy.levers import Lever
from tradetalks.policy.settings import Observed, Settings

Mask = NDArray[np.bool_]
Index = NDArray[np.intp]


@singledispatch
def applied(lever: object, settings: Settings, meeting: Meeting) -> Settings:
    """The settings as the lever leaves them; each kind of lever registers its own function."""
    raise TypeError(f"{meeting.place}: {type(lever).__name__} is not a lever")


@dataclass(frozen=True)
class Meeting:
    """What a lever finds: labels, observations, and the levers written before and after it."""

    axes: Axes
    observed: Observed
    place: str
    earlier: tuple[Lever, ...] = ()
    later: tuple[Lever, ...] = ()

    def fail(
        self, what: str, allowed: str = "", nearest: str = "", remedy: str = ""
    ) -> PolicyError:
        """The error that says this at the lever's place."""
        return PolicyError(Problem(self.place, what, allowed, nearest, remedy))

    def indices(
        self, countries: Iterable[Selector], sectors: Iterable[Selector] = ()
    ) -> tuple[list[Index], list[Index]]:
        """Positions of every selector, with all unknown labels in one PolicyError."""
        problems: list[Problem] = []
        found: tuple[list[Index], list[Index]] = ([], [])
        resolvers = (self.axes.country_index, self.axes.sector_index)
        for resolve, selectors, into in zip(resolvers, (countries, sectors), found, strict=True):
            for selector in selectors:
                try:
                    into.append(resolve(selector, self.place))
                except InputError as error:
                    problems.extend(error.problems)
        if problems:
            raise PolicyError(problems)
        return found

    def flows(self, exporter: Selector, importer: Selector, sectors: Selector) -> Mask:
        """Mask (exporter, importer, sector) of the cross-border flows a lever names."""
        (exporters, importers), (js,) = self.indices((exporter, importer), (sectors,))
        n = len(self.axes.countries)
        mask = np.zeros((n, n, len(self.axes.sectors)), dtype=bool)
        mask[np.ix_(exporters, importers, js)] = True
        mask[np.arange(n), np.arange(n), :] = False
        if not mask.any():
            raise self.fail(
                "names no cross-border flow", remedy="a country has no tariff on itself"
            )
        return mask

    def named(self, positions: Iterable[np.intp]) -> str:
        """Labels of countries, for a message."""
        return ", ".join(self.axes.countries[i] for i in positions)


def cell_name(axes: Axes, cell: tuple[int, ...]) -> str:
    """A cell of (exporter, importer, sector) by its labels."""
    exporter, importer, sector = cell
    return f"{axes.countries[exporter]}, {axes.countries[importer]}, {axes.sectors[sector]}"
