"""Trade war: nobody does better alone, by differences too; both methods; circles; bad input."""

from __future__ import annotations

import os
import signal
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.errors import InputError
from tradetalks.numerics.ascent import Box, Spot
from tradetalks.numerics.rivals import Field, Stand, settle, take_turns
from tradetalks.talks.best.controls import RateControls
from tradetalks.talks.war.nash_search import search

P = tt.Policy()
PAIR = ("USA", "IND")
Array = np.ndarray[Any, np.dtype[np.float64]]


@pytest.fixture(scope="module")
def balanced(small: tt.Baseline) -> tt.Baseline:
    return tt.solve(small, deficits="balanced").to_baseline()


def fight(base: tt.Baseline, players: Any = PAIR, *args: Any, **how: Any) -> tt.War:
    return tt.trade_war(base, players, *args, **({"deficits": "balanced"} | how))


def gain(base: tt.Baseline, policy: tt.Policy, country: str) -> float:
    eq = tt.solve(base, policy, deficits="balanced", tol=1e-12)
    return eq.outcomes["equivalent_variation"].sel(country=country).item() / 1e3


@pytest.fixture(scope="module")
def war(balanced: tt.Baseline) -> tt.War:
    return fight(balanced, PAIR, "tariff", "sector")


def test_nobody_gains_by_moving_a_rate(balanced: tt.Baseline, war: tt.War) -> None:
    """By cold solves: each of a sample of rates a point up and down, the rest as it is."""
    assert war.converged
    assert war.residual <= 1e-6
    for player, other in (PAIR, PAIR[::-1]):
        controls = RateControls.of(balanced, player, by=("sector",), partners=other)
        rates = war.rates.query("player == @player")["rate"].to_numpy()
        here = gain(balanced, war.policy, player)
        told = war.payoffs.set_index("player")["gain"][player]
        assert told == pytest.approx(here, rel=1e-6)
        for k in np.random.default_rng(3).choice(len(rates), 3, replace=False):
            for side in (0.01, -0.01):
                moved = rates.copy()
                moved[k] += side
                assert gain(balanced, controls.policy(moved, war.policy), player) < here


def test_the_certificate_comes_with_it(balanced: tt.Baseline, war: tt.War) -> None:
    assert list(war.regret["player"]) == list(war.players)
    assert (war.regret["regret"] >= 0).all()
    assert war.worst_regret == war.regret["regret"].max()
    income = balanced["value_added"].sum("factor").sel(country=list(war.players)).values
    assert (war.regret["regret"] <= 1e-6 * income).all()
    # Four searches each, of more than one evaluation.
    assert (war.regret["evaluations"] >= 8).all()
    assert "nobody gains more than USD" in war.message
    assert war.solves > war.rounds
    assert not war.interrupted


def test_only_rates_on_each_other_change(balanced: tt.Baseline, war: tt.War) -> None:
    moved = (war.equilibrium.tariff != balanced["tariff"]).to_numpy()
    us, them = (balanced.countries.index(c) for c in PAIR)
    goods = balanced.axes.sector_index("goods")
    assert moved[us, them, goods].all()
    assert moved[them, us, goods].all()
    assert moved.sum() == 2 * len(goods)
    columns = ["player", "lever", "exporter", "importer", "sector", "trade", "rate", "before"]
    assert list(war.rates) == columns
    before = balanced["tariff"].values[us, them, goods]
    np.testing.assert_allclose(war.rates.query("player == 'IND'")["before"], before)


def test_both_methods_end_in_the_same_place(balanced: tt.Baseline, war: tt.War) -> None:
    turns = fight(balanced, PAIR, "tariff", "sector", method="alternating", starts=1)
    assert turns.converged
    assert turns.method == "alternating"
    assert war.method == "simultaneous"
    np.testing.assert_allclose(turns.rates["rate"], war.rates["rate"], atol=1e-4)
    assert "in turns" not in turns.message


def test_all_at_war_with_all(balanced: tt.Baseline) -> None:
    heard: list[tuple[str, int, int]] = []
    found = fight(balanced, "all", starts=1, progress=lambda *said: heard.append(said))
    assert found.converged
    assert len(found.rates) == len(found.players) == 13
    rates = found.rates["rate"]
    assert rates.between(0.1, 0.3).all()
    assert found.payoffs["gain"].sum() < 0
    assert (found.payoffs["real_income_change"] < 0).all()
    assert all(done <= total for _, done, total in heard)
    assert any("all at once: residual" in what for what, _, _ in heard)
    assert any(what.startswith("regret of") for what, _, _ in heard)


