"""Estimates beside published ones: what agrees, and how far the rest is off, held in place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from replication.elasticities.comparison import KEPT, KEY, compare
from replication.elasticities.data import GRAVITY, as_estimated
from tradetalks.baseline import elasticity_set
from tradetalks.baseline.estimation import estimate_elasticities

GUIDE = "Yotov and others (2016), application 1 of chapter 2"
TABLE_1 = "Caliendo and Parro (2015), table 1"
TABLE_A2 = "Caliendo and Parro (2015), table A2"
SCORE = {
    GUIDE: {"digits": 3},
    TABLE_1: {"one": 8, "two": 6, "apart": 6},
    TABLE_A2: {"one": 8, "two": 6, "apart": 6},
}


@pytest.fixture(scope="module")
def ours() -> pd.DataFrame:
    return compare()


@pytest.mark.parametrize("study", SCORE)
def test_as_many_agree_as_are_said_to(study: str, ours: pd.DataFrame) -> None:
    found = ours.loc[ours["study"] == study, "agrees"].value_counts().to_dict()
    assert found == SCORE[study]


def test_the_kept_table_is_what_is_found(ours: pd.DataFrame) -> None:
    kept = pd.read_csv(KEPT, keep_default_na=False, na_values={"error_by_pair": [""]})
    assert kept[[*KEY, "agrees"]].equals(ours[[*KEY, "agrees"]].astype(kept[KEY[0]].dtype))
    for column in ("published", "ours", "our_error", "our_n"):
        assert kept[column].to_numpy() == pytest.approx(ours[column], abs=2e-6)
    assert (kept.loc[kept["agrees"] != "digits", "reason"] != "").all()


def test_poisson_gives_the_errors_of_the_guide_too(ours: pd.DataFrame) -> None:
    """Another program's robust errors, to the sixth decimal, once N / (N - k) is N / (N - 1)."""
    rows = ours[ours["study"] == GUIDE]
    assert rows["our_error"].to_numpy() == pytest.approx(rows["published_error"], abs=1e-6)
    assert (rows["our_n"] == rows["published_n"]).all()


@pytest.mark.parametrize(("study", "at_least"), [(TABLE_1, 0.75), (TABLE_A2, 0.7)])
def test_sectors_stand_in_the_published_order(
    study: str, at_least: float, ours: pd.DataFrame
) -> None:
    rows = ours[ours["study"] == study]
    assert rows["ours"].corr(rows["published"], method="spearman") > at_least


def test_all_but_one_lie_within_two_errors_by_pair(ours: pd.DataFrame) -> None:
    """Robust errors take every triple for a new observation; by pair they are half as large
    again or more, and then only minerals stand out."""
    rows = ours[ours["study"] == TABLE_1]
    assert (rows["error_by_pair"] / rows["our_error"]).median() > 1.5
    off = ((rows["ours"] - rows["published"]) / rows["error_by_pair"]).abs() > 2
    assert rows.loc[off, "figure"].tolist() == ["Minerals"]


def test_a_file_without_tariffs_has_no_elasticity() -> None:
    with pytest.raises(tt.InputError, match="tariff: there is no such column"):
        estimate_elasticities(GRAVITY)


def test_the_estimates_are_a_set_to_use(tmp_path: Path) -> None:
    """Thirteen economies, twenty sectors: what is not above zero is told, and set aside."""
    table, groups = as_estimated()
    found = estimate_elasticities(
        table, method="triple", trade_values="duty-paid", groups=groups, pooled=True
    )
    assert set(found.unusable()) == {"Plastic", "Machinery n.e.c.", "Other Transport"}
    path = tmp_path / "cp1993.toml"
    found.to_file(path, unusable="pool")
    chosen = elasticity_set(path)
    assert len(chosen.categories) == 20
    assert np.linalg.eigvalsh(np.array(chosen.covariance)).min() > -1e-9
