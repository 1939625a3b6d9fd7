"""What theory says of purchase commitments (equation 9)."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import (
    COUNTRIES,
    SAME,
    TIGHT,
    assert_same,
    imports,
    peopled,
    policies,
    rules,
    seeds,
    solve,
)
from hypothesis import given
from hypothesis import strategies as st

import tradetalks as tt


@given(seeds, policies, rules)
def test_a_purchase_that_would_be_made_anyway_changes_nothing(seed, policy, how) -> None:
    base = peopled(seed)
    free = solve(base, policy, **how)
    # Whichever pair still trades under the drawn policy.
    flow = free.trade.sum("sector").values * (1 - np.eye(4))
    seller, buyer = np.unravel_index(int(flow.argmax()), flow.shape)
    enough = float(flow[seller, buyer]) * (1 - 1e-6)
    promise = tt.Policy().purchase(COUNTRIES[buyer], COUNTRIES[seller], at_least=enough)
    kept = solve(base, policy + promise, **how)
    assert_same(kept.outcomes, free.outcomes)
    row = kept.commitments.iloc[0]
    assert (row["wedge"], row["cost"], bool(row["binding"])) == (0.0, 0.0, False)


@given(seeds, policies, rules, st.floats(1.02, 1.6))
def test_a_purchase_that_binds_is_an_import_subsidy(seed, policy, how, times) -> None:
    """The tariff `(1 + t)(1 - s) - 1` on the covered flows makes the same world."""
    base = peopled(seed)
    free = solve(base, policy, **how)
    flow = free.trade.sum("sector").values * (1 - np.eye(4))
    seller, buyer = (COUNTRIES[i] for i in np.unravel_index(int(flow.argmax()), flow.shape))
    promise = policy.purchase(buyer, seller, at_least=times * float(flow.max()))
    bound = solve(base, promise, **how)
    row = bound.commitments.iloc[0]
    assert bool(row["binding"])
    assert row["flow"] == pytest.approx(row["floor"], rel=TIGHT)
    rates = free.tariff.copy()
    where = {"exporter": seller, "importer": buyer}
    rates.loc[where] = (1 + rates.loc[where]) * (1 - row["wedge"]) - 1
    subsidy = solve(base, policy.tariff_array(rates), **how)
    apart = ("tariff_revenue", "purchase_cost")
    assert_same(bound.outcomes.drop_vars(apart), subsidy.outcomes.drop_vars(apart))
    np.testing.assert_allclose(
        bound.outcomes["tariff_revenue"] - bound.outcomes["purchase_cost"],
        subsidy.outcomes["tariff_revenue"],
        atol=SAME * float(bound.outcomes["income"].max()),
    )


@given(seeds, policies, rules, st.permutations(COUNTRIES))
def test_who_pays_is_a_transfer(seed, policy, how, order) -> None:
    """A purchase that another pays for is the same purchase and a transfer of its cost."""
    base = peopled(seed)
    buyer, seller, payer, _ = order
    policy = tt.Policy(tuple(x for x in policy.levers if type(x).__name__ != "Embargo"))
    promise = {"at_least": 1.5 * imports(base, buyer, seller), "sectors": "all"}
    paid = solve(base, policy.purchase(buyer, seller, paid_by=payer, **promise), **how)
    cost = float(paid.commitments["cost"].iloc[0])
    own = policy.purchase(buyer, seller, **promise).transfer(payer, buyer, amount=cost)
    assert_same(paid.outcomes, solve(base, own, **how).outcomes)


def test_purchases_that_overlap_act_as_one() -> None:
    """Two promises of the same: the cost is that of one, at whatever split of the wedge."""
    base = peopled(3)
    promise = {"at_least": 2 * imports(base, "C00", "C01")}
    once = tt.Policy().purchase("C00", "C01", **promise)
    more = once.purchase("C00", "C01", at_least=1.2 * imports(base, "C00", "C01"))
    assert_same(solve(base, more).outcomes, solve(base, once).outcomes)
