"""Nash tariffs and losses beside Lashkaripour's (2021): the pattern, and the misses by name."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt

PUBLISHED = Path(__file__).with_name("published.csv")
#: Published levels are missed by everyone but these, within three points.
NEAR = {"RUS"}


@pytest.fixture(scope="module")
def compared(small: tt.Baseline) -> pd.DataFrame:
    """country: nash and change (ours, per cent), nash_tariff and real_gdp_change (published)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        base = small.with_elasticities("lashkaripour_2021")
    world = tt.solve(base, deficits="balanced").to_baseline()
    war = tt.trade_war(world, "all", starts=1, deficits="balanced")
    assert war.converged
    rates = {
        player: 100 * np.average(own["rate"], weights=own["trade"])
        for player, own in war.rates.groupby("player")
    }
    ours = war.payoffs.set_index("player")["real_income_change"]
    published = pd.read_csv(PUBLISHED, index_col="country")
    return published.assign(nash=pd.Series(rates), change=ours).dropna()


def test_everybody_loses_and_by_less_than_a_few_per_cent(compared: pd.DataFrame) -> None:
    assert len(compared) == 11
    assert (compared["change"] < 0).all()
    assert compared["change"].min() > -3


def test_the_order_agrees_in_the_main(compared: pd.DataFrame) -> None:
    # Eleven ranks that had nothing to do with each other would correlate by 0.4 one time in ten.
    ranks = compared.corr("spearman")
    assert ranks.loc["change", "real_gdp_change"] > 0.4
    assert ranks.loc["nash", "nash_tariff"] > 0.4
    lowest = compared.nsmallest(4, "nash").index
    assert {"AUS", "RUS"} <= set(lowest) & set(compared.nsmallest(4, "nash_tariff").index)


def test_levels_are_missed_where_the_readme_says(compared: pd.DataFrame) -> None:
    near = (compared["nash"] - compared["nash_tariff"]).abs() < 3
    assert set(compared.index[near]) == NEAR, "a miss has gone, or come: say so"
    assert (compared["nash"] < compared["nash_tariff"] + 3).all()
