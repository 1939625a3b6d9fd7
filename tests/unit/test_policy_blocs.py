"""Blocs, against tariffs worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from handmade import CHN, IND, MACHINES, OBSERVED, OIL, RUS, USA, P, problems, settings
from tradetalks.policy import Bloc


def test_members_trade_free_of_tariffs_and_keep_export_taxes() -> None:
    policy = P.export_tax("USA", "IND", rate=0.1).bloc(["USA", "IND"])
    made = settings(policy)
    want = OBSERVED.tariff.copy()
    want[USA, IND] = want[IND, USA] = 0.0
    assert np.array_equal(made.tariff, want)
    assert (made.export_tax[USA, IND] == 0.1).all()


def test_a_number_multiplies_the_tariffs_inside_by_sector() -> None:
    made = settings(P.bloc(["USA", "IND"], inside=0.5, sectors="C28")).tariff
    want = OBSERVED.tariff.copy()
    want[USA, IND, MACHINES] = 0.06
    want[IND, USA, MACHINES] = 0.015
    assert np.allclose(made, want, atol=1e-15)


def test_a_common_tariff_is_the_mean_weighted_by_trade() -> None:
    made = settings(P.bloc(["USA", "IND"], outside="common", inside=1)).tariff
    want = OBSERVED.tariff.copy()
    # Oil: RUS sells 5 to USA at 2 % and 60 to IND at 20 %; CHN 15 at 6 % and 10 at 10 %.
    want[RUS, [USA, IND], OIL] = (5 * 0.02 + 60 * 0.20) / 65
    want[CHN, [USA, IND], OIL] = (15 * 0.06 + 10 * 0.10) / 25
    # Machines: RUS sells none to USA and 1 to IND at 12 %; CHN 80 at 9 % and 30 at 15 %.
    want[RUS, [USA, IND], MACHINES] = 0.12
    want[CHN, [USA, IND], MACHINES] = (80 * 0.09 + 30 * 0.15) / 110
    assert np.allclose(made, want, atol=1e-15)


def test_where_no_member_trades_the_mean_is_plain() -> None:
    # India sells no oil to USA, RUS or CHN.
    made = settings(P.bloc(["USA", "RUS", "CHN"], outside="common")).tariff
    assert np.allclose(made[IND, [USA, RUS, CHN], OIL], (0.01 + 0.05 + 0.04) / 3, atol=1e-15)


def test_a_bloc_starts_from_the_tariffs_in_force_and_later_ones_add() -> None:
    before = P.tariff("USA", "CHN", rate=0.5).bloc(["USA", "IND"], outside="common")
    mean = (80 * 0.5 + 30 * 0.15) / 110
    assert settings(before).tariff[CHN, IND, MACHINES] == pytest.approx(mean, rel=1e-14)
    after = P.bloc(["USA", "IND"]).tariff("USA", "IND", add=0.1)
    assert np.allclose(settings(after).tariff[IND, USA], 0.1, atol=1e-15)


def test_a_policy_lists_its_blocs() -> None:
    policy = P.tariff("USA", "IND", add=0.1).bloc("quad", welfare_weight=0.2, label="Quad")
    assert policy.blocs == (Bloc("quad", 0.0, False, "all", 0.2, "Quad"),)
    assert P.blocs == ()
    assert policy.describe()[1] == "bloc of Quad (quad), all: free of tariffs inside"


def test_a_bloc_of_one_is_refused() -> None:
    (problem,) = problems(P.bloc(["USA"]))
    assert "has one member here, USA" in problem
