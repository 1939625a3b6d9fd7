"""Published lists in a report: exemptions, who is not charged, and what stands behind a line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

import tradetalks as tt
from tradetalks.brief import load_brief
from tradetalks.brief.compiling.exempt import not_exempted, uncharged
from tradetalks.errors import BriefError
from tradetalks.report import Report, print_headline
from tradetalks.solve.arrays import settings_of

BRIEF = """\
title = "The list"
summary = "A list with exemptions."
baseline = "world-2022-small"
party = [{country = "USA", name = "United States"}, {country = "IND", name = "India"}]

[[scenario]]
id = "list"
title = "The list"
source = "a test"

[[scenario.lever]]
kind = "tariff"
importer = "USA"
exporter = "all"
sectors = "goods"
except_sectors = ["B", "C21"]
schedule = "us-2025-04-02"

[[scenario]]
id = "opened"
title = "India opens"
source = "a test"
lever = [{kind = "tariff", importer = "IND", exporter = "USA", sectors = "goods", rate = 0.0}]
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("list") / "list.toml"
    path.write_text(BRIEF, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def report(path: Path) -> Report:
    return tt.run(path)


def test_exempt_sectors_keep_their_duty(path: Path, world: tt.Baseline) -> None:
    scenario = load_brief(path).scenarios[0]
    old = world["tariff"].values
    made = settings_of(world, scenario.policy(world.axes)).tariff
    usa, ind = (world.countries.index(c) for c in ("USA", "IND"))
    moved = {s for s, d in zip(world.sectors, made[ind, usa] - old[ind, usa], strict=True) if d}
    assert {"A01", "C20", "C26"} <= moved
    assert not moved & {"C21", "B05", "B06", "B07", "B08", "B09", "J"}
    assert not_exempted(scenario.levers, world.axes) == ()


def test_an_exemption_finer_than_the_data_is_said_loudly(report: Report) -> None:
    axes = report.base.axes
    assert not_exempted(report.brief.scenarios[0].levers, axes) == ("C21",)
    (lever,) = report.tables["levers"].query("scenario == 'list'")["lever"]
    assert "us-2025-04-02" in lever
    assert "goods except B (exemption of C21 not applied" in lever
    out = io.StringIO()
    print_headline(report, Console(file=out, width=140))
    assert "Exemptions not applied: C21" in out.getvalue()


def test_an_exemption_of_unknown_name_is_refused(path: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    for exempt, said in (('"C21", "pharma"', "pharma"), ('"goods"', "leaves no sector")):
        wrong.write_text(BRIEF.replace('"B", "C21"', exempt), encoding="utf-8")
        with pytest.raises(BriefError, match=said):
            tt.run(wrong)


def test_the_rates_of_a_list_are_in_the_report(report: Report) -> None:
    rates = report.tables["schedules"].set_index("country")
    assert rates.loc["CHN", "rate"] == 54.0
    assert rates.loc["RUS", "rate"] == 0.0
    assert "34 points" in rates.loc["CHN", "source"]
    assert "USA" not in rates.index


def test_who_is_not_charged_is_named_so(report: Report) -> None:
    assert uncharged(report.brief.scenarios[0].levers, report.base.axes) == {"RUS"}
    third = report.tables["third_countries"].query("scenario == 'list' and country == 'RUS'")
    assert list(third["remark"]) == ["not charged by the list"] * len(third)
    others = report.tables["third_countries"].query("scenario == 'opened'")
    assert set(others["remark"]) == {""}


def test_third_countries_are_of_some_size_and_marked(world: tt.Baseline, path: Path) -> None:
    report = tt.run(path, baseline="world-2022")
    third = report.tables["third_countries"]
    assert not set(third["country"]) & {"STP", "BRN", "KHM", "MLT"}
    marked = dict(zip(third["country"], third["structure"], strict=True))
    assert marked["VNM"] == "rest of world"
    assert marked["MEX"] == ""
    assert "50 billion" in report.contents["third_countries"].note
    out = io.StringIO()
    print_headline(report, Console(file=out, width=160))
    assert "Viet Nam\N{DAGGER}" in out.getvalue()


def test_falling_real_income_beside_rising_wages_is_explained(report: Report) -> None:
    rows = report.tables["scenarios"].set_index(["scenario", "country"])
    india = rows.loc[("opened", "IND")]
    assert india["real_income_change"] < 0 < india.filter(like="real_wage_change").min()
    assert "tariff revenue, which falls by" in report.findings["opened"]
    assert "tariff revenue, which" not in report.findings["list"]


def test_goods_have_a_balance_of_their_own(report: Report) -> None:
    base, bilateral = report.base, report.tables["bilateral"]
    row = bilateral.set_index(["scenario", "country", "partner"]).loc[("list", "USA", "IND")]
    sectors = base.axes.sector_index("goods")
    (run,) = [r for r in report.runs if r.id == "list"]
    for trade, name in ((base["trade"], "_base"), (run.equilibrium.trade, "")):
        out = float(trade.sel(exporter="USA", importer="IND")[sectors].sum())
        into = float(trade.sel(exporter="IND", importer="USA")[sectors].sum())
        assert row[f"goods_balance{name}"] == pytest.approx(out - into, rel=1e-12)


def test_overall_balances_are_shown_only_where_they_move(path: Path, tmp_path: Path) -> None:
    for closure, shown in (("fixed", False), ("share", True)):
        folder = tt.run(path, deficits=closure).write(tmp_path / closure)
        page = (folder / "report.html").read_text("utf-8")
        assert ("Overall balance, USD billion" in page) == shown
