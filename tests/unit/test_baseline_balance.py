"""Balancing: the identities hold afterwards, little changes, and the changes are told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.baseline import identities
from tradetalks.baseline.balancing import fit_costs
from worlds import make_arrays


def null_residual(base: tt.Baseline) -> float:
    """The largest relative error of eqs. 3 to 8 when every change is one."""
    a = {str(n): v.values for n, v in base.dataset.data_vars.items()}
    spent = a["trade_share"] * a["expenditure"]
    flow = spent / (1 + a["tariff"])
    made = identities.output(flow, a["export_tax"])
    factors = identities.value_added(made, a["value_added_share"], a["factor_share"])
    used = identities.input_use(a["input_share"], made)
    final = a["final_share"] * identities.income_of({**a, "trade": flow})[:, None]
    pairs = [
        (a["trade_share"].sum(axis=0), np.ones_like(a["expenditure"])),
        (factors, a["value_added"]),
        (used + final, a["expenditure"]),
        (a["final_share"].sum(axis=1), np.ones(len(final))),
    ]
    return max(float(np.max(np.abs(x - y) / np.where(y != 0, np.abs(y), 1.0))) for x, y in pairs)


def broken(excess: float = 4.0, off: float = 1.001) -> dict[str, Any]:
    """A world whose sectors use more of good 1 than is bought, with sloppy share sums."""
    arrays = make_arrays()
    inputs = arrays["input_share"]
    inputs[:, 1] *= excess
    inputs *= ((off - arrays["value_added_share"]) / inputs.sum(axis=1))[:, None, :]
    arrays["trade"][:, :, 1] *= 0.2
    return arrays


@pytest.mark.parametrize("excess", [1.0, 4.0, 40.0])
def test_the_null_policy_holds_after_balancing(excess: float) -> None:
    base = tt.Baseline.from_arrays(**broken(excess))
    assert not base.check().ok
    balanced = base.balance()
    assert balanced.check().ok
    assert null_residual(balanced) < 1e-12
    assert (balanced["final_share"] >= 0).all()


def test_trade_and_taxes_are_not_touched() -> None:
    base = tt.Baseline.from_arrays(**broken())
    balanced = base.balance()
    for name in ("trade", "tariff", "export_tax", "trade_elasticity"):
        assert np.array_equal(base[name], balanced[name])


def test_a_consistent_world_does_not_move(arrays: dict[str, Any]) -> None:
    base = tt.Baseline.from_arrays(**arrays)
    balanced = base.balance()
    assert balanced.balance_report is not None
    assert balanced.balance_report.empty
    assert np.allclose(base["input_share"], balanced["input_share"], rtol=0, atol=1e-15)
    again = balanced.balance()
    assert np.allclose(again["input_share"], balanced["input_share"], rtol=0, atol=1e-15)


def test_the_report_tells_by_country_and_sector() -> None:
    base = tt.Baseline.from_arrays(**broken())
    report = base.balance().balance_report
    assert report is not None
    assert list(report.columns) == [
        "variable", "country", "sector", "before", "after", "change", "change_percent",
    ]  # fmt: skip
    inputs = report[(report["variable"] == "inputs") & (report["sector"] == "C26")]
    assert (inputs["change"] < 0).all()
    assert report["change"].abs().is_monotonic_decreasing
    spent = report[report["variable"] == "expenditure"]
    assert spent.empty


def test_only_binding_rows_are_scaled_and_the_projection_is_optimal() -> None:
    """Kuhn-Tucker: z = z0 * row * column, row <= 1, and row < 1 only where use is all bought."""
    arrays = broken()
    output = identities.output(arrays["trade"], arrays["export_tax"])
    spent = identities.expenditure(arrays["trade"], arrays["tariff"])
    added, inputs = arrays["value_added_share"], arrays["input_share"]
    new_added, new_inputs = fit_costs(added, inputs, output, spent)
    assert np.allclose((new_added + new_inputs.sum(axis=1))[output > 0], 1, atol=1e-14)
    use = identities.input_use(new_inputs, output)
    assert (use <= spent * (1 + 1e-13)).all()
    for c in range(3):
        live = output[c] > 0
        column = new_added[c, live] / added[c, live]
        ratio = new_inputs[c][:, live] / np.where(inputs[c] > 0, inputs[c], np.nan)[:, live]
        rows = ratio / column
        used = np.isfinite(rows).any(axis=1)
        row = np.where(used, np.nan_to_num(rows).max(axis=1), np.nan)
        assert np.nanmax(np.abs(rows - row[:, None])) < 1e-9
        slack = use[c] < spent[c] * (1 - 1e-9)
        assert np.allclose(row[slack & np.isfinite(row)], 1, atol=1e-9)
        assert (row[np.isfinite(row)] <= 1 + 1e-9).all()


def test_balancing_is_the_nearest_in_entropy() -> None:
    """No feasible table nearby is closer than the one found."""
    arrays = broken()
    output = identities.output(arrays["trade"], arrays["export_tax"])
    spent = identities.expenditure(arrays["trade"], arrays["tariff"])
    total = arrays["value_added_share"] + arrays["input_share"].sum(axis=1)
    first = np.concatenate([arrays["value_added_share"][:, None], arrays["input_share"]], axis=1)
    first = first / total[:, None] * output[:, None]
    added, inputs = fit_costs(arrays["value_added_share"], arrays["input_share"], output, spent)
    found = np.concatenate([added[:, None], inputs], axis=1) * output[:, None]

    def distance(table: np.ndarray) -> float:
        safe = np.where(first > 0, first, 1.0)
        ratio = np.where(table > 0, table / safe, 1.0)
        return float((table * np.log(ratio) - table + first).sum())

    rng = np.random.default_rng(1)
    for _ in range(50):
        # Shift value within a column from a good to value added: rows only get slacker.
        trial = found.copy()
        c, k, j = rng.integers(3), 1 + rng.integers(3), rng.integers(3)
        step = 0.01 * rng.uniform() * trial[c, k, j]
        trial[c, k, j] -= step
        trial[c, 0, j] += step
        assert distance(trial) >= distance(found) - 1e-9


def test_given_arrays_return_to_the_identities(arrays: dict[str, Any]) -> None:
    base = tt.Baseline.from_arrays(**arrays, deficit=np.array([50.0, -20.0, -30.0]))
    assert not base.check().ok
    balanced = base.balance()
    assert balanced.given == ()
    report = balanced.balance_report
    assert report is not None
    assert set(report.loc[report["variable"] == "deficit", "country"]) == {"USA", "IND", "ROW"}
    assert null_residual(balanced) < 1e-12


def test_factor_shares_are_normalised() -> None:
    arrays = make_arrays(factors=2)
    arrays["factor_share"] = arrays["factor_share"] * 1.01
    balanced = tt.Baseline.from_arrays(**arrays).balance()
    assert np.allclose(balanced["factor_share"].sum("factor"), 1, atol=1e-15)
    assert null_residual(balanced) < 1e-12


def test_history_says_that_it_was_balanced() -> None:
    assert "balanced" in tt.Baseline.from_arrays(**broken()).balance().history[-1]
