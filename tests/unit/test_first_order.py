"""First-order accounts: exact for small policies, apart from the exact change for large ones."""

from __future__ import annotations

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.outcomes import first_order_accounts
from worlds import make_arrays

SMALL = 1e-6
LEVERS = {
    "tariff": tt.Policy().tariff("USA", "IND", add=SMALL),
    "export tax": tt.Policy().export_tax("IND", "USA", add=SMALL),
    "trade cost": tt.Policy().trade_cost("ROW", "all", factor=1 + SMALL),
    "productivity": tt.Policy().productivity("IND", factor=1 + SMALL),
}


@pytest.fixture(scope="module")
def base() -> tt.Baseline:
    return tt.Baseline.from_arrays(**make_arrays()).balance()


@pytest.mark.parametrize("deficits", ["fixed", "share"])
@pytest.mark.parametrize("lever", LEVERS)
def test_small_policy_has_the_exact_welfare(lever: str, deficits: str, base: tt.Baseline) -> None:
    equilibrium = tt.solve(base, LEVERS[lever], deficits=deficits, tol=1e-12)  # type: ignore[arg-type]
    exact = equilibrium.outcomes["real_income_change"]
    accounts = first_order_accounts(equilibrium)
    total = accounts["first_order_welfare_total"] + accounts["first_order_transfers_total"]
    np.testing.assert_allclose(total, exact, rtol=1e-4, atol=1e-9)


def test_tables_add_up_and_say_what_they_are(base: tt.Baseline) -> None:
    accounts = first_order_accounts(tt.solve(base, tt.Policy().tariff("USA", "all", add=0.5)))
    parts = ("terms_of_trade", "volume_of_trade", "technical_efficiency")
    detail = sum(accounts[f"first_order_{part}"] for part in parts)
    np.testing.assert_allclose(accounts["first_order_welfare"], detail)
    for table in ("_by_sector", "_by_partner", "_total"):
        values = accounts[f"first_order_welfare{table}"]
        kept = accounts["first_order_welfare"].sum(set(detail.dims) - set(values.dims))
        np.testing.assert_allclose(values, kept)
    assert all(name.startswith("first_order_") for name in accounts)
    for values in accounts.values():
        assert values.attrs["units"] == "%"
        assert "not the change in real income" in values.attrs["long_name"]


def test_terms_of_trade_are_what_partners_lose(base: tt.Baseline) -> None:
    accounts = first_order_accounts(tt.solve(base, tt.Policy().tariff("USA", "all", add=0.2)))
    income = tt.solve(base).outcomes["income_base"]
    money = accounts["first_order_terms_of_trade"] * income
    mirrored = money.transpose("partner", "country", "sector").values
    np.testing.assert_allclose(money.values, -mirrored, atol=1e-9 * float(income.max()))


def test_no_equilibrium_no_accounts(base: tt.Baseline) -> None:
    equilibrium = tt.solve(base, tt.Policy().embargo("all", "all"))
    assert not equilibrium.converged
    with pytest.raises(tt.NotConvergedError):
        first_order_accounts(equilibrium)
