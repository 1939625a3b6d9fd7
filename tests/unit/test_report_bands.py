"""Bands of a run: against differences of the printed figures, against draws, and in every form."""

from __future__ import annotations

import io
import json
import warnings
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from rich.console import Console

import tradetalks as tt
from briefs import write_short_brief
from tradetalks.errors import InputError
from tradetalks.report import Report, print_headline
from tradetalks.report.band_tables import Banding
from tradetalks.report.banded import world_bands
from tradetalks.report.headline import overall
from tradetalks.report.notes import notes
from tradetalks.report.words import number, spanned
from tradetalks.solve.options import Verdict
from tradetalks.talks.wants.objective import Objective
from tradetalks.talks.wants.quantity import quantity
from tradetalks.uncertainty.draws import draws
from tradetalks.uncertainty.headline import Figure, figure_bands, figures_of, guess_at
from tradetalks.uncertainty.searches import gain_bands, sought_band

STEP = 1e-3
POLICY = tt.Policy().tariff("USA", "IND", add=0.25, sectors="goods")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return tt.run(write_short_brief(tmp_path_factory.mktemp("brief")))


@pytest.fixture(scope="module")
def eq(small: tt.Baseline) -> tt.Equilibrium:
    return tt.solve(small, POLICY, tol=1e-12)


def stepped(base: tt.Baseline, sector: int, step: float) -> tt.Baseline:
    theta = np.array(base["trade_elasticity"].values)
    theta[sector] *= np.exp(step)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return base.with_elasticities(theta)


def test_slopes_of_every_headline_figure_are_differences(
    small: tt.Baseline, eq: tt.Equilibrium
) -> None:
    known = figures_of(small, ("USA", "IND"), ("CHN", "MEX"))
    assert len({f.named for f in known}) == len(known) == 12
    doubt = tt.doubt_of(small)
    near = figure_bands(eq, known, doubt, guess=guess_at(tt.solve(small), known))
    exact = figure_bands(eq, known, doubt)
    for sector in (0, 4, 8):
        up, down = (
            tt.solve(stepped(small, sector, s), POLICY, tol=1e-12).world.outcomes
            for s in (STEP, -STEP)
        )
        for f, rough, fine in zip(known, near, exact, strict=True):
            difference = (f.what.value(up) - f.what.value(down)) / (2 * STEP)
            size = float(np.abs(fine.slopes).max())
            assert fine.slopes[sector] == pytest.approx(difference, rel=1e-4, abs=1e-5 * size)
            # Begun from the baseline's multipliers: three digits of what matters.
            assert rough.slopes[sector] == pytest.approx(difference, rel=2e-3, abs=2e-3 * size)
    for rough, fine in zip(near, exact, strict=True):
        assert rough.error == pytest.approx(fine.error, rel=2e-3)


def test_near_and_exact_agree_far_from_the_baseline(small: tt.Baseline) -> None:
    known = figures_of(small, ("USA", "IND"), ("CHN",))
    doubt, guess = tt.doubt_of(small), guess_at(tt.solve(small), known)
    for policy in (
        tt.Policy().tariff("USA", "all", add=0.5),
        tt.Policy().embargo("RUS", "EU"),
        tt.Policy().tariff("USA", "all", add=2.0).tariff("all", "USA", add=2.0),
        tt.Policy().purchase("IND", "USA", sectors="C", add=25e3),
    ):
        eq = tt.solve(small, policy).require()
        near, exact = (figure_bands(eq, known, doubt, guess=g) for g in (guess, None))
        for rough, fine in zip(near, exact, strict=True):
            assert rough.error == pytest.approx(fine.error, rel=5e-3)


def test_no_band_where_nothing_is_in_doubt(small: tt.Baseline, eq: tt.Equilibrium) -> None:
    doubt = tt.doubt_of(small)
    sure = replace(doubt, covariance=0 * doubt.covariance)
    (income,) = [f for f in figures_of(small, ("IND",)) if f.named.name == "real_income_change"]
    (band,) = figure_bands(eq, [income], sure)
    assert (band.low, band.high, band.most) == (band.value, band.value, "")


def test_the_sought_number_moves_as_its_band_says(small: tt.Baseline) -> None:
    def search(base: tt.Baseline) -> tt.Sought:
        return tt.seek(
            base,
            lambda x: tt.Policy().tariff("USA", "IND", add=x, sectors="goods"),
            outcome="balance",
            country="USA",
            partner="IND",
            sectors="goods",
            target=tt.share_of_baseline(0.5),
            within=(0, 0.5),
            scan=3,
        )

    found = search(small)
    what = quantity(small, "balance", "USA", {"partner": "IND", "sectors": "goods"})
    band = sought_band(found, what)
    assert band is not None
    assert band.low < found.value < band.high
    for sector in (2, 4):
        up, down = (search(stepped(small, sector, s)).value for s in (STEP, -STEP))
        assert band.slopes[sector] == pytest.approx((up - down) / (2 * STEP), rel=1e-3)
    missed = replace(found, reached=False)
    assert sought_band(missed, what) is None


