"""Questions of a brief are those of the Python API, asked in words."""

from __future__ import annotations

from pathlib import Path

import pytest

import tradetalks as tt
from tradetalks.brief import Brief, facts_against_baseline, load_brief
from tradetalks.brief.answers import Asked, answer, target_of
from tradetalks.brief.phrases import Phrases
from tradetalks.brief.targets import on_facts, targets_of
from tradetalks.errors import BriefError

TEXT = """
title = "Questions"
summary = "Asked."
baseline = "world-2022-small"

[[party]]
country = "USA"
name = "United States"

[[fact]]
id = "trade"
statement = "Two-way trade"
value = 118.3
unit = "USD billion"
period = "2023-24"
measure = "trade(USA, IND, goods)"
source = "a test"

[[fact]]
id = "deficit"
statement = "The US deficit, twice"
value = 64000
unit = "USD million"
period = "2023-24"
measure = "-2 * balance(USA, IND, goods)"
source = "a test"

[[fact]]
id = "duty"
statement = "A duty"
value = 2.4
unit = "per cent"
period = "2024"
measure = "tariff(USA, IND, goods)"
source = "a test"

[[scenario]]
id = "up"
title = "Up"
source = "a test"

[[scenario.lever]]
kind = "tariff"
importer = "IND"
exporter = "USA"
sectors = "goods"
add = 0.1

[[question]]
id = "halve"
title = "Halve it"
kind = "seek"
outcome = "balance"
country = "USA"
partner = "IND"
sectors = "goods"
target = "half"
scenario = "up"
source = "a test"

[[question.lever]]
kind = "tariff"
importer = "USA"
exporter = "IND"
sectors = "goods"
add = [0, 0.5]

[[question]]
id = "far"
title = "Too far"
kind = "seek"
outcome = "real_income_change"
country = "IND"
target = 50
source = "a test"

[[question.lever]]
kind = "transfer"
payer = "USA"
receiver = "IND"
amount = [0, 1000]

[[question]]
id = "lines"
title = "Lines"
kind = "rank"
outcome = "real_income"
country = "IND"
setter = ["USA", "IND"]
by = ["importer", "sector"]
lines = "goods"
top = 3
source = "a test"

[[question]]
id = "facts"
title = "Facts"
kind = "calibrate"
facts = ["trade", "deficit"]
source = "a test"
"""


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    path = tmp_path_factory.mktemp("brief") / "questions.toml"
    path.write_text(TEXT, encoding="utf-8")
    return load_brief(path)


@pytest.fixture(scope="module")
def asked(brief: Brief, small: tt.Baseline) -> Asked:
    return Asked(brief, small, small, brief.closure)


def ask(name: str, asked: Asked):
    (question,) = [q for q in asked.brief.questions if q.id == name]
    return answer(question, asked)


def test_seek_is_the_one_of_the_python_api(asked: Asked, small: tt.Baseline) -> None:
    found = ask("halve", asked)
    wanted = tt.seek(
        small,
        lambda x: tt.Policy().tariff("USA", "IND", add=x, sectors="goods"),
        policy=tt.Policy().tariff("IND", "USA", add=0.1, sectors="goods"),
        outcome="balance",
        country="USA",
        partner="IND",
        sectors="goods",
        target=tt.share_of_baseline(0.5),
        within=(0, 0.5),
    )
    assert found.reached
    assert found.found.value == pytest.approx(wanted.value, rel=1e-6)
    assert f"{100 * wanted.value:+.4g} points" in found.sentence
    assert found.sentence.startswith("The balance of the United States with India in goods is USD ")
    assert "with this: United States tariff on India, goods: " in found.sentence
    # The answer holds in a world solved apart from the search.
    policy = asked.brief.scenario("up").policy(small.axes)
    eq = tt.solve(small, policy.tariff("USA", "IND", add=found.found.value, sectors="goods"))
    goods = small.axes.sector_index("goods")
    balance = [
        float(
            (t.sel(exporter="USA", importer="IND") - t.sel(exporter="IND", importer="USA"))[
                goods
            ].sum()
        )
        for t in (small["trade"], eq.trade)
    ]
    assert balance[1] == pytest.approx(balance[0] / 2, rel=1e-6)


