"""Sections by subject: what is said and shown follows from the levers, with the right figures."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from rich.console import Console

import tradetalks as tt
from briefs import write_long_brief, write_short_brief
from tradetalks.outcomes import bloc_account, migration_account, purchase_effects, sanction_account
from tradetalks.policy import caught
from tradetalks.report import Report, print_headline
from tradetalks.report.columns import column
from tradetalks.report.page import html
from tradetalks.report.sections import sections
from tradetalks.report.words import cents, money, number, per_head, sized
from tradetalks.solve.arrays import observed_of

SUBJECTS = ["Scenarios", "Security", "Immigration", "Russia", "The Quad"]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return tt.run(write_long_brief(tmp_path_factory.mktemp("brief")))


def world(report: Report, scenario: str) -> tt.Equilibrium:
    (run,) = [run for run in report.runs if run.id == scenario]
    return run.equilibrium


def said(report: Report, scenario: str) -> str:
    return " ".join(report.sentences[scenario])


def test_subjects_make_sections_in_order_and_the_rest_comes_first(report: Report) -> None:
    found = sections(report.brief)
    assert [section.title for section in found] == SUBJECTS
    assert found[1].scenarios == ("equipment", "two-way")
    moved = [s for s in report.brief.scenarios if s.subject] + [report.brief.scenarios[0]]
    last = report.brief.model_copy(update={"scenarios": tuple(moved)})
    assert [section.title for section in sections(last)] == SUBJECTS


def test_every_result_has_its_sentence(report: Report) -> None:
    for run in report.runs:
        for label, name in report.parties.items():
            here = run.equilibrium.outcomes.sel(country=label)
            worth = money(float(here["equivalent_variation"]), sign=True)
            assert f"in {'the ' * (label == 'USA')}{name} ({worth} a year)" in said(report, run.id)


def test_purchases_are_told_with_their_cost_and_whom_they_displace(report: Report) -> None:
    row = purchase_effects(world(report, "equipment")).iloc[0]
    text = said(report, "equipment")
    assert f"The public budget of India pays {money(row['cost'])} a year" in text
    assert f"{cents(row['cost_per_dollar'])} a dollar" in text
    assert f"India buys {money(-row['displaced_home'])} less at home" in text
    assert f"improves by {cents(row['balance_per_dollar'])} a dollar" in text
    assert "would be bought anyway, so the promise is free" in text
    shown = report.tables["purchases"].query("scenario == 'equipment'").iloc[0]
    assert shown["wedge"] == pytest.approx(100 * row["wedge"], rel=1e-12)
    assert shown["cost"] == row["cost"]
    third = report.tables["purchase_diversion"].query("scenario == 'equipment'")
    most = third.loc[third["bought_change"].idxmin()]
    assert f"from {most['country_name']}, the most displaced" in text


def test_trade_both_ways_is_told_of_both(report: Report) -> None:
    text = said(report, "two-way")
    assert "The public budgets of the United States and India pay" in text
    assert "more of trade between India and the United States" in text
    assert "India and the United States buy" in text


def test_people_are_told_by_head_and_group(report: Report) -> None:
    account = migration_account(world(report, "people"))
    text = said(report, "people")
    movers = account[account["group"] == "move"]
    for row in movers.to_dict("records"):
        assert f"each of the {number(row['persons'], 0)} {row['skill']} workers" in text.lower()
        assert f"{per_head(abs(row['usd_per_head']))} a year" in text
    for row in account[account["group"] != "move"].to_dict("records"):
        assert per_head(abs(row["usd_per_head"])) in text


def test_a_sanction_is_told_of_target_senders_and_evaders(report: Report) -> None:
    account = sanction_account(world(report, "ban"), ["USA", "EU", "JPN"], "RUS")
    text = said(report, "ban")
    target = account[account["role"] == "target"].iloc[0]
    senders = account[account["role"] == "sender"]
    assert f"Russia, the target, loses {money(target['loss'])} a year" in text
    assert f"lose {money(senders['loss'].sum())}" in text
    assert f"USD {number(senders['loss'].sum() / target['loss'])} for each dollar" in text
    evader = account.loc[account["replaces"].idxmax()]
    assert f"({number(evader['replaces'], 1)} per cent)" in text


def test_a_secondary_tariff_is_told_by_whom_it_catches(report: Report) -> None:
    eq = world(report, "duty")
    (found,) = caught(eq.policy, eq.base.axes, observed_of(eq.base))
    text = said(report, "duty")
    assert "The duty catches" in text
    assert f"The waiver lets off India ({number(100 * found.spared['IND'], 1)} per cent" in text
    table = report.tables["secondary_tariffs"]
    assert set(table.loc[table["charged"], "country"]) == set(found.exporters)
    assert "for each dollar of the target’s loss" not in text


def test_a_bloc_is_told_by_its_members(report: Report) -> None:
    account = bloc_account(world(report, "quad"), ["USA", "IND", "JPN", "AUS"], 0.0)
    text = said(report, "quad")
    joint = account["equivalent_variation"].sum()
    assert f"The members of the Quad gain {money(joint)} together" in text
    for worth in account["equivalent_variation"]:
        assert money(worth, sign=True) in text


def test_sizes_are_told_next_to_the_first_tariff(report: Report) -> None:
    assert "Next to" not in said(report, "plain")
    tables = report.tables["scenarios"].set_index(["scenario", "country"])["equivalent_variation"]
    ratio = tables["people", "IND"] / tables["plain", "IND"]
    assert "“25 % on India” the effect on real income is" in said(report, "people")
    turned = " (a gain instead of a loss)" if ratio < 0 else ""
    assert f"{sized(abs(ratio))} for India{turned}" in said(report, "people")


def test_a_scenario_without_a_lever_is_told_nothing_of_it(report: Report) -> None:
    for word in ("budget", "workers", "duty catches", "target", "members of"):
        assert word not in said(report, "plain")


def test_waterfalls_add_up_to_the_exact_change(report: Report) -> None:
    bars = report.tables["welfare"]
    assert set(bars["scenario"]) == {"plain", "equipment", "people", "ban", "quad"}
    for (scenario, country), rows in bars.groupby(["scenario", "country"]):
        worth = float(
            world(report, str(scenario)).outcomes["equivalent_variation"].sel(country=country)
        )
        parts, total = rows.iloc[:-1], rows.iloc[-1]
        assert total["part"] == "Real income"
        assert total["usd_million"] == pytest.approx(worth, rel=1e-9)
        assert parts["usd_million"].sum() == pytest.approx(worth, rel=1e-9)
        np.testing.assert_allclose(parts["start"].iloc[1:], parts["end"].iloc[:-1], rtol=1e-9)
        for dim in ("partner", "sector"):
            split = report.tables[f"welfare_by_{dim}"]
            mine = split[(split["scenario"] == scenario) & (split["country"] == country)]
            bar = parts.loc[parts["part"] == "Terms of trade", "usd_million"].iloc[0]
            assert mine["terms_of_trade"].sum() == pytest.approx(bar, rel=1e-9)
    assert "in proportion to their size" in report.contents["welfare"].note


def test_an_option_splits_every_scenario(tmp_path: Path) -> None:
    brief = write_short_brief(tmp_path)
    assert set(tt.run(brief).tables["welfare"]["scenario"]) == {"tariff"}
    whole = tt.run(brief, accounts=True)
    assert set(whole.tables["welfare"]["scenario"]) == {"tariff", "free-trade"}
    assert "--accounts" not in whole.contents["welfare"].note


def test_every_column_has_a_unit_or_is_a_label(report: Report, tmp_path: Path) -> None:
    folder = report.write(tmp_path / "out")
    package = json.loads((folder / "tables" / "datapackage.json").read_text("utf-8"))
    (cost,) = [
        field
        for resource in package["resources"]
        if resource["name"] == "purchases"
        for field in resource["schema"]["fields"]
        if field["name"] == "cost"
    ]
    assert cost["unit"] == "USD million"
    assert "wedge" in cost["description"]
    read = pd.read_csv(folder / "tables" / "migration.csv")
    np.testing.assert_array_equal(read["usd_per_head"], report.tables["migration"]["usd_per_head"])
    with xr.open_dataset(folder / "results.nc", engine="h5netcdf") as results:
        for name in ("purchases", "migration", "sanctions", "blocs", "welfare", "ranking"):
            frame = report.tables[name]
            assert results.sizes[name] == len(frame)
            for label in frame.select_dtypes("float"):
                np.testing.assert_array_equal(results[f"{name}_{label}"].values, frame[label])
        assert results["purchases_cost"].attrs["units"] == "USD million"
        assert list(results["sanctions_country"].values) == list(
            report.tables["sanctions"]["country"]
        )


def test_capital_earns_no_wage(report: Report) -> None:
    labels = [column(n).label for n in report.tables["scenarios"] if "real_wage" in n]
    assert labels == [
        "Real wage change, skilled",
        "Real wage change, unskilled",
        "Real return to capital change",
    ]


def test_the_page_has_a_section_for_each_subject(report: Report) -> None:
    page = html(report)
    for k, subject in enumerate(SUBJECTS):
        assert f'id="subject-{k}"' in page
        assert f'<h3 class="subject">{subject}</h3>' in page
    for name in ("waterfall-USA", "waterfall-IND", "purchases-1", "migration-2", "sanctions-3",
                 "blocs-4", "real-income-4"):  # fmt: skip
        assert f'id="chart-{name}"' in page
    assert 'data-table="blocs" data-scenarios="quad"' in page
    assert "Which tariff halves the balance?" in page


def test_the_page_names_the_terms_of_every_source(report: Report) -> None:
    page = html(report)
    for source in ("ILOSTAT", "Barro", "International Migrant Stock", "KNOMAD", "Penn World Table"):
        assert source in page


def test_the_terminal_groups_by_subject(report: Report) -> None:
    out = io.StringIO()
    print_headline(report, Console(file=out, width=140))
    lines = [line.strip() for line in out.getvalue().splitlines()]
    places = [lines.index(subject) for subject in SUBJECTS]
    assert places == sorted(places)
    rows = [k for k, line in enumerate(lines) if line.startswith("The Quad trades freely")]
    assert rows[0] == places[-1] + 1


def test_words_for_sizes_and_small_money() -> None:
    assert [sized(r) for r in (3.1e-3, 0.0102, 0.24, 0.7, 1.2, 2.02, 7.44, 25)] == [
        "about 0.3 per cent as large", "about 1 per cent as large", "about a quarter as large",
        "about two thirds as large", "about as large", "about twice as large",
        "about 7.4 times as large", "about 25 times as large",
    ]  # fmt: skip
    assert sized(1e-6) == "less than 0.01 per cent as large"
    assert money(-20.6) == "USD −21 million"
    assert money(2.34, sign=True) == "USD +2.3 million"
    assert money(6482.0) == "USD 6.5 billion"
    assert cents(0.27) == "27 cents"
    assert cents(1.304) == "USD 1.30"
    assert per_head(31297.3) == "USD 31,300"
    assert per_head(0.75) == "75 cents"
