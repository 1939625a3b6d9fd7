"""Sanctions, secondary tariffs and waivers, against arrays written by hand."""

from __future__ import annotations

import numpy as np
import pytest

import tradetalks as tt
from handmade import (
    AXES,
    CHN,
    IND,
    MACHINES,
    OBSERVED,
    OIL,
    RUS,
    USA,
    P,
    problems,
    settings,
)
from tradetalks.policy import caught

MEMBERS = ["USA", "IND"]


def closed(policy: tt.Policy) -> set[tuple[int, ...]]:
    """Cells (exporter, importer, sector) that are closed."""
    return {tuple(map(int, cell)) for cell in np.argwhere(settings(policy).open == 0)}


def flows(*pairs: tuple[int, int]) -> set[tuple[int, ...]]:
    return {(*pair, j) for pair in pairs for j in (OIL, MACHINES)}


def test_each_measure_closes_its_own_way() -> None:
    sales, purchases = flows((USA, RUS), (IND, RUS)), flows((RUS, USA), (RUS, IND))
    assert closed(P.sanction(MEMBERS, "RUS")) == sales | purchases
    assert closed(P.sanction(MEMBERS, "RUS", measure="export_control")) == sales
    assert closed(P.sanction(MEMBERS, "RUS", measure="import_ban")) == purchases
    assert closed(P.sanction("USA", "RUS", sectors="B")) == {(USA, RUS, OIL), (RUS, USA, OIL)}


def test_a_trade_cost_sanction_multiplies_both_ways() -> None:
    policy = P.trade_cost("USA", "RUS", factor=2.0)
    made = settings(policy.sanction(MEMBERS, "RUS", measure="trade_cost", factor=1.5)).trade_cost
    want = np.ones((4, 4, 2))
    want[RUS, IND] = want[USA, RUS] = want[IND, RUS] = 1.5
    want[RUS, USA] = 3.0
    assert np.array_equal(made, want)


def test_a_secondary_tariff_catches_by_the_share_of_imports() -> None:
    # Oil imported from Russia: USA 5 of 20, IND 60 of 100, CHN 10 of 30.
    policy = P.secondary_tariff("USA", "RUS", add=0.25, because_of="B", threshold=0.05)
    want = OBSERVED.tariff.copy()
    want[IND, USA] += 0.25
    want[CHN, USA] += 0.25
    assert np.allclose(settings(policy).tariff, want, atol=1e-15)
    (found,) = caught(policy, AXES, OBSERVED)
    assert found.exporters == pytest.approx({"IND": 0.6, "CHN": 1 / 3})
    assert found.spared == {}
    assert policy.describe() == ["USA tariff on whoever buys B from RUS, all: +25 points"]


def test_the_threshold_the_list_and_the_sectors_of_a_secondary_tariff() -> None:
    strict = P.secondary_tariff("USA", "RUS", add=0.25, because_of="B", threshold=0.5)
    (found,) = caught(strict, AXES, OBSERVED)
    assert set(found.exporters) == {"IND"}
    listed = P.secondary_tariff(
        "USA", "RUS", add=0.25, because_of="B", sectors="C28", exporter="CHN"
    )
    want = OBSERVED.tariff.copy()
    want[CHN, USA, MACHINES] += 0.25
    assert np.allclose(settings(listed).tariff, want, atol=1e-15)
    # Machines from Russia are 1 of 71 of India's imports, 4 of 59 of China's.
    (machines,) = caught(
        P.secondary_tariff("USA", "RUS", add=0.1, because_of="C28"), AXES, OBSERVED
    )
    assert machines.exporters == pytest.approx({"CHN": 4 / 59})


def test_members_of_a_secondary_tariff_do_not_charge_each_other() -> None:
    policy = P.secondary_tariff(["USA", "CHN"], "RUS", add=0.25, because_of="B")
    moved = settings(policy).tariff - OBSERVED.tariff
    assert {tuple(c) for c in np.argwhere(moved.any(axis=2))} == {(IND, USA), (IND, CHN)}


def test_a_secondary_tariff_that_catches_nobody_is_refused() -> None:
    (problem,) = problems(P.secondary_tariff("USA", "RUS", add=0.25, because_of="B", threshold=0.7))
    assert "more than 70 %" in problem
    assert "IND comes closest with 60 %" in problem


