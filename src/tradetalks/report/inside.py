"""Policies in a world where a party is several countries: a party charges itself nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.policy import Policy

if TYPE_CHECKING:
    from tradetalks.labels import Axes


def outward(make: Callable[[Axes], Policy], parties: Sequence[str]) -> Callable[[Axes], Policy]:
    """The policy with no lever on what members of one party (a country or group) sell one another.

    "The Union on everyone" is on everyone outside it, wherever the Union is made one.
    """

    def made(axes: Axes) -> Policy:
        levers = list(make(axes).levers)
        for party in parties:
            own = axes.country_index(party)
            if len(own) > 1:
                levers = [part for lever in levers for part in _outward(lever, own, axes)]
        return Policy(tuple(levers))

    return made


def _outward(lever: Any, own: Any, axes: Axes) -> Iterator[Any]:
    """A lever from importers to exporters without the flows inside `own`; others as they are."""
    if not (hasattr(lever, "importer") and hasattr(lever, "exporter")) or hasattr(lever, "target"):
        yield lever
        return
    buyers, sellers = (axes.country_index(s) for s in (lever.importer, lever.exporter))
    members = np.intersect1d(buyers, own)
    if not (len(members) and len(np.intersect1d(sellers, own))):
        yield lever
        return
    outside = (members, np.setdiff1d(sellers, own)), (np.setdiff1d(buyers, own), sellers)
    for some, others in outside:
        if len(some) and len(others):
            importer, exporter = (tuple(axes.countries[i] for i in at) for at in (some, others))
            yield replace(lever, importer=importer, exporter=exporter)