def test_the_best_gain_moves_as_its_band_says(small: tt.Baseline) -> None:
    def search(base: tt.Baseline) -> tt.Optimal:
        return tt.optimal_policy(base, "USA", by="sector", partners="IND", policy=POLICY, starts=0)

    found = search(small)
    bands = gain_bands({"USA": found.objective}, found.equilibrium, found.before)
    assert bands["USA"].value == pytest.approx(1e3 * found.gain)
    up, down = (search(stepped(small, 4, s)).gain for s in (STEP, -STEP))
    assert bands["USA"].slopes[4] == pytest.approx(1e3 * (up - down) / (2 * STEP), rel=1e-2)


def test_gains_at_given_policies(small: tt.Baseline, eq: tt.Equilibrium) -> None:
    wanted = Objective.of(small, "IND")
    before = tt.solve(small, tt.Policy().tariff("IND", "USA", add=0.1))
    band = gain_bands({"IND": wanted}, eq, before)["IND"]
    exact = figure_bands(eq, list(figures_of(small, ("IND",))), tt.doubt_of(small))
    assert band.value == pytest.approx(1e3 * (wanted.value(eq) - wanted.value(before)))
    assert band.error != pytest.approx(exact[1].error, rel=1e-3)


def test_draws_hold_what_they_promise(small: tt.Baseline, eq: tt.Equilibrium) -> None:
    """Nine tenths of the draws lie in the band, and where doubt is small in that of the slopes."""
    doubt = tt.doubt_of(small)
    sharp = replace(doubt, covariance=doubt.covariance / 100)
    what = quantity(small, "real_income_change", "IND", {})
    found = draws(eq, {"it": what}, 64, doubt=sharp)
    row = found.table().iloc[0]
    inside = (found.values >= row["low"]) & (found.values <= row["high"])
    assert inside.mean() == pytest.approx(0.9, abs=0.03)
    (income,) = [f for f in figures_of(small, ("IND",)) if f.named.name == "real_income_change"]
    (band,) = figure_bands(eq, [Figure(income.named, what)], sharp)
    assert np.mean((found.values > band.low) & (found.values < band.high)) == pytest.approx(
        0.9, abs=0.05
    )


