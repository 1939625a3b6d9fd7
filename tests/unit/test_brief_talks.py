"""Questions on the talks are those of the Python API in words, and what is dear is shared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from talking import talking_brief
from tradetalks.brief import Answer, Brief, load_brief
from tradetalks.brief.answers import Asked, answer
from tradetalks.brief.bargaining import agenda_of, lever_of, range_of, terms_of, war_of
from tradetalks.brief.compiling.degree import in_part
from tradetalks.brief.measured import measure_of
from tradetalks.brief.offers import load_offer
from tradetalks.policy import Policy

WANTS = (
    tt.Term("residents_income"),
    tt.Term("exports", weight=0.1, partner="IND", sectors="manufacturing"),
)


@pytest.fixture(scope="module")
def base() -> tt.Baseline:
    return tt.load_baseline("world-2022-small")


@pytest.fixture(scope="module")
def asked(base: tt.Baseline, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    brief = load_brief(talking_brief(tmp_path_factory.mktemp("talks")))
    assert not brief.check_against(base)
    return Asked(brief, base, base, brief.closure)


@pytest.fixture(scope="module")
def found(asked: Asked) -> dict[str, Answer]:
    return {q.id: answer(q, asked) for q in asked.brief.questions}


def question(asked: Asked, name: str):
    return next(q for q in asked.brief.questions if q.id == name)


def test_objectives_are_those_of_the_brief(asked: Asked) -> None:
    assert terms_of(asked.brief, "USA") == WANTS
    assert terms_of(asked.brief, "IND") is None
    assert terms_of(asked.brief, "CHN") is None


def test_the_best_policy_is_that_of_the_api(base: tt.Baseline, found: dict[str, Answer]) -> None:
    best = tt.optimal_policy(base, "USA", by=("sector",), partners="IND", objective=WANTS, starts=2)
    got = found["alone"]
    assert got.reached
    np.testing.assert_allclose(got.table["rate"], best.rates["rate"], atol=1e-6)
    assert got.found.gain == pytest.approx(best.gain, abs=1e-7)
    assert f"USD {1e3 * best.gain:,.1f} million" in got.sentence
    assert "the United States" in got.sentence
    assert list(got.objectives["weight"]) == [1.0, 0.1]


def test_the_war_is_that_of_the_api(base: tt.Baseline, found: dict[str, Answer]) -> None:
    war = tt.trade_war(base, ["USA", "IND"], objectives={"USA": WANTS}, starts=1)
    got = found["war"]
    assert got.reached
    np.testing.assert_allclose(got.table["rate"], war.rates["rate"], atol=1e-6)
    assert set(got.details["player"]) == {"USA", "IND"}
    assert (got.details["regret"] < 1.0).all()  # USD million
    assert "Nobody would gain more than USD 0.1 million" in got.sentence
    assert got.objectives["worth"].sum() == pytest.approx(war.terms["worth"].sum(), abs=1e-5)


def test_the_deal_is_compared_with_the_war(asked: Asked, found: dict[str, Answer]) -> None:
    deal, war = found["deal"].found, found["war"].found
    assert deal.disagreement is war.equilibrium
    assert deal.agreed
    assert found["deal"].reached
    gains = deal.gains.set_index("party")["gain"]
    for player, gain in gains.items():
        terms = terms_of(asked.brief, str(player))
        aim = tt.Objective.of(asked.base, str(player), terms)
        expected = aim.value(deal.equilibrium) - aim.value(war.equilibrium)
        assert gain == pytest.approx(expected, abs=1e-6)
    assert list(found["deal"].details["country"][:2]) == ["USA", "IND"]
    assert len(found["deal"].details) == len(asked.base.countries)
    assert "Compared with the trade war" in found["deal"].sentence


def test_what_is_dear_is_worked_out_once(asked: Asked, found: dict[str, Answer]) -> None:
    """The war, the agenda and its packages are the same objects for every question."""
    agenda = agenda_of(asked, question(asked, "deal"))
    for name in ("frontier", "issues"):
        assert agenda_of(asked, question(asked, name)) is agenda
    assert agenda_of(asked) is agenda
    assert war_of(asked, question(asked, "war")) is found["war"].found
    solves = agenda.packages.solves
    assert answer(question(asked, "deal"), asked).found is found["deal"].found
    assert agenda.packages.solves == solves


def test_another_disagreement_is_another_agenda(asked: Asked) -> None:
    own = question(asked, "deal").model_copy(update={"disagreement": "status_quo"})
    agenda = agenda_of(asked, own)
    assert agenda.disagreement is None
    threat = agenda_of(asked, own.model_copy(update={"disagreement": "up"}))
    assert threat.disagreement == asked.in_force("up")
    fewer = agenda_of(asked, own.model_copy(update={"issues": ("opening",)}))
    assert fewer.ids == ("opening",)


def test_everything_has_its_place_beside_the_frontier(
    asked: Asked, found: dict[str, Answer]
) -> None:
    got = found["frontier"]
    assert set(got.table) == {"point", "USA", "IND", "us-tariff", "indian-tariff", "opening"}
    assert len(got.table) == 5
    placed = got.details.set_index("id")
    assert list(placed["kind"]) == [
        *("deal", "disagreement", "status quo", "offer", "offer", "offers", "scenario")
    ]
    war = found["war"].found.payoffs.set_index("player")["gain"]
    for party in ("USA", "IND"):
        assert placed.loc["disagreement", party] == pytest.approx(0.0, abs=1e-6)
        assert placed.loc["status-quo", party] == pytest.approx(-war[party], abs=1e-6)
        deal = found["deal"].found.gains.set_index("party")["gain"]
        assert placed.loc["deal", party] == pytest.approx(deal[party], abs=1e-6)
        # What changes nothing lies where the status quo lies.
        assert placed.loc["spare", party] == pytest.approx(-war[party], abs=1e-6)
    assert placed.loc["deal", "distance"] < 0.05
    assert placed.loc["up", "distance"] > placed.loc["status-quo", "distance"] > 0


def test_a_scenario_beside_the_frontier_is_the_solved_one(
    asked: Asked, found: dict[str, Answer]
) -> None:
    world = asked.world("up")
    assert asked.world("up") is world
    aim = tt.Objective.of(asked.base, "IND")
    expected = aim.value(world) - aim.value(found["war"].found.equilibrium)
    placed = found["frontier"].details.set_index("id")
    assert placed.loc["up", "IND"] == pytest.approx(expected, abs=1e-6)


def test_issues_add_up_to_the_deal(found: dict[str, Answer]) -> None:
    got = found["issues"]
    gains = found["deal"].found.gains.set_index("party")["gain"]
    worth = got.table.groupby("party")["worth"].sum()
    for party in ("USA", "IND"):
        assert worth[party] == pytest.approx(gains[party], rel=5e-3)
    assert list(got.details.columns) == ["party", "joint", "separate", "linkage"]
    assert "'Indian tariff'" in got.sentence


def test_tt_bargain_is_the_deal_of_the_brief(
    base: tt.Baseline, asked: Asked, found: dict[str, Answer]
) -> None:
    expected = found["deal"].found
    deal = tt.bargain(base, asked.brief.path)
    np.testing.assert_allclose(deal.issues["number"], expected.issues["number"], atol=1e-4)
    pd.testing.assert_series_equal(deal.gains["gain"], expected.gains["gain"], atol=1e-5)
    assert tt.bargain(agenda_of(asked)).gains["gain"].to_list() == pytest.approx(
        expected.gains["gain"].to_list(), abs=1e-4
    )


def test_no_deal_is_said(asked: Asked, base: tt.Baseline) -> None:
    """India alone could give, and gains nothing by what is left on the table."""
    own = question(asked, "deal").model_copy(
        update={"issues": ("us-tariff",), "disagreement": "status_quo"}
    )
    got = answer(own, asked)
    assert not got.reached
    assert "Nothing on the table is better for everybody than the status quo" in got.sentence
    assert "payment" not in got.sentence


def test_what_asks_for_no_world_says_so(asked: Asked) -> None:
    closed = asked.brief.model_copy(update={"talks": None})
    with pytest.raises(tt.BriefError, match="no talks"):
        agenda_of(Asked(closed, asked.base, asked.base, closed.closure))


# ---- issues as numbers


def issue(asked: Asked, name: str):
    return asked.brief.issue(name)


def test_an_issue_is_its_range_or_a_degree(asked: Asked) -> None:
    axes = asked.base.axes
    own = issue(asked, "us-tariff")
    assert range_of(own) == (0.0, 0.5)
    expected = Policy().tariff("USA", "IND", add=0.2, sectors="goods")
    assert lever_of(own.levers, axes)(0.2).describe() == expected.describe()
    opening = issue(asked, "opening")
    assert range_of(opening) == (0.0, 1.0)
    half = lever_of(opening.levers, axes)(0.5)
    expected = Policy().trade_cost("IND", "USA", factor=0.99, sectors="manufacturing")
    assert half.describe() == expected.describe()


@pytest.mark.parametrize(
    ("keys", "half"),
    [
        ({"kind": "tariff", "importer": "A", "exporter": "B", "add": 0.2}, {"add": 0.1}),
        ({"kind": "tariff", "importer": "A", "exporter": "B", "factor": 0.0}, {"factor": 0.5}),
        ({"kind": "tariff", "importer": "A", "exporter": "B", "rate": 0.0}, None),
        ({"kind": "export_tax", "importer": "A", "exporter": "B", "add": 0.2}, {"add": 0.1}),
        ({"kind": "purchase", "buyer": "A", "seller": "B", "add": 100.0}, {"add": 50.0}),
        ({"kind": "purchase", "buyer": "A", "seller": "B", "at_least": 100.0}, None),
        ({"kind": "embargo", "importer": "A", "exporter": "B"}, None),
        ({"kind": "bloc", "members": ["A", "B"]}, {"inside": 0.5}),
        ({"kind": "bloc", "members": ["A", "B"], "outside": "common"}, None),
    ],
)
def test_levers_done_in_part(keys: dict[str, object], half: dict[str, float] | None) -> None:
    from tradetalks.brief.levers import LEVERS

    lever = LEVERS[str(keys["kind"])].model_validate({**keys, "sectors": "goods"})
    done = in_part(lever, 0.5)
    if half is None:
        assert done is None
    else:
        assert done is not None
        assert {key: getattr(done, key) for key in half} == half


def test_numbers_as_people_write_them(asked: Asked) -> None:
    assert measure_of(issue(asked, "us-tariff"))(0.125) == "+12.5 points"
    assert measure_of(issue(asked, "indian-tariff"))(0.25) == "x0.250"
    assert measure_of(issue(asked, "opening"))(0.35) == "35.0 %"
    shipped = load_brief("us-india")
    assert measure_of(shipped.issue("energy"))(6813.26) == "USD 6.81 bn"
    assert measure_of(shipped.issue("returns"))(-18000.0) == "-18,000 persons"
    assert measure_of(shipped.issue("returns"))(-0.2) == "0 persons"


def test_an_offer_is_read(asked: Asked, tmp_path: Path) -> None:
    path = tmp_path / "offer.toml"
    path.write_text(
        'title = "First"\nby = "IND"\n[issues]\nindian-tariff = 0.5\nopening = 1\n',
        encoding="utf-8",
    )
    offer = load_offer(path, asked.brief)
    assert (offer.title, offer.by) == ("First", "IND")
    assert offer.numbers == {"indian-tariff": 0.5, "opening": 1.0}


# ---- the shipped brief


def test_the_shipped_talks_are_whole() -> None:
    brief: Brief = load_brief("us-india")
    assert brief.talks is not None
    assert brief.talks.disagreement == "trade_war"
    ranges = {name: range_of(brief.issue(name)) for name in brief.talks.issues}
    assert ranges == {
        "us-tariffs": (0.0, 0.5),
        "indian-tariffs": (0.0, 1.0),
        "security-equipment": (0.0, 10_000.0),
        "energy": (0.0, 10_000.0),
        "returns": (-18_000.0, 0.0),
        "skilled-visas": (0.0, 50_000.0),
        "russian-oil": (0.0, 0.25),
    }
    for party in brief.parties:
        assert [term.outcome for term in party.objectives] == ["residents_income"]


@pytest.mark.parametrize(
    "numbers", [{"indian-tariff": 0.5, "opening": 0.5}, {"indian-tariff": 0.8}, {"us-tariff": 0.1}]
)
def test_a_verdict_agrees_with_the_frontier(asked: Asked, numbers: dict[str, float]) -> None:
    """What each could still gain is found twice: by searches from the offer, and on the frontier.

    The frontier takes chords between its points, and so is a little nearer.
    """
    agenda = agenda_of(asked)
    verdict = tt.judge(agenda, numbers)
    line = tt.frontier(agenda, 41)
    placed = line.place(verdict.sides.set_index("party")["gain"].to_dict())
    could = verdict.sides.set_index("party")["could_gain"]
    assert verdict.distance == pytest.approx(placed.distance, rel=0.01, abs=1e-3)
    for party, more in placed.further.items():
        assert could[party] == pytest.approx(more, rel=0.01, abs=1e-3)
    assert (could >= verdict.distance - 1e-3).all()
