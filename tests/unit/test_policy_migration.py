"""Workers who move (equation 12), against arrays written by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import tradetalks as tt
from handmade import (
    AXES,
    CAPITAL,
    CHN,
    IND,
    OBSERVED,
    PEOPLE,
    RUS,
    SKILLED,
    UNSKILLED,
    USA,
    P,
    problems,
    settings,
)
from tradetalks.policy import People, movements


def test_a_move_changes_both_endowments_and_sends_money_home() -> None:
    made = settings(P.migration("IND", "USA", movers=10, skill="skilled"))
    endowment = np.ones((4, 3))
    endowment[IND, SKILLED] = 1 - 10 / 50
    endowment[USA, SKILLED] = 1 + 10 * 0.8 / 60
    assert np.allclose(made.endowment, endowment, atol=1e-15)
    remittance = np.zeros((4, 4, 3))
    remittance[USA, IND, SKILLED] = 0.2 * (10 * 0.8) * 600 / 60
    assert np.allclose(made.remittance, remittance, atol=1e-13)


def test_a_return_is_the_move_undone() -> None:
    back = P.migration("IND", "USA", movers=10).migration("IND", "USA", movers=-10)
    assert np.allclose(settings(back).endowment, 1, atol=1e-15)
    assert np.allclose(settings(back).remittance, 0, atol=1e-13)
    alone = settings(P.migration("IND", "USA", movers=-5, skill="unskilled"))
    assert alone.endowment[IND, UNSKILLED] == pytest.approx(1 + 5 / 400, rel=1e-15)
    assert alone.endowment[USA, UNSKILLED] == pytest.approx(1 - 5 * 0.6 / 100, rel=1e-15)
    assert alone.remittance[USA, IND, UNSKILLED] == pytest.approx(-0.2 * 5 * 0.6 * 5, rel=1e-14)


def test_all_skills_move_in_proportion_to_the_workers_at_the_origin() -> None:
    moved = movements(P.migration("IND", "USA", movers=9), AXES, OBSERVED)
    assert np.allclose(moved.persons[IND, USA], [1, 8, 0], atol=1e-14)
    assert np.allclose(moved.units[IND, USA], [0.8, 8 * 0.6, 0], atol=1e-14)
    assert moved.persons.sum() == pytest.approx(9)


def test_several_origins_and_residences_share_in_proportion_to_workers() -> None:
    policy = P.migration(["IND", "CHN"], ["USA", "RUS"], movers=13, skill="skilled")
    persons = movements(policy, AXES, OBSERVED).persons[:, :, SKILLED]
    # Origins 50 and 80, residences 60 and 20.
    assert np.allclose(persons[IND], [5 * 0.75, 0, 5 * 0.25, 0], atol=1e-14)
    assert np.allclose(persons[CHN], [8 * 0.75, 0, 8 * 0.25, 0], atol=1e-14)
    assert np.allclose(persons[[USA, RUS]], 0)


def test_nobody_moves_home() -> None:
    persons = movements(P.migration("all", "USA", movers=15), AXES, OBSERVED).persons
    assert np.allclose(persons[USA, USA], 0)
    assert persons.sum() == pytest.approx(15)
    assert not persons[:, :, CAPITAL].any()


def test_the_levers_own_terms_stand_in_for_the_data() -> None:
    policy = P.migration(
        "IND", "USA", movers=6, skill="skilled", efficiency=0.5, remittance_share=0.1
    )
    bare = People(workers=PEOPLE.workers)
    for people in (PEOPLE, bare):
        made = settings(policy, people=people)
        assert made.endowment[USA, SKILLED] == pytest.approx(1 + 3 / 60, rel=1e-15)
        assert made.remittance[USA, IND, SKILLED] == pytest.approx(0.1 * 3 * 10, rel=1e-14)


def test_a_world_of_one_factor_moves_everybody() -> None:
    one = replace(
        OBSERVED,
        factors=("labour",),
        value_added=np.full((4, 1), 100.0),
        people=People(np.full((4, 1), 50.0), np.zeros((4, 4)), np.ones((4, 4, 1))),
    )
    changed = {n: getattr(one, n) for n in ("factors", "value_added", "people")}
    made = settings(P.migration("IND", "USA", movers=5), **changed)
    assert np.allclose(made.endowment[:, 0], [1.1, 0.9, 1, 1], atol=1e-15)
    (problem,) = problems(P.migration("IND", "USA", movers=5, skill="skilled"), **changed)
    assert "'skilled' is not a skill of this baseline; allowed: labour, all" in problem


@pytest.mark.parametrize("skill", ["capital", "skiled"])
def test_capital_is_no_skill(skill: str) -> None:
    (problem,) = problems(P.migration("IND", "USA", movers=1, skill=skill))
    assert "allowed: skilled, unskilled, all" in problem
    assert ("did you mean skilled?" in problem) == (skill == "skiled")


def test_more_movers_than_workers_are_refused_over_all_levers() -> None:
    half = P.migration("IND", "USA", movers=25, skill="skilled")
    assert problems(half) == []
    (problem,) = problems(half + half)
    assert problem.startswith("workers of IND, skilled: 50 of them would leave; allowed: fewer")
    (home,) = problems(P.migration("IND", "USA", movers=-150, skill="unskilled"))
    assert home.startswith("workers of USA, unskilled: 150 of them would leave")
    # 70 of 50 leave, but 30 come, each worth 1.2: what counts is all moves together.
    both = P.migration("IND", "CHN", movers=70, skill="skilled")
    assert problems(both.migration("CHN", "IND", movers=30, skill="skilled")) == []


def test_a_return_of_movers_worth_more_than_all_workers_is_refused() -> None:
    policy = P.migration("IND", "USA", movers=-40, skill="skilled", efficiency=2.0)
    (problem,) = problems(policy)
    assert problem.startswith("workers of USA, skilled: 80 of them would leave")


def test_what_data_on_people_are_missing_is_said_at_once() -> None:
    policy = P.migration("IND", "USA", movers=1)
    found = problems(policy, people=None)
    assert ["workers" in found[0], "mover_efficiency" in found[1], "remittance_share" in found[2]]
    assert len(found) == 3
    assert all("the baseline has no" in f and "from_arrays" in f for f in found)
    (one,) = problems(
        P.migration("IND", "USA", movers=1, efficiency=1.0), people=People(PEOPLE.workers)
    )
    assert "remittance_share" in one


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("workers", np.nan, "1 values of the baseline's workers"),
        ("mover_efficiency", np.nan, "1 values of the baseline's mover_efficiency"),
        ("mover_efficiency", -1.0, "1 values of the baseline's mover_efficiency"),
        ("remittance_share", 3.0, "1 values of the baseline's remittance_share"),
    ],
)
def test_data_on_people_that_are_no_numbers_are_refused(name: str, value: float, said: str) -> None:
    spoiled = np.array(getattr(PEOPLE, name))
    spoiled.flat[-2] = value
    # Elsewhere in the world, and still no solution may come of it.
    found = problems(P.migration("IND", "USA", movers=1), people=replace(PEOPLE, **{name: spoiled}))
    assert said in " ".join(found)
    assert not problems(P.tariff("IND", "USA", add=0.1), people=replace(PEOPLE, **{name: spoiled}))


def test_a_world_where_nobody_works_says_so() -> None:
    nobody = replace(PEOPLE, workers=np.zeros_like(PEOPLE.workers))
    assert (
        "nobody works anywhere" in problems(P.migration("IND", "USA", movers=1), people=nobody)[0]
    )


def test_a_move_between_a_country_and_itself_is_refused() -> None:
    (problem,) = problems(P.migration("IND", "IND", movers=1))
    assert "nobody can move" in problem


def test_levers_on_people_read_the_baseline(arrays: dict[str, object]) -> None:
    with pytest.raises(tt.PolicyError, match="no workers"):
        tt.solve(tt.Baseline.from_arrays(**arrays), P.migration("IND", "USA", movers=1))


def test_no_more_return_than_live_there() -> None:
    living = np.zeros((4, 4))
    living[IND, USA] = 30.0
    people = replace(PEOPLE, migrants=living)
    back = P.migration("IND", "USA", movers=-30, skill="unskilled")
    assert problems(back, people=people) == []
    (problem,) = problems(back.migration("IND", "USA", movers=-1), people=people)
    assert problem.startswith("migrants from IND in USA: 31 would return; allowed: at most the 30")


def test_the_solved_world_knows_where_people_live(small: tt.Baseline) -> None:
    moved = P.migration("IND", "USA", movers=50_000, skill="skilled")
    after = tt.solve(small, moved).to_baseline()
    change = after["workers"] - small["workers"]
    assert change.sel(country="IND", factor="skilled") == pytest.approx(-50_000, rel=1e-9)
    assert change.sel(country="USA", factor="skilled") == pytest.approx(50_000, rel=1e-9)
    assert abs(change).sum() == pytest.approx(100_000, rel=1e-9)
    migrants = after["migrants"] - small["migrants"]
    assert migrants.sel(origin="IND", residence="USA") == pytest.approx(50_000, rel=1e-9)
    assert tt.solve(after).residual < 1e-10
