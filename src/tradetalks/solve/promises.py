"""Purchase commitments: labels to the arrays of equation 9, and where a search for them starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.model.economy import Commitments, Economy
from tradetalks.model.outcomes import ROOM, no_commitments
from tradetalks.policy import Commitment

#: A sum of flows and the same in another order are this near, in logs.
ROUNDING = 1e-13


def commitments_of(promised: Sequence[Commitment], countries: int, sectors: int) -> Commitments:
    """The promises on the pairs of countries they concern.

    Room for commitments and pairs grows by steps, so that few shapes have to be compiled.
    """
    covered = [c.covers.any(2) for c in promised]
    pairs = np.argwhere(np.any(covered, axis=0)) if covered else np.zeros((0, 2), dtype=int)
    room = _room(len(promised), ROOM[0]), _room(len(pairs), ROOM[1])
    if not promised:
        return no_commitments(countries, sectors)
    seller, buyer = np.zeros((2, room[1], countries))
    covers = np.zeros((room[0], room[1], sectors))
    floor, payer = np.zeros(room[0]), np.zeros((room[0], countries))
    for p, (o, d) in enumerate(pairs):
        seller[p, o] = buyer[p, d] = 1.0
    for k, commitment in enumerate(promised):
        covers[k, : len(pairs)] = commitment.covers[pairs[:, 0], pairs[:, 1]]
        floor[k], payer[k] = commitment.floor, commitment.payer
    arrays: tuple[Any, ...] = (seller, buyer, covers, floor, payer)
    return Commitments(*arrays)


def _room(needed: int, least: int) -> int:
    room = least
    while room < needed:
        room *= 4
    return room


def first_guess(economy: Economy, promises: Commitments) -> NDArray[np.float64]:
    """Where the wedges are sought: slack as in the baseline, or what one price alone would ask.

    (commitment,), in the terms of `Unknowns.commitment`.
    """
    covers, floor = np.asarray(promises.covers), np.asarray(promises.floor)
    flow, weighted = committed_flow(economy, promises)
    asked = (floor > 0) & (flow > 0) & covers.any((1, 2))
    gap = np.log(np.where(asked, floor, 1.0) / np.where(asked, flow, 1.0))
    # As much as in the baseline: on the edge, whatever rounding says.
    gap = np.where(np.abs(gap) < ROUNDING, 0.0, gap)
    theta = np.where(asked, weighted / np.where(asked, flow, 1.0), 0.0)
    return np.where(gap > 0, gap / (1 + theta), gap)


def committed_flow(
    economy: Economy, promises: Commitments
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What was bought in the baseline of what each commitment covers; the same times theta."""
    o, d = np.asarray(promises.seller).argmax(1), np.asarray(promises.buyer).argmax(1)
    share, tariff = (np.asarray(a)[o, d] for a in (economy.trade_share, economy.tariff))
    flows = np.asarray(promises.covers) * share * np.asarray(economy.expenditure)[d] / (1 + tariff)
    return flows.sum((1, 2)), (flows * np.asarray(economy.trade_elasticity)).sum((1, 2))
