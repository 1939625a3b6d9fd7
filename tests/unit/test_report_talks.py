"""The chapter on the talks: tables, charts, certificates, and a quick run without it."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from talking import talking_brief
from tradetalks.report import Report
from tradetalks.report.page import html
from tradetalks.report.talks import TITLES
from tradetalks.report.talks_view import talks_views


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return talking_brief(tmp_path_factory.mktemp("talks"))


@pytest.fixture(scope="module")
def report(brief: Path) -> Report:
    return tt.run(brief)


def found(report: Report, kind: str) -> object:
    return next(a.found for a in report.answers if a.question.kind == kind)


def test_every_kind_of_question_has_its_tables(report: Report) -> None:
    assert set(TITLES) <= set(report.contents)
    assert len(report.tables["not_evaluated"]) == 0
    for name in TITLES:
        frame = report.tables[name]
        assert len(frame), name
        assert frame["question"].isin([a.id for a in report.answers]).all()
        unknown = [n for n, c in report.contents[name].columns.items() if c.kind == "text"]
        assert not frame[unknown].select_dtypes("number").size, "a figure without a unit"


def test_tables_hold_what_the_searches_found(report: Report) -> None:
    deal, war = found(report, "bargain"), found(report, "trade_war")
    assert isinstance(deal, tt.Deal)
    assert isinstance(war, tt.War)
    table = report.tables["deal_countries"].query("party").set_index("country")
    gains = deal.gains.set_index("party")["gain"]
    np.testing.assert_allclose(table.loc[gains.index, "gain"], 1e3 * gains)
    players = report.tables["war_players"].set_index("country")
    regret = war.regret.set_index("player")["regret"]
    np.testing.assert_allclose(players.loc[regret.index, "regret_million"], regret)
    best = report.tables["best_policy"]
    optimal = found(report, "optimal_policy")
    assert isinstance(optimal, tt.Optimal)
    np.testing.assert_allclose(best["rate"], 100 * optimal.rates["rate"])
    worth = report.tables["issue_worth"].groupby("country")["worth"].sum()
    joint = report.tables["linkage"].set_index("country")["joint"]
    # Deals are searched to a thousandth of what is at stake, to first order.
    np.testing.assert_allclose(worth, joint.loc[worth.index], atol=0.5)


def test_places_lie_beside_the_frontier(report: Report) -> None:
    frame = report.tables["frontier"]
    kinds = set(frame["kind"])
    assert {"efficient", "disagreement", "deal", "offer", "scenario"} <= kinds
    efficient = frame[frame["kind"] == "efficient"].sort_values("gain_USA")
    assert (np.diff(efficient["gain_IND"]) < 0).all()
    deal = frame[frame["kind"] == "deal"]
    assert (deal["distance"] < 0.02 * np.ptp(efficient["gain_USA"])).all()
    numbers = report.tables["frontier_numbers"]
    assert len(numbers) == len(efficient) * numbers["id"].nunique()


def test_the_page_has_the_chapter(report: Report) -> None:
    views = talks_views(report)
    assert [view.id for view in views] == [a.id for a in report.answers if a.question.of_talks]
    page = html(report)
    for view in views:
        assert f'id="talks-{view.id}"' in page
        assert view.certificate
    charts = {chart.id.split("-")[0] for view in views for chart in view.charts}
    assert charts == {"rates", "frontier", "worth"}
    assert "Certified by regret" in page
    assert page.count('<a href="#talks">') == 1
    grids = [view.grid for view in views if view.grid is not None]
    assert len(grids) >= 3
    assert all(len(row) == len(grid.headings) for grid in grids for row in grid.rows)


def test_json_and_files_hold_them_too(report: Report, tmp_path: Path) -> None:
    whole = json.loads(report.to_json())
    assert set(TITLES) <= set(whole["tables"])
    folder = report.write(tmp_path / "out")
    for name in TITLES:
        kept = pd.read_csv(folder / "tables" / f"{name}.csv")
        assert len(kept) == len(report.tables[name])


def test_a_quick_run_leaves_the_talks_out_and_says_so(brief: Path) -> None:
    quick = tt.run(brief, quick=True)
    assert not set(TITLES) & set(quick.contents)
    left = quick.tables["not_evaluated"]
    assert len(left) == sum(q.of_talks for q in quick.brief.questions)
    assert left["reason"].str.contains("quick").all()
    assert 'id="talks"' not in html(quick)


def test_an_interrupt_during_the_talks_keeps_the_scenarios(brief: Path) -> None:
    heard: list[str] = []

    def progress(what: str, done: int, total: int) -> None:
        heard.append(what)
        if "bn" in what and sum("bn" in one for one in heard) == 1:
            os.kill(os.getpid(), signal.SIGINT)

    cut = tt.run(brief, progress=progress)
    assert cut.interrupted
    assert cut.converged
    assert len(cut.tables["scenarios"])
