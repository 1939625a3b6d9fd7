"""An estimated set as a file: it serves wherever a name does, and is refused when damaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from estimating import flows
from tradetalks.baseline import elasticity_set
from tradetalks.baseline.estimation import Estimates, estimate_elasticities
from tradetalks.uncertainty.bands import bands
from tradetalks.uncertainty.doubt import ASSUMED, doubt_of

SMALL = "world-2022-small"
THETA = {"A": 4.0, "C10T12": 5.0, "C26T28": 6.0}


@pytest.fixture(scope="module")
def estimates() -> Estimates:
    made = flows(THETA, noise=0.4)
    return estimate_elasticities(made, method="triple")


@pytest.fixture
def written(estimates: Estimates, tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    estimates.to_file(path)
    return path


def damaged(path: Path, old: str, new: str) -> str:
    """What is said of the file with something changed in it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(tt.BaselineError) as caught:
        elasticity_set(path)
    return str(caught.value)


def test_the_file_holds_every_digit(written: Path, estimates: Estimates) -> None:
    found = elasticity_set(written)
    assert found.name == "mine"
    assert [c.theta for c in found.categories] == estimates.theta.tolist()
    assert np.array(found.covariance).tolist() == estimates.covariance.tolist()
    errors = [c.standard_error for c in found.categories]
    assert errors == pytest.approx(estimates.standard_error, rel=1e-14)
    text = written.read_text(encoding="utf-8")
    for words in ("data_sha256", "formula", 'cluster = "pair"', "observations = 220"):
        assert words in text


def test_a_world_under_the_set(written: Path, estimates: Estimates, tmp_path: Path) -> None:
    base = tt.load_baseline(SMALL).with_elasticities(str(written))
    here = {"sector": list(THETA)}
    assert base["trade_elasticity"].sel(here).values.tolist() == estimates.theta.tolist()
    covariance = base["trade_elasticity_covariance"].sel({**here, "other_sector": list(THETA)})
    assert covariance.values == pytest.approx(estimates.covariance)
    assert float(base["trade_elasticity"].sel(sector="J_N")) == 5.0
    assert np.isnan(base["trade_elasticity_se"].sel(sector="J_N"))
    assert base.dataset.attrs["elasticities"] == "mine"
    base.to_file(tmp_path / "world.nc")
    again = tt.load_baseline(tmp_path / "world.nc")
    assert again["trade_elasticity_covariance"].equals(base["trade_elasticity_covariance"])
    # Values of one's own bring no errors, and those of the set are gone.
    assert "trade_elasticity_covariance" not in base.with_elasticities(4.0).dataset
    assert "trade_elasticity_covariance" not in base.with_elasticities("shapiro_2016").dataset


def test_the_covariance_reaches_the_bands(written: Path, estimates: Estimates) -> None:
    base = tt.load_baseline(SMALL).with_elasticities(written)
    doubt = doubt_of(base)
    at = [doubt.sectors.index(s) for s in THETA]
    expected = estimates.covariance / np.outer(estimates.theta, estimates.theta)
    assert doubt.covariance[np.ix_(at, at)] == pytest.approx(expected)
    other = doubt.sectors.index("J_N")
    assert doubt.covariance[other, other] == pytest.approx(ASSUMED**2)
    assert (doubt.covariance[other, at] == 0).all()
    assert np.linalg.eigvalsh(doubt.covariance).min() > -1e-12
    eq = tt.solve(base, tt.Policy().tariff("USA", "IND", add=0.25))
    table = bands(eq, countries=["USA", "IND"])
    assert (table["high"] > table["low"]).all()


def test_aggregated_sectors_keep_the_covariance(written: Path, estimates: Estimates) -> None:
    base = tt.load_baseline(SMALL).with_elasticities(written)
    whole = base.aggregate(sectors={"goods": list(THETA)})
    flow = base["trade"].values
    crossing = flow.sum((0, 1)) - np.einsum("iij->j", flow)
    at = [base.sectors.index(s) for s in THETA]
    weight = crossing[at] / crossing[at].sum()
    expected = float(weight @ estimates.covariance @ weight) ** 0.5
    assert float(whole["trade_elasticity_se"].sel(sector="goods")) == pytest.approx(expected)
    assert "trade_elasticity_covariance" in base.one_factor().dataset


def test_sectors_of_other_names_are_matched_by_name(tmp_path: Path) -> None:
    made = flows({"wine": 4.0, "cloth": 5.0}, noise=0.0)
    path = tmp_path / "own.toml"
    estimate_elasticities(made, method="triple").to_file(path)
    flow = np.random.default_rng(0).lognormal(size=(3, 3, 2))
    base = tt.Baseline.from_arrays(
        ("USA", "IND", "ROW"),
        ("cloth", "wine"),
        trade=flow,
        tariff=0 * flow,
        value_added_share=np.full((3, 2), 0.5),
        input_share=np.full((3, 2, 2), 0.25),
        trade_elasticity=3.0,
    )
    found = base.with_elasticities(path)["trade_elasticity"].values
    assert found == pytest.approx([5.0, 4.0])
    with pytest.raises(tt.BaselineError, match="wool"):
        base.with_elasticities(path, isic={"cloth": "wool"})