def test_against_the_whole_world_and_with_export_taxes(balanced: tt.Baseline) -> None:
    levers = ("tariff", "export_tax")
    # With the whole of its trade a country's two levers do the same: one of them is held.
    found = fight(balanced, PAIR, levers, against="all", starts=1, bounds=(0.0, 0.15))
    assert found.converged
    assert set(found.rates["lever"]) == set(levers)
    moved = found.equilibrium.tariff != balanced["tariff"]
    assert moved.sel(importer="IND", exporter="CHN").any()
    assert not moved.sel(importer="CHN").any()


def test_policy_and_objectives_count(balanced: tt.Baseline, war: tt.War) -> None:
    given = P.tariff("CHN", "USA", add=0.4)
    farmer = {"IND": [tt.Term("real_income"), tt.Term("value_added", 0.5, sectors="agriculture")]}
    found = fight(balanced, PAIR, "tariff", "sector", policy=given, objectives=farmer, starts=1)
    assert found.converged
    kept = tt.solve(balanced, given, deficits="balanced").tariff.sel(importer="CHN")
    np.testing.assert_allclose(found.equilibrium.tariff.sel(importer="CHN"), kept)
    peace = gain(balanced, given, "USA")
    told = found.payoffs.set_index("player")["gain"]["USA"]
    assert told == pytest.approx(gain(balanced, found.policy, "USA") - peace, rel=1e-5)
    at = "player == 'IND' and sector == 'A'"
    assert found.rates.query(at)["rate"].item() > war.rates.query(at)["rate"].item() + 0.05
    assert set(found.terms["country"]) == set(PAIR)


def test_rates_at_their_bounds_are_an_equilibrium_too(balanced: tt.Baseline) -> None:
    found = fight(balanced, PAIR, "tariff", "sector", bounds=(0.0, 0.05), starts=1)
    assert found.converged
    assert (found.rates["rate"] == 0.05).all()


