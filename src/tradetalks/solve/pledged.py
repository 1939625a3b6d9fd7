"""What became of purchase commitments in a solved world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.solve.promises import committed_flow

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.solve.equilibrium import Equilibrium


def commitments_table(eq: Equilibrium) -> pd.DataFrame:
    """One row a commitment, in the order written; see `Equilibrium.commitments`."""
    import pandas as pd

    from tradetalks.solve.arrays import economy_of, settings_of

    promised = settings_of(eq.base, eq.policy).commitments
    number = len(promised)
    state, u = eq.world.state, np.asarray(eq.unknowns.commitment)[:number]
    flow = np.asarray(state.committed)[:number]
    before, _ = committed_flow(economy_of(eq.base), eq.shock.commitments)
    floor = np.array([c.floor for c in promised])
    return pd.DataFrame(
        {
            "commitment": [c.words for c in promised],
            "floor": floor,
            "flow_base": before[:number],
            "flow": flow,
            "slack": flow - floor,
            "wedge": -np.expm1(-np.maximum(u, 0.0)),
            "cost": np.asarray(state.commitment_cost).sum(1)[:number],
            "binding": u > 0,
        }
    )


def tariff_with_wedges(eq: Equilibrium) -> NDArray[np.float64]:
    """`(1 + t')(1 - s') - 1` (exporter, importer, sector): what buyers pay beyond the border."""
    tariff, wedges = np.asarray(eq.shock.tariff), wedges_in_full(eq)
    return np.where(wedges > 0, (1 + tariff) * np.exp(-wedges) - 1, tariff)


def wedges_in_full(eq: Equilibrium) -> NDArray[np.float64]:
    """`-ln(1 - s')` (exporter, importer, sector)."""
    promises = eq.shock.commitments
    covers, o, d = (np.asarray(a) for a in (promises.covers, promises.seller, promises.buyer))
    # `model.purchases.log_wedge`, by numpy: it would be two programs.
    wedges = np.tensordot(np.maximum(np.asarray(eq.unknowns.commitment), 0.0), covers, 1)
    return np.asarray(np.einsum("pj,po,pd->odj", wedges, o, d))
