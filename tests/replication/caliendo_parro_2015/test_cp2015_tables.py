"""Caliendo and Parro (2015): their tables, to the printed digit; misses are named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from replication.caliendo_parro_2015.comparison import KEPT, KEY, compare
from replication.caliendo_parro_2015.data import NAFTA, load
from replication.caliendo_parro_2015.scenarios import base_year, result

#: Published figures compared, by table, and how many of them agree.
SCORE = {
    "2": (12, 12),
    "4": (120, 118),
    "5": (6, 6),
    "7": (93, 93),
    "9": (12, 12),
    "A3": (84, 80),
    "A4": (12, 10),
    "A10": (84, 80),
}


@pytest.fixture(scope="module")
def ours() -> pd.DataFrame:
    return compare()


@pytest.fixture(scope="module")
def kept() -> pd.DataFrame:
    return pd.read_csv(KEPT, dtype={"table": str}, keep_default_na=False)


@pytest.mark.parametrize("table", SCORE)
def test_table_agrees_to_the_printed_digit_but_for_its_known_misses(
    table: str, ours: pd.DataFrame
) -> None:
    figures = ours[ours["table"] == table]
    assert (len(figures), figures["agrees"].sum()) == SCORE[table]


def test_kept_comparison_is_what_we_compute(ours: pd.DataFrame, kept: pd.DataFrame) -> None:
    same = [*KEY, "printed", "decimals", "agrees", "reason"]
    pd.testing.assert_frame_equal(kept[same], ours[same], check_dtype=False)
    np.testing.assert_allclose(kept["computed"], ours["computed"], atol=2e-5)


def test_every_miss_has_a_reason_and_is_a_rounding_or_a_misprint(ours: pd.DataFrame) -> None:
    missed = ours[~ours["agrees"]]
    kinds = missed["reason"].str.split(":").str[0].value_counts()
    assert dict(kinds) == {"next to the boundary": 10, "misprint": 2}
    distance = (missed["computed"] - missed["printed"]).abs() * 10.0 ** missed["decimals"]
    assert (distance[missed["reason"].str.startswith("next")] < 0.55).all()


def test_exact_real_income_from_the_same_equilibrium() -> None:
    solved = result("nafta")
    exact = solved.equilibrium.outcomes["real_income_change"].sel(country=list(NAFTA))
    np.testing.assert_allclose(exact, [0.0073, -0.1101, 0.0741], atol=5e-5)
    first_order = solved.accounts["first_order_welfare_total"].sel(country=list(NAFTA))
    np.testing.assert_allclose(first_order, [1.3121, -0.0638, 0.0848], atol=5e-5)


def test_exact_real_income_under_the_world_tariffs_of_2005() -> None:
    solved = result("world")
    exact = solved.equilibrium.outcomes["real_income_change"]
    assert float(exact.sel(country="IND")) == pytest.approx(1.30, abs=5e-3)
    printed = solved.accounts["first_order_welfare_total"].sel(country="IND")
    assert float(printed) == pytest.approx(3.64, abs=5e-3)


@pytest.mark.parametrize("deficits", ["balanced", "fixed"])
def test_solved_base_year_is_an_equilibrium(deficits: str) -> None:
    again = tt.solve(base_year(deficits), deficits=deficits)  # type: ignore[arg-type]
    assert again.converged
    # Cost shares sum to one only to 4e-7, so that factor markets clear only to about 1e-8.
    assert np.abs(again.outcomes["real_income_change"]).max() < 1e-5
    np.testing.assert_allclose(again.trade, base_year(deficits)["trade"], rtol=1e-5, atol=1e-3)


def test_raw_data_are_taken_as_given() -> None:
    base = load().base
    assert base.given == ("final_share",)
    assert "final_share" in str(base.check())
    income = base["value_added"].sum("factor") + base["deficit"]
    income = income + (base["tariff"] * base["trade"]).sum(("exporter", "sector")).values
    use = (base["input_share"] * base["trade"].sum("importer").rename(exporter="country")).sum(
        "sector"
    )
    final = base["final_share"] * income
    gap = np.abs(use.values + final.values - base["expenditure"].values).sum()
    assert gap / float(base["expenditure"].sum()) == pytest.approx(0.037, abs=5e-4)
