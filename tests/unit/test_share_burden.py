"""Burden sharing: losses alike, transfers that sum to zero, two members against bisection."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

import tradetalks as tt

COALITION = ["USA", "EU", "JPN", "GBR", "CAN"]
EMBARGO = tt.Policy().embargo(COALITION, "RUS", both=True, sectors="goods")


def _loss(eq: tt.Equilibrium, country: str) -> float:
    return -float(eq.outcomes["real_income_change"].sel(country=country))


@pytest.mark.parametrize("deficits", ["fixed", "balanced"])
def test_members_lose_alike_and_pay_only_each_other(small: tt.Baseline, deficits: str) -> None:
    found = tt.share_burden(small, EMBARGO, COALITION, deficits=deficits)  # type: ignore[arg-type]
    table = found.table.set_index("country")
    assert list(table.index) == [c for c in small.countries if c in COALITION]
    assert table["transfer"].sum() == pytest.approx(0, abs=1e-6)
    before, after = (tt.solve(small, p, deficits=deficits) for p in (EMBARGO, found.policy))  # type: ignore[arg-type]
    for country, row in table.iterrows():
        assert row["loss_before"] == pytest.approx(_loss(before, str(country)), abs=1e-6)
        assert row["loss_after"] == pytest.approx(_loss(after, str(country)), abs=1e-6)
        assert row["loss_after"] == pytest.approx(found.loss, abs=1e-6)
    assert np.ptp(table["loss_before"]) > 0.05
    hurt = table["loss_before"].idxmax()
    assert table.loc[hurt, "transfer"] > 0
    assert len(found.policy.levers) > len(EMBARGO.levers)


def test_two_members_agree_with_bisection(small: tt.Baseline) -> None:
    policy = tt.Policy().embargo(["USA", "EU"], "RUS", both=True, sectors="B")

    def apart(amount: float) -> float:
        eq = tt.solve(small, policy.transfer("USA", "EU", amount=amount), tol=1e-12)
        return _loss(eq, "EU") - _loss(eq, "USA")

    found = tt.share_burden(small, policy, ["USA", "EU"])
    paid = brentq(apart, -1e5, 1e5, xtol=1e-3)
    received = found.table.set_index("country")["transfer"]
    assert received["EU"] == pytest.approx(paid, rel=1e-5)
    assert received["USA"] == pytest.approx(-paid, rel=1e-5)
    share = found.table.set_index("country")["transfer_share"]
    income = tt.solve(small).outcomes["income_base"].sel(country="EU")
    assert share["EU"] == pytest.approx(100 * paid / float(income), rel=1e-5)


def test_what_cannot_be_shared_is_said(small: tt.Baseline) -> None:
    with pytest.raises(tt.InputError, match="is one country"):
        tt.share_burden(small, EMBARGO, "USA")
    with pytest.raises(tt.InputError, match="did you mean"):
        tt.share_burden(small, EMBARGO, ["USA", "JAP"])
    alone = tt.Policy().embargo("RUS", "all", both=True)
    with pytest.raises(tt.NotConvergedError):
        tt.share_burden(small, alone, ["USA", "EU"])


def test_nothing_to_share_is_shared(small: tt.Baseline) -> None:
    found = tt.share_burden(small, tt.Policy(), ["USA", "EU"])
    assert abs(found.table["transfer"]).max() == pytest.approx(0, abs=1e-6)
