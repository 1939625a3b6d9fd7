"""What becomes of everybody who is not at the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tradetalks.solve import Equilibrium
from tradetalks.talks.wants.objective import BILLION

if TYPE_CHECKING:
    import pandas as pd


def third_countries(
    parties: Sequence[str], disagreement: Equilibrium, eq: Equilibrium
) -> pd.DataFrame:
    """Everybody but the parties in a world: country, equivalent_variation (USD billion over
    disagreement), real_income_change (per cent, likewise); the largest gain first."""
    import pandas as pd

    left, here = disagreement.outcomes, eq.outcomes
    more = {n: (here[n] - left[n]).values for n in ("equivalent_variation", "real_income_change")}
    more["equivalent_variation"] /= BILLION
    table = pd.DataFrame({"country": eq.base.countries} | more)
    others = table[~table["country"].isin(list(parties))]
    return others.sort_values("equivalent_variation", ascending=False, ignore_index=True)