def test_regret_of_a_local_answer_sends_the_war_on(
    balanced: tt.Baseline, war: tt.War, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search that stops short is found out by the certificate, and goes on from its answer."""
    import tradetalks.talks.war.nash as nash

    starts: list[Array] = []

    def short(contest: Any, worlds: Any, x: Array, *rest: Any) -> Any:
        starts.append(x)
        if len(starts) > 1:
            return search(contest, worlds, x, *rest)
        found = search(contest, worlds, x, *rest)
        return SimpleNamespace(
            settled=found.settled,
            x=x,
            equilibrium=worlds.solve(contest.policy(x)),
            method=found.method,
            notes=(),
        )

    monkeypatch.setattr(nash, "search", short)
    found = fight(balanced, PAIR, "tariff", "sector", starts=1)
    assert len(starts) == 2
    assert np.abs(starts[1] - starts[0]).max() > 0.01
    assert found.converged
    np.testing.assert_allclose(found.rates["rate"], war.rates["rate"], atol=1e-4)


class Pennies:
    """Matching pennies on two shares: one wants them alike, the other apart."""

    field = Field(np.array([0, 1]), np.zeros(2), np.ones(2), np.ones_like, np.ones(2))
    policy = staticmethod(lambda x: x)

    def alone(self, worlds: Any, player: int, x: Array) -> tuple[Any, Array]:
        side = (1.0, -1.0)[player] * (x[1 - player] - 0.5)

        def value(own: Array) -> Spot:
            return Spot(side * float(own[0]), np.array([side]), np.array([1e-3]))

        value.box = Box(np.zeros(1), np.ones(1), np.ones_like, 1.0)  # type: ignore[attr-defined]
        return value, x[player : player + 1]

    def stand(self, worlds: Any, x: Array, accuracy: float) -> tuple[Any, Stand]:
        return "world", Stand(np.array([x[1] - 0.5, 0.5 - x[0]]), np.full(2, 1.0))


def test_circles_are_said_and_the_other_way_is_tried() -> None:
    heard: list[str] = []
    worlds = SimpleNamespace(solve=lambda x: SimpleNamespace(require=lambda: "world"))
    found = search(
        Pennies(),  # type: ignore[arg-type]
        worlds,  # type: ignore[arg-type]
        np.array([0.9, 0.7]),
        "alternating",
        lambda what, done, total: heard.append(what),
    )
    assert "moving in turns goes in circles" in found.notes[0]
    # Half and half is where neither slope points anywhere.
    assert found.method == "simultaneous"
    assert found.settled.reached
    np.testing.assert_allclose(found.x, 0.5, atol=1e-5)
    assert any("in turns" in what for what in heard)
    assert any("all at once" in what for what in heard)


def test_rivals_in_circles_and_without_a_world() -> None:
    field = Pennies.field

    def reply(rival: int, x: Array) -> tuple[Array, float]:
        after = x.copy()
        after[rival] = float(x[1] > 0.5) if rival == 0 else float(x[0] <= 0.5)
        return after, float(abs(after - x).max())

    assert take_turns(reply, np.array([1.0, 1.0]), field).status == "circles"
    assert take_turns(lambda rival, x: None, np.ones(2), field).status == "no start"
    assert settle(lambda x, accuracy: None, np.ones(2), field).status == "no start"

    def jumping(x: Array, accuracy: float) -> Stand:
        """Slopes that never fall: there is nowhere to settle."""
        sides = np.where(x > 0.5, 1.0, -1.0)
        return Stand(np.array([sides[1], -sides[0]]), np.full(2, 4.0))

    found = settle(jumping, np.array([0.6, 0.6]), field, most=40)
    assert not found.reached
    assert found.status in ("circles", "stalled", "too many rounds")


def test_two_rivals_who_answer_each_other_settle() -> None:
    """Duopoly in quantities: x_i = (1 - x_j) / 2 each, a third in all."""

    def at(x: Array, accuracy: float) -> Stand:
        return Stand(1 - 2 * x - x[::-1], np.full(2, 2.0))

    found = settle(at, np.array([0.9, 0.0]), Pennies.field, tol=1e-10)
    assert found.reached
    np.testing.assert_allclose(found.x, 1 / 3, atol=1e-9)


@pytest.mark.parametrize("stage", ["war", "regret"])
def test_an_interrupt_keeps_the_best(balanced: tt.Baseline, stage: str) -> None:
    heard: list[str] = []

    def progress(what: str, done: int, total: int) -> None:
        heard.append(what)
        if sum(said.startswith(stage) for said in heard) == 3:
            os.kill(os.getpid(), signal.SIGINT)

    found = fight(balanced, PAIR, "tariff", "sector", progress=progress)
    assert found.interrupted
    assert not found.converged
    assert found.message.startswith("interrupted, this is the best point so far")
    assert found.residual < 1e-2
    assert (found.rates["rate"] > 0).all()
    if stage == "war":
        assert found.regret["regret"].isna().all()
        assert not any(what.startswith("regret") for what in heard)
    else:
        assert found.residual <= 1e-6


def test_an_interrupt_in_turns_says_what_is_left(balanced: tt.Baseline, war: tt.War) -> None:
    """After a first round: near the end already, and measured there, not while others moved."""

    def progress(what: str, done: int, total: int) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    found = fight(balanced, PAIR, "tariff", "sector", method="alternating", progress=progress)
    assert found.interrupted
    assert not found.converged
    assert 1e-9 < found.residual < 1e-2
    assert f"{found.residual:.1e}" in found.message
    np.testing.assert_allclose(found.rates["rate"], war.rates["rate"], atol=0.01)


def test_every_mistake_is_listed(balanced: tt.Baseline) -> None:
    with pytest.raises(InputError) as caught:
        tt.trade_war(
            balanced,
            ["UAS", "IND"],
            "tarif",
            "sectr",
            objectives=3,  # type: ignore[arg-type]
            against="player",  # type: ignore[arg-type]
            sectors="goodies",
            bounds=(1, 1),
            policy="none",  # type: ignore[arg-type]
            method="at once",  # type: ignore[arg-type]
            starts=0,
            deficits="fixd",  # type: ignore[arg-type]
            tol=-1.0,
        )
    told = str(caught.value)
    for word in ("'UAS'", "'tarif'", "'sectr'", "'player'", "'goodies'", "(1, 1)", "'at once'"):
        assert f"{word} " in told or f"{word};" in told
    for place in ("objectives: 3", "policy: ", "starts: 0", "deficits: 'fixd'", "tol: -1"):
        assert place in told
    for meant in ("USA", "tariff", "players", "goods", "fixed"):
        assert f"did you mean {meant}?" in told
    with pytest.raises(InputError, match="one country alone"):
        tt.trade_war(balanced, "USA")
    with pytest.raises(InputError, match="nothing to choose"):
        tt.trade_war(balanced, PAIR, ())
    with pytest.raises(InputError, match="'CHN' is none of the players"):
        tt.trade_war(balanced, PAIR, objectives={"CHN": tt.Term("real_income")})


def test_a_player_without_trade_sits_the_war_out() -> None:
    from worlds import make_world

    base = tt.Baseline.from_arrays(**make_world(5))
    alone = base.countries[3]
    shut = tt.Policy().embargo(alone, "all", both=True)
    cut_off = tt.solve(base, shut, deficits="balanced").to_baseline()
    war = tt.trade_war(cut_off, "all", starts=1, deficits="balanced", sectors="all")
    assert war.converged
    assert alone not in set(war.rates["player"])
    assert abs(war.payoffs.set_index("player").loc[alone, "gain"]) < 1e-6
