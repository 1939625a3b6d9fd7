"""Labels become names where people read, and only labels do."""

from __future__ import annotations

import pandas as pd
import pytest

import tradetalks as tt
from tradetalks.report.spoken import speaker, with_names
from tradetalks.report.table import Table
from tradetalks.report.words import MINUS


@pytest.fixture(scope="module")
def world() -> tt.Baseline:
    return tt.load_baseline("world-2022")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "USA tariff on IND, goods: +27 points",
            "United States tariff on India, goods: +27 points",
        ),
        ("USA tariff on IND for buying B06 from RUS", "for buying oil and gas from Russia"),
        ("IND purchases from USA, C30: USD 1 billion", "ships and boats, aircraft, trains"),
        ("USA tariff on IND, C22T33: +1 points", "sectors C22 to C33"),
        ("trade cost IND to USA, J: times 0.95", "telecoms, media and information technology"),
        ("A promise of USD 5 billion by the EU", "A promise of USD 5 billion by the EU"),
        ("it is USD -47.5 billion", f"it is USD {MINUS}47.5 billion"),
        ("import ban by USA, EU against RUS", "by the United States, EU against Russia"),
    ],
)
def test_labels_are_read_as_names(world: tt.Baseline, written: str, read: str) -> None:
    assert read in speaker(world)(written)


def test_tables_of_labels_get_names(world: tt.Baseline) -> None:
    frame = pd.DataFrame({"country": ["USA"], "partner": [""], "sector": ["B06"], "x": [1.0]})
    named = with_names(Table("t", "T", frame), world).frame
    assert list(named) == [
        "country", "country_name", "partner", "partner_name", "sector", "sector_title", "x",
    ]  # fmt: skip
    assert list(named.iloc[0]) == ["USA", "United States", "", "", "B06", "Oil and gas", 1.0]
