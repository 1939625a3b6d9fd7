"""Promised purchases (equation 9) and payments, against arrays written by hand."""

from __future__ import annotations

import numpy as np
import pytest

import tradetalks as tt
from handmade import CHN, IND, MACHINES, OIL, RUS, USA, P, problems, settings


def covered(*cells: tuple[int, int, int]) -> np.ndarray:
    mask = np.zeros((4, 4, 2), dtype=bool)
    for cell in cells:
        mask[cell] = True
    return mask


def test_more_than_the_baseline_counts_from_observed_trade() -> None:
    # A tariff, or another promise on the same flow, does not move what was observed.
    policy = P.tariff("IND", "USA", add=0.5).purchase("IND", "USA", add=10, sectors="B")
    (promised,) = settings(policy).commitments
    assert np.array_equal(promised.covers, covered((USA, IND, OIL)))
    assert promised.floor == 30 + 10
    assert np.array_equal(promised.payer, np.zeros(4))
    assert promised.words == "IND purchases from USA, B: USD 10 million a year more"


def test_at_least_counts_in_all_and_several_flows_are_one_promise() -> None:
    (promised,) = settings(P.purchase(["IND", "CHN"], "USA", at_least=200)).commitments
    cells = [(USA, d, j) for d in (IND, CHN) for j in (OIL, MACHINES)]
    assert np.array_equal(promised.covers, covered(*cells))
    assert promised.floor == 200
    (more,) = settings(P.purchase(["IND", "CHN"], "USA", add=60)).commitments
    assert more.floor == 30 + 20 + 40 + 50 + 60


def test_both_ways_counts_both_and_never_home() -> None:
    (promised,) = settings(P.purchase("IND", "USA", at_least=500e3, both=True)).commitments
    cells = [(o, d, j) for o, d in ((USA, IND), (IND, USA)) for j in (OIL, MACHINES)]
    assert np.array_equal(promised.covers, covered(*cells))
    (among,) = settings(P.purchase(["USA", "IND"], ["USA", "IND"], at_least=99)).commitments
    assert np.array_equal(among.covers, promised.covers)


def test_promises_may_overlap_and_stand_in_the_order_written() -> None:
    policy = P.purchase("IND", "USA", add=1).purchase("IND", "USA", add=2, sectors="B")
    floors = [c.floor for c in settings(policy).commitments]
    assert floors == [71, 32]


def test_several_payers_share_by_value_added() -> None:
    (promised,) = settings(P.purchase("IND", "USA", add=1, paid_by=["USA", "CHN"])).commitments
    # Value added: USA 1500, CHN 500.
    assert np.allclose(promised.payer, [0.75, 0, 0, 0.25], atol=1e-15)


def test_a_transfer_sums_to_zero_and_is_shared_by_value_added() -> None:
    transfer = settings(P.transfer(["USA", "CHN"], "IND", amount=40)).transfer
    assert np.allclose(transfer, [-30, 40, 0, -10], atol=1e-13)
    back = settings(P.transfer(["USA", "CHN"], "IND", amount=40).transfer("IND", "USA", amount=30))
    assert np.allclose(back.transfer, [0, 10, 0, -10], atol=1e-13)


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (P.purchase("USA", "IND", add=1, sectors="B"), "trade from IND to USA in B is zero"),
        (
            P.purchase("USA", "IND", add=1).embargo("USA", "IND"),
            "IND, all: USD 1 million a year more: every flow that was promised is closed",
        ),
        (P.purchase("USA", "USA", add=1), "no cross-border flow"),
        (P.transfer("BRICS", "IND", amount=1), "IND would pay itself"),
    ],
)
def test_a_promise_that_cannot_be_kept_is_refused(policy: tt.Policy, said: str) -> None:
    (problem,) = problems(policy)
    assert said in problem


def test_every_unknown_name_of_a_promise_is_said_with_the_nearest() -> None:
    found = problems(P.purchase("INDD", "USAA", add=1, sectors="C29", paid_by="CHNN"))
    assert len(found) == 4
    for country in ("USA", "IND", "CHN"):
        assert any(f"did you mean {country}?" in text for text in found)
    assert any("'C29'" in text for text in found)


def test_an_embargo_that_leaves_part_of_a_promise_open_is_no_contradiction() -> None:
    policy = P.purchase("IND", "USA", add=1).embargo("IND", "USA", sectors="B")
    assert problems(policy) == []
    assert settings(policy).commitments[0].covers[USA, IND].all()


def test_a_russian_payer_of_an_indian_promise() -> None:
    (promised,) = settings(P.purchase("IND", "USA", add=1, paid_by="RUS")).commitments
    assert np.array_equal(promised.payer, np.eye(4)[RUS])