def test_one_world_by_draws_keeps_both(eq: tt.Equilibrium) -> None:
    asked = Banding(draws=16, seed=3)
    one, two = (world_bands(asked, eq, ("USA", "IND")).frame for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    other = world_bands(replace(asked, seed=4), eq, ("USA", "IND")).frame
    assert (one["band_low"] != other["band_low"]).all()
    delta = world_bands(Banding(), eq, ("USA", "IND")).frame
    np.testing.assert_allclose(one["delta_low"], delta["band_low"])
    width = one["band_high"] - one["band_low"]
    np.testing.assert_allclose(
        one["delta_low_error"], 100 * (one["delta_low"] - one["band_low"]) / width
    )
    assert (one["draws"] == 16).all()


def test_bands_stand_beside_the_figures(report: Report) -> None:
    bands = report.tables["bands"]
    asked = bands[bands["scenario"] == "tariff"]
    assert set(asked["figure"]) == {
        "real_income_change",
        "equivalent_variation",
        "exports_change",
        "balance",
        "goods_balance",
    }
    assert (asked["band_low"] < asked["value"]).all()
    assert (asked["value"] < asked["band_high"]).all()
    assert set(asked["error_source"]) <= {"published", "spread", "assumed"}
    scenarios = report.tables["scenarios"].set_index(["scenario", "country"])
    for row in asked[asked["country"].isin(["USA", "IND"])].to_dict("records"):
        if row["figure"].endswith("balance"):
            continue
        mine = scenarios.loc[("tariff", row["country"])]
        assert mine[row["figure"]] == pytest.approx(row["value"], rel=1e-9)
        assert mine[f"{row['figure']}_low"] == row["band_low"]
        assert mine[f"{row['figure']}_high"] == row["band_high"]
    pair = report.tables["bilateral"]
    pair = pair[(pair["country"] == "USA") & (pair["scenario"] == "tariff")].set_index("partner")
    assert pair.loc["IND", "goods_balance_low"] < pair.loc["IND", "goods_balance"]
    assert np.isnan(pair.loc["CHN", "balance_low"])
    third = report.tables["third_countries"]
    assert third.loc[third["rank"] <= 1, "real_income_change_low"].notna().all()
    assert third.loc[third["rank"] > 1, "real_income_change_low"].isna().all()


def test_every_form_of_a_report_has_the_bands(report: Report, tmp_path: Path) -> None:
    folder = report.write(tmp_path / "out")
    whole = json.loads(report.to_json())
    assert whole["manifest"]["bands"] == {"level": 0.9, "method": "delta"}
    rows = whole["tables"]["bands"]["rows"]
    assert len(rows) == len(report.tables["bands"]) > 0
    sheet = openpyxl.load_workbook(folder / "results.xlsx")["bands"]
    assert sheet.max_row == 4 + len(rows)
    assert len(pd.read_csv(folder / "tables" / "bands.csv")) == len(rows)
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert '<span class="band">' in page
    stream = io.StringIO()
    print_headline(report, Console(file=stream, width=120))
    text = stream.getvalue()
    assert "±" in text
    assert max(map(len, text.splitlines())) <= 120
    india = report.tables["scenarios"].set_index(["scenario", "country"]).loc[("tariff", "IND")]
    pairs = report.tables["bilateral"].set_index(["scenario", "country", "partner"])
    pair = pairs.loc[("tariff", "USA", "IND")]
    assert spanned(india, "real_income_change") in report.findings["tariff"]
    assert "The elasticity that matters most for real income: in the United States" in text
    low, high = (number(-pair[f"balance_{end}"] / 1e3, 1) for end in ("high", "low"))
    assert f"({low} to {high})" in report.findings["tariff"]


def test_answers_have_bands_too(report: Report) -> None:
    (war,) = report.answers
    assert [named.country for named, _ in war.bands] == ["USA", "IND"]
    bands = report.tables["bands"]
    gains = bands[bands["question"] == "war"].set_index("country")["value"]
    payoffs = war.found.payoffs.set_index("player")["gain"]
    for country in ("USA", "IND"):
        assert gains[country] == pytest.approx(1e3 * payoffs[country], rel=1e-6)
    assert "The rates are held where they ended." in war.sentence


def test_bands_can_be_left_out(tmp_path: Path) -> None:
    plain = tt.run(write_short_brief(tmp_path), quick=True, bands=False)
    assert "bands" not in plain.tables
    assert "real_income_change_low" not in plain.tables["scenarios"]
    assert plain.manifest["bands"] == {"method": "none"}


def test_a_scenario_that_fails_has_no_band(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layer = import_module("tradetalks.solve")
    solve = layer.solve

    def failing(base: Any, policy: Any = None, **options: Any) -> Any:
        found = solve(base, policy, **options)
        if policy is None or "Free trade" not in policy.label:
            return found
        return replace(
            found, finding=found.finding._replace(verdict=Verdict("not converged", "stuck"))
        )

    monkeypatch.setattr(layer, "solve", failing)
    report = tt.run(write_short_brief(tmp_path), quick=True)
    assert list(report.failures) == ["free-trade"]
    bands = report.tables["bands"]
    assert set(bands["scenario"]) == {"tariff"}
    rows = report.tables["scenarios"].set_index("scenario")
    assert rows.loc["free-trade", "real_income_change_low"].isna().all()


def test_every_mistake_is_said_before_anything_is_solved(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        tt.run(
            write_short_brief(tmp_path),
            level=2,
            draws=1,
            draw_method="sobel",  # type: ignore[arg-type]
            seed=-1,
        )
    for word in ("level", "between 0 and 1", "2 or more", "did you mean sobol", "seed"):
        assert word in str(caught.value)


def test_a_band_that_leans_is_shown_by_its_ends(report: Report) -> None:
    tables = dict(report.contents)
    frame = tables["scenarios"].frame.copy()
    frame["real_income_change_high"] = frame["real_income_change"] + 1.0
    tables["scenarios"] = replace(tables["scenarios"], frame=frame)
    stream = io.StringIO()
    print_headline(replace(report, contents=tables), Console(file=stream, width=120))
    india = frame.set_index(["scenario", "country"]).loc[("tariff", "IND")]
    assert f"{number(india['real_income_change_low'])} to" in stream.getvalue()
    assert number(india["real_income_change_high"]) in stream.getvalue()


def test_few_draws_are_told_to_be_few(report: Report) -> None:
    for count, said in ((8, True), (40, False)):
        asked = Banding(draws=count).describe()
        other = replace(report, manifest={**report.manifest, "bands": asked})
        assert any("40 or more" in note for note in notes(other)) == said


def test_a_gain_that_may_be_a_loss_is_said_to_be(report: Report) -> None:
    tables = dict(report.contents)
    frame = tables["scenarios"].frame.copy()
    both = pd.concat([frame, frame.assign(scenario="other", scenario_title="Other")])
    both["real_income_change"] = 0.1
    both["real_income_change_low"] = np.where(both["scenario"] == "other", -0.05, 0.05)
    tables["scenarios"] = replace(tables["scenarios"], frame=both)
    said = "Under “Other” the band of a gain reaches below zero."
    assert said in overall(tables)