def test_a_waiver_drops_a_member_from_the_coalition() -> None:
    spared = P.sanction(MEMBERS, "RUS").waiver(MEMBERS, "IND", "RUS")
    assert closed(spared) == flows((USA, RUS), (RUS, USA))
    control = P.sanction(MEMBERS, "RUS", measure="export_control")
    assert closed(control.waiver("USA", "IND", "RUS")) == flows((USA, RUS))
    cost = P.sanction(MEMBERS, "RUS", measure="trade_cost", factor=2.0).waiver("USA", "USA", "RUS")
    made = settings(cost).trade_cost
    assert {tuple(c) for c in np.argwhere(made[:, :, 0] == 2)} == {(IND, RUS), (RUS, IND)}


def test_a_waiver_spares_an_exporter_the_secondary_tariff() -> None:
    tariff = P.secondary_tariff("USA", "RUS", add=0.25, because_of="B")
    policy = tariff.waiver("USA", "IND", "RUS")
    moved = settings(policy).tariff - OBSERVED.tariff
    assert {tuple(c) for c in np.argwhere(moved.any(axis=2))} == {(CHN, USA)}
    (found,) = caught(policy, AXES, OBSERVED)
    assert found.exporters == pytest.approx({"CHN": 1 / 3})
    assert found.spared == pytest.approx({"IND": 0.6})


def test_a_waiver_for_one_of_two_targets_leaves_the_other_to_count() -> None:
    # Machines of India: from Russia 1 of 71, from China 30 of 71.
    tariff = P.secondary_tariff("USA", ["RUS", "CHN"], add=0.1, because_of="C28")
    for target, left in (("RUS", {"IND": 31 / 71}), ("CHN", {})):
        (found,) = caught(tariff.waiver("USA", "IND", target), AXES, OBSERVED)
        assert found.exporters == pytest.approx(left)


def test_a_waiver_opens_an_embargo_too() -> None:
    policy = P.embargo(MEMBERS, "RUS", both=True).waiver("USA", "IND", "RUS", measure="embargo")
    assert closed(policy) == flows((USA, RUS), (RUS, USA))


def test_a_waiver_counts_for_the_levers_before_it_and_its_measure_only() -> None:
    embargo = P.sanction(MEMBERS, "RUS", measure="embargo")
    again = embargo.waiver(MEMBERS, "IND", "RUS") + P.sanction("IND", "RUS", sectors="B")
    assert closed(again) == flows((USA, RUS), (RUS, USA)) | {(IND, RUS, OIL), (RUS, IND, OIL)}
    two = embargo.sanction(MEMBERS, "RUS", measure="trade_cost", factor=2.0)
    policy = two.waiver(MEMBERS, "IND", "RUS", measure="trade_cost")
    assert closed(policy) == closed(embargo)
    assert (settings(policy).trade_cost[IND, RUS] == 1).all()
    assert (settings(policy).trade_cost[USA, RUS] == 2).all()


@pytest.mark.parametrize(
    "policy",
    [
        P.waiver("USA", "IND", "RUS"),
        P.waiver("USA", "IND", "RUS").sanction(MEMBERS, "RUS"),
        P.sanction(MEMBERS, "RUS").waiver("CHN", "IND", "RUS"),
        P.sanction(MEMBERS, "RUS").waiver("USA", "CHN", "RUS"),
        P.sanction(MEMBERS, "RUS").waiver("USA", "IND", "CHN"),
        P.sanction(MEMBERS, "RUS").waiver("USA", "IND", "RUS", measure="trade_cost"),
        P.tariff("USA", "IND", add=0.1).waiver("USA", "IND", "RUS"),
    ],
)
def test_a_waiver_of_nothing_is_refused(policy: tt.Policy) -> None:
    (problem,) = problems(policy)
    assert "there is nothing to waive" in problem


def test_a_misspelt_sanction_and_its_waiver_are_one_mistake() -> None:
    found = problems(P.sanction("USAA", "RUS").waiver("USA", "IND", "RUS"))
    assert len(found) == 1
    assert "did you mean USA?" in found[0]
    found = problems(P.sanction("USA", "RUS").waiver("USA", "INDD", "RUSS"))
    assert len(found) == 2


def test_all_names_of_a_secondary_tariff_are_checked_at_once() -> None:
    policy = P.secondary_tariff(
        "USAA", "RUSS", add=0.1, because_of="oill", sectors="C29", exporter="INDD"
    )
    assert len(problems(policy)) == 5
