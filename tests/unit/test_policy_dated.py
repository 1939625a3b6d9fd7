"""Announced tariffs by date: the lists, the command, and what a brief may name."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import tradetalks as tt
from shared_data import need
from tradetalks.brief import load_brief
from tradetalks.cli import main
from tradetalks.policy.schedules import dated_schedules, is_schedule, schedule, steps
from tradetalks.solve.arrays import settings_of

TRACKED = Path(__file__).parents[3] / "shared/data/us_tariffs_2025_2026"
CHART = Path(__file__).parents[2] / "docs" / "us-2025.csv"
SMALL = ["--baseline", "world-2022-small"]


def test_every_day_of_the_series_has_a_list() -> None:
    dates = steps("us-2025")
    assert list(dates) == sorted(dates)
    day = datetime.date.fromisoformat(dates[0])
    while day <= datetime.date(2026, 9, 21):
        listed = schedule(f"us-2025@{day}")
        assert listed.name.partition("@")[2] <= str(day)
        assert listed.name.partition("@")[2] in dates
        day += datetime.timedelta(days=5)


def test_india_as_it_was_reported() -> None:
    on = {d: schedule(f"us-2025@{d}")["IND"] for d in ("2025-04-06", "2025-08-10", "2025-08-27")}
    assert on["2025-04-06"] == pytest.approx(0.2687)
    assert on["2025-08-10"] == pytest.approx(
        0.2275, abs=1e-4
    )  # documented: the second 25 came later
    assert on["2025-08-27"] == pytest.approx(0.4303)
    assert schedule("us-2025@2025-08-10").line("IND").rule == "documented"
    assert schedule("us-2025@2025-08-26").name == "us-2025@2025-08-07"


def test_china_as_it_was_reported() -> None:
    """Ten points from 4 February 2025, twenty from 4 March; a hundred and more in April."""
    days = ("2025-02-04", "2025-03-03", "2025-03-04", "2025-04-10")
    for partner in ("CHN", "HKG"):
        rates = [schedule(f"us-2025@{day}")[partner] for day in days]
        assert rates[:3] == pytest.approx([0.10, 0.10, 0.20])
        assert rates[3] > 1.1
    assert schedule("us-2025@2025-03-03").line("CHN").rule == "documented"
    assert schedule("us-2025@2025-03-04").line("CHN").rule == "listed"


def test_everyone_is_charged_and_the_owner_is_not() -> None:
    listed = schedule("us-2025@2025-08-27")
    assert "USA" not in listed
    assert listed["DEU"] == listed["EU"]
    assert listed["SVK"] != listed["EU"]  # Slovakia has a line of its own
    assert listed["KEN"] == listed["ROW"] == listed.default
    assert "median" in listed.line("KEN").source


def test_the_lists_are_the_trackers() -> None:
    need(TRACKED.is_dir(), "no tracked tariffs beside the repository")
    with (TRACKED / "country-by-time.csv").open(encoding="utf-8") as stream:
        rows = [r for r in csv.DictReader(stream) if r["country_name"] in ("CHINA", "BRAZIL")]
    iso = {"CHINA": "CHN", "BRAZIL": "BRA"}
    assert rows
    for row in rows:
        listed = schedule(f"us-2025@{row['date']}")
        if listed.line(iso[row["country_name"]]).rule == "documented":
            continue  # booked before it was charged
        ours = listed[iso[row["country_name"]]]
        assert ours == pytest.approx(float(row["effective tariff"]) / 100, abs=6e-5)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("us-2025@2024-12-31", ["outside", "2025-02-04"]),
        ("us-2025@27 August", ["not a date", "us-2025@"]),
        ("us-2052@2025-08-27", ["no list", "us-2025@YYYY-MM-DD"]),
    ],
)
def test_a_wrong_date_is_named(name: str, words: list[str]) -> None:
    assert not is_schedule(name)
    with pytest.raises(tt.PolicyError) as raised:
        schedule(name)
    for word in words:
        assert word in str(raised.value)


def test_one_day_is_solved_and_shown() -> None:
    shown = CliRunner().invoke(main, ["policy", "us-2025", "--date", "2025-08-27", *SMALL])
    assert shown.exit_code == 0, shown.output
    assert "IND 43.0" in shown.output
    assert "the rates of 2025-08-27" in shown.output


def test_every_step_is_solved_and_written(tmp_path: Path) -> None:
    out = tmp_path / "steps.csv"
    shown = CliRunner().invoke(main, ["policy", "us-2025", "--csv", str(out), *SMALL])
    assert shown.exit_code == 0, shown.output
    table = pd.read_csv(out)
    assert tuple(table["date"].unique()) == steps("us-2025")
    assert set(table["country"]) == set(tt.load_baseline("world-2022-small").countries)
    india = table[table["country"] == "IND"].set_index("date")
    assert india.loc["2025-08-27", "points"] == pytest.approx(43.03)
    worse = india.loc["2025-08-27", "real_income_change"] < india.loc["2025-06-03"].iloc[2]
    assert worse
    # One figure, worked out anew: the list as a policy of its own.
    base = tt.load_baseline("world-2022-small")
    listed = schedule("us-2025@2025-08-27")
    alone = tt.solve(base, tt.Policy().tariff_schedule("USA", listed, sectors="goods"))
    expected = float(alone.outcomes["real_income_change"].sel(country="IND"))
    assert india.loc["2025-08-27", "real_income_change"] == pytest.approx(expected, abs=1e-9)


def test_the_chart_shows_what_is_solved(world: tt.Baseline) -> None:
    drawn = pd.read_csv(CHART).set_index(["date", "country"])
    assert set(drawn.index.get_level_values("date")) == set(steps("us-2025"))
    listed = schedule("us-2025@2025-08-27")
    found = tt.solve(world, tt.Policy().tariff_schedule("USA", listed, sectors="goods"))
    for country in ("IND", "USA", "IRL"):
        ours = float(found.outcomes["real_income_change"].sel(country=country))
        assert drawn.loc[("2025-08-27", country), "real_income_change"] == pytest.approx(
            ours, abs=6e-5
        )


def test_a_brief_may_name_a_day(tmp_path: Path, small: tt.Baseline) -> None:
    assert dated_schedules() == ("us-2025",)
    text = """title = "A day"
summary = "The rates of one day."
baseline = "world-2022-small"
party = [{country = "USA", name = "United States"}, {country = "IND", name = "India"}]
[[scenario]]
id = "day"
title = "That day"
source = "a test"
lever = [{kind = "tariff", importer = "USA", exporter = "IND", sectors = "goods",
          schedule = "us-2025@2025-08-27"}]
"""
    path = tmp_path / "day.toml"
    path.write_text(text.replace("\n          schedule", " schedule"), encoding="utf-8")
    made = settings_of(small, load_brief(path).scenarios[0].policy(small.axes)).tariff
    at = small.countries.index("IND"), small.countries.index("USA")
    goods = small.axes.sector_index("goods")
    moved = (made - small["tariff"].values)[at][goods]
    assert moved == pytest.approx(0.4303, abs=1e-9)
    path.write_text(path.read_text().replace("2025-08-27", "2025-13-27"), encoding="utf-8")
    with pytest.raises(tt.BriefError, match="schedule"):
        load_brief(path)