def test_a_set_written_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "hand.toml"
    path.write_text(
        'services = 6\n[[category]]\nname = "goods"\nisic = ["A_C"]\ntheta = 3\n', "utf-8"
    )
    base = tt.load_baseline(SMALL).with_elasticities(path)
    assert set(base["trade_elasticity"].values.tolist()) == {3.0, 6.0}
    assert "trade_elasticity_se" not in base.dataset


def test_damage_is_refused_and_named(written: Path) -> None:
    whole = written.read_text(encoding="utf-8")
    assert "changed since" in damaged(written, "observations = 220", "observations = 221")
    written.write_text(whole, "utf-8")
    assert "category[1].theta: is -" in damaged(written, "\ntheta = ", "\ntheta = -")
    written.write_text(whole[: len(whole) // 2], "utf-8")
    with pytest.raises(tt.BaselineError):
        elasticity_set(written)
    written.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(tt.BaselineError, match="UTF-8"):
        elasticity_set(written)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("services = 5.0", "services = 0", "services: is 0"),
        ("services = 5.0", "servces = 5.0", "did you mean services"),
        ('isic = ["A"]', 'isic = ["A1234"]', "is no ISIC code"),
        ('name = "A"', 'name = "C10T12"', "stands there twice"),
        ("covariance = [", "covariance = [\n  [1.0],", "3 lists of 3 numbers"),
        ("standard_error = ", "standard_error = 9", "the square of the category's standard_error"),
        ("theta = ", 'theta = "four" # ', "category[1].theta: is 'four'"),
        ('title = "', "title = 3 # ", "title: 3 is not text"),
        ("observations", "observation", "did you mean observations"),
    ],
)
def test_every_mistake_of_a_file_is_told(written: Path, old: str, new: str, expected: str) -> None:
    text = written.read_text(encoding="utf-8")
    head, mark, tail = text.partition("[[category]]")
    part = text if old in head else tail
    body = head + mark if part is tail else ""
    written.write_text(body + part.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(tt.BaselineError) as caught:
        elasticity_set(written)
    assert expected in str(caught.value)
    assert "changed since" in str(caught.value)


def test_a_missing_file_and_an_unknown_name(written: Path) -> None:
    with pytest.raises(tt.BaselineError, match=r"did you mean mine\.toml"):
        elasticity_set(written.with_name("mien.toml"))
    with pytest.raises(tt.BaselineError, match=r"a file such as my_set\.toml"):
        elasticity_set("fontagne")


def test_what_cannot_be_used_stops_unless_a_rule_is_chosen(tmp_path: Path) -> None:
    bad = flows({"A": 4.0, "B": -3.0, "C26T28": 6.0, "O_T": 5.0}, noise=0.05)
    bad.loc[bad["sector"] == "O_T", "tariff"] = 0.0
    found = estimate_elasticities(bad, method="triple", pooled=True)
    assert found.theta[1] < 0
    with pytest.raises(tt.InputError, match=r"elasticity of B: is -.*not above zero.*--unusable"):
        found.to_file(tmp_path / "stop.toml")
    assert not (tmp_path / "stop.toml").exists()
    found.to_file(tmp_path / "assume.toml", unusable="assume")
    base = tt.load_baseline(SMALL).with_elasticities(tmp_path / "assume.toml")
    assert float(base["trade_elasticity"].sel(sector="B")) == 4.0
    assert np.isnan(base["trade_elasticity_se"].sel(sector="B"))
    text = (tmp_path / "assume.toml").read_text(encoding="utf-8")
    assert "[[rejected]]" in text
    assert f"theta = {float(found.theta[1])!r}" in text
    found.to_file(tmp_path / "pool.toml", unusable="pool")
    pooled = tt.load_baseline(SMALL).with_elasticities(tmp_path / "pool.toml")
    # Where no tariff varies nothing is estimated, and nothing is borrowed.
    assert np.isnan(pooled["trade_elasticity_se"].sel(sector="O_T"))
    together = found.table().set_index("sector").loc["(all sectors)"]
    assert float(pooled["trade_elasticity"].sel(sector="B")) == together["theta"]
    assert float(pooled["trade_elasticity_se"].sel(sector="B")) == together["standard_error"]


def test_rules_that_do_not_exist_or_cannot_be_met(estimates: Estimates) -> None:
    wrong: dict[str, Any] = {"unusable": "asume", "need": "big"}
    with pytest.raises(tt.InputError) as caught:
        estimates.content("x", **wrong)
    assert len(caught.value.problems) == 2
    assert "assume" in caught.value.problems[0].nearest
    noisy = estimate_elasticities(flows({"A": 0.3, "B": 5.0}, noise=0.6), method="triple")
    assert set(noisy.unusable("significant")) == {"A"}
    with pytest.raises(tt.InputError, match="pooled=True"):
        noisy.content("x", unusable="pool", need="significant")
