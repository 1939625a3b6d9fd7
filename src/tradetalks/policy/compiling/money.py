"""Promised purchases and payments between governments, to arrays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tradetalks.policy.compiling.meeting import Index, Meeting, applied
from tradetalks.policy.levers import Purchase, Transfer
from tradetalks.policy.levers.wording import words
from tradetalks.policy.settings import Array, Commitment, Settings


@applied.register
def _(lever: Purchase, settings: Settings, meeting: Meeting) -> Settings:
    """Equation 9: the covered flows together are at least the floor.

    `add` counts from the baseline's trade, whatever the other levers do to it.
    """
    payers = () if lever.paid_by is None else (lever.paid_by,)
    (_, _, *paying), _ = meeting.indices((lever.seller, lever.buyer, *payers), (lever.sectors,))
    covers = meeting.flows(lever.seller, lever.buyer, lever.sectors)
    if lever.both:
        covers |= meeting.flows(lever.buyer, lever.seller, lever.sectors)
    traded = float(meeting.observed.trade[covers].sum())
    if traded <= 0:
        raise meeting.fail(
            f"{_flow(lever)} is zero in the baseline, and no price can create a "
            "flow that was not there",
            remedy="name sectors that are traded, or use a baseline that has the flow",
        )
    payer = np.zeros(len(meeting.axes.countries))
    for several in paying:
        payer = _by_income(several, meeting)
    floor = lever.amount + (traded if lever.above_baseline else 0.0)
    promised = Commitment(covers, floor, payer, str(lever))
    return replace(settings, commitments=(*settings.commitments, promised))


@applied.register
def _(lever: Transfer, settings: Settings, meeting: Meeting) -> Settings:
    """Several payers, or receivers, share in proportion to their baseline value added."""
    (payers, receivers), _ = meeting.indices((lever.payer, lever.receiver))
    if both := set(payers) & set(receivers):
        raise meeting.fail(
            f"{meeting.named(sorted(both))} would pay itself", "payers and receivers that differ"
        )
    moved = _by_income(receivers, meeting) - _by_income(payers, meeting)
    return replace(settings, transfer=settings.transfer + lever.amount * moved)


def _by_income(countries: Index, meeting: Meeting) -> Array:
    """Shares summing to one over `countries`, zero elsewhere: (country,)."""
    income = meeting.observed.value_added.sum(axis=1)
    shares: Array = np.zeros_like(income)
    shares[countries] = income[countries] / income[countries].sum()
    return shares


def _flow(lever: Purchase) -> str:
    """What is bought, in words."""
    way = "trade between {1} and {0}" if lever.both else "trade from {1} to {0}"
    return f"{way.format(words(lever.buyer), words(lever.seller))} in {words(lever.sectors)}"
