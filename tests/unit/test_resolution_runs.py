"""A run, and single questions, on a world merged to what they need: what they say it costs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import tradetalks as tt
from briefs import write_short_brief
from tradetalks.cli import main
from tradetalks.errors import InputError, NotConvergedError, Problem
from tradetalks.policy import Policy
from tradetalks.report import resolution
from tradetalks.report.inside import outward
from tradetalks.report.notes import notes
from tradetalks.solve.arrays import settings_of


def test_a_run_says_what_its_resolution_costs(tmp_path: Path) -> None:
    report = tt.run(write_short_brief(tmp_path), resolution="brief", quick=True, bands=False)
    assert len(report.base.countries) == 8
    loss = report.tables["resolution"].set_index("figure")
    figures = report.tables["resolution_figures"]
    shown = report.tables["scenarios"].set_index(["scenario", "country"])["real_income_change"]
    small = tt.load_baseline("world-2022-small")
    for scenario in report.brief.scenarios:
        there = tt.solve(small, scenario.policy(small.axes)).outcomes
        own = figures[(figures["scenario"] == scenario.id)].set_index(["figure", "country"])
        for country in ("USA", "IND"):
            row = own.loc[("real_income_change", country)]
            assert row["coarse"] == pytest.approx(shown[scenario.id, country])
            expected = float(there["real_income_change"].sel(country=country))
            assert row["full"] == pytest.approx(expected)
            assert row["difference"] == pytest.approx(row["coarse"] - row["full"])
        moved = there["bilateral_balance"] - there["bilateral_balance_base"]
        balance = own.loc[("balance_difference", "USA")]
        assert balance["full"] == pytest.approx(float(moved.sel(country="USA", partner="IND")))
    off = figures[figures["figure"] == "real_income_change"]["difference"].abs()
    assert loss.loc["real_income_change", "largest"] == pytest.approx(off.max())
    assert loss.loc["real_income_change", "median"] == pytest.approx(off.median())
    assert off.max() > 0
    assert set(figures["country"]) >= {"CAN", "AUS"}
    assert "Europe" not in set(figures["country"])
    about = report.manifest["baseline"]["resolution"]
    assert (about["asked"], about["of"]) == ("brief", "world-2022-small")
    report.write(tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "The world has 8 countries and 10 sectors here, merged from 13 countries" in page
    assert (tmp_path / "out" / "tables" / "resolution.csv").is_file()
    assert "resolution" in json.loads(report.to_json())["tables"]


def test_the_comparison_can_be_left_out(tmp_path: Path) -> None:
    brief = str(write_short_brief(tmp_path))
    options = ["--resolution", "brief", "--no-compare", "--quick", "--no-bands"]
    done = CliRunner().invoke(main, ["run", brief, "--out", str(tmp_path / "o"), *options])
    assert done.exit_code == 0, done.output
    assert "what that costs was not measured" in " ".join(done.output.split())
    assert not (tmp_path / "o" / "tables" / "resolution.csv").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["run", "us-india"],
        ["deal", "us-india"],
        ["solve", "--tariff", "USA:IND:goods:+25%"],
        ["optimal", "USA", "--partners", "IND"],
        ["war", "USA", "IND"],
        ["seek", "--outcome", "balance:USA:IND:goods", "--target", "half", "--tariff",
         "USA:IND:goods:+0..50%"],
        ["rank", "--outcome", "real_income:IND"],
        ["baseline", "loss", "us-india"],
    ],
)  # fmt: skip
def test_commands_refuse_what_is_no_resolution(command: list[str]) -> None:
    done = CliRunner().invoke(main, [*command, "--resolution", "brife"])
    assert done.exit_code == 2
    assert "'brife' is no resolution" in done.output
    assert "did you mean brief?" in done.output
    assert "Traceback" not in done.output


def test_one_question_on_a_coarse_world(tmp_path: Path) -> None:
    out = tmp_path / "s.json"
    words = ["solve", "--baseline", "world-2022-small", "--tariff", "USA:IND:goods:+25%"]
    done = CliRunner().invoke(main, [*words, "--resolution", "brief", "--json", str(out)])
    assert done.exit_code == 0, done.output
    told = " ".join(done.output.split())
    assert (
        "merged from 13 countries, 10 sectors to 8 countries, 10 sectors; what that costs" in told
    )
    assert "13 countries and groups" not in told
    facts = json.loads(out.read_text("utf-8"))
    assert facts["baseline"]["name"] == "world-2022-small-8x10"
    assert set(facts["countries"]) >= {"USA", "IND", "Europe", "ROW"}


def test_a_ladder_of_resolutions(tmp_path: Path) -> None:
    brief = write_short_brief(tmp_path)
    out = tmp_path / "loss.csv"
    words = ["baseline", "loss", str(brief), "--resolution", "brief", "--csv", str(out)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert out.read_text("utf-8").startswith("resolution,countries,sectors,seconds")
    found = tt.resolution_loss(brief, ["full"])
    assert (found["largest"] == 0).all()
    with pytest.raises(InputError, match="is no list of resolutions"):
        tt.resolution_loss(brief, "brief")


def test_facts_and_closure_hold_at_both_resolutions(tmp_path: Path) -> None:
    path = write_short_brief(tmp_path)
    text = path.read_text("utf-8").replace(
        'baseline = "world-2022-small"',
        'baseline = "world-2022-small"\ncalibrate.facts = ["trade"]',
    )
    path.write_text(text)
    report = tt.run(path, resolution="brief", quick=True, bands=False, deficits="share")
    fact = report.tables["facts"].set_index("fact").loc["trade"]
    assert fact["baseline"] == pytest.approx(118, rel=1e-6)
    figures = report.tables["resolution_figures"].set_index(["scenario", "figure", "country"])
    row = figures.loc[("tariff", "real_income_change", "IND")]
    assert 0 < abs(row["difference"]) < 0.2 * abs(row["full"])


GROUP = """
title = "A group at the table"
summary = "s"
baseline = "world-2022-small"
[[party]]
country = "USA"
name = "United States"
[[party]]
country = "BRICS"
name = "BRICS"
[[scenario]]
id = "duty"
title = "Duty on the group"
source = "me"
[[scenario.lever]]
kind = "tariff"
importer = "USA"
exporter = "BRICS"
sectors = "goods"
add = 0.2
"""


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("grouped") / "grouped.toml"
    path.write_text(GROUP)
    return path


def test_a_group_at_the_table_is_compared_with_its_members(
    grouped: Path, small: tt.Baseline
) -> None:
    report = tt.run(grouped, resolution="full", quick=True, bands=False)
    about = report.manifest["baseline"]["resolution"]
    assert (about["of_countries"], len(report.base.countries)) == (13, 10)
    figures = report.tables["resolution_figures"].set_index(["figure", "country"])["full"]
    members = list(small.axes.country_group_members["BRICS"])
    (scenario,) = report.brief.scenarios
    there = tt.solve(small, scenario.policy(small.axes))
    own = there.outcomes.sel(country=members)
    worth, income = (float(own[n].sum()) for n in ("equivalent_variation", "income_base"))
    assert figures["real_income_change", "BRICS"] == pytest.approx(100 * worth / income)
    inside = small["trade"].sel(exporter=members, importer=members).sum("sector")
    after = there.trade.sel(exporter=members, importer=members).sum("sector")
    home = [float(np.trace(flow.values)) for flow in (inside, after)]
    before = float(own["exports_base"].sum()) - (float(inside.sum()) - home[0])
    now = float(own["exports"].sum()) - (float(after.sum()) - home[1])
    assert figures["exports_change", "BRICS"] == pytest.approx(100 * (now / before - 1))
    pairs = there.outcomes.sel(country="USA", partner=members)
    moved = float((pairs["bilateral_balance"] - pairs["bilateral_balance_base"]).sum())
    assert figures["balance_difference", "USA"] == pytest.approx(moved)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (KeyboardInterrupt(), "not measured: the run was interrupted"),
        (NotConvergedError("C26 of USA does not clear"), "no equilibrium to compare with"),
        (InputError(Problem("lever", "needs one country")), "cannot be asked the same"),
    ],
)
def test_a_comparison_that_fails_loses_no_run(
    grouped: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, why: str
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(resolution, "worlds", fails)
    report = tt.run(grouped, resolution="full", quick=True, bands=False)
    assert report.converged
    assert "resolution" not in report.contents
    assert why in " ".join(notes(report))


def test_a_group_at_the_table_is_told_what_makes_it_one(grouped: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["run", str(grouped), "--out", str(tmp_path / "o")])
    assert done.exit_code == 2
    told = " ".join(done.output.split())
    assert "'BRICS' is several countries of the baseline world-2022-small" in told
    assert "`--resolution full` makes it one" in told


def test_a_group_at_the_table_counts_once(grouped: Path, small: tt.Baseline) -> None:
    for asked in (11, 12):
        with pytest.raises(
            InputError, match=r"no 1. countries to keep apart, only 10; .* up to 10"
        ):
            tt.aggregate_for(small, grouped, asked)
    with pytest.raises(InputError, match="allowed: 2 to 10, brief or full"):
        tt.aggregate_for(small, grouped, 1)


def test_the_sentence_names_scenarios_by_their_titles(grouped: Path) -> None:
    report = tt.run(grouped, resolution="brief", quick=True, bands=False)
    sentence = next(note for note in notes(report) if note.startswith("The world has"))
    assert "merged from 13 countries" in sentence
    assert "Duty on the group)" in sentence
    assert ", duty)" not in sentence


def test_a_party_that_is_a_group_charges_itself_nothing(small: tt.Baseline) -> None:
    def on_all(_: object) -> Policy:
        return Policy().tariff("all", "all", sectors="goods", add=0.1)

    own = small.axes.country_index("BRICS")
    free, plain = (
        settings_of(small, make(small.axes)).tariff - small["tariff"].values
        for make in (outward(on_all, ["USA", "BRICS"]), on_all)
    )
    inside = np.ix_(own, own)
    assert plain[inside].max() == pytest.approx(0.1)
    assert (free[inside] == 0).all()
    plain[inside] = 0
    np.testing.assert_allclose(free, plain, atol=1e-15)
