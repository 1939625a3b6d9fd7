"""Settings are linear in points, amounts and people, and levers of one kind commute."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import tradetalks as tt
from handmade import AXES, OBSERVED, P
from handmade import settings as made
from tradetalks.policy import Settings

few = settings(max_examples=40, deadline=None, derandomize=True)
points = st.floats(-0.3, 2.0)
people = st.floats(-9.0, 9.0)
money = st.floats(0.0, 1e4)


def flat(found: Settings) -> np.ndarray:
    """Everything that is a number, one after the other."""
    arrays = [getattr(found, f.name) for f in fields(found) if f.name != "commitments"]
    parts = [np.ravel(a) for a in arrays]
    parts += [np.ravel(x) for c in found.commitments for x in (c.covers, c.floor, c.payer)]
    return np.concatenate(parts)


def moves(add: float, movers: float, amount: float) -> tt.Policy:
    return (
        P.tariff("USA", ["IND", "CHN"], add=add)
        .secondary_tariff("USA", "RUS", add=add, because_of="B")
        .bloc(["USA", "RUS"], outside="common")
        .export_tax("IND", "USA", add=add)
        .migration(["IND", "CHN"], ["USA", "IND"], movers=movers)
        .migration("RUS", "USA", movers=movers, skill="skilled", efficiency=0.9)
        .transfer(["USA", "CHN"], "IND", amount=amount)
        .purchase("IND", "USA", add=amount, paid_by=["USA", "RUS"])
    )


@few
@given(points, people, money, st.floats(0.0, 1.0))
def test_settings_are_affine_in_how_far_levers_move(
    add: float, movers: float, amount: float, part: float
) -> None:
    still, whole = (flat(made(moves(*size))) for size in ((0, 0, 0), (add, movers, amount)))
    partly = flat(made(moves(part * add, part * movers, part * amount)))
    assert np.allclose(partly, still + part * (whole - still), rtol=1e-12, atol=1e-10)


@st.composite
def adding(draw: st.DrawFn) -> tt.Policy:
    """A lever that adds to what the others do."""
    here, there = draw(st.permutations(AXES.countries))[:2]
    match draw(st.sampled_from(["tariff", "migration", "transfer", "secondary", "cost"])):
        case "tariff":
            return P.tariff(here, there, add=draw(st.floats(0, 1)))
        case "migration":
            skill = draw(st.sampled_from(["all", "skilled", "unskilled"]))
            return P.migration(here, there, movers=draw(st.floats(-2, 2)), skill=skill)
        case "transfer":
            return P.transfer(here, there, amount=draw(st.floats(-1e3, 1e3)))
        case "secondary":
            return P.secondary_tariff(
                "USA", "RUS", add=draw(st.floats(0, 1)), because_of="B", exporter="IND"
            )
        case _:
            factor = draw(st.floats(1.0, 3.0))
            return P.sanction(here, there, measure="trade_cost", factor=factor)


@few
@given(st.lists(adding(), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_levers_that_add_do_so_in_any_order(levers: list[tt.Policy], random: object) -> None:
    shuffled = list(levers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (flat(made(sum(order, P))) for order in (levers, shuffled))
    assert np.allclose(one, other, rtol=1e-12, atol=1e-10)
    assert OBSERVED.tariff[0, 0, 0] == 0  # what was observed is never written to


@few
@given(points, st.floats(0, 1))
def test_setting_and_adding_do_not_commute_but_stand_as_written(rate: float, add: float) -> None:
    first = made(P.tariff("USA", "IND", rate=rate).tariff("USA", "IND", add=add)).tariff[1, 0]
    last = made(P.tariff("USA", "IND", add=add).tariff("USA", "IND", rate=rate)).tariff[1, 0]
    assert np.allclose(first, rate + add, atol=1e-15)
    assert np.allclose(last, rate, atol=1e-15)
