"""Labels become names where people read, and only labels do."""

from __future__ import annotations

import pytest

import tradetalks as tt
from tradetalks.report.spoken import answer_speaker, speaker
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


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "balance (USA, IND, goods) is USD -1.0 billion",
            f"The balance of the United States with India in goods is USD {MINUS}1.0 billion.",
        ),
        ("change of real_income (IND) is 0", "The change of real income of India is 0."),
        (
            "change of real_wage (IND, skilled) is 0",
            "The change of real wage of India (skilled) is",
        ),
        ("No answer was found: no step.", "No answer was found: no step."),
    ],
)
def test_answers_are_sentences(world: tt.Baseline, written: str, read: str) -> None:
    assert read in answer_speaker(world)(written)
