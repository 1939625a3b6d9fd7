"""What sanctions do: to the target, to the senders, and who trades in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.labels import Selector
from tradetalks.outcomes.compared import apart, chosen, percent, ratio, table, trade_change
from tradetalks.solve import Equilibrium

if TYPE_CHECKING:
    import pandas as pd


def sanction_account(eq: Equilibrium, senders: Selector, target: Selector) -> pd.DataFrame:
    """Losses of target and senders, and whose trade with the target rises: one row a country.

    country; role: "target", "sender" or "third"; real_income_change, %; equivalent_variation and
    loss (its negative), USD million; loss_per_dollar: for each dollar the target loses (not a
    number where it gains). Trade with the target, USD million before duty: exports_to_target,
    imports_from_target, each with `_change` (from the baseline) and `_per_cent`. evades: a third
    country whose trade with the target, both ways, rises; replaces: that rise in per cent of the
    fall of the senders' trade with the target. Of the target itself trade is with its own parts
    and counts as none.

    Everything is against the baseline, whatever the policy holds. `senders` and `target` are
    selectors. Raises InputError on names that are not there or on both sides, NotConvergedError
    where there is no equilibrium.
    """
    eq.require()
    sending, targeted = chosen(eq, senders=senders, target=target)
    apart(eq, senders=sending, target=targeted)
    abroad = ~targeted
    before, change = eq.base["trade"].values.sum(2), trade_change(eq).sum(2)
    sold_base, sold = (f[:, targeted].sum(1) * abroad for f in (before, change))
    bought_base, bought = (f[targeted].sum(0) * abroad for f in (before, change))
    variation = eq.outcomes["equivalent_variation"].values
    rise = sold + bought
    evades = abroad & ~sending & (rise > 0)
    lost = max(-rise[sending].sum(), 0.0)
    return table(
        {
            "country": list(eq.base.countries),
            "role": np.where(targeted, "target", np.where(sending, "sender", "third")),
            "real_income_change": eq.outcomes["real_income_change"].values,
            "equivalent_variation": variation,
            "loss": -variation,
            "loss_per_dollar": ratio(-variation, -variation[targeted].sum()),
            "exports_to_target": sold_base + sold,
            "exports_to_target_change": sold,
            "exports_to_target_per_cent": percent(sold, sold_base),
            "imports_from_target": bought_base + bought,
            "imports_from_target_change": bought,
            "imports_from_target_per_cent": percent(bought, bought_base),
            "evades": evades,
            "replaces": np.where(evades, 100 * ratio(rise, lost), 0.0),
        }
    )
