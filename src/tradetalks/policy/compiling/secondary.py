"""Tariffs on whoever keeps buying from a target, and whom the data say that catches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tradetalks.policy.compiling.meeting import Mask, Meeting, applied
from tradetalks.policy.compiling.sanctions import pressure, waived
from tradetalks.policy.levers import SecondaryTariff
from tradetalks.policy.settings import Array, Settings


@dataclass(frozen=True)
class Caught:
    """Whom a secondary tariff hits.

    exporters: who is charged, with the part (fraction) of its imports that comes from the
    targets. spared: who would be charged but for a waiver.
    """

    lever: SecondaryTariff
    exporters: Mapping[str, float]
    spared: Mapping[str, float]


def caught_by(lever: SecondaryTariff, meeting: Meeting) -> Caught:
    """Whom the tariff hits, by the baseline's trade; raises PolicyError if it catches nobody.

    A country is caught when more than `threshold` of its imports of the `because_of` sectors,
    at prices before duty, come from the targets together. A waiver for one of several targets
    leaves the others to be counted.
    """
    bare, left = _charged(lever, meeting)
    part = exposure(lever, meeting)
    labels = meeting.axes.countries

    def shares(mask: Mask) -> dict[str, float]:
        return {labels[x]: float(part[x]) for x in np.flatnonzero(mask)}

    charged: Mask = np.asarray(left.any(axis=0))
    return Caught(lever, shares(charged), shares(np.asarray(bare.any(axis=0) & ~charged)))


@applied.register
def _(lever: SecondaryTariff, settings: Settings, meeting: Meeting) -> Settings:
    named = (lever.importer, lever.target, lever.exporter)
    _, (sectors, _) = meeting.indices(named, (lever.sectors, lever.because_of))
    _, left = _charged(lever, meeting)
    hit = np.zeros(settings.tariff.shape, dtype=bool)
    hit[:, :, sectors] = left.T[:, :, None]
    return replace(settings, tariff=np.where(hit, settings.tariff + lever.add, settings.tariff))


def _charged(lever: SecondaryTariff, meeting: Meeting) -> tuple[Mask, Mask]:
    """Masks (importer, exporter) of who is charged before waivers, and after them."""
    asked = pressure(lever, meeting)
    assert asked is not None
    share = _shares(lever, meeting)
    bare = (asked * share).sum(axis=2) > lever.threshold
    if not bare.any():
        part = np.where(asked.any(axis=(0, 2)), exposure(lever, meeting), 0.0)
        most = int(part.argmax())
        nearest = meeting.named([np.intp(most)])
        closest = f"; {nearest} comes closest with {100 * part[most]:.3g} %"
        raise meeting.fail(
            f"catches nobody: no country it names gets more than {100 * lever.threshold:g} % of "
            f"its imports in these sectors from the target{closest if part[most] else ''}",
            remedy="name other sectors in because_of, or lower the threshold",
        )
    left = ((asked & ~waived(lever, meeting)) * share).sum(axis=2) > lever.threshold
    return bare, left


def _shares(lever: SecondaryTariff, meeting: Meeting) -> Array:
    """Each country's imports from each target over all its imports: (country, target)."""
    (sectors,) = meeting.indices((), (lever.because_of,))[1]
    imports = meeting.observed.trade[:, :, sectors].sum(axis=2)
    np.fill_diagonal(imports, 0.0)
    total = imports.sum(axis=0)
    known = total[:, None] > 0
    shares: Array = np.divide(imports.T, total[:, None], where=known, out=0 * imports)
    return shares


def exposure(lever: SecondaryTariff, meeting: Meeting) -> Array:
    """The targets together in each country's imports: (country,)."""
    targets = meeting.axes.country_index(lever.target, meeting.place)
    part: Array = _shares(lever, meeting)[:, targets].sum(axis=1)
    return part
