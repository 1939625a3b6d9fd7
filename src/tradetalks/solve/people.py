"""Where people live and work once a policy has moved them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.policy import movements

if TYPE_CHECKING:
    from tradetalks.solve.equilibrium import Equilibrium


def people_after(eq: Equilibrium) -> dict[str, Any]:
    """Workers (country, factor) and migrants (origin, residence), where the baseline has them."""
    from tradetalks.solve.arrays import observed_of

    moved = movements(eq.policy, eq.base.axes, observed_of(eq.base)).persons
    if not moved.any():
        return {}
    known = eq.base.dataset
    after = {"workers": moved.sum(0) - moved.sum(1), "migrants": moved.sum(2)}
    return {n: np.asarray(known[n].values) + more for n, more in after.items() if n in known}