def test_a_target_out_of_reach_is_said_with_the_nearest(asked: Asked) -> None:
    found = ask("far", asked)
    assert not found.reached
    assert "cannot be reached" in found.sentence
    assert found.sentence.startswith("The change of real income of India is 0 per cent in the")
    assert "nearest, 0.0" in found.sentence
    assert found.sentence.endswith("United States pays India USD 1 billion a year.")
    assert found.found.attained < 50


def test_rank_is_the_one_of_the_python_api(asked: Asked, small: tt.Baseline) -> None:
    found = ask("lines", asked)
    wanted = tt.rank(
        small,
        outcome="real_income",
        country="IND",
        levers=["tariff"],
        by=["importer", "sector"],
        setter=["USA", "IND"],
        top=None,
    )
    goods = {small.sectors[j] for j in small.axes.sector_index("goods")}
    wanted = wanted[wanted["sector"].isin(goods)].head(3).reset_index(drop=True)
    assert found.table.equals(wanted)
    assert "What matters most for the real income of India" in found.sentence
    country = {"IND": "India", "USA": "the United States"}[wanted["importer"][0]]
    title = small.dataset["sector_title"].sel(sector=wanted["sector"][0]).item()
    line = f"the tariff on {title[0].lower()}{title[1:]} to {country}."
    assert line in found.sentence


def test_calibration_meets_the_facts_and_keeps_the_identities(
    asked: Asked, small: tt.Baseline
) -> None:
    found = ask("facts", asked)
    moved = found.found.baseline
    table = facts_against_baseline(asked.brief, moved).set_index("fact")
    assert table.loc["trade", "baseline"] == pytest.approx(118.3, rel=1e-8)
    assert table.loc["deficit", "baseline"] == pytest.approx(64000, rel=1e-8)
    assert not moved.check().problems
    before = facts_against_baseline(asked.brief, small).set_index("fact")["baseline"]
    assert list(found.table["before"]) == pytest.approx([before["trade"], before["deficit"]])
    assert list(found.table["after"]) == pytest.approx([118.3, 64000])
    assert set(found.details["exporter"]) == {"USA", "IND"}
    assert "118.3 USD billion" in found.sentence


def test_labels_without_names_stand_for_themselves(brief: Brief, small: tt.Baseline) -> None:
    bare = Phrases({}, {})
    (question,) = [q for q in brief.questions if q.id == "halve"]
    assert bare.outcome(question) == "balance of USA with IND in goods"
    assert bare.line({"lever": "export_tax", "exporter": "IND"}) == "export tax from IND"
    named = Phrases.of(small)
    several = question.model_copy(update={"outcome": "exports_change", "partner": ("IND", "CHN")})
    assert named.outcome(several) == (
        "change of exports of the United States to India and China in goods"
    )


def test_facts_that_are_no_flow_are_refused(brief: Brief, small: tt.Baseline) -> None:
    with pytest.raises(BriefError, match=r"fact\[duty\].*not one sum of trade flows"):
        on_facts(brief, ["duty"], small)
    fact = brief.facts[0]
    for measure in ("trade(USA, IND) + trade(USA, CHN)", "1e9 + trade(USA, IND)", "gdp(USA)"):
        with pytest.raises(BriefError, match=r"fact\[trade\].measure"):
            targets_of([fact.model_copy(update={"measure": measure})])


def test_targets_in_words() -> None:
    assert [target_of(t).share for t in ("half", "zero", "double", "0.25x")] == [0.5, 0, 2, 0.25]
    assert target_of(-5.0) == -5.0


def test_a_brief_that_calibrates_is_solved_on_the_facts(brief: Brief, tmp_path: Path) -> None:
    path = tmp_path / "on.toml"
    start = TEXT.replace(
        'world-2022-small"\n', 'world-2022-small"\ncalibrate = { facts = ["trade"] }\n'
    )
    path.write_text(start[: start.index("[[question]]")], encoding="utf-8")
    report = tt.run(path)
    facts = report.tables["facts"].set_index("fact")
    assert facts.loc["trade", "baseline"] == pytest.approx(118.3, rel=1e-8)
    assert "calibrated" in report.manifest["baseline"]
