"""Closed borders, sanctions, and the waivers that let someone off them."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch

import numpy as np

from tradetalks.errors import InputError
from tradetalks.policy.compiling.meeting import Index, Mask, Meeting, applied
from tradetalks.policy.levers import Embargo, Lever, Sanction, SecondaryTariff, Waiver
from tradetalks.policy.settings import Array, Settings


@singledispatch
def pressure(lever: object, meeting: Meeting) -> Mask | None:
    """Who asks whom to shun whom: mask (government, member, target); None if nobody does.

    A waiver of a government lets a member off against a target.
    """
    return None


@pressure.register
def _(lever: Embargo, meeting: Meeting) -> Mask:
    (importers, exporters), _ = meeting.indices((lever.importer, lever.exporter))
    return _three(meeting, importers, importers, exporters) | _three(
        meeting, exporters, exporters, importers
    )


@pressure.register
def _(lever: Sanction, meeting: Meeting) -> Mask:
    (by, target), _ = meeting.indices((lever.by, lever.target))
    return _three(meeting, by, by, target)


@pressure.register
def _(lever: SecondaryTariff, meeting: Meeting) -> Mask:
    (importers, exporters, target), _ = meeting.indices(
        (lever.importer, lever.exporter, lever.target)
    )
    mask = _three(meeting, importers, exporters, target)
    mask[:, np.union1d(importers, target)] = False
    return mask


def waived(lever: Lever, meeting: Meeting) -> Mask:
    """What later waivers lift of the lever: (government, member, target)."""
    mask = pressure(lever, meeting)
    assert mask is not None
    lifted = np.zeros_like(mask)
    for waiver in meeting.later:
        if isinstance(waiver, Waiver):
            try:
                lifted |= _lifts(waiver, lever, mask, meeting)
            except InputError:
                continue  # said where the waiver is compiled
    return lifted


@applied.register
def _(lever: Waiver, settings: Settings, meeting: Meeting) -> Settings:
    # What it lifts was already left out when the earlier levers were applied.
    meeting.indices((lever.by, lever.to, lever.target))
    for earlier in meeting.earlier:
        try:
            mask = pressure(earlier, meeting)
            if mask is not None and _lifts(lever, earlier, mask, meeting).any():
                return settings
        except InputError:
            return settings  # an earlier lever that cannot be read may be the one meant
    raise meeting.fail(
        "there is nothing to waive",
        "an embargo, a sanction or a secondary tariff written before it, by and against those "
        "it names, with the measure it names",
        remedy="write the waiver after the lever it lifts",
    )


@applied.register
def _(lever: Embargo, settings: Settings, meeting: Meeting) -> Settings:
    mask = meeting.flows(lever.exporter, lever.importer, lever.sectors)
    spared = _spared(lever, meeting)
    closed = mask & ~(spared | spared.T)[:, :, None]
    return replace(settings, open=np.where(closed, 0.0, settings.open))


@applied.register
def _(lever: Sanction, settings: Settings, meeting: Meeting) -> Settings:
    sales = meeting.flows(lever.by, lever.target, lever.sectors)
    purchases = meeting.flows(lever.target, lever.by, lever.sectors)
    spared = _spared(lever, meeting)
    sales &= ~spared[:, :, None]
    purchases &= ~spared.T[:, :, None]
    hit = {
        "embargo": sales | purchases,
        "trade_cost": sales | purchases,
        "export_control": sales,
        "import_ban": purchases,
    }[lever.measure]
    if lever.factor is None:
        return replace(settings, open=np.where(hit, 0.0, settings.open))
    cost: Array = np.where(hit, settings.trade_cost * lever.factor, settings.trade_cost)
    return replace(settings, trade_cost=cost)


def _spared(lever: Lever, meeting: Meeting) -> Mask:
    """Whom waivers let off against which target: (member, target)."""
    return np.asarray(waived(lever, meeting).any(axis=0))


def _lifts(waiver: Waiver, lever: Lever, mask: Mask, meeting: Meeting) -> Mask:
    """The part of `mask`, a lever's pressure, that the waiver names."""
    (by, to, target), _ = meeting.indices((waiver.by, waiver.to, waiver.target))
    same = waiver.measure in ("all", getattr(lever, "measure", None))
    return mask & _three(meeting, by, to, target) & same


def _three(meeting: Meeting, *positions: Index) -> Mask:
    """Mask over three axes of countries; nobody is its own target."""
    n = len(meeting.axes.countries)
    mask = np.zeros((n, n, n), dtype=bool)
    mask[np.ix_(*positions)] = True
    mask[:, np.arange(n), np.arange(n)] = False
    return mask
