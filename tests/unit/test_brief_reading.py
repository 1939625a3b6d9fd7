"""Briefs as they are read: the shipped one, places, policies, and what is not evaluated."""

from __future__ import annotations

from pathlib import Path

import pydantic
import pytest

import tradetalks as tt
from tradetalks.brief import briefs, load_brief
from tradetalks.brief.places import Places, line_numbers
from worlds import make_arrays


@pytest.fixture(scope="module")
def us_india():
    return load_brief("us-india")


def test_every_shipped_brief_reads() -> None:
    assert "us-india" in briefs()
    for name in briefs():
        brief = load_brief(name)
        assert brief.path.name == f"{name}.toml"
        assert len(brief.fingerprint) == 64


def test_the_case_is_carried_whole(us_india) -> None:
    """One line for each row of the table in section 1 of the design."""
    kinds = {lever.kind for issue in us_india.agenda for lever in issue.levers}
    kinds |= {lever.kind for s in us_india.scenarios for lever in s.levers}
    facts = {f.id: f for f in us_india.facts}
    events = {e.id: e for e in us_india.events}
    questions = {q.kind for q in us_india.questions}
    assert {p.country for p in us_india.parties} == {"USA", "IND"}
    assert events["call"].status == "done"
    assert "purchase" in kinds
    assert {"tariff", "export_tax", "trade_cost", "embargo"} & kinds
    assert "seek" in questions
    assert facts["two-way-trade"].value == 118
    assert facts["indian-surplus"].value == 32
    assert facts["largest-partner"].measure
    assert {"calibrate", "rank"} <= questions
    assert events["visit"].status == events["quad-summit"].status == "planned"
    assert "bloc" in kinds
    assert facts["returns"].value == 18000
    assert "migration" in kinds
    assert {"sanction", "secondary_tariff", "waiver"} <= kinds
    assert us_india.talks is not None
    assert {"bargain", "frontier", "attribution", "trade_war"} <= questions
    parts = (*us_india.facts, *us_india.events, *us_india.agenda, *us_india.scenarios)
    assert all(part.source for part in parts)


def test_each_subject_of_the_call_has_its_scenarios(us_india) -> None:
    subjects = list(dict.fromkeys(s.subject for s in us_india.scenarios))
    assert subjects == ["Trade", "Security", "Immigration", "Russia", "The Quad"]


def test_what_nothing_asks_about_is_said(us_india) -> None:
    """Every question is answered; what is left out of the talks is named, with the reason."""
    said = {n.place: n.reason for n in us_india.not_evaluated}
    left_out = {issue.id for issue in us_india.agenda} - set(us_india.talks.issues)
    assert set(said) == {f"agenda[{name}]" for name in left_out}
    assert all("[talks]" in reason for reason in said.values())
    quiet = us_india.model_copy(update={"questions": (), "talks": None})
    places = [n.place for n in quiet.not_evaluated]
    assert places == [f"agenda[{i.id}]" for i in quiet.agenda] + [
        f"offer[{offer.id}]" for offer in quiet.offers
    ]


def test_every_scenario_is_a_policy(us_india, world: tt.Baseline) -> None:
    """Nothing in the brief's scenarios is only declared, and each says something of its own."""
    policies = [s.policy(world.axes) for s in us_india.scenarios]
    assert all(policy.describe() for policy in policies)
    assert len({policy.levers for policy in policies}) == len(policies)


def test_briefs_are_frozen(us_india) -> None:
    with pytest.raises(pydantic.ValidationError):
        us_india.title = "another"


def test_check_against_other_labels(us_india) -> None:
    problems = us_india.check_against(tt.Baseline.from_arrays(**make_arrays()))
    assert any("scenario[services-opened]" in p.place for p in problems)
    assert all("us-india.toml:" in p.place for p in problems)


def test_line_numbers_of_nested_tables() -> None:
    text = (
        '[[a]]\nx = 1\n[[a.b]]\ny = """\nz = 2\n"""\n[[a]]\n[[a.b]]\n[[a.b]]\ny = 3\n[c]\nd = 1\n'
    )
    lines = line_numbers(text)
    assert lines["a", 0, "x"] == 2
    assert lines["a", 0, "b", 0, "y"] == 4
    assert ("a", 0, "b", 0, "z") not in lines
    assert lines["a", 1, "b", 1, "y"] == 10
    assert lines["c", "d"] == 12


def test_places_name_items_by_id() -> None:
    raw = {"fact": [{"id": "trade", "value": 1}, {"value": 2}]}
    places = Places("x.toml", raw, {("fact", 0): 3})
    assert places.at(("fact", 0, "value")) == "x.toml:3: fact[trade].value"
    assert places.at(("fact", 1, "value")) == "x.toml: fact[2].value"


def test_a_baseline_beside_the_brief(tmp_path: Path) -> None:
    (tmp_path / "mine.nc").write_bytes(b"not read until it is solved")
    text = Path(str(load_brief("us-india").path)).read_text(encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(text.replace('"world-2022"', '"mine.nc"'), encoding="utf-8")
    assert load_brief(mine).baseline == "mine.nc"
