"""Preferences inside a bloc and its common tariff outside, to arrays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tradetalks.policy.compiling.meeting import Meeting, applied
from tradetalks.policy.levers import Bloc
from tradetalks.policy.settings import Array, Settings


@applied.register
def _(lever: Bloc, settings: Settings, meeting: Meeting) -> Settings:
    """Tariffs between members times `inside`; outside, the members' mean where it is common.

    The mean of a flow is weighted by the members' baseline trade with that exporter in that
    sector; where none of them trades it is plain. Export taxes stay.
    """
    (members,), (sectors,) = meeting.indices((lever.members,), (lever.sectors,))
    if len(members) < 2:
        raise meeting.fail(
            f"has one member here, {meeting.named(members)}", "two countries of the baseline"
        )
    tariff = settings.tariff.copy()
    if lever.common:
        outside = np.setdiff1d(np.arange(len(meeting.axes.countries)), members)
        cells = np.ix_(outside, members, sectors)
        tariff[cells] = _mean(tariff[cells], meeting.observed.trade[cells])
    inside = np.ix_(members, members, sectors)
    abroad = ~np.eye(len(members), dtype=bool)[:, :, None]
    tariff[inside] = np.where(abroad, lever.inside * tariff[inside], tariff[inside])
    return replace(settings, tariff=tariff)


def _mean(tariff: Array, trade: Array) -> Array:
    """The mean over the middle axis, weighted by trade, kept as an axis of one."""
    total = trade.sum(axis=1, keepdims=True)
    weights = np.divide(trade, total, where=total > 0, out=np.full_like(trade, 1 / trade.shape[1]))
    mean: Array = (weights * tariff).sum(axis=1, keepdims=True)
    return mean
